"""The real roots of a polynomial: rational, in square roots, ``CRootOf``, or in parameters whose signs are known."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Poly, Pow, Rational, S, Symbol, expand, sqrt, sqrtdenest

from symact.errors import UndecidedError, UnsupportedError
from symact.exact.order import sign

__all__ = ["Roots", "polynomial_roots"]

Roots = set[Expr]
_MOST_DEGREE = 200
_SHORT = 40


def polynomial_roots(g: Expr, x: Symbol) -> Roots:
    """Return the real roots of a polynomial.

    Raises
    ------
    UndecidedError
        For coefficients with parameters, beyond degree one and a pure power whose signs are known.
    """
    poly = Poly(g, x)
    degree = poly.degree()
    if degree <= 0:
        return set()
    if degree > _MOST_DEGREE:
        raise UnsupportedError(f"a polynomial must have a degree of at most {_MOST_DEGREE}, not {degree}")
    if degree == 1:
        slope, constant = poly.all_coeffs()
        return {_ratio(-constant, slope)}
    if all(c.is_Rational for c in poly.coeffs()):
        return {_short(root) for root in poly.sqf_part().real_roots(radicals=False)}
    if degree == 2:
        return _quadratic(*poly.all_coeffs())
    (first, *_), terms = poly.monoms()[0], poly.terms()
    if len(terms) == 2 and terms[-1][0][0] == 0:
        return _pure_power(_ratio(-terms[-1][1], terms[0][1]), first)
    if poly.TC() == 0:
        return {S.Zero} | polynomial_roots(expand(g / x), x)
    raise _parameters(g, x)


def _ratio(p: Expr, q: Expr) -> Expr:
    if sign(q) == 0:
        raise UndecidedError(f"the leading coefficient {q} must not be zero")
    return p / q


def _short(root: Expr) -> Expr:
    """Return an algebraic number in square roots where its degree is two; else as it is."""
    if root.is_Mul:
        return root.func(*map(_short, root.args))
    poly = getattr(root, "poly", None)
    if poly is None or poly.degree() > 4:
        return root
    for candidate in _radicals(poly):
        if candidate.count_ops() < _SHORT and sign(candidate - root) == 0:
            return sqrtdenest(candidate)
    return root


def _radicals(poly: Any) -> list[Expr]:
    """Return the real roots of a quadratic or a biquadratic in square roots, and of a pure cube."""
    coefficients = poly.all_coeffs()
    if poly.degree() == 2:
        return list(_quadratic(*coefficients))
    if poly.degree() == 3 and coefficients[1] == coefficients[2] == 0:
        return list(_pure_power(-coefficients[3] / coefficients[0], 3))
    if poly.degree() == 4 and coefficients[1] == coefficients[3] == 0:
        squares = [s for s in _quadratic(*coefficients[::2]) if sign(s) > 0]
        return [r for s in squares for r in (sqrt(s), -sqrt(s))]
    return []


def _quadratic(a: Expr, b: Expr, c: Expr) -> Roots:
    discriminant = expand(b**2 - 4 * a * c)
    kind = sign(discriminant)
    if kind < 0:
        return set()
    root = sqrt(discriminant)
    return {expand((-b + root) / (2 * a)), expand((-b - root) / (2 * a))}


def _pure_power(value: Expr, n: int) -> Roots:
    """Return the real solutions of x**n = value."""
    kind = sign(value)
    if kind == 0:
        return {S.Zero}
    if kind < 0:
        return {-Pow(-value, Rational(1, n))} if n % 2 else set()
    root = Pow(value, Rational(1, n))
    return {root} if n % 2 else {root, -root}


def _parameters(g: Expr, x: Symbol) -> UndecidedError:
    names = ", ".join(sorted(str(s) for s in g.free_symbols - {x}))
    return UndecidedError(f"the roots of {g} must be found, but depend on {names}; give the parameter a value")
