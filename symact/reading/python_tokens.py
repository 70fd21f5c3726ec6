"""Python-like text in pieces: numbers, names and operators; what belongs to no formula is refused with a word why."""

from __future__ import annotations

import re

from symact.errors import ParseError
from symact.reading.limits import TOKENS
from symact.reading.text import Token

__all__ = ["python_tokens"]

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<operator>\*\*|<=|>=|==|!=|//|:=|[-+*/()<>,=&|~[\]])"
)
_SPACE = re.compile(r"\s*")
_SIGNS = {"−": "-", "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "¬": "~",
          "∧": "&", "∨": "|"}  # fmt: skip
_WORDS = {"and": "&", "or": "|", "not": "~"}
_REFUSED = {
    "^": "'^' is no power in Python-like text; write **",
    ".": "a formula must not take attributes with '.'; write names, numbers and functions",
    "{": 'a brace belongs to LaTeX; read the text with syntax="latex"',
    "}": 'a brace belongs to LaTeX; read the text with syntax="latex"',
    "\\": 'a backslash belongs to LaTeX; read the text with syntax="latex"',
    "$": 'a dollar sign belongs to LaTeX; read the text with syntax="latex"',
    "'": "a formula must not contain quoted text; write names without quotes",
    '"': "a formula must not contain quoted text; write names without quotes",
    "!": "factorials are not read; write the number",
    ":": "a formula must define nothing with ':'; write the formula, a choice as cases(x, (x, x > 0), (0, True))",
    "//": "'//' is not read; write / for a quotient",
    ":=": "a formula must not assign; write the formula alone",
    "√": "'√' is not read; write sqrt(x)",
    "∞": "'∞' is not read; write oo",
    "%": "'%' is not read; write the formula with / and *",
    ";": "one formula is read at a time; leave out what follows the ';'",
}


def python_tokens(text: str) -> list[Token]:
    """Return the tokens of a Python-like formula; positions are those of the text."""
    tokens: list[Token] = []
    at, end = 0, len(text)
    while (at := _after_space(text, at)) < end:
        if len(tokens) >= TOKENS:
            raise ParseError(f"a formula must have at most {TOKENS} parts; write it in smaller ones", text, at)
        token = _token(text, at)
        tokens.append(token)
        at += token.width or len(token.text)
    return [*tokens, Token("end", "", end)]


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _token(text: str, at: int) -> Token:
    if match := _TOKEN.match(text, at):
        kind, written = match.lastgroup or "", match[0]
        if written in _WORDS:
            return Token("operator", _WORDS[written], at, width=len(written))
        if written in _REFUSED:
            raise ParseError(_REFUSED[written], text, at)
        return Token(kind, written, at)
    character = text[at]
    if character in _SIGNS:
        return Token("operator", _SIGNS[character], at, width=1)
    if character in _REFUSED:
        raise ParseError(_REFUSED[character], text, at)
    if character.isdigit() or character.isnumeric():
        raise ParseError(f"a number must be written in digits 0-9, not {character!r}; write ** for powers", text, at)
    raise ParseError(f"a formula must not contain {character!r}; write names, numbers and operators", text, at)
