"""Bounds for a function of somebody's that a text applies: its formula is checked before SymPy computes it.

``x**n`` at ``f(10, 10**8)`` would be a number with a hundred million digits, and nothing stops SymPy on its way there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Add, Basic, Expr, Function, Mul, Piecewise, Pow, Rational, S, exp

from symact.exact.switches import switches
from symact.exact.variable import T
from symact.functions.activation import Activation
from symact.reading.bounds import check_function, check_power, check_product, check_sum
from symact.reading.roots import real_root

__all__ = ["check_call", "checked_root"]

_ORDINARY = Rational(13, 7)


def check_call(function: type[Activation], x: Expr, *parameters: Any, **named: Any) -> None:
    """Refuse a call whose value would be, or pass through, a huge number.

    The steps are those of the function itself: the parameters are put into its formula, then a number; and a formula
    with branches is told apart at an ordinary point, whatever the argument.

    Raises
    ------
    DomainError
        As reading does for a formula that is written out.
    """
    values = function.bound(*parameters, **named)
    symbols = [p.symbol for p in function.parameters]
    formula = _put(function.formula(T, *symbols), dict(zip(symbols, values, strict=True)))
    has_branches = any(True for _ in switches(formula))
    if has_branches:
        _put(formula, {T: _ORDINARY})
    if x.is_number and x.is_finite and not (has_branches and x.is_real is False):
        _put(formula, {T: x})


def checked_root(equation: Expr, variable: Expr, low: Expr, high: Expr) -> Expr:
    """Return the root of an equation between two ends, at which it would be evaluated, if its values there can be."""
    for end in (low, high):
        _put(equation, {variable: end})
    return real_root(equation, variable, low, high)


def _put(expr: Basic, values: Mapping[Basic, Basic]) -> Any:
    """Return an expression with values put in, each step checked before SymPy takes it."""
    if expr in values:
        return values[expr]
    if not expr.args or not expr.has_free(*values):
        return expr
    arguments = [_put(a, values) for a in expr.args]
    match expr:
        case Add():
            check_sum(arguments)
        case Mul():
            check_product(arguments)
        case Pow():
            check_power(*arguments)
        case exp():
            check_power(S.Exp1, *arguments)
        case Activation():
            check_call(expr.func, *arguments)
        case Function() if not isinstance(expr, Piecewise):
            check_function(expr.func.__name__, arguments)
    return expr.func(*arguments)
