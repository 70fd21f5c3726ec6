"""The curve of an activation, small enough to stand inside its unit."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from sympy import Expr

from symact.errors import SymactError
from symact.exact.variable import T
from symact.numeric.evaluator import lambdify
from symact.show.drawings.scene import Point

__all__ = ["curve"]

_REACH = 3.0
_POINTS = 49


@lru_cache(maxsize=256)
def curve(function: Any) -> tuple[tuple[Point, ...], ...]:
    """Return the strands of a function's graph in a square from -1 to 1, y down; none if it has no numbers.

    The origin stays in the middle. A jump parts two strands.
    """
    expr = function if isinstance(function, Expr) else function(T)
    if expr.free_symbols - {T}:
        return ()
    xs = np.linspace(-_REACH, _REACH, _POINTS)
    try:
        ys = np.broadcast_to(lambdify(T, expr)(xs), xs.shape)
    except SymactError:
        return ()
    finite = np.isfinite(ys)
    if not finite.any():
        return ()
    tall = max(float(np.abs(ys[finite]).max()), 1e-9)
    strands: list[list[Point]] = [[]]
    for (x, y), (_, after) in pairwise([*zip(xs, ys, strict=True), (0.0, np.nan)]):
        if np.isfinite(y):
            strands[-1].append((round(float(x) / _REACH, 4), round(-float(y) / tall, 4)))
        if not abs(after - y) < 0.4 * tall and strands[-1]:
            strands.append([])
    return tuple(_slim(s) for s in strands if len(s) > 1)


def _slim(points: list[Point]) -> tuple[Point, ...]:
    """Return a polyline without the points that lie on straight lines between their neighbours."""
    kept = [points[0]]
    for here, after in pairwise(points[1:]):
        (ax, ay), (bx, by), (cx, cy) = kept[-1], here, after
        if abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) > 2e-3 * (cx - ax):
            kept.append(here)
    return (*kept, points[-1])
