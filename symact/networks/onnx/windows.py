"""ONNX operators that look at an array through windows: convolution and pooling."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symact.errors import FormatError, UnsupportedError
from symact.networks.convolution import Pairs, Window, average_pooling, convolution, max_pooling, same_pads
from symact.networks.onnx.call import Call, Row, Value, check_entries
from symact.networks.onnx.reductions import mean
from symact.networks.onnx.shapes import known_lengths
from symact.networks.shapes import Shape, shown

__all__ = ["ROWS"]


def _window(call: Call, lengths: tuple[int, ...]) -> tuple[Window, Pairs]:
    """Return the windows of a node, and its padding without what ceil_mode adds."""
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
    pads = tuple(zip(flat[:k], flat[k:], strict=True))
    reach = Window(lengths, strides, dilations, pads).reach
    pads = _auto(call.attribute("auto_pad", b"NOTSET"), pads, sizes, reach, strides)
    check_entries([n + before + after for n, (before, after) in zip(sizes, pads, strict=True)])
    whole = pads
    if call.attribute("ceil_mode", 0):
        whole = tuple(map(_ceiled, sizes, reach, strides, pads))
    check_entries([n + before + after for n, (before, after) in zip(sizes, whole, strict=True)])
    return Window(lengths, strides, dilations, whole), pads


def _auto(kind: bytes, stated: Pairs, sizes: Sequence[int], reach: Sequence[int], strides: Sequence[int]) -> Pairs:
    if kind == b"NOTSET":
        return stated
    if kind == b"VALID":
        return ((0, 0),) * len(sizes)
    if kind not in (b"SAME_UPPER", b"SAME_LOWER"):
        raise FormatError(f"auto_pad must be NOTSET, VALID, SAME_UPPER or SAME_LOWER, not {kind!r}")
    pairs = same_pads(sizes, reach, strides)
    return pairs if kind == b"SAME_UPPER" else tuple((more, less) for less, more in pairs)


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
    return convolution(call, x, weight, bias, group, window)


def _maxpool(call: Call) -> Value:
    window, _ = _window(call, call.integers("kernel_shape", ()))
    return max_pooling(call, call.name(0), window)


def _averagepool(call: Call) -> Value:
    window, pads = _window(call, call.integers("kernel_shape", ()))
    return average_pooling(call, call.name(0), window, pads if call.attribute("count_include_pad", 0) else None)


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
