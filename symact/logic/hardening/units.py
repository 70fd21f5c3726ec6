"""A network read as layers of saturating units, with the weights that it exactly has."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from sympy import Abs, Expr, S

from symact.errors import UnsupportedError
from symact.exact.order import sign
from symact.exact.variable import T, shown
from symact.logic.hardening.sums import Sums
from symact.logic.hardening.switches import Floats, Switch, as_switch, upper
from symact.logic.views.pins import entries
from symact.networks.affine import AffineParts
from symact.networks.network import Network, assemble
from symact.networks.operation import Array
from symact.networks.weights import exact_array, is_symbolic

__all__ = ["Layer", "Output", "Units", "read_units"]


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


@dataclass(frozen=True)
class Output:
    """What an output pin shows: ``factor * node + offset``; a constant where the factor is 0.

    Attributes
    ----------
    node : int
    factor, offset : Expr
    low, high : Expr
        The two levels that this has; the same for a constant.
    """

    node: int
    factor: Expr
    offset: Expr
    low: Expr
    high: Expr


@dataclass(frozen=True, eq=False)
class Units:
    """Nodes: the input pins, which are 0 or 1, then the units, layer by layer.

    Attributes
    ----------
    names : tuple of str
        Of the nodes: those of the entries of a value, ``x[0]``, and ``x`` for a single number; no two are alike.
    pins : int
        How many nodes are input pins.
    layers : tuple of Layer
        Each after all that it reads.
    outputs : dict of str to Output
        Output pins.
    """

    names: tuple[str, ...]
    pins: int
    layers: tuple[Layer, ...]
    outputs: dict[str, Output]

    @cached_property
    def levels(self) -> tuple[tuple[Expr, Expr], ...]:
        """The two levels of each node."""
        own = [(layer.switch.low, layer.switch.high) for layer in self.layers for _ in layer.nodes]
        return ((S.Zero, S.One),) * self.pins + tuple(own)

    @cached_property
    def scales(self) -> Floats:
        """Upper bounds of the moduli of the factors of the outputs, of shape (outputs, 1)."""
        return np.array([[upper(Abs(output.factor))] for output in self.outputs.values()])


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
        sum of several units.
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
        self.names: dict[str, None] = {}
        self.nodes: dict[str, range] = {}
        self.levels: list[tuple[Expr, Expr, Expr]] = []

    def units(self) -> Units:
        for name in self.network.inputs:
            self._place(name, (S.Zero, S.Zero, S.One))
        pins = len(self.names)
        layers = tuple(self._layers())
        outputs: dict[str, Output] = {}
        for pin, output in self._outputs():
            outputs[_fresh(pin, outputs)] = output
        return Units(tuple(self.names), pins, layers, outputs)

    def _place(self, value: str, levels: tuple[Expr, Expr, Expr]) -> range:
        """Number the entries of a value, by names that no other has."""
        first = len(self.names)
        for name in entries(value, self.network.shapes[value]):
            self.names[_fresh(name, self.names)] = None
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
            switch, side = as_switch(function)
            reads, weights, bias = self._sums(step.inputs[0])
            sums = Sums(weights * side, bias * side, [self.levels[n] for n in reads])
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

    def _outputs(self) -> Iterator[tuple[str, Output]]:
        for name, value in self.network.outputs.items():
            pins = entries(name, self.network.shapes[value])
            if value in self.nodes:
                yield from zip(pins, (self._output(n, S.One, S.Zero) for n in self.nodes[value]), strict=True)
                continue
            reads, weights, bias = self._sums(value)
            for pin, row, offset in zip(pins, weights, bias, strict=True):
                used = np.flatnonzero(row != 0).tolist()
                if len(used) > 1:
                    raise UnsupportedError(
                        f"an output must show one saturating unit, but {pin!r} is a weighted sum of {len(used)}; end "
                        f"the network in an activation such as sa.sigmoid, or in the threshold unit sa.step"
                    )
                node, factor = (int(reads[used[0]]), row[used[0]]) if used else (0, S.Zero)
                yield pin, self._output(node, factor, offset)

    def _output(self, node: int, factor: Expr, offset: Expr) -> Output:
        low, _, high = (factor * level + offset for level in self.levels[node])
        return Output(node, factor, offset, *((high, low) if sign(factor) < 0 else (low, high)))


def _fresh(name: str, taken: Container[str]) -> str:
    while name in taken:
        name += "'"
    return name
