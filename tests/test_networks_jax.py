"""Networks and JAX: the same values and gradients, by functions written on their own and by `to_jax`."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from network_zoo import inputs, weights, zoo

import symact as sa
from symact.errors import UnsupportedError

jax = pytest.importorskip("jax", reason="needs JAX, which is not installed; pip install 'symact[jax]'")
jnp = jax.numpy

pytestmark = pytest.mark.long  # JAX compiles each network

ZOO = zoo()
TOLERANCE = 1e-12

BY_HAND = {
    "relu": lambda z: jnp.maximum(z, 0.0),
    "tanh": jnp.tanh,
    "sigmoid": lambda z: 1 / (1 + jnp.exp(-z)),
    "softplus": lambda z: jnp.logaddexp(z, 0.0),
    "silu": lambda z: z / (1 + jnp.exp(-z)),
    "gelu": lambda z: z * (1 + jax.scipy.special.erf(z / jnp.sqrt(2.0))) / 2,
    "elu": lambda z: jnp.where(z > 0, z, jnp.exp(jnp.minimum(z, 0.0)) - 1),
    "leaky_relu": lambda z: jnp.where(z > 0, z, 0.01 * z),
    "softsign": lambda z: z / (1 + jnp.abs(z)),
    "mish": lambda z: z * jnp.tanh(jnp.logaddexp(z, 0.0)),
    "hard_sigmoid": lambda z: jnp.clip(z / 6 + 0.5, 0.0, 1.0),
    "identity": lambda z: z,
}
"""Activations from their formulas, in JAX's own words."""


@pytest.fixture(autouse=True)
def _float64():
    with jax.enable_x64(True):
        yield


def random_network(seed):
    """Return a random chain with mixed activations, and the same written in JAX by hand."""
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 9, random.integers(3, 6)).tolist()
    names = random.choice(list(BY_HAND), len(sizes) - 1).tolist()
    pairs = [(random.standard_normal((m, n)), random.standard_normal(m)) for n, m in pairwise(sizes)]
    layers = [sa.layers.Dense(w, b, sa.activation(f)) for (w, b), f in zip(pairs, names, strict=True)]

    def by_hand(parameters, x):
        h = x
        for i, name in enumerate(names, 1):
            h = BY_HAND[name](h @ parameters[f"W{i}"].T + parameters[f"b{i}"])
        return h

    parameters = {f"{k}{i}": p for i, pair in enumerate(pairs, 1) for k, p in zip("Wb", pair, strict=True)}
    return sa.layers.chain(layers, inputs=sizes[0]), by_hand, parameters, sizes


def assert_agree(found, expected, message):
    scale = max(float(np.abs(expected).max(initial=0.0)), 1.0)
    np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE * scale, err_msg=message)


@pytest.mark.parametrize("seed", range(20))
def test_gradients_of_random_networks_agree(seed):
    network, by_hand, parameters, sizes = random_network(seed)
    random = np.random.default_rng([seed, 1])
    x, t = random.standard_normal((13, sizes[0])), random.standard_normal((13, sizes[-1]))
    found = sa.gradient(network, "squared_error")(x=x, t=t)

    def loss(forward):
        return lambda p: ((forward(p, x) - t) ** 2 / 2).sum(axis=1).mean()

    function, own = sa.to_jax(network)
    for forward, given in ((by_hand, parameters), (function, own)):
        value, slopes = jax.jit(jax.value_and_grad(loss(forward)))(given)
        assert_agree(found["loss"], value, "loss")
        for name, slope in slopes.items():
            assert_agree(found[name], slope, name)


@pytest.mark.parametrize("rows", [0, 9])
@pytest.mark.parametrize("name", ZOO)
def test_every_operation_has_its_value(name, rows):
    network = ZOO[name]
    given = inputs(network, rows)
    try:
        expected = network(**given)
    except ValueError:
        return
    found = network.compile("jax")(**given)
    for key, value in expected.items() if isinstance(expected, dict) else [("y", expected)]:
        own = found[key] if isinstance(expected, dict) else found
        assert isinstance(own, jax.Array) and own.dtype == np.float64
        np.testing.assert_allclose(own, value, rtol=1e-12, atol=1e-12, err_msg=key)


@pytest.mark.parametrize("name", ["mlp", "residual", "windows", "largest", "functions", "vectors"])
def test_jax_differentiates_every_operation(name):
    network = ZOO[name]
    output = next(iter(network.outputs))
    given = inputs(network, 3)
    function, parameters = sa.to_jax(network)

    def total(p, values):
        result = function(p, **values)
        return (result[output] if isinstance(result, dict) else result).sum()

    by_parameters, by_inputs = jax.jit(jax.grad(total, argnums=(0, 1)))(parameters, given)
    wrt = [*network.parameters, *network.inputs]
    expected = sa.gradient(network, None, wrt, output=output)(**given)
    for slopes in (by_parameters, by_inputs):
        for key, slope in slopes.items():
            np.testing.assert_allclose(slope, expected[key], rtol=1e-12, atol=1e-12, err_msg=key)


def test_a_single_example_jit_and_vmap_are_served():
    network = ZOO["mlp"]
    function, parameters = sa.to_jax(network)
    x = weights(6, 4)
    expected = network(x)
    np.testing.assert_allclose(jax.jit(function)(parameters, x[0]), expected[0], rtol=1e-12)
    np.testing.assert_allclose(jax.jit(function)(parameters, x), expected, rtol=1e-12)
    np.testing.assert_allclose(jax.jit(jax.vmap(function, (None, 0)))(parameters, x), expected, rtol=1e-12)
    np.testing.assert_allclose(jax.jit(function)(parameters, x=x), expected, rtol=1e-12)


def test_the_kink_has_the_least_element_of_the_subdifferential():
    network = sa.mlp([1, 1], output=sa.relu, weights=[([[1.0]], [0.0])])
    function, parameters = sa.to_jax(network)
    assert jax.grad(lambda p: function(p, np.zeros(1))[0])(parameters)["b1"].tolist() == [0.0]


def test_float32_stays_float32():
    network = sa.mlp([2, 3, 1], weights="he", dtype=np.float32)
    function, parameters = sa.to_jax(network)
    assert {p.dtype for p in parameters.values()} == {np.dtype(np.float32)}
    assert function(parameters, np.ones((4, 2), np.float32)).dtype == np.float32
    assert network.compile("jax")(np.ones((4, 2), np.float32)).dtype == np.float32


def test_connections_that_do_not_exist_have_no_slope():
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(
        [("h1", {"activation": sa.tanh}), ("h2", {"activation": sa.tanh}), ("y", {"activation": "identity"})]
    )
    graph.add_weighted_edges_from([("a", "h1", 0.5), ("b", "h2", 0.25), ("h1", "y", 1.5), ("h2", "y", -1.0)])
    network = sa.Network(graph)
    assert network.supports
    function, parameters = sa.to_jax(network)
    slopes = jax.grad(lambda p: function(p, np.array([1.0, 2.0])).sum())(parameters)
    for name, support in network.supports.items():
        assert not np.asarray(slopes[name])[~support].any()


def test_what_cannot_be_a_function_of_jax_is_refused():
    with pytest.raises(UnsupportedError, match="W1, b1"):
        sa.to_jax(sa.mlp([1, 1]))
    function, parameters = sa.to_jax(ZOO["mlp"])
    with pytest.raises(ValueError, match="must have the shape"):
        function(parameters, np.ones((2, 5)))
    with pytest.raises(TypeError, match="out is served by the backend numpy"):
        ZOO["mlp"].compile("jax")(np.ones((2, 4)), out=np.ones((2, 3)))
    with pytest.raises(UnsupportedError, match="source is generated by the backend numpy"):
        _ = ZOO["mlp"].compile("jax").source
