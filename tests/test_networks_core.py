"""The network itself: what is refused when it is built, what it is equal to, what may be fed in."""

from __future__ import annotations

import copy
import pickle
import threading
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import Float, I, Integer, Matrix, MatrixSymbol, Rational, Symbol, oo, symbols

import symact as sa
from symact.errors import NetworkError, UnknownActivationError
from symact.exact.variable import T
from symact.networks.layers import Dense, Residual, chain
from symact.networks.network import Network, assemble
from symact.networks.step import Step
from symact.networks.writer import NetworkWriter

RELU = (("function", sa.relu(T)),)


def _one(**changes: Any) -> Network:
    parts: dict[str, Any] = {
        "inputs": {"x": ("N", 2)},
        "parameters": {"W": [[1.0, 2.0]]},
        "steps": [Step("z", "contract", ("x", "W"), (("subscripts", "ni,oi->no"),)), Step("h", "apply", ("z",), RELU)],
        "outputs": {"y": "h"},
    }
    return assemble(**{**parts, **changes})


@pytest.mark.parametrize(
    ("changes", "error", "text"),
    [
        ({"outputs": {}}, NetworkError, "must have an output"),
        ({"steps": ["relu"]}, TypeError, "must be symact.networks.step.Step objects, not 'relu'"),
        ({"steps": None}, TypeError, "Step objects, not None"),
        ({"inputs": ["x"]}, TypeError, "the inputs of a network must be a dictionary"),
        ({"parameters": [1]}, TypeError, "the parameters of a network must be a dictionary"),
        ({"outputs": "x"}, TypeError, "the outputs of a network must be a dictionary"),
        ({"inputs": {"x": 3}}, TypeError, "must be a tuple of axes, not 3"),
        ({"steps": [Step("y", "frob", ("x",))]}, NetworkError, "the operation that makes 'y' must be one of apply"),
        ({"outputs": {"y": "nope"}}, NetworkError, "'y' must show a value of the network, not 'nope'"),
        ({"outputs": {"y": ["h"]}}, NetworkError, "'y' must show a value"),
        ({"outputs": {1: "h"}}, NetworkError, "not 1"),
        ({"inputs": {1: (2,)}, "steps": []}, NetworkError, "not 1"),
        ({"inputs": {"": (2,)}, "steps": []}, NetworkError, "not ''"),
        ({"inputs": {"x": "N2"}}, TypeError, "not 'N2'"),
        ({"inputs": {"x": (2.0,)}}, ValueError, r"not 2\.0"),
        ({"inputs": {"x": (-1,)}}, ValueError, "not -1"),
        ({"inputs": {"x": (True,)}}, ValueError, "not True"),
        ({"inputs": {"x": ("N", 3)}}, NetworkError, "'z' cannot be made"),
        ({"constants": {"x": [1.0]}}, NetworkError, "'x' is given twice"),
        ({"constants": {"W": [1.0]}}, NetworkError, "'W' is given twice"),
        ({"supports": {"W": [[True]]}}, NetworkError, "support of 'W'"),
        ({"supports": {"V": [[True, True]]}}, NetworkError, "support of 'V'"),
        ({"supports": {"W": [[1, 0]]}}, TypeError, "array of bools"),
        ({"steps": [Step("z", "add", ("x", "q"))]}, NetworkError, "'z' needs 'q'"),
        ({"steps": [Step("z", "add", ("z", "x"))]}, NetworkError, "'z'.*circle"),
        ({"steps": [Step("a", "add", ("b", "x")), Step("b", "add", ("a", "x"))]}, NetworkError, "circle"),
        ({"steps": [Step("h", "add", ("x", "x"))] * 2}, NetworkError, "'h' is given twice"),
        ({"steps": [Step("g", "add", ("h", "h")), *[Step("h", "add", ("x", "x"))] * 2]}, NetworkError, "'h' is given"),
        ({"steps": [Step("x", "add", ("x", "x"))]}, NetworkError, "'x'"),
    ],
)
def test_contradictions_are_refused_with_the_unit_named(
    changes: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        _one(**changes)


def test_a_step_is_made_of_names_and_of_options_that_can_be_hashed() -> None:
    with pytest.raises(TypeError, match="tuple of names"):
        Step("h", "apply", "x", RELU)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="'h' cannot be hashed"):
        Step("h", "sum", ("x",), (("axes", [0]),))


def test_steps_in_any_order_are_the_same_network() -> None:
    net = sa.mlp([3, 4, 4, 2], weights="he")
    assert assemble(net.inputs, net.parameters, net.steps[::-1], net.outputs) == net


NETWORKS = [
    sa.mlp([2, 3, 1], weights="he"),
    sa.mlp([2, 3, 1], weights="he", dtype=np.float32),
    sa.mlp([2, 2, 1], hidden=sa.gelu),
    sa.mlp([2, 2], output="softmax", weights=[([[1, Rational(1, 3)], [0, 1]], [0, Symbol("a")])]),
]


@pytest.mark.parametrize("net", NETWORKS, ids=repr)
def test_copies_are_equal_and_cannot_be_written(net: Network) -> None:
    copies = [pickle.loads(pickle.dumps(net, p)) for p in range(2, 6)] + [copy.copy(net), copy.deepcopy(net)]
    for other in copies:
        assert other == net and hash(other) == hash(net) and repr(other) == repr(net)
        for array in other.parameters.values():
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0


def test_equality_sees_names_dtypes_entries_and_order() -> None:
    net = NETWORKS[0]
    others = [
        NETWORKS[1],
        sa.mlp([2, 3, 1], weights="he", seed=1),
        net.with_parameters(b2=[1.0]),
        assemble(net.inputs, net.parameters, net.steps, {"z": "z2"}),
        assemble(net.inputs, dict(reversed(net.parameters.items())), net.steps, net.outputs),
        sa.mlp([2, 3, 1], hidden="tanh", weights="he"),
    ]
    assert all(net != other for other in others) and net != 3
    assert len({net, *others, sa.mlp([2, 3, 1], weights="he")}) == 1 + len(others)


def test_a_network_cannot_be_changed() -> None:
    net = _one()
    with pytest.raises(AttributeError, match="with_parameters"):
        net.steps = ()
    with pytest.raises(TypeError):
        net.parameters["W"] = np.zeros((1, 2))  # type: ignore[index]


@pytest.mark.parametrize("kind", ["float", "object", "view", "broadcast", "support"])
def test_the_arrays_of_a_caller_stay_the_callers(kind: str) -> None:
    base = np.ones((2, 2)) if kind != "object" else np.array([[Integer(1)] * 2] * 2, dtype=object)
    given: Any = base
    if kind == "view":
        given = base[:]
        given.setflags(write=False)
    if kind == "broadcast":
        given = np.broadcast_to(base[0], (2, 2))
    writer = NetworkWriter()
    x = writer.input("x", ("N", 2))
    mask = np.ones((2, 2), bool)
    w = writer.parameter("W", given, mask if kind == "support" else None)
    net = writer.build({"y": writer.add("contract", x, w, subscripts="ni,oi->no")})
    base[0, 0] = 7
    mask[0, 0] = False
    assert net.parameters["W"][0, 0] == 1 and net.size == 4
    assert not np.shares_memory(base, net.parameters["W"])


def test_frozen_weights_are_not_copied_from_network_to_network() -> None:
    net = sa.mlp([3, 3], weights="he")
    assert net.with_parameters(b1=np.ones(3)).parameters["W1"] is net.parameters["W1"] or np.shares_memory(
        net.with_parameters(b1=np.ones(3)).parameters["W1"], net.parameters["W1"]
    )


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (np.ones((1, 2), np.float16), np.float32),
        (np.ones((1, 2), ">f4"), np.float32),
        (np.ones((1, 2), ">f8"), np.float64),
        (np.ones((2, 1)).T, np.float64),
        (np.ones((4, 4), order="F")[::4, ::2], np.float64),
        ([[1, 2]], object),
        (np.array([[1, 2]], np.uint8), object),
        ([[True, False]], object),
        ([[Fraction(1, 2), Rational(1, 3)]], object),
        (Matrix([[1, Symbol("a")]]), object),
        (MatrixSymbol("V", 1, 2), object),
    ],
)
def test_weights_are_taken_in_every_form(value: Any, dtype: Any) -> None:
    net = _one(parameters={"W": value})
    array = net.parameters["W"]
    assert array.dtype == dtype and array.dtype.isnative and array.shape == (1, 2)
    if array.dtype != object or all(e.is_number for e in array.flat):
        assert net([1.0, 1.0])[0] == pytest.approx(float(sum(array.flat)))


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ([["1", "2"]], TypeError),
        ("ab", TypeError),
        ([[1j, 2]], TypeError),
        ([[None, 1]], TypeError),
        ([[{}, 1]], TypeError),
        (np.array([["1", Integer(2)]], dtype=object), TypeError),
        ([[np.nan, 1]], ValueError),
        ([[np.inf, 1]], ValueError),
        (np.array([[float("nan"), Integer(2)]], dtype=object), ValueError),
        ([[oo, 1]], ValueError),
        ([[I, 1]], TypeError),
        ([[1j, Integer(2)]], TypeError),
        (np.ones((1, 2), np.longdouble), TypeError),
        ([[1, 2], [3]], ValueError),
    ],
)
def test_what_is_no_weight_is_refused(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        _one(parameters={"W": value})


def test_floats_of_sympy_are_the_rationals_they_are() -> None:
    w = Symbol("w")
    (entries,) = _one(parameters={"W": [[Float("0.1"), 1.5 * w]]}).parameters["W"]
    assert list(entries) == [Rational(0.1), Rational(3, 2) * w]


def test_lengths_may_be_whole_numbers_of_numpy() -> None:
    (shape,) = assemble({"x": np.array([2, 3])}, {}, [], {"y": "x"}).inputs.values()
    assert shape == (2, 3)
    assert all(type(n) is int for n in shape)


def test_arguments_of_the_wrong_kind_say_what_must_be() -> None:
    net = sa.mlp([2, 1], weights="he")
    for call, error, told in (
        (lambda: net(), TypeError, "the inputs must be x; x is missing"),
        (lambda: net([1, 2], [3]), TypeError, "the inputs must be x, not 2 of them"),
        (lambda: net({"x": [1, 2]}), TypeError, "not a dictionary"),
        (lambda: net([[1], [2, 3]]), ValueError, "the input 'x' must have rows of one length"),
        (lambda: net.with_parameters([1]), TypeError, "must be a dictionary of parameters"),
        (lambda: net.step("foo"), KeyError, "not 'foo'"),
        (lambda: sa.mlp([1, 1], weights=[([[1], [2, 3]], None)]), ValueError, "'W1' must have rows of one length"),
    ):
        with pytest.raises(error, match=told):
            call()


def test_other_weights_must_have_the_names_and_shapes_that_are_there() -> None:
    net = NETWORKS[0]
    assert net.with_parameters() == net
    assert net.with_parameters({"b2": [0.5]}, b1=np.ones(3)) == net.with_parameters(b1=np.ones(3), b2=[0.5])
    with pytest.raises(KeyError, match="'Q' is no parameter"):
        net.with_parameters(Q=1)
    for wrong in ({"W1": np.ones((2, 2))}, {"b1": np.ones((1, 3))}, {"W2": np.ones((7, 3)), "b2": np.ones(7)}):
        with pytest.raises(ValueError, match="must have the shape"):
            net.with_parameters(wrong)


@pytest.mark.parametrize("net", NETWORKS[:2], ids=repr)
def test_a_batch_is_its_examples_one_by_one(net: Network) -> None:
    x = np.random.default_rng(0).standard_normal((7, 2))
    single = [net(row) for row in x]
    assert single[0].shape == (1,) and net(x).shape == (7, 1)
    np.testing.assert_allclose(net(x), single, rtol=1e-14)
    assert net(np.zeros((0, 2))).shape == (0, 1)
    np.testing.assert_array_equal(net(np.asfortranarray(x)), net(x))
    np.testing.assert_array_equal(net(np.repeat(x, 2, axis=0)[::2]), net(x))


def test_the_dtype_that_comes_in_goes_out() -> None:
    net = NETWORKS[0]
    for dtype in (np.float16, np.float32, np.float64):
        assert net(np.ones(2, dtype)).dtype == dtype
    assert net(np.ones(2, ">f8")).dtype == np.float64
    assert net([1, 2]).dtype == net([True, False]).dtype == np.float64
    assert net(np.array([Integer(1), 2], dtype=object)).dtype == object
    assert assemble({}, {"W": [1, 2]}, [], {"y": "W"})().dtype == np.float64
    values = net.values(np.ones((1, 2), np.float32))
    assert {a.dtype for a in values.values()} == {np.dtype(np.float32)} and list(values)[-1] == "z2"


def test_nan_and_infinity_go_through_without_warnings() -> None:
    found = _one()([[np.nan, 1.0], [np.inf, 1.0], [-np.inf, 1.0]])
    assert np.isnan(found[0, 0]) and found[1, 0] == np.inf and found[2, 0] == 0


@pytest.mark.parametrize(
    ("arguments", "named", "error"),
    [
        ((), {}, TypeError),
        (([1, 2], [1, 2]), {}, TypeError),
        (([1, 2],), {"x": [1, 2]}, TypeError),
        ((), {"z": [1, 2]}, TypeError),
        (([1, 2, 3],), {}, ValueError),
        ((1.0,), {}, ValueError),
        ((np.zeros((2, 2, 2)),), {}, ValueError),
        (("ab",), {}, TypeError),
        (([1j, 2],), {}, TypeError),
        ((None,), {}, TypeError),
        (({"x": [1, 2]},), {}, TypeError),
        (([["a", 1]],), {}, TypeError),
        ((np.ones(2, np.longdouble),), {}, TypeError),
        ((np.array([oo, 1], dtype=object),), {}, ValueError),
    ],
)
def test_wrong_inputs_are_refused(arguments: Any, named: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        NETWORKS[0](*arguments, **named)


def test_examples_must_be_as_many_in_every_input() -> None:
    net = assemble({"a": ("N", 1), "b": ("N", 1)}, {}, [Step("y", "add", ("a", "b"))], {"y": "y"})
    assert net([[1.0], [2.0]], b=[[3.0], [4.0]]).tolist() == [[4], [6]]
    for wrong in ([[1.0]], [1.0]):
        with pytest.raises(ValueError, match="must have the shape"):
            net([[1.0], [2.0]], wrong)


def test_numbers_without_axes_and_names_of_any_kind() -> None:
    net = assemble({"ein wert": ()}, {}, [Step("h[0] -> λ", "apply", ("ein wert",), RELU)], {"out put": "h[0] -> λ"})
    assert net(-3) == 0 and net(**{"ein wert": 2.5}) == 2.5
    assert pickle.loads(pickle.dumps(net)) == net
    empty = assemble({"x": ("N", 0)}, {"b": np.zeros(0)}, [Step("y", "add", ("x", "b"))], {"y": "y"})
    assert empty(np.zeros((3, 0))).shape == (3, 0) and empty.size == 0


def test_exact_objects_are_computed_exactly() -> None:
    net = sa.mlp([2, 1], weights=[([[1, Rational(1, 3)]], [Rational(1, 7)])])
    assert net(np.array([Rational(1, 2), Integer(3)], dtype=object))[0] == Rational(23, 14)
    assert net(Matrix([[1, 3]]))[0, 0] == Rational(15, 7)
    a, b = symbols("a b")
    assert net([a, b])[0] == a + b / 3 + Rational(1, 7)


@pytest.mark.parametrize("sizes", [[2], [], 5, "23", [2, True], [2, -1], [2, 0, 1], [2, 1.0], [2, "1"], None], ids=repr)
def test_sizes_are_two_or_more_whole_numbers(sizes: Any) -> None:
    with pytest.raises(ValueError, match="sizes must be"):
        sa.mlp(sizes)
    assert sa.mlp(np.array([2, 1])) == sa.mlp([2, 1])


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"weights": "foo"}, ValueError, "he, glorot, lecun"),
        ({"weights": 5}, ValueError, "pairs"),
        ({"weights": np.ones((1, 2))}, ValueError, "pairs"),
        ({"weights": []}, NetworkError, "1 pairs"),
        ({"weights": [[[1, 2]]]}, NetworkError, "1 pairs"),
        ({"weights": [([[1, 2]], [1], 3)]}, NetworkError, "1 pairs"),
        ({"weights": [([[1, 2]], 1)]}, NetworkError, "W1 and b1"),
        ({"weights": [([[1, 2, 3]], [1])]}, NetworkError, "W1 and b1"),
        ({"weights": [([[1, "a"]], [1])]}, TypeError, "W1"),
        ({"weights": [([[1, np.nan]], [1])]}, ValueError, "W1"),
        ({"weights": "he", "dtype": int}, ValueError, "float32 or float64"),
        ({"output": "nope"}, UnknownActivationError, "nope"),
        ({"output": 5}, TypeError, "an activation must be"),
        ({"output": sa.leaky_relu(Symbol("x"), Symbol("a"))}, ValueError, "2 symbols"),
        ({"output": "maxout"}, NetworkError, "even"),
    ],
)
def test_perceptrons_that_make_no_sense_are_refused(options: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        sa.mlp([2, 1], **options)


def test_layers_that_do_not_fit_are_named() -> None:
    with pytest.raises(NetworkError, match="W2"):
        sa.mlp([2, 4, 1], hidden="glu", weights="he")
    with pytest.raises(NetworkError, match="Wlast"):
        chain([Dense(np.ones((3, 2))), Dense(np.ones((1, 2)), name="last")], 2)
    with pytest.raises(NetworkError, match="b1"):
        chain([Dense(np.ones((3, 2)), np.ones(1))], 2)
    for wrong in (Dense(np.eye(2)), None, "relu"):
        with pytest.raises(TypeError, match="layers must be a sequence of layers"):
            chain(wrong, 2)
    with pytest.raises(TypeError, match=r"the shape of input 'x' must be a tuple of axes, not 2\.5"):
        chain([sa.relu], 2.5)
    for skipped in (Dense(np.ones((3, 2))), Dense(np.ones((1, 2)))):
        with pytest.raises(NetworkError, match="skipped layers must keep the shape N x 2"):
            chain([Residual(skipped)], 2)
    assert chain([sa.relu], np.int64(2)) == chain([sa.relu], 2)


def test_activations_of_every_kind() -> None:
    x = Symbol("x")
    cube = sa.define("cube_of_the_network_tests", x**3)
    for activation, expected in ((cube, 8), (x**2 + 1, 5), (Integer(0), 0), ("relu", 2), (sa.prelu, 2), (abs(x), 2)):
        net = sa.mlp([1, 1], output=activation, weights=[([[1]], [0])])
        assert net([2.0]) == expected
        assert pickle.loads(pickle.dumps(net)) == net
    assert sa.mlp([1, 1], output="softmax", weights="he")([3.0]) == 1


def test_a_thousand_layers_need_no_recursion() -> None:
    net = chain([Dense([[1, 0], [0, 1]], activation=sa.relu) for _ in range(1000)], inputs=2)
    assert net([1.0, -2.0]).tolist() == [1, 0]
    assert pickle.loads(pickle.dumps(net)) == net == assemble(net.inputs, net.parameters, net.steps[::-1], net.outputs)


def test_threads_may_share_a_network() -> None:
    net, found = sa.mlp([3, 5, 2], hidden=sa.gelu, weights="he"), []
    threads = [threading.Thread(target=lambda: found.append(net(np.ones((4, 3))).tobytes())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1
