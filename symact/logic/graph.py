"""The graph of a circuit: a :class:`networkx.MultiDiGraph`, since a gate may read one net at two pins.

Every net is a node, called by its name; the constants are the nodes ``False`` and ``True``, where they are read.

- A node has ``kind``: ``"input"``, ``"register"``, ``"constant"``, the name of a gate's kind in small letters, or
  ``"table"``, ``"cover"`` or ``"threshold"``; the last three have the ``function`` too, a register its ``initial``.
- An edge goes from a net to the gate or register that reads it, with ``pin``, counted from 0, and ``inverted``.
- The graph has ``name``, ``inputs`` in order, and ``outputs``: of each pin the net it shows and whether inverted.
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from symact.errors import CircuitError
from symact.logic.circuit import Circuit
from symact.logic.draft import Draft
from symact.logic.gates import Kind, as_gate

__all__ = ["circuit_graph", "circuit_of_graph"]


def circuit_graph(circuit: Circuit) -> nx.MultiDiGraph:
    """Return the graph of a circuit; what ``circuit.graph`` gives.

    Examples
    --------
    >>> graph = sa.circuit("c17").graph
    >>> graph.nodes["22"]["kind"], sorted(graph.predecessors("22"))
    ('nand', ['10', '16'])
    >>> sa.Circuit(graph) == sa.circuit("c17")
    True
    """
    graph = nx.MultiDiGraph(name=circuit.name, inputs=circuit.inputs, about=circuit.about, pinout=circuit.pinout)
    names: list[Any] = [False, *circuit.names[1:]]
    graph.add_nodes_from(circuit.inputs, kind="input")
    for register in circuit.registers:
        graph.add_node(register.name, kind="register", initial=register.initial)
    for net, kind, fanins in circuit.each_gate():
        if isinstance(kind, Kind):
            graph.add_node(names[net], kind=kind.name.lower())
        else:
            graph.add_node(names[net], kind=type(kind).__name__.lower(), function=kind)
        for pin, literal in enumerate(fanins):
            _connect(graph, names, literal, names[net], pin)
    for register in circuit.registers:
        _connect(graph, names, register.next, register.name, 0)
    shown = {pin: _source(names, literal) for pin, literal in circuit.outputs.items()}
    graph.graph["outputs"] = shown
    for constant in (False, True):
        if constant in graph or any(node is constant for node, _ in shown.values()):
            graph.add_node(constant, kind="constant")
    return graph


def circuit_of_graph(graph: Any) -> Circuit:
    """Return the circuit of a graph in this vocabulary; what ``Circuit(graph)`` does.

    Raises
    ------
    CircuitError
        For a node without a kind, a pin read twice or never, a cycle, an output that shows no net.
    """
    if not graph.is_multigraph() or not graph.is_directed():
        raise TypeError("the graph of a circuit must be a networkx.MultiDiGraph")
    draft = Draft(graph.graph.get("name") or "circuit")
    draft.about, draft.pinout = graph.graph.get("about", ""), tuple(graph.graph.get("pinout", ()))
    inputs = graph.graph.get("inputs") or [n for n, kind in graph.nodes(data="kind") if kind == "input"]
    for pin in inputs:
        draft.input(str(pin))
    for node, kind in graph.nodes(data="kind"):
        if kind == "register":
            draft.register(draft.net(node), _read(draft, graph, node)[0], graph.nodes[node].get("initial", 0))
        elif kind not in ("input", "constant"):
            draft.gate(draft.net(node), _gate(graph, node), _read(draft, graph, node))
    outputs = graph.graph.get("outputs")
    if not outputs:
        raise CircuitError('the graph must name its outputs, as graph.graph["outputs"] = {pin: (net, inverted)}')
    for pin, (node, inverted) in outputs.items():
        draft.output(pin, _literal(draft, node, inverted))
    return draft.circuit()


def _gate(graph: Any, node: Any) -> Any:
    data = graph.nodes[node]
    if data.get("kind") is None:
        raise CircuitError(f"node {node!r} must have a kind: input, register, constant, or that of a gate")
    return as_gate(data.get("function", data["kind"]))


def _read(draft: Draft, graph: Any, node: Any) -> list[int]:
    edges = [
        (data.get("pin"), source, data.get("inverted", False)) for source, _, data in graph.in_edges(node, data=True)
    ]
    if sorted(pin for pin, _, _ in edges if pin is not None) != list(range(len(edges))):
        raise CircuitError(
            f"the pins of {node!r} must be 0, 1, ..., each read once, not {[pin for pin, _, _ in edges]}"
        )
    return [_literal(draft, source, inverted) for _, source, inverted in sorted(edges, key=lambda edge: edge[0])]


def _literal(draft: Draft, node: Any, inverted: bool) -> int:
    return (int(node) if isinstance(node, bool) else draft.net(node)) ^ int(bool(inverted))


def _connect(graph: Any, names: list[Any], literal: int, target: str, pin: int) -> None:
    source, inverted = _source(names, literal)
    graph.add_edge(source, target, pin=pin, inverted=inverted)


def _source(names: list[Any], literal: int) -> tuple[Any, bool]:
    return (bool(literal), False) if literal < 2 else (names[literal >> 1], bool(literal & 1))
