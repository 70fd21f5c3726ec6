"""Convolution and pooling between ONNX and steps: windows over an array, then a contraction, a maximum or a mean.

The steps of each are written in one place, so that a file is read to them and they are found again for writing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from sympy import Integer

from symact.errors import FormatError, UnsupportedError
from symact.networks.onnx.call import Call, Row, Value, check_entries
from symact.networks.onnx.reductions import mean
from symact.networks.onnx.shapes import known_lengths
from symact.networks.operation import Array
from symact.networks.shapes import Shape, shown

__all__ = ["ROWS", "Pairs", "Steps", "average_steps", "convolution_steps", "maximum_steps"]

Pairs = tuple[tuple[int, int], ...]


class Steps(Protocol):
    """What convolution and pooling are written on: the steps in between, constants, and the last step."""

    def step(self, operation: str, *inputs: str, **options: Any) -> str: ...

    def constant(self, value: Any) -> str: ...

    def result(self, operation: str, *inputs: str, **options: Any) -> str: ...


def convolution_steps(
    to: Steps, x: str, weight: str, bias: str | None, shapes: tuple[Shape, Shape], group: int, **window: Any
) -> str:
    """Write a convolution: the windows of each group of channels times its kernels, and a bias for each channel."""
    (given, kernel), k = shapes, len(shapes[1]) - 2
    places, offsets = "pqr"[:k], "uvw"[:k]
    last = to.result if bias is None else to.step
    size = known_lengths(kernel[2:])
    patches = to.step("windows", x, lengths=size, fill=0, **window)
    if group == 1:
        subscripts = f"nc{places}{offsets},oc{offsets}->no{places}"
        product = last("contract", patches, weight, subscripts=subscripts)
    else:
        seen = windows_shape(given, size, window)
        channels, outputs = int(kernel[1]), int(kernel[0]) // group
        patches = to.step("reshape", patches, shape=(seen[0], group, channels, *seen[2:]))
        grouped = to.step("reshape", weight, shape=(group, outputs, *kernel[1:]))
        subscripts = f"ngc{places}{offsets},goc{offsets}->ngo{places}"
        product = to.step("contract", patches, grouped, subscripts=subscripts)
        product = last("reshape", product, shape=(seen[0], group * outputs, *seen[2 : 2 + k]))
    if bias is None:
        return product
    return to.result("add", product, to.step("reshape", bias, shape=(kernel[0], *(1,) * k)))


def maximum_steps(to: Steps, x: str, lengths: tuple[int, ...], **window: Any) -> str:
    """Write the largest entry of each window; padding does not count."""
    patches = to.step("windows", x, lengths=lengths, fill=-np.inf, **window)
    k = len(lengths)
    return to.result("max", patches, axes=tuple(range(2 + k, 2 + 2 * k)))


def average_steps(to: Steps, x: str, lengths: tuple[int, ...], counts: Array, **window: Any) -> str:
    """Write the mean of each window over as many entries as `counts` says."""
    patches = to.step("windows", x, lengths=lengths, fill=0, **window)
    k = len(lengths)
    total = to.step("sum", patches, axes=tuple(range(2 + k, 2 + 2 * k)))
    return to.result("divide", total, to.constant(counts))


def windows_shape(given: Shape, lengths: tuple[int, ...], window: Any) -> Shape:
    """Return the shape of windows over the last axes."""
    places = []
    for size, n, stride, dilation, (before, after) in zip(
        given[2:], lengths, window["strides"], window["dilations"], window["pads"], strict=True
    ):
        assert isinstance(size, int)
        places.append((size + before + after - (n - 1) * dilation - 1) // stride + 1)
    return (*given[:2], *places, *lengths)


def counts_of(sizes: Sequence[int], lengths: Sequence[int], padded: bool, inner: Pairs, window: Any) -> Array:
    """Return over how many entries each mean is, with the padding `inner` if `padded`; one number if all agree."""
    counted: Any = np.ones((), dtype=np.int64)
    parts = zip(sizes, lengths, window["strides"], window["dilations"], window["pads"], inner, strict=True)
    for size, n, stride, dilation, (before, after), (front, back) in parts:
        number = (size + before + after - (n - 1) * dilation - 1) // stride + 1
        places = np.arange(number)[:, None] * stride + np.arange(n) * dilation - before
        low, high = (-front, size + back) if padded else (0, size)
        counted = np.multiply.outer(counted, ((places >= low) & (places < high)).sum(axis=1))
    one = counted if (counted != counted.flat[0]).any() else counted.reshape(-1)[0]
    made = np.empty(np.shape(one), dtype=object)
    made[...] = np.vectorize(Integer, otypes=[object])(one)
    return made


def _window(call: Call, lengths: Sequence[int]) -> tuple[dict[str, Any], Pairs]:
    """Return the strides, dilations and pads of a node, and its padding without what ceil_mode adds."""
    k, shape = len(lengths), call.shape(0)
    if len(shape) != k + 2 or k > 3 or not k:
        raise UnsupportedError(f"windows are served along 1 to 3 axes behind examples and channels, not {shown(shape)}")
    if any(isinstance(a, str) for a in shape[2:]):
        raise UnsupportedError(f"windows must lie along axes of known length, not along those of {shown(shape)}")
    strides, dilations = (call.integers(n, (1,) * k) for n in ("strides", "dilations"))
    flat = call.integers("pads", (0,) * (2 * k))
    if not len(strides) == len(dilations) == k or len(flat) != 2 * k:
        raise FormatError(f"strides and dilations must have {k} entries and pads {2 * k}")
    if min((*strides, *dilations, *lengths)) < 1 or min(flat) < 0:
        raise FormatError("lengths, strides and dilations must be 1 or more, and pads 0 or more")
    sizes = [int(n) for n in shape[2:]]
    reach = [(n - 1) * d + 1 for n, d in zip(lengths, dilations, strict=True)]
    pads = _auto(call.attribute("auto_pad", b"NOTSET"), sizes, reach, strides)
    pads = tuple(zip(flat[:k], flat[k:], strict=True)) if pads is None else pads
    check_entries([n + before + after for n, (before, after) in zip(sizes, pads, strict=True)])
    whole = pads
    if call.attribute("ceil_mode", 0):
        whole = tuple(map(_ceiled, sizes, reach, strides, pads))
    check_entries([n + before + after for n, (before, after) in zip(sizes, whole, strict=True)])
    return {"strides": strides, "dilations": dilations, "pads": whole}, pads


def _auto(kind: bytes, sizes: Sequence[int], reach: Sequence[int], strides: Sequence[int]) -> Pairs | None:
    if kind == b"NOTSET":
        return None
    if kind == b"VALID":
        return ((0, 0),) * len(sizes)
    if kind not in (b"SAME_UPPER", b"SAME_LOWER"):
        raise FormatError(f"auto_pad must be NOTSET, VALID, SAME_UPPER or SAME_LOWER, not {kind!r}")
    pairs = []
    for size, width, stride in zip(sizes, reach, strides, strict=True):
        missing = max((-(-size // stride) - 1) * stride + width - size, 0)
        less, more = missing // 2, missing - missing // 2
        pairs.append((less, more) if kind == b"SAME_UPPER" else (more, less))
    return tuple(pairs)


def _ceiled(size: int, reach: int, stride: int, pads: tuple[int, int]) -> tuple[int, int]:
    """Return pads that make room for a last window that begins within the array or the padding before it."""
    before, after = pads
    room = size + before + after - reach
    places = -(-room // stride) + 1
    if (places - 1) * stride >= size + before:
        places -= 1
    return before, max((places - 1) * stride + reach - size - before, after if room % stride == 0 else 0)


def _conv(call: Call) -> Value:
    given, kernel = call.shape(0), call.shape(1)
    lengths = known_lengths(kernel[2:])
    stated, group = call.integers("kernel_shape", lengths), call.attribute("group", 1)
    if stated != lengths:
        raise FormatError(f"kernel_shape must be that of the kernel, {lengths}, not {stated}")
    window, _ = _window(call, lengths)
    if group < 1 or kernel[0] % group or given[1] != kernel[1] * group:
        raise FormatError(f"{group} groups must share the channels of {shown(given)} and the kernels {shown(kernel)}")
    x, weight = call.name(0), call.name(1)
    bias = None if call.given(2) is None else call.name(2)
    return convolution_steps(call, x, weight, bias, (given, kernel), group, **window)


def _maxpool(call: Call) -> Value:
    lengths = call.integers("kernel_shape", ())
    window, _ = _window(call, lengths)
    return maximum_steps(call, call.name(0), lengths, **window)


def _averagepool(call: Call) -> Value:
    lengths, shape = call.integers("kernel_shape", ()), call.shape(0)
    window, inner = _window(call, lengths)
    check_entries(windows_shape(shape, lengths, window))
    padded = bool(call.attribute("count_include_pad", 0))
    counts = counts_of([int(n) for n in shape[2:]], lengths, padded, inner, window)
    return average_steps(call, call.name(0), lengths, counts, **window)


def _global(write: Callable[[Call, tuple[int, ...], Shape], Value]) -> Callable[[Call], Value]:
    def read(call: Call) -> Value:
        shape = call.shape(0)
        if len(shape) < 3:
            raise FormatError(f"a global pooling needs axes behind examples and channels, not {shown(shape)}")
        return write(call, tuple(range(2, len(shape))), (*shape[:2], *(1,) * (len(shape) - 2)))

    return read


def _largest(call: Call, axes: tuple[int, ...], shape: Shape) -> Value:
    return call.result("reshape", call.step("max", call.name(0), axes=axes), shape=shape)


_WINDOW = ("auto_pad", "kernel_shape", "pads", "strides")

ROWS: dict[str, Row] = {
    "AveragePool": Row(_averagepool, (1, 1), (*_WINDOW, "ceil_mode", "count_include_pad", "dilations")),
    "Conv": Row(_conv, (2, 3), (*_WINDOW, "dilations", "group")),
    "GlobalAveragePool": Row(_global(mean), (1, 1)),
    "GlobalMaxPool": Row(_global(_largest), (1, 1)),
    "MaxPool": Row(_maxpool, (1, 1), (*_WINDOW, "ceil_mode", "dilations", "storage_order")),
}
