"""Interval rules of functions: monotone ones by their ends, the others by their shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy
from flint import arb
from sympy import exp, log

from symact.arithmetic.intervals import Interval, largest, least
from symact.errors import DomainError

__all__ = ["MONOTONE", "SHAPED", "Monotone", "integer_power", "positive_power"]


@dataclass(frozen=True)
class Monotone:
    """A monotone function: how to compute it, its direction, its bounds, and the ends of its domain."""

    function: Callable[[arb], arb]
    direction: int
    infimum: arb
    supremum: arb
    start: arb
    stop: arb

    def over(self, u: Interval) -> Interval:
        """Enclose by the values at the ends, and by the bounds where an end has no value."""
        if u.high < self.start or u.low > self.stop:
            raise DomainError(f"an argument must lie between {self.start} and {self.stop}, not in {u}")
        ends = (u.low, u.high) if self.direction > 0 else (u.high, u.low)
        low, high = (self.function(end) for end in ends)
        return Interval(
            low.lower() if low.is_finite() else self.infimum, high.upper() if high.is_finite() else self.supremum
        )


def integer_power(base: Interval, n: int) -> Interval:
    """Enclose a power with a positive integer exponent."""
    if n % 2 == 0:
        base = _absolute([base])
    low = base.low**n if base.low.is_finite() else base.low
    high = base.high**n if base.high.is_finite() else base.high
    return Interval(low.lower(), high.upper())


def positive_power(base: Interval, exponent: arb) -> Interval:
    """Enclose a power with a positive exponent, of the part of the base that is not negative."""
    return Monotone(lambda u: u**exponent, 1, _ZERO, _INF, _ZERO, _INF).over(base)


_INF, _NEG = arb.pos_inf(), arb.neg_inf()
_ONE, _ZERO, _TWO = arb(1), arb(0), arb(2)
MONOTONE: dict[type, Monotone] = {
    exp: Monotone(arb.exp, 1, _ZERO, _INF, _NEG, _INF),
    log: Monotone(arb.log, 1, _NEG, _INF, _ZERO, _INF),
    sympy.tanh: Monotone(arb.tanh, 1, -_ONE, _ONE, _NEG, _INF),
    sympy.sinh: Monotone(arb.sinh, 1, _NEG, _INF, _NEG, _INF),
    sympy.asinh: Monotone(arb.asinh, 1, _NEG, _INF, _NEG, _INF),
    sympy.atanh: Monotone(arb.atanh, 1, _NEG, _INF, -_ONE, _ONE),
    sympy.acosh: Monotone(arb.acosh, 1, _ZERO, _INF, _ONE, _INF),
    sympy.erf: Monotone(arb.erf, 1, -_ONE, _ONE, _NEG, _INF),
    sympy.erfc: Monotone(arb.erfc, -1, _ZERO, _TWO, _NEG, _INF),
    sympy.erfi: Monotone(arb.erfi, 1, _NEG, _INF, _NEG, _INF),
    sympy.erfinv: Monotone(arb.erfinv, 1, _NEG, _INF, -_ONE, _ONE),
    sympy.atan: Monotone(arb.atan, 1, -_TWO, _TWO, _NEG, _INF),
}


def _absolute(parts: list[Interval]) -> Interval:
    (u,) = parts
    if u.low >= 0:
        return u
    return -u if u.high <= 0 else Interval(arb(0), largest((-u.low, u.high)))


def _cosh(parts: list[Interval]) -> Interval:
    return Monotone(arb.cosh, 1, _ONE, _INF, _ZERO, _INF).over(_absolute(parts))


def _wave(function: Callable[[arb], arb]) -> Callable[[list[Interval]], Interval]:
    """Return the rule of sine or cosine: between -1 and 1, closer on a short interval."""
    range_ = Interval(-_ONE, _ONE)

    def rule(parts: list[Interval]) -> Interval:
        (u,) = parts
        return range_.meet(Interval.around(function(u.low.union(u.high)))) if u.is_finite else range_

    return rule


def _sign(parts: list[Interval]) -> Interval:
    (u,) = parts
    return Interval(arb((u.low > 0) - (u.low < 0)), arb((u.high > 0) - (u.high < 0)))


def _heaviside(parts: list[Interval]) -> Interval:
    u, at_zero = parts
    if u.low > 0 or u.high < 0:
        return Interval(_ONE, _ONE) if u.low > 0 else Interval(_ZERO, _ZERO)
    return Interval(_ZERO if u.low < 0 else at_zero.low, _ONE if u.high > 0 else at_zero.high).hull(at_zero)


SHAPED: dict[type, Callable[[list[Interval]], Interval]] = {
    sympy.Abs: _absolute,
    sympy.cosh: _cosh,
    sympy.sin: _wave(arb.sin),
    sympy.cos: _wave(arb.cos),
    sympy.sign: _sign,
    sympy.Heaviside: _heaviside,
    sympy.Max: lambda parts: Interval(largest([p.low for p in parts]), largest([p.high for p in parts])),
    sympy.Min: lambda parts: Interval(least([p.low for p in parts]), least([p.high for p in parts])),
}
