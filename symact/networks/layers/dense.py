"""Layers of units: an affine function and its activation, or an activation alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symact.errors import NetworkError
from symact.networks.layers.rows import Rows
from symact.networks.shapes import shown

__all__ = ["Activate", "Dense"]


@dataclass(frozen=True, eq=False)
class Dense:
    """An affine layer and its activation, h = f(W x + b).

    The same object at two places of a chain is one layer with shared weights.

    Parameters
    ----------
    weight : array_like or sympy matrix of shape (fan-out, fan-in)
        Float32 or float64 numbers, rationals, or symbols.
    bias : array_like of shape (fan-out,), optional
        None for a layer without.
    activation : Activation, Expr or vector activation, optional
        The identity unless stated.
    name : str, optional
        Number, in the names of what belongs to it: W1, b1, z1, h1.
    """

    weight: Any
    bias: Any = None
    activation: Any = None
    name: str | None = None

    def write(self, rows: Rows, value: str) -> str:
        """Write the layer."""
        writer = rows.writer
        weight, bias = rows.parameters(self)
        shape, matrix = writer.shape(value), writer.shape(weight)
        if not shape or len(matrix) != 2 or matrix[1] != shape[-1]:
            raise NetworkError(
                f"{weight} must be a matrix with a column for each of {shown(shape)}, not {shown(matrix)}"
            )
        letters = "abcdefgh"[: len(shape) - 1]
        subscripts, name = f"{letters}i,oi->{letters}o", rows.name("z")
        affine = writer.add("contract", value, weight, subscripts=subscripts, name=None if bias else name)
        if bias is not None:
            affine = writer.add("add", affine, bias, name=name)
        return rows.activate(self.activation, affine)


@dataclass(frozen=True, eq=False)
class Activate:
    """An activation with no weights of its own."""

    activation: Any

    def write(self, rows: Rows, value: str) -> str:
        """Write the layer."""
        return rows.activate(self.activation, value)
