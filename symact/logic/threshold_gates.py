"""A threshold unit as gates: its decision diagram, a sorter or an adder, whichever is smallest."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import gcd

from symact.logic.circuit import Circuit
from symact.logic.gates import Threshold
from symact.logic.sharing import Gates, size

__all__ = ["expand_threshold"]

LARGEST_DIAGRAM = 100_000
LARGEST_SORTER = 64


@dataclass(frozen=True)
class _Sum:
    """Literals with positive weights, the largest first, and the threshold that their sum must reach."""

    weights: tuple[int, ...]
    literals: tuple[int, ...]
    threshold: int

    @property
    def cells(self) -> int:
        """How many bits an adder of it adds up."""
        return sum(w.bit_count() for w in self.weights)

    @property
    def columns(self) -> int:
        return sum(self.weights).bit_length()


@lru_cache(maxsize=256)
def expand_threshold(unit: Threshold) -> Circuit:
    """Return a threshold unit as a circuit of AND, OR and XOR gates, of the same function at every input.

    A weight below 0 reads the complement of its pin. Inputs that alone make the unit fire, or without which it cannot,
    are joined by one OR or AND. What is left is written as a decision diagram (inputs by decreasing weight, thresholds
    without a difference as one node), as a sorter (equal weights) and as an adder with a comparator; the form with the
    fewest gates of two inputs is taken.

    Parameters
    ----------
    unit : Threshold
        Of any size; its weights may have any number of digits.

    Returns
    -------
    Circuit
        With the inputs ``x0, x1, ...`` and the output ``y``.

    References
    ----------
    I. Abío et al., A new look at BDDs for pseudo-Boolean constraints, J. Artif. Intell. Res. 45, 2012; N. Eén and
    N. Sörensson, Translating pseudo-Boolean constraints into SAT, J. Satisf. Boolean Model. Comput. 2, 2006;
    K. E. Batcher, Sorting networks and their applications, AFIPS 1968.

    Examples
    --------
    >>> from symact.logic.threshold_gates import expand_threshold
    >>> sa.boolean(expand_threshold(sa.Threshold((3, -1, 2), 2)), "y")
    x0 | (x2 & ~x1)
    """
    weights, threshold = unit.integral
    terms = [(abs(w), 2 * i + 2 + (w < 0)) for i, w in enumerate(weights) if w]
    terms.sort(key=lambda term: (-term[0], term[1]))
    joins, core = _peeled(terms, threshold - sum(w for w in weights if w < 0))
    best: Circuit | None = None
    for form in (_diagram, _sorter, _adder) if core.weights else (_constant,):
        gates = Gates([f"x{i}" for i in range(unit.inputs)])
        root = form(gates, core, None if best is None else size(best))
        if root is None:
            continue
        for alone, literals in reversed(joins):
            root = (gates.disjunction if alone else gates.conjunction)(*literals, root)
        circuit = gates.circuit({"y": root}, name="threshold")
        if best is None or size(circuit) < size(best):
            best = circuit
    assert best is not None
    return best


def _peeled(terms: Sequence[tuple[int, int]], threshold: int) -> tuple[list[tuple[bool, list[int]]], _Sum]:
    """Take off literals that alone reach the threshold, or without which it is not reached, by kind; and the rest."""
    joins: list[tuple[bool, list[int]]] = []
    total = sum(w for w, _ in terms)
    rest = 0
    while 0 < threshold <= total:
        weight, literal = terms[rest]
        alone = weight >= threshold
        if not alone and total - weight >= threshold:
            break
        if not joins or joins[-1][0] != alone:
            joins.append((alone, []))
        joins[-1][1].append(literal)
        threshold -= 0 if alone else weight
        total -= weight
        rest += 1
    left = terms[rest:] if 0 < threshold <= total else []
    scale = gcd(*(w for w, _ in left)) or 1
    return joins, _Sum(tuple(w // scale for w, _ in left), tuple(l for _, l in left), -(-threshold // scale))


def _constant(gates: Gates, core: _Sum, limit: int | None) -> int | None:
    return int(core.threshold <= 0)


def _diagram(gates: Gates, core: _Sum, limit: int | None) -> int | None:
    """Write the decision diagram; None where it has more nodes than an adder would have gates."""
    limit = min(LARGEST_DIAGRAM, 5 * (core.cells + core.columns))
    rests = list(accumulate(reversed(core.weights), initial=0))[::-1]
    levels = [_Level(rest, 2 * rests[0]) for rest in rests]
    nodes = 0
    ahead = [(0, core.threshold)]
    while ahead:
        level, threshold = ahead[-1]
        if levels[level].find(threshold) is not None:
            ahead.pop()
            continue
        weight, below = core.weights[level], levels[level + 1]
        low, high = below.find(threshold), below.find(threshold - weight)
        if low is None or high is None:
            ahead.append((level + 1, threshold if low is None else threshold - weight))
            continue
        ahead.pop()
        nodes += 1
        if nodes > limit:
            return None
        root = gates.disjunction(low[2], gates.conjunction(core.literals[level], high[2]))
        levels[level].insert(max(low[0], high[0] + weight), min(low[1], high[1] + weight), root)
    found = levels[0].find(core.threshold)
    assert found is not None
    return found[2]


class _Level:
    """The thresholds of one level of a decision diagram: disjoint intervals, each with the literal of its node.

    Parameters
    ----------
    rest : int
        The sum of the weights from this level on.
    infinity : int
        A number that no threshold reaches.
    """

    def __init__(self, rest: int, infinity: int) -> None:
        self.rest = rest
        self.infinity = infinity
        self._starts: list[int] = []
        self._nodes: list[tuple[int, int, int]] = []

    def find(self, threshold: int) -> tuple[int, int, int] | None:
        """Return the first and the last threshold of the same function, and its literal, if it is known."""
        if threshold <= 0:
            return -self.infinity, 0, 1
        if threshold > self.rest:
            return self.rest + 1, self.infinity, 0
        place = bisect_right(self._starts, threshold) - 1
        return self._nodes[place] if place >= 0 and threshold <= self._nodes[place][1] else None

    def insert(self, first: int, last: int, literal: int) -> None:
        place = bisect_right(self._starts, first)
        self._starts.insert(place, first)
        self._nodes.insert(place, (first, last, literal))


def _sorter(gates: Gates, core: _Sum, limit: int | None) -> int | None:
    """Sort the bits by Batcher's odd-even merging; the unit fires where the one at the threshold's place is 1."""
    n = len(core.weights)
    if n > LARGEST_SORTER or core.weights[0] != core.weights[-1]:
        return None
    width = 1 << (n - 1).bit_length()
    bits = [*core.literals, *([0] * (width - n))]
    run = 1
    while run < width:
        gap = run
        while gap:
            for start in range(gap % run, width - gap, 2 * gap):
                for i in range(start, min(start + gap, width - gap)):
                    if i // (2 * run) == (i + gap) // (2 * run):
                        a, b = bits[i], bits[i + gap]
                        bits[i], bits[i + gap] = gates.disjunction(a, b), gates.conjunction(a, b)
            gap //= 2
        run *= 2
    return bits[core.threshold - 1]


def _adder(gates: Gates, core: _Sum, limit: int | None) -> int | None:
    """Add the weights of the bits that are 1 column by column, and compare the sum with the threshold."""
    if limit is not None and limit <= 4 * (core.cells - core.columns):
        return None  # each full adder takes one bit away, by four gates or more
    columns: list[list[int]] = [[] for _ in range(core.columns + 1)]
    for weight, literal in zip(core.weights, core.literals, strict=True):
        for place in range(weight.bit_length()):
            if weight >> place & 1:
                columns[place].append(literal)
    reached = 1
    for place, column in enumerate(columns):
        while len(column) > 1:
            three, column[:3] = [*column[:3], 0][:3], []
            total, carry = gates.full_adder(*three)
            column.append(total)
            columns[place + 1].append(carry)
        bit = column[0] if column else 0
        reached = (gates.conjunction if core.threshold >> place & 1 else gates.disjunction)(bit, reached)
    return reached
