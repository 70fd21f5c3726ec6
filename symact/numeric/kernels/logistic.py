"""The logistic function and what is made of it: softplus, mish, swish."""

from __future__ import annotations

import numpy as np

from symact.numeric.kernels.doubled import SMALL, product, times_exp
from symact.numeric.polynomial import Vector

__all__ = ["mish", "sigmoid", "softplus"]

LARGEST = float(np.finfo(np.float64).max)
FARTHEST = 1500.0
"""A logistic of so large an exponent is 0 or 1, even times the largest number."""


def sigmoid(x: Vector) -> Vector:
    """1/(1 + exp(-x)); the complement 1 - sigmoid(x) is sigmoid(-x), without cancellation.

    Examples
    --------
    >>> sigmoid(np.array([0.0, -np.inf, np.inf]))
    array([0.5, 0. , 1. ])
    """
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e, 1.0) / (1.0 + e)


def softplus(x: Vector) -> Vector:
    """log(1 + exp(x)), with no threshold.

    Examples
    --------
    >>> softplus(np.array([-700.0, 1e300]))
    array([9.85967654e-305, 1.00000000e+300])
    """
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def mish(x: Vector) -> Vector:
    """x * tanh(softplus(x)), as the rational function of exp(-abs(x)) that it is.

    Examples
    --------
    >>> mish(np.array([1.0, -np.inf]))
    array([ 0.86509839, -0.        ])
    """
    e = np.exp(np.maximum(-np.abs(x), SMALL))
    left = x < 0
    upper = np.where(left, e * (2.0 + e), 1.0 + 2.0 * e)
    value: Vector = x * (upper / (upper + np.where(left, 2.0, 2.0 * e * e)))
    tail = x < SMALL
    if tail.any():  # x * exp(x) up to one part in 1e200
        there = np.maximum(x[tail], -1000.0)
        value[tail] = times_exp(there, there)
    return value


def swish(x: Vector, beta: Vector | float, beta_low: Vector | float) -> Vector:
    """x * sigmoid((beta + beta_low) * x), with the exponent to twice the precision.

    Parameters
    ----------
    x : vector
    beta, beta_low : vector or float
        The factor as an unevaluated sum: for quick_gelu, 1.702 is the float64 nearest to it and what is left.

    Examples
    --------
    >>> swish(np.array([-400.0]), 1.702, 0.0)
    array([-8.59758962e-294])
    """
    high, low = product(beta, x)
    inside = np.abs(high) < FARTHEST
    high, low = np.clip(high, -FARTHEST, FARTHEST), np.where(inside, low + beta_low * x, 0.0)
    left = high < 0
    e = np.exp(np.maximum(-np.abs(high), SMALL))
    e += e * np.where(left, low, -low)
    x = np.where(left, np.clip(x, -LARGEST, LARGEST), x)
    value: Vector = x * (np.where(left, e, 1.0) / (1.0 + e))
    tail = high < SMALL
    if tail.any():
        value[tail] = times_exp(x[tail], high[tail], low[tail])
    return value
