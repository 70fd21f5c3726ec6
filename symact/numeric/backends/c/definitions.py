"""The primitives of generated C: what is defined in the files beside this one, and which of it a source needs.

A definition without a name in ``_short`` is the same for both widths. In what is for float32, every name that has a
short definition, or rests on one, is the short one's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from symact.numeric import coefficients
from symact.numeric.polynomial import Polynomial

__all__ = ["SHORT", "in_width", "needed"]

SHORT = "_short"
FILES = ("pairs.c", "exponential.c", "logistic.c", "normal.c")
POLYNOMIAL = "sym_polynomial_"

_NAME = re.compile(r"\bsym_\w+\b")
_CONSTANT = re.compile(r"\b([A-Z][A-Z0-9_]*)_(HIGH|LOW)\b")


@dataclass(frozen=True)
class Definition:
    """A function or type of C: its text, and the names of others in it."""

    text: str
    uses: tuple[str, ...]


def needed(text: str) -> list[str]:
    """Return the definitions that a text of C calls for, each after those that it rests on.

    Examples
    --------
    >>> [t.splitlines()[0] for t in needed("sym_power_of_two(n)")][-1]
    '/* 2**n for a whole |n| <= 1022 */'
    """
    found: dict[str, str] = {}

    def visit(name: str) -> None:
        if name not in found:
            definition = _definition(name)
            for used in definition.uses:
                visit(used)
            found[name] = definition.text

    for name in dict.fromkeys(_NAME.findall(text)):
        visit(name)
    return list(found.values())


def in_width(text: str, short: bool) -> str:
    """Return a text of C with the names of the primitives for float32 if it is short, else as it is."""
    return _NAME.sub(lambda m: m[0] + SHORT if _has_short(m[0]) else m[0], text) if short else text


@lru_cache(maxsize=1)
def _written() -> Mapping[str, Definition]:
    """Return the definitions as they stand in the files."""
    texts = (files(__package__).joinpath(name).read_text("utf-8") for name in FILES)
    blocks = [block for text in texts for block in text.split("\n\n")[1:]]
    return dict(_read(block.strip("\n")) for block in blocks if "sym_" in block)


def _read(block: str) -> tuple[str, Definition]:
    code = block.split("*/\n", 1)[-1] if block.startswith("/*") else block
    names = list(dict.fromkeys(_NAME.findall(code)))
    name = names[0] if code.startswith("static") and names[0] != "sym_pair" else None
    if name is None:
        name = "sym_pair" if code.startswith("typedef") else names[1]
    return name, Definition(_CONSTANT.sub(_constant, block), tuple(n for n in names if n != name))


def _constant(match: re.Match[str]) -> str:
    high, low = getattr(coefficients, match[1])
    return hexadecimal(high if match[2] == "HIGH" else low)


def hexadecimal(value: float) -> str:
    """Return a finite float in C's hexadecimal notation, by its shortest digits where they are few.

    Examples
    --------
    >>> hexadecimal(0.5), hexadecimal(0.1)
    ('0.5', '0x1.999999999999ap-4')
    """
    short = repr(value)
    return short if len(short) <= 8 and (value * 1024).is_integer() else value.hex()


@lru_cache(maxsize=512)
def _has_short(name: str) -> bool:
    """Return whether a primitive has a definition for float32 of its own, or rests on one that has."""
    if name.startswith(POLYNOMIAL) or name + SHORT in _written():
        return True
    return name in _written() and any(_has_short(used) for used in _written()[name].uses)


@lru_cache(maxsize=512)
def _definition(name: str) -> Definition:
    if name.startswith(POLYNOMIAL):
        return _polynomial(name)
    known = _written().get(name)
    if known is None or not name.endswith(SHORT):
        known = known or _written()[name.removesuffix(SHORT)]
    if not name.endswith(SHORT):
        return known
    text = in_width(known.text.replace(name, name.removesuffix(SHORT)), True)
    return Definition(text, tuple(in_width(used, True) for used in known.uses))


def _polynomial(name: str) -> Definition:
    made: Polynomial = getattr(coefficients, name.removeprefix(POLYNOMIAL).upper())
    first, *lower = reversed(made.coefficients)
    lines = [f"double y = {hexadecimal(first)};"]
    lines += [f"y = fma(y, z, {hexadecimal(c)});" for c in (lower[:-1] if made.low else lower)]
    if made.low:
        lines += [f"y = fma(y, z, {hexadecimal(made.low)});", f"y += {hexadecimal(lower[-1])};"]
    comment = f"/* relative error at most {made.error:.1e} on {made.interval[0]:.9g} <= z <= {made.interval[1]:.9g} */"
    body = "\n".join(f"    {line}" for line in [*lines, "return y;"])
    return Definition(f"{comment}\nstatic inline double {name}(double z)\n{{\n{body}\n}}", ())
