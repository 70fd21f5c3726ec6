"""A large circuit level by level: how many gates of which kind, and how many nets go on."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np

from symact.logic.circuit import Circuit
from symact.logic.gates import Kind
from symact.show.drawings.formula import upright
from symact.show.drawings.scene import Box, Label, Line, Scene, Stroke

__all__ = ["draw_levels"]

MOST = 16
ACROSS = 8
WIDTH, GAP, LINE = 74.0, 22.0, 10.0


def draw_levels(circuit: Circuit) -> Scene:
    """Return a box for the inputs, for each group of levels, and for the outputs."""
    depth = int(circuit.levels.max(initial=0))
    edges = np.unique(np.linspace(0, depth, min(depth, MOST) + 1).astype(int))
    kinds = [k.name for k in Kind] + [type(f).__name__.lower() for f in circuit.functions]
    own = circuit.levels[circuit.first_gate :]
    boxes = [_ends("inputs", len(circuit.inputs), "registers", len(circuit.registers))]
    for low, high in pairwise(edges):
        inside = (own > low) & (own <= high)
        counts = Counter(kinds[k] for k in circuit.kinds[inside].tolist()).most_common(4)
        title = f"level {high}" if high == low + 1 else f"levels {low + 1} to {high}"
        boxes.append([title, *(f"{n:,} {kind}" for kind, n in counts)])
    boxes.append(_ends("outputs", len(circuit.outputs), "registers", len(circuit.registers)))
    scene = Scene(about=f"circuit {circuit.name}, level by level")
    tall = LINE * max(map(len, boxes)) + 10
    for place, lines in enumerate(boxes):
        _box(scene, lines, place, tall)
    return scene


def _ends(first: str, pins: int, second: str, registers: int) -> list[str]:
    return [f"{pins:,} {first}"] + ([f"{registers:,} {second}"] if registers else [])


def _box(scene: Scene, lines: list[str], place: int, tall: float) -> None:
    row, column = divmod(place, ACROSS)
    x, y = column * (WIDTH + GAP), row * (tall + GAP)
    scene.add(Box((x, y), WIDTH, tall, Stroke("ink", 0.9), "wash"))
    for k, line in enumerate(lines):
        scene.add(Label((x + WIDTH / 2, y + 12 + LINE * k), upright(line), 8, colour="grey" if k == 0 else "ink"))
    if place:
        middle = y + tall / 2
        scene.add(Line(((x - (GAP if column else 12), middle), (x, middle)), Stroke("grey", 1), arrow=True))
