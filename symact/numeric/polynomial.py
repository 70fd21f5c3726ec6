"""Polynomials with float64 coefficients, by Horner's rule; and those with a proven distance from a function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Doubled", "Polynomial", "Vector", "horner"]

Vector = NDArray[np.float64]

Doubled = tuple[float, float]
"""A real number as an unevaluated sum of two floats, the second below half a unit in the last place of the first."""


def horner(z: Vector, *coefficients: float) -> Vector:
    """coefficients[0] + coefficients[1]*z + ..., the first of them rounded last, in one work array.

    Examples
    --------
    >>> horner(np.array([0.5]), 1.0, 0.0, 2.0)
    array([1.5])
    """
    *lower, leading = coefficients
    total = np.full_like(z, leading)
    for coefficient in reversed(lower):
        total *= z
        total += coefficient
    return total


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A polynomial ``coefficients[0] + low + coefficients[1]*z + ...`` on an interval.

    Parameters
    ----------
    coefficients : tuple of float
        In increasing order of the power.
    low : float
        What is left of the constant term after its rounding; :meth:`__call__` adds it with the linear term.
    interval : tuple of float
        Where the bound holds.
    error : float
        A proven bound on the relative error in exact arithmetic (`tools/make_coefficients.py` proves it).
    """

    coefficients: tuple[float, ...]
    low: float
    interval: tuple[float, float]
    error: float

    def __call__(self, z: Vector) -> Vector:
        """Evaluate on a vector."""
        constant, *rest = self.coefficients
        total = horner(z, *rest)
        total *= z
        total += self.low
        total += constant
        return total
