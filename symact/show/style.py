"""How plots look: for a column of a paper, in colours that colour-blind readers and grey printers tell apart.

References
----------
M. Okabe and K. Ito, *Color Universal Design*, 2008 (the palette).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["FONT", "GREY", "GRID", "INK", "MATHS", "SIZES", "Pen", "pen"]

INK = "#222222"
GREY = "#7a7a7a"
GRID = "#ececec"

# Blue, vermilion, green, purple, black, orange, sky.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#A8508A", "#000000", "#C98500", "#4AA3D8")
_DASHES = (
    (0, ()),
    (0, (5, 1.5)),
    (0, (1.2, 1.2)),
    (0, (6, 1.5, 1.2, 1.5)),
    (0, (10, 2)),
    (0, (3, 1.2, 1.2, 1.2, 1.2, 1.2)),
    (0, (2.4, 1.2)),
)
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")

FONT = "STIXGeneral"
MATHS = "stix"


class SIZES:
    """Lengths in inches, type and lines in points."""

    column = 3.5
    foot = 0.4
    legend = 3.0
    single = 2.3
    panel = 1.55
    margin = 0.07
    text = 8.0
    small = 6.5
    line = 1.3
    thin = 0.6
    dot = 4.2
    point = 3.8
    tick = 13.0
    away = 4.0
    step = 14.0


@dataclass(frozen=True)
class Pen:
    """How one curve is drawn, and under which name the legend lists it."""

    colour: str
    dash: Any
    marker: str
    label: str


def pen(colour: int, dash: int, label: str) -> Pen:
    """Return the pen with those numbers in the palette; no two of the first 49 are the same."""
    dash += colour // len(COLOURS)
    return Pen(COLOURS[colour % len(COLOURS)], _DASHES[dash % len(_DASHES)], _MARKERS[dash % len(_MARKERS)], label)
