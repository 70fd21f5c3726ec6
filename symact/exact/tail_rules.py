"""How functions act on tails: exp, log, and the analytic functions of SymPy at infinity and at a point.

Each rule maps the tail of an argument to the tail of the value (:mod:`symact.exact.tails`), within the
given reach. A function that is analytic on the whole line has its Taylor series where the argument stays finite.

References
----------
NIST Digital Library of Mathematical Functions, 4.24 (atan), 4.37 (asinh), 7.12 (erfc far out).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from sympy import (
    Dummy,
    Expr,
    Rational,
    S,
    asinh,
    atan,
    cos,
    erf,
    erfc,
    exp,
    expand,
    factorial,
    log,
    pi,
    sin,
    sqrt,
    tanh,
)
from sympy import factorial2 as double_factorial

from symact.exact.order import sign
from symact.exact.rays import first_term, lagrange, most, rational, size_of
from symact.exact.tail_algebra import added, composed, multiplied, raised, scaled
from symact.exact.tails import LOG, ONE, Monomial, NoTailError, Reach, Tail, constant, leading, order, placed

__all__ = ["RULES", "exp_tail", "log_tail", "rational_form"]

_D = Dummy("d", real=True)
Rule = Callable[[Tail, Reach], Tail]
_BOUNDED = Tail((), ONE, size_of(S(2)))  # of all bounded functions here none is greater


def exp_tail(u: Tail, reach: Reach) -> Tail:
    """Return the tail of exp(u), by exp(great + a + small) = exp(great) * e**a * (1 + small + small**2/2 + ...)."""
    while u.terms and order(u.terms[0][0], ONE) > 0 and sign(u.terms[0][1]) == 0:
        u = u.after(1)
    great = [(m, c) for m, c in u.terms if order(m, ONE) > 0]
    if u.error is not None and order(u.error, ONE) >= 0:
        return _exp_bound(u, reach)
    exponent, power = [], Fraction(0)
    for m, c in great:
        if order(m, LOG) > 0:
            exponent.append((m, c))
        elif m == LOG and c.is_Rational:
            power = Fraction(int(c.p), int(c.q))
        else:
            raise NoTailError
    _, a, small = placed(u.after(len(great)))
    total = composed(lambda k: 1 / factorial(k), small, reach, lagrange(exp, S.Zero))
    return scaled(total, Monomial(tuple(exponent), power, Fraction(0)), exp(a))


def _exp_bound(u: Tail, reach: Reach) -> Tail:
    """Return the bound of exp(u) where u is known up to an error that does not vanish."""
    m, c = u.terms[0] if u.terms else (ONE, S.Zero)
    if order(m, ONE) <= 0:
        if u.error is not None and order(u.error, ONE) > 0:
            raise NoTailError(deeper=True)
        return Tail((), ONE, None if reach.start is None else most(u, ONE, reach.start).exp())
    if order(m, LOG) <= 0:
        raise NoTailError(deeper=True)
    slack = Rational(1, 2) if sign(c) < 0 else S(2)
    if reach.start is not None and not most(u.after(1), m, reach.start) <= size_of(c * (slack - 1)):
        raise NoTailError(deeper=True)
    return Tail((), Monomial(((m, slack * c),), Fraction(0), Fraction(0)), size_of(S.One))


def log_tail(u: Tail, reach: Reach) -> Tail:
    """Return the tail of log(u), by log(c*m*(1 + small)) = log(m) + log(c) + small - small**2/2 + ...

    Raises
    ------
    NoTailError
        Where u is not certain to be positive in the end.
    """
    m, c, side, rest = leading(u)
    if side < 0:
        raise NoTailError
    terms = [*m.exponent, (LOG, rational(m.power)), (ONE, log(c))]
    # abs(log(y)) is at most sqrt(y) for y >= log(2).
    error = Tail((), LOG ** Fraction(1, 2), size_of(rational(m.logs))) if m.logs else Tail(())
    small = scaled(rest, m ** Fraction(-1), 1 / c)
    series = composed(lambda k: Rational((-1) ** (k + 1), k) if k else S.Zero, small, reach, lagrange(log, S.One))
    return added([*(Tail((t,)) for t in terms if t[1] != 0), error, series], reach)


def _tanh(u: Tail, reach: Reach) -> Tail:
    side, a, small = placed(u)
    if side == 0:
        return _analytic(tanh, a, small, reach)
    e = exp_tail(scaled(u, ONE, S(-2 * side)), reach)
    ratio = multiplied(e, raised(added([constant(S.One), e], reach), S.NegativeOne, reach), reach)
    return added([constant(S(side)), scaled(ratio, ONE, S(-2 * side))], reach)


def _erf(u: Tail, reach: Reach) -> Tail:
    side, a, small = placed(u)
    if side == 0:
        return _analytic(erf, a, small, reach)
    return added([constant(S(side)), scaled(_erfc_far(scaled(u, ONE, S(side)), reach), ONE, S(-side))], reach)


def _erfc(u: Tail, reach: Reach) -> Tail:
    return added([constant(S.One), scaled(_erf(u, reach), ONE, S.NegativeOne)], reach)


def _erfc_far(v: Tail, reach: Reach) -> Tail:
    """Return the tail of erfc(v) for v going to oo, exp(-v**2)/(v*sqrt(pi)) * (1 - 1/(2*v**2) + 3/(4*v**4) - ...)."""
    inverse = raised(v, S.NegativeOne, reach)
    small = multiplied(inverse, inverse, reach)
    series = composed(_erfc_coefficient, small, reach, first_term(_erfc_coefficient))
    decay = exp_tail(scaled(multiplied(v, v, reach), ONE, S.NegativeOne), reach)
    return scaled(multiplied(multiplied(decay, inverse, reach), series, reach), ONE, 1 / sqrt(pi))


def _erfc_coefficient(k: int) -> Expr:
    return double_factorial(2 * k - 1) / S(-2) ** k


def _atan(u: Tail, reach: Reach) -> Tail:
    side, a, small = placed(u)
    if side == 0:
        return _analytic(atan, a, small, reach)
    near = _atan(raised(u, S.NegativeOne, reach), reach)
    return added([constant(side * pi / 2), scaled(near, ONE, S.NegativeOne)], reach)


def _asinh(u: Tail, reach: Reach) -> Tail:
    side, a, small = placed(u)
    if side == 0:
        return _analytic(asinh, a, small, reach)
    root = raised(added([multiplied(u, u, reach), constant(S.One)], reach), S.Half, reach)
    return scaled(log_tail(added([scaled(u, ONE, S(side)), root], reach), reach), ONE, S(side))


def _wave(function: Callable[[Expr], Expr]) -> Rule:
    def rule(u: Tail, reach: Reach) -> Tail:
        side, a, small = placed(u)
        return _analytic(function, a, small, reach) if side == 0 else _BOUNDED

    return rule


def _bounded(rule: Rule) -> Rule:
    """Return a rule for a bounded function that says no more than that where the argument is not known enough."""

    def safe(u: Tail, reach: Reach) -> Tail:
        try:
            return rule(u, reach)
        except NoTailError:
            return _BOUNDED

    return safe


def _analytic(function: Callable[[Expr], Expr], a: Expr, small: Tail, reach: Reach) -> Tail:
    return composed(lambda k: _taylor(function, a, k), small, reach, lagrange(function, a))


@lru_cache(maxsize=4096)
def _taylor(function: Callable[[Expr], Expr], a: Expr, k: int) -> Expr:
    """Return the k-th Taylor coefficient of a function that is analytic on the whole line."""
    return _rate(function, k).xreplace({function(_D): rational_form(function(a))}).subs(_D, a) / factorial(k)


@lru_cache(maxsize=256)
def _rate(function: Callable[[Expr], Expr], k: int) -> Expr:
    """Return the k-th derivative of a function, expanded."""
    return expand(_rate(function, k - 1).diff(_D)) if k else function(_D)


def rational_form(value: Expr) -> Expr:
    """Return a constant as the rational number that its logarithms and exponentials leave: tanh(log(2)) is 3/5."""
    written = value.rewrite(exp) if value.has(log) else value
    return written if written.is_Rational else value


RULES: dict[object, Rule] = {
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
