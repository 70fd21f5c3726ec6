"""The functions that a formula may name: SymPy's own, as its printers write them and as people do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import sympy as sp
from sympy import Expr

from symact.errors import DefinitionError

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


def _log2(x: Expr) -> Expr:
    return sp.log(x) / sp.log(2)


def _log10(x: Expr) -> Expr:
    return sp.log(x) / sp.log(10)


def _cases(argument: Expr, *branches: tuple[Any, Any]) -> Expr:
    from symact.exact.piecewise import cases

    return cases(argument, *branches)


def _piecewise(*branches: tuple[Any, Any]) -> Expr:
    return sp.Piecewise(*branches)


def _root(x: Expr, n: Expr) -> Expr:
    return sp.Pow(x, 1 / n)


_ONE = (
    "sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh acoth asech "
    "acsch exp erf erfc erfi erfinv erfcinv Abs sign"
)
_ALIASES = {
    "ln": "log", "abs": "Abs", "max": "Max", "min": "Min", "sgn": "sign", "signum": "sign",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arccot": "acot", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "lambertw": "LambertW",
}  # fmt: skip


def _core() -> dict[str, Head]:
    heads = {name: Head(getattr(sp, name), 1, 1) for name in _ONE.split()}
    heads |= {
        "log": Head(sp.log, 1, 2),
        "sqrt": Head(sp.sqrt, 1, 1),
        "cbrt": Head(sp.cbrt, 1, 1),
        "root": Head(_root, 2, 2),
        "pow": Head(sp.Pow, 2, 2),
        "log2": Head(_log2, 1, 1),
        "log10": Head(_log10, 1, 1),
        "Max": Head(sp.Max, 1, None),
        "Min": Head(sp.Min, 1, None),
        "Heaviside": Head(sp.Heaviside, 1, 2),
        "DiracDelta": Head(sp.DiracDelta, 1, 2),
        "LambertW": Head(sp.LambertW, 1, 2),
        "Rational": Head(lambda p, q=sp.S.One: p / q, 1, 2),
        "Piecewise": Head(_piecewise, 1, None),
        "cases": Head(_cases, 2, None),
        "And": Head(sp.And, 1, None),
        "Or": Head(sp.Or, 1, None),
        "Not": Head(sp.Not, 1, 1),
        "ITE": Head(sp.ITE, 3, 3),
    }
    heads |= {name: Head(getattr(sp, name), 2, 2) for name in ("Eq", "Ne", "Lt", "Le", "Gt", "Ge")}
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
        return CORE.get(name) or self.heads.get(name) or self._loosely(name)

    def _loosely(self, name: str) -> Head | None:
        wanted = _loose(name)
        for names in (CORE, self.heads):
            if found := next((names[n] for n in names if _loose(n) == wanted), None):
                return found
        return None

    def find(self, name: str) -> Head:
        """Return the head of that name; raise with what is near if there is none."""
        head = self.get(name)
        if head is None:
            near = get_close_matches(name, self._names(), n=1)
            hint = f"did you mean '{near[0]}'?" if near else "define it first, or write a product with *"
            raise DefinitionError(f"unknown function '{name}'; {hint}")
        return head

    def _names(self) -> Iterable[str]:
        return [n for n in (*CORE, *self.heads) if n.isidentifier()]


def _loose(name: str) -> str:
    return name.replace("_", "").replace(" ", "").replace("-", "").casefold()
