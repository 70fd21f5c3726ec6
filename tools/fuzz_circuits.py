"""Fuzz the reading of circuits with atheris: any bytes give a circuit, which can be written, or one SymactError, soon.

    pip install atheris
    python tools/fuzz_circuits.py FORMAT [libFuzzer options] [corpus folder]

For example ``.aig -max_total_time=180 -timeout=4 -rss_limit_mb=1024``; FORMAT is a suffix of the table of formats. The
corpus begins with the circuits of the shelf. Inputs that break a promise are left in the working folder as
``crash-...`` or ``timeout-...``; add them to ``tests/hostile_circuits.py`` when they are mended.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["symact.logic"]):
    from symact.errors import SymactError, UnsupportedError
    from symact.logic.circuit import Circuit
    from symact.logic.formats.files import FORMATS, read_circuit
    from symact.shelf import shelf_files

MOST_BYTES = 5_000
# What the texts are made of.
WORDS = {
    ".aag": ("aag 3 2 0 1 1\n", "i0 ", "l0 ", "o0 ", "c\n", "1073741823"),
    ".aig": ("aig 3 2 0 1 1\n", "i0 ", "\x80", "\0\0", "c\n"),
    ".bench": ("INPUT(", "OUTPUT(", "= AND(", "= DFF(", "= LUT 0x8 (", "= vdd", "#"),
    ".blif": (".model ", ".inputs ", ".outputs ", ".names ", ".latch ", ".subckt ", ".end", "11 1", "\\\n", "re clk 3"),
    ".json": ('"inputs": [', '"gates": [', '"net": ', '"not": ', '"threshold"', '"cover"'),
    ".th": (".threshold ", ".inputs ", ".outputs ", "1 -1 1", "1/2"),
    ".v": ("module m (", "endmodule", "input [3:0] ", "output ", "wire ", "reg ", "assign ", "always @(posedge ",
           " <= ", "initial ", "nand (", "4'b10x1", "{2{", " ? ", " ~^ ", " == ", "\\a[0] ", "(* a *)", "m u (.a("),
}  # fmt: skip


def pins(circuit: Circuit) -> tuple[object, ...]:
    return circuit.inputs, tuple(circuit.outputs), [register.initial for register in circuit.registers]


def test_one_input(format: str, data: bytes) -> None:
    """Read one input; write what it is, and read that."""
    try:
        circuit = read_circuit(data, format=format)
    except SymactError as error:
        if not str(error).isprintable() or len(str(error)) > 1_000:
            raise AssertionError(f"the error of {data!r} cannot be shown") from error
        return
    try:
        written = FORMATS[format].write(circuit)
    except UnsupportedError:
        return
    again = read_circuit(written, format=format, trusted=True)
    if pins(again) != pins(circuit):
        raise AssertionError(f"{data!r} is written as another circuit")


def main() -> None:
    """Write the corpus and the dictionary that libFuzzer starts from, and run it."""
    format, *options = sys.argv[1:]
    folder = Path(f"fuzz-circuits{format}")
    seeds = folder / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    for name, path in shelf_files().items():
        try:
            (seeds / name).write_bytes(FORMATS[format].write(read_circuit(path)))
        except (SymactError, ValueError):
            continue
    words = folder / "words"
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode("latin-1")) for word in WORDS[format])
    words.write_text("".join(f'"{word}"\n' for word in escaped), "utf-8")
    fixed = [f"-dict={words}", f"-max_len={MOST_BYTES}", str(seeds)]
    atheris.Setup([sys.argv[0], *options, *fixed], lambda data: test_one_input(format, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
