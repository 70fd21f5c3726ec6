"""How high and how steep a function is: range, Lipschitz constant, smoothness, on the whole line or an interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr, FiniteSet, Interval, S, Symbol, oo

from symact.arithmetic.numbers import exact
from symact.errors import UndecidedError
from symact.exact.branches import BranchTable, bound_table
from symact.exact.certified import Known
from symact.exact.limiting import one_sided
from symact.exact.order import compare, equal
from symact.exact.slopes import derivative_table
from symact.exact.subject import Subject, univariate
from symact.exact.variation import clipped, extreme, rates, variation

__all__ = ["Range", "discontinuity", "function_range", "lipschitz", "slope_range", "smoothness"]


@dataclass(frozen=True)
class Range:
    """The infimum and the supremum of a function; whether it attains them, and where, they say themselves."""

    low: Known
    high: Known

    @property
    def interval(self) -> Interval:
        """The least interval that holds every value."""
        return Interval(self.low.value, self.high.value, not self.low.attained, not self.high.attained)

    def __str__(self) -> str:
        return f"infimum {self.low}; supremum {self.high}"


def function_range(expr: Subject, variable: Symbol | None = None, low: Any = -oo, high: Any = oo) -> Range:
    """Return the infimum and the supremum of a function of one real variable, proven.

    Parameters
    ----------
    expr : Expr, or a function of one argument
    variable : Symbol, optional
        May be left out where there is only one.
    low, high : number, -oo or oo, optional
        The interval; the whole line unless stated.

    Raises
    ------
    UndecidedError, UnsupportedError
        Where not every point with slope 0 was found, or the order of two values hangs on a parameter.

    Examples
    --------
    >>> print(function_range(sa.gelu).low)
    certified: -0.169971207479903661693868470982..., attained at -0.751791524693564457457904946780...
    >>> function_range(sa.sigmoid).interval, function_range(x**2, x, -1, 2).interval
    (Interval.open(0, 1), Interval(0, 4))
    """
    found = variation(_table(expr, variable, low, high))
    return Range(extreme(found, -1), extreme(found, 1))


def _table(expr: Subject, variable: Symbol | None, low: Any, high: Any) -> BranchTable:
    low, high = exact(low, "low", infinite=True), exact(high, "high", infinite=True)
    if compare(low, high) >= 0:
        raise ValueError(f"low must lie below high, and {low} does not lie below {high}")
    return clipped(bound_table(*univariate(expr, variable)), low, high)


def slope_range(expr: Subject, variable: Symbol | None = None, low: Any = -oo, high: Any = oo) -> Range:
    """Return the least and the greatest slope of a function, one-sided slopes included.

    Examples
    --------
    >>> slope_range(sa.hard_swish).interval
    Interval(-1/2, 3/2)
    """
    found = variation(rates(_table(expr, variable, low, high)), 1)
    return Range(extreme(found, -1, slopes=True), extreme(found, 1, slopes=True))


def lipschitz(expr: Subject, variable: Symbol | None = None, low: Any = -oo, high: Any = oo) -> Known:
    r"""Return the least L such that \|f(a) - f(b)\| <= L \|a - b\| for all a and b; oo where there is none.

    Parameters
    ----------
    expr, variable, low, high
        As :func:`function_range` has them.

    Raises
    ------
    UndecidedError, UnsupportedError
        As :func:`function_range`, for the slope; or for a function that is not defined on one interval.

    Examples
    --------
    >>> print(lipschitz(sa.gelu))
    exact: exp(-1)/sqrt(pi) + erf(1)/2 + 1/2, attained at sqrt(2)
    >>> print(lipschitz(sa.sigmoid, low=2, high=3).value)
    1/(4*cosh(1)**2)
    >>> print(lipschitz(sa.step))
    exact: oo, approached at 0
    """
    return _lipschitz(_table(expr, variable, low, high))


def _lipschitz(table: BranchTable) -> Known:
    if (jump := discontinuity(table)) is not None:
        return Known(S.Infinity, "the function is not continuous there", FiniteSet(jump), False)
    return extreme(variation(rates(table), 1), 1, slopes=True, size=True)


def discontinuity(table: BranchTable) -> Expr | None:
    """Return a point inside the domain where a table is not continuous, None if there is none."""
    inside = [p is not S.NaN for p in table.pieces]
    if True not in inside or not all(inside[inside.index(True) : len(inside) - inside[::-1].index(True)]):
        raise UndecidedError(
            "a function must be defined on one interval to have a steepest slope, which this one is not"
        )
    for i, (b, value) in enumerate(zip(table.breakpoints, table.values, strict=True)):
        sides = [one_sided(table, b, side) for side, there in zip("-+", inside[i : i + 2], strict=True) if there]
        if value is S.NaN and len(sides) == 2 and equal(*sides) and sides[0].is_finite:
            continue
        if len(sides) == 2 and not all(equal(side, value) for side in sides):
            return b
    return None


def smoothness(expr: Subject, variable: Symbol | None = None, low: Any = -oo, high: Any = oo) -> Known:
    """Return the Lipschitz constant of the slope, the supremum of ``abs(f'')``; oo where the function has a kink.

    Examples
    --------
    >>> print(smoothness(sa.tanh).value, smoothness(sa.relu))
    4*sqrt(3)/9 exact: oo, approached at 0
    """
    table = _table(expr, variable, low, high)
    if (jump := discontinuity(table)) is not None:
        return Known(S.Infinity, "the function is not continuous there", FiniteSet(jump), False)
    return _lipschitz(derivative_table(table))
