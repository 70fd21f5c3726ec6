"""Circuits read from AIGER: the body's arrays, under the names of its symbols."""

from __future__ import annotations

import re
from pathlib import PurePath

import numpy as np

from symact.logic.circuit import Circuit, Register, assemble
from symact.logic.formats.aiger.body import read_ascii, read_binary
from symact.logic.formats.aiger.lines import Header, Lines, read_header
from symact.logic.formats.source import LONGEST_NAME, Source
from symact.logic.gates import Kind

__all__ = ["read_aiger"]

SYMBOL = re.compile(rb"([ilo])(0|[1-9][0-9]{0,9}) (.+)")
MOST_COMMENT = 10_000
"""How many bytes of a comment are kept as what the circuit is about."""


def read_aiger(source: Source) -> Circuit:
    """Read a circuit from AIGER, text or binary as its first word says, of version 1.0 or, without properties, 1.9.

    Pins without a symbol are called by its name of them: ``i0``, ``l0``, ``o0``. A latch without a stated value at
    reset begins with 0; one whose value is its own literal has none. A comment of printable text is what the circuit
    is `about`.

    Raises
    ------
    FormatError, CircuitError
        With file and line, or byte.
    UnsupportedError
        For properties (B, C, J, F).

    Examples
    --------
    >>> circuit = sa.read_circuit(b"aag 3 2 0 1 1\\n2\\n4\\n7\\n6 2 4\\ni0 a\\ni1 b\\no0 nand\\n", format=".aag")
    >>> circuit(a=1, b=1)
    {'nand': 0}
    """
    lines = Lines(source)
    header = read_header(lines)
    body = (read_binary if header.binary else read_ascii)(lines, header)
    names, about = _symbols(lines, header)
    registers = [Register(name, next_, value) for name, (next_, value) in zip(names["l"], body.latches, strict=True)]
    return assemble(
        names["i"],
        dict(zip(names["o"], body.outputs, strict=True)),
        np.full(header.gates, Kind.AND),
        np.arange(0, 2 * header.gates + 1, 2),
        body.fanins.ravel(),
        registers=registers,
        name=PurePath(source.name).stem,
        about=about,
    )


def _symbols(lines: Lines, header: Header) -> tuple[dict[str, list[str]], str]:
    """Return the names of inputs, latches and outputs by their letters, and the comment."""
    counts = {"i": header.inputs, "l": header.latches, "o": header.outputs}
    given: dict[str, dict[int, str]] = {letter: {} for letter in counts}
    taken: dict[str, set[str]] = {"o": set()}
    taken["i"] = taken["l"] = set()
    about = ""
    while lines.at < len(lines.source.data):
        line = lines.last()
        if line[:1] == b"c" and not line[1:2].isdigit():
            about = _comment(lines.source.data[lines.at : lines.at + MOST_COMMENT]) if line == b"c" else ""
            break
        letter, k, name = _symbol(lines, line)
        if k >= counts[letter] or k in given[letter] or name in taken[letter]:
            what = "is named twice" if k in given[letter] else "is not there" if k >= counts[letter] else ""
            raise lines.refusal(f"{letter}{k} {what}" if what else f"the name {lines.shown(line)} is there already")
        given[letter][k] = name
        taken[letter].add(name)
    return {letter: _named(letter, counts[letter], given[letter], taken[letter]) for letter in counts}, about


def _symbol(lines: Lines, line: bytes) -> tuple[str, int, str]:
    match = SYMBOL.fullmatch(line)
    if not match:
        raise lines.refusal(f"a symbol must be i, l or o with a number, a space and a name, not {lines.shown(line)}")
    lines.source.limit(len(match[3]), LONGEST_NAME, "bytes in a name", lines.number)
    try:
        name = match[3].decode("utf-8")
    except UnicodeDecodeError:
        name = "\0"
    if not name.isprintable():
        raise lines.refusal(f"a name must be of printable characters in UTF-8, not {lines.shown(match[3])}")
    return match[1].decode(), int(match[2]), name


def _named(letter: str, count: int, given: dict[int, str], taken: set[str]) -> list[str]:
    """Return a name for each; those without a symbol get one that is not taken."""
    names = []
    for k in range(count):
        name = given.get(k) or f"{letter}{k}"
        while k not in given and name in taken:
            name += "_"
        taken.add(name)
        names.append(name)
    return names


def _comment(data: bytes) -> str:
    try:
        text = data.decode("utf-8").strip()
    except UnicodeDecodeError:
        return ""
    return text if all(line.isprintable() for line in text.split("\n")) else ""
