"""The obvious way to run a circuit: one vector of inputs, gate by gate. What fast simulation is tested against."""

from __future__ import annotations

from collections.abc import Sequence

from symact.logic.circuit import Circuit
from symact.logic.gates import Gate, Kind

__all__ = ["evaluate", "gate_value"]


def evaluate(
    circuit: Circuit, inputs: Sequence[int], state: Sequence[int] = ()
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the outputs, and what the registers take next, for one value of 0 or 1 at each input pin and register."""
    values = [0, *inputs, *state]
    if len(values) != circuit.first_gate:
        raise ValueError(f"values must be {circuit.first_gate - 1}, for inputs and registers, not {len(values) - 1}")
    for _, gate, fanins in circuit.each_gate():
        values.append(gate_value(gate, [values[l >> 1] ^ l & 1 for l in fanins]))
    shown = tuple(values[l >> 1] ^ l & 1 for l in circuit.outputs.values())
    return shown, tuple(values[r.next >> 1] ^ r.next & 1 for r in circuit.registers)


def gate_value(gate: Gate, pins: Sequence[int]) -> int:
    """Return the output of a gate."""
    if not isinstance(gate, Kind):
        return gate(*pins)
    match gate:
        case Kind.AND | Kind.NAND:
            return int(all(pins)) ^ (gate is Kind.NAND)
        case Kind.OR | Kind.NOR:
            return int(any(pins)) ^ (gate is Kind.NOR)
        case Kind.XOR | Kind.XNOR:
            return sum(pins) & 1 ^ (gate is Kind.XNOR)
        case Kind.MUX:
            return pins[2] if pins[0] else pins[1]
    return pins[0] ^ (gate is Kind.NOT)
