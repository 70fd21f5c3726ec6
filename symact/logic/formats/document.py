"""Circuits read from JSON documents, which may come from strangers.

The form of a document is described on the page of formats in the documentation, with a JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import count
from typing import Any

from symact.logic.circuit import Circuit
from symact.logic.draft import Draft
from symact.logic.formats.source import LONGEST_NAME, MOST_FUNCTIONS, MOST_GATES, MOST_PINS, Source
from symact.logic.gates import MAX_TABLE_INPUTS, Cover, Gate, Kind, Table, Threshold
from symact.networks.documents.json_text import Place, read_tree, shortened

__all__ = ["FORMAT", "VERSION", "read_document"]

FORMAT = "symact circuit"
VERSION = 1
KINDS = {kind.name.lower(): kind for kind in Kind}
SECTIONS = ("inputs", "registers", "gates", "outputs")
PLAIN = frozenset({"net", "gate", "inputs"})
RATIONAL = re.compile(r"(-?[0-9]{1,1000})(?:/(0*[1-9][0-9]{0,1000}))?")
BITS = re.compile(r"0x[0-9a-f]+")


def read_document(source: Source) -> Circuit:
    """Read a circuit from a JSON document.

    Raises
    ------
    FormatError
        If it is no such document, with line and column.
    CircuitError
        If what it says is no circuit, with the line.
    """
    root = read_tree(source.data, source.name, trusted=source.trusted)
    if not isinstance(root.value, dict) or root.value.get("format") != FORMAT:
        root.refuse(f'a circuit must be an object with "format": "{FORMAT}", not {shortened(root.value)}')
    if root.value.get("version") != VERSION or isinstance(root.value["version"], bool):
        given = shortened(root.value.get("version"))
        root.refuse(f"the version of the format must be {VERSION}, not {given}; a newer symact may read it")
    sections = root.record(
        ("format", "version", "inputs", "gates", "outputs"), ("name", "about", "pinout", "registers")
    )
    return _Reader(source, sections).circuit()


class _Reader:
    """A draft that is filled from the sections of a document."""

    def __init__(self, source: Source, sections: dict[str, Place]) -> None:
        self.source = source
        self.sections = sections
        self.draft = Draft(self._words("name", "circuit"), source.name, self._line)
        self.draft.about = self._words("about", "")
        self.known: dict[Any, int] = {}
        self.functions = 0
        self.pins = 0

    def _line(self, number: int) -> int:
        """Return the line of the statement with this number, from 1 on through all sections."""
        for key in SECTIONS:
            if key in self.sections:
                section = self.sections[key]
                if number <= len(section.value):
                    return section.lines()[number - 1]
                number -= len(section.value)
        return 0

    def circuit(self) -> Circuit:
        if "pinout" in self.sections:
            self.draft.pinout = tuple(place.text() for place in self.sections["pinout"].items())
        for place, line in self._each("inputs"):
            self.known[place.value] = self.draft.input(self._name(place), line)
        for place, line in self._each("registers"):
            record = place.record(("net", "next"), ("initial",))
            initial = record["initial"].value if "initial" in record else 0
            if initial not in (0, 1, None) or isinstance(initial, (bool, float)):
                record["initial"].refuse(f"an initial value must be 0, 1 or null, not {shortened(initial)}")
            self.draft.register(self._net(record["net"]), self._signal(record["next"]), initial, line)
        self._gates()
        for place, line in self._each("outputs"):
            record = place.record(("name", "value"))
            self.draft.output(self._name(record["name"]), self._signal(record["value"]), line)
        return self.draft.circuit()

    def _words(self, key: str, default: str) -> str:
        if key not in self.sections:
            return default
        value = self.sections[key].value
        return value if value == "" else self.sections[key].text()

    def _each(self, key: str) -> Iterator[tuple[Place, int]]:
        """Go through a section: its elements, and the number of each among all statements."""
        if key in self.sections:
            yield from zip(self.sections[key].items(MOST_GATES), count(self._first(key)), strict=False)

    def _first(self, key: str) -> int:
        before = (self.sections[k] for k in SECTIONS[: SECTIONS.index(key)] if k in self.sections)
        return 1 + sum(len(section.value) for section in before)

    def _gates(self) -> None:
        section = self.sections["gates"]
        if not isinstance(section.value, list):
            section.items()
        self.source.limit(len(section.value), MOST_GATES, "gates")
        first = self._first("gates")
        for i, value in enumerate(section.value):
            gate = KINDS[value["gate"]] if _is_plain(value) else self._function(section.inside(i))
            self.pins += len(value["inputs"])
            if self.pins > MOST_PINS:
                self.source.limit(self.pins, MOST_PINS, "pins")
            fanins = [self._literal(pin, (i, "inputs", k)) for k, pin in enumerate(value["inputs"])]
            self.draft.gate(self._literal(value["net"], (i, "net")), gate, fanins, first + i)

    def _function(self, place: Place) -> Gate:
        self.functions += 1
        self.source.limit(self.functions, MOST_FUNCTIONS, "tables, covers and threshold units")
        return _function(place)

    def _literal(self, value: Any, path: tuple[int | str, ...]) -> int:
        """Return the literal of the signal that stands at a path in the gates: most are nets that are known."""
        literal = self.known.get(value) if type(value) is str else None
        if literal is not None:
            return literal
        if type(value) is str and 0 < len(value) <= LONGEST_NAME and value.isprintable():
            self.known[value] = literal = self.draft.net(value)
            return literal
        if type(value) is dict and len(value) == 1 and path[-1] != "net":
            name = value.get("not")
            if type(name) is str and name in self.known:
                return self.known[name] ^ 1
        place = self.sections["gates"]
        for key in path:
            place = place.inside(key)
        return self._net(place) if path[-1] == "net" else self._signal(place)

    def _net(self, place: Place) -> int:
        name = self._name(place)
        if name not in self.known:
            self.known[name] = self.draft.net(name)
        return self.known[name]

    def _name(self, place: Place) -> str:
        name = place.text()
        self.source.limit(len(name), LONGEST_NAME, "characters in a name")
        if not name.isprintable():
            place.refuse(f"a name must be of printable characters, not {shortened(name)}")
        return name

    def _signal(self, place: Place) -> int:
        value = place.value
        if type(value) is int and value in (0, 1):
            return value
        if isinstance(value, dict) and len(value) == 1:
            return self._net(place.record(("not",))["not"]) ^ 1
        if not isinstance(value, str):
            wanted = 'a signal must be a net, {"not": net}, 0 or 1'
            place.refuse(f"{wanted}, not {shortened(value)}")
        return self._net(place)


def _is_plain(value: Any) -> bool:
    """Whether a gate is of a kind with a name, with nothing amiss but perhaps its nets."""
    if type(value) is not dict or value.keys() != PLAIN or type(value["inputs"]) is not list:
        return False
    return type(value["gate"]) is str and value["gate"] in KINDS


def _function(place: Place) -> Gate:
    """Return a gate that says more than its kind, or refuse what is wrong with it."""
    value = place.value
    word = value.get("gate") if isinstance(value, dict) else None
    if not isinstance(word, str) or word not in FUNCTIONS:
        return _kind(place)
    fields, make = FUNCTIONS[word]
    if value.keys() != PLAIN | fields:
        place.record((*PLAIN, *fields))
    if type(value["inputs"]) is not list:
        place.inside("inputs").items()
    return make(place, len(value["inputs"]))


def _kind(place: Place) -> Gate:
    """Return a gate whose kind says all, refused unless it is one."""
    fields = frozenset().union(*(fields for fields, _ in FUNCTIONS.values()))
    word = place.record(("net", "gate", "inputs"), fields)["gate"].text()
    if word not in KINDS:
        known = ", ".join([*KINDS, *FUNCTIONS])
        place.inside("gate").refuse(f"a gate must be one of {known}, not {shortened(word)}")
    place.record(("net", "gate", "inputs"))["inputs"].items(MOST_PINS)
    return KINDS[word]


def _table(place: Place, pins: int) -> Table:
    bits = place.inside("bits").text()
    if not BITS.fullmatch(bits) or pins > MAX_TABLE_INPUTS or len(bits) - 2 > max(1, (1 << pins) // 4):
        wanted = f'a table must have at most {MAX_TABLE_INPUTS} inputs and bits such as "0x8"'
        place.inside("bits").refuse(f"{wanted}, not {pins} and {shortened(bits)}")
    if int(bits, 16) >> (1 << pins):
        place.inside("bits").refuse(f"the table of {pins} inputs must be a number of {1 << pins} bits")
    return Table(pins, int(bits, 16))


def _cover(place: Place, pins: int) -> Cover:
    cubes, on = _array(place, "cubes"), place.value["value"]
    for i, cube in enumerate(cubes):
        if not isinstance(cube, str) or len(cube) != pins or cube.strip("01-"):
            wrong = place.inside("cubes").inside(i)
            wrong.refuse(f"a cube must be {pins} of 0, 1 and -, not {shortened(cube)}")
    if type(on) is not int or on not in (0, 1):
        place.inside("value").refuse(f"the value of a cover must be 0 or 1, not {shortened(on)}")
    return Cover(pins, tuple(cubes), bool(on))


def _threshold(place: Place, pins: int) -> Threshold:
    weights = [_rational(w, place, "weights", i) for i, w in enumerate(_array(place, "weights"))]
    if len(weights) != pins:
        wanted = f"the weights of a unit must be one for each of {pins} inputs"
        place.inside("weights").refuse(f"{wanted}, not {len(weights)}")
    return Threshold(tuple(weights), _rational(place.value["threshold"], place, "threshold"))


def _array(place: Place, key: str) -> list[Any]:
    value = place.value[key]
    return value if type(value) is list else [p.value for p in place.inside(key).items()]


def _rational(value: Any, place: Place, *path: str | int) -> int | Fraction:
    if type(value) is int:
        return value
    match = RATIONAL.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        for key in path:
            place = place.inside(key)
        place.refuse(f'a weight or threshold must be an integer or a text such as "1/3", not {shortened(value)}')
    return Fraction(int(match[1]), int(match[2] or 1))


FUNCTIONS: dict[str, tuple[frozenset[str], Callable[[Place, int], Gate]]] = {
    "table": (frozenset({"bits"}), _table),
    "cover": (frozenset({"cubes", "value"}), _cover),
    "threshold": (frozenset({"weights", "threshold"}), _threshold),
}
