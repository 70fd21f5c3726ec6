"""Edges between units: sign by colour and dash, size by width; arcs past the layers that an edge skips; labels."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from sympy import Expr

from symact.show.drawings.formula import Formula, expression, length, plain
from symact.show.drawings.layers import Edge
from symact.show.drawings.placement import lanes
from symact.show.drawings.scene import Box, Circle, Label, Line, Point, Scene, Stroke, extent, label_extent

__all__ = ["EdgePainter"]

_LONGEST_LABEL = 14
_MANY = 150
_MOST_TITLES = 600
_SIZE = 7.0
_HUGE = 1e300
_PLACES = (0.5, 0.4, 0.6, 0.33, 0.67, 0.26, 0.74, 0.2, 0.8, 0.15, 0.85)


class EdgePainter:
    """Paints the edges of a scene and writes their weights.

    Parameters
    ----------
    scene : Scene
    edges : sequence of Edge
    at : mapping
        Where the units are.
    radius : float
        Of a unit.
    column : mapping
        In which column each is.
    called : callable
        What a unit is called, by its layer and its place there.
    """

    def __init__(
        self,
        scene: Scene,
        edges: Sequence[Edge],
        at: Mapping[tuple[str, int], Point],
        radius: float,
        column: Mapping[tuple[str, int], int],
        called: Callable[[str, int], str],
    ) -> None:
        self.called = called
        self.scene, self.edges, self.at, self.radius, self.column = scene, edges, at, radius, column
        self.largest = max((abs(v) for e in edges if (v := _value(e.weight)) is not None), default=0.0) or 1.0
        xs = sorted({x for x, _ in at.values()})
        self.gap = min((b - a for a, b in pairwise(xs)), default=60.0)
        self.strokes = [self._stroke(e) for e in edges]
        self.paths = [self._straight(e) if not self._skips(e) else () for e in edges]
        self._lay_arcs()

    def paint(self) -> None:
        """Add the edges to the scene, heavy ones last."""
        titled = len(self.edges) <= _MOST_TITLES
        for i in sorted(range(len(self.edges)), key=lambda i: (self.strokes[i].width, i)):
            edge = self.edges[i]
            (a, j), (b, k) = edge.source, edge.target
            name = f"{a}[{j}] -> {b}[{k}]"
            ends = f"{self.called(a, j)} -> {self.called(b, k)}"
            title = f"{ends}: {plain(expression(edge.weight))}" if titled else ""
            self.scene.add(
                Line(self.paths[i], self.strokes[i], curved=len(self.paths[i]) > 2, title=title, stands_for=name)
            )

    def legend(self) -> list[tuple[Stroke, str]]:
        """Return what strokes mean, for those that are there."""
        names = {"positive": "w > 0", "negative": "w < 0", "faint": "w = 0"}
        found = {s.colour: s for s in self.strokes if s.colour in names}
        return [(Stroke(c, 1.2, found[c].dashes), names[c]) for c in names if c in found]

    def written(self, value: Any) -> Formula:
        """Return a weight as a label, nothing if it is too long for one."""
        text = expression(value)
        return text if length(text) <= _LONGEST_LABEL else ()

    def label(self) -> None:
        """Write the weights beside their edges, for each pair of columns all or none."""
        taken = [extent(m) for m in self.scene.marks if isinstance(m, (Box, Circle, Label))]
        indices = sorted(range(len(self.edges)), key=lambda i: self._gap_of(self.edges[i]))
        for _, group in groupby(indices, key=lambda i: self._gap_of(self.edges[i])):
            placed = self._placed([i for i in group if self.written(self.edges[i].weight)], taken)
            self.scene.add(*placed)
            taken += [label_extent(m) for m in placed]

    def _gap_of(self, edge: Edge) -> tuple[int, int]:
        return self.column[edge.source], self.column[edge.target]

    def _placed(self, indices: Sequence[int], taken: Sequence[tuple[float, ...]]) -> list[Label]:
        """Return labels that touch nothing and stay away from other edges, or none if one finds no place."""
        labels: list[Label] = []
        boxes = list(taken)
        for i in indices:
            free = [c for c in self._candidates(i) if not any(_touch(label_extent(c), b) for b in boxes)]
            if not free:
                return []
            best = min(free, key=lambda c: (self._crossed(c, i), -_distance(c, labels), free.index(c)))
            labels.append(best)
            boxes.append(label_extent(best))
        return labels

    def _candidates(self, i: int) -> list[Label]:
        edge = self.edges[i]
        text = self.written(edge.weight)
        colour = self.strokes[i].colour if self.strokes[i].colour in ("positive", "negative") else "ink"
        points = [_along(self.paths[i], t) for t in _PLACES]
        name = f"{edge.source[0]}[{edge.source[1]}] -> {edge.target[0]}[{edge.target[1]}]"
        return [Label((x, y + 0.3 * _SIZE), text, _SIZE, colour=colour, halo=True, stands_for=name) for x, y in points]

    def _crossed(self, label: Label, own: int) -> int:
        """Return how many other edges run through a label."""
        left, top, right, bottom = label_extent(label)
        return sum(
            any(left <= x <= right and top <= y <= bottom for x, y in _sampled(path))
            for i, path in enumerate(self.paths)
            if i != own
        )

    def _stroke(self, edge: Edge) -> Stroke:
        dense = len(self.edges) > _MANY
        value = _value(edge.weight)
        if value is None:
            return Stroke("grey", 0.35 if dense else 0.8)
        if value == 0:
            return Stroke("faint", 0.5, (0.5, 2.0))
        least, most = (0.25, 1.4) if dense else (0.5, 2.2)
        thick = least + (most - least) * abs(value) / self.largest
        return Stroke("positive", thick) if value > 0 else Stroke("negative", thick, (3.5, 2.2))

    def _skips(self, edge: Edge) -> bool:
        return self.column[edge.target] - self.column[edge.source] > 1

    def _straight(self, edge: Edge) -> tuple[Point, ...]:
        (x, y), (u, v) = self.at[edge.source], self.at[edge.target]
        far = math.hypot(u - x, v - y)
        dx, dy = (u - x) * self.radius / far, (v - y) * self.radius / far
        return (x + dx, y + dy), (u - dx, v - dy)

    def _lay_arcs(self) -> None:
        """Lead edges that skip columns above or below all units, each along a lane of its own."""
        skipping = [i for i, e in enumerate(self.edges) if self._skips(e)]
        ys = [y for _, y in self.at.values()]
        middle = (min(ys) + max(ys)) / 2
        up = [i for i in skipping if self._height(i) <= middle]
        for side, members in ((-1, up), (1, [i for i in skipping if i not in set(up)])):
            found = lanes([self._gap_of(self.edges[i]) for i in members])
            apart = min(7.0, 60.0 / (1 + max(found, default=0)))
            edge = min(ys) if side < 0 else max(ys)
            for i, lane in zip(members, found, strict=True):
                self.paths[i] = self._arc(self.edges[i], edge + side * (self.radius + 18 + apart * lane))

    def _height(self, i: int) -> float:
        return (self.at[self.edges[i].source][1] + self.at[self.edges[i].target][1]) / 2

    def _arc(self, edge: Edge, level: float) -> tuple[Point, ...]:
        (x, y), (u, v) = self.at[edge.source], self.at[edge.target]
        room = self.gap - 2 * self.radius
        start, end = (x + self.radius, y), (u - self.radius, v)
        rise, fall = (start[0] + 0.75 * room, level), (end[0] - 0.75 * room, level)
        bend = 0.4 * room
        third = (fall[0] - rise[0]) / 3
        return (
            start,
            (start[0] + bend, y),
            (rise[0] - bend, level),
            rise,
            (rise[0] + third, level),
            (fall[0] - third, level),
            fall,
            (fall[0] + bend, level),
            (end[0] - bend, v),
            end,
        )


def _value(weight: Any) -> float | None:
    """Return a weight as a float, None if it is no number."""
    if not isinstance(weight, Expr):
        return float(weight)
    if not weight.is_number:
        return None
    return min(max(float(weight.evalf(15)), -_HUGE), _HUGE)


def _along(path: Sequence[Point], t: float) -> Point:
    """Return a point of a path: of a straight one at the fraction `t`, of an arc on its level stretch."""
    (x, y), (u, v) = (path[0], path[-1]) if len(path) == 2 else (path[3], path[6])
    return x + t * (u - x), y + t * (v - y)


def _sampled(path: Sequence[Point]) -> list[Point]:
    return [_along(path, k / 40) for k in range(41)]


def _distance(label: Label, others: Sequence[Label]) -> float:
    """Return how far a label is from the nearest other, up to what is far enough."""
    (x, y) = label.at
    return min([12.0] + [max(abs(x - o.at[0]) - 16, abs(y - o.at[1]) - 4) for o in others])


def _touch(a: Sequence[float], b: Sequence[float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
