"""What stands between `module` and `endmodule`, read into a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from symact.logic.draft import Draft
from symact.logic.formats.hierarchy import Module
from symact.logic.formats.source import MOST_GATES
from symact.logic.formats.verilog.expressions import Expressions
from symact.logic.formats.verilog.instances import Instance, read_instances
from symact.logic.formats.verilog.plain import read_plain
from symact.logic.formats.verilog.registers import Registers
from symact.logic.formats.verilog.scope import Range, Scope
from symact.logic.formats.verilog.tokens import HOW, Tokens
from symact.logic.formats.verilog.trees import Bits
from symact.logic.gates import Kind
from symact.networks.documents.json_text import shortened

__all__ = ["Opened", "read_module"]

GATES = {name: Kind[name.upper()] for name in ("and", "nand", "or", "nor", "xor", "xnor", "buf", "not")}
DIRECTIONS = ("input", "output")
NETS = ("wire", "tri", "reg", "supply0", "supply1")


@dataclass(slots=True)
class Opened:
    """A module that was read, before its instances are known by their ports.

    Attributes
    ----------
    ports : dict of str to list of str
        Of each port in order the nets of its bits, the least significant first.
    inputs : set of str
        Which ports are inputs; the others are outputs.
    """

    module: Module
    expressions: Expressions
    ports: dict[str, list[str]] = field(default_factory=dict)
    inputs: set[str] = field(default_factory=set)
    instances: list[Instance] = field(default_factory=list)


def read_module(tokens: Tokens) -> tuple[str, Opened]:
    """Read a module, of which the keyword was read, to its end; return its name and what it is.

    Raises
    ------
    FormatError, CircuitError, UnsupportedError
    """
    line = tokens.mark_line()
    name = tokens.name()
    draft = Draft(name, tokens.source.name)
    opened = Opened(Module(draft, line), Expressions(tokens, Scope(tokens, draft)))
    _Reader(tokens, opened).read()
    return name, opened


class _Reader:
    def __init__(self, tokens: Tokens, opened: Opened) -> None:
        self.tokens = tokens
        self.opened = opened
        self.module = opened.module
        self.draft = opened.module.draft
        self.expressions = opened.expressions
        self.scope = opened.expressions.scope
        self.gates = opened.expressions.gates
        self.directions: dict[str, tuple[str, list[str], int]] = {}
        self.registers = Registers(opened.module, opened.expressions)

    def read(self) -> None:
        tokens = self.tokens
        if tokens.at("#"):
            raise tokens.refusal("a module must have no parameters", "write it out for each value")
        ports = list(self._header())
        if len(set(ports)) < len(ports):
            raise tokens.refusal("a port must stand between the parentheses once")
        tokens.expect(";")
        while not tokens.take("endmodule"):
            if tokens.kind == "keyword" and read_plain(tokens, self.scope):
                continue
            tokens.mark_line()
            self.scope.spend(1)
            if tokens.kind == "name":
                self.opened.instances += read_instances(self.expressions)
                tokens.source.limit(len(self.opened.instances), MOST_GATES, "instances", tokens.line)
            elif tokens.kind == "keyword" and tokens.text in STATEMENTS:
                STATEMENTS[tokens.text](self)
            elif not tokens.take(";"):
                raise tokens.unexpected("a declaration, a gate, assign, an instance or endmodule")
        self._close(ports)

    def _header(self) -> Iterator[str]:
        """Read the ports between parentheses: names, or declarations of them."""
        tokens = self.tokens
        if not tokens.take("(") or tokens.take(")"):
            return
        if tokens.at(*DIRECTIONS, "inout"):
            while tokens.at(*DIRECTIONS, "inout"):
                yield from self._ports()
        else:
            yield tokens.name()
            while tokens.take(","):
                yield tokens.name()
        tokens.expect(")")

    def _ports(self) -> list[str]:
        """Read a declaration of ports up to what follows it; return their names."""
        tokens = self.tokens
        direction = tokens.expect(*DIRECTIONS)
        net = tokens.take("wire", "tri", "reg")
        range_ = self._range()
        names = []
        while True:
            line = tokens.mark_line()
            name = tokens.name()
            if name in self.directions:
                raise tokens.refusal(f"port {shortened(name)} must be declared as input or output once")
            self.directions[name] = (direction, self.scope.declare(name, range_), line)
            names.append(name)
            if net == "reg":
                self._begin_with(name)
            if not tokens.take(",") or tokens.kind != "name":
                return names

    def _declaration(self) -> None:
        """Read ``input``, ``wire`` and their like."""
        tokens = self.tokens
        if tokens.at(*DIRECTIONS):
            self._ports()
        else:
            what = tokens.expect(*NETS)
            range_ = self._range()
            while True:
                tokens.mark_line()
                name = tokens.name()
                self.scope.declare(name, range_)
                if what.startswith("supply"):
                    self.gates.drive(self.scope.bits(name), Bits([int(what == "supply1")]))
                elif what == "reg":
                    self._begin_with(name)
                elif tokens.take("="):
                    self.gates.drive(self.scope.bits(name), self.expressions.expression())
                if not tokens.take(","):
                    break
        tokens.expect(";")

    def _begin_with(self, name: str) -> None:
        if self.tokens.take("="):
            self.registers.begin(self.scope.bits(name))

    def _range(self) -> Range | None:
        if self.tokens.at("signed"):
            raise self.tokens.refusal("nets must be without signed", HOW)
        range_ = self.expressions.range()
        return None if range_ is None else Range(*range_)

    def _assign(self) -> None:
        tokens = self.tokens
        tokens.next()
        self.expressions.delay()
        while True:
            nets = self.expressions.nets()
            tokens.expect("=")
            self.gates.drive(nets, self.expressions.expression())
            if not tokens.take(","):
                break
        tokens.expect(";")

    def _primitive(self) -> None:
        """Read gates of one kind: the first pin is what they drive, of `buf` and `not` all pins but the last."""
        tokens = self.tokens
        kind = GATES[tokens.next()]
        self.expressions.delay()
        while True:
            if tokens.kind == "name":
                tokens.next()
            tokens.mark_line()
            tokens.expect("(")
            pins = [self.expressions.expression()]
            while tokens.take(","):
                pins.append(self.expressions.expression())
            tokens.expect(")")
            driven = len(pins) - 1 if kind in (Kind.BUF, Kind.NOT) else 1
            reads = [self.expressions.bit(pin) for pin in pins[driven:]]
            for pin in pins[:driven]:
                if not (isinstance(pin, Bits) and pin.is_net):
                    raise tokens.refusal("what a gate drives must be a net, not a number or an operation")
                self.draft.gate(self.expressions.bit(pin), kind, reads, tokens.line)
            if not tokens.take(","):
                break
        tokens.expect(";")

    def _close(self, ports: list[str]) -> None:
        """State the registers and the ports, now that all is known of them."""
        self.scope.check()
        self.registers.close()
        if wrong := sorted(set(ports) ^ set(self.directions)):
            problem = f"port {shortened(wrong[0])} must stand between the parentheses, and be an input or an output"
            raise self.tokens.source.refusal(problem, self.module.line)
        for port in ports:
            direction, nets, line = self.directions[port]
            self.opened.ports[port] = nets
            if direction == "input":
                self.opened.inputs.add(port)
            pins = self.module.inputs if direction == "input" else self.module.outputs
            pins += [(net, line) for net in nets]


STATEMENTS: dict[str, Callable[[_Reader], None]] = {
    **dict.fromkeys((*DIRECTIONS, *NETS), _Reader._declaration),
    **dict.fromkeys(GATES, _Reader._primitive),
    "assign": _Reader._assign,
    "always": lambda reader: reader.registers.always(),
    "initial": lambda reader: reader.registers.initial(),
}
