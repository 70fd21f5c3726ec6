"""A network read as layers of saturating units, with the weights that it exactly has."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from sympy import Abs, Expr, S, sympify

from symact.errors import UnsupportedError
from symact.exact.order import sign
from symact.exact.variable import T, shown
from symact.logic.hardening.sums import Sums
from symact.logic.hardening.switches import Floats, Switch, as_switch, upper
from symact.logic.views.between import evaluated
from symact.logic.views.forms import Form, combined, form_array
from symact.logic.views.pins import pins_of
from symact.networks.network import Network
from symact.networks.operation import Array
from symact.networks.step import Step
from symact.networks.weights import is_symbolic

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
    """Numbers the nodes while the values of the network are computed on affine forms in them."""

    def __init__(self, network: Network) -> None:
        weights = {**network.parameters, **network.constants}
        if symbolic := [n for n, a in weights.items() if is_symbolic(a)]:
            raise ValueError(f"the weights must be numbers, which {symbolic[0]!r} has not; use with_parameters")
        self.network = network
        self.names: dict[str, None] = {}
        self.levels: list[tuple[Expr, Expr, Expr]] = []
        self.layers: list[Layer] = []

    def units(self) -> Units:
        inputs = {name: self._placed(name, (S.Zero, S.Zero, S.One)) for name in self.network.inputs}
        pins = len(self.names)
        values = evaluated(self.network, inputs, self._unit)
        outputs: dict[str, Output] = {}
        for name, value in self.network.outputs.items():
            for pin, form in zip(pins_of(name, self.network.shapes[value]), values[value].flat, strict=True):
                outputs[_fresh(pin, outputs)] = self._output(pin, combined([(1, form)]))
        return Units(tuple(self.names), pins, tuple(self.layers), outputs)

    def _placed(self, value: str, levels: tuple[Expr, Expr, Expr]) -> Array:
        """Number the entries of a value, by names that no other has, and return them as forms."""
        first = len(self.names)
        shape = self.network.shapes[value]
        for name in pins_of(value, shape):
            self.names[_fresh(name, self.names)] = None
            self.levels.append(levels)
        return form_array([Form(0, {node: 1}) for node in range(first, len(self.names))], [1, *shape[1:]])

    def _unit(self, step: Step, sums: Array) -> Array:
        if step.operation != "apply":
            raise UnsupportedError(
                f"each unit must have an activation of its own, but {step.name!r} is a {step['function']} of all; take "
                f"its input for the output, behind an activation such as sa.sigmoid"
            )
        function: Expr = step["function"]
        if parameters := function.free_symbols - {T}:
            raise ValueError(f"the activation must have no parameter, which {shown(function)} has: {parameters}")
        switch, side = as_switch(function)
        forms = [combined([(side, form)]) for form in sums.flat]
        reads = sorted(set().union(*(form.terms for form in forms)))
        column = {node: i for i, node in enumerate(reads)}
        weights = np.full((len(forms), len(reads)), S.Zero, dtype=object)
        for row, form in enumerate(forms):
            for node, weight in form.terms.items():
                weights[row, column[node]] = sympify(weight, strict=True)
        bias = np.array([sympify(form.constant, strict=True) for form in forms], dtype=object)
        own = Sums(weights, bias, [self.levels[node] for node in reads])
        self.layers.append(Layer(len(self.names), np.array(reads, dtype=np.intp), own, switch))
        return self._placed(step.name, switch.levels)

    def _output(self, pin: str, form: Form) -> Output:
        if len(form.terms) > 1:
            raise UnsupportedError(
                f"an output must show one saturating unit, but {pin!r} is a weighted sum of {len(form.terms)}; end the "
                f"network in an activation such as sa.sigmoid, or in the threshold unit sa.step"
            )
        ((node, weight),) = form.terms.items() or ((0, 0),)
        factor, offset = sympify(weight, strict=True), sympify(form.constant, strict=True)
        low, _, high = (factor * level + offset for level in self.levels[node])
        return Output(node, factor, offset, *((high, low) if sign(factor) < 0 else (low, high)))


def _fresh(name: str, taken: Container[str]) -> str:
    while name in taken:
        name += "'"
    return name
