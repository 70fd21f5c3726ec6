"""What reading torch's layers and functions needs: values apart from numbers, weights by their names, exact numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Expr

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.networks.numbers import meant
from symact.networks.operation import Array
from symact.networks.shapes import Axis, Shape
from symact.networks.writer import NetworkWriter

__all__ = ["Reader", "Value", "exact"]


@dataclass(frozen=True)
class Value:
    """A value of the network, where numbers and shapes can stand too."""

    name: str


def exact(number: Any) -> Expr:
    """Return the number that a float of Python means: the fraction of smallest denominator that is rounded so.

    >>> exact(0.01), exact(1 / 3), exact(2)
    (1/100, 1/3, 2)
    """
    if isinstance(number, bool) or not isinstance(number, (int, float)) or not math.isfinite(number):
        raise UnsupportedError(f"a number must be finite and real, not {number!r}")
    return meant(number if isinstance(number, int) else np.float64(number))


class Reader:
    """Writes what is read from a traced module."""

    def __init__(self, torch: Any, traced: Any) -> None:
        self.torch = torch
        self.writer = NetworkWriter()
        self._parameters = {id(p): n for n, p in traced.named_parameters()}
        self._traced = traced
        self._known: set[str] = set()

    def weights(self, tensor: Any, name: str) -> Value:
        """Declare a parameter, or a buffer as a constant, once."""
        trained = id(tensor) in self._parameters
        name = self._parameters.get(id(tensor), name.lstrip("."))
        if name not in self._known:
            self._known.add(name)
            (self.writer.parameter if trained else self.writer.constant)(*_ordered(trained, name, self.array(tensor)))
        return Value(name)

    def order(self) -> None:
        """Put the parameters in the order that the module has them in."""
        own = self.writer.parameters
        self.writer.parameters = {n: own[n] for n in self._parameters.values() if n in own}

    def array(self, tensor: Any) -> Array:
        """Return a tensor as an array."""
        plain = tensor.detach().cpu()
        if plain.dtype == self.torch.bfloat16:
            plain = plain.to(self.torch.float32)
        array: Array = plain.numpy().copy()
        return array

    def attribute(self, path: str) -> Any:
        """Return what a module holds at a path: weights as a value, all else as it is."""
        owner, _, name = path.rpartition(".")
        held = getattr(self._traced.get_submodule(owner), name)
        return self.weights(held, path) if self.torch.is_tensor(held) else held

    def shape(self, value: Value) -> Shape:
        """Return the shape of a value."""
        return self.writer.shape(self.name(value))

    def name(self, value: Any) -> str:
        """Return the name of a value."""
        if isinstance(value, Value):
            return value.name
        raise UnsupportedError(f"a tensor must stand here, not {value!r}")

    def add(self, operation: str, *values: Any, **options: Any) -> Value:
        """Append a step."""
        return Value(self.writer.add(operation, *map(self.name, values), **options))

    def apply(self, function: Expr, *values: Any) -> Value:
        """Append a function of entries; the identity is the value itself."""
        return values[0] if function == T else self.add("apply", *values, function=function)

    def reshape(self, value: Value, shape: Sequence[Axis]) -> Value:
        """Append a reshape, unless there is none."""
        return value if self.shape(value) == tuple(shape) else self.add("reshape", value, shape=tuple(shape))

    def axis(self, value: Value, axis: Any) -> int:
        """Return an axis counted from the front."""
        rank = len(self.shape(value))
        if isinstance(axis, bool) or not isinstance(axis, int) or not -rank <= axis < rank:
            raise UnsupportedError(f"an axis must be a number from {-rank} to {rank - 1}, not {axis!r}")
        return axis % rank

    def length(self, value: Value, axis: int) -> int:
        """Return the length of an axis, which must be known."""
        n = self.shape(value)[axis]
        if isinstance(n, str):
            raise UnsupportedError(f"axis {axis} must have a known length, not be that of the examples")
        return n


def _ordered(trained: bool, name: str, array: Array) -> tuple[Any, Any]:
    return (name, array) if trained else (array, name)
