"""``parse``: text to SymPy objects with the catalogue's names, never executed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sympy import Expr, Symbol

from symact.errors import DefinitionError
from symact.functions.catalogue import entries, handbook
from symact.functions.checked import check_call, checked_root
from symact.functions.entries import Entry
from symact.functions.families.vector.selector_components import maxout_share, sparsemax_support
from symact.functions.logsumexp import logsumexp
from symact.reading.limits import ENTRIES
from symact.reading.read import Head, read

__all__ = ["parse"]


def parse(text: str, *, syntax: str = "auto", symbols: Mapping[str, Symbol] | None = None) -> Expr:
    r"""Read a formula, written as in Python or as in a paper's LaTeX. The text is never executed.

    A number before a sum stays there, as SymPy's own undistributed products do: ``2*(x + 1)`` is not ``2*x + 2``.

    Parameters
    ----------
    text : str
        At most 1 MB.
    syntax : {"auto", "python", "latex"}, optional
        With "auto", text that has a backslash, a brace or a dollar sign is LaTeX, and so are letters side by side
        such as ``2 x``.
    symbols : mapping of str to Symbol, optional
        Symbols to use for names; they come before constants and functions. Other names become plain symbols.

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
    >>> parse("softmax([x, 0])[1]").diff(x)
    -softmax([x, 0])[0]*softmax([x, 0])[1]
    """
    return read(text, _heads(), syntax=syntax, symbols=symbols)


class _Heads(Mapping[str, Head]):
    """The catalogue as names that may be called: names, aliases, and the names that papers print."""

    def __init__(self, records: tuple[Entry, ...]) -> None:
        self._heads: dict[str, Head] = {}
        for record in records:
            head = _head(record)
            for name in (*record.names, _printed(record.display)):
                self._heads.setdefault(name, head)
        for kind in _HELPERS:
            for name in (kind.text, _printed(kind.display)):
                self._heads.setdefault(name, _component_head(kind.text, kind))
        self._heads.setdefault("RealRoot", Head(checked_root, 4, 4))
        self._heads.setdefault("logsumexp", Head(_logsumexp, 1, ENTRIES, vector=True))

    def __getitem__(self, name: str) -> Head:
        return self._heads[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._heads)

    def __len__(self) -> int:
        return len(self._heads)


def _head(record: Entry) -> Head:
    required = sum(p.default is None for p in record.parameters)
    names = tuple(p.name for p in record.parameters)
    if record.arity == "vector":
        if record.function.component is not None and not names:
            return _component_head(record.name, record.function.component)
        return _vector_head(record.name, record.function, names)
    build: Any = record.function if record.name in handbook() else partial(_checked, record.function)
    return Head(build, 1 + required, 1 + len(names), names)


def _checked(function: Any, *arguments: Expr, **named: Expr) -> Expr:
    """Apply a function of somebody's, the formula of which may be a power of anything."""
    check_call(function, *arguments, **named)
    value: Expr = function(*arguments, **named)
    return value


def _vector_head(name: str, function: Any, keywords: tuple[str, ...] = ()) -> Head:
    """Return a head that builds one component of a function of a vector."""

    def build(entries: list[Expr], index: int | None, **values: Expr) -> Expr:
        components = function(entries, **values)
        component: Expr = components[_chosen(name, index, len(components))]
        return component

    return Head(build, 1, ENTRIES, keywords, vector=True)


def _component_head(name: str, kind: Any) -> Head:
    """Return a head that builds one component alone, of a function with as many of them as entries."""

    def build(entries: list[Expr], index: int | None) -> Expr:
        component: Expr = kind(_chosen(name, index, len(entries)), *entries)
        return component

    return Head(build, 1, ENTRIES, vector=True)


def _chosen(name: str, index: int | None, length: int) -> int:
    """Return the index of a component if there is one of that index."""
    if index is None:
        raise DefinitionError(f"one component of {name} must be chosen; write {name}([x, y])[0]")
    if index >= length:
        raise DefinitionError(f"the index of {name} must be in range({length}), not {index}")
    return index


def _logsumexp(entries: list[Expr], index: int | None) -> Expr:
    if index is not None:
        raise DefinitionError("logsumexp must have no index, since it is a number; leave it out")
    value: Expr = logsumexp(entries)
    return value


def _printed(display: str) -> str:
    r"""Return the name that a LaTeX formula shows: that in upright type, after a command if there is one."""
    return _UPRIGHT.sub(r"\1", display).replace(r"\_", "_")


_UPRIGHT = re.compile(r"\\mathrm\{((?:[^{}]|\\_)*)\}")
# What derivatives of the selectors are written in.
_HELPERS = (maxout_share, sparsemax_support)

_cached: tuple[int, _Heads] | None = None


def _heads() -> _Heads:
    """Return the heads of the present catalogue, rebuilt when it has grown."""
    global _cached
    records = tuple(entries())
    if _cached is None or _cached[0] != len(records):
        _cached = (len(records), _Heads(records))
    return _cached[1]
