"""What a step of each operation looks like in a document: how many inputs it has, and which options of which kind."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from symact.networks.documents.json_text import Place, shortened
from symact.networks.documents.legends import read_name
from symact.networks.shapes import Shape

__all__ = ["RECORDS", "Record", "read_shape"]

LARGEST_RANK = 16
"""How many axes an array in a document may have."""
_SUBSCRIPTS = re.compile(r"[A-Za-z]{0,16},[A-Za-z]{0,16}->[A-Za-z]{0,16}")
_INFINITIES = {"inf": math.inf, "-inf": -math.inf}


@dataclass(frozen=True)
class Kind:
    """A kind of option: how it is read from a document, and how it is written into one."""

    read: Callable[[Place], Any]
    write: Callable[[Any], Any]


@dataclass(frozen=True)
class Record:
    """How a step of an operation is written.

    Attributes
    ----------
    least, most : int
        How many inputs it has.
    options : mapping of str to Kind
    """

    least: int
    most: int | float
    options: Mapping[str, Kind]


def read_shape(place: Place) -> Shape:
    """Return a shape: lengths, and names of axes."""
    items = place.items(LARGEST_RANK)
    return tuple(read_name(item) if isinstance(item.value, str) else item.whole() for item in items)


def _wholes(least: int) -> Callable[[Place], tuple[int, ...]]:
    def read(place: Place) -> tuple[int, ...]:
        return tuple(item.whole(least) for item in place.items(LARGEST_RANK))

    return read


def _axes(place: Place) -> tuple[int, ...]:
    axes = _wholes(0)(place)
    if len(set(axes)) != len(axes):
        place.refuse("axes must differ from each other")
    return axes


def _pads(place: Place) -> tuple[tuple[int, ...], ...]:
    pads = tuple(_wholes(0)(item) for item in place.items(LARGEST_RANK))
    if any(len(pair) != 2 for pair in pads):
        place.refuse("pads must be pairs, of what is added before and after")
    return pads


def _fill(place: Place) -> float:
    if isinstance(place.value, str) and place.value in _INFINITIES:
        return _INFINITIES[place.value]
    if type(place.value) is int and abs(place.value) < 2**53:
        return place.value
    place.refuse(f'a whole number, "inf" or "-inf" must stand here, not {shortened(place.value)}')


def _subscripts(place: Place) -> str:
    text = place.text()
    if not _SUBSCRIPTS.fullmatch(text):
        place.refuse(f'subscripts must be written as "ni,oi->no" is, not {shortened(text)}')
    return text


def _plain(value: Any) -> Any:
    """Return numbers of NumPy as those of Python, and infinities as texts."""
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, str | bool):
        return value
    return int(value) if math.isfinite(value) else str(float(value))


_SHAPE = Kind(read_shape, _plain)
_AXIS = _LENGTH = Kind(Place.whole, _plain)
_AXES = Kind(_axes, _plain)
_LENGTHS = Kind(_wholes(1), _plain)
_NAME = Kind(Place.text, _plain)
_FLAG = Kind(Place.flag, bool)
_WINDOWS = {"lengths": _LENGTHS, "strides": _LENGTHS, "dilations": _LENGTHS, "pads": Kind(_pads, _plain)}

RECORDS: dict[str, Record] = {
    "apply": Record(1, 2, {}),  # and its function, which a document writes as a text
    **{name: Record(2, 2, {}) for name in ("add", "subtract", "multiply", "divide")},
    "contract": Record(2, 2, {"subscripts": Kind(_subscripts, _plain)}),
    "reshape": Record(1, 1, {"shape": _SHAPE}),
    "transpose": Record(1, 1, {"axes": _AXES}),
    "concat": Record(1, math.inf, {"axis": _AXIS}),
    "slice": Record(1, 1, {"axis": _AXIS, "start": _LENGTH, "stop": _LENGTH}),
    "pad": Record(1, 1, {"axis": _AXIS, "before": _LENGTH, "after": _LENGTH}),
    "expand": Record(1, 1, {"shape": _SHAPE}),
    "count": Record(1, 1, {"axes": _AXES}),
    "sum": Record(1, 1, {"axes": _AXES}),
    "windows": Record(1, 1, {**_WINDOWS, "fill": Kind(_fill, _plain)}),
    "overlap": Record(1, 1, {**_WINDOWS, "size": Kind(_wholes(0), _plain)}),
    "max": Record(1, 1, {"axes": _AXES}),
    "first_max": Record(1, 1, {"axes": _AXES}),
    "vector": Record(1, 1, {"function": _NAME, "axis": _AXIS}),
    "cross_entropy": Record(2, 2, {"axis": _AXIS, "distribution": _FLAG}),
}
