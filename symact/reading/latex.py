r"""The grammar of LaTeX formulas, as activations are written in papers and as SymPy's printer writes them.

Written side by side is multiplied; ``^`` is a power; a letter carries its index as part of its name (``x_{1}`` is the
symbol ``x_1``). ``\sigma``, ``\Phi``, ``\theta`` and ``W`` are functions where they stand right before a parenthesis
(sigmoid, normal_cdf, Heaviside, LambertW) and symbols elsewhere; names in `known` are symbols everywhere.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NoReturn

from symact.reading import grammar, syntax
from symact.reading.heads import Vocabulary
from symact.reading.latex_cursor import LatexCursor
from symact.reading.latex_functions import fraction, function, root
from symact.reading.latex_names import ACCENTS, CLOSING, COMMANDS, REFUSED, with_single_letters
from symact.reading.latex_symbols import letter_command, letters, symbol, word
from symact.reading.latex_table import definition_end, rows
from symact.reading.latex_tokens import latex_tokens
from symact.reading.syntax import Node

__all__ = ["parse_latex"]

_BINDING = {
    "or": grammar.OR, "and": grammar.AND, "+": grammar.SUM, "-": grammar.SUM, "*": grammar.PRODUCT,
    "/": grammar.PRODUCT, "^": grammar.POWER, **dict.fromkeys(("<", "<=", ">", ">=", "=", "!="), grammar.COMPARE),
}  # fmt: skip


def parse_latex(text: str, vocabulary: Vocabulary, known: Collection[str] = (), definitions: bool = True) -> Node:
    """Return the tree of a LaTeX formula; with `definitions`, a leading ``f(x) =`` is skipped."""
    tokens = with_single_letters(latex_tokens(text), vocabulary, known)
    while len(tokens) > 1 and tokens[-2].text in (".", ",", ";", r"\\"):
        del tokens[-2]
    parser = _Parser(tokens, text, vocabulary, known)
    if definitions:
        parser.index = definition_end(parser)
    return parser.whole()


class _Parser(LatexCursor):
    def binding(self) -> int:
        """Return how tightly the next token binds; a factor side by side is a product."""
        token = self.next
        if token.text in _BINDING and (token.kind == "sign" or (token.kind == "word" and token.text in ("and", "or"))):
            return _BINDING[token.text]
        return grammar.PRODUCT if self.starts_factor(token) else 0

    def divides(self, before: Node) -> bool:
        if self.next.kind == "sign" and self.next.text in ("*", "/"):
            return super().divides(before)
        if self.next.kind == "number" and isinstance(before, syntax.Number):
            self.fail("two numbers must not stand side by side; write \\cdot between them")
        return False

    def prefix(self) -> Node:
        token = self.next
        if token.kind == "number":
            return self.number()
        if token.kind == "letters":
            return letters(self)
        if token.kind == "word":
            return word(self)
        if token.kind == "command" and token.text != r"\{":
            return self.command()
        if token.text in ("+", "-"):
            return self.signed()
        if token.text == "not":
            return self.denied()
        if token.text in ("|", "open|"):
            return self.absolute()
        if token.text == "open.":
            return self.evaluated()
        if token.text in CLOSING:
            return self.parenthesis()
        return self.refuse_next()

    def absolute(self) -> Node:
        opened = self.take()
        bars, self.bars = self.bars, (self.bars + 1 if opened.text == "|" else 0)
        inner = self.expression(0)
        self.bars = bars
        self.expect("|" if opened.text == "|" else "close|", opened)
        return syntax.Call(opened.at, "Abs", (inner,))

    def evaluated(self) -> Node:
        r"""Read ``\left. \begin{cases} ... \end{cases} \right|_{t = ...}``, cases at a compound argument."""
        opened = self.take()
        inner = self.expression(0)
        if self.next.text == "close.":
            self.take()
            return inner
        self.expect("close|", opened)
        if not isinstance(inner, syntax.Cases):
            self.fail("a bar with an index must follow cases; write the formula at its argument", opened.at)
        self.expect("_", opened)
        brace = self.expect("{", opened)
        if not (self.next.text == "t" and self.token(self.index + 1).text == "="):
            self.fail("the index of a bar must be t = and a formula; write the cases in t")
        self.index += 2
        where = self.expression(0)
        self.expect("}", brace)
        return replace(inner, where=where)

    def command(self) -> Node:
        token = self.next
        if token.text in REFUSED:
            self.fail(REFUSED[token.text])
        self.take()
        if token.text in (r"\frac", r"\sqrt"):
            return fraction(self, token) if token.text == r"\frac" else root(self, token)
        if token.text in COMMANDS:
            joined = token.text + self.next.text
            if self.next.kind in ("command", "word") and joined in self.vocabulary.heads:
                self.take()
                return function(self, joined, token)
            return function(self, COMMANDS[token.text], token)
        if token.text == r"\begin":
            return rows(self, token)
        if token.text == r"\tilde" and self.next.text == "{" and self.token(self.index + 1).text == r"\infty":
            self.group()
            return syntax.Constant(token.at, "zoo")
        if token.text in ACCENTS:
            inner = self.group()
            if not isinstance(inner, syntax.Name):
                self.fail("an accent must stand over a letter; write it there", token.at)
            return symbol(self, inner.name + ACCENTS[token.text], token)
        return letter_command(self, token)

    def refuse_next(self) -> NoReturn:
        token = self.next
        if token.kind == "end":
            self.fail("a formula must not end here; write what is missing")
        if token.text in REFUSED:
            self.fail(REFUSED[token.text])
        if token.text in (r"\\", "&", ":=", "="):
            self.fail(f"one formula is read at a time, without {self.shown()}; write it alone")
        self.fail(f"a number, name or parenthesis must stand here, not {self.shown()}")
