"""How functions act on tails: exp, log, and the analytic functions of SymPy at infinity and at a point.

Each rule maps the tail of an argument to the tail of the value (:mod:`symact.exact.tails`), keeping at most `depth`
terms. A function that is analytic on the whole line has its Taylor series where the argument stays finite.

References
----------
NIST Digital Library of Mathematical Functions, 4.24 (atan), 4.37 (asinh), 7.12 (erfc far out).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from sympy import Dummy, Expr, Rational, S, asinh, atan, cos, erf, erfc, exp, factorial, log, pi, sin, sqrt, tanh
from sympy import factorial2 as double_factorial

from symact.exact.order import sign
from symact.exact.tails import (
    LOG,
    ONE,
    Monomial,
    NoTailError,
    Tail,
    added,
    composed,
    constant,
    leading,
    multiplied,
    order,
    placed,
    raised,
    scaled,
)

__all__ = ["RULES", "exp_tail", "log_tail", "rational_form"]

_BOUNDED = Tail((), ONE)


def exp_tail(u: Tail, depth: int) -> Tail:
    """Return the tail of exp(u), by exp(great + a + small) = exp(great) * e**a * (1 + small + small**2/2 + ...)."""
    while u.terms and order(u.terms[0][0], ONE) > 0 and sign(u.terms[0][1]) == 0:
        u = Tail(u.terms[1:], u.error)
    great = [(m, c) for m, c in u.terms if order(m, ONE) > 0]
    if u.error is not None and order(u.error, ONE) >= 0:
        return _exp_bound(great, u.error)
    exponent, power = [], Fraction(0)
    for m, c in great:
        if order(m, LOG) > 0:
            exponent.append((m, c))
        elif m == LOG and c.is_Rational:
            power = Fraction(int(c.p), int(c.q))
        else:
            raise NoTailError
    _, a, small = placed(Tail(u.terms[len(great) :], u.error))
    total = composed(lambda k: 1 / factorial(k), small, depth)
    return scaled(total, Monomial(tuple(exponent), power, Fraction(0)), exp(a))


def _exp_bound(great: list[tuple[Monomial, Expr]], error: Monomial) -> Tail:
    """Return the bound of exp(u) where u is known up to an error that does not vanish."""
    if not great:
        if order(error, ONE) > 0:
            raise NoTailError(deeper=True)
        return _BOUNDED
    m, c = great[0]
    if order(m, LOG) <= 0:
        raise NoTailError(deeper=True)
    slack = Rational(1, 2) if sign(c) < 0 else 2
    return Tail((), Monomial(((m, slack * c),), Fraction(0), Fraction(0)))


def log_tail(u: Tail, depth: int) -> Tail:
    """Return the tail of log(u), by log(c*m*(1 + small)) = log(m) + log(c) + small - small**2/2 + ...

    Raises
    ------
    NoTailError
        Where u is not certain to be positive in the end.
    """
    m, c, side, rest = leading(u)
    if side < 0:
        raise NoTailError
    terms = [*m.exponent, (LOG, Rational(m.power.numerator, m.power.denominator)), (ONE, log(c))]
    error = LOG ** Fraction(1, 2) if m.logs else None
    small = scaled(rest, m ** Fraction(-1), 1 / c)
    series = composed(lambda k: Rational((-1) ** (k + 1), k) if k else S.Zero, small, depth)
    return added([*(Tail((t,)) for t in terms if t[1] != 0), Tail((), error), series], depth)


def _tanh(u: Tail, depth: int) -> Tail:
    side, a, small = placed(u)
    if side == 0:
        return composed(lambda k: _taylor(tanh, a, k), small, depth)
    e = exp_tail(scaled(u, ONE, S(-2 * side)), depth)
    ratio = multiplied(e, raised(added([constant(S.One), e], depth), S.NegativeOne, depth), depth)
    return added([constant(S(side)), scaled(ratio, ONE, S(-2 * side))], depth)


def _erf(u: Tail, depth: int) -> Tail:
    side, a, small = placed(u)
    if side == 0:
        return composed(lambda k: _taylor(erf, a, k), small, depth)
    return added([constant(S(side)), scaled(_erfc_far(scaled(u, ONE, S(side)), depth), ONE, S(-side))], depth)


def _erfc(u: Tail, depth: int) -> Tail:
    return added([constant(S.One), scaled(_erf(u, depth), ONE, S.NegativeOne)], depth)


def _erfc_far(v: Tail, depth: int) -> Tail:
    """Return the tail of erfc(v) for v going to oo, exp(-v**2)/(v*sqrt(pi)) * (1 - 1/(2*v**2) + 3/(4*v**4) - ...)."""
    inverse = raised(v, S.NegativeOne, depth)
    small = multiplied(inverse, inverse, depth)
    series = composed(lambda k: double_factorial(2 * k - 1) / S(-2) ** k, small, depth)
    decay = exp_tail(scaled(multiplied(v, v, depth), ONE, S.NegativeOne), depth)
    return scaled(multiplied(multiplied(decay, inverse, depth), series, depth), ONE, 1 / sqrt(pi))


def _atan(u: Tail, depth: int) -> Tail:
    side, a, small = placed(u)
    if side == 0:
        return composed(lambda k: _taylor(atan, a, k), small, depth)
    near = _atan(raised(u, S.NegativeOne, depth), depth)
    return added([constant(side * pi / 2), scaled(near, ONE, S.NegativeOne)], depth)


def _asinh(u: Tail, depth: int) -> Tail:
    side, a, small = placed(u)
    if side == 0:
        return composed(lambda k: _taylor(asinh, a, k), small, depth)
    root = raised(added([multiplied(u, u, depth), constant(S.One)], depth), S.Half, depth)
    return scaled(log_tail(added([scaled(u, ONE, S(side)), root], depth), depth), ONE, S(side))


def _wave(function: Callable[[Expr], Expr]) -> Callable[[Tail, int], Tail]:
    def rule(u: Tail, depth: int) -> Tail:
        side, a, small = placed(u)
        return composed(lambda k: _taylor(function, a, k), small, depth) if side == 0 else _BOUNDED

    return rule


def _bounded(rule: Callable[[Tail, int], Tail]) -> Callable[[Tail, int], Tail]:
    """Return a rule for a bounded function that says no more than that where the argument is not known enough."""

    def safe(u: Tail, depth: int) -> Tail:
        try:
            return rule(u, depth)
        except NoTailError:
            return _BOUNDED

    return safe


@lru_cache(maxsize=4096)
def _taylor(function: Callable[[Expr], Expr], a: Expr, k: int) -> Expr:
    """Return the k-th Taylor coefficient of a function that is analytic on the whole line."""
    d = Dummy("d", real=True)
    rate = function(d).diff(d, k)
    return rate.xreplace({function(d): rational_form(function(a))}).subs(d, a) / factorial(k)


def rational_form(value: Expr) -> Expr:
    """Return a constant as the rational number that its logarithms and exponentials leave: tanh(log(2)) is 3/5."""
    written = value.rewrite(exp) if value.has(log) else value
    return written if written.is_Rational else value


RULES: dict[object, Callable[[Tail, int], Tail]] = {
    exp: exp_tail,
    log: log_tail,
    tanh: _bounded(_tanh),
    erf: _bounded(_erf),
    erfc: _bounded(_erfc),
    atan: _bounded(_atan),
    asinh: _asinh,
    sin: _bounded(_wave(sin)),
    cos: _bounded(_wave(cos)),
}
