"""A program in C: a loop over the instructions, each of which runs over a row of a block that stays in the cache.

The kernel is one source for all circuits; the program is data that it reads.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from symact.logic.simulation.program import Program
from symact.logic.simulation.words import Words
from symact.numeric.native import library

__all__ = ["kernel", "on_c"]

WIDTH = 128  # words in a block: long enough to hide the jump to the next instruction
ALIGNMENT = 64

SOURCE = r"""
#include <stdint.h>
#include <string.h>

typedef uint64_t vector __attribute__((vector_size(64), may_alias));
typedef struct { int32_t op, target, a, b; } instruction;

#define EACH(expression)                                                                       \
    for (int k = 0; k < WIDTH / 8; k++) {                                                      \
        const vector x = ((const vector *)a)[k], y = ((const vector *)b)[k];                   \
        ((vector *)target)[k] = (expression);                                                  \
    }                                                                                          \
    break

void simulate(const instruction *code, int64_t instructions, int64_t inputs, int64_t words,
              const uint64_t *restrict in, uint64_t *restrict out, uint64_t (*rows)[WIDTH])
{
    memset(rows[0], 0, sizeof rows[0]);
    for (int64_t start = 0; start < words; start += WIDTH) {
        const int64_t width = words - start < WIDTH ? words - start : WIDTH;
        for (int64_t i = 0; i < inputs; i++)
            memcpy(rows[i + 1], in + i * words + start, width * sizeof *in);
        for (const instruction *at = code; at < code + instructions; at++) {
            const uint64_t *a = rows[at->a], *b = rows[at->b];
            uint64_t *target = rows[at->target], *shown = out + at->target * words + start;
            switch (at->op) {
            case 0: EACH(x & y);
            case 1: EACH(x | y);
            case 2: EACH(x ^ y);
            case 3: EACH(x & ~y);
            case 4: memcpy(shown, a, width * sizeof *out); break;
            default: for (int64_t k = 0; k < width; k++) shown[k] = ~a[k];
            }
        }
    }
}
"""


@lru_cache(maxsize=1)
def kernel() -> Any:
    """Return the compiled kernel.

    Raises
    ------
    MissingExtraError, UnsupportedError
        As :func:`symact.numeric.native.library`.
    """
    function = library(SOURCE, (f"-DWIDTH={WIDTH}",)).simulate
    function.argtypes = (ctypes.c_void_p, *[ctypes.c_int64] * 3, *[ctypes.c_void_p] * 3)
    function.restype = None
    return function


def on_c(program: Program) -> Callable[[Words, Words], None]:
    """Return the function that runs a program on words of the inputs, into words of the outputs; as :func:`kernel`."""
    run_code = kernel()
    code = np.ascontiguousarray(program.code)
    rows = 1 + program.inputs + program.slots

    def run(words: Words, out: Words) -> None:
        scratch = np.empty(rows * WIDTH * 8 + ALIGNMENT, dtype=np.uint8)
        place = -(-scratch.ctypes.data // ALIGNMENT) * ALIGNMENT
        given = np.ascontiguousarray(words)
        run_code(code.ctypes.data, len(code), program.inputs, words.shape[1], given.ctypes.data, out.ctypes.data, place)

    return run
