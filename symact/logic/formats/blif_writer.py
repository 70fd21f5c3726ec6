"""Circuits written as BLIF."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from symact.logic.circuit import Circuit
from symact.logic.decompose import decomposed
from symact.logic.formats.covers import MOST_COVERED, cover_of_gate
from symact.logic.formats.naming import Naming, remarks
from symact.logic.gates import Cover, Gate, Kind

__all__ = ["write_blif"]

WIDTH = 100
NAME = re.compile(r"[^\s#\\]+")
PARITIES = (Kind.XOR, Kind.XNOR)


def write_blif(circuit: Circuit) -> bytes:
    """Write a circuit as BLIF: a cover for each gate, a latch without a named clock for each register.

    A parity, a table or a threshold unit with more than six inputs takes several covers.
    """
    circuit = decomposed(circuit, _is_cover)
    return "\n".join([*_lines(circuit), ".end\n"]).encode()


def _is_cover(gate: Gate, pins: int) -> bool:
    return isinstance(gate, Cover) or (isinstance(gate, Kind) and gate not in PARITIES) or pins <= MOST_COVERED


def _lines(circuit: Circuit) -> Iterator[str]:
    naming = Naming(circuit, NAME, "without spaces, # and \\")
    net = naming.net
    yield from remarks(circuit.about)
    yield f".model {circuit.name if NAME.fullmatch(circuit.name) else 'circuit'}"
    yield _wrapped(".inputs", circuit.inputs)
    yield _wrapped(".outputs", circuit.outputs)
    for number, register in enumerate(circuit.registers, 1 + len(circuit.inputs)):
        initial = 3 if register.initial is None else register.initial
        yield f".latch {net(register.next)} {naming.names[number]} {initial}"
    for driven, gate, fanins in circuit.each_gate():
        name = naming.names[driven]
        cubes, value = cover_of_gate(gate, tuple([l & 1 if l > 1 else 0 for l in fanins]))
        if not cubes or (gate is Kind.BUF and fanins[0] < 2):
            yield _constant(name, fanins[0] if cubes else 1 - value)
        else:
            yield _wrapped(".names", [*[net(l & ~1 if l > 1 else l) for l in fanins], name])
            yield from [f"{cube} {value}" for cube in cubes]
    for name, literal in naming.wires.items():
        if literal < 2:
            yield _constant(name, literal)
        else:
            yield f".names {naming.names[literal >> 1]} {name}\n{~literal & 1} 1"


def _constant(name: str, value: int) -> str:
    return f".names {name}\n1" if value else f".names {name}"


def _wrapped(command: str, words: Iterable[str]) -> str:
    line = " ".join((command, *words))
    if len(line) <= WIDTH:
        return line
    return " \\\n".join(
        textwrap.wrap(line, WIDTH, subsequent_indent=" ", break_long_words=False, break_on_hyphens=False)
    )
