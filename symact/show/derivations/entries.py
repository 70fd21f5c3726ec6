"""Terms entry by entry, for what vectors and matrices have no notation for: windows, sums over some axes, reshapes.

Entries are counted from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from symact.networks.backprop.terms import Node, Quantity, Term, has_matrix_form
from symact.show.derivations.functions import Functions
from symact.show.derivations.names import Names, indexed
from symact.show.derivations.places import Places, clipped

__all__ = ["Entries", "Rule", "is_sum"]

_LETTERS = "ijkmnpqrsabcdeghovw"
_ELEMENTWISE = {"add", "subtract", "negate", "multiply", "scale", "divide", "apply", "slope", "fill", "ones", "number"}


class Entries:
    """Prints one entry of a term.

    Parameters
    ----------
    names : Names
    functions : Functions
    words : callable
        Prints a term with vectors and matrices, which an index may follow.
    rules : mapping of str to callable
        Print the entry of a term at a place, by its operation.
    """

    def __init__(
        self, names: Names, functions: Functions, words: Callable[[Node], str], rules: Mapping[str, Rule]
    ) -> None:
        self.names = names
        self.functions = functions
        self.words = words
        self._rules = rules
        self._used = 0

    def line(self, left: Quantity, rights: Sequence[Node]) -> tuple[str, list[str]]:
        """Return the sides of an equation between entries."""
        self._used = 0
        places = clipped(self.fresh(len(left.shape)), left.shape)
        return indexed(self.names.of(left), places), [self.entry(r, places) for r in rights]

    def scalar(self, term: Term) -> str:
        """Return a number that is a sum over entries."""
        self._used = 2  # begins with k
        return self.entry(term, ())

    def entry(self, node: Node, places: Places) -> str:
        """Return the entry of a term at a place."""
        if isinstance(node, Quantity):
            return indexed(self.names.of(node), clipped(places, node.shape))
        rule = self._rules.get(node.operation)
        if not node.shape and (rule is None or node.operation in ("fill", "ones", "zeros", "number")):
            return self.words(node)
        if rule is None or (has_matrix_form(node) and node.operation not in _ELEMENTWISE and node.shape):
            return indexed(rf"\left[{self.words(node)}\right]", places)
        return rule(self, node, places)

    def fresh(self, number: int) -> Places:
        """Return letters that this equation has not used yet."""
        letters = _LETTERS[self._used : self._used + number]
        self._used += number
        made = [*letters, *(f"i_{{{i}}}" for i in range(number - len(letters)))]
        return tuple(made)

    def of(self, node: Node, places: Places) -> str:
        """Return the entry of an operand, which may lack the first axes."""
        return self.entry(node, places[len(places) - len(node.shape) :])

    def factor(self, node: Node, places: Places) -> str:
        """Return the entry of an operand as a factor, in brackets where it is a sum."""
        text = self.of(node, places)
        return rf"\left({text}\right)" if is_sum(text) else text


def is_sum(text: str) -> bool:
    """Return whether a formula is a sum that needs brackets as a factor."""
    depth = 0
    for i, c in enumerate(text):
        depth += (c in "({[") - (c in ")}]")
        if depth == 0 and c in "+-" and (i == 0 or text[i - 1] == " "):
            return True
    return text.startswith((r"\sum", r"\max"))


Rule: TypeAlias = Callable[[Entries, Term, Places], str]
