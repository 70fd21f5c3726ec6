r"""Walking along the tokens of a LaTeX formula: groups, parentheses, what may begin a factor."""

from __future__ import annotations

from collections.abc import Collection

from symact.reading.grammar import Grammar
from symact.reading.heads import Vocabulary
from symact.reading.latex_names import CLOSERS, CLOSING, ENGLISH, REFUSED
from symact.reading.syntax import Node, grouped
from symact.reading.text import Token

__all__ = ["LatexCursor"]

_OPENING = frozenset(("(", "[", "{", r"\{", "open|", "open."))


class LatexCursor(Grammar):
    """A place in a LaTeX formula, with the functions and symbols that are known there."""

    def __init__(self, tokens: list[Token], text: str, vocabulary: Vocabulary, known: Collection[str]) -> None:
        super().__init__(tokens, text, known)
        self.vocabulary = vocabulary
        self.bars = 0

    def starts_factor(self, token: Token) -> bool:
        if token.kind in ("letters", "number"):
            return True
        if token.kind == "word":
            return token.text.lower() not in ENGLISH
        if token.kind == "command":
            return token.text not in REFUSED and token.text not in (r"\\", r"\end", r"\}")
        return token.text in _OPENING or (token.text == "|" and not self.bars)

    def parenthesis(self) -> Node:
        opened = self.take()
        inner = self.inside()
        if not (opened.text == r"\{" and self.skip("close.")):
            self.expect(CLOSING[opened.text], opened)
        return grouped(inner)

    def inside(self) -> Node:
        """Read an expression in which bars of absolute values begin anew."""
        bars, self.bars = self.bars, 0
        inner = super().inside()
        self.bars = bars
        return inner

    def group(self) -> Node:
        """Read what a command is given: a group in braces, or one token."""
        token = self.next
        if token.text == "{":
            return self.parenthesis()
        if token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            first, others = Token("number", token.text[0], token.at), Token("number", token.text[1:], token.at + 1)
            self.tokens[self.index : self.index + 1] = [first, others]
        if token.kind in ("number", "letters", "command", "word"):
            with self.deeper():
                return self.prefix()
        self.fail(f"a group in braces must stand here, not {self.shown()}")

    def script(self) -> Node:
        """Read an exponent or index, where only braces can hold more than one sign."""
        token = self.next
        if token.kind == "number" and len(token.text) > 1:
            self.fail(f"what is raised must stand in braces; write {{{token.text}}}")
        return self.group()

    def exponent(self) -> Node:
        return self.script()

    def closing(self, i: int) -> int:
        """Return the index of the token that closes the one at `i`, or `i` itself if it opens nothing."""
        wanted = CLOSING.get(self.token(i).text)
        depth, start = 0, i
        while wanted and self.token(i).kind != "end":
            depth += (self.token(i).text in CLOSING) - (self.token(i).text in CLOSERS)
            if depth == 0:
                return i
            i += 1
        return start

    def may_be_factor(self, i: int) -> bool:
        """Return whether the parenthesis at `i` holds a sum or cases or is raised, as factors of a product are."""
        close, depth = self.closing(i), 0
        if self.token(i + 1).text == r"\begin" or self.token(close + 1).text == "^":
            return True
        for token in self.tokens[i + 2 : close]:
            depth += (token.text in CLOSING) - (token.text in CLOSERS)
            if depth == 0 and token.kind == "sign" and token.text in ("+", "-"):
                return True
        return False
