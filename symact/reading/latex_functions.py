r"""Functions in a LaTeX formula: powers, indices and arguments, fractions and roots."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symact.errors import DefinitionError
from symact.reading.grammar import SIGN
from symact.reading.heads import Head
from symact.reading.latex_cursor import LatexCursor
from symact.reading.latex_names import CLOSING, INVERSES, REFUSED, greek
from symact.reading.syntax import Call, Node, Number, Power, Product, Sum, Vector, divided, multiplied
from symact.reading.text import Token

__all__ = ["fraction", "function", "root"]

# Functions whose index is a second argument: a base, a branch, an order.
_INDEXED = ("log", "ln", "LambertW", "DiracDelta")


def function(cursor: LatexCursor, name: str, token: Token) -> Node:
    r"""Read a function with its power, index and arguments, as in ``\sin^{2}{\left(x \right)}``."""
    head = head_of(cursor, name, token)
    exponent, index = scripts(cursor, name)
    if isinstance(exponent, Number) and exponent.value == -1 and name in INVERSES:
        name, exponent = INVERSES[name], None
    if head.vector and index is None:
        found = components(cursor, name, head, token)
    else:
        given = arguments(cursor, token)
        if index is not None and name not in _INDEXED:
            cursor.fail(f"an index of {name} is not read; write it as a parameter after a semicolon", token.at)
        found = Call(token.at, name, tuple(given if index is None else [*given, index]))
    return found if exponent is None else Power(token.at, found, exponent)


def head_of(cursor: LatexCursor, name: str, token: Token) -> Head:
    """Return the function of that name, or refuse with what is near."""
    try:
        return cursor.vocabulary.find(name)
    except DefinitionError as error:
        cursor.fail(str(error), token.at)


def components(cursor: LatexCursor, name: str, head: Head, token: Token) -> Node:
    r"""Read the entries and parameters of a vector, and the index after them: ``\left(x, y; 2\right)_{0}``."""
    opened = cursor.next
    if opened.text not in CLOSING:
        cursor.fail(f"the entries of {name} must stand in parentheses; write {name}(x, y)_{{0}}")
    cursor.take()
    entries = cursor.listed(",")
    values = cursor.listed(",") if cursor.skip(";") else []
    cursor.expect(CLOSING[opened.text], opened)
    if len(values) > len(head.keywords):
        known = ", ".join(head.keywords) or "none"
        cursor.fail(f"{name} has {len(values)} parameters, but its only ones are: {known}; leave some out", token.at)
    keywords = head.keywords[: len(values)]
    return Vector(token.at, name, tuple(entries), component(cursor), tuple(values), keywords)


def component(cursor: LatexCursor) -> int | None:
    """Read the index of a component, if it is there."""
    at = cursor.next.at
    if not cursor.skip("_"):
        return None
    index = cursor.script()
    if not isinstance(index, Number) or index.value.denominator != 1 or index.value < 0:
        cursor.fail("an index of a component must be a whole number from 0; write _{0}", at)
    return int(index.value)


def scripts(cursor: LatexCursor, name: str) -> tuple[Node | None, Node | None]:
    """Read the power and the index of a function; a power in parentheses is the order of a DiracDelta."""
    exponent: Node | None = None
    index: Node | None = None
    while cursor.next.text in ("^", "_"):
        is_index = cursor.take().text == "_"
        if is_index or (name == "DiracDelta" and cursor.token(cursor.index + 1).text == "("):
            index = cursor.script()
        else:
            exponent = cursor.script()
    return _folded(exponent), index


def arguments(cursor: LatexCursor, token: Token) -> list[Node]:
    r"""Read arguments in parentheses or braces, else the factors that follow, as in ``\sin 2x``."""
    opened = cursor.next
    if opened.text == "{" and cursor.token(cursor.index + 1).text == "(":
        inner = cursor.closing(cursor.index + 1)
        if cursor.token(inner + 1).text == "}" and inner > cursor.index + 1:
            cursor.take()
            found = argument_list(cursor)
            cursor.expect("}", opened)
            return found
    if opened.text in CLOSING:
        return argument_list(cursor)
    return [bare_argument(cursor, token)]


def argument_list(cursor: LatexCursor) -> list[Node]:
    """Read arguments between two parentheses, parameters after a comma or a semicolon."""
    opened = cursor.take()
    found = cursor.listed(",", ";")
    cursor.expect(CLOSING[opened.text], opened)
    return found


def bare_argument(cursor: LatexCursor, token: Token) -> Node:
    """Read an argument without parentheses: factors up to the next function, parenthesis or operator."""
    if not cursor.starts_factor(cursor.next) and cursor.next.text not in ("-", "|", "open|"):
        cursor.fail(f"'{token.text}' must have an argument, not {cursor.shown()}; write it in parentheses")
    parts: list[Node] = []
    if cursor.next.text == "-":
        return cursor.prefix()
    while not parts or (cursor.next.kind in ("letters", "number", "command") and is_plain_factor(cursor)):
        parts.append(cursor.expression(SIGN))
    return multiplied(token.at, parts)


def is_plain_factor(cursor: LatexCursor) -> bool:
    token = cursor.next
    return token.kind != "command" or greek(token.text) is not None or token.text in (r"\frac", r"\sqrt")


def fraction(cursor: LatexCursor, token: Token) -> Node:
    """Read the two groups of a fraction; a sum over a number stays a sum in whatever it is multiplied with."""
    if is_derivative(cursor):
        cursor.fail(REFUSED[r"\partial"], token.at)
    above = cursor.group()
    below = cursor.group()
    if isinstance(above, Product):
        above = replace(above, closed=False)
    quotient = multiplied(token.at, [above, *divided(below)])
    return Sum(token.at, (quotient,)) if isinstance(above, Sum) and isinstance(below, Number) else quotient


def is_derivative(cursor: LatexCursor) -> bool:
    r"""Return whether a fraction is ``\frac{d}{dx}``, ``\frac{d^2 ...}{dx^2}`` or one of partial derivatives."""
    below = cursor.closing(cursor.index) + 1
    starts = [cursor.token(i + 1).text for i in (cursor.index, below)]
    if starts[0] == r"\partial":
        return True
    return starts == ["d", "d"] and cursor.token(below + 2).kind in ("letters", "command")


def root(cursor: LatexCursor, token: Token) -> Node:
    """Read a square root, or one of the degree in brackets."""
    degree: Node | None = None
    opened = cursor.next
    if cursor.skip("["):
        degree = cursor.expression(0)
        cursor.expect("]", opened)
    if degree is None:
        return Call(token.at, "sqrt", (cursor.group(),))
    return Call(token.at, "root", (cursor.group(), degree))


def _folded(exponent: Node | None) -> Node | None:
    """Return minus a number as a number."""
    match exponent:
        case Node(children=(Number(value=sign), Number(value=value))) if sign == -1:
            return Number(exponent.at, Fraction(-value))
    return exponent
