"""Gates as threshold units: one where a unit suffices, else two levels of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from symact.logic.circuit import Circuit
from symact.logic.decompose import decomposed
from symact.logic.draft import Draft
from symact.logic.gates import Cover, Gate, Kind, Table, Threshold
from symact.logic.irredundant import irredundant_cover, table_bits
from symact.logic.separation import separating_unit

__all__ = ["threshold_units", "units_of"]

LARGEST_TABLE = 10
"""From how many inputs on a cover is taken as it is written, and not by its truth table."""


def threshold_units(circuit: Circuit) -> Circuit:
    """Return the circuit with every gate as threshold units with integer weights.

    AND, OR, NAND, NOR, NOT and BUF are one unit each, XOR and MUX are two levels; so is a table or a cover that is no
    threshold function. A unit that is there stays. Pins, registers and the names of nets are kept.

    Examples
    --------
    >>> from symact.logic.threshold_units import threshold_units
    >>> a, b = sa.pins("a b")
    >>> units = threshold_units(sa.Circuit({"y": a ^ b}))
    >>> for _, unit, literals in units.each_gate():
    ...     print(unit.weights, unit.threshold, literals)
    (1, 1) 2 (2, 4)
    (1, 1, -2) 1 (2, 4, 6)
    """
    return decomposed(circuit, lambda gate, _: isinstance(gate, Threshold), units_of)


@lru_cache(maxsize=4096)
def units_of(gate: Gate, pins: int) -> Circuit:
    """Return a gate with so many pins as a circuit of threshold units, with the inputs x0, x1, ... and the output y."""
    block = _Block(pins)
    if isinstance(gate, Threshold):
        return block.circuit(block.unit(*gate.integral, block.pins))
    if isinstance(gate, (Table, Cover)):
        return block.circuit(_function(block, gate))
    return block.circuit(_kind(block, gate))


class _Block:
    """A circuit of threshold units that is being written."""

    def __init__(self, pins: int) -> None:
        self.draft = Draft("units")
        self.pins = [self.draft.input(f"x{i}") for i in range(pins)]

    def unit(self, weights: Sequence[int], threshold: int, read: Sequence[int]) -> int:
        return self.draft.gate(self.draft.new(), Threshold(tuple(weights), threshold), read)

    def circuit(self, literal: int) -> Circuit:
        self.draft.output("y", literal)
        return self.draft.circuit()


def _kind(block: _Block, kind: Kind) -> int:
    pins, n = block.pins, len(block.pins)
    match kind:
        case Kind.AND | Kind.BUF:
            return block.unit([1] * n, n, pins)
        case Kind.NAND | Kind.NOT:
            return block.unit([-1] * n, 1 - n, pins)
        case Kind.OR:
            return block.unit([1] * n, 1, pins)
        case Kind.NOR:
            return block.unit([-1] * n, 0, pins)
        case Kind.MUX:
            select, low, high = pins
            both = block.unit([1, 1], 2, [select, high])
            return block.unit([-1, 1, 2], 1, [select, low, both])
    # how many pins are 1, less 2 for each pair of them: 0 or 1
    pairs = [block.unit([1] * n, k, pins) for k in range(2, n + 1, 2)]
    odd = [1] * n + [-2] * len(pairs)
    if kind is Kind.XOR:
        return block.unit(odd, 1, [*pins, *pairs])
    return block.unit([-w for w in odd], 0, [*pins, *pairs])


def _function(block: _Block, gate: Table | Cover) -> int:
    if gate.inputs > LARGEST_TABLE and isinstance(gate, Cover):
        return _products(block, gate.cubes, gate.on)
    bits = table_bits(gate)
    unit = separating_unit(gate.inputs, bits)
    if unit is not None:
        return block.unit(*unit.integral, block.pins)
    return _products(block, *irredundant_cover(gate.inputs, bits))


def _products(block: _Block, cubes: Sequence[str], on: bool) -> int:
    """Write a unit for each cube of two literals or more, and one for their sum."""
    weights, read = [], []
    reached = 1
    for cube in cubes:
        asked = [(pin, 1 if c == "1" else -1) for pin, c in zip(block.pins, cube, strict=True) if c != "-"]
        if len(asked) == 1:
            ((pin, weight),) = asked
            reached += min(weight, 0)
        else:
            pin = block.unit([w for _, w in asked], sum(w > 0 for _, w in asked), [p for p, _ in asked])
            weight = 1
        weights.append(weight)
        read.append(pin)
    return block.unit(weights, reached, read) if on else block.unit([-w for w in weights], 1 - reached, read)
