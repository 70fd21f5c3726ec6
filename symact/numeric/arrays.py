"""What every numeric function keeps: dtype, shape and silence. The mathematics is written on vectors of float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symact.numeric.polynomial import Vector

__all__ = ["BLOCK", "floating_type", "on_arrays"]

BLOCK = 8192
"""Elements worked on at a time, so that what is in between stays in the processor's cache."""

_PYTHON_NUMBERS = (float, int, bool)


Filler = Callable[..., None]
"""From a contiguous vector to write and those to read, of its dtype and contiguous too."""


def on_arrays(
    core: Callable[..., Vector], fillers: Mapping[np.dtype[Any], Filler] = MappingProxyType({})
) -> Callable[..., Any]:
    """Make of a function on float64 vectors one on whatever holds real numbers.

    Parameters
    ----------
    core : callable
    fillers : mapping, optional
        What computes in these dtypes at once, in place of `core`.

    Returns
    -------
    callable
        From one `array_like` or more, which broadcast, and `out`. Its result has their shape and dtype (float16,
        float32 or float64; integers and bools count as float64), computed in float64 and rounded once. Python numbers
        give a Python float; NumPy scalars and arrays without axes a NumPy scalar. `out` may be an argument itself.
        No floating-point warning is given or raised, whatever `numpy.errstate` says outside. It raises TypeError for
        complex numbers, objects, text and floats wider than float64, and for an `out` of another dtype, ValueError
        for an `out` of another shape or that cannot be written.

    Examples
    --------
    >>> on_arrays(np.square)(np.float32([3.0, np.inf])), on_arrays(np.square)(3)
    (array([ 9., inf], dtype=float32), 9.0)
    """

    @wraps(core)
    def call(*arguments: ArrayLike, out: NDArray[Any] | None = None) -> Any:
        if fillers and len(arguments) == 1 and (filler := _plain(arguments[0], out, fillers)) is not None:
            result = np.empty_like(arguments[0]) if out is None else out
            filler(result, arguments[0])
            return result
        if out is None and all(type(a) in _PYTHON_NUMBERS for a in arguments):
            with np.errstate(all="ignore"):
                return core(*(np.array([float(a)]) for a in arguments)).item()  # type: ignore[arg-type]
        dtype = floating_type(*arguments).newbyteorder("=")
        arrays = [np.asarray(a) for a in arguments]
        if len(arrays) > 1:
            arrays = list(np.broadcast_arrays(*arrays))
        if out is not None:
            _check_out(out, arrays[0].shape, dtype)
        direct = out is not None and out.flags.c_contiguous and not any(_overlap(a, out) for a in arrays)
        result = out if out is not None and direct else np.empty(arrays[0].shape, dtype)
        filler = fillers.get(dtype)
        if filler is None:
            _fill(result, core, arrays)
        else:
            filler(result, *(np.ascontiguousarray(a, dtype) for a in arrays))
        if out is None:
            return result if result.ndim else result[()]
        if not direct:
            out[...] = result
        return out

    return call


def _plain(array: Any, out: Any, fillers: Mapping[np.dtype[Any], Filler]) -> Filler | None:
    """Return what fills a result at once, where nothing about the arrays has to be prepared: the way of most calls."""
    if type(array) is not np.ndarray or not array.ndim or not array.flags.c_contiguous:
        return None
    if out is not None and out is not array:
        alike = type(out) is np.ndarray and out.dtype == array.dtype and out.shape == array.shape
        if not alike or not out.flags.carray or np.may_share_memory(array, out):
            return None
    return fillers.get(array.dtype) if out is not array or array.flags.writeable else None


def _fill(result: NDArray[Any], core: Callable[..., Vector], arrays: list[NDArray[Any]]) -> None:
    """Write the values into a contiguous array, block by block."""
    flat, vectors = result.reshape(-1), [a.reshape(-1) for a in arrays]
    with np.errstate(all="ignore"):
        for start in range(0, flat.size, BLOCK):
            part = slice(start, start + BLOCK)
            flat[part] = core(*(v[part].astype(np.float64, copy=False) for v in vectors))


def floating_type(*arguments: ArrayLike) -> np.dtype[Any]:
    """Return the dtype of the result for these arguments.

    Examples
    --------
    >>> floating_type(np.float32([1, 2]), 3.0)
    dtype('float32')
    >>> floating_type([1, 2])
    dtype('float64')
    """
    kinds = [a if type(a) in _PYTHON_NUMBERS else np.asarray(a).dtype for a in arguments]
    dtype = np.result_type(*kinds)
    if dtype.kind in "biu":
        return np.dtype(np.float64)
    if dtype.kind == "O":
        given = repr(_no_number(arguments))
        raise TypeError(
            f"the argument must be real numbers of at most 64 bits, not {given}; convert it with float first"
        )
    if dtype.kind != "f" or dtype.itemsize > 8:
        raise TypeError(f"the argument must be real numbers of at most 64 bits, not of dtype {dtype}; convert it first")
    return dtype


def _no_number(arguments: tuple[ArrayLike, ...]) -> Any:
    """Return the first entry that is neither a number of Python's nor of NumPy's."""
    entries = (e for a in arguments for e in np.ravel(np.asarray(a, dtype=object)))
    return next((e for e in entries if not isinstance(e, (*_PYTHON_NUMBERS, np.number))), "an array of objects")


def _check_out(out: Any, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
    if not isinstance(out, np.ndarray) or out.dtype != dtype:
        raise TypeError(f"out must be a NumPy array of {dtype}, not {getattr(out, 'dtype', type(out).__name__)}")
    if out.shape != shape:
        raise ValueError(f"out must be of the shape {shape}, not {out.shape}")
    if not out.flags.writeable:
        raise ValueError("out must be writeable, which this array is not; pass another")


def _overlap(a: NDArray[Any], out: NDArray[Any]) -> bool:
    """Return whether writing a block of `out` could spoil one of `a` that is still to be read."""
    same = a.ctypes.data == out.ctypes.data and a.strides == out.strides and a.dtype == out.dtype
    return not same and np.may_share_memory(a, out)
