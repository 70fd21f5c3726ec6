"""What a gradient is the gradient of: its steps up to the loss, if reverse mode from there makes the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symact.networks.chain_rule import pull_back
from symact.networks.network import Network, assemble
from symact.networks.writer import NetworkWriter

__all__ = ["forward_of"]


def forward_of(gradient: Network) -> Network | None:
    """Return the steps of a gradient up to its loss, as a network with the output ``loss``; None for no gradient."""
    whole = _up_to_loss(gradient)
    wrt = [name for name in gradient.outputs if name != "loss"]
    return whole if whole is not None and _is_gradient(gradient, whole, wrt) else None


def _up_to_loss(gradient: Network) -> Network | None:
    loss = gradient.outputs.get("loss")
    place = next((i for i, s in enumerate(gradient.steps) if s.name == loss), None)
    if loss is None or place is None:
        return None
    steps = gradient.steps[: place + 1]
    read = {name for s in steps for name in s.inputs}
    constants = {n: v for n, v in gradient.constants.items() if n in read}
    return assemble(gradient.inputs, gradient.parameters, steps, {"loss": loss}, constants, gradient.supports)


def _is_gradient(gradient: Network, forward: Network, wrt: Sequence[str]) -> bool:
    """Return whether reverse mode from the loss makes the other outputs, whatever the names between."""
    if not wrt or any(n not in gradient.parameters and n not in gradient.inputs for n in wrt):
        return False
    writer = NetworkWriter(forward)
    pulled = pull_back(writer, {forward.outputs["loss"]: writer.constant(1)}, wrt)
    return _origins(writer.build({**forward.outputs, **pulled})) == _origins(gradient)


def _origins(network: Network) -> list[Any]:
    """Return how the outputs are made of what is given, without the names of the values between."""
    known: dict[Any, Any] = {n: n for n in (*network.inputs, *network.parameters)}
    known.update((n, ("constant", v.shape, tuple(v.ravel().tolist()))) for n, v in network.constants.items())
    numbers: dict[Any, int] = {}
    for step in network.steps:
        made = (step.operation, tuple(known[i] for i in step.inputs), step.options)
        known[step.name] = numbers.setdefault(made, len(numbers))
    return [list(numbers), [(name, known[value]) for name, value in network.outputs.items()]]
