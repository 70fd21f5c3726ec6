"""NumPy: the source over the kernels of :mod:`symact.numeric.kernels`, on arrays of whatever real dtype and shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Expr, Symbol

from symact.numeric.arrays import on_arrays
from symact.numeric.expression_source import expression_source
from symact.numeric.generated import compiled

__all__ = ["prepare"]


def prepare(
    expression: Expr, variables: tuple[Symbol, ...], derivative: int, at_kink: str
) -> tuple[str, Callable[..., Any]]:
    """Return the source of a function of float64 vectors, and that function on arrays."""
    source = expression_source(expression, variables, derivative, at_kink)
    return source, on_arrays(compiled(source))
