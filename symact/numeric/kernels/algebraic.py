"""Activations of square roots and quotients, without cancellation or overflow."""

from __future__ import annotations

import numpy as np

from symact.numeric.kernels.contract import Vector, kernel

__all__ = ["isru", "softsign", "squareplus"]

SATURATED = 2.0**60
"""1 + t is t, and its root known, from here on."""


@kernel
def softsign(x: Vector) -> Vector:
    """x / (1 + abs(x)).

    Examples
    --------
    >>> softsign(-np.inf), softsign(1.0)
    (-1.0, 0.5)
    """
    a = np.abs(x)
    return np.copysign(np.where(np.isinf(a), 1.0, a / (1.0 + a)), x)


@kernel
def squareplus(x: Vector, b: Vector) -> Vector:
    """(x + sqrt(x**2 + b)) / 2 for b >= 0; on the left b / (2*(sqrt(x**2 + b) - x)), which does not cancel.

    Barron, *Squareplus: A Softplus-Like Algebraic Rectifier* (2021).

    Examples
    --------
    >>> squareplus(-1e9, 4.0), squareplus(-np.inf, 4.0), squareplus(1e308, 4.0)
    (1e-09, 0.0, 1e+308)
    """
    a = np.abs(x)
    right = 0.5 * a + 0.5 * np.hypot(a, np.sqrt(b))
    left = np.where(right > 0, b / right * 0.25, 0.0)
    return np.where(x < 0, left, right)


@kernel
def isru(x: Vector, a: Vector) -> Vector:
    """x / sqrt(1 + a*x**2) for a >= 0, the inverse square root unit.

    Carlile et al., *Improving Deep Learning by Inverse Square Root Linear Units* (2017).

    Examples
    --------
    >>> isru(-np.inf, 4.0), isru(1e300, 1.0), isru(3.0, 0.0)
    (-0.5, 1.0, 3.0)
    """
    t = a * x * x
    saturated = np.copysign(1.0 / np.sqrt(a), x)
    return np.where((t > SATURATED) & (a > 0), saturated, x / np.sqrt(1.0 + np.where(a == 0, 0.0, t)))
