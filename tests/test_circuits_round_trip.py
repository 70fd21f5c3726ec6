"""The circuits of the shared data, in each format and back; and what ABC and yosys say of the written files."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from helpers import ROOT, few, need_tool, shared_data

import symact as sa
from symact.errors import UnsupportedError
from symact.logic.circuit import Circuit
from symact.logic.formats.files import FORMATS

SMALL = ("iscas85/c17.bench", "iscas89/s27.bench", "epfl/ctrl.aig", "epfl/ctrl.blif")
READ_BY_YOSYS = {".blif": "read_blif", ".aig": "read_aiger", ".aag": "read_aiger", ".v": "read_verilog"}
READ_BY_ABC = (".bench", ".blif", ".aig", ".v")


def names() -> list[str]:
    """Return the files of circuits in the shared data, the small ones first."""
    folder = ROOT.parent / "shared" / "data" / "circuits"
    found = sorted(str(p.relative_to(folder)) for p in folder.glob("*/*") if p.suffix in FORMATS)
    return [*SMALL, *(name for name in found if name not in SMALL)]


def passes_through(circuit: Circuit) -> bool:
    """Whether a pin is an input and an output."""
    return bool({*circuit.inputs} & {*circuit.outputs})


def pins(circuit: Circuit) -> tuple[object, ...]:
    return circuit.inputs, tuple(circuit.outputs), [(r.name, r.initial) for r in circuit.registers]


def holds(format: str, circuit: Circuit) -> bool:
    return not (format == ".th" and circuit.registers) and not (format == ".v" and passes_through(circuit))


def plain(path: Path, clocked: bool) -> Path:
    """Write the BLIF file of a tool beside it, without its pin `clock` and the backslashes before numbers."""
    text = re.sub(r"\\(?=\S)", "", path.read_text())
    if clocked:
        text, pins = re.subn(r"^\.inputs clock\b", ".inputs", text, flags=re.MULTILINE)
        assert pins == 1
        text = text.replace(" re clock ", " ")
    made = path.with_name("plain.blif")
    made.write_text(text)
    return made


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def prove(original: Path, other: Path, folder: Path, *commands: str) -> None:
    """Have ABC prove that two files are the same circuit."""
    abc = need_tool("berkeley-abc", "abc")
    for command in commands:
        said = run(abc, "-c", f"{command} {original} {other}", folder=folder)
        assert re.search(r"Networks are equivalent", said), f"{command}: {said}"


@pytest.mark.parametrize("name", few(names(), len(SMALL)))
def test_a_circuit_comes_back_from_every_format(name: str, tmp_path: Path) -> None:
    circuit = sa.read_circuit(shared_data("circuits", name))
    for format in FORMATS:
        if not holds(format, circuit):
            with pytest.raises(UnsupportedError):
                sa.write_circuit(circuit, tmp_path / f"c{format}")
            continue
        sa.write_circuit(circuit, tmp_path / f"c{format}")
        again = sa.read_circuit(tmp_path / f"c{format}")
        assert pins(again) == pins(circuit), format
        assert sa.agreement(circuit, again, 100_000, cycles=4 if circuit.registers else None), format


@pytest.mark.long
@pytest.mark.parametrize("name", names())
def test_abc_and_yosys_read_what_is_written(name: str, tmp_path: Path) -> None:
    original = shared_data("circuits", name)
    circuit = sa.read_circuit(original)
    by_order, of_yosys = ("dsec -n", "dsec") if circuit.registers else ("cec -n", "cec")
    for format in FORMATS:
        if not holds(format, circuit):
            continue
        path = written = tmp_path / f"c{format}"
        sa.write_circuit(circuit, path)
        clocked = bool(circuit.registers and format == ".v")
        if format in READ_BY_ABC:
            if clocked:  # which ABC takes for one more input
                run(need_tool("berkeley-abc", "abc"), "-c", f"read {path}; write_blif abc.blif", folder=tmp_path)
                written = plain(tmp_path / "abc.blif", clocked)
            prove(original, written, tmp_path, "cec", by_order)
        reader = READ_BY_YOSYS.get(format)
        if reader and not (reader == "read_aiger" and passes_through(circuit)):  # whose pins yosys gives new names
            script = f"{reader} {path}; hierarchy -auto-top; proc; techmap; write_blif yosys.blif"
            run(need_tool("yosys"), "-q", "-p", script, folder=tmp_path)
            prove(original, plain(tmp_path / "yosys.blif", clocked), tmp_path, of_yosys)


WRITTEN_BY_OTHERS = {
    "abc": "read {original}; write_verilog t.v",
    "abc, tables": "read {original}; if -K 6; write_verilog t.v",
    "yosys": "read_verilog m.v; proc; opt; write_verilog t.v",
    "yosys, gates": "read_verilog m.v; synth -auto-top; abc -g gates; write_verilog -noattr t.v",
}


@pytest.mark.long
@pytest.mark.parametrize("name", ["iscas85/c432.bench", "iscas89/s298.bench", "epfl/ctrl.aig", "epfl/adder.blif"])
@pytest.mark.parametrize("way", WRITTEN_BY_OTHERS)
def test_verilog_of_others_is_read(name: str, way: str, tmp_path: Path) -> None:
    original = shared_data("circuits", name)
    circuit = sa.read_circuit(original)
    sa.write_circuit(circuit, tmp_path / "m.v")
    script = WRITTEN_BY_OTHERS[way].format(original=original)
    tool = ("yosys", "-q", "-p") if way.startswith("yosys") else (need_tool("berkeley-abc", "abc"), "-c")
    run(need_tool(tool[0]), *tool[1:], script, folder=tmp_path)
    assert sa.agreement(circuit, sa.read_circuit(tmp_path / "t.v"), initial=0 if circuit.registers else None)
