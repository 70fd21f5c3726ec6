"""What an AIGER file says between its header and its symbols, with the literals that a circuit has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from symact.logic.circuit import Ints
from symact.logic.draft import Draft
from symact.logic.formats.aiger.lines import Header, Lines
from symact.logic.formats.aiger.varints import LONGEST, Numbers, decode
from symact.logic.gates import Kind

__all__ = ["Body", "read_ascii", "read_binary"]


@dataclass(frozen=True)
class Body:
    """Literals, with inputs, latches and gates numbered in this order, each gate after what it reads.

    Attributes
    ----------
    latches : list of (int, int or None)
        What each takes next, and its initial value.
    outputs : list of int
    fanins : int array of shape (gates, 2)
    """

    latches: list[tuple[int, int | None]]
    outputs: list[int]
    fanins: Numbers | Ints


def read_binary(lines: Lines, header: Header) -> Body:
    """Read the body of a binary file, whose literals are those of a circuit as they are."""
    most = 2 * header.variables + 1
    first = header.inputs + 1
    latches = []
    for own in range(2 * first, 2 * (first + header.latches), 2):
        next_, *reset = lines.numbers(1, 2, "the next literal of a latch, and its value at reset")
        _check_literal(lines, next_, most)
        latches.append((next_, _initial(lines, own, reset)))
    outputs = _literals(lines, lines.table(header.outputs, 1, "the literal of an output"), most)
    data = np.frombuffer(lines.source.data, np.uint8, offset=lines.at)
    numbers, ends = decode(data, 2 * header.gates)
    if len(numbers) < 2 * header.gates:
        at = int(ends[-1]) + 1 if len(ends) else 0
        endless = len(data) - at >= LONGEST
        problem = f"must be a number of at most {LONGEST} bytes" if endless else "is missing, the file ends"
        raise lines.source.refusal(f"gate {len(numbers) // 2:,} of {header.gates:,} {problem}", byte=lines.at + at)
    driven = 2 * np.arange(first + header.latches, header.variables + 1)
    greater = driven - numbers[::2]
    fanins = np.stack([greater, greater - numbers[1::2]], axis=1)
    if len(wrong := np.flatnonzero((numbers[::2] == 0) | (fanins[:, 1] < 0))):
        g = int(wrong[0])
        problem = f"gate {g:,}, of literal {driven[g]}, must read smaller literals, not {greater[g]} and {fanins[g, 1]}"
        raise lines.source.refusal(problem, byte=lines.at + (int(ends[2 * g - 1]) + 1 if g else 0))
    lines.at += int(ends[-1]) + 1 if len(ends) else 0
    lines.number = 0
    return Body(latches, outputs.ravel().tolist(), fanins)


def read_ascii(lines: Lines, header: Header) -> Body:
    """Read the body of a text, whose literals may have any numbers, and whose gates may come in any order."""
    most = 2 * header.variables + 1
    inputs = _literals(lines, lines.table(header.inputs, 1, "the literal of an input"), most, driven=True)
    latches, initial = np.zeros((header.latches, 2), np.int64), []
    for k in range(header.latches):
        own, next_, *reset = lines.numbers(2, 3, "the literal of a latch, the next one, and its value at reset")
        _check_literal(lines, own, most, driven=True)
        _check_literal(lines, next_, most)
        latches[k] = own, next_
        initial.append(_initial(lines, own, reset))
    outputs = _literals(lines, lines.table(header.outputs, 1, "the literal of an output"), most)
    gates = _literals(lines, lines.table(header.gates, 3, "three literals of a gate"), most, driven=True)
    text = _Text(inputs, latches, outputs, gates)
    following, shown, fanins = text.renumbered() or text.ordered(lines)
    return Body(list(zip(following, initial, strict=True)), shown, fanins)


@dataclass(frozen=True)
class _Text:
    """The lines of a text as they stand."""

    inputs: Numbers
    latches: Numbers
    outputs: Numbers
    gates: Numbers

    def renumbered(self) -> tuple[list[int], list[int], Numbers] | None:
        """Return next literals, outputs and fanins with the gates by their literals, if that is a sound order."""
        gates = self.gates[np.argsort(self.gates[:, 0], kind="stable")]
        driven = np.concatenate(([0], self.inputs[:, 0], self.latches[:, 0], gates[:, 0])) >> 1
        order = np.argsort(driven, kind="stable")
        known = driven[order]
        if np.any(known[1:] == known[:-1]):
            return None
        read = np.concatenate((self.latches[:, 1], self.outputs[:, 0], gates[:, 1:].ravel()))
        place = np.minimum(np.searchsorted(known, read >> 1), len(known) - 1)
        if np.any(known[place] != read >> 1):
            return None
        literals = 2 * order[place] + (read & 1)
        next_, shown, pins = np.split(literals, np.cumsum([len(self.latches), len(self.outputs)]))
        fanins = pins.reshape(-1, 2)
        if np.any(fanins >> 1 >= np.arange(len(driven) - len(gates), len(driven))[:, None]):
            return None
        return next_.tolist(), shown.tolist(), fanins

    def ordered(self, lines: Lines) -> tuple[list[int], list[int], Ints]:
        """Return the same with the gates put in order one by one; refuse what cannot be, with the line."""
        draft = Draft(source=lines.source.name)
        line = 2

        def literal(l: int) -> int:
            return l if l < 2 else draft.net(f"literal {l & ~1}", line) | l & 1

        def rows(numbers: Numbers) -> Iterable[list[int]]:
            nonlocal line
            for row in numbers.tolist():
                yield row
                line += 1

        for (own,) in rows(self.inputs):
            draft.input(f"literal {own}", line)
        for own, next_ in rows(self.latches):
            draft.register(literal(own), literal(next_), line=line)
        for k, (shown,) in enumerate(rows(self.outputs)):
            draft.output(str(k), literal(shown), line)
        for own, *pins in rows(self.gates):
            draft.gate(literal(own), Kind.AND, [literal(pin) for pin in pins], line)
        made = draft.circuit()
        return [r.next for r in made.registers], list(made.outputs.values()), made.fanins.reshape(-1, 2)


def _initial(lines: Lines, own: int, reset: list[int]) -> int | None:
    if reset and reset[0] not in (0, 1, own):
        raise lines.refusal(f"the value of a latch at reset must be 0, 1 or its own literal, {own}, not {reset[0]}")
    return None if reset == [own] else int(reset == [1])


def _literals(lines: Lines, table: Numbers, most: int, driven: bool = False) -> Numbers:
    """Check literals that were read last, line by line if one is wrong; the first of a row may have to be a net."""
    if table.max(initial=0) > most or (driven and np.any((table[:, 0] < 2) | (table[:, 0] & 1 == 1))):
        lines.number -= len(table)
        for row in table.tolist():
            lines.number += 1
            for place, literal in enumerate(row):
                _check_literal(lines, literal, most, driven and place == 0)
    return table


def _check_literal(lines: Lines, literal: int, most: int, driven: bool = False) -> None:
    if literal > most:
        raise lines.refusal(f"a literal must be at most {most}, as the header says, not {literal}")
    if driven and (literal < 2 or literal & 1):
        raise lines.refusal(f"an input, a latch and a gate must have an even literal from 2 on, not {literal}")
