"""The drawing of units: layers from left to right, the curve of its activation in each unit, weights on the edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr

from symact.exact.variable import T
from symact.show.drawings.algebra import Algebra, activation_name, space
from symact.show.drawings.curve import curve
from symact.show.drawings.edges import EdgePainter
from symact.show.drawings.formula import Formula, Piece, cut, expression, name, plain, upright, width, wrapped
from symact.show.drawings.layers import Layer, UnitLayers
from symact.show.drawings.placement import ordered
from symact.show.drawings.scene import Box, Circle, Label, Line, Point, Scene, Stroke, extent

__all__ = ["Sizes", "draw_units", "sizes_for"]

MOST_LABELS = 24
_LINE = 11.5
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
        self.at: dict[tuple[str, int], Point] = {}
        self.dots: list[tuple[float, float]] = []
        self.columns = [self._stacked(column) for column in self._columns()]
        self.painter = EdgePainter(self.scene, self.edges, self.at, sizes.radius, self._column_of())
        self.painter.paint()
        for layer in layers.layers.values():
            self._paint_layer(layer)
        if sizes.labelled:
            self.painter.label()
        y = self._paint_captions()
        y = self._paint_legend(y)
        if formulas is not None:
            self._paint_formulas(y, formulas)

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
        row, between = self.sizes.row, self.sizes.row + 22
        places: list[tuple[Layer, int | None, float]] = []
        y = 0.0
        for layer, entries in column:
            for place, i in enumerate(entries):
                if not layer.is_whole and place == len(entries) // 2:
                    places.append((layer, None, y))
                    y += row
                places.append((layer, i, y))
                y += row
            y += between - row
        middle = (places[0][2] + places[-1][2]) / 2
        x = column[0][0].column * self.sizes.gap
        for layer, entry, height in places:
            if entry is None:
                self.dots.append((x, height - middle))
            else:
                self.at[layer.name, entry] = (x, height - middle)
        return [layer for layer, _ in column]

    def _column_of(self) -> dict[tuple[str, int], int]:
        return {(n, i): self.layers.layers[n].column for n, i in self.at}

    def _paint_layer(self, layer: Layer) -> None:
        if layer.is_group:
            self._paint_group(layer)
        function = self.layers.activation(layer)
        strands = () if function is None or layer.is_group else curve(function)
        for i in layer.shown:
            centre = self.at[layer.name, i]
            title = self._title(layer, i, function)
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
            text = self._entry(layer.name if layer.before is None else (layer.outputs or (layer.name,))[0], layer, i)
            if width(text, _SMALL) <= 1.9 * r:
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
            if not layer.is_group:
                self.scene.add(Label((x + r + 12, y + 2.4), self._entry(layer.outputs[0], layer, i), 8, "start"))

    @staticmethod
    def _entry(value: str, layer: Layer, i: int) -> Formula:
        return name(value, (i,) if layer.size > 1 else ())

    def _title(self, layer: Layer, i: int, function: Any) -> str:
        own = f"{layer.name}[{i}]"
        if function is None:
            return own
        edges = [e for e in self.edges if e.target == (layer.name, i)]
        whole = all(self.layers.layers[r].is_whole for r in layer.reads)
        if not whole or len(edges) > MOST_LABELS:
            n = sum(self.layers.layers[r].size for r in layer.reads)
            return f"{own} = {plain(activation_name(_head(function)))}(sum over {n} units)"
        terms = [f"({plain(expression(e.weight))}) {e.source[0]}[{e.source[1]}]" for e in edges]
        if (layer.name, i) in self.biases:
            terms.append(f"({plain(expression(self.biases[layer.name, i]))})")
        return f"{own} = {plain(activation_name(_head(function)))}({' + '.join(terms)})"

    def _paint_captions(self) -> float:
        """Write under each layer its name, and how many units it has where not all are drawn; return how far down."""
        for x, y in self.dots:
            for k in (-1, 0, 1):
                self.scene.add(Circle((x, y + 4 * k), 0.7, Stroke("ink", 0.9), stands_for="dots"))
        floor = max(extent(m)[3] for m in self.scene.marks) + 12
        lowest = floor
        for column in self.columns:
            for layer in column:
                x = self.at[layer.name, layer.shown[0]][0]
                y = floor
                if layer is not column[-1]:
                    y = max(self.at[layer.name, i][1] for i in layer.shown) + self.sizes.radius + 14
                for line in self._caption(layer):
                    self.scene.add(Label((x, y), line, 8, halo=y < floor))
                    y += 9.5
                lowest = max(lowest, y)
        return lowest

    def _caption(self, layer: Layer) -> list[Formula]:
        lines = [cut(layer.name, 8, self.sizes.gap - 4)]
        if not layer.is_whole:
            word = "units" if layer.before is not None else "inputs"
            lines += self._fitting((Piece(f"{layer.size:,} {word}"),), (Piece(f"{layer.size:,}"),))[:1]
        function = self.layers.activation(layer)
        if function is not None and layer.step is not None and not layer.is_group and not layer.is_sum:
            word = getattr(_head(function), "__name__", "")
            named = activation_name(_head(function))
            lines += self._fitting(named if len(named[0].text) > 1 or not word else upright(word))
        return lines

    def _fitting(self, *lines: Formula) -> list[Formula]:
        return [line for line in lines if width(line, 8) <= self.sizes.gap - 4]

    def _paint_legend(self, y: float) -> float:
        """Say what colours and dashes mean, where weights of both signs are drawn; return how far down."""
        samples = self.painter.legend()
        if len(samples) < 2:
            return y
        each = 52.0
        middle = (len(self.columns) - 1) * self.sizes.gap / 2
        x = middle - each * len(samples) / 2
        for stroke, text in samples:
            self.scene.add(
                Line(((x + 2, y + 4), (x + 20, y + 4)), stroke),
                Label((x + 24, y + 6.5), upright(text), _SMALL, "start", "grey"),
            )
            x += each
        return y + _LINE

    def _paint_formulas(self, y: float, room: float) -> None:
        """Write what each layer computes, its matrices with their sizes."""
        algebra = Algebra(self.layers.network, named=set(self.layers.layers))
        computed = [layer for layer in self.layers.layers.values() if layer.before is not None]
        heads = [self._formula_head(layer) for layer in computed]
        before = max(width(head, 8) for head in heads)
        tails = [wrapped(self._formula_tail(layer, algebra), 8, room - before) for layer in computed]
        after = max(width(line, 8) for lines in tails for line in lines)
        left, right = (f([extent(m)[i] for m in self.scene.marks]) for f, i in ((min, 0), (max, 2)))
        x = (left + right - before - after) / 2 + before
        y += 8
        for head, lines in zip(heads, tails, strict=True):
            self.scene.add(Label((x, y), head, 8, "end"))
            for line in lines:
                self.scene.add(Label((x, y), line, 8, "start"))
                y += _LINE

    def _formula_head(self, layer: Layer) -> Formula:
        others = [o for o in layer.outputs if o != layer.name]
        return (*name(others[0]), Piece(" = "), *name(layer.name)) if others else name(layer.name)

    def _formula_tail(self, layer: Layer, algebra: Algebra) -> Formula:
        value = layer.step.name if layer.step else layer.before
        assert value is not None
        tail: Formula = (Piece(" = "), *algebra.formula(value))
        for weight in algebra.weights(value):
            shape = self.layers.network.shapes[weight]
            if len(shape) > 1:
                first, *rest = space(name(weight), shape)
                tail = (*tail, Piece(","), Piece(f"  {first.text}", first.italic), *rest)
        return tail


def _head(function: Any) -> Any:
    """Return the class of an activation without parameters of its own, for its name."""
    return type(function) if isinstance(function, Expr) and function.args[:1] == (T,) else function


def _about(layers: UnitLayers) -> str:
    parts = [f"{layer.name} ({layer.size})" for layer in layers.layers.values()]
    return f"Network of {len(parts)} layers: {', '.join(parts)}"
