"""Buses: pins whose names differ in a number only, seen as one number.

``A1 ... A4`` and ``A[0] ... A[3]`` are buses ``A``: the pin with the lowest number is the least significant bit. The
numbers must follow each other without a gap, and there must be at least two; any other pin stands alone, by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["buses"]

INDEXED = re.compile(r"(.+)\[([0-9]{1,6})\]|(.*?[^0-9\[])([0-9]{1,6})", re.DOTALL)


def buses(pins: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the buses among pins, and each other pin as a bus of its own, in the order of the pins.

    Parameters
    ----------
    pins : iterable of str
        Names of pins, such as ``circuit.inputs`` or ``circuit.outputs``.

    Returns
    -------
    dict of str to tuple of str
        The pins of each bus, the least significant bit first.

    Examples
    --------
    >>> sa.buses(["C0", "A1", "A2", "B1", "B2"])
    {'C0': ('C0',), 'A': ('A1', 'A2'), 'B': ('B1', 'B2')}
    """
    pins = tuple(pins)
    numbered: dict[str, dict[int, str]] = {}
    stems = {pin: _stem(pin) for pin in pins}
    for pin, (stem, number) in stems.items():
        if number is not None:
            numbered.setdefault(stem, {}).setdefault(number, pin)
    whole = {stem: bits for stem, bits in numbered.items() if _is_bus(stem, bits, stems)}
    found: dict[str, tuple[str, ...]] = {}
    for pin, (stem, _) in stems.items():
        if stem in whole:
            found[stem] = tuple(whole[stem][k] for k in sorted(whole[stem]))
        else:
            found[pin] = (pin,)
    return found


def _stem(pin: str) -> tuple[str, int | None]:
    match = INDEXED.fullmatch(pin)
    return (match[1] or match[3], int(match[2] or match[4])) if match else (pin, None)


def _is_bus(stem: str, bits: Mapping[int, str], stems: Mapping[str, tuple[str, int | None]]) -> bool:
    """Whether these pins are all with this stem, numbered without a gap, and the stem is no pin itself."""
    alone = stem not in stems and sum(s == stem for s, _ in stems.values()) == len(bits)
    return alone and len(bits) > 1 and max(bits) - min(bits) == len(bits) - 1
