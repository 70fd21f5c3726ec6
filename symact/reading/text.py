"""What a text must be before any grammar looks at it, and how its numbers are read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from symact.errors import ParseError
from symact.reading.limits import CHARACTERS, DIGITS

__all__ = ["Token", "check_text", "number_value", "shortened"]

# Controls, surrogates, and characters that cannot be seen or turn the direction of the text.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff0-\uffff\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text: its kind, how it reads, where it stands, whether white space came before, its width if not
    that of how it reads."""

    kind: str
    text: str
    at: int
    spaced: bool = False
    width: int = 0


def check_text(text: str) -> None:
    """Refuse what no grammar should have to think about."""
    if not isinstance(text, str):
        raise TypeError(f"a formula to be read must be a str, not {type(text).__name__}")
    if len(text) > CHARACTERS:
        raise ParseError(f"a formula must have at most {CHARACTERS} characters, not {len(text)}; shorten it", text, 0)
    if found := _INVISIBLE.search(text):
        code = ord(found[0])
        name = unicodedata.name(found[0], "a control or a lone surrogate").lower()
        raise ParseError(f"a formula must have no U+{code:04X} ({name}); delete it", text, found.start())
    if not text.strip():
        raise ParseError("a formula must not be empty; write one, such as x*tanh(x)", text, 0)


def shortened(message: str) -> str:
    """Return the first part of a message that quotes too much."""
    return message if len(message) <= 300 else message[:300] + "..."


def number_value(written: str, text: str, at: int) -> Fraction:
    """Return the exact value of a decimal such as 0.01 or 1e-8."""
    mantissa, _, exponent = written.lower().partition("e")
    digits = mantissa.replace(".", "", 1)
    too_long = f"a number must have at most {DIGITS} digits; write a shorter one, or a power such as 10**100"
    if len(digits) > DIGITS or len(exponent) > 6 or abs(int(exponent or 0)) > DIGITS:
        raise ParseError(too_long, text, at)
    shift = int(exponent or 0) - len(mantissa.partition(".")[2])
    return Fraction(int(digits) * 10 ** max(shift, 0), 10 ** max(-shift, 0))
