"""Windows over an array, the largest entry along axes, and what their derivatives need: convolution and pooling.

A convolution is a contraction of windows with a kernel, a pooling a maximum or a sum over windows; so windows and their
adjoint, which adds overlapping windows up, are all that has to be differentiated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from itertools import product
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from sympy import Integer, Max, S

from symact.networks.operation import Array, Operation, Options, Writer, linear_push
from symact.networks.shapes import Axis, Shape, check_axes
from symact.networks.step import Step
from symact.networks.structure import repeated

__all__ = ["ROWS", "overlapped", "padded_entries"]


def _reach(length: int, dilation: int) -> int:
    return (length - 1) * dilation + 1


def _placed(size: Axis, i: int, options: Options) -> int:
    """Return how many places a window has along its i-th axis."""
    before, after = options["pads"][i]
    if isinstance(size, str):
        raise ValueError(f"windows must lie over axes of known length, not over the axis {size!r}")
    room = size + before + after - _reach(options["lengths"][i], options["dilations"][i])
    if room < 0:
        raise ValueError(f"a window of {options['lengths'][i]} must fit into {size} entries with their padding")
    return room // options["strides"][i] + 1


def _check(options: Options) -> int:
    """Return over how many axes windows lie, after a look at what describes them."""
    lengths, strides, dilations, pads = (options[name] for name in ("lengths", "strides", "dilations", "pads"))
    sizes = (*lengths, *strides, *dilations)
    k = len(lengths)
    if not len(strides) == len(dilations) == len(pads) == k or not all(isinstance(n, int) and n > 0 for n in sizes):
        raise ValueError("windows need as many lengths as strides and dilations, each 1 or more, and as many pads")
    if not all(len(pair) == 2 and min(pair) >= 0 for pair in pads):
        raise ValueError(f"the pads of windows must be pairs of numbers of 0 or more, not {pads}")
    return k


def _windows_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    (shape,), k = shapes, _check(options)
    if k > len(shape):
        raise ValueError(f"windows of {k} axes must lie over as many, not over {len(shape)}")
    places = tuple(_placed(size, i, options) for i, size in enumerate(shape[len(shape) - k :]))
    return (*shape[: len(shape) - k], *places, *options["lengths"])


def padded_entries(options: Options, shape: Shape) -> int:
    """Return how many entries the array has that evaluating windows, or overlapping ones, pads on the way."""
    if "pads" not in options:
        return 0
    k = len(options["pads"])
    given = options.get("size", shape[len(shape) - k :])
    lead = shape[: len(shape) - k * (2 if "size" in options else 1)]
    sizes = [*lead, *(n + before + after for n, (before, after) in zip(given, options["pads"], strict=True))]
    return math.prod(max(n, 1) for n in sizes if isinstance(n, int))


def _windows(arrays: Sequence[Array], options: Options) -> Array:
    (array,), k = arrays, len(options["lengths"])
    lead = array.ndim - k
    fill: Any = options["fill"] if array.dtype != object else _exact(options["fill"])
    padded = np.pad(array, [(0, 0)] * lead + [tuple(p) for p in options["pads"]], constant_values=fill)
    reach = [_reach(n, d) for n, d in zip(options["lengths"], options["dilations"], strict=True)]
    view = sliding_window_view(padded, reach, axis=tuple(range(lead, array.ndim)))
    steps = [slice(None, None, s) for s in options["strides"]] + [slice(None, None, d) for d in options["dilations"]]
    return np.asarray(view[(slice(None),) * lead + tuple(steps)])


def _exact(fill: float) -> object:
    return S.NegativeInfinity if fill == -np.inf else Integer(int(fill))


def _windows_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    given = writer.shape(step.inputs[0])
    options = {name: value for name, value in step.options if name != "fill"}
    return [writer.add("overlap", cotangent, size=given[len(given) - len(step["lengths"]) :], **options)]


def _windows_push(writer: Writer, step: Step, tangents: Sequence[str | None]) -> str | None:
    (tangent,) = tangents
    return None if tangent is None else writer.add("windows", tangent, **{**dict(step.options), "fill": 0})


def _overlap_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    (shape,), k = shapes, _check(options)
    expected = tuple(_placed(size, i, options) for i, size in enumerate(options["size"])) + tuple(options["lengths"])
    if shape[len(shape) - 2 * k :] != expected:
        raise ValueError(f"overlapping windows must have the axes {expected}, not {shape}")
    return (*shape[: len(shape) - 2 * k], *options["size"])


def _overlap(arrays: Sequence[Array], options: Options) -> Array:
    def add_at(total: Array, index: Any, part: Array) -> Array:
        total[index] += part
        return total

    return np.asarray(overlapped(arrays[0], options, lambda shape: np.zeros(shape, arrays[0].dtype), add_at))


def overlapped(array: Any, options: Options, zeros: Callable[[Any], Any], add_at: Callable[..., Any]) -> Any:
    """Return windows added up where they overlap: entry by entry of a window, for all windows at once."""
    k = len(options["lengths"])
    lead = array.ndim - 2 * k
    size, pads = options["size"], options["pads"]
    total = zeros((*array.shape[:lead], *(n + sum(pair) for n, pair in zip(size, pads, strict=True))))
    every = (slice(None),) * lead
    for offset, places in _offsets(array.shape[lead : lead + k], options):
        total = add_at(total, every + places, array[every + (slice(None),) * k + offset])
    return total[every + tuple(slice(before, before + n) for n, (before, _) in zip(size, pads, strict=True))]


def _offsets(counts: Sequence[int], options: Options) -> Iterator[tuple[tuple[int, ...], tuple[slice, ...]]]:
    for offset in product(*map(range, options["lengths"])):
        starts = [o * d for o, d in zip(offset, options["dilations"], strict=True)]
        yield (
            offset,
            tuple(
                slice(start, start + (n - 1) * stride + 1, stride)
                for start, n, stride in zip(starts, counts, options["strides"], strict=True)
            ),
        )


def _overlap_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    options = {name: value for name, value in step.options if name != "size"}
    return [writer.add("windows", cotangent, fill=0, **options)]


def _max_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    (shape,), axes = shapes, options["axes"]
    check_axes(axes, shape)
    if not axes:
        raise ValueError("a maximum must be over one axis or more")
    return tuple(a for i, a in enumerate(shape) if i not in axes)


def _max(arrays: Sequence[Array], options: Options) -> Array:
    (array,) = arrays
    if array.dtype != object:
        return np.asarray(array.max(axis=tuple(options["axes"])))
    lanes = _lanes(array, options["axes"])
    flat = [reduce(Max, lane) for lane in lanes.reshape(-1, lanes.shape[-1])]
    return _objects(flat).reshape(lanes.shape[:-1])


def _objects(values: Sequence[object]) -> Array:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _lanes(array: Array, axes: Sequence[int]) -> Array:
    """Return the array with the axes in question made one, its last."""
    kept = [i for i in range(array.ndim) if i not in axes]
    moved = array.transpose([*kept, *sorted(axes)])
    return moved.reshape(*(array.shape[i] for i in kept), -1)


def _first_max(arrays: Sequence[Array], options: Options) -> Array:
    (array,), axes = arrays, sorted(options["axes"])
    if array.dtype == object and not all(e.is_number for e in array.flat):
        raise TypeError("which entry is the largest must be asked of numbers, not of expressions")
    lanes = _lanes(array, axes)
    chosen = np.zeros(lanes.shape, array.dtype)
    np.put_along_axis(chosen, np.argmax(lanes, axis=-1)[..., None], 1, axis=-1)
    kept = [i for i in range(array.ndim) if i not in axes]
    back = chosen.reshape([array.shape[i] for i in (*kept, *axes)])
    return back.transpose(np.argsort([*kept, *axes]))


def _first_max_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    _max_shape(shapes, options)
    return shapes[0]


def _max_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    (source,), axes = step.inputs, step["axes"]
    first = writer.add("first_max", source, axes=axes)
    return [writer.add("multiply", first, repeated(writer, cotangent, writer.shape(source), axes))]


def _max_push(writer: Writer, step: Step, tangents: Sequence[str | None]) -> str | None:
    (tangent,) = tangents
    if tangent is None:
        return None
    first = writer.add("first_max", step.inputs[0], axes=step["axes"])
    return writer.add("sum", writer.add("multiply", first, tangent), axes=step["axes"])


ROWS = {
    "windows": Operation(_windows_shape, _windows, _windows_pull, _windows_push),
    "overlap": Operation(_overlap_shape, _overlap, _overlap_pull, linear_push),
    "max": Operation(_max_shape, _max, _max_pull, _max_push),
    "first_max": Operation(_first_max_shape, _first_max, lambda *_: [None], lambda *_: None),
}
