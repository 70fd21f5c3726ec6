"""``cases``: a piecewise function that is right at its breakpoints."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Piecewise, Symbol, SympifyError, sympify
from sympy.logic.boolalg import Boolean

from symact.errors import UndecidedError
from symact.exact.branches import bound_table
from symact.exact.real_function import from_table
from symact.exact.stated import stated_table
from symact.exact.variable import T

__all__ = ["cases"]


def cases(argument: Any, *pairs: tuple[Any, Any]) -> Expr:
    """Return a function by cases; the first condition that holds decides, and where none does it is undefined.

    Breakpoints with parameters whose order is not known are taken to be in the order in which the branches state it,
    if each branch begins where the last one ends, as ``(0, x < -p), (x, (-p <= x) & (x <= p)), (0, x > p)`` do.

    Unlike SymPy's ``Piecewise`` its limits, one-sided limits and derivatives are right at the breakpoints.

    Parameters
    ----------
    argument : Expr
        The argument. If it is a symbol, the branches are written in it, else in the symbol ``t``.
    *pairs : (Expr, condition)
        Branches.

    Examples
    --------
    >>> from sympy import exp, limit
    >>> f = cases(x, (exp(x) - 1, x < 0), (x, True))
    >>> f.subs(x, 2), limit(f.diff(x), x, 0, "-")
    (2, 1)
    """
    argument = _sympified(argument, "the argument of cases")
    variable = argument if isinstance(argument, Symbol) else Symbol("t")
    pairs = tuple((_sympified(e, "a branch"), _sympified(c, "a condition", Boolean)) for e, c in pairs)
    try:
        table = bound_table(Piecewise(*pairs, evaluate=False), variable)
    except UndecidedError:
        stated = stated_table([(e.subs(variable, T), c.subs(variable, T)) for e, c in pairs])
        if stated is None:
            raise
        table = stated
    return from_table(table, argument)


def _sympified(value: Any, what: str, kind: type = Expr) -> Any:
    """Convert strictly, since Piecewise would execute a text."""
    try:
        result = sympify(value, strict=True)
    except (SympifyError, TypeError):
        result = None
    if not isinstance(result, kind):
        meant = "an expression" if kind is Expr else "a relation such as x < 0, or True"
        raise TypeError(f"{what} must be {meant}, not {value!r}; read text with sa.parse")
    return result
