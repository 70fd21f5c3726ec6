"""The graph of units: a network as a plain :class:`networkx.DiGraph`, and such a graph as a network.

The vocabulary, stated here and nowhere else:

- A node without ``activation`` is an input.
- A node with ``activation`` is a unit: it computes ``activation(sum of weight * source + bias)``. The activation is a
  function of the catalogue, its name, or an expression in one symbol. ``bias`` is 0 where it is left out.
- An edge goes from what is read to what reads it and carries ``weight``: a number, or an exact expression.
- Units whose ``activation`` is a vector activation (softmax) are computed together with those of the same ``group``, in
  the order of the nodes.
- A node with ``output`` is an entry of the output of that name; where no node has it, all units that nothing reads are
  the entries of the output ``y``.
- ``value`` and ``index`` say which entry of which value of the network a node is; they may be left out. Nodes without
  are gathered into the input ``x`` and, by how far they are from the inputs, into the layers ``h1, h2, ...``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from sympy import Expr, Symbol

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.functions.catalogue import activation as find
from symact.networks.derivatives import push_forward
from symact.networks.evaluate import bind_arguments, run
from symact.networks.network import Network
from symact.networks.operation import Array
from symact.networks.shapes import Shape, count
from symact.networks.step import Step
from symact.networks.writer import NetworkWriter

__all__ = ["LARGEST_VIEW", "AffineParts", "unit_graph"]

LARGEST_VIEW = 100_000
"""How many edges a view has at most unless more are asked for; 268,800 of them take 112 MB."""


def unit_graph(network: Network, max_edges: int | None = LARGEST_VIEW) -> Any:
    """Return the graph of the units of a network, one node a unit, in the vocabulary of this module.

    Parameters
    ----------
    network : Network
    max_edges : int or None, optional
        More than these are refused; None allows any number.

    Returns
    -------
    networkx.DiGraph
        Its nodes are named as entries of values are written, ``"h1[0]"``.

    Raises
    ------
    UnsupportedError
        If a step is no unit (a product of two signals, a maximum), or the graph is larger than allowed.

    Examples
    --------
    >>> g = sa.unit_graph(sa.mlp([2, 1], output=sa.relu, weights=[([[3, -1]], [1])]))
    >>> g.nodes["y[0]"]["bias"], g.edges["x[1]", "y[0]"]["weight"]
    (1, -1)
    """
    import networkx as nx

    graph = nx.DiGraph()
    for name, shape in network.inputs.items():
        for i in range(_entries(name, shape)):
            graph.add_node(f"{name}[{i}]", value=name, index=i)
    affine = AffineParts(network)
    shown = {value: name for name, value in network.outputs.items()}
    for step in network.steps:
        if not affine.is_unit(step):
            continue
        _add_units(graph, affine, step.inputs[0], step.name, _activation(step), max_edges)
    for value, name in shown.items():
        if value not in affine.sources:
            _add_units(graph, affine, value, name, find("identity"), max_edges)
        for _, data in graph.nodes(data=True):
            if data["value"] == (value if value in affine.sources else name):
                data["output"] = name
    return graph


def _entries(name: str, shape: Shape) -> int:
    n = count(shape[1:] if shape and isinstance(shape[0], str) else shape)
    if n is None:
        raise UnsupportedError(f"the graph of units needs values of known size, not {name!r} of the shape {shape}")
    return n


def _activation(step: Step) -> Any:
    function = step["function"]
    if isinstance(function, str):
        return find(function)
    return type(function) if function.args == (T,) else function.xreplace({T: Symbol("x")})


def _add_units(graph: Any, affine: AffineParts, before: str, name: str, activation: Any, limit: int | None) -> None:
    """Add the units of one value, with their edges."""
    bias = affine.bias(before)
    first = getattr(activation, "arity", "scalar") == "vector"
    for i, b in enumerate(bias):
        data = {"group": name} if first else {}
        graph.add_node(f"{name}[{i}]", value=name, index=i, activation=activation, bias=_plain(b), **data)
    for source, (weights, exists) in affine.weights(before).items():
        if limit is not None and graph.number_of_edges() + int(exists.sum()) > limit:
            raise UnsupportedError(
                f"the graph of units would have more than {limit:,} edges; sa.unit_graph(network, max_edges=None) "
                f"builds it all the same"
            )
        for j, i in zip(*np.nonzero(exists), strict=True):
            graph.add_edge(f"{source}[{j}]", f"{name}[{i}]", weight=_plain(weights[j, i]))


def _plain(value: Any) -> Any:
    """Return a NumPy scalar as the Python number it is."""
    return value.item() if isinstance(value, np.generic) else value


class AffineParts:
    """Each value of a network as an affine function of inputs and outputs of units, its sources.

    The weights from a source are the tangents of the steps between along the unit vectors of the source, which is exact
    on floats too: each is 1 * w + 0. Further values can be made sources as `junctions`.
    """

    def __init__(self, network: Network, junctions: Collection[str] = ()) -> None:
        self.network = network
        self.sources: dict[str, Shape] = dict(network.inputs)
        self.live = set(network.inputs)
        for step in network.steps:
            if not self.live.isdisjoint(step.inputs):
                self.live.add(step.name)
                if self.is_unit(step) or step.name in junctions:
                    self.sources[step.name] = network.shapes[step.name]
                else:
                    self._check(step)
        self.exact = any(a.dtype == object for a in network.parameters.values())

    def is_unit(self, step: Step) -> bool:
        """Return whether a step is an activation of a live value, and no affine function of it."""
        if len(step.inputs) != 1 or step.inputs[0] not in self.live or step.operation not in ("apply", "vector"):
            return False
        function = step["function"]
        return not isinstance(function, Expr) or T in function.diff(T).free_symbols

    def _check(self, step: Step) -> None:
        live = [i for i in step.inputs if i in self.live]
        products = step.operation in ("multiply", "contract") and len(live) > 1
        quotient = step.operation == "divide" and step.inputs[1] in self.live
        if (
            products
            or quotient
            or step.operation in ("max", "cross_entropy")
            or (step.operation == "apply" and len(live) > 1)
        ):
            raise UnsupportedError(
                f"{step.name!r} ({step.operation} of {', '.join(live)}) is not a unit activation(sum of w*x + b); the "
                f"steps of the network show it"
            )

    def bias(self, value: str) -> list[Any]:
        """Return what a value is where all its sources are 0."""
        zeros = {n: self._example(s) for n, s in self.sources.items()}
        return list(self._evaluated(self._between(), value, zeros, self.network.parameters).reshape(-1))

    def weights(self, value: str, chosen: Mapping[str, Sequence[int]] | None = None) -> dict[str, tuple[Array, Array]]:
        """Return for each source the weights, source (or `chosen` entries of it) x entry, and which of them exist."""
        generic = np.random.default_rng(0)
        ones = {
            n: generic.uniform(1, 2, a.shape) * self.network.supports.get(n, 1)
            for n, a in self.network.parameters.items()
        }
        found = {}
        for source in self.sources_of(value):
            entries = None if chosen is None else chosen[source]
            weights = self._tangent(value, source, self.network.parameters, entries)
            pattern = self._tangent(value, source, ones, entries)
            found[source] = weights, (pattern != 0) | (weights != 0)
        return found

    def sources_of(self, value: str) -> list[str]:
        """Return the sources that a value is directly made of."""
        waiting, seen = [value], set()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                if name not in self.sources and name in self.live:
                    waiting.extend(self.network.step(name).inputs)
        return [n for n in self.sources if n in seen]

    def _tangent(
        self, value: str, source: str, parameters: Mapping[str, Array], entries: Sequence[int] | None
    ) -> Array:
        """Return, for each unit vector of a source or some of them, the tangent of a value along it, flat."""
        writer = self._between()
        direction = writer.input("direction", self.sources[source])
        tangent = push_forward(writer, list(writer.steps), {source: direction})[value]
        zeros = {n: self._example(s) for n, s in self.sources.items()}
        rows = []
        for j in range(zeros[source].size) if entries is None else entries:
            zeros["direction"] = self._example(self.sources[source], j)
            rows.append(self._evaluated(writer, tangent, zeros, parameters).reshape(-1))
        return np.stack(rows)

    def _example(self, shape: Shape, at: int | None = None) -> Array:
        """Return one example of zeros, with a one at an entry."""
        made = np.zeros([1 if isinstance(a, str) else a for a in shape])
        if at is not None:
            made.reshape(-1)[at] = 1
        return made

    def _between(self) -> NetworkWriter:
        """Return a network in which every source is an input."""
        writer = NetworkWriter()
        for name, shape in self.sources.items():
            writer.input(name, shape)
        for name, array in self.network.parameters.items():
            writer.parameter(name, array)
        for name, array in self.network.constants.items():
            writer.constant(array, name)
        for step in self.network.steps:
            if step.name not in self.sources:
                writer.add(step.operation, *step.inputs, name=step.name, **dict(step.options))
        return writer

    def _evaluated(
        self, writer: NetworkWriter, value: str, rows: Mapping[str, Array], parameters: Mapping[str, Array]
    ) -> Array:
        cut = writer.build({"value": value}).with_parameters(parameters)
        exact = self.exact and parameters is self.network.parameters
        inputs = {n: r.astype(int).astype(object) if exact else r for n, r in rows.items()}
        bound = bind_arguments(cut, (), inputs)
        return run(cut, bound, [value])[value]
