"""A network read as layers of saturating units, with the weights that it exactly has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from sympy import Expr, S, Symbol

from symact.errors import UnsupportedError
from symact.exact.variable import T, shown
from symact.logic.hardening.sums import Sums
from symact.logic.hardening.switches import Switch, as_switch
from symact.networks.affine import AffineParts
from symact.networks.expressions import entry_names
from symact.networks.network import Network, assemble
from symact.networks.operation import Array
from symact.networks.weights import exact_array, is_symbolic

__all__ = ["Layer", "Units", "read_units"]


@dataclass(frozen=True, eq=False)
class Layer:
    """Units of one activation, computed together.

    Attributes
    ----------
    first : int
        The node of the first unit; the others follow.
    reads : int array
        The nodes that the units read.
    sums : Sums
        Their weighted sums.
    switch : Switch
    """

    first: int
    reads: npt.NDArray[np.intp]
    sums: Sums
    switch: Switch

    @property
    def nodes(self) -> range:
        """The units."""
        return range(self.first, self.first + self.sums.count)


@dataclass(frozen=True, eq=False)
class Units:
    """Nodes: the input pins, which are 0 or 1, then the units, layer by layer.

    Attributes
    ----------
    names : tuple of str
        Of the nodes, as :func:`symact.expression` writes them: x0, x1, h1_0; no two are alike.
    pins : int
        How many nodes are input pins.
    layers : tuple of Layer
        Each after all that it reads.
    outputs : dict of str to int
        Output pins, and the node that each shows.
    """

    names: tuple[str, ...]
    pins: int
    layers: tuple[Layer, ...]
    outputs: dict[str, int]

    @cached_property
    def levels(self) -> tuple[tuple[Expr, Expr], ...]:
        """The two levels of each node."""
        own = [(layer.switch.low, layer.switch.high) for layer in self.layers for _ in layer.nodes]
        return ((S.Zero, S.One),) * self.pins + tuple(own)


def read_units(network: Network) -> Units:
    """Return the units of a network.

    Raises
    ------
    TypeError
        For anything but a network.
    ValueError
        If a weight is a symbol.
    UnsupportedError
        If a step is no unit, an activation does not have two finite limits that differ, or an output shows a weighted
        sum instead of units.
    """
    if not isinstance(network, Network):
        raise TypeError(f"what is hardened must be a Network, not {network!r}")
    return _Reader(network).units()


class _Reader:
    def __init__(self, network: Network) -> None:
        weights = {**network.parameters, **network.constants}
        if symbolic := [n for n, a in weights.items() if is_symbolic(a)]:
            raise ValueError(f"the weights must be numbers, which {symbolic[0]!r} has not; use with_parameters")
        exact = {n: exact_array(a, n) for n, a in weights.items()}
        parameters, constants = ({n: exact[n] for n in kind} for kind in (network.parameters, network.constants))
        self.network = assemble(network.inputs, parameters, network.steps, network.outputs, constants, network.supports)
        self.affine = AffineParts(self.network)
        self.names: list[str] = []
        self.nodes: dict[str, range] = {}
        self.levels: list[tuple[Expr, Expr, Expr]] = []

    def units(self) -> Units:
        for name in self.network.inputs:
            self._place(name, (S.Zero, S.Zero, S.One))
        pins = len(self.names)
        layers = tuple(self._layers())
        return Units(tuple(self.names), pins, layers, dict(self._outputs()))

    def _place(self, value: str, levels: tuple[Expr, Expr, Expr]) -> range:
        """Number the entries of a value, by names that no other has."""
        first = len(self.names)
        for name in entry_names(value, self.network.shapes[value]):
            while name in self.names:
                name += "_"
            self.names.append(name)
            self.levels.append(levels)
        self.nodes[value] = range(first, len(self.names))
        return self.nodes[value]

    def _layers(self) -> Iterator[Layer]:
        for step in self.network.steps:
            if not self.affine.is_unit(step):
                continue
            if step.operation != "apply":
                raise UnsupportedError(
                    f"each unit must have an activation of its own, but {step.name!r} is a {step['function']} of all; "
                    f"take its input for the output, behind an activation such as sa.sigmoid"
                )
            function: Expr = step["function"]
            if parameters := function.free_symbols - {T}:
                raise ValueError(f"the activation must have no parameter, which {shown(function)} has: {parameters}")
            switch, sign = as_switch(function)
            reads, weights, bias = self._sums(step.inputs[0])
            sums = Sums(weights * sign, bias * sign, [self.levels[n] for n in reads])
            nodes = self._place(step.name, switch.levels)
            yield Layer(nodes.start, reads, sums, switch)

    def _sums(self, value: str) -> tuple[npt.NDArray[np.intp], Array, Array]:
        """Return the nodes that a value is a weighted sum of, the weights (entry x node) and the biases."""
        bias = self.affine.bias(value)
        sources = self.affine.sources_of(value)
        reads = np.array([n for s in sources for n in self.nodes[s]], dtype=np.intp)
        weights = np.full((len(bias), len(reads)), S.Zero, dtype=object)
        start = 0
        for source in sources:
            for block, found, _ in self.affine.weights(value, source):
                weights[:, start + np.asarray(block)] = found.T
            start += len(self.nodes[source])
        used = np.flatnonzero((weights != 0).any(axis=0))
        return reads[used], weights[:, used], bias

    def _outputs(self) -> Iterator[tuple[str, int]]:
        for output, value in self.network.outputs.items():
            nodes: Sequence[int] = self.nodes[value] if value in self.nodes else self._shown(output, value)
            yield from zip(entry_names(output, self.network.shapes[value]), nodes, strict=True)

    def _shown(self, output: str, value: str) -> list[int]:
        """Return the nodes that a value shows as they are."""
        reads, weights, bias = self._sums(value)
        if any(b != 0 for b in bias) or not all(sorted(row) == [0] * (len(row) - 1) + [1] for row in weights):
            raise UnsupportedError(
                f"an output must show saturating units, but {output!r} is a weighted sum of them; end the network in an "
                f"activation such as sa.sigmoid, or in the threshold unit sa.step"
            )
        return [int(reads[list(row).index(1)]) for row in weights]
