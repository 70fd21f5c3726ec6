"""Networks written to ONNX are read again as they were; the files pass the checker and run in onnxruntime."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import shared_data
from onnx_models import agree, one_node, onnx, outputs, random_inputs, session
from sympy import Max, Min, Rational, exp, sin
from test_networks_onnx import ACAS, LAYERS, NODES, OLD

import symact as sa
from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.functions.catalogue import activations
from symact.functions.vector_activation import VectorActivation
from symact.networks.elementwise import SLOTS
from symact.networks.layers import Activate, Conv, Dense, Flatten, MaxPool, Residual, chain
from symact.networks.numbers import meant
from symact.networks.onnx.formula import function_proto, stated_formula
from symact.networks.onnx.model import read_model
from symact.networks.onnx.write import onnx_bytes
from symact.networks.writer import NetworkWriter


def rng(*shape: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).normal(size=shape)


def check(net: sa.Network, rtol: float = 1e-4) -> bytes:
    """Fail unless a written network is sound, does in onnxruntime what it does here, and is read again as it was."""
    data = onnx_bytes(net)
    onnx.checker.check_model(onnx.load_from_string(data), full_check=True)
    assert sa.read_network(data) == net
    inputs = random_inputs(net.inputs)
    agree(session(data).run(None, inputs), outputs(net, inputs), rtol, 1e-5)
    return data


ELEMENTWISE = [f for f in activations() if not issubclass(f, VectorActivation)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_perceptron(dtype: str) -> None:
    check(sa.mlp([4, 5, 3], hidden=sa.relu, weights="he", dtype=dtype))
    check(sa.mlp([4, 5, 3], hidden="gelu", output="softmax", weights="glorot", dtype=dtype, bias=False))


def example(function: Any) -> Any:
    """An activation in T, with numbers for parameters that have no default."""
    parameters = getattr(function, "parameters", ())
    numbers = (Rational(1, 3) if p.default is None else p.default for p in parameters)
    return function(T, *numbers)


# In float32 these lose digits far from 0, where their formula in ONNX operators subtracts or divides large numbers.
TAILS = {"log1mexp", "pflu", "squareplus"}


@pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda f: f.__name__)
def test_every_activation_of_the_catalogue(function: Any) -> None:
    net = chain([Activate(example(function))], inputs=6)
    data = onnx_bytes(net)
    onnx.checker.check_model(onnx.load_from_string(data), full_check=True)
    x = np.concatenate([rng(3, 6), 30 * rng(3, 6), np.zeros((1, 6))]).astype(np.float32)
    if function.__name__ in TAILS:
        x = np.abs(x[:3])
    agree(session(data).run(None, {"x": x}), [net(x)], 1e-4, 1e-5)
    assert sa.read_network(data)(x).tolist() == net(x).tolist()
    if len(net.steps):
        assert sa.read_network(data) == net


@pytest.mark.parametrize(
    "name",
    [
        "softmax",
        "log_softmax",
        "hardmax",
        "softmin",
        "sparsemax",
        "glu",
        "bilinear",
        "reglu",
        "geglu",
        "swiglu",
        "crelu",
        "maxout",
    ],
)
def test_vector_activations(name: str) -> None:
    check(chain([Dense(rng(6, 4), rng(6), name)], inputs=4))


@pytest.mark.parametrize(
    "function",
    [
        T**2 + 1,
        T / 3,
        -T,
        sin(3 * T) * exp(-(T**2)),
        Max(T, -T / 2, 1),
        Min(T, 2) ** 3,
        sa.leaky_relu(T, Rational(1, 7)),
        sa.leaky_relu(T, Rational(123456789, 987654321)),
        sa.elu(T, 2),
        sa.celu(T, Rational(1, 2)),
        sa.hardtanh(T, -3, Rational(1, 2)),
        sa.softplus(T, 3),
        sa.silu(T, 2),
        sa.relu(T).diff(T),
        sa.gelu(T).diff(T),
        sa.mish(sa.silu(T)) + sa.relu(T - 1),
        1 / (1 + T**2),
    ],
    ids=str,
)
def test_formulas(function: Any) -> None:
    check(chain([Activate(function), Dense(rng(2, 3))], inputs=3))


def test_two_activations_of_one_name_are_two_functions() -> None:
    check(chain([Activate(sa.silu(T, 2)), Activate(sa.silu(T, 3)), Activate(sa.silu(T, 2))], inputs=3))


def test_a_defined_activation() -> None:
    bent = sa.define("bent_for_onnx", "(sqrt(x**2 + 1) - 1)/2 + x", reference="a test")
    check(chain([Activate(bent)], inputs=3))


def test_shared_and_skipping_layers() -> None:
    shared = Dense(np.eye(2), activation=sa.tanh)
    check(chain([shared, Residual(shared), Residual(Dense(rng(2, 2), [1, 2], sa.leaky_relu)), shared], inputs=2))


def test_exact_weights_stay_exact_where_a_file_can_hold_them() -> None:
    half = Rational(1, 2)
    check(sa.mlp([2, 2, 1], weights=[([[1, half], [1, -1]], [0, -1]), ([[1, 2**40 + half]], [3])]), 1e-2)
    third = sa.mlp([1, 1], weights=[([[Rational(1, 3)]], [0])])
    read = sa.read_network(onnx_bytes(third, "float64"))
    assert read.parameters["W1"].tolist() == [[1 / 3]]
    assert read.parameters["W1"].dtype == np.float64


def test_symbolic_weights_are_refused() -> None:
    with pytest.raises(UnsupportedError, match="'W1' must be numbers"):
        onnx_bytes(sa.mlp([2, 1]))


def test_connections_that_do_not_exist_stay_so() -> None:
    writer = NetworkWriter()
    x = writer.input("x", ("N", 2))
    mask = np.array([[True, False], [True, True]])
    weight = writer.parameter("W", np.where(mask, rng(2, 2), 0), support=mask)
    net = writer.build({"y": writer.add("contract", x, weight, subscripts="ai,oi->ao")})
    check(net)
    assert sa.read_network(onnx_bytes(net)).size == 3


def test_several_inputs_and_outputs_and_orders() -> None:
    writer = NetworkWriter()
    a, b = writer.input("a", ("N", 2)), writer.input("b", (1, 2))
    writer.parameter("unused", rng(2))
    c, d = writer.constant(rng(2), "c"), writer.constant([1, 2], "d")
    later = writer.add("multiply", b, d)
    early = writer.add("apply", writer.add("add", a, c), later, function=SLOTS[0] * sa.tanh(SLOTS[1]))
    check_without_unused = writer.build({"first": early, "second": later, "a": a} | {"again": early})
    data = onnx_bytes(check_without_unused)
    read = sa.read_network(data)
    assert read.steps == check_without_unused.steps
    assert list(read.parameters) == ["unused"]
    assert list(read.constants) == ["c", "d"]
    assert list(read.outputs) == ["first", "second", "a_out", "again"]  # one name cannot be an input and an output


def test_the_forward_derivative_of_a_network_is_one_more_file() -> None:
    check(sa.jvp(sa.mlp([2, 3, 1], hidden=sa.tanh, weights="he")))


@pytest.mark.parametrize("name", LAYERS)
def test_files_of_one_layer(name: str) -> None:
    check(sa.read_network(shared_data("networks", f"{name}.onnx")))


@pytest.mark.parametrize("name", ACAS)
def test_acas(name: str) -> None:
    net = sa.read_network(shared_data("acasxu", f"{name}.onnx"))
    assert sa.read_network(onnx_bytes(net)) == net


@pytest.mark.parametrize("name", NODES)
def test_operators(name: str) -> None:
    operator, shape, weights, attributes = NODES[name]
    net = sa.read_network(one_node(operator, shape, weights, **attributes))
    check(net)


@pytest.mark.parametrize("name", OLD)
def test_old_operators(name: str) -> None:
    operator, opset, shape, weights, attributes = OLD[name]
    check(sa.read_network(one_node(operator, shape, weights, opset, **attributes)))


def test_a_convolution_built_by_hand_keeps_its_names() -> None:
    writer = NetworkWriter()
    x = writer.input("image", ("N", 2, 5, 5))
    window: dict[str, Any] = {"strides": (1, 1), "dilations": (1, 1), "pads": ((1, 1), (0, 0))}
    patches = writer.add("windows", x, name="patches", lengths=(3, 3), fill=0, **window)
    kernel = writer.parameter("kernel", rng(4, 2, 3, 3))
    writer.add("contract", patches, kernel, name="maps", subscripts="ncpquv,ocuv->nopq")
    best = writer.add("windows", "maps", name="squares", lengths=(2, 2), fill=-np.inf, **window | {"strides": (2, 2)})
    writer.add("max", best, name="pooled", axes=(4, 5))
    data = check(writer.build({"scores": "pooled"}))
    assert [n.op_type for n in onnx.load_from_string(data).graph.node][:3] == ["Cast", "Conv", "MaxPool"]


@pytest.mark.parametrize("name", ["count", "first_max", "overlap", "windows", "cross_entropy"])
def test_operations_without_an_operator_are_functions_of_the_file(name: str) -> None:
    one: dict[str, Any] = {"lengths": (2,), "strides": (2,), "dilations": (3,), "pads": ((1, 2),)}
    two: dict[str, Any] = {"lengths": (3, 2), "strides": (1, 2), "dilations": (1, 2), "pads": ((0, 1), (2, 0))}
    cases: dict[str, list[tuple[list[Any], dict[str, Any]]]] = {
        "count": [([("N", 3, 2)], {"axes": (0, 2)}), ([("N", "M")], {"axes": (0, 1)}), ([("N", 2)], {"axes": ()})],
        "first_max": [([("N", 3, 2)], {"axes": a}) for a in [(0,), (1,), (2, 1), (2,)]] + [([(4,)], {"axes": (0,)})],
        "cross_entropy": [([("N", 3)] * 2, {"axis": 1, "distribution": d}) for d in (True, False)],
        "windows": [
            ([("N", 2, 7)], {**one, "fill": 0}),
            ([(2, "N", 5, 6)], {**two, "fill": -np.inf}),
            ([(7,)], {**one, "fill": 3}),
        ],
        "overlap": [
            ([("N", 2, 4, 2)], {**one, "size": (7,)}),
            ([(2, "N", 4, 3, 3, 2)], {**two, "size": (5, 5)}),
            ([(4, 2)], {**one, "size": (7,)}),
        ],
    }
    for shapes, options in cases[name]:
        writer = NetworkWriter()
        inputs = [writer.input(f"x{i}", shape) for i, shape in enumerate(shapes)]
        check(writer.build({"y": writer.add(name, *inputs, name="y", **options)}))


def test_an_impossible_class_that_is_not_asked_for_costs_nothing_in_a_file() -> None:
    writer = NetworkWriter()
    inputs = [writer.input(name, ("N", 3)) for name in "xt"]
    net = writer.build({"y": writer.add("cross_entropy", *inputs, name="y", axis=1, distribution=False)})
    given = {"x": np.float32([[1, -np.inf, 0]]), "t": np.float32([[1, 0, 0]])}
    agree(session(onnx_bytes(net)).run(None, given), [net(**given)], 1e-6)


def test_a_function_is_no_step_of_other_ranks_and_no_step_that_it_does_not_compute() -> None:
    writer = NetworkWriter()
    x = writer.input("x", ("N", 4, 3))
    data = onnx_bytes(writer.build({"y": writer.add("first_max", x, axes=(2,), name="y")}))
    for old, new in (("[2]", "[1]"), ('"rank": 3', '"rank": 9'), ("first_max", "windows"), ('"axes"', '"axis"')):
        forged = onnx.load_from_string(data)
        forged.functions[0].doc_string = forged.functions[0].doc_string.replace(old, new)
        read = sa.read_network(forged.SerializeToString())
        inputs = random_inputs(read.inputs)
        assert "first_max" not in {s.operation for s in read.steps}
        agree(outputs(read, inputs), session(data).run(None, inputs), 1e-6)


def test_vector_activations_along_other_axes() -> None:
    for function in ("softmin", "sparsemax", "softmax"):
        writer = NetworkWriter()
        x = writer.input("x", ("N", 4, 3))
        first = writer.add("vector", x, function=function, axis=1)
        check(writer.build({"y": writer.add("vector", first, function=function, axis=2, name="y")}))


@pytest.mark.parametrize("loss", ["squared_error", "cross_entropy", "huber"])
def test_gradients_are_files(loss: str) -> None:
    image = chain(
        [Conv(rng(2, 1, 3, 3), rng(2), sa.tanh, padding=1), MaxPool(2), Flatten(), Dense(rng(3, 8))], ("N", 1, 4, 4)
    )
    for net in (sa.mlp([3, 4, 2], sa.tanh, weights="he"), sa.mlp([3, 2], output="softmax", weights="he"), image):
        gradient = sa.gradient(net, loss)
        data = onnx_bytes(gradient)
        onnx.checker.check_model(onnx.load_from_string(data), full_check=True)
        read = sa.read_network(data)
        assert read.steps == gradient.steps
        inputs = random_inputs(net.inputs | {"t": net.shapes[net.outputs["y"]]})
        agree(session(data).run(None, inputs), outputs(gradient, inputs), 1e-4, 1e-5)


# Functions inside a file


def test_the_formula_of_a_function_is_believed_only_if_its_nodes_say_the_same() -> None:
    data = onnx_bytes(chain([Activate(sa.serf)], inputs=3))
    (function,) = read_model(data).functions.values()
    assert stated_formula(function) == sa.serf(T)
    forged = onnx.load_from_string(data)
    forged.functions[0].doc_string = "relu(x)"
    net = sa.read_network(forged.SerializeToString())
    x = rng(5, 3).astype(np.float32)
    agree([net(x)], session(data).run(None, {"x": x}), 1e-5)
    assert len(net.steps) > 1  # read from its nodes


def test_functions_of_unknown_activations_are_read_by_their_nodes() -> None:
    for function in (sa.sparse_plus, sa.threshold, sa.isrlu, sa.rrelu):
        expr = example(function)
        model = onnx.load_from_string(onnx_bytes(chain([Activate(expr)], inputs=3)))
        for f in model.functions:
            f.doc_string = ""
        x = (2 * rng(9, 3)).astype(np.float32)
        agree([sa.read_network(model.SerializeToString())(x)], [sa.lambdify(T, expr)(x)], 1e-4)


def test_a_function_has_the_type_of_its_file() -> None:
    for dtype in (np.float32, np.float64):
        proto = function_proto(sa.logish(T), "logish", dtype)
        assert proto.doc_string == "logish(x)"
        assert proto.domain == "symact"


def test_a_double_file_computes_in_double() -> None:
    net = sa.mlp([3, 4, 2], hidden=sa.tanh, output=sa.logish, weights="he")
    data = onnx_bytes(net, "float64")
    onnx.checker.check_model(onnx.load_from_string(data), full_check=True)
    assert sa.read_network(data) == net
    simple = sa.mlp([3, 4, 2], hidden=sa.tanh, weights="he")
    x = rng(5, 3)
    agree(session(onnx_bytes(simple, "float64")).run(None, {"x": x}), [simple(x)], 1e-12, 1e-12)


@pytest.mark.parametrize("value", [0, 1, -3, 0.01, 0.05, 1 / 6, 1.702, 2.0**-10, 60_000, -0.1])
def test_numbers_mean_a_fraction_that_is_rounded_to_them(value: float) -> None:
    for kind in (np.float16, np.float32, np.float64):
        if np.isfinite(kind(value)):
            assert kind(float(meant(kind(value)))) == kind(value)


# Files


def test_writing_is_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    net = sa.mlp([2, 1], weights="he")
    sa.write_network(net, path)
    before = path.read_bytes()
    with pytest.raises(UnsupportedError):
        sa.write_network(sa.mlp([2, 1]), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    assert sa.read_network(path) == sa.read_network(before) == net


def test_wrong_arguments(tmp_path: Path) -> None:
    net = sa.mlp([2, 1], weights="he")
    with pytest.raises(ValueError, match="dtype must be float32 or float64"):
        sa.write_network(net, tmp_path / "net.onnx", dtype="float16")
    with pytest.raises(ValueError, match=r"\.onnx"):
        sa.write_network(net, tmp_path / "net.pt")
