"""Parity, smoothness class, asymptotes and fixed points of a function of one real variable."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, FiniteSet, Integer, S, Set, Symbol, Union

from symact.errors import UndecidedError
from symact.exact.bounds import discontinuity
from symact.exact.branches import BranchTable, bound_table, same
from symact.exact.limiting import one_sided, piece_limit, unfold
from symact.exact.order import distinct_sorted, equal, sign
from symact.exact.slopes import derivative_table
from symact.exact.subject import Subject, univariate
from symact.exact.variable import T
from symact.exact.variation import rates
from symact.exact.zero_sets import zeros

__all__ = ["FixedPoint", "asymptotes", "differentiability", "fixed_points", "parity"]

_MOST_ORDER = 4


def parity(expr: Subject, variable: Symbol | None = None) -> str | None:
    """Return "even" or "odd", None for a function that was not proven to be either; 0 is even.

    Examples
    --------
    >>> parity(sa.tanh), parity(sa.gaussian), parity(sa.relu), parity(sa.gelu(x) - x / 2)
    ('odd', 'even', None, 'even')
    """
    table = bound_table(*univariate(expr, variable))
    mirrored = table.mirrored()
    if not all(map(equal, table.breakpoints, mirrored.breakpoints)):
        return None
    for name, factor in (("even", 1), ("odd", -1)):
        values = (equal(v, factor * w) for v, w in zip(table.values, mirrored.values, strict=True))
        pieces = (same(unfold(p), factor * unfold(q)) for p, q in zip(table.pieces, mirrored.pieces, strict=True))
        if all(values) and all(pieces):
            return name
    return None


def differentiability(expr: Subject, variable: Symbol | None = None) -> Expr:
    """Return the greatest k such that a function has k continuous derivatives; oo if all, -1 where it jumps.

    Examples
    --------
    >>> [differentiability(f) for f in (sa.step, sa.relu, sa.elu, sa.squared_relu, sa.silu)]
    [-1, 0, 1, 1, oo]
    """
    table = bound_table(*univariate(expr, variable))
    for order in range(_MOST_ORDER + 1):
        if table.is_smooth:
            return S.Infinity
        if discontinuity(table) is not None:
            return Integer(order - 1)
        table = derivative_table(table)
    if all(S.NaN in pair for pair in zip(table.pieces, table.pieces[1:], strict=False)):
        return S.Infinity
    raise UndecidedError(f"the class must be found among the first {_MOST_ORDER} derivatives, and all are continuous")


def asymptotes(expr: Subject, variable: Symbol | None = None) -> tuple[Expr | None, Expr | None]:
    """Return the lines that a function approaches at -oo and oo, None where there is none.

    Raises
    ------
    NoLimitError, UndecidedError
        Where a limit does not exist or was not found.

    Examples
    --------
    >>> asymptotes(sa.softplus), asymptotes(sa.tanhshrink), asymptotes(sa.exp)
    ((0, x), (x + 1, x - 1), (0, None))
    """
    body, variable = univariate(expr, variable)
    table = bound_table(body, variable)
    return _line(table.pieces[0], S.NegativeInfinity, variable), _line(table.pieces[-1], S.Infinity, variable)


def _line(piece: Expr, end: Expr, variable: Symbol) -> Expr | None:
    if piece is S.NaN:
        return None
    slope = piece_limit(piece / T, end, 0)
    if not slope.is_finite:
        return None
    height = piece_limit(piece - slope * T, end, 0)
    return slope * variable + height if height.is_finite else None


@dataclass(frozen=True)
class FixedPoint:
    """Where f(x) = x, and what iteration x -> f(x) does next to it.

    Attributes
    ----------
    at : Set
        The point, or an interval of them.
    slopes : tuple of Expr
        From the left and from the right.
    kind : str
        "attracting" where both slopes are less than 1 in size, "repelling" where both are greater or the function
        jumps, else "neutral".
    """

    at: Set
    slopes: tuple[Expr, Expr]
    kind: str


def fixed_points(expr: Subject, variable: Symbol | None = None) -> tuple[FixedPoint, ...]:
    """Return every fixed point of a function and its stability.

    Raises
    ------
    UndecidedError, UnsupportedError
        As :func:`symact.zeros`, of f(x) - x.

    Examples
    --------
    >>> [(p.at, p.kind) for p in fixed_points(2 * sa.tanh(x))][1]
    ({0}, 'repelling')
    >>> [(p.at, p.kind) for p in fixed_points(sa.relu)]
    [(Interval(0, oo), 'neutral')]
    """
    body, variable = univariate(expr, variable)
    found = zeros(body - variable, variable)
    parts = found.args if isinstance(found, Union) else (found,) if found else ()
    points = distinct_sorted({p for part in parts if part.is_FiniteSet for p in part})
    stretches = [FixedPoint(part, (S.One, S.One), "neutral") for part in parts if not part.is_FiniteSet]
    table = bound_table(body, variable)
    return (*(_stability(point, table, rates(table)) for point in points), *stretches)


def _stability(point: Expr, table: BranchTable, slopes: BranchTable) -> FixedPoint:
    sides = one_sided(slopes, point, "-"), one_sided(slopes, point, "+")
    apart = not all(equal(one_sided(table, point, side), point) for side in "-+")
    sizes = {1 if apart or not s.is_finite else sign(abs(s) - 1) for s in sides}
    kind = "attracting" if sizes == {-1} else "repelling" if sizes == {1} else "neutral"
    return FixedPoint(FiniteSet(point), sides, kind)
