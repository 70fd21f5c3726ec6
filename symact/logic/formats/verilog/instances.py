"""Modules in Verilog modules: what stands at their ports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symact.logic.formats.verilog.expressions import Expressions
from symact.logic.formats.verilog.trees import Tree

__all__ = ["Instance", "read_instances"]


@dataclass(slots=True)
class Instance:
    """A module in a module: what is at its ports, by name or, as they are numbered from 0 on, in order."""

    module: str
    name: str
    ports: dict[str | int, Tree | None]
    line: int


def read_instances(expressions: Expressions) -> Iterator[Instance]:
    """Read a statement that begins with the name of a module, and yield its instances.

    Raises
    ------
    FormatError
    """
    tokens = expressions.tokens
    module = tokens.name()
    if tokens.at("#"):
        raise tokens.refusal("an instance must have no parameters", "write its module out for each value")
    while True:
        line = tokens.mark_line()
        instance = Instance(module, tokens.name(), {}, line)
        tokens.expect("(")
        if not tokens.take(")"):
            _connect(instance, expressions)
            while tokens.take(","):
                _connect(instance, expressions)
            tokens.expect(")")
        yield instance
        if not tokens.take(","):
            break
    tokens.expect(";")


def _connect(instance: Instance, expressions: Expressions) -> None:
    tokens = expressions.tokens
    port: str | int = len(instance.ports)
    by_name = bool(tokens.take("."))
    if by_name:
        port = tokens.name()
        tokens.expect("(")
    if port in instance.ports or (instance.ports and by_name != isinstance(next(iter(instance.ports)), str)):
        raise tokens.refusal("ports must all be given by name, or all in order, each once")
    instance.ports[port] = None if tokens.at(",", ")") else expressions.expression()
    if by_name:
        tokens.expect(")")
