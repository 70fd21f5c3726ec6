"""Errors in units in the last place, correct rounding, and the inputs on which to measure.

A unit in the last place (ulp) of a dtype at a real number v is the distance between the two floats around v:
2**(e - p + 1) for 2**e <= |v| < 2**(e+1) and p bits of precision, and the smallest subnormal number for all
smaller v. A correctly rounded result is within 1/2.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import inf, isinf, isnan
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = ["inputs", "rational", "rounded", "ulp", "ulp_error"]

FAR = 5000
"""No float64 comes near 2**5000 or 2**-5000."""


def rational(value: Any) -> tuple[Fraction, Fraction] | float:
    """Read a reference value as midpoint and radius, or as an infinity or nan.

    Parameters
    ----------
    value : int, float, Fraction, NumPy number, mpmath ``mpf`` or python-flint ``arb``
        A ball that holds no single finite number (its radius is not finite) counts as nan.

    Examples
    --------
    >>> rational(0.5)
    (Fraction(1, 2), Fraction(0, 1))
    >>> rational(float("-inf"))
    -inf
    """
    if hasattr(value, "rad"):
        return _from_ball(value)
    if hasattr(value, "_mpf_"):
        return _from_mpf(value)
    if isinstance(value, int | Fraction):
        return Fraction(value), Fraction(0)
    number = float(value)
    return (Fraction(number), Fraction(0)) if np.isfinite(number) else number


def _from_mpf(value: Any) -> tuple[Fraction, Fraction] | float:
    sign, mantissa, exponent, _ = value._mpf_
    if not mantissa and exponent:
        return float(value)
    return _binary((-1) ** sign * int(mantissa), int(exponent)), Fraction(0)


def _from_ball(value: Any) -> tuple[Fraction, Fraction] | float:
    if not value.is_finite():
        middle = float(value.mid())
        return middle if value.is_exact() else float("nan")
    return tuple(_binary(*map(int, part.man_exp())) for part in (value.mid(), value.rad()))  # type: ignore[return-value]


def _binary(mantissa: int, exponent: int) -> Fraction:
    """mantissa * 2**exponent; beyond 2**FAR or below 2**-FAR only the sign and that much are kept."""
    size = mantissa.bit_length() + exponent
    if mantissa and abs(size) > FAR:
        return Fraction(2 if mantissa > 0 else -2) ** (FAR if size > 0 else -FAR)
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def ulp(value: Fraction | float, dtype: DTypeLike = np.float64) -> Fraction:
    """The unit in the last place at a real number, as a fraction.

    Examples
    --------
    >>> ulp(1.0, np.float16), ulp(0.0, np.float16)
    (Fraction(1, 1024), Fraction(1, 16777216))
    """
    info = np.finfo(np.dtype(dtype))
    exponent = max(_exponent(Fraction(value)), int(info.minexp)) if value else int(info.minexp)
    return Fraction(2) ** (exponent - int(info.nmant))


def _exponent(value: Fraction) -> int:
    """The e with 2**e <= abs(value) < 2**(e+1)."""
    top, bottom = abs(value.numerator), value.denominator
    e = top.bit_length() - bottom.bit_length()
    below = (top << -e) < bottom if e < 0 else top < (bottom << e)
    return e - below


def rounded(value: Any, dtype: DTypeLike = np.float64) -> Any:
    """Round a real number to the nearest number of a dtype, ties to even: what a perfect kernel would return.

    Examples
    --------
    >>> rounded(Fraction(1, 3), np.float32)
    np.float32(0.33333334)
    >>> rounded(70000, np.float16)
    np.float16(inf)
    """
    kind: Any = np.dtype(dtype).type
    known = rational(value)
    if isinstance(known, float):
        return kind(known)
    middle = known[0]
    if not middle:
        return kind(value if isinstance(value, float) else 0.0)
    unit = ulp(middle, dtype)
    nearest = round(middle / unit) * unit
    if abs(nearest) > Fraction(float(np.finfo(dtype).max)):
        return kind(inf if middle > 0 else -inf)
    return kind(float(nearest)) if nearest else kind(-0.0 if middle < 0 else 0.0)


def ulp_error(computed: Any, exact: Any, dtype: DTypeLike | None = None) -> float:
    """How far a computed number is from the exact value, in units in the last place at the exact value.

    Parameters
    ----------
    computed : NumPy or Python float
    exact : int, float, Fraction, mpmath ``mpf`` or python-flint ``arb``
        Of a ball the farthest point counts, so the answer is an upper bound.
    dtype : dtype, optional
        That of `computed`, where it is no NumPy number.

    Returns
    -------
    float
        0 for two nan, equal infinities, or an infinity to which the exact value rounds; `inf` where only one
        of the two is nan or infinite.

    Examples
    --------
    >>> ulp_error(np.float32(0.1), Fraction(1, 10)) <= 0.5
    True
    >>> ulp_error(0.0, 5e-324), ulp_error(np.nan, 0)
    (1.0, inf)
    """
    kind = np.dtype(dtype if dtype is not None else getattr(computed, "dtype", np.float64))
    known, number = rational(exact), float(computed)
    if isinstance(known, float):
        return 0.0 if number == known or (isnan(number) and isnan(known)) else inf
    if isnan(number):
        return inf
    if isinf(number):
        return 0.0 if float(rounded(known[0], kind)) == number else inf
    middle, radius = known
    return _as_float((abs(Fraction(number) - middle) + radius) / ulp(middle, kind))


def _as_float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return inf


def inputs(
    dtype: DTypeLike = np.float64,
    n: int = 20_000,
    seed: int = 0,
    near: Iterable[float] = (),
    specials: bool = True,
) -> NDArray[Any]:
    """Choose inputs where errors hide: all binades, both signs, tails, subnormal numbers, and near given points.

    Parameters
    ----------
    dtype : float16, float32 or float64
        Of float16 all numbers are taken where `n` is at least 65,536.
    n : int
        About how many; equal ones are dropped.
    seed : int
        The same seed gives the same inputs.
    near : iterable of float
        Kinks, roots and other delicate points: their neighbours, and points at all distances.
    specials : bool
        Whether to add zeros of both signs, infinities, nan, and the ends of the subnormal and normal range.

    Returns
    -------
    1-d array of the dtype.

    Examples
    --------
    >>> inputs(np.float16, 65536).size  # 63,488 finite numbers, two infinities, one nan
    63491
    """
    kind = np.dtype(dtype)
    with np.errstate(all="ignore"):
        if kind == np.float16 and n >= 1 << 16:
            parts = [np.arange(1 << 16, dtype=np.uint16).view(kind)]
        else:
            parts = [p.astype(kind) for p in _spread(kind, n, np.random.default_rng(seed), tuple(near))]
        joined = np.concatenate([*parts, _specials(kind).astype(kind)] if specials else parts)
    nan = np.isnan(joined)
    if not specials:
        return _distinct(joined[np.isfinite(joined)])
    return np.concatenate([_distinct(joined[~nan]), joined[nan][:1]])


def _distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """Each number once, 0.0 and -0.0 being two."""
    return np.unique(numbers.view(f"u{numbers.itemsize}")).view(numbers.dtype)


def _spread(
    kind: np.dtype[Any], n: int, random: np.random.Generator, near: tuple[float, ...]
) -> Iterable[NDArray[Any]]:
    share = n // (6 if near else 5) + 1
    sign = random.choice([-1.0, 1.0], share)
    yield _all_binades(kind, share, random)
    yield sign * random.uniform(1, 2, share) * 2.0 ** random.integers(-40, 11, share)
    yield random.uniform(-6, 6, share)
    yield random.uniform(-45, 45, share)
    yield random.uniform(-760, 760, share)
    if near:
        centres = np.resize(np.array(near), share)
        distance = random.uniform(1, 2, share) * 2.0 ** random.integers(-52, 0, share)
        yield centres + sign * distance * np.maximum(np.abs(centres), 1.0)
        steps = np.asarray(near, kind)
        for _ in range(4):
            steps = np.concatenate([np.nextafter(steps, kind.type(-inf)), steps, np.nextafter(steps, kind.type(inf))])
        yield steps


def _all_binades(kind: np.dtype[Any], count: int, random: np.random.Generator) -> NDArray[Any]:
    """Numbers of random sign and mantissa, their exponents evenly over all there are, that of subnormals included."""
    info, unsigned = np.finfo(kind), np.dtype(f"u{kind.itemsize}").type
    exponents = np.arange(count) * (int(info.maxexp) - int(info.minexp) + 1) // count
    mantissas = random.integers(0, 1 << int(info.nmant), count, dtype=unsigned)
    signs = random.integers(0, 2, count, dtype=unsigned)
    bits = (signs << unsigned(8 * kind.itemsize - 1)) | (exponents.astype(unsigned) << unsigned(info.nmant)) | mantissas
    return bits.view(kind)


def _specials(kind: np.dtype[Any]) -> NDArray[Any]:
    info = np.finfo(kind)
    ends = [info.smallest_subnormal, info.tiny, np.nextafter(info.tiny, kind.type(0)), info.eps, info.epsneg, info.max]
    numbers = np.array([0.0, *map(float, ends), 0.5, 1.0, 2.0, 1 + float(info.eps), 1 - float(info.epsneg), inf])
    return np.concatenate([numbers, -numbers, [np.nan]])
