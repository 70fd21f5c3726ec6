"""Which options a step of each operation has in a document, and of which kind each is."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from symact.networks.documents.json_text import Place, shortened
from symact.networks.documents.legends import read_name
from symact.networks.shapes import Shape

__all__ = ["RECORDS", "read_shape"]

LARGEST_RANK = 16
"""How many axes an array in a document may have."""
_SUBSCRIPTS = re.compile(r"[A-Za-z]{0,16},[A-Za-z]{0,16}->[A-Za-z]{0,16}")
_INFINITIES = {"inf": math.inf, "-inf": -math.inf}


@dataclass(frozen=True)
class Kind:
    """A kind of option: how it is read from a document, and how it is written into one."""

    read: Callable[[Place], Any]
    write: Callable[[Any], Any]


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

RECORDS: dict[str, Mapping[str, Kind]] = {
    "apply": {},  # and its function, which a document writes as a text
    **{name: {} for name in ("add", "subtract", "multiply", "divide")},
    "contract": {"subscripts": Kind(_subscripts, _plain)},
    "reshape": {"shape": _SHAPE},
    "transpose": {"axes": _AXES},
    "concat": {"axis": _AXIS},
    "slice": {"axis": _AXIS, "start": _LENGTH, "stop": _LENGTH},
    "pad": {"axis": _AXIS, "before": _LENGTH, "after": _LENGTH},
    "expand": {"shape": _SHAPE},
    "count": {"axes": _AXES},
    "sum": {"axes": _AXES},
    "windows": {**_WINDOWS, "fill": Kind(_fill, _plain)},
    "overlap": {**_WINDOWS, "size": Kind(_wholes(0), _plain)},
    "max": {"axes": _AXES},
    "first_max": {"axes": _AXES},
    "vector": {"function": _NAME, "axis": _AXIS},
    "cross_entropy": {"axis": _AXIS, "distribution": _FLAG},
}
