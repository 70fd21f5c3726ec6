"""The circuit of a network's limit: one threshold unit with small integer weights for each unit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from sympy import Expr, Rational

from symact.arithmetic.balls import evaluate
from symact.exact.order import sign
from symact.logic.circuit import Circuit
from symact.logic.draft import Draft
from symact.logic.gates import Threshold
from symact.logic.hardening.bounds import MOST_PATTERNS
from symact.logic.hardening.cases import input_bits
from symact.logic.hardening.small_weights import small_threshold
from symact.logic.hardening.sums import States
from symact.logic.hardening.units import Layer, Units

__all__ = ["wired"]

_BITS = 400


def wired(units: Units, bits: States | None) -> Circuit:
    """Return the circuit of the limit.

    A gate that reads few nodes is its unit at all their values; one that reads many, at all that occur. A unit that is
    the same at all of them is a constant.

    Parameters
    ----------
    units : Units
    bits : array of 0 and 1 of shape (nodes, inputs), or None
        What the nodes are at every input. Without it, a gate that reads many nodes has the weights of its unit.
    """
    draft = Draft("hardened")
    literals = [draft.input(name) for name in units.names[: units.pins]]
    for layer in units.layers:
        for i, node in enumerate(layer.nodes):
            used = np.flatnonzero(layer.sums.weights[i] != 0)
            gate, pins = _folded(_gate(units, layer, i, used, bits), [literals[n] for n in layer.reads[used]])
            if isinstance(gate, bool):
                literals.append(int(gate))
            else:
                literals.append(draft.gate(draft.net(units.names[node]), gate, pins))
    for pin, output in units.outputs.items():
        constant = int(sign(output.offset) > 0)
        draft.output(pin, literals[output.node] ^ int(sign(output.factor) < 0) if output.factor != 0 else constant)
    return draft.circuit()


def _gate(units: Units, layer: Layer, unit: int, used: npt.NDArray[np.intp], bits: States | None) -> Threshold | bool:
    levels = [units.levels[n] for n in layer.reads[used]]
    weights = [w * (high - low) for w, (low, high) in zip(layer.sums.weights[unit, used], levels, strict=True)]
    if len(used) <= MOST_PATTERNS:
        patterns = input_bits(len(used), 0, 1 << len(used))
        states = np.ones((len(layer.reads), patterns.shape[1]), np.int8)
        states[used] = 2 * patterns - 1
        fires = layer.sums(states, slice(unit, unit + 1))[0][0] >= 0
    elif bits is not None:
        patterns, fires = bits[layer.reads[used]], bits[layer.nodes[unit]] > 0
    else:
        offset = layer.sums.bias[unit] + sum(
            w * low for w, (low, _) in zip(layer.sums.weights[unit, used], levels, strict=True)
        )
        return Threshold(tuple(_fraction(w) for w in weights), -_fraction(offset))
    return small_threshold([_fraction(w) for w in weights], patterns, fires)


def _folded(gate: Threshold | bool, literals: Sequence[int]) -> tuple[Threshold | bool, list[int]]:
    """Return a gate and the literals that its pins read, without those that do not matter or never change."""
    if isinstance(gate, bool):
        return gate, []
    read = [(w, literal) for w, literal in zip(gate.weights, literals, strict=True) if w != 0]
    pins = [(w, literal) for w, literal in read if literal > 1]
    threshold = gate.threshold - sum(w for w, literal in read if literal == 1)
    if sum(w for w, _ in pins if w < 0) >= threshold or sum(w for w, _ in pins if w > 0) < threshold:
        return threshold <= 0, []
    return Threshold(tuple(w for w, _ in pins), threshold), [literal for _, literal in pins]


def _fraction(value: Expr) -> Fraction:
    """Return a rational as it is, and any other number to more bits than are ever told apart."""
    if isinstance(value, Rational):
        return Fraction(int(value.p), int(value.q))
    mantissa, exponent = evaluate(value, _BITS).mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
