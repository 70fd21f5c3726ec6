"""Graphs of units through GraphML and node-link JSON, and back."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from typing import Any

import networkx as nx
import numpy as np
import pytest
import sympy as sp

import symact as sa
from symact.errors import FormatError, NetworkError
from symact.networks.layers import Dense, Residual, chain
from symact.networks.plain import exact_graph

a = sp.Symbol("a", positive=True)
x = sp.Symbol("x")


def through_graphml(graph: Any) -> Any:
    file = io.BytesIO()
    nx.write_graphml(sa.plain_graph(graph), file)
    return nx.read_graphml(io.BytesIO(file.getvalue()))


def through_node_link(graph: Any) -> Any:
    text = json.dumps(nx.node_link_data(sa.plain_graph(graph), edges="links"), allow_nan=False)
    return nx.node_link_graph(json.loads(text), edges="links")


def examples() -> dict[str, Any]:
    layers = [Dense(np.eye(2) / 3, [0.1, -0.0], sa.gelu), Residual(Dense(np.ones((2, 2)), None, sa.tanh))]
    skipping = nx.DiGraph()
    skipping.add_node("h", activation=x**2 / 3 + sa.relu(x), bias=sp.Rational(-1, 3))
    skipping.add_node("top", activation="swish", bias=Fraction(2, 7))
    skipping.add_edge("in", "h", weight=a)
    skipping.add_edge("h", "top", weight=sp.MatrixSymbol("W", 2, 2)[0, 1] + sp.Symbol("b_1", real=True))
    skipping.add_edge("in", "top", weight=10**30)
    return {
        "floats": sa.unit_graph(sa.mlp([3, 4, 2], output=sa.softmax, weights="he")),
        "symbols": sa.unit_graph(sa.mlp([2, 3, 1])),
        "skips": sa.unit_graph(chain(layers, inputs=2)),
        "exact": skipping,
        "parameters": sa.unit_graph(sa.mlp([1, 1, 1], hidden=sa.leaky_relu(x, sp.Rational(1, 7)), weights="he")),
    }


@pytest.mark.parametrize("through", [through_graphml, through_node_link, sa.plain_graph])
@pytest.mark.parametrize("name", examples())
def test_graphs_come_back(through: Any, name: str) -> None:
    graph = examples()[name]
    again = through(graph)
    assert sa.Network(again) == sa.Network(graph)
    assert list(again) == list(graph)
    assert list(again.edges) == list(graph.edges)


@pytest.mark.parametrize("name", examples())
def test_plain_attributes_are_texts_and_numbers(name: str) -> None:
    graph = examples()[name]
    before = {n: dict(d) for n, d in graph.nodes(data=True)}
    plain = sa.plain_graph(graph)
    values = [v for _, d in plain.nodes(data=True) for v in d.values()]
    values += [v for *_, d in plain.edges(data=True) for v in d.values()]
    assert {type(v) for v in values} <= {str, int, float}
    assert {n: dict(d) for n, d in graph.nodes(data=True)} == before


def test_a_plain_graph_can_be_written_by_hand() -> None:
    graph = nx.DiGraph()
    graph.add_node("y", activation="x*tanh(log(1 + exp(x)))", bias="1/2")
    graph.add_edge("x", "y", weight="2/3")
    assert sa.Network(graph)([sp.Integer(1)])[0] == sa.parse("x*tanh(log(1 + exp(x)))").subs(x, sp.Rational(7, 6))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda g: g.nodes["y"].update(activation="x^2"), "the activation of the unit 'y' must be a text that can be"),
        (lambda g: g.nodes["y"].update(activation="sigmod"), "the unit 'y': no activation is named 'sigmod'"),
        (lambda g: g.nodes["y"].update(activation="x*z"), "the unit 'y': the variable must be named"),
        (lambda g: g.nodes["y"].update(bias="__import__('os')"), "the bias of the unit 'y' must be a text"),
        (lambda g: g.edges["x", "y"].update(weight="I"), "the weight of the edge from 'x' to 'y' must be"),
        (lambda g: g.graph.update(legend=3), "must be a JSON text"),
    ],
)
def test_texts_that_will_not_do_are_refused(change: Any, message: str) -> None:
    graph = nx.DiGraph()
    graph.add_node("y", activation="relu", bias="1/2")
    graph.add_edge("x", "y", weight="2/3")
    change(graph)
    with pytest.raises(NetworkError, match=message):
        sa.Network(graph)


def test_a_broken_legend_is_refused() -> None:
    graph = sa.plain_graph(examples()["exact"])
    graph.graph["legend"] = '{"symbols": 1}'
    with pytest.raises(FormatError, match="legend of the graph"):
        sa.Network(graph)


def test_a_graph_without_texts_is_left_as_it_is() -> None:
    graph = examples()["floats"]
    assert exact_graph(graph) is graph
