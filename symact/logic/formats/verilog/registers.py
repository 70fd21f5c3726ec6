"""Registers of a Verilog module: ``always @(posedge clock)`` and ``initial``."""

from __future__ import annotations

from collections.abc import Callable

from symact.errors import UnsupportedError
from symact.logic.formats.hierarchy import Module
from symact.logic.formats.verilog.expressions import Expressions
from symact.logic.formats.verilog.tokens import HOW
from symact.logic.formats.verilog.trees import Bits
from symact.networks.documents.json_text import shortened

__all__ = ["Registers"]


class Registers:
    """What registers take and begin with, gathered while a module is read, since the one may stand after the other."""

    def __init__(self, module: Module, expressions: Expressions) -> None:
        self.module = module
        self.expressions = expressions
        self.tokens = expressions.tokens
        self._next: list[tuple[int, int, int]] = []
        self._initial: dict[int, tuple[int | None, int]] = {}

    def always(self) -> None:
        """Read what registers take at an edge of the clock.

        Raises
        ------
        FormatError, UnsupportedError
        """
        tokens = self.tokens
        tokens.next()
        tokens.expect("@")
        if not tokens.take("(") or not tokens.at("posedge", "negedge"):
            raise tokens.refusal(f"registers must have an edge of a clock, not {shortened(tokens.text)}", HOW)
        edge = tokens.next()
        clock = self.expressions.bit(Bits(self.expressions.nets()))
        if tokens.at("or", ","):
            problem = "a register must have one clock, without asynchronous set or clear"
            raise UnsupportedError(f"{problem} ({tokens.source.name}, line {tokens.mark_line()})")
        tokens.expect(")")
        self.module.ticks(clock ^ (edge == "negedge"), tokens.line)
        self._statements(self._takes)

    def initial(self) -> None:
        """Read what registers hold before the first tick."""
        self.tokens.next()
        self._statements(self._begins)

    def begin(self, nets: list[int]) -> None:
        """Read the number that registers hold first."""
        line = self.tokens.mark_line()
        values = self.expressions.initial(len(nets))
        self._initial.update({net: (value, line) for net, value in zip(nets, values, strict=True)})

    def close(self) -> None:
        """State the registers, now that all is known of them.

        Raises
        ------
        FormatError, CircuitError
        """
        draft = self.module.draft
        for net, read, line in self._next:
            value, _ = self._initial.pop(net, (None, 0))
            draft.register(net, read, value, line)
        for net, (_, line) in self._initial.items():
            problem = f"an initial value must be of a register, which {shortened(draft.name_of(net))} is not"
            raise self.tokens.source.refusal(problem, line)

    def _takes(self) -> None:
        nets = self.expressions.nets()
        self.tokens.expect("<=")
        self.expressions.delay()
        line = self.tokens.mark_line()
        tree = self.expressions.expression()
        self._next += zip(nets, self.expressions.gates.bits(tree, len(nets)), [line] * len(nets), strict=True)

    def _begins(self) -> None:
        nets = self.expressions.nets()
        self.tokens.expect("=", "<=")
        self.begin(nets)

    def _statements(self, read: Callable[[], None]) -> None:
        """Read one statement, or those between `begin` and `end`."""
        tokens = self.tokens
        if not tokens.take("begin"):
            read()
            tokens.expect(";")
            return
        if tokens.take(":"):
            tokens.name()
        while not tokens.take("end"):
            tokens.mark_line()
            read()
            tokens.expect(";")
