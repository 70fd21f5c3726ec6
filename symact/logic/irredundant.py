"""Truth tables as sums of products without a product or a literal too many."""

from __future__ import annotations

from functools import lru_cache

from symact.logic.gates import Cover, Table

__all__ = ["irredundant_cover", "table_bits"]


def table_bits(gate: Table | Cover) -> int:
    """Return the truth table of a gate as a number, in the order of :class:`symact.Table`."""
    if isinstance(gate, Table):
        return gate.bits
    everything = (1 << (1 << gate.inputs)) - 1
    covered = 0
    for cube in gate.cubes:
        product = everything
        for i, c in enumerate(cube):
            if c != "-":
                product &= _column(i, gate.inputs) ^ (everything if c == "0" else 0)
        covered |= product
    return covered if gate.on else everything ^ covered


def irredundant_cover(inputs: int, bits: int) -> tuple[tuple[str, ...], bool]:
    """Return the cubes of an irredundant sum of products, and whether they cover the on-set or the off-set.

    The on-set, unless the off-set takes fewer cubes.

    References
    ----------
    S. Minato, Fast generation of irredundant sum-of-products forms from binary decision diagrams, SASIMI 1992.

    Examples
    --------
    >>> from symact.logic.irredundant import irredundant_cover
    >>> irredundant_cover(3, 0b11101000)
    (('-11', '1-1', '11-'), True)
    """
    everything = (1 << (1 << inputs)) - 1
    on = _irredundant(inputs, bits, bits)[0]
    off = _irredundant(inputs, everything ^ bits, everything ^ bits)[0]
    return (off, False) if len(off) < len(on) else (on, True)


def _irredundant(inputs: int, least: int, most: int) -> tuple[tuple[str, ...], int]:
    """Return cubes that cover at least one table and at most another, and the table that they cover."""
    if not least:
        return (), 0
    if not inputs:
        return ("",), 1
    if most == (1 << (1 << inputs)) - 1:
        return ("-" * inputs,), most
    half = 1 << (inputs - 1)
    low = (1 << half) - 1
    least0, least1, most0, most1 = least & low, least >> half, most & low, most >> half
    cubes0, covered0 = _irredundant(inputs - 1, least0 & ~most1, most0)
    cubes1, covered1 = _irredundant(inputs - 1, least1 & ~most0, most1)
    both, covered = _irredundant(inputs - 1, (least0 & ~covered0) | (least1 & ~covered1), most0 & most1)
    cubes = [*(c + "0" for c in cubes0), *(c + "1" for c in cubes1), *(c + "-" for c in both)]
    return tuple(cubes), covered0 | covered | (covered1 | covered) << half


@lru_cache(maxsize=256)
def _column(pin: int, inputs: int) -> int:
    """Return the truth table of a pin."""
    block = ((1 << (1 << pin)) - 1) << (1 << pin)
    return sum(block << k for k in range(0, 1 << inputs, 2 << pin))
