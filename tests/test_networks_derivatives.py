"""Gradients, products and Jacobians of whole networks: against jax to 1e-12, and exactly against SymPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from helpers import few
from sympy import Rational, Symbol, diff

import symact as sa
from symact.errors import NetworkError
from symact.exact.variable import T
from symact.networks.layers import Activate, Dense, Residual, chain
from symact.networks.network import Network, assemble
from symact.networks.step import Step
from symact.networks.writer import NetworkWriter

jax = pytest.importorskip("jax", reason="needs jax; pip install 'symact[jax]'")
jax.config.update("jax_enable_x64", True)
jnp = jax.numpy

ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "relu": jax.nn.relu,
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "softplus": jax.nn.softplus,
    "gelu": lambda x: jax.nn.gelu(x, approximate=False),
    "silu": jax.nn.silu,
    "elu": jax.nn.elu,
    "identity": lambda x: x,
    "softmax": lambda x: jax.nn.softmax(x, axis=-1),
    "log_softmax": lambda x: jax.nn.log_softmax(x, axis=-1),
}

LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "squared_error": lambda y, t: ((y - t) ** 2 / 2).sum(-1).mean(),
    "cross_entropy": lambda y, t: -(t * jax.nn.log_softmax(y, axis=-1)).sum(-1).mean(),
    "binary_cross_entropy": lambda y, t: (jax.nn.softplus(y) - t * y).sum(-1).mean(),
    "hinge": lambda y, t: jnp.maximum(0, 1 - y * t).sum(-1).mean(),
    "huber": lambda y, t: jnp.where(jnp.abs(y - t) < 1, (y - t) ** 2 / 2, jnp.abs(y - t) - 0.5).sum(-1).mean(),
}


class Random:
    """A random network in layers beside the same function in jax."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.loss = list(LOSSES)[seed % len(LOSSES)]
        self.widths = [int(n) for n in self.random.integers(1, 6, size=self.random.integers(2, 5))]
        layers: list[Any] = []
        self.parts: list[Callable[[Any, dict[str, Any]], Any]] = []
        for fan_in, fan_out in zip(self.widths, self.widths[1:], strict=False):
            self._dense(layers, fan_in, fan_out)
            if self.random.random() < 0.4:
                self._residual(layers, fan_out)
        self.network = chain(layers, inputs=self.widths[0])

    def _pick(self) -> str:
        return str(self.random.choice(list(ACTIVATIONS)))

    def _layer(self, fan_in: int, fan_out: int, tag: str) -> tuple[Dense, Callable[[Any, dict[str, Any]], Any]]:
        name, bias = self._pick(), self.random.random() < 0.7
        weight = self.random.standard_normal((fan_out, fan_in))
        layer = Dense(weight, self.random.standard_normal(fan_out) if bias else None, name, tag)

        def apply(x: Any, p: dict[str, Any]) -> Any:
            return ACTIVATIONS[name](x @ p[f"W{tag}"].T + (p[f"b{tag}"] if bias else 0))

        return layer, apply

    def _dense(self, layers: list[Any], fan_in: int, fan_out: int) -> None:
        layer, apply = self._layer(fan_in, fan_out, f"_{len(layers)}")
        layers.append(layer)
        self.parts.append(apply)

    def _residual(self, layers: list[Any], width: int) -> None:
        """Two times the same layer in one skip: shared weights."""
        layer, apply = self._layer(width, width, f"_{len(layers)}")
        layers.append(Residual(layer, layer))
        self.parts.append(lambda x, p: x + apply(apply(x, p), p))

    def reference(self, parameters: dict[str, Any], x: Any) -> Any:
        for part in self.parts:
            x = part(x, parameters)
        return x

    def data(self, examples: int = 5) -> tuple[Any, Any]:
        x = self.random.standard_normal((examples, self.widths[0]))
        t = self.random.dirichlet(np.ones(self.widths[-1]), examples)
        return x, np.sign(t - t.mean()) if self.loss == "hinge" else t


def _close(found: Any, expected: Any) -> None:
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("seed", few(range(20), 5))
def test_gradients_of_random_networks_are_those_of_jax(seed: int) -> None:
    made = Random(seed)
    net, (x, t) = made.network, made.data()
    p = dict(net.parameters)
    _close(net(x), made.reference(p, x))

    @jax.jit
    def expected(p: Any, x: Any) -> Any:
        return jax.value_and_grad(lambda p, x: LOSSES[made.loss](made.reference(p, x), t), (0, 1))(p, x)

    # a loss that has a softmax or a sigmoid inside takes what stands before it, so a last one is undone
    names = [*p, "x"]
    inside = {"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}.get(made.loss)
    last = net.step(net.outputs["y"]).options[-1:]
    if inside is not None and any(inside == str(getattr(v, "func", v)) for _, v in last):
        pytest.fail("choose seeds without a softmax at the end; it has a test of its own")
    loss, (by_parameters, by_x) = expected(p, x)
    found = sa.gradient(net, made.loss, names)(x, t=t)
    _close(found["loss"], loss)
    for name in p:
        _close(found[name], by_parameters[name])
    _close(found["x"], by_x)


@pytest.mark.parametrize("seed", few(range(20, 24), 1))
def test_products_and_jacobians_of_random_networks_are_those_of_jax(seed: int) -> None:
    made = Random(seed)
    net, (x, t) = made.network, made.data(3)
    p = dict(net.parameters)
    v = {n: made.random.standard_normal(a.shape) for n, a in p.items()}
    u = made.random.standard_normal(net(x).shape)

    @jax.jit
    def expected(p: Any, x: Any) -> Any:
        def loss(p: Any) -> Any:
            return ((made.reference(p, x) - t) ** 2 / 2).sum(-1).sum()

        product = jax.jvp(jax.grad(loss), (p,), (v,))[1]
        pushed = jax.jvp(lambda p: made.reference(p, x), (p,), (v,))[1]
        (pulled,) = jax.vjp(lambda p: made.reference(p, x), p)[1](u)
        return product, pushed, pulled, jax.vmap(jax.jacobian(lambda x: made.reference(p, x)))(x)

    product, pushed, pulled, jacobian = expected(p, x)
    directions = {f"v_{n}": a for n, a in v.items()}
    found = sa.hvp(net, "squared_error", reduction="sum")(x, t=t, **directions)
    found = found if isinstance(found, dict) else {next(iter(p)): found}
    back = sa.vjp(net)(x, u=u)
    back = back if isinstance(back, dict) else {next(iter(p)): back}
    for name in p:
        _close(found[name], product[name])
        _close(back[name], pulled[name])
    _close(sa.jvp(net, list(p))(x, **directions), pushed)
    _close(sa.jacobian(net)(x), jacobian)
    _close(sa.jacobian(net)(x[0]), jacobian[0])


@pytest.mark.parametrize(
    ("output", "loss", "distribution"),
    [
        ("softmax", "cross_entropy", True),
        ("softmax", "cross_entropy", False),
        ("sigmoid", "binary_cross_entropy", False),
    ],
)
def test_an_output_of_probabilities_and_its_loss_are_one(output: str, loss: str, distribution: bool) -> None:
    net = sa.mlp([3, 4, 2], hidden="tanh", output=output, weights="glorot")
    random = np.random.default_rng(0)
    x, t = random.standard_normal((6, 3)), random.dirichlet([1, 1], 6)
    gradient = sa.gradient(net, loss, ["W1", "b2"], distribution=distribution)
    raw = sa.mlp([3, 4, 2], hidden="tanh", weights="glorot")

    def reference(p: Any) -> Any:
        z = jnp.tanh(x @ p["W1"].T + p["b1"]) @ p["W2"].T + p["b2"]
        return LOSSES[loss](z, t)

    expected = jax.grad(reference)(dict(raw.parameters))
    found = gradient(x, t)
    for name in ("W1", "b2"):
        _close(found[name], expected[name])
    logits = np.array([[1000.0, -1000.0]] * 6)
    extreme = sa.gradient(net.with_parameters(W2=np.zeros((2, 4)), b2=logits[0]), loss)(x, np.array([[0.0, 1.0]] * 6))
    assert np.isfinite(extreme["loss"]) and all(np.isfinite(a).all() for a in extreme.values())


def test_a_gradient_can_be_differentiated_again() -> None:
    net = sa.mlp([2, 3, 1], hidden="tanh", weights="he")
    x = np.array([[0.3, -0.7], [1.0, 0.2]])
    first = sa.gradient(net, wrt="x")
    second = sa.gradient(first, wrt="W1", output="x")

    def slope(w: Any) -> Any:
        def value(x: Any) -> Any:
            h = jnp.tanh(x @ w.T + net.parameters["b1"])
            return (h @ net.parameters["W2"].T + net.parameters["b2"]).sum()

        return jax.grad(value)(x).sum()

    assert isinstance(second, Network)
    _close(second(x)["W1"] if isinstance(second(x), dict) else second(x), jax.grad(slope)(net.parameters["W1"]))


def test_a_rational_gradient_is_that_of_sympy_on_the_expression() -> None:
    weights = [([[1, -2], [3, Rational(1, 2)]], [0, Rational(1, 3)]), ([[2, -1]], [1])]
    net = sa.mlp([2, 2, 1], hidden=T**3 - T, weights=weights)
    x0, x1 = Symbol("x0"), Symbol("x1")
    at = {x0: Rational(2, 5), x1: Rational(-3, 7)}
    found = sa.gradient(net, wrt="x")(np.array([[at[x0], at[x1]]], dtype=object))
    whole = sa.expression(net)
    assert found["loss"] == whole.subs(at)
    assert list(found["x"][0]) == [diff(whole, v).subs(at) for v in (x0, x1)]


def test_a_symbolic_gradient_is_that_of_sympy() -> None:
    net = sa.mlp([1, 2, 1], hidden=sa.tanh)
    whole = sa.expression(net)
    values = sa.gradient(net)(np.array([[Symbol("x")]], dtype=object))
    for name, array in net.parameters.items():
        for place in np.ndindex(array.shape):
            assert (values[name][place] - diff(whole, array[place])).expand() == 0


def test_at_a_kink_the_gradient_is_the_selection_of_the_units() -> None:
    relus = [([[1], [-1]], [0, 0]), ([[1, -1]], [0])]
    net = sa.mlp([1, 2, 1], weights=relus)  # relu(x) - relu(-x), whose slope is 1 everywhere
    assert sa.gradient(net, wrt="x")([[0.0]])["x"] == 0
    assert sa.gradient(net, wrt="x")([[0.5]])["x"] == 1
    whole = sa.mlp([1, 1], output=sa.relu(T) - sa.relu(-T), weights=[([[1]], [0])])
    assert sa.gradient(whole, wrt="x")([[0.0]])["x"] == 1


def test_connections_that_do_not_exist_have_no_gradient_and_take_no_direction() -> None:
    writer = NetworkWriter()
    x = writer.input("x", ("N", 2))
    w = writer.parameter("W", [[1.0, 0.0], [2.0, 3.0]], [[True, False], [True, True]])
    net = writer.build({"y": writer.add("contract", x, w, subscripts="ni,oi->no")})
    np.testing.assert_array_equal(sa.gradient(net)([[5.0, 7.0]])["W"], [[5, 0], [5, 7]])
    np.testing.assert_array_equal(sa.jvp(net, "W")([[5.0, 7.0]], np.ones((2, 2))), [[5, 12]])
    assert net.size == 3


def _two_outputs() -> Network:
    steps = [
        Step("h", "apply", ("x",), (("function", T**2),)),
        Step("g", "add", ("h", "b")),
    ]
    return assemble({"x": ("N", 2), "unused": ("N", 3)}, {"b": [1.0, 2.0]}, steps, {"p": "h", "q": "g", "r": "g"})


def test_outputs_that_share_values_and_inputs_that_are_not_reached() -> None:
    net = _two_outputs()
    x, other = np.array([[1.0, 3.0]]), np.ones((1, 3))
    found = sa.gradient(net, wrt=["x", "unused", "b"], output="p")(x, other)
    np.testing.assert_array_equal(found["x"], [[2, 6]])
    np.testing.assert_array_equal(found["unused"], np.zeros((1, 3)))
    np.testing.assert_array_equal(found["b"], [0, 0])
    pushed = sa.jvp(net, "x")(x, other, np.ones((1, 2)))
    assert {n: a.tolist() for n, a in pushed.items()} == {n: [[2.0, 6.0]] for n in "pqr"}
    assert sa.jvp(net, "unused")(x, other, other)["q"].tolist() == [[0.0, 0.0]]
    loss = sa.gradient(net, "squared_error", output="r")(x, other, t=np.zeros((1, 2)))
    np.testing.assert_array_equal(loss["b"], [2, 11])


def test_an_output_may_be_an_input_or_a_parameter() -> None:
    net = assemble({"x": ("N", 2)}, {"W": [1.0, 2.0]}, [], {"y": "x", "w": "W"})
    found = sa.gradient(net, wrt=["x", "W"], output="y")([[3.0, 4.0]])
    assert found["loss"] == 7 and found["x"].tolist() == [[1, 1]] and found["W"].tolist() == [0, 0]
    assert sa.gradient(net, output="w")([[3.0, 4.0]])["W"].tolist() == [1, 1]
    np.testing.assert_array_equal(sa.jacobian(net, output="y")([3.0, 4.0]), np.eye(2))


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda n: sa.gradient(n, wrt="nope"), KeyError, "nope"),
        (lambda n: sa.gradient(n, "nope"), LookupError, "nope"),
        (lambda n: sa.gradient(n, 5), TypeError, "loss must be"),
        (lambda n: sa.gradient(n, "hinge", target="x"), NetworkError, "target must be a name that is new"),
        (lambda n: sa.gradient(n, wrt=3), TypeError, "wrt must be a name or several, not 3"),
        (lambda n: sa.jacobian(n, ["x"]), TypeError, "wrt must be the name of one input"),
        (lambda n: sa.gradient(n, "hinge", reduction="max"), ValueError, "reduction"),
        (lambda n: sa.gradient(n, output="z"), KeyError, "output must be one of y"),
        (lambda n: sa.jacobian(n, "W1"), NetworkError, "a Jacobian needs"),
        (lambda n: sa.gradient(_two_outputs()), NetworkError, "several"),
        (lambda n: sa.jacobian(_two_outputs(), output="p"), NetworkError, "several inputs"),
    ],
)
def test_what_cannot_be_differentiated_is_refused(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call(sa.mlp([2, 2], weights="he"))


@pytest.mark.parametrize(
    "verb", [sa.gradient, sa.vjp, sa.jvp, sa.hvp, sa.jacobian, sa.expression, sa.equations, sa.unit_graph]
)
def test_what_is_no_network_is_refused(verb: Any) -> None:
    with pytest.raises(TypeError, match=r"network must be a symact\.Network, not relu"):
        verb(sa.relu)


def test_products_are_networks_that_can_be_differentiated_again() -> None:
    net = sa.mlp([1, 1], output=Symbol("x") ** 3, weights=[([[2]], [1])])
    second = sa.jvp(sa.jvp(net, "x"), "x")
    assert list(second.inputs) == ["x", "v_x", "v_x_"]
    assert second([1.0], [1.0], [1.0]) == 24 * (2 * 1 + 1)
    twice = sa.vjp(sa.vjp(net, "x"), "x")
    assert list(twice.inputs) == ["x", "u", "u_"]
    assert twice([1.0], [1.0], [1.0]) == 24 * (2 * 1 + 1)


def test_a_step_unit_has_derivative_zero_and_hardmax_too() -> None:
    for f in ("step", "hardmax"):
        net = chain([Dense(np.eye(2), np.zeros(2), f), Activate("identity")], 2)
        assert not sa.gradient(net)([[1.0, -2.0]])["W1"].any()


def test_a_thousand_layers_are_differentiated_without_recursion() -> None:
    net = chain([Dense(np.eye(2) * 0.99, activation=sa.tanh) for _ in range(1000)], inputs=2)
    found = sa.gradient(net, wrt="x")([[0.1, 0.2]])
    assert np.isfinite(found["x"]).all() and (found["x"] != 0).all()


def test_the_dtype_of_the_inputs_is_that_of_the_gradient() -> None:
    net = sa.mlp([2, 3, 1], weights="he")
    for dtype in (np.float32, np.float64):
        found = sa.gradient(net, "huber")(np.ones((2, 2), dtype), np.ones((2, 1), dtype))
        assert {a.dtype for a in found.values()} == {np.dtype(dtype)}
