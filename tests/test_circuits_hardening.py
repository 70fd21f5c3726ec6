"""The bridge: networks of saturating units hardened to circuits, against exhaustive evaluation at finite gains."""

from __future__ import annotations

import pickle
from fractions import Fraction
from itertools import pairwise, product

import networkx as nx
import numpy as np
import pytest
from helpers import few, shared_data
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational, Symbol, exp, log, oo, pi

import symact as sa
from symact.exact.variable import T
from symact.logic.evaluate import evaluate
from symact.logic.hardening.cases import input_bits
from symact.logic.hardening.small_weights import small_threshold
from symact.logic.hardening.sums import Sums
from symact.logic.hardening.switches import as_switch

SATURATING = [sa.sigmoid, sa.tanh, sa.hard_sigmoid, sa.hardtanh, sa.erf, sa.atan, sa.softsign, sa.isru, sa.normal_cdf]
SATURATING += [sa.lecun_tanh, sa.sparse_sigmoid, sa.relu6]
AND = ([[1, 1]], [Rational(-3, 2)])
X = Symbol("x")


def inputs(n):
    return np.array(list(product((0, 1), repeat=n)))


def says(hard, rows):
    """Return what the circuit says, as the levels of the outputs."""
    low, high = (np.array([float(pair[i]) for pair in hard.levels.values()]) for i in (0, 1))
    bits = np.array([evaluate(hard.circuit, row)[0] for row in rows.tolist()])
    return np.where(bits, high, low)


def decided(hard, rows):
    return np.array([row not in hard.undecided.tolist() for row in rows.tolist()])


def agrees(net, hard, gain, said=None):
    """Say whether the network with weights and biases times a gain is within eps of the circuit, where it should be."""
    rows = inputs(len(hard.circuit.inputs))
    said = says(hard, rows) if said is None else said
    grown = net.with_parameters({n: a.astype(float) * float(gain) for n, a in net.parameters.items()})
    eps = np.array([float(e) for e in hard.eps.values()])
    return bool((abs(grown(rows) - said) <= eps)[decided(hard, rows)].all())


def least_found(net, hard):
    """Return the least gain, down from the certified one, from which the network is seen to agree."""
    said = says(hard, inputs(len(hard.circuit.inputs)))
    gain = float(hard.gain)
    while gain > 1e-6 and agrees(net, hard, gain / 1.02, said):
        gain /= 1.02
    return gain


def random_network(seed):
    random = np.random.default_rng(seed)
    sizes = [random.integers(2, 11), *random.integers(1, 9, random.integers(0, 3)), random.integers(1, 4)]
    weights = [(random.normal(size=(b, a)), random.normal(size=b)) for a, b in pairwise(sizes)]
    activation = (sa.sigmoid, sa.tanh)[seed % 2]
    return sa.mlp([int(n) for n in sizes], activation, activation, weights=weights)


def trained_network(seed):
    """Return a network trained on a random function of its inputs, a little."""
    random = np.random.default_rng(seed)
    n = int(random.integers(2, 7))
    activation, low = ((sa.sigmoid, 0), (sa.tanh, -1))[seed % 2]
    rows = inputs(n)
    wanted = np.where(rows @ random.integers(-2, 3, n) + (rows[:, :1] ^ rows[:, -1:])[:, 0] > 0, 1, low)[:, None]
    sizes = [n, *([5] * int(random.integers(1, 3))), 1]
    net = sa.mlp(sizes, activation, activation, weights="lecun", seed=seed)
    return sa.fit(net, rows, wanted, epochs=300, learning_rate=0.5, momentum=0.9).network


def check(net):
    hard = sa.harden(net)
    assert len(hard.undecided) < 2 ** len(hard.circuit.inputs)
    assert agrees(net, hard, hard.gain) and agrees(net, hard, 10 * hard.gain)
    return float(hard.gain) / least_found(net, hard)


@pytest.mark.parametrize("seeds", few([range(6), range(6, 100)], 1), ids=str)
def test_random_networks(seeds):
    ratios = [check(random_network(seed)) for seed in seeds]
    assert np.median(ratios) <= 1.1


@pytest.mark.parametrize("seeds", few([range(1), range(1, 20)], 1), ids=str)
def test_trained_networks(seeds):
    ratios = [check(trained_network(seed)) for seed in seeds]
    assert np.median(ratios) <= 1.5


@settings(max_examples=10)
@given(st.integers(0, 10**6), st.floats(1, 1e4))
def test_it_holds_at_every_larger_gain(seed, factor):
    net = random_network(seed)
    hard = sa.harden(net, Rational(1, 10))
    assert agrees(net, hard, float(hard.gain) * factor)


@pytest.mark.parametrize("f", few(SATURATING, 6), ids=lambda f: f.__name__)
@pytest.mark.parametrize("bias", [Rational(-3, 2), Rational(-1, 2)], ids=["and", "or"])
def test_one_unit_needs_what_its_saturation_says(f, bias):
    low, high = sa.limits(f)
    eps = (high - low) / 8
    hard = sa.harden(sa.mlp([2, 1], output=f, weights=[([[1, 1]], [bias])]), eps)
    ends = sa.saturation(f, eps)
    wanted = 2 * max(float(ends.above), -float(ends.below))  # every margin is at least 1/2
    assert wanted <= hard.gain <= 1.05 * wanted
    assert [row[0] for row in np.array([evaluate(hard.circuit, r)[0] for r in inputs(2).tolist()])] == (
        [0, 0, 0, 1] if bias < -1 else [0, 1, 1, 1]
    )
    assert hard.levels == {"y[0]": (low, high)} and hard.margins == {"y[0]": Rational(1, 2)} and hard.how == "exact"


def test_default_eps_is_a_quarter_of_the_distance():
    assert sa.harden(sa.mlp([2, 1], output=sa.tanh, weights=[AND])).eps == {"y[0]": Rational(1, 2)}


def test_what_reaches_its_levels_needs_no_eps():
    net = sa.mlp(
        [2, 2, 1], sa.hard_sigmoid, sa.hard_sigmoid, weights=[([[1, 1], [1, 1]], [-0.5, -1.5]), ([[1, -1]], [-0.5])]
    )
    hard = sa.harden(net, 0)
    assert 6 <= hard.gain <= 6.2
    assert hard.at(hard.gain)(inputs(2)).ravel().tolist() == [0, 1, 1, 0]


def test_a_step_is_a_switch_at_any_gain():
    net = sa.mlp([2, 2, 1], sa.step, sa.step, weights=[([[1, 1], [1, 1]], [-1, -2]), ([[1, -1]], [-1])])
    hard = sa.harden(net, 0)
    assert hard.gain < 1e-5 and len(hard.undecided) == 0
    assert says(hard, inputs(2)).ravel().tolist() == [0, 1, 1, 0]


def test_a_falling_activation_fires_below():
    falling = 1 - sa.sigmoid(X)
    net = sa.mlp([2, 2, 1], falling, falling, weights=[([[1, 1], [1, 1]], [-0.5, -1.5]), ([[2, -2]], [1])])
    hard = sa.harden(net)
    assert agrees(net, hard, hard.gain) and hard.levels["y[0]"] == (0, 1)
    assert says(hard, inputs(2)).ravel().tolist() == (hard.at(100)(inputs(2)) > 0.5).ravel().tolist()


BUMPY = [
    sa.sigmoid(X) + exp(-((X - 2) ** 2)),
    sa.sigmoid(X) - 2 * exp(-((X + 3) ** 2)),
    sa.tanh(X) * (1 + exp(-(X**2)) / 2) + Rational(1, 3),
]


@pytest.mark.parametrize("f", few(BUMPY, 1), ids=str)
def test_an_activation_that_passes_its_levels(f):
    net = sa.mlp(
        [3, 3, 1], f, f, weights=[(np.array([[1, 2, -1], [2, -1, 1], [-1, 1, 2]]), [-0.5] * 3), ([[1, 2, -2]], [0.3])]
    )
    hard = sa.harden(net)
    assert all(agrees(net, hard, float(hard.gain) * k) for k in (1, 1.01, 1.1, 2, 10))


@pytest.mark.parametrize("f", few([*BUMPY[:2], *(f(X) for f in SATURATING)], 4), ids=str)
@settings(max_examples=20)
@given(t=st.floats(0.01, 10))
def test_bounds_hold_from_there_on(f, t):
    switch, sign = as_switch(f.subs(X, T))
    earlier = t / 1.011 + np.linspace(0, 10, 501)
    assert sign == 1
    for approach, level, side in ((switch.to_high, switch.high, 1), (switch.to_low, switch.low, -1)):
        near, off = (side * (float(level) - sa.lambdify(X, f)(side * s)) for s in (earlier, np.maximum(earlier, t)))
        short, over = (bound[0] for bound in approach(np.array([t])))
        assert off.max() <= short + 1e-14 and -off.min() <= over + 1e-14
        assert short <= max(near.max(), 0) * 1.001 + 1e-9  # and no larger than it must be


dyadic = st.integers(-(2**53), 2**53).map(lambda n: n * 2.0**-50)


@settings(max_examples=30)
@given(st.lists(dyadic, min_size=1, max_size=5), dyadic, st.booleans())
def test_signs_are_those_of_exact_arithmetic(weights, bias, cancel):
    for level in (Integer(1), Rational(1, 3)):
        if cancel:  # sums at or next to 0
            bias = -float(sum(map(Fraction, weights)) * Fraction(level.p, level.q))
        exact = [[Rational(*w.as_integer_ratio()) for w in weights]], [Rational(*bias.as_integer_ratio())]
        sums = Sums(*(np.array(a, dtype=object) for a in exact), [(Integer(0), Rational(1, 2), level)] * len(weights))
        bits = input_bits(len(weights), 0, 2 ** len(weights))
        signs, margins = sums(2 * bits - 1)
        for k, column in enumerate(bits.T.tolist()):
            total = Fraction(bias) + sum(
                Fraction(w) * Fraction(level.p, level.q) for w, b in zip(weights, column, strict=True) if b
            )
            assert signs[0, k] == (total > 0) - (total < 0)
            assert Fraction(margins[0, k]) <= abs(total) <= Fraction(margins[0, k]) * Fraction(1002, 1000)


@settings(max_examples=30)
@given(st.lists(st.fractions(-5, 5), min_size=1, max_size=7), st.fractions(-5, 5))
def test_small_weights_are_the_same_function(weights, threshold):
    patterns = input_bits(len(weights), 0, 2 ** len(weights))
    fires = np.array([sum(w for w, b in zip(weights, p, strict=True) if b) >= threshold for p in patterns.T.tolist()])
    unit = small_threshold(weights, patterns, fires)
    if isinstance(unit, bool):
        assert (fires == unit).all()
    else:
        assert [unit(*p) for p in patterns.T.tolist()] == fires.tolist()


def test_a_unit_exactly_on_its_threshold_is_undecided():
    hard = sa.harden(sa.mlp([2, 1], output=sa.sigmoid, weights=[([[1, -1]], [0])]))
    assert hard.undecided.tolist() == [[0, 0], [1, 1]] and hard.margins == {"y[0]": 0}
    assert "at 2 of 4 inputs, undecided at the others" in repr(hard)
    assert 2 * float(log(3)) / 2 <= hard.gain <= 1.03 * float(log(3))


def test_behind_a_unit_on_its_threshold_much_is_decided():
    # at (0, 0) the hidden sigmoid is 1/2 at every gain, and so is no bit; the output's sum is -1/4 there, and 1/4 at 1
    hard = sa.harden(sa.mlp([2, 1, 1], sa.sigmoid, sa.sigmoid, weights=[([[1, 1]], [0]), ([[1]], [Rational(-1, 4)])]))
    assert hard.undecided.size == 0
    # here it is 1/4 there, and the circuit's unit, which fires, says -1/4
    hard = sa.harden(sa.mlp([2, 1, 1], sa.sigmoid, sa.sigmoid, weights=[([[1, 1]], [0]), ([[-1]], [Rational(3, 4)])]))
    assert hard.undecided.tolist() == [[0, 0]]


def test_a_unit_on_its_threshold_where_what_it_reads_settles():
    hidden = [[2], [1]], [-1, Rational(-1, 2)]  # one comes to its levels at half the gain of the other
    sums = [([[8, -8]], [0]), ([[16]], [-4])]
    net = sa.mlp([1, 2, 1, 1], sa.hard_sigmoid, sa.hard_sigmoid, weights=[hidden, *sums])
    hard = sa.harden(net)
    assert hard.undecided.size == 0 and 6 <= hard.gain <= 8
    assert all(agrees(net, hard, hard.gain * k) for k in (1, 2, 10, 100))
    # a sigmoid never comes to its levels; the two sums cancel in the limit only
    slow = sa.mlp([1, 2, 1, 1], sa.sigmoid, sa.sigmoid, weights=[hidden, *sums])
    assert len(sa.harden(slow).undecided) == 2


def test_inputs_are_looked_at_in_blocks(monkeypatch):
    from symact.logic.hardening import survey

    net = random_network(4)
    whole = sa.harden(net)
    monkeypatch.setattr(survey, "_BLOCK", 100)
    parts = sa.harden(net)
    assert parts.circuit == whole.circuit and parts.margins == whole.margins
    assert abs(parts.gain / whole.gain - 1) < 0.02


def test_nothing_decided_is_no_gain():
    hard = sa.harden(sa.mlp([1, 1], output=sa.tanh, weights=[([[0]], [0])]))
    assert hard.gain is None and len(hard.undecided) == 2 and "no gain is certified at any of 2 inputs" in repr(hard)


def test_float_weights_are_the_rationals_they_are():
    hard = sa.harden(sa.mlp([3, 1], output=sa.sigmoid, weights=[([[0.1, 0.2, -0.3]], [0.0])]))
    assert [1, 1, 1] not in hard.undecided.tolist()  # 0.1 + 0.2 - 0.3 is 2**-55 in exact arithmetic
    assert hard.gain > 2**50
    single = sa.harden(sa.mlp([1, 1], output=sa.sigmoid, weights=[(np.float32([[0.1]]), np.float32([-0.1]))]))
    assert single.undecided.tolist() == [[1]]


def test_irrational_levels():
    weights = [([[1, 1], [-1, -1]], [-0.5, 1.5]), ([[1, 1]], [-pi / 2])]
    net = sa.mlp([2, 2, 1], sa.atan, sa.atan, weights=weights)
    hard = sa.harden(net)
    assert agrees(net, hard, hard.gain) and says(hard, inputs(2)).round(6).ravel().tolist() == [
        -1.570796,
        1.570796,
        1.570796,
        -1.570796,
    ]
    assert hard.levels["y[0]"] == (-pi / 2, pi / 2) and hard.how == "certified"
    on_it = sa.mlp([1, 2, 1], sa.atan, sa.step, weights=[([[2], [1]], [-1, 1]), ([[1, -1]], [pi])])
    assert sa.harden(on_it).undecided.tolist() == [[0]]


def test_layers_without_activation_are_one():
    inner = sa.layers.Dense([[0.1, 0.2], [0.3, -0.7]], [0.05, 0.0])
    net = sa.layers.chain([inner, sa.layers.Dense([[3, 1]], [-0.31], sa.sigmoid)], 2)
    hard = sa.harden(net)
    exact = [
        Fraction(0.1) * 3 + Fraction(0.3),
        Fraction(0.2) * 3 + Fraction(-0.7),
        3 * Fraction(0.05) + Fraction(-0.31),
    ]
    least = min(abs(exact[2] + exact[0] * a + exact[1] * b) for a, b in product((0, 1), repeat=2))
    assert hard.margins["y[0]"] <= Rational(least) <= hard.margins["y[0]"] * (1 + Rational(1, 10**5))
    assert np.array_equal(hard.at(hard.gain)(inputs(2)) > 0.5, says(hard, inputs(2)) == 1)


def test_connections_that_skip_and_outputs_that_are_pins():
    graph = nx.DiGraph()
    graph.add_node("h", activation=sa.tanh, bias=Rational(-3, 2), output="both")
    graph.add_node("s", activation=sa.sigmoid, bias=Rational(1, 2), output="xor")
    for edge in (("a", "h", 1), ("b", "h", 1), ("a", "s", 1), ("b", "s", 1), ("h", "s", -1)):
        graph.add_edge(*edge[:2], weight=edge[2])
    graph.nodes["s"]["bias"] = Rational(-3, 2)
    hard = sa.harden(sa.Network(graph))
    assert list(hard.circuit.outputs) == ["both[0]", "xor[0]"] and hard.circuit.inputs == ("x[0]", "x[1]")
    assert says(hard, inputs(2)).tolist() == [[-1, 0], [-1, 1], [-1, 1], [1, 0]]
    assert hard.eps == {"both[0]": Rational(1, 2), "xor[0]": Rational(1, 4)}


def test_at_is_all_weights_and_biases_multiplied():
    net = random_network(7)
    grown = net.with_parameters({n: 3 * a for n, a in net.parameters.items()})
    rows = inputs(net.shapes["x"][1])
    assert np.allclose(sa.harden(net).at(3)(rows), grown(rows), rtol=1e-12)
    with pytest.raises(ValueError, match="gain must be positive"):
        sa.harden(net).at(0)


def wide_network(n, width, seed=0):
    """Return units that read 4 inputs each, and one that reads them."""
    random = np.random.default_rng(seed)
    first = np.zeros((width, n))
    for row in first:
        row[random.choice(n, 4, replace=False)] = random.integers(1, 4, 4) * random.choice([-1, 1], 4)
    return sa.mlp(
        [n, width, 1],
        sa.tanh,
        sa.sigmoid,
        weights=[
            (first.astype(int), [Rational(-1, 2)] * width),
            (np.ones((1, width), int), [Rational(width % 2 + 1, 2) + 1]),
        ],
    )


@pytest.mark.parametrize("width", [6, 15])
def test_many_inputs_by_bounds_on_each_unit(width):
    net = wide_network(40, width)
    hard = sa.harden(net)
    assert "at all 2**40 inputs" in repr(hard) and hard.undecided.shape == (0, 40)
    rows = np.random.default_rng(1).integers(0, 2, (2000, 40))
    for gain in (hard.gain, 10 * hard.gain):
        assert (abs(hard.at(gain)(rows) - says(hard, rows)) <= 0.25).all()


def test_bounds_on_each_unit_are_no_sharper_than_looking_at_inputs(monkeypatch):
    from symact.logic.hardening import survey

    net = wide_network(8, 5)
    sharp = sa.harden(net)
    monkeypatch.setattr(survey, "MOST_INPUTS", 4)
    blunt = sa.harden(net)
    assert sharp.gain <= blunt.gain <= 4 * sharp.gain
    assert np.array_equal(says(sharp, inputs(8)), says(blunt, inputs(8)))


def test_many_inputs_with_a_unit_on_its_threshold():
    on_it = sa.mlp([20, 1], output=sa.sigmoid, weights=[(np.ones((1, 20), int), [-10])])
    with pytest.raises(sa.UndecidedError, match=r"so many inputs \(20\).*'y\[0\]' may be 0; move its bias"):
        sa.harden(on_it)
    steps = sa.mlp([20, 1], output=sa.step, weights=[(np.ones((1, 20), int), [-10])])
    assert says(sa.harden(steps), np.eye(20, dtype=int)).sum() == 0  # 1 at 0 is what a threshold unit says


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: sa.Circuit({"y": sa.pins("a")[0]}), TypeError, "must be a Network"),
        (lambda: sa.mlp([2, 1], output=sa.sigmoid), ValueError, "'W1'"),
        (lambda: sa.mlp([2, 1], weights=[AND]), sa.UnsupportedError, "weighted sum"),
        (lambda: sa.mlp([2, 1], output=sa.relu, weights=[AND]), sa.UnsupportedError, "limits are 0 and oo"),
        (lambda: sa.mlp([2, 1], output=sa.gaussian, weights=[AND]), sa.UnsupportedError, "limits are 0 and 0"),
        (lambda: sa.mlp([2, 1], output=sa.sin, weights=[AND]), sa.UnsupportedError, "two finite limits"),
        (lambda: sa.mlp([2, 1], output=1 / X + sa.tanh(X), weights=[AND]), sa.UnsupportedError, "bounded"),
        (
            lambda: sa.mlp([2, 2], output=sa.softmax, weights=[(np.eye(2), [0, 0])]),
            sa.UnsupportedError,
            "softmax of all",
        ),
    ],
)
def test_what_is_refused(make, error, words):
    with pytest.raises(error, match=words):
        sa.harden(make())


@pytest.mark.parametrize("eps", [-1, Rational(1, 2), 0, oo])
def test_eps_out_of_range(eps):
    with pytest.raises(ValueError, match="eps"):
        sa.harden(sa.mlp([2, 1], output=sa.sigmoid, weights=[AND]), eps)


def test_extreme_weights():
    for scale in (1e300, 1e-200):
        hard = sa.harden(sa.mlp([2, 1], output=sa.sigmoid, weights=[([[scale, scale]], [-1.5 * scale])]))
        assert says(hard, inputs(2)).ravel().tolist() == [0, 0, 0, 1]


def test_it_pickles_and_shows_itself():
    hard = sa.harden(sa.mlp([2, 1], output=sa.tanh, weights=[AND]))
    again = pickle.loads(pickle.dumps(hard))
    assert again.circuit == hard.circuit and again.gain == hard.gain and repr(again) == repr(hard)
    assert repr(hard) == (
        "<Hardened <Circuit 'hardened': 2 inputs, 1 output, 1 gate>; from gain 1.11 on, certified, within 1/2 at all 4 "
        "inputs>"
    )
    assert "<code>y[0]</code></td><td>&ge; 0.5</td>" in hard._repr_html_()


def test_a_convolution_of_units():
    kernel = np.array([[[[1, 1], [1, 1]]]])
    blocks = sa.layers.Conv(kernel, [Rational(-7, 2)], activation=sa.sigmoid)
    net = sa.layers.chain(
        [blocks, sa.layers.Flatten(), sa.layers.Dense([[1] * 4], [Rational(-1, 2)], sa.sigmoid)], ("N", 1, 3, 3)
    )
    hard = sa.harden(net)
    assert hard.circuit.gates == 5 and hard.how == "exact"
    found = says(hard, inputs(9))[:, 0]
    pictures = inputs(9).reshape(-1, 3, 3)
    whole = [any(p[i : i + 2, j : j + 2].all() for i in (0, 1) for j in (0, 1)) for p in pictures]
    assert found.tolist() == whole
    assert (abs(hard.at(hard.gain)(pictures[:, None])[:, 0] - found) <= 0.25).all()


def test_an_output_may_be_a_multiple_of_a_unit():
    weights = [([[1, 1]], [Rational(-1, 2)]), ([[-5]], [2])]
    net = sa.mlp([2, 1, 1], sa.sigmoid, weights=weights)
    hard = sa.harden(net)
    assert hard.levels == {"y[0]": (-3, 2)} and hard.eps == {"y[0]": Rational(5, 4)}
    assert says(hard, inputs(2)).ravel().tolist() == [2, -3, -3, -3]
    assert (abs(hard.at(hard.gain)(inputs(2)) - says(hard, inputs(2))) <= 1.25).all()
    assert 2 * log(3) <= hard.gain <= 2.05 * log(3)


SHOWN = [sa.tanh, 2 - sa.sigmoid(X), sa.sigmoid, sa.hard_sigmoid, sa.atan, sa.relu6]


def check_softened(circuit, activation, **options):
    net = sa.soften(circuit, activation, **options)
    again = sa.harden(net)
    assert list(net.inputs) and tuple(again.circuit.inputs) == circuit.inputs
    assert tuple(again.circuit.outputs) == tuple(circuit.outputs)
    assert sa.agreement(again.circuit, circuit)
    return net, again


@pytest.mark.parametrize("activation", few(SHOWN, 2), ids=str)
def test_softened_and_hardened_is_the_same_function(activation):
    a, b, c = sa.pins("a b c")
    threshold = sa.gate(sa.Threshold((2, -1, 3), Rational(3, 2)), a, b, c)
    shown = {"y": a ^ b ^ c, "n": ~(a & b), "t": threshold, "same": a, "other": ~c, "m": sa.mux(a, b, c), "q": 1 - 0}
    circuit = sa.Circuit(shown)
    net, again = check_softened(circuit, activation)
    assert 0.9 <= again.gain <= 1.02  # the network stands at its gain
    assert {again.levels[name] for name in "ynt"} == {tuple(sorted(sa.limits(activation)))}
    rows = inputs(3)
    found = net(**dict(zip("abc", rows.T, strict=True)))
    for row, said in zip(range(8), (evaluate(circuit, r)[0] for r in rows.tolist()), strict=True):
        for (name, value), bit in zip(found.items(), said, strict=True):
            assert abs(value[row] - float(again.levels[name][bit])) <= float(again.eps[name])


@pytest.mark.parametrize("name", few(["full_adder", "74283", "7442", "74181"], 2))
def test_the_shelf_softened(name):
    net, _ = check_softened(sa.circuit(name), sa.tanh)
    assert {type(s["function"]) for s in net.steps if s.operation == "apply"} >= {type(sa.tanh(X))}


@pytest.mark.parametrize("name", few(["c432", "c880", "c1355", "c7552"], 1))
def test_large_circuits_softened(name):
    circuit = sa.read_circuit(shared_data("circuits", "iscas85", f"{name}.bench"))
    net, _ = check_softened(circuit, sa.sigmoid)
    rows = np.random.default_rng(0).integers(0, 2, (200, len(circuit.inputs)))
    found = net(**dict(zip(circuit.inputs, rows.T, strict=True)))
    bits = np.array([evaluate(circuit, row)[0] for row in rows.tolist()])
    assert (abs(np.array(list(found.values())).T - bits) <= 0.25).all()


def test_the_gain_and_eps_of_a_softened_circuit():
    circuit = sa.circuit("full_adder")
    given = sa.soften(circuit, gain=3)
    weights = {abs(w) for n, array in given.parameters.items() if n.startswith("W") for w in array.flat}
    assert weights <= {0, 3, 6} and sa.harden(given).circuit == sa.harden(sa.soften(circuit, gain=30)).circuit
    near = sa.soften(circuit, sa.sigmoid, eps=Rational(1, 1000))
    assert sa.harden(near, Rational(1, 1000)).gain <= 1.02 < sa.harden(near, Rational(1, 10**4)).gain


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"activation": sa.relu}, sa.UnsupportedError, "two finite limits"),
        ({"activation": sa.softmax}, TypeError, "one number"),
        ({"gain": 0}, ValueError, "gain must be positive"),
        ({"eps": 1}, ValueError, "eps"),
    ],
)
def test_what_is_not_softened(arguments, error, words):
    with pytest.raises(error, match=words):
        sa.soften(sa.circuit("full_adder"), **arguments)
    q = sa.register("q")
    with pytest.raises(sa.UnsupportedError, match="registers"):
        sa.soften(sa.Circuit({"q": q}, next={q: ~q}))
