"""Time the simulation of circuits against ABC's `&sim`: random vectors, drawn and simulated, on one core.

    python benchmarks/circuits.py [--rounds 5] [--seconds 0.3]

Prints, for each engine, patterns times AND gates a second: the median of interleaved rounds of CPU time. The AND gates
are those of the circuit as an and-inverter graph, which is what ABC runs. `W` is the number of words of 32 bits that
ABC runs at once, where berkeley-abc is installed; "c, given" is without the drawing. The multipliers of arrays of full
adders are made here, the others are EPFL's, where ../shared/data is beside the checkout.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import symact as sa
from symact.errors import SymactError
from symact.logic.and_inverter import and_inverter
from symact.logic.simulation.words import random_words

EPFL = Path(__file__).resolve().parents[2] / "shared" / "data" / "circuits" / "epfl"
ABC = shutil.which("berkeley-abc") or shutil.which("abc")
ABC_WORDS = (8, 64, 256)
ENGINES = ("c", "numba", "numpy", "python")
WORDS = 1 << 13  # in a row of inputs


def multiplier(width: int) -> sa.Circuit:
    """An array of full adders that multiplies two numbers."""
    a, b = sa.bus("a", width), sa.bus("b", width)
    row: list[sa.Signal | int] = [x & b[0] for x in a]
    product, carry = [row[0]], 0
    for y in b[1:]:
        above, row, ahead = [*row[1:], carry], [], 0
        for x, p in zip(a, above, strict=True):
            q = x & y
            half = q ^ p
            row.append(half ^ ahead)
            ahead = q & p | half & ahead
        product.append(row[0])
        carry = ahead
    return sa.Circuit(
        {f"p{k}": s for k, s in enumerate([*product, *row[1:], carry])}, inputs=(*a, *b), name=f"array {width}x{width}"
    )


def circuits() -> Iterator[sa.Circuit]:
    yield from map(multiplier, (16, 64))
    for path in (EPFL / "multiplier.aig", EPFL / "square.aig"):
        if path.exists():
            yield sa.read_circuit(path)


def abc(path: Path, ands: int, words: int, seconds: float) -> Callable[[], float]:
    """What returns the rate of `&sim`, which wants a register: the last pair of pins is made one."""
    frames = max(1, int(seconds * 6e10 / (ands * 32 * words)))
    script = f"&r {path}; &setregnum -N 1; &sim -F {frames} -W {words}"

    def rate() -> float:
        said = subprocess.run([str(ABC), "-q", script], capture_output=True, text=True, check=True).stdout
        found = re.search(r"Time = +([0-9.]+) sec", said)
        if found is None:
            raise RuntimeError(f"ABC must print its time, and said {said!r}")
        return ands * 32 * words * frames / max(float(found[1]), 0.005)

    return rate


def engine(simulator: sa.Simulator, ands: int, seconds: float, given: bool = False) -> Callable[[], float]:
    inputs = len(simulator.circuit.inputs)
    words = random_words(inputs, WORDS, 0)

    def rate() -> float:
        start, runs = time.process_time(), 0
        while (taken := time.process_time() - start) < seconds:
            simulator.run(words if given else random_words(inputs, WORDS, runs))
            runs += 1
        return ands * 64 * WORDS * runs / taken

    return rate


def rates(circuit: sa.Circuit, folder: Path, rounds: int, seconds: float) -> tuple[int, dict[str, float]]:
    """The AND gates of a circuit, and the median rate of each column."""
    ands = len(and_inverter(circuit).fanins)
    columns: dict[str, Callable[[], float]] = {}
    if ABC:
        path = folder / f"{len(list(folder.iterdir()))}.aig"
        sa.write_circuit(circuit, path)
        columns |= {f"&sim W={words}": abc(path, ands, words, seconds) for words in ABC_WORDS}
    sample = random_words(len(circuit.inputs), 300, 1)
    expected = sa.Simulator(circuit, "python").run(sample)
    for name in ENGINES:
        simulator = sa.Simulator(circuit, name)
        try:
            assert (simulator.run(sample) == expected).all()
        except SymactError:  # there is no compiler, or no numba
            continue
        columns[name] = engine(simulator, ands, seconds)
        if name == "c":
            columns["c, given"] = engine(simulator, ands, seconds, given=True)
    measured: dict[str, list[float]] = {name: [] for name in columns}
    for _ in range(rounds):
        for name, rate in columns.items():
            measured[name].append(rate())
    return ands, {name: statistics.median(values) for name, values in measured.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.3, help="about how long each measurement takes")
    options = parser.parse_args(arguments)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        for k, circuit in enumerate(circuits()):
            ands, found = rates(circuit, Path(folder), options.rounds, options.seconds)
            best = max((rate for name, rate in found.items() if name.startswith("&sim")), default=0.0)
            ratio = f"{found['c'] / best:.1f}" if best and "c" in found else ""
            if k == 0:
                print(_line(["circuit", "ANDs", *found, "c / &sim"]))
            print(_line([circuit.name, f"{ands:,}", *(f"{rate:.2e}" for rate in found.values()), ratio]), flush=True)


def _line(cells: Sequence[str]) -> str:
    return "".join(f"{cell:>13}" for cell in cells)


if __name__ == "__main__":
    main()
