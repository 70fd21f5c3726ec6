"""The layers of a network of units, and the weights between those of its units that are drawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sympy import Expr

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.functions.catalogue import activation as find
from symact.networks.affine import AffineParts
from symact.networks.evaluate import readers
from symact.networks.network import Network
from symact.networks.shapes import count, example
from symact.networks.step import Step
from symact.networks.writer import NetworkWriter
from symact.show.drawings.formula import entry, plain, upright

__all__ = ["Edge", "Layer", "UnitLayers"]

_ENDS = 3


@dataclass(frozen=True)
class Layer:
    """Units that are one value of the network.

    Attributes
    ----------
    name : str
    size : int
    step : Step or None
        The activation; None for inputs, and for outputs that have none.
    before : str or None
        The value that the activation is of; None for inputs.
    reads : tuple of str
        The layers it is made of.
    column : int
        One more than those.
    shown : tuple of int
        The entries that are drawn; the first and the last where there are too many.
    outputs : tuple of str
        The outputs that show it.
    is_sum : bool
        Whether the units only add up, as where a residual connection ends.
    """

    name: str
    size: int
    step: Step | None
    before: str | None
    reads: tuple[str, ...]
    column: int
    shown: tuple[int, ...]
    outputs: tuple[str, ...]
    is_sum: bool

    @property
    def is_group(self) -> bool:
        """Whether the units are computed together, by a vector activation."""
        return self.step is not None and self.step.operation == "vector"

    @property
    def is_whole(self) -> bool:
        """Whether all units are drawn."""
        return len(self.shown) == self.size


@dataclass(frozen=True)
class Edge:
    """A connection of two units, each a layer and an entry."""

    source: tuple[str, int]
    target: tuple[str, int]
    weight: Any


class UnitLayers:
    """The units of a network in layers.

    Parameters
    ----------
    network : Network
    max_units : int
        More units than these in a layer are collapsed to the first and the last.

    Raises
    ------
    UnsupportedError
        If a step is no unit, or a value of one example is no vector.
    """

    def __init__(self, network: Network, max_units: int) -> None:
        self._nodes = network.units
        self._sums = sums(network)
        self.network = network = parted(network, self._sums)
        self.parts = AffineParts(network, [s.name for s in network.steps if is_identity(s)])
        self.max_units = max_units
        self.layers: dict[str, Layer] = {}
        self._values: set[str] = set()
        for source in network.inputs:
            self._add(source, source, None, None)
        for step in network.steps:
            if step.name in self.parts.sources:
                self._add(step.name, step.name, step, step.inputs[0])
        for output, value in network.outputs.items():
            if value not in self._values:
                self._add(output if output not in self.layers else value, value, None, value)

    def _add(self, name: str, value: str, step: Step | None, before: str | None) -> None:
        shape = self.network.shapes[value]
        inner = example(shape)
        size = count(inner)
        if not size or len(inner) > 1:
            raise UnsupportedError(
                f"units are drawn of vectors of a known length of at least 1, not of {name!r} of the shape {shape}"
            )
        self._values.add(value)
        reads = tuple(self.parts.sources_of(before)) if before is not None else ()
        self.layers[name] = Layer(
            name,
            size,
            step,
            before,
            reads,
            1 + max((self.layers[r].column for r in reads), default=-1),
            tuple(range(size)) if size <= self.max_units else (*range(_ENDS), *range(size - _ENDS, size)),
            tuple(o for o, v in self.network.outputs.items() if v == value),
            name in self._sums,
        )

    def node(self, name: str, i: int) -> str | None:
        """Return the name of the node that a unit of a layer was made of, if it was."""
        nodes = self._nodes.get(name, ())
        known = len(nodes) == self.layers[name].size and nodes[i] != f"{name}[{i}]"
        return str(nodes[i]) if known else None

    def called(self, name: str, i: int) -> str:
        """Return what text calls a unit of a layer: its node, else the entry of a value."""
        node = self.node(name, i)
        return entry(name, i) if node is None else plain(upright(node))

    def activation(self, layer: Layer) -> Any:
        """Return the activation of a layer as the class or the expression it is; None for inputs."""
        if layer.before is None:
            return None
        if layer.step is None:
            return find("identity")
        function = layer.step["function"]
        return find(function) if isinstance(function, str) and function != "logsumexp" else function

    def head(self, layer: Layer) -> Any:
        """Return the class of a layer's activation, for its name; an expression that is no single function as it is."""
        function = self.activation(layer)
        return type(function) if isinstance(function, Expr) and function.args[:1] == (T,) else function

    def columns(self) -> list[list[Layer]]:
        """Return the layers from the inputs on, each column one step further."""
        last = max(layer.column for layer in self.layers.values())
        return [[v for v in self.layers.values() if v.column == i] for i in range(last + 1)]

    @cached_property
    def edges(self) -> list[Edge]:
        """The connections between units that are drawn."""
        chosen = {name: self.layers[name].shown for name in self.parts.sources if name in self.layers}
        found = []
        for layer in self.layers.values():
            if layer.before is not None:
                for source in self.parts.sources_of(layer.before):
                    for block, weights, exists in self.parts.weights(layer.before, source, chosen[source]):
                        found += _edges(source, block, layer, weights, exists)
        return found

    @cached_property
    def biases(self) -> dict[tuple[str, int], Any]:
        """The biases of the units that are drawn, unless they are 0."""
        found = {}
        for layer in self.layers.values():
            if layer.before is not None:
                bias = self.parts.bias(layer.before)
                found.update({(layer.name, i): plain_number(bias[i]) for i in layer.shown if bias[i] != 0})
        return found


def is_identity(step: Step) -> bool:
    """Return whether a step hands its input on."""
    return step.operation == "apply" and len(step.inputs) == 1 and step["function"] == T


def sums(network: Network) -> list[str]:
    """Return the sums of signals, as of a residual connection, that are read by several or weighted again."""
    live = set(network.inputs)
    read = readers(network.steps)
    for step in network.steps:
        if not live.isdisjoint(step.inputs):
            live.add(step.name)
    return [
        step.name
        for step in network.steps
        if step.operation == "add"
        and live.issuperset(step.inputs)
        and (len(after := read.get(step.name, [])) != 1 or after[0].operation == "contract")
    ]


def parted(network: Network, values: Collection[str]) -> Network:
    """Return the same network in which each of some values is an identity of what it had been."""
    if not values:
        return network
    writer = NetworkWriter(network, steps=False)
    for step in network.steps:
        apart = step.name in values
        name = step.name
        while apart and (name == step.name or name in network.shapes):
            name += "'"
        made = writer.add(step.operation, *step.inputs, name=name, **dict(step.options))
        if apart:
            writer.add("apply", made, function=T, name=step.name)
    return writer.build(dict(network.outputs))


def _edges(source: str, entries: Sequence[int], layer: Layer, weights: Any, exists: Any) -> list[Edge]:
    return [
        Edge((source, j), (layer.name, i), plain_number(weights[row, i]))
        for row, j in enumerate(entries)
        for i in layer.shown
        if exists[row, i]
    ]


def plain_number(value: Any) -> Any:
    """Return a NumPy scalar as the Python number it is."""
    return value.item() if isinstance(value, np.generic) else value
