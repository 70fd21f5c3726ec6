"""Branch tables and branches with conditions: from one to the other, the order of breakpoints taken as stated."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from sympy import And, Eq, Expr, S
from sympy.core.relational import GreaterThan, LessThan, Relational, StrictGreaterThan, StrictLessThan

from symact.errors import SymactError, UndecidedError
from symact.exact.branches import BranchTable
from symact.exact.order import compare
from symact.exact.variable import T

__all__ = ["stated_table", "table_pairs"]

_Span = tuple[Expr, bool, Expr, bool]


def stated_table(pairs: list[tuple[Expr, Any]]) -> BranchTable | None:
    """Return the table of branches in ``T``, from left to right, each beginning where the last one ends.

    Parameters
    ----------
    pairs : list of (Expr, condition)
        Conditions such as ``T < a``, ``(T >= a) & (T <= b)``, ``Eq(T, b)``, ``T > b``.

    Returns
    -------
    BranchTable or None
        None where the branches are not of that form, or where their order is known to be another.

    Examples
    --------
    >>> from sympy import Symbol
    >>> p = Symbol("p")
    >>> stated_table([(S.Zero, T < -p), (T, (T >= -p) & (T <= p)), (S.One, T > p)]).breakpoints
    (-p, p)
    """
    spans = [_span(condition) for _, condition in pairs]
    breakpoints: list[Expr] = []
    pieces: list[Expr] = []
    values: list[Expr] = []
    end, held = S.NegativeInfinity, False
    for (formula, _), span in zip(pairs, spans, strict=True):
        if span is None or span[0] != end or (span[1] and held):
            return None
        low, closed, high, closes = span
        if low == high:
            values[-1], held = formula, True
            continue
        if closed:
            values[-1] = formula.subs(T, low)
        pieces.append(formula)
        if high is not S.Infinity:
            breakpoints.append(high)
            values.append(formula.subs(T, high) if closes else S.NaN)
        end, held = high, closes
    if end is not S.Infinity or any(map(_reversed, combinations(breakpoints, 2))):
        return None
    return BranchTable(T, tuple(breakpoints), tuple(pieces), tuple(values))


def _span(condition: Any) -> _Span | None:
    """Return (low, whether it belongs, high, whether it belongs) of an interval, None if it is not one."""
    low, closed, high, closes = S.NegativeInfinity, False, S.Infinity, False
    relations = condition.args if isinstance(condition, And) else (condition,)
    if isinstance(condition, Eq):
        point = condition.rhs if condition.lhs == T else condition.lhs
        return None if point.has(T) else (point, True, point, True)
    for relation in relations:
        if not isinstance(relation, Relational):
            return None
        turned = relation if relation.lhs == T else relation.reversed
        if turned.lhs != T or turned.rhs.has(T):
            return None
        if isinstance(turned, (StrictGreaterThan, GreaterThan)) and low is S.NegativeInfinity:
            low, closed = turned.rhs, isinstance(turned, GreaterThan)
        elif isinstance(turned, (StrictLessThan, LessThan)) and high is S.Infinity:
            high, closes = turned.rhs, isinstance(turned, LessThan)
        else:
            return None
    return low, closed, high, closes


def _reversed(pair: tuple[Expr, Expr]) -> bool:
    """Return whether two breakpoints are known not to be in increasing order."""
    try:
        return compare(*pair) >= 0
    except UndecidedError:
        return False
    except SymactError:
        return True


def table_pairs(table: BranchTable) -> tuple[tuple[Expr, Any], ...]:
    """Return a table as (expression, condition) pairs from left to right, leaving out where it is undefined."""
    x = table.variable
    closed = [_closing_side(table, i) for i in range(len(table.breakpoints))]
    pairs: list[tuple[Expr, Any]] = []
    for i, (low, high, piece) in enumerate(table.intervals()):
        bounds: list[Relational] = []
        if low is not S.NegativeInfinity:
            bounds.append(x >= low if closed[i - 1] == "right" else x > low)
        if high is not S.Infinity:
            bounds.append(x <= high if closed[i] == "left" else x < high)
        if piece is not S.NaN:
            pairs.append((piece, And(*bounds)))
        if high is not S.Infinity and closed[i] == "point":
            pairs.append((table.values[i], Eq(x, high)))
    return tuple(pairs)


def _closing_side(table: BranchTable, i: int) -> str:
    """Return which branch holds the value at breakpoint i: left, right, a point of its own, or none."""
    if table.values[i] is S.NaN:
        return "none"
    at = [p.subs(table.variable, table.breakpoints[i]) for p in table.pieces[i : i + 2]]
    if at[1] == table.values[i]:
        return "right"
    return "left" if at[0] == table.values[i] else "point"
