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

from typing import Any

import numpy as np
from sympy import Symbol

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.functions.catalogue import activation as find
from symact.networks.affine import AffineParts
from symact.networks.network import Network
from symact.networks.shapes import Shape, count
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
    for step in network.steps:
        if affine.is_unit(step):
            _add_units(graph, affine, step.inputs[0], step.name, _activation(step), max_edges)
    taken, marked = set(affine.sources), set()
    for name, value in network.outputs.items():
        if value not in affine.sources or value in marked:
            value = _add_shown(graph, affine, value, name, taken, max_edges)
        marked.add(value)
        for _, data in graph.nodes(data=True):
            if data["value"] == value:
                data["output"] = name
    return graph


def _add_shown(graph: Any, affine: AffineParts, value: str, output: str, taken: set[str], limit: int | None) -> str:
    """Add units of the identity that show a value as an output, and return what they are called."""
    name = output
    while name in taken:
        name += "'"
    taken.add(name)
    _add_units(graph, affine, value, name, find("identity"), limit)
    return name


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
    group = {"group": name} if getattr(activation, "arity", "scalar") == "vector" else {}
    for i, b in enumerate(affine.bias(before)):
        graph.add_node(f"{name}[{i}]", value=name, index=i, activation=activation, bias=_plain(b), **group)
    for source in affine.sources_of(before):
        for block, weights, exists in affine.weights(before, source):
            if limit is not None and graph.number_of_edges() + int(exists.sum()) > limit:
                raise UnsupportedError(
                    f"the graph of units would have more than {limit:,} edges; sa.unit_graph(network, max_edges=None) "
                    f"builds it all the same"
                )
            for j, i in zip(*np.nonzero(exists), strict=True):
                graph.add_edge(f"{source}[{block[j]}]", f"{name}[{i}]", weight=_plain(weights[j, i]))


def _plain(value: Any) -> Any:
    """Return a NumPy scalar as the Python number it is."""
    return value.item() if isinstance(value, np.generic) else value
