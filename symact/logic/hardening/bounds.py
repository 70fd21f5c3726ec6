"""The limit of a network for all inputs at once, by bounds on each unit: for networks with many inputs."""

from __future__ import annotations

from math import gcd, inf, lcm

import numpy as np
import numpy.typing as npt
from sympy import Rational

from symact.errors import UndecidedError
from symact.logic.hardening.cases import input_bits
from symact.logic.hardening.spread import Limit, Place
from symact.logic.hardening.switches import Floats
from symact.logic.hardening.units import Layer, Units

__all__ = ["MOST_PATTERNS", "limit_everywhere"]

MOST_PATTERNS = 12
"""A unit that reads at most so many nodes is looked at with all values of them."""


def limit_everywhere(units: Units, eps: Floats) -> Limit:
    """Return the limit of a network as one case that stands for every input.

    The margin of a unit is the least modulus of its sum over all values of what it reads, whether they occur together
    or not: found by trying them where these are few, else bounded from below, since the sum is a number
    ``offset + g*k`` where g is the greatest common divisor of its steps.

    Raises
    ------
    UndecidedError
        If a sum may be 0, and the activation is not at its high level there.
    """
    places = []
    for layer in units.layers:
        found = [_margin(layer, i, units) for i in range(layer.sums.count)]
        margin = np.array([m for m, _ in found])[:, None]
        still = np.array([s for _, s in found])[:, None]
        if still.any() and layer.switch.at_zero != layer.switch.high:
            raise _on_threshold(units.names[layer.first + int(np.argmax(still))], units.pins)
        yes = np.ones_like(still)
        places.append(Place(yes, yes, still, margin))
    return Limit(units, places, np.zeros((len(units.outputs), 1)), eps)


def _on_threshold(unit: str, pins: int) -> UndecidedError:
    return UndecidedError(
        f"no unit may lie on its threshold where a network has so many inputs ({pins}) that they cannot be tried one "
        f"by one, but the sum of {unit!r} may be 0; move its bias"
    )


def _margin(layer: Layer, unit: int, units: Units) -> tuple[float, bool]:
    """Return a lower bound of the modulus of the sum where it is not 0, and whether it may be 0."""
    used = np.flatnonzero(layer.sums.weights[unit] != 0)
    if len(used) > MOST_PATTERNS:
        return _lattice_margin(layer, unit, used, units)
    states = np.ones((len(layer.reads), 1 << len(used)), np.int8)
    states[used] = 2 * input_bits(len(used), 0, 1 << len(used)) - 1
    (signs,), (margins,) = layer.sums(states, slice(unit, unit + 1))
    return float(margins[signs != 0].min(initial=inf)), bool((signs == 0).any())


def _lattice_margin(layer: Layer, unit: int, used: npt.NDArray[np.intp], units: Units) -> tuple[float, bool]:
    weights = layer.sums.weights[unit, used]
    levels = [units.levels[n] for n in layer.reads[used]]
    steps = [w * (high - low) for w, (low, high) in zip(weights, levels, strict=True)]
    offset = layer.sums.bias[unit] + sum(w * low for w, (low, _) in zip(weights, levels, strict=True))
    if not all(isinstance(v, Rational) for v in (*steps, offset)):
        raise UndecidedError(
            f"the sum of {units.names[layer.first + unit]!r}, of more than {MOST_PATTERNS} terms, must be of rational "
            f"weights between rational levels where the inputs cannot be tried one by one; make it shorter"
        )
    scale = lcm(*(int(s.q) for s in steps))
    step = Rational(gcd(*(int(s * scale) for s in steps)), scale)
    rest = offset % step
    return float(min(rest, step - rest) if rest else step) * (1 - 2.0**-50), rest == 0
