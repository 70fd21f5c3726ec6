"""How a circuit shows itself in a notebook: its package and its gates, side by side."""

from __future__ import annotations

from html import escape

from symact.logic.circuit import Circuit
from symact.show.circuits.drawing import circuit_scene
from symact.show.drawings.svg import svg

__all__ = ["circuit_html"]

MOST_PINS = 40


def circuit_html(circuit: Circuit) -> str:
    """Return the drawings of a circuit and a line that says what it is."""
    kinds = ["package"] if len(circuit.inputs) + len(circuit.outputs) <= MOST_PINS else []
    scenes = [circuit_scene(circuit, kind)[0] for kind in (*kinds, None)]
    pictures = "".join(f"<div>{svg(scene.fitted(6))}</div>" for scene in scenes)
    title = circuit.about.partition("\n")[0]
    about = "".join(c for c in f"{repr(circuit).strip('<>')}. {title}" if c.isprintable())
    style = "display: flex; flex-wrap: wrap; gap: 16px; align-items: center; overflow-x: auto"
    return f'<div style="{style}">{pictures}</div><p>{escape(about)}</p>'
