"""Sums, products, powers and analytic functions of tails, which are tails again, errors included."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from sympy import Expr, S, binomial

from symact.exact.rays import Remainder, lagrange, most, size_of
from symact.exact.tails import ONE, Monomial, NoTailError, Reach, Tail, collected, constant, leading, order

__all__ = ["added", "composed", "multiplied", "raised", "scaled"]


def added(tails: list[Tail], reach: Reach) -> Tail:
    """Return the tail of a sum."""
    return _gathered((term for tail in tails for term in tail.terms), tails, reach)


def multiplied(a: Tail, b: Tail, reach: Reach) -> Tail:
    """Return the tail of a product."""
    errors = []
    for x, y in ((a, b), (b, a)):
        if x.bound is not None and y.error is not None:
            size = None if reach.start is None else most(x, x.bound, reach.start) * y.size
            errors.append(Tail((), x.bound * y.error, size))
    return _gathered(((m * n, c * d) for m, c in a.terms for n, d in b.terms), errors, reach)


def scaled(a: Tail, m: Monomial, c: Expr = S.One) -> Tail:
    """Return the tail of c*m times a function, for a constant that is not 0."""
    terms = tuple((m * n, c * d) for n, d in a.terms)
    if a.error is None:
        return Tail(terms)
    return Tail(terms, m * a.error, None if a.size is None else a.size * size_of(c))


def _gathered(terms: Iterable[tuple[Monomial, Expr]], unknown: list[Tail], reach: Reach) -> Tail:
    """Return the tail of some terms and of the errors of some tails, what is too small to keep among its errors."""
    errors = [tail for tail in unknown if tail.error is not None]
    greatest: Monomial | None = None
    for tail in errors:
        greatest = _greater(greatest, tail.error)
    listed = collected(terms)
    kept = listed if greatest is None else [(m, c) for m, c in listed if order(m, greatest) > 0]
    if len(kept) > reach.depth:
        greatest = kept[reach.depth][0]
    kept = kept[: reach.depth]
    size: Any = None
    if reach.start is not None and greatest is not None:
        size = most(Tail(tuple(listed[len(kept) :])), greatest, reach.start)
        for tail in errors:
            size += most(tail.after(len(tail.terms)), greatest, reach.start)
    return Tail(tuple(kept), greatest, size)


def _greater(a: Monomial | None, b: Monomial | None) -> Monomial | None:
    if a is None or b is None:
        return a if b is None else b
    return a if order(a, b) > 0 else b


def composed(coefficient: Callable[[int], Expr], small: Tail, reach: Reach, remainder: Remainder) -> Tail:
    """Return the tail of f(a + small), f analytic at a with those Taylor coefficients, for `small` going to 0."""
    total, power, bound = constant(coefficient(0)), constant(S.One), small.bound
    if bound is None:
        return total
    count = reach.depth if small.terms else 1
    for k in range(1, count):
        power = multiplied(power, small, reach)
        c = coefficient(k)
        if c != 0:
            total = added([total, scaled(power, ONE, c)], reach)
        if total.error is not None and order(total.error, bound ** Fraction(k + 1)) >= 0:
            count = k + 1
            break
    size: Any = None
    if reach.start is not None:
        largest = most(small, bound, reach.start)
        size = remainder(count, most(small, ONE, reach.start)) * largest**count
        if not size.is_finite():
            raise NoTailError(deeper=True)
    return added([total, Tail((), bound ** Fraction(count), size)], reach)


def raised(base: Tail, exponent: Expr, reach: Reach) -> Tail:
    """Return the tail of a power with a rational exponent.

    Raises
    ------
    NoTailError
        Where the base may be 0, or is negative and the exponent not whole.
    """
    if exponent.is_Integer and 0 < exponent <= 4:
        total = base
        for _ in range(int(exponent) - 1):
            total = multiplied(total, base, reach)
        return total
    m, c, side, rest = leading(base)
    if side < 0 and not exponent.is_Integer:
        raise NoTailError
    small = scaled(rest, m ** Fraction(-1), 1 / c)
    total = composed(lambda k: binomial(exponent, k), small, reach, lagrange(lambda u: u**exponent, S.One))
    return scaled(total, m ** Fraction(int(exponent.p), int(exponent.q)), c**exponent)
