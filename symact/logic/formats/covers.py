"""Covers and the gates that they are: most of what BLIF writes as a cover has a name."""

from __future__ import annotations

from symact.logic.gates import Cover, Gate, Kind

__all__ = ["gate_of_cover"]


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
        pin = next(i for i, c in enumerate(cube) if c != "-")
        wanted[pin] = cube[pin]
    return "".join(wanted[pin] for pin in range(len(cubes))) if len(wanted) == len(cubes) else ""


def _is_parity(inputs: int, cubes: tuple[str, ...]) -> bool:
    if not 2 <= inputs <= 16 or len(cubes) != 1 << (inputs - 1) or len(set(cubes)) != len(cubes):
        return False
    return len({cube.count("1") & 1 for cube in cubes}) == 1 and all("-" not in cube for cube in cubes)
