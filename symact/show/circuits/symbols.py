"""The symbols of a schematic, in the distinctive shapes of IEEE Std 91; lengths are points, y goes down."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from symact.show.circuits.parts import Part
from symact.show.drawings.formula import upright, width
from symact.show.drawings.scene import Box, Circle, Label, Line, Mark, Point, Stroke

__all__ = ["PITCH", "height", "marks", "pin_places", "reach"]

PITCH = 9.0
BODY = 22.0
BUBBLE = 2.2
STROKE = Stroke("ink", 0.9)
THIN = Stroke("ink", 0.7)


def height(part: Part) -> float:
    """Return how much room a part needs from top to bottom."""
    pins = max(len(part.inputs), len(part.outputs), 1)
    if part.body in ("input", "output"):
        return PITCH + 3
    if part.body in ("register", "block"):
        return max(36.0, PITCH * pins + 12)
    return max(BODY, PITCH * pins) + 5


def reach(part: Part) -> float:
    """Return how wide the body of a part is; pins end at its left and right."""
    if part.body in ("input", "output"):
        return width(upright(part.label), 8) + 6
    if part.body == "block":
        return max(48.0, width(upright(part.label), 8) + 14)
    if part.body == "threshold":
        return BODY + 12
    return {"register": 30.0, "mux": 16.0}.get(part.body, BODY) + (2 * BUBBLE if part.bubble else 0)


def pin_places(part: Part) -> tuple[list[float], list[float]]:
    """Return the heights of the input and the output pins, from the middle of the part."""
    return tuple(  # type: ignore[return-value]
        [(k - (len(pins) - 1) / 2) * PITCH for k in range(len(pins))] for pins in (part.inputs, part.outputs)
    )


def marks(part: Part, at: Point) -> Iterator[Mark]:
    """Draw a part with the middle of its left side at a point."""
    x, y = at
    if part.body in ("input", "output"):
        yield from _flag(part, x, y)
        return
    if part.body in ("register", "block", "box"):
        yield from _box(part, x, y)
    elif part.body == "threshold":
        yield from _unit(part, x, y)
    else:
        yield from _gate(part, x, y)
    for pin, dy in zip(part.inputs, pin_places(part)[0], strict=True):
        if pin.inverted:
            yield Circle((x - BUBBLE, y + dy), BUBBLE, THIN)


def _flag(part: Part, x: float, y: float) -> Iterator[Mark]:
    w = reach(part)
    yield Box((x, y - 6), w, 12, Stroke("grey", 0.6), "wash", part.title, rounding=2)
    yield Label((x + w / 2, y + 2.8), upright(part.label))
    for pin in part.inputs:
        if pin.inverted:
            yield Circle((x - BUBBLE, y), BUBBLE, THIN)


def _box(part: Part, x: float, y: float) -> Iterator[Mark]:
    w, h = reach(part), height(part) - 5
    yield Box((x, y - h / 2), w, h, STROKE, "paper", part.title, rounding=1)
    yield Label((x + w / 2, y + (-h / 2 + 8 if part.body == "register" else 2.8)), upright(part.label))
    if part.body == "register":
        corners = ((x + w / 2 - 4, y + h / 2), (x + w / 2, y + h / 2 - 6), (x + w / 2 + 4, y + h / 2))
        yield Line(corners, THIN)
        yield Label((x + 3, y + 2.8), upright("D"), 7, "start")


def _unit(part: Part, x: float, y: float) -> Iterator[Mark]:
    radius = BODY / 2
    centre = (x + 12 + radius, y)
    for pin, dy in zip(part.inputs, pin_places(part)[0], strict=True):
        yield Line(((x, y + dy), (centre[0] - radius * 0.8, y + max(-8.0, min(8.0, dy * 0.6)))), THIN)
        yield Label((x + 1, y + dy - 1.5), upright(pin.label), 6, "start")
    yield Circle(centre, radius, STROKE, part.title)
    yield Label((centre[0], y + 2.5), upright(part.label), 7)


def _gate(part: Part, x: float, y: float) -> Iterator[Mark]:
    w = reach(part) - (2 * BUBBLE if part.bubble else 0)
    h = BODY / 2
    span = PITCH * (len(part.inputs) - 1) / 2
    if span > h:
        yield Line(((x, y - span - 2), (x, y + span + 2)), STROKE)
    yield Line(tuple(_outline(part.body, x, y, w, h)), STROKE, curved=True, title=part.title)
    if part.body == "xor":
        yield Line(tuple(_arc(x - 3.2, y, h, w * 0.22)), STROKE, curved=True)
    if part.body == "mux":
        for label, dy in zip("s01", pin_places(part)[0], strict=True):
            yield Label((x + 2, y + dy + 2.2), upright(label), 6, "start")
    if part.bubble:
        yield Circle((x + w + BUBBLE, y), BUBBLE, THIN)


def _outline(body: str, x: float, y: float, w: float, h: float) -> Iterator[Point]:
    """Go around a body as cubic curves, from its upper left corner."""
    top, bottom, tip = (x, y - h), (x, y + h), (x + w, y)
    yield top
    if body == "and":
        flat, k = x + w - h, 0.5523 * h
        yield from _straight(top, (flat, y - h))
        yield from ((flat + k, y - h), (x + w, y - k), tip, (x + w, y + k), (flat + k, y + h), (flat, y + h))
        yield from _straight((flat, y + h), bottom)
        yield from _straight(bottom, top)
    elif body in ("or", "xor"):
        yield from ((x + w * 0.5, y - h), (x + w * 0.8, y - h * 0.6), tip)
        yield from ((x + w * 0.8, y + h * 0.6), (x + w * 0.5, y + h), bottom)
        yield from list(_arc(x, y, h, w * 0.22))[1:]
    else:
        corners = [(x + w, y - h * 0.6), (x + w, y + h * 0.6)] if body == "mux" else [tip]
        around = [top, *corners, bottom, top]
        for start, end in pairwise(around):
            yield from _straight(start, end)


def _arc(x: float, y: float, h: float, depth: float) -> Iterator[Point]:
    """Go up the curved back of an OR gate."""
    yield from ((x, y + h), (x + depth, y + h / 2), (x + depth, y - h / 2), (x, y - h))


def _straight(start: Point, end: Point) -> Iterator[Point]:
    yield from (start, end, end)
