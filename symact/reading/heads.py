"""The functions that a formula may name: SymPy's own, as its printers write them and as people do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import sympy as sp
from sympy import Expr

from symact.errors import DefinitionError
from symact.reading.roots import polynomial_root

__all__ = ["CORE", "Head", "Vocabulary"]


@dataclass(frozen=True)
class Head:
    """A function that a formula may call.

    Attributes
    ----------
    build : callable
        Makes the SymPy object from the arguments.
    least, most : int, int or None
        How many arguments it takes, keyword arguments among them; None for any number.
    keywords : tuple of str
        Arguments that may be given by name.
    vector : bool, optional
        Whether it takes a vector, written as a list ``f([x, y])[0]``, and in LaTeX as ``f(x, y)_{0}``. Then `build` is
        given the list of entries, the index or None, and the keyword arguments; `least` and `most` bound the entries.
    """

    build: Callable[..., Any]
    least: int
    most: int | None
    keywords: tuple[str, ...] = ()
    vector: bool = False

    def takes(self, count: int) -> bool:
        """Return whether so many arguments, or entries, are taken."""
        return count >= self.least and (self.most is None or count <= self.most)


def _cases(argument: Expr, *branches: tuple[Any, Any]) -> Expr:
    from symact.exact.piecewise import cases

    return cases(argument, *branches)


_ONE = (
    "sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh acoth asech "
    "acsch exp erf erfc erfi erfinv erfcinv Abs sign re im sqrt cbrt Not"
)
_TWO = "Eq Ne Lt Le Gt Ge"
_ALIASES = {
    "ln": "log", "abs": "Abs", "max": "Max", "min": "Min", "sgn": "sign", "signum": "sign",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arccot": "acot", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "lambertw": "LambertW",
}  # fmt: skip


def _core() -> dict[str, Head]:
    counts: dict[str, tuple[int, int | None]] = dict.fromkeys(_ONE.split(), (1, 1))
    counts |= dict.fromkeys(_TWO.split(), (2, 2))
    counts |= {"Max": (1, None), "Min": (1, None), "And": (1, None), "Or": (1, None), "Piecewise": (1, None)}
    counts |= {"log": (1, 2), "Heaviside": (1, 2), "DiracDelta": (1, 2), "LambertW": (1, 2), "ITE": (3, 3)}
    heads = {name: Head(getattr(sp, name), *count) for name, count in counts.items()}
    heads |= {
        "root": Head(lambda x, n: sp.Pow(x, 1 / n), 2, 2),
        "pow": Head(sp.Pow, 2, 2),
        "log2": Head(lambda x: sp.log(x) / sp.log(2), 1, 1),
        "log10": Head(lambda x: sp.log(x) / sp.log(10), 1, 1),
        "Rational": Head(lambda p, q=sp.S.One: p / q, 1, 2),
        "cases": Head(_cases, 2, None),
        "CRootOf": Head(polynomial_root, 2, 2),
    }
    return heads | {alias: heads[name] for alias, name in _ALIASES.items()}


CORE: Mapping[str, Head] = _core()


class Vocabulary:
    """The names that may be called: SymPy's own and those that a higher floor adds.

    A name that fits none is tried again without regard to case and underscores, as papers write ``LeakyReLU``.
    """

    def __init__(self, heads: Mapping[str, Head]) -> None:
        self.heads = heads

    def get(self, name: str) -> Head | None:
        """Return the head of that name, None if there is none."""
        if found := CORE.get(name) or self.heads.get(name):
            return found
        wanted = _loose(name)
        return next((heads[n] for heads in (CORE, self.heads) for n in heads if _loose(n) == wanted), None)

    def find(self, name: str) -> Head:
        """Return the head of that name; raise with what is near if there is none."""
        if head := self.get(name):
            return head
        near = get_close_matches(name, [n for n in (*CORE, *self.heads) if n.isidentifier()], n=1)
        hint = f"did you mean '{near[0]}'?" if near else "define it first, or write a product with *"
        raise DefinitionError(f"unknown function '{name}'; {hint}")


def _loose(name: str) -> str:
    return name.replace("_", "").replace(" ", "").replace("-", "").casefold()
