"""What a law looks at: an activation at stated parameters, its definition, and points on all sides of its kinks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Any

import mpmath
from mpmath.libmp import to_rational
from sympy import Expr, Piecewise, Rational, S, Symbol
from sympy.core.function import FunctionClass

from symact.arithmetic.balls import float_of
from symact.arithmetic.numbers import exact
from symact.errors import DomainError
from symact.exact.branches import BranchTable, branch_table

__all__ = ["DIGITS", "Specimen", "constant", "differentiated", "number", "specimen"]

DIGITS = 60
_DISTANCES = (Rational(1, 10**6), Rational(1, 50), Rational(1, 3), Rational(7, 5))
_FAR = (Rational(-1000), Rational(-37), Rational(29), Rational(1000))
X = Symbol("x", real=True)


@dataclass(frozen=True)
class Specimen:
    """An activation at stated parameters.

    Attributes
    ----------
    function : type
    parameters : tuple of Expr
        Numbers, after the argument.
    expr, formula : Expr
        The function of `variable`, and its definition written out.
    variable : Symbol
    table : BranchTable
    points : tuple of Expr
        Real numbers off the breakpoints, on both sides of each, near and far.
    near : tuple of Expr
        Those of them where functions are of moderate size.
    seed : int
    """

    function: Any
    parameters: tuple[Expr, ...]
    expr: Expr
    formula: Expr
    variable: Symbol
    table: BranchTable
    points: tuple[Expr, ...]
    near: tuple[Expr, ...]
    seed: int

    def at(self, argument: Any) -> Any:
        """Return the function at an argument and these parameters."""
        return self.function(argument, *self.parameters)

    def value(self, point: Expr, digits: int = DIGITS) -> Any:
        """Return the value of the definition as an mpmath number, None where it is not defined."""
        return number(self.formula, self.variable, point, digits)


def specimen(function: Any, parameters: Iterable[Any] | None, points: Iterable[Any], seed: int) -> Specimen:
    """Prepare an activation for the laws.

    Raises
    ------
    TypeError
        If it is not a function class.
    """
    given = tuple(exact(p, "point") for p in points)
    if not isinstance(function, FunctionClass):
        raise TypeError(f"the activation must be a function such as sa.relu, not {function!r}")
    random = Random(seed)
    if parameters is None:
        chosen = tuple(_parameter(p, random) for p in getattr(function, "parameters", ()))
    else:
        chosen = tuple(exact(p, "parameter") for p in parameters)
    return _prepared(function, chosen, given, seed)


@lru_cache(maxsize=64)
def _prepared(function: Any, parameters: tuple[Expr, ...], given: tuple[Expr, ...], seed: int) -> Specimen:
    random = Random(seed)
    expr = function(X, *parameters)
    parameters = getattr(expr, "args", (X, *parameters))[1:] if isinstance(expr, function) else parameters
    table = branch_table(expr, X)
    near = _near(table, random)
    near = tuple(p for p in (*given, *near) if p not in table.breakpoints)
    return Specimen(function, parameters, expr, _definition(expr), X, table, (*near, *_FAR), near, seed)


def _parameter(parameter: Any, random: Random) -> Expr:
    if parameter.default is not None:
        default: Expr = parameter.default
        return default
    low = {"positive": 1, "nonnegative": 0}.get(parameter.constraint, -30)
    return Rational(random.randint(low, 30), 10)


def _definition(expr: Expr) -> Expr:
    written = expr.written() if hasattr(expr, "written") else expr
    return expr.rewrite(Piecewise) if written is None else written


def _near(table: BranchTable, random: Random) -> tuple[Expr, ...]:
    points: set[Expr] = {Rational(random.randint(-400, 400), 101) for _ in range(3)}
    for b in table.breakpoints or (S.Zero,):
        for d in _DISTANCES:
            wide = d * Rational(random.randint(80, 120), 100)
            points |= {b - wide, b + wide}
    return tuple(sorted(points, key=lambda p: float(p)))


def number(expr: Expr, variable: Symbol, point: Expr | Fraction, digits: int = DIGITS) -> Any:
    """Return the value of an expression at a point as an mpmath number, None where it is not a finite real number."""
    with mpmath.workdps(digits):
        return _number(expr, variable, point, mpmath.mp.prec)


def constant(expr: Expr, digits: int = DIGITS) -> Any:
    """Return the value of an expression without symbols as an mpmath number, None where it is not a finite real one."""
    return number(expr, X, S.Zero, digits)


def _number(expr: Expr, variable: Symbol, point: Expr | Fraction, bits: int) -> Any:
    try:
        value = float_of(expr, bits, {variable: point})
    except DomainError:
        return None
    return mpmath.mp.make_mpf(value._mpf_) if value.is_Float else None


def differentiated(expr: Expr, variable: Symbol, point: Expr, order: int) -> tuple[Any, Any]:
    """Return a derivative by mpmath's finite differences of values in balls, and the size that its error scales with.

    No rule of calculus is used: this is the reference that derivatives are held against.
    """

    def f(t: Any) -> Any:
        p, q = to_rational(t._mpf_)
        return _number(expr, variable, Fraction(int(p), int(q)), mpmath.mp.prec)

    with mpmath.workdps(DIGITS):
        centre = constant(point)
        slope = mpmath.diff(f, centre, order)
        delta = mpmath.mpf(1) / 10**7
        scale = max(abs(v) for v in (slope, f(centre), f(centre + delta), f(centre - delta)))
        return slope, scale
