"""Limits by growth: the tail of an expression, found from the tails of its operands by rules that are proofs.

The variable runs to infinity or to a point from one side; either way it is a tail itself, and every sum, product,
power and function of tails is one again (:mod:`symact.exact.tails`). The limit is read off the leading term. A
function of ours is known by its formula alone. Where no rule applies there is no answer, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from sympy import Expr, I, S, exp, together
from sympy.functions.elementary.hyperbolic import HyperbolicFunction

from symact.errors import SymactError
from symact.exact.order import sign
from symact.exact.tail_rules import RULES, exp_tail, log_tail
from symact.exact.tails import Monomial, NoTailError, Tail, added, constant, multiplied, placed, raised
from symact.exact.variable import T

__all__ = ["approach", "limit_by_growth", "tail"]

_FEW, _MANY = 4, 12
_NOT_REAL = (I, S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity)


def limit_by_growth(expr: Expr, point: Expr, side: int) -> Expr | None:
    """Return the limit of a smooth formula in ``T``, None where the rules do not prove one.

    Parameters
    ----------
    expr : Expr
    point : Expr
        oo, -oo or a real number.
    side : int
        1 from above, -1 from below; 0 at infinity.

    Examples
    --------
    >>> from sympy import exp, oo
    >>> limit_by_growth(T**3 * exp(-T), oo, 0), limit_by_growth(T * exp(T), -oo, 0)
    (0, 0)
    >>> limit_by_growth((exp(exp(-T)) - 1) * exp(T), oo, 0)
    1
    """
    start = approach(point, side)
    for depth, form in _attempts(expr):
        try:
            return _settled(placed(tail(form, start, depth))[1])
        except NoTailError as gap:
            if not gap.deeper:
                return None
        except SymactError:
            return None
    return None


def _attempts(expr: Expr) -> Iterator[tuple[int, Expr]]:
    """Yield how many terms to keep, of which form; in the last one, fractions that cancel are sure to."""
    yield _FEW, expr
    yield _MANY, expr
    yield _MANY, together(expr)


def _settled(value: Expr) -> Expr:
    """Return 0 for a constant that is a hidden 0."""
    return S.Zero if not value.is_Rational and not value.free_symbols and sign(value) == 0 else value


def approach(point: Expr, side: int) -> Tail:
    """Return the tail of the variable that runs to `point`, in a variable t that runs to oo."""
    if point in (S.Infinity, S.NegativeInfinity):
        return Tail(((Monomial((), Fraction(1), Fraction(0)), S.One if point is S.Infinity else S.NegativeOne),))
    return Tail((*constant(point).terms, (Monomial((), Fraction(-1), Fraction(0)), S(side))))


@lru_cache(maxsize=16384)
def tail(expr: Expr, at: Tail, depth: int) -> Tail:
    """Return the tail of an expression in ``T``, where ``T`` has the tail `at`.

    Raises
    ------
    NoTailError
        Where no rule applies.
    UndecidedError
        Where it depends on a parameter without a sign.
    """
    if expr == T:
        return at
    if not expr.has(T):
        if expr.is_finite is False or expr.is_extended_real is False or expr.has(*_NOT_REAL):
            raise NoTailError
        return constant(expr)
    if expr.is_Add:
        return added([tail(a, at, depth) for a in expr.args], depth)
    if expr.is_Mul:
        total = constant(S.One)
        for a in expr.args:
            total = multiplied(total, tail(a, at, depth), depth)
        return total
    if expr.is_Pow and expr.exp.is_Rational:
        return raised(tail(expr.base, at, depth), expr.exp, depth)
    if expr.is_Pow:
        power = multiplied(tail(expr.exp, at, depth), log_tail(tail(expr.base, at, depth), depth), depth)
        return exp_tail(power, depth)
    return _function_tail(expr, at, depth)


def _function_tail(expr: Expr, at: Tail, depth: int) -> Tail:
    if getattr(expr, "table", None) is not None:
        return _own_tail(expr, at, depth)
    rule = RULES.get(expr.func)
    if rule is not None:
        return rule(tail(expr.args[0], at, depth), depth)
    if isinstance(expr, HyperbolicFunction):
        written = expr.rewrite(exp)
        if not written.has(HyperbolicFunction):
            return tail(written, at, depth)
    raise NoTailError


def _own_tail(expr: Expr, at: Tail, depth: int) -> Tail:
    """Return the tail of a function of ours, from the formula that it follows where its argument goes."""
    if any(p.has(T) for p in expr.args[1:]):
        raise NoTailError
    table, u = expr.table, tail(expr.args[0], at, depth)
    piece = table.pieces[0]
    if not table.is_smooth:
        side = placed(u)[0]
        if side == 0:
            raise NoTailError
        piece = table.pieces[-1 if side > 0 else 0]
    if piece.func == expr.func or table.variable != T:
        raise NoTailError
    return tail(piece, u, depth)
