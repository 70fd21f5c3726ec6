"""Exponentials of arguments known to twice the precision, and of results that underflow."""

from __future__ import annotations

import numpy as np

from symact.numeric.coefficients import SHIFT
from symact.numeric.polynomial import Vector

__all__ = ["product", "renormalised", "split", "square", "times_exp"]

UPPER_BITS = np.int64(-(1 << 27))
SMALL = -600.0
UNSHIFT = 2.0**-128


def split(a: Vector | float) -> tuple[Vector, Vector]:
    """The upper 26 bits and the rest, so that a product of upper parts is exact (Dekker 1971, by masking)."""
    upper: Vector = (np.ascontiguousarray(a).view(np.int64) & UPPER_BITS).view(np.float64)
    return upper, a - upper


def renormalised(high: Vector, low: Vector) -> tuple[Vector, Vector]:
    """The same sum with the second part below half a unit of the first; needs abs(high) >= abs(low)."""
    total = high + low
    return total, low - (total - high)


def square(a: Vector) -> tuple[Vector, Vector]:
    """a**2 to twice the precision; needs abs(a) between 1e-140 and 1e150 for the second part to be right."""
    upper, rest = split(a)
    return renormalised(upper * upper, rest * (a + upper))


def product(a: Vector | float, b: Vector | float) -> tuple[Vector, Vector]:
    """a*b to twice the precision, under the same provision as :func:`square`."""
    upper_a, rest_a = split(a)
    upper_b, rest_b = split(b)
    total = np.multiply(a, b)
    error = ((upper_a * upper_b - total) + upper_a * rest_b + rest_a * upper_b) + rest_a * rest_b
    return total, error


def times_exp(factor: Vector | float, high: Vector, low: Vector | None = None) -> Vector:
    """factor * exp(high + low), rounded to a subnormal number once, at the very end.

    exp(high) underflows long before x*exp(high) does, and a subnormal exp(high) has few bits left. So where the
    exponential is small, 128*log(2) is added to the exponent and its power of two is multiplied in last.

    Parameters
    ----------
    factor : array or float
        Not nan where the exponential is 0.
    high, low : arrays
        The exponent; low at most about a unit in the last place of high. With a low part, exp(high) must be finite.
    """
    result = factor * _corrected(np.exp(np.maximum(high, SMALL)), low)
    small = high < SMALL
    if small.any():
        there = np.maximum(high[small], -1000.0)
        shifted = there + SHIFT[0]
        left = (SHIFT[0] - (shifted - there)) + SHIFT[1]
        if low is not None:
            left += low[small]
        front = factor[small] if isinstance(factor, np.ndarray) else factor
        result[small] = front * _corrected(np.exp(shifted), left) * UNSHIFT
    return result


def _corrected(exponential: Vector, low: Vector | None) -> Vector:
    return exponential if low is None else exponential + exponential * low
