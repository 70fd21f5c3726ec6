"""Enclosures of expressions over intervals, bounded or not.

An enclosure holds every value that the expression takes at the real points of the interval where it is defined.

References
----------
R. E. Moore, R. B. Kearfott, M. J. Cloud, *Introduction to Interval Analysis*, SIAM 2009.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import sympy
from flint import arb, fmpq
from sympy import Add, Expr, Mul, Piecewise, Pow, S, Symbol, exp, log

from symact.arithmetic.interval_rules import MONOTONE, SHAPED, integer_power, positive_power
from symact.arithmetic.intervals import LINE, Interval
from symact.arithmetic.precision import Working
from symact.arithmetic.programs import Scope, program
from symact.errors import DomainError, SymactError, UnsupportedError

__all__ = ["enclose"]


def enclose(expr: Expr, x: Symbol, interval: Interval, bits: int, slope: Expr | None = None) -> Interval:
    """Return an interval that holds the values of an expression at every real point of an interval.

    Parameters
    ----------
    expr : Expr
        With no other symbol than `x`.
    x : Symbol
    interval : Interval
        Perhaps infinite.
    bits : int
        The working precision.
    slope : Expr, optional
        The derivative. Where it has one sign the finite ends bound the values; on a bounded interval the mean
        value form sharpens the result.

    Raises
    ------
    DomainError
        Where the expression is certainly undefined on all of the interval.

    Examples
    --------
    >>> enclose(exp(-x) + 1, x, Interval.of(0, oo), 64)
    Interval(1.00000000000000, 2.00000000000000)
    """
    with Working(bits):
        natural = _Enclosure(x, interval).of(expr)
        if slope is None:
            return natural
        return natural.meet(_by_slope(expr, x, interval, _Enclosure(x, interval).of(slope)))


def _by_slope(expr: Expr, x: Symbol, interval: Interval, slope: Interval) -> Interval:
    result = LINE
    ends = [_at(expr, x, end) for end in (interval.low, interval.high)]
    if slope.low >= 0:
        result = Interval(ends[0].low, ends[1].high)
    elif slope.high <= 0:
        result = Interval(ends[1].low, ends[0].high)
    if interval.is_finite:
        middle = ((interval.low + interval.high) / 2).mid()
        spread = Interval((interval.low - middle).lower(), (interval.high - middle).upper())
        result = result.meet(_at(expr, x, middle) + slope * spread)
    return result


def _at(expr: Expr, x: Symbol, point: arb) -> Interval:
    if not point.is_finite():
        return LINE
    return Interval.around(program(expr).run(Scope({x: point}, True)))


class _Enclosure:
    """The natural interval extension: every operation enclosed by itself, each subexpression once."""

    def __init__(self, x: Symbol, interval: Interval) -> None:
        self._x = x
        self._known: dict[Expr, Interval] = {x: interval}

    def of(self, expr: Expr) -> Interval:
        known = self._known.get(expr)
        if known is None:
            known = self._known[expr] = self._compute(expr)
        return known

    def _compute(self, expr: Expr) -> Interval:
        if not expr.has(self._x):
            return Interval.around(program(expr).run(Scope({}, True)))
        if isinstance(expr, Add):
            return reduce(Interval.__add__, map(self.of, expr.args))
        if isinstance(expr, Mul):
            return reduce(Interval.__mul__, map(self.of, expr.args))
        if isinstance(expr, Pow) and expr.base is not S.Exp1:
            return self._power(expr)
        kind = exp if isinstance(expr, Pow) else type(expr)
        if kind in MONOTONE:
            return MONOTONE[kind].over(self.of(expr.args[-1]))
        if type(expr) in SHAPED:
            return SHAPED[type(expr)]([self.of(a) for a in expr.args])
        if isinstance(expr, Piecewise):
            return self._piecewise(expr)
        if hasattr(expr, "unfolded"):
            return self.of(expr.unfolded())
        return self._by_ball(expr)

    def _power(self, expr: Pow) -> Interval:
        base, exponent = self.of(expr.base), expr.exp
        if exponent.is_Integer:
            power = integer_power(base, abs(exponent.p))
            return power if exponent.p > 0 else power.inverse()
        if exponent.is_Rational:
            power = positive_power(base, arb(fmpq(abs(exponent.p), exponent.q)))
            return power if exponent.p > 0 else power.inverse()
        return self.of(exp(exponent * log(expr.base)))

    def _piecewise(self, expr: Piecewise) -> Interval:
        reached: list[Interval] = []
        for value, when in expr.args:
            held = self._holds(when)
            if held is not False:
                reached.append(self.of(value))
            if held:
                break
        if not reached:
            raise DomainError(f"{expr} must be defined somewhere on the interval")
        return reduce(Interval.hull, reached)

    def _holds(self, when: Any) -> bool | None:
        """Return whether a relation holds everywhere or nowhere on the interval, None for neither or unknown."""
        if when in (True, False):
            return bool(when)
        if not isinstance(when, (sympy.Lt, sympy.Le, sympy.Gt, sympy.Ge)):
            return None
        gap = self.of(when.gts - when.lts)
        if gap.low > 0 or (gap.low >= 0 and isinstance(when, (sympy.Le, sympy.Ge))):
            return True
        if gap.high < 0 or (gap.high <= 0 and isinstance(when, (sympy.Lt, sympy.Gt))):
            return False
        return None

    def _by_ball(self, expr: Expr) -> Interval:
        interval = self._known[self._x]
        if not interval.is_finite:
            raise UnsupportedError(f"{expr.func} must be enclosed on an unbounded interval, for which it has no rule")
        try:
            return Interval.around(program(expr).run(Scope({self._x: interval.low.union(interval.high)}, True)))
        except SymactError:
            return LINE
