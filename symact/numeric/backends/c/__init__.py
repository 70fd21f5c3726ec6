"""C: the source that is written for NumPy as functions of one number in C99, compiled where it is used.

The primitives are in the files of C beside this one. Loops over arrays are vector code, as compilers make it of
functions without branches. float64 and float32 have loops of their own; float32 is computed in float64, by shorter
polynomials, and rounded once; float16 is computed as float64 and rounded once.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Symbol

from symact.numeric.arrays import on_arrays
from symact.numeric.backends.c.source import c_source
from symact.numeric.expression_source import expression_source
from symact.numeric.native import compiler, library

__all__ = ["prepare"]

FLAGS = ("-fno-trapping-math", "-lm")
WIDE = "-mprefer-vector-width=512"


def prepare(
    expression: Expr, variables: tuple[Symbol, ...], derivative: int, at_kink: str
) -> tuple[str, Callable[..., Any]]:
    """Return the source in C, and the function on arrays that it is compiled to.

    Raises
    ------
    MissingExtraError
        If there is no C compiler.
    """
    source = c_source(expression_source(expression, variables, derivative, at_kink))
    return source, on_arrays(*compiled(source, len(variables)))


def compiled(source: str, arguments: int) -> tuple[Callable[..., Any], dict[np.dtype[Any], Callable[..., None]]]:
    """Return the function of float64 vectors that a source defines, and what fills a vector of float64 or float32."""
    built = library(source, _flags())
    fill = {np.dtype(d): _filler(getattr(built, f"f_{d}"), arguments) for d in ("float64", "float32")}

    def of_vectors(*vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        result = np.empty_like(vectors[0])
        fill[result.dtype](result, *vectors)
        return result

    return of_vectors, fill


def _flags() -> tuple[str, ...]:
    found = compiler()
    return (WIDE, *FLAGS) if found is not None and "__AVX512DQ__" in found.macros else FLAGS


def _filler(function: Any, arguments: int) -> Callable[..., None]:
    function.argtypes = (ctypes.c_int64, *[ctypes.c_void_p] * (arguments + 1))
    function.restype = None

    def fill(result: NDArray[Any], *vectors: NDArray[Any]) -> None:
        # the interface's address takes half the time that `ctypes.data` does
        function(
            result.size, *(v.__array_interface__["data"][0] for v in vectors), result.__array_interface__["data"][0]
        )

    return fill
