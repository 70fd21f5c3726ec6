"""The variation of a function: the real line cut where its slope is zero and where its formula changes.

Between two neighbours of these points the function rises, falls or is constant, which the sign of its slope at one
point of the cell proves. Ranges, extrema, stretches of monotony and Lipschitz constants are read off the cells, and
with the variation of the slope in place of the function those of convexity and inflection.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from itertools import pairwise

from sympy import Abs, Expr, FiniteSet, ImageSet, Interval, Lambda, Max, Min, Rational, S, Set, Symbol, Union, diff, oo

from symact.arithmetic.balls import ball
from symact.arithmetic.zeros import is_zero
from symact.errors import UndecidedError, UnsupportedError
from symact.exact.branches import BranchTable, same
from symact.exact.certified import Known
from symact.exact.limiting import piece_limit, unfold
from symact.exact.order import compare, midpoints, sign
from symact.exact.roots import real_roots
from symact.exact.slopes import tidy
from symact.exact.variable import T, unfolded
from symact.exact.waves import wave

__all__ = ["Cell", "Node", "Variation", "clipped", "constant_of", "extreme", "rates", "variation"]

_BITS = 320
_SHORT = 80
_STARTS = tuple(Rational(p, 7) for p in range(50))


@dataclass(frozen=True)
class Node:
    """A point between two cells: the limits from both sides, ``nan`` from where there are no values, and the value."""

    at: Expr
    left: Expr
    value: Expr
    right: Expr


@dataclass(frozen=True)
class Cell:
    """An open interval on which the function follows one formula and goes one way.

    Attributes
    ----------
    low, high : Expr
        The ends.
    piece : Expr
        The formula in ``T``.
    trend : int or None
        The sign of the slope; None where the function is not defined.
    """

    low: Expr
    high: Expr
    piece: Expr
    trend: int | None


@dataclass(frozen=True)
class Variation:
    """Cells from left to right, and the nodes between them, one fewer.

    With a `period` they are those of one period; a period later the function is higher by `drift`.
    """

    cells: tuple[Cell, ...]
    nodes: tuple[Node, ...]
    period: Expr | None = None
    drift: Expr = S.Zero


def rates(table: BranchTable, order: int = 1) -> BranchTable:
    """Return the table of the slopes next to and between the breakpoints, all of which stay; no values at them."""
    pieces = tuple(p if p is S.NaN else tidy(diff(p, T), order) for p in table.pieces)
    return BranchTable(T, table.breakpoints, pieces, (S.NaN,) * len(table.values))


def clipped(table: BranchTable, low: Expr, high: Expr) -> BranchTable:
    """Return the table on a closed interval alone, not defined outside."""
    inside = [b for b in table.breakpoints if compare(low, b) < 0 < compare(high, b)]
    ends = [e for e in (low, high) if e.is_finite]
    points = tuple(sorted({*inside, *ends}, key=[low, *inside, high].index))
    if points == table.breakpoints and not ends:
        return table
    pieces = [table.pieces[table.locate(m)[0]] for m in midpoints(points)]
    if low.is_finite:
        pieces[0] = S.NaN
    if high.is_finite:
        pieces[-1] = S.NaN
    return BranchTable(T, points, tuple(pieces), tuple(table.at(p) for p in points))


@lru_cache(maxsize=512)
def variation(table: BranchTable, order: int = 0) -> Variation:
    """Return the variation of a table in ``T``, which is that of a derivative of some `order`.

    Raises
    ------
    UndecidedError, UnsupportedError
        Where not every point with slope 0 could be found, or there are infinitely many in no period.
    """
    try:
        return _variation(table, order)
    except (UndecidedError, UnsupportedError):
        if (found := wave(table)) is None:
            raise
    period, drift = found
    slope = diff(table.pieces[0], T)
    start = next(s for s in _STARTS if sign(slope.subs(T, s)) != 0)
    whole = _variation(clipped(table, start, start + period), order)
    return Variation(whole.cells[1:-1], whole.nodes[1:-1], period, drift)


def _variation(table: BranchTable, order: int) -> Variation:
    cells: list[Cell] = []
    nodes: list[Node] = []
    for i, (low, high, piece) in enumerate(table.intervals()):
        if i:
            b = table.breakpoints[i - 1]
            nodes.append(Node(b, piece_limit(cells[-1].piece, b, -1), table.values[i - 1], piece_limit(piece, b, 1)))
        for cell in _cells(low, high, piece, order):
            if cells and len(nodes) < len(cells):
                value = piece.subs(T, cell.low)
                nodes.append(Node(cell.low, value, value, value))
            cells.append(cell)
    return Variation(tuple(cells), tuple(nodes))


def _cells(low: Expr, high: Expr, piece: Expr, order: int) -> list[Cell]:
    """Return the cells of one piece, cut at the roots of its slope."""
    if piece is S.NaN or not piece.has(T):
        return [Cell(low, high, piece, None if piece is S.NaN else 0)]
    slope = tidy(diff(piece, T), order + 1)
    if same(unfold(slope), S.Zero):
        return [Cell(low, high, piece, 0)]
    roots = real_roots(slope, T, low, high) if slope.has(T) else ()
    points = tuple(e for e in (low, *roots, high) if e.is_finite)
    samples = midpoints(points)[low.is_finite : len(points) + 1 - high.is_finite]
    ends = (low, *roots, high)
    return [
        Cell(a, b, piece, sign(slope.subs(T, sample))) for (a, b), sample in zip(pairwise(ends), samples, strict=True)
    ]


# Extremes


def extreme(found: Variation, side: int, *, slopes: bool = False, size: bool = False) -> Known:
    """Return the supremum for `side` 1, the infimum for -1, where it is attained and where it is only approached.

    Parameters
    ----------
    found : Variation
    side : int
    slopes : bool, optional
        Whether the values are slopes of a continuous function: those of one side count as attained.
    size : bool, optional
        Whether to compare the absolute values.
    """
    if found.drift != 0:
        return Known(side * S.Infinity, f"every {found.period} it goes on by {found.drift}", FiniteSet(-oo, oo), False)
    candidates = [*_inside(found), *_at_nodes(found, slopes)]
    if not candidates:
        raise UndecidedError("a function must be defined on some interval to have extremes, and this one is not")
    if size:
        candidates = [replace(c, number=_size(c.found)) for c in candidates]
    return reduce(lambda a, b: _more(a, b, side), candidates)


def _size(number: Expr) -> Expr:
    try:
        return -number if sign(number) < 0 else number
    except UndecidedError:
        return Abs(number)


def _inside(found: Variation) -> list[Known]:
    """Return the values of constant cells, and the limits at infinity of others."""
    candidates = []
    for cell in found.cells:
        if cell.trend == 0:
            candidates.append(Known(constant_of(cell), "it is constant there", Interval.open(cell.low, cell.high)))
        elif cell.trend is not None:
            for end in (cell.low, cell.high):
                if end.is_infinite:
                    limit = piece_limit(cell.piece, end, 0)
                    candidates.append(Known(limit, f"its limit at {end}", FiniteSet(end), False))
    return candidates


def constant_of(cell: Cell) -> Expr:
    """Return the value of a cell on which the function is constant."""
    ends = tuple(e for e in (cell.low, cell.high) if e.is_finite)
    return cell.piece.subs(T, midpoints(ends)[int(cell.low.is_finite)])


def _at_nodes(found: Variation, slopes: bool) -> list[Known]:
    candidates = []
    for node in found.nodes:
        place = FiniteSet(node.at) if found.period is None else _again(node.at, found.period)
        if node.value is not S.NaN:
            candidates.append(Known(node.value, "its slope is 0 or its formula changes there", place))
        for limit in {node.left, node.right} - {node.value, S.NaN}:
            candidates.append(Known(limit, "its limit from one side", place, slopes and bool(limit.is_finite)))
    return candidates


def _again(point: Expr, period: Expr) -> Set:
    n = Symbol("n", integer=True)
    return ImageSet(Lambda(n, point + n * period), S.Integers)


def _more(a: Known, b: Known, side: int) -> Known:
    """Return the greater of two candidates, or both places in one where they are equal."""
    greatest = Max if side > 0 else Min
    try:
        order = side * _rank(a.found, b.found)
    except UndecidedError:
        if not (a.found - b.found).free_symbols:
            raise
        return Known(greatest(a.found, b.found), f"{a.why}, or {b.why}", attained=a.attained and b.attained)
    if order:
        return a if order > 0 else b
    if a.attained != b.attained:
        return a if a.attained else b
    number = a.found if _same(a.found, b.found) else greatest(a.found, b.found, evaluate=False)
    return Known(number, a.why, Union(a.at, b.at), a.attained)


def _rank(a: Expr, b: Expr) -> int:
    """Compare two values; those that a hundred digits do not tell apart count as tied."""
    if a == b or a.is_infinite or b.is_infinite or (a - b).free_symbols:
        return compare(a, b)
    gap = ball(a - b, _BITS)
    return 0 if gap.contains(0) else 1 if gap > 0 else -1


def _same(a: Expr, b: Expr) -> bool:
    """Return whether two tied values were proven equal with little effort; else both stand in the answer."""
    return a == b or (a.count_ops() + b.count_ops() < _SHORT and is_zero(unfolded(a - b)))
