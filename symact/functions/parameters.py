"""Parameters of activations: defaults and constraints, read off the signature of a formula."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_type_hints

from sympy import Expr, Symbol

from symact.arithmetic.numbers import exact
from symact.errors import DefinitionError
from symact.exact.variable import bound

__all__ = ["Above", "NonNegative", "Parameter", "Positive", "Real", "bind", "read_signature"]

Real = Annotated[Any, "real"]
"""A parameter that is any real number."""

Positive = Annotated[Any, "positive"]
"""A parameter that is above zero."""

NonNegative = Annotated[Any, "nonnegative"]
"""A parameter that is at least zero."""


@dataclass(frozen=True)
class Above:
    """A note in an annotation: the parameter is greater than another one, ``Annotated[Any, "real", Above("low")]``."""

    parameter: str


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
    above : str or None
        The parameter that it must be greater than.
    """

    name: str
    default: Expr | None
    constraint: str = "real"
    above: str | None = None

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


def bind(
    owner: str,
    declared: tuple[Parameter, ...],
    positional: tuple[Any, ...],
    named: dict[str, Any],
    also: tuple[str, ...] = (),
) -> tuple[Expr, ...]:
    """Return the values of all parameters in order, defaults filled in; `also` names other keywords of the owner.

    Raises
    ------
    TypeError
        For too many, unknown, doubled or missing parameters.
    ValueError
        For a value that breaks a constraint.
    """
    if len(positional) > len(declared):
        raise TypeError(f"{owner} takes {len(declared)} parameters after its argument, not {len(positional)}")
    given = {p.name: value for p, value in zip(declared, positional, strict=False)}
    for name in named:
        if name in given:
            raise TypeError(f"{name} of {owner} must be given once, not twice")
        if all(p.name != name for p in declared):
            known = ", ".join((*also, *(p.name for p in declared))) or "none"
            raise TypeError(f"{owner} has no parameter {name!r}; its parameters: {known}")
    given |= named
    values: dict[str, Expr] = {}
    for p in declared:
        value = given.get(p.name, p.default)
        if value is None:
            raise TypeError(f"{owner} needs its parameter {p.name}; it has no default")
        values[p.name] = value if value is p.default else p.check(value, owner)
    for p in declared:
        if p.above is not None and (values[p.name] - values[p.above]).is_extended_nonpositive:
            shown = f"{p.name}={values[p.name]} and {p.above}={values[p.above]}"
            raise ValueError(f"{p.name} of {owner} must be above {p.above}, not {shown}")
    return tuple(values.values())


def read_signature(formula: Callable[..., Any]) -> tuple[Parameter, ...]:
    """Return the parameters of a formula: every argument after the first.

    Annotations ``Real``, ``Positive`` and ``NonNegative`` are constraints; values after ``=`` are defaults.
    """
    hints = get_type_hints(formula, include_extras=True) if inspect.isfunction(formula) else {}
    arguments = list(inspect.signature(formula).parameters.values())[1:]
    return tuple(_parameter(a, hints.get(a.name, a.annotation)) for a in arguments)


def _parameter(argument: inspect.Parameter, annotation: Any) -> Parameter:
    notes = get_args(annotation)
    constraint = next((n for n in notes if n in _CONSTRAINTS), "real")
    above = next((n.parameter for n in notes if isinstance(n, Above)), None)
    name = argument.name.rstrip("_")
    default = None if argument.default is inspect.Parameter.empty else exact(argument.default, name)
    return Parameter(name, default, constraint, above)
