"""What the pages of tables are made of: the entries of the catalogue, and the cells that state something of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from sympy import Expr, Function, S, Set

from symact.functions.catalogue import entries
from symact.functions.entries import Entry
from symact.show.subjects import Shown

__all__ = ["COMMAND", "Row", "families", "math", "name_cell", "scalars", "set_cell", "table", "value_cell", "vectors"]

COMMAND = "python tools/make_tables.py"

Row = tuple[str, ...]


def scalars() -> list[Entry]:
    """Return the scalar entries of symact itself, in order of family and name."""
    ours = [e for e in entries() if isinstance(e.function, type) and issubclass(e.function, Function)]
    return [e for e in ours if e.function.__module__.startswith(("symact.functions.", "symact.exact.", "sympy."))]


def vectors() -> list[Entry]:
    """Return the entries that are functions of a vector, in order of name."""
    return [e for e in entries() if e.arity == "vector" and e.function.__module__.startswith("symact.functions.")]


def families(records: Iterable[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """Yield the families with their entries."""
    for family, members in groupby(records, key=lambda e: e.family):
        yield family, list(members)


def math(tex: str) -> str:
    """Return mathematics for a cell of a table; it may hold no bare bar, which would end the cell."""
    return "$" + tex.replace("|", r"\vert ") + "$"


def name_cell(record: Entry) -> str:
    """Return the name, linked to its description where symact has one of its own."""
    own = record.function.__module__.startswith("symact.")
    return f"{{py:class}}`{record.name} <symact.{record.name}>`" if own else f"`{record.name}`"


def value_cell(subject: Shown, value: Expr) -> str:
    return "undefined" if value is S.NaN else math(subject.printer.doprint(value))


def set_cell(subject: Shown, clarke: Set) -> str:
    low, high = (subject.printer.doprint(e) for e in (clarke.inf, clarke.sup))
    return math(rf"\left[{low}, {high}\right]")


def table(heads: Row, rows: Iterable[Row]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
