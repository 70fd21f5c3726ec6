"""Values of an expression at points and over stretches, for curves: the one place where plots meet numbers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Rational, S, Symbol

from symact.arithmetic.balls import ball
from symact.errors import DomainError, UndecidedError

__all__ = ["Floats", "bounds", "sample"]

Floats = NDArray[np.float64]

# A pen draws some 2**12 different heights; twice the bits of that, and what tails and cancellation cost.
_BITS = 64
_WANTED = 24
_MOST_BITS = 4096


def sample(expr: Expr, x: Symbol, points: Iterable[float]) -> Floats:
    """Return the values of a smooth expression at these points, ``nan`` where it has none.

    Examples
    --------
    >>> sample(sa.gelu(x), x, [-1.0, 0.0, 1.0]).round(4).tolist()
    [-0.1587, 0.0, 0.8413]
    """
    if expr is S.NaN:
        return np.full(len(list(points)), np.nan)
    return np.array([_value(expr, x, float(p)) for p in points])


def _value(expr: Expr, x: Symbol, point: float) -> float:
    bits = _BITS
    while True:
        try:
            value = ball(expr, bits, {x: point}, straddle="hull")
        except DomainError:
            return float("nan")
        if value.is_finite() and (value.rel_accuracy_bits() >= _WANTED or (value.contains(0) and _is_tiny(value))):
            return float(value.mid())
        if bits >= _MOST_BITS:
            return float(value.mid()) if value.is_finite() else float("nan")
        bits *= 4


def _is_tiny(value: object) -> bool:
    return abs(float(value.rad())) < 2.0**-_BITS  # type: ignore[attr-defined]


def bounds(expr: Expr, x: Symbol, low: float, high: float) -> tuple[float, float] | None:
    """Return numbers that provably enclose a continuous expression over a stretch; None where that is not proven."""
    stretch = ball(x, _BITS, {x: Rational(low)}).union(ball(x, _BITS, {x: Rational(high)}))
    try:
        hull = ball(expr, _BITS, {x: stretch})
    except (DomainError, UndecidedError):
        return None
    return (float(hull.lower()), float(hull.upper())) if hull.is_finite() else None
