"""Sums with one square root: where the two parts of a + b*sqrt(q) cancel, (a**2 - b**2*q)/(a - b*sqrt(q)) does not."""

from __future__ import annotations

from sympy import Add, Dummy, Expr, Poly, PolynomialError, Pow, Rational, S, factor, fraction, sqrt, together

from symact.exact.variable import T
from symact.numeric.machine import Conjugate, Machine

__all__ = ["conjugated"]

_POINTS = tuple(
    sign * size
    for size in (*(Rational(10) ** k for k in (0, 1, 3, 6, 9, 12, 15, 18, 24, 36, -3, -9)), Rational(1, 8))
    for sign in (-1, 1)
)


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
    quotient = a / (b * sqrt(q))
    values = (quotient.subs(T, point).n(15) for point in _POINTS)
    return any(v.is_Float and -1.6 < v < -0.6 for v in values)
