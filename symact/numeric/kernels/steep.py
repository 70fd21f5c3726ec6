"""Steep functions of pairs: f(h + l) = f(h) + l*f'(h), where a rounded argument alone would cost digits.

Only the correction uses the second part, so that a rough derivative serves. All work on float64 vectors, silently.
"""

from __future__ import annotations

import numpy as np

from symact.numeric.kernels.doubled import times_exp
from symact.numeric.kernels.elementary import sech2
from symact.numeric.kernels.logistic import sigmoid, softplus
from symact.numeric.kernels.normal import erfc, normal_cdf
from symact.numeric.polynomial import Vector

__all__ = [
    "cos_pair",
    "erfc_pair",
    "exp_pair",
    "expm1_pair",
    "normal_cdf_pair",
    "sech2_pair",
    "sigmoid_pair",
    "sin_pair",
    "softplus_of_pair",
]


DENSITY_AT_0 = float(1.0 / np.sqrt(2.0 * np.pi))
SLOPE_OF_ERF_AT_0 = float(2.0 / np.sqrt(np.pi))


def _small(low: Vector) -> Vector:
    """What is no rounding error belongs to an argument so large that the function is saturated there."""
    return np.where(np.abs(low) < 1e-3, low, 0.0)


def exp_pair(high: Vector, low: Vector) -> Vector:
    """exp(high + low): an exponent of 700 that is rounded to float64 makes the last 9 bits of its exponential wrong.

    Examples
    --------
    >>> exp_pair(np.array([-745.0]), np.array([1e-14]))
    array([5.e-324])
    """
    low = np.where(np.isinf(high), 0.0, _small(low))
    return np.where(high > 709.0, np.exp(high) * (1.0 + low), times_exp(1.0, high, low))


def expm1_pair(high: Vector, low: Vector) -> Vector:
    """exp(high + low) - 1."""
    e: Vector = np.expm1(high)
    return e + np.where(np.isinf(e), 0.0, (e + 1.0) * _small(low))


def sigmoid_pair(high: Vector, low: Vector) -> Vector:
    """1/(1 + exp(-high - low))."""
    s = sigmoid(high)
    return s + s * ((1.0 - s) * _small(low))


def softplus_of_pair(high: Vector, low: Vector) -> Vector:
    """log(1 + exp(high + low))."""
    return softplus(high) + sigmoid(high) * _small(low)


def sech2_pair(high: Vector, low: Vector) -> Vector:
    """1 - tanh(high + low)**2."""
    s = sech2(high)
    return s - s * (2.0 * np.tanh(high) * _small(low))


def normal_cdf_pair(high: Vector, low: Vector) -> Vector:
    """(1 + erf((high + low)/sqrt(2)))/2."""
    density = np.exp(-0.5 * high * high) * DENSITY_AT_0
    return normal_cdf(high) + density * _small(low)


def erfc_pair(high: Vector, low: Vector) -> Vector:
    """1 - erf(high + low)."""
    slope = np.exp(-high * high) * (SLOPE_OF_ERF_AT_0)
    return erfc(high) - slope * _small(low)


def sin_pair(high: Vector, low: Vector) -> Vector:
    """sin(high + low)."""
    return np.sin(high) * np.cos(low) + np.cos(high) * np.sin(low)


def cos_pair(high: Vector, low: Vector) -> Vector:
    """cos(high + low)."""
    return np.cos(high) * np.cos(low) - np.sin(high) * np.sin(low)
