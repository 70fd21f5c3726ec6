r"""The grammar of LaTeX formulas, as activations are written in papers and as SymPy's printer writes them.

Written side by side is multiplied; ``^`` is a power; a letter carries its index as part of its name (``x_{1}`` is the
symbol ``x_1``). ``\sigma``, ``\Phi``, ``\theta`` and ``W`` are functions where they stand right before a parenthesis
(sigmoid, normal_cdf, Heaviside, LambertW) and symbols elsewhere; names in `known` are symbols everywhere.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NoReturn

from symact.reading.heads import Vocabulary
from symact.reading.latex_cursor import LatexCursor
from symact.reading.latex_functions import SIGN, fraction, function, root
from symact.reading.latex_names import ACCENTS, CLOSING, COMMANDS, REFUSED, with_single_letters
from symact.reading.latex_symbols import letter_command, letters, symbol, word
from symact.reading.latex_table import definition_end, rows
from symact.reading.latex_tokens import latex_tokens
from symact.reading.syntax import (
    Call,
    Cases,
    Constant,
    Logic,
    Name,
    Node,
    Number,
    Power,
    Relation,
    Sum,
    divided,
    multiplied,
    negated,
)
from symact.reading.text import number_value

__all__ = ["parse_latex"]

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _POWER = 1, 2, 3, 4, 5, 6, SIGN, 8
_RELATIONS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "==", "!=": "!="}
_BINDING = {"or": _OR, "and": _AND, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER} | dict.fromkeys(
    _RELATIONS, _COMPARE
)


def parse_latex(text: str, vocabulary: Vocabulary, known: Collection[str] = (), definitions: bool = True) -> Node:
    """Return the tree of a LaTeX formula; with `definitions`, a leading ``f(x) =`` is skipped."""
    tokens = with_single_letters(latex_tokens(text), vocabulary, known)
    while len(tokens) > 1 and tokens[-2].text in (".", ",", ";", r"\\"):
        del tokens[-2]
    parser = _Parser(tokens, text, vocabulary, known)
    if definitions:
        parser.index = definition_end(tokens)
    node = parser.expression(0)
    if parser.next.kind != "end":
        parser.refuse_next()
    return node


class _Parser(LatexCursor):
    # Expressions by precedence

    def expression(self, above: int) -> Node:
        """Read what binds more tightly than `above`."""
        with self.deeper():
            left = self.prefix()
            while (binding := self.binding()) > above:
                left = self.infix(left, binding)
            return left

    def binding(self) -> int:
        """Return how tightly the next token binds to what stands before it; a factor side by side is a product."""
        token = self.next
        if token.kind == "word" and token.text in ("and", "or"):
            return _BINDING[token.text]
        if token.kind == "sign" and token.text in _BINDING:
            return _BINDING[token.text]
        return _PRODUCT if self.starts_factor(token) else 0

    def infix(self, left: Node, binding: int) -> Node:
        if binding == _SUM:
            return self.sum(left)
        if binding == _PRODUCT:
            return self.product(left)
        if binding == _POWER:
            at = self.take().at
            return Power(at, left, self.script())
        if binding == _COMPARE:
            return self.comparison(left)
        return self.logic(left, binding)

    def sum(self, first: Node) -> Node:
        terms, at = [first], self.next.at
        while self.next.kind == "sign" and self.next.text in ("+", "-"):
            sign = self.take()
            term = self.expression(_SUM)
            terms.append(term if sign.text == "+" else negated(sign.at, term))
        return Sum(at, tuple(terms))

    def product(self, first: Node) -> Node:
        parts, at = [first], self.next.at
        while self.binding() == _PRODUCT:
            divide = False
            if self.next.kind == "sign" and self.next.text in ("*", "/"):
                divide = self.take().text == "/"
            elif self.next.kind == "number" and isinstance(parts[-1], Number):
                self.fail("two numbers must not stand side by side; write \\cdot between them")
            part = self.expression(_PRODUCT)
            parts += divided(part) if divide else [part]
        return multiplied(at, parts)

    def comparison(self, left: Node) -> Node:
        relations: list[Node] = []
        while self.binding() == _COMPARE:
            operator = self.take()
            right = self.expression(_COMPARE)
            relations.append(Relation(operator.at, _RELATIONS[operator.text], left, right))
            left = right
        return relations[0] if len(relations) == 1 else Logic(relations[0].at, "and", tuple(relations))

    def logic(self, first: Node, binding: int) -> Node:
        operands, at = [first], self.next.at
        while self.binding() == binding:
            self.take()
            operands.append(self.expression(binding))
        return Logic(at, "and" if binding == _AND else "or", tuple(operands))

    # Factors

    def prefix(self) -> Node:
        token = self.next
        if token.kind == "number":
            self.take()
            return Number(token.at, number_value(token.text, self.text, token.at))
        if token.kind == "letters":
            return letters(self)
        if token.kind == "word":
            return word(self)
        if token.kind == "command" and token.text != r"\{":
            return self.command()
        if token.text in ("+", "-"):
            return self.signed()
        if self.skip("not"):
            return Logic(token.at, "not", (self.expression(_NOT),))
        if token.text in ("|", "open|"):
            return self.absolute()
        if token.text == "open.":
            return self.evaluated()
        if token.text in CLOSING:
            return self.parenthesis()
        return self.refuse_next()

    def signed(self) -> Node:
        at, minus = self.next.at, False
        while self.next.kind == "sign" and self.next.text in ("+", "-"):
            minus ^= self.take().text == "-"
        operand = self.expression(_SIGN)
        return negated(at, operand) if minus else operand

    def absolute(self) -> Node:
        opened = self.take()
        bars, self.bars = self.bars, (self.bars + 1 if opened.text == "|" else 0)
        inner = self.expression(0)
        self.bars = bars
        self.expect("|" if opened.text == "|" else "close|", opened)
        return Call(opened.at, "Abs", (inner,))

    def evaluated(self) -> Node:
        r"""Read ``\left. \begin{cases} ... \end{cases} \right|_{t = ...}``, cases at a compound argument."""
        opened = self.take()
        inner = self.expression(0)
        if self.next.text == "close.":
            self.take()
            return inner
        self.expect("close|", opened)
        if not isinstance(inner, Cases):
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
            return Constant(token.at, "zoo")
        if token.text in ACCENTS:
            inner = self.group()
            if not isinstance(inner, Name):
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
