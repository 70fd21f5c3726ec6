"""The primitives of generated C: what is defined in the files beside this one, and which of it a source needs.

Names have variants: ``_usual``, where no exponential leaves the normal numbers, and ``_short``, where results are
rounded to float32. What is not written for a variant is made of the same text over the variants of what it calls.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from symact.numeric import coefficients
from symact.numeric.polynomial import Polynomial

__all__ = ["SHORT", "USUAL", "hexadecimal", "interleaved", "needed", "variant"]

SHORT = "_short"
USUAL = "_usual"
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
    >>> [text.splitlines()[0] for text in needed("y = sym_square(x);")]
    ['typedef struct {', 'static inline sym_pair sym_square(double a)']
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


def variant(text: str, suffixes: Sequence[str]) -> str:
    """Return a text of C with each primitive's name that has these variants, or rests on one that has, by its own."""
    return _NAME.sub(lambda m: _named(m[0], suffixes), text) if suffixes else text


def _named(name: str, suffixes: Sequence[str]) -> str:
    return name + "".join(s for s in suffixes if _varies(name, s))


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


@lru_cache(maxsize=1024)
def _varies(name: str, suffix: str) -> bool:
    """Return whether a primitive has a definition for a variant of its own, or rests on one that has."""
    if name.startswith(POLYNOMIAL):
        return suffix == SHORT
    written = [w for w in (name, name + USUAL, name + SHORT) if w in _written()]
    if name + suffix in written:
        return True
    return any(_varies(used, suffix) for w in written for used in _written()[w].uses)


@lru_cache(maxsize=1024)
def _definition(name: str) -> Definition:
    if name.startswith(POLYNOMIAL):
        return _polynomial(name)
    suffixes = [s for s in (USUAL, SHORT) if s in name]
    plain = name.removesuffix(SHORT).removesuffix(USUAL)
    written = next(w for w in (name, plain + USUAL, plain + SHORT, plain) if w in _written() and _is_for(w, suffixes))
    known = _written()[written]
    text = variant(re.sub(rf"\b{written}\b", "\0", known.text), suffixes).replace("\0", name)
    return Definition(text, tuple(_named(used, suffixes) for used in known.uses))


def _is_for(written: str, suffixes: Sequence[str]) -> bool:
    return all(s in suffixes for s in (USUAL, SHORT) if written.endswith(s))


def _polynomial(name: str) -> Definition:
    made: Polynomial = getattr(coefficients, name.removeprefix(POLYNOMIAL).upper())
    constant, *others = (hexadecimal(c) for c in made.coefficients)
    lines, value = interleaved("z", [hexadecimal(made.low) if made.low else constant, *others])
    comment = f"/* relative error at most {made.error:.1e} on {made.interval[0]:.9g} <= z <= {made.interval[1]:.9g} */"
    lines.append(f"return {value}{f' + {constant}' if made.low else ''};")
    body = "\n".join(f"    {line}" for line in lines)
    return Definition(f"{comment}\nstatic inline double {name}(double z)\n{{\n{body}\n}}", ())


def interleaved(z: str, coefficients: Sequence[str]) -> tuple[list[str], str]:
    """Return a polynomial as lines and a value: by Horner's rule, a long one in z**2 or z**4, by chains side by side.

    Examples
    --------
    >>> interleaved("z", ["1.0", "2.0", "3.0"])
    ([], 'fma(fma(3.0, z, 2.0), z, 1.0)')
    """
    ways = 1 if len(coefficients) < 6 else 2 if len(coefficients) < 14 else 4
    power = {1: z, 2: f"{z}_2", 4: f"{z}_4"}[ways]
    lines = [f"const double {z}_2 = {z} * {z};"] if ways > 1 else []
    lines += [f"const double {z}_4 = {z}_2 * {z}_2;"] if ways > 2 else []
    chains = []
    for way in range(ways):
        code = ""
        for c in reversed(coefficients[way::ways]):
            code = f"fma({code}, {power}, {c})" if code else c
        chains.append(code)
    if ways > 1:
        names = [f"{z}_{letter}" for letter in "abcd"[:ways]]
        lines += [f"const double {n} = {chain};" for n, chain in zip(names, chains, strict=True)]
        chains = [f"fma({b}, {z}, {a})" for a, b in zip(names[::2], names[1::2], strict=True)]
    return lines, chains[0] if len(chains) == 1 else f"fma({chains[1]}, {z}_2, {chains[0]})"
