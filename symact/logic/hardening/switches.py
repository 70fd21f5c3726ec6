"""Saturating activations: two finite levels, and certified bounds on how far from them the function still is."""

from __future__ import annotations

from functools import cached_property, lru_cache
from math import inf, nextafter
from typing import Any

import numpy as np
import numpy.typing as npt
from sympy import Expr, S

from symact.arithmetic.balls import ball
from symact.errors import NoLimitError, UndecidedError, UnsupportedError
from symact.exact.branches import bound_table
from symact.exact.limiting import limits, one_sided
from symact.exact.order import compare
from symact.exact.roots import real_roots
from symact.exact.variable import T, shown

__all__ = ["LEAST", "Approach", "Floats", "Switch", "as_switch", "upper"]

Floats = npt.NDArray[np.float64]

LEAST = 1e-200
"""No positive deviation is taken to be smaller than this, so that products of them do not underflow."""

_GRID = np.append(np.exp2(np.arange(-40 * 64, 64 * 64 + 1) / 64), inf)
_BITS = 256


class Approach:
    """How a function comes to its limit at oo.

    On a ray where a function has no turning point it is monotone, so its extremes over ``s >= t`` are its value at t, its
    limit, and its values at the turning points and breakpoints from t on.

    Parameters
    ----------
    function : Expr
        In ``T``, bounded.
    level : Expr
        Its limit at oo.
    below : Expr
        Its limit at -oo.
    """

    def __init__(self, function: Expr, level: Expr, below: Expr) -> None:
        self._short, self._long = level - function, function - level
        self._turns = [
            (upper(point), max(upper(level - v) for v in values), max(upper(v - level) for v in values))
            for point, values in _turns(function)
        ]
        table = bound_table(function, T)
        self.is_exact = table.pieces[-1] == level
        """Whether the function reaches its limit and stays there."""
        self._from = max(0.0, upper(table.breakpoints[-1])) if self.is_exact and table.breakpoints else inf
        ends = ((-inf, upper(level - below), upper(below - level)), *self._turns)
        self.whole = (max(0.0, *(s for _, s, _ in ends)), max(0.0, *(l for _, _, l in ends)))
        """Upper bounds of ``level - f`` and of ``f - level`` on the whole line."""
        self._known = np.full((2, len(_GRID)), np.nan)
        self._known[:, -1] = 0 if self.is_exact else LEAST

    def __call__(self, t: Floats) -> tuple[Floats, Floats]:
        """Return upper bounds of ``level - f(s)`` and of ``f(s) - level`` over all ``s >= t``, for each t.

        At infinity, what is positive however large t is counts as `LEAST`.
        """
        place = np.searchsorted(_GRID, t, side="right") - 1
        for i in np.unique(place):
            if i >= 0 and np.isnan(self._known[0, i]):
                self._known[:, i] = self._beyond(float(_GRID[i]))
        short, long = (
            np.where(place < 0, whole, known[place]) for whole, known in zip(self.whole, self._known, strict=True)
        )
        return short, long

    def _beyond(self, t: float) -> tuple[float, float]:
        if t >= self._from:
            return 0.0, 0.0
        at = ((t, upper(self._short, t), upper(self._long, t)), *(turn for turn in self._turns if turn[0] >= t))
        return max(0.0, *(s for _, s, _ in at)), max(0.0, *(l for _, _, l in at))


class Switch:
    """An activation that rises from one finite level to another: what becomes a switch as its gain grows.

    Parameters
    ----------
    function : Expr
        In ``T``; its limit at -oo is below that at oo.
    """

    def __init__(self, function: Expr, low: Expr, high: Expr) -> None:
        self.low, self.high = low, high
        self.at_zero = bound_table(function, T).at(S.Zero)
        self.to_high = Approach(function, high, low)
        self.to_low = Approach(-function.subs(T, -T), -low, -high)

    @property
    def levels(self) -> tuple[Expr, Expr, Expr]:
        """The limit at -oo, the value at 0, and the limit at oo."""
        return self.low, self.at_zero, self.high

    @cached_property
    def around_zero(self) -> tuple[float, float]:
        """Upper bounds of ``f(0) - f`` and of ``f - f(0)`` on the whole line."""
        return (
            max(0.0, nextafter(upper(self.at_zero - self.low) + self.to_low.whole[1], inf)),
            max(0.0, nextafter(upper(self.high - self.at_zero) + self.to_high.whole[1], inf)),
        )

    @property
    def is_exact(self) -> bool:
        """Whether both levels are reached."""
        return self.to_low.is_exact and self.to_high.is_exact


@lru_cache(maxsize=256)
def as_switch(function: Expr) -> tuple[Switch, int]:
    """Return an activation in ``T`` as a switch that rises, and the sign of its argument: -1 if it falls itself.

    Raises
    ------
    UnsupportedError
        If it does not have two finite limits that differ, or is not bounded.
    """
    try:
        low, high = limits(function, T)
    except NoLimitError as problem:
        raise UnsupportedError(f"{_wanted(function)}: {problem}") from None
    if not (low.is_finite and high.is_finite) or (order := compare(low, high)) == 0:
        raise UnsupportedError(f"{_wanted(function)}; its limits are {low} and {high}")
    if order < 0:
        return Switch(function, low, high), 1
    return Switch(function.subs(T, -T), high, low), -1


def _wanted(function: Expr) -> str:
    return f"the activation of a unit must have two finite limits that differ, which {shown(function)} has not"


def _turns(function: Expr) -> list[tuple[Expr, tuple[Expr, ...]]]:
    """Return the points between which the function is monotone, each with its values and one-sided limits there."""
    table = bound_table(function, T)
    found = [
        (b, (one_sided(table, b, "-"), value, one_sided(table, b, "+")))
        for b, value in zip(table.breakpoints, table.values, strict=True)
    ]
    for low, high, piece in table.intervals():
        if piece.has(T):
            found += [(p, (piece.subs(T, p),)) for p in real_roots(piece.diff(T), T, low, high)]
    if S.NaN in table.pieces or not all(v.is_finite for _, values in found for v in values):
        raise UnsupportedError(
            f"the activation of a unit must be bounded and defined everywhere, not {shown(function)}"
        )
    return found


def upper(value: Expr, at: float | None = None) -> float:
    """Return a float that is at least a real expression, in ``T`` where `at` is given; exactly 0 for an exact 0."""
    bindings: dict[Any, Any] = {} if at is None else {T: at}
    found = ball(value, _BITS, bindings, straddle="hull")
    if not found.is_finite():
        raise UndecidedError(f"{shown(value)} must be bounded, and was not shown to be; simplify the activation")
    if found.is_zero():
        return 0.0
    bound = nextafter(float(found.upper()), inf)
    return max(bound, LEAST) if bound > 0 else bound
