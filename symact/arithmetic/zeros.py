"""Exact proofs that a real constant is zero, of bounded effort.

Balls prove that a number is not zero; they never prove that it is. Two arguments do here. An *algebraic*
expression (integers, + - * / and roots, also roots of polynomials) that is not zero is at least as large as
its separation bound, so that a ball small enough decides. Other expressions are brought into a normal form in
exponentials and logarithms, in which the common identities (of ``log(4)``, ``tanh(log(2))``,
``exp(LambertW(a))``) cancel.

References ---------- C. Burnikel, S. Funke, K. Mehlhorn, S. Schirra, S. Schmitt, *A separation bound for real
algebraic expressions*, Algorithmica 55 (2009), pp. 14-28.
"""

from __future__ import annotations

from math import log2, prod

import sympy as sp
from flint import arb
from sympy import Add, Dummy, Expr, Float, Mul, PolynomialError, Pow, Rational, S, exp, expand, log
from sympy.functions.elementary.hyperbolic import HyperbolicFunction, InverseHyperbolicFunction
from sympy.functions.elementary.trigonometric import TrigonometricFunction
from sympy.polys.rootoftools import ComplexRootOf

from symact.arithmetic.complex_balls import complex_ball
from symact.errors import SymactError

__all__ = ["is_zero", "separation_bits"]

_MOST_OPERATIONS = 300
_MOST_BITS = 40_000
_LARGEST_POWER = 1000
_LIKELY_BITS = 1024


def is_zero(expr: Expr) -> bool:
    """Return whether a constant is proven to be zero; False says only that no proof was found.

    Parameters
    ----------
    expr : Expr
        A real constant, without symbols.

    Examples
    --------
    >>> is_zero(sqrt(3 + 2 * sqrt(2)) - sqrt(2) - 1), is_zero(tanh(log(2)) - Rational(3, 5))
    (True, True)
    >>> is_zero(log(3 + 2 * sqrt(2)) - 2 * log(1 + sqrt(2)))
    True
    """
    if expr.is_Rational:
        return bool(expr == 0)
    if expr.count_ops() > _MOST_OPERATIONS or expr.has(Float):
        return False
    decided = _algebraic(expr)
    if decided is None:
        decided = _normalised(expr)
    return decided


def _algebraic(expr: Expr) -> bool | None:
    """Decide by the separation bound; None where the expression is not algebraic or the bound too far off."""
    needed = separation_bits(expr)
    if needed is None:
        return None
    bits = needed + 64
    value = complex_ball(expr, bits)
    if not value.contains(0):
        return False
    tiny = arb(2) ** -needed
    return True if value.abs_upper() < tiny else None


def separation_bits(expr: Expr) -> int | None:
    """Return b such that an algebraic constant is zero or of modulus at least 2**-b; None where none is found.

    Every subexpression is a quotient of algebraic integers whose conjugates are bounded by 2**u and 2**v; the
    degree is at most the product of the degrees of all different roots in it.
    """
    roots: dict[Expr, int] = {}
    bounds = _bounds(expr, roots)
    if bounds is None:
        return None
    above, below = bounds
    degree = prod(roots.values())
    bits = below + (degree - 1) * above + 1
    return int(bits) + 2 if bits < _MOST_BITS else None


def _bounds(expr: Expr, roots: dict[Expr, int]) -> tuple[float, float] | None:
    """Return the binary logarithms (u, v) of the two bounds, collecting the roots on the way."""
    if isinstance(expr, Rational):
        return float(abs(expr.p).bit_length()), float(expr.q.bit_length()) if expr.q > 1 else 0.0
    if expr is sp.I:
        roots[expr] = 2
        return 0.0, 0.0
    if isinstance(expr, (sp.cos, sp.sin, sp.tan)):
        return _cyclotomic(expr, roots)
    if isinstance(expr, ComplexRootOf):
        coefficients = [abs(int(c)) for c in expr.poly.all_coeffs()]
        roots[expr] = expr.poly.degree()
        return float((coefficients[0] + max(coefficients)).bit_length()), float(coefficients[0].bit_length())
    if isinstance(expr, (Add, Mul)):
        parts = [_bounds(argument, roots) for argument in expr.args]
        total = parts[0]
        for part in parts[1:]:
            if total is None or part is None:
                return None
            total = _sum(total, part) if isinstance(expr, Add) else (total[0] + part[0], total[1] + part[1])
        return total
    if isinstance(expr, Pow) and isinstance(expr.exp, Rational):
        base = _bounds(expr.base, roots)
        return None if base is None else _power(expr, base, roots)
    return None


def _cyclotomic(expr: Expr, roots: dict[Expr, int]) -> tuple[float, float] | None:
    """Bound 2*cos(pi*p/q) and 2*sin(pi*p/q), algebraic integers of the field of the 4q-th roots of unity."""
    ratio = expr.args[0] / S.Pi
    if not ratio.is_Rational:
        return None
    roots[S.Pi] = int(sp.ilcm(roots.get(S.Pi, 1), 4 * ratio.q))
    return 1.0, 1.0


def _sum(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    first, second = a[0] + b[1], a[1] + b[0]
    larger, smaller = max(first, second), min(first, second)
    return larger + log2(1 + 2.0 ** max(smaller - larger, -60)) + 1e-6, a[1] + b[1]


def _power(expr: Pow, base: tuple[float, float], roots: dict[Expr, int]) -> tuple[float, float] | None:
    p, q = expr.exp.p, expr.exp.q
    if abs(p) > _LARGEST_POWER or q > _LARGEST_POWER:
        return None
    u, v = base
    if q > 1:
        roots[Pow(expr.base, Rational(1, q), evaluate=False)] = q
        u, v = ((u + (q - 1) * v) / q, v) if u >= v else (u, ((q - 1) * u + v) / q)
    u, v = abs(p) * u, abs(p) * v
    return (u, v) if p > 0 else (v, u)


def _normalised(expr: Expr) -> bool:
    """Prove zero in a normal form; a failure of SymPy to transform is no proof."""
    try:
        form = _in_exponentials(expr)
        if form == 0 or _logarithms_cancel(form) or _lambert_of_its_inverse(form):
            return True
        return form != expr and bool(_algebraic(form))
    except (PolynomialError, NotImplementedError, ValueError, TypeError, RecursionError, SymactError):
        return False


def _in_exponentials(expr: Expr) -> Expr:
    form = expr.replace(lambda e: isinstance(e, (HyperbolicFunction, TrigonometricFunction)), lambda e: e.rewrite(exp))
    form = form.replace(lambda e: isinstance(e, InverseHyperbolicFunction), lambda e: e.rewrite(log))
    form = expand(sp.expand_log(form.replace(sp.erfc, lambda u: 1 - sp.erf(u))))
    for _ in range(2):
        form = form.replace(
            lambda e: isinstance(e, exp) and _lambert_factor(e.args[0]) is not None,
            lambda e: _power_of_lambert(e.args[0]),
        )
        form = expand(sp.cancel(form))
    return form


def _lambert_factor(exponent: Expr) -> Expr | None:
    """Return W where an exponent is an integer multiple of W = LambertW(a), else None."""
    n, w = exponent.as_coeff_Mul()
    return w if n.is_Integer and isinstance(w, sp.LambertW) else None


def _power_of_lambert(exponent: Expr) -> Expr:
    """Return exp(n*W) for W = LambertW(a), by exp(W) = a/W."""
    n, w = exponent.as_coeff_Mul()
    return (w.args[0] / w) ** n


def _lambert_of_its_inverse(form: Expr) -> bool:
    """Decide c*LambertW(z*exp(z), k) - c*z = 0, which holds for z > -1 on branch 0 and for z < -1 on branch -1."""
    values = form.atoms(sp.LambertW)
    if len(values) != 1:
        return False
    w = values.pop()
    side = {(): 1, (S.NegativeOne,): -1}.get(w.args[1:], 0)
    slot = Dummy()
    c, d = form.xreplace({w: slot}).as_independent(slot, as_Add=True)[::-1]
    c = sp.cancel(c / slot)
    if c.has(slot):
        return False
    z = -d / c
    if not complex_ball(side * (z + 1), 128).real > 0:
        return False
    difference = w.args[0] - Mul(z, exp(z, evaluate=False), evaluate=False)
    return bool(complex_ball(difference, _LIKELY_BITS).contains(0)) and is_zero(difference.doit())


def _logarithms_cancel(form: Expr) -> bool:
    """Decide sum(r_i*log(a_i)) = 0 for rational r_i and positive algebraic a_i: exactly if prod(a_i**r_i) = 1."""
    terms = [term.as_coeff_Mul() for term in Add.make_args(form)]
    if not all(r.is_Rational and isinstance(f, log) for r, f in terms):
        return False
    scale = sp.ilcm(1, *(r.q for r, _ in terms))
    powers = [(f.args[0], int(r * scale)) for r, f in terms]
    if not all(a.is_positive for a, _ in powers) or any(abs(n) > _LARGEST_POWER for _, n in powers):
        return False
    return bool(_algebraic(Mul(*(a**n for a, n in powers)) - S.One))
