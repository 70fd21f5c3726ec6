"""The machinery of losses: reading predictions and targets, sums over entries, gradients of their shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sympy import Expr, Integer, S

from symact.functions.parameters import Parameter, bind, read_signature
from symact.functions.vector_activation import Named, is_array, like, read_scalar, read_vector

__all__ = ["Entrywise", "Loss", "is_scalar"]


class Loss(metaclass=Named):
    """The base of every loss: calling a subclass with a prediction and a target returns an expression.

    Class attributes
    ----------------
    gradient : class method
        ``gradient(prediction, target, ...)``, the derivative by the prediction, in its shape.
    aliases, display, reference
        As for an activation.
    """

    gradient: ClassVar[Callable[..., Any]]
    aliases: ClassVar[tuple[str, ...]] = ()
    display: ClassVar[str] = "L"
    reference: ClassVar[str] = ""

    @classmethod
    def pairs(cls, prediction: Any, target: Any) -> tuple[tuple[Expr, Expr], ...]:
        """Return the entries of prediction and target side by side."""
        predicted, wanted = (_entries(v, cls.__name__) for v in (prediction, target))
        if len(predicted) != len(wanted) or is_scalar(prediction) != is_scalar(target):
            raise ValueError(
                f"prediction and target of {cls.__name__} must both be scalars, or vectors of one length, not "
                f"{_size(prediction, predicted)} and {_size(target, wanted)}"
            )
        if not predicted:
            raise ValueError(f"prediction and target of {cls.__name__} must have an entry, not be empty")
        for y in wanted:
            cls.check_target(y)
        return tuple(zip(predicted, wanted, strict=True))

    @classmethod
    def check_target(cls, y: Expr) -> None:
        """Raise ValueError for a number that is no target of this loss."""


class Entrywise(Loss):
    """A sum or a mean over the entries.

    Class attributes
    ----------------
    formula : static method
        ``formula(prediction, target, parameter=default, ...)``, the loss of one entry.
    slope : static method
        Its derivative by the prediction, with the same arguments.
    """

    formula: ClassVar[Callable[..., Any]]
    slope: ClassVar[Callable[..., Any]]
    parameters: ClassVar[tuple[Parameter, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.parameters = read_signature(cls.formula)[1:]

    def __new__(cls, prediction: Any, target: Any, *, reduction: str = "sum", **parameters: Any) -> Any:
        pairs = cls.pairs(prediction, target)
        values = cls._bound(parameters)
        total = sum((cls.formula(p, y, *values) for p, y in pairs), start=S.Zero)
        return total * _share(reduction, len(pairs))

    @classmethod
    def gradient(cls, prediction: Any, target: Any, *, reduction: str = "sum", **parameters: Any) -> Any:
        """Return the derivative by the prediction, a matrix of its shape where that is a vector."""
        pairs = cls.pairs(prediction, target)
        values = cls._bound(parameters)
        share = _share(reduction, len(pairs))
        slopes = tuple(cls.slope(p, y, *values) * share for p, y in pairs)
        return slopes[0] if is_scalar(prediction) else like(prediction, slopes)

    @classmethod
    def _bound(cls, named: dict[str, Any]) -> tuple[Expr, ...]:
        return bind(cls.__name__, cls.parameters, (), named, also=("reduction",))


def is_scalar(value: Any) -> bool:
    return isinstance(value, str) or not (hasattr(value, "shape") or hasattr(value, "__len__"))


def _entries(value: Any, owner: str) -> tuple[Expr, ...]:
    if is_array(value) and getattr(value, "shape", ()) != ():
        raise TypeError(
            f"prediction and target of {owner} must be expressions, not an array; make a numeric function of the "
            f"loss of symbols with sa.lambdify"
        )
    return (read_scalar(value, owner),) if is_scalar(value) else read_vector(value, owner)


def _size(value: Any, entries: tuple[Expr, ...]) -> str:
    return "a scalar" if is_scalar(value) else f"a vector of {len(entries)}"


def _share(reduction: str, n: int) -> Expr:
    if reduction not in ("sum", "mean"):
        raise ValueError(f"reduction must be 'sum' or 'mean', not {reduction!r}")
    return S.One if reduction == "sum" else Integer(1) / n
