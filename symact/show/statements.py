"""What is said of a function in LaTeX: its definition, its branches, its derivatives, its limits.

Each statement is a pair (left side, right side) of an equation, so that one can be printed alone and several aligned.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Dummy, Expr, Function, I, Integral, Interval, S, exp

from symact.arithmetic.balls import digits
from symact.errors import NoLimitError
from symact.exact.branches import BranchTable
from symact.exact.limiting import at_infinity, one_sided
from symact.exact.nonsmooth import Corner
from symact.exact.slopes import slopes_at
from symact.exact.stated import table_pairs
from symact.exact.variable import T
from symact.functions.activation import Activation
from symact.show.constants import Constant
from symact.show.ordering import neat
from symact.show.subjects import Shown

__all__ = ["Statement", "branches", "definition", "derivative", "limits"]

Statement = tuple[str, str]

_DIGITS = 7


def definition(subject: Shown) -> Statement:
    """Return the formula in which a function is defined."""
    formula = _formula(subject)
    if formula is None:
        return branches(subject)
    left = subject.call() if formula != subject.body or subject.is_named else f"f({subject.variable})"
    return left, subject.printer.doprint(formula) + notes(subject, formula)


def notes(subject: Shown, *printed: Expr) -> str:
    """Return the values of the constants that are printed as letters, as they follow a formula."""
    return "".join(rf",\quad {left} = {right}" for left, right in constants(subject, *printed))


def constants(subject: Shown, *printed: Expr) -> Iterator[Statement]:
    """Yield the value of each constant that is printed as a letter."""
    found: set[Constant] = set().union(*(p.atoms(Constant) for p in printed))
    for constant in sorted(found, key=str):
        yield subject.printer.doprint(constant), rf"{digits(constant.value, _DIGITS)}\ldots"


def _formula(subject: Shown) -> Expr | None:
    """Return the expression in which a function is defined, None if that is its branches."""
    body = subject.body
    if isinstance(body, Activation):
        return type(body).formula(*body.args)
    if not subject.table.is_smooth:
        return body if not isinstance(body, Function) else None
    return _elementary(body)


def _elementary(body: Expr) -> Expr:
    """Return a function of SymPy's by exponentials, or as the integral of its slope where that is simpler than it."""
    if not isinstance(body, Function) or isinstance(body, exp):
        return body
    written = body.rewrite(exp)
    if written != body and not written.has(I):
        return written
    slope = body.diff(T)
    if slope.atoms(Function) - slope.atoms(exp) or body.subs(T, 0) != 0:
        return body
    t = Dummy("t", real=True)
    return Integral(slope.subs(T, t), (t, 0, T))


def branches(subject: Shown, order: int = 0) -> Statement:
    """Return a function or its derivative by cases; where it has only one, as that."""
    table = subject.derivative_table(order)
    if not table.is_smooth:
        tex = subject.printer.sheet((neat(piece), when) for piece, when in table_pairs(table))
    elif order == 0 and isinstance(subject.body, Function):
        return definition(subject)
    else:
        tex = subject.printer.doprint(neat(table.pieces[0]))
    return subject.call(order), tex + notes(subject, *table.pieces)


def derivative(subject: Shown, order: int) -> Statement:
    """Return a derivative: by cases where the function has a kink or a jump."""
    return subject.spoken(order), branches(subject, order)[1]


def limits(subject: Shown, order: int = 0) -> Iterator[Statement]:
    """Yield the limits on both sides, and for every kink and jump what happens there."""
    table = subject.derivative_table(order)
    for end, printed in ((S.NegativeInfinity, r"-\infty"), (S.Infinity, r"\infty")):
        left = rf"\lim_{{{subject.variable} \to {printed}}} {subject.spoken(order)}"
        try:
            value = at_infinity(table, end)
        except NoLimitError:
            yield left, r"\text{undefined}"
            continue
        if value is not S.NaN:
            yield left, subject.printer.doprint(value)
    for i in range(len(table.breakpoints)):
        yield from _at_breakpoint(subject, corner_of(table, i), order)
    yield from constants(subject, *table.pieces)


def corner_of(table: BranchTable, i: int) -> Corner:
    """Return what a table does at its breakpoint i."""
    b = table.breakpoints[i]
    below, above = slopes_at(table, i)
    return Corner(b, table.values[i], one_sided(table, b, "-"), one_sided(table, b, "+"), below, above)


def _at_breakpoint(subject: Shown, corner: Corner, order: int) -> Iterator[Statement]:
    if corner.is_continuous and not corner.is_kink:
        return
    if not corner.is_continuous:
        yield from _sided(subject, corner, (corner.left, corner.right), order)
        if corner.value is not S.NaN:
            yield subject.applied(subject.head(order), corner.at), subject.printer.doprint(corner.value)
        return
    yield from _sided(subject, corner, (corner.left_slope, corner.right_slope), order + 1)
    if isinstance(corner.clarke, Interval):
        low, high = (subject.printer.small(e) for e in corner.clarke.args[:2])
        yield subject.applied(rf"\partial {subject.head(order)}", corner.at), f"[{low}, {high}]"


def _sided(subject: Shown, corner: Corner, values: tuple[Any, Any], order: int) -> Iterator[Statement]:
    at = subject.printer.inline(corner.at)
    at = at if corner.at.is_Integer or corner.at.is_Symbol else f"({at})"
    for value, sign in zip(values, "-+", strict=True):
        if value is not S.NaN:
            left = rf"\lim_{{{subject.variable} \to {at}^{{{sign}}}}} {subject.spoken(order)}"
            yield left, subject.printer.doprint(value)
