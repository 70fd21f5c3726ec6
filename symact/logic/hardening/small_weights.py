"""Small integer weights for a threshold function that is known by what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from symact.errors import UndecidedError
from symact.logic.gates import Threshold
from symact.logic.hardening.spread import Bools
from symact.logic.hardening.sums import States

__all__ = ["small_threshold"]

_TRIED = tuple(range(1, 33)) + tuple(range(36, 129, 4))
_MOST_BITS = 300
_EXACT = 1 << 52


def small_threshold(weights: Sequence[Fraction], patterns: States, fires: Bools) -> Threshold | bool:
    """Return a threshold unit of small integer weights that fires at the same patterns, or the constant that it is.

    The weights are rounded at growing scales until some threshold tells apart where the unit fires and where not; it is
    put in the middle.

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
    ratios = [w / largest for w in weights]
    for candidates in _candidates(ratios):
        sums = _sums(candidates, patterns)
        highest, lowest = sums[:, ~fires].max(axis=1), sums[:, fires].min(axis=1)
        if len(found := np.flatnonzero(highest < lowest)):
            k = found[0]
            middle = int(highest[k]) + (int(lowest[k]) - int(highest[k]) + 1) // 2
            return Threshold(tuple(int(w) for w in candidates[k]), middle)
    raise UndecidedError("integer weights for a unit must be found with fewer bits than this; move its bias")


def _candidates(ratios: Sequence[Fraction]) -> Iterator[np.ndarray[Any, Any]]:
    """Yield groups of integer weights, of growing size."""
    yield np.rint(np.outer(_TRIED, [float(r) for r in ratios])).astype(np.int64)
    for bits in range(8, _MOST_BITS):
        yield np.array([[round(r * (1 << bits)) for r in ratios]], dtype=object)


def _sums(candidates: np.ndarray[Any, Any], patterns: States) -> np.ndarray[Any, Any]:
    """Return the weighted sums, candidates x patterns, exactly."""
    if int(abs(candidates).sum(axis=1).max()) < _EXACT:
        return candidates.astype(np.float64) @ patterns.astype(np.float64)
    return candidates @ patterns.astype(object)
