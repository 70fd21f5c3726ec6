"""Sums that cancel, replaced by the one function that does not.

``exp(x) - 1`` near 0, ``1 - tanh(x)`` and ``2 - erfc(x)`` far out lose all their digits as sums; each is a
single well-conditioned function. Without these rules an enclosure is right, only at a working precision that
grows with the argument (gigabits for ``2 - erfc(10**5)``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import arb, fmpq
from sympy import Expr, Pow, cos, cosh, erf, erfc, exp, tanh

from symact.arithmetic.programs import Compiler, Step

__all__ = ["paired"]

# Of constant c, coefficient k and argument u: (factor, ball of u => ball) with c + k*f(u) = factor * ball, or None.
Pair = tuple[Expr, Callable[[arb], arb]]


def _exp(c: Expr, k: Expr) -> Pair | None:
    """c - c*exp(u) => -c*expm1(u)."""
    return (k, lambda u: u.expm1()) if k == -c else None


def _tanh(c: Expr, k: Expr) -> Pair | None:
    """c + c*tanh(u) => 2*c/(1 + exp(-2*u)), and its mirror image."""
    if k == c:
        return 2 * c, lambda u: 1 / (1 + (-2 * u).exp())
    if k == -c:
        return 2 * c, lambda u: 1 / (1 + (2 * u).exp())
    return None


def _tanh_square(c: Expr, k: Expr) -> Pair | None:
    """c - c*tanh(u)**2 => c*sech(u)**2."""
    return (c, lambda u: u.sech() ** 2) if k == -c else None


def _erf(c: Expr, k: Expr) -> Pair | None:
    """c - c*erf(u) => c*erfc(u), and its mirror image."""
    if k == -c:
        return c, lambda u: u.erfc()
    return (c, lambda u: (-u).erfc()) if k == c else None


def _erfc(c: Expr, k: Expr) -> Pair | None:
    """2*c - c*erfc(u) => c*erfc(-u), and c - c*erfc(u) => c*erf(u)."""
    if c == -2 * k:
        return -k, lambda u: (-u).erfc()
    return (c, lambda u: u.erf()) if k == -c else None


def _cos(c: Expr, k: Expr) -> Pair | None:
    """c - c*cos(u) => 2*c*sin(u/2)**2, c + c*cos(u) => 2*c*cos(u/2)**2."""
    if k == -c:
        return 2 * c, lambda u: (u / 2).sin() ** 2
    return (2 * c, lambda u: (u / 2).cos() ** 2) if k == c else None


def _cosh(c: Expr, k: Expr) -> Pair | None:
    """c - c*cosh(u) => 2*k*sinh(u/2)**2."""
    return (2 * k, lambda u: (u / 2).sinh() ** 2) if k == -c else None


_PAIRS: dict[type, Callable[[Expr, Expr], Pair | None]] = {
    exp: _exp,
    tanh: _tanh,
    erf: _erf,
    erfc: _erfc,
    cos: _cos,
    cosh: _cosh,
}


def paired(compiler: Compiler, constant: Expr, terms: tuple[Expr, ...]) -> tuple[Step | None, tuple[Expr, ...]]:
    """Return a step for the constant of a sum and the one term that cancels with it, and the terms that are left.

    Parameters
    ----------
    compiler : Compiler
    constant : Expr
        The rational part of the sum, perhaps zero.
    terms : tuple of Expr
        Its other terms.

    Returns
    -------
    tuple of Step or None, and tuple of Expr
        (None, terms) where nothing cancels.
    """
    if not constant or not constant.is_Rational:
        return None, terms
    for i, term in enumerate(terms):
        coefficient, function = term.as_coeff_Mul()
        found, argument = _pair(constant, coefficient, function)
        if found is not None:
            factor, compute = found
            return _step(compiler.at(argument), factor, compute), (*terms[:i], *terms[i + 1 :])
    return None, terms


def _pair(constant: Expr, coefficient: Expr, function: Any) -> tuple[Pair | None, Any]:
    if isinstance(function, Pow) and function.exp == 2 and isinstance(function.base, tanh):
        return _tanh_square(constant, coefficient), function.base.args[0]
    find = _PAIRS.get(type(function))
    return (find(constant, coefficient), function.args[0]) if find else (None, None)


def _step(place: int, factor: Expr, compute: Callable[[arb], arb]) -> Step:
    scale = fmpq(factor.p, factor.q)
    return lambda values, scope: compute(values[place]) * scale
