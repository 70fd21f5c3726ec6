"""From strands to polygons: how high the window must be, and which points a curve needs."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, isnan
from typing import Any

import numpy as np

from symact.show.curves import Curve, Strand
from symact.show.sampling import Floats

__all__ = ["traced", "view_of"]

Span = tuple[float, float]

# A segment is halved where it lies off the curve by more than this share of the height, at most so often.
_TOLERANCE = 4e-4
_PASSES = 7
_MOST = 600
_NEAREST = 2.0**-40
# Heights this close to a pole, as a share of the window, do not count for the height of the window.
_BESIDE_POLE = 0.02
_PADDING = 0.07
# The same on the side to which the slopes of a kink are written.
_PADDING_SLOPES = 0.11
_WITHIN_REACH = 0.12


def view_of(curves: Iterable[Curve], span: Span) -> Span:
    """Return the lowest and highest ordinate that a window for these curves shows.

    Poles are cut off, the axis and the asymptotes are taken in where they are near.
    """
    curves = list(curves)
    parts = [_heights(strand, span) for c in curves for strand in c.strands]
    parts += [np.array([m.value, m.left, m.right]) for c in curves for m in c.marks]
    heights = np.concatenate(parts) if parts else np.zeros(1)
    heights = heights[np.isfinite(heights)]
    if not heights.size:
        return -1.0, 1.0
    low, high = float(heights.min()), float(heights.max())
    if low == high:
        low, high = min(low - 0.5, low * 1.5), max(high + 0.5, high * 1.5)
    reach = (high - low) * _WITHIN_REACH
    levels = [float(a.intercept) for c in curves for a in c.asymptotes if a.slope == 0]
    for level in (0.0, *levels):
        if low - reach <= level <= high + reach:
            low, high = min(low, level), max(high, level)
    bends = [m.right_slope - m.left_slope for c in curves for m in c.marks if m.corner.is_kink]
    below, above = (
        _PADDING_SLOPES if any(side) else _PADDING for side in ([b > 0 for b in bends], [b < 0 for b in bends])
    )
    return low - (high - low) * below, high + (high - low) * above


def _heights(strand: Strand, span: Span) -> Floats:
    x, y = strand.outline
    margin = (span[1] - span[0]) * _BESIDE_POLE
    keep = np.ones(len(x), dtype=bool)
    if not isfinite(strand.low_value):
        keep &= x >= strand.low + margin
    if not isfinite(strand.high_value):
        keep &= x <= strand.high - margin
    return y[keep]


def traced(strand: Strand, span: tuple[float, float], view: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return a strand as a polygon that follows the curve more closely than a pen shows.

    Parameters
    ----------
    strand : Strand
    span, view : (float, float)
        The ends of the axes.
    """
    x, y = strand.outline
    if not isfinite(strand.low_value):
        x, y = _towards(strand, x, y, view, 0)
    if not isfinite(strand.high_value):
        x, y = _towards(strand, x, y, view, -1)
    for _ in range(_PASSES):
        bent = _bent(x / (span[1] - span[0]), y / (view[1] - view[0]), (y >= view[0]) & (y <= view[1]))
        if not bent.any() or len(x) > _MOST:
            break
        middle = (x[:-1][bent] + x[1:][bent]) / 2
        places = np.flatnonzero(bent) + 1
        x, y = np.insert(x, places, middle), np.insert(y, places, strand.at(middle))
    known = np.isfinite(y)
    return x[known], y[known]


def _bent(x: Floats, y: Floats, inside: Any) -> Any:
    """Return which segments end at a point that lies off the chord of its neighbours, in a view of size 1."""
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        share = (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
        off = np.abs(y[:-2] + share * (y[2:] - y[:-2]) - y[1:-1])
        corner = (off > _TOLERANCE) & (inside[:-2] | inside[1:-1] | inside[2:])
    bent = np.zeros(len(x) - 1, dtype=bool)
    bent[:-1] |= corner
    bent[1:] |= corner
    return bent


def _towards(strand: Strand, x: Floats, y: Floats, view: tuple[float, float], end: int) -> tuple[Floats, Floats]:
    """Add points that close in on a pole or an open end until the curve leaves the view."""
    pole, inner = (x[0], x[1]) if end == 0 else (x[-1], x[-2])
    near, share = [], 0.5
    while share > _NEAREST:
        point = pole + (inner - pole) * share
        height = float(strand.at([point])[0])
        if isnan(height):
            break
        near.append((point, height))
        if not view[0] <= height <= view[1]:
            break
        share /= 2
    points, heights = (np.array(c) for c in zip(*near, strict=True)) if near else (np.empty(0), np.empty(0))
    if end == 0:
        return np.concatenate((points[::-1], x[1:])), np.concatenate((heights[::-1], y[1:]))
    return np.concatenate((x[:-1], points)), np.concatenate((y[:-1], heights))
