"""What makes steps a network: an order without circles, names that differ, shapes that fit, outputs that are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import Any

from symact.errors import NetworkError
from symact.networks.operation import Array
from symact.networks.operations import OPERATIONS
from symact.networks.shapes import Shape, as_shape
from symact.networks.step import Step
from symact.networks.weights import as_support, as_weight

__all__ = ["checked", "inferred", "number_of_inputs"]


def checked(
    inputs: Mapping[str, Any],
    parameters: Mapping[str, Any],
    steps: Iterable[Step],
    outputs: Mapping[str, str],
    constants: Mapping[str, Any],
    supports: Mapping[str, Any],
    units: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the attributes of a network: unwritable, in order, and with the shape of every value.

    Raises
    ------
    TypeError
        For steps that are none, and for what should be a dictionary and is none.
    NetworkError
        If they do not make a network.
    """
    kinds = {"inputs": inputs, "parameters": parameters, "outputs": outputs, "constants": constants}
    for kind, named in {**kinds, "supports": supports, "units": units}.items():
        if not isinstance(named, Mapping):
            raise TypeError(f"the {kind} of a network must be a dictionary by name, not {named!r}")
    made: dict[str, Mapping[str, Any]] = {
        "inputs": {n: as_shape(s, f"input {n!r}") for n, s in inputs.items()},
        "parameters": {n: as_weight(v, n) for n, v in parameters.items()},
        "constants": {n: as_weight(v, n) for n, v in constants.items()},
        "supports": {n: as_support(v, n) for n, v in supports.items()},
        "outputs": dict(outputs),
        "units": dict(units),
    }
    arrays = {n: a.shape for kind in ("parameters", "constants") for n, a in made[kind].items()}
    _check_names(*made["inputs"], *made["parameters"], *made["constants"])
    sorted_steps = _ordered(_steps(steps), {*made["inputs"], *arrays})
    made["shapes"] = _shapes(made["inputs"], arrays, sorted_steps)
    _check_outputs(made["outputs"], made["shapes"])
    _check_supports(made["supports"], made["parameters"])
    return {"steps": sorted_steps, **{kind: MappingProxyType(named) for kind, named in made.items()}}


def _steps(steps: Any) -> tuple[Step, ...]:
    made = tuple(steps) if isinstance(steps, Iterable) else (steps,)
    for step in made:
        if not isinstance(step, Step):
            raise TypeError(f"the steps of a network must be symact.networks.step.Step objects, not {step!r}")
    return made


def _shapes(inputs: Mapping[str, Shape], arrays: Mapping[str, Shape], steps: Iterable[Step]) -> dict[str, Shape]:
    shapes: dict[str, Shape] = {**inputs, **arrays}
    named = {a for s in inputs.values() for a in s if isinstance(a, str)}
    for step in steps:
        _new(step.name, shapes)
        shape = shapes[step.name] = inferred(step, [shapes[i] for i in step.inputs])
        if unknown := [a for a in shape if isinstance(a, str) and a not in named]:
            raise NetworkError(f"{step.name!r} has an axis {unknown[0]!r}, which no input of the network has")
    return shapes


def _check_names(*names: Any) -> None:
    known: dict[str, None] = {}
    for name in names:
        _new(name, known)
        known[name] = None


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
        known = ", ".join(OPERATIONS)
        raise NetworkError(f"the operation that makes {step.name!r} must be one of {known}, not {step.operation!r}")
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


def _check_outputs(outputs: Mapping[str, str], shapes: Mapping[str, Shape]) -> None:
    if not outputs:
        raise NetworkError("a network must have an output")
    for name, value in outputs.items():
        if not isinstance(name, str) or not name:
            raise NetworkError(f"the name of an output must be a text of at least one character, not {name!r}")
        if not isinstance(value, str) or value not in shapes:
            raise NetworkError(f"the output {name!r} must show a value of the network, not {value!r}")


def _check_supports(supports: Mapping[str, Array], parameters: Mapping[str, Array]) -> None:
    for name, support in supports.items():
        if name not in parameters or support.shape != parameters[name].shape:
            raise NetworkError(f"the support of {name!r} must have the shape of a parameter of that name")


def _ordered(steps: Sequence[Step], given: Iterable[str]) -> tuple[Step, ...]:
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
