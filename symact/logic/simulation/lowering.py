"""Any circuit as AND and XOR nodes of two inputs with complements, equal nodes made once and constants folded away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from symact.logic.circuit import Circuit
from symact.logic.gates import Cover, Function, Gate, Kind, Table, Threshold
from symact.logic.threshold_gates import expand_threshold

__all__ = ["Nodes", "lower", "needed"]

SMALL = 4  # a cover of at most so many pins is lowered by its table, which finds its exclusive ors


class Nodes:
    """A growing list of AND and XOR nodes, read by literals ``2*node + complement``.

    Node 0 is the constant 0, nodes 1 to `inputs` are the inputs; node ``n`` from there on reads ``left[n]`` and
    ``right[n]``. It is an AND where ``left[n] < right[n]``, and an XOR, which reads no complements, where
    ``left[n] > right[n]``.
    """

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
        self.left = [0] * (inputs + 1)
        self.right = [0] * (inputs + 1)
        self._known: dict[int, int] = {}

    def conjunction(self, x: int, y: int) -> int:
        """Return the literal of ``x & y``; three ANDs that make an exclusive or become one."""
        if x > y:
            x, y = y, x
        if x < 2:
            return y if x else 0
        if x ^ y < 2:
            return x if x == y else 0
        literal = self._known.get(x << 32 | y)
        if literal is None:
            if x & y & 1:
                a, b = self.left[x >> 1], self.right[x >> 1]
                if a ^ self.left[y >> 1] == 1 and b ^ self.right[y >> 1] == 1:
                    return self._known.setdefault(x << 32 | y, self.parity(a, b))
            literal = self._new(x, y)
        return literal

    def parity(self, x: int, y: int) -> int:
        """Return the literal of ``x ^ y``."""
        complement = (x ^ y) & 1
        x, y = (x & ~1, y & ~1) if x > y else (y & ~1, x & ~1)
        if x == y:
            return complement
        if y == 0:
            return x ^ complement
        literal = self._known.get(x << 32 | y)
        return (self._new(x, y) if literal is None else literal) ^ complement

    def disjunction(self, x: int, y: int) -> int:
        """Return the literal of ``x | y``."""
        return self.conjunction(x ^ 1, y ^ 1) ^ 1

    def choice(self, select: int, low: int, high: int) -> int:
        """Return the literal of `low` where `select` is 0, of `high` where it is 1."""
        if high == 0:
            return self.conjunction(select ^ 1, low)
        if high == 1:
            return self.disjunction(select, low)
        return self.parity(self.conjunction(self.parity(low, high), select), low)

    def _new(self, left: int, right: int) -> int:
        literal = self._known[left << 32 | right] = 2 * len(self.left)
        self.left.append(left)
        self.right.append(right)
        return literal


def lower(circuit: Circuit) -> tuple[Nodes, list[int]]:
    """Return the nodes of a circuit, and the literals of its outputs followed by what its registers take next.

    The inputs of the nodes are those of the circuit followed by its registers.
    """
    nodes = Nodes(len(circuit.inputs) + len(circuit.registers))
    inputs = [2 * n for n in range(1, nodes.inputs + 1)]
    literals = _inline(nodes, circuit, inputs)
    roots = [*circuit.outputs.values(), *(r.next for r in circuit.registers)]
    return nodes, [literals[l >> 1] ^ l & 1 for l in roots]


def needed(nodes: Nodes, roots: Sequence[int]) -> list[int]:
    """Return the nodes that the roots need, in the order in which they were made."""
    left, right = nodes.left, nodes.right
    marked = bytearray(len(left))
    for literal in roots:
        marked[literal >> 1] = 1
    for node in range(len(left) - 1, nodes.inputs, -1):
        if marked[node]:
            marked[left[node] >> 1] = marked[right[node] >> 1] = 1
    return [node for node in range(nodes.inputs + 1, len(left)) if marked[node]]


def _inline(nodes: Nodes, circuit: Circuit, inputs: Sequence[int]) -> list[int]:
    """Lower every gate of a circuit that reads these literals; return the literal of each of its nets."""
    literals = [0, *inputs]
    conjunction = nodes.conjunction
    for _, gate, fanins in circuit.each_gate():
        pins = [literals[f >> 1] ^ f & 1 for f in fanins]
        if gate is Kind.AND and len(pins) == 2:
            literals.append(conjunction(pins[0], pins[1]))
        else:
            literals.append(_gate(nodes, gate, pins))
    return literals


def _gate(nodes: Nodes, gate: Gate, pins: list[int]) -> int:
    if not isinstance(gate, Kind):
        return _function(nodes, gate, pins)
    match gate:
        case Kind.AND | Kind.NAND:
            return reduce(nodes.conjunction, pins) ^ (gate is Kind.NAND)
        case Kind.OR | Kind.NOR:
            return reduce(nodes.disjunction, pins) ^ (gate is Kind.NOR)
        case Kind.XOR | Kind.XNOR:
            return reduce(nodes.parity, pins) ^ (gate is Kind.XNOR)
        case Kind.MUX:
            return nodes.choice(*pins)
    return pins[0] ^ (gate is Kind.NOT)


def _function(nodes: Nodes, function: Function, pins: list[int]) -> int:
    if isinstance(function, Threshold):
        unit = expand_threshold(function)
        shown = unit.outputs["y"]
        return _inline(nodes, unit, pins)[shown >> 1] ^ shown & 1
    if isinstance(function, Cover) and function.inputs > SMALL:
        return _sum_of_products(nodes, function, pins)
    return _shannon(nodes, function if isinstance(function, Table) else _table(function), pins)


def _sum_of_products(nodes: Nodes, cover: Cover, pins: list[int]) -> int:
    total = 0
    for cube in cover.cubes:
        read = [pin ^ (want == "0") for want, pin in zip(cube, pins, strict=True) if want != "-"]
        total = nodes.disjunction(total, reduce(nodes.conjunction, read, 1))
    return total ^ (not cover.on)


def _table(cover: Cover) -> Table:
    rows = range(1 << cover.inputs)
    return Table(cover.inputs, sum(cover(*(k >> i & 1 for i in range(cover.inputs))) << k for k in rows))


def _shannon(nodes: Nodes, table: Table, pins: list[int]) -> int:
    """Expand by the last pin, then the one before it; equal subtables are expanded once."""
    known: dict[tuple[int, int], int] = {}

    def expand(bits: int, pin: int) -> int:
        if pin == 0:
            return bits
        found = known.get((bits, pin))
        if found is None:
            half = 1 << pin - 1
            low, high = bits & (1 << half) - 1, bits >> half
            below = expand(low, pin - 1)
            above = below if low == high else expand(high, pin - 1)
            found = known[bits, pin] = nodes.choice(pins[pin - 1], below, above)
        return found

    return expand(table.bits, table.inputs)
