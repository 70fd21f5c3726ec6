"""The wires between two columns: each net an upright piece on a track, with level wires to its ends.

Hashimoto and Stevens, Wire routing by optimizing channel assignment within large apertures, Design Automation
Workshop, 1971: pieces take the first track whose pieces they do not touch. Where one net leaves at the height at which
another arrives, the first must turn before the second; nets that would have to turn before each other are given a
second upright piece (Deutsch, A dogleg channel router, Design Automation Conference, 1976).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import networkx as nx

__all__ = ["TRACK", "Channel", "Wire", "channel"]

TRACK = 5.0
NEAR = 1.5

Heights: TypeAlias = dict[int, set[float]]


@dataclass(frozen=True)
class Wire:
    """An upright piece of a net: its track, and the heights of what joins it from left and right.

    A net that is straight has one, with track -1. Of a net of two pieces, `link` is the height of what joins them.
    """

    track: int
    left: tuple[float, ...]
    right: tuple[float, ...]
    link: float | None = None


@dataclass(frozen=True)
class Channel:
    """The wires between two columns, by net; of two pieces, the left one comes first."""

    tracks: int
    nets: dict[int, list[Wire]]


def channel(joints: Iterable[tuple[int, float, float]]) -> Channel:
    """Lay the wires of nets given as joints: the net, its height on the left, its height on the right."""
    left: Heights = defaultdict(set)
    right: Heights = defaultdict(set)
    for net, a, b in joints:
        left[net].add(a)
        right[net].add(b)
    bent = [n for n in left if max(left[n] | right[n]) - min(left[n] | right[n]) > 0.01]
    links = _links(bent, left, right)
    pieces = [(n, side) for n in bent for side in ((0, 1) if n in links else (2,))]
    spans = {p: _span(p, left, right, links) for p in pieces}
    order = nx.DiGraph()
    order.add_nodes_from(pieces)
    order.add_edges_from(((n, 0), (n, 1)) for n in links)
    order.add_edges_from((p, q) for p in pieces for q in pieces if _before(p, q, left, right))
    tracks, count = _tracks(order, spans)
    nets = {n: [Wire(-1, tuple(sorted(left[n])), tuple(sorted(right[n])))] for n in left if n not in bent}
    for n, side in pieces:
        ends = (tuple(sorted(left[n])) if side != 1 else (), tuple(sorted(right[n])) if side != 0 else ())
        nets.setdefault(n, []).append(Wire(tracks[n, side], *ends, links.get(n)))
    return Channel(count, nets)


def _before(p: tuple[int, int], q: tuple[int, int], left: Heights, right: Heights) -> bool:
    """Whether one piece must turn before another: it has the left end of a height that is the other's right one."""
    return p[0] != q[0] and p[1] != 1 and q[1] != 0 and _touch(left[p[0]], right[q[0]])


def _links(bent: list[int], left: Heights, right: Heights) -> dict[int, float]:
    """Return the nets that need two pieces, so that no circle is left, each with a height that is free."""
    graph = nx.DiGraph([(m, n) for m in bent for n in bent if m != n and _touch(left[m], right[n])])
    taken = {y for heights in (*left.values(), *right.values()) for y in heights}
    links: dict[int, float] = {}
    while circles := [c for c in nx.strongly_connected_components(graph) if len(c) > 1]:
        net = max(circles[0], key=lambda n: (graph.degree(n), -n))
        graph.remove_node(net)
        middle = sum(left[net] | right[net]) / len(left[net] | right[net])
        tries = (middle + sign * step for step in range(10_000) for sign in (1, -1))
        links[net] = next(y for y in tries if all(abs(y - other) >= NEAR for other in taken))
        taken.add(links[net])
    return links


def _span(piece: tuple[int, int], left: Heights, right: Heights, links: dict[int, float]) -> tuple[float, float]:
    net, side = piece
    heights = (left[net] if side != 1 else set()) | (right[net] if side != 0 else set())
    heights |= {links[net]} if net in links else set()
    return min(heights), max(heights)


def _tracks(
    order: nx.DiGraph, spans: dict[tuple[int, int], tuple[float, float]]
) -> tuple[dict[tuple[int, int], int], int]:
    """Give each piece the first track that is behind all it must follow, and where it touches no other."""
    taken: dict[tuple[int, int], int] = {}
    lanes: list[list[tuple[float, float]]] = []
    for piece in nx.lexicographical_topological_sort(order, key=lambda p: spans[p]):
        low, high = spans[piece]
        first = 1 + max((taken[p] for p in order.predecessors(piece)), default=-1)
        free = (t for t in range(first, len(lanes)) if all(high < a - NEAR or low > b + NEAR for a, b in lanes[t]))
        track = next(free, max(first, len(lanes)))
        lanes += [[] for _ in range(track + 1 - len(lanes))]
        lanes[track].append((low, high))
        taken[piece] = track
    return taken, len(lanes)


def _touch(a: set[float], b: set[float]) -> bool:
    return any(abs(p - q) < NEAR for p in a for q in b)
