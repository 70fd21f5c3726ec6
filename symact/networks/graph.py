"""The graph of units: a network as a plain :class:`networkx.DiGraph`, and such a graph as a network.

The vocabulary, stated here and nowhere else:

- A node without ``activation`` is an input.
- A node with ``activation`` is a unit: it computes ``activation(sum of weight * source + bias)``. The activation is a
  function of the catalogue, its name, or an expression in one symbol. ``bias`` is 0 where it is left out.
- An edge goes from what is read to what reads it and carries ``weight``: a number, or an exact expression.
- An expression may be given as its text, as :func:`symact.plain_graph` writes it for files.
- Units whose ``activation`` is a vector activation (softmax) are computed together with those of the same ``group``, in
  the order of the nodes.
- A node with ``output`` is an entry of the output of that name; where no node has it, all units that nothing reads are
  the entries of the output ``y``. An output that shows no unit, or one that another shows, has units of the identity.
- ``value`` and ``index`` say which entry of which value of the network a node is; they may be left out. Nodes without
  are gathered into the input ``x`` and, by how far they are from the inputs, into the layers ``h1, h2, ...``.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from sympy import Symbol

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.functions.catalogue import activation as find
from symact.networks.affine import AffineParts
from symact.networks.choices import check_network
from symact.networks.network import Network
from symact.networks.shapes import Shape, count, leads, shown
from symact.networks.step import Step

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
        Its nodes are named as in the graph that the network was made of, else as entries of values are written,
        ``"h1[0]"``. Weights are numbers of Python, of NumPy where all are float32, or expressions.

    Raises
    ------
    UnsupportedError
        If a step is no unit (a product of two signals, a maximum), or the graph is larger than allowed.

    Examples
    --------
    >>> g = sa.unit_graph(sa.mlp([2, 1], output=sa.relu, weights=[([[3, -1]], [1])]))
    >>> g.nodes["y[0]"]["bias"], g.edges["x[1]", "y[0]"]["weight"]
    (1, -1)
    >>> sa.unit_graph(sa.Network(g)).adj == g.adj
    True
    """
    check_network(network)
    view = _View(network, max_edges)
    for name, shape in network.inputs.items():
        for i, node in enumerate(view.named(name, name, _entries(name, shape))):
            view.graph.add_node(node, value=name, index=i)
    for step in network.steps:
        if view.affine.is_unit(step):
            view.add(step.inputs[0], step.name, step.name, _activation(step))
    seen: set[str] = set()
    for output, value in network.outputs.items():
        if value not in view.affine.sources or value in seen:
            value = view.add(value, output, value, find("identity"))
        seen.add(value)
        for node in view.nodes[value]:
            view.graph.nodes[node]["output"] = output
    return view.graph


class _View:
    """The graph of units while it is built, and its nodes by the value whose entries they are."""

    def __init__(self, network: Network, limit: int | None) -> None:
        import networkx as nx

        self.graph: Any = nx.DiGraph()
        self.affine = AffineParts(network)
        self.nodes: dict[str, list[Hashable]] = {}
        self._units = network.units
        self._limit = limit
        self._taken: set[Hashable] = {n for value in self.affine.sources for n in network.units.get(value, ())}
        floats = {a.dtype for a in network.parameters.values() if a.dtype.kind == "f"}
        self._single = floats == {np.dtype(np.float32)}

    def named(self, name: str, value: str, count: int) -> list[Hashable]:
        """Return the nodes of a new value: as those that another one was made of, if these are still free."""
        known = self._units.get(value, ())
        free = len(known) == count and self.graph.nodes.isdisjoint(known)
        self.nodes[name] = list(known) if free else [self._fresh(f"{name}[{i}]") for i in range(count)]
        return self.nodes[name]

    def _fresh(self, node: str) -> str:
        while node in self._taken or node in self.graph:
            node += "'"
        return node

    def add(self, before: str, name: str, value: str, activation: Any) -> str:
        """Add the units of one value, with their edges, and return what they are called."""
        while name in self.nodes:
            name += "'"
        biases = self.affine.bias(before)
        nodes = self.named(name, value, len(biases))
        group = {"group": name} if getattr(activation, "arity", "scalar") == "vector" else {}
        for i, (node, b) in enumerate(zip(nodes, biases, strict=True)):
            self.graph.add_node(node, value=name, index=i, activation=activation, bias=self._plain(b), **group)
        for source in self.affine.sources_of(before):
            for block, weights, exists in self.affine.weights(before, source):
                self._check_room(int(exists.sum()))
                for j, i in zip(*np.nonzero(exists), strict=True):
                    self.graph.add_edge(self.nodes[source][block[j]], nodes[i], weight=self._plain(weights[j, i]))
        return name

    def _check_room(self, edges: int) -> None:
        if self._limit is not None and self.graph.number_of_edges() + edges > self._limit:
            raise UnsupportedError(
                f"the graph of units would have more than {self._limit:,} edges; "
                f"sa.unit_graph(network, max_edges=None) builds it all the same"
            )

    def _plain(self, value: Any) -> Any:
        """Return a NumPy scalar as the Python number it is, or as a float32 where all weights are and it is one."""
        if not isinstance(value, np.generic):
            return value
        narrow = np.float32(value) if self._single else None
        return value.item() if narrow is None or narrow != value else narrow


def _entries(name: str, shape: Shape) -> int:
    n = count(shape[1:] if leads(shape) else shape)
    if n is None:
        raise UnsupportedError(
            f"the graph of units needs values of known size, not {name!r} of the shape {shown(shape)}"
        )
    return n


def _activation(step: Step) -> Any:
    function = step["function"]
    if isinstance(function, str):
        return find(function)
    return type(function) if function.args == (T,) else function.xreplace({T: Symbol("x")})
