"""ONNX operators that reduce axes: sums, means, the largest and the smallest entry."""

from __future__ import annotations

from typing import Any

import numpy as np
from sympy import Integer

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.networks.onnx.call import Call, Row, Value
from symact.networks.onnx.shapes import as_axis, merged
from symact.networks.shapes import Shape

__all__ = ["ROWS", "kept", "mean"]


def reduced(call: Call, before: int) -> tuple[tuple[int, ...], Shape | None]:
    """Return the axes that an operator reduces, and the shape of its result where they are kept as 1."""
    shape, axes = call.shape(0), call.axes(1, "axes", before)
    if not axes and call.attribute("noop_with_empty_axes", 0):
        raise UnsupportedError("noop_with_empty_axes is served as 0 only")
    places = tuple(sorted({as_axis(a, len(shape), "axes") for a in axes})) if axes else tuple(range(len(shape)))
    if not call.attribute("keepdims", 1):
        return places, None
    return places, tuple(1 if i in places else a for i, a in enumerate(shape))


def kept(call: Call, shape: Shape | None, operation: str, *inputs: str, **options: Any) -> Value:
    """Write the step that makes the output, in a shape with axes of length 1 where one is stated."""
    if shape is None:
        return call.result(operation, *inputs, **options)
    return call.result("reshape", call.step(operation, *inputs, **options), shape=shape)


def _sum(call: Call) -> Value:
    axes, shape = reduced(call, 13)
    return kept(call, shape, "sum", call.name(0), axes=axes) if axes else call.name(0)


def _mean(call: Call) -> Value:
    axes, shape = reduced(call, 18)
    return mean(call, axes, shape)


def mean(call: Call, axes: tuple[int, ...], shape: Shape | None) -> Value:
    """Write the mean over axes."""
    total = call.step("sum", call.name(0), axes=axes)
    along = [call.shape(0)[i] for i in axes]
    if any(isinstance(n, str) for n in along):
        number = call.step("count", call.name(0), axes=axes)
    else:
        number = call.constant(np.asarray(Integer(merged(along)), dtype=object))
    return kept(call, shape, "divide", total, number)


def _max(call: Call) -> Value:
    axes, shape = reduced(call, 18)
    return kept(call, shape, "max", call.name(0), axes=axes)


def _min(call: Call) -> Value:
    axes, shape = reduced(call, 18)
    largest = call.step("max", call.step("apply", call.name(0), function=-T), axes=axes)
    return kept(call, shape, "apply", largest, function=-T)


def _logsumexp(call: Call) -> Value:
    axes, shape = reduced(call, 18)
    if len(axes) != 1:
        raise UnsupportedError(f"ReduceLogSumExp is served along one axis, not along {axes}")
    return kept(call, shape, "vector", call.name(0), function="logsumexp", axis=axes[0])


_REDUCTION = ("axes", "keepdims", "noop_with_empty_axes")

ROWS: dict[str, Row] = {
    "ReduceLogSumExp": Row(_logsumexp, (1, 2), _REDUCTION),
    "ReduceMax": Row(_max, (1, 2), _REDUCTION),
    "ReduceMean": Row(_mean, (1, 2), _REDUCTION),
    "ReduceMin": Row(_min, (1, 2), _REDUCTION),
    "ReduceProd": Row(None, (1, 2), _REDUCTION),
    "ReduceSum": Row(_sum, (1, 2), _REDUCTION),
}
