"""The examples of a training: inputs and targets side by side, checked against the network and the loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from sympy import Expr, Float, Integer

from symact.errors import UnsupportedError
from symact.functions.loss import Loss
from symact.functions.losses import cross_entropy
from symact.networks.network import Network
from symact.networks.operation import Array
from symact.networks.shapes import Shape, shown
from symact.networks.weights import as_array

__all__ = ["Examples", "read_examples"]


@dataclass(frozen=True, eq=False)
class Examples:
    """Arrays by the name of the input of the value-and-gradient network that they are for.

    Attributes
    ----------
    arrays : mapping of str to array
        All with the axis of the examples first.
    count : int
        How many examples there are.
    """

    arrays: Mapping[str, Array]
    count: int

    def at(self, places: Array) -> dict[str, Array]:
        """Return the arrays of some of the examples."""
        return {name: array[places] for name, array in self.arrays.items()}


def read_examples(network: Network, x: Any, t: Any, target: Shape, name: str, loss: type[Loss], dtype: Any) -> Examples:
    """Return examples for the inputs of a network and, under `name`, the targets of the shape `target`.

    Raises
    ------
    TypeError
        For data that are no real numbers, or an input that is missing or unknown.
    ValueError
        For nan or infinite data, another shape, no or unequal numbers of examples, or a target that the loss refuses.
    UnsupportedError
        For a network without an axis of examples.
    """
    shapes = {**network.inputs, name: target}
    axes = {s[0] for s in shapes.values() if s and isinstance(s[0], str)}
    if len(axes) != 1 or any(not s or isinstance(s[0], int) for s in shapes.values()):
        told = ", ".join(f"{n}: {shown(s)}" for n, s in network.inputs.items())
        raise UnsupportedError(
            f"training needs one named axis of examples, first in each input and in the output, such as N x 2; this "
            f"network has {told}, and an output {shown(target)}"
        )
    given = {**_by_name(network, x), name: t}
    arrays = {n: _numbers(value, _owner(n, name), dtype) for n, value in given.items()}
    _check_shapes(arrays, shapes, name, loss)
    for value in _outermost(arrays[name]):
        loss.check_target(Integer(int(value)) if value.is_integer() else Float(value))
    return Examples(arrays, len(arrays[name]))


def _by_name(network: Network, x: Any) -> dict[str, Any]:
    names = list(network.inputs)
    if not isinstance(x, Mapping):
        if len(names) > 1:
            raise TypeError(f"x must be a dictionary of the inputs {', '.join(names)}, not {type(x).__name__}")
        return {names[0]: x}
    if set(x) != set(names):
        raise TypeError(f"x must have exactly the inputs {', '.join(names)}, not {', '.join(map(str, x)) or 'none'}")
    return {n: x[n] for n in names}


def _owner(name: str, target: str) -> str:
    return "t" if name == target else f"the input {name!r}"


def _numbers(value: Any, owner: str, dtype: Any) -> Array:
    array = as_array(value, owner)
    strange = [v for v in array.flat if not _is_real(v)] if array.dtype == object else []
    if strange or array.dtype.kind not in "biufO":
        raise TypeError(f"{owner} must hold real numbers, not {repr(strange[0]) if strange else array.dtype}")
    with np.errstate(over="ignore"):
        array = array.astype(dtype, copy=False)
    places = np.argwhere(~np.isfinite(array))
    if len(places):
        place = ", ".join(map(str, places[0]))
        raise ValueError(f"{owner} must be finite {np.dtype(dtype)} numbers, but the entry [{place}] is not; drop it")
    return array


def _is_real(value: Any) -> bool:
    return bool(value.is_number and value.is_extended_real) if isinstance(value, Expr) else isinstance(value, Real)


def _check_shapes(arrays: Mapping[str, Array], shapes: Mapping[str, Shape], target: str, loss: type[Loss]) -> None:
    axes: dict[str, int] = {}
    for name, array in arrays.items():
        shape = shapes[name]
        fits = array.ndim == len(shape) and all(
            a == n if isinstance(a, int) else axes.setdefault(a, n) == n
            for a, n in zip(shape, array.shape, strict=True)
        )
        if not fits:
            wanted = axes.get(str(shape[0]), len(array) if array.ndim else 0)
            known = f" with {shape[0]} = {wanted}" if array.ndim and wanted != len(array) else ""
            hint = _hint(array, shape, loss) if name == target else ""
            raise ValueError(
                f"{_owner(name, target)} must have the shape {shown(shape)}{known}, not {shown(array.shape)}{hint}"
            )
    if not len(arrays[target]):
        raise ValueError("there must be an example to learn from, not none")


def _hint(array: Array, shape: Shape, loss: type[Loss]) -> str:
    if array.ndim != 1 or len(shape) != 2:
        return ""
    if loss is cross_entropy:
        return f"; classes become one-hot vectors by np.eye({shape[1]})[t]"
    return "; np.reshape(t, (-1, 1)) makes a column" if shape[1] == 1 else ""


def _outermost(array: Array) -> tuple[float, ...]:
    """Return the least, the largest and the smallest entry in magnitude: if a loss takes these, it takes all."""
    return float(array.min()), float(array.max()), float(array.flat[np.abs(array).argmin()])
