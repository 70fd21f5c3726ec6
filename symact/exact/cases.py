"""``cases``: a piecewise function that is right at its breakpoints, and ``step``, the simplest one."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

from sympy import And, Eq, Expr, Piecewise, S, Symbol, Tuple, sympify
from sympy.core.relational import Relational

from symact.arithmetic.numbers import exact
from symact.errors import DefinitionError, UndecidedError
from symact.exact.branches import BranchTable, branch_table, merged
from symact.exact.derivatives import select
from symact.exact.limits import piece_limit
from symact.exact.printing import cases_latex, cases_text
from symact.exact.real_function import RealFunction
from symact.exact.stated import stated_table
from symact.exact.variable import T, bound

__all__ = ["Cases", "cases", "from_table", "step"]

# The variable that the branches of a Cases object are written in; T stays free for the expression around it.
_U = bound("t", real=True)


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
        return super().__new__(cls, x, exact(at_zero, "at_zero"), **options)

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


def cases(argument: Any, *pairs: tuple[Any, Any]) -> Expr:
    """Return a function by cases; the first condition that holds decides, and where none does it is undefined.

    Breakpoints with parameters whose order is not known are taken to be in the order in which the branches state it,
    if each branch begins where the last one ends, as ``(0, x < -p), (x, (-p <= x) & (x <= p)), (0, x > p)`` do.

    Unlike SymPy's ``Piecewise`` its limits, one-sided limits and derivatives are right at the breakpoints.

    Parameters
    ----------
    argument : Expr
        The argument. If it is a symbol, the branches are written in it, else in the symbol ``t``.
    *pairs : (Expr, condition)
        Branches.

    Examples
    --------
    >>> from sympy import exp, limit
    >>> f = cases(x, (exp(x) - 1, x < 0), (x, True))
    >>> f.subs(x, 2), limit(f.diff(x), x, 0, "-")
    (2, 1)
    """
    argument = sympify(argument, strict=True)
    variable = argument if isinstance(argument, Symbol) else Symbol("t")
    # Strictly, since Piecewise would execute a text.
    pairs = tuple((sympify(e, strict=True), sympify(c, strict=True)) for e, c in pairs)
    try:
        table = branch_table(Piecewise(*pairs, evaluate=False), variable).subs({variable: T})
    except UndecidedError:
        stated = stated_table([(e.subs(variable, T), c.subs(variable, T)) for e, c in pairs])
        if stated is None:
            raise
        table = stated
    return from_table(table, argument)


def table_pairs(table: BranchTable) -> tuple[tuple[Expr, Any], ...]:
    """Return a table as (expression, condition) pairs from left to right, leaving out where it is undefined."""
    x = table.variable
    closed = [_closing_side(table, i) for i in range(len(table.breakpoints))]
    pairs: list[tuple[Expr, Any]] = []
    for i, (low, high, piece) in enumerate(table.intervals()):
        bounds: list[Relational] = []
        if low is not S.NegativeInfinity:
            bounds.append(x >= low if closed[i - 1] == "right" else x > low)
        if high is not S.Infinity:
            bounds.append(x <= high if closed[i] == "left" else x < high)
        if piece is not S.NaN:
            pairs.append((piece, And(*bounds)))
        if high is not S.Infinity and closed[i] == "point":
            pairs.append((table.values[i], Eq(x, high)))
    return tuple(pairs)


def _closing_side(table: BranchTable, i: int) -> str:
    """Return which branch holds the value at breakpoint i: left, right, a point of its own, or none."""
    if table.values[i] is S.NaN:
        return "none"
    at = [p.subs(table.variable, table.breakpoints[i]) for p in table.pieces[i : i + 2]]
    if at[1] == table.values[i]:
        return "right"
    return "left" if at[0] == table.values[i] else "point"
