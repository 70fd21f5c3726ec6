"""``profile``: what is known of a function of one real variable, gathered in one place and computed when asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Expr, Set, Symbol

from symact.errors import SymactError
from symact.exact.bounds import Range, function_range, lipschitz, slope_range, smoothness
from symact.exact.branches import BranchTable, branch_table
from symact.exact.certified import Known, decided
from symact.exact.dead_zones import sparsity
from symact.exact.derivatives import derivative
from symact.exact.integrals import integrate
from symact.exact.landmarks import FixedPoint, asymptotes, differentiability, fixed_points, parity
from symact.exact.levels import Saturation, saturation
from symact.exact.limiting import Limits, limits
from symact.exact.nonsmooth import Corner, corners
from symact.exact.shape import Extremum, Shape, convexity, extrema, inflections, monotonicity
from symact.exact.slopes import Choice
from symact.exact.subject import Subject, univariate
from symact.exact.zero_sets import zeros

__all__ = ["Profile", "profile"]


@dataclass(frozen=True)
class Profile:
    """The facts of a function, each proven on the whole real line and computed when it is first asked for.

    A number says itself whether it is exact, certified or not decided; other facts raise a ``SymactError`` that
    names what is in the way.

    Attributes
    ----------
    expression : Expr
        The function, of `variable`.
    variable : Symbol
    """

    expression: Expr
    variable: Symbol

    def __repr__(self) -> str:
        return f"Profile({self.expression})"

    @cached_property
    def table(self) -> BranchTable:
        """The branches: breakpoints, pieces and stated values."""
        return branch_table(self.expression, self.variable)

    def derivative(self, order: int = 1, *, at_kink: Choice = "least") -> Expr:
        """Return the derivative of that order, exact at kinks too."""
        return derivative(self.expression, self.variable, order, at_kink=at_kink)

    @cached_property
    def limits(self) -> Limits:
        """The limits at -oo and oo."""
        return limits(self.expression, self.variable)

    def derivative_limits(self, order: int = 1) -> Limits:
        """Return the limits of a derivative at -oo and oo."""
        return limits(self.derivative(order), self.variable)

    @cached_property
    def corners(self) -> tuple[Corner, ...]:
        """Every kink, jump, pole and end of the domain, from left to right."""
        return corners(self.expression, self.variable)

    @property
    def kinks(self) -> tuple[Corner, ...]:
        """The points where the function is continuous and its slope changes."""
        return tuple(c for c in self.corners if c.is_kink)

    @property
    def jumps(self) -> tuple[Corner, ...]:
        """The points where it is not continuous."""
        return tuple(c for c in self.corners if not c.is_continuous)

    # Values: numbers that say whether they are exact, certified or not decided

    @cached_property
    def range(self) -> Range:
        """The infimum and the supremum, attained or not, and where."""
        try:
            return function_range(self.expression, self.variable)
        except SymactError as refusal:
            return Range(Known(None, str(refusal)), Known(None, str(refusal)))

    @property
    def minimum(self) -> Known | None:
        """The least value and where it is; None where there is none."""
        return self.range.low if self.range.low.attained else None

    @property
    def maximum(self) -> Known | None:
        """The greatest value and where it is; None where there is none."""
        return self.range.high if self.range.high.attained else None

    @cached_property
    def lipschitz(self) -> Known:
        """The least Lipschitz constant on the whole line; oo where there is none."""
        return decided(lipschitz, self.expression, self.variable)

    @cached_property
    def smoothness(self) -> Known:
        """The Lipschitz constant of the slope, the supremum of ``abs(f'')``; oo at a kink."""
        return decided(smoothness, self.expression, self.variable)

    # Shape: each raises a SymactError where it is not decided

    @cached_property
    def slope_range(self) -> Range:
        """The least and the greatest slope."""
        return slope_range(self.expression, self.variable)

    @cached_property
    def monotone(self) -> Shape:
        """Where the function rises and falls."""
        return monotonicity(self.expression, self.variable)

    @cached_property
    def convex(self) -> Shape:
        """Where the function is convex and concave."""
        return convexity(self.expression, self.variable)

    @cached_property
    def extrema(self) -> tuple[Extremum, ...]:
        """Every local minimum and maximum, from left to right."""
        return extrema(self.expression, self.variable)

    @cached_property
    def inflections(self) -> tuple[Known, ...]:
        """Every point of inflection."""
        return inflections(self.expression, self.variable)

    @cached_property
    def differentiability(self) -> Expr:
        """The greatest k such that the function is of class C^k; oo for smooth functions, -1 for those that jump."""
        return differentiability(self.expression, self.variable)

    @cached_property
    def parity(self) -> str | None:
        """Whether the function is "even" or "odd"."""
        return parity(self.expression, self.variable)

    @cached_property
    def asymptotes(self) -> tuple[Expr | None, Expr | None]:
        """The lines that the function approaches at -oo and oo."""
        return asymptotes(self.expression, self.variable)

    @cached_property
    def zeros(self) -> Set:
        """Where the function is 0."""
        return zeros(self.expression, self.variable)

    @cached_property
    def fixed_points(self) -> tuple[FixedPoint, ...]:
        """Where the function is its argument, and whether iterates stay near."""
        return fixed_points(self.expression, self.variable)

    @cached_property
    def antiderivative(self) -> Expr:
        """The antiderivative that is 0 at 0."""
        return integrate(self.expression, self.variable)

    def sparsity(self, sigma: Any = 1, *, slope: bool = False) -> Known:
        """Return the probability that the function, or its slope, is exactly 0 at a normally distributed input."""
        return decided(lambda: sparsity(self.expression, self.variable, sigma, slope=slope))

    def saturation(self, eps: Any = 0) -> Saturation:
        """Return the finite levels at both ends, and from where the function is within eps of them."""
        return saturation(self.expression, eps, self.variable)


def profile(subject: Subject, variable: Symbol | None = None) -> Profile:
    """Return the profile of an expression in one variable, or of a function of one argument.

    Examples
    --------
    >>> p = profile(sa.hardtanh)
    >>> p.limits, [k.at for k in p.kinks], p.derivative_limits()
    ((-1, 1), [-1, 1], (0, 0))
    >>> print(profile(sa.silu).minimum)
    exact: -LambertW(exp(-1)), attained at -1 - LambertW(exp(-1))
    """
    body, variable = univariate(subject, variable)
    return Profile(body, variable)
