"""Each circuit of the shelf against its published function, transcribed independently of its netlist."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from alu_tables import active_high, active_low
from shelf_functions import TABLES, counter, expected

import symact as sa
from symact.logic.evaluate import evaluate

COMBINATIONAL = [name for name in sa.circuits() if name not in ("74163", "multiplier8")]


def levels(circuit, vector):
    return dict(zip(circuit.outputs, evaluate(circuit, vector)[0], strict=True))


def all_pins(circuit):
    for vector in product((0, 1), repeat=len(circuit.inputs)):
        yield vector, dict(zip(circuit.inputs, vector, strict=True))


@pytest.mark.parametrize("name", COMBINATIONAL)
def test_each_circuit_computes_its_function_on_all_inputs(name):
    circuit, function = sa.circuit(name), expected(name)
    for vector, pins in all_pins(circuit):
        assert levels(circuit, vector) == function(pins), pins


def test_both_tables_of_the_74181_describe_the_same_levels():
    for A, B, S in product(range(16), repeat=3):
        for M, CN in product((0, 1), repeat=2):
            low, high = active_low(A, B, S, M, CN), active_high(A, B, S, M, CN)
            assert high == {pin: low[pin] for pin in high}, (A, B, S, M, CN)


def test_the_74163_goes_through_its_whole_state_diagram():
    circuit = sa.circuit("74163")
    assert [(r.name, r.initial) for r in circuit.registers] == [(f"Q{k}", 0) for k in range(4)]
    for count in range(16):
        state = [count >> k & 1 for k in range(4)]
        for vector, pins in all_pins(circuit):
            shown, after = evaluate(circuit, vector, state)
            outputs, then = counter(count, pins)
            assert dict(zip(circuit.outputs, shown, strict=True)) == outputs, (count, pins)
            assert sum(bit << k for k, bit in enumerate(after)) == then, (count, pins)


def test_the_multiplier_multiplies_all_numbers():
    A, B = np.divmod(np.arange(1 << 16), 256)
    assert np.array_equal(sa.circuit("multiplier8")(A=A, B=B)["P"], A * B)


def test_every_function_table_is_of_a_circuit():
    assert {path.stem for path in TABLES.iterdir()} <= {*COMBINATIONAL}


def test_buses_are_numbers():
    assert sa.circuit("74283")(A=9, B=5, C0=0) == {"S": 14, "C4": 0}
    assert sa.circuit("7400")(A=0b1100, B=0b1010) == {"Y": 0b0111}
    assert sa.circuit("74138")(A=5, G1=1, G2A=0, G2B=0) == {"Y": 0b11011111}
    assert sa.circuit("74139")(A1=2, A2=0, G=0) == {"Y1": 0b1011, "Y2": 0b1110}
    assert sa.circuit("74181")(A=9, B=5, S=0b1001, M=0, CN=1) == {"F": 14, "CN4": 1, "AEQB": 0, "P": 1, "G": 0}
    assert sa.circuit("c17")({"1": 1, "2": 0, "3": 1, "6": 0, "7": 0}) == {"22": 1, "23": 0}
