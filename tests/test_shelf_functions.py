"""Each circuit of the shelf against its published function, transcribed independently of its netlist."""

from __future__ import annotations

import subprocess
from itertools import product

import numpy as np
import pytest
from alu_tables import active_high, active_low
from helpers import few, need_tool
from shelf_functions import TABLES, bits, counter, expected

import symact as sa
from symact.logic.evaluate import evaluate

COMBINATIONAL = [name for name in sa.circuits() if name != "74163"]


def vectors(pins):
    """Return all levels of these pins."""
    return [dict(zip(pins, levels, strict=True)) for levels in product((0, 1), repeat=len(pins))]


@pytest.mark.parametrize("name", [name for name in COMBINATIONAL if name != "multiplier8"])
def test_each_circuit_computes_its_function_on_all_inputs(name):
    circuit, function = sa.circuit(name), expected(name)
    for given, shown in sa.truth_table(circuit).rows():
        pins = dict(zip(circuit.inputs, given, strict=True))
        assert dict(zip(circuit.outputs, shown, strict=True)) == function(pins), pins


def test_the_multiplier_multiplies_all_numbers():
    B, A = np.divmod(np.arange(1 << 16), 256)
    assert np.array_equal(sa.truth_table(sa.circuit("multiplier8"))["P"], A * B)


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
        for pins in vectors(circuit.inputs):
            shown, after = evaluate(circuit, [*pins.values()], state)
            outputs, then = counter(count, pins)
            assert dict(zip(circuit.outputs, shown, strict=True)) == outputs, (count, pins)
            assert sum(bit << k for k, bit in enumerate(after)) == then, (count, pins)


def test_every_function_table_is_of_a_circuit():
    assert {path.stem for path in TABLES.iterdir()} <= {*COMBINATIONAL}


def test_buses_are_numbers():
    assert sa.circuit("74283")(A=9, B=5, C0=0) == {"S": 14, "C4": 0}
    assert sa.circuit("7400")(A=0b1100, B=0b1010) == {"Y": 0b0111}
    assert sa.circuit("74138")(A=5, G1=1, G2A=0, G2B=0) == {"Y": 0b11011111}
    assert sa.circuit("74139")(A1=2, A2=0, G=0) == {"Y1": 0b1011, "Y2": 0b1110}
    assert sa.circuit("74181")(A=9, B=5, S=0b1001, M=0, CN=1) == {"F": 14, "CN4": 1, "AEQB": 0, "P": 1, "G": 0}
    assert sa.circuit("c17")({"1": 1, "2": 0, "3": 1, "6": 0, "7": 0}) == {"22": 1, "23": 0}


@pytest.mark.parametrize("name", few(sorted(COMBINATIONAL, key=lambda n: len(sa.circuit(n).inputs)), 12))
def test_the_written_verilog_computes_the_function_in_icarus(name, tmp_path):
    circuit, function = sa.circuit(name), expected(name)
    given = vectors(circuit.inputs)
    for pins, levels in zip(given, in_icarus(circuit, given, tmp_path), strict=True):
        assert levels == function(pins), pins


def test_the_written_counter_counts_in_icarus(tmp_path):
    circuit = sa.circuit("74163")
    given, wanted, now = [], [], 0
    for count, control in product(range(16), vectors(circuit.inputs)):
        loaded = {"CLR": 1, "LOAD": 0, "ENP": 0, "ENT": 0, **bits(count, "D", 0, 3)}
        for pins in (loaded, control):
            outputs, now = counter(now, pins)
            given.append(pins)
            wanted.append(outputs)
    assert in_icarus(circuit, given, tmp_path) == wanted


def _wires(pins, word):
    """Join ports of a module to the bits of a word, the leftmost first; those with brackets are vectors."""
    place = {pin: f"{word}[{len(pins) - 1 - k}]" for k, pin in enumerate(pins)}
    vectors = {stem: bits for stem, bits in sa.buses(pins).items() if f"{stem}[" in bits[0]}
    alone = [pin for pin in pins if not any(pin in bits for bits in vectors.values())]
    ports = {stem: f"{{{', '.join(place[bit] for bit in reversed(bits))}}}" for stem, bits in vectors.items()}
    return [f".\\{port} ({wires})" for port, wires in (ports | {pin: place[pin] for pin in alone}).items()]


def in_icarus(circuit, given, folder):
    """Write a circuit as Verilog, run these vectors through it, one a tick, and return the outputs before each tick."""
    compiler, runner = need_tool("iverilog"), need_tool("vvp")
    sa.write_circuit(circuit, folder / "circuit.v")
    lines = ("".join(str(pins[pin]) for pin in circuit.inputs) for pins in given)
    (folder / "given.txt").write_text("\n".join(lines))
    inputs, outputs = len(circuit.inputs), len(circuit.outputs)
    wires = _wires(circuit.inputs, "given") + _wires(tuple(circuit.outputs), "shown")
    wires += [".clock(clock)"] if circuit.registers else []
    (folder / "bench.v").write_text(f"""
        module bench;
          reg [{inputs - 1}:0] given, all [0:{len(given) - 1}];
          wire [{outputs - 1}:0] shown;
          reg clock = 0;
          integer k;
          \\{circuit.name} circuit ({", ".join(wires)});
          initial begin
            $readmemb("{folder / "given.txt"}", all);
            for (k = 0; k < {len(given)}; k = k + 1) begin
              given = all[k];
              #1 $display("%b", shown);
              clock = 1;
              #1 clock = 0;
            end
          end
        endmodule
    """)
    files = [folder / "bench.v", folder / "circuit.v"]
    subprocess.run([compiler, "-Wall", "-o", folder / "bench", *files], check=True, capture_output=True, timeout=60)
    done = subprocess.run([runner, "-n", folder / "bench"], check=True, capture_output=True, text=True, timeout=120)
    return [dict(zip(circuit.outputs, map(int, line), strict=True)) for line in done.stdout.split()]
