"""A graph of units as a network: units that are alike and equally far from the inputs become one layer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from symact.errors import NetworkError
from symact.exact.variable import T
from symact.networks.network import Network, assemble
from symact.networks.operation import Array
from symact.networks.plain import exact_graph
from symact.networks.units import as_function, write_activation
from symact.networks.weights import as_weight
from symact.networks.writer import NetworkWriter

__all__ = ["network_of_graph"]


@dataclass(frozen=True)
class _Layer:
    """Nodes that become one value."""

    name: str
    nodes: tuple[Any, ...]
    activation: Any


def network_of_graph(graph: Any) -> Network:
    """Return the network of a graph of units; its vocabulary stands in :mod:`symact.networks.graph`.

    Raises
    ------
    TypeError
        For anything but a directed graph.
    NetworkError
        For a cycle, a unit without inputs, an edge without a weight, an edge into an input; the node is named.
    """
    _check(graph)
    graph = exact_graph(graph)
    _check_numbers(graph)
    layers = list(_layers(graph))
    place = {node: (layer.name, i) for layer in layers for i, node in enumerate(layer.nodes)}
    writer = NetworkWriter()
    inputs = sum(layer.activation is None for layer in layers)
    for number, layer in enumerate(layers):
        if layer.activation is None:
            writer.input(layer.name, ("N", len(layer.nodes)))
        else:
            _write_layer(writer, graph, layer, layers[:number], place, number - inputs + 1)
    built = writer.build(dict(_outputs(writer, graph, layers, place)))
    parts = built.inputs, built.parameters, built.steps, built.outputs, built.constants, built.supports
    return assemble(*parts, {layer.name: layer.nodes for layer in layers})


def _check(graph: Any) -> None:
    import networkx as nx

    if not isinstance(graph, nx.DiGraph) or graph.is_multigraph():
        raise TypeError(f"the graph of units must be a networkx.DiGraph, not {type(graph).__name__}")
    if not nx.is_directed_acyclic_graph(graph):
        around = " -> ".join(repr(a) for a, _ in nx.find_cycle(graph))
        raise NetworkError(f"a network must have no cycle, but the graph goes round through {around}")
    for node, data in graph.nodes(data=True):
        if "activation" not in data and graph.in_degree(node):
            raise NetworkError(f"{node!r} must have an activation, because edges lead into it; sa.identity is one")
        if "activation" in data and not graph.in_degree(node):
            raise NetworkError(f"the unit {node!r} has no inputs; an input of the network has no activation")
        if isinstance(index := data.get("index", 0), bool) or not isinstance(index, int | np.integer):
            raise NetworkError(f"the index of {node!r} must be an integer, not {index!r}")
    for source, node, data in graph.edges(data=True):
        if "weight" not in data:
            raise NetworkError(f"the edge from {source!r} to {node!r} must have a weight")
    if not graph.number_of_edges():
        raise NetworkError("a network must have a unit and an edge into it")


def _check_numbers(graph: Any) -> None:
    for node, data in graph.nodes(data=True):
        if not _is_number(data.get("bias", 0)):
            raise NetworkError(
                f"the bias of the unit {node!r} must be a finite number or expression, not {data['bias']!r}"
            )
    for source, node, weight in graph.edges(data="weight"):
        if not _is_number(weight):
            edge = f"the edge from {source!r} to {node!r}"
            raise NetworkError(f"the weight of {edge} must be a finite number or expression, not {weight!r}")


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    try:
        return isinstance(value, int) or as_weight(value, "a graph").ndim == 0
    except (TypeError, ValueError):
        return False


def _layers(graph: Any) -> Iterable[_Layer]:
    """Yield the layers, each after those that it reads."""
    order = {node: i for i, node in enumerate(graph)}
    depth = _depths(graph)
    levels = {node: (depth[node], _alike(graph.nodes[node])) for node in graph}
    first: dict[tuple[int, str], int] = {}
    for node in graph:
        first.setdefault(levels[node], order[node])
    taken: set[str] = set()
    hidden = 0
    nodes = sorted(graph, key=lambda n: (levels[n][0], first[levels[n]], graph.nodes[n].get("index", 0), order[n]))
    for (level, _), members in groupby(nodes, key=levels.__getitem__):
        inside = tuple(members)
        data = graph.nodes[inside[0]]
        hidden += level > 0
        name = data.get("value") or ("x" if level == 0 else f"h{hidden}")
        while name in taken:
            name += "'"
        taken.add(name)
        activation = None if level == 0 else _read(inside[0], data["activation"])
        yield _Layer(name, inside, activation)


def _depths(graph: Any) -> dict[Any, int]:
    """Return how far each node is from the inputs; the units of a group are equally far, because they are one value."""
    import networkx as nx

    joined = {n: (1, d["group"]) if d.get("group") is not None else (0, n) for n, d in graph.nodes(data=True)}
    whole = nx.DiGraph((joined[a], joined[b]) for a, b in graph.edges)
    whole.add_nodes_from(joined.values())
    if not nx.is_directed_acyclic_graph(whole):
        around = ", ".join(repr(a[1]) for a, _ in nx.find_cycle(whole))
        raise NetworkError(f"the units of a group must not depend on each other, but there is a circle: {around}")
    depth: dict[Any, int] = {}
    for key in nx.topological_sort(whole):
        depth[key] = max((depth[p] + 1 for p in whole.predecessors(key)), default=0)
    return {node: depth[key] for node, key in joined.items()}


def _alike(data: Mapping[str, Any]) -> str:
    """Return a text that nodes of one layer share."""
    function = "" if "activation" not in data else str(data["activation"])
    return "\n".join(map(str, (data.get("value", ""), data.get("group", ""), function)))


def _read(node: Any, activation: Any) -> Any:
    try:
        return as_function(activation)
    except (TypeError, ValueError, LookupError) as error:
        raise NetworkError(f"the unit {node!r}: {error}") from error


def _write_layer(
    writer: NetworkWriter,
    graph: Any,
    layer: _Layer,
    before: Sequence[_Layer],
    place: Mapping[Any, tuple[str, int]],
    tag: int,
) -> None:
    parts = []
    kinds = []
    reads = {place[p][0] for node in layer.nodes for p in graph.predecessors(node)}
    sources = [s for s in before if s.name in reads]
    for source in sources:
        weight, support = _weights(graph, layer, source, place)
        kinds.append(weight.dtype)
        name = f"W{tag}" if len(sources) == 1 else f"W{tag}_{source.name}"
        writer.parameter(name, weight, None if support.all() else support)
        parts.append(writer.add("contract", source.name, name, subscripts="ni,oi->no"))
    value = parts[0]
    for part in parts[1:]:
        value = writer.add("add", value, part)
    bias = _numbers([graph.nodes[node].get("bias", 0) for node in layer.nodes], np.result_type(*kinds))
    value = writer.add("add", value, writer.parameter(f"b{tag}", bias), name=f"z{tag}")
    if write_activation(writer, layer.activation, value, name=layer.name) != layer.name:
        writer.add("apply", value, function=T, name=layer.name)


def _weights(graph: Any, layer: _Layer, source: _Layer, place: Mapping[Any, tuple[str, int]]) -> tuple[Array, Array]:
    shape = (len(layer.nodes), len(source.nodes))
    weights: list[Any] = [0] * (shape[0] * shape[1])
    support = np.zeros(shape, dtype=bool)
    for i, node in enumerate(layer.nodes):
        for p, _, weight in graph.in_edges(node, data="weight"):
            if place[p][0] == source.name:
                j = place[p][1]
                weights[i * shape[1] + j], support[i, j] = weight, True
    return _numbers(weights).reshape(shape), support


def _numbers(values: Sequence[Any], zero: Any = object) -> Array:
    """Return floats as an array of their dtype; where one is no float, exact objects. A whole 0 is of any kind."""
    kinds = {np.asarray(v).dtype for v in values if not (isinstance(v, int) and v == 0)} or {np.dtype(zero)}
    if all(k.kind == "f" for k in kinds):
        return np.array([float(v) for v in values], dtype=np.result_type(*kinds))
    made = np.empty(len(values), dtype=object)
    made[:] = [v.item() if isinstance(v, np.generic) else v for v in values]
    return made


def _outputs(
    writer: NetworkWriter, graph: Any, layers: Sequence[_Layer], place: Mapping[Any, tuple[str, int]]
) -> Iterable[tuple[str, str]]:
    """Yield the outputs: each a whole layer, or entries of layers put side by side."""
    marked: dict[str, list[Any]] = {}
    for node, data in graph.nodes(data=True):
        if "output" in data:
            marked.setdefault(data["output"], []).append(node)
    if not marked:
        marked["y"] = [node for node in graph if not graph.out_degree(node)]
    whole = {layer.nodes: layer.name for layer in layers}
    for name, nodes in marked.items():
        nodes = sorted(nodes, key=lambda node: graph.nodes[node].get("index", 0))
        if tuple(nodes) in whole:
            yield name, whole[tuple(nodes)]
            continue
        pieces = [writer.add("slice", place[n][0], axis=1, start=place[n][1], stop=place[n][1] + 1) for n in nodes]
        yield name, writer.add("concat", *pieces, axis=1) if len(pieces) > 1 else pieces[0]
