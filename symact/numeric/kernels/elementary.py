"""What the pieces of generated code are put together with, and the differences that cancel in hyperbolic functions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from symact.numeric.coefficients import TANHSHRINK_SMALL
from symact.numeric.kernels.doubled import times_exp
from symact.numeric.polynomial import Vector

__all__ = ["conjugate", "log1mexp", "sech2", "select", "some", "tanhshrink"]

LOG_2 = float(np.log(2.0))


def select(mask: NDArray[np.bool_], a: Vector | float, b: Vector | float) -> Vector:
    """a where the mask holds and b elsewhere, bit by bit: what `np.where` does, at twice its speed on random masks."""
    chosen = mask.astype(np.int64)
    np.negative(chosen, out=chosen)
    first, second = _bits(a), _bits(b)
    chosen &= first ^ second
    chosen ^= second
    result: Vector = chosen.view(np.float64)
    return result


def _bits(a: Vector | float) -> NDArray[np.int64]:
    bits: NDArray[np.int64] = np.asarray(a, np.float64).view(np.int64)
    return bits


def some(mask: NDArray[np.bool_]) -> bool:
    """Whether a mask holds anywhere. (A method would import inside NumPy, which code without builtins cannot.)"""
    return bool(mask.any())


def conjugate(a: Vector, b: Vector, n: Vector) -> Vector:
    """a + b; where they cancel by way of n = a**2 - b**2, which does not."""
    total = a + b
    return np.where(np.abs(total) < 0.5 * np.abs(b), n / (a - b), total)


def log1mexp(x: Vector) -> Vector:
    """log(1 - exp(-x)) for x >= 0, -inf at 0, nan below.

    Mächler, *Accurately computing log(1 - exp(-|a|))* (2012): by expm1 up to log(2), by log1p beyond.

    Examples
    --------
    >>> log1mexp(np.array([1e-15]))
    array([-34.53877639])
    """
    return np.where(x < LOG_2, np.log(-np.expm1(-x)), np.log1p(-np.exp(-x)))


def sech2(x: Vector) -> Vector:
    """1 - tanh(x)**2 = 4*exp(-2|x|) / (1 + exp(-2|x|))**2, the derivative of tanh, without cancellation.

    Examples
    --------
    >>> sech2(np.array([20.0])), 1 - np.tanh(20.0).item()**2
    (array([1.6993417e-17]), 0.0)
    """
    exponent = -2.0 * np.abs(x)
    e = np.exp(exponent)
    denominator = 1.0 + e
    lost = e - (denominator - 1.0)
    return times_exp(4.0 / (denominator * denominator), exponent, -2.0 * lost / denominator)


def tanhshrink(x: Vector) -> Vector:
    """x - tanh(x), to full relative accuracy at 0, where it is x**3/3.

    Examples
    --------
    >>> tanhshrink(np.array([1e-100, -np.inf]))
    array([3.33333333e-301,           -inf])
    """
    a = np.abs(x)
    result = np.copysign((a - 1.0) + 2.0 / (np.exp(2.0 * a) + 1.0), x)
    small = a < 1.0
    near = x[small]
    squared = near * near
    result[small] = near * (squared * TANHSHRINK_SMALL(squared))
    return result
