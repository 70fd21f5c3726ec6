"""Numbers of AIGER's binary files: seven bits a byte, the lowest first, all bytes but a number's last above 127."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["LONGEST", "Bytes", "Numbers", "decode", "encode"]

Bytes: TypeAlias = npt.NDArray[np.uint8]
Numbers: TypeAlias = npt.NDArray[np.int64]

LONGEST = 5
"""How many bytes a number may take: those of 35 bits, more than any literal has."""


def decode(data: Bytes, count: int) -> tuple[Numbers, Numbers]:
    """Return at most so many numbers from the start of the data, and the place of the last byte of each.

    They are fewer than `count` where the data end first, and before a number of too many bytes.

    Examples
    --------
    >>> from symact.logic.formats.aiger.varints import decode
    >>> numbers, ends = decode(np.frombuffer(bytes([5, 0x80, 1, 7]), np.uint8), 2)
    >>> numbers.tolist(), ends.tolist()
    ([5, 128], [0, 2])
    """
    ends = np.flatnonzero(data[: LONGEST * count] < 128)[:count]
    starts = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends
    lengths = ends - starts + 1
    if len(long := np.flatnonzero(lengths > LONGEST)):
        ends, starts, lengths = (array[: long[0]] for array in (ends, starts, lengths))
    numbers: Numbers = (data[starts] & 127).astype(np.int64)
    for k in range(1, lengths.max(initial=1)):
        more = np.flatnonzero(lengths > k)
        numbers[more] |= (data[starts[more] + k] & 127).astype(np.int64) << 7 * k
    return numbers, ends


def encode(numbers: npt.NDArray[np.integer[Any]]) -> bytes:
    """Return the bytes of numbers from 0 to below 2**35; the inverse of :func:`decode`."""
    lengths = np.ones(len(numbers), np.int64)
    for k in range(1, LONGEST):
        lengths += numbers >= 1 << 7 * k
    starts = np.cumsum(lengths) - lengths
    data = np.empty(lengths.sum(), np.uint8)
    for k in range(lengths.max(initial=0)):
        more = np.flatnonzero(lengths > k)
        data[starts[more] + k] = numbers[more] >> 7 * k & 127 | (lengths[more] > k + 1).astype(np.int64) << 7
    return data.tobytes()
