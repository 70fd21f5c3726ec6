"""Limits that follow from continuity: the value at the operands' limits, finite or not.

Each step is taken only where it is certain: a base or the argument of a logarithm must be proven not to be 0, and
an indeterminate form is left open.
"""

from __future__ import annotations

from sympy import Abs, AccumBounds, Expr, S, asinh, atan, cos, cosh, erf, erfc, exp, log, sin, sinh, tanh
from sympy.core.function import Function

from symact.errors import SymactError
from symact.exact.order import sign
from symact.exact.tail_rules import rational_form
from symact.exact.variable import T

__all__ = ["limit_by_continuity"]

_CONTINUOUS = (Abs, asinh, atan, cos, cosh, erf, erfc, exp, sin, sinh, tanh)


def limit_by_continuity(expr: Expr, point: Expr) -> Expr | None:
    """Return the limit that follows from the operands' limits, None where they do not determine it."""
    if expr == T:
        return point
    if not isinstance(expr, Expr):
        return None
    if not expr.has(T):
        return expr
    operands = []
    for a in expr.args:
        limit_of_operand = limit_by_continuity(a, point)
        if limit_of_operand is None:
            return None
        operands.append(limit_of_operand)
    try:
        value = _continued(expr, operands)
    except SymactError:
        return None
    if value is None or value.is_extended_real is False or value.has(S.NaN, S.ComplexInfinity, AccumBounds):
        return None
    return value


def _continued(expr: Expr, operands: list[Expr]) -> Expr | None:
    """Evaluate at the operands' limits, finite or not, only where that is what the limit is."""
    if expr.is_Pow:
        return _continued_power(expr, operands[0], operands[1])
    bounded = all(a.is_finite is not False for a in operands)
    if expr.is_Add or expr.is_Mul:
        if expr.is_Mul and not bounded and any(a.is_infinite is None or a.is_zero is not False for a in operands):
            return None
        value = expr.func(*operands)
        return value if bounded or value.is_number else None
    if not isinstance(expr, Function) or any(parameter.has(T) for parameter in expr.args[1:]):
        return None
    if isinstance(expr, log):
        return log(operands[0]) if sign(operands[0]) > 0 else None
    table = getattr(expr, "table", None)
    if isinstance(expr, _CONTINUOUS) or (table is not None and (table.is_smooth or not bounded)):
        value = rational_form(expr.func(*operands))
        return value if bounded or not isinstance(value, expr.func) else None
    return None


def _continued_power(expr: Expr, base: Expr, exponent: Expr) -> Expr | None:
    if exponent.is_finite is False:
        return None
    if expr.exp.has(T):
        return base**exponent if base.is_finite is not False and sign(base) > 0 else None
    if base.is_finite is False:
        return base**exponent if exponent.is_number else None
    return base**exponent if exponent.is_positive or sign(base) != 0 else None
