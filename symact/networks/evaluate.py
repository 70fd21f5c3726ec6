"""The slow, obvious way to evaluate a network: step by step, on arrays of numbers or of exact objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from symact.networks.operation import Array
from symact.networks.operations import OPERATIONS
from symact.networks.shapes import Shape, leads, shown
from symact.networks.step import Step
from symact.networks.weights import as_array, exact_array, is_symbolic

__all__ = [
    "Arguments",
    "Evaluated",
    "bind_arguments",
    "is_single",
    "match_shape",
    "named_arguments",
    "needed",
    "readers",
    "run",
]


class Evaluated(Protocol):
    """What is read of a network to evaluate it."""

    inputs: Mapping[str, Shape]
    parameters: Mapping[str, Array]
    constants: Mapping[str, Array]
    supports: Mapping[str, Array]
    steps: tuple[Step, ...]
    outputs: Mapping[str, str]
    shapes: Mapping[str, Shape]


@dataclass(frozen=True)
class Arguments:
    """The inputs of one evaluation.

    Attributes
    ----------
    arrays : mapping of str to array
        With all axes.
    axes : mapping of str to int
        The lengths of the named axes.
    single : bool
        Whether the named first axis had been left out.
    dtype : dtype
        In which is computed; of objects where it is exact.
    """

    arrays: Mapping[str, Array]
    axes: Mapping[str, int]
    single: bool
    dtype: np.dtype[Any]

    def shown(self, value: Array, shape: Shape) -> Any:
        """Return a result of a shape as the caller sees it: without the axis that was left out."""
        return value[0] if self.single and leads(shape) else value

    def shape(self, shape: Shape) -> tuple[int, ...]:
        """Return the shape of such a result."""
        seen = shape[1:] if self.single and leads(shape) else shape
        return tuple(self.axes[a] if isinstance(a, str) else a for a in seen)


def bind_arguments(network: Evaluated, arguments: Sequence[Any], named: Mapping[str, Any]) -> Arguments:
    """Return the arguments of a call, checked against the inputs of the network."""
    given = named_arguments(network, arguments, named)
    arrays = {name: _array(value, name) for name, value in given.items()}
    exact = any(a.dtype == object for a in arrays.values()) or _must_be_exact(network)
    dtype = np.dtype(object) if exact else np.result_type(*(arrays.values() or [np.float64]))
    single = is_single(network, arrays)
    axes: dict[str, int] = {}
    for name, array in arrays.items():
        full = array[None] if single and leads(network.inputs[name]) else array
        arrays[name] = exact_array(full, name) if exact else full.astype(dtype, copy=False)
        match_shape(name, network.inputs[name], full.shape, axes)
    return Arguments(arrays, axes, single, dtype)


def named_arguments(network: Evaluated, arguments: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is given for each input, in order."""
    names = list(network.inputs)
    if len(arguments) > len(names):
        raise TypeError(f"the inputs must be {', '.join(names) or 'none'}, not {len(arguments)} of them")
    given = dict(zip(names, arguments, strict=False))
    for name, value in named.items():
        if name not in network.inputs or name in given:
            raise TypeError(f"{name!r} is no input that is still to be given; the inputs are {', '.join(names)}")
        given[name] = value
    missing = [n for n in names if n not in given]
    if missing:
        raise TypeError(f"the inputs must be {', '.join(names)}; {', '.join(missing)} is missing")
    return {n: given[n] for n in names}


def _array(value: Any, name: str) -> Array:
    if isinstance(value, Mapping):
        raise TypeError(f"the input {name!r} must be an array, not a dictionary; network(**inputs) takes one")
    array = as_array(value, f"the input {name!r}")
    if array.dtype.kind in "biu":
        return array.astype(np.float64)
    if array.dtype == object or (array.dtype.kind == "f" and array.dtype.itemsize <= 8):
        return array
    raise TypeError(f"the input {name!r} must hold real numbers of at most 64 bits or expressions, not {array.dtype}")


def _must_be_exact(network: Evaluated) -> bool:
    return any(is_symbolic(a) for a in (*network.parameters.values(), *network.constants.values()))


def is_single(network: Evaluated, arrays: Mapping[str, Any]) -> bool:
    """Return whether each input whose first axis is named comes without it."""
    short = [a.ndim == len(network.inputs[n]) - 1 for n, a in arrays.items() if leads(network.inputs[n])]
    return bool(short) and all(short)


def match_shape(name: str, shape: Shape, given: tuple[int, ...], axes: dict[str, int]) -> None:
    """Check the shape of an input and note the lengths of named axes."""
    fits = len(given) == len(shape) and all(
        axes.setdefault(axis, n) == n if isinstance(axis, str) else axis == n
        for axis, n in zip(shape, given, strict=True)
    )
    if not fits:
        raise ValueError(f"the input {name!r} must have the shape {shown(shape)}, not {shown(given)}")


def run(network: Evaluated, arguments: Arguments, wanted: Iterable[str]) -> dict[str, Array]:
    """Return the values that are wanted."""
    wanted = list(wanted)
    values: dict[str, Array] = dict(arguments.arrays)
    for source in (network.parameters, network.constants):
        values.update((name, _converted(array, arguments.dtype, name)) for name, array in source.items())
    for step in needed(network.steps, wanted):
        operands = [values[i] for i in step.inputs]
        options = {name: _resolved(value, arguments.axes) for name, value in step.options}
        value = OPERATIONS[step.operation].evaluate(operands, options)
        values[step.name] = value if value.dtype == arguments.dtype else value.astype(arguments.dtype)
    return {name: values[name] for name in wanted}


def _converted(array: Array, dtype: np.dtype[Any], name: str) -> Array:
    if dtype.hasobject:
        return array if array.dtype == object else exact_array(array, name)
    return array.astype(dtype, copy=False)


def _resolved(value: Any, axes: Mapping[str, int]) -> Any:
    """Return an option with the lengths of its named axes."""
    if isinstance(value, tuple) and any(isinstance(v, str) for v in value):
        return tuple(axes[v] if isinstance(v, str) else v for v in value)
    return value


def needed(steps: Sequence[Step], wanted: Iterable[str]) -> list[Step]:
    """Return the steps that the wanted values are made of, in order."""
    live = set(wanted)
    kept = []
    for step in reversed(steps):
        if step.name in live:
            live.update(step.inputs)
            kept.append(step)
    return kept[::-1]


def readers(steps: Iterable[Step]) -> dict[str, list[Step]]:
    """Return for each value that is read the steps that read it, each as often as it does."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        for name in step.inputs:
            found.setdefault(name, []).append(step)
    return found
