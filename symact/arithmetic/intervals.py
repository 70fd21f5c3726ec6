"""Intervals of the extended real line, and enclosures of expressions over them.

A ball is finite; a statement about a whole tail, ``x >= 3``, is not. Here an interval is a pair of ends, each
a floating-point number rounded outward or infinite, and an enclosure holds every value that the expression
takes at the real points of the interval.

References
----------
R. E. Moore, R. B. Kearfott, M. J. Cloud, *Introduction to Interval Analysis*, SIAM 2009.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from flint import arb
from sympy import S

from symact.arithmetic.enclosure import bound_value

__all__ = ["LINE", "Interval", "largest", "least"]


@dataclass(frozen=True)
class Interval:
    """The real numbers from `low` to `high`; ends are exact balls, which may be infinite.

    Examples
    --------
    >>> Interval.of(0, oo).contains(5), Interval.of(-1, 1) * Interval.of(2, 3)
    (True, Interval(-3.00000000000000, 3.00000000000000))
    """

    low: arb
    high: arb

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"the ends of an interval must be in order, not {self.low} and {self.high}")

    @staticmethod
    def of(low: Any, high: Any) -> Interval:
        """Return the smallest interval at the working precision that holds the two numbers and what is between."""
        return Interval(_end(low).lower(), _end(high).upper())

    @staticmethod
    def around(ball: arb) -> Interval:
        """Return the interval of a ball; the whole line for a ball without bounds."""
        return Interval(ball.lower(), ball.upper()) if ball.is_finite() else LINE

    def contains(self, number: Any) -> bool:
        """Return whether a number certainly lies in the interval."""
        value = _end(number)
        return bool(self.low <= value <= self.high)

    @property
    def sign(self) -> int | None:
        """The sign of every number in the interval, None where there are several."""
        if self.low > 0:
            return 1
        if self.high < 0:
            return -1
        return 0 if self.low.is_zero() and self.high.is_zero() else None

    @property
    def is_finite(self) -> bool:
        """Whether both ends are finite."""
        return bool(self.low.is_finite() and self.high.is_finite())

    def hull(self, other: Interval) -> Interval:
        """Return the smallest interval that holds both."""
        return Interval(least((self.low, other.low)), largest((self.high, other.high)))

    def meet(self, other: Interval) -> Interval:
        """Return what two enclosures of the same values have in common."""
        return Interval(largest((self.low, other.low)), least((self.high, other.high)))

    def __add__(self, other: Interval) -> Interval:
        return Interval((self.low + other.low).lower(), (self.high + other.high).upper())

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __mul__(self, other: Interval) -> Interval:
        corners = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(least([c.lower() for c in corners]), largest([c.upper() for c in corners]))

    def inverse(self) -> Interval:
        """Return the interval of 1/x; half a line where one end is zero, the line where zero lies inside."""
        if self.low >= 0:
            low = arb(0) if not self.high.is_finite() else (1 / self.high).lower()
            return Interval(low, arb.pos_inf() if self.low.is_zero() else (1 / self.low).upper())
        return -(-self).inverse() if self.high <= 0 else LINE

    def __repr__(self) -> str:
        return f"Interval({_text(self.low)}, {_text(self.high)})"


LINE = Interval(arb.neg_inf(), arb.pos_inf())


def _end(number: Any) -> arb:
    if number is S.Infinity or number is S.NegativeInfinity:
        return arb.pos_inf() if number is S.Infinity else arb.neg_inf()
    return bound_value(number)


def _text(end: arb) -> str:
    if end.is_finite():
        return str(end.str(15, radius=False))
    return "oo" if end > 0 else "-oo"


def _times(a: arb, b: arb) -> arb:
    """Multiply ends; a factor of zero outweighs an infinite one, for no real point of the interval is infinite."""
    return arb(0) if a.is_zero() or b.is_zero() else a * b


def least(ends: Iterable[arb]) -> arb:
    """Return the smallest of exact balls."""
    return reduce(lambda a, b: a if a <= b else b, ends)


def largest(ends: Iterable[arb]) -> arb:
    """Return the largest of exact balls."""
    return reduce(lambda a, b: a if a >= b else b, ends)
