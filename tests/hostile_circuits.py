"""Hostile netlists that grow: files that ask for much, and a program that reads them under limits.

    python tests/hostile_circuits.py

reads each in a process of its own, and prints what came of it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable

MANY = 240_000  # gates: nearly as many as a file may have


def blif(*lines: str) -> bytes:
    return "\n".join((".model m", *lines, ".end", "")).encode()


def ladder(depth: int, rungs: int = 2) -> bytes:
    """Models each of which contains the next so many times: the last one rungs**depth times."""
    models = [
        f".model m{k}\n.inputs a\n.outputs y\n.subckt m{k + 1} a=a y=t\n"
        + ".subckt m%d a=t y=y\n" % (k + 1) * (rungs - 1)
        for k in range(depth)
    ]
    return "\n".join([*models, f".model m{depth}\n.inputs a\n.outputs y\n.names a y\n0 1\n"]).encode()


def chain(line: Callable[[int], str], *more: str) -> str:
    return "\n".join([*(line(k) for k in range(1, MANY)), *more])


def document(gates: str, inputs: str = '"n0"') -> bytes:
    head = '{"format": "symact circuit", "version": 1, "inputs": [%s], "gates": [' % inputs
    return (head + gates + '], "outputs": []}').encode()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "blif, endless gates": (".blif", lambda: blif(chain(lambda k: f".names n{k - 1} n{k}\n1 1") * 2)),
    "blif, a late gap": (".blif", lambda: blif(chain(lambda k: f".names n{k - 1} n{k}\n1 1", ".names gap q\n1 1"))),
    "blif, a late cycle": (".blif", lambda: blif(chain(lambda k: f".names n{k - 1} n{k}\n1 1", f".names n{MANY - 1} n0\n1 1"))),
    "blif, a late strange word": (".blif", lambda: blif(chain(lambda k: f".names n{k - 1} n{k}\n1 1", ".strange"))),
    "blif, a ladder": (".blif", lambda: ladder(64)),
    "blif, a wide ladder": (".blif", lambda: ladder(6, 2000)),
    "blif, deep blocks": (".blif", lambda: ladder(30_000, 1)),
    "blif, endless rows": (".blif", lambda: blif(".names a y", "1 1\n" * 3_000_000)),
    "blif, empty lines": (".blif", lambda: b"\n" * 15_999_999),
    "blif, a line of inputs": (".blif", lambda: blif(".inputs " + "ab " * 5_000_000)),
    "blif, lines of inputs": (".blif", lambda: blif(".inputs " + "".join(f"i{k} " + "\n.inputs " * (k % 99 == 0) for k in range(1_900_000)))),
    "blif, lines that go on": (".blif", lambda: blif(".inputs \\\n" + "a b c d \\\n" * 900_000)),
    "blif, a gate of many pins": (".blif", lambda: blif(*(".names " + " ".join(f"p{k}" for k in range(99_999)) + f" y{j}" for j in range(20)))),
    "blif, many pins": (".blif", lambda: blif(*(".names " + "a b " * 50 + f"y{k}\n" + "1" * 100 + " 1" for k in range(50_000)))),
    "blif, a wide cube": (".blif", lambda: blif(".names a y", "1" * 15_000_000 + " 1")),
    "blif, a long name": (".blif", lambda: blif(".names " + "a" * 15_000_000)),
    "blif, a long word": (".blif", lambda: b"." + b"a" * 15_000_000),
    "blif, blocks of many nets": (
        ".blif",
        lambda: blif(*[".subckt b"] * 100_000, ".end", ".model b", ".names " + " ".join(f"p{k}" for k in range(99_999)) + " y"),
    ),
    "blif, blocks of many pins": (
        ".blif",
        lambda: blif(*[".subckt b x=y"] * 100_000, ".end", ".model b", ".inputs x " + " ".join(f"p{k}" for k in range(99_999))),
    ),
    "blif, names that meet": (
        ".blif",
        lambda: blif(*(f".names b1{'.' * k}x" for k in range(1, 900)), ".subckt b", ".end", ".model b", *(f".names p{k}" for k in range(200_000)), ".names x"),
    ),
    "bench, endless gates": (".bench", lambda: chain(lambda k: f"n{k}=AND(n{k - 1},n{k - 1})").encode() * 2),
    "bench, a late gap": (".bench", lambda: chain(lambda k: f"n{k}=AND(n{k - 1},n{k - 1})").encode()),
    "bench, open brackets": (".bench", lambda: b"y = AND" + b"(" * 900_000),
    "bench, spaces": (".bench", lambda: b"y" + b" " * 900_000 + b"z"),
    "bench, spaces in brackets": (".bench", lambda: b"y = AND(a" + b" " * 900_000 + b"z"),
    "bench, spaces on lines": (".bench", lambda: (b"y" + b" " * 900 + b"z\n") * 17_000),
    "bench, a gate of many pins": (".bench", lambda: b"y = AND(" + b"a," * 7_900_000 + b"a)"),
    "bench, gates of many pins": (".bench", lambda: b"\n".join(b"y%d = AND(%s)" % (k, b",".join([b"a"] * 399_999)) for k in range(19))),
    "bench, a wide table": (".bench", lambda: b"y = LUT 0x" + b"f" * 15_000_000 + b" (a)"),
    "bench, many tables": (
        ".bench",
        lambda: b"\n".join(b"y%d = LUT 0x%s (%s)" % (k, b"5b" * 31_000, b",".join([b"a"] * 20)) for k in range(250)),
    ),
    "th, endless units": (".th", lambda: chain(lambda k: f".threshold n{k - 1} n{k}\n1 1").encode() * 2),
    "th, a late gap": (".th", lambda: chain(lambda k: f".threshold n{k - 1} n{k}\n2 1").encode()),
    "th, long numbers": (".th", lambda: (".threshold a y\n" + "9" * 900_000 + " 1").encode()),
    "th, many long numbers": (".th", lambda: chain(lambda k: f".threshold n{k - 1} n{k}\n1 {'9' * 40}").encode()),
    "th, units of many weights": (".th", lambda: b"\n".join(b".threshold %sy%d\n%s1" % (b"a " * 199_999, k, b"1 " * 199_999) for k in range(19))),
    "th, what comes before": (".th", lambda: b"Threshold \n" * 1_400_000),
    "json, endless gates": (".json", lambda: document(chain(lambda k: '{"net":"n%d","gate":"buf","inputs":["n%d"]},' % (k, k - 1)) + '{"net":"q","gate":"buf","inputs":["gap"]}')),
    "json, complements": (".json", lambda: document(chain(lambda k: '{"net":"n%d","gate":"and","inputs":[{"not":"n%d"}]},' % (k, k - 1)) + '{"net":"n0","gate":"buf","inputs":[0]}')),
    "json, deep": (".json", lambda: b"[" * 15_000_000),
    "json, objects": (".json", lambda: b"[" + b"{}," * 5_000_000 + b"{}]"),
    "json, a pin of many": (".json", lambda: document('{"net":"y","gate":"and","inputs":[' + '"n0",' * 3_000_000 + '"n0"]}')),
    "json, a number of digits": (".json", lambda: document('{"net":"y","gate":"threshold","inputs":["n0"],"weights":[%s],"threshold":1}' % ("9" * 9_000_000))),
    "json, many cubes": (".json", lambda: document('{"net":"y","gate":"cover","inputs":["n0"],"value":1,"cubes":[' + '"1",' * 3_900_000 + '"x"]}')),
    "json, one name": (".json", lambda: document("", '"' + "a" * 15_000_000 + '"')),
    "json, many names": (".json", lambda: document("", ",".join(f'"i{k}"' for k in range(1_300_000)))),
}  # fmt: skip


def read(name: str) -> dict[str, object]:
    """Read one of the files; return the error, the seconds that it took and the bytes of memory that were needed."""
    import symact as sa
    from symact.errors import SymactError

    format, make = FILES[name]
    data = make()
    sa.read_circuit(b".model m\n.end\n", format=".blif")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    try:
        found: object = repr(sa.read_circuit(data, format=format))
    except SymactError as error:
        found = f"{type(error).__name__}: {error}"
    except Exception as error:
        found = f"no refusal but {type(error).__name__}: {error}"
    seconds = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"file": name, "found": found, "seconds": seconds, "memory": 1024 * memory, "before": 1024 * before}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(read(sys.argv[1])))
    else:
        for name in FILES:
            done = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True)
            r = (
                json.loads(done.stdout)
                if done.returncode == 0
                else {"file": name, "found": done.stderr[-300:], "seconds": 0, "memory": 0, "before": 0}
            )
            print(
                f"{r['seconds']:6.2f} s {r['before'] / 1e6:5.0f} {r['memory'] / 1e6:5.0f} MB  {r['file']}: {r['found'][:150]}",
                flush=True,
            )
