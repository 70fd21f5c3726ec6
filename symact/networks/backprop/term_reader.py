"""Reads the values of a network as terms, some of them under their names."""

from __future__ import annotations

from sympy import Expr

from symact.networks.backprop.term_rules import number, simplified
from symact.networks.backprop.terms import Node, Quantity, Term
from symact.networks.shapes import Shape
from symact.networks.step import Step
from symact.networks.writer import NetworkWriter

__all__ = ["TermReader", "made"]


class TermReader:
    """Reads the terms of values from the steps of a network that may still be growing.

    Attributes
    ----------
    leaves : dict of str to Quantity
        The values that are written by their names.
    slopes : dict
        For the inputs and the function of an elementwise step that is a derivative: of which function, by which input.
    """

    def __init__(self, writer: NetworkWriter) -> None:
        self.writer = writer
        self.leaves: dict[str, Quantity] = {}
        self.slopes: dict[tuple[tuple[str, ...], Expr], tuple[Expr, int]] = {}
        self._steps: dict[str, Step] = {}

    def step(self, name: str) -> Step | None:
        """Return the step that makes a value, None for what is given."""
        for step in self.writer.steps[len(self._steps) :]:
            self._steps[step.name] = step
        return self._steps.get(name)

    def term(self, name: str) -> Node:
        """Return a value as a term: its name if it is a leaf."""
        if name in self.leaves:
            return self.leaves[name]
        step = self.step(name)
        if step is not None:
            return self.made(step, tuple(map(self.term, step.inputs)))
        shape, constant = self.writer.shape(name), self.writer.constants.get(name)
        if constant is not None and constant.size == 1:
            return number(constant.reshape(-1)[0], shape)
        return Quantity("value", name, shape)

    def made(self, step: Step, operands: tuple[Node, ...]) -> Node:
        """Return what a step makes of terms as a term."""
        if step.operation == "apply" and (known := self.slopes.get((step.inputs, step["function"]))):
            step = Step(step.name, "slope", step.inputs, (("function", known[0]), ("slot", known[1])))
        return made(step, operands, self.writer.shape(step.name))


def made(step: Step, operands: tuple[Node, ...], shape: Shape) -> Node:
    """Return what a step makes of terms as a term of the given shape."""
    return simplified(Term(step.operation, operands, shape, step.options))
