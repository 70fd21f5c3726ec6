r"""``mathml``: the LaTeX that symact prints as MathML, which browsers render without a script or a network.

Formulas are typeset once, as LaTeX; here their commands become elements, one for one.
"""

from __future__ import annotations

import re
import unicodedata
from xml.etree.ElementTree import Element, SubElement, tostring

__all__ = ["mathml"]

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9.]+|\S", re.DOTALL)
_SIGNS = {
    r"\infty": "∞", r"\partial": "∂", r"\to": "→", r"\le": "≤", r"\ge": "≥", r"\ne": "≠", r"\cdot": "⋅", r"\int": "∫",
    r"\ldots": "…", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉", r"\varphi": "φ", r"\{": "{",
    r"\}": "}", "-": "\u2212", "<": "<", ">": ">", ".": "",
}  # fmt: skip
_LETTERS = {r"\infty", r"\partial", r"\ldots", r"\varphi"}
_SPACES = {r"\,": "0.17em", r"\quad": "1em"}
_WORDS = (r"\mathrm", r"\mathit", r"\operatorname", r"\text")
_FENCES = {"cases": ("{", ""), "pmatrix": ("(", ")"), "matrix": ("", "")}
_ENDS = ("}", "]", "&", r"\\", r"\end", r"\right")


def mathml(latex: str, *, block: bool = False) -> str:
    r"""Return a ``math`` element.

    Parameters
    ----------
    latex : str
        As :func:`symact.latex` prints it.
    block : bool, optional
        Whether the formula stands on a line of its own.

    Examples
    --------
    >>> print(mathml(r"x + \frac{1}{2}"))
    <math><mrow><mi>x</mi><mo>+</mo><mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac></mrow></math>
    """
    reader = _Reader(latex)
    math = Element("math", {"display": "block"} if block else {})
    math.append(reader.row())
    return tostring(math, encoding="unicode")


class _Reader:
    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.at = 0

    def peek(self) -> str:
        """Return the next token, empty at the end."""
        found = _TOKEN.search(self.latex, self.at)
        return found[0] if found else ""

    def take(self) -> str:
        """Return the next token and go on."""
        found = _TOKEN.search(self.latex, self.at)
        self.at = found.end() if found else len(self.latex)
        return found[0] if found else ""

    def raw(self) -> str:
        """Return the text of a group as it stands."""
        start = self.latex.index("{", self.at) + 1
        self.at = self.latex.index("}", start) + 1
        return self.latex[start : self.at - 1].replace(r"\_", "_").replace("~", " ")

    def row(self) -> Element:
        """Return what stands before the end of a group, a cell or the text."""
        row = Element("mrow")
        while self.peek() and self.peek() not in _ENDS:
            item = self.item()
            if len(item.text or "") > 1 and item.tag == "mi" and len(row) and row[-1].text not in (*"([+=,{<>", "−"):
                SubElement(row, "mspace", width=_SPACES[r"\,"])
            row.append(self.scripts(item))
        return row

    def group(self) -> Element:
        """Return an argument in braces."""
        self.take()
        row = self.row()
        self.take()
        return row

    def scripts(self, base: Element) -> Element:
        """Return an item with its primes, exponent and index."""
        below, above = None, None
        while self.peek() in ("^", "_", "'"):
            mark = self.take()
            if mark == "_":
                below = self.group()
            elif mark == "^":
                above = self.group()
            else:
                base = _element("mrow", base, _leaf("mo", "′"))
        tag = {
            (True, False): "munder" if base.text == "lim" else "msub",
            (False, True): "msup",
            (True, True): "msubsup",
        }
        if below is None and above is None:
            return base
        whole = Element(tag[below is not None, above is not None])
        whole.extend(part for part in (base, below, above) if part is not None)
        return whole

    def item(self) -> Element:
        """Return one letter, number, sign, fraction, root, bracketed part or table."""
        token = self.take()
        if token == "{":
            self.at -= 1
            return self.group()
        if token in (r"\frac", r"\tfrac", r"\dfrac"):
            return _element("mfrac", self.group(), self.group())
        if token == r"\sqrt":
            index = self.group() if self.peek() == "[" else None
            return _element("msqrt", self.group()) if index is None else _element("mroot", self.group(), index)
        if token == r"\left":
            opening, inner = self.take(), self.row()
            self.take()
            return _element("mrow", _sign(opening), inner, _sign(self.take()))
        if token == r"\begin":
            return self.table()
        if token == "[":
            inner = self.row()
            return _element("mrow", _symbol("["), inner, _symbol(self.take()))
        if token in _WORDS:
            return _leaf("mtext" if token == r"\text" else "mi", self.raw())
        if token in _SPACES:
            return Element("mspace", width=_SPACES[token])
        if token[0].isdigit():
            return _leaf("mn", token)
        return _symbol(token)

    def table(self) -> Element:
        """Return an environment: cases, a matrix, or aligned equations."""
        opening, closing = _FENCES.get(self.raw(), ("", ""))
        table, line = Element("mtable"), Element("mtr")
        while True:
            _element("mtd", self.row(), within=line)
            end = self.take()
            if end != "&":
                table.append(line)
                line = Element("mtr")
                if self.latex.startswith("[", self.at):
                    self.at = self.latex.index("]", self.at) + 1
            if end != "&" and end != r"\\":
                break
        self.raw()
        return _element("mrow", _sign(opening), table, _sign(closing))


def _element(tag: str, *children: Element, within: Element | None = None) -> Element:
    element = Element(tag) if within is None else SubElement(within, tag)
    element.extend(children)
    return element


def _leaf(tag: str, text: str) -> Element:
    element = Element(tag)
    element.text = text.replace(" ", "\N{NO-BREAK SPACE}")
    return element


def _sign(token: str) -> Element:
    return _leaf("mo", _SIGNS.get(token, token))


def _symbol(token: str) -> Element:
    """Return a letter, a Greek letter, a function's name, or a sign as tall as its line."""
    if token in _SIGNS:
        return _leaf("mi" if token in _LETTERS else "mo", _SIGNS[token])
    if token.startswith("\\"):
        return _leaf("mi", _greek(token[1:]) or token[1:])
    if token.isalpha():
        return _leaf("mi", token)
    sign = _sign(token)
    if token in "()|[]":
        sign.set("stretchy", "false")
    return sign


def _greek(name: str) -> str:
    size = "CAPITAL" if name[:1].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {'LAMDA' if name.lower() == 'lambda' else name.upper()}")
    except KeyError:
        return ""
