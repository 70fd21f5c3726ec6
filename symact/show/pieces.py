"""Where a function with infinitely many breaks, such as ``tan`` or ``floor``, is proven to be in one piece."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr

from symact.exact.variable import T
from symact.show.sampling import bounds

__all__ = ["unbroken"]

_STRETCHES = 32
# Breaks are enclosed in stretches of this share of the window, less than the width of a line.
_FINEST = 2.0**-14


def unbroken(expr: Expr, low: float, high: float) -> Iterator[tuple[float, float]]:
    """Yield stretches of a window, from left to right, on which an expression in ``T`` is bounded and continuous.

    A stretch on which its ball is finite, without a switch of branches in reach, has no pole and no jump.
    """
    width = (high - low) / _STRETCHES
    run: tuple[float, float] | None = None
    for i in range(_STRETCHES):
        for a, b in _proven(expr, low + i * width, low + (i + 1) * width, (high - low) * _FINEST):
            if run is not None and run[1] == a:
                run = (run[0], b)
                continue
            if run is not None:
                yield run
            run = (a, b)
    if run is not None:
        yield run


def _proven(expr: Expr, low: float, high: float, finest: float) -> Iterator[tuple[float, float]]:
    if bounds(expr, T, low, high) is not None:
        yield low, high
    elif high - low > finest:
        middle = (low + high) / 2
        yield from _proven(expr, low, middle, finest)
        yield from _proven(expr, middle, high, finest)
