"""Weights: arrays that cannot be written, of float32 or float64 numbers or of exact expressions."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from sympy import Expr, Float, MatrixBase, MatrixExpr, Rational, SympifyError, nan, sympify
from sympy.matrices.expressions.matexpr import MatrixElement

from symact.networks.operation import Array

__all__ = ["as_array", "as_support", "as_weight", "equal_weights", "exact_array", "is_symbolic"]


def as_weight(value: Any, owner: str) -> Array:
    """Return an unwritable array of numbers or of expressions, of which nobody else holds a writable view.

    Floating arrays keep their dtype (float16 becomes float32, which holds it); integers, bools and fractions become
    exact; a matrix of SymPy becomes its entries.

    Raises
    ------
    TypeError
        For text, complex numbers and other objects.
    ValueError
        For nan or infinite weights.
    """
    if isinstance(value, MatrixExpr):
        value = value.as_explicit()
    if isinstance(value, MatrixBase):
        value = value.tolist()
    array = as_array(value, f"the weights of {owner!r}")
    if array.dtype == np.float16:
        array = array.astype(np.float32)
    if array.dtype.kind == "f" and array.dtype.itemsize <= 8:
        if not np.isfinite(array).all():
            raise ValueError(f"the weights of {owner!r} must be finite, not nan or inf")
        array = array.astype(array.dtype.newbyteorder("="), copy=not _is_frozen(array))
    elif array.dtype.kind in "iubO":
        array = exact_array(array, owner)
    else:
        raise TypeError(f"the weights of {owner!r} must be real numbers or expressions, not {array.dtype}")
    array.setflags(write=False)
    return array


def as_array(value: Any, what: str) -> Array:
    """Return an array; a ValueError that names it where its rows differ in length."""
    try:
        return np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{what} must have rows of one length, not {reprlib.repr(value)}") from error


def as_support(value: Any, owner: str) -> Array:
    """Return an unwritable array of bools.

    Raises
    ------
    TypeError
        For an array of anything else.
    """
    array = np.array(value)
    if array.dtype != np.bool_:
        raise TypeError(f"the support of {owner!r} must be an array of bools, not of {array.dtype}")
    array.setflags(write=False)
    return array


def _is_frozen(array: Array) -> bool:
    """Return whether nobody can write to the memory of an array."""
    holder: Any = array
    while isinstance(holder, np.ndarray) and not holder.flags.writeable:
        holder = holder.base
    return holder is None or isinstance(holder, bytes)


def exact_array(array: Array, owner: str) -> Array:
    """Return an array of the same shape with exact entries: floats become the rationals they are.

    Raises
    ------
    TypeError
        For an entry that is no number and no expression.
    ValueError
        For nan or infinite entries.
    """
    entries = [_exact(v, owner) for v in array.ravel().tolist()]
    made = np.empty(len(entries), dtype=object)
    made[:] = entries
    return made.reshape(array.shape)


def _exact(value: Any, owner: str) -> Expr:
    if isinstance(value, (MatrixElement, Rational)):  # asking SymPy whether it is finite takes 0.1 ms
        return value
    if isinstance(value, Expr):
        expr = value.xreplace({f: Rational(f) for f in value.atoms(Float)})
    elif isinstance(value, (int, float)):
        expr = Rational(*value.as_integer_ratio()) if math.isfinite(value) else nan
    else:
        expr = _number(value, owner)
    if expr.is_extended_real is False and expr is not nan and not expr.is_infinite:
        raise TypeError(f"an entry of {owner!r} must be real, not {value!r}")
    if expr is nan or expr.is_finite is False:
        raise ValueError(f"the entries of {owner!r} must be finite, not {value!r}")
    return expr


def _number(value: Any, owner: str) -> Expr:
    try:
        expr = None if isinstance(value, str) else sympify(value, strict=True)
    except (SympifyError, TypeError):
        expr = None
    if not isinstance(expr, Expr) or expr.is_Float:
        raise TypeError(f"an entry of {owner!r} must be an exact real number or an expression, not {value!r}")
    return expr


def is_symbolic(array: Array) -> bool:
    """Return whether an array has entries that are not numbers."""
    return array.dtype == object and any(not e.is_number for e in array.flat)


def equal_weights(first: Mapping[str, Array], second: Mapping[str, Array]) -> bool:
    """Return whether two collections hold the same names in one order, dtypes, shapes and entries."""
    return list(first) == list(second) and all(
        a.dtype == b.dtype and np.array_equal(a, b) for a, b in zip(first.values(), second.values(), strict=True)
    )
