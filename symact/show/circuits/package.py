"""The package of an integrated circuit, seen from above: pins numbered around it, counter-clockwise from the notch."""

from __future__ import annotations

from symact.logic.circuit import Circuit
from symact.show.drawings.formula import upright, width
from symact.show.drawings.scene import Box, Label, Line, Scene, Stroke

__all__ = ["draw_package"]

ROW = 18.0
SUPPLIES = {"VCC", "GND", "VDD", "VSS", "NC"}


def draw_package(circuit: Circuit) -> Scene:
    """Return the package with its pins; a circuit without a pin-out shows inputs on the left, outputs on the right."""
    left, right, first = _sides(circuit)
    rows = max(len(left), len(right), 1)
    names = [width(upright(pin), 8) for pin in (*left, *right)]
    inside = max(64.0, 2 * max(names, default=0) + 30, width(upright(circuit.name), 11) + 24)
    scene = Scene(about=f"the package of {circuit.name}")
    scene.add(Box((0, 0), inside, ROW * rows + 8, Stroke("ink", 1.2), "wash", circuit.about, rounding=3))
    middle = inside / 2
    if first:
        notch = ((middle - 7, 0.0), (middle - 7, 9.0), (middle + 7, 9.0), (middle + 7, 0.0))
        scene.add(Line(notch, Stroke("ink", 1), curved=True))
    scene.add(Label((middle, ROW * rows / 2 + 7), upright(circuit.name), 11))
    for side, pins in (("left", left), ("right", right)):
        for row, pin in enumerate(pins):
            number = 0 if not first else row + 1 if side == "left" else 2 * rows - row
            _pin(scene, circuit, pin, number, side == "left", inside, 4 + ROW * (row + 0.5))
    return scene


def _sides(circuit: Circuit) -> tuple[list[str], list[str], bool]:
    if not circuit.pinout:
        return list(circuit.inputs), list(circuit.outputs), False
    half = (len(circuit.pinout) + 1) // 2
    return list(circuit.pinout[:half]), list(circuit.pinout[half:][::-1]), True


def _pin(scene: Scene, circuit: Circuit, pin: str, number: int, is_left: bool, inside: float, y: float) -> None:
    out, edge = (-1, 0.0) if is_left else (1, inside)
    supply = pin.upper() in SUPPLIES
    scene.add(
        Box((edge + (out - 1) * 5, y - 3), 10, 6, Stroke("grey" if supply else "ink", 0.8), "paper", rounding=0.5)
    )
    anchor, other = ("start", "end") if is_left else ("end", "start")
    scene.add(Label((edge - out * 5, y + 2.8), upright(pin), 8, anchor, "grey" if supply else "ink"))  # type: ignore[arg-type]
    if number:
        scene.add(Label((edge + out * 12, y - 1.5), upright(str(number)), 6.5, other, "grey"))  # type: ignore[arg-type]
    if pin in circuit.outputs:
        tip = ((edge + out * 12, y + 2.5), (edge + out * 22, y + 2.5))
        scene.add(Line(tip, Stroke("grey", 0.7), arrow=True))
