"""How a network shows itself in a notebook: its drawing, and a table of its values."""

from __future__ import annotations

from typing import Any

from symact.errors import UnsupportedError
from symact.networks.network import Network
from symact.networks.shapes import shown
from symact.show.drawings.algebra import Algebra
from symact.show.drawings.drawing import draw
from symact.show.drawings.formula import Formula, name
from symact.show.drawings.svg import text_of

__all__ = ["network_html"]

MOST_ROWS = 60
_CELL = 'style="text-align: left; padding: 2px 14px 2px 0"'
_SCRIPTS = {"base": "{}", "sub": "<sub>{}</sub>", "sup": "<sup>{}</sup>"}


def network_html(network: Network) -> str:
    """Return the drawing of a network with a table of its values: shape, formula, weights.

    Of more than 60 values the first are listed, and how many more there are is said.
    """
    try:
        picture = draw(network, formulas=False).svg
    except UnsupportedError as refusal:
        picture = f"<p>{text_of(str(refusal))}</p>"
    algebra = Algebra(network)
    values = [s.name for s in network.steps if algebra.is_named(s.name)]
    rows = [_row(v, shown(s), (), "", ()) for v, s in network.inputs.items()]
    rows += [_value_row(network, algebra, v) for v in values[:MOST_ROWS]]
    more = len(values) - MOST_ROWS
    rest = f"<p>and {more} values more</p>" if more > 0 else ""
    head = "".join(f"<th {_CELL}>{title}</th>" for title in ("value", "shape", "formula", "weights"))
    return (
        f'<div style="overflow-x: auto">{picture}</div><p>{text_of(repr(network).strip("<>"))}</p>'
        f'<table style="border-collapse: collapse"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
        f"{rest}"
    )


def _value_row(network: Network, algebra: Algebra, value: str) -> str:
    weights = algebra.weights(value)
    count = sum(network.parameters[w].size for w in weights)
    outputs = tuple(o for o, v in network.outputs.items() if v == value)
    about = ", ".join(f"{_formula(name(w))} {text_of(shown(network.shapes[w]))}" for w in weights)
    return _row(
        value, shown(network.shapes[value]), algebra.formula(value), f"{count:,}: {about}" if weights else "", outputs
    )


def _row(value: str, shape: str, formula: Formula, weights: str, outputs: Any) -> str:
    title = _formula(name(value))
    others = [o for o in outputs if o != value]
    if others:
        title += " → " + ", ".join(_formula(name(o)) for o in others)
    cells = (title, text_of(shape), _formula(formula) or "input", weights)
    return "<tr>" + "".join(f"<td {_CELL}>{cell}</td>" for cell in cells) + "</tr>"


def _formula(formula: Formula) -> str:
    texts = ((p.script, f"<i>{text_of(p.text)}</i>" if p.italic else text_of(p.text)) for p in formula)
    return "".join(_SCRIPTS[script].format(text) for script, text in texts)
