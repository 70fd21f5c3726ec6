"""Exponential and hyperbolic functions, silent, and the two differences that cancel in tanh: 1 - tanh^2, x - tanh."""

from __future__ import annotations

import numpy as np

from symact.numeric.coefficients import TANHSHRINK_SMALL
from symact.numeric.kernels.contract import Vector, kernel
from symact.numeric.kernels.doubled import times_exp

__all__ = ["exp", "expm1", "log1p", "sech2", "tanh", "tanhshrink"]


@kernel
def exp(x: Vector) -> Vector:
    """exp(x), inf without a warning from 709.8.

    Examples
    --------
    >>> exp(710.0)
    inf
    """
    return np.exp(x)


@kernel
def expm1(x: Vector) -> Vector:
    """exp(x) - 1 without cancellation at 0."""
    return np.expm1(x)


@kernel
def log1p(x: Vector) -> Vector:
    """log(1 + x) without cancellation at 0; -inf at -1, nan below."""
    return np.log1p(x)


@kernel
def tanh(x: Vector) -> Vector:
    """The hyperbolic tangent."""
    return np.tanh(x)


@kernel
def sech2(x: Vector) -> Vector:
    """1 - tanh(x)**2 = 4*exp(-2|x|) / (1 + exp(-2|x|))**2, the derivative of tanh, without cancellation.

    Examples
    --------
    >>> f"{sech2(20.0):.12g}", 1 - np.tanh(20.0).item()**2
    ('1.69934170212e-17', 0.0)
    """
    exponent = -2.0 * np.abs(x)
    e = np.exp(exponent)
    denominator = 1.0 + e
    lost = e - (denominator - 1.0)
    return times_exp(4.0 / (denominator * denominator), exponent, -2.0 * lost / denominator)


@kernel
def tanhshrink(x: Vector) -> Vector:
    """x - tanh(x), to full relative accuracy at 0, where it is x**3/3.

    Examples
    --------
    >>> f"{tanhshrink(1e-100):.12g}", tanhshrink(-np.inf)
    ('3.33333333333e-301', -inf)
    """
    a = np.abs(x)
    result = np.copysign((a - 1.0) + 2.0 / (np.exp(2.0 * a) + 1.0), x)
    small = a < 1.0
    near = x[small]
    squared = near * near
    result[small] = near * (squared * TANHSHRINK_SMALL(squared))
    return result
