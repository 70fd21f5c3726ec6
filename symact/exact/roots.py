"""All real roots of a smooth expression in an interval, each exact, with the proof that there is no other.

An expression is split into factors. A factor that some solver of :mod:`symact.exact.closed_roots` knows
yields its roots in closed form; any other is searched: its sign near infinity is proven, every root of the
rest is isolated, and what has no short name becomes a :class:`~symact.exact.real_root.RealRoot`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from sympy import Expr, Mul, Pow, Rational, S, Symbol, exp, factor_terms, sqrt, sympify

from symact.arithmetic.balls import ball, evaluate, jet
from symact.arithmetic.isolation import Bracket, fraction_ends, isolate, refine, simplest
from symact.arithmetic.zeros import is_zero
from symact.errors import DomainError, SymactError, UndecidedError, UnsupportedError
from symact.exact.closed_roots import closed_roots
from symact.exact.growth import tail_sign
from symact.exact.order import compare, distinct_sorted, sign
from symact.exact.real_root import RealRoot
from symact.exact.variable import T, shown, unfolded

__all__ = ["real_roots"]

_BITS = 128
_MOST_DENOMINATOR = 1 << 12
_OUTSIDE = Fraction(1, 1 << 30)


def real_roots(
    expr: Expr, variable: Symbol, lower: Expr = S.NegativeInfinity, upper: Expr = S.Infinity
) -> tuple[Expr, ...]:
    """Return every real root in an open interval, increasing.

    Parameters
    ----------
    expr : Expr
        Smooth and finite on the interval, not zero everywhere. Parameters may occur where the equation is
        affine, a pure power, or one invertible function away from that.
    variable : Symbol
        The variable, taken as real.
    lower, upper : Expr
        The ends, which may be infinite.

    Returns
    -------
    tuple of Expr
        Without repetition, each a number: rational, closed, ``CRootOf`` or
        :class:`~symact.exact.real_root.RealRoot`.

    Raises
    ------
    UnsupportedError
        Where there are infinitely many roots.
    UndecidedError
        Where completeness was not proven within the effort, or depends on a parameter.

    Examples
    --------
    >>> real_roots((x**2 - 2) * exp(-x**2), x), real_roots(x * exp(x) - 1, x)
    ((-sqrt(2), sqrt(2)), (LambertW(1),))
    >>> [root.n(6) for root in real_roots(tanh(x) - x / 2, x)]
    [-1.91501, 0, 1.91501]
    """
    expr, lower, upper = (sympify(given, strict=True) for given in (expr, lower, upper))
    return _real_roots(expr.xreplace({variable: T}), lower, upper)


@lru_cache(maxsize=4096)
def _real_roots(expr: Expr, lower: Expr, upper: Expr) -> tuple[Expr, ...]:
    if not expr.has(T):
        if sign(expr) == 0:
            raise UnsupportedError(f"an expression must have finitely many roots, and {shown(expr)} is zero everywhere")
        return ()
    found: set[Expr] = set()
    for factor in _factors(expr):
        found |= _factor_roots(factor, lower, upper)
    inside = {root for root in found if compare(lower, root) < 0 < compare(upper, root)}
    return distinct_sorted(inside)


def _factors(expr: Expr) -> set[Expr]:
    """Return the factors that may be zero, where all of the expression is finite."""
    expr = factor_terms(expr)
    if isinstance(expr, Mul):
        return set().union(*(_factors(factor) for factor in expr.args))
    if isinstance(expr, Pow) and expr.base is not S.Exp1 and not expr.exp.has(T):
        return _factors(expr.base) if expr.exp.is_positive else set()
    if not expr.has(T) or expr.is_nonzero or isinstance(expr, exp):
        return set()
    return {expr}


def _factor_roots(expr: Expr, lower: Expr, upper: Expr) -> set[Expr]:
    plain = unfolded(expr)
    if not plain.has(T):
        return set(_real_roots(plain, lower, upper))
    if plain != expr and isinstance(factored := factor_terms(plain), (Mul, Pow)):
        return set().union(*(_factor_roots(f, lower, upper) for f in _factors(factored)))
    parameters = plain.free_symbols - {T}
    roots = None
    try:
        roots = closed_roots(plain, T, lower, upper)
    except UndecidedError:
        if parameters:
            raise
    if roots is not None:
        return {root for root in roots if parameters or _is_root(plain, root)}
    if parameters or (lower.free_symbols | upper.free_symbols):
        names = ", ".join(sorted(str(s) for s in parameters | lower.free_symbols | upper.free_symbols))
        raise UndecidedError(
            f"the roots of {shown(expr)} must be found, but depend on {names} in no way that is solved here; give the "
            f"parameter a value"
        )
    return _searched(expr, plain, lower, upper)


def _is_root(expr: Expr, root: Expr) -> bool:
    """Return whether a solution is one of the equation as it was given, and not of its numerator alone."""
    try:
        value = ball(expr, _BITS, {T: root})
    except DomainError:
        return False
    if not value.is_finite():
        raise UndecidedError(f"{shown(expr)} must be finite where it may be zero, and was not shown to be at {root}")
    return bool(value.contains(0))


def _searched(expr: Expr, plain: Expr, lower: Expr, upper: Expr) -> set[Expr]:
    """Isolate the roots between the ends, each end brought to where the expression is finite."""
    low, high = _end(plain, lower, 1), _end(plain, upper, -1)
    if low >= high:
        return set()
    brackets = isolate(plain, T, low, high)
    return {_named(expr, plain, b) for b in brackets if not _at_an_end(plain, b, lower, upper)}


def _end(expr: Expr, end: Expr, inward: int) -> Fraction:
    """Return a rational point such that there is no root between it and the end; a little outside a regular end."""
    if end.is_infinite:
        start, _ = tail_sign(expr, end, 0)
        return Fraction(-inward * start)
    if _is_regular(expr, end):
        if isinstance(end, Rational):
            return Fraction(end.p, end.q)
        return _rational_near(end, -inward * _OUTSIDE)
    start, _ = tail_sign(expr, end, inward)
    inside = Fraction(inward, start)
    return (
        Fraction(end.p, end.q) + inside if isinstance(end, Rational) else _rational_near(end, inside * Fraction(3, 4))
    )


def _is_regular(expr: Expr, point: Expr) -> bool:
    """Return whether the expression and its slope are finite at a point."""
    try:
        return all(c.is_finite() for c in jet(expr, T, point, 1, _BITS))
    except SymactError:
        return False


def _rational_near(point: Expr, offset: Fraction) -> Fraction:
    """Return a rational at about that offset, never on the other side of the point."""
    low, high = fraction_ends(evaluate(point, _BITS), _BITS)
    return (low if offset < 0 else high) + offset


def _at_an_end(expr: Expr, bracket: Bracket, lower: Expr, upper: Expr) -> bool:
    """Return whether the root of a bracket is an irrational end of the interval itself."""
    return any(
        not end.is_infinite
        and compare(Rational(bracket.low), end) < 0 < compare(Rational(bracket.high), end)
        and is_zero(expr.subs(T, end))
        for end in (lower, upper)
    )


def _named(expr: Expr, plain: Expr, bracket: Bracket) -> Expr:
    """Return the root in a bracket: a short rational, the square root of one, or a root by name."""
    if bracket.low == bracket.high:
        return Rational(bracket.low)
    low, high = fraction_ends(refine(plain, T, bracket, _BITS), _BITS)
    side = 1 if low > 0 else -1
    squares = sorted((low * low, high * high))
    for candidate in (Rational(simplest(low, high)), side * sqrt(Rational(simplest(*squares)))):
        if (candidate**2).q <= _MOST_DENOMINATOR and is_zero(plain.subs(T, candidate)):
            return candidate
    return RealRoot(expr, T, Rational(bracket.low), Rational(bracket.high))
