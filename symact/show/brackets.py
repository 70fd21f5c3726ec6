r"""Brackets in LaTeX that are only as tall as what they hold.

SymPy writes ``\left( ... \right)`` around everything. Here the pairs around a single line of type
become plain brackets.
"""

from __future__ import annotations

import re

__all__ = ["slim"]

_TALL = re.compile(r"\\(?:frac|dfrac|begin|int|sum|prod|binom)\b|\x00")
_INNERMOST = re.compile(
    r"\\left\s*(?P<open>[(|\[])(?P<inner>(?:(?!\\left|\\right).)*)\\right\s*(?P<close>[)|\]])",
    re.DOTALL,
)


def slim(latex: str) -> str:
    r"""Return a formula with ``\left`` and ``\right`` left out around what is not tall.

    Examples
    --------
    >>> print(slim(r"\log\left(e^{x} + 1 \right) \left(\frac{x}{2}\right)"))
    \log(e^{x} + 1) \left(\frac{x}{2}\right)
    """
    kept: list[str] = []

    def settle(match: re.Match[str]) -> str:
        inner = match["inner"].strip()
        if not _TALL.search(inner):
            return f"{match['open']}{inner}{match['close']}"
        kept.append(rf"\left{match['open']}{inner}\right{match['close']}")
        return f"\x00{len(kept) - 1}\x00"

    found = 1
    while found:
        latex, found = _INNERMOST.subn(settle, latex)
    while "\x00" in latex:
        latex = re.sub("\x00(\\d+)\x00", lambda match: kept[int(match[1])], latex)
    return latex
