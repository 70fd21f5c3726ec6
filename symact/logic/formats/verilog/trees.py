"""Expressions of bits whose gates are not there yet, since what they drive, and how many bits, is not known yet.

The bits of whatever works bit by bit do not depend on how many there are; so a tree is evaluated for as many bits as
are wanted, with zeros above its own. Bits are lists of literals of a draft, the least significant first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from symact.logic.formats.verilog.scope import Scope
from symact.logic.gates import Kind

__all__ = ["Bits", "Choice", "Each", "Gates", "Not", "One", "Tree", "width"]

PLAIN = 32
OPPOSITE = {Kind.AND: Kind.NAND, Kind.OR: Kind.NOR, Kind.XOR: Kind.XNOR}


@dataclass(slots=True)
class Bits:
    """Literals as they stand: of nets that something may drive, or of what is there already.

    A number of no stated width is its 32 bits, and fits whatever it is compared with or put into.
    """

    bits: list[int]
    is_net: bool = False
    is_plain: bool = False


@dataclass(slots=True)
class One:
    """A gate that shows one bit, whatever it reads."""

    kind: Kind
    reads: list[int]


@dataclass(slots=True)
class Each:
    """An AND, OR or XOR bit by bit."""

    kind: Kind
    parts: list[Tree]


@dataclass(slots=True)
class Not:
    """The complement bit by bit."""

    part: Tree


@dataclass(slots=True)
class Choice:
    """The first part whose condition is 1, else the last part."""

    conditions: list[int]
    parts: list[Tree]


Tree: TypeAlias = Bits | One | Each | Not | Choice


def width(tree: Tree) -> int:
    """Return how many bits a tree has by itself."""
    match tree:
        case Bits():
            return len(tree.bits)
        case One():
            return 1
        case Not():
            return width(tree.part)
    return max(map(width, tree.parts))


class Gates:
    """Puts trees into the draft of a scope as gates."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.draft = scope.draft

    def bits(self, tree: Tree, count: int) -> list[int]:
        """Return so many bits of a tree."""
        match tree:
            case Bits():
                return (tree.bits + [0] * (count - len(tree.bits)))[:count]
            case One(kind=Kind.NOT):
                return [tree.reads[0] ^ 1] + [0] * (count - 1)
            case Not():
                return [literal ^ 1 for literal in self.bits(tree.part, count)]
        return self._driven(tree, [None] * count)

    def drive(self, targets: Sequence[int], tree: Tree) -> None:
        """Drive nets by a tree: the gate at its root has the first of them as its name, and so on."""
        if isinstance(tree, (One, Each, Choice)):
            self._driven(tree, targets)
        elif isinstance(tree, Not) and isinstance(tree.part, Each):
            self._driven(Each(OPPOSITE[tree.part.kind], tree.part.parts), targets)
        else:
            for target, literal in zip(targets, self.bits(tree, len(targets)), strict=True):
                self._same(target, literal)

    def truth(self, tree: Tree) -> int:
        """Return the literal that says whether a tree has a bit that is 1."""
        reads = [literal for literal in self.bits(tree, width(tree)) if literal]
        if 1 in reads or len(reads) < 2:
            return 1 if 1 in reads else reads[0] if reads else 0
        return self._gate(None, Kind.OR, reads)

    def equality(self, left: Tree, right: Tree, equal: bool) -> One:
        """Return the gate that says whether two trees are equal, or not equal."""
        count = max(width(left), width(right))
        pairs, reads = [], []
        for pair in zip(self.bits(left, count), self.bits(right, count), strict=True):
            low, high = sorted(pair)
            if low > 1:
                pairs.append([low, high])
            elif low != high:
                reads.append(low ^ high ^ 1)
        if len(pairs) == 1 and not reads:
            return One(Kind.XNOR if equal else Kind.XOR, pairs[0])
        reads += [self._gate(None, Kind.XNOR, pair) for pair in pairs]
        return One(Kind.AND if equal else Kind.NAND, reads or [1])

    def _driven(self, tree: One | Each | Choice, targets: Sequence[int | None]) -> list[int]:
        count = len(targets)
        match tree:
            case One():
                self._same_or_zero(targets[1:])
                return [self._gate(targets[0], tree.kind, tree.reads), *[0] * (count - 1)]
            case Each():
                self.scope.spend(count * len(tree.parts))
                columns = zip(*[self.bits(part, count) for part in tree.parts], strict=True)
                return [self._gate(t, tree.kind, list(reads)) for t, reads in zip(targets, columns, strict=True)]
            case Choice():
                self.scope.spend(count * len(tree.parts))
                chosen = self.bits(tree.parts[-1], count)
                for k in range(len(tree.conditions) - 1, -1, -1):
                    select, high = tree.conditions[k], self.bits(tree.parts[k], count)
                    place = targets if k == 0 else [None] * count
                    rows = zip(place, chosen, high, strict=True)
                    chosen = [self._gate(t, Kind.MUX, [select, low, bit]) for t, low, bit in rows]
                return chosen

    def _gate(self, target: int | None, kind: Kind, reads: list[int]) -> int:
        if kind is Kind.NOT and target is not None:
            self._same(target, reads[0] ^ 1)
            return target
        return self.draft.gate(self.draft.new() if target is None else target, kind, reads, self.scope.tokens.line)

    def _same(self, target: int, literal: int) -> None:
        inverted = literal > 1 and literal & 1
        self.draft.gate(target, Kind.NOT if inverted else Kind.BUF, [literal ^ inverted], self.scope.tokens.line)

    def _same_or_zero(self, targets: Sequence[int | None]) -> None:
        for target in targets:
            if target is not None:
                self._same(target, 0)
