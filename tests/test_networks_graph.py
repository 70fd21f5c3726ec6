"""The graph of units: a view of a network, and a network of it; there and back nothing is lost."""

from __future__ import annotations

import pickle
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational

import symact as sa
from symact.errors import NetworkError, UnsupportedError
from symact.exact.variable import T
from symact.networks.layers import Dense, Residual, chain
from symact.networks.network import assemble
from symact.networks.step import Step

WEIGHTS = st.one_of(
    st.integers(-3, 3).map(Integer),
    st.fractions(-2, 2, max_denominator=5).map(lambda q: Rational(q.numerator, q.denominator)),
)
ELEMENTWISE = ["relu", "identity", "hardtanh", "step"]


@st.composite
def graphs(draw: st.DrawFn, weights: st.SearchStrategy[Any] = WEIGHTS) -> nx.DiGraph:
    """Graphs of units in levels, with edges that skip levels, vector groups and one or two outputs."""
    graph = nx.DiGraph()
    before = [f"in{i}" for i in range(draw(st.integers(1, 3)))]
    graph.add_nodes_from(before)
    for level in range(draw(st.integers(1, 3))):
        group = draw(st.sampled_from([None, None, "softmax", "sparsemax"]))
        units = [(level, i) for i in range(draw(st.integers(1, 3)))]
        for unit in units:
            name = group or draw(st.sampled_from(ELEMENTWISE))
            more = {"group": f"g{level}"} if group else {}
            graph.add_node(unit, activation=name, bias=draw(weights), **more)
            size = draw(st.integers(1, len(before)))
            sources = {*draw(st.permutations(before))[:size], before[-1]}  # all of a group are equally far
            graph.add_edges_from((s, unit, {"weight": draw(weights)}) for s in sorted(sources, key=before.index))
        before += units
    if draw(st.booleans()):
        for node in draw(st.permutations([n for n in graph if graph.in_degree(n)]))[:2]:
            graph.nodes[node]["output"] = draw(st.sampled_from(["first", "second"]))
    return graph


def plain_value(graph: nx.DiGraph, inputs: dict[Any, Any]) -> dict[Any, Any]:
    """Evaluate a graph unit by unit, exactly."""
    values = dict(inputs)
    groups: dict[Any, list[Any]] = {}
    for node, group in graph.nodes(data="group"):
        groups.setdefault(group, []).append(node)
    sums: dict[Any, Any] = {}
    for node in nx.topological_sort(graph):
        data = graph.nodes[node]
        if "activation" not in data:
            continue
        sums[node] = data["bias"] + sum(values[p] * w for p, _, w in graph.in_edges(node, data="weight"))
        activation = sa.activation(data["activation"])
        if data.get("group") is None:
            values[node] = activation(sums[node])
        elif all(n in sums for n in groups[data["group"]]):
            members = groups[data["group"]]
            values |= dict(zip(members, activation([sums[n] for n in members]), strict=True))
    return values


def same_view(first: nx.DiGraph, second: nx.DiGraph) -> bool:
    return dict(first.nodes(data=True)) == dict(second.nodes(data=True)) and (
        sorted(first.edges(data="weight"), key=str) == sorted(second.edges(data="weight"), key=str)
    )


def as_dict(net: sa.Network, value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {next(iter(net.outputs)): value}


@settings(max_examples=60)
@given(graphs(), st.data())
def test_view_of_a_network_of_a_view_is_the_view(graph: nx.DiGraph, data: st.DataObject) -> None:
    net = sa.Network(graph)
    view = sa.unit_graph(net)
    again = sa.Network(view)
    third = sa.unit_graph(again)
    assert same_view(third, sa.unit_graph(sa.Network(third)))
    inputs = [n for n in graph if not graph.in_degree(n)]
    x = np.empty(len(inputs), dtype=object)
    x[:] = [data.draw(WEIGHTS) for _ in inputs]
    found, back = as_dict(net, net(x)), as_dict(again, again(x))
    assert set(found) == set(back)
    for name in found:
        assert list(found[name]) == list(back[name])
    values = plain_value(graph, dict(zip(inputs, x, strict=True)))
    marked = {n: name for n, name in graph.nodes(data="output") if name is not None}
    if not marked:
        marked = {n: "y" for n in graph if not graph.out_degree(n)}
    for name, vector in found.items():
        assert sorted(map(str, vector)) == sorted(str(values[n]) for n, m in marked.items() if m == name)


@pytest.mark.parametrize(
    "net",
    [
        sa.mlp([2, 3, 2], hidden=sa.relu, weights="he"),
        sa.mlp([2, 3, 2], hidden=sa.softmax, output=sa.tanh, weights="he"),
        sa.mlp([2, 3, 1]),
        sa.mlp([2, 2], weights=[([[1, 0], [Rational(1, 3), 2]], [0, 1])], output=sa.gelu),
        sa.mlp([2, 2, 1], bias=False, weights="he", hidden=sa.leaky_relu(T, Rational(1, 5))),
        chain([Dense(np.eye(2), np.ones(2), "tanh"), Residual(Dense(np.eye(2), activation="relu"))], 2),
    ],
    ids=repr,
)
def test_a_network_in_layers_survives_the_view(net: sa.Network) -> None:
    view = sa.unit_graph(net)
    back = sa.Network(view)
    assert same_view(view, sa.unit_graph(back))
    assert list(back.inputs) == list(net.inputs) and list(back.outputs) == list(net.outputs)
    x = np.array([[0.5, -2.0], [1.0, 0.25]])
    if not any(a.dtype == object for a in net.parameters.values()):
        np.testing.assert_array_equal(net(x), back(x))
    else:
        exact = np.array([[Rational(1, 2), Integer(-2)]], dtype=object)
        assert [(a - b).expand() for a, b in zip(net(exact).flat, back(exact).flat, strict=True)] == [0] * net(
            exact
        ).size


def test_networkx_works_on_the_view() -> None:
    graph = sa.unit_graph(sa.mlp([2, 3, 1], weights="he"))
    assert type(graph) is nx.DiGraph and nx.is_directed_acyclic_graph(graph)
    assert nx.dag_longest_path_length(graph, weight=None, default_weight=1) == 2
    assert graph.in_degree("h1[0]") == 2 and nx.shortest_path_length(graph, "x[0]", "y[0]") == 2
    assert nx.ancestors(graph, "y[0]") == {n for n in graph if n != "y[0]"}
    assert len(list(nx.all_simple_paths(graph, "x[0]", "y[0]"))) == 3
    plain = nx.node_link_data(graph, edges="links")
    assert nx.utils.graphs_equal(nx.node_link_graph(plain, edges="links"), graph)
    pruned = graph.copy()
    pruned.remove_edge("x[0]", "h1[1]")
    net = sa.Network(pruned)
    assert not net.supports["W1"][1, 0] and net.size == 12 and same_view(sa.unit_graph(net), pruned)


def test_outputs_that_show_one_value_or_no_unit_keep_their_names() -> None:
    steps = [
        Step("h1", "apply", ("x",), (("function", sa.relu(T)),)),
        Step("z", "apply", ("h1",), (("function", 3 * T + 1),)),
    ]
    net = assemble({"x": ("N", 2)}, {}, steps, {"h1": "z", "z": "h1", "q": "h1"})
    back = sa.Network(sa.unit_graph(net))
    found, expected = back([[1.0, -2.0]]), net([[1.0, -2.0]])
    assert {n: a.tolist() for n, a in found.items()} == {n: a.tolist() for n, a in expected.items()}
    assert expected["h1"].tolist() == [[4, 1]] and expected["q"].tolist() == [[1, 0]]


def test_the_units_of_a_group_are_one_value_however_deep_each_is() -> None:
    graph = nx.DiGraph()
    graph.add_node("h", activation="relu")
    graph.add_nodes_from([("p", {}), ("q", {})], activation="softmax", group="s")
    graph.add_weighted_edges_from([("x", "h", 1), ("x", "p", 1), ("h", "q", 1)])
    np.testing.assert_array_equal(sa.Network(graph)([2.0]), [0.5, 0.5])
    graph.add_edge("p", "q", weight=1)
    with pytest.raises(NetworkError, match="group"):
        sa.Network(graph)


def test_inputs_keep_their_order() -> None:
    net = assemble({"x": ("N", 1), "a": ("N", 1)}, {}, [Step("y", "subtract", ("x", "a"))], {"y": "y"})
    assert list(sa.Network(sa.unit_graph(net)).inputs) == ["x", "a"]
    assert sa.Network(sa.unit_graph(net))([5.0], [3.0]) == [2.0]


def test_a_step_is_a_unit_although_its_derivative_is_zero() -> None:
    net = sa.mlp([1, 1, 1], hidden="step", weights=[([[1]], [0]), ([[2]], [1])])
    back = sa.Network(sa.unit_graph(net))
    assert [back([v])[0] for v in (-1.0, 1.0)] == [net([v])[0] for v in (-1.0, 1.0)] == [1, 3]


def test_a_large_network_is_refused_at_once_and_served_when_asked() -> None:
    net = sa.mlp([784, 1000, 10], weights="he")
    with pytest.raises(UnsupportedError, match="more than 100,000 edges"):
        sa.unit_graph(net)
    with pytest.raises(UnsupportedError, match="more than 5 edges"):
        sa.unit_graph(sa.mlp([2, 3], weights="he"), max_edges=5)
    assert sa.unit_graph(sa.mlp([2, 3], weights="he"), max_edges=None).number_of_edges() == 6


GATE = Step("y", "apply", ("x", "x"), (("function", T),))


@pytest.mark.parametrize(
    "step",
    [
        Step("y", "multiply", ("x", "x")),
        Step("y", "contract", ("x", "x"), (("subscripts", "ni,ni->n"),)),
        Step("y", "divide", ("W", "x")),
        Step("y", "max", ("x",), (("axes", (1,)),)),
        Step("y", "sum", ("x",), (("axes", (0,)),)),
        Step("y", "vector", ("x",), (("axis", 0), ("function", "softmax"))),
        Step("y", "vector", ("x",), (("axis", 1), ("function", "logsumexp"))),
        Step("y", "apply", ("x", "W"), (("function", sa.prelu(T)),)),
        GATE,
    ],
    ids=lambda s: s.operation,
)
def test_what_is_no_unit_is_refused_by_name(step: Step) -> None:
    net = assemble({"x": ("N", 2)}, {"W": [1.0, 2.0]}, [step], {"y": "y"})
    with pytest.raises(UnsupportedError, match="'y'"):
        sa.unit_graph(net)


def _graph(*edges: Any, **nodes: Any) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from((n, d) for n, d in nodes.items())
    graph.add_edges_from((a, b, {"weight": 1}) for a, b in edges)
    return graph


UNIT = {"activation": "relu"}


@pytest.mark.parametrize(
    ("graph", "error", "text"),
    [
        (nx.Graph(), TypeError, "networkx.DiGraph"),
        (nx.MultiDiGraph(), TypeError, "networkx.DiGraph"),
        ({"a": "b"}, TypeError, "networkx.DiGraph"),
        (nx.DiGraph(), NetworkError, "a unit"),
        (_graph(("p", "q"), ("q", "p"), p=UNIT, q=UNIT), NetworkError, "'p' -> 'q'"),
        (_graph(("p", "p"), p=UNIT), NetworkError, "'p'"),
        (_graph(("p", "q")), NetworkError, "'q' must have an activation"),
        (_graph(("p", "q"), p=UNIT, q=UNIT), NetworkError, "'p' has no inputs"),
        (_graph(("p", "q"), q={"activation": "nope"}), NetworkError, "'q'.*nope"),
        (_graph(("p", "q"), q={"activation": None}), NetworkError, "'q'"),
        (_graph(("p", "q"), q={**UNIT, "bias": [1]}), (TypeError, ValueError), "bias|entry|entries|number"),
        (_graph(("p", "q"), q={**UNIT, "bias": float("nan")}), ValueError, "finite"),
        (nx.DiGraph([("p", "q", {})]), NetworkError, "'q'"),
    ],
)
def test_graphs_that_are_no_networks_are_refused(graph: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        sa.Network(graph)


def test_a_view_keeps_the_names_of_nodes_and_the_kind_of_weights() -> None:
    graph = nx.DiGraph()
    graph.add_node("hidden", activation=sa.relu)
    graph.add_node(7, activation=sa.tanh, bias=np.float32(0.5))
    weights = zip(("a", "b", "hidden", "a"), ("hidden", "hidden", 7, 7), np.float32([0.1, 2, -1, 3]), strict=True)
    graph.add_weighted_edges_from(weights)
    net = sa.Network(graph)
    assert {a.dtype for a in net.parameters.values()} == {np.dtype(np.float32)}
    for view in (net.graph, pickle.loads(pickle.dumps(net)).graph, net.with_parameters().graph):
        assert dict(view.edges) == dict(graph.edges)
        assert sa.Network(view) == net
    other = nx.relabel_nodes(graph, {"hidden": "h"})
    assert sa.Network(other) == net and sa.Network(other).graph.nodes.keys() == {"a", "b", "h", 7}


def test_names_of_nodes_stay_apart() -> None:
    graph = nx.DiGraph()
    graph.add_node("y[0]", activation=sa.relu)
    graph.add_node("o", activation=sa.tanh)
    graph.add_weighted_edges_from([("x", "y[0]", 1), ("y[0]", "o", 2), ("x", "o", 3)])
    graph.nodes["x"]["output"] = graph.nodes["o"]["output"] = "y"
    view = sa.Network(graph).graph
    assert [n for n in view if n not in graph] == ["y[0]'", "y[1]"]
    assert nx.is_isomorphic(view.subgraph(graph), graph)


@pytest.mark.parametrize("wrong", [float("nan"), None, 1j, np.ones(2)])
def test_numbers_that_are_none_are_refused_with_their_place(wrong: Any) -> None:
    for bias, weight, place in ((wrong, 1, "the bias of the unit 'h'"), (0, wrong, "the edge from 'a' to 'h'")):
        graph = nx.DiGraph()
        graph.add_node("h", activation=sa.relu, bias=bias)
        graph.add_edge("a", "h", weight=weight)
        with pytest.raises(NetworkError, match=f"{place} must be a finite number or expression, not"):
            sa.Network(graph)


def test_an_index_must_be_an_integer() -> None:
    graph = nx.DiGraph()
    graph.add_node("h", activation=sa.relu, index="first")
    graph.add_edge("a", "h", weight=1)
    with pytest.raises(NetworkError, match="the index of 'h' must be an integer, not 'first'"):
        sa.Network(graph)
