"""An expression prepared for ball arithmetic: compiled once, run at any precision and at any values.

A program is a straight line of steps, one for each different subexpression, each step one ball operation.
What a class of expressions becomes is a *rule*, registered by :func:`rule` in the modules ``algebra_rules``,
``function_rules`` and ``switch_rules``. A class of symact's own states its rule as a method ``_ball_(self,
evaluate) -> arb``, where ``evaluate(subexpression)`` returns a ball, and ``evaluate.is_zero(difference)`` whether
a switch is met exactly; it is asked first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from flint import arb
from sympy import Basic, Expr, Symbol

from symact.errors import DomainError, UnsupportedError

__all__ = ["Compiler", "Program", "Rule", "Scope", "Step", "Straddle", "not_real", "program", "rule"]

Step = Callable[[list[arb], "Scope"], arb]
Rule = Callable[["Compiler", Any], Step]

RULES: dict[type, Rule] = {}


class Straddle(Exception):
    """A ball holds values of more than one branch, and no hull was asked for."""


class Scope:
    """The values of the symbols during one run, and what it has evaluated for methods ``_ball_``.

    Parameters
    ----------
    bindings : mapping of Symbol to arb
        The value of every symbol that occurs.
    hull : bool
        Whether a ball that straddles a switch yields the hull of all branches, instead of :class:`Straddle`.
    proof : callable, optional
        Whether an expression is proven to be zero under these bindings, by an exact argument.
    """

    __slots__ = ("_known", "_proof", "bindings", "hull")

    def __init__(self, bindings: Mapping[Symbol, arb], hull: bool, proof: Callable[[Expr], bool] | None = None) -> None:
        self.bindings = bindings
        self.hull = hull
        self._proof = proof
        self._known: dict[Expr, arb] = {}

    def __call__(self, expr: Expr) -> arb:
        """Return the ball of an expression under the same bindings."""
        value = self._known.get(expr)
        if value is None:
            value = self._known[expr] = program(expr).run(self)
        return value

    def is_zero(self, expr: Expr) -> bool:
        """Return whether a ball around zero is proven to be zero, where a branch hangs on it."""
        return self._proof is not None and not self.hull and self._proof(expr)


class Program:
    """The steps of one expression; the last one is its value."""

    __slots__ = ("_steps",)

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self._steps = steps

    def run(self, scope: Scope) -> arb:
        """Return the ball of the expression in that scope, at the working precision that is set."""
        values: list[arb] = []
        for step in self._steps:
            values.append(step(values, scope))
        return values[-1]


class Compiler:
    """Collects the steps of an expression, each subexpression once."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._places: dict[Expr, int] = {}

    def at(self, expr: Expr) -> int:
        """Return the index of the value of `expr` among the steps, adding what is missing."""
        place = self._places.get(expr)
        if place is None:
            step = self._step(expr)
            place = self._places[expr] = len(self.steps)
            self.steps.append(step)
        return place

    def _step(self, expr: Expr) -> Step:
        if hasattr(type(expr), "_ball_"):
            method = expr._ball_
            return lambda values, scope: method(scope)
        for kind in type(expr).__mro__:
            if kind in RULES:
                return RULES[kind](self, expr)
        raise UnsupportedError(
            f"every function must be one that ball arithmetic knows, which {_name(expr)} is not; "
            f"give its class a method _ball_(self, evaluate)"
        )


def rule(*kinds: type) -> Callable[[Rule], Rule]:
    """Register the decorated function as the rule of these SymPy classes."""

    def register(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(kinds, function))
        return function

    return register


@lru_cache(maxsize=8192)
def program(expr: Expr) -> Program:
    """Return the program of an expression."""
    compiler = Compiler()
    compiler.at(expr)
    return Program(tuple(compiler.steps))


def not_real(expr: Basic) -> DomainError:
    """Return the error for an expression that is certainly not a finite real number."""
    return DomainError(f"the value must be real and finite, which {_name(expr)} is not here")


def _name(expr: Basic) -> str:
    text = str(expr)
    return text if len(text) <= 200 else f"{text[:200]}..."
