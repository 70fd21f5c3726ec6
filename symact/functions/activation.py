"""The activation: a handbook line that is a SymPy function.

An entry states its formula, with parameters and their defaults in the formula's signature, its names and where it
comes from. All else is derived.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar

from sympy import Expr

from symact.errors import UndecidedError
from symact.exact.branches import BranchTable, branch_table
from symact.exact.real_function import RealFunction
from symact.exact.subject import scalar
from symact.exact.variable import T, bound
from symact.functions.entries import Handbook
from symact.functions.parameters import Parameter
from symact.hooks import hook

__all__ = ["Activation"]


class _ClassRepresentation:
    """What a notebook asks of a function itself, such as ``sa.gelu``, and not of ``sa.gelu(x)``."""

    def __get__(self, instance: Any, owner: Any) -> Callable[..., dict[str, str]]:
        if instance is not None:
            raise AttributeError("_repr_mimebundle_")
        return lambda **_: {"text/latex": f"$${hook('latex_definition')(owner)}$$", "text/plain": owner.__name__}


class Activation(Handbook, RealFunction):
    """The base of every catalogue entry; subclass it with a ``formula``, or use :func:`symact.define`.

    Class attributes
    ----------------
    slope : static method, optional
        The first derivative in a form preferred to the one the rules of calculus give; smooth functions only.
    formula, aliases, family, display, reference, onnx
        As for every class of the handbook: :class:`symact.functions.entries.Handbook`.
    """

    slope: ClassVar[Callable[..., Any] | None] = None

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        required = sum(p.default is None for p in cls.parameters)
        cls._nargs = tuple(range(1 + required, 2 + len(cls.parameters)))

    def __new__(cls, x: Any, *parameters: Any, **named: Any) -> Any:
        options = {k: named.pop(k) for k in ("evaluate",) if k in named}
        values = cls.bound(*parameters, **named)
        if hasattr(x, "__array__") and not hasattr(x, "free_symbols"):
            return hook("evaluate_array")(cls, x, values)
        return super().__new__(cls, scalar(x, cls.__name__), *values, **options)

    @classmethod
    def table_for(cls, parameters: tuple[Expr, ...]) -> BranchTable:
        return _tabulated(cls.formula, cls.parameters, parameters)

    def slope_table(self) -> BranchTable:
        if self.slope is None:
            return super().slope_table()
        return _tabulated(self.slope, self.parameters, self.args[1:])

    def printed_parameters(self) -> tuple[Expr, ...]:
        """Return the parameters up to the last that is not its default."""
        values: tuple[Expr, ...] = self.args[1:]
        given = [i for i, p in enumerate(self.parameters) if values[i] != p.default]
        return values[: given[-1] + 1] if given else ()

    # A class in a notebook cell shows its definition; its instances are expressions, and show themselves as such.
    _repr_mimebundle_ = _ClassRepresentation()

    def written(self) -> Expr:
        """Return the formula as the handbook states it, at this argument and these parameters."""
        return type(self).formula(*self.args)


@lru_cache(maxsize=1024)
def _tabulated(formula: Callable[..., Any], declared: tuple[Parameter, ...], values: tuple[Expr, ...]) -> BranchTable:
    """Build a table on bound symbols where parameters are not numbers, so that the constraints decide its order.

    Where they do not, what is assumed of the given symbols may: ``hardtanh(x, c - 1, c + 1)``.
    """
    constrained, excesses = _constrained(declared, values)
    try:
        return _with_stand_ins(formula, values, constrained).subs(excesses)
    except UndecidedError:
        known = [getattr(v, f"is_{p.constraint}") for p, v in zip(declared, values, strict=True)]
        given = [v if is_known else s for is_known, v, s in zip(known, values, constrained, strict=True)]
        if given == constrained:
            raise
        return _with_stand_ins(formula, values, given)


def _constrained(declared: tuple[Parameter, ...], values: tuple[Expr, ...]) -> tuple[list[Expr], dict[Expr, Expr]]:
    """Return what stands for each parameter; one that is above another is that one and a positive excess."""
    stand_ins = {p.name: p.symbol if v.free_symbols else v for p, v in zip(declared, values, strict=True)}
    given = {p.name: v for p, v in zip(declared, values, strict=True)}
    excesses: dict[Expr, Expr] = {}
    for p in declared:
        if p.above is not None and (given[p.name].free_symbols or given[p.above].free_symbols):
            excess = bound(f"{p.name}_less_{p.above}", positive=True)
            stand_ins[p.name] = stand_ins[p.above] + excess
            excesses[excess] = given[p.name] - given[p.above]
    return list(stand_ins.values()), excesses


def _with_stand_ins(formula: Callable[..., Any], values: tuple[Expr, ...], stand_ins: list[Expr]) -> BranchTable:
    table = branch_table(formula(T, *stand_ins), T)
    replaced = {s: v for s, v in zip(stand_ins, values, strict=True) if s != v and s.is_Symbol}
    return table.subs(replaced) if replaced else table
