"""How pins are called that are entries of one vector, ``x[0], x[1], ...``, in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from symact.errors import UnsupportedError
from symact.networks.shapes import Shape, count, leads, shown

__all__ = ["entries", "pins_of", "vectors"]

ENTRY = re.compile(r"(.+)\[(0|[1-9][0-9]*)\]", re.DOTALL)


def vectors(pins: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the vectors among pins, whose entries are numbered from 0 on, and any other pin alone, in their order.

    >>> vectors(["x[0]", "x[1]", "A1"])
    {'x': ('x[0]', 'x[1]'), 'A1': ('A1',)}
    """
    pins = tuple(pins)
    numbers: dict[str, set[int]] = {}
    split = {pin: match.groups() for pin in pins if (match := ENTRY.fullmatch(pin))}
    for stem, number in split.values():
        numbers.setdefault(stem, set()).add(int(number))
    whole = {stem for stem, found in numbers.items() if max(found) == len(found) - 1 and stem not in pins}
    named: dict[str, tuple[str, ...]] = {}
    for pin in pins:
        stem = split[pin][0] if pin in split else pin
        named[stem if stem in whole else pin] = (
            tuple(f"{stem}[{i}]" for i in range(len(numbers[stem]))) if stem in whole else (pin,)
        )
    return named


def entries(name: str, shape: Shape) -> tuple[str, ...]:
    """Return the pins of a value of a network; one number for each example is a pin of the value's own name.

    >>> entries("x", ("N", 2)), entries("A1", ("N",))
    (('x[0]', 'x[1]'), ('A1',))
    """
    one = shape[1:] if leads(shape) else shape
    return tuple(f"{name}[{i}]" for i in range(count(one) or 0)) if one else (name,)


def pins_of(name: str, shape: Shape) -> tuple[str, ...]:
    """Return the pins of a value of a network, which must be known in number.

    Raises
    ------
    UnsupportedError
    """
    if not leads(shape) or any(isinstance(axis, str) for axis in shape[1:]):
        raise UnsupportedError(
            f"{name!r} must have a first axis for the examples, and others of known length, to become pins, not the "
            f"shape {shown(shape)}"
        )
    return entries(name, shape)
