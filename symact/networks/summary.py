"""What a network is at a glance: its inputs and outputs, its layers, how many weights it has, what it needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Expr

from symact.exact.variable import shown as with_plain_variable
from symact.networks.documents.texts import matrix_of
from symact.networks.documents.weights import span
from symact.networks.network import Network
from symact.networks.shapes import Shape
from symact.networks.step import Step
from symact.networks.weights import is_symbolic

__all__ = ["Layer", "Summary", "summary"]


@dataclass(frozen=True)
class Layer:
    """The steps from one product with weights up to the next.

    Attributes
    ----------
    value : str
        What it makes last.
    shape : tuple
        Of that value.
    operations : tuple of str
        In order; functions by their formulas.
    weights : int
        How many it reads, shared ones too.
    """

    value: str
    shape: Shape
    operations: tuple[str, ...]
    weights: int


@dataclass(frozen=True)
class Summary:
    """What a network is at a glance.

    Attributes
    ----------
    inputs, outputs : mapping of str to shape
    layers : sequence of Layer
    weights : int
        How many training can change.
    kinds : mapping of str to str
        For each parameter and constant what its entries are: float32, float64, bool, rational, expressions, or a matrix
        of symbols.
    operations : mapping of str to int
        How many steps there are of each operation.
    weight_bytes : int
        What the weights and constants take in memory; an exact entry is counted as its reference alone.
    entries : int
        How many numbers all values have together for one example.
    """

    inputs: Mapping[str, Shape]
    outputs: Mapping[str, Shape]
    layers: Sequence[Layer]
    weights: int
    kinds: Mapping[str, str]
    operations: Mapping[str, int]
    weight_bytes: int
    entries: int


def summary(network: Network) -> Summary:
    """Return what a network is at a glance."""
    arrays = {**network.parameters, **network.constants}
    return Summary(
        network.inputs,
        {name: network.shapes[value] for name, value in network.outputs.items()},
        _layers(network),
        network.size,
        {name: _kind(array) for name, array in arrays.items()},
        Counter(s.operation for s in network.steps),
        sum(a.nbytes for a in arrays.values()),
        sum(span(network.shapes[s.name]) for s in network.steps),
    )


def _kind(array: Any) -> str:
    if array.dtype != object:
        return str(array.dtype)
    if matrix_of(array) is not None:
        return "matrix of symbols"
    return "expressions" if is_symbolic(array) else "exact numbers"


def _layers(network: Network) -> list[Layer]:
    groups: list[list[Step]] = []
    for step in network.steps:
        if not groups or (step.operation == "contract" and not network.parameters.keys().isdisjoint(step.inputs)):
            groups.append([])
        groups[-1].append(step)
    return [_layer(network, group) for group in groups]


def _layer(network: Network, steps: Sequence[Step]) -> Layer:
    read = {i for s in steps for i in s.inputs if i in network.parameters}
    weights = sum(int(network.supports[n].sum()) if n in network.supports else network.parameters[n].size for n in read)
    last = steps[-1].name
    return Layer(last, network.shapes[last], tuple(map(_operation, steps)), weights)


def _operation(step: Step) -> str:
    function = dict(step.options).get("function")
    if function is None:
        return step.operation
    if not isinstance(function, Expr):
        return str(function)
    return (
        type(function).__name__ if len(function.args) == 1 == len(step.inputs) else str(with_plain_variable(function))
    )
