<<<<<<< HEAD
"""How pins are called that are entries of one vector, ``x[0], x[1], ...``, in both directions."""
=======
"""Pins that are the entries of one vector of a network, ``x0, x1, ...``, in both directions."""
>>>>>>> 364a53f (See circuits as networks and networks of switches as circuits)

from __future__ import annotations

import re
from collections.abc import Iterable

<<<<<<< HEAD
from symact.networks.shapes import Shape, count, leads

__all__ = ["entries", "vectors"]

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
=======
from symact.networks.expressions import entry_names

__all__ = ["vectors"]

ENTRY = re.compile(r"(.*[^0-9])[0-9]{1,7}", re.DOTALL)


def vectors(pins: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the values whose entries pins are, as :func:`symact.expression` names them; and each other pin alone.

    >>> vectors(["x0", "x1", "A1"])
    {'x': ('x0', 'x1'), 'A1': ('A1',)}
    """
    pins = tuple(pins)
    members: dict[str, list[str]] = {}
    for pin in pins:
        match = ENTRY.fullmatch(pin)
        members.setdefault(_owner(match[1]) if match else pin, []).append(pin)
    found = {}
    for pin in pins:
        match = ENTRY.fullmatch(pin)
        name = _owner(match[1]) if match else pin
        entries = tuple(entry_names(name, (len(members[name]),)))
        whole = len(entries) > 1 and set(entries) == set(members[name]) and name not in pins
        found[name if whole else pin] = entries if whole else (pin,)
    return found


def _owner(stem: str) -> str:
    """Return the name of the value whose entries begin like this: x for x0, h1 for h1_0."""
    return stem[:-1] if stem[-1] == "_" and stem[-2:-1].isdigit() else stem
>>>>>>> 364a53f (See circuits as networks and networks of switches as circuits)
