"""Exact constants as floats: correctly rounded, and as pairs of floats that leave out one part in 2**106."""

from __future__ import annotations

from functools import lru_cache

from sympy import Expr, Rational

from symact.arithmetic.balls import to_double

__all__ = ["as_float", "as_pair"]


@lru_cache(maxsize=8192)
def as_float(value: Expr) -> float:
    """Return the float nearest to a real constant.

    Examples
    --------
    >>> from sympy import pi, oo
    >>> as_float(pi), as_float(Rational(1, 3)), as_float(-oo)
    (3.141592653589793, 0.3333333333333333, -inf)
    """
    return to_double(value)


@lru_cache(maxsize=8192)
def as_pair(value: Expr) -> tuple[float, float]:
    """Return the nearest float, and the float nearest to what that leaves out.

    Examples
    --------
    >>> as_pair(Rational(1, 2)), as_pair(Rational(1, 3))
    ((0.5, 0.0), (0.3333333333333333, 1.850371707708594e-17))
    """
    high = as_float(value)
    if value.is_Rational and Rational(high) == value:
        return high, 0.0
    return high, as_float(value - Rational(high))
