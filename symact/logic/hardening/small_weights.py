"""Small integer weights for a threshold function that is known by what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from symact.errors import UndecidedError
from symact.logic.gates import Threshold
from symact.logic.hardening.spread import Bools
from symact.logic.hardening.sums import States

__all__ = ["small_threshold"]

Weights: TypeAlias = npt.NDArray[Any]
"""Integers, of shape (candidates, pins)."""

_TRIED = (*range(1, 33), *range(36, 129, 4))
_MOST_BITS = 300
_EXACT = 1 << 52
_MOST_SUMS = 1 << 17


def small_threshold(weights: Sequence[Fraction], patterns: States, fires: Bools) -> Threshold | bool:
    """Return a threshold unit of small integer weights that fires at the same patterns, or the constant that it is.

    The weights are rounded at growing scales until some threshold tells apart where the unit fires and where not; then
    each is made as small as it can be. The threshold is put in the middle.

    Parameters
    ----------
    weights : sequence of Fraction
        Of a unit with this function, or near enough to one; not all 0 unless the function is constant.
    patterns : array of 0 and 1 of shape (pins, patterns)
    fires : bool array of shape (patterns,)

    Examples
    --------
    >>> from symact.logic.hardening.small_weights import small_threshold
    >>> patterns = np.array([[0, 1, 0, 1], [0, 0, 1, 1]], dtype=np.int8)
    >>> small_threshold([Rational(731, 100), Rational(702, 100)], patterns, np.array([False, True, True, True]))
    Threshold(weights=(1, 1), threshold=1)
    """
    if fires.all() or not fires.any():
        return bool(fires.any())
    largest = max(abs(w) for w in weights)
    for candidates in _candidates([w / largest for w in weights]):
        highest, lowest = _sides(candidates, patterns, fires)
        if len(found := np.flatnonzero(highest < lowest)):
            chosen = _reduced(candidates[found[0]], patterns, fires)
            (below,), (above,) = _sides(chosen[None], patterns, fires)
            return Threshold(tuple(map(int, chosen)), int(below) + (int(above) - int(below) + 1) // 2)
    raise UndecidedError("integer weights for a unit must be found with fewer bits than this; move its bias")


def _candidates(ratios: Sequence[Fraction]) -> Iterator[Weights]:
    """Yield groups of integer weights, of growing size."""
    yield np.rint(np.outer(_TRIED, [float(r) for r in ratios])).astype(np.int64)
    for bits in range(8, _MOST_BITS):
        yield np.array([[round(r * (1 << bits)) for r in ratios]], dtype=object)


def _reduced(weights: Weights, patterns: States, fires: Bools) -> Weights:
    """Make each weight, from the largest on, as small as the others allow, until none can be smaller."""
    before = None
    while before is None or (weights != before).any():
        before = weights
        for i in np.argsort(-abs(weights), kind="stable").tolist():
            modulus = abs(int(weights[i]))
            if not 0 < modulus <= _TRIED[-1] or (modulus + 1) * fires.size > _MOST_SUMS:
                continue
            candidates = np.repeat(weights[None], modulus + 1, axis=0)
            candidates[:, i] = np.arange(modulus + 1) * int(np.sign(weights[i]))
            highest, lowest = _sides(candidates, patterns, fires)
            weights = candidates[np.flatnonzero(highest < lowest)[0]]
    return weights


def _sides(candidates: Weights, patterns: States, fires: Bools) -> tuple[Weights, Weights]:
    """Return the highest sum where the unit does not fire and the lowest where it does, exactly, for each candidate."""
    if int(abs(candidates).sum(axis=1).max()) < _EXACT:
        sums = candidates.astype(np.float64) @ patterns.astype(np.float64)
    else:
        sums = candidates @ patterns.astype(object)
    return sums[:, ~fires].max(axis=1), sums[:, fires].min(axis=1)
