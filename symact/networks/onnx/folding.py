"""Constants of a file computed while it is read, in the types that the file states: above all lists of axes and shapes.

A shape may hold named axes; such a list can be cut, put together and passed on, but not computed with.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from symact.errors import FormatError, UnsupportedError
from symact.networks.onnx.call import Call, has_axes
from symact.networks.operation import Array

__all__ = ["FOLDS", "shape_array"]


def shape_array(shape: Any) -> Array:
    """Return a shape as an array; of objects where axes are named."""
    named = any(isinstance(a, str) for a in shape)
    return np.array(list(shape), dtype=object if named else np.int64)


def _arrays(call: Call) -> list[Array]:
    arrays = [a for a in (call.array(i) for i in range(len(call))) if a is not None]
    call.reader.spend(sum(a.size for a in arrays))
    return arrays


def _computed(function: Callable[..., Any]) -> Callable[[Call], Array]:
    """Return the folding of an operator that computes entry by entry."""

    def fold(call: Call) -> Array:
        arrays = _arrays(call)
        if any(has_axes(a) for a in arrays):
            raise UnsupportedError("a shape with named axes cannot be computed with")
        call.reader.spend(math.prod(np.broadcast_shapes(*(a.shape for a in arrays))))
        with np.errstate(all="ignore"):
            return np.asarray(function(*arrays))

    return fold


def _quotient(a: Array, b: Array) -> Array:
    if a.dtype.kind not in "iu":
        return np.asarray(a / b)
    if not np.all(b):
        raise ZeroDivisionError("integers must not be divided by 0")
    return np.asarray(np.trunc(a / b), a.dtype) if a.dtype.kind == "i" else np.asarray(a // b)


def _gather(call: Call) -> Array:
    array, places = _arrays(call)
    axis = call.attribute("axis", 0)
    call.reader.spend(places.size * (array.size // max(array.shape[axis], 1)))
    taken = np.take(array, places.astype(np.int64).reshape(-1), axis=axis)
    axis %= array.ndim
    return taken.reshape((*array.shape[:axis], *places.shape, *array.shape[axis + 1 :]))


def _concat(call: Call) -> Array:
    arrays = _arrays(call)
    mixed = object if any(a.dtype == object for a in arrays) else None
    return np.concatenate(arrays, axis=call.attribute("axis", 1), dtype=mixed)


def _range(call: Call) -> Array:
    start, limit, delta = (a.reshape(-1)[0] for a in _arrays(call))
    if not delta:
        raise FormatError("the step of a range must not be 0")
    call.reader.spend(max(math.ceil((limit - start) / delta), 0))
    return np.arange(start, limit, delta, dtype=start.dtype)


def _filled(call: Call) -> Array:
    (shape,) = _arrays(call)
    value = call.node.attributes.get("value", np.zeros(1, np.float32))
    sizes = [int(n) for n in shape.reshape(-1)]
    call.reader.spend(math.prod(sizes))
    return np.full(sizes, value.reshape(-1)[0])


def _product(call: Call) -> Array:
    array, axes = _arrays(call)[0], call.axes(1, "axes", 18)
    if has_axes(array):
        raise UnsupportedError("a shape with named axes cannot be computed with")
    return np.asarray(array.prod(axis=axes, keepdims=bool(call.attribute("keepdims", 1)), dtype=array.dtype))


FOLDS: Mapping[str, Callable[[Call], Any]] = {
    "Abs": _computed(np.abs),
    "Add": _computed(np.add),
    "Concat": _concat,
    "ConstantOfShape": _filled,
    "Div": _computed(_quotient),
    "Equal": _computed(np.equal),
    "Exp": _computed(np.exp),
    "Floor": _computed(np.floor),
    "Gather": _gather,
    "Greater": _computed(np.greater),
    "GreaterOrEqual": _computed(np.greater_equal),
    "Less": _computed(np.less),
    "LessOrEqual": _computed(np.less_equal),
    "Max": _computed(lambda *arrays: np.max(np.broadcast_arrays(*arrays), axis=0)),
    "Min": _computed(lambda *arrays: np.min(np.broadcast_arrays(*arrays), axis=0)),
    "Mul": _computed(np.multiply),
    "Neg": _computed(np.negative),
    "Not": _computed(np.logical_not),
    "Pow": _computed(np.power),
    "Range": _range,
    "ReduceProd": _product,
    "Sqrt": _computed(np.sqrt),
    "Sub": _computed(np.subtract),
    "Where": _computed(np.where),
}
