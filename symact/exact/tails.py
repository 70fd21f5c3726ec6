"""Tails: what a real function is far out, as monomials of exponentials, powers and logarithms up to a stated error.

A tail stands for a function of t as t goes to oo: a sum of terms ``c * exp(P(t)) * t**q * log(t)**l``, the greatest
first, and an error that is at most a constant times a monomial of the same kind. What is not known about a function is
inside the error, never dropped. For a limit it is enough that there is such a constant; for a sign that holds from
some t on the constant itself is kept, as a number that bounds the error on the ray t >= start.

References
----------
J. van der Hoeven, *Transseries and Real Differential Algebra*, Springer 2006, chapter 4 (grid-based transseries).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cmp_to_key
from typing import Any, NamedTuple

from sympy import Expr, Rational, S, expand

from symact.exact.order import sign

__all__ = [
    "LOG",
    "ONE",
    "Monomial",
    "NoTailError",
    "Reach",
    "Tail",
    "collected",
    "constant",
    "leading",
    "order",
    "placed",
]


# A coefficient of more operations than this takes minutes to be told from zero, and its powers are longer yet.
_LONGEST = 200


class NoTailError(Exception):
    """The tail of a function could not be found; `deeper` says whether more terms or a later start could help."""

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
            exponent = tuple(collected((*self.exponent, *other.exponent)))
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


def collected(terms: Iterable[tuple[Monomial, Expr]]) -> list[tuple[Monomial, Expr]]:
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
    if total.is_Rational:
        return total
    if total.count_ops() > _LONGEST:
        raise NoTailError
    return expand(total)


@dataclass(frozen=True, slots=True)
class Tail:
    """Terms (monomial, coefficient) from the greatest to the least, all above `error`; no error where it is None.

    A coefficient may be zero without having been recognised as such; :func:`leading` decides. On a ray what the terms
    leave out is at most `size`, a ball, times `error`.
    """

    terms: Terms
    error: Monomial | None = None
    size: Any = field(default=None, compare=False)

    def after(self, count: int) -> Tail:
        """Return the tail without its first terms."""
        return Tail(self.terms[count:], self.error, self.size)

    @property
    def bound(self) -> Monomial | None:
        """A monomial that the function is at most a constant times of; None for the function 0."""
        return self.terms[0][0] if self.terms else self.error


class Reach(NamedTuple):
    """How many terms a tail keeps, and the start of the ray on which its errors are bounded by numbers, if any."""

    depth: int
    start: int | None = None


def constant(c: Expr) -> Tail:
    """Return the tail of a constant."""
    return Tail(((ONE, c),) if c != 0 else ())


def leading(tail: Tail) -> tuple[Monomial, Expr, int, Tail]:
    """Return the leading monomial, its coefficient, the coefficient's sign, and the rest.

    Raises
    ------
    NoTailError
        Where no term is certain to be there.
    """
    for i, (m, c) in enumerate(tail.terms):
        if side := sign(c):
            return m, c, side, tail.after(i + 1)
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
            return 0, c, tail.after(i + 1)
        if level < 0:
            return 0, S.Zero, tail.after(i)
        if side := sign(c):
            return side, side * S.Infinity, tail
    if tail.error is None or order(tail.error, ONE) < 0:
        return 0, S.Zero, tail.after(len(tail.terms))
    raise NoTailError(deeper=True)
