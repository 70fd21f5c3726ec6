"""The table of operations on the arrays of another library: each row once, in a few words that libraries share.

A backend says what the words are there (:class:`Library`); what is traced or differentiated is then its own affair.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Expr, Symbol

from symact.networks.elementwise import SLOTS
from symact.networks.operations import OPERATIONS
from symact.networks.pooling import overlapped
from symact.networks.step import Step

__all__ = ["Library", "run_steps"]


@dataclass(frozen=True)
class Library:
    """The words of an array library; axes and shapes are tuples of int.

    Attributes
    ----------
    einsum : ``einsum(subscripts, a, b)``
    permute : ``permute(a, axes)``
    concat : ``concat(arrays, axis)``
    pad : ``pad(a, widths, fill)``, with a pair of widths for each axis
    broadcast : ``broadcast(a, shape)``
    take : ``take(a, places, axis)``, for an array of places, whose axes come where the axis was
    add_at : ``add_at(a, index, b)``, a with b added at an index of slices
    zeros : ``zeros(shape, like)``
    number : ``number(value, like)``, of the dtype of an array
    total : ``total(a, axes)``, the sum
    argmax : ``argmax(a)`` along the last axis, the first of equals
    pick : ``pick(a, places)``, the entries at places of the last axis
    one_hot : ``one_hot(places, n, like)`` along a new last axis
    where : ``where(condition, a, b)``
    falling_sums : ``falling_sums(a)``, of the first largest entries along the last axis, for each number of them
    log_softmax, softmax, logsumexp : of an array and an axis
    function : ``function(expression, variables)``, an elementwise function of arrays that broadcast
    """

    einsum: Callable[..., Any]
    permute: Callable[..., Any]
    concat: Callable[..., Any]
    pad: Callable[..., Any]
    broadcast: Callable[..., Any]
    take: Callable[..., Any]
    add_at: Callable[..., Any]
    zeros: Callable[..., Any]
    number: Callable[..., Any]
    total: Callable[..., Any]
    argmax: Callable[..., Any]
    pick: Callable[..., Any]
    one_hot: Callable[..., Any]
    where: Callable[..., Any]
    falling_sums: Callable[..., Any]
    log_softmax: Callable[..., Any]
    softmax: Callable[..., Any]
    logsumexp: Callable[..., Any]
    function: Callable[[Expr, tuple[Symbol, ...]], Callable[..., Any]]


def run_steps(lib: Library, steps: Sequence[Step], values: dict[str, Any], axes: Mapping[str, int]) -> dict[str, Any]:
    """Return the values with those of the steps added; `axes` are the lengths of named axes."""
    for step in steps:
        options = {
            name: tuple(axes.get(a, a) if isinstance(a, str) else a for a in value) if name == "shape" else value
            for name, value in step.options
        }
        values[step.name] = _ROWS[step.operation](lib, [values[i] for i in step.inputs], options)
    return values


Row = Callable[[Library, Sequence[Any], Mapping[str, Any]], Any]


def _apply(lib: Library, arrays: Sequence[Any], options: Mapping[str, Any]) -> Any:
    return lib.function(options["function"], SLOTS[: len(arrays)])(*arrays)


def _pad(lib: Library, arrays: Sequence[Any], options: Mapping[str, Any]) -> Any:
    widths = [(0, 0)] * arrays[0].ndim
    widths[options["axis"]] = (options["before"], options["after"])
    return lib.pad(arrays[0], widths, 0)


def _sum(lib: Library, arrays: Sequence[Any], options: Mapping[str, Any]) -> Any:
    axes = tuple(options["axes"])
    return lib.total(arrays[0], axes) if axes else arrays[0]


def _count(lib: Library, arrays: Sequence[Any], options: Mapping[str, Any]) -> Any:
    return lib.number(math.prod(arrays[0].shape[i] for i in options["axes"]), arrays[0])


def _places(n: int, i: int, options: Mapping[str, Any]) -> Any:
    """Return which entry of a padded axis stands at each place of each window."""
    length, stride, dilation = (options[o][i] for o in ("lengths", "strides", "dilations"))
    count = (n - (length - 1) * dilation - 1) // stride + 1
    return np.arange(count)[:, None] * stride + np.arange(length) * dilation


def _windows(lib: Library, arrays: Sequence[Any], options: Mapping[str, Any]) -> Any:
    (array,), k = arrays, len(options["lengths"])
    lead = array.ndim - k
    array = lib.pad(array, [(0, 0)] * lead + [tuple(p) for p in options["pads"]], options["fill"])
    for i in reversed(range(k)):
        array = lib.take(array, _places(array.shape[lead + i], i, options), lead + i)
    behind = [lead + 2 * i for i in range(k)] + [lead + 2 * i + 1 for i in range(k)]
    return lib.permute(array, (*range(lead), *behind))


def _overlap(lib: Library, arrays: Sequence[Any], options: Mapping[str, Any]) -> Any:
    return overlapped(arrays[0], options, lambda shape: lib.zeros(shape, arrays[0]), lib.add_at)


def _lanes(lib: Library, array: Any, axes: Sequence[int]) -> tuple[Any, list[int]]:
    """Return the array with the axes in question made one, its last, and the order that was needed."""
    order = [*(i for i in range(array.ndim) if i not in axes), *sorted(axes)]
    moved = lib.permute(array, tuple(order))
    n = math.prod(array.shape[i] for i in axes)
    return moved.reshape((*moved.shape[: array.ndim - len(axes)], n)), order


def _max(lib: Library, arrays: Sequence[Any], options: Mapping[str, Any]) -> Any:
    lanes, _ = _lanes(lib, arrays[0], options["axes"])
    return lib.pick(lanes, lib.argmax(lanes))


def _first_max(lib: Library, arrays: Sequence[Any], options: Mapping[str, Any]) -> Any:
    lanes, order = _lanes(lib, arrays[0], options["axes"])
    chosen = lib.one_hot(lib.argmax(lanes), lanes.shape[-1], arrays[0])
    back = chosen.reshape(tuple(arrays[0].shape[i] for i in order))
    return lib.permute(back, tuple(order.index(i) for i in range(len(order))))


def _hardmax(lib: Library, array: Any, axis: int) -> Any:
    chosen = _first_max(lib, [array], {"axes": (axis,)})
    return lib.where(array == array, chosen, array) + 0 * lib.total(array * 0, (axis,)).reshape(
        (*array.shape[:axis], 1, *array.shape[axis + 1 :])
    )


def _sparsemax(lib: Library, array: Any, axis: int) -> Any:
    """What is above the threshold: the largest, over n, of the mean of the n largest entries less 1/n."""
    lanes, order = _lanes(lib, array, (axis,))
    high = lanes - lib.pick(lanes, lib.argmax(lanes))[..., None]
    shares = (lib.falling_sums(high) - 1) / lib.number(np.arange(1, high.shape[-1] + 1), high)
    rest = high - lib.pick(shares, lib.argmax(shares))[..., None]
    return lib.permute(lib.where(rest <= 0, lib.number(0, rest), rest), tuple(np.argsort(order).tolist()))


_VECTORS: dict[str, Callable[[Library, Any, int], Any]] = {
    "softmax": lambda lib, a, axis: lib.softmax(a, axis),
    "softmin": lambda lib, a, axis: lib.softmax(-a, axis),
    "log_softmax": lambda lib, a, axis: lib.log_softmax(a, axis),
    "logsumexp": lambda lib, a, axis: lib.logsumexp(a, axis),
    "sparsemax": _sparsemax,
    "hardmax": _hardmax,
}


def _cross_entropy(lib: Library, arrays: Sequence[Any], options: Mapping[str, Any]) -> Any:
    logits, target = arrays
    likelihood = lib.where(target == 0, lib.number(0, logits), lib.log_softmax(logits, options["axis"]))
    return -lib.total(target * likelihood, (options["axis"],))


_ROWS: dict[str, Row] = {
    "apply": _apply,
    "add": lambda lib, a, o: a[0] + a[1],
    "subtract": lambda lib, a, o: a[0] - a[1],
    "multiply": lambda lib, a, o: a[0] * a[1],
    "divide": lambda lib, a, o: a[0] / a[1],
    "contract": lambda lib, a, o: lib.einsum(o["subscripts"], a[0], a[1]),
    "reshape": lambda lib, a, o: a[0].reshape(o["shape"]),
    "transpose": lambda lib, a, o: lib.permute(a[0], tuple(o["axes"])),
    "concat": lambda lib, a, o: lib.concat(a, o["axis"]),
    "slice": lambda lib, a, o: OPERATIONS["slice"].evaluate(a, o),
    "pad": _pad,
    "expand": lambda lib, a, o: lib.broadcast(a[0], o["shape"]),
    "count": _count,
    "sum": _sum,
    "windows": _windows,
    "overlap": _overlap,
    "max": _max,
    "first_max": _first_max,
    "vector": lambda lib, a, o: _VECTORS[o["function"]](lib, a[0], o["axis"]),
    "cross_entropy": _cross_entropy,
}
