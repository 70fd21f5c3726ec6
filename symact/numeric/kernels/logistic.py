"""The logistic function and what is made of it: softplus, silu, mish, the tanh form of gelu."""

from __future__ import annotations

import numpy as np

from symact.numeric.coefficients import GELU_TANH_CUBIC, GELU_TANH_LINEAR
from symact.numeric.kernels.contract import Vector, kernel
from symact.numeric.kernels.doubled import SMALL, product, renormalised, square, times_exp

__all__ = ["gelu_tanh", "log1mexp", "log_sigmoid", "mish", "sigmoid", "silu", "softplus", "swish", "x_exp"]

LOG_2 = float(np.log(2.0))
LARGEST = float(np.finfo(np.float64).max)
FARTHEST = 1500.0
"""A logistic of so large an exponent is 0 or 1, even times the largest number."""


@kernel
def sigmoid(x: Vector) -> Vector:
    """1/(1 + exp(-x)); the complement 1 - sigmoid(x) is sigmoid(-x), without cancellation.

    Examples
    --------
    >>> sigmoid(0.0), sigmoid(-np.inf), sigmoid(np.inf)
    (0.5, 0.0, 1.0)
    """
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e, 1.0) / (1.0 + e)


@kernel
def softplus(x: Vector) -> Vector:
    """log(1 + exp(x)), with no threshold.

    Examples
    --------
    >>> softplus(-800.0), f"{softplus(-700.0):.12g}", softplus(1e300)
    (0.0, '9.85967654376e-305', 1e+300)
    """
    return _softplus(x)


@kernel
def log_sigmoid(x: Vector) -> Vector:
    """log(sigmoid(x)) = -softplus(-x).

    Examples
    --------
    >>> log_sigmoid(-1000.0)
    -1000.0
    """
    return -_softplus(-x)


def _softplus(x: Vector) -> Vector:
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


@kernel
def log1mexp(x: Vector) -> Vector:
    """log(1 - exp(-x)) for x >= 0, -inf at 0, nan below.

    Mächler, *Accurately computing log(1 - exp(-|a|))* (2012): by expm1 up to log(2), by log1p beyond.

    Examples
    --------
    >>> log1mexp(0.0), f"{log1mexp(1e-300):.12g}", log1mexp(-1.0)
    (-inf, '-690.775527898', nan)
    """
    return np.where(x < LOG_2, np.log(-np.expm1(-x)), np.log1p(-np.exp(-x)))


@kernel
def x_exp(x: Vector) -> Vector:
    """x * exp(x): what silu, mish and their kin are far on the left.

    Examples
    --------
    >>> x_exp(-750.0), x_exp(-np.inf)
    (-1.5e-323, -0.0)
    """
    return times_exp(np.maximum(x, -1000.0), x)


@kernel
def silu(x: Vector) -> Vector:
    """x * sigmoid(x).

    Examples
    --------
    >>> silu(-np.inf), silu(np.inf)
    (-0.0, inf)
    """
    e = np.exp(np.maximum(-np.abs(x), SMALL))
    return _with_left_tail(x, x * (np.where(x < 0, e, 1.0) / (1.0 + e)))


@kernel
def mish(x: Vector) -> Vector:
    """x * tanh(softplus(x)), as the rational function of exp(-abs(x)) that it is.

    Examples
    --------
    >>> f"{mish(1.0):.12g}", mish(-np.inf)
    ('0.865098388267', -0.0)
    """
    e = np.exp(np.maximum(-np.abs(x), SMALL))
    left = x < 0
    upper = np.where(left, e * (2.0 + e), 1.0 + 2.0 * e)
    return _with_left_tail(x, x * (upper / (upper + np.where(left, 2.0, 2.0 * e * e))))


def _with_left_tail(x: Vector, value: Vector) -> Vector:
    """Replace where value is x * exp(x) up to one part in 1e200."""
    tail = x < SMALL
    if tail.any():
        there = np.maximum(x[tail], -1000.0)
        value[tail] = times_exp(there, there)
    return value


@kernel
def gelu_tanh(x: Vector) -> Vector:
    """x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715*x**3))), as x times a logistic.

    The exponent is computed to twice the precision: where the result is 1e-300, its last bit moves the result by
    hundreds of units.

    Examples
    --------
    >>> gelu_tanh(-np.inf), f"{gelu_tanh(-20.0):.12g}"
    (-0.0, '-3.37545095631e-261')
    """
    high, low = _gelu_tanh_exponent(np.minimum(np.abs(x), 32.0))
    return _gated(x, np.copysign(high, x), np.copysign(1.0, x) * low)


@kernel
def swish(x: Vector, beta: Vector, beta_low: Vector) -> Vector:
    """x * sigmoid((beta + beta_low) * x), with the exponent to twice the precision.

    Parameters
    ----------
    x, beta, beta_low : array_like
        The factor as an unevaluated sum: for quick_gelu, 1.702 is the float64 nearest to it and what is left.

    Examples
    --------
    >>> f"{swish(-400.0, 1.702, 0.0):.12g}"
    '-8.59758962109e-294'
    """
    high, low = product(beta, x)
    inside = np.abs(high) < FARTHEST
    return _gated(x, np.clip(high, -FARTHEST, FARTHEST), np.where(inside, low + beta_low * x, 0.0))


def _gated(x: Vector, high: Vector, low: Vector) -> Vector:
    """x * sigmoid(high + low) for abs(high) <= 1500; where high is negative, the limit for infinite x is 0."""
    left = high < 0
    e = np.exp(np.maximum(-np.abs(high), SMALL))
    e += e * np.where(left, low, -low)
    x = np.where(left, np.clip(x, -LARGEST, LARGEST), x)
    value = x * (np.where(left, e, 1.0) / (1.0 + e))
    tail = high < SMALL
    if tail.any():
        value[tail] = times_exp(x[tail], high[tail], low[tail])
    return value


def _gelu_tanh_exponent(a: Vector) -> tuple[Vector, Vector]:
    """2*sqrt(2/pi) * (a + 0.044715*a**3) for a >= 0, to twice the precision."""
    squared, squared_low = square(a)
    cubic, cubic_low = product(squared, np.full_like(a, GELU_TANH_CUBIC[0]))
    cubic_low += squared * GELU_TANH_CUBIC[1] + squared_low * GELU_TANH_CUBIC[0]
    slope = cubic + GELU_TANH_LINEAR[0]
    linear = slope - cubic
    slope_low = (cubic - (slope - linear)) + (GELU_TANH_LINEAR[0] - linear)
    slope_low += cubic_low + GELU_TANH_LINEAR[1]
    high, low = product(slope, a)
    return renormalised(high, low + slope_low * a)
