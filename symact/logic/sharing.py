"""Gates that are shared: what is constant is folded as it is written, and a gate that is there already serves again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symact.logic.circuit import Circuit, assemble
from symact.logic.gates import Kind

__all__ = ["Gates", "size"]


class Gates:
    """A circuit of AND, OR and XOR gates that is being written, in literals as :mod:`symact.logic.circuit` has them.

    Parameters
    ----------
    inputs : sequence of str
        The input pins; pin ``i`` is the literal ``2*i + 2``.
    """

    def __init__(self, inputs: Sequence[str]) -> None:
        self.inputs = tuple(inputs)
        self._gates: list[tuple[Kind, tuple[int, ...]]] = []
        self._known: dict[tuple[Kind, tuple[int, ...]], int] = {}

    def conjunction(self, *literals: int) -> int:
        """Return the literal that is 1 where all of these are."""
        return self._lattice(Kind.AND, literals, neutral=1)

    def disjunction(self, *literals: int) -> int:
        """Return the literal that is 1 where some of these is."""
        return self._lattice(Kind.OR, literals, neutral=0)

    def parity(self, a: int, b: int) -> int:
        """Return the literal that is 1 where one of two is 1 and the other 0."""
        flip = (a ^ b) & 1
        low, high = sorted((a & ~1, b & ~1))
        if low == high:
            return flip
        return (high if low == 0 else self._gate(Kind.XOR, (low, high))) ^ flip

    def full_adder(self, a: int, b: int, c: int) -> tuple[int, int]:
        """Return the sum of three bits: the literal of its parity, and that of the carry."""
        c, a, b = sorted((a, b, c))  # a constant, if there is one, is c
        odd = self.parity(a, b)
        both = self.disjunction(a, b) if c == 1 else self.conjunction(a, b)
        return self.parity(odd, c), both if c <= 1 else self.disjunction(both, self.conjunction(odd, c))

    def circuit(self, outputs: Mapping[str, int], name: str = "circuit") -> Circuit:
        """Return the circuit of these outputs, without gates that none of them needs."""
        first = 1 + len(self.inputs)
        live = {literal >> 1 for literal in outputs.values()}
        for net in range(first + len(self._gates) - 1, first - 1, -1):
            if net in live:
                live.update(literal >> 1 for literal in self._gates[net - first][1])
        kept = [net for net in range(first, first + len(self._gates)) if net in live]
        place = [*range(first), *([0] * len(self._gates))]
        for number, net in enumerate(kept, first):
            place[net] = number
        kinds, offsets, fanins = [], [0], []
        for net in kept:
            kind, read = self._gates[net - first]
            kinds.append(kind)
            fanins += [2 * place[l >> 1] | l & 1 for l in read]
            offsets.append(len(fanins))
        shown = {pin: 2 * place[l >> 1] | l & 1 for pin, l in outputs.items()}
        return assemble(self.inputs, shown, kinds, offsets, fanins, name=name)

    def _lattice(self, kind: Kind, literals: Sequence[int], neutral: int) -> int:
        read = set(literals) - {neutral}
        if neutral ^ 1 in read or any(l ^ 1 in read for l in read):
            return neutral ^ 1
        if len(read) <= 1:
            return next(iter(read), neutral)
        return self._gate(kind, tuple(sorted(read)))

    def _gate(self, kind: Kind, read: tuple[int, ...]) -> int:
        known = self._known.get((kind, read))
        if known is None:
            known = self._known[kind, read] = 2 * (1 + len(self.inputs) + len(self._gates))
            self._gates.append((kind, read))
        return known


def size(circuit: Circuit) -> int:
    """Return how many gates with two inputs a circuit of AND, OR and XOR gates takes."""
    return len(circuit.fanins) - circuit.gates
