"""Monomials and tails on a ray t >= start: numbers that bound them there, and so make a limit a certain sign.

A monomial falls on the whole ray where its logarithmic derivative, times t, is negative on all of it. So does the
quotient of a small monomial and a great one, if the ray begins late enough; its value at the start then bounds it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sympy import Add, Expr, Integer, Rational, exp, log

from symact.arithmetic.balls import ball, jet
from symact.errors import SymactError
from symact.exact.tails import Monomial, NoTailError, Tail
from symact.exact.variable import T

__all__ = ["BITS", "Remainder", "first_term", "lagrange", "most", "rational", "size_of"]

BITS = 96
Remainder = Callable[[int, Any], Any]
"""Of an expansion in u: (n, r) to a bound of the remainder from u**n on over abs(u)**n, for abs(u) <= r."""


def size_of(c: Expr) -> Any:
    """Return an upper bound of the modulus of a constant."""
    return abs(ball(c, BITS)).upper()


def most(tail: Tail, m: Monomial, start: int) -> Any:
    """Return an upper bound of the modulus of a function over that of a monomial, on the ray.

    Raises
    ------
    NoTailError
        Where the ray begins too early for that.
    """
    total = ball(Integer(0), BITS)
    for n, c in tail.terms:
        total += size_of(c) * _quotient(n, m, start)
    if tail.error is not None:
        total += tail.size * _quotient(tail.error, m, start)
    return total.upper()


def lagrange(function: Callable[[Expr], Expr], a: Expr) -> Remainder:
    """Return the remainder of the Taylor series of a function around a point, by its derivative wherever u may be."""

    def remainder(n: int, r: Any) -> Any:
        try:
            return abs(jet(function(a + T), T, r.union(-r), n, BITS)[n]).upper()
        except SymactError as problem:
            raise NoTailError(deeper=True) from problem

    return remainder


def first_term(coefficient: Callable[[int], Expr]) -> Remainder:
    """Return the remainder of a series whose error is at most the first term that is left out."""
    return lambda n, r: size_of(coefficient(n))


@lru_cache(maxsize=16384)
def _quotient(a: Monomial, b: Monomial, start: int) -> Any:
    """Return an upper bound of a/b on the ray, its value at the start, from where it falls."""
    if a == b:
        return ball(Integer(1), BITS)
    quotient = a * b ** Fraction(-1)
    value = ball(_at(quotient, start), BITS).upper()
    if not _falls(quotient, start) or not value.is_finite():
        raise NoTailError(deeper=True)
    return value


def _at(m: Monomial, start: int) -> Expr:
    exponent = Add(*(c * _at(n, start) for n, c in m.exponent))
    t = Integer(start)
    return exp(exponent) * t ** rational(m.power) * log(t) ** rational(m.logs)


def rational(q: Fraction) -> Rational:
    """Return a fraction as SymPy has it."""
    return Rational(q.numerator, q.denominator)


def _falls(m: Monomial, start: int) -> bool:
    """Return whether a monomial certainly falls on the ray: t times its logarithmic derivative is not positive."""
    rate = _steepness(m._replace(exponent=()), start, max)
    if m.exponent:
        (first, c), *others = m.exponent
        # Over the first monomial of the exponent, which grows, all others fall.
        share = ball(c, BITS) * _least_rise(first, start)
        for n, d in others:
            if not ball(d, BITS) < 0:
                share += size_of(d) * _steepness(n, start, max) * _quotient(n, first, start)
        if not share < 0:
            return False
        rate += share * ball(_at(first, start), BITS)
    return bool(rate <= 0)


def _least_rise(m: Monomial, start: int) -> Any:
    """Return a lower bound of t*m'/m on the ray, for a monomial that grows with all in its exponent."""
    rate = _steepness(m._replace(exponent=()), start, min)
    for n, c in m.exponent:
        if not ball(c, BITS) > 0:
            raise NoTailError
        rate += ball(c * _at(n, start), BITS) * _least_rise(n, start)
    if not rate > 0:
        raise NoTailError(deeper=True)
    return rate


def _steepness(m: Monomial, start: int, bound: Callable[[int, Fraction], Any]) -> Any:
    """Return the greatest or least of power + logs/log(t) on the ray, for a monomial without exponential."""
    if m.exponent:
        raise NoTailError
    return ball(rational(m.power) + rational(Fraction(bound(0, m.logs))) / log(Integer(start)), BITS)
