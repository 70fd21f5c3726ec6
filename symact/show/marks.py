"""Kinks, dots and asymptotes: what a plot says beyond the curve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan2, copysign, cos, isfinite, isinf, pi, sin
from typing import Any

from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.transforms import ScaledTranslation
from sympy import Expr

from symact.show.curves import Asymptote, Curve, Mark
from symact.show.lettering import font
from symact.show.style import GREY, INK, SIZES, Pen
from symact.show.typesetting import typeset

__all__ = ["draw_asymptotes", "draw_marks"]

_LONGEST = 12
_DASHED = (0, (4, 3))
# Two ends of strands nearer than this share of the window are the two sides of one pole.
_ONE_POLE = 1e-3
# A direction with less than this of a part across is taken as flat: labels stand in line with a flat tick.
_FLAT = 0.35


def draw_marks(ax: Any, group: Sequence[tuple[Curve, Pen]]) -> None:
    """Set dots at the jumps of all curves of a panel, and the two slopes at their kinks."""
    ticks: list[_Tick] = []
    for curve, its in group:
        for mark in curve.marks:
            if mark.corner.is_kink:
                ticks += _ticks(ax, mark, its)
            elif not mark.corner.is_continuous:
                _dots(ax, mark, its)
    _draw_ticks(ax, ticks)


def _dots(ax: Any, mark: Mark, its: Pen) -> None:
    """Set a filled dot at the stated value and an open one at each limit that is not it."""
    both = isfinite(mark.left) and isfinite(mark.right)
    for height in dict.fromkeys(h for h in (mark.left, mark.right) if isfinite(h) and h != mark.value):
        _dot(ax, mark.x, height, its, "white", "open")
    meets_end = not both and mark.value in (mark.left, mark.right)
    if isfinite(mark.value) and not meets_end:
        _dot(ax, mark.x, mark.value, its, its.colour, "filled")


def _dot(ax: Any, x: float, y: float, its: Pen, face: str, gid: str) -> None:
    ax.plot(
        [x],
        [y],
        marker="o",
        markersize=SIZES.dot,
        markeredgewidth=1.0,
        markeredgecolor=its.colour,
        markerfacecolor=face,
        linestyle="none",
        zorder=5 if face == "white" else 6,
        clip_on=False,
        gid=gid,
    )


@dataclass
class _Tick:
    """A short line beside the curve on one side of a kink, with its slope."""

    x: float
    y: float
    side: int
    slope: Expr
    angle: float
    outward: float
    colour: str


def _ticks(ax: Any, mark: Mark, its: Pen) -> Iterable[_Tick]:
    angles = [_angle(ax, s) for s in (mark.left_slope, mark.right_slope)]
    bend = copysign(1.0, angles[1] - angles[0])
    slopes = (mark.corner.left_slope, mark.corner.right_slope)
    for side, slope, angle in zip((-1, 1), slopes, angles, strict=True):
        yield _Tick(mark.x, mark.value, side, slope, angle, -bend, its.colour)


def _angle(ax: Any, slope: float) -> float:
    """Return the angle on paper of a line with that slope."""
    if not isfinite(slope):
        return copysign(pi / 2, slope)
    box = ax.get_window_extent()
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    return atan2(slope * box.height / (y1 - y0), box.width / (x1 - x0))


def _draw_ticks(ax: Any, ticks: list[_Tick]) -> None:
    """Draw each different tick once; those of several curves at one place stand in rows."""
    rows: dict[tuple[float, float, int], list[_Tick]] = {}
    for tick in ticks:
        row = rows.setdefault((round(tick.x, 9), round(tick.y, 9), tick.side), [])
        same = next((t for t in row if t.slope == tick.slope), None)
        if same is None:
            row.append(tick)
        elif same.colour != tick.colour:
            same.colour = INK
    for row in rows.values():
        for place, tick in enumerate(sorted(row, key=lambda t: -t.outward * t.angle * t.side)):
            _draw_tick(ax, tick, place)


def _draw_tick(ax: Any, tick: _Tick, place: int) -> None:
    figure = ax.figure
    around = figure.dpi_scale_trans + ScaledTranslation(tick.x, tick.y, ax.transData)
    away = (SIZES.away + place * SIZES.step) / 72
    along = (cos(tick.angle) * tick.side, sin(tick.angle) * tick.side)
    normal = (-sin(tick.angle) * tick.outward, cos(tick.angle) * tick.outward)
    start, end = 5 / 72, (5 + SIZES.tick) / 72
    x = [along[0] * d + normal[0] * away for d in (start, end)]
    y = [along[1] * d + normal[1] * away for d in (start, end)]
    ax.add_line(
        Line2D(x, y, transform=around, color=tick.colour, linewidth=0.9, zorder=4, clip_on=False, gid="tangent")
    )
    towards = along if abs(along[1]) < _FLAT else (along[0] + normal[0], along[1] + normal[1])
    label = ax.text(
        x[1] + towards[0] * 1.5 / 72,
        y[1] + towards[1] * 1.5 / 72,
        f"${_number_text(tick.slope)}$",
        transform=around,
        fontproperties=font(SIZES.small),
        color=tick.colour,
        ha="center" if abs(towards[0]) < _FLAT else "left" if towards[0] > 0 else "right",
        va="center" if abs(towards[1]) < 1 - _FLAT else "bottom" if towards[1] > 0 else "top",
        zorder=5,
        gid="slope",
    )
    label.set_path_effects([withStroke(linewidth=2.2, foreground="white")])


def _number_text(number: Expr) -> str:
    """Return a number as short mathtext: itself where that is short, else four digits."""
    if number.is_Rational and number.q != 1:
        decimals = number * 1000
        return f"{float(number):g}" if decimals.is_Integer else f"{number.p}/{number.q}"
    text = typeset(number)
    return text if len(text) <= _LONGEST else f"{float(number):.4g}"


def draw_asymptotes(ax: Any, curves: Iterable[Curve]) -> None:
    """Draw poles and levels across the panel, oblique asymptotes on their own side; each different one once."""
    curves = list(curves)
    for x in _poles(curves, ax.get_xlim()):
        ax.axvline(x, color=GREY, linewidth=SIZES.thin + 0.15, linestyle=_DASHED, zorder=2, gid="pole")
    seen: set[tuple[Expr, Expr, int]] = set()
    for line in (a for c in curves for a in c.asymptotes):
        key = (line.slope, line.intercept, line.end if line.slope != 0 else 0)
        if key not in seen:
            seen.add(key)
            _draw_asymptote(ax, line)


def _draw_asymptote(ax: Any, line: Asymptote) -> None:
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    slope, intercept = float(line.slope), float(line.intercept)
    if slope == 0 and (intercept == 0 or not y0 < intercept < y1):
        return
    middle = (x0 + x1) / 2
    a, b = (x0, x1) if slope == 0 else (x0, middle) if line.end < 0 else (middle, x1)
    ax.plot(
        [a, b],
        [slope * a + intercept, slope * b + intercept],
        color=GREY,
        linewidth=SIZES.thin + 0.15,
        linestyle=_DASHED,
        zorder=2,
        gid="asymptote",
    )


def _poles(curves: Iterable[Curve], span: tuple[float, float]) -> list[float]:
    """Return where curves go to infinity inside the window, but not on the axis, which is drawn already."""
    ends = [x for c in curves for s in c.strands for x, y in ((s.low, s.low_value), (s.high, s.high_value)) if isinf(y)]
    near = (span[1] - span[0]) * _ONE_POLE
    poles: list[float] = []
    for x in sorted(ends):
        if poles and x - poles[-1] < near:
            poles[-1] = (poles[-1] + x) / 2
        else:
            poles.append(x)
    return [x for x in poles if abs(x) > near and span[0] + near < x < span[1] - near]
