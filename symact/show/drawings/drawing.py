"""``draw``: a network as a drawing for papers, pages and notebooks."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from pathlib import Path
from typing import Any, Literal

from symact.errors import UnsupportedError
from symact.files import write_text
from symact.logic.circuit import Circuit
from symact.networks.network import Network
from symact.show.circuits.drawing import CircuitKind, circuit_scene
from symact.show.drawings.blocks import draw_blocks
from symact.show.drawings.layers import UnitLayers
from symact.show.drawings.scene import Scene
from symact.show.drawings.svg import svg
from symact.show.drawings.tikz import tikz
from symact.show.drawings.units import MOST_LABELS, Sizes, draw_units, sizes_for

__all__ = ["Drawing", "Kind", "draw"]

Kind = Literal["units", "blocks"]
"""What is drawn: units and their connections, or values and the formulas that make them."""

_POINTS_PER_CM = 72 / 2.54
_MARGIN = 6.0
_MOST_COLUMNS = 14
_MOST_UNITS = 1000
_FORMULAS = 240.0
_SMALLEST = 7.0


@dataclass(frozen=True, eq=False)
class Drawing:
    """A finished drawing of a network or a circuit; it shows itself in a notebook.

    Attributes
    ----------
    scene : Scene
        What is drawn, in points: circles, boxes, lines and labels.
    kind : {"units", "blocks", "package", "gates", "levels"}
    """

    scene: Scene
    kind: Kind | CircuitKind

    @cached_property
    def svg(self) -> str:
        """An SVG document, on white paper, of shapes and text alone."""
        return svg(self.scene)

    @cached_property
    def tikz(self) -> str:
        r"""A ``tikzpicture`` of the same scene; it needs ``\\usepackage{tikz,amssymb}``."""
        return tikz(self.scene)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the drawing to a file, whole or not at all, and return its path.

        Parameters
        ----------
        path : str or path
            Ends in ``.svg`` or ``.tex``.

        Raises
        ------
        ValueError
            For another ending.
        """
        target = Path(path)
        form = target.suffix.lower()
        if form not in (".svg", ".tex"):
            raise ValueError(
                f"a drawing is saved as .svg or .tex, not {target.name!r}; for a PDF input the .tex file in a document"
            )
        write_text(target, self.svg if form == ".svg" else self.tikz)
        return target

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        size = " x ".join(f"{v / _POINTS_PER_CM:.1f}" for v in (self.scene.width, self.scene.height))
        return f"<Drawing of {self.kind}, {size} cm; save(path) writes it>"


def draw(
    network: Network | Circuit,
    *,
    kind: Kind | CircuitKind | None = None,
    width: float | None = None,
    max_units: int = 16,
    labels: bool | None = None,
    formulas: bool = True,
) -> Drawing:
    """Return a drawing of a network or a circuit.

    A circuit is drawn as its gates in the usual symbols, columns by level; where it has more than some hundred, as the
    blocks that it is built of, or level by level. Its package is seen from above, with its pins in their numbers.

    In a network, units stand in layers from left to right, in each the curve of its activation. An edge is blue and
    solid where its weight is positive, vermilion and dashed where it is negative, the wider the larger; grey where
    it is symbolic. What a layer of vector activations computes together is framed, and connections that skip layers
    are led around them.

    Parameters
    ----------
    network : Network or Circuit
    kind : {"units", "blocks"}, or {"package", "gates", "blocks", "levels"} of a circuit, optional
        Units with their connections, or one block a value with its formula. Unless stated, units where the network
        consists of them and has few enough layers; gates where the circuit has few enough.
    width : float, optional
        How many centimetres the drawing is to be wide: 8.5 for a column of a paper. Unless stated, as wide as suits it.
    max_units : int, optional
        Layers of more units than these, at least 6, are drawn as the first and the last, with their number.
    labels : bool, optional
        Whether weights and biases are written; unless stated, where there are at most 24 edges. Labels that find no
        place without touching others are left out.
    formulas : bool, optional
        Whether the formula of each layer is written below. This and the two before are for networks.

    Returns
    -------
    Drawing

    Raises
    ------
    UnsupportedError
        If units are asked for and the network has steps that are none, or there would be more than 400 blocks; or
        gates, of a circuit with more than 240 symbols.
    ValueError
        If the drawing cannot be as narrow as `width`.

    Examples
    --------
    >>> picture = sa.draw(sa.mlp([2, 3, 1]))
    >>> picture.kind, picture.svg.count("<circle")
    ('units', 6)
    >>> sa.draw(sa.gradient(sa.mlp([2, 3, 1]), "squared_error")).kind
    'blocks'
    >>> sa.draw(sa.circuit("c17")).kind
    'gates'

    References
    ----------
    IEEE Std 91-1984, Graphic Symbols for Logic Functions: the distinctive shapes of gates.
    """
    room = None if width is None else _points(width) - 2 * _MARGIN
    if isinstance(network, Circuit):
        scene, shown = circuit_scene(network, kind)
        return Drawing(_fitted(scene, room, width), shown)
    if not isinstance(network, Network):
        raise TypeError(
            f"what is drawn must be a network or a circuit, not {network!r}; sa.Network(graph) makes one of a graph"
        )
    if kind not in (None, "units", "blocks"):
        raise ValueError(f"kind must be 'units' or 'blocks', not {kind!r}")
    if isinstance(max_units, bool) or not isinstance(max_units, int) or max_units < 6:
        raise ValueError(f"max_units must be an integer of at least 6, not {max_units!r}")
    layers = None if kind == "blocks" else _units(network, max_units, kind)
    if layers is None:
        return Drawing(_fitted(_narrow_blocks(network, room), room, width), "blocks")
    return Drawing(_fitted(_drawn(layers, labels, formulas, room), room, width), "units")


def _points(width: Any) -> float:
    if not isinstance(width, Real) or not math.isfinite(width):
        raise TypeError(f"width must be a finite number of centimetres, not {width!r}")
    return float(width) * _POINTS_PER_CM


def _units(network: Network, max_units: int, kind: Kind | None) -> UnitLayers | None:
    """Return the units of a network; None where it has none, or is too deep, and they are not asked for."""
    try:
        layers = UnitLayers(network, max_units)
    except UnsupportedError:
        if kind is None:
            return None
        raise
    columns = layers.columns()
    few = len(columns) <= _MOST_COLUMNS and sum(len(v.shown) for v in layers.layers.values()) <= _MOST_UNITS
    return layers if kind is not None or few else None


def _narrow_blocks(network: Network, room: float | None) -> Scene:
    """Return the blocks with their formulas in as few lines as the room allows."""
    if room is None:
        return draw_blocks(network, None)
    scenes = (draw_blocks(network, room / share) for share in (1, 2, 3, 4))
    first = next(scenes)
    return next((s for s in (first, *scenes) if s.fitted(0).width <= room), first)


def _drawn(layers: UnitLayers, labels: bool | None, formulas: bool, room: float | None) -> Scene:
    if labels is None:
        labels = all(v.is_whole for v in layers.layers.values()) and len(layers.edges) <= MOST_LABELS
    sizes = sizes_for(layers, labels)
    bare = draw_units(layers, sizes, None).fitted(0)
    gaps = len(layers.columns()) - 1
    if room is not None and gaps:
        gap = sizes.gap + (room - bare.width) / gaps
        radius = sizes.radius if gap > 4 * sizes.radius else min(sizes.radius, _SMALLEST)
        gap = max(gap, 2 * radius + 10)
        sizes = Sizes(radius, sizes.row, min(gap, 3 * sizes.gap), labels)
    return draw_units(layers, sizes, (room or max(bare.width, _FORMULAS)) if formulas else None)


def _fitted(scene: Scene, room: float | None, width: float | None) -> Scene:
    fitted = scene.fitted(_MARGIN, None if room is None else room + 2 * _MARGIN)
    if room is not None and fitted.width > room + 2 * _MARGIN + 0.5:
        least = fitted.width / _POINTS_PER_CM
        raise ValueError(f"this drawing must be at least {least:.1f} cm wide, not {width}; try kind='blocks'")
    return fitted
