"""Kinks and jumps: one-sided slopes, the Clarke subdifferential, the jump and the stated value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr, FiniteSet, Interval, S, Set, Symbol, diff

from symact.arithmetic.numbers import exact
from symact.errors import DomainError, UnsupportedError
from symact.exact.branches import BranchTable, bound_table
from symact.exact.limiting import one_sided
from symact.exact.order import compare, equal
from symact.exact.slopes import slopes_at
from symact.exact.subject import Subject, univariate
from symact.exact.variable import T

__all__ = ["Corner", "corners", "jumps", "kinks", "subdifferential"]


@dataclass(frozen=True)
class Corner:
    """What a function does at one point.

    Attributes
    ----------
    at : Expr
        The point.
    value : Expr
        The stated value there, ``nan`` if there is none.
    left, right : Expr
        The one-sided limits of the function.
    left_slope, right_slope : Expr
        The one-sided slopes, against the one-sided limits.
    """

    at: Expr
    value: Expr
    left: Expr
    right: Expr
    left_slope: Expr
    right_slope: Expr

    @property
    def jump(self) -> Expr:
        """The right limit less the left one: the weight of the ``DiracDelta`` in the distributional derivative."""
        return self.right - self.left

    @property
    def is_continuous(self) -> bool:
        """Whether both one-sided limits are the value."""
        return equal(self.left, self.value) and equal(self.value, self.right)

    @property
    def is_kink(self) -> bool:
        """Whether the function is continuous and its slope changes."""
        return self.is_continuous and not equal(self.left_slope, self.right_slope)

    @property
    def clarke(self) -> Set | None:
        """The Clarke subdifferential, the interval between the one-sided slopes; None at a jump."""
        if not self.is_continuous:
            return None
        if equal(self.left_slope, self.right_slope):
            return FiniteSet(self.left_slope)
        if compare(self.left_slope, self.right_slope) < 0:
            return Interval(self.left_slope, self.right_slope)
        return Interval(self.right_slope, self.left_slope)


def corners(expr: Subject, variable: Symbol | None = None) -> tuple[Corner, ...]:
    """Return every kink, jump and gap of a function, from left to right.

    Examples
    --------
    >>> [(c.at, c.left_slope, c.right_slope) for c in corners(sa.hardtanh)]
    [(-1, 0, 1), (1, 1, 0)]
    >>> corners(sa.silu)
    ()
    """
    table = _table(expr, variable)
    found = (_corner(table, i) for i in range(len(table.breakpoints)))
    return tuple(c for c in found if c.is_kink or not c.is_continuous)


def kinks(expr: Subject, variable: Symbol | None = None) -> tuple[Corner, ...]:
    """Return the points where a function is continuous and its slope changes."""
    return tuple(c for c in corners(expr, variable) if c.is_kink)


def jumps(expr: Subject, variable: Symbol | None = None) -> tuple[Corner, ...]:
    """Return the points where a function is not continuous: jumps, poles, ends of the domain."""
    return tuple(c for c in corners(expr, variable) if not c.is_continuous)


def subdifferential(expr: Subject, point: Any, variable: Symbol | None = None) -> Set | Corner:
    """Return the Clarke subdifferential of a function of one variable at a point.

    For a continuous function with smooth pieces it is the closed interval between the two one-sided slopes, a
    single number where they agree.

    Parameters
    ----------
    expr : Expr, or a function of one argument
    point : number
        Finite.
    variable : Symbol, optional

    Returns
    -------
    Set or Corner
        An ``Interval`` or a ``FiniteSet`` of one number. At a jump there is no Clarke set: the :class:`Corner` is
        returned, with its one-sided slopes, its jump and its stated value.

    Raises
    ------
    DomainError
        Where the function is not defined on both sides of the point.

    References
    ----------
    F. H. Clarke, Optimization and Nonsmooth Analysis, 1983, section 2.5.

    Examples
    --------
    >>> subdifferential(sa.relu, 0)
    Interval(0, 1)
    >>> subdifferential(sa.silu, 0)
    {1/2}
    >>> subdifferential(sa.step, 0).jump
    1
    """
    table = _table(expr, variable)
    point = exact(point, "point")
    i, on = table.locate(point)
    corner = _corner(table, i) if on else _inner(table, i, point)
    if S.NaN in (corner.left, corner.right, corner.left_slope, corner.right_slope):
        raise DomainError(
            f"a subdifferential needs a function defined around the point, which {expr} is not at {point}"
        )
    return corner if corner.clarke is None else corner.clarke


def _table(expr: Subject, variable: Symbol | None) -> BranchTable:
    body, variable = univariate(expr, variable)
    return bound_table(body, variable)


def _corner(table: BranchTable, i: int) -> Corner:
    b = table.breakpoints[i]
    left_slope, right_slope = slopes_at(table, i)
    return Corner(b, table.values[i], one_sided(table, b, "-"), one_sided(table, b, "+"), left_slope, right_slope)


def _inner(table: BranchTable, i: int, point: Expr) -> Corner:
    value = table.pieces[i].subs(T, point)
    slope = diff(table.pieces[i], T).subs(T, point)
    if slope.has(S.ComplexInfinity):
        raise UnsupportedError(f"the slope at {point} must be finite, not {slope}")
    return Corner(point, value, value, value, slope, slope)
