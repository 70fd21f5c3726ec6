"""The error function, the normal distribution and gelu, right in the tails to the last subnormal number.

All rest on two smooth functions, exp(a**2)*erfc(a) and exp(t**2/2)*Phi(-t), each one polynomial in (t - 4)/(t + 4)
after multiplication by a linear function, and on exponentials whose squared argument keeps its rounding error.
"""

from __future__ import annotations

import numpy as np

from symact.numeric.coefficients import (
    ERF_SMALL,
    ERFCX_TAIL,
    INVERSE_SQRT_PI,
    INVERSE_SQRT_TWO_PI,
    NORMAL_TAIL,
)
from symact.numeric.kernels.contract import Vector, kernel
from symact.numeric.kernels.doubled import square, times_exp

__all__ = ["erf", "erfc", "erfcx", "gaussian", "gelu", "normal_cdf", "normal_pdf"]

FARTHEST = 40.0
"""exp(-x**2/2) is 0 in float64 beyond."""

LEFT_OF_INVERSE_SQRT_TWO_PI = INVERSE_SQRT_TWO_PI[1] / INVERSE_SQRT_TWO_PI[0]
"""What the rounding of the constant leaves out, relatively: it goes into the exponent."""

SQRT_HALF = float(np.sqrt(0.5))
CENTRE = 0.65
"""Up to here the normal cdf is 1/2 plus an odd function."""

ERFCX_LAST = 28.0
ERFC_FROM = 0.45
"""Up to here erfc is 1 - erf."""

LARGEST_EXPONENT = 709.78


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


@kernel
def gaussian(x: Vector) -> Vector:
    """exp(-x**2).

    Examples
    --------
    >>> f"{gaussian(27.0):.6g}", gaussian(np.inf)
    ('2.50797e-317', 0.0)
    """
    high, low = square(np.minimum(np.abs(x), FARTHEST))
    return times_exp(1.0, -high, -low)


@kernel
def normal_pdf(x: Vector) -> Vector:
    """exp(-x**2/2) / sqrt(2*pi).

    Examples
    --------
    >>> f"{normal_pdf(-37.0):.12g}"
    '2.12000655152e-298'
    """
    high, low = square(np.minimum(np.abs(x), FARTHEST))
    return times_exp(INVERSE_SQRT_TWO_PI[0], -0.5 * high, LEFT_OF_INVERSE_SQRT_TWO_PI - 0.5 * low)


@kernel
def normal_cdf(x: Vector) -> Vector:
    """The probability that a standard normal variable is at most x.

    Examples
    --------
    >>> f"{normal_cdf(-38.0):.6g}", normal_cdf(0.0)
    ('2.88543e-316', 0.5)
    """
    t = np.minimum(np.abs(x), FARTHEST)
    high, low = square(t)
    tail, more = _normal_tail(t)
    tail = times_exp(tail, -0.5 * high, more - 0.5 * low)
    result = np.where(x < 0, tail, 1.0 - tail)
    centre = t < CENTRE
    result[centre] = _cdf_in_the_centre(x[centre])
    return result


@kernel
def gelu(x: Vector) -> Vector:
    """x * normal_cdf(x), where the cdf is subnormal too.

    Examples
    --------
    >>> gelu(-38.5), gelu(-np.inf), gelu(np.inf)
    (-5.4e-323, -0.0, inf)
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


@kernel
def erf(x: Vector) -> Vector:
    """The error function.

    Examples
    --------
    >>> f"{erf(0.5):.12g}", erf(-np.inf)
    ('0.520499877813', -1.0)
    """
    a = np.abs(x)
    result = np.copysign(1.0 - _erfc_right(a), x)
    small = a < 1.0
    result[small] = _erf_small(x[small])
    return result


@kernel
def erfc(x: Vector) -> Vector:
    """1 - erf(x), without cancellation.

    Examples
    --------
    >>> f"{erfc(27.0):.4g}", erfc(-np.inf)
    ('5.237e-319', 2.0)
    """
    return _erfc(x)


def _erfc(x: Vector) -> Vector:
    a = np.abs(x)
    right = _erfc_right(a)
    result = np.where(x < 0, 2.0 - right, right)
    small = a < ERFC_FROM
    result[small] = 1.0 - _erf_small(x[small])
    return result


@kernel
def erfcx(x: Vector) -> Vector:
    """exp(x**2) * erfc(x), the scaled complementary error function; inf below about -26.6.

    Examples
    --------
    >>> erfcx(0.0), f"{erfcx(1e10):.12g}", erfcx(-30.0)
    (1.0, '5.64189583548e-11', inf)
    """
    result, more = _erfcx_tail(np.minimum(np.abs(x), ERFCX_LAST))
    result += result * more
    far = x > ERFCX_LAST
    if far.any():
        result[far] = _erfcx_far(x[far])
    left = np.maximum(x[x < ERFC_FROM], -ERFCX_LAST)
    high, low = square(left)
    result[x < ERFC_FROM] = times_exp(_erfc(left), np.minimum(high, LARGEST_EXPONENT), low)
    return result


def _erfcx_far(a: Vector) -> Vector:
    """The asymptotic series, alternating; its first omitted term is below 1e-17 from 28 on."""
    inverse = 1.0 / a
    step = -0.5 * inverse * inverse
    total = np.ones_like(a)
    for odd in (11.0, 9.0, 7.0, 5.0, 3.0, 1.0):
        total = 1.0 + odd * step * total
    return INVERSE_SQRT_PI[0] * total / a
