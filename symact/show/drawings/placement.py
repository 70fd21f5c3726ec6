"""Placement in layers: an order with few crossings, places close to the neighbours, lanes that share no stretch.

The steps of Sugiyama, Tagawa and Toda, *Methods for visual understanding of hierarchical system structures*, IEEE
Transactions on Systems, Man, and Cybernetics, 1981: order by barycentres, then move towards neighbours.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

__all__ = ["Node", "Pairs", "crossings", "lanes", "ordered", "settled"]

Node: TypeAlias = Hashable
Pairs: TypeAlias = Sequence[tuple[Node, Node]]
"""Connections from a node of one layer to a node of the next."""

_SWEEPS = 12


def crossings(layers: Sequence[Sequence[Node]], pairs: Pairs) -> int:
    """Return how many connections between neighbouring layers cross.

    >>> crossings([["a", "b"], ["c", "d"]], [("a", "d"), ("b", "c")])
    1
    """
    rank = {node: (i, j) for i, layer in enumerate(layers) for j, node in enumerate(layer)}
    by_layer: dict[int, list[tuple[int, int]]] = {}
    for a, b in pairs:
        by_layer.setdefault(rank[a][0], []).append((rank[a][1], rank[b][1]))
    total = 0
    for ends in by_layer.values():
        seen: list[int] = []
        for _, b in sorted(ends):
            total += len(seen) - bisect_right(seen, b)
            insort(seen, b)
    return total


def ordered(layers: Sequence[Sequence[Node]], pairs: Pairs, fixed: Iterable[int] = ()) -> list[list[Node]]:
    """Return the layers in an order with fewer crossings, if barycentres find one; `fixed` layers stay as they are."""
    held = set(fixed)
    best = [list(layer) for layer in layers]
    fewest = crossings(best, pairs)
    current = [list(layer) for layer in best]
    above, below = _neighbours(pairs)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        sequence = range(1, len(current)) if down else range(len(current) - 2, -1, -1)
        for i in sequence:
            if i not in held:
                place = {node: j for j, node in enumerate(current[i - 1 if down else i + 1])}
                current[i] = _by_barycentre(current[i], above if down else below, place)
        found = crossings(current, pairs)
        if found < fewest:
            best, fewest = [list(layer) for layer in current], found
    return best


def _neighbours(pairs: Pairs) -> tuple[dict[Node, list[Node]], dict[Node, list[Node]]]:
    above: dict[Node, list[Node]] = {}
    below: dict[Node, list[Node]] = {}
    for a, b in pairs:
        below.setdefault(a, []).append(b)
        above.setdefault(b, []).append(a)
    return above, below


def _by_barycentre(layer: Sequence[Node], neighbours: Mapping[Node, list[Node]], place: dict[Node, int]) -> list[Node]:
    def centre(item: tuple[int, Node]) -> float:
        near = neighbours.get(item[1])
        return sum(place[n] for n in near) / len(near) if near else item[0]

    return [node for _, node in sorted(enumerate(layer), key=centre)]


def settled(
    layers: Sequence[Sequence[Node]], pairs: Pairs, widths: Mapping[Node, float], gap: float
) -> dict[Node, float]:
    """Return the centres of nodes along their layers: in order, `gap` apart, close to the mean of their neighbours."""
    centres: dict[Node, float] = {}
    for layer in layers:
        at = -sum(widths[n] + gap for n in layer) / 2
        for node in layer:
            centres[node] = at + (widths[node] + gap) / 2
            at += widths[node] + gap
    above, below = _neighbours(pairs)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for layer in layers if down else reversed(layers):
            wanted = []
            for node in layer:
                near = (above if down else below).get(node) or (below if down else above).get(node) or [node]
                wanted.append(sum(centres[n] for n in near) / len(near))
            centres.update(zip(layer, _apart(wanted, [widths[n] for n in layer], gap), strict=True))
    return centres


def _apart(wanted: Sequence[float], widths: Sequence[float], gap: float) -> list[float]:
    """Return the centres nearest to the wanted ones, in least squares, that are in order and do not touch."""
    offsets = [0.0]
    for a, b in pairwise(widths):
        offsets.append(offsets[-1] + (a + b) / 2 + gap)
    pools: list[tuple[float, int]] = []
    for target, offset in zip(wanted, offsets, strict=False):
        total, n = target - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / n:
            before = pools.pop()
            total, n = total + before[0], n + before[1]
        pools.append((total, n))
    means = [total / n for total, n in pools for _ in range(n)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=False)]


def lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return a lane for each span, the short ones nearest; spans in one lane have no stretch in common.

    >>> lanes([(0, 3), (0, 2), (2, 3)])
    [1, 0, 0]
    """
    taken: list[list[tuple[int, int]]] = []
    result = [0] * len(spans)
    for i in sorted(range(len(spans)), key=lambda i: (spans[i][1] - spans[i][0], i)):
        start, end = spans[i]
        lane = next((k for k, used in enumerate(taken) if all(end <= a or b <= start for a, b in used)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((start, end))
        result[i] = lane
    return result
