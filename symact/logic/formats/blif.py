"""BLIF, the Berkeley Logic Interchange Format: models of covers, latches and blocks.

References
----------
Berkeley Logic Interchange Format (BLIF), University of California, Berkeley, 2005.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from symact.errors import UnsupportedError
from symact.logic.circuit import Circuit
from symact.logic.draft import Draft
from symact.logic.formats.covers import gate_of_cover
from symact.logic.formats.hierarchy import Block, Module, flatten
from symact.logic.formats.source import LONGEST_LINE, LONGEST_NAME, MOST_FUNCTIONS, MOST_GATES, MOST_PINS, Source
from symact.logic.gates import Gate, Kind
from symact.networks.documents.json_text import shortened

__all__ = ["read_blif"]

# What says how fast a model is, how it was made, and where it is not asked about.
IGNORED = frozenset(
    {
        ".area",
        ".attr",
        ".delay",
        ".input_arrival",
        ".input_drive",
        ".input_required",
        ".max_input_load",
        ".output_arrival",
    }
    | {".output_load", ".output_required", ".param", ".wire", ".wire_load_slope"}
)
REFUSED = {
    ".search": "a file must stand alone, without .search; put the models into one file",
    ".gate": "gates of a library are not read; write the file without mapping to a library, or with .names",
    ".mlatch": "latches of a library are not read; write the file without mapping to a library, or with .latch",
    ".start_kiss": "a state machine as a table is not read; encode its states and write latches",
    ".blackbox": "a block must have its model in the file, not .blackbox",
}
INITIAL = {"0": 0, "1": 1, "2": None, "3": None}
EDGES = {"re": 0, "fe": 1}


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
    found: dict[str, Module] = field(default_factory=dict)
    model: Module | None = None
    gates: int = 0
    pins: int = 0
    blocks: Counter[str] = field(default_factory=Counter)
    known: dict[tuple[int, tuple[str, ...]], tuple[Gate | None, tuple[int, ...]]] = field(default_factory=dict)

    def models(self) -> dict[str, Module]:
        """Return the models of the file by name."""
        names: list[str] = []  # the words of the last .names, while rows may follow
        rows: list[str] = []
        first = 0
        skipping = False
        for line, text in _logical_lines(self.source.text()):
            if text[0] != ".":
                if not names and not skipping:
                    problem = f"a line must begin with a dot or follow .names, not {shortened(text)}"
                    raise self.source.refusal(problem, line)
                rows.append(text)
                continue
            if names:
                self._names(names, rows, first)
            if len(text) > LONGEST_LINE:
                self.source.limit(len(text), LONGEST_LINE, "characters in a line", line)
            words = text.split()
            if len(text) > LONGEST_NAME:
                self.source.limit(max(map(len, words)), LONGEST_NAME, "characters in a name", line)
            self.pins += len(words)
            command = words[0]
            skipping = (skipping or command == ".exdc") and command != ".end"
            names, rows, first = (words if command == ".names" and not skipping else []), [], line
            if not skipping and not names:
                self._state(command, words[1:], line)
        if names:
            self._names(names, rows, first)
        if not self.found:
            raise self.source.refusal("a BLIF file must have a .model")
        return self.found

    def _open(self, name: str, line: int) -> Module:
        if name in self.found:
            first = self.found[name].line
            raise self.source.refusal(f"model {shortened(name)} is stated twice, first at line {first}", line)
        self.blocks.clear()
        self.model = self.found[name] = Module(Draft(name, self.source.name), line)
        return self.model

    def _names(self, words: list[str], rows: list[str], line: int) -> None:
        self.gates += 1
        if self.gates > MOST_GATES or self.pins > MOST_PINS:
            self.source.limit(self.gates, MOST_GATES, "gates", line)
            self.source.limit(self.pins, MOST_PINS, "pins", line)
        if len(words) < 2:
            raise self.source.refusal(".names must have the name of the net that it drives", line)
        draft = (self.model or self._open("circuit", line)).draft
        *read, driven = [draft.net(word, line) for word in words[1:]]
        key = (len(read), tuple(rows))
        if key not in self.known:
            self.source.limit(len(self.known), MOST_FUNCTIONS, "different covers", line)
            self.known[key] = self._gate(rows, len(read), line)
        gate, inverted = self.known[key]
        if gate is None:
            draft.gate(driven, Kind.BUF, inverted, line)
        else:
            draft.gate(driven, gate, [l ^ i for l, i in zip(read, inverted, strict=True)], line)

    def _gate(self, rows: list[str], inputs: int, line: int) -> tuple[Gate | None, tuple[int, ...]]:
        """Return a gate and which of its pins are inverted; or none, and the constant that the net is."""
        cubes, values = [], set()
        for row in rows:
            *parts, value = row.split()
            cube = "".join(parts)
            if len(cube) != inputs or cube.strip("01-") or value not in ("0", "1"):
                wanted = f"{inputs} of 0, 1 and -, then a space and 0 or 1" if inputs else "0 or 1"
                raise self.source.refusal(f"a row of this cover must be {wanted}, not {shortened(row)}", line)
            cubes.append(cube)
            values.add(value)
        if len(values) > 1:
            raise self.source.refusal("the rows of a cover must all end in 1, or all in 0", line)
        if not inputs or not cubes:
            return None, (int("1" in values),)
        return gate_of_cover(inputs, tuple(cubes), "0" not in values)

    def _state(self, command: str, words: list[str], line: int) -> None:
        self.source.limit(self.pins, MOST_PINS, "pins", line)
        if command == ".model":
            self._open(words[0] if words else "circuit", line)
        elif command == ".end":
            self.model = None
        elif command in REFUSED:
            raise self.source.refusal(REFUSED[command], line)
        elif command in STATEMENTS:
            STATEMENTS[command](self, self.model or self._open("circuit", line), words, line)
        elif command not in IGNORED and not command.startswith(".default_"):
            raise self.source.refusal(f"a BLIF statement must be one that is known, not {shortened(command)}", line)

    def _inputs(self, model: Module, words: list[str], line: int) -> None:
        model.inputs += [(net, line) for net in words]

    def _outputs(self, model: Module, words: list[str], line: int) -> None:
        model.outputs += [(net, line) for net in words]

    def _latch(self, model: Module, words: list[str], line: int) -> None:
        if not 2 <= len(words) <= 5:
            raise self.source.refusal(".latch must have an input, an output, and at most type, clock and value", line)
        value = words[-1] if len(words) in (3, 5) else "3"
        if value not in INITIAL:
            problem = f"the initial value of a latch must be 0, 1, 2 or 3, not {shortened(value)}"
            raise self.source.refusal(problem, line)
        kind, clock = words[2:4] if len(words) > 3 else ("re", "NIL")
        if kind not in EDGES:
            problem = f"a register must take its value at an edge of the clock (re or fe), not {shortened(kind)}"
            raise UnsupportedError(f"{problem} ({self.source.name}, line {line})")
        if clock != "NIL":
            model.ticks(model.draft.net(clock, line) ^ EDGES[kind], line)
        read, driven = (model.draft.net(word, line) for word in words[:2])
        model.draft.register(driven, read, INITIAL[value], line)

    def _subckt(self, model: Module, words: list[str], line: int) -> None:
        if not words:
            raise self.source.refusal(".subckt must have the name of a model", line)
        pins: dict[str, int] = {}
        for word in words[1:]:
            formal, equals, actual = word.partition("=")
            if not equals or not formal or not actual or formal in pins:
                raise self.source.refusal(f"a pin must be given once, as formal=actual, not {shortened(word)}", line)
            pins[formal] = model.draft.net(actual, line)
        self.blocks[words[0]] += 1
        model.blocks.append(Block(words[0], f"{words[0]}{self.blocks[words[0]]}", pins, line))

    def _cname(self, model: Module, words: list[str], line: int) -> None:
        if model.blocks and words:
            model.blocks[-1].name = words[0]

    def _conn(self, model: Module, words: list[str], line: int) -> None:
        self._names([".conn", *words], ["1 1"], line)


STATEMENTS: dict[str, Callable[[_Reader, Module, list[str], int], None]] = {
    ".inputs": _Reader._inputs,
    ".input": _Reader._inputs,
    ".clock": _Reader._inputs,
    ".outputs": _Reader._outputs,
    ".output": _Reader._outputs,
    ".latch": _Reader._latch,
    ".subckt": _Reader._subckt,
    ".cname": _Reader._cname,
    ".conn": _Reader._conn,
}


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
