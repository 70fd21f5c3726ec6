"""The chain rule through steps: backward from cotangents, forward from tangents, each written as further steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from symact.networks.operations import OPERATIONS
from symact.networks.step import Step
from symact.networks.writer import NetworkWriter

__all__ = ["or_zero", "pull_back", "push_forward", "reaching"]


def pull_back(writer: NetworkWriter, seeds: Mapping[str, str], wrt: Sequence[str]) -> dict[str, str]:
    """Write reverse mode from cotangents of some values; return those of the values in `wrt`."""
    steps = list(writer.steps)
    relevant = reaching(steps, wrt)
    cotangents: dict[str, str] = dict(seeds)
    for step in reversed(steps):
        if step.name not in cotangents or step.name not in relevant:
            continue
        for name, part in zip(step.inputs, _pulled(writer, step, cotangents[step.name]), strict=True):
            if part is not None and name in relevant:
                cotangents[name] = writer.add("add", cotangents[name], part) if name in cotangents else part
    return {name: or_zero(writer, _existing(writer, name, cotangents.get(name)), name) for name in wrt}


def _existing(writer: NetworkWriter, parameter: str, value: str | None) -> str | None:
    """Write 0 for the connections that do not exist."""
    if value is None or parameter not in writer.supports:
        return value
    return writer.add("multiply", value, writer.constant(writer.supports[parameter]))


def _pulled(writer: NetworkWriter, step: Step, cotangent: str) -> Sequence[str | None]:
    return OPERATIONS[step.operation].pull(writer, step, cotangent)


def reaching(steps: Sequence[Step], wrt: Iterable[str]) -> set[str]:
    """Return the values that depend on those in `wrt`, and these."""
    reached = set(wrt)
    for step in steps:
        if not reached.isdisjoint(step.inputs):
            reached.add(step.name)
    return reached


def push_forward(writer: NetworkWriter, steps: Sequence[Step], directions: Mapping[str, str]) -> dict[str, str]:
    """Write forward mode through steps; return the tangents of all values that have one."""
    tangents = {n: _existing(writer, n, d) or d for n, d in directions.items()}
    for step in steps:
        parts = [tangents.get(name) for name in step.inputs]
        if any(p is not None for p in parts):
            pushed = OPERATIONS[step.operation].push(writer, step, parts)
            if pushed is not None:
                tangents[step.name] = pushed
    return tangents


def or_zero(writer: NetworkWriter, name: str | None, like: str) -> str:
    """Return a derivative, or write the 0 that stands for none, in the shape of another value."""
    if name is not None:
        return name
    zero = writer.constant(0)
    return writer.add("expand", zero, shape=writer.shape(like)) if writer.shape(like) else zero
