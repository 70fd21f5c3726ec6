"""What the values of a network are made of, as formulas: steps that are read once stand inside what reads them.

Formulas are of one example in columns, as papers write them: the rows ``x W^T`` of a batch are ``W x``. Where steps sum
over the examples, the sum says so.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from sympy import Expr

from symact.networks.elementwise import SLOTS, rate
from symact.networks.evaluate import readers
from symact.networks.network import Network
from symact.networks.step import Step
from symact.show.drawings.formula import Formula, Piece, expression, length, name, upright
from symact.show.drawings.rules import LONGEST, RULES, Term, activation_name, called, is_activation

__all__ = ["Algebra"]

MOST_PIECES = 160
"""How many pieces a formula has at most; of a longer one only its place is held."""
_KEPT = ("apply", "vector", "max", "first_max", "cross_entropy")


class Algebra:
    """The formulas of a network's values.

    Parameters
    ----------
    network : Network
    named : collection of str, optional
        The values that stand under their names in the formulas of others; unless stated, those that are read several
        times, are outputs or activations with a name of their own, or would be long.
    """

    def __init__(self, network: Network, named: Collection[str] | None = None) -> None:
        self.network = network
        self._given = named
        self._terms: dict[str, Term] = {}
        for step in network.steps:
            self._terms[step.name] = self._term(step)

    def formula(self, value: str) -> Formula:
        """Return what a value is made of."""
        return self._terms[value].formula if value in self._terms else name(value)

    @property
    def steps(self) -> Collection[str]:
        """The values that steps make."""
        return self._terms.keys()

    def is_named(self, value: str) -> bool:
        """Return whether a value stands under its name where it is read."""
        if value not in self._terms:
            return True
        if self._given is not None:
            return value in self._given
        step = self.network.step(value)
        if length(self._terms[value].formula) <= 2:
            return value in self.network.outputs.values()
        return (
            self._reads.get(value, 0) != 1
            or value in self.network.outputs.values()
            or (not step.is_unnamed and step.operation in _KEPT)
            or length(self._terms[value].formula) > LONGEST
        )

    @cached_property
    def slopes(self) -> dict[Expr, Formula]:
        """The derivatives of the network's activations that stand in steps themselves, by what papers call them."""
        functions = [s["function"] for s in self.network.steps if s.operation == "apply" and len(s.inputs) == 1]
        found: dict[Expr, Formula] = {}
        for function in dict.fromkeys(f for f in functions if is_activation(f)):
            slope = function
            for primes in ("′", "″"):
                slope = rate(slope, 0, 1)
                if SLOTS[0] in slope.free_symbols and slope in functions and not is_activation(slope):
                    found.setdefault(slope, (*activation_name(type(function)), Piece(primes)))
        return found

    @cached_property
    def _reads(self) -> dict[str, int]:
        return {value: len(steps) for value, steps in readers(self.network.steps).items()}

    def operand(self, value: str) -> Term:
        """Return a value as a part of a formula."""
        constant = self.network.constants.get(value)
        if constant is not None and constant.size == 1:
            return Term(expression(constant.reshape(-1).tolist()[0]))
        return Term(name(value)) if self.is_named(value) else self._terms[value]

    def sources(self, value: str) -> list[str]:
        """Return the values, not weights, that the formula of a value names, in its order."""
        return [v for v in self._leaves(value) if v in self._terms or v in self.network.inputs]

    def weights(self, value: str) -> list[str]:
        """Return the parameters that the formula of a value names, in its order."""
        return [v for v in self._leaves(value) if v in self.network.parameters]

    def _leaves(self, value: str) -> list[str]:
        found: dict[str, None] = {}
        seen = {value}
        waiting = list(reversed(self.network.step(value).inputs))
        while waiting:
            read = waiting.pop()
            if self.is_named(read):
                found[read] = None
            elif read not in seen:
                seen.add(read)
                waiting.extend(reversed(self.network.step(read).inputs))
        return list(found)

    def _term(self, step: Step) -> Term:
        parts = [self.operand(value) for value in step.inputs]
        rule = RULES.get(step.operation)
        term = rule(self, step, parts) if rule else called(upright(step.operation), parts)
        return term if len(term.formula) <= MOST_PIECES else Term((Piece("f", italic=True), Piece("(…)")))

    def inner(self, step: Step, operation: str) -> Step | None:
        """Return the step of an operation that stands inside another, if one does."""
        for value in step.inputs:
            if value in self._terms and not self.is_named(value):
                found = self.network.step(value)
                if found.operation == operation:
                    return found
        return None
