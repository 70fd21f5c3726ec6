"""Operations that move entries and add them up: each is linear, and its derivative is another of them."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence

import numpy as np
from sympy import S

from symact.networks.elementwise import total
from symact.networks.operation import Array, Operation, Options, Writer, linear_push
from symact.networks.shapes import Axis, Shape, as_shape, broadcast, check_axes, shown
from symact.networks.step import Step

__all__ = ["ROWS"]


def _reshape_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    (given,), wanted = shapes, as_shape(options["shape"], "a reshape")
    names = [a for a in given if isinstance(a, str)]
    kept = [a for a in wanted if isinstance(a, str)]
    lengths = [math.prod(a for a in s if isinstance(a, int)) for s in (given, wanted)]
    if sorted(names) != sorted(kept) or lengths[0] != lengths[1]:
        raise ValueError(f"a reshape must keep the number of entries, not turn {shown(given)} into {shown(wanted)}")
    return wanted


def _reshape(arrays: Sequence[Array], options: Options) -> Array:
    return arrays[0].reshape(options["shape"])


def _reshape_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    return [writer.add("reshape", cotangent, shape=writer.shape(step.inputs[0]))]


def _transpose_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    (shape,), axes = shapes, options["axes"]
    if sorted(axes) != list(range(len(shape))):
        raise ValueError(f"the axes of a transpose must be 0 to {len(shape) - 1} in some order, not {axes}")
    return tuple(shape[i] for i in axes)


def _transpose(arrays: Sequence[Array], options: Options) -> Array:
    return arrays[0].transpose(options["axes"])


def _transpose_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    axes = step["axes"]
    return [writer.add("transpose", cotangent, axes=tuple(axes.index(i) for i in range(len(axes))))]


def _concat_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    axis = options["axis"]
    first = shapes[0]
    for shape in shapes:
        if len(shape) != len(first) or not 0 <= axis < len(shape):
            raise ValueError(f"what is concatenated must have an axis {axis}, not {', '.join(map(shown, shapes))}")
        if [a for i, a in enumerate(shape) if i != axis] != [a for i, a in enumerate(first) if i != axis]:
            raise ValueError(
                f"what is concatenated must differ along axis {axis} only, not {', '.join(map(shown, shapes))}"
            )
        if isinstance(shape[axis], str):
            raise ValueError(f"what is concatenated must have known lengths along axis {axis}, not {shown(shape)}")
    return (*first[:axis], sum(_known(s[axis]) for s in shapes), *first[axis + 1 :])


def _known(axis: Axis) -> int:
    if isinstance(axis, str):
        raise ValueError(f"an axis must have a known length here, not be named {axis!r}")
    return axis


def _concat(arrays: Sequence[Array], options: Options) -> Array:
    return np.concatenate(list(arrays), axis=options["axis"])


def _concat_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    axis, start = step["axis"], 0
    pulled = []
    for name in step.inputs:
        stop = start + _known(writer.shape(name)[axis])
        pulled.append(writer.add("slice", cotangent, axis=axis, start=start, stop=stop))
        start = stop
    return pulled


def _concat_push(writer: Writer, step: Step, tangents: Sequence[str | None]) -> str | None:
    axis, start = step["axis"], 0
    length = _known(writer.shape(step.name)[axis])
    terms = []
    for name, tangent in zip(step.inputs, tangents, strict=True):
        stop = start + _known(writer.shape(name)[axis])
        if tangent is not None:
            terms.append(writer.add("pad", tangent, axis=axis, before=start, after=length - stop))
        start = stop
    return total(writer, terms)


def _slice_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    (shape,), axis, start, stop = shapes, options["axis"], options["start"], options["stop"]
    check_axes((axis,), shape)
    if not 0 <= start <= stop <= _known(shape[axis]):
        raise ValueError(f"a slice must lie within axis {axis} of {shown(shape)}, not from {start} to {stop}")
    return (*shape[:axis], stop - start, *shape[axis + 1 :])


def _slice(arrays: Sequence[Array], options: Options) -> Array:
    return arrays[0][(slice(None),) * options["axis"] + (slice(options["start"], options["stop"]),)]


def _slice_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    axis, length = step["axis"], _known(writer.shape(step.inputs[0])[step["axis"]])
    return [writer.add("pad", cotangent, axis=axis, before=step["start"], after=length - step["stop"])]


def _pad_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    (shape,), axis = shapes, options["axis"]
    check_axes((axis,), shape)
    if options["before"] < 0 or options["after"] < 0:
        raise ValueError("a pad must add 0 or more entries; take entries away with a slice")
    return (*shape[:axis], options["before"] + _known(shape[axis]) + options["after"], *shape[axis + 1 :])


def _pad(arrays: Sequence[Array], options: Options) -> Array:
    widths = [(0, 0)] * arrays[0].ndim
    widths[options["axis"]] = (options["before"], options["after"])
    return np.pad(arrays[0], widths, constant_values=S.Zero if arrays[0].dtype == object else 0)


def _pad_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    start, axis = step["before"], step["axis"]
    stop = start + _known(writer.shape(step.inputs[0])[axis])
    return [writer.add("slice", cotangent, axis=axis, start=start, stop=stop)]


def _expand_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    wanted = as_shape(options["shape"], "an expand")
    if broadcast([shapes[0], wanted]) != wanted:
        raise ValueError(f"an expand must repeat axes of length 1, not turn {shown(shapes[0])} into {shown(wanted)}")
    return wanted


def _expand(arrays: Sequence[Array], options: Options) -> Array:
    return np.broadcast_to(arrays[0], options["shape"])


def _expand_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    from_shape = writer.shape(step.inputs[0])
    extra = len(step["shape"]) - len(from_shape)
    axes = tuple(i for i, a in enumerate(step["shape"]) if i < extra or (from_shape[i - extra] == 1 and a != 1))
    summed = writer.add("sum", cotangent, axes=axes) if axes else cotangent
    return [summed if writer.shape(summed) == from_shape else writer.add("reshape", summed, shape=from_shape)]


def _sum_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    (shape,), axes = shapes, options["axes"]
    check_axes(axes, shape)
    return tuple(a for i, a in enumerate(shape) if i not in axes)


def _sum(arrays: Sequence[Array], options: Options) -> Array:
    return np.asarray(arrays[0].sum(axis=tuple(options["axes"])), dtype=arrays[0].dtype)


def _sum_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    given = writer.shape(step.inputs[0])
    return [repeated(writer, cotangent, given, step["axes"])]


def _count_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    _sum_shape(shapes, options)
    return ()


def _count(arrays: Sequence[Array], options: Options) -> Array:
    (array,) = arrays
    return np.asarray(math.prod(array.shape[i] for i in options["axes"]), dtype=array.dtype)


def repeated(writer: Writer, name: str, shape: Shape, axes: Sequence[int]) -> str:
    """Write a value repeated along axes that had been summed or reduced away, in the shape from before."""
    flat = tuple(1 if i in axes else a for i, a in enumerate(shape))
    kept = writer.add("reshape", name, shape=flat) if writer.shape(name) != flat else name
    return writer.add("expand", kept, shape=shape) if flat != shape else kept


ROWS = {
    "reshape": Operation(_reshape_shape, _reshape, _reshape_pull, linear_push),
    "transpose": Operation(_transpose_shape, _transpose, _transpose_pull, linear_push),
    "concat": Operation(_concat_shape, _concat, _concat_pull, _concat_push, range(1, sys.maxsize)),
    "slice": Operation(_slice_shape, _slice, _slice_pull, linear_push),
    "pad": Operation(_pad_shape, _pad, _pad_pull, linear_push),
    "expand": Operation(_expand_shape, _expand, _expand_pull, linear_push),
    "count": Operation(_count_shape, _count, lambda *_: [None], lambda *_: None),
    "sum": Operation(_sum_shape, _sum, _sum_pull, linear_push),
}
