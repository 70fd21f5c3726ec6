"""Functions that repeat themselves: periodic ones, and those that are higher by the same amount a period later."""

from __future__ import annotations

from math import gcd

from sympy import Expr, Rational, S, cos, cot, csc, expand_trig, ilcm, pi, sec, simplify, sin, tan

from symact.exact.branches import BranchTable
from symact.exact.limiting import unfold
from symact.exact.variable import T

__all__ = ["wave"]

_WAVES = (sin, cos, tan, cot, sec, csc)


def wave(table: BranchTable) -> tuple[Expr, Expr] | None:
    """Return (p, d) with p > 0 and f(x + p) = f(x) + d for every x, proven; None where none was found.

    Examples
    --------
    >>> from symact.exact.branches import branch_table
    >>> from symact.exact.variable import T
    >>> wave(branch_table(T / 2 + sin(T) * cos(3 * T), T))
    (2*pi, pi)
    """
    if not table.is_smooth:
        return None
    formula = unfold(table.pieces[0])
    period = _common_period([u.args[0].diff(T) for u in formula.atoms(*_WAVES) if u.has(T)])
    if period is None:
        return None
    drift = simplify(expand_trig(formula.subs(T, T + period)) - expand_trig(formula))
    return None if drift.has(T) else (period, drift)


def _common_period(speeds: list[Expr]) -> Expr | None:
    """Return the least common period of waves of some speeds, None where they have none."""
    if not speeds or any(s.free_symbols or s == 0 for s in speeds):
        return None
    ratios = [(speeds[0] / s).cancel() for s in speeds]
    if not all(r.is_Rational for r in ratios):
        return None
    common = Rational(ilcm(1, *(abs(r.p) for r in ratios)), gcd(*(int(r.q) for r in ratios)))
    period: Expr = abs(2 * pi / speeds[0]) * common
    return period if period.is_finite and period is not S.Zero else None
