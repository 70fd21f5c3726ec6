"""Order on the real line, exact or refused: signs, comparison and sorting of points that may hold parameters."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from functools import cmp_to_key, lru_cache
from itertools import pairwise
from math import ceil, floor

from sympy import Expr, Integer, PolynomialError, Rational, S, cancel, default_sort_key

from symact.arithmetic.balls import ball, evaluate
from symact.arithmetic.balls import sign as ball_sign
from symact.arithmetic.isolation import fraction_ends, simplest
from symact.arithmetic.signs import compare_by
from symact.errors import SymactError, UndecidedError
from symact.exact.real_root import RealRoot
from symact.exact.variable import T, in_exponentials, unfolded

__all__ = ["compare", "distinct_sorted", "equal", "midpoints", "sign"]

_BITS = 128


@lru_cache(maxsize=16384)
def sign(expr: Expr) -> int:
    """Return -1, 0 or 1, the certified sign of a real expression, constant or with parameters.

    Constants are decided in ball arithmetic; parameters by their assumptions.

    Raises
    ------
    UndecidedError
        Where neither decides, naming the parameters that would have to be fixed.

    Examples
    --------
    >>> from sympy import sqrt, symbols
    >>> sign(sqrt(2) - 1), sign(-symbols("a", positive=True))
    (1, -1)
    """
    if expr.is_zero:
        return 0
    if expr.free_symbols or expr.is_finite is False:
        return ball_sign(expr)
    return _constant_sign(expr)


def _constant_sign(expr: Expr) -> int:
    plain = unfolded(expr)
    if plain.is_zero:
        return 0
    if roots := expr.atoms(RealRoot):
        with suppress(UndecidedError):
            value = ball(expr, _BITS)
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
            if value.is_finite() and any(_zero_by_definition(plain, root) for root in roots):
                return 0
    try:
        return ball_sign(expr)
    except UndecidedError:
        if plain == expr:
            raise
        return ball_sign(plain)


def _zero_by_definition(expr: Expr, root: RealRoot) -> bool:
    """Return whether an expression is the equation that defines a root in it, times what is finite at that root."""
    in_root, equation = expr.xreplace({root: T}), unfolded(root.equation)
    for above, below in ((in_root, equation), (in_exponentials(in_root), in_exponentials(equation))):
        try:
            if ball(cancel(above / below), _BITS, {T: root}).is_finite():
                return True
        except (SymactError, PolynomialError):
            continue
    return False


def compare(a: Expr, b: Expr) -> int:
    """Return -1, 0 or 1 as `a` lies below, at or above `b`."""
    return compare_by(sign, a, b)


def equal(a: Expr, b: Expr) -> bool:
    """Return whether two real numbers, infinities or nans are proven to be the same, however they are written."""
    if a == b:
        return True
    if S.NaN in (a, b):
        return False
    try:
        return compare(a, b) == 0
    except UndecidedError:
        return False


def distinct_sorted(points: set[Expr]) -> tuple[Expr, ...]:
    """Return the distinct points in increasing order."""
    ordered = sorted(sorted(points, key=default_sort_key), key=cmp_to_key(compare))
    return tuple(p for i, p in enumerate(ordered) if i == 0 or compare(ordered[i - 1], p) != 0)


def midpoints(points: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Return one point of each open interval that `points` cut the real line into, rational where there is one known.

    At a rational point signs are decided at once; halfway between two irrational ones they can be as hard as any.
    """
    if not points:
        return (S.Zero,)
    inner = tuple(_between(a, b) for a, b in pairwise(points))
    return (_beyond(points[0], -1), *inner, _beyond(points[-1], 1))


def _between(a: Expr, b: Expr) -> Expr:
    if (a.is_Rational and b.is_Rational) or not (a.is_number and b.is_number):
        return (a + b) / 2
    bits = _BITS
    while True:
        low, high = _ends(a, bits)[1], _ends(b, bits)[0]
        if low < high:
            margin = (high - low) / 4
            return Rational(simplest(low + margin, high - margin))
        bits *= 2


def _beyond(point: Expr, side: int) -> Expr:
    if point.is_Rational or not point.is_number:
        return point + side
    low, high = _ends(point, _BITS)
    return Integer(floor(low) - 1 if side < 0 else ceil(high) + 1)


def _ends(point: Expr, bits: int) -> tuple[Fraction, Fraction]:
    return fraction_ends(evaluate(point, bits), bits)
