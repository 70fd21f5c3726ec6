"""The netlists of the ISCAS benchmarks, ``.bench``, in the dialects of 1985, of 1989 and of ABC.

References
----------
F. Brglez and H. Fujiwara, A neutral netlist of 10 combinational benchmark circuits and a target translator in Fortran,
ISCAS 1985; F. Brglez, D. Bryan and K. Kozminski, Combinational profiles of sequential benchmark circuits, ISCAS 1989.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symact.errors import UnsupportedError
from symact.logic.circuit import Circuit
from symact.logic.decompose import OPPOSITE, decomposed
from symact.logic.draft import Draft
from symact.logic.formats.covers import gate_of_table
from symact.logic.formats.naming import Naming, remarks
from symact.logic.formats.source import LONGEST_LINE, LONGEST_NAME, MOST_GATES, MOST_PINS, Source
from symact.logic.gates import MAX_TABLE_INPUTS, Gate, Kind, Table
from symact.networks.documents.json_text import shortened

__all__ = ["read_bench", "write_bench"]

KINDS = {kind.name: kind for kind in Kind} | {"BUFF": Kind.BUF, "NXOR": Kind.XNOR, "INV": Kind.NOT}
CONSTANTS = {"gnd": 0, "vdd": 1}
INITIAL = {"DFF": None, "DFF0": 0, "DFF1": 1, "DFFRSE": None}
GATE = re.compile(r"([^\s(),=]+)\s*=\s*([A-Za-z0-9]+)(?:\s+0[xX]([0-9A-Fa-f]+))?\s*\(([^()=]*)\)")
PIN = re.compile(r"(INPUT|OUTPUT)\s*\(\s*([^\s(),=]+)\s*\)", re.IGNORECASE)
CONSTANT = re.compile(r"([^\s(),=]+)\s*=\s*(gnd|vdd)")
DRIVEN = re.compile(r"(?m)^[ \t]*(?:(gnd|vdd)[ \t]*=|(?i:INPUT)[ \t]*\([ \t]*(gnd|vdd)[ \t]*\))")
"""Where gnd and vdd are nets of the file's own, and not the constants."""
NAME = re.compile(r"[^\s#(),=]+")


def read_bench(source: Source) -> Circuit:
    """Read a circuit from a ``.bench`` file.

    Raises
    ------
    FormatError, CircuitError, UnsupportedError
        With file and line.
    """
    draft = Draft(source.stem, source.name)
    text = source.text()
    own = {match[1] or match[2] for match in DRIVEN.finditer(text)}
    constants = {name: value for name, value in CONSTANTS.items() if name not in own}
    pins = gates = 0
    for line, statement in enumerate(text.split("\n"), 1):
        statement = statement.partition("#")[0].strip()
        if not statement:
            continue
        if len(statement) > LONGEST_NAME:
            _check_length(statement, line, source)
        pins += 1 + statement.count(",")
        gates += "=" in statement
        if pins > MOST_PINS or gates > MOST_GATES:
            source.limit(pins, MOST_PINS, "pins", line)
            source.limit(gates, MOST_GATES, "gates", line)
        if match := GATE.fullmatch(statement):
            _gate(draft, match, constants, line, source)
        elif match := CONSTANT.fullmatch(statement):
            net = draft.net(match[1], line)
            draft.gate(net, Kind.BUF, [constants.get(match[2], draft.net(match[2], line))], line)
        elif (match := PIN.fullmatch(statement)) and match[1].upper() == "INPUT":
            draft.input(match[2], line)
        elif match:
            draft.output(match[2], constants.get(match[2]), line)
        else:
            problem = f"a line must be INPUT(net), OUTPUT(net) or net = GATE(net, ...), not {shortened(statement)}"
            raise source.refusal(problem, line)
    return draft.circuit()


def _check_length(text: str, line: int, source: Source) -> None:
    source.limit(len(text), LONGEST_LINE, "characters in a line", line)
    source.limit(max(map(len, re.split(r"[\s(),=]+", text))), LONGEST_NAME, "characters in a name", line)


def _pins(text: str, line: int, source: Source) -> list[str]:
    pins = text.replace(",", " ").split()
    if len(pins) != text.count(",") + bool(pins):
        raise source.refusal("the pins of a gate must be the names of nets with a comma between them", line)
    return pins


def _gate(draft: Draft, match: re.Match[str], constants: dict[str, int], line: int, source: Source) -> None:
    driven, function, table, pins = match.groups()
    function = function.upper()
    net = draft.net(driven, line)
    reads = [constants[name] if name in constants else draft.net(name, line) for name in _pins(pins, line, source)]
    if function == "MUX" and len(reads) == 3:
        draft.gate(net, Kind.MUX, [reads[0], reads[2], reads[1]], line)
    elif function in KINDS:
        draft.gate(net, KINDS[function], reads, line)
    elif function in INITIAL:
        draft.register(net, _held(function, reads, line, source), INITIAL[function], line)
    elif function == "LUT":
        gate, inverted = gate_of_table(_table(table, len(reads), line, source))
        draft.gate(net, gate, [l ^ i for l, i in zip(reads, inverted, strict=True)], line)
    else:
        known = ", ".join([*KINDS, *INITIAL, "LUT"])
        raise source.refusal(f"a gate must be one of {known}, not {shortened(function)}", line)


def _held(function: str, reads: list[int], line: int, source: Source) -> int:
    """Return what a register takes: the first pin; the others of DFFRSE, set, reset and enable, must be at 0."""
    pins = 5 if function == "DFFRSE" else 1
    if len(reads) != pins:
        raise source.refusal(f"{function} must have {pins} pin{'s' * (pins > 1)}, not {len(reads)}", line)
    if any(reads[1:]):
        problem = "a register must be without set, reset and enable, so with gnd at these pins of DFFRSE"
        raise UnsupportedError(f"{problem} ({source.name}, line {line})")
    return reads[0]


def _table(digits: str | None, inputs: int, line: int, source: Source) -> Table:
    if digits is None or inputs > MAX_TABLE_INPUTS or len(digits) > max(1, (1 << inputs) // 4):
        problem = f"LUT must have a table, such as 0x8, and so many pins as fit it, at most {MAX_TABLE_INPUTS}"
        raise source.refusal(problem, line)
    bits = int(digits, 16)
    if bits >> (1 << inputs):
        raise source.refusal(f"the table of a LUT with {inputs} pins must have {1 << inputs} bits", line)
    return Table(inputs, bits)


def write_bench(circuit: Circuit) -> bytes:
    """Write a circuit as ``.bench``, in AND, OR, NAND, NOR, XOR and XNOR of two pins, NOT and BUFF.

    Where these do not do, the words are ABC's: DFF0 and DFF1 for registers that begin with 0 and with 1 (DFF does not
    say), gnd and vdd for constants.
    """
    return "".join(f"{line}\n" for line in _lines(decomposed(circuit, _is_gate))).encode()


def _is_gate(gate: Gate, pins: int) -> bool:
    return isinstance(gate, Kind) and gate in OPPOSITE and (pins == 2 or gate not in (Kind.XOR, Kind.XNOR))


def _lines(circuit: Circuit) -> Iterator[str]:
    naming = Naming(circuit, NAME, "without spaces and # ( ) , =, and not gnd or vdd", CONSTANTS)

    def net(literal: int) -> str:
        return naming.net(literal) if literal > 1 else ("gnd", "vdd")[literal]

    yield from remarks(circuit.name, circuit.about)
    yield from (f"INPUT({name})" for name in circuit.inputs)
    yield from (f"OUTPUT({name})" for name in circuit.outputs)
    for number, register in enumerate(circuit.registers, 1 + len(circuit.inputs)):
        word = next(word for word, value in INITIAL.items() if value == register.initial)
        yield f"{naming.names[number]} = {word}({net(register.next)})"
    for driven, gate, fanins in circuit.each_gate():
        assert isinstance(gate, Kind)
        kind, read = _straight(gate, fanins)
        yield _written(naming.names[driven], kind, [net(l) for l in read])
    for name, literal in naming.wires.items():
        inverted = literal > 1 and literal & 1
        yield _written(name, Kind.NOT if inverted else Kind.BUF, [net(literal ^ inverted)])


def _written(name: str, kind: Kind, reads: list[str]) -> str:
    if kind is Kind.BUF and reads[0] in CONSTANTS:
        return f"{name} = {reads[0]}"
    return f"{name} = {'BUFF' if kind is Kind.BUF else kind.name}({', '.join(reads)})"


def _straight(kind: Kind, fanins: tuple[int, ...]) -> tuple[Kind, tuple[int, ...]]:
    """Return the same gate with fewer inverted pins, where another kind has them straight."""
    inverted = sum(l & 1 for l in fanins if l > 1)
    if not inverted:
        return kind, fanins
    straight = tuple(l & ~1 if l > 1 else l for l in fanins)
    if kind in (Kind.BUF, Kind.NOT, Kind.XOR, Kind.XNOR):
        return (OPPOSITE[kind] if inverted & 1 else kind), straight
    if inverted == len(fanins):
        return DUAL[kind], straight
    return kind, fanins


DUAL = {Kind.AND: Kind.NOR, Kind.NOR: Kind.AND, Kind.OR: Kind.NAND, Kind.NAND: Kind.OR}
"""For each kind the one that is the same of complements."""
