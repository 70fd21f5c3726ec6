"""``symact circuit simulate`` and ``harden``: numbers in texts, rows of numbers, and circuits out of networks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table
from rich.text import Text

from symact.doors.circuit_facts import circuit_of
from symact.doors.terminal import terminal
from symact.functions.parse import parse
from symact.logic.buses import buses
from symact.logic.circuit import Circuit
from symact.logic.formats.files import write_circuit
from symact.logic.hardening.hardened import harden
from symact.logic.simulation.simulate import random_vectors, simulate
from symact.networks.formats import read_network
from symact.show.drawings.formula import printable

__all__ = ["print_hardened", "print_values"]

MOST_INPUTS = 10
INTEGER = re.compile(r"\s*(0[xX][0-9a-fA-F]{1,1000}|0[bB][01]{1,4000}|[0-9]{1,1000})\s*")


def print_values(
    netlist: str, values: Sequence[str], cycles: int | None, random: int | None, seed: int, as_json: bool
) -> None:
    """Print what the outputs of a circuit show: for given inputs, for random ones, or for all."""
    circuit = circuit_of(netlist)
    given = dict(map(_given, values))
    if random is not None or (not given and cycles is None):
        if given:
            raise ValueError("inputs must be given or random, not both")
        given = _all_vectors(circuit) if random is None else random_vectors(circuit, random, seed)
    try:
        known = simulate(circuit, given, cycles=cycles)
    except TypeError as problem:  # a pin that is missing or unknown: here that is a word at the prompt, no argument
        raise ValueError(str(problem)) from None
    columns = {**given, **known}
    if as_json:
        print(json.dumps({name: np.asarray(known[name], dtype=object).tolist() for name in known}))
        return
    _print_table(columns, len(given), cycles or max((np.size(v) for v in columns.values()), default=0))


def _given(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    numbers = [INTEGER.fullmatch(word) for word in value.split(",")]
    if not equals or not all(numbers):
        raise ValueError(f"an input must be given as PIN=NUMBER or BUS=NUMBER, such as A=9 or A=0x1f,3, not {text!r}")
    read = [int(match[1], _base(match[1])) for match in numbers if match]
    return name, read[0] if len(read) == 1 else np.array(read, dtype=object)


def _base(digits: str) -> int:
    return {"0x": 16, "0b": 2}.get(digits[:2].lower(), 10)


def _all_vectors(circuit: Circuit) -> dict[str, Any]:
    if len(circuit.inputs) > MOST_INPUTS or circuit.registers:
        reason = "registers" if circuit.registers else f"more than {MOST_INPUTS} inputs"
        needed = " ".join(f"{bus}=..." for bus in buses(circuit.inputs))
        raise ValueError(f"inputs must be given for a circuit with {reason}, as {needed}; or --random, or --cycles")
    vectors = np.arange(1 << len(circuit.inputs))
    found, place = {}, 0
    for bus, pins in reversed(buses(circuit.inputs).items()):
        found[bus] = vectors >> place & (1 << len(pins)) - 1
        place += len(pins)
    return dict(reversed(found.items()))


def _print_table(columns: Mapping[str, Any], inputs: int, rows: int) -> None:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for place, name in enumerate(columns):
        table.add_column(Text(printable(name), style="cyan" if place < inputs else "bold"), justify="right")
    full = [np.broadcast_to(np.asarray(v, dtype=object), (rows,)) for v in columns.values()]
    for row in zip(*full, strict=True):
        table.add_row(*(Text(str(number)) for number in row))
    terminal().print(table)


def print_hardened(path: Path, eps: str | None, out: Path | None) -> None:
    """Print the circuit that a network becomes, and the gain from which both agree."""
    options = {} if eps is None else {"eps": parse(eps, syntax="python")}
    hardened = harden(read_network(path), **options)
    print(hardened)
    if out is not None:
        write_circuit(hardened.circuit, out)
        print(f"wrote {out}")
