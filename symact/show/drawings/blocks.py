"""The drawing of values: from top to bottom one block for each value that has a name, its formula in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from symact.errors import UnsupportedError
from symact.networks.network import Network
from symact.networks.shapes import Shape
from symact.show.drawings.algebra import Algebra
from symact.show.drawings.formula import Formula, Piece, name, upright, width, wrapped
from symact.show.drawings.placement import Node, ordered, settled
from symact.show.drawings.rules import space
from symact.show.drawings.scene import Box, Label, Line, Point, Scene, Stroke

__all__ = ["draw_blocks"]

_SIZE, _SMALL = 8.0, 7.0
_LINE = 10.0
_APART, _RISE = 14.0, 22.0
_DUMMY = 4.0


@dataclass(frozen=True)
class Block:
    """A value: what is written in its box, and what it is made of."""

    value: str
    lines: tuple[Formula, ...]
    notes: tuple[Formula, ...]
    reads: tuple[str, ...]
    is_input: bool
    outputs: tuple[str, ...]
    has_weights: bool

    @property
    def width(self) -> float:
        """How wide the box is."""
        return max([width(v, _SIZE) for v in self.lines] + [width(v, _SMALL) for v in self.notes]) + 16

    @property
    def height(self) -> float:
        """How high the box is."""
        return _LINE * (len(self.lines) + len(self.notes)) + 5


LARGEST = 400
"""How many blocks a drawing has at most."""


def draw_blocks(network: Network, most: float | None) -> Scene:
    """Return the scene of the blocks, their formulas in lines of at most a width.

    Raises
    ------
    UnsupportedError
        For more than 400 blocks.
    """
    blocks = _blocks(network, most)
    if len(blocks) > LARGEST:
        raise UnsupportedError(
            f"a drawing of blocks has at most {LARGEST}, not {len(blocks):,}; draw a part of the network"
        )
    level = _levels(blocks)
    layers, pairs, routes = _with_dummies(blocks, level)
    widths: dict[Node, float] = {
        n: blocks[n].width if isinstance(n, str) else _DUMMY for layer in layers for n in layer
    }
    layers = ordered(layers, pairs)
    x = settled(layers, pairs, widths, _APART)
    tops, bottoms = _heights(layers, blocks)
    scene = Scene(about=f"Network of {len(network.steps)} steps in {len(blocks)} blocks")
    for (source, target), route in routes.items():
        scene.add(_edge(source, target, route, x, level, tops, bottoms, blocks))
    for value, block in blocks.items():
        _paint(scene, block, x[value], (tops[level[value]] + bottoms[level[value]]) / 2, network)
    return scene


def _blocks(network: Network, most: float | None) -> dict[str, Block]:
    algebra = Algebra(network)
    shown: dict[str, list[str]] = {}
    for output, value in network.outputs.items():
        shown.setdefault(value, []).append(output)
    blocks = {}
    for value, shape in network.inputs.items():
        lines = (space(name(value), shape),)
        blocks[value] = Block(value, lines, (), (), True, tuple(shown.get(value, ())), False)
    wanted = _needed(network, algebra)
    for step in network.steps:
        if step.name in wanted and algebra.is_named(step.name):
            blocks[step.name] = _block(network, algebra, step.name, tuple(shown.get(step.name, ())), most)
    return blocks


def _needed(network: Network, algebra: Algebra) -> set[str]:
    """Return the values that outputs are made of."""
    waiting, found = list(network.outputs.values()), set()
    while waiting:
        value = waiting.pop()
        if value not in found and value not in network.inputs and value in algebra.steps:
            found.add(value)
            waiting.extend(algebra.sources(value))
    return found


def _block(network: Network, algebra: Algebra, value: str, outputs: tuple[str, ...], most: float | None) -> Block:
    weights = [w for w in algebra.weights(value) if network.shapes[w]]
    notes: list[Formula] = [_about(network.shapes[value], [o for o in outputs if o != value])]
    notes += [space(name(w), network.shapes[w]) for w in weights if len(network.shapes[w]) > 1]
    whole = (*name(value), Piece(" = "), *algebra.formula(value))
    lines = [whole] if most is None else wrapped(whole, _SIZE, most - 16)
    return Block(value, tuple(lines), tuple(notes), tuple(algebra.sources(value)), False, outputs, bool(weights))


def _about(shape: Shape, outputs: Sequence[str]) -> Formula:
    """Return the shape of a value, and the names of the outputs that show it."""
    size = upright("×".join(map(str, shape)) or "number")
    shown: list[Piece] = []
    for output in outputs:
        shown += [Piece("   → " if not shown else ", "), *name(output)]
    return (*size, *shown)


def _levels(blocks: dict[str, Block]) -> dict[str, int]:
    level: dict[str, int] = {}
    for value, block in blocks.items():
        level[value] = 1 + max((level[r] for r in block.reads), default=-1)
    readers: dict[str, list[int]] = {}
    for value, block in blocks.items():
        for read in block.reads:
            readers.setdefault(read, []).append(level[value])
    for value in blocks:
        if not blocks[value].reads and value in readers:  # inputs stand just above what reads them first
            level[value] = min(readers[value]) - 1
    return level


def _with_dummies(
    blocks: dict[str, Block], level: dict[str, int]
) -> tuple[list[list[Node]], list[tuple[Node, Node]], dict[tuple[str, str], list[Node]]]:
    """Return layers and their connections, long ones through a place of their own in each layer between."""
    layers: list[list[Node]] = [[] for _ in range(1 + max(level.values()))]
    for value in blocks:
        layers[level[value]].append(value)
    pairs: list[tuple[Node, Node]] = []
    routes: dict[tuple[str, str], list[Node]] = {}
    for value, block in blocks.items():
        for read in block.reads:
            between: list[Node] = []
            for i in range(level[read] + 1, level[value]):
                dummy = ("pass", read, i)  # what goes to several readers goes together
                if dummy not in layers[i]:
                    layers[i].append(dummy)
                between.append(dummy)
            route: list[Node] = [read, *between, value]
            routes[read, value] = route
            pairs += [p for p in pairwise(route) if p not in pairs]
    return layers, pairs, routes


def _heights(layers: list[list[Node]], blocks: dict[str, Block]) -> tuple[list[float], list[float]]:
    """Return the top and the bottom of each layer."""
    tops, bottoms, y = [], [], 0.0
    for layer in layers:
        tall = max((blocks[n].height for n in layer if isinstance(n, str)), default=_LINE)
        tops.append(y)
        bottoms.append(y + tall)
        y += tall + _RISE
    return tops, bottoms


def _edge(
    source: str,
    target: str,
    route: list[Node],
    x: dict[Node, float],
    level: dict[str, int],
    tops: list[float],
    bottoms: list[float],
    blocks: dict[str, Block],
) -> Line:
    """Return a curve from the foot of a block to the head of another, straight down beside the layers between."""

    def middle(value: str) -> float:
        return (tops[level[value]] + bottoms[level[value]]) / 2

    start = (x[source], middle(source) + blocks[source].height / 2)
    points: list[Point] = [start]
    if start[1] < bottoms[level[source]]:
        points += _straight(start, (start[0], bottoms[level[source]]))
    for node in route[1:-1]:
        i = level[source] + route.index(node)
        points += _bent(points[-1], (x[node], tops[i]))
        points += _straight(points[-1], (x[node], bottoms[i]))
    end = (x[target] + _port(source, target, x, blocks), middle(target) - blocks[target].height / 2)
    points += _bent(points[-1], (end[0], tops[level[target]]))
    if points[-1][1] < end[1]:
        points += _straight(points[-1], end)
    return Line(tuple(points), Stroke("grey", 0.9), curved=True, arrow=True, stands_for=f"{source} -> {target}")


def _port(source: str, target: str, x: dict[Node, float], blocks: dict[str, Block]) -> float:
    """Return where on the head of a block an edge ends: those from the left left of those from the right."""
    reads = sorted(blocks[target].reads, key=lambda r: x[r])
    place = reads.index(source) - (len(reads) - 1) / 2
    return place * min(12.0, blocks[target].width / (len(reads) + 1))


def _bent(a: Point, b: Point) -> list[Point]:
    middle = (a[1] + b[1]) / 2
    return [(a[0], middle), (b[0], middle), b]


def _straight(a: Point, b: Point) -> list[Point]:
    third = (b[1] - a[1]) / 3
    return [(a[0], a[1] + third), (b[0], b[1] - third), b]


def _paint(scene: Scene, block: Block, x: float, y: float, network: Network) -> None:
    w, h = block.width, block.height
    stroke = Stroke("ink", 1.6 if block.outputs else 0.8) if not block.is_input else Stroke("grey", 0.8)
    fill = "wash" if block.has_weights else "paper"
    rounding = h / 2 if block.is_input else 3
    title = "" if block.is_input else repr(network.step(block.value))
    scene.add(Box((x - w / 2, y - h / 2), w, h, stroke, fill, title, block.value, rounding))
    baseline = y - h / 2 + 2.5 + 7.4
    for line in block.lines:
        scene.add(Label((x, baseline), line, _SIZE))
        baseline += _LINE
    for note in block.notes:
        scene.add(Label((x, baseline), note, _SMALL, colour="grey"))
        baseline += _LINE
