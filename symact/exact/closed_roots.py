"""Equations whose real roots have a closed form, with every root of theirs and the proof that there is no other.

Each solver takes an equation and returns all of its real roots, in no order, or None where it is not its
kind: affine, rational, with one square root, polynomial in one invertible function, linear in ``x`` and in an
exponential of ``x`` (Lambert's W), sines on a bounded interval. Parameters are allowed where their assumptions settle
what is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from math import gcd
from typing import Any

import sympy as sp
from sympy import Dummy, Expr, LambertW, Poly, PolynomialError, Pow, Rational, S, Symbol, exp, expand, pi, together
from sympy.simplify.fu import TR8

from symact.errors import UnsupportedError
from symact.exact.order import sign
from symact.exact.polynomial_roots import Roots, polynomial_roots
from symact.exact.variable import in_exponentials, shown

__all__ = ["closed_roots"]

_MOST_TURNS = 10_000


def closed_roots(g: Expr, x: Symbol, low: Expr, high: Expr) -> Roots | None:
    """Return all real roots of `g`, at least those in the open interval; None where no solver serves.

    Raises
    ------
    UnsupportedError
        Where there are infinitely many roots in the interval.
    UndecidedError
        Where the number of roots depends on a parameter.
    """
    if g.is_rational_function(x):
        return polynomial_roots(together(g).as_numer_denom()[0], x)
    if (roots := _by_one_root(g, x)) is not None:
        return roots
    for form in _forms(g):
        numerator = together(form).as_numer_denom()[0] if form != g else form
        roots = _by_one_function(numerator, x, low, high)
        if roots is None:
            roots = _by_lambert(numerator, x)
        if roots is not None:
            return roots
    return None


def _forms(g: Expr) -> list[Expr]:
    """Return the equation as it is, and with sines of multiples or exponentials in place of products."""
    if g.has(sp.sin, sp.cos):
        return [g, expand(TR8(expand(g)))]
    numerator = expand(together(in_exponentials(g)).as_numer_denom()[0])
    return [g, numerator]


def _by_one_root(g: Expr, x: Symbol) -> Roots | None:
    """Solve a + b*sqrt(p) = 0 with polynomials a, b, p: the roots of a**2 - b**2*p that are roots of it."""
    numerator = together(g).as_numer_denom()[0]
    radicals = [r for r in numerator.atoms(Pow) if r.has(x) and not r.exp.is_Integer]
    if len({r.base for r in radicals}) != 1 or any(abs(r.exp) != S.Half for r in radicals):
        return None
    root = sp.sqrt(radicals[0].base)
    slot = Dummy("r")
    plain = together(numerator.subs(root, slot)).as_numer_denom()[0]
    if not plain.is_polynomial(x, slot) or Poly(plain, slot).degree() != 1:
        return None
    b, a = Poly(plain, slot).all_coeffs()
    found = polynomial_roots(expand(a**2 - b**2 * root**2), x)
    return {r for r in found if sign(g.subs(x, r)) == 0}


# One invertible function: f => solutions u of f(u) = c.
_INVERSES: dict[type, Callable[[Expr], Roots]] = {
    exp: lambda c: {sp.log(c)} if sign(c) > 0 else set(),
    sp.log: lambda c: {exp(c)},
    sp.sinh: lambda c: {sp.asinh(c)},
    sp.asinh: lambda c: {sp.sinh(c)},
    sp.tanh: lambda c: {sp.atanh(c)} if sign(1 - c**2) > 0 else set(),
    sp.atanh: lambda c: {sp.tanh(c)},
    sp.cosh: lambda c: {sp.acosh(c), -sp.acosh(c)} if sign(c - 1) >= 0 else set(),
    sp.erf: lambda c: {sp.erfinv(c)} if sign(1 - c**2) > 0 else set(),
    sp.erfc: lambda c: {sp.erfcinv(c)} if sign(c) > 0 and sign(2 - c) > 0 else set(),
    sp.atan: lambda c: {sp.tan(c)} if sign(pi / 2 - c) > 0 and sign(pi / 2 + c) > 0 else set(),
}
_PERIODIC = (sp.sin, sp.cos, sp.tan)


def _by_one_function(g: Expr, x: Symbol, low: Expr, high: Expr) -> Roots | None:
    """Solve a polynomial in one function f(u), then f(u) = c, then for x."""
    functions = _functions(g, x)
    kinds = {type(f) for f in functions}
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    slot = Dummy("u", real=True)
    if kind is exp:
        base, polynomial = _in_one_exponential(g, functions, x, slot)
    elif len(functions) == 1:
        base = functions.pop()
        polynomial = g.xreplace({base: slot})
    else:
        return None
    if base is None or polynomial.has(x) or not polynomial.is_polynomial(slot):
        return None
    values = polynomial_roots(polynomial, slot)
    inner = base.args[0]
    roots: Roots = set()
    for value in values:
        if kind in _PERIODIC:
            found = _periodic(kind, inner, value, x, low, high)
        else:
            found = _inverse(kind, base, value, x, low, high)
        if found is None:
            return None
        roots |= found
    return roots


def _functions(g: Expr, x: Symbol) -> set[Expr]:
    """Return the outermost functions of `g` that hold `x`, fractional powers among them."""
    if not g.has(x) or g == x:
        return set()
    if isinstance(g, Pow) and g.base is not S.Exp1 and not g.exp.is_Integer:
        return {g}
    if g.is_Add or g.is_Mul or g.is_Pow:
        return set().union(*(_functions(a, x) for a in g.args))
    return {g}


def _in_one_exponential(g: Expr, functions: set[Expr], x: Symbol, slot: Symbol) -> tuple[Expr | None, Expr]:
    """Write powers of one exponential as powers of a symbol: exp(2*u), exp(-u) => slot**2, 1/slot."""
    exponents = sorted((f.args[0] for f in functions), key=sp.default_sort_key)
    first = -exponents[0] if exponents[0].could_extract_minus_sign() else exponents[0]
    ratios = [(e / first).cancel() for e in exponents]
    if not all(r.is_Rational for r in ratios):
        return None, g
    unit = first * _common(ratios)
    powers = {f: slot ** int((f.args[0] / unit).cancel()) for f in functions}
    written = together(g.xreplace(powers)).as_numer_denom()[0]
    return exp(unit), expand(written)


def _common(ratios: list[Expr]) -> Expr:
    """Return the largest rational of which all the ratios are integer multiples."""
    q = sp.ilcm(1, *(r.q for r in ratios))
    return Rational(gcd(*(int(r * q) for r in ratios)), q)


def _inverse(kind: type, base: Expr, value: Expr, x: Symbol, low: Expr, high: Expr) -> Roots | None:
    """Solve f(inner) = value for x."""
    if kind not in _INVERSES:
        return None
    roots: Roots = set()
    for target in _INVERSES[kind](value):
        found = closed_roots(base.args[0] - target, x, low, high)
        if found is None:
            return None
        roots |= found
    return roots


def _periodic(kind: Any, inner: Expr, value: Expr, x: Symbol, low: Expr, high: Expr) -> Roots | None:
    """Solve sin(inner) = value and the like on a bounded interval, for an affine inner."""
    if not inner.is_polynomial(x) or Poly(inner, x).degree() != 1:
        return None
    if kind is sp.tan:
        principal, period = [sp.atan(value)], pi
    elif sign(1 - value**2) < 0:
        return set()
    elif kind is sp.sin:
        principal, period = [sp.asin(value), pi - sp.asin(value)], 2 * pi
    else:
        principal, period = [sp.acos(value), -sp.acos(value)], 2 * pi
    if low is S.NegativeInfinity or high is S.Infinity:
        raise UnsupportedError(f"an equation must have finitely many roots, and {shown(kind(inner))} = {value} has not")
    slope, shift = Poly(inner, x).all_coeffs()
    ends = sorted(((slope * end + shift) / period for end in (low, high)), key=lambda e: float(e))
    roots: Roots = set()
    for angle in principal:
        first, last = sp.floor(ends[0] - angle / period), sp.ceiling(ends[1] - angle / period)
        if last - first > _MOST_TURNS:
            raise UnsupportedError(f"an equation must have at most {_MOST_TURNS} roots, and {kind(inner)} has more")
        roots |= {expand((angle + period * k - shift) / slope) for k in range(int(first), int(last) + 1)}
    return roots


def _by_lambert(g: Expr, x: Symbol) -> Roots | None:
    """Solve (p*x + q)*exp(r*x + t) + s = 0 and its like p*x + q + s*exp(r*x + t) = 0.

    With y = r*(x + q/p) both become y*exp(y) = c, whose real solutions are W_0(c) for c >= 0, W_0(c) and
    W_-1(c) for -1/e <= c < 0, and none for smaller c.
    """
    functions = {f for f in _functions(g, x) if isinstance(f, exp)}
    if len(functions) != 1 or _functions(g, x) != functions:
        return None
    (power,) = functions
    slot = Dummy("u")
    try:
        poly = Poly(expand(g.xreplace({power: slot})), slot, x)
        exponent = Poly(power.args[0], x)
    except PolynomialError:
        return None
    if poly.degree(slot) != 1 or exponent.degree() != 1:
        return None
    with_power, without = (Poly(poly.as_expr().coeff(slot, k), x) for k in (1, 0))
    r, t = exponent.all_coeffs()
    if with_power.degree() == 0 and without.degree() == 1:
        with_power, without, r, t = without, with_power, -r, -t
    if with_power.degree() != 1 or without.degree() > 0:
        return None
    p, q = with_power.all_coeffs()
    c = -without.as_expr() * r / p * exp(r * q / p - t)
    return {w / r - q / p for w in _lambert_values(c)}


def _lambert_values(c: Expr) -> list[Expr]:
    if sign(c) >= 0:
        return [LambertW(c)]
    above = sign(c + exp(-1))
    if above < 0:
        return []
    return [S.NegativeOne] if above == 0 else [LambertW(c), LambertW(c, -1)]
