"""The loss of one example: the forward pass of a gradient as a textbook begins with it."""

from __future__ import annotations

from collections.abc import Sequence

from symact.exact.variable import T
from symact.networks.backprop.forward_pass import single, under_name
from symact.networks.backprop.one_example import mean_over_examples
from symact.networks.elementwise import difference
from symact.networks.network import Network, assemble
from symact.networks.step import Step
from symact.networks.writer import NetworkWriter, rewritten

__all__ = ["loss_of_one", "with_prediction", "with_probabilities"]


def loss_of_one(whole: Network) -> tuple[Network, str | None]:
    """Return the forward pass for one example up to its loss, and how the losses of examples become one.

    That is ``"mean"`` or ``"sum"``; None where there is one example only, or where examples cannot be told apart.
    """
    each, reduction, axes = mean_over_examples(whole, whole.outputs["loss"])
    if reduction is not None:
        place = next((i for i, s in enumerate(whole.steps) if s.name == each), -1)
        before = _with_loss(NetworkWriter(whole), whole.steps[: place + 1], each)
        alone = single(before)
        if alone is not before:
            writer = NetworkWriter(alone)
            loss = writer.add("sum", each, axes=axes) if axes else each
            return _with_loss(writer, writer.steps, loss), reduction
    return single(whole), None


def _with_loss(writer: NetworkWriter, steps: Sequence[Step], loss: str) -> Network:
    return assemble(writer.inputs, writer.parameters, steps, {"loss": loss}, writer.constants, writer.supports)


def with_prediction(network: Network) -> Network:
    """Return the network with the value that a loss of differences compares with a target under the name of an output.

    It is called ``y``, or ``y_hat`` where the target is called so; a value that has a letter of its own keeps it.
    """
    for step in network.steps:
        if _compares(network, step):
            value, target = step.inputs
            name = "y_hat" if target == "y" else "y"
            made = next(s for s in network.steps if s.name == value)
            if made.is_unnamed:
                return under_name(network, name, value)
            if name in network.shapes or made.operation in ("apply", "vector"):
                return network
            return _repeated(network, value, name, step)
    return network


def _compares(network: Network, step: Step) -> bool:
    """Return whether a step is a function of the difference between a value and an input that nothing else reads."""
    if step.operation != "apply" or len(step.inputs) != 2:
        return False
    value, target = step.inputs
    return (
        target in network.inputs
        and any(s.name == value for s in network.steps)
        and sum(target in s.inputs for s in network.steps) == 1
        and difference(step["function"]) is not None
    )


def _repeated(network: Network, value: str, name: str, reader: Step) -> Network:
    """Return the network with a value under a second name, which one of its readers reads."""
    steps = list(network.steps)
    place = steps.index(reader)
    inputs = tuple(name if i == value else i for i in reader.inputs)
    steps[place] = Step(reader.name, reader.operation, inputs, reader.options)
    steps.insert(place, Step(name, "apply", (value,), (("function", T),)))
    return rewritten(network, steps)


def with_probabilities(network: Network) -> Network:
    """Return the network with the softmax of what goes into a cross-entropy as a value ``p``, unless it has one."""
    steps = list(network.steps)
    for step in network.steps:
        if step.operation == "cross_entropy":
            soft = (("axis", step["axis"]), ("function", "softmax"))
            if any((s.operation, s.inputs, s.options) == ("vector", step.inputs[:1], soft) for s in steps):
                continue
            name = "p" if "p" not in network.shapes else NetworkWriter(network).fresh("p")
            steps.insert(steps.index(step), Step(name, "vector", step.inputs[:1], soft))
    return rewritten(network, steps)
