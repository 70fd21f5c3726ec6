"""The shape of a function: where it rises and falls, bends up and down, and the points where that changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from sympy import EmptySet, Expr, FiniteSet, Interval, S, Set, Symbol, Union, oo

from symact.errors import UnsupportedError
from symact.exact.branches import BranchTable, bound_table
from symact.exact.certified import Known, spelled
from symact.exact.limiting import one_sided
from symact.exact.order import compare, equal
from symact.exact.subject import Subject, univariate
from symact.exact.variation import Cell, Node, Variation, constant_of, rates, variation

__all__ = ["Extremum", "Shape", "Stretch", "convexity", "extrema", "inflections", "monotonicity"]


@dataclass(frozen=True)
class Stretch:
    """A maximal interval on which a function goes one way.

    Attributes
    ----------
    kind : str
        "increasing", "decreasing" or "constant"; "convex", "concave" or "affine".
    interval : Interval
        With its ends where the statement holds with them.
    strict : bool
        Whether strictly so.
    """

    kind: str
    interval: Interval
    strict: bool

    def __str__(self) -> str:
        return f"{'strictly ' if self.strict else ''}{self.kind} on {spelled(self.interval)}"


@dataclass(frozen=True)
class Shape:
    """All the stretches of a function.

    Attributes
    ----------
    stretches : tuple of Stretch
        From left to right, strict ones, and those where it is constant or affine.
    weak : tuple of Stretch
        The maximal intervals on which it is at least weakly so; they may overlap.
    """

    stretches: tuple[Stretch, ...]
    weak: tuple[Stretch, ...]

    @property
    def everywhere(self) -> Stretch | None:
        """The one stretch that is the whole line, strict where it can be; None if it is not the same everywhere."""
        whole = (s for s in (*self.stretches, *self.weak) if s.interval == Interval(-oo, oo))
        return next(whole, None)

    def on(self, kind: str) -> tuple[Interval, ...]:
        """Return the maximal intervals on which the function is, weakly, of one kind."""
        return tuple(s.interval for s in self.weak if s.kind == kind)

    def __str__(self) -> str:
        return ", ".join(map(str, (self.everywhere,) if self.everywhere else self.stretches))


@dataclass(frozen=True)
class Extremum:
    """A local minimum or maximum, a point or a plateau that is higher or lower than what lies around it.

    Attributes
    ----------
    kind : str
        "minimum" or "maximum".
    value : Known
        With the place as its ``at``.
    """

    kind: str
    value: Known

    @property
    def at(self) -> Set:
        """The place."""
        return self.value.at

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


def monotonicity(expr: Subject, variable: Symbol | None = None) -> Shape:
    """Return where a function of one real variable rises and falls, proven on the whole line.

    Raises
    ------
    UndecidedError, UnsupportedError
        Where not every point with slope 0 was found, or there are infinitely many between which it turns.

    Examples
    --------
    >>> print(monotonicity(sa.silu).stretches[0])
    strictly decreasing on Interval(-oo, -1 - LambertW(exp(-1)))
    >>> print(monotonicity(sa.relu), monotonicity(sa.softsign), sep="; ")
    increasing on Interval(-oo, oo); strictly increasing on Interval(-oo, oo)
    """
    found = variation(bound_table(*univariate(expr, variable)))
    return _shape(found, [_step(node) for node in found.nodes], _rising_to, ("increasing", "decreasing", "constant"))


def convexity(expr: Subject, variable: Symbol | None = None) -> Shape:
    """Return where a function of one real variable is convex and concave, proven on the whole line.

    Raises
    ------
    UndecidedError, UnsupportedError
        As :func:`monotonicity`, for the slope.

    Examples
    --------
    >>> print(convexity(sa.gelu).stretches[1])
    strictly convex on Interval(-sqrt(2), sqrt(2))
    >>> print(convexity(sa.relu))
    convex on Interval(-oo, oo)
    """
    found, nodes = _bends(bound_table(*univariate(expr, variable)))
    bends = [_bend(node, slope) for node, slope in zip(nodes, found.nodes, strict=True)]
    joined = replace(found, nodes=tuple(nodes))
    return _shape(joined, bends, lambda value, limit, side: None, ("convex", "concave", "affine"))


def _bends(table: BranchTable) -> tuple[Variation, list[Node]]:
    """Return the variation of the slope, and what the function itself does at its nodes."""
    found = variation(rates(table), 1)
    stated = {b: node for b, node in zip(table.breakpoints, _stated(table), strict=True)}
    return found, [stated.get(n.at, Node(n.at, S.Zero, S.Zero, S.Zero)) for n in found.nodes]


def _stated(table: BranchTable) -> list[Node]:
    points = zip(table.breakpoints, table.values, strict=True)
    return [Node(b, one_sided(table, b, "-"), v, one_sided(table, b, "+")) for b, v in points]


def _step(node: Node) -> int | None:
    """Return which way a function goes through a node: 0 where it is continuous, None where both or neither."""
    if S.NaN in (node.left, node.value, node.right):
        return None
    below, above = compare(node.value, node.left), compare(node.right, node.value)
    return None if below * above < 0 else below or above


def _bend(node: Node, slope: Node) -> int | None:
    """Return which way a function bends at a node, None where it is not continuous."""
    if S.NaN in (node.left, node.value, node.right, slope.left, slope.right):
        return None
    return compare(slope.right, slope.left) if equal(node.left, node.value) and equal(node.value, node.right) else None


def _rising_to(value: Expr, limit: Expr, side: int) -> int:
    """Return whether the step from a stretch into its end rises or falls, for the end on that side."""
    return side * compare(value, limit)


Closing = Callable[[Expr, Expr, int], int | None]


def _shape(found: Variation, steps: list[int | None], closing: Closing, kinds: tuple[str, str, str]) -> Shape:
    trends = [cell.trend for cell in found.cells]
    if found.period is not None and len({*trends, *steps} - {0}) > 1:
        raise UnsupportedError(
            f"a function must turn finitely often, and this one does so again every {found.period}; ask on an interval"
        )
    strict: list[tuple[int, Stretch]] = []
    weak: list[tuple[int, Stretch]] = []
    for way, kind in zip((1, -1, 0), kinds, strict=True):
        for first, last in _runs(trends, steps, {way}):
            strict.append((first, Stretch(kind, _interval(found, first, last, way, closing), way != 0)))
        for first, last in _runs(trends, steps, {way, 0}):
            if way and way in (*trends[first : last + 1], *steps[first:last]):
                weak.append((first, Stretch(kind, _interval(found, first, last, way, closing), False)))
    ordered = (sorted(part, key=lambda pair: pair[0]) for part in (strict, weak or strict))
    return Shape(*(tuple(stretch for _, stretch in part) for part in ordered))


def _runs(trends: list[int | None], steps: list[int | None], wanted: set[int]) -> list[tuple[int, int]]:
    """Return the first and last cell of each maximal run of cells of the wanted trends, joined by like steps."""
    runs: list[tuple[int, int]] = []
    for i, trend in enumerate(trends):
        if trend not in wanted:
            continue
        if runs and runs[-1][1] == i - 1 and steps[i - 1] in wanted | {0}:
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return runs


def _interval(found: Variation, first: int, last: int, way: int, closing: Closing) -> Interval:
    """Return the interval of a run of cells, with an end where the function has a value that carries it on."""
    if found.period is not None:
        return Interval(-oo, oo)
    low, high = found.cells[first].low, found.cells[last].high
    open_ends = []
    for end, node, side in ((low, first - 1, -1), (high, last, 1)):
        if end.is_infinite or (value := found.nodes[node].value) is S.NaN:
            open_ends.append(True)
            continue
        limit = found.nodes[node].right if side < 0 else found.nodes[node].left
        open_ends.append(not equal(value, limit) and closing(value, limit, side) != way)
    return Interval(low, high, *open_ends)


# Points


def inflections(expr: Subject, variable: Symbol | None = None) -> tuple[Known, ...]:
    """Return every point where a function has a tangent and turns from convex to concave or back.

    Examples
    --------
    >>> inflections(sa.gelu)
    (exact: -sqrt(2), exact: sqrt(2))
    """
    found, nodes = _bends(bound_table(*univariate(expr, variable)))
    _refuse_periodic(found)
    turns = (
        node.at
        for (a, b), node, slope in zip(pairwise(found.cells), nodes, found.nodes, strict=True)
        if a.trend and b.trend and a.trend != b.trend and _bend(node, slope) == 0
    )
    return tuple(Known(point, "where the second derivative changes its sign") for point in turns)


def extrema(expr: Subject, variable: Symbol | None = None) -> tuple[Extremum, ...]:
    """Return every local minimum and maximum from left to right, plateaus as one.

    Examples
    --------
    >>> [(e.kind, e.at) for e in extrema(sa.hardtanh)]
    [('minimum', Interval(-oo, -1)), ('maximum', Interval(1, oo))]
    """
    found = variation(bound_table(*univariate(expr, variable)))
    _refuse_periodic(found)
    peaks = []
    for level in _levels(found):
        sides = {level.before, level.after} - {None}
        if sides in ({1}, {-1}):
            kind = "maximum" if sides == {1} else "minimum"
            peaks.append(Extremum(kind, Known(level.value, "it lies beyond all around it", level.place)))
    return tuple(peaks)


def _refuse_periodic(found: Variation) -> None:
    if found.period is not None and len({cell.trend for cell in found.cells}) > 1:
        raise UnsupportedError(f"the points must be finitely many, and they come again every {found.period}")


@dataclass
class _Level:
    """A point or a plateau; whether it lies above (1) or below (-1) what is before and after it, None for nothing."""

    value: Expr
    place: Set
    before: int | None
    after: int | None = None


def _levels(found: Variation) -> list[_Level]:
    levels: list[_Level] = []
    current: _Level | None = None
    for k, cell in enumerate(found.cells):
        if k:
            node, last = found.nodes[k - 1], found.cells[k - 1]
            if current is not None and equal(node.left, node.value):
                current.place = Union(current.place, FiniteSet(node.at))
            else:
                if current is not None:
                    current.after = None if node.value is S.NaN else compare(current.value, node.value)
                current = None
                if node.value is not S.NaN:
                    current = _Level(node.value, FiniteSet(node.at), _above(node.value, node.left, last, 1))
                    levels.append(current)
            if current is not None and not (cell.trend == 0 and equal(node.value, node.right)):
                current.after = _above(current.value, node.right, cell, -1)
                current = None
        if cell.trend == 0 and current is None:
            before, value = None, constant_of(cell)
            if k and found.nodes[k - 1].value is not S.NaN:
                before = compare(value, found.nodes[k - 1].value)
            current = _Level(value, EmptySet, before)
            levels.append(current)
        if cell.trend == 0 and current is not None:
            current.place = Union(current.place, Interval.open(cell.low, cell.high))
    return levels


def _above(value: Expr, limit: Expr, cell: Cell, way: int) -> int | None:
    """Return whether a value lies above (1) or below (-1) what is next to it in a cell; None where there is nothing."""
    return None if cell.trend is None else compare(value, limit) or way * cell.trend
