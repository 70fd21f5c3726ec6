"""Circuits written as JSON documents, exactly."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from symact.logic.circuit import Circuit
from symact.logic.formats.document import FORMAT, VERSION
from symact.logic.gates import Cover, Gate, Kind, Table
from symact.networks.documents.json_text import Written, layout

__all__ = ["write_document"]

LARGEST_NUMBER = 2**53
"""Integers beyond are written as text, since many readers of JSON make floats of them."""


def write_document(circuit: Circuit) -> bytes:
    """Write a circuit as a JSON document; :func:`read_document` reads an equal one."""
    names = circuit.names

    def signal(literal: int) -> Any:
        if literal < 2:
            return literal
        return {"not": names[literal >> 1]} if literal & 1 else names[literal >> 1]

    optional = {
        "about": circuit.about,
        "pinout": circuit.pinout,
        "inputs": circuit.inputs,
        "registers": [{"net": r.name, "next": signal(r.next), "initial": r.initial} for r in circuit.registers],
    }
    document = {
        "format": FORMAT,
        "version": VERSION,
        "name": circuit.name,
        **{key: value for key, value in optional.items() if value or key == "inputs"},
        "gates": [
            Written(json.dumps({"net": names[net], **_described(gate, [*map(signal, fanins)])}, ensure_ascii=False))
            for net, gate, fanins in circuit.each_gate()
        ],
        "outputs": [{"name": pin, "value": signal(literal)} for pin, literal in circuit.outputs.items()],
    }
    return (layout(document) + "\n").encode()


def _described(gate: Gate, inputs: list[Any]) -> dict[str, Any]:
    if isinstance(gate, Kind):
        return {"gate": gate.name.lower(), "inputs": inputs}
    if isinstance(gate, Table):
        return {"gate": "table", "inputs": inputs, "bits": hex(gate.bits)}
    if isinstance(gate, Cover):
        return {"gate": "cover", "inputs": inputs, "cubes": gate.cubes, "value": int(gate.on)}
    weights, threshold = [*map(_number, gate.weights)], _number(gate.threshold)
    return {"gate": "threshold", "inputs": inputs, "weights": weights, "threshold": threshold}


def _number(number: int | Fraction) -> int | str:
    return number if isinstance(number, int) and abs(number) <= LARGEST_NUMBER else str(number)
