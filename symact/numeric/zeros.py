"""Around a zero: the Taylor series at it, which keeps the digits that a difference of two near numbers loses.

The zeros of a formula are searched for with the numeric function that is to be mended, and refined in ball arithmetic;
one that is missed costs digits near it and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sympy import Expr

from symact.arithmetic.balls import jet, to_double
from symact.arithmetic.precision import Working
from symact.errors import SymactError
from symact.exact.variable import T

__all__ = ["Zero", "find_zeros", "narrowed"]

_BITS = 320
_TERMS = 26
_MORE = 18
_MOST = 8
_GRID = 2.0**20
_VARIATION = 3.0
_REACH = 32.0


@dataclass(frozen=True)
class Zero:
    """A zero of a formula, and the formula around it: h**order * (c[0] + c[1]*h**step + ...), h = x - (at + low).

    Attributes
    ----------
    at, low : float
        The zero to twice the precision.
    radius : float
        How far from it the series is right to one part in 2**55.
    """

    at: float
    low: float
    order: int
    step: int
    coefficients: tuple[float, ...]
    radius: float


def find_zeros(
    piece: Expr, function: Callable[[Any], Any], lower: float = -np.inf, upper: float = np.inf
) -> list[Zero]:
    """Return the zeros of a smooth formula that a search at moderate arguments finds, the nearest to 0 first.

    Parameters
    ----------
    piece : Expr
        In ``T``.
    function : callable
        Computes it on float64 vectors, not necessarily well.
    lower, upper : float
        Ends of the closed interval of interest.
    """
    guesses = _sign_changes(function, lower, upper)
    guesses += [end for end in (lower, upper) if np.isfinite(end)]
    zeros: dict[float, Zero] = {}
    for guess in sorted(guesses, key=abs)[:_MOST]:
        zero = _refined(piece, guess)
        if zero is not None and lower <= zero.at <= upper:
            zeros.setdefault(zero.at, zero)
    return list(zeros.values())


def narrowed(zero: Zero, radius: float) -> Zero:
    """Return a zero with a smaller radius and no more terms than that takes."""
    reach = radius**zero.step
    sizes = [abs(c) * reach**k for k, c in enumerate(zero.coefficients)]
    count = max(k for k, size in enumerate(sizes, 1) if size > sizes[0] * 2.0**-58)
    return replace(zero, radius=radius, coefficients=zero.coefficients[:count])


def _sign_changes(function: Callable[[Any], Any], lower: float, upper: float) -> list[float]:
    grid = np.unique(np.concatenate([np.linspace(-_REACH, _REACH, 769), [0.0]]))
    grid = grid[(grid >= lower) & (grid <= upper)]
    if not grid.size:
        return []
    values = function(grid)
    found: list[float] = grid[values == 0].tolist()
    usable = np.isfinite(values) & (values != 0)
    x, positive = grid[usable], values[usable] > 0
    change = np.flatnonzero(positive[1:] != positive[:-1])
    return found + ((x[change] + x[change + 1]) / 2).tolist()


def _refined(piece: Expr, guess: float) -> Zero | None:
    """Return the zero near a guess by Newton's iteration in balls, with its series; None where there is none."""
    with Working(_BITS):
        try:
            point = jet(T, T, guess, 0, _BITS)[0]
            for _ in range(9):
                value, slope = jet(piece, T, point, 1, _BITS)
                if value.is_zero() or not slope.is_finite() or slope.contains(0):
                    break
                point = (point - value / slope).mid()
            if not abs(point - guess) <= 0.2:
                return None
            point = _exactly(point)
            at = to_double(point)
            low = to_double((point - at).mid())
            coefficients = jet(piece, T, point, _TERMS + _MORE, _BITS)
        except (SymactError, ValueError, ZeroDivisionError):
            return None
        return _series(at, low, coefficients)


def _exactly(point: Any) -> Any:
    """Return the short binary fraction that a point found by iteration is next to, or else the point."""
    short = round(float(point) * _GRID) / _GRID
    return point - point + short if abs(point - short) < 2.0**-200 else point


def _series(at: float, low: float, coefficients: list[Any]) -> Zero | None:
    if not all(c.is_finite() for c in coefficients):
        return None
    sizes = [abs(c).upper() for c in coefficients]
    scale = max(sizes[:8])
    order = next((k for k, size in enumerate(sizes) if size > scale * 2.0**-100), None)
    if order is None or order == 0 or order > 6:
        return None
    kept, rest = coefficients[order : _TERMS + 1], sizes[_TERMS + 1 :]
    even = at == 0 and all(c.is_zero() for c in kept[1::2])
    numbers = [to_double(c.mid()) for c in kept]
    radius = _radius(numbers, rest) if np.isfinite(numbers).all() else None
    step = 2 if even else 1
    return None if radius is None else Zero(at, low, order, step, tuple(numbers[::step]), radius)


def _radius(kept: list[float], rest: list[Any]) -> float | None:
    """Return the largest power of 2**(-1/3) at which what is left out is small and nothing much cancels."""
    for k in range(0, 24):
        r = 2.0 ** (-k / 3)
        terms = [c * r**i for i, c in enumerate(kept)]
        left_out = float(sum(2 * c * r ** (len(kept) + i) for i, c in enumerate(rest)))
        least = min(abs(sum(terms)), abs(sum(t * (-1) ** i for i, t in enumerate(terms))), abs(kept[0]))
        if left_out < least * 2.0**-57 and sum(map(abs, terms)) < _VARIATION * least:
            return r
    return None
