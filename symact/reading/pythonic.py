"""The grammar of Python-like text: ``x*tanh(log(1 + exp(x)))``, as SymPy prints formulas and as people type them."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NoReturn

from symact.errors import ParseError
from symact.reading import grammar, syntax
from symact.reading.build import CONSTANTS
from symact.reading.heads import CORE
from symact.reading.limits import TOKENS
from symact.reading.names import name_problem, spelled
from symact.reading.syntax import Node
from symact.reading.text import Token, number_value

__all__ = ["parse_python"]

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|//|:=|[-+*/()<>,=&|~[\]])"
)
_SPACE = re.compile(r"\s*")
_SIGNS = {"−": "-", "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "¬": "~",
          "∧": "&", "∨": "|", "and": "&", "or": "|", "not": "~"}  # fmt: skip
_NO_INDEX = "a formula must not index with '%s'; write x_1 for a symbol with an index"
_QUOTED = "a formula must not contain quoted text; write names without quotes"
_REFUSED = {
    "^": "'^' is no power in Python-like text; write **",
    ".": "a formula must not take attributes with '.'; write names, numbers and functions",
    "{": 'a brace belongs to LaTeX; read the text with syntax="latex"',
    "}": 'a brace belongs to LaTeX; read the text with syntax="latex"',
    "\\": 'a backslash belongs to LaTeX; read the text with syntax="latex"',
    "$": 'a dollar sign belongs to LaTeX; read the text with syntax="latex"',
    "'": _QUOTED,
    '"': _QUOTED,
    "!": "factorials are not read; write the number",
    ":": "a formula must define nothing with ':'; write the formula, a choice as cases(x, (x, x > 0), (0, True))",
    "//": "'//' is not read; write / for a quotient",
    ":=": "a formula must not assign; write the formula alone",
    "√": "'√' is not read; write sqrt(x)",
    "∞": "'∞' is not read; write oo",
    "%": "'%' is not read; write the formula with / and *",
    ";": "one formula is read at a time; leave out what follows the ';'",
}
# Why a token cannot stand where it does.
_MISPLACED = {
    "": "a formula must not end here; write what is missing",
    "=": "'=' must stand before the value of a named argument; write == for an equation",
    ")": "')' must close a '('; delete it or open one",
    "if": "a choice must be written as cases(x, (x, x > 0), (0, True))",
    "else": "a choice must be written as cases(x, (x, x > 0), (0, True))",
    "[": _NO_INDEX % "[",
    "]": _NO_INDEX % "]",
}
_BINDING = {
    "|": grammar.OR, "&": grammar.AND, "+": grammar.SUM, "-": grammar.SUM, "*": grammar.PRODUCT, "/": grammar.PRODUCT,
    "**": grammar.POWER, **dict.fromkeys(("<", "<=", ">", ">=", "==", "!="), grammar.COMPARE),
}  # fmt: skip


def parse_python(text: str, known: Collection[str] = ()) -> Node:
    """Return the tree of a Python-like formula; `known` are names that are symbols whatever else they may mean."""
    return _Parser(_tokens(text), text, known).whole()


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at, end = 0, len(text)
    while (at := _SPACE.match(text, at).end()) < end:  # type: ignore[union-attr]  # it matches everywhere
        if len(tokens) >= TOKENS:
            raise ParseError(f"a formula must have at most {TOKENS} parts; write it in smaller ones", text, at)
        token = _token(text, at)
        tokens.append(token)
        at += token.width or len(token.text)
    return [*tokens, Token("end", "", end)]


def _token(text: str, at: int) -> Token:
    match = _TOKEN.match(text, at)
    written = match[0] if match else text[at]
    if written in _SIGNS:
        return Token("sign", _SIGNS[written], at, width=len(written))
    if written in _REFUSED:
        raise ParseError(_REFUSED[written], text, at)
    if match:
        return Token(match.lastgroup or "", written, at)
    if written.isdigit() or written.isnumeric():
        raise ParseError(f"a number must be written in digits 0-9, not {written!r}; write ** for powers", text, at)
    raise ParseError(f"a formula must not contain {written!r}; write names, numbers and operators", text, at)


class _Parser(grammar.Grammar):
    def binding(self) -> int:
        if self.next.text == "[":
            self.refuse_next()
        return _BINDING.get(self.next.text, 0)

    def exponent(self) -> Node:
        return self.expression(grammar.SIGN - 1)

    def prefix(self) -> Node:
        token = self.next
        if token.kind == "number":
            return self.number()
        if token.kind == "name":
            return self.name()
        if token.text in ("+", "-"):
            return self.signed()
        if token.text == "~":
            return self.denied()
        if self.skip("("):
            return self.parenthesis(token)
        return self.refuse_next()

    def number(self) -> syntax.Number:
        token, following = self.next, self.token(self.index + 1)
        if following.kind in ("name", "number") and following.at == token.at + len(token.text):
            problem = f"a product must be written with '*'; write {token.text}*{following.text[:20]}"
            self.fail(problem, following.at)
        return super().number()

    def parenthesis(self, opened: Token) -> Node:
        items = [self.expression(0)]
        comma = False
        while self.skip(","):
            comma = True
            if self.next.text == ")":
                break
            items.append(self.expression(0))
        self.expect(")", opened)
        if self.next.text == "(":
            self.fail("a product must be written with '*'; write (...)*(...)")
        return syntax.Items(opened.at, tuple(items)) if comma else syntax.grouped(items[0])

    def name(self) -> Node:
        token = self.take()
        name = spelled(token.text)
        called = self.next.text == "("
        if name not in self.known:
            if problem := name_problem(name) if name not in ("True", "False") else None:
                self.fail(problem, token.at)
            if called:
                return self.call(name, token)
            if name in CONSTANTS:
                return syntax.Constant(token.at, name)
            if name in CORE:
                self.fail(f"'{name}' is a function and must have an argument; write {name}(x)", token.at)
        elif called:
            self.fail(f"'{name}' is a symbol and has no argument; write {name}*(...) for a product")
        return syntax.Name(token.at, name)

    def call(self, name: str, token: Token) -> Node:
        """Read arguments, or ``[entries]``, then those with names; an index in brackets may follow a list."""
        opened = bracket = self.take()
        entries: list[Node] = []
        if is_list := self.next.text == "[":
            bracket = self.take()
            entries = self.listed(",")
            self.expect("]", bracket)
        arguments: list[Node] = []
        named: list[tuple[str, Node]] = []
        more = not is_list or self.skip(",")
        while more and self.next.text != ")":
            if self.next.kind == "name" and self.token(self.index + 1).text == "=":
                named.append(self.named_argument())
            elif is_list:
                self.fail(f"after its list {name} must have arguments with names only; put entries inside the [ ]")
            elif named:
                self.fail("an argument without a name must come before those with one; put it first")
            else:
                arguments.append(self.expression(0))
            more = self.skip(",")
        self.expect(")", opened)
        keywords, values = tuple(keyword for keyword, _ in named), tuple(value for _, value in named)
        if is_list:
            return syntax.Vector(token.at, name, tuple(entries), self.component(), values, keywords)
        return syntax.Call(token.at, name, tuple(arguments), values, keywords)

    def named_argument(self) -> tuple[str, Node]:
        name = spelled(self.take().text)
        self.take()
        return name, self.expression(0)

    def component(self) -> int | None:
        """Read ``[integer]``, if it is there."""
        opened = self.next
        if not self.skip("["):
            return None
        if not (self.next.kind == "number" and self.next.text.isdigit()):
            self.fail(f"an index must be a whole number from 0, not {self.shown()}; write [0]")
        digits = self.take()
        self.expect("]", opened)
        return int(number_value(digits.text, self.text, digits.at))

    def refuse_next(self) -> NoReturn:
        token = self.next
        if token.text in _MISPLACED:
            self.fail(_MISPLACED[token.text])
        if token.kind in ("name", "number") or token.text == "(":
            self.fail(f"an operator must stand before {self.shown()}; write * for a product")
        self.fail(f"a number, name or '(' must stand here, not {self.shown()}")
