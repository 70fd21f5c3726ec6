"""``read``: text to a SymPy expression, never executed. The door of this floor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sympy import Expr, Symbol
from sympy.logic.boolalg import Boolean

from symact.errors import ParseError
from symact.reading.build import build
from symact.reading.heads import Head, Vocabulary
from symact.reading.latex import parse_latex
from symact.reading.pythonic import parse_python
from symact.reading.text import check_text

__all__ = ["Head", "read", "read_condition"]

# LaTeX without a command or brace: numbers, single letters and sums, two of them side by side, as in "2 y (x + 1)".
_BARE_LATEX = re.compile(r"(?:[-+()\s]|(?:[0-9]++(?:\.[0-9]++)?+|[A-Za-z])(?![A-Za-z0-9_]))*+")
_SIDE_BY_SIDE = re.compile(r"[0-9A-Za-z)]\s+[0-9A-Za-z(]")


def read(
    text: str,
    heads: Mapping[str, Head],
    *,
    syntax: str = "auto",
    symbols: Mapping[str, Symbol] | None = None,
) -> Expr:
    r"""Read a formula as :func:`symact.parse` does, with these functions besides those of SymPy that it knows.

    Examples
    --------
    >>> read(r"\frac{1}{1 + e^{-x}}", {})
    1/(1 + exp(-x))
    >>> read("9**9**9", {})
    Traceback (most recent call last):
    ...
    symact.errors.ParseError: an exact number must have at most 1324 digits at line 1, column 2; write it as ...
        9**9**9
         ^
    """
    value = _read(text, heads, syntax, symbols, definitions=True)
    if not isinstance(value, Expr):
        what = "a condition" if isinstance(value, Boolean) else "a tuple"
        raise ParseError(f"a formula must be a number, not {what}; write cases(x, (1, x > 0), (0, True))", text, 0)
    return value


def read_condition(
    text: str,
    heads: Mapping[str, Head],
    *,
    syntax: str = "auto",
    symbols: Mapping[str, Symbol] | None = None,
) -> Boolean:
    """Read a condition, such as ``-1 < x < 1`` or ``x >= 0 or y != 1``; otherwise as :func:`read` does.

    Examples
    --------
    >>> read_condition("x >= 0 or y != 1", {})
    (x >= 0) | Ne(y, 1)
    """
    value = _read(text, heads, syntax, symbols, definitions=False)
    if not isinstance(value, Boolean) or isinstance(value, Expr):
        raise ParseError("a condition must compare two formulas, as x > 0 does, not be a number", text, 0)
    return value


def _read(
    text: str, heads: Mapping[str, Head], syntax: str, symbols: Mapping[str, Symbol] | None, *, definitions: bool
) -> Any:
    if syntax not in ("auto", "python", "latex"):
        raise ValueError(f"syntax must be 'auto', 'python' or 'latex', not {syntax!r}")
    known = dict(symbols or {})
    for name, symbol in known.items():
        if not isinstance(symbol, Symbol):
            raise TypeError(f"symbols must map names to Symbols, which {name!r}: {symbol!r} does not")
    check_text(text)
    vocabulary = Vocabulary(heads)
    is_latex = syntax == "latex" or (syntax == "auto" and _looks_like_latex(text))
    try:
        tree = parse_latex(text, vocabulary, known, definitions) if is_latex else parse_python(text, known)
    except RecursionError:
        raise ParseError("a formula must be less deep than this one; write it in parts", text, 0) from None
    return build(tree, text, vocabulary, known, spread_fractions=is_latex)


def _looks_like_latex(text: str) -> bool:
    if any(c in text for c in "\\{$"):
        return True
    return _BARE_LATEX.fullmatch(text) is not None and _SIDE_BY_SIDE.search(text) is not None
