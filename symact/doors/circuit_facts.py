"""What the command tells about circuits: the shelf, facts as a table or JSON, drawings and other formats."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from symact.doors.terminal import terminal
from symact.logic.buses import buses
from symact.logic.circuit import Circuit
from symact.logic.formats.files import FORMATS, read_circuit, write_circuit
from symact.logic.gates import Kind
from symact.logic.shelf import circuit, circuits
from symact.show.drawings.drawing import draw
from symact.show.drawings.formula import printable

__all__ = ["circuit_of", "convert_into", "draw_into", "print_facts", "print_shelf"]


def circuit_of(netlist: str) -> Circuit:
    """Return a circuit from a file, where the text ends as one does, or from the shelf."""
    return read_circuit(netlist) if Path(netlist).suffix.lower() in FORMATS else circuit(netlist)


def print_shelf(as_json: bool) -> None:
    """Print the names on the shelf, with what each is."""
    known = circuits()
    if as_json:
        print(json.dumps(known, indent=1))
        return
    table = Table("name", "what it is", box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name, about in known.items():
        table.add_row(Text(name, style="cyan"), Text(about))
    terminal().print(table)


def print_facts(netlist: str, as_json: bool) -> None:
    """Print what a circuit is."""
    known = _record(circuit_of(netlist))
    if as_json:
        print(json.dumps(known, indent=1))
        return
    console = terminal()
    console.print(Text(printable(known["name"]), style="bold"))
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in known.items():
        if label != "name" and value:
            table.add_row(Text(label), Text(printable(_shown(label, value))))
    console.print(table)


def _record(known: Circuit) -> dict[str, Any]:
    names = [kind.name for kind in Kind] + [type(f).__name__.lower() for f in known.functions]
    return {
        "name": known.name,
        "about": known.about,
        "inputs": {bus: len(pins) for bus, pins in buses(known.inputs).items()},
        "outputs": {bus: len(pins) for bus, pins in buses(known.outputs).items()},
        "gates": dict(Counter(names[k] for k in known.kinds.tolist()).most_common()),
        "levels": int(known.levels.max(initial=0)),
        "registers": [r.name for r in known.registers],
        "pins": {str(number): pin for number, pin in enumerate(known.pinout, 1)},
    }


def _shown(label: str, value: Any) -> str:
    if label == "gates":
        return ", ".join(f"{n:,} {kind}" for kind, n in value.items())
    if label == "pins":
        return ", ".join(f"{number} {pin}" for number, pin in value.items())
    if isinstance(value, dict):
        return ", ".join(f"{bus} ({width})" if width > 1 else bus for bus, width in value.items())
    return ", ".join(value) if isinstance(value, list) else str(value)


def draw_into(netlist: str, out: Path, kind: str | None) -> Path:
    """Draw a circuit into a file."""
    return draw(circuit_of(netlist), kind=kind).save(out)  # type: ignore[arg-type]


def convert_into(netlist: str, out: Path) -> None:
    """Write a circuit in the format that the suffix of the file names."""
    write_circuit(circuit_of(netlist), out)
