"""``mathml``: formulas as presentation MathML, which browsers render without a script or a network."""

from __future__ import annotations

import re
from typing import Any

from sympy import Expr, Symbol
from sympy.printing.mathml import MathMLPresentationPrinter

from symact.exact.real_function import Cases, RealFunction

__all__ = ["mathml"]

_LETTERS = {r"\sigma": "σ", r"\Phi": "Φ", r"\varphi": "φ"}


def mathml(expr: Expr, *, block: bool = False) -> str:
    """Return a ``math`` element.

    Parameters
    ----------
    expr : Expr
    block : bool, optional
        Whether the formula stands on a line of its own.

    Examples
    --------
    >>> mathml(x + 1)
    '<math><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow></math>'
    """
    body = _Printer().doprint(expr).replace("<mo><</mo>", "<mo>&lt;</mo>")
    return f'<math display="block">{body}</math>' if block else f"<math>{body}</math>"


class _Printer(MathMLPresentationPrinter):
    """SymPy's printer, with names as papers have them and branches by a brace."""

    def _print_Function(self, expr: Any) -> Any:
        if isinstance(expr, Cases):
            return self._branches(expr)
        if not isinstance(expr, RealFunction):
            return super()._print_Function(expr)
        return self._applied(expr)

    def _applied(self, expr: RealFunction) -> Any:
        row = self._row(self._text("mi", _name(expr)))
        row.appendChild(self._text("mo", "\N{FUNCTION APPLICATION}"))
        row.appendChild(self._paren_comma_separated(expr.args[0], *expr.printed_parameters()))
        return row

    def _branches(self, expr: Cases) -> Any:
        argument = expr.args[0]
        shown = argument if argument.is_Symbol else Symbol("t")
        table = self.dom.createElement("mtable")
        table.setAttribute("columnalign", "left left")
        for value, condition in expr.pairs():
            cells = [self._print(e.xreplace({expr.table.variable: shown})) for e in (value, condition)]
            line = self.dom.createElement("mtr")
            for cell, lead in zip(cells, ("", "if "), strict=True):
                box = self.dom.createElement("mtd")
                box.setAttribute("style", "text-align: left; padding-right: 1em")
                box.appendChild(self._row(self._text("mtext", lead), cell) if lead else cell)
                line.appendChild(box)
            table.appendChild(line)
        row = self._row(self._text("mo", "{"), table)
        return row if shown == argument else self._row(row, *self._evaluated_at(argument))

    def _evaluated_at(self, argument: Expr) -> list[Any]:
        return [
            self._text("mtext", "with "),
            self._text("mi", "t"),
            self._text("mo", "="),
            self._print(argument),
        ]

    def _row(self, *children: Any) -> Any:
        row = self.dom.createElement("mrow")
        for child in children:
            row.appendChild(child)
        return row

    def _text(self, tag: str, text: str) -> Any:
        element = self.dom.createElement(tag)
        element.appendChild(
            self.dom.createTextNode(text.replace(" ", "\N{NO-BREAK SPACE}") if tag == "mtext" else text)
        )
        return element


def _name(function: RealFunction) -> str:
    display = function.display or type(function).__name__
    if display in _LETTERS:
        return _LETTERS[display]
    plain = re.sub(r"\\mathrm\{([^}]*)\}", r"\1", display).replace(r"\_", "_")
    return re.sub(r"_\{?\\?(\w+)\}?", r" \1", plain)
