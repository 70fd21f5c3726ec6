"""What a plot draws of one function: its strands, its kinks and dots, its asymptotes, all from the branch table.

Where a function breaks is exact knowledge, so no line is ever drawn through a jump or a pole. Only where there are
infinitely many breaks, as in ``tan``, are they found on the way: a stretch is drawn if ball arithmetic proves that
the function is bounded and in one piece there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import copysign, inf, isfinite

import numpy as np
from sympy import Expr, S, diff

from symact.arithmetic.balls import to_double
from symact.errors import SymactError, UnsupportedError
from symact.exact.branches import BranchTable
from symact.exact.limiting import at_infinity, piece_limit
from symact.exact.nonsmooth import Corner
from symact.exact.variable import T
from symact.show.pieces import unbroken
from symact.show.sampling import Floats, bounds, sample
from symact.show.statements import corner_of
from symact.show.subjects import Shown

__all__ = ["Asymptote", "Curve", "Mark", "Strand", "curve"]

# An end of a stretch is a pole where the value is so many times what it is this share of the window further in.
_INSIDE = 0.02
_STEEP = 20.0
# An outline has so many points, and up to so many more where balls allow a curve to rise above it by this share.
_EVEN = 97
_MOST = 400
_RISE = 0.25


@dataclass(frozen=True)
class Strand:
    """A smooth piece over an interval of the window, and how to draw it.

    Attributes
    ----------
    piece : Expr
        In ``T``.
    low, high : float
        The interval.
    low_value, high_value : float
        The limits at its ends; infinite at a pole, ``nan`` where there is none.
    """

    piece: Expr
    low: float
    high: float
    low_value: float
    high_value: float

    def at(self, points: Iterable[float]) -> Floats:
        """Return the values at points inside the interval."""
        return sample(self.piece, T, points)

    @cached_property
    def outline(self) -> tuple[Floats, Floats]:
        """Points and values on an even grid, the limits at its ends; denser where a spike may hide between two."""
        x = np.linspace(self.low, self.high, _EVEN)
        y = np.concatenate(([self.low_value], self.at(x[1:-1]), [self.high_value]))
        unproven = set(range(len(x) - 1))
        while unproven and len(x) < _MOST:
            known = y[np.isfinite(y)]
            slack = _RISE * np.ptp(known) if known.size else 0.0
            hiding = sorted(i for i in unproven if self._may_hide(x[i : i + 2], y[i : i + 2], slack))
            places = np.array(hiding, dtype=int) + 1
            between = (x[places - 1] + x[places]) / 2
            x, y = np.insert(x, places, between), np.insert(y, places, self.at(between))
            unproven = {i + k + side for k, i in enumerate(hiding) for side in (0, 1)}
        return x, y

    def _may_hide(self, x: Floats, y: Floats, slack: float) -> bool:
        """Return whether the curve may leave the heights of two points between them by more than a slack."""
        if not (isfinite(y[0]) and isfinite(y[1])):
            return False
        reach = bounds(self.piece, T, float(x[0]), float(x[1]))
        return reach is not None and not (y.min() - slack <= reach[0] and reach[1] <= y.max() + slack)


@dataclass(frozen=True)
class Mark:
    """A breakpoint in the window, as numbers for the pen and as expressions for the labels."""

    corner: Corner
    x: float
    value: float
    left: float
    right: float
    left_slope: float
    right_slope: float


@dataclass(frozen=True)
class Asymptote:
    """The line y = slope*x + intercept that a curve goes to at one end."""

    slope: Expr
    intercept: Expr
    end: int


@dataclass(frozen=True)
class Curve:
    """One function or derivative over a window."""

    subject: Shown
    order: int
    strands: tuple[Strand, ...]
    marks: tuple[Mark, ...] = ()
    asymptotes: tuple[Asymptote, ...] = ()

    @property
    def label(self) -> str:
        """The curve's name as LaTeX."""
        return self.subject.call(self.order)

    def at(self, points: Iterable[float]) -> tuple[list[float], list[float]]:
        """Return those points at which the curve has a value, and the values; at breakpoints the stated ones."""
        stated = {m.x: m.value for m in self.marks}
        xs, ys = [], []
        for x in points:
            strand = next((s for s in self.strands if s.low <= x <= s.high), None)
            y = stated[x] if x in stated else float("nan") if strand is None else float(strand.at([x])[0])
            if y == y:
                xs.append(x)
                ys.append(y)
        return xs, ys


def curve(subject: Shown, order: int, low: float, high: float) -> Curve:
    """Return what is drawn of a derivative of that order on the window from `low` to `high`."""
    try:
        table = subject.derivative_table(order)
    except UnsupportedError:
        return Curve(subject, order, tuple(_broken(subject, order, low, high)))
    marks = [_mark(corner_of(table, i)) for i in range(len(table.breakpoints))]
    return Curve(
        subject,
        order,
        tuple(_strands(table, marks, low, high)),
        tuple(m for m in marks if low <= m.x <= high),
        tuple(_asymptotes(table)),
    )


def _broken(subject: Shown, order: int, low: float, high: float) -> Iterator[Strand]:
    """Yield the strands of a function with infinitely many breaks, each proven to be in one piece."""
    body = diff(subject.body, T, order) if order else subject.body
    for a, b in unbroken(body, low, high):
        inset = min((high - low) * _INSIDE, (b - a) / 2)
        start, near_start, near_end, end = (float(v) for v in sample(body, T, (a, a + inset, b - inset, b)))
        yield Strand(body, a, b, _end_value(start, near_start), _end_value(end, near_end))


def _end_value(value: float, further_in: float) -> float:
    return copysign(inf, value) if abs(value) > _STEEP * (1 + abs(further_in)) else value


def _strands(table: BranchTable, marks: list[Mark], low: float, high: float) -> Iterator[Strand]:
    ends = [-inf, *(m.x for m in marks), inf]
    for i, piece in enumerate(table.pieces):
        a, b = max(ends[i], low), min(ends[i + 1], high)
        if piece is S.NaN or not a < b:
            continue
        left = marks[i - 1].right if a == ends[i] else float(sample(piece, T, [a])[0])
        right = marks[i].left if b == ends[i + 1] else float(sample(piece, T, [b])[0])
        yield Strand(piece, a, b, left, right)


def _mark(corner: Corner) -> Mark:
    numbers = (corner.at, corner.value, corner.left, corner.right, corner.left_slope, corner.right_slope)
    return Mark(corner, *(_number(e) for e in numbers))


def _number(expr: Expr) -> float:
    return to_double(expr) if expr.is_number else float("nan")


def _asymptotes(table: BranchTable) -> Iterator[Asymptote]:
    """Yield the level or the oblique line that the curve approaches at each end; none if it is the curve itself."""
    for end, side, piece in ((S.NegativeInfinity, -1, table.pieces[0]), (S.Infinity, 1, table.pieces[-1])):
        if piece is S.NaN:
            continue
        try:
            line = _line_at(table, piece, end)
        except SymactError:
            continue
        if line is not None and (line[0] == 0 or line[0] * T + line[1] != piece):
            yield Asymptote(*line, side)


def _line_at(table: BranchTable, piece: Expr, end: Expr) -> tuple[Expr, Expr] | None:
    level = at_infinity(table, end)
    if level.is_finite:
        return S.Zero, level
    slope = piece_limit(piece / T, end, 0)
    if not slope.is_finite or slope.is_zero:
        return None
    intercept = piece_limit(piece - slope * T, end, 0)
    return (slope, intercept) if intercept.is_finite else None
