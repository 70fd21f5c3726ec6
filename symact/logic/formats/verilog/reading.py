"""Circuits read from Verilog: the modules of a text, joined by their instances."""

from __future__ import annotations

from collections.abc import Mapping

from symact.errors import FormatError
from symact.logic.circuit import Circuit
from symact.logic.formats.hierarchy import Block, flatten
from symact.logic.formats.source import Source
from symact.logic.formats.verilog.instances import Instance
from symact.logic.formats.verilog.modules import Opened, read_module
from symact.logic.formats.verilog.tokens import Tokens
from symact.logic.formats.verilog.trees import Bits, width
from symact.networks.documents.json_text import shortened

__all__ = ["read_verilog"]

MOST_MODULES = 20_000


def read_verilog(source: Source) -> Circuit:
    """Read a circuit from structural Verilog: the first module that is no instance in another, written out.

    Read are ports and nets, with or without ranges; ``assign`` and expressions of the operators ``~ & | ^ ~^ ! && ||
    == != ?:``, reductions, concatenations and selected bits; the gates and, nand, or, nor, xor, xnor, buf and not;
    instances of modules of the same text; and registers, as ``always @(posedge clock) q <= d``, all on one clock, which
    is no input of the circuit. A register without ``initial`` has no stated initial value. A bit of a vector is the pin
    ``a[3]``, and the least significant comes first. Delays are passed over.

    Raises
    ------
    FormatError, CircuitError, UnsupportedError
        With file, line and column, or line.

    Examples
    --------
    >>> text = b'''
    ... module half_adder (input a, input b, output s, output c);
    ...   assign s = a ^ b;
    ...   and (c, a, b);
    ... endmodule
    ... '''
    >>> sa.read_circuit(text, format=".v")(a=1, b=1)
    {'s': 0, 'c': 1}
    """
    tokens = Tokens(source)
    opened: dict[str, Opened] = {}
    while tokens.kind != "end":
        tokens.expect("module")
        name, module = read_module(tokens)
        if name in opened:
            problem = f"module {shortened(name)} is stated twice, first at line {opened[name].module.line}"
            raise source.refusal(problem, module.module.line)
        opened[name] = module
        source.limit(len(opened), MOST_MODULES, "modules", module.module.line)
    if not opened:
        raise source.refusal("a text of Verilog must have a module")
    for module in opened.values():
        for instance in module.instances:
            module.module.blocks.append(_block(module, instance, opened, source))
    return flatten({name: m.module for name, m in opened.items()}, source)


def _block(outer: Opened, instance: Instance, opened: Mapping[str, Opened], source: Source) -> Block:
    """Return an instance as a block: what is at each bit of its ports."""

    def refusal(problem: str) -> FormatError:
        return source.refusal(f"{problem}, in {shortened(instance.name)}", instance.line)

    inner = opened.get(instance.module)
    if inner is None:
        raise refusal(f"an instance must be of a module of this text, not {shortened(instance.module)}")
    order = list(inner.ports)
    pins: dict[str, int] = {}
    outer.expressions.tokens.line = instance.line
    for key, tree in instance.ports.items():
        if key not in inner.ports if isinstance(key, str) else key >= len(order):
            raise refusal(
                f"{shortened(instance.module)} has no port {shortened(key) if isinstance(key, str) else key + 1}"
            )
        port = key if isinstance(key, str) else order[key]
        if tree is None:
            continue
        nets = inner.ports[port]
        if port not in inner.inputs and not (isinstance(tree, Bits) and tree.is_net):
            raise refusal(f"at the output {shortened(port)} there must be nets, not a number or an operation")
        if width(tree) != len(nets) and not (isinstance(tree, Bits) and tree.is_plain):
            raise refusal(f"port {shortened(port)} must have {len(nets)} bits, not {width(tree)}")
        pins.update(zip(nets, outer.expressions.gates.bits(tree, len(nets)), strict=True))
    return Block(instance.module, instance.name, pins, instance.line)
