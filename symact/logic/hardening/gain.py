"""The least gain that is certified."""

from __future__ import annotations

from fractions import Fraction
from math import floor, log10, sqrt

from sympy import Rational

from symact.errors import UndecidedError
from symact.logic.hardening.spread import Limit

__all__ = ["LEAST_GAIN", "raised", "round_down", "round_up"]

LEAST_GAIN = 2.0**-20
"""No smaller gain is looked for."""

_MOST = 2.0**900
_NARROW = 1.005


def raised(limit: Limit, gain: float) -> float:
    """Return a gain, nearly the least from `gain` on, at which every case is certified.

    A case that is certified at one gain is so at all larger ones, so that only those that fail are looked at again.

    Raises
    ------
    UndecidedError
        If none below 2**900 does.
    """
    failing = limit.at(~limit.agrees(gain))
    low = high = gain
    while failing.cases:
        limit, low, high = failing, high, 16 * high
        if high > _MOST:
            raise UndecidedError("the gain must be found below 2**900, where rounding still hides it; raise eps")
        failing = limit.at(~limit.agrees(high))
    while high > _NARROW * low:
        middle = sqrt(low) * sqrt(high)
        failing = limit.at(~limit.agrees(middle))
        if failing.cases:
            limit, low = failing, middle
        else:
            high = middle
    return high


def round_up(value: float, digits: int = 3) -> Rational:
    """Return a number of a few decimal digits that is at least a positive float."""
    return -_rounded(-Fraction(value), digits)


def round_down(value: float | Fraction, digits: int = 6) -> Rational:
    """Return a number of a few decimal digits that is at most a positive one."""
    return _rounded(Fraction(value), digits)


def _rounded(value: Fraction, digits: int) -> Rational:
    # log10 may be off by one near a power of ten, which costs or adds a digit
    unit = Fraction(10) ** (floor(log10(abs(value))) + 1 - digits)
    return Rational(floor(value / unit) * unit)
