"""The nets of a Verilog module: what is declared, and its bits."""

from __future__ import annotations

from dataclasses import dataclass

from symact.logic.draft import Draft
from symact.logic.formats.source import MOST_GATES, MOST_PINS
from symact.logic.formats.verilog.tokens import Tokens
from symact.networks.documents.json_text import shortened

__all__ = ["Range", "Scope"]


@dataclass(frozen=True)
class Range:
    """The numbers of a vector's bits, as ``[left:right]``; the bit with the number `right` is the least significant."""

    left: int
    right: int

    def __len__(self) -> int:
        return abs(self.left - self.right) + 1

    def __contains__(self, number: int) -> bool:
        return min(self.left, self.right) <= number <= max(self.left, self.right)

    def numbers(self) -> range:
        """Return the numbers of the bits, that of the least significant first."""
        step = 1 if self.left >= self.right else -1
        return range(self.right, self.left + step, step)


class Scope:
    """What the names in a module mean.

    A name without a range is a net of this name, and need not be declared. The bit ``3`` of a vector ``a`` is the net
    ``a[3]``. Bits are in lists, the least significant first, as literals of the draft.

    Attributes
    ----------
    spelled : dict of str to int
        The literals of single nets by how the text spells them, for the fast path; 0 for what is no single net.
    """

    def __init__(self, tokens: Tokens, draft: Draft) -> None:
        self.tokens = tokens
        self.draft = draft
        self._ranges: dict[str, Range | None] = {}
        self._nets: dict[str, list[int]] = {}
        self.spelled: dict[str, int] = {}
        self._spent = 0

    def declare(self, name: str, range_: Range | None) -> list[str]:
        """State the range of a name, or that it has none; return the names of its bits.

        Raises
        ------
        FormatError
            If it was declared or used before with another range.
        """
        if self._ranges.setdefault(name, range_) != range_:
            raise self.tokens.refusal(f"{shortened(name)} must have one range, stated before it is used, not two")
        if range_ is None:
            return [name]
        self.spend(len(range_))
        return [f"{name}[{number}]" for number in range_.numbers()]

    def bits(self, name: str) -> list[int]:
        """Return the bits of a name."""
        known = self._nets.get(name)
        if known is None:
            range_ = self._ranges.setdefault(name, None)
            if range_ is not None:
                return self.select(name, range_.left, range_.right)
            known = self._nets[name] = [self.draft.net(name, self.tokens.line)]
        return known

    def select(self, name: str, left: int, right: int) -> list[int]:
        """Return the bits ``name[left:right]``; one bit where both numbers are the same.

        Raises
        ------
        FormatError
            If the name has no such bits.
        """
        range_ = self._ranges.get(name)
        if range_ is None:
            raise self.tokens.refusal(f"{shortened(name)} must be declared with a range, to have bits by number")
        turned = left != right and (left > right) != (range_.left > range_.right)
        if left not in range_ or right not in range_ or turned:
            asked = f"[{left}:{right}]" if left != right else f"[{left}]"
            problem = f"bits of {shortened(name)} must be among [{range_.left}:{range_.right}], not {asked}"
            raise self.tokens.refusal(problem)
        chosen = Range(left, right)
        self.spend(len(chosen))
        return [self.draft.net(f"{name}[{number}]", self.tokens.line) for number in chosen.numbers()]

    def spend(self, bits: int) -> None:
        """Count bits that are written out, of which a module may have so many."""
        self._spent += bits
        self.tokens.source.limit(self._spent, MOST_PINS, "bits of vectors and expressions", self.tokens.line)
        self.tokens.source.limit(self.draft.size, MOST_GATES, "nets", self.tokens.line)

    def check(self) -> None:
        """Refuse an escaped name that is that of a vector's bit.

        Raises
        ------
        FormatError
        """
        for name, range_ in self._ranges.items():
            stem, bracket, number = name.rpartition("[")
            if range_ is None and bracket and number[:-1].isdigit() and self._ranges.get(stem) is not None:
                raise self.tokens.refusal(f"{shortened(name)} must not be the name of a net and a bit of a vector too")
