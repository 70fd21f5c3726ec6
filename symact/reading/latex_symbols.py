r"""Letters, words and Greek in a LaTeX formula: symbols with their indices, constants, or functions if applied."""

from __future__ import annotations

from symact.reading.latex_cursor import LatexCursor
from symact.reading.latex_functions import function
from symact.reading.latex_names import APPLIED, COMMANDS, CONSTANT_WORDS, greek, symbol_name
from symact.reading.names import name_problem
from symact.reading.syntax import Constant, Name, Node
from symact.reading.text import Token

__all__ = ["letter_command", "letters", "symbol", "word"]


def letters(cursor: LatexCursor) -> Node:
    """Read letters side by side."""
    token = cursor.take()
    if len(token.text) > 2 and token.text not in cursor.known:
        if cursor.next.text in ("(", "{", "^", r"\{") and cursor.vocabulary.get(token.text):
            return function(cursor, token.text, token)
        shown = token.text[:20]
        factors = " ".join(shown)
        cursor.fail(
            f"letters side by side may be one name or several factors; write \\mathrm{{{shown}}} or {factors}", token.at
        )
    return named(cursor, token.text, token, applied=APPLIED.get(token.text))


def word(cursor: LatexCursor) -> Node:
    """Read a name in upright type."""
    token = cursor.take()
    name = token.text.replace(" ", "_").replace("-", "_")
    if cursor.next.text == "_" and name not in cursor.known:
        name = indexed(cursor, name)
    called = cursor.next.text in ("(", "{", "^", r"\{", "[")
    if name not in cursor.known and called and (cursor.next.text != "^" or cursor.vocabulary.get(name)):
        return function(cursor, name, token)
    if name not in cursor.known and name in CONSTANT_WORDS:
        return Constant(token.at, CONSTANT_WORDS[name])
    return symbol(cursor, name, token)


def letter_command(cursor: LatexCursor, token: Token) -> Node:
    """Read a letter that has a command, such as the Greek ones."""
    letter = greek(token.text)
    if token.text == r"\infty":
        return Constant(token.at, "oo")
    if letter is None:
        cursor.fail(f"the command '{token.text[:40]}' is not read here; write it in commands of formulas", token.at)
    if letter == "pi" and "pi" not in cursor.known:
        return Constant(token.at, "pi")
    applied = token.text if token.text in cursor.vocabulary.heads else APPLIED.get(token.text)
    return named(cursor, letter, token, applied)


def named(cursor: LatexCursor, letter: str, token: Token, applied: str | None) -> Node:
    """Read a letter: a function if it is one of those and applied, a constant, or a symbol with its index."""
    if letter not in cursor.known:
        if applied and is_applied(cursor, letter, applied):
            return function(cursor, applied, token)
        if letter in ("e", "i") and cursor.next.text != "_":
            return Constant(token.at, CONSTANT_WORDS[letter])
    return symbol(cursor, letter, token)


def symbol(cursor: LatexCursor, name: str, token: Token) -> Node:
    """Read a symbol and its index, if it has one."""
    if cursor.next.text == "_" and name not in cursor.known:
        name = indexed(cursor, name)
    if name not in cursor.known and (problem := name_problem(name)):
        cursor.fail(problem, token.at)
    if name not in cursor.known:
        refuse_application(cursor, name, token)
    return Name(token.at, name)


def indexed(cursor: LatexCursor, base: str) -> str:
    """Read an index and return the whole name; what is side by side in it is joined, what is spaced gets ``_``."""
    cursor.take()
    opened = cursor.next
    parts: list[str] = []
    if not cursor.skip("{"):
        if opened.kind == "number" and len(opened.text) > 1:
            cursor.fail(f"an index must stand in braces; write {{{opened.text}}}")
        parts.append(index_part(cursor))
    else:
        while cursor.next.text != "}":
            joint = "_" if parts and cursor.next.spaced else ""
            parts.append(joint + index_part(cursor))
        cursor.expect("}", opened)
    return symbol_name(base, "".join(parts), cursor.known)


def index_part(cursor: LatexCursor) -> str:
    """Read one sign of an index."""
    token = cursor.take()
    letter = greek(token.text) or COMMANDS.get(token.text)
    if token.kind in ("number", "letters", "word") and token.text.replace("_", "").isalnum():
        return token.text
    if letter is None:
        cursor.fail("an index must be of letters and digits; write them", token.at)
    return letter


def is_applied(cursor: LatexCursor, letter: str, function: str) -> bool:
    r"""Return whether a letter that may be a function is one here.

    ``\sigma(x + 1)`` is the function. SymPy prints the product as ``\sigma \left(x + 1\right)``, with a space,
    which people write for the function too: that is refused.
    """
    token = cursor.next
    if token.text in ("_", "^"):
        return scripted_application(cursor)
    if token.text not in ("(", "["):
        return False
    if token.spaced and cursor.may_be_factor(cursor.index):
        cursor.fail(f"this may be {function}(...) or {letter} times it; write \\cdot or leave out the space")
    return True


def scripted_application(cursor: LatexCursor) -> bool:
    r"""Return whether scripts are followed by a parenthesis, as in ``W_{-1}(x)`` and ``\sigma^{2}(x)``."""
    i = cursor.index
    while cursor.token(i).text in ("_", "^"):
        i = cursor.closing(i + 1) + 1
    return cursor.token(i).text == "(" and not cursor.token(i).spaced


def refuse_application(cursor: LatexCursor, name: str, token: Token) -> None:
    """Refuse ``f(x)`` for an unknown function, which would else be read as a product."""
    if cursor.next.text != "(" or cursor.next.spaced:
        return
    inside = cursor.closing(cursor.index) - cursor.index - 1
    lone = inside == 1 and cursor.token(cursor.index + 1).kind in ("letters", "command")
    if lone or name in ("f", "g", "h", "F", "G"):
        cursor.fail(f"unknown function '{name}'; write {name} \\cdot (...) if it is a product", token.at)
