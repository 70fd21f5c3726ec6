r"""``\begin{cases}`` and a leading ``f(x) =``: the parts of LaTeX around a formula."""

from __future__ import annotations

from symact.reading.latex_cursor import LatexCursor
from symact.reading.latex_names import CLOSING, COMMANDS, greek
from symact.reading.syntax import Cases, Constant, Items, Node
from symact.reading.text import Token

__all__ = ["definition_end", "rows"]

_TABLES = ("cases", "dcases", "array", "rcases", "cases*", "dcases*")
_IF = ("if", "for", "when", "where")
_ELSE = ("otherwise", "else", "elsewhere", "o.w.", "in all other cases", "if otherwise", "in other cases", "else if")


def rows(parser: LatexCursor, begin: Token) -> Node:
    """Read a table of (formula, condition) rows, after its ``\\begin``."""
    name = _environment(parser)
    if name not in _TABLES:
        parser.fail(f"the environment '{name}' is not read; write \\begin{{cases}}", begin.at)
    if name == "array" and parser.next.text == "{":
        parser.index = parser.closing(parser.index) + 1
    found: list[Items] = []
    worded_for = False
    while parser.next.text != r"\end":
        at = parser.next.at
        formula = parser.inside()
        parser.skip(",")
        parser.skip("&")
        condition, says_for = _condition(parser)
        worded_for |= says_for
        found.append(Items(at, (formula, condition)))
        parser.skip(",", ".", ";")
        if not parser.skip(r"\\"):
            break
    if parser.next.text != r"\end" or not found:
        parser.fail(f"a row of cases must be a formula, & and a condition, then \\\\, not {parser.shown()}")
    parser.take()
    if _environment(parser) != name:
        parser.fail(f"\\begin{{{name}}} must be closed by \\end{{{name}}}", begin.at)
    return Cases(begin.at, tuple(found), sympy=worded_for)


def _environment(parser: LatexCursor) -> str:
    """Read the name of an environment in braces."""
    opened = parser.next
    parser.expect("{", opened)
    name = ""
    while parser.next.kind != "end" and parser.next.text != "}":
        name += parser.take().text
    parser.expect("}", opened)
    return name


def _condition(parser: LatexCursor) -> tuple[Node, bool]:
    """Read a condition and return it, and whether it is worded as SymPy's printer does, with "for"."""
    token = parser.next
    says_for = False
    if token.kind == "word" and token.text.lower().rstrip(" ,.:") in _ELSE:
        parser.take()
        return Constant(token.at, "True"), False
    if token.kind == "word" and token.text.lower().rstrip(" ,.:") in _IF:
        says_for = parser.take().text == "for"
    if parser.next.kind == "word" and parser.next.text == "True":
        return Constant(parser.take().at, "True"), says_for
    return parser.inside(), says_for


def definition_end(parser: LatexCursor) -> int:
    r"""Return the index after a leading ``f(x) =``, ``\mathrm{ReLU}(x; a) :=`` or ``f''(x) =``, 0 if there is none."""
    i = _after_name(parser)
    while i and parser.token(i).text in ("^", "_", "'"):
        i = i + 1 if parser.token(i).text == "'" else _after_group(parser, i + 1)
    if i and parser.token(i).text in ("(", "{"):
        i = _after_group(parser, i)
    if i and parser.token(i).text == "&":
        i += 1
    if not i or parser.token(i).text not in ("=", ":=", ":"):
        return 0
    i += 1 + (parser.token(i).text == ":" and parser.token(i + 1).text == "=")
    return i + 1 if parser.token(i).text == "&" else i


def _after_name(parser: LatexCursor) -> int:
    first = parser.token(0)
    if first.text in COMMANDS:
        return 2 if greek(parser.token(1).text) else 1
    return 1 if first.kind in ("letters", "word") or greek(first.text) else 0


def _after_group(parser: LatexCursor, i: int) -> int:
    """Return the index after a group or single token, that of the end if the group is not closed."""
    close = parser.closing(i)
    return len(parser.tokens) if close == i and parser.token(i).text in CLOSING else close + 1
