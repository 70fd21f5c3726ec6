"""Programs of array steps: a list of named values, each with the NumPy code that makes it, its places left open.

:mod:`symact.numeric.program_source` writes a program as source that reuses memory;
:mod:`symact.numeric.program_code` makes that source run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

__all__ = ["Let", "Program", "ROWS", "Shape", "length", "shown_shape"]

ROWS = "n"
"""The name, in shapes and in source, of the number of rows at hand: of the block inside the loop, else of all."""

Shape: TypeAlias = tuple[int | str, ...]


@dataclass(frozen=True)
class Let:
    """One value of a program and how it is made.

    Attributes
    ----------
    name : str
    reads : tuple of str
        The values it is made of.
    code : str
        With ``{0}``, ``{1}``, ... for what it reads and ``{out}`` for where a "write" puts it.
    shape : tuple of int or str
        ``"n"`` is the axis of the rows, by custom the first; other names are arguments of the program.
    kind : {"write", "view", "make"}
        A call that writes into ``{out}``; an expression that shows the memory of the first it reads; an expression with
        memory of its own.
    rows : {"each", "sum", "all"}
        Whether a row of it depends on that row alone, it is a sum over the rows, or it needs all at once.
    over : bool
        Whether it may be written over what it reads, as elementwise operations may.
    note : str
        A comment; words of this package's own.
    """

    name: str
    reads: tuple[str, ...]
    code: str
    shape: Shape
    kind: Literal["write", "view", "make"]
    rows: Literal["each", "sum", "all"] = "each"
    over: bool = False
    note: str = ""


@dataclass(frozen=True)
class Program:
    """Values let-bound one after the other.

    Attributes
    ----------
    inputs : tuple of (str, shape)
    weights : tuple of str
        What `prepare` gets.
    axes : tuple of str
        Named lengths other than the number of rows.
    lets : tuple of Let
    outputs : tuple of str
        Written into the arrays ``y1, y2, ...``, in order.
    functions : tuple of (str, callable)
        What the code calls beside NumPy; hashable, so that equal programs are compiled once.
    """

    inputs: tuple[tuple[str, Shape], ...]
    weights: tuple[str, ...]
    axes: tuple[str, ...]
    lets: tuple[Let, ...]
    outputs: tuple[str, ...]
    functions: tuple[tuple[str, Callable[..., Any]], ...] = ()


def length(axes: Sequence[int | str]) -> str:
    """Return the code of the number of entries along axes together."""
    number = int(np.prod([a for a in axes if not isinstance(a, str)], dtype=object))
    names = [a for a in axes if isinstance(a, str)]
    return " * ".join([*names, *([str(number)] if number != 1 or not names else [])])


def shown_shape(axes: Sequence[int | str]) -> str:
    """Return the code of a shape."""
    return f"({', '.join(map(str, axes))}{',' if len(axes) == 1 else ''})"
