"""Where an expression with branches is zero, and a canonical form of it."""

from __future__ import annotations

from sympy import EmptySet, Expr, FiniteSet, Interval, S, Set, Symbol, Union

from symact.exact.branches import BranchTable, bound_table, merged, same
from symact.exact.limiting import unfold
from symact.exact.order import equal
from symact.exact.real_function import from_table
from symact.exact.roots import real_roots
from symact.exact.subject import Subject, univariate
from symact.exact.variable import T

__all__ = ["simplify", "zeros"]


def zeros(expr: Subject, variable: Symbol | None = None) -> Set:
    """Return every real zero of an expression in one variable: points and whole intervals.

    Raises
    ------
    UndecidedError, UnsupportedError
        Where not every zero could be found, or there are infinitely many isolated ones.

    Examples
    --------
    >>> zeros(sa.relu(x) - 2), zeros(sa.relu)
    ({2}, Interval(-oo, 0))
    >>> zeros(sa.elu(x) + Rational(1, 2))
    {-log(2)}
    """
    table = _reduced(*univariate(expr, variable))
    found: list[Set] = [FiniteSet(b) for b, v in zip(table.breakpoints, table.values, strict=True) if equal(v, S.Zero)]
    for low, high, piece in table.intervals():
        if piece.is_zero:
            found.append(Interval.open(low, high))
        elif piece is not S.NaN and piece.has(T):
            found.append(FiniteSet(*real_roots(piece, T, low, high)))
    return Union(EmptySet, *found)


def simplify(expr: Subject, variable: Symbol | None = None) -> Expr:
    """Return a real expression in one variable in canonical form: one formula where its branches agree.

    ``simplify(Max(0, x) - relu(x))`` is 0 here; SymPy's own ``simplify`` does not see through the branches.

    Examples
    --------
    >>> from sympy import Max
    >>> simplify(Max(0, x) - sa.relu(x))
    0
    >>> simplify(sa.relu(x) - sa.relu(-x)), simplify(sa.silu(x) - x * sa.sigmoid(x))
    (x, 0)
    """
    body, variable = univariate(expr, variable)
    return from_table(_reduced(body, variable), variable)


def _reduced(body: Expr, variable: Symbol) -> BranchTable:
    """Return the table in ``T``, with 0 for every piece that is proven to be 0 however it is written."""
    table = bound_table(body, variable)
    pieces = tuple(S.Zero if same(unfold(p), S.Zero) else p for p in table.pieces)
    return merged(BranchTable(T, table.breakpoints, pieces, table.values))
