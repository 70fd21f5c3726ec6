"""How plots look: for a column of a paper, in colours that colour-blind readers and grey printers tell apart.

References
----------
M. Okabe and K. Ito, *Color Universal Design*, 2008 (the palette).
"""

from __future__ import annotations

__all__ = ["COLOURS", "DASHES", "FONT", "GREY", "INK", "MARKERS", "SIZES"]

INK = "#222222"
GREY = "#7a7a7a"
GRID = "#ececec"

# Blue, vermilion, green, purple, black, orange, sky.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#A8508A", "#000000", "#C98500", "#4AA3D8")
DASHES = (
    (0, ()),
    (0, (5, 1.5)),
    (0, (1.2, 1.2)),
    (0, (6, 1.5, 1.2, 1.5)),
    (0, (10, 2)),
    (0, (3, 1.2, 1.2, 1.2, 1.2, 1.2)),
    (0, (2.4, 1.2)),
)
MARKERS = ("o", "s", "^", "D", "v", "P", "X")

FONT = "STIXGeneral"
MATHS = "stix"


class SIZES:
    """Lengths in inches, type and lines in points."""

    column = 3.5
    single = 2.3
    panel = 1.55
    gap = 0.17
    margin = 0.07
    letter = 0.06
    text = 8.0
    small = 6.5
    line = 1.3
    thin = 0.6
    dot = 4.2
    point = 3.8
    tick = 13.0
    away = 4.0
    step = 11.0
