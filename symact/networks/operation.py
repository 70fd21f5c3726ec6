"""What an operation is: four readings of one row of the table.

The shape of its result, its value on arrays (of numbers, or of exact objects), and its two derivatives, each written as
further steps, so that a derivative is a network again and can be shown, run and differentiated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from numpy.typing import NDArray

from symact.networks.shapes import Shape
from symact.networks.step import Step

__all__ = ["TWO", "Array", "Evaluate", "Operation", "Options", "Pull", "Push", "ShapeRule", "Writer"]

Array: TypeAlias = NDArray[Any]
Options: TypeAlias = Mapping[str, Any]


class Writer(Protocol):
    """What the rules of differentiation write on: a network that is being built."""

    def add(self, operation: str, *inputs: str, name: str | None = None, **options: Any) -> str:
        """Append a step and return the name of its value."""

    def shape(self, name: str) -> Shape:
        """Return the shape of a value."""


ShapeRule: TypeAlias = Callable[[Sequence[Shape], Options], Shape]
Evaluate: TypeAlias = Callable[[Sequence[Array], Options], Array]
Pull: TypeAlias = Callable[[Writer, Step, str], Sequence[str | None]]
Push: TypeAlias = Callable[[Writer, Step, Sequence[str | None]], str | None]


TWO = range(2, 3)
"""The arity of an operation with two inputs."""


@dataclass(frozen=True)
class Operation:
    """One row of the table of operations.

    Attributes
    ----------
    shape : callable
        ``shape(shapes, options)`` returns the shape of the result, or raises ValueError where the inputs do not fit.
    evaluate : callable
        ``evaluate(arrays, options)`` returns the value; on arrays of objects, by exact arithmetic.
    pull : callable
        ``pull(writer, step, cotangent)`` writes, for each input, the derivative of a scalar by it from that by the
        result (reverse mode); None stands for zero.
    push : callable
        ``push(writer, step, tangents)`` writes the derivative of the result along a direction from those of the inputs
        (forward mode); None stands for zero.
    arity : range
        How many inputs there can be; one, unless stated.
    """

    shape: ShapeRule
    evaluate: Evaluate
    pull: Pull
    push: Push
    arity: range = range(1, 2)


def linear_push(writer: Writer, step: Step, tangents: Sequence[str | None]) -> str | None:
    """The forward rule of an operation that is linear in its single input: itself."""
    (tangent,) = tangents
    return None if tangent is None else writer.add(step.operation, tangent, **dict(step.options))
