"""Whether the weighted sum of a unit can have one particular value, at any input that there is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.errors import UndecidedError

__all__ = ["Sums", "subset_reaching"]

MOST_STATES = 200_000
MOST_INPUTS = 16
SAMPLE = 4096


def subset_reaching(weights: Sequence[int], target: int) -> tuple[int, ...] | None:
    """Return bits with ``sum(w*bit) == target``, or None if there are none.

    Raises
    ------
    UndecidedError
        After 200,000 sums of parts.

    Examples
    --------
    >>> from symact.logic.views.nonzero import subset_reaching
    >>> subset_reaching((3, 5, -4), 1), subset_reaching((2, 4, -6), 3)
    ((0, 1, 1), None)
    """
    order = sorted(range(len(weights)), key=lambda i: -abs(weights[i]))
    rest = [weights[i] for i in order]
    low, high = ([*accumulate((f(w, 0) for w in reversed(rest)), initial=0)][::-1] for f in (min, max))
    step = [*accumulate(reversed(rest), gcd, initial=0)][::-1]
    seen: set[tuple[int, int]] = set()
    ahead: list[tuple[int, int, tuple[Any, ...]]] = [(0, target, ())]
    while ahead:
        i, wanted, chosen = ahead.pop()
        if not low[i] <= wanted <= high[i] or (step[i] and wanted % step[i]) or (i, wanted) in seen:
            continue
        if i == len(rest):
            bits = [0] * len(weights)
            while chosen:
                *bit, chosen = chosen
                bits[order[bit[0]]] = 1
            return tuple(bits)
        if len(seen) == MOST_STATES:
            raise UndecidedError(f"whether a sum of {len(weights)} weights can be {target} was not decided")
        seen.add((i, wanted))
        ahead += [(i + 1, wanted - rest[i], (i, chosen)), (i + 1, wanted, chosen)]
    return None


class Sums:
    """The units of a circuit that is being made, with what their sums can be.

    Parameters
    ----------
    pins : sequence of str
        The input pins; they drive the nets from 1 on.
    """

    def __init__(self, pins: Sequence[str]) -> None:
        self.pins = tuple(pins)
        self.units: dict[int, tuple[Sequence[int], Sequence[int], int]] = {}
        self._values: dict[int, npt.NDArray[np.bool_]] = {}

    def input_reaching(self, weights: Sequence[int], nets: Sequence[int], target: int) -> dict[str, int] | None:
        """Return an input at which the weighted sum of nets is the target, or None if there is none.

        No values of the nets may add up to the target; else, with up to 16 pins, all inputs are tried.

        Raises
        ------
        UndecidedError
            With more pins, if some values add up, and no input is found that gives them.
        """
        bits = subset_reaching(weights, target)
        if bits is None:
            return None
        if all(net <= len(self.pins) for net in nets):
            return dict.fromkeys(self.pins, 0) | {self.pins[n - 1]: bit for n, bit in zip(nets, bits, strict=True)}
        found = np.flatnonzero(self._sum(weights, nets) == target)
        if len(found):
            return {pin: int(self._value(n)[found[0]]) for n, pin in enumerate(self.pins, 1)}
        if len(self._vectors) < 1 << len(self.pins):
            raise UndecidedError("some values of the units that it reads add up to that, and perhaps at some input")
        return None

    @cached_property
    def _vectors(self) -> npt.NDArray[np.bool_]:
        n = len(self.pins)
        if n <= MOST_INPUTS:
            return (np.arange(1 << n)[:, None] >> np.arange(n) & 1).astype(bool)
        return np.random.default_rng(0).random((SAMPLE, n)) < 0.5

    def _value(self, net: int) -> npt.NDArray[np.bool_]:
        """Return the value of a net at each of the vectors."""
        if net <= len(self.pins):
            return self._vectors[:, net - 1]
        if net not in self._values:
            weights, nets, threshold = self.units[net]
            self._values[net] = np.asarray(self._sum(weights, nets) >= threshold, dtype=bool)
        return self._values[net]

    def _sum(self, weights: Sequence[int], nets: Sequence[int]) -> npt.NDArray[Any]:
        for net in self._cone(nets):
            self._value(net)
        small = sum(map(abs, weights)) < 1 << 62
        total = np.zeros(len(self._vectors), dtype=np.int64 if small else object)
        for weight, net in zip(weights, nets, strict=True):
            total += self._value(net) * weight if small else self._value(net).astype(object) * weight
        return total

    def _cone(self, nets: Sequence[int]) -> list[int]:
        """Return the units without values yet that nets depend on, each after those that it reads."""
        found: set[int] = set()
        ahead = list(nets)
        while ahead:
            net = ahead.pop()
            if net in self.units and net not in self._values and net not in found:
                found.add(net)
                ahead += self.units[net][1]
        return sorted(found)
