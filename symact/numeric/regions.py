"""A plan as lines of NumPy: the stable form on the whole vector, then each region where something better takes over."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sympy import Expr, S, Symbol

from symact.exact.variable import T
from symact.numeric.constants import as_float
from symact.numeric.plan import Plan
from symact.numeric.tails import FarTail
from symact.numeric.writer import Writer, literal
from symact.numeric.zeros import Zero

__all__ = ["plan_lines"]


def plan_lines(plan: Plan, writer: Writer, masks: bool = True) -> list[str]:
    """Return the body of a function of ``x`` that computes a plan, its `return` included.

    Parameters
    ----------
    plan : Plan
    writer : Writer
        Fresh.
    masks : bool, optional
        Whether a region is computed on its own elements only and written into the vector; else on all, and selected,
        as arrays that cannot be written want it.
    """
    value = writer.write(plan.core)
    if plan.is_plain:
        whole = bare(value) if plan.core.has(T) else f"select(np.isnan(x), x, {value})"
        return [*writer.lines, f"return {whole}"]
    lines = [*writer.lines, f"y = {bare(value)}"]
    region = _masked if masks else _selected
    for tail in plan.tails:
        lines += _tail_lines(tail, region, masks)
    for zero in plan.zeros:
        lines += _zero_lines(zero, region)
    for condition, limit in _limit_cases(plan.limits):
        lines += region(condition, [], limit)
    return [*lines, "return y"]


Region = Callable[[str, list[str], str], list[str]]
"""From a condition, lines in terms of ``there(x)``, and a value, to the lines that put it in place."""


def _masked(condition: str, lines: list[str], value: str) -> list[str]:
    body = [line.replace("there(x)", "x[there]") for line in [*lines, f"y[there] = {value}"]]
    return [f"there = {condition}", "if some(there):", *(f"    {line}" for line in body)]


def _selected(condition: str, lines: list[str], value: str) -> list[str]:
    body = [line.replace("there(x)", "x") for line in lines]
    return [*body, f"y = np.where({condition}, {value.replace('there(x)', 'x')}, y)"]


def _limit_cases(limits: tuple[float | None, float | None]) -> list[tuple[str, str]]:
    left, right = limits
    if left is not None and right is not None:
        both = literal(left) if left == right else f"np.where(there(x) < 0.0, {literal(left)}, {literal(right)})"
        return [("np.isinf(x)", both)]
    ends = ((left, "x == -np.inf"), (right, "x == np.inf"))
    return [(condition, literal(limit)) for limit, condition in ends if limit is not None]


def bare(code: str) -> str:
    """Return code without the parentheses around all of it."""
    if not (code.startswith("(") and code.endswith(")")):
        return code
    depth = 0
    for c in code[:-1]:
        depth += (c == "(") - (c == ")")
        if depth == 0:
            return code
    return code[1:-1]


def _tail_lines(tail: FarTail, region: Region, masks: bool) -> list[str]:
    writer = Writer({T: "t"}, pairs=masks)
    start = tail.start if masks else tail.valid
    lines = ["t = there(x)" if tail.side > 0 else "t = -there(x)"]
    if not masks:
        lines.append(f"t = np.maximum(t, {start!r})")
    if tail.last < float("inf"):
        lines.append(f"t = np.minimum(t, {tail.last!r})")
    value = _powers(tail)
    if tail.exponent is not S.Zero:
        pair = writer.pair(tail.exponent) if masks else None
        high, low = pair or (writer.code(tail.exponent), "None")
        lines += writer.lines
        value = f"times_exp({value}, {high}, {low})"
    comparison = "<=" if tail.side < 0 else ">="
    return [
        f"# {'left' if tail.side < 0 else 'right'} tail: {_shown(tail)}",
        *region(f"x {comparison} {tail.side * start!r}", lines, value),
    ]


def _powers(tail: FarTail) -> str:
    """Return the code of the factor beside the exponential, by the reciprocal where the powers are negative."""
    numbers = [as_float(c) for c in tail.coefficients]
    leading = _power("t", tail.power)
    code = repr(numbers[0])
    if len(numbers) > 1:
        code = f"horner({_power('t', -tail.step)}, {', '.join(map(repr, numbers))})"
    if tail.logs:
        code += " * np.log(t)" * tail.logs
    if leading is None:
        return f"np.full_like(t, {code})" if len(numbers) == 1 and not tail.logs else code
    return leading if code == "1.0" else f"{code} * {leading}"


def _power(name: str, power: Fraction) -> str | None:
    """Return the code of a power in whole and half steps; by the reciprocal if negative, so that nothing overflows."""
    if power == 0:
        return None
    whole, half = divmod(abs(power), 1)
    base = name if power > 0 else f"(1.0 / {name})"
    parts = [base] * int(whole)
    if half == Fraction(1, 2):
        parts.append(f"np.sqrt({base})")
    elif half:
        parts.append(f"np.power({base}, {float(half)!r})")
    return " * ".join(parts)


def _shown(tail: FarTail) -> str:
    shown: Expr = tail.formula
    return str(shown.xreplace({T: shown_variable()}))[:160]


def shown_variable() -> Expr:
    """Return the symbol that the variable is called by in comments."""
    return Symbol("x")


def _zero_lines(zero: Zero, region: Region) -> list[str]:
    shifted = f"x - {zero.at!r}" if zero.at else "x"
    near = "h * h" if zero.step == 2 else "h"
    moved = f"h = (there(x) - {zero.at!r}) - {zero.low!r}" if zero.at else "h = there(x)"
    value = f"{' * '.join(['h'] * zero.order)} * horner({near}, {', '.join(map(repr, zero.coefficients))})"
    return [
        f"# Taylor series at the zero {zero.at:.9g}",
        *region(f"np.abs({shifted}) <= {zero.radius!r}", [moved], value),
    ]
