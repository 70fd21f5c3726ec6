"""Covers and the gates that they are: most of what BLIF writes as a cover has a name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from symact.logic.evaluate import gate_value
from symact.logic.gates import Cover, Gate, Kind, Table, Threshold
from symact.logic.irredundant import irredundant_cover

__all__ = ["MOST_COVERED", "cover_of_gate", "gate_of_cover", "gate_of_table"]

MOST_COVERED = 6
"""How many inputs a parity, a table or a threshold unit may have to be written as a cover."""


def gate_of_cover(inputs: int, cubes: tuple[str, ...], on: bool) -> tuple[Gate, tuple[int, ...]]:
    """Return a cover as a gate, and for each pin whether it reads the complement (1) or not (0).

    Examples
    --------
    >>> from symact.logic.formats.covers import gate_of_cover
    >>> gate, inverted = gate_of_cover(2, ("10",), True)
    >>> gate.name, inverted
    ('AND', (0, 1))
    """
    straight = (0,) * inputs
    if inputs == 1 and len(cubes) == 1 and cubes[0] != "-":
        return (Kind.BUF if (cubes[0] == "1") is on else Kind.NOT), straight
    if len(cubes) == 1 and "-" not in cubes[0]:
        return _product(cubes[0], on)
    if len(cubes) == inputs and (literals := _one_a_pin(cubes)):
        return _sum(literals, on)
    if _is_parity(inputs, cubes):
        return (Kind.XOR if (cubes[0].count("1") & 1 == 1) is on else Kind.XNOR), straight
    if set(cubes) == {"1-1", "01-"} and on:
        return Kind.MUX, straight
    return Cover(inputs, cubes, on), straight


def _product(cube: str, on: bool) -> tuple[Gate, tuple[int, ...]]:
    if cube and "1" not in cube:
        return (Kind.NOR if on else Kind.OR), (0,) * len(cube)
    return (Kind.AND if on else Kind.NAND), tuple(int(c == "0") for c in cube)


def _sum(literals: str, on: bool) -> tuple[Gate, tuple[int, ...]]:
    if "1" not in literals:
        return (Kind.NAND if on else Kind.AND), (0,) * len(literals)
    return (Kind.OR if on else Kind.NOR), tuple(int(c == "0") for c in literals)


def _one_a_pin(cubes: tuple[str, ...]) -> str:
    """Return for each pin the value that one of the cubes asks of it alone; nothing if they are not such cubes."""
    wanted: dict[int, str] = {}
    for cube in cubes:
        if cube.count("-") != len(cube) - 1:
            return ""
        pin = cube.find("0") + cube.find("1") + 1
        wanted[pin] = cube[pin]
    return "".join(wanted[pin] for pin in range(len(cubes))) if len(wanted) == len(cubes) else ""


def _is_parity(inputs: int, cubes: tuple[str, ...]) -> bool:
    if not 2 <= inputs <= 16 or len(cubes) != 1 << (inputs - 1) or len(set(cubes)) != len(cubes):
        return False
    return len({cube.count("1") & 1 for cube in cubes}) == 1 and all("-" not in cube for cube in cubes)


def gate_of_table(table: Table) -> tuple[Gate, tuple[int, ...]]:
    """Return a table as a gate with a name where it is one, and which of its pins are inverted."""
    n, rows = table.inputs, 1 << table.inputs
    on = table.bits.bit_count()
    if 0 < on < rows and (min(on, rows - on) == 1 or on == rows // 2) and n <= 16:
        value = on <= rows // 2
        cubes = tuple(format(k, f"0{n}b")[::-1] for k in range(rows) if table.bits >> k & 1 == value)
        gate, inverted = gate_of_cover(n, cubes, value)
        if isinstance(gate, Kind):
            return gate, inverted
    return table, (0,) * n


@lru_cache(maxsize=4096)
def cover_of_gate(gate: Gate, inverted: tuple[int, ...]) -> tuple[tuple[str, ...], int]:
    """Return a gate as the rows of a cover, and the value of the output where one of them fits.

    Parameters
    ----------
    gate : Gate
        A parity, table or threshold unit with at most `MOST_COVERED` inputs, or any other gate.
    inverted : tuple of int
        For each pin whether it reads the complement.

    Examples
    --------
    >>> from symact.logic.formats.covers import cover_of_gate
    >>> cover_of_gate(sa.Threshold((1, 1, 1), 2), (0, 0, 0))
    (('-11', '1-1', '11-'), 1)
    """
    cubes, value = _rows(gate, len(inverted))
    swapped = {"0": "1", "1": "0", "-": "-"}
    if any(inverted):
        cubes = ["".join(swapped[c] if i else c for c, i in zip(cube, inverted, strict=True)) for cube in cubes]
    return tuple(cubes), value


def _rows(gate: Gate, pins: int) -> tuple[Sequence[str], int]:
    if isinstance(gate, Cover):
        return gate.cubes, int(gate.on)
    match gate:
        case Kind.AND | Kind.NAND:
            return ["1" * pins], int(gate is Kind.AND)
        case Kind.OR | Kind.NOR:
            return ["0" * pins], int(gate is Kind.NOR)
        case Kind.BUF | Kind.NOT:
            return ["1" if gate is Kind.BUF else "0"], 1
        case Kind.MUX:
            return ["01-", "1-1"], 1
    rows = [tuple(k >> i & 1 for i in range(pins)) for k in range(1 << pins)]
    values = [gate_value(gate, row) for row in rows]
    if isinstance(gate, (Table, Threshold)):
        cubes, on = irredundant_cover(pins, sum(value << k for k, value in enumerate(values)))
        return cubes, int(on)
    return ["".join(map(str, row)) for row, value in zip(rows, values, strict=True) if value], 1
