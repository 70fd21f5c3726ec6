"""Where an expression changes its branch, and which branch it takes at a point.

A *switch* is an expression whose sign decides a branch: the difference of two arguments of ``Max``, the argument of
``Abs``, the two sides of a condition, a divisor, the argument of a logarithm. Between the zeros of all its switches
an expression is one smooth formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import sympy as sp
from sympy import And, Eq, Expr, Max, Min, Ne, Not, Or, Piecewise, Pow, S, exp, log
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from symact.errors import UnsupportedError
from symact.exact.order import sign
from symact.exact.variable import T, shown

__all__ = ["resolve", "switches"]

_STEPS = (sp.floor, sp.ceiling, sp.frac, sp.Mod, sp.gamma, sp.factorial, sp.loggamma, sp.polygamma, sp.zeta)
_UNEVALUATED = (sp.Derivative, sp.Subs, ExprWithLimits)
_SIGNED = (sp.Abs, sp.sign, sp.Heaviside)
# Infinite where the expression given is zero.
_POLES: dict[Any, Any] = {
    sp.tan: sp.cos,
    sp.sec: sp.cos,
    sp.cot: sp.sin,
    sp.csc: sp.sin,
    sp.coth: lambda u: u,
    sp.csch: lambda u: u,
    sp.acsch: lambda u: u,
    sp.asech: lambda u: u,
    sp.Ei: lambda u: u,
    sp.li: lambda u: u - 1,
}
# Real domain: every expression given must not be negative.
_DOMAINS: dict[Any, Any] = {
    log: lambda u: (u,),
    sp.asin: lambda u: (1 - u, 1 + u),
    sp.acos: lambda u: (1 - u, 1 + u),
    sp.atanh: lambda u: (1 - u, 1 + u),
    sp.acosh: lambda u: (u - 1,),
    sp.asech: lambda u: (u, 1 - u),
    sp.asec: lambda u: (u**2 - 1,),
    sp.acsc: lambda u: (u**2 - 1,),
    sp.acoth: lambda u: (u**2 - 1,),
    sp.erfinv: lambda u: (1 - u, 1 + u),
    sp.li: lambda u: (u,),
    sp.Ci: lambda u: (u,),
    sp.Chi: lambda u: (u,),
    sp.LambertW: lambda u, branch=0: (u + exp(-1),) if branch == 0 else (u + exp(-1), -u),
}
_OPEN = (log, sp.atanh, sp.acoth, sp.erfinv, sp.Ci, sp.Chi)  # which are infinite at the ends of their domain
_NO_VALUE = (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, sp.AccumBounds)


def switches(expr: Expr) -> Iterator[Expr]:
    """Yield each expression in ``T`` whose sign decides a branch of `expr`, at every depth."""
    if not expr.has(T):
        return
    if hasattr(expr, "_switched_"):
        yield from switches(expr._switched_())
        return
    if isinstance(expr, Piecewise):
        for value, condition in expr.args:
            yield from switches(value)
            for relation in condition.atoms(Relational):
                yield from _relation_switches(relation)
        return
    for argument in expr.args:
        yield from switches(argument)
    if isinstance(expr, (Max, Min)):
        yield from (a - b for a, b in combinations(expr.args, 2))
    elif isinstance(expr, (*_SIGNED, sp.acot)):
        yield expr.args[0]
    elif isinstance(expr, _UNEVALUATED):
        raise UnsupportedError(f"an expression must be evaluated, which {shown(expr)} is not; call its doit() first")
    elif isinstance(expr, _STEPS):
        raise UnsupportedError(f"an expression must have finitely many breakpoints, which {shown(expr)} has not")
    elif isinstance(expr, AppliedUndef):
        raise UnsupportedError(f"every function must be known, which {expr.func} is not; define it with sa.define")
    else:
        yield from _own_switches(expr)
        yield from (u for u in _domain(expr) if not u.is_extended_positive)
        if _is_divided(expr):
            yield expr.base
        elif isinstance(expr, Pow) and expr.exp.has(T) and not expr.base.is_nonzero:
            yield expr.exp
        elif type(expr) in _POLES:
            yield _POLES[type(expr)](expr.args[0])


def _is_divided(expr: Expr) -> bool:
    """Return whether an expression is a power with a base that may be zero below the line."""
    return bool(isinstance(expr, Pow) and expr.exp.is_negative and not expr.base.is_nonzero)


def _relation_switches(relation: Relational) -> Iterator[Expr]:
    yield from switches(relation.lhs)
    yield from switches(relation.rhs)
    if relation.lhs.is_finite is not False and relation.rhs.is_finite is not False:
        yield relation.lhs - relation.rhs


def _own_switches(expr: Expr) -> Iterator[Expr]:
    table = getattr(expr, "table", None)
    if table is not None:
        yield from (expr.args[0] - b for b in table.breakpoints)


def _domain(expr: Expr) -> tuple[Expr, ...]:
    """Return the expressions that must not be negative for `expr` itself to be real."""
    if isinstance(expr, Pow):
        fractional = expr.exp.is_integer is False or (expr.exp.is_integer is None and expr.base is not S.Exp1)
        return (expr.base,) if fractional and not expr.base.is_nonnegative else ()
    domain: tuple[Expr, ...] = _DOMAINS[type(expr)](*expr.args) if type(expr) in _DOMAINS else ()
    return domain


def resolve(expr: Expr, point: Expr) -> Expr:
    """Return the smooth formula that `expr` follows at `point`, with every branch chosen.

    Parameters
    ----------
    expr : Expr
        In ``T``.
    point : Expr
        A real point; one between breakpoints stands for the whole open interval around it.

    Returns
    -------
    Expr
        ``nan`` where the expression is not real.
    """
    if not expr.has(T):
        return expr
    if hasattr(expr, "_switched_"):
        return resolve(expr._switched_(), point)
    if isinstance(expr, Piecewise):
        for value, condition in expr.args:
            if _holds(condition, point):
                return resolve(value, point)
        return S.NaN
    arguments = [resolve(a, point) for a in expr.args]
    if S.NaN in arguments:
        return S.NaN
    if isinstance(expr, (Max, Min)):
        return _extreme(arguments, point, 1 if isinstance(expr, Max) else -1)
    if isinstance(expr, _SIGNED):
        return _signed(expr, arguments, _side(arguments[0], point))
    table = getattr(expr, "table", None)
    if table is not None and table.breakpoints:
        return _own_branch(table, arguments[0], point)
    if isinstance(expr, sp.acot):  # of SymPy's kind, with a jump at 0
        return sp.acot(0) if _side(arguments[0], point) == 0 else sp.atan(1 / arguments[0])
    if isinstance(expr, Pow) and arguments[0].is_zero and arguments[1].has(T):
        return _power_of_zero(_side(arguments[1], point))
    rebuilt = expr.func(*arguments) if tuple(arguments) != expr.args else expr
    if not rebuilt.has(T):
        return S.NaN if rebuilt.is_extended_real is False or rebuilt.has(*_NO_VALUE) else rebuilt
    if _is_divided(rebuilt) and _side(rebuilt.base, point) == 0:
        return S.NaN
    if type(rebuilt) in _POLES and _side(_POLES[type(rebuilt)](rebuilt.args[0]), point) == 0:
        return S.NaN
    least = 1 if isinstance(rebuilt, _OPEN) else 0
    for u in _domain(rebuilt):
        side = _side(u, point)
        if side is None or side < least:
            return S.NaN
    return rebuilt


def _power_of_zero(exponent: int | None) -> Expr:
    return S.NaN if exponent is None or exponent < 0 else S.Zero if exponent else S.One


def _side(u: Expr, point: Expr) -> int | None:
    """Return the sign of `u` at a point, None where `u` has no finite value there."""
    value = u.subs(T, point) if u.has(T) else u
    if value.has(S.NaN, S.ComplexInfinity) or value.is_infinite:
        return None
    return sign(value)


def _holds(condition: Any, point: Expr) -> bool:
    if condition in (True, False):
        return bool(condition)
    if isinstance(condition, And):
        return all(_holds(c, point) for c in condition.args)
    if isinstance(condition, Or):
        return any(_holds(c, point) for c in condition.args)
    if isinstance(condition, Not):
        return not _holds(condition.args[0], point)
    if not isinstance(condition, Relational):
        raise UnsupportedError(f"a condition must compare real expressions, not {condition}")
    lhs, rhs = (resolve(side, point) for side in condition.args)
    if lhs.is_infinite or rhs.is_infinite:
        return bool(condition.func(lhs.subs(T, point), rhs.subs(T, point)))
    side = _side(lhs - rhs, point)
    if side is None:
        return False
    if isinstance(condition, (Eq, Ne)):
        return (side == 0) == isinstance(condition, Eq)
    return bool(condition.func(side, 0))


def _extreme(arguments: list[Expr], point: Expr, direction: int) -> Expr:
    best = arguments[0]
    for candidate in arguments[1:]:
        side = _side(candidate - best, point)
        if side is None:
            return S.NaN
        if side * direction > 0:
            best = candidate
    return best


def _signed(expr: Expr, arguments: list[Expr], side: int | None) -> Expr:
    if side is None:
        return S.NaN
    if isinstance(expr, sp.Abs):
        return side * arguments[0]
    if isinstance(expr, sp.sign):
        return S(side)
    return sp.Heaviside(S(side), *arguments[1:])


def _own_branch(table: Any, u: Expr, point: Expr) -> Expr:
    value = u.subs(T, point) if u.has(T) else u
    if value.has(S.NaN, S.ComplexInfinity):
        return S.NaN
    i, on = table.locate(value)
    return table.values[i] if on else table.pieces[i].subs(table.variable, u)
