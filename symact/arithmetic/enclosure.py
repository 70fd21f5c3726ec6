"""Enclosures of real expressions: balls at a working precision, and balls to a wanted accuracy.

A ball (``flint.arb``) is a midpoint and a radius that provably hold the value. Nothing here ever rounds and
hopes: where balls cannot decide, an exact argument does (:mod:`symact.arithmetic.zeros`), else
:class:`~symact.errors.UndecidedError` says how far it got.

References
----------
F. Johansson, *Arb: efficient arbitrary-precision midpoint-radius interval arithmetic*, IEEE Transactions on
Computers 66 (2017).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from time import perf_counter
from types import MappingProxyType
from typing import Any

from flint import arb, fmpq
from sympy import Expr, Integer, Rational, Symbol

from symact.arithmetic import algebra_rules, function_rules, switch_rules  # noqa: F401  (they register their rules)
from symact.arithmetic.numbers import exact
from symact.arithmetic.precision import Working
from symact.arithmetic.programs import Scope, Straddle, program
from symact.arithmetic.zeros import is_zero
from symact.errors import UndecidedError

__all__ = ["NO_BINDINGS", "Bindings", "ball", "bound_value", "evaluate", "precisions", "proven_zero", "run"]

Bindings = Mapping[Symbol, Any]
NO_BINDINGS: Bindings = MappingProxyType({})

# The effort of one question: no precision beyond the first, none begun after the second.
LARGEST_PRECISION = 1 << 16
_SECONDS = 1.0
_GUARD = 30


def ball(expr: Expr, bits: int, bindings: Bindings = NO_BINDINGS, straddle: str = "raise") -> arb:
    """Return a ball that holds the value of a real expression, computed with `bits` bits.

    Parameters
    ----------
    expr : Expr
        Of constants, symbols, arithmetic, the functions of SymPy that python-flint has, ``Piecewise``,
        ``Max``, ``Min``, ``Abs`` and every class with a method ``_ball_(self, evaluate)``. A ``Float`` is its
        binary value.
    bits : int
        The working precision; the ball may be wider than that after cancellation.
    bindings : mapping of Symbol to arb, Expr or number
        The values of the symbols; a float is its exact binary value.
    straddle : {"raise", "hull"}
        What to do where a ball reaches over a jump or a switch of branches: refuse, or return the hull of
        what all branches in reach yield. The hull holds the closure of the graph, not the value stated at the
        switch alone.

    Returns
    -------
    arb
        Not finite where nothing could be said at this precision, as for a divisor that may be zero.

    Raises
    ------
    DomainError
        Where the value is certainly not a finite real number.
    UndecidedError
        For ``straddle="raise"``, where a branch could not be chosen at this precision.
    UnsupportedError
        For a function without a rule.

    Examples
    --------
    >>> print(ball(x**2 - 2, 64, {x: Rational(3, 2)}))
    0.250000000000000
    >>> ball(sqrt(2), 64) ** 2 - 2 < Rational(1, 10**18)
    True
    """
    try:
        return run(expr, bits, bindings, straddle == "hull")
    except Straddle as problem:
        raise UndecidedError(
            f"the branch of {problem} must be certain, but is not with {bits} bits; raise bits or ask for the hull"
        ) from None


def run(expr: Expr, bits: int, bindings: Bindings, hull: bool) -> arb:
    """As :func:`ball`, without a word for :class:`Straddle`: for loops that go on with a higher precision."""
    compiled = program(expr)
    with Working(bits):
        values = {k: bound_value(v, hull) for k, v in bindings.items()}
        return compiled.run(Scope(values, hull, lambda e: proven_zero(e, bindings)))


def bound_value(value: Any, hull: bool = False) -> arb:
    """Return the ball of what a symbol is bound to, at the working precision that is set."""
    if isinstance(value, arb):
        return value
    if isinstance(value, (float, int)):
        return arb(value)
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    if isinstance(value, Expr):
        return program(value).run(Scope({}, hull))
    return bound_value(exact(value), hull)


def precisions(first: int) -> Iterator[int]:
    """Yield doubling working precisions until the effort that one question may cost is spent."""
    began = perf_counter()
    bits = first
    while bits <= max(LARGEST_PRECISION, first):
        yield bits
        if perf_counter() - began > _SECONDS:
            return
        bits *= 2


def evaluate(expr: Expr, bits: int, bindings: Bindings = NO_BINDINGS) -> arb:
    """Return a ball that holds the value of a real expression with a relative accuracy of at least `bits` bits.

    The working precision is doubled until the ball is narrow enough. A value of zero is returned as the exact
    0, where it is proven to be zero.

    Raises
    ------
    UndecidedError
        Where the accuracy was not reached within the effort, as for a value that is zero and not proven to
        be.
    DomainError, UnsupportedError
        As :func:`ball`.

    Examples
    --------
    >>> evaluate(exp(Rational(1, 10**30)) - 1 - Rational(1, 10**30), 53).rel_accuracy_bits() >= 53
    True
    >>> evaluate(sqrt(2) * sqrt(3) - sqrt(6), 53).is_zero()
    True
    """
    reached, doubted = 0, False
    for working in precisions(bits + _GUARD):
        try:
            value = run(expr, working, bindings, False)
        except Straddle:
            continue
        reached = working
        if value.is_zero() or (value.is_finite() and value.rel_accuracy_bits() >= bits):
            return value
        if not doubted and working >= 4 * _GUARD and value.contains(0):
            doubted = True
            if proven_zero(expr, bindings):
                return arb(0)
    raise UndecidedError(
        f"the value of {expr} must be found to {bits} bits, which a working precision of {reached} bits did not "
        f"reach; it may be exactly zero or at a switch of branches, so simplify the expression"
    )


def proven_zero(expr: Expr, bindings: Bindings) -> bool:
    """Return whether the value is proven to be zero by an exact argument."""
    point = {symbol: _exactly(value) for symbol, value in bindings.items()}
    return None not in point.values() and is_zero(expr.subs(point) if point else expr)


def _exactly(value: Any) -> Expr | None:
    """Return what a symbol is bound to as an exact number, None for a ball of positive radius."""
    if isinstance(value, arb):
        if not value.is_exact() or not value.is_finite():
            return None
        mantissa, exponent = value.man_exp()
        return Integer(int(mantissa)) * Integer(2) ** int(exponent) if abs(exponent) < LARGEST_PRECISION else None
    if isinstance(value, float):
        return Rational(*value.as_integer_ratio())
    return exact(value)
