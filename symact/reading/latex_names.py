r"""What commands, letters and words of LaTeX stand for: functions, symbols, constants."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from symact.reading.heads import Vocabulary
from symact.reading.names import GREEK
from symact.reading.text import Token

__all__ = [
    "ACCENTS", "APPLIED", "CLOSERS", "CLOSING", "COMMANDS", "CONSTANT_WORDS", "ENGLISH", "INVERSES", "REFUSED", "greek",
    "symbol_name", "with_single_letters",
]  # fmt: skip

# Commands that are always functions.
_UPRIGHT = "sin cos tan cot sec csc sinh cosh tanh coth exp log ln max min arcsin arccos arctan"
COMMANDS: Mapping[str, str] = {
    **{rf"\{name}": name for name in _UPRIGHT.split()},
    r"\lg": "log10", r"\sgn": "sign", r"\erf": "erf", r"\sech": "sech", r"\csch": "csch",
}  # fmt: skip

# Letters that are functions when they are applied, and symbols when they are not.
APPLIED: Mapping[str, str] = {
    r"\sigma": "sigmoid", r"\Phi": "normal_cdf", r"\varphi": "normal_pdf", r"\phi": "normal_pdf",
    r"\theta": "Heaviside", r"\Theta": "Heaviside", r"\delta": "DiracDelta", "W": "LambertW",
}  # fmt: skip
_INVERTED = "sin cos tan cot sec csc sinh cosh tanh coth sech csch"
INVERSES: Mapping[str, str] = {name: f"a{name}" for name in _INVERTED.split()} | {"erf": "erfinv", "erfc": "erfcinv"}
CONSTANT_WORDS: Mapping[str, str] = {"e": "E", "i": "I", "NaN": "nan", "nan": "nan", "True": "True", "False": "False"}
ACCENTS: Mapping[str, str] = {
    rf"\{name}": name for name in ("hat", "bar", "tilde", "dot", "ddot", "vec", "check", "breve", "acute", "grave")
}
CLOSING: Mapping[str, str] = {"(": ")", "[": "]", "{": "}", r"\{": r"\}"}
CLOSERS = frozenset(CLOSING.values())
ENGLISH = frozenset(("if", "for", "when", "where", "otherwise", "else", "and", "or", "elsewhere"))
REFUSED: Mapping[str, str] = {
    r"\sum": "sums over an index are not read; write the terms",
    r"\prod": "products over an index are not read; write the factors",
    r"\int": "integrals are not read; write what they come to",
    r"\partial": "derivatives are not read; write the function itself",
    r"\lim": "limits are not read; write the function itself",
    r"\in": "membership is not read; write comparisons such as -1 < x < 1",
    r"\pm": "'±' stands for two formulas; write one of them",
    r"\mp": "'∓' stands for two formulas; write one of them",
    "'": "derivatives are not read; write the function itself",
    "!": "factorials are not read; write the number",
    r"\|": "norms are not read; write |x| for an absolute value",
}


def symbol_name(base: str, index: str, known: Collection[str]) -> str:
    """Return the name of a letter with an index: ``x_1``, but ``x1`` if only that is known."""
    if not index:
        return base
    joined = f"{base}_{index}"
    return base + index if joined not in known and base + index in known else joined


def with_single_letters(tokens: list[Token], vocabulary: Vocabulary, known: Collection[str]) -> list[Token]:
    """Split letters side by side into factors, as LaTeX means them, unless they are a name that is known.

    Three or more letters that are no known name stay together, for the parser to refuse: they may be one
    name or several factors.
    """
    split: list[Token] = []
    for token, following in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        if token.kind != "letters" or len(token.text) != 2 or token.text in known:
            split.append(token)
        elif following.text in ("(", "{") and vocabulary.get(token.text):
            split.append(Token("word", token.text, token.at, token.spaced))
        else:
            split.append(Token("letters", token.text[0], token.at, token.spaced))
            split.append(Token("letters", token.text[1], token.at + 1))
    return split


def greek(command: str) -> str | None:
    """Return the symbol name of a Greek letter's command."""
    return GREEK.get(command.removeprefix("\\"))
