"""Parameters of activations: defaults and constraints, read off the signature of a formula."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from sympy import Expr, Symbol

from symact.arithmetic.numbers import exact
from symact.errors import DefinitionError
from symact.exact.variable import bound

__all__ = ["NonNegative", "Parameter", "Positive", "Real", "read_signature"]

Real = Annotated[Any, "real"]
"""A parameter that is any real number."""

Positive = Annotated[Any, "positive"]
"""A parameter that is above zero."""

NonNegative = Annotated[Any, "nonnegative"]
"""A parameter that is at least zero."""

_CONSTRAINTS = ("real", "positive", "nonnegative")


@dataclass(frozen=True)
class Parameter:
    """A parameter of an activation.

    Attributes
    ----------
    name : str
        The keyword.
    default : Expr or None
        The value of the literature; None where one must be given.
    constraint : {"real", "positive", "nonnegative"}
        What its values must be.
    """

    name: str
    default: Expr | None
    constraint: str = "real"

    def __post_init__(self) -> None:
        if self.constraint not in _CONSTRAINTS:
            raise DefinitionError(f"a constraint must be one of {', '.join(_CONSTRAINTS)}, not {self.constraint!r}")
        if self.default is not None:
            self.check(self.default, "the definition")

    @property
    def symbol(self) -> Symbol:
        """The bound symbol that stands for the parameter in tables."""
        return bound(self.name, **({"real": True} | {self.constraint: True}))

    def check(self, value: Any, owner: str) -> Expr:
        """Return a value as the exact expression that it means.

        Raises
        ------
        ValueError
            If it is known to break the constraint.
        TypeError
            If it is no number or expression.
        """
        expr = exact(value, self.name)
        if expr.is_extended_real is False or expr.is_infinite or getattr(expr, f"is_{self.constraint}") is False:
            raise ValueError(f"{self.name} of {owner} must be {self.constraint}, not {value}")
        return expr


def read_signature(formula: Callable[..., Any]) -> tuple[Parameter, ...]:
    """Return the parameters of a formula: every argument after the first.

    Annotations ``Real``, ``Positive`` and ``NonNegative`` are constraints; values after ``=`` are defaults.
    """
    signature = inspect.signature(formula, eval_str=False)
    arguments = list(signature.parameters.values())[1:]
    return tuple(Parameter(a.name.rstrip("_"), _default(a), _constraint(a, formula)) for a in arguments)


def _default(argument: inspect.Parameter) -> Expr | None:
    return None if argument.default is inspect.Parameter.empty else exact(argument.default, argument.name)


def _constraint(argument: inspect.Parameter, formula: Callable[..., Any]) -> str:
    annotation = argument.annotation
    if isinstance(annotation, str):
        annotation = {"Real": Real, "Positive": Positive, "NonNegative": NonNegative}.get(annotation, Real)
    constraints = [a for a in get_args(annotation) if a in _CONSTRAINTS]
    return constraints[0] if constraints else "real"
