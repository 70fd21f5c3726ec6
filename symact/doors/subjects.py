"""What a person types at the prompt: the name of an activation, or a formula."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Symbol

from symact.errors import UnknownActivationError
from symact.functions.catalogue import entry
from symact.functions.entries import Entry
from symact.functions.parse import parse

__all__ = ["formula_of", "subject"]


def subject(text: str) -> Entry | Expr:
    """Return the record of the activation of that name, or the formula that the text is.

    Raises
    ------
    UnknownActivationError
        For a word that is no activation.
    ParseError
        For a text that cannot be read.
    ValueError
        For a formula that is not in one variable.
    """
    try:
        return entry(text)
    except UnknownActivationError:
        word = text.replace("_", "").replace("-", "").replace(" ", "")
        if word.isalnum() and len(word) > 1 and not word.isdigit():
            raise
    expr = parse(text)
    if len(expr.free_symbols) != 1:
        names = ", ".join(sorted(map(str, expr.free_symbols))) or "none"
        raise ValueError(f"a formula must be in one variable, such as x; its symbols are: {names}")
    return expr


def formula_of(found: Entry | Expr) -> tuple[Any, Symbol]:
    """Return a scalar subject as an expression and its variable; parameters without a default stay symbols.

    Raises
    ------
    ValueError
        For a function of a vector.
    """
    if isinstance(found, Entry):
        if found.arity == "vector":
            raise ValueError(
                f"a function of one number must be given, not {found.name}, which acts on vectors; "
                f"take a component, as in '{found.name}([x, 0])[0]'"
            )
        x = Symbol("x")
        open_parameters = (Symbol(p.name, real=True) if p.default is None else p.default for p in found.parameters)
        return found.function(x, *open_parameters), x
    (variable,) = found.free_symbols
    return found, variable
