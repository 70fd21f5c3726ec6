"""Circuits written as structural Verilog."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from symact.errors import UnsupportedError
from symact.logic.circuit import Circuit
from symact.logic.decompose import decomposed
from symact.logic.formats.covers import MOST_COVERED, cover_of_gate
from symact.logic.formats.naming import Naming
from symact.logic.formats.verilog.tokens import KEYWORDS
from symact.logic.gates import Cover, Gate, Kind
from symact.networks.documents.json_text import shortened

__all__ = ["write_verilog"]

WIDTH = 100
NAME = re.compile(r"[!-~]+")
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
OPERATORS = {Kind.AND: "&", Kind.OR: "|", Kind.XOR: "^", Kind.NAND: "&", Kind.NOR: "|", Kind.XNOR: "^"}
COMPLEMENTS = (Kind.NAND, Kind.NOR, Kind.XNOR, Kind.NOT)


def write_verilog(circuit: Circuit) -> bytes:
    """Write a circuit as a Verilog module: an ``assign`` for each gate, an ``always`` for each register.

    Names that are none of Verilog's are escaped, as ``\\\\a[0]``. The clock of registers is one more input, ``clock``.
    A table or a threshold unit with more than six inputs takes several gates.

    Raises
    ------
    UnsupportedError
        If an input and an output have the same name, and for the name of a pin with a space or beyond ASCII.
    """
    if both := [pin for pin in circuit.inputs if pin in circuit.outputs]:
        problem = f"an output must not have the name of an input in Verilog, which {shortened(both[0])} has"
        raise UnsupportedError(f"{problem}; rename the pin")
    return "".join(f"{line}\n" for line in _lines(decomposed(circuit, _is_expression))).encode()


def _is_expression(gate: Gate, pins: int) -> bool:
    return isinstance(gate, (Kind, Cover)) or pins <= MOST_COVERED


def _lines(circuit: Circuit) -> Iterator[str]:
    naming = Naming(circuit, NAME, "of printable ASCII characters without spaces")
    inputs, outputs = [*map(_escaped, circuit.inputs)], [*map(_escaped, circuit.outputs)]
    names = [_escaped(name) for name in naming.names]
    clock = _escaped(naming.fresh("clock")) if circuit.registers else ""
    clocks = [clock] if clock else []
    held = names[1 + len(circuit.inputs) : circuit.first_gate]

    def read(literal: int) -> str:
        return ("~" if literal & 1 else "") + names[literal >> 1] if literal > 1 else f"1'b{literal}"

    yield from (f"// {line}" for line in circuit.about.splitlines())
    name = circuit.name if NAME.fullmatch(circuit.name) else "circuit"
    yield from _wrapped(f"module {_escaped(name)} (", [*clocks, *inputs, *outputs], ");")
    yield from _wrapped("  input ", [*clocks, *inputs], ";")
    yield from _wrapped("  output ", outputs, ";")
    shown = set(outputs)
    yield from _wrapped("  wire ", [name for name in names[circuit.first_gate :] if name not in shown], ";")
    yield from _wrapped("  reg ", held, ";")
    for name, register in zip(held, circuit.registers, strict=True):
        if register.initial is not None:
            yield f"  initial {name} = 1'b{register.initial};"
        yield f"  always @(posedge {clock}) {name} <= {read(register.next)};"
    for net, gate, fanins in circuit.each_gate():
        yield _folded(f"  assign {names[net]} = {_expression(gate, [read(l) for l in fanins])};")
    for name, literal in naming.wires.items():
        yield f"  assign {_escaped(name)} = {read(literal)};"
    yield "endmodule"


def _expression(gate: Gate, pins: Sequence[str]) -> str:
    if not isinstance(gate, Kind):
        cubes, value = cover_of_gate(gate, (0,) * len(pins))
        total = " | ".join(_product(cube, pins) for cube in cubes) or "1'b0"
        return total if value else f"~({total})"
    if gate is Kind.MUX:
        return f"{pins[0]} ? {pins[2]} : {pins[1]}"
    total = f" {OPERATORS.get(gate, '')} ".join(pins)
    return f"~({total})" if gate in COMPLEMENTS else total


def _product(cube: str, pins: Sequence[str]) -> str:
    read = [pin if value == "1" else f"~({pin})" for value, pin in zip(cube, pins, strict=True) if value != "-"]
    return f"({' & '.join(read)})" if read else "1'b1"


def _escaped(name: str) -> str:
    """Return a name as it stands in the text; one that is escaped ends with its space."""
    return name if PLAIN.fullmatch(name) and name not in KEYWORDS else f"\\{name} "


def _wrapped(head: str, names: Sequence[str], tail: str) -> Iterator[str]:
    if names or head.startswith("module"):
        yield _folded(f"{head}{', '.join(names)}{tail}")


def _folded(line: str) -> str:
    if len(line) <= WIDTH:
        return line
    return "\n".join(
        textwrap.wrap(line, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    )
