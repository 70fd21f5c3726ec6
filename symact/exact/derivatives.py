"""``derivative``: the derivative of a whole expression with branches, exact at its kinks."""

from __future__ import annotations

from sympy import Expr, Symbol

from symact.exact.branches import bound_table
from symact.exact.real_function import from_table
from symact.exact.slopes import Choice, check_choice, derivative_table
from symact.exact.subject import Subject, univariate

__all__ = ["derivative"]


def derivative(expr: Subject, variable: Symbol | None = None, order: int = 1, *, at_kink: Choice = "least") -> Expr:
    """Return the derivative of a whole expression in one variable, exact at kinks too.

    The chain rule as ``expr.diff(x)`` applies it is exact off the kinks and only selects a number at them; this
    reads the branch table of the whole expression, so kinks that cancel are gone.

    Parameters
    ----------
    expr : Expr, or a function of one argument
        Anything that :func:`symact.exact.branches.branch_table` takes.
    variable : Symbol, optional
        May be left out where there is only one.
    order : int, optional
        At least 0.
    at_kink : {"least", "left", "right", "mid"}, optional
        Which element of the Clarke subdifferential is the value at a kink.

    Returns
    -------
    Expr

    Examples
    --------
    >>> derivative(sa.relu(x) - sa.relu(-x), x)
    1
    >>> derivative(sa.relu(x), x)
    step(x, 0)
    >>> derivative(sa.leaky_relu(x), x)
    cases(x, (1/100, x <= 0), (1, x > 0))
    """
    check_choice(at_kink)
    if not isinstance(order, int) or isinstance(order, bool) or order < 0:
        raise ValueError(f"order must be an integer of at least 0, not {order!r}")
    body, variable = univariate(expr, variable)
    if order == 0:
        return body
    table = bound_table(body, variable)
    return from_table(derivative_table(table, order, at_kink), variable)
