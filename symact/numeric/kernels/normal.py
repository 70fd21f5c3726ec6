"""The error function, the normal distribution and gelu, right in the tails to the last subnormal number.

All rest on two smooth functions, exp(a**2)*erfc(a) and exp(t**2/2)*Phi(-t), each one polynomial in (t - 4)/(t + 4)
after multiplication by a linear function, and on exponentials whose squared argument keeps its rounding error.
"""

from __future__ import annotations

import numpy as np

from symact.numeric.coefficients import ERF_SMALL, ERFCX_TAIL, NORMAL_TAIL
from symact.numeric.kernels.doubled import square, times_exp
from symact.numeric.polynomial import Vector

__all__ = ["erf", "erfc", "gelu", "normal_cdf"]

FARTHEST = 40.0
"""exp(-x**2/2) is 0 in float64 beyond."""

SQRT_HALF = float(np.sqrt(0.5))
CENTRE = 0.65
"""Up to here the normal cdf is 1/2 plus an odd function."""

ERFCX_LAST = 28.0
ERFC_FROM = 0.45
"""Up to here erfc is 1 - erf."""


def _normal_tail(t: Vector) -> tuple[Vector, Vector]:
    """exp(t**2/2) * Phi(-t) on 0 <= t <= 40, and what to add to an exponent that it is multiplied by."""
    return _over_one_plus(t, NORMAL_TAIL((t - 4.0) / (t + 4.0)))


def _erfcx_tail(a: Vector) -> tuple[Vector, Vector]:
    """exp(a**2) * erfc(a) on 0 <= a <= 28, and what to add to an exponent that it is multiplied by."""
    return _over_one_plus(2.0 * a, ERFCX_TAIL((a - 4.0) / (a + 4.0)))


def _over_one_plus(t: Vector, numerator: Vector) -> tuple[Vector, Vector]:
    """numerator/(1 + t), and the logarithm of the factor by which the rounding of 1 + t (Knuth's sum) is made good."""
    denominator = 1.0 + t
    rest = denominator - t
    lost = (1.0 - rest) + (t - (denominator - rest))
    return numerator / denominator, -lost / denominator


def _erf_small(x: Vector) -> Vector:
    """erf(x) on abs(x) <= 1."""
    return x + x * ERF_SMALL(x * x)


def _erfc_right(a: Vector) -> Vector:
    """erfc(a) for a >= 0."""
    a = np.minimum(a, ERFCX_LAST)
    high, low = square(a)
    tail, more = _erfcx_tail(a)
    return times_exp(tail, -high, more - low)


def _cdf_in_the_centre(x: Vector) -> Vector:
    """Phi(x) on abs(x) <= 1."""
    return 0.5 + 0.5 * _erf_small(x * SQRT_HALF)


def normal_cdf(x: Vector) -> Vector:
    """The probability that a standard normal variable is at most x.

    Examples
    --------
    >>> normal_cdf(np.array([-38.0, 0.0]))
    array([2.88542835e-316, 5.00000000e-001])
    """
    t = np.minimum(np.abs(x), FARTHEST)
    high, low = square(t)
    tail, more = _normal_tail(t)
    tail = times_exp(tail, -0.5 * high, more - 0.5 * low)
    result = np.where(x < 0, tail, 1.0 - tail)
    centre = t < CENTRE
    result[centre] = _cdf_in_the_centre(x[centre])
    return result


def gelu(x: Vector) -> Vector:
    """x * normal_cdf(x), where the cdf is subnormal too.

    Examples
    --------
    >>> gelu(np.array([-38.5, -np.inf, np.inf]))
    array([-5.4e-323, -0.0e+000,       inf])
    """
    t = np.minimum(np.abs(x), FARTHEST)
    high, low = square(t)
    tail, more = _normal_tail(t)
    tail = times_exp(np.where(x < 0, -t, 1.0) * tail, -0.5 * high, more - 0.5 * low)
    result = np.where(x < 0, tail, x * (1.0 - tail))
    centre = t < CENTRE
    near = x[centre]
    result[centre] = near * _cdf_in_the_centre(near)
    return result


def erf(x: Vector) -> Vector:
    """The error function.

    Examples
    --------
    >>> erf(np.array([0.5, -np.inf]))
    array([ 0.52049988, -1.        ])
    """
    a = np.abs(x)
    result = np.copysign(1.0 - _erfc_right(a), x)
    small = a < 1.0
    result[small] = _erf_small(x[small])
    return result


def erfc(x: Vector) -> Vector:
    """1 - erf(x), without cancellation.

    Examples
    --------
    >>> erfc(np.array([27.0, -np.inf]))
    array([5.23705e-319, 2.00000e+000])
    """
    a = np.abs(x)
    right = _erfc_right(a)
    result = np.where(x < 0, 2.0 - right, right)
    small = a < ERFC_FROM
    result[small] = 1.0 - _erf_small(x[small])
    return result
