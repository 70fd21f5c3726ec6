"""A circuit as a network: each gate as threshold units, each level of units as a layer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from sympy import Integer

from symact.errors import UnsupportedError
from symact.exact.real_function import step
from symact.exact.variable import T
from symact.logic.circuit import Circuit, check_circuit
from symact.logic.gates import Threshold
from symact.logic.threshold_units import threshold_units
from symact.logic.views.checking import Pair, check_same
from symact.logic.views.pins import vectors
from symact.logic.views.to_circuit import to_circuit
from symact.networks.network import Network
from symact.networks.operation import Array
from symact.networks.writer import NetworkWriter

__all__ = ["to_network"]

MOST_EXACT = 10_000
"""How many units a network has at most whose weights are kept as exact integers, and not as floats of that value."""


def to_network(circuit: Circuit, *, check: bool = True) -> Network:
    """Return a circuit as a network of threshold units with integer weights.

    Every gate becomes one unit, ``1`` exactly when ``sum(w*x) >= threshold``, or two levels of units: XOR, MUX, and
    what is no threshold function. The bias of a unit is ``-threshold``, its activation :class:`symact.step`, which is 1
    at 0. Units that are equally far from the inputs become one layer.

    Parameters
    ----------
    circuit : Circuit
        Without registers, with an input.
    check : bool, optional
        Whether to compare the network with the circuit: read back exactly, and run in floats; at all inputs where there
        are up to 16 (in floats, if that is not too much work), else at random ones.

    Returns
    -------
    Network
        With the inputs and outputs of the circuit. Pins ``x[0], x[1], ...`` become one input (or output) ``x`` with as
        many entries; any other pin has its own, a number for each example.

    Raises
    ------
    UnsupportedError
        For a circuit with registers, or without inputs.

    Examples
    --------
    >>> a, b, cin = sa.pins("a b cin")
    >>> adder = sa.Circuit({"s": a ^ b ^ cin, "cout": (a & b) | (cin & (a ^ b))})
    >>> net = sa.to_network(adder)
    >>> net(a=[0, 1, 1], b=[1, 0, 1], cin=[0, 1, 1])
    {'s': array([1., 0., 1.]), 'cout': array([0., 1., 1.])}
    >>> sa.agreement(sa.to_circuit(net), adder)
    <Agreement: yes, at all 8 inputs (exact)>
    """
    check_circuit(circuit)
    if circuit.registers:
        raise UnsupportedError(
            f"a circuit must have no registers to become a network; {circuit.name!r} has {circuit.registers[0].name!r}"
        )
    if not circuit.inputs:
        raise UnsupportedError(f"a circuit must have an input to become a network; {circuit.name!r} has none")
    network = _Layers(threshold_units(circuit)).network()
    if check:
        check_same(to_circuit(network, check=False), circuit)
        levels = dict.fromkeys(circuit.outputs, (0, 1))
        Pair(network, circuit, vectors(circuit.inputs), vectors(circuit.outputs), (0, 1), levels).check()
    return network


class _Layers:
    """Writes the units of a circuit, level by level."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.writer = NetworkWriter()
        self.taken = {*circuit.inputs, *circuit.outputs}
        self.place: dict[int, tuple[str, int]] = {}
        self.last = _last_uses(circuit)

    def network(self) -> Network:
        self._inputs()
        gates = [(net, unit, read) for net, unit, read in self.circuit.each_gate() if isinstance(unit, Threshold)]
        levels = self.circuit.levels.tolist()
        gates.sort(key=lambda gate: (levels[gate[0]], -self.last[gate[0]]))
        for level, members in groupby(gates, key=lambda gate: levels[gate[0]]):
            self._layer(level, list(members))
        shown = vectors(self.circuit.outputs)
        return self.writer.build({name: self._shown(pins, pins == (name,)) for name, pins in shown.items()})

    def _inputs(self) -> None:
        parts: list[str] = []
        pins: list[str] = []
        for name, entries in vectors(self.circuit.inputs).items():
            alone = entries == (name,)
            value = self.writer.input(name, ("N",) if alone else ("N", len(entries)))
            parts.append(self.writer.add("reshape", value, shape=("N", 1)) if alone else value)
            pins += entries
        value = self._join(parts)
        net = {pin: number for number, pin in enumerate(self.circuit.inputs, 1)}
        self.place.update((net[pin], (value, i)) for i, pin in enumerate(pins))

    def _layer(self, level: int, units: Sequence[tuple[int, Threshold, tuple[int, ...]]]) -> None:
        parts, column, width = self._columns({l >> 1 for _, _, literals in units for l in literals} - {0})
        weights = np.zeros((len(units), width), dtype=object)
        biases = []
        for row, (_, unit, literals) in enumerate(units):
            integers, threshold = unit.integral
            for weight, literal in zip(integers, literals, strict=True):
                if literal & 1:
                    threshold, weight = threshold - weight, -weight
                if literal > 1:
                    weights[row, column[literal >> 1]] += weight
            biases.append(-threshold)
        dtype = self._dtype(weights, biases)
        w = self.writer.parameter(self._name(f"W{level}"), weights.astype(dtype), weights != 0)
        b = self.writer.parameter(self._name(f"b{level}"), np.array(biases, dtype=dtype))
        z = self.writer.add("contract", self._join(parts), w, subscripts="ni,oi->no")
        z = self.writer.add("add", z, b, name=self._name(f"z{level}"))
        h = self.writer.add("apply", z, function=step(T), name=self._name(f"h{level}"))
        self.place.update((net, (h, i)) for i, (net, _, _) in enumerate(units))

    def _columns(self, nets: set[int]) -> tuple[list[str], dict[int, int], int]:
        """Return pieces of values that hold nets, the column of each net in them side by side, and their width."""
        where: dict[str, list[int]] = {}
        for value, i in sorted({self.place[net] for net in nets} or {self.place[1]}):
            where.setdefault(value, []).append(i)
        parts: list[str] = []
        column: dict[tuple[str, int], int] = {}
        width = 0
        for value, found in where.items():
            parts.append(self._slice(value, found[0], found[-1] + 1))
            column.update(((value, i), width + i - found[0]) for i in found)
            width += found[-1] + 1 - found[0]
        return parts, {net: column[self.place[net]] for net in nets}, width

    def _shown(self, pins: Sequence[str], alone: bool) -> str:
        """Write the value of an output: of a vector its entries side by side, of a single pin a number an example."""
        parts: list[tuple[str, int, int]] = []
        for literal in (self.circuit.outputs[pin] for pin in pins):
            value, i = self._entry(literal)
            if parts and parts[-1][0] == value and parts[-1][2] == i:
                parts[-1] = value, parts[-1][1], i + 1
            else:
                parts.append((value, i, i + 1))
        value = self._join([self._slice(*part) for part in parts])
        return self.writer.add("reshape", value, shape=("N",)) if alone else value

    def _entry(self, literal: int) -> tuple[str, int]:
        value, i = self.place[max(literal >> 1, 1)]
        if literal > 1 and not literal & 1:
            return value, i
        function = Integer(literal) if literal <= 1 else 1 - T
        return self.writer.add("apply", self._slice(value, i, i + 1), function=function), 0

    def _dtype(self, weights: Array, biases: Sequence[int]) -> type:
        """Return how weights are kept: as integers, or as floats in a large circuit if those add up exactly."""
        if self.circuit.gates <= MOST_EXACT:
            return object
        largest = max(int(np.abs(weights).sum(axis=1).max()), *map(abs, biases))
        return np.float64 if largest < 1 << 53 else object

    def _slice(self, value: str, start: int, stop: int) -> str:
        if (start, stop) == (0, self.writer.shape(value)[1]):
            return value
        return self.writer.add("slice", value, axis=1, start=start, stop=stop)

    def _join(self, parts: Sequence[str]) -> str:
        return parts[0] if len(parts) == 1 else self.writer.add("concat", *parts, axis=1)

    def _name(self, name: str) -> str:
        """Return a name that no pin has."""
        while name in self.taken:
            name += "'"
        return name


def _last_uses(circuit: Circuit) -> list[int]:
    """Return of every net the level of the last unit that reads it; beyond all levels for what an output shows."""
    levels = circuit.levels.tolist()
    last = [0] * circuit.nets
    for net, _, literals in circuit.each_gate():
        for literal in literals:
            last[literal >> 1] = max(last[literal >> 1], levels[net])
    for literal in circuit.outputs.values():
        last[literal >> 1] = max(levels, default=0) + 1
    return last
