"""Slopes of branch tables: piece by piece, with a stated choice at every kink."""

from __future__ import annotations

from functools import lru_cache, reduce
from typing import Literal, get_args

from sympy import Add, Expr, Function, Max, Min, Mul, S, Symbol, diff, expand, factor, radsimp, together

from symact.errors import UndecidedError
from symact.exact.branches import BranchTable
from symact.exact.limiting import piece_limit
from symact.exact.order import sign
from symact.exact.variable import T

__all__ = ["Choice", "check_choice", "derivative_table", "select", "slopes_at"]

Choice = Literal["least", "left", "right", "mid"]
"""Which element of the interval between the one-sided slopes stands for the derivative at a kink."""


# Polynomials of more operations than this are left expanded: factoring them costs more than it shortens.
_FACTORED = 400


def check_choice(choice: str) -> None:
    """Raise ValueError unless `choice` is one of the four."""
    if choice not in get_args(Choice):
        raise ValueError(f"at_kink must be one of {', '.join(get_args(Choice))}, not {choice!r}")


def select(left: Expr, right: Expr, choice: str = "least") -> Expr:
    """Return one number of the interval between two one-sided slopes.

    "least" is its element of least magnitude, the choice of steepest descent; the others speak for themselves.

    Examples
    --------
    >>> from sympy import S
    >>> select(S(0), S(1)), select(S(1) / 100, S(1)), select(S(-1), S(1)), select(S(0), S(1), "mid")
    (0, 1/100, 0, 1/2)
    """
    if choice == "left":
        return left
    if choice == "right":
        return right
    if choice == "mid":
        return (left + right) / 2
    try:
        low, high = (left, right) if sign(right - left) >= 0 else (right, left)
        return low if sign(low) > 0 else high if sign(high) < 0 else S.Zero
    except UndecidedError:
        return Max(Min(left, right), Min(Max(left, right), 0))


def slopes_at(table: BranchTable, i: int) -> tuple[Expr, Expr]:
    """Return the slopes of a table below and above its breakpoint i, ``nan`` on a side without values."""
    b = table.breakpoints[i]
    below, above = (_rate(p, table.variable).subs(table.variable, T) for p in table.pieces[i : i + 2])
    return piece_limit(below, b, -1), piece_limit(above, b, 1)


@lru_cache(maxsize=1024)
def derivative_table(table: BranchTable, order: int = 1, choice: str = "least") -> BranchTable:
    """Return the table of the derivative of that order.

    At a breakpoint the value is `choice` of the two one-sided slopes; where only one side is defined, that slope;
    where the function has no value, ``nan``. Jumps contribute nothing here: their part is a multiple of
    ``DiracDelta`` that :func:`symact.exact.nonsmooth.corners` gives as ``jump``.
    """
    return reduce(lambda t, k: _differentiated(t, choice, k), range(1, order + 1), table)


def _differentiated(table: BranchTable, choice: str, order: int) -> BranchTable:
    values = tuple(_slope(table, i, choice) for i in range(len(table.breakpoints)))
    pieces = tuple(tidy(_rate(p, table.variable), order) for p in table.pieces)
    smooth = [
        i
        for i, (b, value) in enumerate(zip(table.breakpoints, values, strict=True))
        if pieces[i] == pieces[i + 1] and pieces[i].subs(table.variable, b) == value
    ]
    keep = [i for i in range(len(values)) if i not in smooth]
    return BranchTable(
        table.variable,
        tuple(table.breakpoints[i] for i in keep),
        tuple(p for i, p in enumerate(pieces) if i - 1 not in smooth),
        tuple(values[i] for i in keep),
    )


def _slope(table: BranchTable, i: int, choice: str) -> Expr:
    if table.values[i] is S.NaN:
        return S.NaN
    left, right = slopes_at(table, i)
    if S.NaN in (left, right):
        return right if left is S.NaN else left
    return left if left == right else select(left, right, choice)


def _rate(piece: Expr, variable: Symbol) -> Expr:
    return S.NaN if piece is S.NaN else diff(piece, variable)


def tidy(expr: Expr, order: int) -> Expr:
    """Return a shorter equal form of a derivative.

    First derivatives with transcendental functions stay as the rules of calculus give them. From the second on,
    products of sigmoids, hyperbolic tangents and exponentials are treated as the polynomials in those functions
    that they are: expanded and factored they stay small however high the order.
    """
    if expr.is_Atom:
        return expr
    if not expr.has(Function):
        return min((expr, _rebuilt(radsimp(factor(together(expr)), max_terms=0))), key=_length)
    if order < 2:
        return expr
    shorter = expand(expr)
    if _length(shorter) < _FACTORED:
        shorter = _rebuilt(_positive_leading(factor(shorter)))
    return min((expr, shorter), key=_length)


def _rebuilt(expr: Expr) -> Expr:
    """Return an expression as SymPy builds it from its parts: ``factor`` leaves 2*(a + b), which is 2*a + 2*b."""
    return expr.func(*map(_rebuilt, expr.args)) if expr.args else expr


def _length(expr: Expr) -> int:
    return int(expr.count_ops())


def _positive_leading(expr: Expr) -> Expr:
    """Turn ``-(s - 1)*t`` into ``(1 - s)*t``."""
    if not (expr.is_Mul and expr.args[0] is S.NegativeOne):
        return expr
    for factor_ in expr.args[1:]:
        if isinstance(factor_, Add):
            others = [a for a in expr.args[1:] if a is not factor_]
            return Mul(Add(*(-term for term in factor_.args)), *others)
    return expr
