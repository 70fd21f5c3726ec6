"""Series of expressions with branches, two-sided at smooth points and one-sided where asked for."""

from __future__ import annotations

from typing import Any

from sympy import Expr, PoleError, S, Symbol

from symact.arithmetic.numbers import exact
from symact.errors import NotSmoothError, UndecidedError
from symact.exact.branches import bound_table
from symact.exact.limiting import unfold
from symact.exact.subject import Subject, univariate
from symact.exact.variable import T

__all__ = ["series"]


def series(expr: Subject, variable: Symbol | None = None, point: Any = 0, n: int = 6, direction: str = "+-") -> Expr:
    """Return the Taylor series, or at a singular point the Laurent or asymptotic one, with its order term.

    Parameters
    ----------
    expr : Expr, or a function of one argument
    variable : Symbol, optional
    point : number, oo or -oo, optional
        Where to expand; 0 unless stated.
    n : int, optional
        The order of the first term that is left out; 6 unless stated.
    direction : {"+-", "+", "-"}, optional
        "+-" asks for one series that holds on both sides; "+" and "-" for that of the branch above or below.

    Raises
    ------
    NotSmoothError
        At a breakpoint, for "+-".
    UndecidedError
        Where none was found, as at an essential singularity.

    Examples
    --------
    >>> series(sa.silu(x), x, 0, 4)
    x/2 + x**2/4 + O(x**4)
    >>> series(sa.elu(x), x, 0, 3, "-")
    x + x**2/2 + O(x**3)
    """
    if direction not in ("+-", "+", "-"):
        raise ValueError(f"direction must be '+', '-' or '+-', not {direction!r}")
    if not isinstance(n, int) or isinstance(n, bool) or n < 0:
        raise ValueError(f"n must be an integer of at least 0, not {n!r}")
    body, variable = univariate(expr, variable)
    point = exact(point, "point", infinite=True)
    table = bound_table(body, variable)
    if point.is_infinite:
        piece = table.pieces[-1 if point is S.Infinity else 0]
    else:
        i, on = table.locate(point)
        if on and direction == "+-":
            raise NotSmoothError(
                f"a two-sided series must be around a smooth point, which {body} has not at {point}; "
                f"ask for one side with direction='+' or direction='-'"
            )
        piece = table.pieces[i + (on and direction == "+")]
    try:
        return unfold(piece).subs(T, variable).series(variable, point, n, "-" if direction == "-" else "+")
    except (PoleError, NotImplementedError) as error:
        raise UndecidedError(f"the series of {body} at {point} was not found ({error})") from error
