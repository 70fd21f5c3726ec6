"""Drawings of networks: every edge is there, nothing overlaps, no name is executed or set as markup."""

from __future__ import annotations

import math
import os
import re
import shutil
import subprocess
from itertools import combinations, pairwise
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest
from helpers import katex_failures, run_python, screenshot
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, symbols

import symact as sa
from symact.exact.variable import T
from symact.networks.writer import NetworkWriter
from symact.show.drawings.algebra import Algebra
from symact.show.drawings.curve import curve
from symact.show.drawings.formula import LONGEST_NAME, expression, name, plain, width, wrapped
from symact.show.drawings.layers import UnitLayers, parted, sums
from symact.show.drawings.placement import crossings, lanes, ordered, settled
from symact.show.drawings.scene import Box, Circle, Label, Line, extent
from symact.show.drawings.tikz import math_text

GENERATOR = np.random.default_rng(3)
SHAPES = ("title", "rect", "circle", "path", "polygon", "text", "tspan")
HOSTILE = (
    "<script>alert(1)</script>",
    '"onload="alert(1)',
    "]]><b>&lt;x",
    "\\input{/etc/passwd}",
    "$^^5c%}{#&_~",
    "\u202e\x00\x1b\ud800",
    "x" * 10_000,
    "\N{CJK UNIFIED IDEOGRAPH-4E2D}",
    "'`\"",
    "W1]{$}",
)


def weights(*sizes):
    return [
        (GENERATOR.standard_normal((m, n)).round(2), GENERATOR.standard_normal(m).round(2)) for n, m in pairwise(sizes)
    ]


def dense(n, m, f):
    ((weight, bias),) = weights(n, m)
    return sa.layers.Dense(weight, bias, f)


def residual():
    inner = sa.layers.Residual(dense(3, 3, "relu"), dense(3, 3, "identity"))
    return sa.layers.chain([dense(3, 3, "relu"), inner, inner, dense(3, 2, "sigmoid")], inputs=3)


def sparse():
    g = nx.DiGraph()
    g.add_nodes_from("abcd")
    for unit, f in zip("pqrstuv", ("relu", "relu", "tanh", "tanh", "relu", "sigmoid", "sigmoid"), strict=True):
        g.add_node(unit, activation=f, bias=0.5)
    pairs = ("aq", "bp", "cq", "dp", "pr", "ps", "qs", "rt", "st", "tu", "tv", "au", "pv", "cs", "du")
    for i, (a, b) in enumerate(pairs):
        g.add_edge(a, b, weight=(-1) ** i * (1 + i) / 4)
    return sa.Network(g)


def convolution():
    w = NetworkWriter()
    x = w.input("x", ("N", 1, 6, 6))
    kernel = w.parameter("K1", GENERATOR.standard_normal((2, 1, 3, 3)))
    fixed = {"strides": (1, 1), "pads": ((0, 0), (0, 0)), "dilations": (1, 1)}
    places = w.add("windows", x, lengths=(3, 3), fill=0, **fixed)
    z = w.add("contract", places, kernel, subscripts="nchwij,ocij->nohw")
    h = w.add("apply", z, function=sa.relu(T), name="h1")
    p = w.add("max", w.add("windows", h, lengths=(2, 2), fill=-np.inf, **fixed), axes=(4, 5), name="p1")
    flat = w.add("reshape", p, shape=("N", 18))
    y = w.add("contract", flat, w.parameter("W2", GENERATOR.standard_normal((3, 18))), subscripts="ni,oi->no")
    return w.build({"y": w.add("vector", y, function="softmax", axis=1, name="y")})


def hostile(text):
    w = NetworkWriter()
    x = w.input(text, ("N", 2))
    z = w.add("contract", x, w.parameter(f"{text}W", np.eye(2)), subscripts="ni,oi->no", name=f"{text}z")
    return w.build({f"y{text}": w.add("apply", z, function=sa.relu(T), name=f"{text}h")})


a, b = symbols("a b")
LONG = [([[a**2 + b, Rational(1, 3)], [a / (1 + b**2) - 7, -a]], [a, 0]), ([[1, -1]], [b])]
UNITS = {
    "2-3-1": sa.mlp([2, 3, 1]),
    "2-3-1 in numbers": sa.mlp([2, 3, 1], weights=weights(2, 3, 1)),
    "perceptron": sa.mlp([3, 1], output="sigmoid", weights=weights(3, 1)),
    "softmax": sa.mlp([2, 3, 3], hidden="tanh", output="softmax", weights=weights(2, 3, 3)),
    "4-16-16-1": sa.mlp([4, 16, 16, 1], weights="he"),
    "long symbols": sa.mlp([2, 2, 1], weights=LONG),
    "residual": residual(),
    "sparse": sparse(),
    "eight layers": sa.mlp([5] * 8, weights="he"),
}  # fmt: skip
BLOCKS = {
    "convolution": convolution(),
    "gradient": sa.gradient(sa.mlp([2, 3, 2], output="softmax"), "cross_entropy", distribution=True),
    "second gradient": sa.gradient(sa.mlp([2, 3, 3, 1], hidden="silu"), "squared_error"),
    "deep": sa.mlp([3] * 20, weights="he"),
    "hvp": sa.hvp(sa.mlp([2, 2, 1], hidden="tanh"), "squared_error"),
}
COLLAPSED = {
    "784-256-256-10": sa.mlp([784, 256, 256, 10], output="softmax", weights="he"),
    "300": sa.mlp([3, 300, 2], weights="he"),
}
EVERYTHING = UNITS | BLOCKS | COLLAPSED
SMALL = ("2-3-1", "2-3-1 in numbers", "perceptron", "softmax", "long symbols", "residual", "sparse")


def marks(drawing, kind):
    return [m for m in drawing.scene.marks if isinstance(m, kind)]


def edges(drawing):
    return [line for line in marks(drawing, Line) if "->" in line.stands_for]


def units(drawing):
    return [c for c in marks(drawing, Circle) if c.stands_for != "dots"]


def touch(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def bezier(p, q, r, s, t):
    return tuple(
        (1 - t) ** 3 * i + 3 * (1 - t) ** 2 * t * j + 3 * (1 - t) * t**2 * k + t**3 * m
        for i, j, k, m in zip(p, q, r, s, strict=True)
    )


def sampled(line, n=60):
    if not line.curved:
        (x, y), (u, v) = line.points[0], line.points[-1]
        return [(x + (u - x) * k / n, y + (v - y) * k / n) for k in range(n + 1)]
    return [bezier(*line.points[i : i + 4], k / n) for i in range(0, len(line.points) - 1, 3) for k in range(n + 1)]


def through_units(drawing):
    """Return edges that run through a unit which is not one of their ends."""
    return [
        (line.stands_for, unit.stands_for)
        for line in edges(drawing)
        for unit in units(drawing)
        if unit.stands_for not in line.stands_for.split(" -> ")
        and any(math.dist(p, unit.centre) < unit.radius for p in sampled(line))
    ]


# What is drawn


def by_value(network):
    """The graph of units with its nodes named as entries of values."""
    graph = network.graph
    return nx.relabel_nodes(graph, {n: f"{d['value']}[{d['index']}]" for n, d in graph.nodes(data=True)})


@pytest.mark.parametrize("title", [t for t in UNITS if t != "residual"])
def test_every_edge_and_unit_is_drawn_once(title):
    network = UNITS[title]
    drawing = sa.draw(network, kind="units")
    graph = by_value(network)
    assert sorted(line.stands_for for line in edges(drawing)) == sorted(f"{u} -> {v}" for u, v in graph.edges)
    assert sorted(c.stands_for for c in units(drawing)) == sorted(graph)


def test_units_are_called_as_the_nodes_they_were_made_of():
    graph = nx.DiGraph()
    graph.add_node("q<1>", activation=sa.relu)
    graph.add_node("out", activation=sa.identity)
    graph.add_weighted_edges_from([("age", "q<1>", 2.0), ((1, 2), "q<1>", 3.0), ("q<1>", "out", 1.5)])
    drawing = sa.draw(sa.Network(graph))
    assert {"age", "(1, 2)", "y"} <= {plain(m.formula) for m in marks(drawing, Label)}
    assert "q<1> -> out: 1.5" in {line.title for line in edges(drawing)}
    assert "q<1> = ReLU((2) age + (3) (1, 2))" in {c.title for c in units(drawing)}
    assert "q&lt;1&gt;" in drawing.svg and "q<1>" not in drawing.svg


def random_graph(data):
    inputs = data.draw(st.integers(1, 3))
    n = inputs + data.draw(st.integers(1, 9))
    g = nx.DiGraph()
    g.add_nodes_from(range(inputs))
    for node in range(inputs, n):
        g.add_node(node, activation=data.draw(st.sampled_from(["relu", "tanh"])))
        sources = data.draw(st.sets(st.integers(0, node - 1), min_size=1, max_size=4))
        for source in sorted(sources):
            g.add_edge(source, node, weight=data.draw(st.integers(-3, 3)) / 2)
    return g


@settings(max_examples=25)
@given(st.data())
def test_random_graphs_are_drawn_whole_and_without_overlap(data):
    network = sa.Network(random_graph(data))
    drawing = sa.draw(network, kind="units")
    graph = by_value(network)
    assert sorted(line.stands_for for line in edges(drawing)) == sorted(f"{u} -> {v}" for u, v in graph.edges)
    assert not through_units(drawing)
    for one, other in combinations(units(drawing), 2):
        assert math.dist(one.centre, other.centre) > one.radius + other.radius


def test_the_edges_of_a_residual_network_are_those_of_its_layers_and_of_the_skips():
    drawing = sa.draw(UNITS["residual"])
    names = [line.stands_for for line in edges(drawing)]
    dense_edges = 9 + 2 * (9 + 9) + 6
    assert len(set(names)) == len(names) == dense_edges + 2 * 3
    assert {f"h1[{i}] -> add_1[{i}]" for i in range(3)} <= set(names)


def test_sums_become_values_that_change_nothing():
    network = UNITS["residual"]
    apart = parted(network, sums(network))
    x = GENERATOR.standard_normal((5, 3))
    assert np.array_equal(network(x), apart(x))
    assert sums(UNITS["sparse"]) == []


def test_a_weight_is_told_by_colour_dash_and_width():
    network = UNITS["2-3-1 in numbers"]
    graph = network.graph
    drawn = {tuple(line.stands_for.split(" -> ")): line for line in edges(sa.draw(network))}
    for (u, v), line in drawn.items():
        weight = graph.edges[u, v]["weight"]
        assert line.stroke.colour == ("positive" if weight > 0 else "negative")
        assert bool(line.stroke.dashes) == (weight < 0)
    by_size = sorted(drawn, key=lambda e: abs(graph.edges[e]["weight"]))
    widths = [drawn[e].stroke.width for e in by_size]
    assert widths == sorted(widths) and widths[0] < widths[-1]


def test_labels_say_the_weights_and_the_biases():
    network = UNITS["2-3-1 in numbers"]
    drawing = sa.draw(network)
    graph = network.graph
    said = {m.stands_for: plain(m.formula) for m in marks(drawing, Label)}
    for u, v, weight in graph.edges(data="weight"):
        assert float(said[f"{u} -> {v}"].replace("−", "-")) == pytest.approx(weight, rel=5e-3)
    biases = [float(plain(m.formula).replace("−", "-")) for m in marks(drawing, Label) if m.stands_for == "bias"]
    assert sorted(biases) == sorted(data["bias"] for _, data in graph.nodes(data=True) if data.get("bias"))
    assert not [m for m in marks(sa.draw(network, labels=False), Label) if "->" in m.stands_for]


def test_missing_edges_are_missing_and_zeros_are_dotted():
    g = nx.DiGraph()
    g.add_node("u", activation="relu")
    g.add_node("v", activation="relu")
    g.add_edge("a", "u", weight=0.0)
    g.add_edge("b", "v", weight=1.0)
    drawn = {line.stands_for: line for line in edges(sa.draw(sa.Network(g)))}
    assert set(drawn) == {"x[0] -> h1[0]", "x[1] -> h1[1]"}
    assert drawn["x[0] -> h1[0]"].stroke.colour == "faint"


def test_collapsed_layers_say_how_many_units_they_have():
    drawing = sa.draw(COLLAPSED["784-256-256-10"])
    said = [plain(m.formula) for m in marks(drawing, Label)]
    assert said.count("256 units") == 2 and "784 inputs" in said and "x_783" in said
    assert "y^(0)" not in said and len(units(drawing)) == 3 * 6 + 10
    graph = sa.unit_graph(COLLAPSED["300"])
    drawn = [line for line in edges(sa.draw(COLLAPSED["300"])) if "x" in line.stands_for]
    assert {line.stands_for for line in drawn} == {
        f"x[{j}] -> h1[{i}]" for j in range(3) for i in (0, 1, 2, 297, 298, 299)
    }
    for line in drawn:
        weight = graph.edges[tuple(line.stands_for.split(" -> "))]["weight"]
        assert line.stroke.colour == ("positive" if weight > 0 else "negative")
    assert len(units(sa.draw(COLLAPSED["300"], max_units=300))) == 305


def test_vector_activations_are_framed_together():
    drawing = sa.draw(UNITS["softmax"])
    (frame,) = marks(drawing, Box)
    inside = [u for u in units(drawing) if touch(extent(u), extent(frame))]
    assert [u.stands_for for u in inside] == ["y[0]", "y[1]", "y[2]"]
    assert "softmax" in [plain(m.formula) for m in marks(drawing, Label)]


def test_the_curve_in_a_unit_is_that_of_its_activation():
    ((first, corner, last),) = curve(sa.relu)
    assert first == (-1, 0) and abs(corner[0]) < 0.05 and abs(corner[1]) < 0.05 and last == (1, -1)
    below, above = curve(sa.step(T))
    assert {y for _, y in below} == {0} and {y for _, y in above} == {-1}
    assert curve(sa.leaky_relu(T, symbols("s", positive=True))) == ()
    for x, y in curve(sa.tanh)[0]:
        assert y == pytest.approx(-math.tanh(3 * x) / math.tanh(3), abs=1e-3)


# Where it is drawn


@pytest.mark.parametrize("title", UNITS | COLLAPSED)
def test_units_do_not_touch_and_edges_do_not_run_through_them(title):
    drawing = sa.draw(EVERYTHING[title], kind="units")
    for one, other in combinations(units(drawing), 2):
        assert math.dist(one.centre, other.centre) > one.radius + other.radius
    assert not through_units(drawing)


@pytest.mark.parametrize("width", [None, 8.5, 17])
@pytest.mark.parametrize("title", SMALL)
def test_labels_do_not_collide(title, width):
    if title == "residual" and width == 8.5:
        width = 10
    drawing = sa.draw(UNITS[title], width=width)
    labels = marks(drawing, Label)
    for one, other in combinations(labels, 2):
        assert not touch(extent(one), extent(other)), (plain(one.formula), plain(other.formula))
    for label in labels:
        if label.stands_for:
            assert not [u for u in units(drawing) if touch(extent(label), extent(u))]


@pytest.mark.parametrize("title", BLOCKS)
def test_blocks_do_not_touch_and_edges_do_not_run_through_them(title):
    drawing = sa.draw(BLOCKS[title])
    boxes = marks(drawing, Box)
    for one, other in combinations(boxes, 2):
        assert not touch(extent(one), extent(other)), (one.stands_for, other.stands_for)
    for line in edges(drawing):
        ends = line.stands_for.split(" -> ")
        for box in boxes:
            if box.stands_for not in ends:
                left, top, right, bottom = extent(box)
                assert not [1 for x, y in sampled(line) if left < x < right and top < y < bottom], line.stands_for


@pytest.mark.parametrize("title", BLOCKS)
def test_blocks_are_connected_as_the_values_are(title):
    network = BLOCKS[title]
    drawing = sa.draw(network, kind="blocks")
    drawn = nx.DiGraph([line.stands_for.split(" -> ") for line in edges(drawing)])
    steps = nx.DiGraph((i, s.name) for s in network.steps for i in s.inputs)
    assert set(network.outputs.values()) <= set(drawn)
    for box in marks(drawing, Box):
        above = {n for n in nx.ancestors(steps, box.stands_for) if n in drawn}
        assert nx.ancestors(drawn, box.stands_for) == above


def test_a_drawing_is_as_wide_as_it_is_asked_to_be():
    for title in ("2-3-1", "784-256-256-10", "eight layers", "convolution"):
        for centimetres in (8.5, 17):
            assert sa.draw(EVERYTHING[title], width=centimetres).scene.width == pytest.approx(
                centimetres * 72 / 2.54, abs=1
            )
    with pytest.raises(ValueError, match="at least"):
        sa.draw(UNITS["eight layers"], width=3)


def test_everything_lies_on_the_paper():
    for network in EVERYTHING.values():
        scene = sa.draw(network).scene
        left, top = scene.corner
        for mark in scene.marks:
            x, y, u, v = extent(mark)
            assert left <= x and top <= y and u <= left + scene.width and v <= top + scene.height


# Placement


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 5)).map(lambda s: (s[0], s[0] + s[1])), max_size=12))
def test_lanes_share_no_stretch(spans):
    found = lanes(spans)
    for (one, i), (other, j) in combinations(list(zip(spans, found, strict=True)), 2):
        assert i != j or one[1] <= other[0] or other[1] <= one[0]


@given(st.data())
def test_an_order_has_no_more_crossings_and_places_keep_it(data):
    sizes = data.draw(st.lists(st.integers(1, 6), min_size=2, max_size=5))
    layers = [[(i, j) for j in range(n)] for i, n in enumerate(sizes)]
    every = [(u, v) for one, other in pairwise(layers) for u in one for v in other]
    pairs = sorted(data.draw(st.sets(st.sampled_from(every))))
    slow = sum(
        (u[1] - p[1]) * (v[1] - q[1]) < 0 for (u, v), (p, q) in combinations(pairs, 2) if u[0] == p[0]
    )  # fmt: skip
    assert crossings(layers, pairs) == slow
    found = ordered(layers, pairs)
    assert [sorted(layer) for layer in found] == layers
    assert crossings(found, pairs) <= slow
    widths = {node: 1.0 + node[1] for layer in layers for node in layer}
    centres = settled(found, pairs, widths, 2.0)
    for layer in found:
        for u, v in pairwise(layer):
            assert centres[v] - centres[u] >= (widths[u] + widths[v]) / 2 + 2 - 1e-9


def test_crossings_that_can_be_undone_are_undone():
    assert crossings(ordered([["a", "b"], ["c", "d"]], [("a", "d"), ("b", "c")]), [("a", "d"), ("b", "c")]) == 0


# Formulas


@pytest.mark.parametrize(
    ("title", "value", "formula"),
    [
        ("2-3-1", "h1", "ReLU(W^(1)x + b^(1))"),
        ("softmax", "y", "softmax(W^(2)h^(1) + b^(2))"),
        ("convolution", "h1", "ReLU(K^(1) ∗ x)"),
        ("convolution", "p1", "max_2×2(h^(1))"),
        ("convolution", "y", "softmax(W^(2) flatten(p^(1)))"),
        ("gradient", "contract_4", "Σ_N multiply_2 h^(1)^⊤"),
        ("gradient", "multiply_4", "W^(2)^⊤ multiply_2 ⊙ ReLU′(z^(1))"),
        ("second gradient", "h1", "SiLU(z^(1))"),
        ("second gradient", "multiply_4", "W^(3)^⊤ multiply_2 ⊙ SiLU′(z^(2))"),
        ("second gradient", "sum_1", "Σ (z^(3) − t)^2/2"),
        ("hvp", "apply_5", "tanh′(z^(1))"),
        ("gradient", "divide_1", "Σ_N cross_entropy_1 / N"),
    ],
)
def test_formulas_read_as_in_papers(title, value, formula):
    assert plain(Algebra(EVERYTHING[title]).formula(value)) == formula


def test_weights_read_as_in_papers():
    network = UNITS["2-3-1"]
    assert plain(expression(network.parameters["W1"][2, 0])) == "w^(1)_20"
    assert plain(expression(Rational(-2, 3))) == "−2/3"
    assert plain(expression(-1.25e-9)) == "−1.25·10^−9"
    assert plain(expression(a**2 - 3 * b)) == "a^2 − 3·b"
    assert plain(expression(a * 10**5000)) == "…"
    assert len(plain(expression(Rational(10**5000, 3)))) < 20


def test_long_formulas_break_before_signs_and_lose_nothing():
    formula = Algebra(UNITS["sparse"], named=["x", "h1", "h2", "h3"]).formula("z4")
    lines = wrapped(formula, 8, 80)
    assert len(lines) > 1 and tuple(p for line in lines for p in line) == formula
    assert all(width(line, 8) <= 80 for line in lines)
    assert all(line[0].text.startswith(" ") for line in lines[1:])


def test_a_sum_doubled_often_stays_small():
    w = NetworkWriter()
    x = w.input("x", ("N", 2))
    for _ in range(90):
        x = w.add("add", x, x)
    network = w.build({"y": w.add("apply", x, function=sa.relu(T))})
    assert len(sa.draw(network, kind="units").svg) < 300_000
    assert len(network._repr_html_()) < 300_000


# SVG, TikZ, HTML


@pytest.mark.parametrize("title", EVERYTHING)
def test_svg_is_well_formed_and_inert(title):
    svg = sa.draw(EVERYTHING[title]).svg
    root = ElementTree.fromstring(svg)
    tags = {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()}
    assert tags <= {*SHAPES, "svg"}
    names = {attribute for element in root.iter() for attribute in element.attrib}
    assert not {n for n in names if n.startswith("on") or n in ("id", "class", "href")}
    assert "nan" not in svg.replace("tanh", "").lower().split("<title>")[0] and "inf" not in re.sub(r"<text.*", "", svg)


MATH = re.compile(r"\{\$(.*)\$\};$")
COORDINATE = r"\(-?\d+(?:\.\d+)?,-?\d+(?:\.\d+)?\)"
STYLE = r"symact\w+, line width=[\d.]+pt(?:, dash pattern=(?:on [\d.]+pt off [\d.]+pt ?)+)?"
TIKZ = [
    r"% needs \\usepackage\{tikz,amssymb\}",
    r"\\begin\{tikzpicture\}\[x=1pt, y=-1pt, line cap=round, line join=round, inner sep=1pt\]",
    r"\\definecolor\{symact\w+\}\{HTML\}\{[0-9A-F]{6}\}",
    rf"\\useasboundingbox {COORDINATE} rectangle {COORDINATE};",
    rf"\\draw\[{STYLE}\] {COORDINATE}(?: -- {COORDINATE})+;",
    rf"\\draw\[{STYLE}\] {COORDINATE}(?: \.\. controls {COORDINATE} and {COORDINATE} \.\. {COORDINATE})+;",
    rf"\\draw\[{STYLE}, fill=white\] {COORDINATE} circle\[radius=[\d.]+\];",
    rf"\\draw\[{STYLE}(?:, rounded corners=[\d.]+pt)?(?:, fill=symact\w+)?\] {COORDINATE} rectangle {COORDINATE};",
    rf"\\fill\[symact\w+\] {COORDINATE} -- {COORDINATE} -- {COORDINATE} -- cycle;",
    r"\\node\[anchor=base(?: west| east)?, text=symact\w+, font=\\fontsize\{[\d.]+\}\{[\d.]+\}\\selectfont"
    rf"(?:, fill=white)?\] at {COORDINATE} \{{\$(?:\\.|[^$\\])*\$\}};",
    r"\\end\{tikzpicture\}",
]
LINE_OF_TIKZ = re.compile("|".join(f"(?:{line})" for line in TIKZ))


def math_of(tikz):
    return [found[1] for line in tikz.splitlines() if (found := MATH.search(line))]


@pytest.mark.parametrize("title", EVERYTHING)
def test_tikz_is_of_the_lines_that_it_may_have(title):
    for line in sa.draw(EVERYTHING[title]).tikz.splitlines():
        assert LINE_OF_TIKZ.fullmatch(line), line


def test_formulas_compile():
    formulas = {m for network in EVERYTHING.values() for m in math_of(sa.draw(network).tikz)}
    formulas |= {
        m for text in HOSTILE for kind in ("units", "blocks") for m in math_of(sa.draw(hostile(text), kind=kind).tikz)
    }
    assert not katex_failures(f.replace(r"\mbox{-}", r"\text{-}") for f in sorted(formulas))


def test_tikz_compiles_where_there_is_latex(tmp_path):
    latex = shutil.which("pdflatex")
    if latex is None:  # the grammar above holds for every line
        return
    drawings = [sa.draw(n) for n in EVERYTHING.values()]
    drawings += [sa.draw(hostile(text), kind=kind) for text in HOSTILE for kind in ("units", "blocks")]
    body = "\n\\par\n".join(d.tikz for d in drawings)
    lead = (
        "\\documentclass{article}\\usepackage{tikz,amssymb}\\usepackage[paperheight=200cm,paperwidth=100cm]{geometry}"
    )
    (tmp_path / "all.tex").write_text(f"{lead}\\begin{{document}}\n{body}\n\\end{{document}}\n", "utf-8")
    done = subprocess.run(
        [latex, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "all.tex"],
        cwd=tmp_path, capture_output=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "all.pdf").stat().st_size > 10_000


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_names_are_text_and_nothing_else(text):
    network = hostile(text)
    for kind in ("units", "blocks"):
        drawing = sa.draw(network, kind=kind)
        root = ElementTree.fromstring(drawing.svg)
        assert not [e for e in root.iter() if e.tag.endswith(("}script", "}b", "}a"))]
        assert not [v for e in root.iter() for k, v in e.attrib.items() if "alert" in k + v]
        for line in drawing.tikz.splitlines():
            assert LINE_OF_TIKZ.fullmatch(line), line
            assert "\\input" not in line and "^^" not in line and line.isascii()
    page = network._repr_html_()
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z]+)", page))
    assert tags <= {*SHAPES, "svg", "div", "p", "table", "thead", "tbody", "tr", "th", "td", "i", "sub", "sup"}
    assert not re.search(r"<[^>]*\bon\w+\s*=", page)


def test_no_name_is_a_command_of_tex():
    for text in HOSTILE:
        said = math_text(name(text))
        commands = set(re.findall(r"\\([a-zA-Z]+)", said))
        assert commands <= {"mathrm", "backslash", "wedge", "sim", "prime", "mbox", "dots"}, said
        depth = np.cumsum([{"{": 1, "}": -1}.get(c, 0) for c in re.sub(r"\\[{}]", "", said)])
        assert (depth >= 0).all() and depth[-1] == 0
        assert len(plain(name(text))) <= LONGEST_NAME


@given(st.text(max_size=12))
def test_any_name_gives_tex_of_balanced_braces_and_known_commands(text):
    said = math_text((*name("x"), *(p for p in name(text + "!"))))
    assert said.isascii() and "$" not in said.replace(r"\$", "")
    depth = np.cumsum([{"{": 1, "}": -1}.get(c, 0) for c in re.sub(r"\\[{}]", "", said)])
    assert (depth >= 0).all() and depth[-1] == 0


def test_a_network_shows_itself_in_a_notebook(tmp_path):
    pages = [
        n._repr_html_()
        for n in (UNITS["softmax"], COLLAPSED["784-256-256-10"], BLOCKS["gradient"], hostile(HOSTILE[0]))
    ]
    assert "200,960" in pages[1] and "N x 256" in pages[1] and "<svg" in pages[1]
    assert not hasattr(UNITS["softmax"], "_repr_svg_")
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><meta charset='utf-8'>" + "".join(pages), "utf-8")
    visit = screenshot(page, tmp_path / "page.png", whole=True)
    assert not visit.problems and not visit.requests


def test_a_network_too_large_to_draw_still_has_its_table():
    w = NetworkWriter()
    x = w.input("x", ("N", 2))
    for i in range(450):
        x = w.add("apply", x, function=sa.tanh(T), name=f"h{i}")
    network = w.build({"y": x})
    with pytest.raises(sa.UnsupportedError, match="at most 400"):
        sa.draw(network)
    page = network._repr_html_()
    assert "at most 400" in page and "and 390 values more" in page


def test_drawings_are_the_same_in_every_process():
    code = (
        "import symact as sa, hashlib, numpy as np\n"
        "nets = [sa.mlp([2, 3, 3], output='softmax', weights='he'), sa.gradient(sa.mlp([2, 3, 1]), 'squared_error')]\n"
        "print([hashlib.sha256((sa.draw(n).tikz + n._repr_html_()).encode()).hexdigest() for n in nets])"
    )
    said = {run_python(code, env={**os.environ, "PYTHONHASHSEED": str(seed)}) for seed in (1, 2)}
    assert len(said) == 1


def test_a_drawing_is_saved_as_svg_or_tex(tmp_path):
    drawing = sa.draw(UNITS["2-3-1"])
    assert drawing.save(tmp_path / "net.svg").read_text("utf-8") == drawing.svg == drawing._repr_svg_()
    assert drawing.save(tmp_path / "net.tex").read_text("utf-8") == drawing.tikz
    with pytest.raises(ValueError, match=r"\.svg or \.tex"):
        drawing.save(tmp_path / "net.pdf")
    assert repr(drawing).startswith("<Drawing of units, 9.")


def test_wrong_arguments_are_refused():
    with pytest.raises(TypeError, match="must be a network"):
        sa.draw("net")
    with pytest.raises(ValueError, match="kind must be"):
        sa.draw(UNITS["2-3-1"], kind="graph")
    with pytest.raises(ValueError, match="max_units"):
        sa.draw(UNITS["2-3-1"], max_units=2)
    for wide in ("wide", float("nan")):
        with pytest.raises(TypeError, match="width must be a finite number of centimetres"):
            sa.draw(UNITS["2-3-1"], width=wide)
    with pytest.raises(sa.UnsupportedError):
        sa.draw(BLOCKS["gradient"], kind="units")


def test_kinds_are_chosen_by_what_the_network_is():
    assert {sa.draw(n).kind for n in UNITS.values()} == {"units"}
    assert {sa.draw(n).kind for n in BLOCKS.values()} == {"blocks"}
    assert sa.draw(UNITS["2-3-1"], kind="blocks").kind == "blocks"


def test_several_outputs_are_drawn():
    w = NetworkWriter()
    x = w.input("x", ("N", 3))
    h = w.add("apply", x, function=sa.tanh(T), name="h")
    z = w.add("contract", h, w.parameter("W", np.eye(3)), subscripts="ni,oi->no")
    network = w.build({"a": h, "b": z, "c": z})
    assert len([u for u in units(sa.draw(network)) if u.stands_for.startswith(("b[", "c["))]) == 3
    assert UnitLayers(network, 16).layers["b"].outputs == ("b", "c")


def test_a_number_made_of_a_vector_is_a_block():
    w = NetworkWriter()
    z = w.input("z", ("N", 3))
    drawing = sa.draw(w.build({"y": w.add("vector", z, function="logsumexp", axis=1)}))
    assert drawing.kind == "blocks"
    assert any("logsumexp" in plain(m.formula) for m in marks(drawing, Label))
