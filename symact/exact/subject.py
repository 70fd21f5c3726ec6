"""What the questions of this floor are asked about: an expression in one variable, or a function."""

from __future__ import annotations

from typing import Any

from sympy import Expr, S, Symbol, SympifyError, sympify
from sympy.core.function import FunctionClass

__all__ = ["Subject", "scalar", "univariate"]

Subject = Any
"""An expression, or a function of one argument such as ``sa.relu`` or ``sympy.tanh``."""


def univariate(subject: Subject, variable: Symbol | None = None) -> tuple[Expr, Symbol]:
    """Return a subject as (expression, variable).

    Raises
    ------
    TypeError
        If `subject` is neither an expression nor a function.
    ValueError
        If `variable` is left out and the expression has several symbols, if it is assumed not to be real, or if the
        expression is infinite or nan.
    """
    if isinstance(subject, FunctionClass):
        variable = Symbol("x") if variable is None else variable
        return subject(variable), variable
    if getattr(subject, "is_Matrix", False):
        raise TypeError(f"the function must have one value, which a vector has not; take a component: {subject}[0]")
    if not isinstance(subject, Expr):
        raise TypeError(
            f"the function must be a SymPy expression or a function such as sa.relu, not {subject!r}; "
            f"read text with sa.parse"
        )
    if variable is None:
        symbols = sorted(subject.free_symbols, key=str)
        if len(symbols) > 1:
            raise ValueError(
                f"the variable must be named where an expression has {len(symbols)} symbols ({subject}); "
                f"pass it as the second argument"
            )
        variable = symbols[0] if symbols else Symbol("x")
    if not isinstance(variable, Symbol):
        raise TypeError(f"the variable must be a Symbol, not {variable!r}")
    if variable.is_real is False:
        raise ValueError(f"the variable must be real, and {variable} is assumed not to be; take a plain symbol")
    if subject in (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity):
        raise ValueError(f"the function must have real values, not {subject}")
    return subject, variable


def scalar(x: Any, owner: str) -> Expr:
    """Return what a function is applied to as an expression.

    Raises
    ------
    TypeError
        For text, matrices, conditions and whatever else is not one number or expression.
    """
    if isinstance(x, str):
        raise TypeError(f"the argument of {owner} must be an expression, not the text {x!r}; read it with sa.parse")
    try:
        expr = sympify(x, strict=True)
    except (SympifyError, TypeError):
        expr = None
    if getattr(expr, "is_Matrix", False):
        raise TypeError(f"the argument of {owner} must be a scalar, not {x!r}; use its applyfunc({owner})")
    if not isinstance(expr, Expr):
        raise TypeError(f"the argument of {owner} must be an expression, a number or a NumPy array, not {x!r}")
    return expr
