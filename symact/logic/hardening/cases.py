"""The limit of a network input by input."""

from __future__ import annotations

import numpy as np
from sympy import Abs

from symact.logic.hardening.spread import Limit, Place
from symact.logic.hardening.sums import States
from symact.logic.hardening.switches import Floats, upper
from symact.logic.hardening.units import Units

__all__ = ["input_bits", "limit_at"]


def input_bits(pins: int, start: int, stop: int) -> States:
    """Return inputs `start` to `stop` as bits of shape (pins, inputs); the first pin is the least significant bit."""
    return (np.arange(start, stop)[None] >> np.arange(pins)[:, None] & 1).astype(np.int8)


def limit_at(units: Units, inputs: States, eps: Floats) -> tuple[Limit, States]:
    """Return the limit of a network at some inputs, and the bits that its units have in the circuit.

    In the circuit a unit whose sum is 0 fires, while in the network it has its value at 0; what reads it may differ in
    the two.

    Parameters
    ----------
    units : Units
    inputs : array of 0 and 1 of shape (pins, cases)
    eps : float array of shape (outputs, 1)

    Returns
    -------
    Limit
    bits : array of 0 and 1 of shape (nodes, cases)
    """
    states = np.zeros((len(units.names), inputs.shape[1]), np.int8)
    states[: units.pins] = 2 * inputs - 1
    circuit = states.copy()
    places = []
    for layer in units.layers:
        nodes = slice(layer.nodes.start, layer.nodes.stop)
        read, wired = states[layer.reads], circuit[layer.reads]
        signs, margin = layer.sums(read)
        circuit[nodes] = np.where(signs < 0, -1, 1)
        if (apart := (read != wired).any(axis=0)).any():
            circuit[nodes, apart] = np.where(layer.sums(wired[:, apart])[0] < 0, -1, 1)
        states[nodes] = signs
        places.append(Place(signs > 0, signs < 0, signs == 0, margin))
    return Limit(units, places, _distance(units, states, circuit), eps), (circuit > 0).astype(np.int8)


def _distance(units: Units, states: States, circuit: States) -> Floats:
    """Return how far the limits of the outputs are from the levels that the circuit says."""
    rows = []
    at_zero = {node: layer.switch.at_zero for layer in units.layers for node in layer.nodes}
    for output in units.outputs.values():
        node = output.node
        low, high = units.levels[node]
        limits = (low, at_zero.get(node, low), high)
        table = np.array([[upper(Abs(output.factor * (limit - level))) for level in (low, high)] for limit in limits])
        rows.append(table[states[node] + 1, (circuit[node] > 0).astype(int)])
    return np.array(rows).reshape(len(rows), states.shape[1])
