"""Walking along the tokens of a text: what both grammars share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from symact.errors import ParseError
from symact.reading.limits import DEPTH
from symact.reading.text import Token

__all__ = ["Cursor"]


class Cursor:
    """A place among tokens, the last of which is the end of the text."""

    def __init__(self, tokens: list[Token], text: str) -> None:
        self.tokens = tokens
        self.text = text
        self.index = 0
        self.depth = 0

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
        raise ParseError(problem, self.text, self.next.at if at is None else at)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Count one more level for the block."""
        self.depth += 1
        if self.depth > DEPTH:
            self.fail(f"a formula must be nested at most {DEPTH} levels deep; write it in parts")
        yield
        self.depth -= 1


def _shown(text: str) -> str:
    plain = text.removeprefix("open").removeprefix("close") if text[-1:] in ("|", ".") else text
    return f"'{plain if len(plain) <= 40 else plain[:40] + '...'}'"
