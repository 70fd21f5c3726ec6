"""``profile``: what is known of a function of one real variable, gathered in one place and computed when asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Expr, Symbol

from symact.exact.branches import BranchTable, branch_table
from symact.exact.derivatives import derivative
from symact.exact.levels import Saturation, saturation
from symact.exact.limiting import Limits, limits
from symact.exact.nonsmooth import Corner, corners
from symact.exact.slopes import Choice
from symact.exact.subject import Subject, univariate

__all__ = ["Profile", "profile"]


@dataclass(frozen=True)
class Profile:
    """The exact facts of a function; every one is a SymPy expression or a record of them.

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
    """
    body, variable = univariate(subject, variable)
    return Profile(body, variable)
