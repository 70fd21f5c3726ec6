"""Netlists of strangers: what is refused, with its place, within the bounds."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import hostile_circuits
import pytest
from circuit_strategies import circuits
from helpers import ROOT, few
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import symact as sa
from symact.errors import CircuitError, FormatError, SymactError, UnsupportedError
from symact.logic.circuit import Circuit
from symact.logic.formats.files import FORMATS

SECONDS, MEMORY = 2.0, 512 * 2**20


def read(text: str | bytes, format: str, **options: Any) -> Circuit:
    return sa.read_circuit(text.encode() if isinstance(text, str) else text, format=format, **options)


HEAD = ".model m\n.inputs a b\n.outputs y\n"
JSON: dict[str, Any] = {"format": "symact circuit", "version": 1, "inputs": ["a"], "gates": [], "outputs": []}


def document(**sections: Any) -> str:
    return json.dumps(JSON | sections)


def gate(**fields: Any) -> str:
    return document(gates=[{"net": "y", "gate": "and", "inputs": ["a"]} | fields])


REFUSED: list[tuple[str, str | bytes, type[SymactError], str]] = [
    (".blif", "", FormatError, r"must have a \.model \(bytes\)"),
    (".blif", b".model m\n.inputs \xff\n", FormatError, r"must be UTF-8, not the byte 0xff \(bytes, line 2\)"),
    (".blif", ".model m\n.inputs a\x1b[2J\n", FormatError, r"printable characters, not '\\x1b' \(bytes, line 2\)"),
    (".blif", ".model é\n.inputs a\u202e\n", FormatError, r"printable characters, not '\\u202e' \(bytes, line 2\)"),
    (".blif", HEAD + "11 1\n", FormatError, r"must begin with a dot or follow \.names, not '11 1' \(bytes, line 4\)"),
    (".blif", HEAD + ".latch a y\n11 1\n", FormatError, "line 5"),
    (
        ".blif",
        HEAD + ".names a b y\n1 1\n",
        FormatError,
        r"2 of 0, 1 and -, then a space and 0 or 1, not '1 1'.*line 4",
    ),
    (".blif", HEAD + ".names a b y\n12 1\n", FormatError, "not '12 1'"),
    (".blif", HEAD + ".names a b y\n11 -\n", FormatError, "not '11 -'"),
    (".blif", HEAD + ".names y\n2\n", FormatError, "must be 0 or 1, not '2'"),
    (".blif", HEAD + ".names a b y\n11 1\n00 0\n", FormatError, "must all end in 1, or all in 0"),
    (".blif", HEAD + ".names\n", FormatError, "the name of the net that it drives"),
    (
        ".blif",
        HEAD + ".names a y\n1 1\n.names b y\n1 1\n",
        CircuitError,
        r"'y' is driven twice, first at line 4 \(bytes, line 6\)",
    ),
    (".blif", HEAD + ".names a a\n1 1\n", CircuitError, "'a' is driven twice"),
    (".blif", HEAD, CircuitError, r"nothing drives net 'y', shown by output 'y' \(bytes, line 3\)"),
    (".blif", HEAD + ".names q y\n1 1\n", CircuitError, r"nothing drives net 'q', read by 'y' \(bytes, line 4\)"),
    (".blif", HEAD + ".names x y\n1 1\n.names y x\n1 1\n", CircuitError, "a cycle of gates: 'y' reads 'x' reads 'y'"),
    (".blif", HEAD + ".outputs y\n.names y\n", CircuitError, r"output 'y' is stated twice \(bytes, line 4\)"),
    (".blif", HEAD + ".latch a\n", FormatError, r"\.latch must have an input, an output"),
    (".blif", HEAD + ".latch a y 4\n", FormatError, "must be 0, 1, 2 or 3, not '4'"),
    (
        ".blif",
        HEAD + ".latch a y as b 0\n",
        UnsupportedError,
        r"an edge of the clock \(re or fe\), not 'as' \(bytes, line 4\)",
    ),
    (".blif", HEAD + ".latch a y ah b\n", UnsupportedError, "not 'ah'"),
    (".blif", HEAD + ".latch a y re a\n", UnsupportedError, "a clock must be a pin that only registers have, not 'a'"),
    (".blif", HEAD + ".latch a q re b\n.latch a y fe b\n", UnsupportedError, "the rising 'b' and the falling 'b'"),
    (".blif", HEAD + ".latch a y re k\n.names a b k\n11 1\n", UnsupportedError, "only registers have, not 'k'"),
    (".blif", HEAD + ".subckt\n", FormatError, r"the name of a model"),
    (".blif", HEAD + ".subckt n x\n", FormatError, "formal=actual, not 'x'"),
    (".blif", HEAD + ".subckt n x=a x=b\n", FormatError, "given once, as formal=actual, not 'x=b'"),
    (".blif", HEAD + ".subckt n\n", FormatError, r"must have its module in the file, not 'n' \(bytes, line 4\)"),
    (".blif", HEAD + ".subckt m a=a\n", CircuitError, r"must not contain itself: 'm' contains 'm' \(bytes, line 4\)"),
    (".blif", HEAD + ".subckt n\n.end\n.model n\n.subckt m\n", CircuitError, "'m' contains 'n' contains 'm'"),
    (
        ".blif",
        HEAD + ".subckt n z=a\n.end\n.model n\n.inputs x\n",
        FormatError,
        r"'n' has no pin 'z' \(bytes, line 4\)",
    ),
    (
        ".blif",
        HEAD + ".subckt n\n.end\n.model n\n.inputs x\n.names x\n",
        FormatError,
        "must not be driven inside, as 'x' is",
    ),
    (
        ".blif",
        HEAD + ".names n1.t\n.subckt n\n.end\n.model n\n.names t\n",
        CircuitError,
        "'n1.t' is called as one inside",
    ),
    (".blif", HEAD + ".end\n.model m\n", FormatError, "'m' is stated twice, first at line 1"),
    (".blif", HEAD + ".search /etc/passwd\n", FormatError, r"without \.search"),
    (".blif", HEAD + ".gate nand2 A=a B=b O=y\n", FormatError, "gates of a library are not read"),
    (".blif", HEAD + ".start_kiss\n", FormatError, "a state machine"),
    (".blif", HEAD + ".strange\n", FormatError, r"one that is known, not '\.strange'"),
    (
        ".bench",
        "INPUT(a\n",
        FormatError,
        r"INPUT\(net\), OUTPUT\(net\) or net = GATE\(net, ...\), not 'INPUT\(a' \(bytes, line 1\)",
    ),
    (".bench", "y = AND(a b)\n", FormatError, "with a comma between them"),
    (".bench", "y = AND(a,,b)\n", FormatError, "with a comma between them"),
    (".bench", "y = XAND(a)\n", FormatError, r"a gate must be one of AND, .*, not 'XAND' \(bytes, line 1\)"),
    (
        ".bench",
        "INPUT(a)\ny = NOT(a, a)\n",
        CircuitError,
        r"NOT must have 1 input, not 2, at net 'y' \(bytes, line 2\)",
    ),
    (".bench", "y = AND()\n", CircuitError, "AND must have at least one input"),
    (".bench", "y = DFF(a, a)\n", FormatError, "DFF must have 1 pin, not 2"),
    (".bench", "y = DFFRSE(a, r, gnd, gnd, gnd)\n", UnsupportedError, "without set, reset and enable"),
    (".bench", "y = LUT (a)\n", FormatError, "LUT must have a table"),
    (".bench", "y = LUT 0x4 (a)\n", FormatError, "must have 2 bits"),
    (".bench", "y = LUT 0x12 (a)\n", FormatError, "LUT must have a table"),
    (".bench", "y = AND 0x1 (a)\ny = a\n", FormatError, "line 2"),
    (".bench", "INPUT(a)\nINPUT(a)\n", CircuitError, r"'a' is driven twice, first at line 1 \(bytes, line 2\)"),
    (".bench", "OUTPUT(y)\n", CircuitError, r"nothing drives net 'y', shown by output 'y' \(bytes, line 1\)"),
    (".th", "a\n.strange\n", FormatError, r"must begin with \.model name, .*, not '\.strange' \(bytes, line 2\)"),
    (".th", ".threshold a y\n", FormatError, r"must follow it \(bytes, line 1\)"),
    (".th", ".threshold a y\n1 1 1\n", FormatError, "a unit with 1 inputs .* not 3 numbers .bytes, line 2"),
    (".th", ".threshold a y\n1 0.5\n", FormatError, r"must be an integer, not '0\.5'"),
    (".th", ".threshold a y\n1 1e9\n", FormatError, "must be an integer, not '1e9'"),
    (".th", ".input a\n.output y\n.threshold a y\n1 1\n.threshold a y\n1 1\n", CircuitError, "'y' is driven twice"),
    (".th", ".threshold a y\n1 1\n", CircuitError, r"nothing drives net 'a', read by 'y' \(bytes, line 1\)"),
    (".json", "{}", FormatError, '"format": "symact circuit"'),
    (".json", document(version=2), FormatError, "version of the format must be 1, not 2"),
    (".json", document(version=True), FormatError, "must be 1, not true"),
    (".json", document(more=1), FormatError, "'more' must be one of"),
    (".json", document(inputs=["a", "a"]), CircuitError, r"'a' is driven twice, first at line 1 \(bytes, line 1\)"),
    (".json", document(inputs=["a\n"]), FormatError, "printable characters"),
    (".json", document(inputs=[1]), FormatError, "a text must stand here, not 1 at line 1, column 55"),
    (".json", document(gates={}), FormatError, "an array must stand here"),
    (".json", gate(gate="xand"), FormatError, "a gate must be one of and, .*, threshold, not 'xand'"),
    (".json", gate(gate=["and"]), FormatError, "a text must stand here"),
    (".json", gate(inputs="a"), FormatError, "an array must stand here"),
    (".json", gate(inputs=[]), CircuitError, r"AND must have at least one input, at net 'y' \(bytes, line 1\)"),
    (".json", gate(inputs=[2]), FormatError, r"a signal must be a net, {\"not\": net}, 0 or 1, not 2"),
    (".json", gate(inputs=[True]), FormatError, "not true"),
    (".json", gate(inputs=[{"no": "a"}]), FormatError, "'no' must be one of not"),
    (".json", gate(inputs=["q"]), CircuitError, r"nothing drives net 'q', read by 'y' \(bytes, line 1\)"),
    (".json", gate(inputs=["y"]), CircuitError, "a cycle of gates: 'y' reads 'y'"),
    (".json", gate(net={"not": "y"}), FormatError, "a text must stand here, not an object of 1"),
    (".json", gate(net=1), FormatError, "a text must stand here, not 1"),
    (".json", gate(bits="0x1"), FormatError, "'bits' must be one of"),
    (".json", gate(gate="table"), FormatError, "must have a field 'bits'"),
    (".json", gate(gate="table", bits="8"), FormatError, "at most 20 inputs and bits such as .* not 1 and '8'"),
    (".json", gate(gate="table", bits="0x4"), FormatError, "must be a number of 2 bits"),
    (".json", gate(gate="cover", cubes=["11"], value=1), FormatError, "a cube must be 1 of 0, 1 and -, not '11'"),
    (".json", gate(gate="cover", cubes=["1"], value=2), FormatError, "value of a cover must be 0 or 1, not 2"),
    (".json", gate(gate="threshold", weights=[1, 2], threshold=1), FormatError, "one for each of 1 inputs, not 2"),
    (
        ".json",
        gate(gate="threshold", weights=[0.5], threshold=1),
        FormatError,
        "an integer or a text such as .*, not 0.5",
    ),
    (".json", gate(gate="threshold", weights=["1/0"], threshold=1), FormatError, "not '1/0'"),
    (
        ".json",
        document(registers=[{"net": "q", "next": "a", "initial": 2}]),
        FormatError,
        "must be 0, 1 or null, not 2",
    ),
    (".json", document(registers=[{"net": "q", "next": "a", "initial": False}]), FormatError, "not false"),
    (".json", document(outputs=[{"name": "y", "value": None}]), FormatError, "a signal must be .*, not null"),
]


@pytest.mark.parametrize(("format", "text", "error", "message"), REFUSED)
def test_refused_with_its_place(format: str, text: str | bytes, error: type[SymactError], message: str) -> None:
    with pytest.raises(error, match=message) as found:
        read(text, format)
    assert type(found.value) is error and str(found.value).isprintable() and len(str(found.value)) < 400


def test_the_line_of_a_gate_in_a_document() -> None:
    text = (
        '{"format": "symact circuit", "version": 1,\n"inputs": ["a",\n "b"],\n"gates": [\n{"net": "y", "gate": "and", '
    )
    text += '"inputs": ["a"]},\n\n{"net":\n"y", "gate": "buf", "inputs": ["a"]}], "outputs": []}'
    with pytest.raises(CircuitError, match=r"'y' is driven twice, first at line 5 \(bytes, line 7\)"):
        read(text, ".json")


@settings(max_examples=25)
@given(st.sampled_from((".blif", ".bench", ".th", ".json", ".aag", ".v")), st.data())
def test_a_torn_file_is_refused_or_read(format: str, data: st.DataObject) -> None:
    circuit = data.draw(circuits(registers=0 if format == ".th" else 1, size=4))
    assume(format != ".v" or not {*circuit.inputs} & {*circuit.outputs})
    text = FORMATS[format].write(circuit).decode()
    start, stop = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    torn = text[:start] + data.draw(st.text('ay.01-()=, \\\n#{}[]"', max_size=5)) + text[stop:]
    try:
        read(torn, format)
    except SymactError as error:
        assert str(error).isprintable()


@pytest.mark.parametrize("name", few(hostile_circuits.FILES, 0))
def test_files_that_ask_for_much_are_refused_soon(name: str) -> None:
    program = [sys.executable, str(ROOT / "tests" / "hostile_circuits.py"), name]
    for _ in range(3):  # a busy machine counts more seconds
        done = subprocess.run(program, capture_output=True, text=True, timeout=60, check=True)
        result = json.loads(done.stdout)
        if result["seconds"] < SECONDS:
            break
    assert result["seconds"] < SECONDS and result["memory"] < MEMORY
    assert re.match(r"(Format|Circuit|Unsupported)Error: .*\(bytes|.* of bytes|<Circuit 'm': 0 inputs", result["found"])


def test_some_files_that_ask_for_much() -> None:
    for name in ("blif, a ladder", "blif, a long word", "bench, open brackets", "th, long numbers", "json, one name"):
        with pytest.raises(FormatError, match="must"):
            read(hostile_circuits.made(name), hostile_circuits.format_of(name))


def test_who_trusts_a_file_may_have_more() -> None:
    text = ".model m\n.outputs y\n.names " + "n" * 1001 + "\n.names y\n"
    with pytest.raises(FormatError, match=r"1,000 characters in a name, not 1,001 .*trusted=True"):
        read(text, ".blif")
    assert read(text, ".blif", trusted=True).gates == 2


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_no_file_is_refused(format: str, tmp_path: Path) -> None:
    (tmp_path / f"folder{format}").mkdir()
    os.mkfifo(tmp_path / f"pipe{format}")
    (tmp_path / f"link{format}").symlink_to(tmp_path / f"pipe{format}")
    for name in ("folder", "pipe", "link"):
        with pytest.raises(FormatError, match=f"must be in a file, not a folder or a pipe .{name}"):
            sa.read_circuit(tmp_path / f"{name}{format}")
    with pytest.raises(FileNotFoundError):
        sa.read_circuit(tmp_path / f"nothing{format}")


@pytest.mark.long
@pytest.mark.parametrize("format", FORMATS)
def test_the_fuzzer_finds_nothing(format: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="needs atheris; pip install atheris")
    command = [sys.executable, str(ROOT / "tools" / "fuzz_circuits.py"), format]
    options = ["-max_total_time=10", "-timeout=10", "-rss_limit_mb=1024", "-seed=1"]
    path = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, *options], cwd=tmp_path, env=path, capture_output=True, text=True, timeout=120, errors="replace"
    )
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    assert not list(tmp_path.glob("crash-*"))
