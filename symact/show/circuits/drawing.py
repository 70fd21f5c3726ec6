"""How a circuit is drawn: its package, its gates, its blocks, or its levels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast, get_args

from symact.errors import UnsupportedError
from symact.logic.circuit import Circuit
from symact.show.circuits.levels import draw_levels
from symact.show.circuits.package import draw_package
from symact.show.circuits.parts import MOST_PARTS, block_parts, gate_parts
from symact.show.circuits.schematic import draw_schematic
from symact.show.drawings.scene import Scene

__all__ = ["CircuitKind", "circuit_scene"]

CircuitKind = Literal["package", "gates", "blocks", "levels"]
"""What is drawn of a circuit."""


def circuit_scene(circuit: Circuit, kind: str | None) -> tuple[Scene, CircuitKind]:
    """Return the scene of a circuit, and which kind it is; unless stated, the most detailed one that is readable.

    Raises
    ------
    ValueError
        For a kind that there is not.
    UnsupportedError
        If gates are asked for of more than 240 symbols, or blocks of a circuit that has none.
    """
    if kind not in (None, *get_args(CircuitKind)):
        raise ValueError(f"kind must be one of {', '.join(get_args(CircuitKind))}, not {kind!r}")
    if kind is not None:
        return SCENES[kind](circuit), cast(CircuitKind, kind)
    choices: tuple[CircuitKind, ...] = ("gates", "blocks")
    for choice in choices:
        try:
            return SCENES[choice](circuit), choice
        except UnsupportedError:
            continue
    return draw_levels(circuit), "levels"


def _gates(circuit: Circuit) -> Scene:
    symbols = len(circuit.inputs) + len(circuit.outputs) + 2 * len(circuit.registers) + circuit.gates
    if symbols > MOST_PARTS:
        raise UnsupportedError(
            f"a drawing of gates must have at most {MOST_PARTS} symbols, not {symbols}; try 'levels'"
        )
    return draw_schematic(circuit, gate_parts(circuit))


def _blocks(circuit: Circuit) -> Scene:
    parts = block_parts(circuit)
    if parts is None or len(parts) > MOST_PARTS:
        raise UnsupportedError(
            f"{circuit.name!r} must consist of at most {MOST_PARTS} blocks, whose nets are called block.net, without a "
            "circle; try 'levels'"
        )
    return draw_schematic(circuit, parts)


SCENES: dict[str, Callable[[Circuit], Scene]] = {
    "package": draw_package,
    "gates": _gates,
    "blocks": _blocks,
    "levels": draw_levels,
}
