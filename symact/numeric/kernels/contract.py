"""What every kernel keeps: dtype, shape and silence; the mathematics is written on blocks of float64."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["BLOCK", "Kernel", "Vector", "floating_type", "kernel"]

Vector = NDArray[np.float64]

BLOCK = 8192
"""Elements worked on at a time, so that what is in between stays in the processor's cache."""

PYTHON_NUMBERS = (float, int, bool)


class Kernel(Protocol):
    """A function of numbers or arrays, elementwise; `__wrapped__` is the mathematics on float64 vectors."""

    __name__: str
    __wrapped__: Callable[..., Vector]

    def __call__(self, *arguments: ArrayLike, **named: ArrayLike) -> Any: ...


def kernel(core: Callable[..., Vector]) -> Any:
    """Make of a function on float64 vectors one on whatever holds real numbers.

    The dtype of the result is that of the arguments (float16, float32 or float64; integers and bools count as
    float64) and is computed in float64 and rounded once. Python numbers give a Python float, an array an array of
    its shape, NumPy scalars a NumPy scalar. Several arguments broadcast. No floating-point warning is given or
    raised, whatever `numpy.errstate` says outside.

    Raises
    ------
    TypeError
        For complex numbers, objects, strings, and floats wider than float64.
    """

    @wraps(core)
    def call(*arguments: ArrayLike, **named: ArrayLike) -> Any:
        dtype = floating_type(*arguments, *named.values())
        with np.errstate(all="ignore"):
            if all(type(a) in PYTHON_NUMBERS for a in (*arguments, *named.values())):
                return float(core(*map(_single, arguments), **{k: _single(v) for k, v in named.items()})[0])
            arrays = np.broadcast_arrays(*arguments, *named.values())
            result = np.empty(arrays[0].shape, dtype)
            flat, vectors = result.reshape(-1), [a.reshape(-1) for a in arrays]
            for start in range(0, flat.size, BLOCK):
                piece = slice(start, start + BLOCK)
                work = [v[piece].astype(np.float64, copy=False) for v in vectors]
                positional, rest = work[: len(arguments)], work[len(arguments) :]
                flat[piece] = core(*positional, **dict(zip(named, rest, strict=True)))
        keep = result.ndim or any(isinstance(a, np.ndarray | list | tuple) for a in arguments)
        return result if keep else result[()]

    return call


def floating_type(*arguments: ArrayLike) -> np.dtype[Any]:
    """The dtype of a kernel's result.

    Examples
    --------
    >>> floating_type(np.float32([1, 2]), 3.0)
    dtype('float32')
    >>> floating_type([1, 2])
    dtype('float64')
    """
    kinds = [a if type(a) in PYTHON_NUMBERS else np.asarray(a).dtype for a in arguments]
    dtype = np.result_type(*kinds)
    if dtype.kind in "biu":
        return np.dtype(np.float64)
    if dtype.kind != "f" or dtype.itemsize > 8:
        raise TypeError(
            f"a kernel's argument must be real numbers of at most 64 bits, not of dtype {dtype}; convert it first"
        )
    return dtype


def _single(number: Any) -> Vector:
    return np.array([float(number)])
