"""Numbers of files and modules inside formulas: the exact number that a rounded one means."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Expr, Rational

from symact.arithmetic.isolation import simplest
from symact.errors import FormatError

__all__ = ["meant"]


def meant(value: Any, known: tuple[Expr, ...] = ()) -> Expr:
    """Return the exact number that a floating one stands for in a formula.

    That is one of `known` if it is rounded so, else the fraction of smallest denominator that is: 0.01 in float32 means
    1/100, and 1/100 is computed in float32 as what stood in the file. Whole numbers are themselves.

    Examples
    --------
    >>> from symact.networks.numbers import meant
    >>> meant(np.float32(0.01)), meant(np.float32(1) / 6), meant(3)
    (1/100, 1/6, 3)
    """
    if isinstance(value, (int, np.integer)):
        return Rational(int(value))
    number = np.float32(value) if not isinstance(value, np.floating) else value
    if not np.isfinite(number):
        raise FormatError(f"a number in a formula must be finite, not {value}")
    for candidate in known:
        if type(number)(candidate.evalf(25)) == number:
            return candidate
    if number == np.rint(number):
        return Rational(int(number))
    return Rational(simplest(*_rounded_to(number)))


def _rounded_to(number: Any) -> tuple[Fraction, Fraction]:
    """Return an interval of numbers that are rounded to this one, a little narrower than all of them."""
    kind = type(number)
    middle = Fraction(float(number))
    neighbours = (np.nextafter(number, kind(side)) for side in (-np.inf, np.inf))
    gaps = [abs(Fraction(float(n)) - middle) if np.isfinite(n) else Fraction(0) for n in neighbours]
    low, high = (gap * Fraction(499, 1000) for gap in gaps)
    return middle - low, middle + high
