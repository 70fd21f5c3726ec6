"""Threshold functions: the unit that a truth table is, if it is one."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from symact.logic.gates import Threshold

__all__ = ["separating_unit"]

MOST_INPUTS = 8
MOST_STEPS = 20_000

Integers = npt.NDArray[np.int64]


@lru_cache(maxsize=4096)
def separating_unit(inputs: int, bits: int) -> Threshold | None:
    r"""Return a threshold unit with this truth table, or None where none is found.

    The perceptron rule: while rows are on the wrong side, the farthest is added to the weights or taken from them. It
    ends within :math:`R^2 \lVert w \rVert^2` steps if some unit with the weights :math:`w` has the table; 20,000 steps
    are taken at most, enough for every function of up to 6 inputs, whose weights come out as small as they can be. From
    7 on a unit may be missed, and from 9 on none is looked for.

    Parameters
    ----------
    inputs : int
    bits : int
        The truth table, as :class:`symact.Table` has it.

    References
    ----------
    A. Novikoff, On convergence proofs for perceptrons, Symposium on the Mathematical Theory of Automata, 1962;
    S. Muroga, Threshold Logic and Its Applications, Wiley, 1971.

    Examples
    --------
    >>> from symact.logic.separation import separating_unit
    >>> separating_unit(3, 0b11101000)
    Threshold(weights=(1, 1, 1), threshold=2)
    >>> separating_unit(2, 0b0110) is None
    True
    """
    if inputs > MOST_INPUTS:
        return None
    rows = np.arange(1 << inputs)[:, None] >> np.arange(inputs) & 1
    on = np.array([bits >> k & 1 for k in range(1 << inputs)], dtype=bool)
    signs = _signs(on, inputs)
    if signs is None:
        return None
    rows = np.where(signs < 0, 1 - rows, rows) * np.abs(signs)  # the function rises in each of its inputs
    found = _perceptron(rows, on)
    if found is None:
        return None
    weights, threshold = signs * found[0], found[1]
    return Threshold(tuple(weights.tolist()), threshold + int(weights[signs < 0].sum()))


def _signs(on: npt.NDArray[np.bool_], inputs: int) -> Integers | None:
    """Return of each input whether the function rises (1) or falls (-1) in it, or neither (0).

    None where it does both, and where one of two inputs is not always at least as strong as the other: no threshold
    function does that, and up to 5 inputs all that is left is one.
    """
    cube = on.reshape((2,) * inputs).transpose(range(inputs - 1, -1, -1))  # axis i is input i
    signs = np.zeros(inputs, dtype=np.int64)
    for i in range(inputs):
        low, high = cube.take(0, axis=i), cube.take(1, axis=i)
        rises, falls = bool((high & ~low).any()), bool((low & ~high).any())
        if rises and falls:
            return None
        signs[i] = rises - falls
        if falls:
            cube = np.flip(cube, axis=i)
    for i, j in combinations(range(inputs), 2):
        first, second = cube.take(1, axis=j).take(0, axis=i), cube.take(0, axis=j).take(1, axis=i)
        if (first & ~second).any() and (second & ~first).any():
            return None
    return signs


def _perceptron(rows: Integers, on: npt.NDArray[np.bool_]) -> tuple[Integers, int] | None:
    weights, threshold = np.zeros(rows.shape[1], dtype=np.int64), 0
    sides = np.where(on, 1, -1)
    for _ in range(MOST_STEPS):
        margins = sides * (2 * (rows @ weights - threshold) + 1)
        worst = int(np.argmin(margins))
        if margins[worst] > 0:
            return weights, threshold
        weights = weights + sides[worst] * rows[worst]
        threshold -= int(sides[worst])
    return None
