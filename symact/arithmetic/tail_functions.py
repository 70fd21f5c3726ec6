"""How functions become sums of terms on a ray: small arguments by a bound, large ones by what they tend to."""

from __future__ import annotations

from collections.abc import Callable

import sympy
from flint import arb
from sympy import S, pi

from symact.arithmetic.tail_terms import FUNCTIONS, Sum, Tail, Term, TooEarly, scaled

__all__: list[str] = []


def _at_small(tail: Tail, terms: Sum, cubic: Callable[[arb], arb]) -> Sum | None:
    """Return u*theta with theta between 1 - cubic(bound) and 1, for a small argument; None for another."""
    bound = tail.small(terms)
    if bound is None:
        return None
    if not bound < 1:
        raise TooEarly
    return [t.scaled((1 - cubic(bound)).union(arb(1))) for t in terms]


def _third(u: arb) -> arb:
    return u * u / 3


def _tanh(tail: Tail, terms: Sum) -> Sum:
    """tanh(h) = s - 2*s*exp(-2*|h|)/(1 + exp(-2*|h|))."""
    near = _at_small(tail, terms, _third)
    if near is not None:
        return near
    s, _ = tail.side(terms)
    decay = tail.exponential(scaled(terms, S(-2 * s)))
    bound = tail.small(decay)
    if bound is None:
        raise TooEarly
    return [Term(S(s)), *(t.scaled((1 / (1 + bound)).union(arb(1))) for t in scaled(decay, S(-2 * s)))]


def _erf(tail: Tail, terms: Sum) -> Sum:
    near = _at_small(tail, terms, _third)
    if near is not None:
        return scaled(near, 2 / sympy.sqrt(pi))
    s, _ = tail.side(terms)
    return [Term(S(s)), *scaled(_erfc_far(tail, scaled(terms, S(s))), S(-s))]


def _erfc(tail: Tail, terms: Sum) -> Sum:
    near = _at_small(tail, terms, _third)
    if near is not None:
        return [Term(S.One), *scaled(near, -2 / sympy.sqrt(pi))]
    s, _ = tail.side(terms)
    far = _erfc_far(tail, scaled(terms, S(s)))
    return far if s > 0 else [Term(S(2)), *scaled(far, S.NegativeOne)]


def _erfc_far(tail: Tail, terms: Sum) -> Sum:
    """erfc(y) = exp(-y**2)/(y*sqrt(pi)) * theta with 1 - 1/(2*y**2) < theta < 1."""
    _, least = tail.side(terms)
    square = tail.product(terms, terms)
    decay = tail.exponential(scaled(square, S.NegativeOne))
    theta = (1 - 1 / (2 * least * least)).union(arb(1))
    inverse = scaled(tail.raised(terms, S.NegativeOne), 1 / sympy.sqrt(pi))
    return [t.scaled(theta) for t in tail.product(decay, inverse)]


def _atan(tail: Tail, terms: Sum) -> Sum:
    near = _at_small(tail, terms, _third)
    if near is not None:
        return near
    s, _ = tail.side(terms)
    inverse = tail.raised(terms, S.NegativeOne)
    return [Term(s * pi / 2), *scaled(_atan(tail, inverse), S.NegativeOne)]


def _cosh(tail: Tail, terms: Sum) -> Sum:
    half = Term(S.Half)
    return [t.times(half) for s in (1, -1) for t in tail.exponential(scaled(terms, S(s)))]


def _sinh(tail: Tail, terms: Sum) -> Sum:
    return [t.times(Term(S(s) / 2)) for s in (1, -1) for t in tail.exponential(scaled(terms, S(s)))]


FUNCTIONS.update(
    {
        sympy.tanh: _tanh,
        sympy.erf: _erf,
        sympy.erfc: _erfc,
        sympy.atan: _atan,
        sympy.cosh: _cosh,
        sympy.sinh: _sinh,
    }
)
