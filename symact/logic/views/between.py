"""What lies between the units of a network, computed on affine forms in the nets of a circuit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sympy import Expr

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.logic.views.forms import combined, exact
from symact.networks.contraction import contract
from symact.networks.evaluate import needed
from symact.networks.network import Network
from symact.networks.operation import Array
from symact.networks.operations import OPERATIONS
from symact.networks.shapes import leads
from symact.networks.step import Step
from symact.networks.weights import exact_array

__all__ = ["evaluated"]

MOVING = ("reshape", "transpose", "concat", "slice", "pad", "expand", "sum", "windows", "overlap", "add", "subtract")
"""Operations that are right on forms as they are."""


def evaluated(network: Network, inputs: Mapping[str, Array], unit: Callable[[Step, Array], Array]) -> dict[str, Array]:
    """Return the values of a network for one example, as arrays of affine forms or numbers.

    Parameters
    ----------
    network : Network
    inputs : mapping of str to array of Form
        With an axis of length 1 for the example.
    unit : callable
        ``unit(step, sums)`` returns what a step makes of forms that is not affine: forms in the nets of its units.

    Raises
    ------
    UnsupportedError
        For a step that is neither a unit nor affine in what the units before it compute, or mixes examples.
    """
    values: dict[str, Array] = {**network.parameters, **network.constants, **inputs}
    live = set(inputs)
    for step in needed(network.steps, network.outputs.values()):
        moving = [i for i, name in enumerate(step.inputs) if name in live]
        arrays = [values[name] for name in step.inputs]
        if not moving:
            arrays = [exact_array(a, name) for a, name in zip(arrays, step.inputs, strict=True)]
            values[step.name] = OPERATIONS[step.operation].evaluate(arrays, _options(step))
            continue
        live.add(step.name)
        shapes = [network.shapes[step.inputs[i]] for i in moving]
        if any(leads(s) and s[:1] != network.shapes[step.name][:1] for s in shapes):
            raise UnsupportedError(f"{step.name!r} ({step.operation}) must leave examples apart to become a circuit")
        values[step.name] = _value(step, arrays, moving, unit)
    return values


def _value(step: Step, arrays: list[Array], moving: list[int], unit: Callable[[Step, Array], Array]) -> Array:
    if step.operation in MOVING:
        return OPERATIONS[step.operation].evaluate(arrays, _options(step))
    if moving == [0] and len(arrays) == 1 and step.operation in ("apply", "vector"):
        line = _line(step["function"]) if step.operation == "apply" else None
        return unit(step, arrays[0]) if line is None else np.asarray(arrays[0] * line[0] + line[1], dtype=object)
    if len(moving) == 1 and step.operation == "contract":
        first, second = arrays
        return contract(first, second, step["subscripts"], _product if moving == [0] else _product_of_right)
    if (len(moving) == 1 and step.operation == "multiply") or (moving == [0] and step.operation == "divide"):
        return np.asarray(arrays[0] * arrays[1] if step.operation == "multiply" else arrays[0] / arrays[1])
    raise UnsupportedError(
        f"a network that becomes a circuit must have units activation(sum of w*x + b), which {step.name!r} "
        f"({step.operation}) is not"
    )


def _options(step: Step) -> dict[str, Any]:
    """Return the options of a step for one example."""
    return {
        name: tuple(1 if isinstance(v, str) else v for v in value) if isinstance(value, tuple) else value
        for name, value in step.options
    }


def _line(function: Expr) -> tuple[Any, Any] | None:
    """Return the slope and the constant of an affine function."""
    polynomial = function.as_poly(T)
    if not function.has(T):
        return 0, function
    return None if polynomial is None or polynomial.degree() > 1 else (polynomial.nth(1), polynomial.nth(0))


def _product(forms: Array, weights: Array) -> Array:
    """Return the matrix products of forms, of shape (b, m, k), and weights, of shape (b, k, n)."""
    made = np.empty((*forms.shape[:2], weights.shape[2]), dtype=object)
    for b in range(weights.shape[0]):
        for j in range(weights.shape[2]):
            column = weights[b, :, j]
            used = np.flatnonzero(column)
            factors = [exact(w) for w in column[used].tolist()]
            for i in range(forms.shape[1]):
                made[b, i, j] = combined(zip(factors, forms[b, i, used], strict=True))
    return made


def _product_of_right(weights: Array, forms: Array) -> Array:
    return _product(forms.transpose(0, 2, 1), weights.transpose(0, 2, 1)).transpose(0, 2, 1)
