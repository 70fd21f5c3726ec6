"""How functions of ours print with SymPy's printers, as text and as LaTeX, so that ``symact.parse`` reads it back."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Symbol

__all__ = ["cases_latex", "cases_text", "function_latex", "function_text"]


def function_text(function: Any, printer: Any) -> str:
    """Return ``name(argument, parameters)``, the parameters that are defaults left out."""
    arguments = [function.args[0], *function.printed_parameters()]
    return f"{type(function).__name__}({', '.join(printer._print(a) for a in arguments)})"


def function_latex(function: Any, printer: Any, exponent: str | None = None) -> str:
    r"""Return ``\mathrm{Name}\left(x; parameters\right)``, raised to a power if `exponent` is given."""
    escaped = type(function).__name__.replace("_", r"\_")
    name = function.display or rf"\mathrm{{{escaped}}}"
    power = "" if exponent is None else f"^{{{exponent}}}"
    parameters = ", ".join(printer._print(p) for p in function.printed_parameters())
    inner = printer._print(function.args[0]) + (f"; {parameters}" if parameters else "")
    return rf"{name}{power}\left({inner}\right)"


def _branches(function: Any) -> tuple[Expr, list[tuple[Expr, Any]]]:
    """Return the variable that the branches are shown in, and the branches."""
    argument = function.args[0]
    variable = argument if argument.is_Symbol else Symbol("t")
    bound = function.table.variable
    return variable, [(e.xreplace({bound: variable}), c.xreplace({bound: variable})) for e, c in function.pairs()]


def cases_text(function: Any, printer: Any) -> str:
    """Return ``cases(x, (expression, condition), ...)``."""
    _, pairs = _branches(function)
    shown = ", ".join(f"({printer._print(e)}, {printer._print(c)})" for e, c in pairs)
    return f"cases({printer._print(function.args[0])}, {shown})"


def cases_latex(function: Any, printer: Any, exponent: str | None = None) -> str:
    r"""Return a ``cases`` environment; with a compound argument, evaluated at it by a bar."""
    variable, pairs = _branches(function)
    rows = r" \\ ".join(rf"{printer._print(e)} & \text{{if}}\ {printer._print(c)}" for e, c in pairs)
    text = rf"\begin{{cases}} {rows} \end{{cases}}"
    if variable != function.args[0]:
        text = rf"\left. {text} \right|_{{t = {printer._print(function.args[0])}}}"
    return text if exponent is None else rf"\left({text}\right)^{{{exponent}}}"
