"""Words: 64 vectors side by side, vector ``k`` in bit ``k % 64`` of word ``k // 64``; and numbers from and to them."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["ALL", "Words", "counting_words", "numbers", "random_words", "words_for", "words_of"]

Words: TypeAlias = npt.NDArray[np.uint64]
CHUNK = 1 << 16
ALL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)  # a word of ones


def words_for(vectors: int) -> int:
    """Return how many words hold so many vectors."""
    return -(-vectors // 64)


def words_of(values: npt.NDArray[Any], width: int) -> Words:
    """Return the words of numbers, a row for each bit, the least significant first.

    Parameters
    ----------
    values : array of shape (vectors,)
        Integers or Booleans, or Python integers in an array of objects; from 0 to ``2**width - 1``.
    width : int

    Returns
    -------
    uint64 array of shape (width, words_for(vectors))
        The bits after the last vector are 0.
    """
    out = np.zeros((width, words_for(len(values))), dtype=np.uint64)
    rows = out.view(np.uint8)
    for start in range(0, len(values), CHUNK):
        packed = np.packbits(_bits(values[start : start + CHUNK], width).T, axis=1, bitorder="little")
        rows[:, start // 8 : start // 8 + packed.shape[1]] = packed
    return _native(out)


def _bits(values: npt.NDArray[Any], width: int) -> npt.NDArray[np.uint8]:
    if values.dtype == object:
        size = -(-width // 8)
        data = b"".join(int(v).to_bytes(size, "little") for v in values)
        octets = np.frombuffer(data, dtype=np.uint8).reshape(len(values), size)
    else:
        octets = values.astype("<u8").view(np.uint8).reshape(len(values), 8)
    return np.unpackbits(octets, axis=1, count=width, bitorder="little")


def numbers(words: Words, vectors: int) -> npt.NDArray[Any]:
    """Return the numbers that rows of words spell, the least significant bit first: what `words_of` turns round.

    Returns
    -------
    array of shape (vectors,)
        uint64, and Python integers where there are more than 64 rows.
    """
    width = len(words)
    rows = np.ascontiguousarray(_native(words)).view(np.uint8)
    out = np.empty(vectors, dtype=np.uint64 if width <= 64 else object)
    for start in range(0, vectors, CHUNK):
        count = min(CHUNK, vectors - start)
        bits = np.unpackbits(rows[:, start // 8 : (start + CHUNK) // 8], axis=1, count=count, bitorder="little")
        octets = np.packbits(bits.T, axis=1, bitorder="little")
        if width <= 64:
            padded = np.zeros((count, 8), dtype=np.uint8)
            padded[:, : octets.shape[1]] = octets
            out[start : start + count] = padded.view("<u8")[:, 0]
        else:
            out[start : start + count] = [int.from_bytes(row, "little") for row in octets]
    return out


def counting_words(inputs: int, start: int, stop: int) -> Words:
    """Return the words from `start` to `stop` of the vectors that count, input 0 as the least significant bit."""
    places = np.arange(start, stop, dtype=np.uint64)
    out = np.empty((inputs, len(places)), dtype=np.uint64)
    for i in range(inputs):
        if i < 6:
            out[i] = sum(1 << k for k in range(64) if k >> i & 1)
        else:
            out[i] = np.where(places >> np.uint64(i - 6) & np.uint64(1), ALL, np.uint64(0))
    return out


def random_words(rows: int, words: int, *seed: int) -> Words:
    """Return random words; the same seed, a sequence of integers from 0 on, gives the same everywhere.

    They are the raw stream of a bit generator, which NumPy keeps from version to version.
    """
    drawn: Words = np.random.PCG64DXSM(np.random.SeedSequence(seed)).random_raw(rows * words).reshape(rows, words)
    return drawn


def _native(words: Words) -> Words:
    """Swap the bytes of words on machines that have the greatest byte first."""
    return words if np.little_endian else words.byteswap()
