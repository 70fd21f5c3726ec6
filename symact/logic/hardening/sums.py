"""Weighted sums of levels: their certified signs, and how far from 0 they are at least, for many cases at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import inf, lcm, nextafter
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sympy import Add, Expr, Rational

from symact.arithmetic.balls import evaluate, to_double
from symact.exact.order import sign
from symact.logic.hardening.switches import Floats
from symact.networks.operation import Array

__all__ = ["States", "Sums"]

States: TypeAlias = npt.NDArray[np.int8]
"""Of each node and case: -1 at the low level, 0 at the value at 0, 1 at the high level."""

_ULP = 2.0**-52
_SMALLEST = 1e-100  # no weight is taken to be smaller in `push`; with LEAST, products do not underflow
_CLEAR = 1000  # how much larger than its error a sum must be, so that its margin is good to some digits
_LOST = 1e-250  # where all terms are smaller, floats may have lost some of them


class Sums:
    """The sums ``w.h + b`` of some units over the nodes that they read.

    Parameters
    ----------
    weights : array of Expr of shape (units, nodes)
    bias : array of Expr of shape (units,)
    levels : sequence of (low, at zero, high)
        Of each node that is read.
    """

    def __init__(self, weights: Array, bias: Array, levels: Sequence[tuple[Expr, Expr, Expr]]) -> None:
        self.weights, self.bias, self.levels = weights, bias, levels
        self._w, self._b = _floats(weights), _floats(bias)
        self._values = _floats(np.array(levels, dtype=object).reshape(-1, 3))
        self.is_exact = np.array([self._fits(i) for i in range(len(bias))], dtype=bool)
        """Of each unit, whether its sums are computed without any rounding."""

    @property
    def count(self) -> int:
        """How many units there are."""
        return len(self.bias)

    def __call__(self, states: States, units: slice = slice(None)) -> tuple[States, Floats]:
        """Return the signs of the sums, and lower bounds of their moduli, the moduli themselves where they are exact.

        Parameters
        ----------
        states : array of shape (nodes, cases)
        units : slice, optional

        Returns
        -------
        States and floats of shape (units, cases)
        """
        weights, bias, exact = self._w[units], self._b[units, None], self.is_exact[units, None]
        held = np.take_along_axis(self._values, states + 1, axis=1)
        with np.errstate(all="ignore"):
            total = weights @ held + bias
            size = abs(weights) @ abs(held) + abs(bias)
            # Twice what n + 3 roundings of each term can amount to.
            error = np.where(exact, 0.0, np.where(size > _LOST, size * ((len(held) + 8) * _ULP), inf))
            margins = np.where(exact, abs(total), (abs(total) - error) * (1 - 4 * _ULP))
            clear = exact | (abs(total) > _CLEAR * error)
        signs = np.where(clear, np.sign(total), 0).astype(np.int8)
        for i, doubted in enumerate(~clear):
            if doubted.any():
                signs[i, doubted], margins[i, doubted] = self._decided(i + (units.start or 0), states[:, doubted])
        return signs, margins

    def _decided(self, unit: int, states: States) -> tuple[States, Floats]:
        """Decide in exact arithmetic what floats do not."""
        used = np.flatnonzero(self.weights[unit] != 0)
        patterns, place = np.unique(states[used], axis=1, return_inverse=True)
        signs, margins = np.zeros(patterns.shape[1], np.int8), np.zeros(patterns.shape[1])
        for k, pattern in enumerate(patterns.T):
            held = (self.levels[j][s + 1] for j, s in zip(used.tolist(), pattern.tolist(), strict=True))
            total = Add(self.bias[unit], *(w * h for w, h in zip(self.weights[unit, used], held, strict=True)))
            signs[k] = sign(total)
            margins[k] = nextafter(abs(float(evaluate(total, 53).mid())) * (1 - 4 * _ULP), 0) if signs[k] else 0
        return signs[place.ravel()], margins[place.ravel()]

    def push(self, under: Floats, over: Floats) -> tuple[Floats, Floats]:
        """Return upper bounds of how far the sums can fall, and rise, when nodes are up to so far under or over."""
        down = self._up @ under + self._down @ over
        up = self._up @ over + self._down @ under
        slack = 1 + (2 * len(under) + 8) * _ULP
        return down * slack, up * slack

    @cached_property
    def _up(self) -> Floats:
        return _from_above(self._w)

    @cached_property
    def _down(self) -> Floats:
        return _from_above(-self._w)

    def _fits(self, unit: int) -> bool:
        """Return whether every term and every partial sum of a unit is a float."""
        weights = [w for w in self.weights[unit] if w != 0]
        read = [level for w, levels in zip(self.weights[unit], self.levels, strict=True) if w != 0 for level in levels]
        if not all(isinstance(v, Rational) for v in (*weights, self.bias[unit], *read)):
            return False
        scale = lcm(*(int(w.q) for w in weights), int(self.bias[unit].q)) * lcm(*(int(v.q) for v in read))
        largest = max((abs(v) for v in read), default=0)
        size = (sum(abs(w) for w in weights) * largest + abs(self.bias[unit])) * scale
        return scale & (scale - 1) == 0 and scale < 1 << 900 and size < 1 << 53


def _from_above(weights: Floats) -> Floats:
    """Return upper bounds of the positive weights, and 0 for the others."""
    return np.where(weights > 0, np.maximum(np.nextafter(weights, inf), _SMALLEST), 0.0)


def _floats(values: Array) -> Floats:
    """Return the floats nearest to exact numbers."""
    return np.array([_float(v) for v in values.flat], dtype=np.float64).reshape(values.shape)


def _float(value: Any) -> float:
    if not isinstance(value, Rational):
        return to_double(value)
    try:
        return int(value.p) / int(value.q)
    except OverflowError:
        return inf if value > 0 else -inf
