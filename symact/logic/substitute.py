"""Every gate of a circuit replaced by a circuit: how the same function is written in other gates."""

from __future__ import annotations

from collections.abc import Callable

from symact.logic.circuit import Circuit, Register, assemble
from symact.logic.gates import Gate, Kind

__all__ = ["substituted"]


def substituted(circuit: Circuit, replace: Callable[[Gate, int], Circuit | None]) -> Circuit:
    """Return the circuit with gates replaced by blocks; pins, registers and names of nets stay.

    Parameters
    ----------
    circuit : Circuit
    replace : callable
        ``replace(gate, pins)`` returns the block for a gate with that many pins: a circuit without registers, its
        inputs in the order of the pins, with one output; or None, which leaves the gate.
    """
    known: dict[Gate, int] = {kind: int(kind) for kind in Kind}
    kinds: list[int] = []
    offsets, fanins = [0], []
    labels: list[str | None] = []
    literals = list(range(0, 2 * circuit.first_gate, 2))

    def gate(kind: Gate, read: list[int], label: str | None) -> int:
        kinds.append(known.setdefault(kind, len(known)))
        fanins.extend(read)
        offsets.append(len(fanins))
        labels.append(label)
        return 2 * (circuit.first_gate + len(kinds) - 1)

    def place(block: Circuit, read: list[int], label: str | None) -> int:
        (shown,) = block.outputs.values()
        inside = [0, *read]
        for net, kind, pins in block.each_gate():
            own = label if 2 * net == shown else None
            inside.append(gate(kind, [inside[l >> 1] ^ l & 1 for l in pins], own))
        return inside[shown >> 1] ^ shown & 1

    names = circuit.labels or (None,) * circuit.gates
    for (_, kind, pins), label in zip(circuit.each_gate(), names, strict=True):
        read = [literals[l >> 1] ^ l & 1 for l in pins]
        block = replace(kind, len(pins))
        literals.append(gate(kind, read, label) if block is None else place(block, read, label))
    return assemble(
        circuit.inputs,
        {pin: literals[l >> 1] ^ l & 1 for pin, l in circuit.outputs.items()},
        kinds,
        offsets,
        fanins,
        registers=[Register(r.name, literals[r.next >> 1] ^ r.next & 1, r.initial) for r in circuit.registers],
        functions=[known_gate for known_gate in known if not isinstance(known_gate, Kind)],
        labels=labels,
        name=circuit.name,
        about=circuit.about,
        pinout=circuit.pinout,
    )
