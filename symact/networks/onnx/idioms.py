"""Steps that are one ONNX node together: windows with what is done with them are a convolution or a pooling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from symact.networks.convolution import Window, average_pooling, convolution, max_pooling
from symact.networks.network import Network
from symact.networks.shapes import Shape
from symact.networks.step import Step

__all__ = ["Idiom", "idiom"]


@dataclass(frozen=True)
class Idiom:
    """One node, the steps it stands for, and the constant that it has in itself."""

    operator: str
    inputs: tuple[str, ...]
    output: str
    attributes: Mapping[str, Any]
    steps: frozenset[str]
    constant: str | None = None


def idiom(network: Network, step: Step) -> Idiom | None:
    """Return the node that windows belong to; None where what is done with them is no operator of ONNX."""
    for operator, inputs, attributes, write in _candidates(network, step):
        finder = _Finder(network, step)
        try:
            output = write(finder)
        except _Different:
            continue
        if finder.only_inside(output):
            window = {"strides": step["strides"], "dilations": step["dilations"], "pads": _pads(step)}
            attributes = {"kernel_shape": step["lengths"], **window, **attributes}
            return Idiom(operator, inputs, output, attributes, frozenset(finder.found), finder.constant_name)
    return None


def _pads(step: Step) -> list[int]:
    return [p[side] for side in (0, 1) for p in step["pads"]]


def _candidates(network: Network, step: Step) -> Iterator[tuple[str, tuple[str, ...], Mapping[str, Any], Any]]:
    """Return nodes that the windows may belong to, with what writes their steps."""
    (x,), shape, lengths = step.inputs, network.shapes[step.inputs[0]], step["lengths"]
    if len(shape) != len(lengths) + 2:
        return
    window = Window(lengths, step["strides"], step["dilations"], step["pads"])
    for weight in _weights(network, step):
        kernel = network.shapes[weight]
        if len(kernel) != len(shape) or not kernel[1] or not isinstance(shape[1], int):
            continue
        group, spread = shape[1] // int(kernel[1]), (kernel[0], *(1,) * len(lengths))
        reshapes = (s for s in network.steps if s.operation == "reshape" and s["shape"] == spread)
        for bias in (*(s.inputs[0] for s in reshapes), None):
            inputs = (x, weight) if bias is None else (x, weight, bias)
            write = partial(convolution, x=x, weight=weight, bias=bias, groups=group, window=window)
            yield "Conv", inputs, {"group": group}, write
    yield "MaxPool", (x,), {}, partial(max_pooling, x=x, window=window)
    for padded, counted in ((0, None), (1, step["pads"])):
        write = partial(average_pooling, x=x, window=window, counted=counted)
        yield "AveragePool", (x,), {"count_include_pad": padded}, write


def _weights(network: Network, step: Step) -> Iterator[str]:
    """Return what the windows may be multiplied with, in one group or in several."""
    patches = {step.name, *(s.name for s in network.steps if s.operation == "reshape" and s.inputs[0] == step.name)}
    reshaped = {s.name: s.inputs[0] for s in network.steps if s.operation == "reshape"}
    for product in network.steps:
        if product.operation == "contract" and product.inputs[0] in patches:
            weight = product.inputs[1]
            yield weight if product.inputs[0] == step.name else reshaped.get(weight, weight)


class _Different(Exception):
    """The steps are not there."""


class _Finder:
    """Writes nothing, but finds each step in a network that has it."""

    def __init__(self, network: Network, first: Step) -> None:
        self.network = network
        self.known = {(s.operation, s.inputs, s.options): s.name for s in reversed(network.steps)}
        self.known[first.operation, first.inputs, first.options] = first.name
        self.found: list[str] = []
        self.constant_name: str | None = None

    def step(self, operation: str, *inputs: str, **options: Any) -> str:
        name = self.known.get((operation, inputs, tuple(sorted(options.items()))))
        if name is None:
            raise _Different
        self.found.append(name)
        return name

    result = step

    def shape_of(self, name: str) -> Shape:
        return self.network.shapes[name]

    def constant(self, value: Any) -> str:
        for name, array in self.network.constants.items():
            if array.shape == np.shape(value) and array.dtype == object and np.array_equal(array, value):
                self.constant_name = name
                return name
        raise _Different

    def only_inside(self, output: str) -> bool:
        """Return whether nothing else uses what the node has in itself."""
        inside = {*self.found, *([self.constant_name] if self.constant_name else [])} - {output}
        outside = (s for s in self.network.steps if s.name not in self.found)
        return inside.isdisjoint(self.network.outputs.values()) and all(inside.isdisjoint(s.inputs) for s in outside)
