"""Integrals of expressions with branches: piece by piece, glued so that the antiderivative is continuous."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integral, Piecewise, S, Symbol, diff, log, simplify
from sympy import integrate as sympy_integrate

from symact.arithmetic.numbers import exact
from symact.errors import DomainError, SymactError, UnsupportedError
from symact.exact.branches import BranchTable, bound_table
from symact.exact.fuse import Fuse, FuseBlown
from symact.exact.limiting import piece_limit, unfold
from symact.exact.order import compare, midpoints, sign
from symact.exact.real_function import from_table
from symact.exact.subject import Subject, univariate
from symact.exact.variable import T, shown

__all__ = ["integrate"]

# What SymPy may do for one antiderivative, in calls of the interpreter and seconds of the processor.
_CALLS, _SECONDS = 10_000_000, 4.0


def integrate(expr: Subject, variable: Symbol | None = None, low: Any = None, high: Any = None) -> Expr:
    """Return the integral of an expression in one variable.

    Parameters
    ----------
    expr : Expr, or a function of one argument
    variable : Symbol, optional
        May be left out where there is only one.
    low, high : number, oo or -oo, optional
        The ends; both or none. Without them an antiderivative is returned that is continuous and 0 at 0, or, where
        0 is not in its domain, 0 at no stated place.

    Raises
    ------
    UnsupportedError
        Where no antiderivative of a piece is found, or the integral does not converge.
    DomainError
        Where the function is not defined on the whole interval.

    Examples
    --------
    >>> integrate(sa.relu(x), x, -1, 2)
    2
    >>> integrate(sa.relu(x), x)
    cases(x, (0, x < 0), (x**2/2, x >= 0))
    """
    if (low is None) != (high is None):
        raise ValueError("low and high must be given both or not at all")
    body, variable = univariate(expr, variable)
    table = bound_table(body, variable)
    if low is None:
        return from_table(_antiderivative(table), variable)
    low, high = exact(low, "low", infinite=True), exact(high, "high", infinite=True)
    if compare(low, high) > 0:
        return -integrate(expr, variable, high, low)
    return sum((_over(table, i, low, high) for i in range(len(table.pieces))), start=S.Zero)


def _antiderivative(table: BranchTable) -> BranchTable:
    pieces = [_primitive(p, inside) for p, inside in zip(table.pieces, midpoints(table.breakpoints), strict=True)]
    for i, b in enumerate(table.breakpoints):
        step = piece_limit(pieces[i], b, -1) - piece_limit(pieces[i + 1], b, 1)
        if not step.is_finite:
            raise UnsupportedError(f"an antiderivative must be finite at {b}, where this one is not; give the ends")
        pieces[i + 1] += step
    values = tuple(p.subs(T, b) for p, b in zip(pieces[1:], table.breakpoints, strict=True))
    glued = BranchTable(T, table.breakpoints, tuple(pieces), values)
    origin = glued.at(S.Zero)
    shift = origin if origin.is_finite else S.Zero
    return BranchTable(T, table.breakpoints, tuple(p - shift for p in pieces), tuple(v - shift for v in values))


def _primitive(piece: Expr, inside: Expr) -> Expr:
    """Return a real antiderivative of a smooth formula around a point, checked by differentiation."""
    if piece is S.NaN:
        return S.NaN
    formula = unfold(piece)
    try:
        with Fuse(_CALLS, _SECONDS):
            found = sympy_integrate(formula, T)
    except FuseBlown:
        found = Integral(formula, T)
    if found.has(Integral, Piecewise) or simplify(diff(found, T) - formula) != 0:
        raise UnsupportedError(f"an antiderivative of {shown(piece)} must be known in closed form, and none was found")
    return found.replace(log, lambda u: log(-u) if _is_negative(u, inside) else log(u))


def _is_negative(u: Expr, inside: Expr) -> bool:
    """Return whether the argument of a logarithm is certainly negative at a point, so that its opposite is meant."""
    try:
        return sign(u.subs(T, inside)) < 0
    except SymactError:
        return False


def _over(table: BranchTable, i: int, low: Expr, high: Expr) -> Expr:
    """Return the part of a definite integral that piece i contributes."""
    left, right = table.ends[i], table.ends[i + 1]
    start = low if compare(low, left) >= 0 else left
    end = high if compare(high, right) <= 0 else right
    if compare(start, end) >= 0 or table.pieces[i] == 0:
        return S.Zero
    if table.pieces[i] is S.NaN:
        raise DomainError(f"a function must be defined where it is integrated, which this one is not below {end}")
    primitive = _primitive(table.pieces[i], midpoints(table.breakpoints)[i])
    ends = [piece_limit(primitive, e, 0 if e.is_infinite else s) for e, s in ((start, 1), (end, -1))]
    value = ends[1] - ends[0]
    if not value.is_finite:
        raise UnsupportedError(f"an integral must converge, which this one does not from {start} to {end}")
    return value
