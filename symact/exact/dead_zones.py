"""How often a normally distributed input makes a function, or its slope, exactly 0."""

from __future__ import annotations

from typing import Any

from sympy import EmptySet, Expr, Interval, S, Set, Symbol, Union, erf, sqrt

from symact.arithmetic.numbers import exact
from symact.exact.branches import bound_table
from symact.exact.certified import Known
from symact.exact.order import sign
from symact.exact.subject import Subject, univariate
from symact.exact.variation import variation
from symact.exact.zero_sets import zeros

__all__ = ["dead_zone", "sparsity"]


def dead_zone(expr: Subject, variable: Symbol | None = None) -> Set:
    """Return the open intervals on which a function is constant, so that a unit there passes no gradient.

    Examples
    --------
    >>> dead_zone(sa.relu), dead_zone(sa.hardtanh), dead_zone(sa.leaky_relu)
    (Interval.open(-oo, 0), Union(Interval.open(-oo, -1), Interval.open(1, oo)), EmptySet)
    """
    cells = variation(bound_table(*univariate(expr, variable))).cells
    return Union(EmptySet, *(Interval.open(cell.low, cell.high) for cell in cells if cell.trend == 0))


def sparsity(expr: Subject, variable: Symbol | None = None, sigma: Any = 1, *, slope: bool = False) -> Known:
    r"""Return the probability that f(z) is exactly 0 for z normally distributed around 0.

    .. math:: P(f(z) = 0), \quad z \sim N(0, \sigma^2)

    Parameters
    ----------
    expr : Expr, or a function of one argument
    variable : Symbol, optional
    sigma : number or positive symbol, optional
        The standard deviation; 1 unless stated.
    slope : bool, optional
        Whether to ask it of f' in place of f.

    Examples
    --------
    >>> print(sparsity(sa.relu), sparsity(sa.silu), sparsity(sa.hardtanh, slope=True), sep="; ")
    exact: 1/2; exact: 0; exact: 1 - erf(sqrt(2)/2)
    """
    sigma = exact(sigma, "sigma")
    if sign(sigma) <= 0:
        raise ValueError(f"sigma must be positive, not {sigma}")
    place = dead_zone(expr, variable) if slope else zeros(expr, variable)
    parts = place.args if isinstance(place, Union) else (place,)
    share = sum((_mass(p, sigma) for p in parts if isinstance(p, Interval)), start=S.Zero)
    return Known(share, "the mass of the intervals on which it is 0")


def _mass(part: Interval, sigma: Expr) -> Expr:
    low, high = (erf(end / (sigma * sqrt(2))) for end in (part.start, part.end))
    return (high - low) / 2
