"""What the command tells about a network in a file: facts as tables or JSON, LaTeX, drawings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from symact.doors.terminal import terminal
from symact.networks.formats import read_network
from symact.networks.shapes import Shape, shown
from symact.networks.summary import Layer, Summary, summary
from symact.show.drawings.drawing import draw
from symact.show.drawings.formula import printable
from symact.show.latex import latex

__all__ = ["draw_into", "latex_of", "print_facts"]

_LONGEST = 6
"""How many operations of a layer are listed; of more the number is said."""


def print_facts(path: Path, as_json: bool) -> None:
    """Print what a network is."""
    known = summary(read_network(path))
    if as_json:
        print(json.dumps(_record(known), indent=1))
        return
    console = terminal()
    console.print(Text(path.name, style="bold"))
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in _lines(known):
        table.add_row(Text(label), Text(text))
    console.print(table)
    console.print()
    layers = Table("layer", "shape", "operations", "weights", box=None, header_style="bold", padding=(0, 2, 0, 0))
    layers.columns[3].justify = "right"
    for layer in known.layers:
        layers.add_row(*(Text(t) for t in (printable(layer.value), printable(shown(layer.shape)), *_work(layer))))
    console.print(layers)


def _lines(known: Summary) -> list[tuple[str, str]]:
    kinds = {kind: [n for n, k in known.kinds.items() if k == kind] for kind in dict.fromkeys(known.kinds.values())}
    return [
        ("inputs", _shapes(known.inputs)),
        ("outputs", _shapes(known.outputs)),
        ("weights", f"{known.weights:,}"),
        *((kind, ", ".join(map(printable, names))) for kind, names in kinds.items()),
        ("operations", ", ".join(f"{n} {name}" for name, n in known.operations.items()) or "none"),
        ("memory", f"{_bytes(known.weight_bytes)} of weights, {known.entries:,} numbers for an example"),
    ]


def _shapes(shapes: Mapping[str, Shape]) -> str:
    return ", ".join(f"{printable(name)}: {printable(shown(shape))}" for name, shape in shapes.items())


def _work(layer: Layer) -> tuple[str, str]:
    n = len(layer.operations)
    work = ", ".join(layer.operations) if n <= _LONGEST else f"{n} steps"
    return printable(work), f"{layer.weights:,}"


def _bytes(n: int) -> str:
    size, unit = next(((n / k, u) for k, u in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")) if n >= k), (n, "bytes"))
    return f"{size:.3g} {unit}"


def _record(known: Summary) -> dict[str, Any]:
    return {
        "inputs": dict(known.inputs),
        "outputs": dict(known.outputs),
        "layers": [
            {"value": r.value, "shape": r.shape, "operations": r.operations, "weights": r.weights} for r in known.layers
        ],
        "weights": known.weights,
        "kinds": dict(known.kinds),
        "operations": dict(known.operations),
        "weight_bytes": known.weight_bytes,
        "entries_per_example": known.entries,
    }


def latex_of(path: Path) -> str:
    """Return a network in a file as LaTeX."""
    return latex(read_network(path))


def draw_into(path: Path, out: Path) -> None:
    """Draw a network in a file into another file."""
    draw(read_network(path)).save(out)
