"""Circuits as networks and networks as circuits: one function, by arithmetic that is independent of both."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from random import Random

import networkx as nx
import numpy as np
import pytest
import sympy
from binarised import digits, predicted, trained
from circuit_strategies import circuits
from helpers import few, shared_data
from hypothesis import given, settings
from sympy import Heaviside, Rational, Symbol, sqrt

import symact as sa
from symact.errors import CircuitError, UnsupportedError
from symact.logic.evaluate import evaluate
from symact.logic.gates import Kind
from symact.logic.views.checking import Pair
from symact.logic.views.nonzero import subset_reaching
from symact.networks.writer import NetworkWriter

X = Symbol("x")
# Steps, and twice their values left of 0, at 0 and right of it.
STEPS = {
    sa.step(X): (0, 2, 2),
    sa.step(X, 0): (0, 0, 2),
    Heaviside(X, 1): (0, 2, 2),
    sa.step(-X): (2, 2, 0),
    2 * sa.step(X) - 1: (-2, 2, 2),
    3 - sa.step(X, 0) / 2: (6, 6, 5),
}


def all_bits(pins: int) -> np.ndarray:
    return np.arange(1 << pins)[:, None] >> np.arange(pins) & 1


def shown(circuit: sa.Circuit, bits: np.ndarray) -> np.ndarray:
    """Return the outputs of a circuit, a row for each row of input bits."""
    words = np.zeros((bits.shape[1], -(-len(bits) // 64) * 8), dtype=np.uint8)
    packed = np.packbits(bits, axis=0, bitorder="little").T
    words[:, : packed.shape[1]] = packed
    out = sa.Simulator(circuit).run(words.view("<u8"))
    return np.unpackbits(out.astype("<u8").view(np.uint8), axis=1, bitorder="little")[:, : len(bits)].T


def threshold_network(random: Random) -> tuple[sa.Network, np.ndarray]:
    """Return a network of 1 to 4 layers of steps, and its outputs at all inputs as bits, computed in whole numbers."""
    sizes = [random.randint(1, 16), *(random.randint(1, 8) for _ in range(random.randint(1, 4)))]
    denominators = random.choice([[1], range(1, 8)])
    doubled = 2 * all_bits(sizes[0])
    layers = []
    for n, m in pairwise(sizes):
        weights = [[Rational(random.randint(-6, 6), random.choice(denominators)) for _ in range(n)] for _ in range(m)]
        bias = [-sum((w for w in row if random.random() < 0.5), Rational(0)) for row in weights]  # thresholds are met
        function = random.choice(list(STEPS))
        layers.append(sa.layers.Dense(weights, bias, function))
        common = int(sympy.ilcm(1, *(w.q for row in [*weights, bias] for w in row)))
        whole = np.array([[int(w * common) for w in row] for row in weights])
        sums = doubled @ whole.T + 2 * np.array([int(b * common) for b in bias])
        doubled = np.array(STEPS[function])[np.sign(sums) + 1]
    return sa.layers.chain(layers, inputs=sizes[0]), doubled == max(STEPS[function])


@pytest.mark.parametrize("seed", few(range(50), 1))
def test_random_threshold_networks_to_gates_and_back(seed):
    random = Random(seed)
    for _ in range(6):
        network, expected = threshold_network(random)
        units, gates = sa.to_circuit(network), sa.to_circuit(network, gates=True)
        bits = all_bits(len(units.inputs))
        assert all(isinstance(unit, sa.Threshold) for _, unit, _ in units.each_gate())
        assert all(isinstance(kind, Kind) for _, kind, _ in gates.each_gate())
        assert (shown(units, bits) == expected).all() and (shown(gates, bits) == expected).all()
        back = sa.to_network(gates)
        assert back.inputs == network.inputs and list(back.outputs) == list(network.outputs)
        some = np.random.default_rng(seed).integers(0, len(bits), 50)
        assert (back(bits[some]) == expected[some]).all()
        assert sa.agreement(sa.to_circuit(back, check=False), gates)


@settings(max_examples=40)
@given(circuits(registers=0))
def test_a_circuit_and_its_network_are_one_function(circuit):
    network = sa.to_network(circuit, check=False)
    bits = all_bits(len(circuit.inputs))
    pins = dict(zip(circuit.inputs, bits.T, strict=True))
    fed = {
        name: pins[name] if shape == ("N",) else np.stack([pins[f"{name}[{i}]"] for i in range(shape[1])], axis=1)
        for name, shape in network.inputs.items()
    }
    answer = network(**fed)
    values = answer if isinstance(answer, dict) else dict.fromkeys(network.outputs, answer)
    entries = {}
    for name, value in values.items():
        entries |= {name: value} if value.ndim == 1 else {f"{name}[{i}]": v for i, v in enumerate(value.T)}
    for k, vector in enumerate(bits.tolist()):
        assert tuple(int(entries[pin][k]) for pin in circuit.outputs) == evaluate(circuit, vector)[0]
    back = sa.to_circuit(network, check=False)
    assert set(back.inputs) == set(circuit.inputs) and set(back.outputs) == set(circuit.outputs)
    assert sa.agreement(back, circuit)


@pytest.mark.parametrize("name", few(["full_adder", "74153", *sorted(sa.circuits())], 2))
def test_circuits_of_the_shelf_are_networks(name):
    circuit = sa.circuit(name)
    if circuit.registers:
        with pytest.raises(UnsupportedError, match=f"'{circuit.registers[0].name}'"):
            sa.to_network(circuit)
        return
    network = sa.to_network(circuit)
    assert all(weight.dtype == object for weight in network.parameters.values())
    assert sa.agreement(sa.to_circuit(network, gates=True), circuit)
    assert isinstance(network.graph, nx.DiGraph)


def test_a_gate_is_a_unit_with_whole_weights():
    a, b, c = sa.pins("a b c")
    network = sa.to_network(sa.Circuit({"y": sa.gate("nand", a, ~b, c)}))
    assert network.parameters["W1"].tolist() == [[-1, 1, -1]]
    assert network.parameters["b1"].tolist() == [1]
    xor = sa.to_network(sa.Circuit({"y": a ^ b}))
    assert [s for s in xor.graph if str(s).startswith("h")] == ["h1[0]", "h2[0]"]


def test_pins_keep_their_names():
    a, b = sa.pins("W1 h1")  # as weights and units are called
    x = sa.pins("x[0] x[1]")
    circuit = sa.Circuit({"z1": a & b, "y[0]": a ^ x[0], "y[1]": 1, "y[2]": ~x[1], "y[3]": b}, inputs=[a, *x, b])
    network = sa.to_network(circuit)
    assert dict(network.inputs) == {"W1": ("N",), "x": ("N", 2), "h1": ("N",)}
    assert {o: network.shapes[v] for o, v in network.outputs.items()} == {"z1": ("N",), "y": ("N", 4)}
    back = sa.to_circuit(network)
    assert back.inputs == circuit.inputs and tuple(back.outputs) == tuple(circuit.outputs)


def test_units_give_their_names_to_nets():
    layer = sa.layers.Dense([[1, 1], [1, -1]], [-1, 0], sa.step)
    network = sa.layers.chain([layer, sa.layers.Dense([[1, 1]], [-2], sa.step)], inputs=2)
    assert sa.to_circuit(network).labels == ("h1[0]", "h1[1]", "y[0]")


def test_some_thousand_gates_become_a_network_by_levels():
    a, b = sa.bus("a", 12), sa.bus("b", 12)
    row: list[sa.Signal | int] = [0] * 12
    product_: dict[str, sa.Signal | int] = {}
    for j in range(12):
        carry: sa.Signal | int = 0
        for i in range(12):
            x, y = row[i], a[i] & b[j]
            row[i], carry = sa.gate("xor", x, y, carry), sa.gate(sa.Threshold((1, 1, 1), 2), x, y, carry)
        product_[f"p[{j}]"] = row[0]
        row = [*row[1:], carry]
    circuit = sa.Circuit(product_ | {f"p[{12 + i}]": bit for i, bit in enumerate(row)}, inputs=[*a, *b])
    network = sa.to_network(circuit)
    rng = np.random.default_rng(0)
    first, second = rng.integers(0, 1 << 12, (2, 200))
    fed = {"a": first[:, None] >> np.arange(12) & 1, "b": second[:, None] >> np.arange(12) & 1}
    named = {f"{stem}{i}": bits[:, i] for stem, bits in fed.items() for i in range(12)}
    assert (network(**named) @ (1 << np.arange(24)) == first * second).all()
    assert len(network.steps) < 1000


@pytest.mark.long
@pytest.mark.parametrize("name", ["c880", "c1355", "c2670", "c5315", "c7552"])
def test_circuits_of_iscas_are_networks(name):
    circuit = sa.read_circuit(shared_data("circuits", "iscas85", f"{name}.bench"))
    network = sa.to_network(circuit)
    assert sa.agreement(sa.to_circuit(network, gates=True), circuit)


def test_huge_weights_stay_exact():
    pins = sa.bus("x", 60)
    unit = sa.Threshold([(-1) ** i * 3**i for i in range(60)], 12345)
    network = sa.to_network(sa.Circuit({"y": sa.gate(unit, *pins)}))
    assert [int(w) for w in network.parameters["W1"][0]] == list(unit.weights)
    assert sa.to_circuit(network).functions == (unit,)


# Networks to circuits: what lies between units, and what is refused


def dense(weights, bias, activation):
    return sa.layers.Dense(weights, bias, activation)


def test_sums_that_skip_layers_and_inputs_of_both_signs():
    inner = sa.layers.Residual(
        dense([[1, -2, 1], [2, 1, -1], [-1, 1, 1]], [Rational(1, 2), Rational(-1, 2), Rational(3, 2)], sa.sign)
    )
    network = sa.layers.chain([inner, inner, dense([[1, 1, Rational(1, 2)]], [Rational(1, 3)], sa.step)], inputs=3)
    circuit = sa.to_circuit(network, inputs="pm1")
    for bits in product((0, 1), repeat=3):
        exact = network([Rational(2 * b - 1) for b in bits])
        assert evaluate(circuit, bits)[0][0] == exact[0]


def test_a_convolution_of_steps():
    writer = NetworkWriter()
    image = writer.input("x", ("N", 4, 4))
    options = {"lengths": (2, 2), "strides": (1, 1), "dilations": (1, 1), "pads": ((1, 0), (0, 1)), "fill": 0}
    windows = writer.add("windows", image, **options)
    kernel = np.array([[[1, 2], [-3, 1]], [[-1, 1], [1, 1]]])
    sums = writer.add("contract", windows, writer.parameter("K", kernel), subscripts="nabij,oij->noab")
    hidden = writer.add("apply", sums, function=sa.step(X - Rational(1, 2)).subs(X, sa.exact.variable.T), name="h")
    pooled = writer.add("sum", hidden, axes=(2, 3))
    y = writer.add("apply", writer.add("add", pooled, writer.constant([-8, -9])), function=sa.step(sa.exact.variable.T))
    circuit = sa.to_circuit(writer.build({"y": y}))
    bits = np.random.default_rng(0).integers(0, 2, (300, 16))
    padded = np.pad(bits.reshape(-1, 4, 4), [(0, 0), (1, 0), (0, 1)])
    view = np.lib.stride_tricks.sliding_window_view(padded, (2, 2), axis=(1, 2))
    fired = np.einsum("nabij,oij->noab", view, kernel) >= 0.5
    assert (shown(circuit, bits) == (fired.sum(axis=(2, 3)) >= [8, 9])).all()
    assert circuit.labels[0] == "h[0]"


def test_weights_may_come_first():
    writer = NetworkWriter()
    image = writer.input("x", ("N", 2, 3))
    weights = writer.parameter("W", [[1, -2], [3, 1]])
    sums = writer.add("contract", weights, image, subscripts="oi,nij->noj")
    circuit = sa.to_circuit(writer.build({"y": writer.add("apply", sums, function=sa.step(sa.exact.variable.T - 1))}))
    bits = all_bits(6)
    fired = np.einsum("oi,nij->noj", [[1, -2], [3, 1]], bits.reshape(-1, 2, 3)) >= 1
    assert (shown(circuit, bits) == fired.reshape(-1, 6)).all()


def test_examples_must_not_meet():
    writer = NetworkWriter()
    x = writer.input("x", ("N", 2))
    y = writer.add("subtract", x, writer.add("sum", x, axes=(0,), name="total"))
    with pytest.raises(UnsupportedError, match=r"'total' \(sum\) must leave examples apart"):
        sa.to_circuit(writer.build({"y": writer.add("apply", y, function=sa.step(sa.exact.variable.T))}))


def test_floats_are_the_rationals_that_they_are():
    network = sa.mlp([3, 1], output=sa.step, weights=[(np.array([[0.1, 0.2, -0.3]]), np.array([0.0]))])
    (unit,) = sa.to_circuit(network).functions
    for bits in product((0, 1), repeat=3):
        total = sum((Fraction(w) for w, b in zip((0.1, 0.2, -0.3), bits, strict=True) if b), Fraction(0))
        assert unit(*bits) == (total >= 0)


def test_the_first_of_the_largest_is_chosen():
    network = sa.mlp([4, 3], output=sa.hardmax, weights=[([[1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, -1]], [0, 0, 1])])
    circuit = sa.to_circuit(network, gates=True)
    for bits in product((0, 1), repeat=4):
        sums = [bits[0] + bits[3], bits[1] + bits[3], bits[2] - bits[3] + 1]
        assert evaluate(circuit, bits)[0] == tuple(int(i == sums.index(max(sums))) for i in range(3))


def sign_network(weights, bias):
    return sa.mlp(
        [len(weights[0]), len(weights), 1], sa.sign, sa.step, weights=[(weights, bias), ([[1] * len(weights)], [0])]
    )


def test_a_sign_is_refused_where_its_sum_is_zero():
    with pytest.raises(
        UnsupportedError,
        match=r"'h1\[1\]' must never be 0, where it is neither -1 nor 1, but it is at x\[0\]=-1, x\[1\]=-1",
    ):
        sa.to_circuit(sign_network([[2, 2, 2], [1, 2, -3]], [1, 0]).with_parameters(b1=[1, 0]), inputs="pm1")
    with pytest.raises(UnsupportedError, match=r"'y\[0\]'.*x\[0\]="):
        network = sa.mlp([2, 2, 1], sa.step, sa.sign, weights=[([[1, 0], [0, 1]], [-1, -1]), ([[1, -1]], [0])])
        sa.to_circuit(network)


def test_a_sign_is_served_where_its_sum_is_never_zero():
    assert sa.to_circuit(sign_network([[1, 1, 1], [1, -1, 2]], [0, 1]), inputs="pm1").gates == 3  # odd sums
    # h1[0] and h1[1] are never 1 together, so that the sum 1 + 1 - 2 is not met
    apart = [([[1, 1], [-1, -1]], [-2, 0]), ([[1, 1]], [-2])]
    circuit = sa.to_circuit(sa.mlp([2, 2, 1], sa.step, sa.sign, weights=apart))
    assert [evaluate(circuit, bits)[0] for bits in product((0, 1), repeat=2)] == [(0,)] * 4


def test_a_sign_that_is_not_decided_is_refused():
    wide = [
        (np.vstack([np.ones(17), -np.ones(17)]), np.array([-17.0, 0.0])),
        (np.array([[1.0, 1.0]]), np.array([-2.0])),
    ]
    with pytest.raises(UnsupportedError, match=r"add up to that.*move its bias"):
        sa.to_circuit(sa.mlp([17, 2, 1], sa.step, sa.sign, weights=wide))


@pytest.mark.parametrize(
    ("weights", "target"),
    [((1, 2, 4), 5), ((3, 3, 3), 4), ((), 0), ((), 1), ((-2, 5, 7, -11), -13), ((6, 10, 15), 31), ((2,) * 400, 401)],
)
def test_subsets_reach_what_they_can(weights, target):
    bits = subset_reaching(weights, target)
    sums = {0}
    for w in weights:
        sums |= {s + w for s in sums}
    assert (bits is not None) == (target in sums)
    assert bits is None or sum(w for w, bit in zip(weights, bits, strict=True) if bit) == target


@pytest.mark.parametrize(
    ("network", "problem"),
    [
        (sa.mlp([2, 2, 1], output=sa.step, weights="he"), "'h1' has not: relu"),
        (sa.mlp([2, 1], output=sa.step), "the symbol W1"),
        (sa.mlp([1, 1], output=sa.step, weights=[([[sqrt(2)]], [0])]), r"not rational sqrt\(2\)"),
        (sa.mlp([2, 2], weights=[([[1, 1], [1, -1]], [0, 0])]), r"'y\[0\]' is a sum of 2 units"),
        (sa.mlp([2, 2], output=sa.softmax, weights="he"), "not softmax"),
        (sa.mlp([2, 1], output=sa.step(X**2 - 1), weights="he"), "one jump"),
        (sa.layers.chain([sa.layers.Dense([[1]], None, sa.step)], inputs=("N", "T", 1)), "N x T x 1"),
    ],
)
def test_what_is_no_circuit_is_refused(network, problem):
    with pytest.raises(UnsupportedError, match=problem):
        sa.to_circuit(network)


def test_wrong_arguments_are_refused():
    network = sa.mlp([1, 1], output=sa.step, weights=[([[1]], [0])])
    with pytest.raises(ValueError, match="01, pm1, not '0/1'"):
        sa.to_circuit(network, inputs="0/1")
    with pytest.raises(TypeError, match="must be a Network"):
        sa.to_circuit(sa.Circuit({"y": sa.pins("a")[0]}))
    with pytest.raises(UnsupportedError, match="must have an input"):
        sa.to_network(sa.Circuit({"y": 1}))


def test_the_check_notices_a_difference():
    network = sa.mlp([3, 1], output=sa.step, weights=[([[1, 1, 1]], [-2])])
    circuit = sa.to_circuit(network)
    pair = Pair(network, circuit, {"x": circuit.inputs}, {"y": ("y[0]",)}, (0, 1), {"y[0]": (0, 1)})
    pair.check()
    other = sa.to_circuit(network.with_parameters(b1=[-3]))
    with pytest.raises(CircuitError, match=r"'y\[0\]' differs at x\[0\]=1, x\[1\]=1, x\[2\]=0"):
        replace(pair, circuit=other).check()


# Binarised networks


def check_binarised(hidden: int, steps: int, vectors: int, accuracy: float) -> None:
    weights = trained(hidden, steps)
    pictures, labels = digits(1000, seed=99)
    assert (predicted(weights, pictures) == labels).mean() > accuracy
    w1, b1, w2, b2 = weights
    network = sa.mlp([64, hidden, 10], sa.sign, sa.hardmax, weights=[(w1, b1), (w2, b2)])
    circuit = sa.to_circuit(network, gates=True, inputs="pm1")
    bits = np.random.default_rng(0).integers(0, 2, (vectors, 64), dtype=np.int8)
    bits[: len(pictures)] = pictures > 0
    expected = np.concatenate(
        [
            predicted(tuple(w.astype(np.float32) for w in weights), 2 * part.astype(np.float32) - 1)
            for part in np.array_split(bits, 10)
        ]
    )
    assert (shown(circuit, bits) == (expected[:, None] == np.arange(10))).all()


def test_a_binarised_network_is_a_circuit():
    check_binarised(hidden=16, steps=60, vectors=20_000, accuracy=0.5)


@pytest.mark.long
@pytest.mark.parametrize("hidden", [32, 128])
def test_a_trained_binarised_network_is_a_circuit_at_a_million_inputs(hidden):
    check_binarised(hidden, steps=300, vectors=1_000_000, accuracy=0.8)
