"""Layers in a row, and what is added to what it skips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symact.errors import NetworkError
from symact.networks.layers.rows import Rows
from symact.networks.network import Network
from symact.networks.shapes import shown
from symact.networks.writer import NetworkWriter

__all__ = ["Chain", "Residual", "chain"]


@dataclass(frozen=True, eq=False)
class Chain:
    """Layers in a row."""

    layers: tuple[Any, ...]

    def __init__(self, *layers: Any) -> None:
        object.__setattr__(self, "layers", layers)

    def write(self, rows: Rows, value: str) -> str:
        """Write the layers."""
        return rows.write(self.layers, value)


class Residual(Chain):
    """Layers with a connection that skips them: x + layers(x)."""

    def write(self, rows: Rows, value: str) -> str:
        """Write the layers and the sum."""
        made = super().write(rows, value)
        before, after = map(rows.writer.shape, (value, made))
        if before != after:
            raise NetworkError(f"skipped layers must keep the shape {shown(before)}, not make {shown(after)} of it")
        return rows.writer.add("add", value, made)


def chain(layers: Sequence[Any], inputs: int | Sequence[int | str]) -> Network:
    """Return the network of layers in a row.

    Parameters
    ----------
    layers : sequence of layers, or activations
        Those of ``sa.layers``: Dense, Conv, MaxPool, AveragePool, Flatten, Activate, Residual, Chain.
    inputs : int or shape
        How many inputs an example has; or the whole shape, with the axis of the examples.

    Raises
    ------
    TypeError
        If `layers` is no sequence, or `inputs` neither a number nor a shape.
    NetworkError
        If a layer does not fit the one before; it is named.

    Examples
    --------
    >>> d = sa.layers.Dense(np.eye(2), activation=sa.tanh)
    >>> sa.layers.chain([d, sa.layers.Residual(d)], inputs=2)  # the weights are shared
    <Network x: N x 2 -> y: N x 2; 4 weights, 5 steps>
    """
    if not isinstance(layers, Sequence) or isinstance(layers, str):
        raise TypeError(f"layers must be a sequence of layers, not {layers!r}")
    writer = NetworkWriter()
    x = writer.input("x", ("N", inputs) if isinstance(inputs, int | np.integer) else inputs)
    value = Rows(writer, sum(1 for _ in _flat(layers))).write(layers, x)
    return writer.build({"y": value})


def _flat(layers: Sequence[Any]) -> Iterator[Any]:
    for layer in layers:
        yield from _flat(layer.layers) if isinstance(layer, Chain) else [layer]
