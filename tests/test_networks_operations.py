"""Every row of the table of operations: its shape, its value and both derivatives, against jax; exact arrays too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from sympy import Expr, Piecewise, Rational, sin

import symact as sa
from symact.errors import NetworkError
from symact.networks.elementwise import SLOTS
from symact.networks.network import Network, assemble
from symact.networks.operations import OPERATIONS
from symact.networks.step import Step
from symact.networks.vectors import ALONG_AXIS
from symact.networks.writer import NetworkWriter

jax = pytest.importorskip("jax", reason="needs jax; pip install 'symact[jax]'")
jax.config.update("jax_enable_x64", True)
jnp = jax.numpy
T, Y = SLOTS
N = 4
LENGTHS = {"N": N, "M": 3}

Reference = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """An application of an operation, what jax computes for it, and the shape that it must have."""

    operation: str
    inputs: tuple[tuple[int | str, ...], ...]
    result: tuple[int | str, ...]
    reference: Reference
    options: dict[str, Any] = field(default_factory=dict)
    positive: bool = False

    def __str__(self) -> str:
        return f"{self.operation}-{self.inputs}-{self.options}".replace(" ", "")

    def network(self) -> Network:
        writer = NetworkWriter()
        names = [writer.input(f"x{i}", shape) for i, shape in enumerate(self.inputs)]
        return writer.build({"y": writer.add(self.operation, *names, **self.options)})

    def arrays(self, seed: int = 0) -> list[np.ndarray[Any, Any]]:
        random = np.random.default_rng(seed)
        made = [random.standard_normal([LENGTHS.get(a, a) for a in shape]) for shape in self.inputs]
        return [np.abs(a) + 0.5 for a in made] if self.positive else made

    def rationals(self) -> list[np.ndarray[Any, Any]]:
        random = np.random.default_rng(5)
        made = []
        for shape in self.inputs:
            wholes = random.permutation(np.arange(1, 200))[: int(np.prod([LENGTHS.get(a, a) for a in shape]))]
            signs = 1 if self.positive else random.choice([-1, 1], wholes.size)
            array = np.empty(wholes.size, dtype=object)
            array[:] = [Rational(int(w), 7) for w in wholes * signs]
            made.append(array.reshape([LENGTHS.get(a, a) for a in shape]))
        return made


def _softplus_gate(a: Any, b: Any) -> Any:
    return a * jnp.logaddexp(0, b)


def _windows(x: Any, lengths: Any, strides: Any, dilations: Any, pads: Any, fill: float = 0) -> Any:
    """Windows by their formula: entry place * stride + offset * dilation; one axis leads."""
    k = len(lengths)
    x = jnp.pad(x, [(0, 0), *pads], constant_values=fill)
    room = [x.shape[1 + i] - (lengths[i] - 1) * dilations[i] for i in range(k)]
    counts = [-(-room[i] // strides[i]) for i in range(k)]
    grids = np.indices((*counts, *lengths))
    at = tuple(grids[i] * strides[i] + grids[k + i] * dilations[i] for i in range(k))
    return x[(slice(None), *at)]


def _overlap(w: Any, size: Any, **options: Any) -> Any:
    """The adjoint of windows, by jax."""
    lead = w.shape[: w.ndim - 2 * len(size)]
    return jax.linear_transpose(lambda x: _windows(x, **options), jax.ShapeDtypeStruct((*lead, *size), w.dtype))(w)[0]


def _sparsemax(x: Any, axis: int) -> Any:
    x = jnp.moveaxis(x, axis, -1)
    ordered = -jnp.sort(-x, axis=-1)
    sums = jnp.cumsum(ordered, axis=-1)
    k = jnp.arange(1, x.shape[-1] + 1)
    size = jnp.sum(1 + k * ordered > sums, axis=-1, keepdims=True)
    threshold = (jnp.take_along_axis(sums, size - 1, axis=-1) - 1) / size
    return jnp.moveaxis(jnp.maximum(x - threshold, 0), -1, axis)


VECTORS: dict[str, Reference] = {
    "softmax": lambda x, axis: jax.nn.softmax(x, axis=axis),
    "softmin": lambda x, axis: jax.nn.softmax(-x, axis=axis),
    "log_softmax": lambda x, axis: jax.nn.log_softmax(x, axis=axis),
    "logsumexp": lambda x, axis: jax.nn.logsumexp(x, axis=axis),
    "sparsemax": _sparsemax,
    "hardmax": lambda x, axis: jnp.moveaxis(jax.nn.one_hot(jnp.argmax(x, axis=axis), x.shape[axis]), -1, axis),
}


def _first_max(x: Any, axes: tuple[int, ...]) -> Any:
    return jnp.asarray(x == x.max(axis=axes, keepdims=True), x.dtype)


def _cross_entropy(logits: Any, target: Any) -> Any:
    return -(target * jax.nn.log_softmax(logits, axis=-1)).sum(axis=-1)


ONE_AXIS = {"lengths": (2,), "strides": (2,), "dilations": (1,), "pads": ((1, 0),)}
TWO_AXES = {"lengths": (2, 2), "strides": (1, 2), "dilations": (2, 1), "pads": ((0, 1), (2, 1))}
PAIRS = [
    ((("N", 3), ("N", 3)), ("N", 3)),
    ((("N", 3), (3,)), ("N", 3)),
    ((("N", 1), ("N", 3)), ("N", 3)),
    (((1, 3), ("N", 3)), ("N", 3)),
    (((), ("N", 2)), ("N", 2)),
    (((2, 1), (1, 3)), (2, 3)),
    ((("N", 1, 2), ("M", 1)), ("N", "M", 2)),
]
ARITHMETIC = {"add": jnp.add, "subtract": jnp.subtract, "multiply": jnp.multiply, "divide": jnp.divide}

CASES = [
    *(Case(name, *pair, f, positive=name == "divide") for name, f in ARITHMETIC.items() for pair in PAIRS),
    *(Case("apply", *pair, _softplus_gate, {"function": T * sa.softplus(Y)}) for pair in PAIRS),
    Case("apply", (("N", 3),), ("N", 3), lambda x: jnp.sin(x) * x, {"function": sin(T) * T}),
    Case("apply", (("N", 3),), ("N", 3), lambda x: 2 * x - 1, {"function": 2 * T - 1}),
    Case("apply", ((),), (), jnp.tanh, {"function": sa.tanh(T)}),
    Case("apply", (("N", 1),), ("N", 1), lambda x: jnp.maximum(x, 0), {"function": sa.relu(T)}),
    Case("apply", ((0, 2),), (0, 2), jnp.tanh, {"function": sa.tanh(T)}),
    *(
        Case("contract", shapes, result, lambda a, b, s=s: jnp.einsum(s, a, b), {"subscripts": s})
        for s, shapes, result in [
            ("ni,oi->no", (("N", 3), (2, 3)), ("N", 2)),
            ("ni,oi->no", (("N", 1), (1, 1)), ("N", 1)),
            ("ni,ni->n", (("N", 3), ("N", 3)), ("N",)),
            ("i,i->", ((3,), (3,)), ()),
            ("i,j->ij", ((3,), (2,)), (3, 2)),
            ("nij,ko->njoik", (("N", 3, 2), (2, 1)), ("N", 2, 1, 3, 2)),
            ("nij,jki->nk", (("N", 3, 2), (2, 4, 3)), ("N", 4)),
            ("nij,njk->nik", (("N", 3, "M"), ("N", "M", 2)), ("N", 3, 2)),
        ]
    ),
    Case("reshape", (("N", 2, 3),), ("N", 6), lambda x: x.reshape(-1, 6), {"shape": ("N", 6)}),
    Case("reshape", (("N", 1),), (1, "N"), lambda x: x.reshape(1, -1), {"shape": (1, "N")}),
    Case("transpose", (("N", 2, 3),), (3, "N", 2), lambda x: x.transpose(2, 0, 1), {"axes": (2, 0, 1)}),
    Case("concat", (("N", 2), ("N", 1), ("N", 3)), ("N", 6), lambda *a: jnp.concatenate(a, 1), {"axis": 1}),
    Case("concat", (("N", 2),), ("N", 2), lambda a: a, {"axis": 1}),
    Case("slice", (("N", 5),), ("N", 3), lambda x: x[:, 1:4], {"axis": 1, "start": 1, "stop": 4}),
    Case("slice", ((5, "N"),), (0, "N"), lambda x: x[2:2], {"axis": 0, "start": 2, "stop": 2}),
    Case("pad", (("N", 2),), ("N", 5), lambda x: jnp.pad(x, [(0, 0), (1, 2)]), {"axis": 1, "before": 1, "after": 2}),
    Case("expand", (("N", 1),), ("N", 3), lambda x: jnp.broadcast_to(x, (N, 3)), {"shape": ("N", 3)}),
    Case("expand", (("N",),), ("N", "N"), lambda x: jnp.broadcast_to(x, (N, N)), {"shape": ("N", "N")}),
    Case("expand", ((),), (2, 3), lambda x: jnp.broadcast_to(x, (2, 3)), {"shape": (2, 3)}),
    Case("expand", ((2, 1),), (4, 2, 3), lambda x: jnp.broadcast_to(x, (4, 2, 3)), {"shape": (4, 2, 3)}),
    Case("count", (("N", 3),), (), lambda x: jnp.asarray(float(x.shape[0])), {"axes": (0,)}),
    Case("count", ((2, 3),), (), lambda x: jnp.asarray(6.0), {"axes": (1, 0)}),
    Case("sum", (("N", 2, 3),), (2,), lambda x: x.sum((0, 2)), {"axes": (0, 2)}),
    Case("sum", (("N", 1),), ("N", 1), lambda x: x, {"axes": ()}),
    Case("windows", (("N", 5),), ("N", 3, 2), lambda x: _windows(x, **ONE_AXIS), {**ONE_AXIS, "fill": 0}),
    Case("windows", (("N", 4, 5),), ("N", 3, 4, 2, 2), lambda x: _windows(x, **TWO_AXES), {**TWO_AXES, "fill": 0}),
    Case(
        "overlap",
        (("N", 3, 2),),
        ("N", 5),
        lambda w: _overlap(w, size=(5,), **ONE_AXIS),
        {**ONE_AXIS, "size": (5,)},
    ),
    Case(
        "overlap",
        (("N", 3, 4, 2, 2),),
        ("N", 4, 5),
        lambda w: _overlap(w, size=(4, 5), **TWO_AXES),
        {**TWO_AXES, "size": (4, 5)},
    ),
    Case("max", (("N", 3, 2),), ("N",), lambda x: x.max((1, 2)), {"axes": (1, 2)}),
    Case("max", (("N", 3),), (3,), lambda x: x.max(0), {"axes": (0,)}),
    Case("first_max", (("N", 3, 2),), ("N", 3, 2), lambda x: _first_max(x, (2, 1)), {"axes": (2, 1)}),
    *(
        Case(
            "vector",
            (shape,),
            shape if name != "logsumexp" else (*shape[:axis], *shape[axis + 1 :]),
            lambda x, f=f, axis=axis: f(x, axis),
            {"function": name, "axis": axis},
        )
        for name, f in VECTORS.items()
        for shape, axis in [(("N", 4), 1), ((3, "N"), 0), (("N", 1), 1), (("N", 3, 2), 1)]
    ),
    Case(
        "cross_entropy",
        (("N", 3), ("N", 3)),
        ("N",),
        _cross_entropy,
        {"axis": 1, "distribution": False},
        positive=True,
    ),
    Case("cross_entropy", ((3,), (3,)), (), _cross_entropy, {"axis": 0, "distribution": False}, positive=True),
]


def test_every_operation_and_every_vector_activation_has_a_case() -> None:
    assert {c.operation for c in CASES} == set(OPERATIONS)
    assert set(VECTORS) == set(ALONG_AXIS)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_shape_and_value_are_those_of_jax(case: Case) -> None:
    net, arrays = case.network(), case.arrays()
    value, expected = net(*arrays), jax.jit(case.reference)(*arrays)
    assert net.shapes[net.outputs["y"]] == case.result
    assert value.shape == expected.shape == tuple(LENGTHS.get(a, a) for a in case.result)
    assert value.dtype == np.float64
    np.testing.assert_allclose(value, expected, rtol=1e-13, atol=1e-13)


def _jax_derivatives(reference: Reference, arrays: Any, u: Any, directions: Any) -> Any:
    """Return the cotangents and the tangent, compiled together, which is faster."""

    @jax.jit
    def both(arrays: Any, u: Any, directions: Any) -> Any:
        _, back = jax.vjp(reference, *arrays)
        return back(u), jax.jvp(reference, arrays, directions)[1]

    return both(arrays, u, directions)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_pull_and_push_are_those_of_jax_and_adjoint(case: Case) -> None:
    net, arrays = case.network(), case.arrays(1)
    random = np.random.default_rng(2)
    names = list(net.inputs)
    u = random.standard_normal(net(*arrays).shape)
    directions = [random.standard_normal(a.shape) for a in arrays]
    expected, tangent = _jax_derivatives(case.reference, tuple(arrays), u, tuple(directions))
    pulled = sa.vjp(net, names)(*arrays, u=u)
    pulled = pulled if len(names) > 1 else {names[0]: pulled}
    for name, cotangent in zip(names, expected, strict=True):
        assert pulled[name].shape == cotangent.shape
        np.testing.assert_allclose(pulled[name], cotangent, rtol=1e-12, atol=1e-12)
    pushed = sa.jvp(net)(*arrays, *directions)
    np.testing.assert_allclose(pushed, tangent, rtol=1e-12, atol=1e-12)
    inner = sum(float(np.vdot(pulled[n], d)) for n, d in zip(names, directions, strict=True))
    assert inner == pytest.approx(float(np.vdot(u, pushed)), rel=1e-11, abs=1e-11)


@pytest.mark.parametrize("case", [c for c in CASES if len(c.inputs) > 1], ids=str)
def test_derivatives_by_one_input_leave_the_other_alone(case: Case) -> None:
    net, arrays = case.network(), case.arrays(3)
    for i, name in enumerate(net.inputs):
        direction = np.random.default_rng(4).standard_normal(arrays[i].shape)
        tangents = [direction if j == i else np.zeros_like(a) for j, a in enumerate(arrays)]
        _, expected = _jax_derivatives(case.reference, tuple(arrays), net(*arrays), tuple(tangents))
        pushed = sa.jvp(net, name)(*arrays, direction)
        assert pushed.shape == expected.shape
        np.testing.assert_allclose(pushed, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_exact_arrays_give_exact_values(case: Case) -> None:
    net, arrays = case.network(), case.rationals()
    value = net(*arrays)
    floats = net(*(a.astype(float) for a in arrays))
    assert value.dtype == object and value.shape == floats.shape
    assert all(isinstance(v, (Expr, int)) and not getattr(v, "is_Float", False) for v in value.flat)
    np.testing.assert_allclose(np.vectorize(float, otypes=[float])(value), floats, rtol=1e-9, atol=1e-12)
    if case.operation in LINEAR:
        assert all(isinstance(v, int) or v.is_Rational for v in value.flat)


LINEAR = {
    *("add", "subtract", "multiply", "divide", "contract", "reshape", "transpose", "concat", "slice", "pad"),
    *("expand", "count", "sum", "windows", "overlap", "max", "first_max"),
}


@pytest.mark.parametrize("case", [c for c in CASES if c.operation in LINEAR], ids=str)
def test_exact_derivatives_are_adjoint_to_the_last_digit(case: Case) -> None:
    net, arrays = case.network(), case.rationals()
    names = list(net.inputs)
    value = net(*arrays)
    u = np.array([Rational(i + 1, 3) for i in range(value.size)] or [0], dtype=object)[: value.size]
    u = u.reshape(value.shape)
    pulled = sa.vjp(net, names)(*arrays, u=u)
    pulled = pulled if len(names) > 1 else {names[0]: pulled}
    directions = [a[::-1] if a.ndim else a for a in arrays]
    pushed = sa.jvp(net)(*arrays, *directions)
    inner = sum((np.sum(pulled[n] * d) for n, d in zip(names, directions, strict=True)), Rational(0))
    assert inner == np.sum(u * pushed)


def _made(operation: str, shapes: list[tuple[int | str, ...]], **options: Any) -> Network:
    inputs = {f"x{i}": s for i, s in enumerate(shapes)}
    return assemble(inputs, {}, [Step("here", operation, tuple(inputs), tuple(sorted(options.items())))], {"y": "here"})


@pytest.mark.parametrize(
    ("operation", "shapes", "options"),
    [
        ("add", [(2,), (3,)], {}),
        ("add", [("N",), (3,)], {}),
        ("add", [(2,)], {}),
        ("add", [(2,), (2,), (2,)], {}),
        ("apply", [(2,)], {}),
        ("apply", [(2,)], {"function": "relu"}),
        ("apply", [(2,)] * 3, {"function": T}),
        ("contract", [(2, 3), (2, 3)], {"subscripts": "ni,io->no"}),
        ("contract", [(2, 3), (2, 3)], {"subscripts": "ni,oi"}),
        ("contract", [(2, 2), (2, 3)], {"subscripts": "ii,io->o"}),
        ("contract", [(2,), (2,)], {"subscripts": "i,i->j"}),
        ("contract", [(2,), (3,)], {"subscripts": "i,j->i"}),
        ("contract", [(2,), (2,)], {"subscripts": "i,i->ii"}),
        ("reshape", [("N", 2)], {"shape": ("N", 3)}),
        ("reshape", [("N", 2)], {"shape": (2,)}),
        ("reshape", [(6,)], {"shape": (-2, -3)}),
        ("transpose", [(2, 3)], {"axes": (0, 0)}),
        ("concat", [], {"axis": 0}),
        ("concat", [(2, 3), (2, 2)], {"axis": 0}),
        ("concat", [("N", 3), ("N", 3)], {"axis": 0}),
        ("slice", [(3,)], {"axis": 0, "start": 2, "stop": 1}),
        ("slice", [(3,)], {"axis": 0, "start": 0, "stop": 4}),
        ("slice", [(3,)], {"axis": -1, "start": 0, "stop": 1}),
        ("slice", [("N",)], {"axis": 0, "start": 0, "stop": 1}),
        ("pad", [(3,)], {"axis": 0, "before": -1, "after": 0}),
        ("pad", [(3,)], {"axis": 1, "before": 1, "after": 0}),
        ("expand", [(2,)], {"shape": (3,)}),
        ("sum", [(2, 2)], {"axes": (0, 0)}),
        ("sum", [(2, 2)], {"axes": (2,)}),
        ("sum", [(2, 2)], {"axes": (-1,)}),
        ("count", [(2, 2)], {"axes": (2,)}),
        ("max", [(2, 2)], {"axes": ()}),
        ("max", [(2, 2)], {"axes": (1, 1)}),
        ("first_max", [(2, 2)], {"axes": (5,)}),
        ("windows", [("N",)], {**ONE_AXIS, "fill": 0}),
        ("windows", [(2,)], {**ONE_AXIS, "lengths": (9,), "fill": 0}),
        ("windows", [(2,)], {**TWO_AXES, "fill": 0}),
        ("windows", [(5,)], {**ONE_AXIS, "strides": (0,), "fill": 0}),
        ("windows", [(5,)], {**ONE_AXIS, "strides": (1, 1), "fill": 0}),
        ("windows", [(5,)], {**ONE_AXIS, "pads": ((-1, 0),), "fill": 0}),
        ("windows", [(5,)], {**ONE_AXIS, "lengths": (0,), "fill": 0}),
        ("overlap", [(3, 3)], {**ONE_AXIS, "size": (5,)}),
        ("vector", [(2,)], {"function": "relu", "axis": 0}),
        ("vector", [(2,)], {"function": "softmax", "axis": 1}),
        ("vector", [()], {"function": "softmax", "axis": 0}),
        ("cross_entropy", [(2,), (3,)], {"axis": 0, "distribution": False}),
        ("cross_entropy", [(2,), (2,)], {"axis": -1, "distribution": False}),
        ("expand", [(1,)], {"shape": ("K",)}),
        ("no_such", [(2,)], {}),
    ],
)
def test_what_does_not_fit_is_refused_with_the_step_named(
    operation: str, shapes: list[tuple[int | str, ...]], options: dict[str, Any]
) -> None:
    with pytest.raises(NetworkError, match="'here'"):
        _made(operation, shapes, **options)


def test_arithmetic_gives_what_ieee_says_without_warnings() -> None:
    big = np.array([1e308, 0.0, np.inf, np.nan])
    assert np.isinf(_made("multiply", [(4,), (4,)])(big, big)[0])
    quotient = _made("divide", [(4,), (4,)])(big, np.zeros(4))
    assert np.isinf(quotient[0]) and np.isnan(quotient[1])
    product = _made("contract", [(1, 4), (1, 4)], subscripts="ni,oi->no")(big[None], big[None])
    assert np.isnan(product).all()


def test_ties_of_a_maximum_give_the_derivative_to_the_first() -> None:
    net = _made("max", [("N", 3)], axes=(1,))
    np.testing.assert_array_equal(sa.gradient(net, wrt="x0")([[1.0, 2.0, 2.0]])["x0"], [[0, 1, 0]])


def test_a_piecewise_function_of_the_user_has_its_own_derivative() -> None:
    net = _made("apply", [("N",)], function=Piecewise((0, T < 0), (T**2, True)))
    np.testing.assert_array_equal(sa.gradient(net, wrt="x0")([-1.0, 3.0])["x0"], [0, 6])


def test_cross_entropy_counts_no_impossible_class_that_is_not_asked_for() -> None:
    net = _made("cross_entropy", [("N", 3), ("N", 3)], axis=1, distribution=True)
    logits, target = np.array([[0.0, -np.inf, 0.0]]), np.array([[1.0, 0.0, 0.0]])
    np.testing.assert_allclose(net(logits, target), [np.log(2)])
    np.testing.assert_allclose(sa.gradient(net, wrt="x0")(logits, target)["x0"], [[-0.5, 0, 0.5]])
    np.testing.assert_array_equal(net(logits, np.array([[0.0, 1.0, 0.0]])), [np.inf])
