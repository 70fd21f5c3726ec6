"""Hierarchies of models written out as one circuit: the nets of a block are called ``instance.net``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symact.errors import UnsupportedError
from symact.logic.circuit import Circuit
from symact.logic.draft import Draft
from symact.logic.formats.covers import gate_of_cover
from symact.logic.formats.source import LONGEST_NAME, MOST_GATES, Source, shortened
from symact.logic.gates import Gate, Kind

__all__ = ["Block", "Latch", "Model", "Names", "flatten"]

DEEPEST = 100
"""How deep blocks may stand in blocks."""
MOST_LETTERS = 50_000_000
"""How many characters the names of all nets of blocks may have together."""
EDGES = ("re", "fe")


@dataclass(slots=True)
class Names:
    """A gate by its cover: `.names`, the nets it reads, the net it drives; and the rows of the cover."""

    words: list[str]
    rows: list[str]
    line: int


@dataclass(slots=True)
class Latch:
    """A register."""

    reads: str
    drives: str
    kind: str
    clock: str | None
    initial: int | None
    line: int


@dataclass(slots=True)
class Block:
    """An instance of a model, with the net at each of its pins."""

    model: str
    pins: dict[str, str]
    line: int


@dataclass(slots=True)
class Model:
    """What stands between `.model` and `.end`; pins with their lines."""

    name: str
    line: int
    inputs: list[tuple[str, int]] = field(default_factory=list)
    outputs: list[tuple[str, int]] = field(default_factory=list)
    clocks: list[tuple[str, int]] = field(default_factory=list)
    names: list[Names] = field(default_factory=list)
    latches: list[Latch] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


def flatten(models: Mapping[str, Model], source: Source) -> Circuit:
    """Return the first model that is no block of another as a circuit.

    Raises
    ------
    FormatError, CircuitError, UnsupportedError
        With file and line.
    """
    inside = {block.model for model in models.values() for block in model.blocks if block.model != model.name}
    top = next((m for name, m in models.items() if name not in inside), next(iter(models.values())))
    flat = _Flat(models, source, Draft(top.name, source.name))
    flat.weigh(top, ())
    flat.place(top, "", {})
    clock = flat.clock
    for pin, line in [*top.inputs, *top.clocks]:
        if pin != clock:
            flat.draft.input(pin, line)
    for pin, line in top.outputs:
        flat.draft.output(pin, line=line)
    return flat.draft.circuit()


@dataclass
class _Flat:
    models: Mapping[str, Model]
    source: Source
    draft: Draft
    clock: str | None = None
    letters: int = 0
    weights: dict[str, int] = field(default_factory=dict)
    gates: dict[tuple[int, tuple[str, ...]], tuple[Gate | None, tuple[int, ...]]] = field(default_factory=dict)

    def weigh(self, model: Model, path: tuple[str, ...]) -> int:
        """Return how many gates, registers and blocks a model is, written out; refuse one that is inside itself."""
        path = (*path, model.name)
        total = len(model.names) + len(model.latches)
        for block in model.blocks:
            if block.model in path:
                around = " contains ".join([*map(shortened, path[path.index(block.model) :]), shortened(block.model)])
                raise self.draft.refusal(f"a model must not contain itself: {around}", block.line)
            if block.model not in self.models:
                known = f"a block must have its model in the file, which {shortened(block.model)} has not"
                raise self.source.refusal(known, block.line)
            if len(path) >= DEEPEST:
                raise self.source.refusal(f"blocks must stand at most {DEEPEST} deep in each other", block.line)
            if block.model not in self.weights:
                self.weights[block.model] = self.weigh(self.models[block.model], path)
            total += 1 + self.weights[block.model]
            self.source.limit(total, MOST_GATES, "gates, its blocks written out", block.line)
        return total

    def place(self, model: Model, prefix: str, pins: dict[str, str]) -> None:
        """State what a model has; its nets are called by the names of the pins, or have the prefix."""
        draft = self.draft
        known: dict[str, int] = {formal: draft.net(actual) for formal, actual in pins.items()}

        def net(name: str, line: int) -> int:
            literal = known.get(name)
            if literal is None:
                if prefix or len(name) > LONGEST_NAME:
                    self._check_name(prefix + name, line)
                literal = known[name] = draft.net(prefix + name, line)
            return literal

        for names in model.names:
            gate, inverted = self._gate(names)
            line = names.line
            *read, driven = [net(name, line) for name in names.words[1:]]
            if gate is None:
                draft.gate(driven, Kind.BUF, inverted, line)
            else:
                draft.gate(driven, gate, [l ^ i for l, i in zip(read, inverted, strict=True)], line)
        for latch in model.latches:
            self._clocked(latch, pins.get(latch.clock or "", prefix + (latch.clock or "")))
            draft.register(net(latch.drives, latch.line), net(latch.reads, latch.line), latch.initial, latch.line)
        counted: dict[str, int] = {}
        for block in model.blocks:
            counted[block.model] = counted.get(block.model, 0) + 1
            inner = self.models[block.model]
            ports = {pin for pin, _ in (*inner.inputs, *inner.outputs, *inner.clocks)}
            for formal in block.pins:
                if formal not in ports:
                    raise self.source.refusal(
                        f"model {shortened(inner.name)} has no pin {shortened(formal)}", block.line
                    )
            for actual in block.pins.values():
                net(actual, block.line)
            outer = {formal: pins.get(actual, prefix + actual) for formal, actual in block.pins.items()}
            self.place(inner, f"{prefix}{block.model}{counted[block.model]}.", outer)

    def _check_name(self, name: str, line: int) -> None:
        self.letters += len(name)
        self.source.limit(len(name), LONGEST_NAME, "characters in a name", line)
        self.source.limit(self.letters, MOST_LETTERS, "characters in the names of all nets", line)

    def _clocked(self, latch: Latch, clock: str) -> None:
        if latch.kind not in EDGES:
            raise UnsupportedError(
                f"a register must take its value at an edge of the clock (re or fe), not {shortened(latch.kind)} "
                f"({self.source.name}, line {latch.line})"
            )
        if latch.clock is None:
            return
        if self.clock not in (None, clock):
            raise UnsupportedError(
                f"all registers must have one clock, not {shortened(self.clock or '')} and {shortened(clock)} "
                f"({self.source.name}, line {latch.line})"
            )
        self.clock = clock

    def _gate(self, names: Names) -> tuple[Gate | None, tuple[int, ...]]:
        """Return a gate and which of its pins are inverted; or none, and the constant that the net is."""
        inputs = len(names.words) - 2
        key = (inputs, tuple(names.rows))
        if key not in self.gates:
            self.gates[key] = self._gate_of_rows(names, inputs)
        return self.gates[key]

    def _gate_of_rows(self, names: Names, inputs: int) -> tuple[Gate | None, tuple[int, ...]]:
        cubes, values = [], set()
        for row in names.rows:
            *parts, value = row.split()
            cube = "".join(parts)
            if len(cube) != inputs or cube.strip("01-") or value not in ("0", "1"):
                wanted = f"{inputs} of 0, 1 and -, then a space and 0 or 1" if inputs else "0 or 1"
                raise self.source.refusal(f"a row of this cover must be {wanted}, not {shortened(row)}", names.line)
            cubes.append(cube)
            values.add(value)
        if len(values) > 1:
            raise self.source.refusal("the rows of a cover must all end in 1, or all in 0", names.line)
        if not inputs or not cubes:
            return None, (int("1" in values),)
        return gate_of_cover(inputs, tuple(cubes), "0" not in values)
