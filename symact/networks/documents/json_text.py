"""JSON texts from strangers as trees that know where each value stands, and trees as texts that people can read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from symact.errors import FormatError

__all__ = ["HOW_TO_TRUST", "LARGEST_FILE", "LARGEST_TREE", "Place", "Written", "layout", "read_tree", "shortened"]

LARGEST_FILE = 50_000_000
"""How many bytes a file may have."""
LARGEST_TREE = 300_000_000
"""How many bytes the values of a file may take when they are read."""
MOST_ELEMENTS = 100_000
"""How many elements an array may have that are more than numbers and texts."""
HOW_TO_TRUST = "if you trust the file, read it with trusted=True"
WIDTH = 128
_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class _Refused:
    """Stands in a tree where JSON of our kind has no value: NaN, or a key given twice."""

    what: str

    def __repr__(self) -> str:
        return self.what


@dataclass(frozen=True)
class _Source:
    file: str
    text: str
    trusted: bool = False


@dataclass(frozen=True)
class Place:
    """A value of a JSON document and where it stands.

    The methods return the value as what it must be, or refuse it with file, line and column.
    """

    value: Any
    path: tuple[int | str, ...]
    source: _Source

    def refuse(self, problem: str, path: Sequence[int | str] = ()) -> NoReturn:
        """Raise the error about this value, or about one inside it."""
        raise _error(problem, self.source, _position(self.source.text, (*self.path, *path)))

    def limit(self, problem: str) -> None:
        """Refuse this value because it asks for too much, unless the file is trusted."""
        if not self.source.trusted:
            self.refuse(f"{problem}; {HOW_TO_TRUST}")

    def inside(self, key: int | str) -> Place:
        """Return an element."""
        return Place(self.value[key], (*self.path, key), self.source)

    def record(self, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Place]:
        """Return the fields of an object with exactly these names."""
        required, known = tuple(required), (*required, *optional)
        if not isinstance(self.value, dict):
            self.refuse(f"an object with {', '.join(required)} must stand here, not {shortened(self.value)}")
        for key in self.value:
            if key not in known:
                self.inside(key).refuse(f"{shortened(key)} must be one of {', '.join(known) or 'no field at all'}")
        for key in required:
            if key not in self.value:
                self.refuse(f"the object must have a field {key!r}")
        return {key: self.inside(key) for key in self.value}

    def items(self, most: int = MOST_ELEMENTS) -> list[Place]:
        """Return the elements of an array of at most so many."""
        if not isinstance(self.value, list):
            self.refuse(f"an array must stand here, not {shortened(self.value)}")
        if len(self.value) > most:
            self.limit(f"an array of at most {most:,} must stand here, not {shortened(self.value)}")
        return [self.inside(i) for i in range(len(self.value))]

    def lines(self) -> list[int]:
        """Return the lines at which the elements of an array begin."""
        text, at = self.source.text, _position(self.source.text, self.path)
        found, line, counted = [], 1, 0
        for _ in self.value:
            at = _skipped(text, at + 1)
            line, counted = line + text.count("\n", counted, at), at
            found.append(line)
            at = _skipped(text, _DECODER.raw_decode(text, at)[1])
        return found

    def text(self) -> str:
        """Return a text of at least one character."""
        if not isinstance(self.value, str) or not self.value:
            self.refuse(f"a text must stand here, not {shortened(self.value)}")
        return self.value

    def whole(self, least: int = 0) -> int:
        """Return a whole number of at least so much, within 64 bits."""
        if type(self.value) is not int or not least <= self.value < 2**63:
            self.refuse(f"a whole number of {least} or more must stand here, not {shortened(self.value)}")
        return self.value

    def flag(self) -> bool:
        """Return a truth value."""
        if not isinstance(self.value, bool):
            self.refuse(f"true or false must stand here, not {shortened(self.value)}")
        return self.value


def read_tree(data: bytes, file: str, *, trusted: bool = False) -> Place:
    """Return the document that the bytes of a file are; a trusted one may be of any size.

    Raises
    ------
    FormatError
        If they are not JSON in UTF-8 without a byte order mark, or are too many.
    """
    if len(data) > LARGEST_FILE and not trusted:
        raise FormatError(f"a JSON file must have at most {LARGEST_FILE:,} bytes, which {file} exceeds; {HOW_TO_TRUST}")
    if data.startswith(b"\xef\xbb\xbf"):
        raise FormatError(f"a JSON file must begin without a byte order mark; save it as plain UTF-8: {file}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _Source(file, data[: error.start].decode("utf-8"))
        raise _error(f"the text must be UTF-8, not the byte {data[error.start]:#x}", before, error.start) from None
    source = _Source(file, text, trusted)
    if _weight(data) > LARGEST_TREE and not trusted:
        raise FormatError(
            f"the values of a JSON file must take at most {LARGEST_TREE:,} bytes of memory, which those of {file} may "
            f"exceed; {HOW_TO_TRUST}"
        )
    try:
        return Place(json.loads(text, object_pairs_hook=_object, parse_constant=_Refused), (), source)
    except json.JSONDecodeError as error:
        raise _error(f"the text must be JSON; {error.msg}", source, error.pos) from None
    except RecursionError:
        raise FormatError(f"the values of a JSON file must be less deep than these: {file}") from None
    except ValueError:  # the only other one: Python reads no number so long
        long = re.search(r"(?<![0-9])[0-9]{1000,}", text)
        raise _error("a whole number must be within 64 bits", source, long.start() if long else 0) from None


def _weight(data: bytes) -> int:
    """Return a bound of the memory that the values take, from the signs that each of them needs."""
    letters = len(data) * (2 if data.isascii() else 8)
    return letters + sum(size * data.count(sign) for sign, size in _SIZES.items())


_SIZES = {b",": 40, b"[": 72, b"{": 260, b'"': 40}


def _object(pairs: list[tuple[str, Any]]) -> Any:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    twice = next(key for key in found if keys.count(key) > 1)
    return _Refused(f"an object with the field {shortened(twice)} twice")


def shortened(value: Any) -> str:
    """Return a value as a message shows it, in at most some words."""
    if isinstance(value, dict | list):
        return ("an object" if isinstance(value, dict) else "an array") + f" of {len(value):,}"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    shown = ascii(value[:60]) + "..." * (len(value) > 60) if isinstance(value, str) else repr(value)
    return shown if len(shown) <= 70 else shown[:60] + "..."


def _error(problem: str, source: _Source, position: int) -> FormatError:
    line = source.text.count("\n", 0, position) + 1
    column = position - source.text.rfind("\n", 0, position)
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in problem)
    head, semicolon, hint = printable.partition("; ")
    return FormatError(f"{head} at line {line}, column {column} of {source.file}{semicolon}{hint}")


def _position(text: str, path: Sequence[int | str]) -> int:
    """Return where the value at a path begins, by skipping what stands before it."""
    at = _skipped(text, 0)
    for key in path:
        at = _skipped(text, at + 1)
        for index in range(len(text)):
            name: Any = index
            if isinstance(key, str):
                name, at = _DECODER.raw_decode(text, at)
                at = _skipped(text, _skipped(text, at) + 1)
            if name == key:
                break
            at = _skipped(text, _skipped(text, _DECODER.raw_decode(text, at)[1]) + 1)
    return at


def _skipped(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


class Written(str):
    """A part of a document that is JSON already."""

    __slots__ = ()


def layout(value: Any, indent: int = 0) -> str:
    """Return a tree as JSON that people can read: on one line what fits there, else one element a line."""
    if isinstance(value, Written):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=not value.isprintable())
    if isinstance(value, Mapping):
        parts = [f"{layout(k)}: {layout(v, indent + 1)}" for k, v in value.items()]
        opening, closing = "{", "}"
    elif isinstance(value, list | tuple):
        parts = [layout(v, indent + 1) for v in value]
        opening, closing = "[", "]"
    else:
        return json.dumps(value, allow_nan=False)
    if sum(map(len, parts)) + 2 * len(parts) + indent <= WIDTH and not any("\n" in p for p in parts):
        return opening + ", ".join(parts) + closing
    margin = "\n" + " " * (indent + 1)
    return opening + margin + f",{margin}".join(parts) + "\n" + " " * indent + closing
