"""Training: the rule by hand and by jax, what it records, what it keeps, what it refuses."""

from __future__ import annotations

import pickle
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from helpers import few
from sympy import Rational, Symbol

import symact as sa
from symact.exact.variable import T
from symact.networks.writer import NetworkWriter

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_T = np.array([[0.0], [1.0], [1.0], [0.0]])
NET = sa.mlp([2, 1], weights="he")
SETTINGS = {"epochs": 500, "learning_rate": 1.0, "momentum": 0.9}


def xor_net(seed, hidden=sa.sigmoid):
    return sa.mlp([2, 3, 1], hidden=hidden, output=sa.sigmoid, weights="lecun", seed=seed)


def arrays(net):
    return {n: np.asarray(a, np.float64) for n, a in net.parameters.items()}


@pytest.fixture
def jax():
    module = pytest.importorskip("jax", reason="needs jax; pip install 'symact[jax]'")
    module.config.update("jax_enable_x64", True)
    return module


def jax_xor_run(jax, weights, batches, rate, momentum):
    """Train 2-3-1 sigmoid networks on XOR in jax; `batches` is, for each epoch, a list of index arrays."""
    jnp = jax.numpy

    def loss(w, x, t):
        p = jax.nn.sigmoid(jax.nn.sigmoid(x @ w["W1"].T + w["b1"]) @ w["W2"].T + w["b2"])
        return -jnp.mean(t * jnp.log(p) + (1 - t) * jnp.log(1 - p))

    slope = jax.jit(jax.grad(loss))
    value = jax.jit(loss)
    velocity = {n: 0 * a for n, a in weights.items()}
    losses = [float(value(weights, XOR_X, XOR_T))]
    for epoch in batches:
        for places in epoch:
            g = slope(weights, XOR_X[places], XOR_T[places])
            velocity = {n: momentum * velocity[n] + g[n] for n in weights}
            weights = {n: weights[n] - rate * velocity[n] for n in weights}
        losses.append(float(value(weights, XOR_X, XOR_T)))
    return losses


# What it computes


@cache
def xor_run(seed):
    return sa.fit(xor_net(seed), XOR_X, XOR_T, "binary_cross_entropy", **SETTINGS)


@pytest.mark.parametrize("seed", few(range(20), 4))
def test_xor_goes_as_in_jax(jax, seed):
    run = xor_run(seed)
    theirs = jax_xor_run(jax, arrays(xor_net(seed)), [[np.arange(4)]] * 500, 1.0, 0.9)
    assert len(run.losses) == 501
    np.testing.assert_allclose(run.losses, theirs, rtol=1e-10)


def test_xor_is_learned_from_most_seeds():
    learned = [np.array_equal(xor_run(seed).network(XOR_X) > 0.5, XOR_T == 1) for seed in range(20)]
    assert sum(learned) >= 18


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("size", [1, 3])
def test_batches_go_as_in_jax(jax, size, shuffle):
    net = xor_net(3)
    settings = {"epochs": 30, "learning_rate": 0.5, "momentum": 0.5, "batch_size": size, "seed": 11}
    run = sa.fit(net, XOR_X, XOR_T, "bce", shuffle=shuffle, **settings)
    generator = np.random.default_rng(11)
    orders = [generator.permutation(4) if shuffle else np.arange(4) for _ in range(30)]
    batches = [[order[i : i + size] for i in range(0, 4, size)] for order in orders]
    np.testing.assert_allclose(run.losses, jax_xor_run(jax, arrays(net), batches, 0.5, 0.5), rtol=1e-10)


def test_the_rule_in_exact_arithmetic():
    """A line through points, where every step is rational: weights, loss and gradient by hand."""
    x, t = [Fraction(n) for n in (0, 1, 3)], [Fraction(n) for n in (1, 2, -1)]
    w, b, v, c = Fraction(1, 2), Fraction(0), Fraction(0), Fraction(0)
    losses, norms = [], []
    for _ in range(6):
        errors = [w * a + b - y for a, y in zip(x, t, strict=True)]
        losses.append(sum(e * e / 2 for e in errors) / 3)
        slopes = sum(e * a for e, a in zip(errors, x, strict=True)) / 3, sum(errors) / 3
        norms.append(abs(slopes[0]))
        v, c = v * Fraction(3, 4) + slopes[0], c * Fraction(3, 4) + slopes[1]
        last = w, b
        w, b = w - v / 8, b - c / 8
    net = sa.mlp([1, 1], weights=[([[Rational(1, 2)]], [0])])
    columns = [[[float(n)] for n in values] for values in (x, t)]
    run = sa.fit(net, *columns, epochs=5, learning_rate=0.125, momentum=0.75, gradient_norms=True)
    np.testing.assert_allclose(run.losses, [float(n) for n in losses], rtol=1e-14)
    np.testing.assert_allclose(run.gradient_norms["W1"], [float(n) for n in norms], rtol=1e-13)
    got = run.network.parameters
    np.testing.assert_allclose([got["W1"][0, 0], got["b1"][0]], [float(n) for n in last], rtol=1e-14)
    assert got["W1"].dtype == np.float64


def test_a_sum_is_a_mean_with_another_rate():
    runs = [
        sa.fit(xor_net(1), XOR_X, XOR_T, "bce", epochs=20, learning_rate=rate, reduction=reduction)
        for rate, reduction in ((1.0, "mean"), (0.25, "sum"))
    ]
    np.testing.assert_allclose(runs[1].losses, 4 * np.array(runs[0].losses), rtol=1e-12)


@pytest.mark.parametrize("loss", ["squared_error", "huber", "binary_cross_entropy", "hinge"])
def test_every_loss_that_is_a_sum_over_entries_goes_down(loss):
    t = 2 * XOR_T - 1 if loss == "hinge" else XOR_T
    run = sa.fit(sa.mlp([2, 4, 1], hidden=sa.tanh, weights="glorot"), XOR_X, t, loss, epochs=300, learning_rate=0.3)
    assert run.losses[-1] < run.losses[0] / 5 and run.loss == loss


def test_classes():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((60, 2)) + np.repeat([[0, 4], [4, 0], [-4, -4]], 20, axis=0)
    t = np.eye(3)[np.repeat([0, 1, 2], 20)]
    net = sa.mlp([2, 8, 3], hidden=sa.tanh, output=sa.softmax, weights="glorot")
    run = sa.fit(net, x, t, sa.losses.cross_entropy, epochs=60, batch_size=16, momentum=0.9)
    assert run.losses[-1] < 0.05 and (run.network(x).argmax(1) == t.argmax(1)).all()
    assert run.losses[0] == pytest.approx(-np.log(net(x)[t == 1]).mean(), rel=1e-12)


# What it records


@pytest.mark.parametrize("size", [None, 3])
def test_the_record_is_of_all_examples_at_the_weights_of_the_moment(size):
    settings = {"learning_rate": 0.3, "momentum": 0.5, "batch_size": size, "gradient_norms": True}
    run = sa.fit(xor_net(5), XOR_X, XOR_T, "bce", epochs=7, **settings)
    assert run.epochs == 7 and {len(v) for v in run.gradient_norms.values()} == {8}
    for epochs in (0, 3, 7):
        shorter = sa.fit(xor_net(5), XOR_X, XOR_T, "bce", epochs=epochs, **settings)
        assert shorter.losses == run.losses[: epochs + 1]
        slopes = sa.gradient(shorter.network, "bce")(x=XOR_X, t=XOR_T)
        assert run.losses[epochs] == pytest.approx(slopes["loss"], rel=1e-14)
        for name, norms in run.gradient_norms.items():
            assert norms[epochs] == pytest.approx(np.linalg.norm(slopes[name]), rel=1e-12)


def test_no_norms_unless_asked():
    assert not sa.fit(xor_net(0), XOR_X, XOR_T, "bce", epochs=1).gradient_norms


def test_a_run_is_known_by_its_seed():
    first, again, other = (
        sa.fit(xor_net(0), XOR_X, XOR_T, "bce", epochs=5, batch_size=1, seed=seed) for seed in (4, 4, 5)
    )
    assert first.losses == again.losses and first.network == again.network
    assert first.losses != other.losses
    assert first.losses[0] == other.losses[0]


def test_result():
    run = sa.fit(xor_net(0), XOR_X, XOR_T, "bce", epochs=3, learning_rate=0.5, gradient_norms=True)
    assert repr(run).startswith("<Training 3 epochs, binary_cross_entropy 0.7")
    assert (run.descent.learning_rate, run.descent.batch_size, run.diverged) == (0.5, None, None)
    with pytest.raises(AttributeError):
        run.losses = ()
    with pytest.raises(TypeError):
        run.gradient_norms["W1"] = ()
    copy = pickle.loads(pickle.dumps(run))
    assert (copy.losses, copy.network, dict(copy.gradient_norms)) == (run.losses, run.network, dict(run.gradient_norms))


def test_the_bar_is_shown_where_asked_for(capsys):
    sa.fit(xor_net(0), XOR_X, XOR_T, "bce", epochs=2)
    assert capsys.readouterr() == ("", "")
    sa.fit(xor_net(0), XOR_X, XOR_T, "bce", epochs=2, progress=True)
    shown = capsys.readouterr()
    assert shown.out == "" and "training" in shown.err and "2/2" in shown.err


# What it keeps


def test_the_network_given_is_not_changed():
    net = xor_net(0)
    before = {n: a.copy() for n, a in net.parameters.items()}
    sa.fit(net, XOR_X, XOR_T, "bce", epochs=3)
    assert all(np.array_equal(before[n], net.parameters[n]) for n in before)


def test_connections_that_do_not_exist_stay_away():
    import networkx as nx

    g = nx.DiGraph()
    for unit in ("h1", "h2", "y"):
        g.add_node(unit, activation=sa.sigmoid, bias=0.1)
    g.add_weighted_edges_from([("a", "h1", 0.5), ("b", "h1", -1.0), ("b", "h2", 2.0), ("h1", "y", 1.0), ("h2", "y", 1)])
    net = sa.Network(g)
    (missing,) = (n for n, s in net.supports.items() if not s.all())
    run = sa.fit(net, XOR_X, XOR_T, "squared_error", epochs=5, momentum=0.9, gradient_norms=True)
    support, before, after = net.supports[missing], arrays(net)[missing], run.network.parameters[missing]
    assert (after[~support] == 0).all() and (after[support] != before[support]).all()
    slope = sa.gradient(net, "squared_error")(x=XOR_X, t=XOR_T)[missing] if "x" in net.inputs else None
    assert slope is None or run.gradient_norms[missing][0] == pytest.approx(np.linalg.norm(slope[support]))


def test_only_what_is_asked_for_is_trained():
    net = xor_net(0)
    run = sa.fit(net, XOR_X, XOR_T, "bce", epochs=3, wrt=["W2", "b2"], gradient_norms=True)
    changed = {n for n, a in run.network.parameters.items() if not np.array_equal(a, net.parameters[n])}
    assert changed == set(run.gradient_norms) == {"W2", "b2"}


def test_float32_stays():
    net = sa.mlp([2, 3, 1], hidden=sa.tanh, output=sa.sigmoid, weights="glorot", dtype=np.float32)
    run = sa.fit(net, XOR_X, XOR_T, "bce", epochs=10, momentum=0.5)
    assert {a.dtype for a in run.network.parameters.values()} == {np.dtype(np.float32)}
    assert run.losses[-1] == np.float32(run.losses[-1])


def test_exact_data_are_the_floats_nearest_to_them():
    runs = [sa.fit(NET, XOR_X + share, [[share]] * 4, epochs=3) for share in (Rational(1, 3), 1 / 3)]
    assert runs[0].losses == runs[1].losses


def test_shared_weights_and_skips_are_trained():
    shared = sa.layers.Dense(np.array([[0.5, 0.1], [-0.2, 0.3]]), np.zeros(2), sa.tanh)
    net = sa.layers.chain([shared, sa.layers.Residual(shared), sa.layers.Dense([[1.0, -1.0]])], inputs=2)
    run = sa.fit(net, XOR_X, XOR_T, epochs=50)
    assert list(run.network.parameters) == list(net.parameters) and run.losses[-1] < run.losses[0]


def test_several_inputs_by_name():
    w = NetworkWriter()
    a, t = w.input("a", ("N", 1)), w.input("t", ("N", 1))
    weight = w.parameter("W", [[0.0]])
    product = w.add("contract", a, weight, subscripts="ni,oi->no")
    net = w.build({"y": w.add("add", product, t)})
    run = sa.fit(net, {"a": [[1.0], [2.0]], "t": [[0.0], [1.0]]}, [[3.0], [7.0]], epochs=60, learning_rate=0.3)
    np.testing.assert_allclose(run.network.parameters["W"], [[3.0]], rtol=1e-9)


# Where it ends


def test_divergence_is_told_and_the_last_sound_weights_returned():
    net = sa.mlp([1, 1], weights=[([[1.0]], [0.0])])
    with pytest.warns(RuntimeWarning, match=r"diverged: the loss became inf in epoch \d+; .* a smaller learning_rate"):
        run = sa.fit(net, [[10.0], [20.0]], [[0.0], [1.0]], epochs=1000, learning_rate=10.0)
    assert run.diverged == run.epochs < 1000 and run.losses[-1] == np.inf
    assert all(b > a for a, b in pairwise(run.losses))
    slopes = sa.gradient(run.network, "squared_error")(x=[[10.0], [20.0]], t=[[0.0], [1.0]])
    assert slopes["loss"] == run.losses[-2]
    assert "diverged" in repr(run)


def test_infinite_weights_behind_a_finite_loss_are_divergence():
    net = sa.mlp([1, 1], output=sa.tanh, weights=[([[1e-4]], [0.0])])
    with pytest.warns(RuntimeWarning, match="a weight became infinite or nan in epoch 1"):
        run = sa.fit(net, [[1e3]], [[1.0]], "hinge", epochs=2, learning_rate=1e308)
    assert run.diverged == 1 and run.losses[-1] == 0 and run.network == net


def test_a_loss_that_is_infinite_at_first():
    net = sa.mlp([1, 1], weights=[([[1e300]], [0.0])])
    with pytest.warns(RuntimeWarning, match="the loss of the given weights is inf, and nothing was trained"):
        run = sa.fit(net, [[1.0]], [[0.0]])
    assert run.diverged == run.epochs == 0 and run.network == net


# What it refuses


def with_slope(slope):
    w = NetworkWriter(NET)
    return w.build({"y": w.add("apply", NET.outputs["y"], function=sa.leaky_relu(T, slope), name="y")})


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"network": sa.relu}, TypeError, "must be a symact.Network, not relu"),
        ({"network": sa.mlp([2, 1])}, ValueError, r"numbers to be trained, but 'W1' holds W1\[0, 0\]; draw some"),
        ({"network": with_slope(Symbol("a"))}, ValueError, "'y' must have numbers for a to be trained"),
        ({"x": [[np.nan, 0]] * 4}, ValueError, r"the input 'x' must be finite float64 numbers, but the entry \[0, 0\]"),
        ({"t": [[0], [1], [np.inf], [1]]}, ValueError, r"t must be finite float64 numbers, but the entry \[2, 0\]"),
        ({"x": XOR_X[:, :1]}, ValueError, "'x' must have the shape N x 2, not 4 x 1"),
        ({"x": XOR_X[0]}, ValueError, "'x' must have the shape N x 2, not 2"),
        ({"t": XOR_T[:3]}, ValueError, "t must have the shape N x 1 with N = 4, not 3 x 1"),
        ({"t": XOR_T[:, 0]}, ValueError, r"N x 1, not 4; np.reshape\(t, \(-1, 1\)\) makes a column"),
        ({"x": np.zeros((0, 2)), "t": np.zeros((0, 1))}, ValueError, "an example to learn from, not none"),
        ({"x": [["0", "1"]] * 4}, TypeError, "'x' must hold real numbers, not <U1"),
        ({"x": [[Symbol("a"), 0]] * 4}, TypeError, "'x' must hold real numbers, not a"),
        ({"t": [["0"], [1], [1], [0]]}, TypeError, "t must hold real numbers, not <U"),
        ({"t": np.array([["0"], [1], [1], [0]], dtype=object)}, TypeError, "t must hold real numbers, not '0'"),
        ({"t": [[None], [1], [1], [0]]}, TypeError, "t must hold real numbers, not None"),
        ({"x": {"a": XOR_X}}, TypeError, "x must have exactly the inputs x, not a"),
        ({"t": 2 * XOR_T, "loss": "bce"}, ValueError, "a target of binary_cross_entropy must be from 0 to 1, not 2"),
        ({"loss": "hinge"}, ValueError, "a target of hinge must be 1 or -1, not 0"),
        ({"loss": "perceptron"}, LookupError, "loss must be one of squared_error"),
        ({"loss": None}, TypeError, "loss must be one of"),
        ({"epochs": -1}, ValueError, "epochs must be at least 0, not -1"),
        ({"epochs": 1.5}, TypeError, "epochs must be an integer, not 1.5"),
        ({"learning_rate": 0}, ValueError, "learning_rate must be above 0, not 0.0"),
        ({"learning_rate": "1"}, TypeError, "learning_rate must be a number, not '1'"),
        ({"learning_rate": np.nan}, ValueError, "learning_rate must be finite, not nan"),
        ({"momentum": 1}, ValueError, "momentum must be from 0 to below 1, not 1.0"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1, not 0"),
        ({"seed": -1}, ValueError, "seed must be at least 0, not -1"),
        ({"wrt": "x"}, KeyError, r"wrt must name parameters \(W1, b1\), not 'x'"),
        ({"wrt": 3}, TypeError, "wrt must be a name or several, not 3"),
        ({"shuffle": "no"}, TypeError, "shuffle must be True or False, not 'no'"),
        ({"x": [[1], [2, 3]]}, ValueError, "the input 'x' must have rows of one length"),
        ({"wrt": []}, ValueError, "a parameter to train, not none"),
        ({"reduction": "max"}, ValueError, "reduction must be one of mean, sum, not 'max'"),
        ({"output": "z"}, KeyError, "output must be one of y, not 'z'"),
    ],
)
def test_refusals(options, error, said):
    given = {"network": NET, "x": XOR_X, "t": XOR_T, "epochs": 1, **options}
    with pytest.raises(error, match=said):
        sa.fit(**given)


def test_classes_given_by_number_are_refused_with_the_way_to_one_hot():
    net = sa.mlp([2, 3], output=sa.softmax, weights="he")
    with pytest.raises(ValueError, match=r"N x 3, not 4; classes become one-hot vectors by np.eye\(3\)\[t\]"):
        sa.fit(net, XOR_X, [0, 1, 2, 0], "cross_entropy")


def test_a_network_without_examples_is_refused():
    net = sa.layers.chain([sa.layers.Dense(np.eye(2))], inputs=(2,))
    with pytest.raises(sa.UnsupportedError, match=r"one named axis of examples.*this network has x: 2"):
        sa.fit(net, [1.0, 2.0], [1.0, 2.0])
