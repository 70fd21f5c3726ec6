"""Layers of images and signals: convolution, pooling, and the entries of an example in one row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symact.errors import NetworkError
from symact.networks import convolution
from symact.networks.convolution import Window, Written, per_axis, window_over
from symact.networks.layers.rows import Rows
from symact.networks.shapes import Shape, count, shown

__all__ = ["AveragePool", "Conv", "Flatten", "MaxPool"]


@dataclass(frozen=True, eq=False)
class Conv:
    r"""A convolution along one to three axes and its activation, as all libraries mean it: kernels are not turned.

    .. math:: h_{o,p} = f\Bigl(b_o + \sum_{c,u} W_{o,c,u}\, x_{c,\, s p + d u - a}\Bigr)

    with the stride s, the dilation d and the padding a, of zeros. It takes values of the shape examples x channels x
    axes. The same object at two places of a chain is one layer with shared weights.

    Parameters
    ----------
    weight : array_like of shape (channels out, channels in / groups, lengths ...)
        Float32 or float64 numbers, rationals, or symbols.
    bias : array_like of shape (channels out,), optional
        None for a layer without.
    activation : Activation, Expr or vector activation, optional
        The identity unless stated.
    stride, dilation : int or tuple of int, optional
        1 or more: from window to window, and from entry to entry in one.
    padding : int, tuple of int or of pairs, {"same", "valid"}, optional
        How many zeros are added on both sides, or before and after; as many as give a window for each stride, the odd
        one behind; none.
    groups : int, optional
        Into how many groups the channels fall; kernels see those of their own.
    name : str, optional
        Number, in the names of what belongs to it: W1, b1, z1, h1.

    Raises
    ------
    NetworkError
        From the chain, if channels or windows do not fit the value before.

    References
    ----------
    Dumoulin and Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285, 2016

    Examples
    --------
    >>> edges = sa.layers.Conv([[[-1, 1]]])
    >>> sa.layers.chain([edges], inputs=("N", 1, 4))(np.array([[1.0, 2.0, 4.0, 8.0]]))
    array([[1., 2., 4.]])
    """

    weight: Any
    bias: Any = None
    activation: Any = None
    stride: Any = 1
    padding: Any = 0
    dilation: Any = 1
    groups: int = 1
    name: str | None = None

    def write(self, rows: Rows, value: str) -> str:
        """Write the layer."""
        weight, bias = rows.parameters(self)
        shape, kernel = rows.writer.shape(value), rows.writer.shape(weight)
        if not 3 <= len(kernel) == len(shape) <= 5:
            raise NetworkError(f"{weight} must have the axes of {shown(shape)}, from 3 to 5, not {shown(kernel)}")
        groups, outputs, channels = self.groups, int(kernel[0]), int(kernel[1])
        if groups < 1 or outputs % groups or shape[1] != channels * groups:
            raise NetworkError(f"{weight} must fit the {shape[1]} channels in {groups} groups, not be {shown(kernel)}")
        window = window_over(shape, kernel[2:], self.stride, self.padding, self.dilation)
        to = Written(rows.writer, rows.name("z"))
        return rows.activate(self.activation, convolution.convolution(to, value, weight, bias, groups, window))


@dataclass(frozen=True, eq=False)
class MaxPool:
    """The largest entry of each window; padding does not count.

    Parameters
    ----------
    size : int or tuple of int
        How many entries a window has along each axis behind those of examples and channels.
    stride : int or tuple of int, optional
        From window to window; unless stated they lie side by side.
    padding : int, tuple of int or of pairs, {"same", "valid"}, optional
        As of :class:`Conv`.
    dilation : int or tuple of int, optional
        From entry to entry in a window.

    Examples
    --------
    >>> sa.layers.chain([sa.layers.MaxPool(2)], inputs=("N", 1, 4))(np.array([[1.0, 3.0, 2.0, 0.0]]))
    array([[3., 2.]])
    """

    size: Any
    stride: Any = None
    padding: Any = 0
    dilation: Any = 1

    def write(self, rows: Rows, value: str) -> str:
        """Write the layer."""
        window = _pool(self, rows.writer.shape(value), self.dilation)
        return convolution.max_pooling(Written(rows.writer, rows.name("h")), value, window)


@dataclass(frozen=True, eq=False)
class AveragePool:
    """The mean of each window.

    Parameters
    ----------
    size, stride, padding
        As of :class:`MaxPool`.
    count_padding : bool, optional
        Whether padding counts as zeros; unless stated a mean is over entries of the array alone.

    Examples
    --------
    >>> sa.layers.chain([sa.layers.AveragePool(2)], inputs=("N", 1, 4))(np.array([[1.0, 3.0, 2.0, 0.0]]))
    array([[2., 1.]])
    """

    size: Any
    stride: Any = None
    padding: Any = 0
    count_padding: bool = False

    def write(self, rows: Rows, value: str) -> str:
        """Write the layer."""
        window = _pool(self, rows.writer.shape(value), 1)
        counted = window.pads if self.count_padding else None
        return convolution.average_pooling(Written(rows.writer, rows.name("h")), value, window, counted)


@dataclass(frozen=True, eq=False)
class Flatten:
    """The entries of each example in one row, as a dense layer behind convolutions takes them."""

    def write(self, rows: Rows, value: str) -> str:
        """Write the layer."""
        lead, *inner = rows.writer.shape(value) or ("",)
        entries = count(tuple(inner))
        if entries is None or not inner:
            raise NetworkError(f"{value!r} must have axes of known length behind the first to be flattened")
        return rows.writer.add("reshape", value, shape=(lead, entries), name=rows.name("h"))


def _pool(layer: MaxPool | AveragePool, shape: Shape, dilation: Any) -> Window:
    size = per_axis(layer.size, len(shape) - 2)
    window = window_over(shape, size, size if layer.stride is None else layer.stride, layer.padding, dilation)
    if any(max(pair) >= reach for pair, reach in zip(window.pads, window.reach, strict=True)):
        raise ValueError(f"padding must be less than a window, of {window.lengths}, not {window.pads}")
    return window
