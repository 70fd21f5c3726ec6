"""Modules that contain each other, written out as one circuit: a net of a block is called ``instance.net``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symact.errors import UnsupportedError
from symact.logic.circuit import Circuit
from symact.logic.draft import Draft
from symact.logic.formats.source import MOST_GATES, Source
from symact.networks.documents.json_text import shortened

__all__ = ["Block", "Module", "flatten"]

DEEPEST = 100
"""How deep blocks may stand in blocks."""
MOST_LETTERS = 50_000_000
"""How many characters the names of all nets in blocks may have together."""


@dataclass(slots=True)
class Block:
    """An instance of a module: its name, and the literals of the surrounding draft at its pins."""

    module: str
    name: str
    pins: dict[str, int]
    line: int


@dataclass(slots=True)
class Module:
    """What a file states between two of its brackets.

    Parameters
    ----------
    draft : Draft
        With all that is driven inside; the input pins stand apart, since a pin may turn out to be the clock.
    inputs, outputs : list of (str, int)
        The pins, each with the line that states it.
    clock : int or None
        The literal whose rising edge is the tick, so the complement of a net for its falling edge.
    """

    draft: Draft
    line: int = 0
    inputs: list[tuple[str, int]] = field(default_factory=list)
    outputs: list[tuple[str, int]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    clock: int | None = None

    def ticks(self, clock: int, line: int) -> None:
        """State the clock of a register.

        Raises
        ------
        UnsupportedError
            If another one has another clock.
        """
        if self.clock not in (None, clock):
            edges = " and ".join(
                f"the {'falling' if c & 1 else 'rising'} {shortened(self.draft.name_of(c))}"
                for c in (self.clock or 0, clock)
            )
            raise _unsupported(f"all registers must have one clock, not {edges}", self.draft.source, line)
        self.clock = clock


def flatten(modules: Mapping[str, Module], source: Source) -> Circuit:
    """Return the first module that is no block of another as a circuit; its draft is used up.

    Raises
    ------
    FormatError, CircuitError, UnsupportedError
        With file and line.
    """
    inside = {block.module for name, m in modules.items() for block in m.blocks if block.module != name}
    name = next((name for name in modules if name not in inside), next(iter(modules)))
    top, draft = modules[name], modules[name].draft
    hierarchy = _Hierarchy(modules, source, top)
    hierarchy.weigh(name, ())
    hierarchy.place(list(top.blocks), "", None)
    clock = None if top.clock is None else top.clock & ~1
    if clock is not None and (clock == 0 or draft.is_read(clock) or draft.is_driven(draft.name_of(clock))):
        problem = f"a clock must be a pin that only registers have, not {shortened(draft.name_of(clock))}"
        raise _unsupported(problem, source.name, 0)
    for pin, line in top.inputs:
        if draft.net(pin, line) != clock:
            draft.input(pin, line)
    for pin, line in top.outputs:
        draft.output(pin, line=line)
    return draft.circuit()


@dataclass
class _Hierarchy:
    modules: Mapping[str, Module]
    source: Source
    top: Module
    letters: int = 0
    weights: dict[str, int] = field(default_factory=dict)
    pins: dict[str, frozenset[str]] = field(default_factory=dict)

    def weigh(self, name: str, path: tuple[str, ...]) -> int:
        """Return how many nets and blocks a module has, written out; refuse one that is inside itself."""
        path = (*path, name)
        module = self.modules[name]
        total = module.draft.size
        for block in module.blocks:
            if block.module in path:
                around = " contains ".join(map(shortened, [*path[path.index(block.module) :], block.module]))
                raise module.draft.refusal(f"a module must not contain itself: {around}", block.line)
            self._check_pins(block)
            if len(path) >= DEEPEST:
                raise self.source.refusal(f"blocks must stand at most {DEEPEST} deep in each other", block.line)
            if block.module not in self.weights:
                self.weights[block.module] = self.weigh(block.module, path)
            total += 1 + self.weights[block.module]
            self.source.limit(total, MOST_GATES, "nets, its blocks written out", block.line)
        return total

    def _check_pins(self, block: Block) -> None:
        if block.module not in self.modules:
            problem = f"a block must have its module in the file, not {shortened(block.module)}"
            raise self.source.refusal(problem, block.line)
        if block.module not in self.pins:
            self.pins[block.module] = self._pins(self.modules[block.module])
        for pin in block.pins:
            if pin not in self.pins[block.module]:
                raise self.source.refusal(f"{shortened(block.module)} has no pin {shortened(pin)}", block.line)

    def _pins(self, module: Module) -> frozenset[str]:
        for pin, line in module.inputs:
            if module.draft.is_driven(pin):
                raise self.source.refusal(f"an input must not be driven inside, as {shortened(pin)} is", line)
        return frozenset(pin for pin, _ in (*module.inputs, *module.outputs))

    def place(self, blocks: list[Block], prefix: str, places: list[int] | None) -> None:
        """Put blocks into the top draft; `places` are the literals there of the nets of the draft around them."""
        draft = self.top.draft
        for block in blocks:
            inner = self.modules[block.module]
            own = f"{prefix}{block.name}."
            self.letters += len(own) * inner.draft.size
            self.source.limit(self.letters, MOST_LETTERS, "characters in the names of all nets", block.line)
            outer = {p: l if places is None else places[l >> 1] ^ l & 1 for p, l in block.pins.items()}
            inside = draft.insert(inner.draft, own, {inner.draft.net(pin): l for pin, l in outer.items()})
            if inner.clock is not None:
                self.top.ticks(inside[inner.clock >> 1] ^ inner.clock & 1, block.line)
            self.place(inner.blocks, own, inside)


def _unsupported(problem: str, name: str, line: int) -> UnsupportedError:
    return UnsupportedError(f"{problem} ({name}{f', line {line}' if line else ''})")
