"""Tails: what a real function is far out, as monomials of exponentials, powers and logarithms up to a stated error.

A tail stands for a function of t as t goes to oo: a sum of terms ``c * exp(P(t)) * t**q * log(t)**l``, the greatest
first, and an error that is at most a constant times a monomial of the same kind. Sums, products and powers of tails
are tails; what is not known about a function is inside the error, never dropped.

References
----------
J. van der Hoeven, *Transseries and Real Differential Algebra*, Springer 2006, chapter 4 (grid-based transseries).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import NamedTuple

from sympy import Expr, Rational, S, binomial, expand

from symact.exact.order import sign

__all__ = [
    "LOG",
    "ONE",
    "Monomial",
    "NoTailError",
    "Tail",
    "added",
    "composed",
    "constant",
    "leading",
    "multiplied",
    "order",
    "placed",
    "raised",
    "scaled",
]


class NoTailError(Exception):
    """The tail of a function could not be found; `deeper` says whether keeping more terms could help."""

    def __init__(self, deeper: bool = False) -> None:
        super().__init__()
        self.deeper = deeper


class Monomial(NamedTuple):
    """The function exp(P(t)) * t**power * log(t)**logs, where P is the sum of c*m in `exponent`, the greatest first.

    Each m there outgrows log(t), and is a monomial itself: towers of exponentials are monomials too.
    """

    exponent: Terms
    power: Fraction
    logs: Fraction

    def __mul__(self, other: Monomial) -> Monomial:  # type: ignore[override]
        exponent = self.exponent or other.exponent
        if self.exponent and other.exponent:
            exponent = tuple(_collected((*self.exponent, *other.exponent)))
        return Monomial(exponent, self.power + other.power, self.logs + other.logs)

    def __pow__(self, r: Fraction) -> Monomial:
        scale = Rational(r.numerator, r.denominator)
        return Monomial(tuple((m, c * scale) for m, c in self.exponent), self.power * r, self.logs * r)


Terms = tuple[tuple[Monomial, Expr], ...]

ONE = Monomial((), Fraction(0), Fraction(0))
LOG = Monomial((), Fraction(0), Fraction(1))


def order(a: Monomial, b: Monomial) -> int:
    """Return 1, 0 or -1 as a/b goes to oo, is 1, or goes to 0.

    Raises
    ------
    UndecidedError
        Where that depends on a parameter without a sign.
    """
    if a.exponent != b.exponent:
        for _, c in (a * b ** Fraction(-1)).exponent:
            if side := sign(c):
                return side
    return (a[1:] > b[1:]) - (a[1:] < b[1:])


def _descending(a: tuple[Monomial, Expr], b: tuple[Monomial, Expr]) -> int:
    return order(b[0], a[0])


_DESCENDING = cmp_to_key(_descending)


def _collected(terms: Iterable[tuple[Monomial, Expr]]) -> list[tuple[Monomial, Expr]]:
    """Return the terms from the greatest to the least, equal monomials once, without zeros."""
    total: dict[Monomial, Expr] = {}
    for m, c in terms:
        total[m] = _plus(total[m], c) if m in total else c
    listed = [(m, c) for m, c in total.items() if c != 0]
    if len(listed) < 2:
        return listed
    listed.sort(key=_DESCENDING)
    merged = listed[:1]
    for m, c in listed[1:]:
        if order(m, merged[-1][0]) == 0:
            merged[-1] = (merged[-1][0], _plus(merged[-1][1], c))
        else:
            merged.append((m, c))
    return [(m, c) for m, c in merged if c != 0]


def _plus(a: Expr, b: Expr) -> Expr:
    total = a + b
    return total if total.is_Rational else expand(total)


def _greater(a: Monomial | None, b: Monomial | None) -> Monomial | None:
    if a is None or b is None:
        return a if b is None else b
    return a if order(a, b) > 0 else b


@dataclass(frozen=True, slots=True)
class Tail:
    """Terms (monomial, coefficient) from the greatest to the least, all above `error`; no error where it is None.

    A coefficient may be zero without having been recognised as such; :func:`leading` decides.
    """

    terms: Terms
    error: Monomial | None = None

    @property
    def bound(self) -> Monomial | None:
        """A monomial that the function is at most a constant times of; None for the function 0."""
        return self.terms[0][0] if self.terms else self.error


def constant(c: Expr) -> Tail:
    """Return the tail of a constant."""
    return Tail(((ONE, c),) if c != 0 else ())


def _gathered(terms: Iterable[tuple[Monomial, Expr]], error: Monomial | None, depth: int) -> Tail:
    listed = _collected(terms)
    if error is not None:
        listed = [(m, c) for m, c in listed if order(m, error) > 0]
    if len(listed) > depth:
        error = listed[depth][0]
    return Tail(tuple(listed[:depth]), error)


def added(tails: list[Tail], depth: int) -> Tail:
    """Return the tail of a sum, of at most `depth` terms."""
    error = None
    for tail in tails:
        error = _greater(error, tail.error)
    return _gathered((term for tail in tails for term in tail.terms), error, depth)


def multiplied(a: Tail, b: Tail, depth: int) -> Tail:
    """Return the tail of a product, of at most `depth` terms."""
    error = None
    for bound, other in ((a.bound, b.error), (b.bound, a.error)):
        if bound is not None and other is not None:
            error = _greater(error, bound * other)
    return _gathered(((m * n, c * d) for m, c in a.terms for n, d in b.terms), error, depth)


def scaled(a: Tail, m: Monomial, c: Expr = S.One) -> Tail:
    """Return the tail of c*m times a function, for a constant that is not 0."""
    return Tail(tuple((m * n, c * d) for n, d in a.terms), None if a.error is None else m * a.error)


def leading(tail: Tail) -> tuple[Monomial, Expr, int, Tail]:
    """Return the leading monomial, its coefficient, the coefficient's sign, and the rest.

    Raises
    ------
    NoTailError
        Where no term is certain to be there.
    """
    for i, (m, c) in enumerate(tail.terms):
        if side := sign(c):
            return m, c, side, Tail(tail.terms[i + 1 :], tail.error)
    raise NoTailError(deeper=tail.error is not None)


def placed(tail: Tail) -> tuple[int, Expr, Tail]:
    """Return (1 or -1, oo or -oo, the tail) of a function that goes to infinity, else (0, limit, what vanishes).

    Raises
    ------
    NoTailError
        Where the terms that are known do not tell.
    """
    for i, (m, c) in enumerate(tail.terms):
        level = order(m, ONE)
        if level == 0:
            return 0, c, Tail(tail.terms[i + 1 :], tail.error)
        if level < 0:
            return 0, S.Zero, Tail(tail.terms[i:], tail.error)
        if side := sign(c):
            return side, side * S.Infinity, tail
    if tail.error is None or order(tail.error, ONE) < 0:
        return 0, S.Zero, Tail((), tail.error)
    raise NoTailError(deeper=True)


def composed(coefficient: Callable[[int], Expr], small: Tail, depth: int) -> Tail:
    """Return the tail of f(a + small), f analytic at a with those Taylor coefficients, for `small` going to 0."""
    total, power, bound = constant(coefficient(0)), constant(S.One), small.bound
    if bound is None:
        return total
    for k in range(1, depth if small.terms else 1):
        power = multiplied(power, small, depth)
        c = coefficient(k)
        if c != 0:
            total = added([total, scaled(power, ONE, c)], depth)
        if total.error is not None and order(total.error, bound ** Fraction(k + 1)) >= 0:
            return total
    remainder = Tail((), bound ** Fraction(depth if small.terms else 1))
    return added([total, remainder], depth)


def raised(base: Tail, exponent: Expr, depth: int) -> Tail:
    """Return the tail of a power with a rational exponent.

    Raises
    ------
    NoTailError
        Where the base may be 0, or is negative and the exponent not whole.
    """
    if exponent.is_Integer and 0 < exponent <= 4:
        total = base
        for _ in range(int(exponent) - 1):
            total = multiplied(total, base, depth)
        return total
    m, c, side, rest = leading(base)
    if side < 0 and not exponent.is_Integer:
        raise NoTailError
    small = scaled(rest, m ** Fraction(-1), 1 / c)
    total = composed(lambda k: binomial(exponent, k), small, depth)
    return scaled(total, m ** Fraction(int(exponent.p), int(exponent.q)), c**exponent)
