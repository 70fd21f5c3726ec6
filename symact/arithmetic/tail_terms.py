"""Sums of terms on a ray: arithmetic with growth known exactly and factors known by intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cmp_to_key, reduce
from typing import Any

import sympy
from flint import arb, fmpq
from sympy import Add, Expr, Mul, Poly, Pow, S, Symbol, binomial, exp, expand, log

from symact.arithmetic.enclosure import ball, run
from symact.arithmetic.signs import sign

__all__ = ["BITS", "FUNCTIONS", "Sum", "Tail", "Term", "TooEarly", "around", "scaled"]

BITS = 96
_MOST_TERMS = 400
_MOST_POWER = 12
# Of the series of powers, exponentials and logarithms of sums: how many terms are kept exactly.
_ORDERS = 3


class TooEarly(Exception):
    """The ray begins too early for a bound to hold, or no bound holds on any ray."""


@dataclass(frozen=True)
class Term:
    """coefficient * factor * exp(exponent) * z**power * log(z)**logs."""

    coefficient: Expr
    exponent: Expr = S.Zero
    power: Expr = S.Zero
    logs: int = 0
    factor: arb | None = None

    @property
    def key(self) -> tuple[Expr, Expr, int]:
        return self.exponent, self.power, self.logs

    def times(self, other: Term) -> Term:
        factors = [f for f in (self.factor, other.factor) if f is not None]
        return Term(
            expand(self.coefficient * other.coefficient),
            expand(self.exponent + other.exponent),
            self.power + other.power,
            self.logs + other.logs,
            reduce(lambda a, b: a * b, factors) if factors else None,
        )

    def scaled(self, factor: arb) -> Term:
        return replace(self, factor=factor if self.factor is None else self.factor * factor)

    def size(self) -> arb:
        """Return the ball of coefficient times factor."""
        value = ball(self.coefficient, BITS)
        return value if self.factor is None else value * self.factor


Sum = list[Term]


def around(middle: int, radius: arb) -> arb:
    return arb(middle) + radius.union(-radius)


class Tail:
    """Expressions as sums of terms on one ray."""

    def __init__(self, z: Symbol, start: int) -> None:
        self._z = z
        self._start = start
        self._known: dict[Expr, Sum] = {}

    # Dominance

    def sign(self, expr: Expr) -> int:
        first, excess = self.dominant(self.terms(expr))
        size = first.size()
        if not excess < 1 or size.contains(0) or not size.is_finite():
            raise TooEarly
        return 1 if size > 0 else -1

    def dominant(self, terms: Sum) -> tuple[Term, arb]:
        """Return the dominating term and a bound of all others relative to it, on the ray."""
        terms = self._collected(terms)
        if not terms:
            raise TooEarly
        order = sorted(terms, key=cmp_to_key(self.compare))
        first = order[-1]
        size = abs(first.size())
        if size.contains(0):
            raise TooEarly
        excess = arb(0)
        for other in order[:-1]:
            excess += (abs(other.size()) / size).upper() * self.ratio(other, first)
        return first, excess.upper()

    def _collected(self, terms: Sum) -> Sum:
        """Add up terms of the same growth; exactly where both are exact."""
        exact: dict[Any, Expr] = {}
        inexact: dict[Any, arb] = {}
        for term in terms:
            if term.factor is None:
                exact[term.key] = exact.get(term.key, S.Zero) + term.coefficient
            else:
                inexact[term.key] = inexact.get(term.key, arb(0)) + term.size()
        merged = []
        for key, coefficient in exact.items():
            coefficient = expand(coefficient)
            if key in inexact:
                inexact[key] += ball(coefficient, BITS)
            elif coefficient != 0 and sign(coefficient) != 0:
                merged.append(Term(coefficient, *key))
        return merged + [Term(S.One, *key).scaled(factor) for key, factor in inexact.items()]

    def compare(self, a: Term, b: Term) -> int:
        """Return -1 or 1 as `a` grows slower or faster than `b`."""
        lead = _leading(expand(a.exponent - b.exponent), self._z)
        return lead or sign(a.power - b.power) or (a.logs > b.logs) - (a.logs < b.logs)

    def ratio(self, small: Term, large: Term) -> arb:
        """Bound the growth of `small` over that of `large` by the value at the start, where it falls from there."""
        z, start = self._z, self._start
        gap = expand(small.exponent - large.exponent)
        power = small.power - large.power
        logs = small.logs - large.logs
        # The logarithmic derivative times z: z*gap' + power + logs/log(z), at most 0 on the ray.
        slope = Poly(expand((z * gap.diff(z)).subs(z, z + start)), z).all_coeffs()
        constant = ball(slope[-1] + power, BITS) + max(logs, 0) / arb(start).log()
        if any(sign(c) > 0 for c in slope[:-1]) or not constant <= 0:
            raise TooEarly
        at = {z: sympy.Integer(start)}
        value = run(exp(gap) * z**power, BITS, at, False) * arb(start).log() ** logs
        return value.upper()

    # Terms

    def terms(self, expr: Expr) -> Sum:
        known = self._known.get(expr)
        if known is None:
            known = self._known[expr] = self._collected(self._terms(expr))
        return known

    def _terms(self, expr: Expr) -> Sum:
        if not expr.has(self._z):
            return [Term(expr)]
        if expr == self._z:
            return [Term(S.One, power=S.One)]
        if isinstance(expr, Add):
            return [term for argument in expr.args for term in self.terms(argument)]
        if isinstance(expr, Mul):
            return reduce(self.product, (self.terms(argument) for argument in expr.args))
        if isinstance(expr, Pow) and expr.base is not S.Exp1:
            return self._power(expr)
        if isinstance(expr, (exp, Pow)):
            return self.exponential(self.terms(expr.args[-1]))
        if isinstance(expr, log):
            return self._logarithm(self.terms(expr.args[0]))
        if isinstance(expr, sympy.tanh) and isinstance(expr.args[0], log):
            square = expr.args[0].args[0] ** 2
            return self.terms((square - 1) / (square + 1))
        if type(expr) in FUNCTIONS:
            return FUNCTIONS[type(expr)](self, self.terms(expr.args[0]))
        if type(expr) in (sympy.sin, sympy.cos):
            return [Term(S.One, factor=arb(-1).union(arb(1)))]
        raise TooEarly

    def product(self, a: Sum, b: Sum) -> Sum:
        if len(a) * len(b) > _MOST_TERMS:
            raise TooEarly
        return self._collected([p.times(q) for p in a for q in b])

    def _power(self, expr: Pow) -> Sum:
        if expr.exp.has(self._z) or not expr.exp.is_Rational:
            raise TooEarly
        terms = self.terms(expr.base)
        if expr.exp.is_Integer and 0 < expr.exp <= _MOST_POWER:
            return reduce(self.product, [terms] * int(expr.exp))
        return self.raised(terms, expr.exp)

    def raised(self, terms: Sum, e: Expr) -> Sum:
        """Return a power of a sum t*(1 + u): t**e times the binomial series of 1 + u, with its remainder."""
        first, excess = self.dominant(terms)
        if first.logs or not excess < 1 or not (e.is_Integer or first.size() > 0):
            raise TooEarly
        head = Term(first.coefficient**e, expand(first.exponent * e), first.power * e)
        if first.factor is not None:
            head = head.scaled(first.factor ** arb(fmpq(e.p, e.q)))
        rest = self._relative(terms, first)
        series = [binomial(e, k) for k in range(self._orders(rest) + 1)]
        tail = around(1, excess) ** arb(fmpq(e.p - e.q * (len(series) - 1), e.q))
        return [term.times(head) for term in self._series(rest, series, tail)]

    def _relative(self, terms: Sum, first: Term) -> Sum:
        """Return the others divided by the dominating term."""
        inverse = Term(1 / first.coefficient, -first.exponent, -first.power, -first.logs)
        if first.factor is not None:
            inverse = inverse.scaled(1 / first.factor)
        return [t.times(inverse) for t in self._collected(terms) if t.key != first.key]

    def _orders(self, rest: Sum) -> int:
        return _ORDERS if len(rest) <= _ORDERS else 1

    def _series(self, u: Sum, coefficients: list[Expr], tail: arb) -> Sum:
        """Return the sum of coefficients[k]*u**k, the last term times a factor from `tail`."""
        result = [Term(coefficients[0])]
        power = [Term(S.One)]
        for k, coefficient in enumerate(coefficients[1:], 1):
            power = self.product(power, u) if u else []
            last = k == len(coefficients) - 1
            terms = scaled(power, coefficient)
            result += [t.scaled(tail) for t in terms] if last else terms
        return result

    def small(self, terms: Sum) -> arb | None:
        """Return a bound of the modulus on the ray, None for a sum that does not tend to zero."""
        if not terms:
            return arb(0)
        one = Term(S.One)
        if any(self.compare(t, one) >= 0 for t in terms):
            return None
        return sum((abs(t.size()).upper() * self.ratio(t, one) for t in terms), arb(0)).upper()

    def exponential(self, terms: Sum) -> Sum:
        """exp(polynomial + constant + u) = exp(polynomial) * exp(constant) * (1 + theta*u) for small u."""
        one = Term(S.One)
        large = [t for t in terms if self.compare(t, one) > 0]
        constant = [t for t in terms if self.compare(t, one) == 0]
        rest = [t for t in terms if self.compare(t, one) < 0]
        if any(t.exponent != 0 for t in large):
            return self._vanishing(terms)
        if any(t.factor is not None for t in constant):
            raise TooEarly
        head = Term(exp(Add(*(t.coefficient for t in constant))))
        for t in large:
            if t.factor is not None or not (t.power.is_Integer or t.logs == 1):
                raise TooEarly
            if t.logs == 1 and t.power == 0:
                head = head.times(Term(S.One, power=t.coefficient))
            elif t.logs == 0:
                head = head.times(Term(S.One, exponent=t.coefficient * self._z**t.power))
            else:
                raise TooEarly
        bound = self.small(rest)
        if bound is None or not bound < 1:
            raise TooEarly
        series = [1 / sympy.factorial(k) for k in range(self._orders(rest) + 1)]
        return [t.times(head) for t in self._series(rest, series, bound.union(-bound).exp())]

    def _vanishing(self, terms: Sum) -> Sum:
        """exp(-h) for h beyond all polynomials lies between 0 and exp(-k*z), with k = h(R)/R."""
        first, excess = self.dominant(terms)
        size = first.size()
        if not size < 0 or not excess < 1:
            raise TooEarly
        least = abs(size) * (1 - excess) * run(exp(first.exponent) * self._z**first.power, BITS, self._at(), False)
        growth = self._z * first.exponent.diff(self._z) + first.power - 1
        rising = Poly(expand(growth.subs(self._z, self._z + self._start)), self._z).all_coeffs()
        k = (least / self._start).lower().floor().unique_fmpz()
        if first.logs or k is None or k < 1 or any(sign(c) < 0 for c in rising):
            raise TooEarly
        return [Term(S.One, exponent=-int(k) * self._z, factor=arb(0).union(arb(1)))]

    def _at(self) -> dict[Symbol, Expr]:
        return {self._z: sympy.Integer(self._start)}

    def _logarithm(self, terms: Sum) -> Sum:
        """log(t + rest) = log(t) + theta*u with u = rest/t small."""
        first, excess = self.dominant(terms)
        if not excess < 1 or first.factor is not None or first.logs or sign(first.coefficient) < 0:
            raise TooEarly
        rest = self._relative(terms, first)
        series = [S.Zero, *((-1) ** (k + 1) / sympy.Integer(k) for k in range(1, self._orders(rest) + 1))]
        tail = around(1, excess) ** (1 - len(series))
        head = [Term(log(first.coefficient)), Term(first.power, logs=1), *self.terms(first.exponent)]
        return [t for t in head + self._series(rest, series, tail) if t.coefficient != 0]

    def side(self, terms: Sum) -> tuple[int, arb]:
        """Return the sign and a lower bound of the modulus of a sum that grows without bound."""
        first, excess = self.dominant(terms)
        size = first.size()
        if self.compare(first, Term(S.One)) <= 0 or not excess < 1 or size.contains(0):
            raise TooEarly
        falls = self.ratio(Term(S.One), first)
        return (1 if size > 0 else -1), (abs(size) * (1 - excess) / falls).lower()


def _leading(polynomial: Expr, z: Symbol) -> int:
    """Return the sign of a polynomial for large z, 0 for a constant."""
    poly = Poly(polynomial, z)
    return sign(poly.LC()) if poly.degree() > 0 else 0


def scaled(terms: Sum, constant: Expr) -> Sum:
    return [t.times(Term(constant)) for t in terms]


# The rules of functions, filled by `tail_functions`.
FUNCTIONS: dict[type, Callable[[Tail, Sum], Sum]] = {}
