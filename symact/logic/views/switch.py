"""Activations with two values: at which sum they switch, and on which side of it they stand there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Rational

from symact.errors import SymactError
from symact.exact.branches import branch_table
from symact.exact.variable import T
from symact.logic.views.forms import Number, exact

__all__ = ["Switch", "switch_of"]


@dataclass(frozen=True)
class Switch:
    """A function that is `low` on one side of a point and `high` on the other.

    Attributes
    ----------
    point : int or Fraction
    low, high : int or Fraction
        The smaller of the two values, and the larger one.
    rises : bool
        Whether it is high right of the point.
    fires : bool or None
        Whether it is high at the point itself; None where it is neither high nor low there, as the sign of 0.
    """

    point: Number
    low: Number
    high: Number
    rises: bool
    fires: bool | None


@lru_cache(maxsize=256)
def switch_of(function: Expr) -> Switch | None:
    """Return a function of ``T`` as a switch, or None if it is none with rational values."""
    try:
        table = branch_table(function, T)
    except SymactError:
        return None
    numbers = (*table.breakpoints, *table.pieces, *table.values)
    if len(table.breakpoints) != 1 or not all(isinstance(n, Rational) for n in numbers):
        return None
    point, left, right, at = (exact(n) for n in numbers)
    low, high = sorted((left, right))
    return Switch(point, low, high, left < right, at == high if at in (low, high) else None)
