"""Threshold netlists, ``.th``, as threABC has them: each gate a line of nets, then a line of weights and threshold.

A file begins with a line that says what it is, and goes on with ``.model name``, ``.input``, ``.output`` and
``.threshold a b c y``, followed by the integers of ``y = [2a - b + c >= 2]``: ``2 -1 1 2``. ``CONST1`` is the constant
1. Each output is the net of a buffer, ``1 1``, or of an inverter, ``-1 0``, which nothing else reads: those are what a
pin shows, and no units of the circuit.

References
----------
N.-Z. Lee and J.-H. R. Jiang, Constraint solving for synthesis and verification of threshold logic circuits, IEEE Trans.
Comput.-Aided Des. 40, 2021; https://github.com/nianzelee/threABC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from symact.errors import UnsupportedError
from symact.logic.circuit import Circuit
from symact.logic.draft import Draft
from symact.logic.formats.naming import Naming
from symact.logic.formats.source import LONGEST_LINE, LONGEST_NAME, MOST_FUNCTIONS, MOST_GATES, MOST_PINS, Source
from symact.logic.gates import Threshold
from symact.logic.threshold_units import threshold_units
from symact.networks.documents.json_text import shortened

__all__ = ["read_threshold_netlist", "write_threshold_netlist"]

CONSTANT = "CONST1"
NAME = re.compile(r"[^\s.]\S*")
WEIGHTS = re.compile(r"[+-]?[0-9]{1,1000}(?: [+-]?[0-9]{1,1000})*")
WIRES = {Threshold((1,), 1): 0, Threshold((-1,), 0): 1}
"""The buffer and the inverter, and what they do to a literal."""


@dataclass(slots=True)
class _Unit:
    reads: list[str]
    drives: str
    line: int
    function: Threshold


def read_threshold_netlist(source: Source) -> Circuit:
    """Read a circuit from a threshold netlist.

    Raises
    ------
    FormatError, CircuitError
        With file and line.
    """
    reader = _Reader(source, Draft(source.stem, source.name))
    begun = False
    for line, text in enumerate(source.text().split("\n"), 1):
        if len(text) > LONGEST_LINE:
            source.limit(len(text), LONGEST_LINE, "characters in a line", line)
        words = text.split()
        begun = begun or text.startswith(".")
        if words and begun:
            reader.take(text, words, line)
    return reader.circuit()


@dataclass
class _Reader:
    source: Source
    draft: Draft
    outputs: list[tuple[str, int]] = field(default_factory=list)
    units: list[_Unit] = field(default_factory=list)
    waiting: tuple[list[str], int] | None = None
    """The nets of a unit whose weights come next, and their line."""
    known: dict[str, Threshold] = field(default_factory=dict)
    pins: int = 0

    def take(self, text: str, words: list[str], line: int) -> None:
        """Take a line that says something."""
        self.pins += len(words)
        if self.pins > 2 * MOST_PINS or len(self.units) > MOST_GATES:
            self.source.limit(self.pins, 2 * MOST_PINS, "pins and weights", line)
            self.source.limit(len(self.units), MOST_GATES, "gates", line)
        if self.waiting is not None:
            nets, first = self.waiting
            self.waiting = None
            function = self.known.get(text)
            if function is None:
                self.source.limit(len(self.known), MOST_FUNCTIONS, "different units", line)
                function = self.known[text] = self._threshold(words, line)
            if function.inputs != len(nets) - 1:
                problem = f"a unit with {len(nets) - 1} inputs must have so many weights and a threshold"
                raise self.source.refusal(f"{problem}, not {len(words)} numbers", line)
            self.units.append(_Unit(nets[:-1], nets[-1], first, function))
            return
        if len(text) > LONGEST_NAME:
            self.source.limit(max(map(len, words)), LONGEST_NAME, "characters in a name", line)
        match words[0]:
            case ".model" if len(words) == 2:
                self.draft.name = words[1].removesuffix(".th")
            case ".input" | ".inputs":
                for name in words[1:]:
                    self.draft.input(name, line)
            case ".output" | ".outputs":
                self.outputs += [(name, line) for name in words[1:]]
            case ".threshold" if len(words) > 1:
                self.waiting = words[1:], line
            case ".end" if len(words) == 1:
                pass
            case _:
                wanted = ".model name, .input, .output, .threshold or .end"
                raise self.source.refusal(f"a line must begin with {wanted}, not {shortened(text)}", line)

    def _threshold(self, words: list[str], line: int) -> Threshold:
        if not WEIGHTS.fullmatch(" ".join(words)):
            wrong = next(word for word in words if not WEIGHTS.fullmatch(word))
            raise self.source.refusal(f"a weight or threshold must be an integer, not {shortened(wrong)}", line)
        *weights, threshold = map(int, words)
        return Threshold(tuple(weights), threshold)

    def circuit(self) -> Circuit:
        """Return the circuit of all that was taken."""
        if self.waiting is not None:
            raise self.source.refusal("the weights and the threshold of a unit must follow it", self.waiting[1])
        draft = self.draft
        read = {name for unit in self.units for name in unit.reads}
        bare = {name for name, _ in self.outputs} - read
        constant = all(unit.drives != CONSTANT for unit in self.units) and not draft.is_driven(CONSTANT)
        shown: dict[str, int] = {}
        for unit in self.units:
            fanins = [1 if constant and name == CONSTANT else draft.net(name, unit.line) for name in unit.reads]
            inverted = WIRES.get(unit.function)
            if inverted is not None and unit.drives in bare and unit.drives not in shown:
                shown[unit.drives] = fanins[0] ^ inverted
            else:
                draft.gate(draft.net(unit.drives, unit.line), unit.function, fanins, unit.line)
        for name, line in self.outputs:
            if name in shown and draft.is_driven(name):
                raise draft.refusal(f"net {shortened(name)} is driven twice", line, "give each net one driver")
            draft.output(name, shown.get(name), line)
        return draft.circuit()


def write_threshold_netlist(circuit: Circuit) -> bytes:
    """Write a circuit as a threshold netlist, its gates as :mod:`symact.logic.threshold_units` has them.

    Raises
    ------
    UnsupportedError
        If the circuit has registers, which the format has no form for.
    """
    if circuit.registers:
        held = shortened(circuit.registers[0].name)
        raise UnsupportedError(f"a threshold netlist must be without registers, not with {held}; write BLIF")
    return "".join(f"{line}\n" for line in _lines(threshold_units(circuit))).encode()


def _lines(circuit: Circuit) -> Iterator[str]:
    meaning = f"without spaces, not beginning with a point, and not {CONSTANT}"
    naming = Naming(circuit, NAME, meaning, [CONSTANT], wired=True)
    names = [CONSTANT, *naming.names[1:]]
    yield "Threshold logic netlist"
    yield f".model {circuit.name if NAME.fullmatch(circuit.name) else 'circuit'}"
    yield " ".join([".input", *circuit.inputs])
    yield " ".join([".output", *circuit.outputs])
    for pin, literal in naming.wires.items():
        yield f".threshold {names[literal >> 1]} {pin}\n{'-1 0' if _is_inverted(literal) else '1 1'}"
    for driven, gate, fanins in circuit.each_gate():
        assert isinstance(gate, Threshold)
        weights, threshold = gate.integral
        signed = [-w if _is_inverted(l) else w for w, l in zip(weights, fanins, strict=True)]
        threshold -= sum(w for w, s in zip(weights, signed, strict=True) if w != s)
        yield " ".join([".threshold", *(names[l >> 1] for l in fanins), names[driven]])
        yield " ".join(map(str, [*signed, threshold]))
    yield ".end"


def _is_inverted(literal: int) -> bool:
    """Whether a literal is the complement of what stands for its net: literal 0 is that of CONST1."""
    return bool(literal & 1) != (literal < 2)
