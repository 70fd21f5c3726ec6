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
        figure = Figure(dpi=100, facecolor="white", layout="constrained")
        renderer = FigureCanvasAgg(figure).get_renderer()
        places = figure.subplots(len(panels), sharex=True, squeeze=False).flat
        axes = [_axes(ax, group, span) for ax, group in zip(places, panels, strict=True)]
        for ax, text in zip(axes, labels, strict=True):
            ax.set_ylabel(text, fontproperties=font(), color=INK, labelpad=3)
        axes[-1].set_xlabel(variable, fontproperties=font(), color=INK, labelpad=1)
        figure.align_ylabels(axes)
        height = len(axes) * (SIZES.single if len(axes) == 1 else SIZES.panel) + SIZES.foot
        if title:
            height += _height(figure.suptitle(title, fontproperties=font(), color=INK), renderer)
        if len(legend) > 1:
            height += _height(_legend(figure, renderer, legend), renderer)
        _settle(figure, height)
        for ax, group in zip(axes, panels, strict=True):
            draw_asymptotes(ax, [c for c, _ in group])
            for place, (curve, its) in enumerate(group):
                _draw_curve(ax, curve, its)
                _draw_points(ax, curve, its, points, place)
            draw_marks(ax, group)
    return figure


def _height(artist: Any, renderer: Any) -> float:
    return float(artist.get_window_extent(renderer).height) / 100 + SIZES.margin


def _settle(figure: Figure, height: float) -> None:
    """Give the figure its height and everything its place, which stays however the figure is written."""
    figure.set_size_inches(SIZES.column, height)
    figure.get_layout_engine().set(w_pad=SIZES.margin, h_pad=SIZES.margin, hspace=0, wspace=0)  # type: ignore[call-arg, union-attr]
    figure.draw_without_rendering()
    figure.set_layout_engine("none")


def _axes(ax: Any, group: Sequence[tuple[Curve, Pen]], span: Span) -> Any:
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


def _legend(figure: Figure, renderer: Any, legend: Sequence[Pen]) -> Any:
    handles = [Line2D([], [], color=p.colour, linestyle=p.dash, linewidth=SIZES.line, label=p.label) for p in legend]
    options: dict[str, Any] = {
        "loc": "outside upper center",
        "frameon": False,
        "prop": font(SIZES.text - 0.5),
        "handlelength": 2.6,
        "columnspacing": 1.2,
        "handletextpad": 0.5,
        "labelspacing": 0.3,
        "borderpad": 0,
        "borderaxespad": 0.7,
        "labelcolor": INK,
    }
    for columns in range(min(len(handles), 4), 0, -1):
        even = ceil(len(handles) / ceil(len(handles) / columns))
        made = figure.legend(handles=handles, ncol=even, **options)
        if columns == 1 or made.get_window_extent(renderer).width <= (SIZES.column - 0.1) * figure.dpi:
            return made
        made.remove()
    raise AssertionError("one column is always taken")
