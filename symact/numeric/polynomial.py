"""A polynomial with float64 coefficients and a proven distance from the function it stands for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Doubled", "Polynomial"]

Doubled = tuple[float, float]
"""A real number as an unevaluated sum of two floats, the second below half a unit in the last place of the first."""


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

    def __call__(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Evaluate by Horner's rule, in one work array.

        Examples
        --------
        >>> Polynomial((1.0, 0.0, 2.0), 0.0, (0.0, 1.0), 0.0)(np.array([0.5]))
        array([1.5])
        """
        constant, *middle, leading = self.coefficients
        total = np.full_like(z, leading)
        for coefficient in reversed(middle):
            total *= z
            total += coefficient
        total *= z
        total += self.low
        total += constant
        return total
