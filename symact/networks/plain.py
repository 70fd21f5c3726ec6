"""Graphs of units with attributes that any file format of NetworkX takes: texts and numbers only."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from sympy import Expr, Symbol
from sympy.core.function import FunctionClass

from symact.errors import NetworkError, ParseError, UnknownActivationError
from symact.exact.subject import univariate
from symact.functions.catalogue import activation as find
from symact.networks.documents.json_text import layout, read_tree
from symact.networks.documents.legends import legend_record, read_legend
from symact.networks.documents.texts import Legend, TextReader, TextWriter

__all__ = ["exact_graph", "plain_graph"]

_X = Symbol("x")


def plain_graph(graph: Any) -> Any:
    """Return a graph of units with its expressions as texts, for GraphML, node-link JSON and other files.

    An activation becomes its name, or a formula in x; an exact weight or bias a whole number or a text such as
    ``"1/3"``; floats stay. What the texts mean beyond plain symbols stands in the attribute ``legend`` of the graph.
    ``sa.Network`` takes such a graph as it takes any other, so this is all that is needed for both ways.

    Parameters
    ----------
    graph : networkx.DiGraph
        In the vocabulary of ``symact.networks.graph``, as ``sa.unit_graph`` makes them.

    Raises
    ------
    TypeError
        For anything but a graph.
    UnsupportedError
        If a weight or an activation has no text that reads back.

    Examples
    --------
    >>> import io, networkx as nx
    >>> graph = sa.unit_graph(sa.mlp([2, 1], output=sa.relu, weights=[([[Rational(1, 3), -1]], [1])]))
    >>> file = io.BytesIO()
    >>> nx.write_graphml(sa.plain_graph(graph), file)
    >>> sa.Network(nx.read_graphml(io.BytesIO(file.getvalue()))) == sa.Network(graph)
    True
    """
    import networkx as nx

    if not isinstance(graph, nx.Graph):
        raise TypeError(
            f"graph must be a networkx.DiGraph, not {graph!r}; sa.unit_graph(network) makes one of a network"
        )
    made = graph.copy()
    texts = TextWriter([v for data, key in _places(made) if isinstance(v := data[key], Expr)], (), [_X])
    for data, key in _places(made):
        data[key] = _function_text(data[key]) if key == "activation" else _number(data[key], texts)
    legend = {name: records for name, records in legend_record(texts.legend).items() if records}
    if legend:
        made.graph["legend"] = layout(legend).replace("\n", "")
    return made


def _places(graph: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield where expressions may stand: attributes of nodes and edges."""
    for _, data in graph.nodes(data=True):
        yield from ((data, key) for key in ("activation", "bias") if key in data)
    for *_, data in graph.edges(data=True):
        yield from ((data, key) for key in ("weight",) if key in data)


def _function_text(activation: Any) -> Any:
    if isinstance(activation, str):
        return activation
    if inspect.isclass(activation) and _is_known(activation):
        return activation.__name__
    if not isinstance(activation, (Expr, FunctionClass)):
        return activation
    expr, variable = univariate(activation)
    return TextWriter([expr], (), [variable]).text(expr, {"x": variable})


def _is_known(activation: Any) -> bool:
    try:
        return find(activation.__name__) is activation
    except UnknownActivationError:
        return False


def _number(value: Any, texts: TextWriter) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if not isinstance(value, Expr):
        return value if isinstance(value, int | float) or type(value).__name__ != "Fraction" else str(value)
    return int(value) if value.is_Integer else texts.text(value)


def exact_graph(graph: Any) -> Any:
    """Return a graph of units with the expressions that its texts are, the inverse of :func:`plain_graph`.

    Raises
    ------
    NetworkError
        For a text that cannot be read; the node or edge is named.
    """
    if not any(isinstance(data[key], str) for data, key in _places(graph)):
        return graph
    made = graph.copy()
    reader = TextReader(_legend(made.graph.pop("legend", "{}")))
    for node, data in made.nodes(data=True):
        _read(data, "activation", lambda text: _function(text, reader), f"the unit {node!r}")
        _read(data, "bias", reader.expression, f"the unit {node!r}")
    for source, node, data in made.edges(data=True):
        _read(data, "weight", reader.expression, f"the edge from {source!r} to {node!r}")
    return made


def _read(data: dict[str, Any], key: str, read: Callable[[str], Any], owner: str) -> None:
    if isinstance(data.get(key), str):
        try:
            data[key] = read(data[key])
        except ParseError as error:
            raise NetworkError(f"the {key} of {owner} must be a text that can be read; {error.problem}") from error


def _legend(text: Any) -> Legend:
    if not isinstance(text, str):
        raise NetworkError(f"the legend of a graph must be a JSON text, not {text!r}")
    root = read_tree(text.encode("utf-8", "replace"), "the legend of the graph")
    record = root.record((), ("symbols", "matrices"))
    lists = [record[name].items() if name in record else [] for name in ("symbols", "matrices")]
    return read_legend(*lists)


def _function(text: str, reader: TextReader) -> Any:
    """Return a formula as it is read; a name stays, for the catalogue to find or to miss."""
    return text if text.replace("_", "").replace("-", "").isalnum() and text != "x" else reader.expression(text)
