"""A network for one example: the same steps without the axis of the examples, as textbooks write networks."""

from __future__ import annotations

from typing import Any

from symact.errors import NetworkError, UnsupportedError
from symact.networks.consistency import inferred
from symact.networks.network import Network, assemble
from symact.networks.shapes import Shape, example, leads, shown
from symact.networks.step import Step

__all__ = ["mean_over_examples", "one_example"]


def mean_over_examples(network: Network, value: str) -> tuple[str, str | None, tuple[int, ...]]:
    """Return what is averaged or added up over the examples, which of both, and what else the last sum goes over.

    ``("each", "mean", ())`` of a value that is the mean of ``each``; the value itself with None where no axis of
    examples is summed over.
    """
    step = _made_by(network, value)
    if step is not None and step.operation == "divide":
        total, count = (_made_by(network, name) for name in step.inputs)
        if (
            total is not None
            and count is not None
            and (total.operation, count.operation) == ("sum", "count")
            and total.inputs == count.inputs
            and total["axes"] == count["axes"] == (0,)
            and leads(network.shapes[total.inputs[0]])
        ):
            return total.inputs[0], "mean", ()
    if step is not None and step.operation == "sum" and 0 in step["axes"]:
        (each,) = step.inputs
        if leads(network.shapes[each]):
            return each, "sum", tuple(i - 1 for i in step["axes"] if i)
    return value, None, ()


def one_example(network: Network) -> Network:
    """Return the network without the axis of the examples.

    Raises
    ------
    UnsupportedError
        If a step mixes the examples, as a mean over a batch does, so that one alone means nothing.
    """
    if not any(map(leads, network.inputs.values())):
        return network
    inputs = {n: example(s) for n, s in network.inputs.items()}
    shapes: dict[str, Shape] = {
        **inputs,
        **{n: a.shape for n, a in {**network.parameters, **network.constants}.items()},
    }
    steps = []
    for step in network.steps:
        single = Step(step.name, step.operation, step.inputs, _options(network, step))
        wanted = example(network.shapes[step.name])
        try:
            shapes[step.name] = inferred(single, [shapes[i] for i in step.inputs])
        except NetworkError:
            shapes[step.name] = ()
        if shapes[step.name] != wanted or any(isinstance(axis, str) for axis in wanted):
            raise UnsupportedError(
                f"{step.name!r}, of the shape {shown(network.shapes[step.name])}, must treat each example by itself; "
                f"no formula for one example says what it does"
            )
        steps.append(single)
    return assemble(inputs, network.parameters, steps, network.outputs, network.constants, network.supports)


def _made_by(network: Network, value: str) -> Step | None:
    return next((s for s in network.steps if s.name == value), None)


def _options(network: Network, step: Step) -> tuple[tuple[str, Any], ...]:
    """Return the options of a step, each axis one place further to the front."""
    if step.operation == "contract":
        return (("subscripts", _subscripts(network, step)),)
    batched = [leads(network.shapes[name]) for name in step.inputs]
    options = dict(step.options)
    if any(batched):
        if "axis" in options:
            options["axis"] -= 1
        if "axes" in options:
            axes = options["axes"][1:] if step.operation == "transpose" else options["axes"]
            options["axes"] = tuple(i - 1 for i in axes)
    if "shape" in options:
        options["shape"] = example(options["shape"])
    return tuple(sorted(options.items()))


def _subscripts(network: Network, step: Step) -> str:
    left, _, result = step["subscripts"].partition("->")
    parts = left.split(",")
    examples = {p[0] for p, name in zip(parts, step.inputs, strict=True) if leads(network.shapes[name])}
    kept = ["".join(c for c in part if c not in examples) for part in (*parts, result)]
    return f"{kept[0]},{kept[1]}->{kept[2]}"
