r"""Conditions as they stand in a row of cases: ``x \ge 0``, and an interval as a chain of two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import And, Expr, Or, S
from sympy.core.relational import Relational

from symact.exact.variable import T

__all__ = ["condition"]

_SIGNS = {">=": r"\ge", "<=": r"\le", ">": ">", "<": "<", "==": "=", "!=": r"\ne"}

Printer = Callable[[Any], str]


def condition(when: Any, show: Printer) -> str:
    r"""Return ``\text{if } x \ge 0`` or ``\text{otherwise}``."""
    return r"\text{otherwise}" if when in (True, S.true) else rf"\text{{if }} {_relation(when, show)}"


def _relation(when: Any, show: Printer) -> str:
    chain = _interval(when)
    if chain is not None:
        low, left, x, right, high = chain
        return f"{_first(show(low))} {left} {show(x)} {right} {show(high)}"
    if isinstance(when, Or):
        return r" \text{ or } ".join(_relation(part, show) for part in sorted(when.args, key=str))
    if isinstance(when, And):
        return r" \text{ and } ".join(_relation(part, show) for part in sorted(when.args, key=str))
    if isinstance(when, Relational):
        when = when.reversed if when.rhs.has(T) and not when.lhs.has(T) else when
        when = when.reversedsign if when.lhs == -T else when
        return f"{_first(show(when.lhs))} {_SIGNS[when.rel_op]} {show(when.rhs)}"
    return show(when)


def _first(latex: str) -> str:
    """Return what follows a word; in braces a minus there is a sign, else TeX spaces it as a difference."""
    return f"{{{latex}}}" if latex.startswith("-") else latex


def _interval(when: Any) -> tuple[Expr, str, Expr, str, Expr] | None:
    """Return (low, sign, variable, sign, high) of a condition that is a bounded interval."""
    if not isinstance(when, And) or len(when.args) != 2:
        return None
    lower, upper = None, None
    for part in when.args:
        if not isinstance(part, Relational) or part.rel_op not in ("<", "<=", ">", ">="):
            return None
        turned = part if part.lhs.is_Symbol else part.reversed
        if turned.rel_op in (">", ">="):
            lower = turned.reversed
        else:
            upper = turned
    if lower is None or upper is None or lower.rhs != upper.lhs:
        return None
    return lower.lhs, _SIGNS[lower.rel_op], lower.rhs, _SIGNS[upper.rel_op], upper.rhs
