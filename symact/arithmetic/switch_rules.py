"""How functions with branches become ball operations: certified comparisons, or the hull of the branches.

Where a ball lies on both sides of a switch, a continuous function (``Abs``, ``Max``) simply yields the hull
of its values. A jump yields the hull of *all* values that the branches take on the ball where ``hull`` is
asked for, which is right for the closure of the graph, and raises :class:`Straddle` where it is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from flint import arb
from sympy import And, Eq, Expr, Max, Min, Ne, Not, Or, Piecewise, S
from sympy.core.relational import Relational

from symact.arithmetic.programs import Compiler, Scope, Step, Straddle, not_real, rule
from symact.errors import UnsupportedError

__all__ = ["Condition", "condition"]

Condition = Callable[[Scope], bool | None]


@rule(sp.Abs)
def _abs(compiler: Compiler, expr: sp.Abs) -> Step:
    place = compiler.at(expr.args[0])
    return lambda values, scope: abs(values[place])


@rule(Max, Min)
def _extreme(compiler: Compiler, expr: Expr) -> Step:
    choose = arb.max if isinstance(expr, Max) else arb.min
    first, *rest = (compiler.at(argument) for argument in expr.args)

    def step(values: list[arb], scope: Scope) -> arb:
        value = values[first]
        for i in rest:
            value = choose(value, values[i])
        return value

    return step


@rule(sp.sign)
def _sign(compiler: Compiler, expr: sp.sign) -> Step:
    return _jump(expr, compiler.at(expr.args[0]), -1, lambda scope: arb(0), 1)


@rule(sp.Heaviside)
def _heaviside(compiler: Compiler, expr: sp.Heaviside) -> Step:
    at_zero = expr.args[1]
    return _jump(expr, compiler.at(expr.args[0]), 0, lambda scope: scope(at_zero), 1)


def _jump(expr: Expr, place: int, below: int, at_zero: Callable[[Scope], arb], above: int) -> Step:
    def step(values: list[arb], scope: Scope) -> arb:
        x = values[place]
        if x > 0:
            return arb(above)
        if x < 0:
            return arb(below)
        if x.is_zero() or (x.contains(0) and scope.is_zero(expr.args[0])):
            return at_zero(scope)
        if not scope.hull:
            raise Straddle(expr)
        return arb(below).union(arb(above)).union(at_zero(scope))

    return step


@rule(sp.floor, sp.ceiling, sp.frac)
def _integer_part(compiler: Compiler, expr: Expr) -> Step:
    place = compiler.at(expr.args[0])
    part = arb.ceil if isinstance(expr, sp.ceiling) else arb.floor

    def step(values: list[arb], scope: Scope) -> arb:
        x = values[place]
        whole = part(x)
        if not whole.is_exact() and not scope.hull:
            raise Straddle(expr)
        return x - whole if isinstance(expr, sp.frac) else whole

    return step


@rule(Piecewise)
def _piecewise(compiler: Compiler, expr: Piecewise) -> Step:
    branches = [(value, condition(when)) for value, when in expr.args]

    def step(values: list[arb], scope: Scope) -> arb:
        reached: arb | None = None
        for value, holds in branches:
            decided = holds(scope)
            if decided is None and not scope.hull:
                raise Straddle(expr)
            if decided is not False:
                branch = scope(value)
                reached = branch if reached is None else reached.union(branch)
            if decided:
                return reached
        if reached is None:
            raise not_real(expr)
        return arb.nan()

    return step


_ORDER: dict[type, Callable[[arb, arb], bool]] = {
    sp.Lt: lambda a, b: a < b,
    sp.Le: lambda a, b: a <= b,
    sp.Gt: lambda a, b: a > b,
    sp.Ge: lambda a, b: a >= b,
    Eq: lambda a, b: a == b,
    Ne: lambda a, b: a != b,
}
_OPPOSITE = {sp.Lt: sp.Ge, sp.Le: sp.Gt, sp.Gt: sp.Le, sp.Ge: sp.Lt, Eq: Ne, Ne: Eq}


def condition(expr: Any) -> Condition:
    """Return a function of a scope that is True or False where the condition is certain, else None.

    Parameters
    ----------
    expr : Boolean
        Built of relations of real expressions with and, or, not.
    """
    if expr in (True, False):
        return lambda scope: bool(expr)
    if isinstance(expr, Not):
        inner = condition(expr.args[0])
        return lambda scope: None if (held := inner(scope)) is None else not held
    if isinstance(expr, (And, Or)):
        return _junction([condition(argument) for argument in expr.args], isinstance(expr, Or))
    if isinstance(expr, Relational):
        return _relation(expr)
    raise UnsupportedError(f"a condition must compare real expressions, not be {expr}")


def _junction(parts: list[Condition], deciding: bool) -> Condition:
    """Return the condition that is `deciding` where any part is so, and its opposite where all parts are."""

    def holds(scope: Scope) -> bool | None:
        verdict: bool | None = not deciding
        for part in parts:
            held = part(scope)
            if held is deciding:
                return deciding
            if held is None:
                verdict = None
        return verdict

    return holds


def _relation(expr: Relational) -> Condition:
    certain, denied = _ORDER[type(expr)], _ORDER[_OPPOSITE[type(expr)]]
    left, right = expr.args

    def holds(scope: Scope) -> bool | None:
        a, b = _side(left, scope), _side(right, scope)
        if a.overlaps(b) and not (a.is_exact() and b.is_exact()) and scope.is_zero(left - right):
            a, b = arb(0), arb(0)
        if certain(a, b):
            return True
        return False if denied(a, b) else None

    return holds


def _side(expr: Expr, scope: Scope) -> arb:
    if expr is S.Infinity:
        return arb.pos_inf()
    if expr is S.NegativeInfinity:
        return arb.neg_inf()
    return scope(expr)
