"""SymPy functions of one real argument that know their branch table.

A subclass says what it is by :meth:`RealFunction.table_for`. Values, derivatives, limits, assumptions, numbers to any
precision and rewriting all follow from the table, in the same way for every function; the methods here are SymPy's
hooks, and each hands on to the part of this floor that does the work.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from sympy import Dummy, Expr, Function, Piecewise, S, Symbol, preorder_traversal
from sympy.printing.pretty.stringpict import prettyForm

from symact.arithmetic.rounding import evaluate_complex, float_of
from symact.errors import DomainError, UndecidedError
from symact.exact.branches import BranchTable
from symact.exact.derivatives import derivative_table
from symact.exact.expansion import followed, require_smooth, tractable
from symact.exact.limits import at_infinity, unfold
from symact.exact.placing import binary, branch_fact, located, put, taken_as_real
from symact.exact.printing import function_latex, function_text
from symact.hooks import hook

__all__ = ["RealFunction"]


class RealFunction(Function):
    """A function of one real argument and parameters, known by its branch table; see the module."""

    is_commutative: ClassVar[bool] = True

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        for argument in arguments:
            if isinstance(argument, str):  # which SymPy would execute
                raise TypeError(f"an argument of {cls.__name__} must be an expression, not the text {argument!r}")
        return super().__new__(cls, *arguments, **options)

    @classmethod
    def table_for(cls, parameters: tuple[Expr, ...]) -> BranchTable:
        """Return the branch table in ``T`` for those parameters."""
        raise NotImplementedError(f"{cls.__name__} must define table_for")

    @property
    def table(self) -> BranchTable:
        """The branch table in ``T`` for this function's parameters."""
        return self.table_for(self.args[1:])

    def printed_parameters(self) -> tuple[Expr, ...]:
        """Return the parameters that a printed form shows."""
        parameters: tuple[Expr, ...] = self.args[1:]
        return parameters

    display: ClassVar[str] = ""
    keeps_name: ClassVar[bool] = True
    """Whether a value whose formula is longer than ``name(x)`` stays written so, once its branch is known."""

    def _sympystr(self, printer: Any) -> str:
        return function_text(self, printer)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return function_latex(self, printer, exp)

    def _pretty(self, printer: Any) -> Any:
        shown = printer._print_seq((self.args[0], *self.printed_parameters()), delimiter=", ")
        name, arguments = prettyForm(type(self).__name__), prettyForm(*shown.parens())
        form = prettyForm(*name.right(arguments), binding=prettyForm.FUNC)
        form.prettyFunc, form.prettyArgs = name, arguments  # what a power of the function is printed from
        return form

    # Values

    @classmethod
    def eval(cls, x: Expr, *parameters: Expr) -> Expr | None:
        """Return the value where it is known, None to stay unevaluated."""
        if x is S.NaN or x is S.ComplexInfinity:
            return S.NaN
        if x.is_Float and not any(p.free_symbols for p in parameters):
            return cls(x, *parameters, evaluate=False)._eval_evalf(x._prec)
        try:
            return _known_value(cls, cls.table_for(parameters), x)
        except UndecidedError:  # the branch hangs on a parameter: stay as written until that is known
            return None

    def _eval_evalf(self, prec: int) -> Expr | None:
        if self.free_symbols:
            return None
        if self.args[0].is_extended_real is False:
            return evaluate_complex(self.unfolded(), prec)
        try:
            return float_of(self.func(*map(binary, self.args), evaluate=False), prec)
        except DomainError:
            return S.NaN

    def _ball_(self, evaluate: Any) -> Any:
        """Enclose the value: the hull over the pieces and points that the argument's enclosure meets."""
        table, u = self.table, binary(self.args[0])
        if table.is_smooth:
            return evaluate(put(table.pieces[0], table, u))
        x = evaluate(u)
        met: list[Any] = []
        for i, (low, high, piece) in enumerate(table.intervals()):
            if _meets(x, low, high, evaluate):
                met.append(evaluate(put(piece, table, u)))
            if high is not S.Infinity and x.overlaps(evaluate(high)):
                met.append(evaluate(table.values[i]))
        hull = met[0]
        for part in met[1:]:
            hull = hull.union(part)
        return hull

    # Derivatives

    def slope_table(self) -> BranchTable:
        """Return the branch table of the first derivative."""
        return derivative_table(self.table)

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative by the argument or, from 2 on, by a parameter; at kinks the least element."""
        from symact.exact.cases import from_table, parameter_slope

        if argindex == 1:
            return from_table(self.slope_table(), self.args[0])
        parameter = self.args[argindex - 1]
        slot = Dummy("p", positive=parameter.is_positive, real=True)
        arguments = [*self.args]
        arguments[argindex - 1] = slot
        return parameter_slope(self.table_for(tuple(arguments[1:])), slot, self.args[0]).subs(slot, parameter)

    def _eval_derivative(self, s: Symbol) -> Expr:
        slopes = ((i, a.diff(s)) for i, a in enumerate(self.args, 1))
        return sum((self.fdiff(i) * slope for i, slope in slopes if slope != 0), start=S.Zero)

    def _eval_derivative_n_times(self, s: Symbol, n: Any) -> Expr:
        from symact.exact.cases import from_table

        if self.args[0] == s and S(n).is_Integer and not any(p.has(s) for p in self.args[1:]):
            table = derivative_table(self.slope_table(), int(n) - 1) if n > 0 else self.table
            return from_table(table, s)
        return super()._eval_derivative_n_times(s, n)

    # Limits and series

    def series(
        self,
        x: Symbol | None = None,
        x0: Any = 0,
        n: int | None = 6,
        dir: str | None = None,
        logx: Any = None,
        cdir: Any = 0,
    ) -> Expr:
        """Expand around a point; at a breakpoint only to the side that `dir` names.

        Raises
        ------
        NotSmoothError
            At a breakpoint, if no `dir` is given.
        """
        if dir is None and cdir == 0:
            require_smooth(self, x, x0)
        return super().series(x, x0, n, dir or "+", logx, cdir)

    def _eval_nseries(self, x: Symbol, n: int, logx: Any, cdir: Any = 0) -> Expr:
        return followed(self, x, cdir)._eval_nseries(x, n=n, logx=logx, cdir=cdir)

    def _eval_as_leading_term(self, x: Symbol, logx: Any = None, cdir: Any = 0) -> Expr:
        return followed(self, x, cdir).as_leading_term(x, logx=logx, cdir=cdir)

    def _eval_is_meromorphic(self, x: Symbol, a: Expr) -> bool | None:
        return None

    def _eval_rewrite_as_tractable(self, *args: Expr, limitvar: Symbol | None = None, **hints: Any) -> Expr | None:
        return None if limitvar is None else tractable(self.func(*args), limitvar)

    # Rewriting

    def unfolded(self) -> Expr:
        """Return the function written out: one formula, or SymPy's ``Piecewise`` of its branches."""
        return unfold(self) if self.table.is_smooth else self._eval_rewrite_as_Piecewise(*self.args)

    def _eval_rewrite_as_Piecewise(self, *args: Expr, **hints: Any) -> Expr:
        from symact.exact.cases import table_pairs

        table = self.table
        if table.is_smooth:
            return put(table.pieces[0], table, args[0])
        pairs = [(put(p, table, args[0]), c.subs(table.variable, args[0])) for p, c in table_pairs(table)]
        if S.NaN not in table.pieces and S.NaN not in table.values:
            pairs[-1] = (pairs[-1][0], True)
        return Piecewise(*pairs)

    def written(self) -> Expr | None:
        """Return the formula in which the function is defined, None for one that only has branches."""
        table = self.table
        return put(table.pieces[0], table, self.args[0]) if table.is_smooth else None

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr | None:
        """Write out the definition, or its branches, where that leads to the target asked for: exp, erf, Max."""
        from symact.exact.cases import from_table

        function = self.func(*args)
        if not isinstance(function, RealFunction):
            return function
        name = rule if isinstance(rule, str) else rule.__name__
        definition = function.written()
        rewritten = function if definition in (None, function) else definition.rewrite(rule, **hints)
        if rewritten.has(Piecewise):
            table = function.table
            pieces = tuple(p.rewrite(rule, **hints) for p in table.pieces)
            rewritten = from_table(replace(table, pieces=pieces), args[0])
        return rewritten if any(type(node).__name__ == name for node in preorder_traversal(rewritten)) else function

    # Assumptions: these are functions of a real argument, so a plain symbol counts as real where only that makes sense

    def _is_total(self) -> bool:
        return S.NaN not in self.table.pieces and S.NaN not in self.table.values

    def _eval_is_extended_real(self) -> bool | None:
        real: bool | None = self.args[0].is_extended_real
        if not self._is_total():
            return None
        return True if real or (real is None and not self.table.is_smooth and taken_as_real(self.args[0])) else None

    def _eval_is_finite(self) -> bool | None:
        if not self._is_total():
            return None
        finite: bool | None = self.args[0].is_finite
        return True if finite or (not self.table.is_smooth and taken_as_real(self.args[0])) else None

    def _eval_is_nonnegative(self) -> bool | None:
        return branch_fact(self.table, self.args[0], "is_nonnegative")

    def _eval_is_positive(self) -> bool | None:
        return branch_fact(self.table, self.args[0], "is_positive")

    def _eval_is_nonpositive(self) -> bool | None:
        return branch_fact(self.table, self.args[0], "is_nonpositive")

    def _eval_is_negative(self) -> bool | None:
        return branch_fact(self.table, self.args[0], "is_negative")

    def _eval_is_extended_nonnegative(self) -> bool | None:
        return branch_fact(self.table, self.args[0], "is_extended_nonnegative")

    def _eval_is_extended_positive(self) -> bool | None:
        return branch_fact(self.table, self.args[0], "is_extended_positive")

    # SymPy's code printers: what plain sympy.lambdify calls

    def _numpycode(self, printer: Any) -> str:
        return hook("numpy_code")(self, printer)

    def _pythoncode(self, printer: Any) -> str:
        return hook("plain_code")(self, printer)

    def _mpmathcode(self, printer: Any) -> str:
        return hook("mpmath_code")(self, printer)

    def _jaxcode(self, printer: Any) -> str:
        return hook("jax_code")(self, printer)


def _known_value(cls: Any, table: BranchTable, x: Expr) -> Expr | None:
    if x is S.Infinity or x is S.NegativeInfinity:
        return at_infinity(table, x)
    if table.is_smooth:
        return _short_value(table.pieces[0], table, x) if x.is_number else None
    if x.is_number and x.is_extended_real is False:
        raise DomainError(f"the argument of {cls.__name__} must be real, not {x}")
    place = located(table, x)
    if place is None:
        return None
    i, on = place
    if on:
        return table.values[i]
    piece = table.pieces[i]
    if not cls.keeps_name:
        return put(piece, table, x)
    return _short_value(piece, table, x) if x.is_number else _shorter(piece, table, x)


def _short_value(piece: Expr, table: BranchTable, x: Expr) -> Expr | None:
    """Return the value at a number, away from 0 only if it is more than the formula over again."""
    value = put(piece, table, x)
    return value if x.is_zero or not piece.has(Function) or not value.has(Function) else None


def _shorter(piece: Expr, table: BranchTable, x: Expr) -> Expr | None:
    """Return a branch known by assumption, where it is a polynomial; longer ones stay folded."""
    return put(piece, table, x) if piece.is_polynomial(table.variable) else None


def _meets(x: Any, low: Expr, high: Expr, evaluate: Any) -> bool:
    """Return whether an enclosure may have points inside an open interval."""
    if low is not S.NegativeInfinity and x <= evaluate(low):
        return False
    return not (high is not S.Infinity and x >= evaluate(high))
