"""Arithmetic to twice the precision, on unevaluated sums of two floats: for the arguments of exponentials.

An exponent of 700 rounded to float64 costs its exponential 9 bits. So arguments of steep functions are computed as
pairs, with the rounding error of every operation kept as the second part (Dekker 1971; Knuth, volume 2, 4.2.2).
Overflow makes a second part that is not finite, which :mod:`symact.numeric.kernels.steep` ignores.
"""

from __future__ import annotations

import numpy as np

from symact.numeric.kernels.doubled import product, renormalised
from symact.numeric.polynomial import Vector

__all__ = ["add", "multiply", "reciprocal", "root", "softplus_pair"]

Pair = tuple[Vector, Vector]


def add(a: Vector, a_low: Vector | float, b: Vector, b_low: Vector | float) -> Pair:
    """(a + a_low) + (b + b_low).

    Examples
    --------
    >>> add(np.array([1.0]), 0.0, np.array([1e-20]), 0.0)
    (array([1.]), array([1.e-20]))
    """
    total = np.add(a, b)
    part = total - a
    low = (a - (total - part)) + (b - part) + (a_low + b_low)
    return renormalised(total, low)


def multiply(a: Vector, a_low: Vector | float, b: Vector, b_low: Vector | float) -> Pair:
    """(a + a_low) * (b + b_low).

    Examples
    --------
    >>> high, low = multiply(np.array([1 + 2.0**-52]), 0.0, np.array([1 + 2.0**-52]), 0.0)
    >>> low == 2.0**-104
    array([ True])
    """
    total, low = product(a, b)
    return renormalised(total, low + (a * b_low + a_low * b))


def reciprocal(a: Vector, a_low: Vector | float) -> Pair:
    """1 / (a + a_low), by one step of Newton's iteration."""
    first = 1.0 / a
    back, back_low = product(first, a)
    return first, first * ((1.0 - back) - back_low - first * a_low)


def root(a: Vector, a_low: Vector | float) -> Pair:
    """sqrt(a + a_low), by one step of Newton's iteration."""
    first = np.sqrt(a)
    back, back_low = product(first, first)
    low: Vector = ((a - back) - back_low + a_low) / (2.0 * first)
    return first, np.where(first == 0.0, 0.0, low)


def softplus_pair(x: Vector) -> Pair:
    """log(1 + exp(x)) as max(x, 0) plus a rest below log(2)."""
    great, rest = np.maximum(x, 0.0), np.log1p(np.exp(-np.abs(x)))
    return renormalised(*add(great, 0.0, rest, 0.0))
