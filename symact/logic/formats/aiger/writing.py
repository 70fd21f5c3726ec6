"""Circuits written as AIGER, in binary and as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from symact.logic.and_inverter import and_inverter
from symact.logic.circuit import Circuit
from symact.logic.formats.aiger.varints import encode

__all__ = ["write_aag", "write_aig"]


def write_aig(circuit: Circuit) -> bytes:
    """Return the binary AIGER file of a circuit: its pins by name, its gates as two-input ANDs without names.

    Registers that begin with 0 are written as version 1.0 has them; the value of others needs version 1.9.
    """
    graph = and_inverter(circuit)
    own = 2 * np.arange(circuit.first_gate, circuit.first_gate + len(graph.fanins), dtype=np.int64)
    pins = -np.sort(-graph.fanins.astype(np.int64), axis=1)
    gates = encode(np.stack([own - pins[:, 0], pins[:, 0] - pins[:, 1]], axis=1).ravel())
    latches = (f"{next_}{reset}" for _, next_, reset in _latches(circuit, graph.next))
    head = _text([_header("aig", circuit, len(graph.fanins)), *latches, *map(str, graph.outputs)])
    return head + gates + _text(_symbols(circuit))


def write_aag(circuit: Circuit) -> bytes:
    """Return the AIGER file of a circuit as text; what it says is what :func:`write_aig` says."""
    graph = and_inverter(circuit)
    first = circuit.first_gate
    inputs = map(str, range(2, 2 * len(circuit.inputs) + 1, 2))
    latches = (f"{own} {next_}{reset}" for own, next_, reset in _latches(circuit, graph.next))
    gates = (f"{2 * net} {a} {b}" for net, (a, b) in enumerate(graph.fanins.tolist(), first))
    header = _header("aag", circuit, len(graph.fanins))
    return _text([header, *inputs, *latches, *map(str, graph.outputs), *gates, *_symbols(circuit)])


def _header(word: str, circuit: Circuit, gates: int) -> str:
    counts = (len(circuit.inputs), len(circuit.registers), len(circuit.outputs), gates)
    return f"{word} {circuit.first_gate - 1 + gates} {' '.join(map(str, counts))}"


def _latches(circuit: Circuit, next_: list[int]) -> Iterator[tuple[int, int, str]]:
    """Yield of each register its literal, the next one, and its value at reset, with a space, where that is not 0."""
    for own, (register, following) in enumerate(zip(circuit.registers, next_, strict=True), 1 + len(circuit.inputs)):
        yield 2 * own, following, {0: "", 1: " 1", None: f" {2 * own}"}[register.initial]


def _symbols(circuit: Circuit) -> Iterator[str]:
    """Yield a line for each pin that is not called as a reader calls it, and the comment."""
    registers = [r.name for r in circuit.registers]
    for letter, names in (("i", circuit.inputs), ("l", registers), ("o", list(circuit.outputs))):
        yield from (f"{letter}{k} {name}" for k, name in enumerate(names) if name != f"{letter}{k}")
    if circuit.about:
        yield f"c\n{circuit.about}"


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8")
