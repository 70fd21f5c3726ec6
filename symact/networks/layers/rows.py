"""What layers are written on: the network, the number of the layer, and weights that are declared once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symact.errors import NetworkError
from symact.networks.operation import Array
from symact.networks.shapes import shown
from symact.networks.units import write_activation
from symact.networks.weights import as_weight
from symact.networks.writer import NetworkWriter

__all__ = ["Rows", "as_bias"]


class Rows:
    """Writes layers one after the other and numbers what it makes; the last of `total` makes ``y``."""

    def __init__(self, writer: NetworkWriter, total: int) -> None:
        self.writer = writer
        self.total = total
        self.number = 0
        self._weights: dict[int, tuple[str, str | None]] = {}

    def write(self, layers: Sequence[Any], value: str) -> str:
        """Write layers and return the name of what the last makes; what is no layer is an activation."""
        for layer in layers:
            if not hasattr(layer, "layers"):
                self.number += 1
            value = layer.write(self, value) if hasattr(layer, "write") else self.activate(layer, value)
        return value

    def activate(self, activation: Any, value: str) -> str:
        """Write an activation."""
        return write_activation(
            self.writer, "identity" if activation is None else activation, value, name=self.name("h")
        )

    def name(self, stem: str) -> str:
        """Return the name of what the layer at hand makes."""
        return "y" if stem == "h" and self.number == self.total else f"{stem}{self.number}"

    def parameters(self, layer: Any) -> tuple[str, str | None]:
        """Return the names of the weight and the bias of a layer; the same layer has the same ones wherever it is.

        Raises
        ------
        NetworkError
            If the bias is not one number for each row of the weight.
        """
        if id(layer) not in self._weights:
            tag = layer.name or str(self.number)
            weight = self.writer.parameter(f"W{tag}", layer.weight)
            bias = None if layer.bias is None else self.writer.parameter(f"b{tag}", as_bias(layer.bias, f"b{tag}"))
            rows = self.writer.shape(weight)[:1]
            if bias is not None and self.writer.shape(bias) != rows:
                raise NetworkError(f"{bias} must have the shape {shown(rows)}, not {shown(self.writer.shape(bias))}")
            self._weights[id(layer)] = weight, bias
        return self._weights[id(layer)]


def as_bias(value: Any, owner: str) -> Array:
    """Return a bias as a vector; a matrix symbol has it as a column."""
    array = as_weight(value, owner)
    return array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array
