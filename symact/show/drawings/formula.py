"""Formulas small enough for a drawing: pieces of text with indices and exponents, for SVG and for LaTeX alike.

What stands in them may come from strangers, so a piece is never markup: each writer escapes it by its own rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sympy import Expr, Rational
from sympy.matrices.expressions.matexpr import MatrixElement

__all__ = [
    "Formula",
    "Piece",
    "Script",
    "cut",
    "entry",
    "expression",
    "length",
    "name",
    "number",
    "plain",
    "printable",
    "raised",
    "upright",
    "width",
    "wrapped",
]

Script = Literal["base", "sub", "sup"]


@dataclass(frozen=True)
class Piece:
    """A run of characters in one style, on the line or above or below it."""

    text: str
    italic: bool = False
    script: Script = "base"


Formula: TypeAlias = tuple[Piece, ...]

LONGEST_NAME = 24
_MOST_BITS = 40
_NARROW, _WIDE = set("ijlt()[]|.,:;'′ ·⁠"), set("mwMWℝ→Σ∗×+−=<>∈…%@")
_TOKEN = re.compile(r"\s*(\*\*|[A-Za-z_]\w*|\d+(?:\.\d+)?(?:e[+-]?\d+)?|.)", re.S)
GREEK = {
    **{"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "lamda": "λ", "lambda": "λ"},
    **{"mu": "μ", "rho": "ρ", "sigma": "σ", "tau": "τ", "theta": "θ"},
}
_SIGNS = {"*": "·", "-": "−"}


def upright(text: str) -> Formula:
    """Return text as it is, what cannot be printed replaced and what is too long for a drawing cut."""
    shown = printable(text)
    return (Piece(shown if len(shown) <= LONGEST_NAME else f"{shown[: LONGEST_NAME - 1]}…"),)


def printable(text: str) -> str:
    """Return text with what cannot be printed replaced."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def cut(text: str, size: float, most: float) -> Formula:
    """Return a value's name, its end cut away where it would be wider than allowed."""
    whole = name(text)
    shorter = (upright(f"{text[:n]}…") for n in range(min(len(text), LONGEST_NAME) - 1, 0, -1))
    return next((f for f in (whole, *shorter) if width(f, size) <= most), upright("…"))


def name(text: str, index: Sequence[int] = ()) -> Formula:
    """Return a value's name as papers print it: ``W1`` is the matrix of layer 1, ``W^(1)``; with the index of an entry.

    >>> [p.text for p in name("W1", (0, 2))]
    ['W', '(1)', '02']
    """
    found = re.fullmatch(rf"([A-Za-z]|{'|'.join(GREEK)})_?(\d{{0,3}})(?:_(\w{{1,6}}))?", text)
    between = "" if all(i < 10 for i in index) else ","
    below = [found[3]] if found is not None and found[3] else []
    below += [between.join(map(str, index))] if index else []
    scripts = (Piece(",".join(below), script="sub"),) if below else ()
    if found is None:
        return (*upright(text), *scripts)
    above = (Piece(f"({found[2]})", script="sup"),) if found[2] else ()
    return (Piece(GREEK.get(found[1], found[1]), italic=True), *above, *scripts)


def entry(value: str, index: int) -> str:
    """Return the text for an entry of a value, ``h1[0]``."""
    return f"{plain(upright(value))}[{index}]"


def number(value: float) -> Formula:
    """Return a number with three digits."""
    mantissa, _, exponent = f"{value:.3g}".partition("e")
    pieces = (Piece(mantissa.replace("-", "−")),)
    if not exponent:
        return pieces
    return (*pieces, Piece("·10"), Piece(str(int(exponent)).replace("-", "−"), script="sup"))


def expression(value: Any, names: dict[str, Formula] | None = None) -> Formula:
    """Return a weight, or the expression of a unit with `names` for what it is made of.

    >>> plain(expression(x**2 - 3*x))
    'x^2 − 3·x'
    """
    if isinstance(value, (float, int)) and not isinstance(value, bool):
        return number(value)
    if isinstance(value, MatrixElement):
        row, column = value.indices
        vector = value.parent.shape[1] == 1
        return name(str(value.parent).lower(), (int(row),) if vector else (int(row), int(column)))
    if isinstance(value, Expr) and value.is_Float:
        return number(float(value))
    if isinstance(value, Rational) and max(abs(value.p), value.q).bit_length() > _MOST_BITS:
        return _tokens(str(value.evalf(3)), {})
    try:
        return _tokens(str(value), names or {})
    except ValueError:  # Python writes no whole numbers of thousands of digits
        return (Piece("…"),)


def _tokens(text: str, names: dict[str, Formula]) -> Formula:
    pieces: list[Piece] = []
    raise_next = False
    for token in _TOKEN.findall(text):
        if token == "**":
            raise_next = True
        elif token in names:
            pieces += names[token]
        elif raise_next and (token[0].isdigit() or token[0].isalpha()):
            pieces.append(Piece(token, italic=token.isalpha() and len(token) == 1, script="sup"))
        elif raise_next:
            pieces += [Piece("^"), *_word(token, pieces)]
        else:
            pieces += _word(token, pieces)
        raise_next = token == "**"
    return tuple(pieces)


def _word(token: str, before: Sequence[Piece]) -> Formula:
    if re.fullmatch(r"[A-Za-z]\w*", token):
        return name(token) if len(token) <= 3 or token in GREEK else upright(token)
    if token in "+-" and before and before[-1].text[-1:] not in ("(", ",", "·", "^"):
        return (Piece(f" {_SIGNS.get(token, token)} "),)
    return (Piece(", " if token == "," else _SIGNS.get(token, token)),)


def raised(formula: Formula, text: str) -> Formula:
    """Return a formula with an exponent; brackets where it is more than one letter."""
    if sum(p.script == "base" for p in formula) > 1:
        formula = (Piece("("), *formula, Piece(")"))
    return (*formula, Piece(text, script="sup"))


def wrapped(formula: Formula, size: float, most: float) -> list[Formula]:
    """Return a formula in lines of at most a width, broken before signs; a piece that is too wide stands alone."""
    lines: list[list[Piece]] = [[]]
    breaks = [i for i, piece in enumerate(formula) if piece.text[:1] == " " and piece.text != " ∈ "]
    for i, piece in enumerate(formula):
        end = next((j for j in breaks if j > i), len(formula))
        if i in breaks and lines[-1] and width((*lines[-1], *formula[i:end]), size) > most:
            lines.append([])
        lines[-1].append(piece)
    return [tuple(line) for line in lines]


def length(formula: Formula) -> int:
    """Return how many characters a formula has."""
    return sum(len(p.text) for p in formula)


def plain(formula: Formula) -> str:
    """Return a formula as one line of text."""
    marks = {"base": "", "sub": "_", "sup": "^"}
    return "".join(f"{marks[p.script]}{p.text}" for p in formula)


def width(formula: Formula, size: float) -> float:
    """Return about how wide a formula is at a size of type, a little more than what it needs."""
    scale = {"base": 1.0, "sub": 0.72, "sup": 0.72}
    return size * sum(_advance(c) * scale[p.script] for p in formula for c in p.text)


def _advance(character: str) -> float:
    if character in _NARROW:
        return 0.36
    return 0.88 if character in _WIDE or ord(character) > 0x2E80 else 0.7 if character.isupper() else 0.56
