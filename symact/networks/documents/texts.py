"""Expressions as texts and back, with a legend for the symbols that a text alone does not tell.

A text is what SymPy prints, and it is read by symact's own reader, never executed. A name in it is a plain symbol
unless the legend says that it is one with assumptions or another name, or that it is a matrix with entries ``W[0, 1]``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sympy import Dummy, Expr, MatrixSymbol, Rational, S, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.printing.str import StrPrinter

from symact.errors import ParseError, SymactError, UnsupportedError
from symact.functions.parse import parse
from symact.reading.limits import DIGITS

__all__ = ["Legend", "TextReader", "TextWriter", "matrix_of"]

_NUMBER = re.compile(rf"(-?[0-9]{{1,{DIGITS}}})(?:/([0-9]{{1,{DIGITS}}}))?")
_ENTRY = re.compile(r"(?<![A-Za-z0-9_.])([A-Za-z][A-Za-z0-9_]*)\[([0-9]{1,9}), ([0-9]{1,9})\]")
_PLAIN = Symbol("x")
_INFINITE = (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity)


@dataclass
class Legend:
    """What names in texts mean: symbols that are not the plain ones of their names, and matrices."""

    symbols: dict[str, Symbol] = field(default_factory=dict)
    matrices: dict[str, MatrixSymbol] = field(default_factory=dict)


class TextReader:
    """Reads texts by a legend; each distinct one once."""

    def __init__(self, legend: Legend) -> None:
        self.legend = legend
        self._known: dict[tuple[str, tuple[tuple[str, Symbol], ...]], Expr] = {}

    def expression(self, text: str, variables: Mapping[str, Symbol] | None = None) -> Expr:
        """Return the real expression that a text is, with symbols for the names of its variables.

        Raises
        ------
        ParseError
            If it cannot be read, or is no real number.
        """
        if number := _NUMBER.fullmatch(text):
            p, q = number.groups("1")
            if int(q):
                return Rational(int(p), int(q))
        key = text, tuple((variables or {}).items())
        if key not in self._known:
            self._known[key] = self._read(text, variables or {})
        return self._known[key]

    def _read(self, text: str, variables: Mapping[str, Symbol]) -> Expr:
        entries: dict[str, Any] = {}
        replaced = _ENTRY.sub(lambda match: self._named(match, text, entries), text)
        if replaced in entries:
            return entries[replaced]
        names = {**self.legend.symbols, **variables, **{entry: Symbol(entry) for entry in entries}}
        expr = parse(replaced, syntax="python", symbols=names)
        if expr in _INFINITE or expr.has(S.ImaginaryUnit):
            raise ParseError("a formula must be real and finite", text, 0)
        return expr.xreplace({Symbol(entry): element for entry, element in entries.items()}) if entries else expr

    def _named(self, match: re.Match[str], text: str, entries: dict[str, Any]) -> str:
        """Return a name that stands for an entry of a matrix while the text around it is read."""
        matrix = self.legend.matrices.get(match[1])
        if matrix is None:
            return match[0]
        i, j = int(match[2]), int(match[3])
        if i >= matrix.rows or j >= matrix.cols:
            raise ParseError(f"{match[1]} has {matrix.rows} x {matrix.cols} entries, none of them {match[0]}", text, 0)
        entry = MatrixElement(matrix, i, j)
        for name, known in entries.items():
            if known == entry:
                return name
        name = next(n for k in count(len(entries)) if (n := f"entry{k}_") not in text)
        entries[name] = entry
        return name


class _Printer(StrPrinter):
    """Prints symbols and matrices by the names that a legend gives them."""

    def __init__(self, names: Mapping[Any, str]) -> None:
        super().__init__()
        self.names = names

    def _print_Symbol(self, symbol: Symbol) -> str:
        return self.names.get(symbol, symbol.name)

    def _print_Dummy(self, symbol: Dummy) -> str:
        return self.names[symbol] if symbol in self.names else str(super()._print_Dummy(symbol))

    def _print_MatrixSymbol(self, matrix: MatrixSymbol) -> str:
        return self.names.get(matrix, matrix.name)


class TextWriter:
    """Writes expressions as texts that read back, and the legend that this needs.

    Parameters
    ----------
    expressions : iterable of Expr
        All that will be written, so that no two symbols share a name.
    matrices : iterable of MatrixSymbol
        Those that must be in the legend besides.
    own : iterable of Symbol
        Variables that are named where they are used, and so are left out of the legend.
    """

    def __init__(
        self, expressions: Iterable[Expr], matrices: Iterable[MatrixSymbol] = (), own: Iterable[Symbol] = ()
    ) -> None:
        found: dict[Any, None] = dict.fromkeys(matrices)
        for expr in expressions:
            if not expr.is_Rational:
                found.update(dict.fromkeys(sorted(expr.free_symbols, key=str)))
        variables = set(own)
        symbols = [s for s in found if s not in variables]
        self.names: dict[Any, str] = {}
        self.legend = Legend()
        bearers = Counter(s.name for s in symbols)
        fresh = (name for k in count(1) if (name := f"s{k}") not in bearers)
        for symbol in symbols:
            own_name = bearers[symbol.name] == 1 and _is_plain(symbol.name)
            self._name(symbol, symbol.name if own_name else next(fresh))
        self._reader = TextReader(self.legend)
        self._known: dict[tuple[Expr, tuple[str, ...]], str] = {}

    def _name(self, symbol: Any, name: str) -> None:
        self.names[symbol] = name
        if isinstance(symbol, MatrixSymbol):
            self.legend.matrices[name] = symbol
        elif symbol.name != name or symbol.assumptions0 != _PLAIN.assumptions0:
            self.legend.symbols[name] = symbol

    def free(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return these names, each changed where a symbol has it, for variables."""
        taken = {*self.names.values()}
        return tuple(next(n for k in count(0) if (n := name + "_" * k) not in taken) for name in names)

    def text(self, expr: Expr, variables: Mapping[str, Symbol] | None = None) -> str:
        """Return the text of an expression.

        Raises
        ------
        UnsupportedError
            If none reads back as the same expression.
        """
        if expr.is_Rational:
            return str(expr)
        key = expr, tuple(variables or ())
        if key not in self._known:
            names = {**self.names, **{symbol: name for name, symbol in (variables or {}).items()}}
            self._known[key] = text = _Printer(names).doprint(expr)
            if self._read(text, variables) != expr:
                raise UnsupportedError(f"{expr} cannot be written as a text: it reads back as another expression")
        return self._known[key]

    def _read(self, text: str, variables: Mapping[str, Symbol] | None) -> Expr:
        try:
            return self._reader.expression(text, variables)
        except SymactError as error:
            raise UnsupportedError(f"{text} cannot be written as a text that reads back: {error}") from error


def _is_plain(name: str) -> bool:
    """Return whether a name alone is read as the plain symbol of that name."""
    try:
        read = parse(name, syntax="python")
        return read.is_Symbol and read.name == name and name.isascii()
    except SymactError:
        return False


def matrix_of(entries: Any) -> MatrixSymbol | None:
    """Return the matrix symbol that an array holds whole, as it is or, of one column, as a vector; else None."""
    first = entries.flat[0] if entries.size else None
    if not isinstance(first, MatrixElement) or not isinstance(first.parent, MatrixSymbol):
        return None
    matrix = first.parent
    if entries.shape != matrix.shape and not (entries.shape == matrix.shape[:1] and matrix.cols == 1):
        return None
    columns = int(matrix.cols)
    is_whole = all(e == matrix[k // columns, k % columns] for k, e in enumerate(entries.flat))
    return matrix if is_whole else None
