"""Places in arrays: which entry a window covers, and where a reshape moves one. Places are counted from 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from symact.networks.backprop.terms import Term
from symact.networks.shapes import Shape, count

__all__ = ["Places", "clipped", "covered", "replaced"]

Places: TypeAlias = tuple[str, ...]
"""For each axis the LaTeX of a place along it."""


def clipped(places: Places, shape: Shape) -> Places:
    """Return the place in an array that is repeated along axes of length 1 and along those it lacks."""
    own = places[len(places) - len(shape) :]
    return tuple("1" if axis == 1 else p for p, axis in zip(own, shape, strict=True))


def covered(term: Term, i: int, place: str, within: str) -> str:
    """Return which entry along an axis a window at a place has at a place in it."""
    stride, dilation, (before, _) = term["strides"][i], term["dilations"][i], term["pads"][i]
    shift = 1 - stride - dilation - before
    text = " + ".join(f"{n} {p}" if n != 1 else p for n, p in ((stride, place), (dilation, within)))
    return text + (f" - {-shift}" if shift < 0 else f" + {shift}" if shift else "")


def replaced(places: Places, shape: Shape, wanted: Shape) -> Places:
    """Return the place in an array of one shape that has the place of an array of another after a reshape."""
    lengths = [(p, axis) for p, axis in zip(places, shape, strict=True) if axis != 1]
    others = [axis for axis in wanted if axis != 1]
    if [axis for _, axis in lengths] == others:
        found = iter([p for p, _ in lengths])
        return tuple("1" if axis == 1 else next(found) for axis in wanted)
    flat = _flat(lengths)
    if len(others) == 1:
        return tuple("1" if axis == 1 else flat for axis in wanted)
    return tuple("1" if axis == 1 else _digit(flat, wanted, i) for i, axis in enumerate(wanted))


def _digit(flat: str, shape: Shape, i: int) -> str:
    """Return the place along an axis of what stands at a place in the order of the entries."""
    rest = count(shape[i + 1 :])
    quotient = f"({flat} - 1)" if rest == 1 else rf"\lfloor ({flat} - 1) / {rest} \rfloor"
    return f"1 + {quotient}" + (rf" \bmod {shape[i]}" if any(axis != 1 for axis in shape[:i]) else "")


def _flat(lengths: Sequence[tuple[str, int | str]]) -> str:
    """Return the place in the order of the entries."""
    terms = []
    for i, (place, _) in enumerate(lengths):
        rest = count(tuple(axis for _, axis in lengths[i + 1 :]))
        terms.append(place if rest == 1 else f"{rest} ({place} - 1)")
    return " + ".join(terms) or "1"
