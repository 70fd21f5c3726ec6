"""The tables that the command prints in a terminal, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text
from sympy import Symbol, symbols

from symact.doors.subjects import formula_of, subject
from symact.doors.terminal import terminal
from symact.exact.facts import profile
from symact.exact.variable import shown
from symact.functions.catalogue import activations, entry
from symact.functions.entries import Entry
from symact.show.sheet import Line, sheet, sheet_data

__all__ = ["print_list", "print_sheet"]


def print_list(family: str | None, as_json: bool) -> None:
    """Print the catalogue."""
    records = [entry(f) for f in activations(family)]
    if as_json:
        print(json.dumps([_record(r) for r in records], indent=1))
        return
    table = Table("name", "family", "formula", "also known as", box=None, header_style="bold", padding=(0, 2, 0, 0))
    for r in records:
        table.add_row(*(Text(t) for t in (r.name, r.family, _formula(r), ", ".join(r.aliases))))
    terminal().print(table)


def _formula(record: Entry) -> str:
    """Return the definition in x; of a vector function, what its documentation says first."""
    if record.arity == "vector":
        return str(record.function.__doc__).partition("\n")[0]
    letters = {p.symbol: Symbol(p.name) for p in record.parameters}
    return str(shown(record.formula).xreplace(letters))


def _record(record: Entry) -> dict[str, Any]:
    return {
        "name": record.name,
        "family": record.family,
        "aliases": list(record.aliases),
        "parameters": {p.name: None if p.default is None else str(p.default) for p in record.parameters},
        "reference": record.reference,
        "onnx": record.onnx,
    }


def print_sheet(text: str, orders: int, as_json: bool) -> None:
    """Print what is known of a function."""
    found = subject(text)
    lines, data, title = _vector_facts(found) if _is_vector(found) else _facts(found, orders)
    if as_json:
        print(json.dumps(data, indent=1))
        return
    console = terminal()
    console.print(Text(title, style="bold"))
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for line in lines:
        table.add_row(Text(line.label), Text(line.text))
    if isinstance(found, Entry):
        table.add_row(Text("reference"), Text(found.reference))
        if found.onnx:
            table.add_row(Text("ONNX operator"), Text(found.onnx))
    console.print(table)


def _is_vector(found: Any) -> bool:
    return isinstance(found, Entry) and found.arity == "vector"


def _facts(found: Any, orders: int) -> tuple[Sequence[Line], dict[str, Any], str]:
    known = profile(*formula_of(found))
    return sheet(known, orders), sheet_data(known, orders), str(known.expression)


def _vector_facts(found: Entry) -> tuple[Sequence[Line], dict[str, Any], str]:
    """Return the components and the Jacobian at a vector of two symbols."""
    entries = symbols("x1:3")
    written = [str(c) for c in found.function.written(list(entries))]
    jacobian = [[str(rate) for rate in row] for row in found.function.jacobian(list(entries)).tolist()]
    lines = [Line(f"component {i}", text) for i, text in enumerate(written)]
    lines += [Line(f"row {i} of the Jacobian", ", ".join(row)) for i, row in enumerate(jacobian)]
    data = {"name": found.name, "entries": [str(e) for e in entries], "components": written, "jacobian": jacobian}
    return lines, data | {"certainty": "exact"}, f"{found.name}({list(entries)})"
