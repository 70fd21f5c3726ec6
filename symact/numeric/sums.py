"""Identities of sums: terms that cancel, replaced by a function of what is left after they have.

Each rule returns an equal expression or None; see :mod:`symact.numeric.stable`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

from sympy import (
    Add,
    Dummy,
    Expr,
    Mul,
    Poly,
    PolynomialError,
    Pow,
    Rational,
    S,
    atan,
    atan2,
    cos,
    cosh,
    default_sort_key,
    erf,
    exp,
    expand,
    factor,
    factor_terms,
    fraction,
    pi,
    sin,
    sinh,
    sqrt,
    tanh,
    together,
)

from symact.exact.variable import T
from symact.numeric.machine import Conjugate, Erfc, Expm1, Machine, NormalCdf, Sech2, Sigmoid, Tanhshrink
from symact.numeric.reference import Reference

__all__ = [
    "common_factor",
    "conjugated",
    "constant_and_function",
    "over_one_denominator",
    "rational_function",
    "root_less_constant",
    "two_exponentials",
    "two_functions",
]


_WORTH = 0.6
"""One denominator pays if no more than this part of the numerator's terms is left."""

_SIZES = (0.125, *(10.0**k for k in (-9, -3, 0, 1, 3, 6, 9, 12, 15, 18, 24, 36)))
"""Where to look for two parts that cancel."""


def constant_and_function(expr: Add) -> Expr | None:
    """c + k*f(u) with a constant that the limit of k*f(u) may cancel: one row for each f, see `COMPLEMENTS`."""
    terms = [t.as_independent(T, as_Add=False) if t.has(T) else (t, S.One) for t in expr.args]
    constant = Add(*(c for c, f in terms if f is S.One))
    if constant is S.Zero:
        return None
    rest = [(c, f) for c, f in terms if f is not S.One]
    for i, (k, f) in enumerate(rest):
        base, power = f.as_base_exp() if not isinstance(f, exp) else (f, S.One)
        row = COMPLEMENTS.get((type(base), power))
        found = row(constant / k, base.args[0]) if row else None
        if found is not None:
            return Add(k * found, *(c * g for j, (c, g) in enumerate(rest) if j != i))
    return None


COMPLEMENTS: dict[tuple[type, Any], Callable[[Expr, Expr], Expr | None]] = {
    # c + f(u), of the quotient c and the argument u
    (exp, S.One): lambda c, u: Expm1(u) if c == -1 else None,
    (Expm1, S.One): lambda c, u: exp(u) if c == 1 else None,
    (tanh, S.One): lambda c, u: 2 * Sigmoid(2 * u) if c == 1 else -2 * Sigmoid(-2 * u) if c == -1 else None,
    (tanh, S(2)): lambda c, u: -Sech2(u) if c == -1 else None,
    (Sech2, S.One): lambda c, u: -(tanh(u) ** 2) if c == -1 else None,
    (erf, S.One): lambda c, u: Erfc(-u) if c == 1 else -Erfc(u) if c == -1 else None,
    (Erfc, S.One): lambda c, u: -Erfc(-u) if c == -2 else -erf(u) if c == -1 else None,
    (Sigmoid, S.One): lambda c, u: -Sigmoid(-u) if c == -1 else tanh(u / 2) / 2 if c == -Rational(1, 2) else None,
    (NormalCdf, S.One): lambda c, u: (
        -NormalCdf(-u) if c == -1 else erf(u / sqrt(2)) / 2 if c == -Rational(1, 2) else None
    ),
    (atan, S.One): lambda c, u: atan2(1, -u) if c == pi / 2 else -atan2(1, u) if c == -pi / 2 else None,
    (cos, S.One): lambda c, u: -2 * sin(u / 2) ** 2 if c == -1 else 2 * cos(u / 2) ** 2 if c == 1 else None,
    (sin, S.One): lambda c, u: 2 * c * sin(u / 2 + c * pi / 4) ** 2 if abs(c) == 1 else None,
    (cosh, S.One): lambda c, u: 2 * sinh(u / 2) ** 2 if c == -1 else None,
}


def two_functions(expr: Add) -> Expr | None:
    """k*u - k*tanh(u) => k*Tanhshrink(u); k*Sigmoid(u) - k*Sigmoid(-u) => k*tanh(u/2)."""
    split = [t.as_independent(T, as_Add=False) for t in expr.args]
    for i, j in permutations(range(len(split)), 2):
        (k, f), (c, g) = split[i], split[j]
        found = None
        if isinstance(f, tanh) and c * g == -k * f.args[0]:
            found = -k * Tanhshrink(f.args[0])
        elif isinstance(f, Sigmoid) and isinstance(g, Sigmoid) and f.args[0] == -g.args[0] and c == -k:
            found = k * tanh(f.args[0] / 2)
        if found is not None:
            return Add(found, *(a * b for n, (a, b) in enumerate(split) if n not in (i, j)))
    return None


def rational_function(expr: Add) -> Expr | None:
    """A sum of quotients of polynomials as one quotient of products."""
    return factor(together(expr)) if expr.is_rational_function(T) and not expr.has(Machine) else None


def two_exponentials(expr: Add) -> Expr | None:
    """k*exp(u) + k*exp(-u) => 2*k*cosh(u), k*exp(u) - k*exp(-u) => 2*k*sinh(u)."""
    split = [t.as_independent(T, as_Add=False) for t in expr.args]
    for i, j in permutations(range(len(split)), 2):
        (k, f), (c, g) = split[i], split[j]
        if isinstance(f, exp) and isinstance(g, exp) and f.args[0] == -g.args[0] and abs(c / k) == 1:
            found = 2 * k * (cosh if c == k else sinh)(f.args[0])
            return Add(found, *(a * b for n, (a, b) in enumerate(split) if n not in (i, j)))
    return None


def common_factor(expr: Add) -> Expr | None:
    """a*f + b*f => (a + b)*f for an exponential or decaying factor f of all terms, which is rounded once then."""
    common = set.intersection(*(set(Mul.make_args(t)) for t in expr.args))
    factors = [f for f in common if isinstance(f, (exp, Sigmoid, Sech2, Erfc, NormalCdf)) and f.has(T)]
    if not factors:
        return None
    return Mul(*factors) * Add(*(t / Mul(*factors) for t in expr.args))


def over_one_denominator(expr: Expr) -> Expr:
    """Bring sums to one denominator where that makes terms of the numerator cancel exactly, as in (u/v)'."""
    if not expr.args or expr.is_number:
        return expr
    arguments = [over_one_denominator(a) for a in expr.args]
    rebuilt = expr.func(*arguments) if tuple(arguments) != expr.args else expr
    if not rebuilt.is_Add:
        return rebuilt
    divisors = [p for p in rebuilt.atoms(Pow) if p.exp.is_Integer and p.exp < 0 and p.base.is_Add and p.base.has(T)]
    for base in sorted({p.base for p in divisors}, key=default_sort_key):
        power = max(-int(p.exp) for p in divisors if p.base == base)
        terms = [expand(term * base**power) for term in rebuilt.args]
        numerator = Add(*terms)
        if _count(numerator) <= _WORTH * sum(map(_count, terms)) and not numerator.has(base**-1):
            return over_one_denominator(factor_terms(numerator) / base**power)
    return rebuilt


def _count(expr: Expr) -> int:
    return len(Add.make_args(expr)) if expr != 0 else 0


def conjugated(expr: Add) -> Expr | None:
    """Return a sum with one square root as a quotient whose numerator is a :class:`Conjugate`, if the parts may cancel.

    Examples
    --------
    >>> from symact.exact.variable import T
    >>> conjugated(T + sqrt(T**2 + 4))
    Conjugate(_x, sqrt(_x**2 + 4), -4)
    """
    radicals = {p.base for p in expr.atoms(Pow) if p.base.has(T) and p.exp.is_Rational and p.exp.q == 2}
    if len(radicals) != 1 or expr.has(Machine):
        return None
    (q,) = radicals
    r = Dummy("r", positive=True)
    rational = expr.replace(
        lambda e: isinstance(e, Pow) and e.base == q and e.exp.is_Rational and e.exp.q == 2,
        lambda e: q ** (e.exp - S.Half) * r,
    )
    above, below = fraction(together(rational))
    try:
        denominator = Poly(below, r, T)
        if not q.is_polynomial(T) or denominator.degree(r) > 0:
            return None
        a, b = _parts(Poly(above, r), q)
    except PolynomialError:
        return None
    if a == 0 or b == 0 or not _may_cancel(a, b, q):
        return None
    outside = S.One
    if b != 0 and (quotient := (a / q).cancel()).is_polynomial(T):
        a, b, outside = b, quotient, sqrt(q)
    n = factor((a**2 - b**2 * q).expand())
    return outside * Conjugate(factor(a), factor(b) * sqrt(q), n) / factor(denominator.as_expr())


def root_less_constant(expr: Add) -> Expr | None:
    """k*sqrt(d + w) - k*sqrt(d) + ... => k*w/(sqrt(d + w) + sqrt(d)) + ..., which keeps its digits where w is small.

    For a `w` that is no polynomial; :func:`conjugated` serves those.

    Examples
    --------
    >>> from sympy import tanh
    >>> from symact.exact.variable import T
    >>> root_less_constant(sqrt(tanh(T) ** 2 + 1) - 1)
    tanh(_x)**2/(sqrt(tanh(_x)**2 + 1) + 1)
    """
    c, terms = expr.as_coeff_add()
    for term in terms:
        k, root = term.as_coeff_Mul()
        if not (isinstance(root, Pow) and root.exp is S.Half and root.base.is_Add) or root.base.is_polynomial(T):
            continue
        d, w = root.base.as_coeff_Add()
        if d > 0 and c == -k * sqrt(d):
            return Add(k * w / (root + sqrt(d)), *(t for t in terms if t is not term))
    return None


def _parts(polynomial: Poly, q: Expr) -> tuple[Expr, Expr]:
    """Return (a, b) with polynomial(r) = a + b*r for r**2 = q."""
    parts = [S.Zero, S.Zero]
    for (k,), c in polynomial.terms():
        parts[k % 2] += c * q ** (k // 2)
    return parts[0].expand(), parts[1].expand()


def _may_cancel(a: Expr, b: Expr, q: Expr) -> bool:
    """Return whether a and b*sqrt(q) are nearly opposite somewhere, as far as some points show."""
    if (a * b * q).free_symbols != {T}:
        return True
    quotient = Reference(a / (b * sqrt(q)))
    values = (quotient.ball(point) for size in _SIZES for point in (-size, size))
    return any(v is not None and -1.6 < v < -0.6 for v in values)
