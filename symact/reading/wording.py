"""What a table of cases means: SymPy's ``Piecewise`` as its printer words it, else ``cases`` of one argument."""

from __future__ import annotations

from functools import reduce
from typing import Any

from sympy import Expr, Piecewise, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from symact.errors import SymactError

__all__ = ["cases_from_rows"]


def cases_from_rows(branches: list[tuple[Expr, Boolean]], *, sympy: bool) -> Any:
    """Return the function that rows of (formula, condition) describe.

    SymPy's LaTeX says "for", ours and nearly all papers say "if". Where the conditions do not compare one common
    argument, or their breakpoints cannot be ordered, it is a ``Piecewise`` too.
    """
    argument = None if sympy else _common_argument([condition for _, condition in branches])
    if argument is not None:
        from symact.exact.piecewise import cases

        try:
            return cases(argument, *branches)
        except SymactError:
            pass
    return Piecewise(*branches)


def _common_argument(conditions: list[Boolean]) -> Symbol | None:
    """Return the symbol that stands alone on a side of every comparison, or is the only one in them."""
    relations: set[Any] = set().union(*(c.atoms(Relational) for c in conditions))
    if not relations:
        return None
    bare = reduce(set.intersection, [{side for side in r.args if side.is_Symbol} for r in relations])
    symbols: set[Any] = set().union(*(r.free_symbols for r in relations))
    candidates = bare or symbols
    return next(iter(candidates)) if len(candidates) == 1 else None
