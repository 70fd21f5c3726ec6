"""The branch table: an expression in one real variable as smooth pieces between breakpoints.

This is the ground on which limits, kinks, derivatives, ranges and numeric functions stand. SymPy's own limits and
derivatives of ``Piecewise`` ignore the direction and raise at infinity; a table never does, since the branch is
chosen before anything is asked of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, I, Rational, S, Symbol, simplify, sympify

from symact.errors import DomainError, SymactError
from symact.exact.order import compare, distinct_sorted, midpoints, sign
from symact.exact.roots import real_roots
from symact.exact.switches import resolve, switches
from symact.exact.variable import T, shown

__all__ = ["BranchTable", "bound_table", "branch_table", "merged", "same"]

_PROBES = (Rational(13, 7), Rational(-17, 9))


@dataclass(frozen=True)
class BranchTable:
    """A real function as smooth pieces on open intervals and stated values between them.

    Attributes
    ----------
    variable : Symbol
        The variable that `pieces` are written in.
    breakpoints : tuple of Expr
        Where the formula changes, increasing; *n* of them, none at infinity.
    pieces : tuple of Expr
        The *n* + 1 formulas on the open intervals; ``nan`` where the function is not defined.
    values : tuple of Expr
        The value at each breakpoint; ``nan`` where it is not defined.

    Examples
    --------
    >>> from sympy import Max, Symbol
    >>> x = Symbol("x")
    >>> table = branch_table(Max(0, x), x)
    >>> table.breakpoints, table.pieces, table.values
    ((0,), (0, x), (0,))
    """

    variable: Symbol
    breakpoints: tuple[Expr, ...]
    pieces: tuple[Expr, ...]
    values: tuple[Expr, ...]

    def __post_init__(self) -> None:
        if len(self.pieces) != len(self.breakpoints) + 1 or len(self.values) != len(self.breakpoints):
            raise ValueError(
                f"a table of {len(self.breakpoints)} breakpoints must have one piece more and as many values, "
                f"not {len(self.pieces)} and {len(self.values)}"
            )

    @property
    def ends(self) -> tuple[Expr, ...]:
        """The breakpoints with -oo and oo around them."""
        return (S.NegativeInfinity, *self.breakpoints, S.Infinity)

    @property
    def is_smooth(self) -> bool:
        """Whether one formula serves the whole line."""
        return not self.breakpoints

    def intervals(self) -> Iterator[tuple[Expr, Expr, Expr]]:
        """Yield (lower end, upper end, piece) from left to right."""
        ends = self.ends
        yield from zip(ends, ends[1:], self.pieces, strict=False)

    def locate(self, point: Expr) -> tuple[int, bool]:
        """Return (i, True) if `point` is breakpoint i, else (i, False) if it lies in the open interval i.

        Raises
        ------
        UndecidedError
            Where the order of `point` and a breakpoint cannot be decided.
        """
        for i, breakpoint in enumerate(self.breakpoints):
            side = compare(point, breakpoint)
            if side == 0:
                return i, True
            if side < 0:
                return i, False
        return len(self.breakpoints), False

    def at(self, point: Expr) -> Expr:
        """Return the value at a finite point; ``nan`` where the function is not defined."""
        point = sympify(point, strict=True)
        i, on = self.locate(point)
        if on:
            return self.values[i]
        return self.pieces[i].subs(self.variable, point)

    def subs(self, replacements: dict[Expr, Expr]) -> BranchTable:
        """Return the table with parameters or the variable's name exchanged, unevaluated branches left as they are."""
        replacements = {old: sympify(new, strict=True) for old, new in replacements.items()}
        variable = replacements.get(self.variable, self.variable)
        if not isinstance(variable, Symbol):
            raise TypeError(f"the variable of a table must stay a symbol, not {variable!r}")

        def put(expressions: tuple[Expr, ...]) -> tuple[Expr, ...]:
            return tuple(e.subs(replacements, simultaneous=True) for e in expressions)

        return BranchTable(variable, put(self.breakpoints), put(self.pieces), put(self.values))

    def mirrored(self) -> BranchTable:
        """Return the table of f(-x)."""
        flip = {self.variable: -self.variable}
        return BranchTable(
            self.variable,
            tuple(-b for b in reversed(self.breakpoints)),
            tuple(p.subs(flip) for p in reversed(self.pieces)),
            tuple(reversed(self.values)),
        )


def branch_table(expr: Expr, variable: Symbol) -> BranchTable:
    """Return the branch table of a real expression in one variable.

    Parameters
    ----------
    expr : Expr
        Built of smooth functions, ``Piecewise``, ``Max``, ``Min``, ``Abs``, ``sign``, ``Heaviside`` and symact's
        own functions, nested in any way. Other symbols are parameters, taken as real.
    variable : Symbol
        The variable.

    Returns
    -------
    BranchTable
        With every point that is a switch of branches, a pole or an end of the domain as a breakpoint, unless the
        formulas on both sides and the value there are one and the same.

    Raises
    ------
    UndecidedError
        Where the order of branches depends on a parameter, or a branch on an equation that could not be solved.
    UnsupportedError
        Where there are infinitely many breakpoints.
    DomainError
        Where an expression in I is real on no interval.

    Examples
    --------
    >>> from sympy import Abs, Symbol
    >>> x = Symbol("x")
    >>> branch_table(Abs(x - 1) - Abs(1 - x), x).pieces
    (0,)
    """
    table = bound_table(expr, variable)
    return table if variable == T else table.subs({T: variable})


def bound_table(expr: Expr, variable: Symbol) -> BranchTable:
    """Return the branch table of an expression, written in ``T``; as :func:`branch_table`."""
    return _table(sympify(expr, strict=True).subs(variable, T))


@lru_cache(maxsize=2048)
def _table(expr: Expr) -> BranchTable:
    own = getattr(expr, "table", None)
    if own is not None and expr.args[0] == T and own.breakpoints:
        return own
    points = distinct_sorted(_switch_points(expr))
    pieces = tuple(_piece(expr, s) for s in (midpoints(points) if points else _PROBES[:1]))
    values = tuple(_value(expr, p) for p in points)
    if expr.has(I) and all(e is S.NaN for e in (*pieces, *values)):
        raise DomainError(f"the function must be real, which {shown(expr)} is on no interval; take its real part")
    return merged(BranchTable(T, points, pieces, values))


def _piece(expr: Expr, sample: Expr) -> Expr:
    """Return the formula around a point, nan where it is not real."""
    piece = resolve(expr, sample)
    return S.NaN if piece.has(I) and piece.subs(T, sample).is_extended_real is False else piece


def _value(expr: Expr, point: Expr) -> Expr:
    """Return the stated value at a point, nan where an operand of it is infinite or undefined."""
    value = resolve(expr, point)
    value = value.subs(T, point) if value.has(T) else value
    if value.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity) or value.is_extended_real is False:
        return S.NaN
    return value


def _switch_points(expr: Expr) -> set[Expr]:
    """Return every point where some switch in `expr` may change its branch."""
    points: set[Expr] = set()
    for switch in switches(expr):
        if not switch.has(T):
            continue
        inner = _table(switch)
        points.update(inner.breakpoints)
        for low, high, piece in inner.intervals():
            if piece.has(T):
                points.update(real_roots(piece, T, low, high))
    return points


def merged(table: BranchTable) -> BranchTable:
    """Drop each breakpoint at which nothing changes."""
    breakpoints: list[Expr] = []
    values: list[Expr] = []
    pieces = [table.pieces[0]]
    for b, value, piece in zip(table.breakpoints, table.values, table.pieces[1:], strict=True):
        if same(pieces[-1], piece) and _continues(piece, value, table.variable, b):
            continue
        breakpoints.append(b)
        values.append(value)
        pieces.append(piece)
    return BranchTable(table.variable, tuple(breakpoints), tuple(pieces), tuple(values))


def _continues(piece: Expr, value: Expr, variable: Symbol, point: Expr) -> bool:
    """Return whether a stated value is that of the formula around it; a gap in a formula is not."""
    if S.NaN in (piece, value):
        return bool(piece == value)
    return same(value, piece.subs(variable, point))


def same(a: Expr, b: Expr) -> bool:
    """Return whether two expressions are proven equal; a proof missed costs no more than a needless breakpoint."""
    if a == b:
        return True
    if S.NaN in (a, b):
        return False
    difference = a - b
    if difference.is_zero is False or _differ(difference):
        return False
    return bool(difference.expand() == 0 or simplify(difference) == 0)


def _differ(difference: Expr) -> bool:
    """Return whether some point shows that a difference is not zero."""
    if difference.free_symbols - {T}:
        return False
    try:
        return any(sign(difference.subs(T, point)) != 0 for point in _PROBES)
    except (SymactError, ValueError, TypeError):
        return False
