"""Which names a symbol may have, everywhere in symact: plain identifiers, Greek letters spelled out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from keyword import iskeyword

from symact.errors import DefinitionError
from symact.reading.limits import NAME

__all__ = ["GREEK", "check_symbol_name", "name_problem", "plain_name", "spelled"]

_LETTERS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lamda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho",
    "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
_VARIANTS = ("varepsilon", "vartheta", "varkappa", "varpi", "varrho", "varsigma", "varphi")

# Greek letters as LaTeX spells them, and the names of their symbols; "lambda" is a word of Python.
GREEK = {"lambda" if n == "lamda" else n: n for n in _LETTERS.values()} | {n: n for n in _VARIANTS}

_NAME = re.compile(rf"[A-Za-z][A-Za-z0-9_]{{0,{NAME - 1}}}")


def spelled(name: str) -> str:
    """Return a name in plain letters: Greek ones by their names, styled ones (such as 𝑥) by what they stand for."""
    return "".join(map(_plain, name))


@lru_cache(1024)
def _plain(character: str) -> str:
    if character in _LETTERS or not unicodedata.category(character).startswith("L"):
        return _LETTERS.get(character, character)
    normal = unicodedata.normalize("NFKC", character)
    return _LETTERS.get(normal, normal)


def name_problem(name: str) -> str | None:
    """Return what is wrong with a spelled name, as "must be ..., not ...; do ...", or None."""
    shown = repr(name if len(name) <= NAME else name[:NAME] + "...")
    if name == "lambda":
        return "a name must not be a word of Python, as 'lambda' is; write lamda for the Greek letter"
    if iskeyword(name):
        return f"a name must not be a word of Python, as {shown} is; choose another"
    if "__" in name:
        return f"a name must not have two underscores in a row, as {shown} has; write one"
    if not _NAME.fullmatch(name):
        return f"a name must be a letter and up to {NAME - 1} letters, digits and underscores, not {shown}; rename it"
    return None


def plain_name(text: str) -> str:
    """Return a name that a symbol may have, as near to a text of a stranger's as can be.

    >>> plain_name("a[0]"), plain_name("1Y"), plain_name("lambda")
    ('a_0', 'v_1Y', 'v_lambda')
    """
    plain = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")[:40]
    return plain if name_problem(plain) is None else f"v_{plain}".strip("_")


def check_symbol_name(name: str) -> str:
    """Return the name in its normal spelling, if a symbol may have it.

    A name is a letter A-Z or a-z and up to 63 more letters, digits and single underscores, and not a word of Python.
    Nothing else becomes the name of a SymPy symbol in symact, because SymPy's printers write names into source code.

    Parameters
    ----------
    name : str
        Greek letters are spelled out.

    Returns
    -------
    str

    Raises
    ------
    DefinitionError
        The name could be mistaken for something else.

    Examples
    --------
    >>> check_symbol_name("α_1")
    'alpha_1'
    >>> check_symbol_name("x.__class__")
    Traceback (most recent call last):
    ...
    symact.errors.DefinitionError: a name must not have two underscores in a row, as 'x.__class__' has; write one
    """
    if not isinstance(name, str):
        raise TypeError(f"a symbol's name must be a str, not {type(name).__name__}")
    plain = spelled(name)
    if problem := name_problem(plain):
        raise DefinitionError(problem)
    return plain
