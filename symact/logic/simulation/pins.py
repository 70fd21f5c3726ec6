"""Values by the names of pins and buses, from and to what each pin carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from math import prod
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from symact.logic.buses import buses
from symact.logic.simulation.words import ALL, Words, numbers, words_for, words_of

__all__ = ["Given", "by_pins", "checked", "missing", "rows_of", "shown"]

Given: TypeAlias = dict[tuple[str, ...], npt.NDArray[Any]]

groups_of = lru_cache(maxsize=64)(buses)


def by_pins(names: Iterable[str], values: Mapping[str, Any], what: str) -> dict[tuple[str, ...], Any]:
    """Return values by the pins that each spells, the least significant first, in the order of the values.

    Raises
    ------
    TypeError
        For a name that is no pin and no bus, and for a pin that is given twice.
    """
    pins = tuple(names)
    groups = {pin: (pin,) for pin in pins} | groups_of(pins)
    found: dict[tuple[str, ...], Any] = {}
    taken: dict[str, str] = {}
    for key, value in values.items():
        if key not in groups:
            raise TypeError(f"there is no {what} {key!r}{_near(key, list(groups_of(pins)))}")
        for pin in groups[key]:
            if pin in taken:
                raise TypeError(f"{what} {pin!r} is given twice, by {taken[pin]!r} and by {key!r}")
            taken[pin] = key
        found[groups[key]] = value
    return found


def _near(key: str, known: list[str]) -> str:
    if near := get_close_matches(str(key), known, n=3, cutoff=0.5):
        return f"; did you mean {' or '.join(map(repr, near))}?"
    return f"; there is {', '.join(known[:20])}{', ...' if len(known) > 20 else ''}" if known else "; there is none"


def missing(names: Iterable[str], given: Iterable[tuple[str, ...]]) -> list[str]:
    """Return what is not given: buses of which no pin is, and pins."""
    there = {pin for group in given for pin in group}
    lacking: list[str] = []
    for bus, pins in groups_of(tuple(names)).items():
        left = [pin for pin in pins if pin not in there]
        lacking += [bus] if len(left) == len(pins) else left
    return lacking


def checked(name: str, value: Any, width: int) -> npt.NDArray[Any]:
    """Return numbers as an array of uint64 or of Python integers, all of at most so many bits.

    Raises
    ------
    TypeError
        For what is no integer.
    ValueError
        For an integer out of range.
    """
    array = np.asarray(value)
    if array.dtype.kind not in "biu" and array.size:
        array = np.asarray(value, dtype=object)
        if not all(isinstance(v, (int, np.integer, np.bool_)) for v in array.flat):
            raise TypeError(f"{name} must be an integer or an array of integers, not {value!r:.100}")
    most = (1 << width) - 1
    if array.size and not 0 <= int(array.min()) <= int(array.max()) <= most:
        wrong = next(v for v in array.flat if not 0 <= int(v) <= most)
        raise ValueError(f"{name} must be from 0 to {most}, of {width} bit{'s' * (width > 1)}, not {int(wrong)}")
    return array.astype(np.uint64 if width <= 64 else object)


def rows_of(names: tuple[str, ...], given: Given, shape: tuple[int, ...]) -> Words:
    """Return a row of words for each pin, from values by pins that are broadcast to one shape."""
    place = {name: row for row, name in enumerate(names)}
    out = np.zeros((len(names), words_for(prod(shape))), dtype=np.uint64)
    for pins, array in given.items():
        if array.ndim == 0:
            value = int(array)
            for k, pin in enumerate(pins):
                out[place[pin]] = ALL if value >> k & 1 else 0
        else:
            out[[place[pin] for pin in pins]] = words_of(np.broadcast_to(array, shape).reshape(-1), len(pins))
    return out


def shown(names: tuple[str, ...], words: Words, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return what pins show by bus, from words of shape ``(pins, n)``, or ``(pins, cycles, n)`` with time first.

    Returns
    -------
    dict of str to array
        Of a shape, with time before it; integers where that is ().
    """
    place = {name: row for row, name in enumerate(names)}
    over, width = words.shape[1:-1], 64 * words.shape[-1]
    answer: dict[str, Any] = {}
    for bus, pins in groups_of(names).items():
        rows = words[[place[pin] for pin in pins]].reshape(len(pins), -1)
        array = numbers(rows, prod(over) * width).reshape(*over, width)[..., : prod(shape)].reshape((*over, *shape))
        answer[bus] = array if array.ndim else int(array)
    return answer
