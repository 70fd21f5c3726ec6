"""One small file a backend: each has `prepare`, which makes of an expression its source and the function that runs.

A backend whose language is Python over arrays (NumPy, JAX) writes the source of
:mod:`symact.numeric.expression_source` and says what the names in it are. To add one: a file here and a row below.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol, cast

from sympy import Expr, Symbol

__all__ = ["BACKENDS", "Prepare", "backend"]

BACKENDS = {"numpy": "symact.numeric.backends.numpy", "c": "symact.numeric.backends.c"}


class Prepare(Protocol):
    """From what is asked for to the readable source, and the function of the caller's arguments and `out`."""

    def __call__(
        self, expression: Expr, variables: tuple[Symbol, ...], derivative: int, at_kink: str
    ) -> tuple[str, Callable[..., Any]]: ...


def backend(name: str) -> Prepare:
    """Import a backend and return its `prepare`.

    Raises
    ------
    ValueError
        For a name that no backend has.
    """
    if name not in BACKENDS:
        raise ValueError(f"backend must be one of {', '.join(BACKENDS)}, not {name!r}")
    return cast(Prepare, import_module(BACKENDS[name]).prepare)
