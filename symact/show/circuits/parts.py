"""The parts of a schematic: what stands in it as a symbol, and which nets its pins carry.

A small circuit has a part for every gate. In one that is built of blocks (nets called ``block.net``), a block is one
part; and a large one without blocks is told level by level, elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import networkx as nx

from symact.logic.circuit import Circuit
from symact.logic.gates import Gate, Kind, Threshold

__all__ = ["MOST_PARTS", "Part", "Pin", "block_parts", "gate_parts"]

MOST_PARTS = 240

BODIES = {
    **{Kind.AND: ("and", False), Kind.NAND: ("and", True), Kind.OR: ("or", False), Kind.NOR: ("or", True)},
    **{Kind.XOR: ("xor", False), Kind.XNOR: ("xor", True), Kind.BUF: ("buf", False), Kind.NOT: ("buf", True)},
    Kind.MUX: ("mux", False),
}


@dataclass(frozen=True)
class Pin:
    """A pin of a part: the net it carries, whether inverted there, and what is written at it."""

    net: int
    inverted: bool = False
    label: str = ""


@dataclass(frozen=True)
class Part:
    """A symbol: ``body`` is its shape, ``column`` where it stands from left to right."""

    body: str
    column: int
    inputs: tuple[Pin, ...] = ()
    outputs: tuple[Pin, ...] = ()
    label: str = ""
    title: str = ""
    bubble: bool = field(default=False)


def gate_parts(circuit: Circuit) -> list[Part]:
    """Return a part for every pin, register and gate."""
    last = int(circuit.levels.max(initial=0)) + 1
    names = circuit.names
    parts = list(_sources(circuit, last))
    for net, gate, fanins in circuit.each_gate():
        parts.append(_gate(circuit, net, gate, fanins))
    read = {l >> 1 for part in parts for l in (2 * pin.net for pin in part.inputs)}
    if 0 in read or any(l < 2 for l in circuit.outputs.values()):
        parts.append(Part("input", 0, (), (Pin(0),), label="0", title="the constant 0"))
    for pin, literal in circuit.outputs.items():
        parts.append(Part("output", last, (Pin(literal >> 1, bool(literal & 1)),), (), pin, names[literal >> 1]))
    return parts


def _sources(circuit: Circuit, last: int) -> Iterator[Part]:
    for net, pin in enumerate(circuit.inputs, 1):
        yield Part("input", 0, (), (Pin(net),), pin, pin)
    for net, held in enumerate(circuit.registers, 1 + len(circuit.inputs)):
        title = f"register {held.name}, at first {'not stated' if held.initial is None else held.initial}"
        yield Part("input", 0, (), (Pin(net),), held.name, title)
        yield Part("register", last, (Pin(held.next >> 1, bool(held.next & 1)),), (), held.name, title)


def _gate(circuit: Circuit, net: int, gate: Gate, fanins: tuple[int, ...]) -> Part:
    column = int(circuit.levels[net])
    pins = tuple(Pin(l >> 1, bool(l & 1)) for l in fanins)
    label = (circuit.labels[net - circuit.first_gate] if circuit.labels else None) or ""
    if isinstance(gate, Kind):
        body, bubble = BODIES[gate]
        return Part(body, column, pins, (Pin(net),), "", f"{label or circuit.names[net]}: {gate.name}", bubble)
    title = f"{label or circuit.names[net]}: {gate}"
    if isinstance(gate, Threshold):
        weighted = tuple(Pin(p.net, p.inverted, str(w)) for p, w in zip(pins, gate.weights, strict=True))
        return Part("threshold", column, weighted, (Pin(net),), f"≥ {gate.threshold}", title)
    return Part("box", column, pins, (Pin(net),), "f", title)


def block_parts(circuit: Circuit) -> list[Part] | None:
    """Return parts in which each block is one; None where there are no blocks, or they read each other in a circle."""
    parts = gate_parts(circuit)
    groups = {net: _block(circuit, net) for net in range(circuit.first_gate, circuit.nets)}
    blocks = Counter(name for name in groups.values() if name)
    if not blocks:
        return None
    owner: dict[int, object] = {net: name or net for net, name in groups.items()}
    graph: nx.DiGraph = nx.DiGraph()
    for part in parts:
        for out in part.outputs:
            graph.add_node(owner.get(out.net, out.net))
            graph.add_edges_from(
                (owner.get(pin.net, pin.net), owner[out.net])
                for pin in part.inputs
                if owner.get(pin.net, pin.net) != owner[out.net]
            )
    if not nx.is_directed_acyclic_graph(graph):
        return None
    column = {node: level for level, layer in enumerate(nx.topological_generations(graph)) for node in layer}
    return list(_contracted(parts, owner, column, {name: n for name, n in blocks.items() if name}))


def _block(circuit: Circuit, net: int) -> str:
    label = circuit.labels[net - circuit.first_gate] if circuit.labels else None
    return label.split(".", 1)[0] if label and "." in label else ""


def _contracted(
    parts: list[Part], owner: dict[int, object], column: dict[object, int], sizes: dict[str, int]
) -> Iterator[Part]:
    last = 1 + max(column.values(), default=0)
    inside: dict[str, list[Part]] = {name: [] for name in sizes}
    read_outside: set[int] = set()
    for part in parts:
        mine = owner[part.outputs[0].net] if part.outputs and part.inputs else None
        if isinstance(mine, str):
            inside[mine].append(part)
        elif part.outputs:
            yield Part(**{**vars(part), "column": column.get(part.outputs[0].net, 0)})
        else:
            yield Part(**{**vars(part), "column": last})
        read_outside |= {pin.net for pin in part.inputs if owner.get(pin.net) != mine}
    for name, gates in inside.items():
        own = {gate.outputs[0].net for gate in gates}
        reads = dict.fromkeys(pin.net for gate in gates for pin in gate.inputs if pin.net not in own)
        shows = [gate.outputs[0] for gate in gates if gate.outputs[0].net in read_outside]
        title = f"block {name}: {sizes[name]} gates"
        yield Part("block", column[name], tuple(map(Pin, reads)), tuple(shows), name, title)
