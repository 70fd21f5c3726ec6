"""What makes steps a network: an order without circles, names that differ, shapes that fit, outputs that are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from symact.errors import NetworkError
from symact.networks.evaluate import Evaluated
from symact.networks.operations import OPERATIONS
from symact.networks.shapes import Shape
from symact.networks.step import Step

__all__ = ["check_outputs", "inferred", "number_of_inputs", "ordered", "shapes_of"]


def shapes_of(network: Evaluated) -> dict[str, Shape]:
    shapes: dict[str, Shape] = {}
    sources: tuple[Mapping[str, Any], ...] = (network.inputs, network.parameters, network.constants)
    for source in sources:
        for name, value in source.items():
            _new(name, shapes)
            shapes[name] = value if isinstance(value, tuple) else value.shape
    named = {a for s in network.inputs.values() for a in s if isinstance(a, str)}
    for step in network.steps:
        _new(step.name, shapes)
        shape = shapes[step.name] = inferred(step, [shapes[i] for i in step.inputs])
        if unknown := [a for a in shape if isinstance(a, str) and a not in named]:
            raise NetworkError(f"{step.name!r} has an axis {unknown[0]!r}, which no input of the network has")
    return shapes


def _new(name: str, known: Mapping[str, Any]) -> None:
    if not isinstance(name, str) or not name:
        raise NetworkError(f"a name in a network must be a text of at least one character, not {name!r}")
    if name in known:
        raise NetworkError(f"names in a network must differ, but {name!r} is given twice")


def inferred(step: Step, shapes: Sequence[Shape]) -> Shape:
    """Return the shape of a step's value.

    Raises
    ------
    NetworkError
        If its operation is unknown, or its inputs do not fit it.
    """
    operation = OPERATIONS.get(step.operation)
    if operation is None:
        raise NetworkError(f"{step.name!r} must be one of {', '.join(OPERATIONS)}, not {step.operation!r}")
    if len(shapes) not in operation.arity:
        given = ", ".join(step.inputs) or "none"
        raise NetworkError(
            f"{step.name!r} ({step.operation}) must have {number_of_inputs(step.operation)}, not {given}"
        )
    try:
        return operation.shape(shapes, dict(step.options))
    except KeyError as error:
        raise NetworkError(f"{step.name!r} ({step.operation}) needs the option {error}") from error
    except (ValueError, TypeError, IndexError) as error:
        raise NetworkError(f"{step.name!r} cannot be made: {error}") from error


def number_of_inputs(operation: str) -> str:
    """Return how many inputs an operation has, in words."""
    arity = OPERATIONS[operation].arity
    least, most = arity[0], arity[-1]
    counted = f"{least}" if least == most else f"{least} or {most}" if most == least + 1 else f"{least} or more"
    return f"{counted} input" if arity == range(1, 2) else f"{counted} inputs"


def check_outputs(network: Evaluated) -> None:
    if not network.outputs:
        raise NetworkError("a network must have an output")
    for name, value in network.outputs.items():
        if not isinstance(name, str) or not name:
            raise NetworkError(f"the name of an output must be a text of at least one character, not {name!r}")
        if not isinstance(value, str) or value not in network.shapes:
            raise NetworkError(f"the output {name!r} must show a value of the network, not {value!r}")
    for name, support in network.supports.items():
        if name not in network.parameters or support.shape != network.parameters[name].shape:
            raise NetworkError(f"the support of {name!r} must have the shape of a parameter of that name")


def ordered(steps: Sequence[Step], given: Iterable[str]) -> tuple[Step, ...]:
    """Return the steps, each after all it is made of, otherwise in their order.

    Raises
    ------
    NetworkError
        If an input is made by nothing, or steps go in a circle; the names are told.
    """
    made = set(given)
    if all(_runs(steps, made)):
        return tuple(steps)
    by_name: dict[str, Step] = {}
    for step in steps:
        _new(step.name, by_name)
        by_name[step.name] = step
    needs = {s.name: [i for i in s.inputs if i not in made] for s in steps}
    for step in steps:
        for name in needs[step.name]:
            if name not in by_name:
                raise NetworkError(f"{step.name!r} needs {name!r}, which nothing in the network makes")
    try:
        return tuple(by_name[name] for name in TopologicalSorter(needs).static_order())
    except CycleError as error:
        first, second = error.args[1][:2]
        raise NetworkError(f"{first!r} and {second!r} go in a circle; a network must have no cycle") from None


def _runs(steps: Sequence[Step], given: set[str]) -> Iterable[bool]:
    known = set(given)
    for step in steps:
        yield known.issuperset(step.inputs)
        known.add(step.name)
