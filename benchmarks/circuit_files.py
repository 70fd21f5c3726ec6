"""Time files of circuits: reading and writing them, and the graph of a large one.

    python benchmarks/circuit_files.py [--rounds 9] [--data ../shared/data/circuits]

Read are the multiplier of the EPFL suite, if its files are there, and a generated circuit of the size of the suite's
largest, `hyp`: 214,335 ANDs in 24,801 levels. Times are milliseconds of the processor, the best of some rounds, without
the import of symact. Graphs are made in a process of their own, with the peak of its resident memory.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import symact as sa
from symact.logic.circuit import assemble
from symact.logic.formats.files import FORMATS
from symact.logic.gates import Kind

GATES, LEVELS, INPUTS, OUTPUTS = 214_335, 24_801, 256, 128
GRAPH = """
import time, sys
import symact as sa
circuit = sa.read_circuit(sys.stdin.buffer.read(), format=".aig")
start = time.process_time()
graph = circuit.graph
seconds = time.process_time() - start
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
print(seconds, peak / 1024, graph.number_of_nodes(), graph.number_of_edges())
"""


def generated(gates: int = GATES, levels: int = LEVELS, seed: int = 0) -> Any:
    """Return a circuit of ANDs with so many gates and levels, made at random.

    A spine of gates, evenly spread, has the levels; each other gate reads two of the nets shortly before it on lower
    levels than the end of the spine has reached.
    """
    random = np.random.default_rng(seed)
    first = 1 + INPUTS
    spine = np.linspace(0, gates - 1, levels).astype(np.int64)
    on_spine = np.zeros(gates, bool)
    on_spine[spine] = True
    height = np.cumsum(on_spine)
    level = np.zeros(first + gates, np.int64)
    fanins = np.zeros((gates, 2), np.int64)
    back = random.integers(1, 1_000, (gates, 2))
    complement = random.integers(0, 2, (gates, 2))
    end = 1
    for g in range(gates):
        net = first + g
        read = [max(1, net - int(b)) for b in back[g]]
        if on_spine[g]:
            read[0], end = end, net
        read = [n if level[n] < height[g] else 1 + n % INPUTS for n in read]
        if read[0] == read[1]:
            read[1] = 1 + read[1] % INPUTS
        level[net] = 1 + max(level[n] for n in read)
        fanins[g] = read
    pins = {f"f[{k}]": 2 * (first + gates - 1 - k) for k in range(OUTPUTS)}
    literals = -np.sort(-(2 * fanins + complement), axis=1)
    inputs = [f"a[{k}]" for k in range(INPUTS)]
    made = assemble(
        inputs, pins, np.full(gates, Kind.AND), np.arange(0, 2 * gates + 1, 2), literals.ravel(), name="generated"
    )
    assert made.levels.max() == levels, made.levels.max()
    return made


def best(function: Callable[[], Any], rounds: int) -> float:
    """Return the shortest time of some calls, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        function()
        times.append(1e3 * (time.process_time() - start))
    return min(times)


def table(title: str, files: dict[str, bytes], rounds: int) -> None:
    """Print of each file how long it takes to be read, and to be written from what was read."""
    print(f"\n{title}\n  {'format':8}{'bytes':>12}{'read':>10}{'written':>10}   milliseconds")
    for suffix, data in files.items():
        circuit = sa.read_circuit(data, format=suffix, trusted=True)
        read = best(lambda: sa.read_circuit(data, format=suffix, trusted=True), rounds)  # noqa: B023
        written = best(lambda: FORMATS[suffix].write(circuit), rounds)  # noqa: B023
        print(f"  {suffix:8}{len(data):12,}{read:10.1f}{written:10.1f}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared/data/circuits")
    options = parser.parse_args(arguments)
    if found := sorted((options.data / "epfl").glob("multiplier.*")):
        table("EPFL multiplier", {p.suffix: p.read_bytes() for p in found}, options.rounds)
    circuit = generated()
    files = {suffix: format_.write(circuit) for suffix, format_ in FORMATS.items() if suffix != ".th"}
    table(f"generated: {GATES:,} ANDs, {LEVELS:,} levels", files, max(1, options.rounds // 3))
    done = subprocess.run([sys.executable, "-c", GRAPH], input=files[".aig"], capture_output=True, check=True)
    seconds, peak, nodes, edges = map(float, done.stdout.split())
    print(f"  the graph of it, {nodes:,.0f} nodes and {edges:,.0f} edges: {seconds:.2f} s, {peak:.0f} MB at the peak")


if __name__ == "__main__":
    main()
