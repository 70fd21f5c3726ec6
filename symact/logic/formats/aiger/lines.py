"""The lines of an AIGER file: its header, lines of a few numbers, and many of them at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from symact.errors import FormatError, UnsupportedError
from symact.logic.formats.aiger.varints import Numbers
from symact.logic.formats.source import MOST_GATES, Source
from symact.networks.documents.json_text import shortened

__all__ = ["Header", "Lines", "read_header"]

MOST_VARIABLES = (1 << 30) - 1
DIGITS = 10
HEADER = re.compile(rb"(aag|aig)((?: [0-9]{1,19}){5,9})")
NUMBERS = re.compile(rb"[0-9]{1,%d}(?: [0-9]{1,%d}){0,2}" % (DIGITS, DIGITS))
PROPERTIES = ("bad states (B)", "invariant constraints (C)", "justice properties (J)", "fairness constraints (F)")


@dataclass(frozen=True)
class Header:
    """The first line: whether the gates are in binary, the largest variable, and how many there are of each thing."""

    binary: bool
    variables: int
    inputs: int
    latches: int
    outputs: int
    gates: int


class Lines:
    """What is left to read of a file, line by line.

    Attributes
    ----------
    at : int
        The byte where the next line begins.
    number : int
        The number of the line that was read last, from 1 on; 0 where lines are not counted.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.at = 0
        self.number = 0
        self._start = 0

    def read(self, wanted: str) -> bytes:
        """Return the next line without its end; `wanted` says in the error what is missing if the file ends."""
        end = self.source.data.find(b"\n", self.at)
        if end < 0:
            raise self.source.refusal(f"the file must go on with {wanted}, but it ends", byte=len(self.source.data))
        self._start, self.at, self.number = self.at, end + 1, self.number + 1
        return self.source.data[self._start : end]

    def last(self) -> bytes:
        """Return the next line, or what is left if it has no end."""
        end = self.source.data.find(b"\n", self.at)
        self._start, self.at = self.at, end + 1 if end >= 0 else len(self.source.data)
        self.number += self.number > 0
        return self.source.data[self._start : end if end >= 0 else self.at]

    def numbers(self, least: int, most: int, what: str) -> list[int]:
        """Return the numbers of the next line, at least and at most so many; `what` says what they are."""
        line = self.read(what)
        found = line.split(b" ") if NUMBERS.fullmatch(line) else []
        if not least <= len(found) <= most:
            raise self.refusal(f"a line must be {what}, not {self.shown(line)}")
        return [int(number) for number in found]

    def table(self, rows: int, columns: int, what: str) -> Numbers:
        """Return the numbers of the next lines, all with as many numbers."""
        data = np.frombuffer(self.source.data, np.uint8, offset=self.at)[: rows * columns * (DIGITS + 1)]
        ends = np.flatnonzero(data < ord("0"))[: rows * columns]
        starts = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends
        lengths = ends - starts
        between = np.resize([ord(" ")] * (columns - 1) + [ord("\n")], rows * columns)
        if not (
            np.array_equal(data[ends], between)
            and lengths.min(initial=1) >= 1
            and lengths.max(initial=1) <= DIGITS
            and (not rows or data[: ends[-1]].max() <= ord("9"))
        ):
            return np.array([self.numbers(columns, columns, what) for _ in range(rows)], np.int64)
        numbers = np.zeros(len(ends), np.int64)
        for k in range(lengths.max(initial=0)):
            more = np.flatnonzero(lengths > k)
            numbers[more] = 10 * numbers[more] + data[starts[more] + k] - ord("0")
        if rows:
            self.at, self.number = self.at + int(ends[-1]) + 1, self.number + rows
        return numbers.reshape(rows, columns)

    def refusal(self, problem: str) -> FormatError:
        """Return the error for a problem of the line that was read last."""
        return self.source.refusal(problem, self.number, byte=None if self.number else self._start)

    @staticmethod
    def shown(line: bytes) -> str:
        return shortened(line[:100].decode("ascii", "backslashreplace"))


def read_header(lines: Lines) -> Header:
    """Read the first line.

    Raises
    ------
    FormatError, UnsupportedError
        For properties to be checked, which a circuit does not have.
    """
    line = lines.read("a header: aag or aig, and at least five numbers M I L O A")
    match = HEADER.fullmatch(line[:256])
    if not match:
        raise lines.refusal(f"the header must be aag or aig, and from five to nine numbers, not {lines.shown(line)}")
    variables, inputs, latches, outputs, gates, *properties = map(int, match[2].split())
    for count, what in zip(properties, PROPERTIES, strict=False):
        if count:
            raise UnsupportedError(f"a circuit has no {what}, of which the header has {count} ({lines.source.name})")
    if variables > MOST_VARIABLES:
        raise lines.refusal(f"the header must have at most {MOST_VARIABLES:,} variables, not {variables:,}")
    for count, what in ((inputs, "inputs"), (latches, "latches"), (outputs, "outputs"), (gates, "gates")):
        lines.source.limit(count, MOST_GATES, what, lines.number)
    binary, least = match[1] == b"aig", inputs + latches + gates
    if variables < least or (binary and variables != least):
        relation = "as many variables as" if binary else "at least as many variables as"
        raise lines.refusal(f"the header must have {relation} inputs, latches and gates, {least:,}, not {variables:,}")
    return Header(binary, variables, inputs, latches, outputs, gates)
