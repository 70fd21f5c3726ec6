"""A scene as SVG, of shapes and text alone: no style sheet, no script, no identifier, so that pages can hold many."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from symact.show.drawings.formula import Formula, printable
from symact.show.drawings.scene import (
    FILLS,
    TINTS,
    Box,
    Circle,
    Label,
    Line,
    Mark,
    Point,
    Scene,
    Stroke,
    digits,
    label_extent,
)

__all__ = ["arrow_head", "svg", "text_of"]

_FONT = "'STIX Two Text', 'STIX Two Math', STIXGeneral, 'Latin Modern Roman', 'Times New Roman', Times, serif"
_HEAD = 4.5
NO_BREAK = "\N{NO-BREAK SPACE}"


def svg(scene: Scene) -> str:
    """Return an SVG document of the scene on white paper."""
    x, y = scene.corner
    w, h = scene.width, scene.height
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{digits(w)}pt" height="{digits(h)}pt" '
        f'viewBox="{digits(x)} {digits(y)} {digits(w)} {digits(h)}" font-family="{_FONT}" fill="none" '
        f'stroke-linecap="round" stroke-linejoin="round" style="max-width: 100%; height: auto" role="img">',
        f"<title>{text_of(scene.about)}</title>",
        f'<rect x="{digits(x)}" y="{digits(y)}" width="{digits(w)}" height="{digits(h)}" rx="3" fill="#FFFFFF"/>',
        *(line for mark in scene.marks for line in _mark(mark)),
        "</svg>\n",
    ]
    return "\n".join(lines)


def text_of(value: str) -> str:
    """Return text as SVG and HTML hold it."""
    return escape("\n".join(map(printable, value.split("\n"))))


def _mark(mark: Mark) -> Iterator[str]:
    if isinstance(mark, Label):
        yield _label(mark)
        return
    title = f"<title>{text_of(mark.title)}</title>" if mark.title else ""
    if isinstance(mark, Circle):
        x, y = mark.centre
        shape = f'circle cx="{digits(x)}" cy="{digits(y)}" r="{digits(mark.radius)}" fill="#FFFFFF"'
    elif isinstance(mark, Box):
        x, y = mark.corner
        shape = (
            f'rect x="{digits(x)}" y="{digits(y)}" width="{digits(mark.width)}" height="{digits(mark.height)}" '
            f'rx="{digits(mark.rounding)}" fill="{FILLS[mark.fill] or "none"}"'
        )
    else:
        shape = f'path d="{_path(mark)}"'
    yield (
        f"<{shape} {_stroke(mark.stroke)}>{title}</{shape.split()[0]}>"
        if title
        else f"<{shape} {_stroke(mark.stroke)}/>"
    )
    if isinstance(mark, Line) and mark.arrow:
        corners = " ".join(f"{digits(px)},{digits(py)}" for px, py in arrow_head(mark))
        yield f'<polygon points="{corners}" fill="{TINTS[mark.stroke.colour]}"/>'


def _stroke(stroke: Stroke) -> str:
    dashes = f' stroke-dasharray="{" ".join(map(digits, stroke.dashes))}"' if stroke.dashes else ""
    return f'stroke="{TINTS[stroke.colour]}" stroke-width="{digits(stroke.width)}"{dashes}'


def _path(line: Line) -> str:
    words = [f"{digits(x)} {digits(y)}" for x, y in line.points]
    if not line.curved:
        return "M" + " L".join(words)
    return f"M{words[0]}" + "".join(f" C{' '.join(words[i : i + 3])}" for i in range(1, len(words), 3))


def arrow_head(line: Line) -> tuple[Point, Point, Point]:
    """Return the corners of the head at the end of a line."""
    (x, y), (bx, by) = line.points[-1], line.points[-2]
    angle = math.atan2(y - by, x - bx)
    sides = [(x - _HEAD * math.cos(angle + s), y - _HEAD * math.sin(angle + s)) for s in (-0.42, 0.42)]
    return (x, y), sides[0], sides[1]


def _label(label: Label) -> str:
    x, y = label.at
    left, top, right, bottom = label_extent(label)
    behind = (
        f'<rect x="{digits(left)}" y="{digits(top)}" width="{digits(right - left)}" height="{digits(bottom - top)}" '
        f'fill="#FFFFFF"/>'
        if label.halo
        else ""
    )
    return (
        f'{behind}<text x="{digits(x)}" y="{digits(y)}" font-size="{digits(label.size)}" text-anchor="{label.anchor}" '
        f'fill="{TINTS[label.colour]}">{"".join(_pieces(label.formula, label.size))}</text>'
    )


def _pieces(formula: Formula, size: float) -> Iterator[str]:
    level = 0.0
    for piece in formula:
        wanted = {"base": 0.0, "sub": 0.22 * size, "sup": -0.36 * size}[piece.script]
        style = ' font-style="italic"' if piece.italic else ""
        if piece.script != "base":
            style += f' font-size="{digits(0.72 * size)}"'
        shift = f' dy="{digits(wanted - level)}"' if wanted != level else ""
        level = wanted
        yield f"<tspan{style}{shift}>{text_of(piece.text).replace(' ', NO_BREAK)}</tspan>"
