"""From a smooth formula to an equal one that keeps its digits: exact identities, one small rule each.

A rule looks at the structure of one node whose operands are stable already, never at the name of an activation, so a
formula that a user wrote in exponentials a minute ago is served as the catalogue is. Every rule is an identity of real
functions; a test holds each against ball arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sympy import (
    Add,
    Expr,
    Mul,
    Piecewise,
    Pow,
    S,
    cos,
    cosh,
    coth,
    csch,
    erfc,
    exp,
    factor,
    log,
    sech,
    sin,
    sinh,
    sqrt,
    tanh,
)

from symact.exact.limiting import unfold
from symact.exact.variable import T
from symact.numeric.machine import (
    Erfc,
    Expm1,
    Gelu,
    Log1mexp,
    Log1p,
    Mish,
    NormalCdf,
    Sech2,
    Sigmoid,
    Softplus,
)
from symact.numeric.sums import (
    common_factor,
    conjugated,
    constant_and_function,
    over_one_denominator,
    rational_function,
    root_less_constant,
    two_exponentials,
    two_functions,
)

__all__ = ["stabilised", "stable"]

Rule = Callable[[Any], Expr | None]

_HIGHEST_FACTORED = 64


@lru_cache(maxsize=2048)
def stable(expr: Expr) -> Expr:
    """Return an equal expression, in SymPy's and machine functions, that is well-conditioned where a rule is known.

    Parameters
    ----------
    expr : Expr
        A smooth real formula in ``T``, usually a piece of a branch table; other symbols are parameters. Functions
        of symact's own are written out first.

    Examples
    --------
    >>> from sympy import cosh
    >>> from symact.exact.variable import T
    >>> stable(T / (1 + exp(-T))), stable(log(1 + exp(3 * T))), stable(T + exp(T) - 1)
    (_x*Sigmoid(_x), Softplus(3*_x), _x + Expm1(_x))
    >>> stable(sa.gelu(T).diff(T))
    sqrt(2)*_x*exp(-_x**2/2)/(2*sqrt(pi)) + NormalCdf(_x)
    """
    return stabilised(over_one_denominator(unfold(expr)))


def stabilised(expr: Expr) -> Expr:
    """Return an equal expression as :func:`stable` does, functions of symact's own left as they are."""
    return _lowered(_stable(expr))


@lru_cache(maxsize=8192)
def _stable(expr: Expr) -> Expr:
    if not isinstance(expr, Expr) or not expr.args or expr.is_number:
        return expr
    if isinstance(expr, Piecewise):
        return Piecewise(*((_stable(e), c) for e, c in expr.args), evaluate=False)
    if expr.is_polynomial():
        return factor(expr) if expr.is_Add and not _is_linear(expr) and _is_short(expr) else expr
    arguments = [_stable(a) for a in expr.args]
    rebuilt = expr.func(*arguments) if tuple(arguments) != expr.args else expr
    for rule in RULES.get(type(rebuilt), ()):
        better = rule(rebuilt)
        if better is not None and better != rebuilt:
            return _stable(better)
    return rebuilt


def _is_linear(expr: Add) -> bool:
    return all(len(term.as_independent(T, as_Add=False)[1].args) == 0 for term in expr.args)


def _is_short(expr: Add) -> bool:
    """Return whether no power in a polynomial is so high that factors are long to find and worth nothing."""
    return all(power.exp <= _HIGHEST_FACTORED for power in expr.atoms(Pow) if power.exp.is_Integer)


def _lowered(expr: Expr) -> Expr:
    """Apply the rules that would hide a function from the others if they came earlier."""
    if not isinstance(expr, Expr) or not expr.args or expr.is_number:
        return expr
    if isinstance(expr, Piecewise):
        return Piecewise(*((_lowered(e), c) for e, c in expr.args), evaluate=False)
    arguments = [_lowered(a) for a in expr.args]
    rebuilt = expr.func(*arguments) if tuple(arguments) != expr.args else expr
    for rule in LATE_RULES.get(type(rebuilt), ()):
        rebuilt = rule(rebuilt) or rebuilt
    return rebuilt


# Products and powers.


def _logistic(expr: Pow) -> Expr | None:
    """(c + k*exp(u))**-n => (Sigmoid(-u - log(k/c))/c)**n for c, k > 0, which cannot overflow."""
    base, n = expr.args
    if not (n.is_number and n.is_negative and base.is_Add and len(base.args) == 2):
        return None
    c, term = base.as_independent(T, as_Add=True)
    k, e = term.as_independent(T, as_Add=False)
    if isinstance(e, exp) and c.is_positive and k.is_positive:
        return (Sigmoid(-e.args[0] - log(k / c)) / c) ** -n
    return None


def _exponential_times(expr: Mul) -> Expr | None:
    """exp(u)*Sigmoid(-u) => Sigmoid(u), exp(u)/Expm1(u) => -1/Expm1(-u)."""
    powers = expr.as_powers_dict()
    for e in expr.args:
        if not isinstance(e, exp):
            continue
        u = e.args[0]
        if powers.get(Sigmoid(-u), 0) >= 1:
            return expr / e / Sigmoid(-u) * Sigmoid(u)
        if powers.get(Expm1(u), 0) <= -1:
            return -expr / e * Expm1(u) / Expm1(-u)
    return None


def _hyperbolic(expr: Mul) -> Expr | None:
    """sinh(u)/cosh(u) => tanh(u)."""
    powers = expr.as_powers_dict()
    for f, n in powers.items():
        if isinstance(f, sinh) and n >= 1 and powers.get(cosh(f.args[0]), 0) <= -1:
            return expr / f * cosh(f.args[0]) * tanh(f.args[0])
    return None


def _inverse_cosh(expr: Pow) -> Expr | None:
    """cosh(u)**(-2*n) => Sech2(u)**n, which underflows where cosh overflows."""
    base, n = expr.args
    even = isinstance(base, cosh) and n.is_Integer and n < 0 and n % 2 == 0
    return Sech2(base.args[0]) ** (-n / 2) if even else None


def _double_angle(expr: Mul) -> Expr | None:
    """sin(u)*cos(u) => sin(2*u)/2."""
    for f in expr.args:
        if isinstance(f, sin) and cos(f.args[0]) in expr.args:
            return expr / f / cos(f.args[0]) * sin(2 * f.args[0]) / 2
    return None


def _gated(expr: Mul) -> Expr | None:
    """u*NormalCdf(u) => Gelu(u), u*tanh(Softplus(u)) => Mish(u)."""
    for f in expr.args:
        if isinstance(f, NormalCdf):
            whole, u = Gelu, f.args[0]
        elif isinstance(f, tanh) and isinstance(f.args[0], Softplus):
            whole, u = Mish, f.args[0].args[0]
        else:
            continue
        powers, factors = expr.as_powers_dict(), u.as_powers_dict()
        if abs(u.as_coeff_Mul()[0]) == 1 and all(powers.get(b, 0) >= e for b, e in factors.items() if b.has(T)):
            return expr / f / u * whole(u)
    return None


# Functions of one argument.


def _log(expr: Any) -> Expr | None:
    """log(1 + exp(u)), log(1 - exp(u)), log(1 + w), the logarithm of a sigmoid or a hyperbolic cosine."""
    u = expr.args[0]
    if isinstance(u, Sigmoid):
        return -Softplus(-u.args[0])
    if isinstance(u, cosh):
        return Log1p(2 * sinh(u.args[0] / 2) ** 2)
    k, f = u.as_independent(T, as_Add=False)
    if k == -1 and isinstance(f, Expm1):
        return Log1mexp(-f.args[0])
    one, w = u.as_independent(T, as_Add=True)
    if one != 1 or w is S.Zero:
        return None
    return Softplus(w.args[0]) if isinstance(w, exp) else Log1p(w)


def _tanh(expr: Any) -> Expr | None:
    """tanh(log(v)) for v = 1 + exp(u) or 1 + w, as the rational function (v**2 - 1)/(v**2 + 1)."""
    u = expr.args[0]
    if isinstance(u, Log1p):
        w = u.args[0]
        return w * (2 + w) / (2 + w * (2 + w))
    return None


def _sech2(expr: Any) -> Expr | None:
    """1 - tanh(log(v))**2 = 4*v**2/(v**2 + 1)**2, by 1/v where v may overflow."""
    u = expr.args[0]
    if isinstance(u, Log1p):
        v = 1 + u.args[0]
        return 4 * v**2 / (1 + v**2) ** 2
    if isinstance(u, Softplus):
        inverse = Sigmoid(-u.args[0])
        return 4 * inverse**2 / (1 + inverse**2) ** 2
    return None


def _erfc(expr: Any) -> Expr | None:
    """Erfc(-u/sqrt(2)) => 2*NormalCdf(u), where that takes a root out of the argument."""
    u = expr.args[0]
    if isinstance(expr, erfc):
        return Erfc(u)
    moved = -sqrt(2) * u
    return 2 * NormalCdf(moved) if u.has(sqrt(2)) and not moved.has(sqrt(2)) else None


def _by_exponentials(expr: Any) -> Expr | None:
    """sech(u) = 2*exp(-u)*Sigmoid(2*u), and the quotients of it."""
    u = expr.args[0]
    if isinstance(expr, sech):
        return 2 * exp(-u) * Sigmoid(2 * u)
    return 1 / tanh(u) if isinstance(expr, coth) else 1 / sinh(u)


RULES: dict[type, tuple[Rule, ...]] = {
    Add: (
        constant_and_function,
        two_functions,
        two_exponentials,
        rational_function,
        common_factor,
        conjugated,
        root_less_constant,
    ),
    Mul: (_exponential_times, _hyperbolic, _double_angle, _gated),
    Pow: (_logistic, _inverse_cosh),
    log: (_log,),
    Erfc: (_erfc,),
    erfc: (_erfc,),
    sech: (_by_exponentials,),
    csch: (_by_exponentials,),
    coth: (_by_exponentials,),
}
LATE_RULES: dict[type, tuple[Rule, ...]] = {tanh: (_tanh,), Sech2: (_sech2,), Add: (common_factor,)}
