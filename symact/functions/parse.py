"""``parse``: text to SymPy objects with the catalogue's names, never executed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sympy import Expr, Symbol

from symact.functions.catalogue import entries
from symact.functions.entries import Entry
from symact.reading.read import Head, read

__all__ = ["parse"]


def parse(text: str, *, syntax: str = "auto", symbols: Mapping[str, Symbol] | None = None) -> Expr:
    r"""Read a formula, written as in Python or as in a paper's LaTeX. The text is never executed.

    Parameters
    ----------
    text : str
        At most 1 MB.
    syntax : {"auto", "python", "latex"}, optional
        With "auto", text that has a backslash, a brace or a dollar sign is LaTeX.
    symbols : mapping of str to Symbol, optional
        Symbols to use for names; others become plain symbols.

    Returns
    -------
    Expr

    Raises
    ------
    ParseError
        With line, column, and a caret under the place.

    Examples
    --------
    >>> parse("x*tanh(log(1 + exp(x)))")
    x*tanh(log(exp(x) + 1))
    >>> parse(r"\max(0, x)")
    Max(0, x)
    >>> parse(sa.latex(sa.gelu(x))) == sa.gelu(x)
    True
    """
    return read(text, _heads(), syntax=syntax, symbols=symbols)


class _Heads(Mapping[str, Head]):
    """The catalogue as names that may be called: names, aliases, and the names that papers print."""

    def __init__(self, records: tuple[Entry, ...]) -> None:
        self._heads: dict[str, Head] = {}
        for record in records:
            head = _head(record)
            printed = record.display.removeprefix(r"\mathrm{").removesuffix("}").replace(r"\_", "_")
            for name in (*record.names, printed):
                self._heads.setdefault(name, head)

    def __getitem__(self, name: str) -> Head:
        return self._heads[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._heads)

    def __len__(self) -> int:
        return len(self._heads)


def _head(record: Entry) -> Head:
    required = sum(p.default is None for p in record.parameters)
    names = tuple(p.name for p in record.parameters)
    build: Any = record.function
    return Head(build, 1 + required, 1 + len(names), names)


_cached: tuple[int, _Heads] | None = None


def _heads() -> _Heads:
    """Return the heads of the present catalogue, rebuilt when it has grown."""
    global _cached
    records = tuple(entries())
    if _cached is None or _cached[0] != len(records):
        _cached = (len(records), _Heads(records))
    return _cached[1]
