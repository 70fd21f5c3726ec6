"""From curves to a figure: which panel each curve stands in, its pen, and what the legend calls it."""

from __future__ import annotations

from collections.abc import Sequence

from symact.show.curves import Curve
from symact.show.figure import draw
from symact.show.lettering import mathtext
from symact.show.picture import Plot
from symact.show.style import SIZES, pen
from symact.show.subjects import Shown
from symact.show.tracing import Span, view_of

__all__ = ["assemble"]

# Orders whose heights differ by more than this factor are not drawn in one panel.
_COMPARABLE = 3.0


def assemble(
    rows: Sequence[Sequence[Curve]],
    span: Span,
    points: Sequence[float],
    labels: Sequence[str] | None,
    title: str | None,
    panels: bool | None,
) -> Plot:
    """Return the plot of curves given in rows, one row for each order.

    Parameters
    ----------
    rows : sequence of sequences of Curve
    span : (float, float)
        The ends of the abscissa.
    points : sequence of float
        Where dots are set on the curves.
    labels : sequence of str or None
        What the legend calls each curve of a row, instead of its formula.
    title : str or None
    panels : bool or None
        Whether each row has a panel of its own; None to decide.
    """
    several = len(rows[0]) > 1
    apart = len(rows) > 1 and (panels if panels is not None else several or not _comparable(rows, span))
    names = [None] * len(rows[0]) if labels is None else list(labels)
    letters = [f"f_{{{i + 1}}}" if several else "f" for i in range(len(rows[0]))]
    if apart:
        named = [_name(c, n, f, bare=True) for c, n, f in zip(rows[0], names, letters, strict=True)]
        pens = [pen(i, i, name) for i, name in enumerate(named)]
        groups = [list(zip(row, pens, strict=True)) for row in rows]
        beside = [_plain_name(row[0], "f") if several else _name(row[0], None, "f", SIZES.panel) for row in rows]
    else:
        curves = [c for row in rows for c in row]
        colours = len(rows[0]) if several else len(rows)
        room = SIZES.legend if len(curves) > 1 else SIZES.single
        called = zip(curves, names * len(rows), letters * len(rows), strict=True)
        named = [_name(c, n, f, room) for c, n, f in called]
        pens = [pen(i % colours, i, name) for i, name in enumerate(named)]
        groups = [list(zip(curves, pens, strict=True))]
        beside = [pens[0].label if len(pens) == 1 else ""]
    figure = draw(groups, beside, pens, span, points, f"${rows[0][0].subject.variable}$", title)
    return Plot(figure, tuple(c for row in rows for c in row))


def _comparable(rows: Sequence[Sequence[Curve]], span: Span) -> bool:
    heights = [high - low for low, high in (view_of(row, span) for row in rows)]
    return max(heights) <= _COMPARABLE * min(heights)


def _plain_name(curve: Curve, letter: str) -> str:
    subject = curve.subject
    return mathtext(Shown(subject.body, letter, subject.variable).call(curve.order), SIZES.legend) or letter


def _name(curve: Curve, label: str | None, letter: str, room: float = SIZES.legend, *, bare: bool = False) -> str:
    """Return what the legend calls a curve: its formula where matplotlib can set it in the room, else a letter."""
    if label is not None:
        return label if bare or curve.order == 0 else f"{label} ({curve.order})"
    subject = curve.subject
    if bare and subject.name is not None and not subject.parameters:
        formula = subject.head()
    else:
        formula = subject.spoken(0 if bare else curve.order, inline=True)
    return mathtext(formula, room) or _plain_name(curve, letter)
