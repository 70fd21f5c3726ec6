"""What the handbook says of a function: stated by a class of ours, or by a record for one that SymPy has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from sympy import Expr

from symact.exact.variable import T
from symact.functions.parameters import Parameter, bind, read_signature

__all__ = ["FAMILIES", "Entry", "Handbook", "upright"]

FAMILIES = "symact.functions.families"


def upright(name: str) -> str:
    """Return a name as papers print one, as LaTeX."""
    escaped = name.replace("_", r"\_")
    return rf"\mathrm{{{escaped}}}"


class Handbook:
    """What a class of the handbook states; its parameters are read off the signature of its formula.

    Class attributes
    ----------------
    formula : static method
        ``formula(x, parameter=default, ...)`` returns the definition.
    aliases : tuple of str
        Other names in use.
    family : str
        The part of the handbook; of a class in ``symact.functions.families`` the file or folder that it is in.
    display : str
        The name as papers print it, as LaTeX; ``\\mathrm{name}`` unless stated.
    reference : str
        Where the function comes from.
    onnx : str or None
        The ONNX operator that computes it.
    """

    formula: ClassVar[Callable[..., Any]]
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    aliases: ClassVar[tuple[str, ...]] = ()
    arity: ClassVar[str] = "scalar"
    family: ClassVar[str] = "user"
    display: ClassVar[str] = ""
    reference: ClassVar[str] = ""
    onnx: ClassVar[str | None] = None

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if hasattr(cls, "formula"):
            cls.parameters = read_signature(cls.formula)
            cls.display = cls.display or upright(cls.__name__)
        if cls.__module__.startswith(f"{FAMILIES}."):
            cls.family = cls.__module__.removeprefix(f"{FAMILIES}.").partition(".")[0]

    @classmethod
    def bound(cls, *positional: Any, **named: Any) -> tuple[Expr, ...]:
        """Return all parameters in order, defaults filled in."""
        return bind(cls.__name__, cls.parameters, positional, named)


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
    def of(cls, function: type[Handbook]) -> Entry:
        """Return the record of what a class states."""
        return cls(function.__name__, function, *(getattr(function, f.name) for f in fields(cls)[2:]))

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
