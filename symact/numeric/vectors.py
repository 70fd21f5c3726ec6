"""Vector activations of arrays: along an axis, stable, with dtype and shape kept.

Each is computed in float64 and rounded once to the dtype of the array (float16, float32, float64; integers and bools
count as float64). No warnings are given. A vector that holds nan gives nan, and so does one without a limit:
of softmax and its kin, all entries -inf, or several inf.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Expr, Rational

from symact.arithmetic.balls import to_double
from symact.errors import UnsupportedError
from symact.numeric.arrays import BLOCK, floating_type
from symact.numeric.kernels.doubled import SMALL, times_exp
from symact.numeric.kernels.logistic import sigmoid, swish
from symact.numeric.kernels.normal import gelu

__all__ = ["evaluate_vector"]

Rows = NDArray[np.float64]
"""Float64 vectors, one in each row."""

Kernel = Callable[..., Rows]


def evaluate_vector(function: Any, array: ArrayLike, parameters: tuple[Expr, ...] = (), axis: int = -1) -> Any:
    """Return a vector activation of an array of numbers.

    Parameters
    ----------
    function : VectorActivation, or logsumexp
    array : array_like
        Of at least one dimension.
    parameters : tuple of Expr
        Their values, in order.
    axis : int
        The axis along which the vectors lie.

    Raises
    ------
    ValueError
        For an array without an axis, or a length that the function does not serve.
    TypeError
        For arrays that do not hold real numbers of at most 64 bits.

    Examples
    --------
    >>> evaluate_vector(sa.softmax, np.float32([1000, 0, -1000]))
    array([1., 0., 0.], dtype=float32)
    """
    name = function.__name__
    core = _KERNELS.get(name)
    if core is None:
        raise UnsupportedError(f"arrays are served by {', '.join(_KERNELS)}, not by {name}; give it expressions")
    given = np.asarray(array)
    dtype = floating_type(given)
    if given.ndim == 0:
        raise ValueError(f"the argument of {name} must have an axis, not be the number {given}")
    lanes = np.moveaxis(given, axis, -1)
    check = getattr(function, "check_length", None)
    if check is not None:
        check(lanes.shape[-1], *parameters)
    result = _by_blocks(partial(core, parameters=parameters) if parameters else core, lanes, dtype)
    return result[..., 0][()] if name == "logsumexp" else np.moveaxis(result, -1, axis)


def _by_blocks(core: Kernel, lanes: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return `core` of the last axis, some rows at a time, so that what is in between stays in the cache."""
    n = lanes.shape[-1]
    flat = lanes.reshape(math.prod(lanes.shape[:-1]), n)
    step = max(1, BLOCK // max(n, 1))
    with np.errstate(all="ignore"):
        width = core(np.zeros((1, n))).shape[-1]
        result = np.empty((flat.shape[0], width), dtype)
        for start in range(0, flat.shape[0], step):
            piece = slice(start, start + step)
            result[piece] = core(flat[piece].astype(np.float64, copy=False))
    return result.reshape(*lanes.shape[:-1], width)


def _shifted(x: Rows) -> tuple[Rows, Rows]:
    """Return x less its largest entry, as a rounded number and what its rounding leaves out.

    Where a single entry is inf the others are -inf below it; where there is no limit all is nan.
    """
    top = _top(x)
    high = x - top
    low = _error(x, top, high)
    if not np.isfinite(low).all():
        infinite = np.isposinf(x)
        count = infinite.sum(axis=-1, keepdims=True)
        high = np.where(count == 1, np.where(infinite, 0.0, -np.inf), high)
        high = np.where((count > 1) | (top == -np.inf) | np.isnan(top), np.nan, high)
        low = np.where(np.isfinite(low), low, 0.0)
    return high, low


def _others(x: Rows, high: Rows, low: Rows) -> Rows:
    """Return the sum of the exponentials of all but a largest entry."""
    terms = np.exp(high)
    terms += terms * low
    if terms.shape[-1]:
        first = np.argmax(x, axis=-1, keepdims=True)
        np.put_along_axis(terms, first, np.where(np.isnan(high[..., :1]), np.nan, 0.0), axis=-1)
    total: Rows = terms.sum(axis=-1, keepdims=True)
    return total


def _top(x: Rows) -> Rows:
    top: Rows = np.max(x, axis=-1, keepdims=True, initial=-np.inf)
    return top


def _error(a: Rows, b: Rows, difference: Rows) -> Rows:
    """Return what the rounded difference a - b leaves out (Knuth's two-sum)."""
    taken = difference - a
    return (a - (difference - taken)) - (b + taken)


def softmax(x: Rows) -> Rows:
    """exp(x)/sum(exp(x))."""
    high, low = _shifted(x)
    terms = np.exp(high)
    terms += terms * low
    total = terms.sum(axis=-1, keepdims=True)
    shares: Rows = terms / total
    tiny = high < SMALL
    if tiny.any():
        scale = np.broadcast_to(1.0 / total, high.shape)[tiny]
        shares[tiny] = times_exp(scale, high[tiny], low[tiny])
    return shares


def log_softmax(x: Rows) -> Rows:
    """x - log(sum(exp(x)))."""
    high, low = _shifted(x)
    return high + (low - np.log1p(_others(x, high, low)))


def logsumexp(x: Rows) -> Rows:
    """log(sum(exp(x))) of each row, as a row of one."""
    top = _top(x)
    return np.where(np.isinf(top), top, top + np.log1p(_others(x, *_shifted(x))))


def sparsemax(x: Rows) -> Rows:
    """The projection onto the simplex of probabilities."""
    high, _ = _shifted(x)
    ordered = -np.sort(-high, axis=-1)
    sums = np.cumsum(np.maximum(ordered, -2.0), axis=-1)
    counts = np.arange(1, x.shape[-1] + 1)
    size = np.maximum((1.0 + counts * ordered > sums).sum(axis=-1, keepdims=True), 1)
    threshold = (np.take_along_axis(sums, size - 1, axis=-1) - 1.0) / size if x.shape[-1] else sums
    return np.maximum(high - threshold, 0.0)


def hardmax(x: Rows) -> Rows:
    """One-hot of the first largest entry; nan where an entry is nan."""
    result = np.zeros_like(x)
    if x.shape[-1]:
        np.put_along_axis(result, np.argmax(x, axis=-1, keepdims=True), 1.0, axis=-1)
    return np.where(np.isnan(x).any(axis=-1, keepdims=True), np.nan, result)


def maxout(x: Rows, parameters: tuple[Expr, ...]) -> Rows:
    """The largest of each group of neighbours."""
    k = int(parameters[0])
    grouped: Rows = x.reshape(*x.shape[:-1], x.shape[-1] // k, k).max(axis=-1)
    return grouped


def _halves(x: Rows) -> tuple[Rows, Rows]:
    half = x.shape[-1] // 2
    return x[..., :half], x[..., half:]


def _times_gate(value: Rows, gate: Rows, opened: Rows) -> Rows:
    """Return value*opened, where opened is about exp(gate) far on the left, and would underflow before the product."""
    product = value * opened
    tail = gate < SMALL
    if tail.any():
        product[tail] = times_exp(value[tail], gate[tail])
    return product


def glu(x: Rows) -> Rows:
    """a*sigmoid(b)."""
    a, b = _halves(x)
    return _times_gate(a, b, sigmoid(b))


def swiglu(x: Rows, parameters: tuple[Expr, ...]) -> Rows:
    """(a*sigmoid(beta*a)) * b."""
    a, b = _halves(x)
    (beta,) = parameters
    if beta == 1:
        return _times_gate(a * b, a, sigmoid(a))
    nearest = to_double(beta)
    return swish(a, nearest, to_double(beta - Rational(nearest))) * b


def _gated(gate: Callable[[Rows], Rows]) -> Kernel:
    """Return gate(a) * b as a function of both halves."""

    def core(x: Rows) -> Rows:
        a, b = _halves(x)
        return gate(a) * b

    return core


def relu(x: Rows) -> Rows:
    """max(0, x)."""
    return np.maximum(x, 0.0)


def crelu(x: Rows) -> Rows:
    """The positive parts, then the negative parts."""
    return np.concatenate([relu(x), relu(-x)], axis=-1)


_KERNELS: dict[str, Kernel] = {
    "softmax": softmax,
    "log_softmax": log_softmax,
    "softmin": lambda x: softmax(-x),
    "logsumexp": logsumexp,
    "sparsemax": sparsemax,
    "hardmax": hardmax,
    "maxout": maxout,
    "glu": glu,
    "swiglu": swiglu,
    "geglu": _gated(gelu),
    "reglu": _gated(relu),
    "bilinear": _gated(lambda a: a),
    "crelu": crelu,
}
