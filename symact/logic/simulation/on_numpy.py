"""A program on NumPy: one ufunc an instruction, in place, on blocks of words that together stay in the cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from symact.logic.simulation.program import Op, Program
from symact.logic.simulation.words import ALL, Words

__all__ = ["on_numpy"]

CACHE = 1 << 21  # bytes that the rows of a block may take together
LEAST, MOST = 64, 4096  # words in a block


class _Block:
    """The rows of one block, and the calls that run the program on it."""

    def __init__(self, program: Program, width: int) -> None:
        self.rows: Words = np.zeros((1 + program.inputs + program.slots, width), dtype=np.uint64)
        self.outputs: Words = np.empty((program.outputs, width), dtype=np.uint64)
        self.calls = list(_calls(program, list(self.rows), list(self.outputs)))

    def run(self, words: Words, out: Words) -> None:
        width = words.shape[1]
        self.rows[1 : len(words) + 1, :width] = words
        for ufunc, a, b, target in self.calls:
            ufunc(a, b, target)
        out[:] = self.outputs[:, :width]


def _calls(program: Program, rows: list[Words], outputs: list[Words]) -> Any:
    plain = {Op.AND: np.bitwise_and, Op.OR: np.bitwise_or, Op.XOR: np.bitwise_xor}
    for op, target, a, b in program.code.tolist():
        if op in plain:
            yield plain[op], rows[a], rows[b], rows[target]
        elif op == Op.COPY:
            yield np.bitwise_or, rows[a], rows[a], outputs[target]
        elif op == Op.NOT:
            yield np.bitwise_xor, rows[a], ALL, outputs[target]
        elif target != a:  # a & ~b as (a & b) ^ a, or where a is overwritten as (a | b) ^ b
            yield np.bitwise_and, rows[a], rows[b], rows[target]
            yield np.bitwise_xor, rows[target], rows[a], rows[target]
        else:
            yield np.bitwise_or, rows[a], rows[b], rows[target]
            yield np.bitwise_xor, rows[target], rows[b], rows[target]


def on_numpy(program: Program) -> Callable[[Words, Words], None]:
    """Return the function that runs a program on words of the inputs, into words of the outputs."""
    used = 1 + program.inputs + program.slots + program.outputs
    most = min(max(CACHE // (8 * used), LEAST), MOST)
    idle: list[_Block] = []  # at most one for each thread, all of the width that was used last

    def run(words: Words, out: Words) -> None:
        width = min(most, 1 << max(words.shape[1] - 1, LEAST - 1).bit_length())
        try:
            block = idle.pop()
        except IndexError:
            block = None
        if block is None or block.rows.shape[1] != width:
            block = _Block(program, width)
        for start in range(0, words.shape[1], width):
            block.run(words[:, start : start + width], out[:, start : start + width])
        idle.append(block)

    return run
