r"""Conditions as they stand in a row of cases: ``x \ge 0``, and an interval as a chain of two."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

from sympy import And, Expr, GreaterThan, LessThan, Or, S, StrictGreaterThan, StrictLessThan
from sympy.core.relational import Relational

from symact.exact.variable import T

__all__ = ["condition"]

_SIGNS = {">=": r"\ge", "<=": r"\le", ">": ">", "<": "<", "==": "=", "!=": r"\ne"}

_ORDERED = (GreaterThan, LessThan, StrictGreaterThan, StrictLessThan)

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
    if isinstance(when, And) and len(when.args) == 2 and all(isinstance(p, _ORDERED) for p in when.args):
        for lower, upper in permutations(when.args):
            if lower.gts == upper.lts:
                return lower.lts, _upward(lower), lower.gts, _upward(upper), upper.gts
    return None


def _upward(part: Any) -> str:
    return "<" if isinstance(part, (StrictLessThan, StrictGreaterThan)) else r"\le"
