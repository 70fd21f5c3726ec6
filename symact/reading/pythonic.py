"""The grammar of Python-like text: ``x*tanh(log(1 + exp(x)))``, as SymPy prints formulas and as people type them."""

from __future__ import annotations

from collections.abc import Collection
from typing import NoReturn

from symact.reading.build import CONSTANTS
from symact.reading.cursor import Cursor
from symact.reading.heads import CORE
from symact.reading.names import name_problem, spelled
from symact.reading.python_tokens import python_tokens
from symact.reading.syntax import (
    Call,
    Constant,
    Items,
    Logic,
    Name,
    Node,
    Number,
    Power,
    Relation,
    Sum,
    Vector,
    divided,
    grouped,
    multiplied,
    negated,
)  # fmt: skip
from symact.reading.text import Token, number_value

__all__ = ["parse_python"]

_NO_INDEX = "a formula must not index with '%s'; write x_1 for a symbol with an index"
# How tightly operators bind: comparisons above & and |, as in mathematics.
_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _POWER = range(1, 9)
_BINDING = {"|": _OR, "&": _AND, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER} | dict.fromkeys(
    ("<", "<=", ">", ">=", "==", "!="), _COMPARE
)


def parse_python(text: str, known: Collection[str] = ()) -> Node:
    """Return the tree of a Python-like formula; `known` are names that are symbols whatever else they may mean."""
    parser = _Parser(python_tokens(text), text, known)
    node = parser.expression(0)
    if parser.next.kind != "end":
        parser.refuse_next()
    return node


class _Parser(Cursor):
    def __init__(self, tokens: list[Token], text: str, known: Collection[str]) -> None:
        super().__init__(tokens, text)
        self.known = known

    def expression(self, above: int) -> Node:
        """Read what binds more tightly than `above`."""
        with self.deeper():
            left = self.prefix()
            while (binding := _BINDING.get(self.next.text, 0)) > above:
                left = self.infix(left, binding)
            if self.next.text == "[":
                self.fail(_NO_INDEX % "[")
            return left

    def infix(self, left: Node, binding: int) -> Node:
        if binding == _SUM:
            return self.sum(left)
        if binding == _PRODUCT:
            return self.product(left)
        if binding == _POWER:
            at = self.take().at
            return Power(at, left, self.expression(_SIGN - 1))
        if binding == _COMPARE:
            return self.comparison(left)
        return self.logic(left, binding)

    def sum(self, first: Node) -> Node:
        terms, at = [first], self.next.at
        while self.next.text in ("+", "-"):
            sign = self.take()
            term = self.expression(_SUM)
            terms.append(term if sign.text == "+" else negated(sign.at, term))
        return Sum(at, tuple(terms))

    def product(self, first: Node) -> Node:
        parts, at = [first], self.next.at
        while self.next.text in ("*", "/"):
            operator = self.take()
            part = self.expression(_PRODUCT)
            parts += [part] if operator.text == "*" else divided(part)
        return multiplied(at, parts)

    def comparison(self, left: Node) -> Node:
        relations: list[Node] = []
        while _BINDING.get(self.next.text) == _COMPARE:
            operator = self.take()
            right = self.expression(_COMPARE)
            relations.append(Relation(operator.at, operator.text, left, right))
            left = right
        return relations[0] if len(relations) == 1 else Logic(relations[0].at, "and", tuple(relations))

    def logic(self, first: Node, binding: int) -> Node:
        operands, at, operator = [first], self.next.at, self.next.text
        while self.skip(operator):
            operands.append(self.expression(binding))
        return Logic(at, "and" if operator == "&" else "or", tuple(operands))

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

    def number(self) -> Node:
        token = self.take()
        if self.next.kind in ("name", "number") and self.next.at == token.at + len(token.text):
            self.fail(f"a product must be written with '*'; write {token.text}*{self.next.text[:20]}")
        return Number(token.at, number_value(token.text, self.text, token.at))

    def signed(self) -> Node:
        """Read signs, any number of them at one level."""
        at, minus = self.next.at, False
        while self.next.text in ("+", "-"):
            minus ^= self.take().text == "-"
        operand = self.expression(_SIGN)
        return negated(at, operand) if minus else operand

    def denied(self) -> Node:
        at, deny = self.next.at, False
        while self.skip("~"):
            deny = not deny
        operand = self.expression(_NOT)
        return Logic(at, "not", (operand,)) if deny else operand

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
        return Items(opened.at, tuple(items)) if comma else grouped(items[0])

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
                return Constant(token.at, name)
            if name in CORE:
                self.fail(f"'{name}' is a function and must have an argument; write {name}(x)", token.at)
        elif called:
            self.fail(f"'{name}' is a symbol and has no argument; write {name}*(...) for a product")
        return Name(token.at, name)

    def call(self, name: str, token: Token) -> Node:
        opened = self.take()
        if self.next.text == "[":
            return self.vector(name, token, opened)
        arguments: list[Node] = []
        values: list[Node] = []
        keywords: list[str] = []
        while self.next.text != ")":
            if self.at_keyword():
                keywords.append(self.keyword())
                values.append(self.expression(0))
            elif keywords:
                self.fail("an argument without a name must come before those with one; put it first")
            else:
                arguments.append(self.expression(0))
            if not self.skip(","):
                break
        self.expect(")", opened)
        return Call(token.at, name, tuple(arguments), tuple(values), tuple(keywords))

    def at_keyword(self) -> bool:
        return self.next.kind == "name" and self.token(self.index + 1).text == "="

    def keyword(self) -> str:
        """Read the name of an argument, and the sign after it."""
        name = spelled(self.take().text)
        self.take()
        return name

    def vector(self, name: str, token: Token, opened: Token) -> Node:
        """Read ``[entries], keywords)``, and the index in brackets if one follows."""
        bracket = self.take()
        entries = [self.expression(0)]
        while self.skip(","):
            entries.append(self.expression(0))
        self.expect("]", bracket)
        values: list[Node] = []
        keywords: list[str] = []
        while self.skip(",") and self.next.text != ")":
            if not self.at_keyword():
                self.fail(f"after its list {name} must have arguments with names only; put entries inside the [ ]")
            keywords.append(self.keyword())
            values.append(self.expression(0))
        self.expect(")", opened)
        return Vector(token.at, name, tuple(entries), self.component(), tuple(values), tuple(keywords))

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
        if token.kind == "end":
            self.fail("a formula must not end here; write what is missing")
        if token.text == "=":
            self.fail("'=' must stand before the value of a named argument; write == for an equation")
        if token.text == ")":
            self.fail("')' must close a '('; delete it or open one")
        if token.text in ("if", "else"):
            self.fail("a choice must be written as cases(x, (x, x > 0), (0, True))")
        if token.text in ("[", "]"):
            self.fail(_NO_INDEX % token.text)
        if token.kind in ("name", "number") or token.text == "(":
            self.fail(f"an operator must stand before {self.shown()}; write * for a product")
        self.fail(f"a number, name or '(' must stand here, not {self.shown()}")
