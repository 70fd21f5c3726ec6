"""The certified sign of a real expression, and order on the real line."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import prod

from sympy import Add, Expr, Mul, Rational, S, exp, expand, factor_terms

from symact.arithmetic.enclosure import NO_BINDINGS, Bindings, precisions, proven_zero, run
from symact.arithmetic.programs import Straddle
from symact.errors import UndecidedError

__all__ = ["compare", "compare_by", "sign"]


def sign(expr: Expr, bindings: Bindings = NO_BINDINGS) -> int:
    """Return -1, 0 or 1, the certified sign of a real expression.

    Parameters
    ----------
    expr : Expr
        A constant, also oo or -oo; or one with symbols that `bindings` or their assumptions decide.
    bindings : mapping of Symbol to arb, Expr or number

    Raises
    ------
    UndecidedError
        Where neither balls nor an exact argument decide within the effort, or a symbol is free.
    DomainError
        Where the value is not a real number.

    Examples
    --------
    >>> sign(sqrt(2) - 1), sign(sqrt(2) * sqrt(3) - sqrt(6)), sign(Symbol("a", negative=True))
    (1, 0, -1)
    """
    if bindings:
        return _ball_sign(expr, bindings)
    return _sign(expr)


@lru_cache(maxsize=32768)
def _sign(expr: Expr) -> int:
    if isinstance(expr, Rational):
        return (expr.p > 0) - (expr.p < 0)
    if expr.is_infinite:
        return _sign_of_infinity(expr)
    if expr.free_symbols:
        return _assumed_sign(expr)
    return _ball_sign(expr, NO_BINDINGS)


def _sign_of_infinity(expr: Expr) -> int:
    if expr is S.Infinity:
        return 1
    if expr is S.NegativeInfinity:
        return -1
    return _assumed_sign(expr)


def _assumed_sign(expr: Expr) -> int:
    for candidate in (expr, factor_terms(expr), expand(expr)):
        side = _assumed(candidate)
        if side is not None:
            return side
    names = ", ".join(sorted(str(s) for s in expr.free_symbols))
    raise UndecidedError(
        f"the sign of {expr} must be known, but depends on {names or 'infinities'}; give the parameter a value, "
        f"or a symbol with an assumption such as positive=True"
    )


def _assumed(expr: Expr) -> int | None:
    """Return the sign that follows from assumptions, of products and of differences from an exponential too."""
    if expr.is_extended_positive:
        return 1
    if expr.is_extended_negative:
        return -1
    if expr.is_zero:
        return 0
    if isinstance(expr, Mul):
        sides = [_assumed(factor) for factor in expr.args]
        return None if None in sides else prod(side for side in sides if side is not None)
    if isinstance(expr, Add) and len(expr.args) == 2:
        for a, b in (expr.args, expr.args[::-1]):
            growth = -b / a
            sides = [_assumed(a), _assumed(growth.exp)] if isinstance(growth, exp) else [None]
            if None not in sides:
                return -prod(side for side in sides if side is not None)
    return None


def _ball_sign(expr: Expr, bindings: Bindings) -> int:
    doubted = False
    for working in precisions(64):
        try:
            value = run(expr, working, bindings, False)
        except Straddle:
            continue
        if value > 0:
            return 1
        if value < 0:
            return -1
        if value.is_zero():
            return 0
        if working >= 256 and not doubted:
            doubted = True
            if proven_zero(expr, bindings):
                return 0
    raise UndecidedError(
        f"the sign of {expr} must be decided, but {working} bits do not tell it from zero and no proof that it is "
        f"zero was found; simplify the expression"
    )


def compare(a: Expr, b: Expr) -> int:
    """Return -1, 0 or 1 as `a` lies below, at or above `b`; both may be infinite.

    Examples
    --------
    >>> compare(sqrt(2), Rational(3, 2)), compare(oo, pi), compare(sqrt(8), 2 * sqrt(2))
    (-1, 1, 0)
    """
    return compare_by(sign, a, b)


def compare_by(sign_of: Callable[[Expr], int], a: Expr, b: Expr) -> int:
    """Compare by the sign of the difference, as some floor knows signs."""
    if a == b:
        return 0
    if a is S.NegativeInfinity or b is S.Infinity:
        return -1
    if a is S.Infinity or b is S.NegativeInfinity:
        return 1
    return sign_of(a - b)
