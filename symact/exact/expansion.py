"""Limits and series by SymPy's own engines, on the one smooth formula that a function follows near a point.

SymPy asks a function for its leading term, its series or a form that the Gruntz algorithm can treat. In each case
the branch is chosen first, by where the argument goes and from which side.
"""

from __future__ import annotations

from typing import Any

from sympy import Dummy, Expr, Function, S, Symbol
from sympy import limit as sympy_limit
from sympy.series.gruntz import sign as eventual_sign

from symact.errors import NotSmoothError
from symact.exact.limiting import unfold
from symact.exact.placing import put

__all__ = ["followed", "require_smooth", "tractable"]


def require_smooth(function: Any, x: Symbol | None, point: Any) -> None:
    """Raise NotSmoothError if the argument of `function` is at a breakpoint when ``x`` is at `point`."""
    table, u = function.table, function.args[0]
    if table.is_smooth:
        return
    symbols = u.free_symbols if x is None else {x}
    target = u.subs({s: point for s in symbols})
    if target.is_number and target.is_finite and table.locate(target)[1]:
        raise _not_smooth(function, f"{u} = {target}")


def _not_smooth(function: Any, place: str) -> NotSmoothError:
    return NotSmoothError(
        f"a two-sided expansion must be around a smooth point, which {function} has not at {place}; "
        f"ask for one side with dir='+' or dir='-'"
    )


def followed(function: Any, x: Symbol, direction: Any) -> Expr:
    """Return the smooth formula that `function` follows as ``x`` goes to 0.

    Parameters
    ----------
    function : RealFunction
    x : Symbol
    direction : number
        Positive from above, negative from below, 0 for both sides.

    Raises
    ------
    NotSmoothError
        If the argument goes to a breakpoint and no side is given.
    """
    table, u = function.table, function.args[0]
    if table.is_smooth:
        return unfold(function)
    side = 0 if direction == 0 else 1 if S(direction).is_positive else -1
    target = _target(u, x, side)
    if target.is_infinite:
        return unfold(put(table.pieces[-1 if target is S.Infinity else 0], table, u))
    i, on = table.locate(target)
    if not on:
        return unfold(put(table.pieces[i], table, u))
    if side == 0:
        raise _not_smooth(function, f"{x} = 0")
    approach = _approach(u - target, x, side)
    return table.values[i] if approach == 0 else unfold(put(table.pieces[i + (approach > 0)], table, u))


def _target(u: Expr, x: Symbol, side: int) -> Expr:
    value = u.subs(x, 0)
    if value.is_finite and not _has_own(u):
        return value
    return sympy_limit(u, x, 0, "-" if side < 0 else "+")


def _has_own(expr: Expr) -> bool:
    return any(hasattr(node, "table") for node in expr.atoms(Function))


def _approach(distance: Expr, x: Symbol, side: int) -> int:
    """Return the sign of a vanishing distance as ``x`` goes to 0 from one side."""
    if distance == 0:
        return 0
    e = Dummy("e", positive=True)
    moved = distance.subs(x, side * e)
    lead = moved.as_leading_term(e, cdir=1)
    if lead.is_positive or lead.is_negative:
        return 1 if lead.is_positive else -1
    return int(eventual_sign(lead.subs(e, 1 / e), e))


def tractable(function: Any, limitvar: Symbol) -> Expr:
    """Return the formula that `function` follows as ``limitvar`` goes to oo, in terms the Gruntz algorithm treats."""
    z = Dummy("z", positive=True)
    moved = function.subs(limitvar, 1 / z)
    formula = followed(moved, z, 1) if hasattr(moved, "table") else moved
    return formula.subs(z, 1 / limitvar).rewrite("tractable", deep=True, limitvar=limitvar)
