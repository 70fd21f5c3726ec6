"""Limits by growth: the tail of an expression, found from the tails of its operands by rules that are proofs.

The variable runs to infinity or to a point from one side; either way it is a tail itself, and every sum, product,
power and function of tails is one again (:mod:`symact.exact.tails`). The limit is read off the leading term. A
function of ours is known by its formula alone. Where no rule applies there is no answer, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache

from sympy import Expr, I, S, exp, together
from sympy.functions.elementary.hyperbolic import HyperbolicFunction

from symact.arithmetic.balls import ball
from symact.errors import SymactError, UndecidedError
from symact.exact.order import sign
from symact.exact.rays import BITS, most
from symact.exact.tail_algebra import added, multiplied, raised
from symact.exact.tail_rules import RULES, exp_tail, log_tail
from symact.exact.tails import Monomial, NoTailError, Reach, Tail, constant, leading, placed
from symact.exact.variable import T, shown

__all__ = ["approach", "limit_by_growth", "tail", "tail_sign"]

_FEW, _MANY = 4, 12
_LARGEST_START = 1 << 14
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


def tail(expr: Expr, at: Tail, depth: int) -> Tail:
    """Return the tail of an expression in ``T``, where ``T`` has the tail `at`, of at most `depth` terms.

    Raises
    ------
    NoTailError
        Where no rule applies.
    UndecidedError
        Where it depends on a parameter without a sign.
    """
    return _tail(expr, at, Reach(depth))


def tail_sign(expr: Expr, point: Expr, side: int) -> tuple[int, int]:
    """Return (R, s): the formula has the sign s, which is -1 or 1, beyond R, or next to a point within 1/R.

    Parameters
    ----------
    expr : Expr
        In ``T`` alone, of rational operations, powers and the functions of SymPy that have a rule.
    point, side
        As :func:`limit_by_growth` has them; R is where the ray begins that :func:`approach` makes of them.

    Raises
    ------
    UndecidedError
        Where no single term was proven to dominate.

    Examples
    --------
    >>> from sympy import exp, oo
    >>> tail_sign(exp(T) - 100 * T**3, oo, 0)
    (16, 1)
    """
    at = approach(point, side)
    for depth, form in _attempts(expr):
        start = 2 if _has_leading(form, at, depth) else _LARGEST_START
        while start < _LARGEST_START:
            with suppress(NoTailError, SymactError):
                return start, _dominant(_tail(form, at, Reach(depth, start)), start)
            start *= 2
    raise UndecidedError(
        f"the sign of {shown(expr)} near {point} must be known, but no single term was proven to dominate"
    )


def _has_leading(form: Expr, at: Tail, depth: int) -> bool:
    with suppress(NoTailError, SymactError):
        return leading(tail(form, at, depth))[2] != 0
    return False


def _dominant(found: Tail, start: int) -> int:
    """Return the sign of the leading term, where it is greater than all others on the ray."""
    m, c, side, rest = leading(found)
    if not most(rest, m, start) < side * ball(c, BITS):
        raise NoTailError(deeper=True)
    return side


@lru_cache(maxsize=16384)
def _tail(expr: Expr, at: Tail, reach: Reach) -> Tail:
    if expr == T:
        return at
    if not expr.has(T):
        if expr.is_finite is False or expr.is_extended_real is False or expr.has(*_NOT_REAL):
            raise NoTailError
        return constant(expr)
    if expr.is_Add:
        return added([_tail(a, at, reach) for a in expr.args], reach)
    if expr.is_Mul:
        total = constant(S.One)
        for a in expr.args:
            total = multiplied(total, _tail(a, at, reach), reach)
        return total
    if expr.is_Pow and expr.exp.is_Rational:
        return raised(_tail(expr.base, at, reach), expr.exp, reach)
    if expr.is_Pow:
        power = multiplied(_tail(expr.exp, at, reach), log_tail(_tail(expr.base, at, reach), reach), reach)
        return exp_tail(power, reach)
    return _function_tail(expr, at, reach)


def _function_tail(expr: Expr, at: Tail, reach: Reach) -> Tail:
    if getattr(expr, "table", None) is not None:
        return _own_tail(expr, at, reach)
    rule = RULES.get(expr.func)
    if rule is not None:
        return rule(_tail(expr.args[0], at, reach), reach)
    if isinstance(expr, HyperbolicFunction):
        written = expr.rewrite(exp)
        if not written.has(HyperbolicFunction):
            return _tail(written, at, reach)
    raise NoTailError


def _own_tail(expr: Expr, at: Tail, reach: Reach) -> Tail:
    """Return the tail of a function of ours, from the formula that it follows where its argument goes."""
    if any(p.has(T) for p in expr.args[1:]):
        raise NoTailError
    if reach.start is not None:  # from where on the formula holds is not known
        raise NoTailError
    table, u = expr.table, _tail(expr.args[0], at, reach)
    piece = table.pieces[0]
    if not table.is_smooth:
        side = placed(u)[0]
        if side == 0:
            raise NoTailError
        piece = table.pieces[-1 if side > 0 else 0]
    if piece.func == expr.func or table.variable != T:
        raise NoTailError
    return _tail(piece, u, reach)
