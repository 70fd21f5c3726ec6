"""Gates: the functions of 0 and 1 that a circuit is made of, each stated once.

A gate has pins in order, and one output. The kinds with a name are :class:`Kind`; any other function is a
:class:`Table`, a :class:`Cover` or a :class:`Threshold`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from functools import cached_property
from math import lcm
from numbers import Rational
from typing import Any, TypeAlias

__all__ = ["Cover", "Function", "Gate", "Kind", "Table", "Threshold", "as_gate", "check_arity", "fires"]

MAX_TABLE_INPUTS = 20


class Kind(IntEnum):
    """The gates that have a name. All but the last three take any number of inputs from one on.

    XOR is 1 where an odd number of inputs is 1, XNOR where an even number is. ``MUX(select, low, high)`` is `low`
    where `select` is 0, and `high` where it is 1.
    """

    AND = 0
    OR = 1
    XOR = 2
    NAND = 3
    NOR = 4
    XNOR = 5
    BUF = 6
    NOT = 7
    MUX = 8


ARITY = {Kind.BUF: 1, Kind.NOT: 1, Kind.MUX: 3}


@dataclass(frozen=True)
class Table:
    """A gate given by its truth table.

    Parameters
    ----------
    inputs : int
        The number of pins, at most 20.
    bits : int
        Bit ``k`` is the output where the pins, the first as the least significant bit, spell the number ``k``.

    Examples
    --------
    >>> majority = sa.Table(3, 0b11101000)
    >>> [majority(a, b, 0) for a in (0, 1) for b in (0, 1)]
    [0, 0, 0, 1]
    """

    inputs: int
    bits: int

    def __post_init__(self) -> None:
        if not 0 <= self.inputs <= MAX_TABLE_INPUTS:
            raise ValueError(f"a truth table must have at most {MAX_TABLE_INPUTS} inputs, not {self.inputs}")
        if not 0 <= self.bits < 1 << (1 << self.inputs):
            raise ValueError(f"the table of {self.inputs} inputs must be a number of {1 << self.inputs} bits")

    def __call__(self, *pins: int) -> int:
        return self.bits >> sum(bit << i for i, bit in enumerate(_bits(self, pins))) & 1


@dataclass(frozen=True)
class Cover:
    """A gate given by a cover, as BLIF has it: cubes of ``0``, ``1`` and ``-``, a sum of products.

    Parameters
    ----------
    inputs : int
        The number of pins.
    cubes : sequence of str
        Each with one character a pin: it must be 0, must be 1, or may be either.
    on : bool
        The value where some cube fits: 1 for a cover of the on-set, 0 for one of the off-set.

    Examples
    --------
    >>> xor = sa.Cover(2, ("10", "01"))
    >>> xor(1, 0), xor(1, 1)
    (1, 0)
    """

    inputs: int
    cubes: tuple[str, ...]
    on: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "cubes", tuple(self.cubes))
        for cube in self.cubes:
            if len(cube) != self.inputs or cube.strip("01-"):
                raise ValueError(f"a cube must be {self.inputs} characters of 0, 1 and -, not {cube!r}")

    def __call__(self, *pins: int) -> int:
        bits = _bits(self, pins)
        fits = any(all(want == "-" or int(want) == bit for want, bit in zip(c, bits, strict=True)) for c in self.cubes)
        return int(fits == self.on)


@dataclass(frozen=True)
class Threshold:
    """A threshold unit: 1 exactly when ``sum(w*x) >= threshold``.

    The convention of the whole package for units that are 0 or 1; as a unit of a network its bias is ``-threshold``.

    Parameters
    ----------
    weights : sequence of int or rational
        One for each pin; integers, :class:`fractions.Fraction` or SymPy Rationals. No floats.
    threshold : int or rational

    References
    ----------
    S. Muroga, Threshold Logic and Its Applications, Wiley, 1971.

    Examples
    --------
    >>> majority = sa.Threshold((1, 1, 1), 2)
    >>> majority(1, 0, 1), majority(0, 0, 1)
    (1, 0)
    """

    weights: tuple[int | Fraction, ...]
    threshold: int | Fraction

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", tuple(_exact(w, "a weight") for w in self.weights))
        object.__setattr__(self, "threshold", _exact(self.threshold, "a threshold"))

    @property
    def inputs(self) -> int:
        return len(self.weights)

    def __call__(self, *pins: int) -> int:
        return int(fires(self.weights, self.threshold, _bits(self, pins)))

    @cached_property
    def integral(self) -> tuple[tuple[int, ...], int]:
        """The weights and the threshold as integers, of the same function."""
        scale = lcm(*(Fraction(w).denominator for w in self.weights))
        return tuple(int(w * scale) for w in self.weights), -int(-Fraction(self.threshold) * scale // 1)


Function: TypeAlias = Table | Cover | Threshold
Gate: TypeAlias = Kind | Function


def fires(weights: Sequence[Any], threshold: Any, values: Sequence[Any]) -> bool:
    """Say whether a threshold unit fires: the one place where the convention is stated in code."""
    return bool(sum(w * x for w, x in zip(weights, values, strict=True)) >= threshold)


def as_gate(gate: Any) -> Gate:
    """Return a gate from itself or from the name of its kind, in any case of letters.

    Raises
    ------
    TypeError, ValueError
        For what is no gate.
    """
    if isinstance(gate, (Kind, Table, Cover, Threshold)):
        return gate
    if not isinstance(gate, str):
        raise TypeError(f"a gate must be a name, a Table, a Cover or a Threshold, not {gate!r}")
    if gate.upper() not in Kind.__members__:
        raise ValueError(f"a gate must be one of {', '.join(Kind.__members__)}, not {gate!r}")
    return Kind[gate.upper()]


def check_arity(gate: Gate, pins: int) -> None:
    """Refuse a number of pins that the gate does not have.

    Raises
    ------
    ValueError
    """
    wanted = ARITY.get(gate) if isinstance(gate, Kind) else gate.inputs
    if pins == wanted or (wanted is None and pins):
        return
    name = gate.name if isinstance(gate, Kind) else type(gate).__name__.lower()
    if wanted is None:
        raise ValueError(f"{name} must have at least one input")
    raise ValueError(f"{name} must have {wanted} input{'s' * (wanted != 1)}, not {pins}")


def _bits(function: Function, pins: tuple[int, ...]) -> tuple[int, ...]:
    check_arity(function, len(pins))
    if any(bit not in (0, 1) for bit in pins):
        raise ValueError(f"the pins of a gate must be 0 or 1, not {pins}")
    return tuple(int(bit) for bit in pins)


def _exact(number: Any, what: str) -> int | Fraction:
    if type(number) is int:
        return number
    if isinstance(number, bool) or not isinstance(number, Rational):
        raise TypeError(f"{what} must be an integer or a rational, not {number!r}")
    fraction = Fraction(number)
    return int(fraction) if fraction.denominator == 1 else fraction
