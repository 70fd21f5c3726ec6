"""Walking along the tokens of a text, operators by how tightly they bind: what both grammars share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NoReturn

from symact.errors import ParseError
from symact.reading import syntax
from symact.reading.limits import DEPTH
from symact.reading.syntax import Node
from symact.reading.text import Token, number_value, shortened

__all__ = ["AND", "COMPARE", "NOT", "OR", "POWER", "PRODUCT", "SIGN", "SUM", "Grammar"]

# How tightly operators bind: comparisons above "and" and "or", as in mathematics; a sign above a product.
OR, AND, NOT, COMPARE, SUM, PRODUCT, SIGN, POWER = range(1, 9)


class Grammar(ABC):
    """A place among tokens, the last of which is the end of the text; names in `known` are symbols there.

    A token's kind is "number", "sign" or "end", or one of those that its grammar has for names.
    """

    def __init__(self, tokens: list[Token], text: str, known: Collection[str]) -> None:
        self.tokens = tokens
        self.text = text
        self.known = known
        self.index = 0
        self.depth = 0

    # Tokens

    @property
    def next(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.index]

    def token(self, index: int) -> Token:
        """Return the token of that index; after the last comes the end again and again."""
        return self.tokens[min(index, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Return the next token and go past it; the end stays where it is."""
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def skip(self, *texts: str) -> bool:
        """Go past the next token if it is one of these; return whether it was."""
        found = self.next.text in texts and self.next.kind != "word"
        if found:
            self.take()
        return found

    def expect(self, wanted: str, opened: Token) -> Token:
        """Take the token that closes what was opened, or refuse."""
        if self.next.text != wanted or self.next.kind == "word":
            line = self.text.count("\n", 0, opened.at) + 1
            what = f"{_shown(opened.text)} of line {line} must be closed by {_shown(wanted)}"
            self.fail(f"{what}, not followed by {self.shown()}; close it")
        return self.take()

    def shown(self) -> str:
        """Return the next token as a message may show it."""
        return "the end" if self.next.kind == "end" else _shown(self.next.text)

    def fail(self, problem: str, at: int | None = None) -> NoReturn:
        """Refuse, at a place or at the next token."""
        raise ParseError(shortened(problem), self.text, self.next.at if at is None else at)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Count one more level for the block."""
        self.depth += 1
        if self.depth > DEPTH:
            self.fail(f"a formula must be nested at most {DEPTH} levels deep; write it in parts")
        yield
        self.depth -= 1

    # Formulas

    def whole(self) -> Node:
        """Read a formula to the end of the text."""
        node = self.expression(0)
        if self.next.kind != "end":
            self.refuse_next()
        return node

    @abstractmethod
    def binding(self) -> int:
        """Return how tightly the next token binds to what stands before it, 0 if it does not."""

    @abstractmethod
    def prefix(self) -> Node:
        """Read what may begin a formula."""

    @abstractmethod
    def exponent(self) -> Node:
        """Read what stands after the sign of a power."""

    @abstractmethod
    def refuse_next(self) -> NoReturn:
        """Say why the next token cannot stand where it does."""

    def expression(self, above: int) -> Node:
        """Read what binds more tightly than `above`."""
        with self.deeper():
            left = self.prefix()
            while (binding := self.binding()) > above:
                left = self.infix(left, binding)
            return left

    def inside(self) -> Node:
        """Read an expression between delimiters."""
        return self.expression(0)

    def listed(self, *separators: str) -> list[Node]:
        """Read expressions between separators."""
        found = [self.inside()]
        while self.skip(*separators):
            found.append(self.inside())
        return found

    def infix(self, left: Node, binding: int) -> Node:
        if binding == SUM:
            return self.sum(left)
        if binding == PRODUCT:
            return self.product(left)
        if binding == POWER:
            return syntax.Power(self.take().at, left, self.exponent())
        if binding == COMPARE:
            return self.comparison(left)
        return self.logic(left, binding)

    def sum(self, first: Node) -> Node:
        terms, at = [first], self.next.at
        while self.binding() == SUM:
            sign = self.take()
            term = self.expression(SUM)
            terms.append(term if sign.text == "+" else syntax.negated(sign.at, term))
        return syntax.Sum(at, tuple(terms))

    def product(self, first: Node) -> Node:
        parts, at = [first], self.next.at
        while self.binding() == PRODUCT:
            divides = self.divides(parts[-1])
            part = self.expression(PRODUCT)
            parts += syntax.divided(part) if divides else [part]
        return syntax.multiplied(at, parts)

    def divides(self, before: Node) -> bool:
        """Go past the sign between two factors; return whether it divides."""
        return self.take().text == "/"

    def comparison(self, left: Node) -> Node:
        relations: list[Node] = []
        while self.binding() == COMPARE:
            sign = self.take()
            operator, right = "==" if sign.text == "=" else sign.text, self.expression(COMPARE)
            relations.append(syntax.Relation(sign.at, operator, left, right))
            left = right
        return relations[0] if len(relations) == 1 else syntax.Logic(relations[0].at, "and", tuple(relations))

    def logic(self, first: Node, binding: int) -> Node:
        operands, at = [first], self.next.at
        while self.binding() == binding:
            self.take()
            operands.append(self.expression(binding))
        return syntax.Logic(at, "and" if binding == AND else "or", tuple(operands))

    def signed(self) -> Node:
        """Read signs, any number of them at one level."""
        at, minus = self.next.at, False
        while self.binding() == SUM:
            minus ^= self.take().text == "-"
        operand = self.expression(SIGN)
        return syntax.negated(at, operand) if minus else operand

    def denied(self) -> Node:
        """Read signs of denial, any number of them at one level."""
        first, deny = self.next, False
        while self.next.kind == "sign" and self.next.text == first.text:
            deny = not deny
            self.take()
        operand = self.expression(NOT)
        return syntax.Logic(first.at, "not", (operand,)) if deny else operand

    def number(self) -> syntax.Number:
        """Read a decimal."""
        token = self.take()
        return syntax.Number(token.at, number_value(token.text, self.text, token.at))


def _shown(text: str) -> str:
    plain = text.removeprefix("open").removeprefix("close") if text[-1:] in ("|", ".") else text
    return f"'{plain if len(plain) <= 40 else plain[:40] + '...'}'"
