"""What the handbook says of a function: one record for functions of ours and for those that SymPy has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr

from symact.exact.variable import T
from symact.functions.parameters import Parameter

__all__ = ["Entry"]


@dataclass(frozen=True)
class Entry:
    """A line of the handbook.

    Attributes
    ----------
    name : str
        The name in ``symact``.
    function : type
        The SymPy function class.
    family : str
        The part of the handbook.
    aliases : tuple of str
        Other names in use.
    display : str
        The name as papers print it, as LaTeX.
    reference : str
        Where it comes from.
    onnx : str or None
        The ONNX operator that computes it.
    parameters : tuple of Parameter
        After the argument.
    arity : {"scalar", "vector"}
        Whether it is a function of a number or of a vector.
    """

    name: str
    function: Any
    family: str
    aliases: tuple[str, ...]
    display: str
    reference: str
    onnx: str | None = None
    parameters: tuple[Parameter, ...] = ()
    arity: str = "scalar"

    @classmethod
    def of(cls, function: Any) -> Entry:
        """Return the record that a function class of ours carries as class attributes."""
        return cls(
            function.__name__,
            function,
            function.family,
            function.aliases,
            function.display,
            function.reference,
            getattr(function, "onnx", None),
            getattr(function, "parameters", ()),
            getattr(function, "arity", "scalar"),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The name and all aliases."""
        return (self.name, *self.aliases)

    @property
    def example(self) -> Expr:
        """The function of the bound variable ``T``; parameters without a default stay symbols."""
        return self.function(T, *(p.symbol if p.default is None else p.default for p in self.parameters))

    @property
    def formula(self) -> Expr:
        """The definition in ``T``, as the handbook states it."""
        written = getattr(self.example, "written", None)
        definition = None if written is None else written()
        return self.example if definition is None else definition
