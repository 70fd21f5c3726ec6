"""Circuits written as structural Verilog."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from symact.errors import UnsupportedError
from symact.logic.circuit import Circuit
from symact.logic.decompose import decomposed
from symact.logic.formats.covers import MOST_COVERED, cover_of_gate
from symact.logic.formats.naming import Naming
from symact.logic.formats.verilog.tokens import RESERVED
from symact.logic.gates import Cover, Gate, Kind
from symact.networks.documents.json_text import shortened

__all__ = ["write_verilog"]

WIDTH = 100
MOST_BITS = 128
"""How many bits a vector that ABC reads may have."""
NAME = re.compile(r"[!-~]+")
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
BIT = re.compile(r"([A-Za-z_][A-Za-z0-9_$]*)\[(0|[1-9][0-9]{0,5})\]")
OPERATORS = {Kind.AND: "&", Kind.OR: "|", Kind.XOR: "^", Kind.NAND: "&", Kind.NOR: "|", Kind.XNOR: "^"}
COMPLEMENTS = (Kind.NAND, Kind.NOR, Kind.XNOR, Kind.NOT)


def write_verilog(circuit: Circuit) -> bytes:
    """Write a circuit as a Verilog module: an ``assign`` for each gate, an ``always`` for each register.

    Pins ``a[0]``, ``a[1]``, ... that follow each other are the port ``a``. Other names that are none of Verilog's are
    escaped, as ``\\\\a.b``. The clock of registers is one more input, ``clock``, before all others. A table or a
    threshold unit with more than six inputs takes several gates.

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
    clock = [naming.fresh("clock")] if circuit.registers else []
    following = [naming.net(register.next) for register in circuit.registers]
    held = naming.names[1 + len(circuit.inputs) : circuit.first_gate]
    inner = [n for n in (*naming.names[circuit.first_gate :], *naming.wires) if n not in circuit.outputs]
    vectors = _vectors([circuit.inputs, [*circuit.outputs]], [*naming.names[1:], *naming.wires, *clock], set(held))

    def shown(name: str) -> str:
        return name if _stem(name) in vectors and name[-1] == "]" else _escaped(name)

    names = [shown(name) for name in naming.names]

    def read(literal: int) -> str:
        return ("~" if literal & 1 else "") + names[literal >> 1] if literal > 1 else f"1'b{literal}"

    inputs, outputs = _declared([*clock, *circuit.inputs], vectors), _declared([*circuit.outputs], vectors)
    yield from (f"// {line}" for line in circuit.about.splitlines())
    name = circuit.name if NAME.fullmatch(circuit.name) else "circuit"
    yield _folded(f"module {_escaped(name)} ({', '.join([*inputs, *outputs])});")
    for word, declared in (
        ("input", inputs),
        ("output", outputs),
        ("reg", _declared(held, vectors)),
        ("wire", _declared(inner, vectors)),
    ):
        for range_, group in groupby(declared, declared.__getitem__):
            yield _folded(f"  {word} {range_}{', '.join(group)};")
    for net, register, next_ in zip(held, circuit.registers, following, strict=True):
        yield f"  always @(posedge {_escaped(clock[0])}) {shown(net)} <= {shown(next_)};"
        if register.initial is not None:
            yield f"  initial {shown(net)} = 1'b{register.initial};"
    for driven, gate, fanins in circuit.each_gate():
        yield _folded(f"  assign {names[driven]} = {_expression(gate, fanins, read)};")
    for wire, literal in naming.wires.items():
        yield f"  assign {shown(wire)} = {read(literal)};"
    yield "endmodule"


def _vectors(ports: Iterable[Sequence[str]], nets: Iterable[str], held: set[str]) -> dict[str, str]:
    """Return the stems of pins that make vectors, each with its range: pins that stand together in order of numbers.

    No other net may be called by the stem or as a bit of it, and the pins must be all registers, or none of them.
    """
    names = set(nets)
    stems = Counter(map(_stem, names))
    found = {}
    for pins in ports:
        for stem, group in groupby(pins, _stem):
            bits = [BIT.fullmatch(pin) for pin in group]
            numbers = [int(bit[2]) for bit in bits if bit]
            steps = {b - a for a, b in pairwise(numbers)}
            whole = len(numbers) == len(bits) == stems[stem] and steps in ({1}, {-1}) and max(numbers) < MOST_BITS
            if whole and stem not in RESERVED and len({f"{stem}[{k}]" in held for k in numbers}) == 1:
                found[stem] = f"[{numbers[-1]}:{numbers[0]}] "
    return found


def _declared(names: Iterable[str], vectors: Mapping[str, str]) -> dict[str, str]:
    """Return names as they are declared, those of a vector's bits once, each with its range or nothing."""
    stems = ((name, _stem(name)) for name in names)
    return {s if s in vectors else _escaped(name): vectors.get(s, "") for name, s in stems}


def _stem(name: str) -> str:
    """Return what stands before the number of a bit; of other names all."""
    bit = BIT.fullmatch(name)
    return bit[1] if bit else name


def _expression(gate: Gate, fanins: Sequence[int], read: Callable[[int], str]) -> str:
    if not isinstance(gate, Kind):
        cubes, value = cover_of_gate(gate, tuple(l & 1 if l > 1 else 0 for l in fanins))
        pins = [read(l & ~1 if l > 1 else l) for l in fanins]
        total = " | ".join(_product(cube, pins) for cube in cubes) or "1'b0"
        return total if value else f"~({total})"
    pins = [read(l) for l in fanins]
    if gate is Kind.MUX:
        return f"{pins[0]} ? {pins[2]} : {pins[1]}"
    total = f" {OPERATORS.get(gate, '')} ".join(pins)
    return total if gate not in COMPLEMENTS else f"~({total})" if len(pins) > 1 or "~" in total else f"~{total}"


def _product(cube: str, pins: Sequence[str]) -> str:
    read = ["~" * (value == "0") + pin for value, pin in zip(cube, pins, strict=True) if value != "-"]
    return f"({' & '.join(read)})" if read else "1'b1"


def _escaped(name: str) -> str:
    """Return a name as it stands in the text; one that is escaped ends with its space."""
    return name if PLAIN.fullmatch(name) and name not in RESERVED else f"\\{name} "


def _folded(line: str) -> str:
    if len(line) <= WIDTH:
        return line
    return "\n".join(
        textwrap.wrap(line, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    )
