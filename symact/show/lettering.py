"""Formulas and words in figures: the font, and LaTeX as matplotlib can set it."""

from __future__ import annotations

import re
from threading import RLock

from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from sympy.printing.latex import accepted_latex_functions

from symact.show.style import FONT, MATHS, SIZES

__all__ = ["DRAWING", "font", "mathtext"]

DRAWING = RLock()
"""Held while a figure is drawn: matplotlib's parser of formulas is not safe for threads."""

_PARSER = MathTextParser("path")
_OPERATOR = rf"\\(?:{'|'.join(accepted_latex_functions)}|operatorname\{{\w+\}})"
# What matplotlib lacks or spaces otherwise than TeX: small fractions, primes, the space around operators.
_REWRITES = (
    (r"\\tfrac\{(\w+)\}\{(\w+)\}", r"\1/\2"),
    (r"\\tfrac", r"\\frac"),
    (rf"(?<=[\w}})]) ({_OPERATOR})", r" \\,\1"),
    (r"\\(?:operatorname\{)?([a-z]+)\}?(?=')", lambda m: _primed(m[0], m[1])),
    (r"(?<![A-Za-z\\}])([A-Za-z])(?=')", r"\1\\hspace{0.1}"),
    ("'''", "\\\\mathrm{\u2034}"),
    ("''", "\\\\mathrm{\u2033}"),
    ("'", "\\\\mathrm{\u2032}"),
)


def _primed(written: str, word: str) -> str:
    return rf"\mathrm{{{word}}}" if re.fullmatch(_OPERATOR, written) else written


def font(size: float = SIZES.text) -> FontProperties:
    """Return the font of the figure."""
    return FontProperties(family=FONT, size=size, math_fontfamily=MATHS)


def mathtext(latex: str, room: float) -> str | None:
    """Return a formula as a text for matplotlib, None where it cannot set it in so many inches."""
    for pattern, replacement in _REWRITES:
        latex = re.sub(pattern, replacement, latex)
    text = f"${latex}$"
    with DRAWING:
        try:
            width = _PARSER.parse(text, dpi=72, prop=font()).width
        except (ValueError, RuntimeError):
            return None
    return text if width <= room * 72 else None
