"""Far tails: the leading part of a formula at infinity as one exponential times a short sum of powers.

Where sigmoid(x) is subnormal, x*sigmoid(x) has lost its digits already; exp(x) * x, with the exponential factored out
exactly, has not. The leading part comes from the transseries of the formula (:mod:`symact.exact.growth`), so it is
exact up to a relative error that is checked in ball arithmetic from where it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from typing import Any

from sympy import Add, Expr, Rational, S, exp, log

from symact.arithmetic.precision import Working
from symact.errors import SymactError
from symact.exact.growth import approach, limit_by_growth, tail
from symact.exact.tails import ONE, Monomial, NoTailError
from symact.exact.variable import T
from symact.numeric.constants import as_float
from symact.numeric.reference import Reference

__all__ = ["FarTail", "far_tail"]

_DEPTHS = (4, 13)
_MOST_EXPONENT = 8
_MOST_PLACES = 40
_MOST_OPERATIONS = 40
_BITS = 192


@dataclass(frozen=True)
class FarTail:
    """exp(exponent) * t**power * log(t)**logs * (c[0] + c[1]/t**step + ...), where t = abs(x) is ``T``.

    Attributes
    ----------
    side : int
        -1 for the tail at -oo, 1 for that at oo.
    start : float
        It is used for abs(x) >= start.
    valid : float
        It is right to one part in 2**56 for abs(x) >= valid; at most `start`.
    last : float
        Beyond this abs(x) the value is 0 in float64; infinite if it never is.
    """

    side: int
    exponent: Expr
    power: Fraction
    logs: int
    step: Fraction
    coefficients: tuple[Expr, ...]
    start: float
    valid: float
    last: float

    @property
    def formula(self) -> Expr:
        """The tail as an expression in ``T``, the variable itself."""
        return _formula(self.exponent, self.power, self.logs, self.step, self.coefficients).subs(T, self.side * T)


def _formula(exponent: Expr, power: Fraction, logs: int, step: Fraction, coefficients: tuple[Expr, ...]) -> Expr:
    series = Add(*(c * T ** -(_rational(step) * k) for k, c in enumerate(coefficients)))
    return exp(exponent) * T ** _rational(power) * log(T) ** logs * series


def far_tail(
    piece: Expr, side: int, magnitudes: Sequence[float], reference: Reference, wanted: float
) -> FarTail | None:
    """Return the tail of a formula from the first of these magnitudes on at which it is right; None if there is none.

    Parameters
    ----------
    piece : Expr
        A smooth formula in ``T`` of SymPy's functions.
    side : int
        -1 for -oo, 1 for oo.
    magnitudes : sequence of float
        Increasing; where to compare the tail with the formula.
    reference : Reference
        Of `piece`.
    wanted : float
        From where it would be useful; more terms are taken to get there.
    """
    found = _by_growth(piece, side, magnitudes, reference, wanted)
    return found or _constant(piece, side, magnitudes, reference)


def _constant(piece: Expr, side: int, magnitudes: Sequence[float], reference: Reference) -> FarTail | None:
    """Return the tail that is the limit, of a formula that is as good as constant far out."""
    limit = limit_by_growth(piece, S.Infinity * side, 0)
    if limit is None or limit.is_infinite:
        return None
    start = _first_right(Reference(limit), side, magnitudes, reference)
    if start is None:
        return None
    return FarTail(side, S.Zero, Fraction(0), 0, Fraction(1), (limit,), start, start, float("inf"))


def _by_growth(
    piece: Expr, side: int, magnitudes: Sequence[float], reference: Reference, wanted: float
) -> FarTail | None:
    best: FarTail | None = None
    for depth in _DEPTHS:
        try:
            terms = tail(piece, approach(S.Infinity * side, 0), depth)
        except (NoTailError, SymactError, NotImplementedError):
            return best
        if not terms.terms or (parts := _leading(terms.terms)) is None:
            return best
        rest = terms.error if len(_group(terms.terms)) == len(terms.terms) else None
        complete = rest is None or rest.exponent != terms.terms[0][0].exponent
        start = _first_right(Reference(_formula(*parts).subs(T, side * T)), side, magnitudes, reference)
        if start is not None and (best is None or start < best.start):
            best = FarTail(side, *parts, start, start, _vanishing(parts[0]))
        if complete or (start is not None and start <= wanted) or _laborious(terms.terms):
            break
    return best


Terms = Sequence[tuple[Monomial, Expr]]


def _laborious(terms: Terms) -> bool:
    """Return whether the coefficients are of a size that more terms of their kind would take minutes."""
    return any(c.count_ops() > _MOST_OPERATIONS for _, c in terms)


def _group(terms: Terms) -> Terms:
    """Return the terms that share the leading exponential."""
    return [(m, c) for m, c in terms if m.exponent == terms[0][0].exponent]


def _leading(terms: Terms) -> tuple[Expr, Fraction, int, Fraction, tuple[Expr, ...]] | None:
    """Return the terms with the leading exponential as (exponent, power, logs, step, coefficients)."""
    first, group = terms[0][0], _group(terms)
    if any(m.logs != first.logs for m, _ in group) or first.logs.denominator != 1 or first.logs < 0:
        return None
    offsets = [first.power - m.power for m, _ in group]
    step = Fraction(1)
    while not all((d / step).denominator == 1 for d in offsets):
        step /= 2
        if step < Fraction(1, 4):
            return None
    while len(offsets) > 1 and all((d / (2 * step)).denominator == 1 for d in offsets):
        step *= 2
    by_place = {int(d / step): c for d, (_, c) in zip(offsets, group, strict=True)}
    if max(by_place) > _MOST_PLACES or first.power.denominator > 2 or abs(first.power) > _MOST_EXPONENT:
        return None
    places = (by_place.get(k, S.Zero) for k in range(max(by_place) + 1))
    coefficients = tuple(takewhile(lambda c: abs(as_float(c)) < float("inf"), places))
    exponent = _exponent(first)
    if exponent is None or not coefficients:
        return None
    return exponent, first.power, int(first.logs), step, coefficients


def _exponent(monomial: Monomial) -> Expr | None:
    terms = []
    for inner, c in monomial.exponent:
        if not isinstance(inner, Monomial) or inner.exponent or inner.logs or inner == ONE:
            return None
        terms.append(c * T ** _rational(inner.power))
    return Add(*terms)


def _rational(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)


def _first_right(candidate: Reference, side: int, magnitudes: Sequence[float], reference: Reference) -> float | None:
    """Return the least magnitude from which on the candidate agrees with the reference."""
    start = None
    for t in reversed(magnitudes):
        a, b = candidate.ball(side * t), reference.ball(side * t)
        if a is not None and b is not None:
            if not _agree(a, b):
                break
            start = t
    return start


def _agree(a: Any, b: Any) -> bool:
    """Return whether two balls differ by less than one part in 2**56, or less than any float64."""
    with Working(_BITS):
        difference = abs(a - b).upper()
        return bool(difference < 2.0**-56 * abs(b).lower() or difference * 2.0**20 < 2.0**-1074)


def _vanishing(exponent: Expr) -> float:
    """Return a magnitude beyond which exp(exponent) times any power in use is 0 in float64."""
    reach = Reference(exponent)
    if exponent is S.Zero or not _falls(reach.ball(1e6)):
        return float("inf")
    t = 1.0
    while not (_falls(reach.ball(t)) and _falls(reach.ball(2 * t))):
        t *= 2
    return 2 * t


def _falls(exponent: Any) -> bool:
    return exponent is not None and bool(exponent < -1000)
