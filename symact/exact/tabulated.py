"""What SymPy asks of a function of one real argument, answered by its branch table.

A subclass says what it is by :meth:`Tabulated.table_for`. Values, limits, assumptions, numbers to any precision and
the written-out form follow from the table, in the same way for every function; the methods here are SymPy's hooks,
and each hands on to the part of this floor that does the work. Derivatives are functions themselves:
:class:`symact.exact.real_function.RealFunction` adds them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sympy import Expr, Function, Piecewise, S, Symbol
from sympy.printing.pretty.stringpict import prettyForm

from symact.arithmetic.rounding import evaluate_complex, float_of
from symact.errors import DomainError, UndecidedError
from symact.exact.branches import BranchTable
from symact.exact.expansion import followed, require_smooth, tractable
from symact.exact.limiting import at_infinity, unfold
from symact.exact.placing import binary, branch_fact, located, put, taken_as_real
from symact.exact.printing import function_latex, function_text
from symact.exact.stated import table_pairs
from symact.hooks import hook

__all__ = ["Tabulated"]


def _on_every_branch(fact: str) -> Callable[[Tabulated], bool | None]:
    return lambda self: branch_fact(self.table, self.args[0], fact)


def _printed_by(name: str) -> Callable[[Tabulated, Any], str]:
    return lambda self, printer: str(hook(name)(self, printer))


class Tabulated(Function):
    """What a branch table tells of a function without another function; see the module."""

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
                if evaluate.is_zero(u - high):
                    return evaluate(table.values[i])
                met.append(evaluate(table.values[i]))
        hull = met[0]
        for part in met[1:]:
            hull = hull.union(part)
        return hull

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

    # Written out

    def unfolded(self) -> Expr:
        """Return the function written out: one formula, or SymPy's ``Piecewise`` of its branches."""
        return unfold(self) if self.table.is_smooth else self._eval_rewrite_as_Piecewise(*self.args)

    def _eval_rewrite_as_Piecewise(self, *args: Expr, **hints: Any) -> Expr:
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

    _eval_is_nonnegative = _on_every_branch("is_nonnegative")
    _eval_is_positive = _on_every_branch("is_positive")
    _eval_is_nonpositive = _on_every_branch("is_nonpositive")
    _eval_is_negative = _on_every_branch("is_negative")
    _eval_is_extended_nonnegative = _on_every_branch("is_extended_nonnegative")
    _eval_is_extended_positive = _on_every_branch("is_extended_positive")

    # SymPy's code printers: what plain sympy.lambdify calls

    _numpycode = _printed_by("numpy_code")
    _pythoncode = _printed_by("plain_code")
    _mpmathcode = _printed_by("mpmath_code")
    _jaxcode = _printed_by("jax_code")


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
