"""The drawing of units: layers from left to right, the curve of its activation in each unit, weights on the edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symact.show.drawings.below import CAPTION, Below
from symact.show.drawings.curve import curve
from symact.show.drawings.edges import EdgePainter
from symact.show.drawings.formula import Formula, Piece, expression, name, plain, width
from symact.show.drawings.layers import Edge, Layer, UnitLayers
from symact.show.drawings.placement import ordered
from symact.show.drawings.rules import activation_name
from symact.show.drawings.scene import Box, Circle, Label, Line, Point, Scene, Stroke

__all__ = ["Sizes", "draw_units", "sizes_for"]

MOST_LABELS = 24
_SMALL = 7.0
_LEAST_CURVE = 5.0


@dataclass(frozen=True)
class Sizes:
    """The lengths of a drawing of units.

    Attributes
    ----------
    radius, row, gap : float
        Of a unit, from unit to unit in a layer, from layer to layer.
    labelled : bool
        Whether weights and biases are written.
    """

    radius: float
    row: float
    gap: float
    labelled: bool


def sizes_for(layers: UnitLayers, labelled: bool) -> Sizes:
    """Return lengths that suit the number of units and of labels."""
    tallest = max(len(layer.shown) for layer in layers.layers.values())
    if labelled:
        return Sizes(11, 46, 112, True)
    if tallest <= 10:
        return Sizes(10, 30, 80 + 2 * tallest, False)
    if tallest <= 40:
        return Sizes(7, 19, min(70 + 4 * tallest, 150), False)
    return Sizes(3, 8, 150, False)


def draw_units(layers: UnitLayers, sizes: Sizes, formulas: float | None) -> Scene:
    """Return the scene of the units, below them their formulas in lines of at most a width."""
    return _UnitDrawing(layers, sizes, formulas).scene


class _UnitDrawing:
    """Paints edges, then units, then what is written beside and below them."""

    def __init__(self, layers: UnitLayers, sizes: Sizes, formulas: float | None) -> None:
        self.layers, self.sizes = layers, sizes
        self.scene = Scene(about=_about(layers))
        self.edges = layers.edges
        self.biases = layers.biases
        self.into: dict[tuple[str, int], list[Edge]] = {}
        for edge in self.edges:
            self.into.setdefault(edge.target, []).append(edge)
        self.at: dict[tuple[str, int], Point] = {}
        self.dots: list[tuple[float, float]] = []
        self.columns = [self._stacked(column) for column in self._columns()]
        self.painter = EdgePainter(self.scene, self.edges, self.at, sizes.radius, self._column_of(), layers.called)
        self.painter.paint()
        for layer in layers.layers.values():
            self._paint_layer(layer)
        if sizes.labelled:
            self.painter.label()
        below = Below(self.scene, layers, self.columns, self.at, sizes.radius, sizes.gap)
        self._paint_dots()
        y = below.legend(self.painter.legend(), below.captions())
        if formulas is not None:
            below.formulas(y, formulas)

    def _paint_dots(self) -> None:
        for x, y in self.dots:
            for k in (-1, 0, 1):
                self.scene.add(Circle((x, y + 4 * k), 0.7, Stroke("ink", 0.9), stands_for="dots"))

    def _columns(self) -> list[list[tuple[Layer, list[int]]]]:
        """Return the layers of each column with their units in the order of drawing."""
        columns = self.layers.columns()
        nodes = [[(layer.name, i) for layer in column for i in layer.shown] for column in columns]
        column_of = {node: c for c, column in enumerate(nodes) for node in column}
        near = [(e.source, e.target) for e in self.edges if column_of[e.target] - column_of[e.source] == 1]
        fixed = [c for c, column in enumerate(columns) if len(column) > 1 or not column[0].is_whole]
        order: Any = ordered(nodes, near, fixed)
        return [
            [(layer, [i for owner, i in order[c] if owner == layer.name]) for layer in column]
            for c, column in enumerate(columns)
        ]

    def _stacked(self, column: list[tuple[Layer, list[int]]]) -> list[Layer]:
        """Place the units of a column, centred around the height 0."""
        row = self.sizes.row
        places: list[tuple[Layer, int | None, float]] = []
        y = 0.0
        for n, (layer, entries) in enumerate(column):
            y += self._room_above(layer, n)
            for place, i in enumerate(entries):
                if not layer.is_whole and place == len(entries) // 2:
                    places.append((layer, None, y))
                    y += row
                places.append((layer, i, y))
                y += row
        middle = (places[0][2] + places[-1][2]) / 2
        x = column[0][0].column * self.sizes.gap
        for layer, spot, height in places:
            if spot is None:
                self.dots.append((x, height - middle))
            else:
                self.at[layer.name, spot] = (x, height - middle)
        return [layer for layer, _ in column]

    def _room_above(self, layer: Layer, place: int) -> float:
        """Return the room for the caption of the layer above in a column, and for the name of a group."""
        return 0.0 if place == 0 else 3 * CAPTION + (18.0 if layer.is_group else 0.0)

    def _column_of(self) -> dict[tuple[str, int], int]:
        return {(n, i): self.layers.layers[n].column for n, i in self.at}

    def _paint_layer(self, layer: Layer) -> None:
        if layer.is_group:
            self._paint_group(layer)
        function = self.layers.activation(layer)
        strands = () if function is None or layer.is_group else curve(function)
        for i in layer.shown:
            centre = self.at[layer.name, i]
            title = self._title(layer, i)
            stroke = Stroke(width=0.9) if layer.before is not None else Stroke("grey", 0.9)
            self.scene.add(Circle(centre, self.sizes.radius, stroke, title=title, stands_for=f"{layer.name}[{i}]"))
            self._paint_inside(layer, i, centre, strands)
            self._paint_beside(layer, i, centre)

    def _paint_group(self, layer: Layer) -> None:
        places = [self.at[layer.name, i] for i in layer.shown]
        r = self.sizes.radius
        x, top, bottom = places[0][0], min(y for _, y in places) - r - 5, max(y for _, y in places) + r + 5
        if self.sizes.labelled and any((layer.name, i) in self.biases for i in layer.shown):
            bottom += 8
        self.scene.add(
            Box((x - r - 5, top), 2 * r + 10, bottom - top, Stroke("grey", 0.8), rounding=r + 4),
            Label((x, top - 4), activation_name(self.layers.activation(layer)), _SMALL + 1),
        )

    def _paint_inside(self, layer: Layer, i: int, centre: Point, strands: Any) -> None:
        x, y = centre
        r = self.sizes.radius
        if layer.before is None or layer.is_group:
            text = self._shown(layer, i)
            if self._fits_inside(text):
                self.scene.add(Label((x, y + 0.3 * _SMALL), text, _SMALL))
            elif layer.before is None:
                self.scene.add(Label((x - r - 3, y + 0.3 * _SMALL), text, _SMALL, "end"))
            return
        if layer.is_sum:
            self.scene.add(Label((x, y + 3.2), (Piece("+"),), 10))
            return
        if r < _LEAST_CURVE:
            return
        a = 0.62 * r
        if strands:
            self.scene.add(Line(((x - a, y), (x + a, y)), Stroke("faint", 0.5)))
        for strand in strands:
            points = tuple((x + a * px, y + a * py) for px, py in strand)
            self.scene.add(Line(points, Stroke("ink", 1.1)))
        if not strands:
            self.scene.add(Label((x, y + 0.3 * _SMALL), (Piece("f", italic=True),), _SMALL + 1))

    def _paint_beside(self, layer: Layer, i: int, centre: Point) -> None:
        x, y = centre
        r = self.sizes.radius
        bias = self.biases.get((layer.name, i))
        if self.sizes.labelled and bias is not None:
            text = self.painter.written(bias)
            if text:
                self.scene.add(Label((x, y + r + _SMALL), text, _SMALL, colour="grey", stands_for="bias"))
        if layer.outputs and layer.column == len(self.columns) - 1:
            self.scene.add(Line(((x + r, y), (x + r + 9, y)), Stroke("ink", 0.8), arrow=True))
            text = self._shown(layer, i)
            if not layer.is_group or not self._fits_inside(text):
                self.scene.add(Label((x + r + 12, y + 2.4), text, 8, "start"))

    def _fits_inside(self, text: Formula) -> bool:
        return width(text, _SMALL) <= 1.9 * self.sizes.radius

    def _shown(self, layer: Layer, i: int) -> Formula:
        """Return the name of a unit: of the output that it is an entry of, if it is one, else of its node."""
        node = None if layer.outputs else self.layers.node(layer.name, i)
        if node is not None:
            return name(node)
        return name((layer.outputs or (layer.name,))[0], (i,) if layer.size > 1 else ())

    def _title(self, layer: Layer, i: int) -> str:
        """Return the formula of a unit, as hovering over it tells."""
        own = self.layers.called(layer.name, i)
        if layer.before is None:
            return own
        head = plain(activation_name(self.layers.head(layer)))
        edges = self.into.get((layer.name, i), [])
        if len(edges) > MOST_LABELS or not all(self.layers.layers[r].is_whole for r in layer.reads):
            return f"{own} = {head}(sum over {sum(self.layers.layers[r].size for r in layer.reads):,} units)"
        terms = [f"({plain(expression(e.weight))}) {self.layers.called(*e.source)}" for e in edges]
        if (layer.name, i) in self.biases:
            terms.append(f"({plain(expression(self.biases[layer.name, i]))})")
        return f"{own} = {head}({' + '.join(terms)})"


def _about(layers: UnitLayers) -> str:
    parts = [f"{layer.name} ({layer.size})" for layer in layers.layers.values()]
    return f"Network of {len(parts)} layers: {', '.join(parts)}"
