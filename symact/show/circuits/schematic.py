"""A schematic: parts in columns, joined by wires."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from symact.logic.circuit import Circuit
from symact.show.circuits.parts import Part
from symact.show.circuits.placement import Placement, place
from symact.show.circuits.symbols import marks, pin_places, reach
from symact.show.circuits.wires import TRACK, Channel, Wire, channel
from symact.show.drawings.scene import Line, Point, Scene, Stroke

__all__ = ["draw_schematic"]

WIRE = Stroke("ink", 0.7)
DOT = Stroke("ink", 2.8)
GAP = 9.0


def draw_schematic(circuit: Circuit, parts: list[Part]) -> Scene:
    """Return the scene of parts and their wires."""
    placed = place(parts)
    count = len(placed.columns)
    between: list[list[tuple[int, float, float]]] = [[] for _ in range(count)]
    for k, net, a, b in placed.joints:
        between[k].append((net, a, b))
    channels = [channel(joints) for joints in between]
    widths = [max((reach(m.part) for m in column if m.part), default=0.0) for column in placed.columns]
    lefts = [0.0]
    for w, c in zip(widths, channels, strict=True):
        lefts.append(lefts[-1] + w + 2 * GAP + TRACK * max(c.tracks - 1, 0))
    scene = Scene(about=f"circuit {circuit.name}")
    for k, wires in enumerate(channels):
        _draw_wires(scene, circuit, wires, lefts[k] + widths[k] + GAP)
    _draw_columns(scene, circuit, placed, lefts, widths)
    return scene


def _draw_columns(scene: Scene, circuit: Circuit, placed: Placement, lefts: list[float], widths: list[float]) -> None:
    """Draw the parts and the short wires from the sides of their columns to their pins."""
    for k, column in enumerate(placed.columns):
        for member in column:
            if member.part is None:
                ends = ((lefts[k] - GAP, member.y), (lefts[k] + widths[k] + GAP, member.y))
                scene.add(Line(ends, WIRE, title=circuit.names[member.net]))
                continue
            x = lefts[k] + (widths[k] - reach(member.part) if member.part.body == "input" else 0)
            scene.add(*_stubs(circuit, member.part, (x, member.y), lefts[k], lefts[k] + widths[k]))
            scene.add(*marks(member.part, (x, member.y)))


def _stubs(circuit: Circuit, part: Part, at: Point, left: float, right: float) -> list[Line]:
    x, y = at
    ins, outs = pin_places(part)
    inside = 3.5 if part.body in ("or", "xor") else 0.0
    lines = [
        Line(((left - GAP, y + dy), (x + inside, y + dy)), WIRE, title=circuit.names[pin.net])
        for pin, dy in zip(part.inputs, ins, strict=True)
    ]
    lines += [
        Line(((x + reach(part), y + dy), (right + GAP, y + dy)), WIRE, title=circuit.names[pin.net])
        for pin, dy in zip(part.outputs, outs, strict=True)
    ]
    return lines


def _draw_wires(scene: Scene, circuit: Circuit, wires: Channel, x: float) -> None:
    end = x + TRACK * max(wires.tracks - 1, 0)
    for net, pieces in wires.nets.items():
        title = circuit.names[net]
        places = [x + TRACK * wire.track for wire in pieces]
        if pieces[0].track < 0:
            scene.add(Line(((x, pieces[0].left[0]), (end, pieces[0].right[0])), WIRE, title=title))
            continue
        if pieces[0].link is not None:
            scene.add(Line(((places[0], pieces[0].link), (places[1], pieces[0].link)), WIRE, title=title))
        for wire, at in zip(pieces, places, strict=True):
            scene.add(*(Line(((x, y), (at, y)), WIRE, title=title) for y in wire.left))
            scene.add(*(Line(((at, y), (end, y)), WIRE, title=title) for y in wire.right))
            scene.add(*_upright(wire, at, title))


def _upright(wire: Wire, x: float, title: str) -> Iterator[Line]:
    """Draw the upright piece, and a dot wherever three wires meet."""
    ends = Counter([*wire.left, *wire.right, *(() if wire.link is None else (wire.link,))])
    heights = sorted(ends)
    yield Line(((x, heights[0]), (x, heights[-1])), WIRE, title=title)
    for y in heights:
        if heights[0] < y < heights[-1] or ends[y] > 1:
            yield Line(((x, y), (x, y)), DOT)
