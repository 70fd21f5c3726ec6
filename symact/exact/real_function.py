"""Functions of one real argument in SymPy: known by their branch table, with derivatives that are such functions again.

The derivative of a function is the function of its table of slopes: a :class:`step` where that is one, else one by
:class:`Cases`. That is why the three stand in one file.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sympy import Dummy, Expr, Piecewise, S, Symbol, Tuple, preorder_traversal

from symact.arithmetic.numbers import exact
from symact.errors import DefinitionError
from symact.exact.branches import BranchTable, merged
from symact.exact.limiting import piece_limit
from symact.exact.printing import cases_latex, cases_text
from symact.exact.slopes import derivative_table, select
from symact.exact.stated import table_pairs
from symact.exact.subject import scalar
from symact.exact.tabulated import Tabulated
from symact.exact.variable import T, bound
from symact.hooks import hook

__all__ = ["Cases", "RealFunction", "from_table", "step"]

# The variable that the branches of a Cases object are written in; T stays free for the expression around it.
_U = bound("t", real=True)


class RealFunction(Tabulated):
    """A function of one real argument and parameters, known by its branch table; see the module."""

    # Derivatives

    def slope_table(self) -> BranchTable:
        """Return the branch table of the first derivative."""
        return derivative_table(self.table)

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative by the argument or, from 2 on, by a parameter; at kinks the least element."""
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
        if self.args[0] == s and S(n).is_Integer and not any(p.has(s) for p in self.args[1:]):
            table = derivative_table(self.slope_table(), int(n) - 1) if n > 0 else self.table
            return from_table(table, s)
        return super()._eval_derivative_n_times(s, n)

    # Rewriting

    def _eval_rewrite(self, rule: Any, args: tuple[Expr, ...], **hints: Any) -> Expr | None:
        """Write out the definition, or its branches, where that leads to the target asked for: exp, erf, Max."""
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


class step(RealFunction):
    r"""The unit step: 0 below 0, 1 above, and a stated value at 0.

    .. math:: \mathrm{step}(x) = 1 \text{ if } x \ge 0, \quad 0 \text{ if } x < 0

    A threshold unit fires exactly when its weighted sum reaches its threshold, so ``step(0)`` is 1. The step that
    is the derivative of ReLU has 0 there and says so: it is ``step(x, 0)``.

    Parameters
    ----------
    x : Expr
        Real.
    at_zero : Expr, optional
        The value at 0; 1 unless stated.

    References
    ----------
    W. S. McCulloch and W. Pitts, A logical calculus of the ideas immanent in nervous activity, 1943.

    Examples
    --------
    >>> step(-2), step(0), step(0, 0), step(3)
    (0, 1, 0, 1)
    >>> step(x).diff(x)
    0
    """

    nargs = (1, 2)
    family = "steps"
    aliases = ("heaviside", "binary_step", "unit_step", "threshold_unit")
    reference = "McCulloch and Pitts, A logical calculus of the ideas immanent in nervous activity, 1943"
    display = r"\mathrm{step}"

    def __new__(cls, x: Any, at_zero: Any = 1, **options: Any) -> Expr:
        at_zero = exact(at_zero, "at_zero")
        if hasattr(x, "__array__") and not hasattr(x, "free_symbols"):
            values: Expr = hook("evaluate_array")(cls, x, (at_zero,))
            return values
        return super().__new__(cls, scalar(x, cls.__name__), at_zero, **options)

    @classmethod
    def table_for(cls, parameters: tuple[Expr, ...]) -> BranchTable:
        return BranchTable(T, (S.Zero,), (S.Zero, S.One), parameters[:1] or (S.One,))

    def printed_parameters(self) -> tuple[Expr, ...]:
        """The stated value, unless it is 1."""
        return () if self.args[1] is S.One else self.args[1:]

    def _eval_derivative(self, s: Symbol) -> Expr:
        return super()._eval_derivative(s) if self.args[1].has(s) else S.Zero


class Cases(RealFunction):
    """A function of one real argument by cases; made by :func:`cases` and by differentiation.

    Its arguments are the argument, the breakpoints, the pieces in a bound variable and the values at the breakpoints.
    """

    nargs = 4
    keeps_name = False

    @classmethod
    def table_for(cls, parameters: tuple[Expr, ...]) -> BranchTable:
        return _cases_table(*parameters)

    @property
    def free_symbols(self) -> set[Symbol]:
        """The symbols of the argument and of the branches, without the bound variable."""
        symbols: set[Symbol] = set().union(*(a.free_symbols for a in self.args))
        return symbols - {_U}

    def _sympystr(self, printer: Any) -> str:
        return cases_text(self, printer)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return cases_latex(self, printer, exp)

    def _pretty(self, printer: Any) -> Any:
        at = {T: self.args[0]}
        return printer._print(Piecewise(*((e.xreplace(at), c.xreplace(at)) for e, c in self.pairs()), evaluate=False))

    def pairs(self) -> tuple[tuple[Expr, Any], ...]:
        """Return the branches as (expression, condition) in the bound variable, from left to right."""
        return table_pairs(self.table)

    def _eval_derivative(self, s: Symbol) -> Expr:
        u = self.args[0]
        inner = u.diff(s)
        chain = self.fdiff(1) * inner if inner != 0 else S.Zero
        if not any(a.has(s) for a in self.args[1:]):
            return chain
        return chain + parameter_slope(self.table, s, u)


@lru_cache(maxsize=2048)
def _cases_table(breakpoints: Tuple, pieces: Tuple, values: Tuple) -> BranchTable:
    for low, high in pairwise(breakpoints):
        if (high - low).is_extended_nonpositive:
            raise DefinitionError(f"breakpoints must increase from left to right, which {low} and {high} do not")
    return BranchTable(T, tuple(breakpoints), tuple(p.xreplace({_U: T}) for p in pieces), tuple(values))


def parameter_slope(table: BranchTable, parameter: Symbol, argument: Expr) -> Expr:
    """Return the derivative of a table by one of its parameters, at an argument.

    A value at a breakpoint has a derivative of its own, unless the breakpoint moves with the parameter.
    """
    pieces = tuple(p.diff(parameter) for p in table.pieces)
    values = tuple(
        select(piece_limit(pieces[i], b, -1), piece_limit(pieces[i + 1], b, 1))
        if b.has(parameter)
        else table.values[i].diff(parameter)
        for i, b in enumerate(table.breakpoints)
    )
    return from_table(merged(BranchTable(T, table.breakpoints, pieces, values)), argument)


def from_table(table: BranchTable, argument: Expr) -> Expr:
    """Return the function that a table in ``T`` describes, at an argument, in its shortest form."""
    if table.is_smooth:
        return table.pieces[0].subs(T, argument)
    if len(table.breakpoints) == 1 and table.pieces[0] is S.Zero and not table.pieces[1].has(T):
        height, (b,), (value,) = table.pieces[1], table.breakpoints, table.values
        if height not in (S.Zero, S.NaN) and (value / height).is_number and value is not S.NaN:
            return height * step(argument - b, value / height)
    pieces = (p.xreplace({T: _U}) for p in table.pieces)
    return Cases(argument, Tuple(*table.breakpoints), Tuple(*pieces), Tuple(*table.values))
