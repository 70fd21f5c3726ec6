"""Activations as steps: a function of each entry, or a vector activation along the last axis."""

from __future__ import annotations

import inspect
from typing import Any

from sympy import Expr
from sympy.core.function import FunctionClass

from symact.errors import NetworkError, UnsupportedError
from symact.exact.subject import univariate
from symact.exact.variable import T
from symact.functions.catalogue import activation as find
from symact.functions.vector_activation import VectorActivation
from symact.networks.elementwise import SLOTS
from symact.networks.vectors import ALONG_AXIS
from symact.networks.writer import NetworkWriter

__all__ = ["as_function", "write_activation"]


def as_function(activation: Any) -> Expr | type[VectorActivation]:
    """Return an elementwise activation as an expression in ``T``, or a vector activation as it is.

    Raises
    ------
    TypeError
        For anything that is neither.
    UnknownActivationError
        For a name that the catalogue does not have.
    """
    if isinstance(activation, str):
        activation = find(activation)
    if inspect.isclass(activation) and issubclass(activation, VectorActivation):
        return activation
    if isinstance(activation, (Expr, FunctionClass)):
        expr, variable = univariate(activation)
        function: Expr = expr.xreplace({variable: T})
        return T if function == find("identity")(T) else function
    raise TypeError(
        f"an activation must be a function of the catalogue, an expression in one symbol, or a name, not {activation!r}"
    )


def write_activation(writer: NetworkWriter, activation: Any, value: str, name: str | None = None) -> str:
    """Write an activation of a value and return its name; the identity is the value itself."""
    function = as_function(activation)
    if isinstance(function, Expr):
        return value if function == T else writer.add("apply", value, function=function, name=name)
    axis = len(writer.shape(value)) - 1
    if axis < 0:
        raise NetworkError(f"{function.__name__} needs a value with an axis, not the number {value!r}")
    if function.__name__ in ALONG_AXIS:
        return writer.add("vector", value, function=function.__name__, axis=axis, name=name)
    if function.__name__ == "crelu":
        parts = [writer.add("apply", value, function=find("relu")(t)) for t in (T, -T)]
        return writer.add("concat", *parts, axis=axis, name=name)
    if function.__name__ == "maxout":
        return _maxout(writer, value, axis, name)
    return _gated(writer, function, value, axis, name)


def _length(writer: NetworkWriter, value: str, axis: int, function: str) -> int:
    n = writer.shape(value)[axis]
    if isinstance(n, str) or n % 2:
        raise NetworkError(f"{function} needs an even number of entries along the last axis, not {n}")
    return n


def _maxout(writer: NetworkWriter, value: str, axis: int, name: str | None) -> str:
    n = _length(writer, value, axis, "maxout")
    pairs = writer.add("reshape", value, shape=(*writer.shape(value)[:axis], n // 2, 2))
    return writer.add("max", pairs, axes=(axis + 1,), name=name)


def _gated(writer: NetworkWriter, function: type[VectorActivation], value: str, axis: int, name: str | None) -> str:
    """Write a gated unit: a function of an entry of the first half and its partner in the second."""
    n = _length(writer, value, axis, function.__name__)
    components = function.formula(SLOTS)
    if len(components) != 1:
        raise UnsupportedError(f"{function.__name__} is not served on networks")
    halves = [writer.add("slice", value, axis=axis, start=i, stop=i + n // 2) for i in (0, n // 2)]
    return writer.add("apply", *halves, function=components[0], name=name)
