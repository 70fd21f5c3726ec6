"""A program on numba: the loop of the kernel in C, compiled from Python where numba is installed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from symact.errors import MissingExtraError
from symact.logic.simulation.program import Program
from symact.logic.simulation.words import Words

__all__ = ["kernel", "on_numba"]

WIDTH = 128  # words in a block


def _run(code: Any, inputs: int, words: Any, out: Any, rows: Any) -> None:
    for start in range(0, words.shape[1], WIDTH):
        width = min(WIDTH, words.shape[1] - start)
        for i in range(inputs):
            rows[i + 1, :width] = words[i, start : start + width]
        for line in range(code.shape[0]):
            op, target = code[line, 0], code[line, 1]
            a, b = rows[code[line, 2]], rows[code[line, 3]]
            if op == 0:
                for k in range(WIDTH):
                    rows[target, k] = a[k] & b[k]
            elif op == 1:
                for k in range(WIDTH):
                    rows[target, k] = a[k] | b[k]
            elif op == 2:
                for k in range(WIDTH):
                    rows[target, k] = a[k] ^ b[k]
            elif op == 3:
                for k in range(WIDTH):
                    rows[target, k] = a[k] & ~b[k]
            elif op == 4:
                for k in range(width):
                    out[target, start + k] = a[k]
            else:
                for k in range(width):
                    out[target, start + k] = ~a[k]


@lru_cache(maxsize=1)
def kernel() -> Any:
    """Return the compiled kernel.

    Raises
    ------
    MissingExtraError
        If numba is not installed.
    """
    try:
        import numba
    except ImportError:
        raise MissingExtraError('numba must be installed for this; pip install "symact[numba]"') from None
    return numba.njit(nogil=True)(_run)


def on_numba(program: Program) -> Callable[[Words, Words], None]:
    """Return the function that runs a program on words of the inputs, into words of the outputs; as :func:`kernel`."""
    run_code = kernel()
    rows = 1 + program.inputs + program.slots

    def run(words: Words, out: Words) -> None:
        given = np.require(words, requirements=("C", "W"))
        run_code(program.code, program.inputs, given, out, np.zeros((rows, WIDTH), dtype=np.uint64))

    return run
