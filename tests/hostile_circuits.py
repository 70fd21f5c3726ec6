"""Hostile netlists that grow: files that ask for much, and a program that reads them under limits.

    python tests/hostile_circuits.py

reads each in a process of its own, and prints what came of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable

import hostile_aiger
import hostile_verilog
from hostile_run import peak_memory

MANY = 240_000  # gates: nearly as many as a file may have


def blif(*lines: str) -> bytes:
    return "\n".join((".model m", *lines, ".end", "")).encode()


def ladder(depth: int, rungs: int) -> bytes:
    """Models each of which contains the next so many times: the last one rungs**depth times."""
    head = ".model m{}\n.inputs a\n.outputs y"
    models = [
        "\n".join([head.format(k), *[f".subckt m{k + 1} a=a y=t{i}" for i in range(rungs)], ".names t0 y\n1 1"])
        for k in range(depth)
    ]
    return "\n".join([*models, head.format(depth), ".names a y\n0 1\n"]).encode()


def many(line: str, count: int = MANY, between: str = "\n") -> str:
    """Return a line again and again, with <n> for its number and <p> for the one before."""
    return between.join(line.replace("<n>", str(k)).replace("<p>", str(k - 1)) for k in range(1, count))


def document(gates: str, inputs: str = '"n0"') -> bytes:
    head = '{"format": "symact circuit", "version": 1, "inputs": ['
    return f'{head}{inputs}], "gates": [{gates}], "outputs": []}}'.encode()


BLIF = ".names n<p> n<n>\n1 1"
BENCH = "n<n>=AND(n<p>,n<p>)"
TH = ".threshold n<p> n<n>\n"
JSON = '{"net":"n<n>","gate":"and","inputs":[]},'
PINS = many("p<n>", 99_999, " ")
GATE = '{"net":"y","gate":"and","inputs":["n0"]'

FILES: dict[str, Callable[[], bytes | str]] = {
    "blif, endless gates": lambda: blif(many(BLIF), many(BLIF)),
    "blif, a late gap": lambda: blif(many(BLIF), ".names gap q", "1 1"),
    "blif, a late cycle": lambda: blif(many(BLIF), f".names n{MANY - 1} n0", "1 1"),
    "blif, a late strange word": lambda: blif(many(BLIF), ".strange"),
    "blif, a ladder": lambda: ladder(64, 2),
    "blif, a wide ladder": lambda: ladder(6, 2000),
    "blif, deep blocks": lambda: ladder(30_000, 1),
    "blif, endless rows": lambda: blif(".names a y", "1 1\n" * 3_000_000),
    "blif, empty lines": lambda: "\n" * 15_999_999,
    "blif, a line of inputs": lambda: blif(".inputs " + "ab " * 5_000_000),
    "blif, lines of inputs": lambda: blif(many(".inputs " + "i<n> " * 90, 15_000)),
    "blif, lines that go on": lambda: blif(".inputs \\", "a b c d \\\n" * 900_000),
    "blif, gates of many pins": lambda: blif(many(f".names {PINS} y<n>", 21)),
    "blif, many pins": lambda: blif(many(".names " + "a b " * 50 + "y<n>\n" + "1" * 100 + " 1", 50_000)),
    "blif, a wide cube": lambda: blif(".names a y", "1" * 15_000_000 + " 1"),
    "blif, a long name": lambda: blif(".names " + "a" * 15_000_000),
    "blif, a long word": lambda: "." + "a" * 15_000_000,
    "blif, blocks of many nets": lambda: blif(*[".subckt b"] * 100_000, ".end", ".model b", f".names {PINS} y"),
    "blif, blocks of many pins": lambda: blif(*[".subckt b x=y"] * 100_000, ".end", ".model b", f".inputs x {PINS}"),
    "blif, names that meet": lambda: blif(
        *(f".names b1{'.' * k}x" for k in range(1, 900)),
        ".subckt b",
        ".end",
        ".model b",
        many(".names p<n>"),
        ".names x",
    ),
    "bench, endless gates": lambda: f"{many(BENCH)}\n{many(BENCH)}",
    "bench, a late gap": lambda: many(BENCH),
    "bench, open brackets": lambda: "y = AND" + "(" * 900_000,
    "bench, spaces": lambda: "y" + " " * 900_000 + "z",
    "bench, spaces in brackets": lambda: "y = AND(a" + " " * 900_000 + "z",
    "bench, spaces on lines": lambda: many("y" + " " * 900 + "z", 17_000),
    "bench, a gate of many pins": lambda: "y = AND(" + "a," * 7_900_000 + "a)",
    "bench, gates of many pins": lambda: many("y<n> = AND(" + "a," * 399_999 + "a)", 20),
    "bench, a wide table": lambda: "y = LUT 0x" + "f" * 15_000_000 + " (a)",
    "bench, many tables": lambda: many("y<n> = LUT 0x" + "5b" * 490 + " (" + "a," * 11 + "a)", 15_000),
    "th, endless units": lambda: many(TH + "1 1") + "\n" + many(TH + "1 1"),
    "th, a late gap": lambda: many(TH + "2 1"),
    "th, long numbers": lambda: ".threshold a y\n" + "9" * 900_000 + " 1",
    "th, many long numbers": lambda: many(TH + "1 <n>" + "9" * 30),
    "th, units of many weights": lambda: many(".threshold " + "a " * 199_999 + "y<n>\n" + "1 " * 199_999 + "1", 20),
    "th, what comes before": lambda: "Threshold \n" * 1_400_000,
    "json, endless gates": lambda: document(many(JSON.replace("[]", '["n<p>"]')) + GATE.replace("n0", "gap") + "}"),
    "json, complements": lambda: document(many(JSON.replace("[]", '[{"not":"n<p>"}]'), 150_000) + GATE + ',"x":1}'),
    "json, deep": lambda: "[" * 15_000_000,
    "json, objects": lambda: "[" + "{}," * 5_000_000 + "{}]",
    "json, a gate of many pins": lambda: document(GATE.replace("]", ',"n0"' * 2_500_000 + "]") + "}"),
    "json, a number of digits": lambda: document(f'{GATE},"weights":[{"9" * 9_000_000}],"threshold":1}}'),
    "json, many cubes": lambda: document(GATE + ',"value":1,"cubes":[' + '"1",' * 2_000_000 + '"x"]}'),
    "json, one name": lambda: document("", '"' + "a" * 15_000_000 + '"'),
    "json, many names": lambda: document("", many('"i<n>"', 1_300_000, ",")),
}
FILES |= hostile_aiger.FILES | hostile_verilog.FILES


def format_of(name: str) -> str:
    return "." + name.partition(",")[0]


def made(name: str) -> bytes:
    data = FILES[name]()
    return data.encode() if isinstance(data, str) else data


def read(name: str) -> dict[str, object]:
    """Read one of the files; return the error, the seconds that it took and the bytes of memory that were needed."""
    import symact as sa
    from symact.errors import SymactError

    data = made(name)
    sa.read_circuit(b".model m\n.end\n", format=".blif")
    start = time.process_time()
    try:
        found: object = repr(sa.read_circuit(data, format=format_of(name)))
    except SymactError as error:
        found = f"{type(error).__name__}: {error}"
    except Exception as error:
        found = f"no refusal but {type(error).__name__}: {error}"
    seconds = time.process_time() - start
    return {"file": name, "found": found, "seconds": seconds, "memory": peak_memory()}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(read(sys.argv[1])))
    else:
        for name in FILES:
            done = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True, check=True)
            r = json.loads(done.stdout)
            print(f"{r['seconds']:6.2f} s {r['memory'] / 1e6:5.0f} MB  {name}: {r['found'][:150]}", flush=True)
