"""A threshold unit and its gates are one function: at all inputs where they can be counted, else at drawn ones."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symact.logic.circuit import Circuit
from symact.logic.evaluate import evaluate
from symact.logic.gates import Kind, Threshold
from symact.logic.sharing import Gates, size
from symact.logic.threshold_gates import _adder, _diagram, _peeled, _sorter, expand_threshold

WHOLE = st.one_of(st.integers(-3, 3), st.integers(-40, 40), st.integers(-(10**40), 10**40))
RATIONAL = st.one_of(WHOLE, st.fractions(-3, 3, max_denominator=12))


@st.composite
def units(draw: st.DrawFn) -> Threshold:
    weights = draw(st.lists(RATIONAL, max_size=7))
    near = sum((w for w in weights if draw(st.booleans())), start=Fraction(0))
    return Threshold(tuple(weights), near + draw(st.sampled_from([0, 0, 1, -1, Fraction(1, 7)])))


def output(circuit: Circuit, bits: tuple[int, ...]) -> int:
    return evaluate(circuit, bits)[0][0]


@given(units())
def test_the_gates_are_the_unit(unit):
    circuit = expand_threshold(unit)
    assert circuit.inputs == tuple(f"x{i}" for i in range(unit.inputs))
    assert list(circuit.outputs) == ["y"]
    assert all(output(circuit, bits) == unit(*bits) for bits in product((0, 1), repeat=unit.inputs))
    assert {kind for _, kind, _ in circuit.each_gate()} <= {Kind.AND, Kind.OR, Kind.XOR}


@given(st.lists(st.integers(1, 9), min_size=3, max_size=7), st.booleans(), st.data())
def test_each_form_is_the_unit(weights, equal, data):
    weights = tuple(weights[:1] * len(weights)) if equal else tuple(weights)
    unit = Threshold(weights, data.draw(st.integers(2, sum(weights))))
    joins, core = _peeled([(w, 2 * i + 2) for i, w in enumerate(weights)], unit.threshold)
    if joins or not core.weights:
        return
    for form in (_diagram, _adder, *([_sorter] if equal else [])):
        gates = Gates([f"x{i}" for i in range(unit.inputs)])
        circuit = gates.circuit({"y": form(gates, core, None)})
        assert all(output(circuit, bits) == unit(*bits) for bits in product((0, 1), repeat=unit.inputs))


@pytest.mark.parametrize(
    ("unit", "kinds", "inverted"),
    [
        (Threshold((1, 1, 1), 3), [Kind.AND], False),
        (Threshold((1, 1, 1), 1), [Kind.OR], False),
        (Threshold((-1, -1, -1), 0), [Kind.AND], True),
        (Threshold((-1, -1, -1), -2), [Kind.OR], True),
        (Threshold((Fraction(1, 3), 100, 5), Fraction(1, 4)), [Kind.OR], False),
        (Threshold((1, 1, 1), 2), [Kind.AND, Kind.OR, Kind.AND, Kind.OR], False),
        (Threshold((-1,), 0), [], False),
        (Threshold((0, 0), 1), [], False),
    ],
)
def test_plain_units_are_plain_gates(unit, kinds, inverted):
    circuit = expand_threshold(unit)
    assert sorted(kind for _, kind, _ in circuit.each_gate()) == sorted(kinds)
    assert all(bool(l & 1) == inverted for l in circuit.fanins) or not inverted


@pytest.mark.parametrize(
    ("unit", "most"),
    [
        (Threshold((1,) * 64, 32), 300),  # an adder: 5 gates a full adder
        (Threshold((1,) * 5, 3), 12),  # the sorter or the diagram
        (Threshold((2,) * 784, 785), 5 * 784),
        (Threshold(tuple(2**i for i in range(2000)), 3**1200), 2000),  # one gate a bit
        (Threshold((*(2**i for i in range(300)), *(-(2**i) for i in range(300))), 0), 1200),  # a >= b
        (Threshold(tuple(3**i for i in range(60)), 3**59 + 3**7), 60),
    ],
)
def test_large_units_stay_small(unit, most):
    circuit = expand_threshold(unit)
    assert size(circuit) <= most
    random = Random(1)
    for _ in range(20):
        bits = tuple(random.randint(0, 1) for _ in range(unit.inputs))
        assert output(circuit, bits) == unit(*bits)


def test_a_wide_unit_of_huge_weights_is_exact():
    random = Random(2)
    weights = tuple(random.randint(-(10**300), 10**300) for _ in range(24))
    unit = Threshold(weights, sum(weights) // 2)
    circuit = expand_threshold(unit)
    for _ in range(20):
        bits = tuple(random.randint(0, 1) for _ in weights)
        assert output(circuit, bits) == unit(*bits)


def test_shared_gates_fold_constants_and_are_shared():
    gates = Gates(["a", "b"])
    a, b = 2, 4
    assert gates.conjunction(a, 1, a) == a
    assert gates.conjunction(a, a ^ 1, b) == 0
    assert gates.disjunction() == 0
    assert gates.parity(a ^ 1, b) == gates.parity(b, a) ^ 1
    assert gates.parity(a, a ^ 1) == 1
    assert gates.full_adder(a, 1, b) == (gates.parity(a, b) ^ 1, gates.disjunction(a, b))
    circuit = gates.circuit({"y": gates.conjunction(b, a)})
    assert circuit.gates == 1  # what the output does not need is left out
