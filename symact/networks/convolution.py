"""Convolution and pooling in steps: windows over an array, then a contraction, a maximum or a mean.

Layers write them here, and so do the readers of files and modules; what stands here is found again as one ONNX node.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
from sympy import Integer

from symact.errors import NetworkError
from symact.networks.operation import Array
from symact.networks.shapes import Shape, shown
from symact.networks.writer import NetworkWriter

__all__ = [
    "Pairs",
    "Steps",
    "Window",
    "Written",
    "average_pooling",
    "convolution",
    "max_pooling",
    "per_axis",
    "same_pads",
    "window_over",
]

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Window:
    """Windows over the last axes of an array, behind those of examples and channels.

    Attributes
    ----------
    lengths, strides, dilations : tuple of int
        Along each axis: how many entries a window has, from window to window, and from entry to entry in one.
    pads : tuple of (int, int)
        How many entries are added before and after.
    """

    lengths: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    pads: Pairs

    @property
    def reach(self) -> tuple[int, ...]:
        """From the first entry of a window to behind its last."""
        return tuple((n - 1) * d + 1 for n, d in zip(self.lengths, self.dilations, strict=True))

    @property
    def inside(self) -> tuple[int, ...]:
        """The axes of an array of windows that lie within them."""
        k = len(self.lengths)
        return tuple(range(2 + k, 2 + 2 * k))


class Steps(Protocol):
    """What is written on: steps in between, constants, and the last step, which has a name of its own."""

    def step(self, operation: str, *inputs: str, **options: Any) -> str: ...

    def constant(self, value: Any) -> str: ...

    def result(self, operation: str, *inputs: str, **options: Any) -> str: ...

    def shape_of(self, name: str) -> Shape: ...


@dataclass
class Written:
    """Steps on a network that is being built: the last under a name, ``y``, those before as ``y/1``, ``y/2``."""

    writer: NetworkWriter
    name: str | None = None
    before: int = 0

    def step(self, operation: str, *inputs: str, **options: Any) -> str:
        return self.writer.add(operation, *inputs, name=self._next(), **options)

    def constant(self, value: Any) -> str:
        return self.writer.constant(value, self._next())

    def _next(self) -> str | None:
        self.before += 1
        return None if self.name is None else f"{self.name}/{self.before}"

    def result(self, operation: str, *inputs: str, **options: Any) -> str:
        return self.writer.add(operation, *inputs, name=self.name, **options)

    def shape_of(self, name: str) -> Shape:
        return self.writer.shape(name)


def convolution(to: Steps, x: str, weight: str, bias: str | None, groups: int, window: Window) -> str:
    """Write a convolution: the windows of each group of channels times its kernels, and a bias for each channel."""
    outputs, channels, *lengths = to.shape_of(weight)
    k = len(lengths)
    places, offsets = "pqr"[:k], "uvw"[:k]
    last = to.result if bias is None else to.step
    patches = to.step("windows", x, fill=0, **asdict(window))
    if groups == 1:
        subscripts = f"nc{places}{offsets},oc{offsets}->no{places}"
        product = last("contract", patches, weight, subscripts=subscripts)
    else:
        n, _, *seen = to.shape_of(patches)
        patches = to.step("reshape", patches, shape=(n, groups, channels, *seen))
        grouped = to.step("reshape", weight, shape=(groups, int(outputs) // groups, channels, *lengths))
        subscripts = f"ngc{places}{offsets},goc{offsets}->ngo{places}"
        product = to.step("contract", patches, grouped, subscripts=subscripts)
        product = last("reshape", product, shape=(n, outputs, *seen[:k]))
    if bias is None:
        return product
    return to.result("add", product, to.step("reshape", bias, shape=(outputs, *(1,) * k)))


def max_pooling(to: Steps, x: str, window: Window) -> str:
    """Write the largest entry of each window; padding does not count."""
    return to.result("max", to.step("windows", x, fill=-np.inf, **asdict(window)), axes=window.inside)


def average_pooling(to: Steps, x: str, window: Window, counted: Pairs | None = None) -> str:
    """Write the mean of each window: of the entries of the array, and of as much padding as is `counted`."""
    patches = to.step("windows", x, fill=0, **asdict(window))
    total = to.step("sum", patches, axes=window.inside)
    sizes = [int(n) for n in to.shape_of(x)[2:]]
    return to.result("divide", total, to.constant(_counts(sizes, to.shape_of(total)[2:], window, counted)))


def _counts(sizes: Sequence[int], numbers: Sequence[Any], window: Window, counted: Pairs | None) -> Array:
    """Return over how many entries each mean is; one number if all agree."""
    found: Any = np.ones((), dtype=np.int64)
    pads = counted or ((0, 0),) * len(sizes)
    parts = zip(sizes, numbers, *asdict(window).values(), pads, strict=True)
    for size, number, length, stride, dilation, (before, _), (front, back) in parts:
        places = np.arange(number)[:, None] * stride + np.arange(length) * dilation - before
        found = np.multiply.outer(found, ((places >= -front) & (places < size + back)).sum(axis=1))
    one = found if (found != found.flat[0]).any() else found.reshape(-1)[0]
    return np.asarray(np.frompyfunc(Integer, 1, 1)(one), dtype=object)


def per_axis(value: Any, k: int) -> tuple[int, ...]:
    """Return a number for each axis, where one can stand for all."""
    return (value,) * k if isinstance(value, int) else tuple(value)


def same_pads(sizes: Sequence[Any], reach: Sequence[int], strides: Sequence[int]) -> Pairs:
    """Return the pads with which there is a window for each stride, the odd one behind."""
    missing = [
        max((-(-size // stride) - 1) * stride + width - size, 0)
        for size, width, stride in zip(sizes, reach, strides, strict=True)
    ]
    return tuple((m // 2, m - m // 2) for m in missing)


def window_over(shape: Shape, lengths: Any, stride: Any, padding: Any, dilation: Any) -> Window:
    """Return windows over the axes behind those of examples and channels.

    Parameters
    ----------
    shape : Shape
        Of the array.
    lengths, stride, dilation : int or tuple of int
    padding : int, tuple of int or of pairs, {"same", "valid"}

    Raises
    ------
    NetworkError
        If they are not as many as there are axes of known length.
    ValueError
        For a length, a stride or a dilation below 1, or a padding of another kind.
    """
    k = len(shape) - 2
    lengths, strides, dilations = (per_axis(v, k) for v in (lengths, stride, dilation))
    if k < 1 or any(isinstance(a, str) for a in shape[2:]) or not len(lengths) == len(strides) == len(dilations) == k:
        raise NetworkError(
            f"windows must have a length, a stride and a dilation for each known axis behind examples and channels, "
            f"not {lengths}, {strides} and {dilations} over {shown(shape)}"
        )
    if min((*lengths, *strides, *dilations)) < 1:
        raise ValueError("lengths, strides and dilations must be 1 or more")
    window = Window(tuple(map(int, lengths)), strides, dilations, ((0, 0),) * k)
    if padding == "same":
        pads = same_pads(shape[2:], window.reach, strides)
    else:
        pads = _pads(0 if padding == "valid" else padding, k)
    return Window(window.lengths, strides, dilations, pads)


def _pads(padding: Any, k: int) -> Pairs:
    each = per_axis(padding, k) if not isinstance(padding, str) else ()
    pads = tuple((p, p) if isinstance(p, int) else tuple(p) for p in each)
    if len(pads) != k or any(len(p) != 2 or min(p) < 0 for p in pads):
        raise ValueError(f'padding must be "same", "valid", or 0 or more entries for each axis, not {padding!r}')
    return pads
