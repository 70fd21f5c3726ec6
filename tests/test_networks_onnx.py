"""Networks read from ONNX agree with onnxruntime and with the tests of the onnx package."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np
import pytest
from helpers import shared_data
from onnx_models import agree, one_node, onnx, outputs, random_inputs, session
from sympy import Rational

import symact as sa
from symact.errors import FormatError, MissingExtraError, NetworkError, SymactError, UnsupportedError
from symact.exact.variable import T
from symact.networks.onnx.elementwise import FUNCTIONS
from symact.networks.onnx.operators import OPERATORS
from symact.networks.weights import exact_array

LAYERS = [
    "add",
    "batchnorm",
    "cast_int_to_float",
    "constant",
    "conv",
    "dropout",
    "dropout_training_mode_false",
    "flatten",
    "gemm",
    "identity",
    "leakyRelu",
    "matmul",
    "maxpool",
    "relu",
    "reshape",
    "reshape_with_dimension_inference",
    "sigmoid",
    "squeeze",
    "squeeze_with_axes",
    "sub",
    "tanh",
    "test_nano",
    "test_sat",
    "test_small",
    "test_tiny",
    "test_unsat",
    "transpose",
    "unsqueeze",
]
ACAS = [f"ACASXU_run2a_{n}_batch_2000" for n in ("1_1", "1_7", "2_1", "3_3", "5_9")]
ACTIVATIONS = [
    "celu",
    "elu",
    "erf",
    "gelu",
    "hardmax",
    "hardsigmoid",
    "hardswish",
    "leakyrelu",
    "logsoftmax",
    "mish",
    "prelu",
    "relu",
    "selu",
    "shrink",
    "sigmoid",
    "softmax",
    "softplus",
    "softsign",
    "swish",
    "tanh",
    "thresholdedrelu",
]


def compare(data: bytes, rtol: float = 1e-5) -> sa.Network:
    """Read a model, and fail unless it does what onnxruntime does with it."""
    net, runtime = sa.read_network(data), session(data)
    shapes = {i.name: i.shape for i in runtime.get_inputs()}
    assert list(net.inputs) == list(shapes)
    inputs = random_inputs(shapes)
    agree(outputs(net, inputs), runtime.run(None, inputs), rtol)
    return net


# Files of others


@pytest.mark.parametrize("name", LAYERS)
def test_a_file_of_one_layer_agrees_with_onnxruntime(name: str) -> None:
    compare(shared_data("networks", f"{name}.onnx").read_bytes())


def test_a_random_file_is_refused_by_name() -> None:
    path = shared_data("networks", "dropout_training_mode_true.onnx")
    with pytest.raises(UnsupportedError, match=r"'Dropout'.*training mode is random"):
        sa.read_network(path)


@pytest.mark.parametrize("name", ACAS)
def test_acas_agrees_with_onnxruntime(name: str) -> None:
    net = compare(shared_data("acasxu", f"{name}.onnx").read_bytes(), 1e-4)
    assert net.size == 13_310  # initialisers that are inputs too are weights, the mean of the input among them
    assert list(net.inputs) == ["input"]
    assert {a.dtype for a in net.parameters.values()} == {np.dtype(np.float32)}


def test_float32_weights_are_the_rationals_that_they_are() -> None:
    net = sa.read_network(shared_data("networks", "test_nano.onnx"))
    (weight,) = net.parameters.values()
    assert exact_array(weight, "w").ravel()[0] == Rational(*float(weight.ravel()[0]).as_integer_ratio())
    exact = net(np.array([Rational(1, 3)], dtype=object))
    assert all(v.is_Rational for v in exact.ravel())


# The tests of the onnx package


@pytest.fixture(scope="module")
def cases() -> dict[str, Any]:
    from onnx.backend.test.loader import load_model_tests

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package makes its data with overflows and divisions by 0
        return {case.name: case for case in load_model_tests(kind="node")}


def check_case(case: Any) -> None:
    net = sa.read_network(case.model.SerializeToString())
    for given, wanted in case.data_sets:
        half = any(v.dtype.kind not in "f" or v.dtype.itemsize < 4 for v in wanted)
        named = dict(zip(net.inputs, (np.asarray(v, np.float32) for v in given), strict=True))
        agree(outputs(net, named), wanted, 1e-2 if half else case.rtol, case.atol)


def of_family(cases: dict[str, Any], families: list[str], expanded: bool) -> list[Any]:
    chosen = (c for name, c in cases.items() if name.split("_")[1] in families)
    return [c for c in chosen if ("expanded" in c.name) == expanded]


def test_all_activation_node_tests_pass(cases: dict[str, Any]) -> None:
    chosen = of_family(cases, ACTIVATIONS, expanded=False)
    assert len(chosen) >= 60
    for case in chosen:
        check_case(case)


def test_all_activations_written_out_in_other_operators_pass(cases: dict[str, Any]) -> None:
    chosen = of_family(cases, ACTIVATIONS, expanded=True)
    assert len(chosen) >= 50
    for case in chosen:
        check_case(case)


@pytest.mark.parametrize("expanded", [False, True])
def test_clip_node_tests_pass(cases: dict[str, Any], expanded: bool) -> None:
    chosen = of_family(cases, ["clip"], expanded)
    assert len(chosen) >= 12
    for case in chosen:
        if "int8" in case.name:
            with pytest.raises(UnsupportedError, match="INT8"):
                sa.read_network(case.model.SerializeToString())
        else:
            check_case(case)


def test_what_is_read_of_all_node_tests_is_right(cases: dict[str, Any]) -> None:
    """Of all tests of all operators, those that are read at all agree, and the others are refused by us."""
    right = 0
    for case in cases.values():
        if "cast" in case.name or "training" in case.name:
            continue
        try:
            net = sa.read_network(case.model.SerializeToString())
        except SymactError:
            continue
        if len(net.inputs) == len(case.data_sets[0][0]) > 0:
            check_case(case)
            right += 1
    assert right > 350


# Operators one by one


def rng(*shape: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


IMAGE, PLANES = ["N", 3, 7, 8], ["N", 4, 6, 6]
NODES: dict[str, tuple[Any, ...]] = {
    "conv": ("Conv", IMAGE, {"w": rng(4, 3, 3, 3), "b": rng(4)}, {"strides": [2, 1], "pads": [1, 0, 2, 1]}),
    "conv dilated": ("Conv", IMAGE, {"w": rng(4, 3, 3, 3)}, {"dilations": [1, 2]}),
    "conv in one dimension": ("Conv", ["N", 3, 9], {"w": rng(4, 3, 4)}, {"auto_pad": "SAME_LOWER", "strides": [2]}),
    "conv in three": ("Conv", ["N", 2, 4, 5, 6], {"w": rng(3, 2, 2, 3, 2)}, {}),
    "conv, same": ("Conv", IMAGE, {"w": rng(4, 3, 2, 4)}, {"auto_pad": "SAME_UPPER", "strides": [2, 3]}),
    "conv, valid": ("Conv", IMAGE, {"w": rng(4, 3, 2, 4)}, {"auto_pad": "VALID"}),
    "conv in groups": ("Conv", PLANES, {"w": rng(6, 2, 3, 3), "b": rng(6)}, {"group": 2}),
    "conv by depth": ("Conv", PLANES, {"w": rng(4, 1, 3, 3)}, {"group": 4, "pads": [1, 1, 1, 1]}),
    "max": ("MaxPool", IMAGE, {}, {"kernel_shape": [3, 2], "strides": [2, 2], "pads": [1, 0, 1, 1]}),
    "max, ceiling": ("MaxPool", IMAGE, {}, {"kernel_shape": [2, 3], "strides": [3, 3], "ceil_mode": 1}),
    "max, padded ceiling": (
        *("MaxPool", IMAGE, {}),
        {"kernel_shape": [3, 2], "strides": [2, 3], "pads": [1, 0, 1, 1], "ceil_mode": 1},
    ),
    "max, dilated": ("MaxPool", IMAGE, {}, {"kernel_shape": [3, 2], "dilations": [2, 3]}),
    "max of all": ("GlobalMaxPool", IMAGE, {}, {}),
    "mean of all": ("GlobalAveragePool", IMAGE, {}, {}),
    **{
        f"mean, ceiling {ceil}, padding {pad}": (
            *("AveragePool", IMAGE, {}),
            {
                "kernel_shape": [3, 2],
                "strides": [2, 2],
                "pads": [1, 0, 1, 1],
                "ceil_mode": ceil,
                "count_include_pad": pad,
            },
        )
        for ceil in (0, 1)
        for pad in (0, 1)
    },
    "mean, same": ("AveragePool", IMAGE, {}, {"kernel_shape": [3, 2], "strides": [2, 2], "auto_pad": "SAME_UPPER"}),
    "norm": ("BatchNormalization", IMAGE, {"s": rng(3), "b": rng(3), "m": rng(3), "v": rng(3) ** 2}, {}),
    "norm, epsilon": (
        *("BatchNormalization", ["N", 3], {"s": rng(3), "b": rng(3), "m": rng(3), "v": rng(3) ** 2}),
        {"epsilon": 0.25},
    ),
    "gemm": ("Gemm", [4, 3], {"w": rng(5, 4), "c": rng(5)}, {"alpha": 0.5, "beta": 2.0, "transA": 1, "transB": 1}),
    "gemm without bias": ("Gemm", ["N", 3], {"w": rng(3, 2)}, {"alpha": 0.25}),
    "gemm, beta 0": ("Gemm", ["N", 3], {"w": rng(3, 2), "c": rng(2)}, {"beta": 0.0}),
    "matmul, vector": ("MatMul", ["N", 3], {"w": rng(3)}, {}),
    "matmul of vectors": ("MatMul", [3], {"w": rng(3)}, {}),
    "matmul, repeated": ("MatMul", ["N", 2, 3], {"w": rng(1, 3, 4)}, {}),
    "matmul, in batches": ("MatMul", [5, 2, 3], {"w": rng(2, 5, 3, 4)}, {}),
    "matmul, once more": ("MatMul", [2, 1, 2, 3], {"w": rng(5, 3, 4)}, {}),
    "einsum": ("Einsum", ["N", 3, 4], {"w": rng(4, 2)}, {"equation": "nab,bc->nc"}),
    "einsum, implicit": ("Einsum", [3, 4], {"w": rng(4, 2)}, {"equation": "ab,bc"}),
    "prelu": ("PRelu", IMAGE, {"w": rng(3, 1, 1)}, {}),
    "power": ("Pow", ["N", 3], {"w": np.float32(3)}, {}),
    "reshape with 0": ("Reshape", ["N", 3, 4], {"s": np.array([0, -1])}, {}),
    "reshape with -1": ("Reshape", ["N", 3, 4], {"s": np.array([-1, 2, 6])}, {}),
    "flatten": ("Flatten", IMAGE, {}, {}),
    "mean of axes": ("ReduceMean", ["N", 3, 4], {"a": np.array([0, 2])}, {}),
    "mean without axes": ("ReduceMean", ["N", 3, 4], {"a": np.array([1, 2])}, {"keepdims": 0}),
    "least": ("ReduceMin", ["N", 3, 4], {"a": np.array([-1])}, {}),
    "largest": ("ReduceMax", ["N", 3, 4], {"a": np.array([-1])}, {"keepdims": 0}),
    "log of sums": ("ReduceLogSumExp", ["N", 3, 4], {"a": np.array([1])}, {}),
    "slice": ("Slice", ["N", 8], {"b": np.array([-5]), "e": np.array([99]), "a": np.array([1])}, {}),
    "pad": ("Pad", [2, 3], {"p": np.array([1, 0, 0, 2])}, {}),
    "expand": ("Expand", [3, 1], {"s": np.array([2, 1, 4])}, {}),
    "gather": ("Gather", ["N", 8], {"i": np.int64(-2)}, {"axis": 1}),
    "largest of two": ("Max", ["N", 3], {"w": rng(3)}, {}),
    "sum of three": ("Sum", ["N", 3], {"w": rng(3), "v": rng(1)}, {}),
    "mean of two": ("Mean", ["N", 3], {"w": rng(3)}, {}),
}


@pytest.mark.parametrize("name", NODES)
def test_an_operator_agrees_with_onnxruntime(name: str) -> None:
    operator, shape, weights, attributes = NODES[name]
    compare(one_node(operator, shape, weights, **attributes))


OLD: dict[str, tuple[Any, ...]] = {
    "softmax of all axes": ("Softmax", 11, ["N", 2, 3], {}, {"axis": 1}),
    "log_softmax of all axes": ("LogSoftmax", 12, [2, 3, 4], {}, {"axis": 2}),
    "hardmax of all axes": ("Hardmax", 11, ["N", 2, 3], {}, {}),
    "squeeze": ("Squeeze", 12, ["N", 1, 3], {}, {"axes": [1]}),
    "unsqueeze": ("Unsqueeze", 12, ["N", 3], {}, {"axes": [0, -1]}),
    "sum": ("ReduceSum", 12, ["N", 3], {}, {"axes": [1]}),
    "clip": ("Clip", 6, ["N", 3], {}, {"min": -1.0, "max": 0.5}),
    "clip at 6": ("Clip", 10, ["N", 3], {}, {"min": 0.0, "max": 6.0}),
    "dropout": ("Dropout", 10, ["N", 3], {}, {"ratio": 0.5}),
    "slice": ("Slice", 9, ["N", 8], {}, {"axes": [1], "starts": [1], "ends": [-1]}),
    "pad": ("Pad", 10, [2, 3], {}, {"pads": [0, 1, 2, 0]}),
    "split": ("Split", 12, ["N", 8], {}, {"axis": 1, "split": [8]}),
}


@pytest.mark.parametrize("name", OLD)
def test_an_old_operator_set_is_read_as_it_was_meant(name: str) -> None:
    operator, opset, shape, weights, attributes = OLD[name]
    compare(one_node(operator, shape, weights, opset, **attributes))


def test_named_axes_stay_named() -> None:
    net = sa.read_network(one_node("Gemm", ["batch", 3], {"w": rng(3, 2)}))
    assert net.inputs == {"x": ("batch", 3)}
    assert net.shapes["y"] == ("batch", 2)
    assert net([1.0, 2.0, 3.0]).shape == (2,)


def test_an_axis_without_a_name_gets_one() -> None:
    assert sa.read_network(one_node("Relu", [None, 3])).inputs == {"x": ("x_0", 3)}


def test_half_and_double_models_are_read() -> None:
    model = onnx.load_from_string(one_node("Gemm", ["N", 3]))
    for kind in (np.float16, np.float64):
        weight = rng(3, 2).astype(kind)
        changed = onnx.ModelProto()
        changed.CopyFrom(model)
        changed.graph.node[0].input.append("w")
        changed.graph.initializer.append(onnx.numpy_helper.from_array(weight, "w"))
        changed.graph.input[0].type.tensor_type.elem_type = onnx.helper.np_dtype_to_tensor_dtype(np.dtype(kind))
        net = sa.read_network(changed.SerializeToString())
        assert np.array_equal(net.parameters["w"], weight)
        assert net(np.ones(3, kind)).dtype == kind


def test_a_number_in_a_formula_is_the_fraction_that_is_meant() -> None:
    (step,) = sa.read_network(one_node("LeakyRelu", ["N", 3], alpha=0.05)).steps
    assert step["function"] == sa.leaky_relu(T, Rational(1, 20))
    (step,) = sa.read_network(one_node("HardSigmoid", ["N", 3], alpha=1 / 6)).steps
    assert step["function"] == sa.hard_sigmoid(T)
    (step,) = sa.read_network(one_node("Selu", ["N", 3])).steps
    assert step["function"] == sa.selu(T)


def test_shapes_computed_on_the_way_are_followed() -> None:
    """As exporters write x.view(x.size(0), -1)."""
    helper = onnx.helper
    nodes = [
        helper.make_node("Shape", ["x"], ["s"]),
        helper.make_node("Gather", ["s", "first"], ["n"], axis=0),
        helper.make_node("Unsqueeze", ["n", "axes"], ["m"]),
        helper.make_node("Concat", ["m", "rest"], ["t"], axis=0),
        helper.make_node("Reshape", ["x", "t"], ["y"]),
    ]
    model = onnx.load_from_string(one_node("Relu", ["N", 3, 4]))
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    for name, value in (("first", np.int64(0)), ("axes", np.array([0])), ("rest", np.array([-1]))):
        model.graph.initializer.append(onnx.numpy_helper.from_array(np.asarray(value), name))
    net = compare(model.SerializeToString())
    assert net.shapes["y"] == ("N", 12)
    assert not net.parameters


# Refusals


def test_an_unknown_operator_is_refused_with_the_list_of_those_that_are_served() -> None:
    with pytest.raises(UnsupportedError, match=r"'NonMaxSuppression' is not served; served are Abs, Acos, .*Where"):
        sa.read_network(one_node("NonMaxSuppression", ["N", 3]))


def test_what_is_wrong_is_told_with_the_node() -> None:
    with pytest.raises(NetworkError, match=r"the node 'MatMul' that makes 'y'.*must have one length"):
        sa.read_network(one_node("MatMul", ["N", 3], {"w": rng(4, 4)}))
    with pytest.raises(UnsupportedError, match="'axis' is not served; it has none, in operator set"):
        sa.read_network(one_node("Relu", ["N", 3], axis=1))
    with pytest.raises(FormatError, match="'Relu' that makes 'y': the number of its inputs must be 1, not 2"):
        sa.read_network(one_node("Relu", ["N", 3], {"w": rng(3)}))


def test_a_path_must_end_in_a_known_format(tmp_path: Any) -> None:
    with pytest.raises(ValueError, match=r"must end in .*\.onnx"):
        sa.read_network(tmp_path / "net.h5")
    with pytest.raises(FileNotFoundError):
        sa.read_network(tmp_path / "net.onnx")
    (tmp_path / "net.onnx").write_bytes(b"")
    with pytest.raises(FormatError, match=r"net\.onnx: the file must be an ONNX model"):
        sa.read_network(tmp_path / "net.onnx")


def test_the_table_has_a_row_for_each_operator_of_onnx_that_it_names() -> None:
    known = {s.name for s in onnx.defs.get_all_schemas()}
    assert set(OPERATORS) <= known
    assert set(FUNCTIONS) <= set(OPERATORS)


def test_without_the_package_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    for use in (lambda: sa.read_network(b""), lambda: sa.write_network(sa.mlp([1, 1], weights="he"), "net.onnx")):
        with pytest.raises(MissingExtraError, match=r"symact\[onnx\]"):
            use()


def test_nodes_in_any_order_are_put_in_order() -> None:
    model = onnx.load_from_string(one_node("Neg", ["N", 3]))
    last = onnx.helper.make_node("Relu", ["y"], ["z"])
    model.graph.output[0].name = "z"
    model.graph.node.insert(0, last)
    assert [s.name for s in sa.read_network(model.SerializeToString()).steps] == ["y", "z"]


def test_functions_of_a_file_are_written_out_with_their_attributes() -> None:
    """A function of the file that calls another, with an attribute that has a default."""
    helper = onnx.helper
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("local", 1)]
    inner = helper.make_node("LeakyRelu", ["a"], ["b"])
    inner.attribute.add(name="alpha", ref_attr_name="slope", type=onnx.AttributeProto.FLOAT)
    double = helper.make_node("Add", ["b", "b"], ["c"])
    first = helper.make_function(
        *("local", "twice", ["a"], ["c"], [inner, double], opsets),
        attribute_protos=[helper.make_attribute("slope", 0.5)],
    )
    calls = [
        helper.make_node("twice", ["p"], ["t"], domain="local"),
        helper.make_node("twice", ["t"], ["q"], domain="local", slope=0.25),
    ]
    second = helper.make_function("local", "outer", ["p"], ["q"], calls, opsets)
    model = onnx.load_from_string(one_node("Neg", ["N", 2]))
    del model.graph.node[:]
    model.graph.node.append(helper.make_node("outer", ["x"], ["y"], domain="local"))
    model.functions.extend([first, second])
    model.opset_import.append(helper.make_opsetid("local", 1))
    net = compare(model.SerializeToString())
    assert net([1.0, -1.0]).tolist() == [4.0, -0.5]
    assert [s.operation for s in net.steps] == ["apply", "add", "apply", "add"]


def test_a_second_output_that_is_not_served_is_refused_where_it_is_used() -> None:
    model = onnx.load_from_string(one_node("Dropout", ["N", 3]))
    model.graph.node[0].output.append("mask")
    assert sa.read_network(model.SerializeToString()).outputs == {"y": "x"}
    model.graph.node.append(onnx.helper.make_node("Cast", ["mask"], ["z"], to=1))
    with pytest.raises(UnsupportedError, match="'mask' is an output of an operator that is not served"):
        sa.read_network(model.SerializeToString())
