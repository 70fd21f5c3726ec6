"""Netlists as text: BLIF, .bench, threshold netlists and JSON, held against what their definitions say."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from circuit_strategies import circuits, gates
from helpers import ROOT, few, shared_data
from hypothesis import given, settings
from hypothesis import strategies as st

import symact as sa
from symact.errors import CircuitError, UnsupportedError
from symact.logic.circuit import Circuit, Register, assemble
from symact.logic.decompose import decomposed, expand_gate
from symact.logic.draft import Draft
from symact.logic.evaluate import evaluate, gate_value
from symact.logic.formats.covers import cover_of_gate, gate_of_cover, gate_of_table
from symact.logic.formats.files import FORMATS
from symact.logic.formats.hierarchy import Block, Module, flatten
from symact.logic.formats.source import Source
from symact.logic.gates import ARITY, Cover, Kind, Table, Threshold

SECONDS, MEMORY = 2.0, 512 * 2**20
TEXTS = (".blif", ".bench", ".th", ".json")
SCHEMA = ROOT / "docs" / "reference" / "circuit.schema.json"


def read(text: str | bytes, format: str = ".blif", **options: Any) -> Circuit:
    return sa.read_circuit(text.encode() if isinstance(text, str) else text, format=format, **options)


def write(circuit: Circuit, format: str) -> str:
    return FORMATS[format].write(circuit).decode()


def behaviour(circuit: Circuit) -> list[Any]:
    """Return what the circuit shows and takes next at every input and state."""
    pins, held = len(circuit.inputs), len(circuit.registers)
    return [evaluate(circuit, bits[:pins], bits[pins:]) for bits in product((0, 1), repeat=pins + held)]


def pins(circuit: Circuit) -> tuple[Any, ...]:
    return circuit.inputs, tuple(circuit.outputs), [r.initial for r in circuit.registers]


# ---- what the definitions of the formats say of a text, in the least of words ----


def settled(rules: dict[str, Any], values: dict[str, int]) -> dict[str, int]:
    """Return the value of every net: rules say what a net is, given the values of the nets it reads."""

    def value(net: str) -> int:
        if net not in values:
            reads, function = rules[net]
            values[net] = int(function([value(name) for name in reads]))
        return values[net]

    for net in rules:
        value(net)
    return values


def by_blif(text: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    lines = [line for line in text.replace("\\\n", " ").split("\n") if line and not line.startswith("#")]
    rules: dict[str, Any] = {}
    latches = [tuple(line.split()[1:3]) for line in lines if line.startswith(".latch")]
    for i, line in enumerate(lines):
        if line.startswith(".names"):
            *reads, net = line.split()[1:]
            rows = []
            for row in lines[i + 1 :]:
                if row.startswith("."):
                    break
                rows.append(row)

            def function(bits: list[int], rows: list[str] = rows) -> bool:
                fits = [all(c in ("-", str(b)) for c, b in zip(row, bits, strict=False)) for row in rows]
                return any(fits) == (not rows or rows[0][-1] == "1")

            rules[net] = (reads, function)
    return rules, latches  # type: ignore[return-value]


def by_bench(text: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    meanings: dict[str, Any] = {
        "AND": all, "OR": any, "NAND": lambda b: not all(b), "NOR": lambda b: not any(b), "BUFF": all,
        "NOT": lambda b: not b[0], "XOR": lambda b: b[0] != b[1], "XNOR": lambda b: b[0] == b[1],
    }  # fmt: skip
    rules: dict[str, Any] = {"gnd": ([], lambda b: 0), "vdd": ([], lambda b: 1)}
    latches = []
    for net, kind, reads in re.findall(r"(?m)^(\S+) = (\w+)(?:\((.*)\))?$", text):
        if kind.startswith("DFF"):
            latches.append((reads, net))
        else:
            rules[net] = (reads.split(", "), meanings[kind]) if reads else ([kind], all)
    return rules, latches


def by_th(text: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    rules: dict[str, Any] = {"CONST1": ([], lambda b: 1)}
    for nets, numbers in re.findall(r"(?m)^\.threshold (.+)\n(.+)$", text):
        *reads, net = nets.split()
        *weights, threshold = map(int, numbers.split())
        rules[net] = (
            reads,
            lambda b, w=weights, t=threshold: sum(x * y for x, y in zip(w, b, strict=True)) >= t,
        )
    return rules, []


def search(law: Any, examples: int, **options: Any) -> None:
    """Try a law of circuits on so many of them."""
    settings(max_examples=examples)(given(circuits(**{"inputs": 3, "registers": 1, "size": 6} | options))(law))()


MEANINGS = {".blif": by_blif, ".bench": by_bench, ".th": by_th}


@pytest.mark.parametrize("examples", few((12, 200), 1))
@pytest.mark.parametrize("format", MEANINGS)
def test_what_is_written_means_the_circuit(format: str, examples: int) -> None:
    def law(circuit: Circuit) -> None:
        rules, latches = MEANINGS[format](write(circuit, format))
        assert len(latches) == len(circuit.registers)
        for bits in product((0, 1), repeat=circuit.first_gate - 1):
            inputs, state = bits[: len(circuit.inputs)], bits[len(circuit.inputs) :]
            held = {net: bit for (_, net), bit in zip(latches, state, strict=True)}
            values = settled(rules, dict(zip(circuit.inputs, inputs, strict=True)) | held)
            shown = tuple(values[pin] for pin in circuit.outputs), tuple(values[net] for net, _ in latches)
            assert shown == evaluate(circuit, inputs, state)

    search(law, examples, registers=0 if format == ".th" else 1)


# ---- what is written is read back ----


@pytest.mark.parametrize("examples", few((12, 200), 1))
@pytest.mark.parametrize("format", TEXTS)
def test_any_circuit_comes_back_and_then_stays_as_it_is(format: str, examples: int) -> None:
    def law(circuit: Circuit) -> None:
        again = read(write(circuit, format), format)
        assert pins(again) == pins(circuit)
        assert behaviour(again) == behaviour(circuit)
        assert read(write(again, format), format) == again

    search(law, examples, registers=0 if format == ".th" else 1)


@pytest.mark.parametrize("examples", few((12, 200), 1))
def test_a_document_is_the_circuit(examples: int) -> None:
    def law(circuit: Circuit) -> None:
        assert read(write(circuit, ".json"), ".json") == circuit

    search(law, examples, names=st.text(st.characters(codec="utf-8"), min_size=1).filter(str.isprintable))


@pytest.mark.parametrize("examples", few((12, 200), 1))
def test_gates_keep_their_kinds_and_names(examples: int) -> None:
    def law(circuit: Circuit) -> None:
        named = read(write(circuit, ".json"), ".json")  # every net with a name
        wires = [pin for pin, literal in named.outputs.items() if pin != named.names[literal >> 1]]
        plain = assemble(
            named.inputs,
            {pin: literal for pin, literal in named.outputs.items() if pin not in wires},
            named.kinds,
            named.offsets,
            named.fanins,
            registers=named.registers,
            labels=named.labels,
        )
        arities = set((plain.offsets[1:] - plain.offsets[:-1])[plain.kinds < Kind.BUF].tolist())
        if 1 not in arities:  # an AND of one pin is a buffer in a cover
            assert read(write(plain, ".blif"), ".blif") == plain
        if arities <= {2}:
            assert read(write(plain, ".bench"), ".bench") == plain

    kinds = tuple(kind for kind in Kind if kind is not Kind.MUX)
    search(law, examples, inverted=False, constants=False, kinds=kinds)


SHARED = ["iscas85/c17.bench", "iscas89/s27.bench", "epfl/ctrl.blif", "iscas85/c880.bench", "epfl/adder.blif"]
SHARED += [
    "iscas89/s5378.bench",
    "iscas85/c7552.bench",
    "epfl/voter.blif",
    "epfl/multiplier.blif",
    "iscas89/s38417.bench",
]


@pytest.mark.parametrize("name", few(SHARED, 3))
def test_files_of_others_come_back_in_every_format(name: str) -> None:
    circuit = sa.read_circuit(shared_data("circuits", *name.split("/")))
    assert circuit.gates > 5
    for format in (".blif", ".json", *([".bench"] if name.endswith(".bench") else [])):
        assert read(write(circuit, format), format) == circuit
    for format in [".bench"] if circuit.registers else [".bench", ".th"]:
        assert sa.agreement(circuit, read(write(circuit, format), format), 1000, backend="numpy")


@pytest.mark.parametrize("examples", few((12, 200), 1))
@pytest.mark.parametrize("format", [".blif", ".bench", ".th"])
def test_names_that_a_format_cannot_hold(format: str, examples: int) -> None:
    def law(circuit: Circuit) -> None:
        try:
            text = write(circuit, format)
        except UnsupportedError as error:
            assert any(ascii(pin) in str(error) for pin in (*circuit.inputs, *circuit.outputs))
        else:
            assert behaviour(read(text, format)) == behaviour(circuit)

    search(law, examples, names=st.text("ab #=(\\,.é", min_size=1, max_size=3), inputs=1, registers=0)


def test_an_output_may_have_the_name_of_another_net() -> None:
    kinds, offsets, fanins = [Kind.NOT, Kind.BUF], [0, 1, 2], [2, 3]
    circuit = assemble(["a"], {"g": 6, "h": 5, "q": 2}, kinds, offsets, fanins, labels=("g", None), registers=[])
    for format in TEXTS[:3]:
        assert behaviour(read(write(circuit, format), format)) == behaviour(circuit)
    swapped = assemble(["a", "b"], {"a": 4, "b": 2}, [], [0], [])
    for format in TEXTS[:3]:
        with pytest.raises(UnsupportedError, match=r"an output with the name of an input must show it, .* 'a'"):
            write(swapped, format)
    assert read(write(swapped, ".json"), ".json") == swapped


def test_a_register_that_an_output_is_called_after() -> None:
    circuit = assemble(["d"], {"q": 2}, [], [0], [], registers=[Register("q", 3, 1)])
    for format in (".blif", ".bench"):
        again = read(write(circuit, format), format)
        assert behaviour(again) == behaviour(circuit) and again.registers[0].initial == 1


def test_a_threshold_netlist_holds_no_registers() -> None:
    circuit = assemble(["d"], {"o": 4}, [], [0], [], registers=[Register("q", 2)])
    with pytest.raises(UnsupportedError, match="must be without registers, not with 'q'"):
        write(circuit, ".th")


def test_what_a_circuit_is_about_stands_in_comments() -> None:
    circuit = assemble(["a"], {"y": 3}, [], [0], [], name="x\n.names y", about="one\nINPUT(z)\x1b[2J")
    for format in TEXTS:
        assert pins(read(write(circuit, format), format)) == pins(circuit)


# ---- gates in other gates ----


@settings(max_examples=40)
@given(gates(), st.data())
def test_a_cover_of_a_gate_is_the_gate(gate: Any, data: st.DataObject) -> None:
    n = ARITY.get(gate, 3) if isinstance(gate, Kind) else gate.inputs
    inverted = tuple(data.draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)))
    cubes, value = cover_of_gate(gate, inverted)
    named, again = gate_of_cover(n, cubes, bool(value)) if n else (Cover(n, cubes, bool(value)), ())
    inner = expand_gate(gate, n)
    for bits in product((0, 1), repeat=n):
        want = gate_value(gate, [b ^ i for b, i in zip(bits, inverted, strict=True)])
        assert Cover(n, cubes, bool(value))(*bits) == want
        assert gate_value(named, [b ^ i for b, i in zip(bits, again, strict=True)]) == want
        assert evaluate(inner, bits)[0][0] == gate_value(gate, bits)


@settings(max_examples=20)
@given(st.integers(0, 2**16 - 1))
def test_covers_of_tables_have_no_cube_too_many(bits: int) -> None:
    cubes, value = cover_of_gate(Table(4, bits), (0,) * 4)
    for cube in cubes:
        fewer = Cover(4, tuple(c for c in cubes if c != cube), bool(value))
        assert any(fewer(*row) != Cover(4, cubes, bool(value))(*row) for row in product((0, 1), repeat=4))


@settings(max_examples=30)
@given(st.integers(0, 255))
def test_tables_that_are_gates_get_their_names(bits: int) -> None:
    gate, inverted = gate_of_table(Table(3, bits))
    for row in product((0, 1), repeat=3):
        assert gate_value(gate, [b ^ i for b, i in zip(row, inverted, strict=True)]) == Table(3, bits)(*row)
    if bits.bit_count() in (1, 7) or bits in (0b10010110, 0b01101001):
        assert isinstance(gate, Kind)


@pytest.mark.parametrize("examples", few((12, 200), 1))
def test_two_kinds_are_enough(examples: int) -> None:
    def law(circuit: Circuit) -> None:
        plain = decomposed(circuit, lambda gate, pins: gate in (Kind.AND, Kind.OR, Kind.BUF))
        assert set(plain.kinds.tolist()) <= {Kind.AND, Kind.OR, Kind.BUF}
        assert behaviour(plain) == behaviour(circuit)
        assert {label for label in plain.labels or () if label} == {label for label in circuit.labels or () if label}
        assert decomposed(plain, lambda gate, pins: True) is plain

    search(law, examples)


def test_a_parity_of_many_takes_few_gates() -> None:
    random = Random(1)
    many = sa.Circuit({"y": sa.gate("xor", *sa.bus("x", 40))})
    for format in TEXTS:
        again = read(write(many, format), format)
        assert again.gates < 130
        for _ in range(20):
            bits = [random.getrandbits(1) for _ in many.inputs]
            assert evaluate(again, bits)[0] == (sum(bits) & 1,)


# ---- single things ----

ADDERS = """
# two full adders of half adders
.model top
.inputs a0 a1 b0 b1
.outputs s0 s1 \\
 s2
.subckt full x=a0 y=b0 sum=s0 carry=c  # the carry in is not there
.names zero
.subckt full x=a1 y=b1 z=c sum=s1 carry=s2
.cname high
.end
.model half
.inputs x y
.outputs s c
.names x y s
10 1
01 1
.names x y c
0- 0
-0 0
.end
.model full
.inputs x y z
.outputs sum carry
.subckt half x=x y=y s=t c=c1
.subckt half x=t y=z s=sum c=c2
.names c1 c2 carry
00 0
"""


def test_blocks_are_written_out() -> None:
    circuit = read(ADDERS.replace("sum=s0", "z=zero sum=s0"))
    assert circuit(a0=1, a1=1, b0=1, b1=0) == {"s": 4}
    assert set(circuit.labels or ()) >= {"full1.c1", "high.t", "zero"}
    assert circuit.name == "top" and {Kind(k).name for k in circuit.kinds} == {"XOR", "AND", "OR", "BUF"}
    with pytest.raises(CircuitError, match=r"nothing drives net 'full1\.z', read by 's0' \(bytes, line 26\)"):
        read(ADDERS)


@pytest.mark.parametrize(
    ("latch", "initial"),
    [
        *(("d q", None), ("d q 0", 0), ("d q 1", 1), ("d q 2", None), ("d q 3", None)),
        *(("d q re c", None), ("d q fe c 1", 1), ("d q re NIL 0", 0)),
    ],
)
def test_the_forms_of_a_latch(latch: str, initial: int | None) -> None:
    circuit = read(f".model m\n.inputs c d\n.outputs q\n.latch {latch}\n.end\n")
    assert circuit.registers == (Register("q", 2 * (1 + circuit.inputs.index("d")), initial),)
    assert circuit.inputs == (("d",) if " c" in latch else ("c", "d"))


def test_a_clock_goes_down_to_the_blocks() -> None:
    text = ".model m\n.inputs d t\n.outputs q\n.clock k\n.subckt r i=d o=p c=k\n.subckt r i=p o=q c=k\n.end\n"
    circuit = read(text + ".model r\n.inputs i c\n.outputs o\n.latch i o re c 0\n.end\n")
    assert circuit.inputs == ("d", "t") and [r.name for r in circuit.registers] == ["p", "q"]
    with pytest.raises(UnsupportedError, match=r"one clock, not the rising 'k' and the rising 't' \(bytes, line 6\)"):
        read(text.replace("o=q c=k", "o=q c=t") + ".model r\n.inputs i c\n.outputs o\n.latch i o re c 0\n.end\n")


def test_words_of_blif_that_change_nothing() -> None:
    text = (
        ".model m\n.inputs a\n.default_input_arrival 0 0\n.outputs y\n.conn a y\n.delay a INV 0 0 0 0 0 0\n.attr x y\n"
    )
    plain = ".model m\n.inputs a\n.outputs y\n.names a y\n1 1\n"
    assert read(text + ".exdc\n.names a y\n11 1\n.latch\n.end\n") == read(plain)
    assert read("\n\n.inputs a\r\n.outputs y\r\n.names a y\r\n1 1\r\n") == read(plain)
    assert read(".inputs a\n.outputs y\n.names a\\\ny\n1 1\\\n") == read(plain.replace("a y", "a y"))


def test_the_dialects_of_bench() -> None:
    circuit = read(
        "# by ABC\ninput(a)\nINPUT( b )\nOUTPUT(y)\nOUTPUT(one)\nOUTPUT(vdd)\nq = DFFRSE( n, gnd, gnd, gnd, gnd )\n"
        "p = DFF1(n)\nn = LUT 0x8 ( a, b )\nm = LUT 0xca (a, b, q)\ny = nxor(m, q)\none = vdd\nz = MUX(a, b, q)\n",
        ".bench",
    )
    kinds = dict(zip(circuit.labels or (), map(str, circuit.kinds.tolist()), strict=True))
    assert kinds["n"] == str(int(Kind.AND)) and kinds["z"] == str(int(Kind.MUX))
    assert [r.initial for r in circuit.registers] == [None, 1]
    assert circuit.functions == (Table(3, 0xCA),) and circuit.outputs["vdd"] == 1
    chosen = sa.Circuit({"z": sa.mux(*sa.pins("a q b"))}, inputs=["a", "b", "q"])
    assert behaviour(chosen) == behaviour(read("INPUT(a)\nINPUT(b)\nINPUT(q)\nOUTPUT(z)\nz = MUX(a, b, q)", ".bench"))
    own = read("INPUT(vdd)\nOUTPUT(y)\ny = NOT(vdd)", ".bench")
    assert own.inputs == ("vdd",) and own.gates == 1


def test_a_netlist_of_threabc() -> None:
    text = (
        "Threshold logic gate list written by NZ.\n.model rand.th\n.input 1 2 3 \n.output 4 5 6\n.threshold 7 4\n1 1\n"
    )
    text += ".threshold 7 5\n-1 0\n.threshold CONST1 6\n1 1\n.threshold 1 2 3 7\n-238 232 17 -6\n.end"
    circuit = read(text, ".th")
    assert (
        circuit.name == "rand" and circuit.labels == ("7",) and circuit.functions == (Threshold((-238, 232, 17), -6),)
    )
    assert dict(circuit.outputs) == {"4": 8, "5": 9, "6": 1}
    assert read(text.replace(".input ", ".inputs ").replace(".output ", ".outputs "), ".th") == circuit
    assert write(circuit, ".th").split()[3:] == text.replace("rand.th", "rand").split()[7:]


def test_every_output_of_a_threshold_netlist_is_a_buffer_that_nothing_reads() -> None:
    a, b, c = sa.pins("a b c")
    m = sa.gate(sa.Threshold((1, 1, 1), 2), a, b, c, name="m")
    rules, _ = by_th(write(sa.Circuit({"m": m, "n": ~m, "o": m & a}, inputs=(a, b, c)), ".th"))
    assert all(len(rules[pin][0]) == 1 for pin in "mno")
    assert not any(pin in reads for reads, _ in rules.values() for pin in "mno")


def test_blocks_may_read_complements_and_constants() -> None:
    top, middle, inner = (Module(Draft(name)) for name in ("top", "middle", "inner"))
    inner.inputs, inner.outputs = [("x", 0), ("y", 0)], [("z", 0)]
    inner.draft.gate(inner.draft.net("z"), Kind.AND, [inner.draft.net("x"), inner.draft.net("y")])
    net = middle.draft.net
    middle.inputs, middle.outputs = [("a", 0)], [("b", 0)]
    middle.blocks = [Block("inner", "i", {"x": net("a") ^ 1, "y": 1, "z": net("b")}, 0)]
    top.inputs, top.outputs = [("p", 0)], [("q", 0)]
    top.blocks = [Block("middle", "m", {"a": top.draft.net("p") ^ 1, "b": top.draft.net("q")}, 0)]
    circuit = flatten({"top": top, "middle": middle, "inner": inner}, Source(b""))
    assert behaviour(circuit) == [((0,), ()), ((1,), ())]


def test_weights_in_netlists_are_integers_of_the_same_unit() -> None:
    unit = sa.Threshold((Fraction(1, 2), Fraction(-1, 3)), Fraction(1, 4))
    circuit = sa.Circuit({"y": sa.gate(unit, *sa.pins("a b")).named("u")})
    assert "\n3 -2 2\n" in write(circuit, ".th")
    assert '"weights": ["1/2", "-1/3"], "threshold": "1/4"' in write(circuit, ".json")
    huge = sa.Circuit({"y": sa.gate(sa.Threshold((2**70,), -(2**53)), *sa.pins("a"))})
    assert f'"weights": ["{2**70}"], "threshold": {-(2**53)}' in write(huge, ".json")
    assert read(write(huge, ".json"), ".json").functions == huge.functions


def test_files_by_their_suffixes(tmp_path: Path) -> None:
    circuit = sa.Circuit({"y": sa.gate("nand", *sa.pins("a b"), name="y")})
    for suffix in (*TEXTS, ".BENCH"):
        sa.write_circuit(circuit, tmp_path / f"nand{suffix}")
        again = sa.read_circuit(tmp_path / f"nand{suffix}")
        assert again.name in ("nand", "circuit") and behaviour(again) == behaviour(circuit)
    (tmp_path / "c.txt").write_bytes(b".model m\n.outputs y\n.names y\n1\n")
    assert sa.read_circuit(tmp_path / "c.txt", format=".blif").outputs["y"] > 1
    with pytest.raises(ValueError, match=r"the end of a file's name must be one of .*\.blif.*, not '\.txt'"):
        sa.read_circuit(tmp_path / "c.txt")
    with pytest.raises(ValueError, match=r"format must be one of .*, not 'blif'"):
        sa.read_circuit(tmp_path / "c.txt", format="blif")
    with pytest.raises(ValueError, match="the format of bytes must be given"):
        sa.read_circuit(b"")
    with pytest.raises(TypeError, match=r"circuit must be a symact\.Circuit, not 1"):
        sa.write_circuit(1, tmp_path / "c.blif")  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        sa.read_circuit(tmp_path / "none.blif")


def test_the_schema_describes_documents() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    def law(circuit: Circuit) -> None:
        validator.validate(json.loads(write(circuit, ".json")))

    search(law, 8)
    assert not validator.is_valid(json.loads(write(sa.Circuit({"y": sa.pins("a")[0]}), ".json")) | {"gates": [{}]})
