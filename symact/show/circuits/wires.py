"""The wires between two columns: each net one upright track, with level wires to its ends.

Hashimoto and Stevens, Wire routing by optimizing channel assignment within large apertures, Design Automation
Workshop, 1971: nets take the first track whose wires they do not touch, from the top down. Where one net leaves at the
height at which another arrives, the first must turn before the second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["TRACK", "Channel", "channel"]

TRACK = 5.0
NEAR = 1.5


@dataclass(frozen=True)
class Channel:
    """The nets between two columns: of each its track, the heights on its left and right."""

    tracks: int
    nets: dict[int, tuple[int, tuple[float, ...], tuple[float, ...]]]


def channel(joints: Iterable[tuple[int, float, float]]) -> Channel:
    """Assign tracks to nets, given as joints: the net, the height on the left, the height on the right."""
    left: dict[int, set[float]] = defaultdict(set)
    right: dict[int, set[float]] = defaultdict(set)
    for net, a, b in joints:
        left[net].add(a)
        right[net].add(b)
    bent = [n for n in left if max(left[n] | right[n]) - min(left[n] | right[n]) > 0.01]
    before = {n: {m for m in bent if m != n and _touch(left[m], right[n])} for n in bent}
    taken: dict[int, int] = {}
    ends: list[list[tuple[float, float]]] = []
    for net in sorted(bent, key=lambda n: (len(before[n]), min(left[n] | right[n]))):
        low, high = min(left[net] | right[net]), max(left[net] | right[net])
        first = 1 + max((taken[m] for m in before[net] if m in taken), default=-1)
        track = next(
            (t for t in range(first, len(ends)) if all(high < a - NEAR or low > b + NEAR for a, b in ends[t])),
            max(first, len(ends)),
        )
        ends += [[] for _ in range(track + 1 - len(ends))]
        ends[track].append((low, high))
        taken[net] = track
    return Channel(len(ends), {n: (taken.get(n, -1), tuple(sorted(left[n])), tuple(sorted(right[n]))) for n in left})


def _touch(a: set[float], b: set[float]) -> bool:
    return any(abs(p - q) < NEAR for p in a for q in b)
