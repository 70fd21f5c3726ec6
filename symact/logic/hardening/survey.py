"""What is found over all inputs of a network: where its units go, how near to 0 their sums come, which gain does."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from symact.errors import UndecidedError
from symact.logic.hardening.bounds import limit_everywhere
from symact.logic.hardening.cases import input_bits, limit_at
from symact.logic.hardening.gain import LEAST_GAIN, raised
from symact.logic.hardening.sums import States
from symact.logic.hardening.switches import Floats
from symact.logic.hardening.units import Units

__all__ = ["MOST_INPUTS", "Survey", "survey"]

MOST_INPUTS = 16
"""Networks with at most so many inputs are looked at input by input."""

_BLOCK = 1 << 21


@dataclass(frozen=True, eq=False)
class Survey:
    """What was found.

    Attributes
    ----------
    bits : array of 0 and 1 of shape (nodes, inputs), or None
        What the nodes are at every input, where each was looked at.
    gain : float or None
        None where no input is decided.
    margins : float array of shape (units,)
    undecided : array of 0 and 1 of shape (inputs, pins)
    """

    bits: States | None
    gain: float | None
    margins: Floats
    undecided: npt.NDArray[np.uint8]


def survey(units: Units, eps: Floats) -> Survey:
    """Look at each input where there are at most 16 pins, else at all at once."""
    return _by_input(units, eps) if units.pins <= MOST_INPUTS else _at_once(units, eps)


def _by_input(units: Units, eps: Floats) -> Survey:
    total = 1 << units.pins
    block = max(1, _BLOCK // len(units.names))
    bits = np.empty((len(units.names), total), np.int8)
    margins = np.full(len(units.names) - units.pins, inf)
    undecided = []
    gain, decided_any = LEAST_GAIN, False
    for start in range(0, total, block):
        inputs = input_bits(units.pins, start, min(total, start + block))
        limit, bits[:, start : start + block] = limit_at(units, inputs, eps)
        decided = limit.agrees(inf)
        undecided.append(inputs.T[~decided])
        for layer, place in zip(units.layers, limit.places, strict=True):
            own = slice(layer.nodes.start - units.pins, layer.nodes.stop - units.pins)
            margins[own] = np.minimum(margins[own], place.margin.min(axis=1))
        if decided.any():
            decided_any = True
            gain = raised(limit.at(decided), gain)
    return Survey(bits, gain if decided_any else None, margins, np.concatenate(undecided).astype(np.uint8))


def _at_once(units: Units, eps: Floats) -> Survey:
    limit = limit_everywhere(units, eps)
    if not limit.agrees(inf).all():
        raise UndecidedError(
            f"the outputs of a network with so many inputs ({units.pins}) must be decided by bounds on each unit, and "
            f"are not: a unit may be on its threshold, or a margin be lost in rounding; move the biases"
        )
    margins = np.concatenate([np.zeros(0), *(np.where(p.still, 0.0, p.margin)[:, 0] for p in limit.places)])
    none = np.zeros((0, units.pins), np.uint8)
    return Survey(None, raised(limit, LEAST_GAIN), margins, none)
