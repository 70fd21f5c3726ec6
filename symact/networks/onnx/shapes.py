"""ONNX operators that change shapes and positions only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from symact.errors import FormatError, UnsupportedError
from symact.networks.onnx.call import Call, Known, Row, Value, check_entries
from symact.networks.onnx.folding import shape_array
from symact.networks.shapes import Axis, Shape, broadcast, shown

__all__ = ["ROWS", "as_axis", "known_lengths", "merged"]


def as_axis(axis: int, rank: int, name: str = "axis") -> int:
    """Return an axis counted from the first; a negative one is counted from behind the last."""
    if not -rank <= axis < rank:
        raise FormatError(f"{name} must be from {-rank} to {rank - 1}, not {axis}")
    return axis % rank


def merged(axes: Sequence[Axis]) -> Axis:
    """Return the axis that several make together; a named one can only be joined by axes of length 1."""
    names = [a for a in axes if isinstance(a, str)]
    length = math.prod(a for a in axes if isinstance(a, int))
    if not names:
        return length
    if len(names) > 1 or length != 1:
        raise UnsupportedError(f"named axes cannot be made one with others, as those of {shown(tuple(axes))}")
    return names[0]


def known_lengths(shape: Shape) -> tuple[int, ...]:
    """Return a shape all of whose axes have a known length."""
    if any(isinstance(a, str) for a in shape):
        raise UnsupportedError(f"a constant must have axes of known length, not {shown(shape)}")
    return tuple(a for a in shape if isinstance(a, int))


def reshaped(call: Call, shape: Shape) -> Value:
    """Return the first input in another shape; of a constant or a list of axes at once."""
    value = call.given(0)
    if isinstance(value, Known) and not value.trained:
        return call.reader.known(np.reshape(value.array, known_lengths(shape)), call.node.outputs[0])
    return call.result("reshape", call.name(0), shape=shape)


def _reshape(call: Call) -> Value:
    given = call.shape(0)
    if call.version < 5:
        wanted: list[Any] = list(call.integers("shape", ()))
    else:
        array = call.array(1)
        wanted = [] if array is None else [a if isinstance(a, str) else int(a) for a in array.reshape(-1)]
    if not call.attribute("allowzero", 0):
        wanted = [given[i] if a == 0 and i < len(given) else a for i, a in enumerate(wanted)]
    if any(isinstance(a, int) and a < -1 for a in wanted) or wanted.count(-1) > 1:
        raise FormatError(f"a shape must have lengths of 0 or more and at most one -1, not {wanted}")
    if -1 in wanted:
        wanted[wanted.index(-1)] = _left_over(given, [a for a in wanted if a != -1])
    check_entries(wanted)
    return reshaped(call, tuple(wanted))


def _left_over(given: Shape, wanted: Sequence[Axis]) -> Axis:
    """Return the axis that -1 stands for."""
    names = [a for a in given if isinstance(a, str)]
    for name in (a for a in wanted if isinstance(a, str)):
        if name in names:
            names.remove(name)
    have, asked = (math.prod(a for a in s if isinstance(a, int)) for s in (given, wanted))
    if asked == 0 or have % asked:
        raise FormatError(f"-1 must leave a whole length, not {have} / {asked} entries")
    return merged([*names, have // asked])


def _flatten(call: Call) -> Value:
    shape = call.shape(0)
    axis = call.attribute("axis", 1)
    axis = axis if axis == len(shape) else as_axis(axis, len(shape))
    return reshaped(call, (merged(shape[:axis]), merged(shape[axis:])))


def _squeeze(call: Call) -> Value:
    shape, axes = call.shape(0), call.axes(1, "axes", 13)
    if axes is None:
        away = {i for i, a in enumerate(shape) if a == 1}
    else:
        away = {as_axis(a, len(shape), "axes") for a in axes}
    if any(shape[i] != 1 for i in away):
        raise FormatError(f"axes of length 1 only can be squeezed, not {sorted(away)} of {shown(shape)}")
    return reshaped(call, tuple(a for i, a in enumerate(shape) if i not in away))


def _unsqueeze(call: Call) -> Value:
    shape, axes = list(call.shape(0)), call.axes(1, "axes", 13)
    if axes is None:
        raise FormatError("axes must be given")
    places = sorted(as_axis(a, len(shape) + len(axes), "axes") for a in axes)
    if len(set(places)) != len(places):
        raise FormatError(f"axes must differ, not be {axes}")
    for place in places:
        shape.insert(place, 1)
    return reshaped(call, tuple(shape))


def _transpose(call: Call) -> Value:
    rank = len(call.shape(0))
    axes = call.integers("perm", tuple(reversed(range(rank))))
    value = call.given(0)
    if isinstance(value, Known) and not value.trained:
        return call.reader.known(value.array.transpose(axes), call.node.outputs[0])
    return call.result("transpose", call.name(0), axes=axes)


def _concat(call: Call) -> Value:
    axis = as_axis(call.attribute("axis", 1), len(call.shape(0)))
    return call.result("concat", *(call.name(i) for i in range(len(call))), axis=axis)


def _split(call: Call) -> list[Value]:
    shape, outputs = call.shape(0), call.node.outputs
    axis = as_axis(call.attribute("axis", 0), len(shape))
    parts, length = call.axes(1, "split", 13), shape[axis]
    if isinstance(length, str):
        raise UnsupportedError(f"a split must be along an axis of known length, not along {length!r}")
    if parts is None:
        each = -(-length // len(outputs))
        parts = tuple(max(min(each, length - i * each), 0) for i in range(len(outputs)))
    if len(parts) != len(outputs) or sum(parts) != length or min(parts) < 0:
        raise FormatError(f"the parts of a split must be {len(outputs)} with the sum {length}, not {parts}")
    ends = np.cumsum((0, *parts)).tolist()
    return [
        call.result("slice", call.name(0), output=i, axis=axis, start=ends[i], stop=ends[i + 1]) if name else ""
        for i, name in enumerate(outputs)
    ]


def _slice(call: Call) -> Value:
    shape = call.shape(0)
    starts, ends = call.axes(1, "starts", 10), call.axes(2, "ends", 10)
    axes = call.axes(3, "axes", 10) or tuple(range(len(starts or ())))
    steps = (call.axes(4, "steps", 10) if call.version >= 10 else None) or (1,) * len(axes)
    if starts is None or ends is None or not len(starts) == len(ends) == len(axes) == len(steps):
        raise FormatError("starts, ends, axes and steps must be as many")
    value = call.given(0)
    if isinstance(value, Known) and not value.trained:
        cuts = {as_axis(a, len(shape)): slice(b, e, s) for a, b, e, s in zip(axes, starts, ends, steps, strict=True)}
        return call.reader.known(
            value.array[tuple(cuts.get(i, slice(None)) for i in range(len(shape)))], call.node.outputs[0]
        )
    if any(s != 1 for s in steps):
        raise UnsupportedError(f"a slice must have the step 1, not {steps}")
    wanted = []
    for axis, start, end in zip(axes, starts, ends, strict=True):
        axis = as_axis(axis, len(shape), "axes")
        length = shape[axis]
        if isinstance(length, str):
            raise UnsupportedError(f"a slice must be along an axis of known length, not along {length!r}")
        first, last, _ = slice(start, end).indices(length)
        wanted.append({"axis": axis, "start": first, "stop": max(first, last)})
    return _row_of(call, [("slice", options) for options in wanted])


def _row_of(call: Call, steps: Sequence[tuple[str, dict[str, Any]]]) -> Value:
    """Write steps of one input in a row; the last has the name of the output."""
    if not steps:
        return call.name(0)
    value = call.name(0)
    for operation, options in steps[:-1]:
        value = call.step(operation, value, **options)
    operation, options = steps[-1]
    return call.result(operation, value, **options)


def _pad(call: Call) -> Value:
    rank = len(call.shape(0))
    mode = call.attribute("mode", b"constant")
    fill = call.attribute("value", 0.0) if call.version < 11 else call.number(2) if call.given(2) is not None else 0
    if mode != b"constant" or fill != 0:
        raise UnsupportedError(f"a pad must add zeros, not {mode.decode()} {fill}")
    pads = call.axes(1, "pads", 11)
    axes = call.axes(3, "axes", 18) if call.version >= 18 else None
    places = range(rank) if axes is None else [as_axis(a, rank, "axes") for a in axes]
    if pads is None or len(pads) != 2 * len(places) or min(pads, default=0) < 0:
        raise FormatError(f"pads must be {2 * len(places)} numbers of 0 or more, not {pads}")
    pairs = zip(places, pads[: len(places)], pads[len(places) :], strict=True)
    return _row_of(call, [("pad", {"axis": i, "before": b, "after": a}) for i, b, a in pairs if b or a])


def _expand(call: Call) -> Value:
    given, array = call.shape(0), call.array(1)
    wanted = tuple(a if isinstance(a, str) else int(a) for a in (() if array is None else array.reshape(-1)))
    if any(isinstance(a, int) and a < 0 for a in wanted):
        raise FormatError(f"a shape must have lengths of 0 or more, not {wanted}")
    check_entries(wanted)
    shape = broadcast([given, wanted])
    return call.name(0) if shape == given else call.result("expand", call.name(0), shape=shape)


def _shape(call: Call) -> Value:
    start, end = call.attribute("start", 0), call.attribute("end", 2**31)
    return call.reader.known(shape_array(call.shape(0)[start:end]), call.node.outputs[0])


def _size(call: Call) -> Value:
    size = merged(call.shape(0))
    if isinstance(size, str):
        raise UnsupportedError(f"a size with the named axis {size!r} cannot be computed with")
    return call.reader.known(np.asarray(size, np.int64), call.node.outputs[0])


def _gather(call: Call) -> Value:
    shape, places = call.shape(0), call.array(1)
    axis = as_axis(call.attribute("axis", 0), len(shape))
    length = shape[axis]
    if places is None or places.size != 1 or isinstance(length, str):
        raise UnsupportedError("of a value that is computed, one place along an axis of known length can be gathered")
    place = as_axis(int(places.reshape(-1)[0]), length, "a place")
    kept = (*shape[:axis], *places.shape, *shape[axis + 1 :])
    part = call.step("slice", call.name(0), axis=axis, start=place, stop=place + 1)
    return call.result("reshape", part, shape=kept)


ROWS: dict[str, Row] = {
    "Concat": Row(_concat, (1, 2**31), ("axis",)),
    "ConstantOfShape": Row(None, (1, 1), ("value",)),
    "Expand": Row(_expand, (2, 2)),
    "Flatten": Row(_flatten, (1, 1), ("axis",)),
    "Gather": Row(_gather, (2, 2), ("axis",)),
    "Pad": Row(_pad, (1, 4), ("mode", "pads", "value")),
    "Range": Row(None, (3, 3)),
    "Reshape": Row(_reshape, (1, 2), ("allowzero", "shape")),
    "Shape": Row(_shape, (1, 1), ("end", "start")),
    "Size": Row(_size, (1, 1)),
    "Slice": Row(_slice, (1, 5), ("axes", "ends", "starts")),
    "Split": Row(_split, (1, 2), ("axis", "num_outputs", "split")),
    "Squeeze": Row(_squeeze, (1, 2), ("axes",)),
    "Transpose": Row(_transpose, (1, 1), ("perm",)),
    "Unsqueeze": Row(_unsqueeze, (1, 2), ("axes",)),
}
