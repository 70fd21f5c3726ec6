"""A network as a page of equations: which of its values have a line of their own, and what stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.networks.backprop.one_example import one_example
from symact.networks.backprop.term_reader import TermReader, made
from symact.networks.backprop.terms import Node, Quantity, has_matrix_form
from symact.networks.evaluate import readers
from symact.networks.network import Network
from symact.networks.shapes import Shape
from symact.networks.step import Step
from symact.networks.writer import NetworkWriter, rewritten

__all__ = ["Equation", "displayed", "forward_equations", "reader_of", "renamed", "single"]


@dataclass(frozen=True)
class Equation:
    """A line of a derivation.

    Attributes
    ----------
    left : Quantity
    right : tuple of Node
        What it equals, in the order of the steps of an argument.
    condition : Quantity, optional
        A target whose entries must have the sum 1 for the last step to hold.
    """

    left: Quantity
    right: tuple[Node, ...]
    condition: Quantity | None = None


def forward_equations(network: Network) -> tuple[Network, tuple[Equation, ...]]:
    """Return the equations of a network for one example, and the network that they are of.

    Where a step mixes the examples, they stay: then each row of a value belongs to one.
    """
    network = with_named_outputs(single(network))
    reader = reader_of(network)
    return network, tuple(equation(reader, s) for s in network.steps if s.name in reader.leaves)


def single(network: Network) -> Network:
    """Return the network for one example where its steps allow."""
    try:
        return one_example(network)
    except UnsupportedError:
        return network


def equation(reader: TermReader, step: Step) -> Equation:
    """Return the line of a value in the values before it."""
    return Equation(reader.leaves[step.name], (reader.made(step, tuple(map(reader.term, step.inputs))),))


def reader_of(network: Network) -> TermReader:
    """Return a reader that knows which values of a network have a line."""
    reader = TermReader(NetworkWriter(network))
    names = (*network.inputs, *network.parameters, *displayed(network.steps, network.shapes, network.outputs.values()))
    reader.leaves.update((n, Quantity("value", n, network.shapes[n])) for n in names)
    return reader


def displayed(steps: Sequence[Step], shapes: Mapping[str, Shape], wanted: Iterable[str]) -> list[str]:
    """Return the values with a line of their own.

    Those that somebody named or reads twice, what goes into an activation, and what is written entry by entry.
    """
    read = readers(steps)
    shown = set(wanted)
    for step in steps:
        before = read.get(step.name, [])
        joins = step.operation in ("contract", "add") and any(r.operation != "add" for r in before)
        if not step.is_unnamed or len(before) > 1 or joins or not _in_words(step, shapes):
            shown.add(step.name)
    return [s.name for s in steps if s.name in shown]


def _in_words(step: Step, shapes: Mapping[str, Shape]) -> bool:
    """Return whether a step by itself can be written with vectors and matrices."""
    operands = tuple(Quantity("value", n, shapes[n]) for n in step.inputs)
    return has_matrix_form(made(step, operands, shapes[step.name]))


def with_named_outputs(network: Network) -> Network:
    """Return the network with each output under its own name.

    A value without a name of its own is called so, another is repeated; what else has that name gives it up.
    """
    for output, value in network.outputs.items():
        if output not in (network.outputs[output], *network.inputs, *network.parameters, *network.constants):
            network = under_name(network, output, value)
    return network


def under_name(network: Network, name: str, value: str) -> Network:
    """Return the network with a value under a name that may be another step's so far."""
    made = {s.name: s for s in network.steps}
    if name in made:
        network = renamed(network, {name: _other_name(network, made[name])})
    if value in made and made[value].is_unnamed:
        return renamed(network, {value: name})
    steps = (*network.steps, Step(name, "apply", (value,), (("function", T),)))
    return rewritten(network, steps, {**network.outputs, name: name})


def _other_name(network: Network, step: Step) -> str:
    """Return h3 for a layer's output y that is made of z3; else the next free number."""
    number = re.fullmatch(r"z(\d+)", step.inputs[0])
    if number and f"h{number[1]}" not in network.shapes:
        return f"h{number[1]}"
    return NetworkWriter(network).fresh(step.name)


def renamed(network: Network, names: Mapping[str, str]) -> Network:
    """Return the network with other names for some values that steps make."""
    steps = [
        Step(names.get(s.name, s.name), s.operation, tuple(names.get(i, i) for i in s.inputs), s.options)
        for s in network.steps
    ]
    outputs = {output: names.get(value, value) for output, value in network.outputs.items()}
    return rewritten(network, steps, outputs)
