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
from dataclasses import dataclass

from symact.errors import UnsupportedError
from symact.logic.circuit import Circuit
from symact.logic.decompose import decomposed
from symact.logic.draft import Draft
from symact.logic.formats.naming import Naming
from symact.logic.formats.source import LONGEST_LINE, LONGEST_NAME, MOST_GATES, MOST_PINS, Source
from symact.logic.gates import Gate, Kind, Threshold
from symact.networks.documents.json_text import shortened

__all__ = ["read_threshold_netlist", "write_threshold_netlist"]

CONSTANT = "CONST1"
NAME = re.compile(r"[^\s.]\S*")
WEIGHT = re.compile(r"[+-]?[0-9]{1,1000}")
WIRES: dict[tuple[tuple[int, ...], int], int] = {((1,), 1): 0, ((-1,), 0): 1}
"""The weights and the threshold of a buffer and of an inverter; what they do to a literal."""


@dataclass(slots=True)
class _Unit:
    nets: list[str]
    line: int
    weights: tuple[int, ...] = ()
    threshold: int = 0


def read_threshold_netlist(source: Source) -> Circuit:
    """Read a circuit from a threshold netlist.

    Raises
    ------
    FormatError, CircuitError
        With file and line.
    """
    draft = Draft(source.stem, source.name)
    outputs: list[tuple[str, int]] = []
    units: list[_Unit] = []
    waiting = False  # for the weights of the last unit
    begun = False
    pins = 0
    for line, text in enumerate(source.text().split("\n"), 1):
        words = text.split()
        if not words or not (begun or words[0].startswith(".")):
            continue
        begun = True
        source.limit(len(text), LONGEST_LINE, "characters in a line", line)
        pins += len(words)
        source.limit(pins, 2 * MOST_PINS, "pins", line)
        if waiting:
            _weigh(units[-1], words, line, source)
            waiting = False
            continue
        if len(text) > LONGEST_NAME:
            source.limit(max(map(len, words)), LONGEST_NAME, "characters in a name", line)
        match words[0]:
            case ".model" if len(words) == 2:
                draft.name = words[1].removesuffix(".th")
            case ".input" | ".inputs":
                for name in words[1:]:
                    draft.input(name, line)
            case ".output" | ".outputs":
                outputs += [(name, line) for name in words[1:]]
            case ".threshold" if len(words) > 1:
                units.append(_Unit(words[1:], line))
                source.limit(len(units), MOST_GATES, "gates", line)
                waiting = True
            case ".end" if len(words) == 1:
                break
            case _:
                known = ".model name, .input, .output, .threshold or .end"
                raise source.refusal(f"a line must begin with {known}, not {shortened(text)}", line)
    if waiting:
        raise source.refusal("the weights and the threshold of a unit must follow it", units[-1].line)
    return _circuit(draft, units, outputs)


def _weigh(unit: _Unit, words: list[str], line: int, source: Source) -> None:
    if len(words) != len(unit.nets):
        problem = f"a unit with {len(unit.nets) - 1} inputs must have so many weights and a threshold"
        raise source.refusal(f"{problem}, not {len(words)} numbers", line)
    for word in words:
        if not WEIGHT.fullmatch(word):
            raise source.refusal(f"a weight or threshold must be an integer, not {shortened(word)}", line)
    *weights, unit.threshold = map(int, words)
    unit.weights = tuple(weights)


def _circuit(draft: Draft, units: list[_Unit], outputs: list[tuple[str, int]]) -> Circuit:
    read = {name for unit in units for name in unit.nets[:-1]}
    pins = {name for name, _ in outputs}
    constant = all(unit.nets[-1] != CONSTANT for unit in units) and not draft.is_driven(CONSTANT)
    shown: dict[str, int] = {}
    for unit in units:
        *names, drives = unit.nets
        fanins = [1 if constant and name == CONSTANT else draft.net(name, unit.line) for name in names]
        inverted = WIRES.get((unit.weights, unit.threshold))
        if inverted is not None and drives in pins and drives not in read and drives not in shown:
            shown[drives] = fanins[0] ^ inverted
        else:
            gate = Threshold(unit.weights, unit.threshold)
            draft.gate(draft.net(drives, unit.line), gate, fanins, unit.line)
    for name, line in outputs:
        if name in shown and draft.is_driven(name):
            raise draft.refusal(f"net {shortened(name)} is driven twice", line, "give each net one driver")
        draft.output(name, shown.get(name), line)
    return draft.circuit()


def write_threshold_netlist(circuit: Circuit) -> bytes:
    """Write a circuit as a threshold netlist: AND, OR and their complements as one unit, XOR as two levels of them.

    Raises
    ------
    UnsupportedError
        If the circuit has registers, which the format has no form for.
    """
    if circuit.registers:
        held = shortened(circuit.registers[0].name)
        raise UnsupportedError(f"a threshold netlist must be without registers, not with {held}; write BLIF")
    return "".join(f"{line}\n" for line in _lines(decomposed(circuit, _is_unit))).encode()


def _is_unit(gate: Gate, pins: int) -> bool:
    return isinstance(gate, Threshold) or gate in (Kind.AND, Kind.OR, Kind.NAND, Kind.NOR, Kind.BUF, Kind.NOT)


def _lines(circuit: Circuit) -> Iterator[str]:
    meaning = f"without spaces, not beginning with a point, and not {CONSTANT}"
    names = [CONSTANT, *(naming := Naming(circuit, NAME, meaning, [CONSTANT], wired=True)).names[1:]]
    yield "Threshold logic netlist"
    yield f".model {circuit.name if NAME.fullmatch(circuit.name) else 'circuit'}"
    yield " ".join([".input", *circuit.inputs])
    yield " ".join([".output", *circuit.outputs])
    for pin, literal in naming.wires.items():
        inverted = literal & 1 ^ (literal < 2)  # literal 0 is the complement of CONST1
        yield f".threshold {names[literal >> 1]} {pin}\n{'-1 0' if inverted else '1 1'}"
    for driven, gate, fanins in circuit.each_gate():
        weights, threshold = _weights(gate, len(fanins))
        signed = [-w if l & 1 ^ (l < 2) else w for w, l in zip(weights, fanins, strict=True)]
        threshold -= sum(w for w, s in zip(weights, signed, strict=True) if w != s)
        yield " ".join([".threshold", *(names[l >> 1] for l in fanins), names[driven]])
        yield " ".join(map(str, [*signed, threshold]))
    yield ".end"


def _weights(gate: Gate, pins: int) -> tuple[tuple[int, ...], int]:
    """Return the integer weights and the threshold of a gate that is one unit."""
    if isinstance(gate, Threshold):
        return gate.integral
    down = gate in (Kind.NAND, Kind.NOR, Kind.NOT)
    least = pins if gate in (Kind.AND, Kind.NAND) else 1
    return ((-1,) * pins, 1 - least) if down else ((1,) * pins, least)
