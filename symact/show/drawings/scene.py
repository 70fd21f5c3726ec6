"""A scene: what a drawing consists of, before it becomes SVG or TikZ. Lengths are points, y goes down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from symact.show.drawings.formula import Formula, width
from symact.show.style import COLOURS, GREY, INK

__all__ = [
    "Box",
    "Circle",
    "Label",
    "Line",
    "Mark",
    "Point",
    "Scene",
    "Stroke",
    "TINTS",
    "digits",
    "extent",
    "label_extent",
]

Point: TypeAlias = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

BLUE, VERMILION = COLOURS[:2]
TINTS = {"ink": INK, "grey": GREY, "faint": "#BBBBBB", "positive": BLUE, "negative": VERMILION}
"""The colours of a drawing by what they mean; signs are told by dashes too, for colour-blind readers and grey print."""
FILLS = {"none": None, "paper": "#FFFFFF", "wash": "#EEF3F8"}


@dataclass(frozen=True)
class Stroke:
    """How a line is drawn."""

    colour: str = "ink"
    width: float = 0.8
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True)
class Circle:
    """A unit."""

    centre: Point
    radius: float
    stroke: Stroke = Stroke()
    title: str = ""
    stands_for: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle with rounded corners."""

    corner: Point
    width: float
    height: float
    stroke: Stroke = Stroke()
    fill: str = "none"
    title: str = ""
    stands_for: str = ""
    rounding: float = 4


@dataclass(frozen=True)
class Line:
    """A path from point to point; where `curved`, each further three points are a cubic Bezier curve.

    `arrow` puts a head at its end.
    """

    points: tuple[Point, ...]
    stroke: Stroke = Stroke()
    curved: bool = False
    arrow: bool = False
    title: str = ""
    stands_for: str = ""


@dataclass(frozen=True)
class Label:
    """A formula at a point of its base line; `halo` clears the ground behind it."""

    at: Point
    formula: Formula
    size: float = 8
    anchor: Anchor = "middle"
    colour: str = "ink"
    halo: bool = False
    stands_for: str = ""


Mark: TypeAlias = Circle | Box | Line | Label


@dataclass
class Scene:
    """Marks in the order of painting, on a paper of a size that is known when all are there."""

    marks: list[Mark] = field(default_factory=list)
    corner: Point = (0, 0)
    width: float = 0
    height: float = 0
    about: str = ""

    def add(self, *marks: Mark) -> None:
        """Paint further marks."""
        self.marks += marks

    def fitted(self, margin: float, width: float | None = None) -> Scene:
        """Return the scene on a paper that holds it, with a margin; `width` is the least width of the paper."""
        bounds = [extent(mark) for mark in self.marks]
        left, top = min(b[0] for b in bounds) - margin, min(b[1] for b in bounds) - margin
        right, bottom = max(b[2] for b in bounds) + margin, max(b[3] for b in bounds) + margin
        if width is not None and right - left < width:
            left, right = (left + right - width) / 2, (left + right + width) / 2
        return Scene(self.marks, (left, top), right - left, bottom - top, self.about)


def extent(mark: Mark) -> tuple[float, float, float, float]:
    """Return the smallest rectangle that holds a mark: left, top, right, bottom."""
    if isinstance(mark, Circle):
        (x, y), r = mark.centre, mark.radius
        return x - r, y - r, x + r, y + r
    if isinstance(mark, Box):
        x, y = mark.corner
        return x, y, x + mark.width, y + mark.height
    if isinstance(mark, Label):
        return label_extent(mark)
    return hull(mark.points)


def digits(value: float) -> str:
    """Return a length with two digits behind the point, fewer where they are 0."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.005 else "0"


def hull(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """Return the smallest rectangle that holds points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def label_extent(label: Label) -> tuple[float, float, float, float]:
    """Return the rectangle of a label, ascenders and indices included."""
    x, y = label.at
    w = width(label.formula, label.size)
    left = x - {"start": 0, "middle": w / 2, "end": w}[label.anchor]
    rim = 1.5 if label.halo else 0.0
    return left - rim, y - 0.8 * label.size, left + w + rim, y + 0.3 * label.size
