"""Saturation: the levels a function goes to on both sides, and from where it is within eps of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr, Or, Rational, S, Symbol, simplify, solve

from symact.arithmetic.numbers import exact
from symact.errors import SymactError, UndecidedError
from symact.exact.branches import BranchTable, bound_table
from symact.exact.limiting import at_infinity, unfold
from symact.exact.order import compare, sign
from symact.exact.real_root import RealRoot
from symact.exact.roots import real_roots
from symact.exact.subject import Subject, univariate
from symact.exact.variable import T

__all__ = ["Saturation", "saturation"]

_SMALL = (Rational(1, 1000), Rational(3, 100000))


@dataclass(frozen=True)
class Saturation:
    """Where a function is saturated.

    Attributes
    ----------
    levels : tuple of Expr
        The limits at -oo and oo; only finite ones are levels of saturation.
    eps : Expr
        The distance from the level that counts as saturated; 0 for exact saturation.
    below, above : Expr or None
        The function is within eps of its left level for x < `below` and of its right level for x > `above`;
        None where that side has no finite level, or does not saturate within eps (a smooth function never does
        within 0).
    variable : Symbol
    closed : tuple of bool
        Whether `below` and `above` themselves are saturated.
    """

    levels: tuple[Expr, Expr]
    eps: Expr
    below: Expr | None
    above: Expr | None
    variable: Symbol
    closed: tuple[bool, bool] = (False, False)

    @property
    def condition(self) -> Any:
        """The saturated set as a SymPy condition on the variable."""
        x = self.variable
        sides = []
        if self.below is not None:
            sides.append(x <= self.below if self.closed[0] else x < self.below)
        if self.above is not None:
            sides.append(x >= self.above if self.closed[1] else x > self.above)
        return Or(*sides)

    def __str__(self) -> str:
        x = self.variable
        parts = []
        if self.below is not None:
            parts.append(f"{x} {'<=' if self.closed[0] else '<'} {self.below}")
        if self.above is not None:
            parts.append(f"{x} {'>=' if self.closed[1] else '>'} {self.above}")
        return ", ".join(parts) or "nowhere"


def saturation(expr: Subject, eps: Any = 0, variable: Symbol | None = None) -> Saturation:
    """Return the levels of saturation and from where a function stays within `eps` of them.

    Parameters
    ----------
    expr : Expr, or a function of one argument
    eps : number or positive symbol, optional
        The distance from the level that counts as saturated; 0, exact saturation, unless stated.
    variable : Symbol, optional

    Raises
    ------
    UndecidedError
        Where the threshold was not found, or depends on a parameter without an order.

    Examples
    --------
    >>> print(saturation(sa.sigmoid, Rational(1, 100)))
    x < -log(99), x > log(99)
    >>> print(saturation(sa.hardtanh))
    x <= -1, x >= 1
    >>> saturation(sa.tanh).levels
    (-1, 1)
    """
    body, variable = univariate(expr, variable)
    eps = exact(eps, "eps")
    if eps.is_negative or eps.is_extended_real is False or eps.is_infinite:
        raise ValueError(f"eps must be a real number of at least 0, not {eps}")
    table = bound_table(body, variable)
    levels = (at_infinity(table, S.NegativeInfinity), at_infinity(table, S.Infinity))
    shown = Symbol("x") if variable == T else variable
    below, left_closed = _side(table.mirrored(), levels[0], eps)
    above, right_closed = _side(table, levels[1], eps)
    return Saturation(levels, eps, None if below is None else _mirror(below), above, shown, (left_closed, right_closed))


def _mirror(point: Expr) -> Expr:
    """Return -point in its shortest form."""
    if isinstance(point, RealRoot):
        low, high = point.interval
        return RealRoot(point.equation.subs(T, -T), T, -high, -low)
    return min((-point, simplify(-point)), key=lambda e: int(e.count_ops()))


def _side(table: BranchTable, level: Expr, eps: Expr) -> tuple[Expr | None, bool]:
    """Return the threshold on the right side of a table, and whether it is itself saturated."""
    if not level.is_finite:
        return None, False
    if eps.free_symbols:
        return _symbolic_side(table, level, eps)
    for i in range(len(table.pieces) - 1, -1, -1):
        low, high = table.ends[i], table.ends[i + 1]
        crossing = _last_crossing(table.pieces[i] - level, eps, low, high)
        if crossing is not None:
            return (None, False) if crossing is S.Infinity else (crossing, False)
        if low is S.NegativeInfinity:
            return S.NegativeInfinity, False
        if not _within(table.values[i - 1] - level, eps):
            return low, False
        if not _continues(table, i, level, eps):
            return low, True
    raise AssertionError("a table has a leftmost piece")


def _within(distance: Expr, eps: Expr) -> bool:
    return distance is not S.NaN and (distance == 0 or (eps != 0 and sign(eps - abs(distance)) > 0))


def _continues(table: BranchTable, i: int, level: Expr, eps: Expr) -> bool:
    """Return whether the piece left of piece i may still be within eps next to their breakpoint."""
    inner = table.pieces[i - 1]
    if inner is S.NaN:
        return False
    value = inner.subs(T, table.breakpoints[i - 1])
    return _within(value - level, eps) and not (eps == 0 and inner != level)


def _last_crossing(distance: Expr, eps: Expr, low: Expr, high: Expr) -> Expr | None:
    """Return where |distance| last reaches eps inside an interval; None if nowhere, oo if it never stays below."""
    if distance == 0:
        return None
    if eps == 0:
        return S.Infinity if high is S.Infinity else high
    points = [p for side in (eps, -eps) for p in real_roots(distance - side, T, low, high)]
    if not points:
        return None
    last = points[0]
    for p in points[1:]:
        last = p if compare(p, last) > 0 else last
    return last


def _symbolic_side(table: BranchTable, level: Expr, eps: Expr) -> tuple[Expr | None, bool]:
    """Return the threshold as a formula in `eps`, valid for all small enough eps.

    A solution of the equation is accepted where it is the certified threshold at two small values of eps.
    """
    (symbol,) = eps.free_symbols
    certified = [(value, *_side(table, level, eps.subs(symbol, value))) for value in _SMALL]
    (_, first, closed), (_, second, _) = certified
    if first == second:
        return first, closed
    for piece in reversed(table.pieces):
        for side in (eps, -eps):
            for candidate in _solutions(unfold(piece) - level - side):
                if all(_agree(candidate.subs(symbol, value), threshold) for value, threshold, _ in certified):
                    return simplify(candidate), closed
    raise UndecidedError(
        f"the threshold must solve an equation in {eps} in closed form; none was found, give it a value"
    )


def _solutions(equation: Expr) -> list[Expr]:
    try:
        return list(solve(equation, T)) if equation.has(T) else []
    except NotImplementedError:
        return []


def _agree(a: Expr, b: Expr) -> bool:
    try:
        return compare(a, b) == 0
    except (SymactError, TypeError, ValueError):
        return False
