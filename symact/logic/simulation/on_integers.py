"""A program on Python's integers: each row one integer, of any number of bits. Plain, and quick for few vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from symact.logic.simulation.program import Op, Program
from symact.logic.simulation.words import Words

__all__ = ["on_integers", "words_on_integers"]


def on_integers(program: Program) -> Callable[[Sequence[int], int], list[int]]:
    """Return the function that runs a program on an integer for each input, all within a mask of ones."""
    code = [tuple(line) for line in program.code.tolist()]

    def run(inputs: Sequence[int], mask: int) -> list[int]:
        rows = [0, *inputs, *([0] * program.slots)]
        outputs = [0] * program.outputs
        for op, target, a, b in code:
            if op == Op.AND:
                rows[target] = rows[a] & rows[b]
            elif op == Op.OR:
                rows[target] = rows[a] | rows[b]
            elif op == Op.XOR:
                rows[target] = rows[a] ^ rows[b]
            elif op == Op.ANDNOT:
                rows[target] = rows[a] & ~rows[b]
            else:
                outputs[target] = rows[a] if op == Op.COPY else rows[a] ^ mask
        return outputs

    return run


def words_on_integers(program: Program) -> Callable[[Words, Words], None]:
    """Return the function that runs a program on words of the inputs, into words of the outputs."""
    run = on_integers(program)

    def on_words(words: Words, out: Words) -> None:
        size = 8 * words.shape[1]
        rows = run([int.from_bytes(row.astype("<u8").tobytes(), "little") for row in words], (1 << 8 * size) - 1)
        for shown, row in zip(out, rows, strict=True):
            shown[:] = np.frombuffer(row.to_bytes(size, "little"), dtype="<u8")

    return on_words
