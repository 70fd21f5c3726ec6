"""BLIF, the Berkeley Logic Interchange Format: models of covers, latches and blocks.

References
----------
Berkeley Logic Interchange Format (BLIF), University of California, Berkeley, 2005.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from symact.logic.circuit import Circuit
from symact.logic.formats.flatten import Block, Latch, Model, Names, flatten
from symact.logic.formats.source import MOST_GATES, Source, shortened

__all__ = ["read_blif"]

IGNORED = frozenset(
    ".area .attr .cname .default_input_arrival .default_input_drive .default_max_input_load .default_output_load "
    ".default_output_required .delay .input_arrival .input_drive .input_required .max_input_load .output_arrival "
    ".output_load .output_required .param .wire .wire_load_slope".split()
)
REFUSED = {
    ".search": "a file must stand alone, without .search; put the models into one file",
    ".gate": "gates of a library are not read; write the file without mapping to a library, or with .names",
    ".mlatch": "latches of a library are not read; write the file without mapping to a library, or with .latch",
    ".start_kiss": "a state machine as a table is not read; encode its states and write latches",
    ".blackbox": "a block must have its model in the file, not .blackbox",
}
INITIAL = {"0": 0, "1": 1, "2": None, "3": None}


def read_blif(source: Source) -> Circuit:
    """Read a circuit from BLIF: the first model that is no block of another, its hierarchy written out.

    Raises
    ------
    FormatError, CircuitError, UnsupportedError
        With file and line.
    """
    return flatten(_Reader(source).models(), source)


@dataclass
class _Reader:
    source: Source
    found: dict[str, Model] = field(default_factory=dict)

    def models(self) -> dict[str, Model]:
        """Return the models of the file by name."""
        model: Model | None = None
        rows: list[str] | None = None
        skipping = False
        count = 0
        for line, text in _logical_lines(self.source.text()):
            if text[0] != ".":
                if rows is None:
                    if skipping:
                        continue
                    raise self.source.refusal(
                        f"a line must begin with a dot or follow .names, not {shortened(text)}", line
                    )
                rows.append(text)
                continue
            words = text.split()
            command = words[0]
            if command == ".names":
                if skipping:
                    continue
                if len(words) < 2:
                    raise self.source.refusal(".names must have the name of the net that it drives", line)
                rows = []
                model = model or self._open("circuit", line)
                model.names.append(Names(words, rows, line))
                count += 1
                self.source.limit(count, MOST_GATES, "gates", line)
                continue
            rows = None
            if command == ".model":
                model, skipping = self._open(words[1] if len(words) > 1 else "circuit", line), False
            elif command == ".end":
                model, skipping = None, False
            elif command == ".exdc":
                skipping = True
            elif not skipping and command not in IGNORED:
                model = model or self._open("circuit", line)
                self._state(model, words, line)
        if not self.found:
            raise self.source.refusal("a BLIF file must have a .model")
        return self.found

    def _open(self, name: str, line: int) -> Model:
        if name in self.found:
            raise self.source.refusal(
                f"model {shortened(name)} is stated twice, first at line {self.found[name].line}", line
            )
        self.found[name] = Model(name, line)
        return self.found[name]

    def _state(self, model: Model, words: list[str], line: int) -> None:
        command, *rest = words
        match command:
            case ".inputs" | ".input":
                model.inputs += [(net, line) for net in rest]
            case ".outputs" | ".output":
                model.outputs += [(net, line) for net in rest]
            case ".clock":
                model.clocks += [(net, line) for net in rest]
            case ".latch":
                model.latches.append(self._latch(rest, line))
            case ".subckt":
                model.blocks.append(self._block(rest, line))
            case ".conn" if len(rest) == 2:
                model.names.append(Names([command, *rest], ["1 1"], line))
            case _ if command in REFUSED:
                raise self.source.refusal(REFUSED[command], line)
            case _:
                raise self.source.refusal(f"a BLIF statement must be one that is known, not {shortened(command)}", line)

    def _latch(self, words: list[str], line: int) -> Latch:
        if not 2 <= len(words) <= 5:
            raise self.source.refusal(".latch must have an input, an output, and at most type, clock and value", line)
        value = words[-1] if len(words) in (3, 5) else "3"
        if value not in INITIAL:
            raise self.source.refusal(
                f"the initial value of a latch must be 0, 1, 2 or 3, not {shortened(value)}", line
            )
        kind, clock = words[2:4] if len(words) > 3 else ("re", "NIL")
        return Latch(words[0], words[1], kind, None if clock == "NIL" else clock, INITIAL[value], line)

    def _block(self, words: list[str], line: int) -> Block:
        pins: dict[str, str] = {}
        for word in words[1:]:
            formal, equals, actual = word.partition("=")
            if not equals or not formal or not actual or formal in pins:
                raise self.source.refusal(f"a pin must be given once, as formal=actual, not {shortened(word)}", line)
            pins[formal] = actual
        if not words:
            raise self.source.refusal(".subckt must have the name of a model", line)
        return Block(words[0], pins, line)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Go through the lines that say something, without comments, with continued ones joined."""
    begun: list[str] = []
    first = 0
    for number, line in enumerate(text.split("\n"), 1):
        if "#" in line:
            line = line[: line.index("#")]
        line = line.strip()
        if line.endswith("\\"):
            first = first or number
            begun.append(line[:-1])
            continue
        if begun:
            line, number = " ".join([*begun, line]).strip(), first
            begun, first = [], 0
        if line:
            yield number, line
    if last := " ".join(begun).strip():
        yield first, last
