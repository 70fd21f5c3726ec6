"""AIGER files, text and binary: laws of reading and writing, and what is refused, with its place."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from circuit_strategies import circuits
from helpers import shared_data
from hypothesis import given, settings
from hypothesis import strategies as st

import symact as sa
from symact.errors import CircuitError, FormatError, SymactError, UnsupportedError
from symact.logic.and_inverter import and_inverter
from symact.logic.circuit import Circuit
from symact.logic.evaluate import evaluate
from symact.logic.formats.aiger.varints import decode, encode
from symact.logic.formats.aiger.writing import write_aag, write_aig
from symact.logic.gates import Kind

FORMATS = {".aag": write_aag, ".aig": write_aig}


def read(data: bytes | str, format: str = ".aag", **options: Any) -> Circuit:
    return sa.read_circuit(data.encode() if isinstance(data, str) else data, format=format, **options)


def behaviour(circuit: Circuit) -> list[Any]:
    """Return what the circuit shows and takes next at every input and state."""
    pins, held = len(circuit.inputs), len(circuit.registers)
    return [evaluate(circuit, bits[:pins], bits[pins:]) for bits in product((0, 1), repeat=pins + held)]


def pins(circuit: Circuit) -> tuple[Any, ...]:
    return circuit.inputs, tuple(circuit.outputs), [(r.name, r.initial) for r in circuit.registers]


# ---- laws ----


@settings(max_examples=40)
@given(circuits())
def test_any_circuit_comes_back_with_its_pins_and_function(circuit: Circuit) -> None:
    there = [read(write(circuit), format) for format, write in FORMATS.items()]
    assert there[0] == there[1]
    assert pins(there[0]) == pins(circuit)
    assert behaviour(there[0]) == behaviour(circuit)
    assert set(there[0].kinds.tolist()) <= {Kind.AND}


@settings(max_examples=40)
@given(circuits(kinds=(Kind.AND,)))
def test_what_was_read_comes_back_gate_for_gate(circuit: Circuit) -> None:
    once = read(write_aig(circuit), ".aig")
    for format, write in FORMATS.items():
        assert read(write(once), format) == once
    assert write_aig(read(write_aig(once), ".aig")) == write_aig(once)


def by_the_letter(text: str, bits: dict[int, int]) -> tuple[list[int], list[int]]:
    """Evaluate a text as the report on the format defines it: the outputs, and the next values of the latches."""
    _, _, inputs, latches, outputs, gates = (int(w) if w.isdigit() else 0 for w in text.split("\n")[0].split())
    rows = [list(map(int, line.split())) for line in text.split("\n")[1 : 1 + inputs + latches + outputs + gates]]
    latch_rows, output_rows = rows[inputs : inputs + latches], rows[inputs + latches : inputs + latches + outputs]
    defined = {row[0]: row[1:] for row in rows[inputs + latches + outputs :]}

    def value(literal: int) -> int:
        if literal & 1:
            return 1 - value(literal - 1)
        if literal == 0 or literal in bits:
            return bits.get(literal, 0)
        return min(value(read) for read in defined[literal])

    return [value(row[0]) for row in output_rows], [value(row[1]) for row in latch_rows]


@settings(max_examples=40)
@given(circuits(size=5), st.randoms(use_true_random=False))
def test_literals_of_a_text_may_have_any_numbers_and_gates_any_order(circuit: Circuit, random: Any) -> None:
    head, *lines = write_aag(circuit).decode().splitlines()
    _, most, inputs, latches, outputs, gates = (int(w) if w.isdigit() else w for w in head.split())
    places = random.sample(range(1, 3 * most + 1), most)
    number = {0: 0, 1: 1} | {2 * old + i: 2 * new + i for old, new in enumerate(places, 1) for i in (0, 1)}
    plain = inputs + latches + outputs
    rows = [[number[int(word)] for word in line.split()] for line in lines[: plain + gates]]
    for row, line in zip(rows[inputs : inputs + latches], lines[inputs:], strict=False):
        row[2:] = [int(w) if int(w) < 2 else row[0] for w in line.split()[2:]]
    shuffled = rows[:plain] + random.sample(rows[plain:], gates)
    text = "\n".join(
        [
            f"aag {3 * most} {inputs} {latches} {outputs} {gates}",
            *(" ".join(map(str, row)) for row in shuffled),
            *lines[plain + gates :],
            "",
        ]
    )
    again = read(text)
    assert pins(again) == pins(circuit)
    assert behaviour(again) == behaviour(circuit)
    own = [row[0] for row in rows[: inputs + latches]]
    for bits in product((0, 1), repeat=inputs + latches):
        shown, following = evaluate(circuit, bits[:inputs], bits[inputs:])
        assert by_the_letter(text, dict(zip(own, bits, strict=True))) == (list(shown), list(following))


@given(st.lists(st.integers(0, 2**35 - 1)))
def test_numbers_of_bytes_are_what_they_were(numbers: list[int]) -> None:
    data = encode(np.array(numbers, dtype=np.int64))
    assert decode(np.frombuffer(data + b"\x80", np.uint8), len(numbers))[0].tolist() == numbers
    slow = bytearray()
    for number in numbers:
        while number > 127:
            slow.append(number & 127 | 128)
            number >>= 7
        slow.append(number)
    assert data == slow


@settings(max_examples=40)
@given(circuits(kinds=(Kind.AND, Kind.XOR, Kind.MUX), registers=1))
def test_an_and_inverter_graph_has_no_two_equal_gates(circuit: Circuit) -> None:
    graph = and_inverter(circuit)
    if set(circuit.kinds.tolist()) - {Kind.AND}:
        assert len({tuple(row) for row in graph.fanins.tolist()}) == len(graph.fanins)
        assert graph.fanins.min(initial=2) >= 2


# ---- the files of the EPFL suite ----


@pytest.mark.parametrize("name", ["adder", "ctrl", "multiplier"])
def test_files_of_others_are_written_as_they_were(name: str) -> None:
    data = shared_data("circuits", "epfl", f"{name}.aig").read_bytes()
    circuit = sa.read_circuit(shared_data("circuits", "epfl", f"{name}.aig"))
    written = write_aig(circuit)
    assert data.startswith(written)
    assert data[len(written) :].startswith(b"c\n")
    assert circuit.name == name
    assert read(write_aag(circuit)) == circuit


# ---- single things ----


def test_a_file_of_the_report() -> None:
    toggle = read(
        "aag 7 2 1 2 4\n2\n4\n6 8\n6\n7\n8 4 10\n10 13 15\n12 2 6\n14 3 7\ni0 enable\ni1 reset\nl0 Q\no0 Q\no1 n\n"
    )
    assert toggle.inputs == ("enable", "reset")
    assert toggle.registers[0].initial == 0
    assert [evaluate(toggle, (e, 1), (q,))[1] for e, q in product((0, 1), repeat=2)] == [(0,), (1,), (1,), (0,)]


def test_registers_begin_as_the_file_says() -> None:
    text = "aag 3 0 3 0 0\n2 3 0\n4 5 1\n6 7 6\n"
    assert [r.initial for r in read(text).registers] == [0, 1, None]
    assert write_aag(read(text)).decode() == "aag 3 0 3 0 0\n2 3\n4 5 1\n6 7 6\n"
    assert [r.initial for r in read("aig 3 0 3 0 0\n3 0\n5 1\n7 6\n", ".aig").registers] == [0, 1, None]


def test_a_header_of_version_1_9_without_properties() -> None:
    assert read("aag 1 1 0 1 0 0 0 0 0\n2\n3\n") == read("aag 1 1 0 1 0\n2\n3\n")


def test_what_has_no_name_is_called_by_its_symbol_and_not_like_another() -> None:
    circuit = read("aag 3 2 1 2 0\n2\n4\n6 2\n2\n4\ni0 i1\nl0 o0\no1 o0\n")
    assert circuit.inputs == ("i1", "i1_")
    assert tuple(circuit.outputs) == ("o0_", "o0")
    assert pins(read(write_aig(circuit), ".aig")) == pins(circuit)


def test_a_comment_is_what_the_circuit_is_about() -> None:
    circuit = read("aag 0 0 0 1 0\n0\nc\nthe constant 0\nin one line more\n")
    assert circuit.about == "the constant 0\nin one line more"
    assert read(write_aig(circuit), ".aig").about == circuit.about
    assert read(b"aag 0 0 0 1 0\n0\nc\n\xff\x00").about == ""
    assert read(b"aag 0 0 0 1 0\n0\ncnanything\x00").about == ""


def test_the_last_symbol_may_have_no_line_end() -> None:
    assert tuple(read("aag 0 0 0 1 0\n0\no0 a name of words").outputs) == ("a name of words",)


def test_a_suffix_does_not_decide_between_text_and_binary(tmp_path: Path) -> None:
    (tmp_path / "c.aig").write_text("aag 0 0 0 1 0\n1\n")
    assert sa.read_circuit(tmp_path / "c.aig").name == "c"


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        ("", FormatError, "the file must go on with a header: .*, but it ends .bytes, byte 0."),
        ("aig 1 1 0 0", FormatError, "but it ends .bytes, byte 11."),
        ("aog 1 1 0 0 0\n", FormatError, "the header must be aag or aig, .*, not 'aog 1 1 0 0 0' .bytes, line 1."),
        ("aag 1 1 0 0\n", FormatError, "line 1"),
        ("aag  1 1 0 0 0\n", FormatError, "line 1"),
        ("aag 1 1 0 0 -1\n", FormatError, "line 1"),
        ("aag 0 1 0 0 0\n", FormatError, "as many variables as inputs, latches and gates, 1, not 0 .bytes, line 1."),
        ("aig 2 1 0 0 0\n", FormatError, "line 1"),
        ("aag 9999999999 0 0 0 0\n", FormatError, "at most 1,073,741,823 variables, not 9,999,999,999"),
        ("aig 500000 500000 0 0 0\n", FormatError, "at most 250,000 inputs, not 500,000 .*trusted=True"),
        ("aag 0 0 0 0 0 0 1\n", UnsupportedError, "no invariant constraints .C., of which the header has 1"),
        ("aag 1 1 0 0 0\n3\n", FormatError, "an even literal from 2 on, not 3 .bytes, line 2."),
        ("aag 1 1 0 0 0\n0\n", FormatError, "an even literal from 2 on, not 0 .bytes, line 2."),
        ("aag 1 1 0 1 0\n2\n4\n", FormatError, "must be at most 3, as the header says, not 4 .bytes, line 3."),
        ("aag 1 1 0 1 0\n2\n 2\n", FormatError, "must be the literal of an output, not ' 2' .bytes, line 3."),
        ("aag 1 1 0 1 0\n2\n2 2\n", FormatError, "line 3"),
        ("aag 1 1 0 1 0\n2\n+2\n", FormatError, "line 3"),
        ("aag 1 1 0 1 0\n2\n2\r\n", FormatError, "line 3"),
        ("aag 1 1 0 1 0\n2\n00000000002\n", FormatError, "line 3"),
        ("aag 1 1 0 1 0\n2\n", FormatError, "but it ends .bytes, byte 16."),
        ("aag 3 1 0 0 2\n2\n4 2 2\n6 4\n", FormatError, "must be three literals of a gate, not '6 4' .bytes, line 4."),
        ("aag 3 1 0 0 2\n2\n4 2 2\n5 4 4\n", FormatError, "an even literal from 2 on, not 5 .bytes, line 4."),
        ("aag 3 2 0 0 0\n2\n2\n", CircuitError, "'literal 2' is driven twice, first at line 2 .bytes, line 3."),
        ("aag 3 2 0 0 1\n2\n4\n4 2 2\n", CircuitError, "'literal 4' is driven twice, first at line 3 .bytes, line 4."),
        ("aag 3 1 0 1 0\n2\n6\n", CircuitError, "nothing drives net 'literal 6', shown by output '0' .bytes, line 3."),
        ("aag 3 1 0 0 1\n2\n6 2 5\n", CircuitError, "nothing drives net 'literal 4', read by 'literal 6' .*line 3."),
        ("aag 3 1 0 0 2\n2\n4 2 6\n6 4 4\n", CircuitError, "a cycle of gates: .* .bytes, line 3."),
        ("aag 1 0 1 0 0\n2 2 3\n", FormatError, "must be 0, 1 or its own literal, 2, not 3 .bytes, line 2."),
        ("aag 1 0 1 0 0\n2 9\n", FormatError, "at most 3"),
        ("aag 1 0 1 0 0\n2\n", FormatError, "line 2"),
        ("aig 1 0 1 0 0\n2 3\n", FormatError, "must be 0, 1 or its own literal, 2, not 3 .bytes, line 2."),
        ("aig 1 0 1 0 0\n1 1 1\n", FormatError, "line 2"),
        (b"aig 2 1 0 0 1\n", FormatError, "gate 0 of 1 is missing, the file ends .bytes, byte 14."),
        (b"aig 2 1 0 0 1\n\x02\x80", FormatError, "gate 0 of 1 is missing, the file ends .bytes, byte 15."),
        (b"aig 2 1 0 0 1\n" + b"\xff" * 99, FormatError, "must be a number of at most 5 bytes .bytes, byte 14."),
        (b"aig 2 1 0 0 1\n\x02" + b"\xff" * 9 + b"\1", FormatError, "at most 5 bytes .bytes, byte 15."),
        (b"aig 3 1 0 0 2\n\x02\x00\x00\x00", FormatError, "gate 1, of literal 6, must read smaller.*byte 16"),
        (b"aig 2 1 0 0 1\n\x01\x04", FormatError, "must read smaller literals, not 3 and -1 .bytes, byte 14."),
        (b"aig 2 1 0 0 1\n\x05\x00", FormatError, "must read smaller literals, not -1 and -1 .bytes, byte 14."),
        (b"aig 2 1 0 0 1\n\x02\x00j0 x\n", FormatError, "a symbol must be i, l or o .*, not 'j0 x' .bytes, byte 16."),
        ("aag 1 1 0 0 0\n2\ni1 x\n", FormatError, "i1 is not there .bytes, line 3."),
        ("aag 1 1 0 0 0\n2\ni0 x\ni0 y\n", FormatError, "i0 is named twice .bytes, line 4."),
        ("aag 2 2 0 0 0\n2\n4\ni0 x\ni1 x\n", FormatError, "the name 'i1 x' is there already .bytes, line 5."),
        ("aag 2 1 1 0 0\n2\n4 4\ni0 x\nl0 x\n", FormatError, "'l0 x' is there already .bytes, line 5."),
        ("aag 1 1 0 0 0\n2\ni0 \n", FormatError, "line 3"),
        ("aag 1 1 0 0 0\n2\ni0 a\x1b[31m\n", FormatError, "characters in UTF-8, not 'a.x1b.31m' .bytes, line 3."),
        (b"aag 1 1 0 0 0\n2\ni0 \xff\n", FormatError, r"not '..xff' .bytes, line 3."),
        ("aag 1 1 0 0 0\n2\ni0 " + "a" * 1001 + "\n", FormatError, "at most 1,000 bytes in a name, not 1,001"),
    ],
)  # fmt: skip
def test_refused_with_its_place(data: bytes | str, error: type[SymactError], message: str) -> None:
    with pytest.raises(error, match=message) as found:
        read(data)
    assert str(found.value).isprintable()


@pytest.mark.parametrize("circuit", [sa.circuit("74181"), sa.circuit("74163")], ids=lambda circuit: circuit.name)
def test_a_binary_file_with_bytes_changed_is_refused_or_read(circuit: Circuit) -> None:
    data, random = write_aig(circuit), Random(0)
    refused = 0
    for _ in range(1_500):
        torn = bytearray(data)
        for _ in range(random.randint(1, 3)):
            place = random.randrange(len(torn))
            torn[place : place + random.randint(0, 2)] = random.randbytes(random.randint(0, 2))
        try:
            read(bytes(torn), ".aig")
        except SymactError as error:
            assert str(error).isprintable()
            refused += 1
    assert 300 < refused < 1_500


def test_who_trusts_a_file_may_have_more() -> None:
    assert len(read("aig 500000 500000 0 0 0\n", trusted=True).inputs) == 500_000
