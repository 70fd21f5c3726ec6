"""Gates as threshold units, threshold functions, and covers without anything too much: each against its definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import symact as sa
from symact.logic.circuit import Circuit
from symact.logic.evaluate import evaluate, gate_value
from symact.logic.gates import ARITY, Cover, Gate, Kind, Table, Threshold
from symact.logic.irredundant import irredundant_cover, table_bits
from symact.logic.separation import separating_unit
from symact.logic.threshold_units import threshold_units, units_of

GATES = [(kind, pins) for kind in Kind for pins in ([ARITY[kind]] if kind in ARITY else range(1, 7))]


def check_units(gate: Gate, pins: int) -> Circuit:
    block = units_of(gate, pins)
    assert all(isinstance(unit, Threshold) and unit.integral[0] == unit.weights for _, unit, _ in block.each_gate())
    assert all(evaluate(block, bits)[0][0] == gate_value(gate, bits) for bits in product((0, 1), repeat=pins))
    return block


@pytest.mark.parametrize(("kind", "pins"), GATES, ids=lambda v: getattr(v, "name", v))
def test_units_are_the_gate(kind, pins):
    units = check_units(kind, pins)
    two_levels = kind is Kind.MUX or (kind in (Kind.XOR, Kind.XNOR) and pins > 1)
    assert units.levels.max() == 1 + two_levels
    assert units.gates == {Kind.MUX: 2, Kind.XOR: 1 + pins // 2, Kind.XNOR: 1 + pins // 2}.get(kind, 1)


@given(st.integers(0, 5).flatmap(lambda n: st.builds(Table, st.just(n), st.integers(0, (1 << (1 << n)) - 1))))
def test_units_are_the_table(table):
    units = check_units(table, table.inputs)
    assert units.levels.max() <= 2
    assert (units.gates == 1) == (separating_unit(table.inputs, table.bits) is not None)


@st.composite
def covers(draw: st.DrawFn, inputs: st.SearchStrategy[int]) -> Cover:
    n = draw(inputs)
    return Cover(n, tuple(draw(st.lists(st.text("01-", min_size=n, max_size=n), max_size=5))), draw(st.booleans()))


@given(covers(st.integers(0, 5)))
def test_units_are_the_cover(cover):
    check_units(cover, cover.inputs)


@given(covers(st.just(11)), st.lists(st.integers(0, 2047), min_size=20, max_size=20))
def test_units_are_a_wide_cover(cover, vectors):
    units = units_of(cover, 11)
    assert units.levels.max() <= 2
    for k in vectors:
        bits = tuple(k >> i & 1 for i in range(11))
        assert evaluate(units, bits)[0][0] == cover(*bits)


def test_a_unit_stays():
    x, y = sa.pins("x y")
    circuit = sa.Circuit({"z": sa.gate(Threshold((Fraction(1, 2), -1), 0), x, y)})
    assert threshold_units(circuit) is circuit
    check_units(Threshold((Fraction(1, 2), -1), 0), 2)


# A000609: threshold functions of n variables.
@pytest.mark.parametrize(
    ("inputs", "count"), [(0, 2), (1, 4), (2, 14), (3, 104), pytest.param(4, 1882, marks=pytest.mark.long)]
)
def test_every_threshold_function_is_found(inputs, count):
    found = 0
    for bits in range(1 << (1 << inputs)):
        unit = separating_unit.__wrapped__(inputs, bits)
        if unit is not None:
            found += 1
            assert table_bits(Cover(inputs, *irredundant_cover(inputs, bits))) == bits
            assert all(unit(*(k >> i & 1 for i in range(inputs))) == bits >> k & 1 for k in range(1 << inputs))
    assert found == count


# How many there are with weights that do not rise and are not negative, and the largest weight that is needed.
@pytest.mark.parametrize(
    ("inputs", "count", "largest"), [(4, 27, 3), (5, 119, 5), pytest.param(6, 1113, 9, marks=pytest.mark.long)]
)
def test_weights_are_as_small_as_they_can_be(inputs, count, largest):
    weights = np.array([w[::-1] for w in combinations_with_replacement(range(largest + 1), inputs)])
    sums = (np.arange(1 << inputs)[:, None] >> np.arange(inputs) & 1) @ weights.T
    tables = set()
    for threshold in range(int(sums.max()) + 2):
        packed = np.packbits(sums >= threshold, axis=0, bitorder="little").T
        tables |= {int.from_bytes(row.tobytes(), "little") for row in packed}
    assert len(tables) == count
    units = [separating_unit.__wrapped__(inputs, bits) for bits in tables]
    assert max(w for unit in units for w in unit.weights) == largest


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=6), st.integers(-20, 20))
def test_no_weight_alone_can_be_smaller(weights, threshold):
    rows = np.arange(1 << len(weights))[:, None] >> np.arange(len(weights)) & 1
    on = rows @ weights >= threshold
    unit = separating_unit(len(weights), sum(1 << k for k in np.flatnonzero(on).tolist()))
    assert (rows @ unit.weights >= unit.threshold).tolist() == on.tolist()
    for i, weight in enumerate(unit.weights):
        if weight:
            smaller = rows @ unit.weights - np.sign(weight) * rows[:, i]
            assert smaller[on].min() <= smaller[~on].max()


@given(st.integers(0, 5).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, (1 << (1 << n)) - 1))))
def test_no_cube_and_no_literal_is_too_much(case):
    inputs, bits = case
    cubes, on = irredundant_cover(inputs, bits)
    assert table_bits(Cover(inputs, cubes, on)) == bits
    for i, cube in enumerate(cubes):
        rest = cubes[:i] + cubes[i + 1 :]
        assert table_bits(Cover(inputs, rest, on)) != bits
        for k, c in enumerate(cube):
            if c != "-":
                wider = cube[:k] + "-" + cube[k + 1 :]
                assert table_bits(Cover(inputs, (*rest, wider), on)) != bits
