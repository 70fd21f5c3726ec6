"""Curves on paper, drawn with matplotlib.

Only matplotlib's objects are used, never ``pyplot`` and never ``rcParams``: no state is shared with the user's own
figures. One figure is drawn at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from symact.show.curves import Curve
from symact.show.lettering import DRAWING, font
from symact.show.marks import draw_asymptotes, draw_marks
from symact.show.style import FONT, GREY, GRID, INK, SIZES, Pen
from symact.show.tracing import Span, traced, view_of

__all__ = ["draw"]


def draw(
    panels: Sequence[Sequence[tuple[Curve, Pen]]],
    labels: Sequence[str],
    legend: Sequence[Pen],
    span: Span,
    points: Sequence[float],
    variable: str,
    title: str | None,
) -> Figure:
    """Return a figure with one panel for each group of curves, one below the other.

    Parameters
    ----------
    panels : sequence of sequences of (Curve, Pen)
    labels : sequence of str
        What is written beside the ordinate of each panel.
    legend : sequence of Pen
        What the legend lists; it is left out for fewer than two.
    span : (float, float)
        The ends of the abscissa.
    points : sequence of float
        Where dots are set on the curves.
    variable : str
        What is written below the abscissa.
    title : str or None
    """
    with DRAWING:
        figure = Figure(figsize=(SIZES.column, 1), dpi=100, facecolor="white")
        renderer = FigureCanvasAgg(figure).get_renderer()
        axes = [_axes(figure, group, span) for group in panels]
        for ax, text in zip(axes, labels, strict=True):
            ax.set_ylabel(text, fontproperties=font(), color=INK, labelpad=3)
            if ax is not axes[-1]:
                ax.tick_params(labelbottom=False)
        axes[-1].set_xlabel(variable, fontproperties=font(), color=INK, labelpad=1)
        _layout(figure, renderer, axes, _head(figure, renderer, legend, title))
        for ax, group in zip(axes, panels, strict=True):
            draw_asymptotes(ax, [c for c, _ in group])
            for place, (curve, its) in enumerate(group):
                _draw_curve(ax, curve, its)
                _draw_points(ax, curve, its, points, place)
            draw_marks(ax, group)
    return figure


def _axes(figure: Figure, group: Sequence[tuple[Curve, Pen]], span: Span) -> Any:
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_xlim(*span)
    ax.set_ylim(*view_of([c for c, _ in group], span))
    ax.spines[["top", "right"]].set_visible(False)
    for spine in ax.spines.values():
        spine.set(linewidth=SIZES.thin, color=INK)
    ax.set_axisbelow(True)
    ax.grid(True, color=GRID, linewidth=SIZES.thin, zorder=0)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=_ticks(span) if axis is ax.xaxis else 6, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(ScalarFormatter(useMathText=True, useOffset=False))
        axis.get_offset_text().set_fontproperties(font(SIZES.small))
    ax.tick_params(
        length=2.5, width=SIZES.thin, color=INK, labelcolor=INK, labelsize=SIZES.small + 0.5, labelfontfamily=FONT
    )
    low, high = ax.get_ylim()
    if low < 0 < high:
        ax.axhline(0, color=GREY, linewidth=SIZES.thin, zorder=1, gid="axis-x")
    if span[0] < 0 < span[1]:
        ax.axvline(0, color=GREY, linewidth=SIZES.thin, zorder=1, gid="axis-y")
    return ax


def _ticks(span: Span) -> int:
    """Return how many ticks the abscissa may have: fewer where their labels differ in late digits only."""
    return 8 if max(map(abs, span)) < 100 * (span[1] - span[0]) else 4


def _draw_curve(ax: Any, curve: Curve, its: Pen) -> None:
    for strand in curve.strands:
        line = Line2D(
            *traced(strand, ax.get_xlim(), ax.get_ylim()),
            color=its.colour,
            linestyle=its.dash,
            linewidth=SIZES.line,
            solid_joinstyle="round",
            dash_capstyle="butt",
            solid_capstyle="butt",
            zorder=3,
            gid="curve",
        )
        ax.add_line(line)


def _draw_points(ax: Any, curve: Curve, its: Pen, points: Sequence[float], place: int) -> None:
    """Set the dots at given points, smaller from curve to curve, so that those that coincide are all seen."""
    if not points:
        return
    dots = Line2D(
        *curve.at(points),
        linestyle="none",
        marker=its.marker,
        markersize=max(SIZES.point - 0.8 * place, 1.6),
        color=its.colour,
        markeredgewidth=0,
        zorder=4 + 0.01 * place,
        clip_on=False,
        gid="points",
    )
    ax.add_line(dots)


def _head(figure: Figure, renderer: Any, legend: Sequence[Pen], title: str | None) -> list[tuple[Any, float]]:
    """Return what stands above the panels, title and legend, each with its height in inches."""
    artists: list[Any] = []
    if title:
        artists.append(figure.text(0.5, 1, title, ha="center", va="top", fontproperties=font(), color=INK))
    if len(legend) > 1:
        artists.append(_legend(figure, renderer, legend))
    return [(artist, artist.get_window_extent(renderer).height / figure.dpi) for artist in artists]


def _legend(figure: Figure, renderer: Any, legend: Sequence[Pen]) -> Any:
    handles = [Line2D([], [], color=p.colour, linestyle=p.dash, linewidth=SIZES.line, label=p.label) for p in legend]
    options: dict[str, Any] = {
        "loc": "upper center",
        "frameon": False,
        "prop": font(SIZES.text - 0.5),
        "handlelength": 2.6,
        "columnspacing": 1.2,
        "handletextpad": 0.5,
        "labelspacing": 0.3,
        "borderpad": 0,
        "borderaxespad": 0,
        "labelcolor": INK,
    }
    for columns in range(min(len(handles), 4), 0, -1):
        even = ceil(len(handles) / ceil(len(handles) / columns))
        made = figure.legend(handles=handles, ncol=even, **options)
        if columns == 1 or made.get_window_extent(renderer).width <= (SIZES.column - 0.1) * figure.dpi:
            return made
        made.remove()
    raise AssertionError("one column is always taken")


def _layout(figure: Figure, renderer: Any, axes: Sequence[Any], head: Sequence[tuple[Any, float]]) -> None:
    """Give the figure its height and every panel its place, with room for what is written around them."""
    each = SIZES.single if len(axes) == 1 else SIZES.panel
    left, right, over, foot = _room(figure, renderer, axes)
    letters = max(ax.yaxis.label.get_window_extent(renderer).width for ax in axes) / figure.dpi
    top = SIZES.margin + over + sum(height + SIZES.margin for _, height in head)
    height = top + each * len(axes) + SIZES.gap * (len(axes) - 1) + foot
    width = SIZES.column - left - right
    figure.set_size_inches(SIZES.column, height)
    for i, ax in enumerate(axes):
        bottom = height - top - each * (i + 1) - SIZES.gap * i
        ax.set_position((left / SIZES.column, bottom / height, width / SIZES.column, each / height))
        ax.yaxis.set_label_coords((SIZES.margin + letters - left) / width, 0.5)
    down = SIZES.margin
    for artist, its_height in head:
        place = 1 - down / height
        if isinstance(artist, Text):
            artist.set_y(place)
        else:
            artist.set_bbox_to_anchor((0.5, place), transform=figure.transFigure)
        down += its_height + SIZES.margin


def _room(figure: Figure, renderer: Any, axes: Sequence[Any]) -> tuple[float, float, float, float]:
    """Return the inches that ticks and labels need to the left, to the right, above and below the panels."""
    figure.set_size_inches(SIZES.column, 3)
    for ax in axes:
        ax.set_position((0.2, 0.2, 0.7, 0.7))
    around = [(ax.get_window_extent(renderer), ax.get_tightbbox(renderer)) for ax in axes]
    left = max(inner.x0 - outer.x0 for inner, outer in around)
    right = max(outer.x1 - inner.x1 for inner, outer in around)
    over = max(0.0, around[0][1].y1 - around[0][0].y1)
    foot = around[-1][0].y0 - around[-1][1].y0
    return (
        left / figure.dpi + SIZES.margin,
        right / figure.dpi + SIZES.margin,
        over / figure.dpi,
        foot / figure.dpi + SIZES.margin,
    )
