"""What is written below a drawing of units: the name and size of each layer, a legend, the formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symact.show.drawings.algebra import Algebra
from symact.show.drawings.formula import Formula, Piece, cut, name, upright, width, wrapped
from symact.show.drawings.layers import Layer, UnitLayers
from symact.show.drawings.rules import activation_name, space
from symact.show.drawings.scene import Label, Line, Point, Scene, Stroke, extent

__all__ = ["CAPTION", "LINE", "Below"]

LINE = 11.5
CAPTION = 9.5
_TYPE, _SMALL = 8.0, 7.0
_SAMPLE = 52.0


class Below:
    """Writes below the units of a scene.

    Parameters
    ----------
    scene : Scene
    layers : UnitLayers
    columns : sequence of sequences of Layer
    at : mapping
        Where the units are.
    radius, gap : float
        Of a unit, and from layer to layer.
    """

    def __init__(
        self,
        scene: Scene,
        layers: UnitLayers,
        columns: Sequence[Sequence[Layer]],
        at: Mapping[tuple[str, int], Point],
        radius: float,
        gap: float,
    ) -> None:
        self.scene, self.layers, self.columns, self.at, self.radius, self.gap = scene, layers, columns, at, radius, gap

    def captions(self) -> float:
        """Write under each layer its name, and how many units it has where not all are drawn; return how far down."""
        floor = max(extent(m)[3] for m in self.scene.marks) + 12
        lowest = floor
        for column in self.columns:
            for layer in column:
                x = self.at[layer.name, layer.shown[0]][0]
                y = floor
                if layer is not column[-1]:
                    y = max(self.at[layer.name, i][1] for i in layer.shown) + self.radius + 14
                for line in self._caption(layer):
                    self.scene.add(Label((x, y), line, _TYPE, halo=y < floor))
                    y += CAPTION
                lowest = max(lowest, y)
        return lowest

    def _caption(self, layer: Layer) -> list[Formula]:
        lines = [cut(layer.name, _TYPE, self.gap - 4)]
        if not layer.is_whole:
            word = "units" if layer.before is not None else "inputs"
            lines += self._fitting((Piece(f"{layer.size:,} {word}"),), (Piece(f"{layer.size:,}"),))[:1]
        function = self.layers.head(layer)
        if function is not None and layer.step is not None and not layer.is_group and not layer.is_sum:
            word = getattr(function, "__name__", "")
            named = activation_name(function)
            lines += self._fitting(named if len(named[0].text) > 1 or not word else upright(word))
        return lines

    def _fitting(self, *lines: Formula) -> list[Formula]:
        return [line for line in lines if width(line, _TYPE) <= self.gap - 4]

    def legend(self, samples: Sequence[tuple[Stroke, str]], y: float) -> float:
        """Say what colours and dashes mean, where weights of both signs are drawn; return how far down."""
        if len(samples) < 2:
            return y
        middle = (len(self.columns) - 1) * self.gap / 2
        x = middle - _SAMPLE * len(samples) / 2
        for stroke, text in samples:
            self.scene.add(
                Line(((x + 2, y + 4), (x + 20, y + 4)), stroke),
                Label((x + 24, y + 6.5), upright(text), _SMALL, "start", "grey"),
            )
            x += _SAMPLE
        return y + LINE

    def formulas(self, y: float, room: float) -> None:
        """Write what each layer computes, its matrices with their sizes."""
        algebra = Algebra(self.layers.network, named=set(self.layers.layers))
        computed = [layer for layer in self.layers.layers.values() if layer.before is not None]
        heads = [self._formula_head(layer) for layer in computed]
        before = max(width(head, _TYPE) for head in heads)
        tails = [wrapped(self._formula_tail(layer, algebra), _TYPE, room - before) for layer in computed]
        after = max(width(line, _TYPE) for lines in tails for line in lines)
        left, right = (f([extent(m)[i] for m in self.scene.marks]) for f, i in ((min, 0), (max, 2)))
        x = (left + right - before - after) / 2 + before
        y += 8
        for head, lines in zip(heads, tails, strict=True):
            self.scene.add(Label((x, y), head, _TYPE, "end"))
            for line in lines:
                self.scene.add(Label((x, y), line, _TYPE, "start"))
                y += LINE

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
