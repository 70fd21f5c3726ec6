"""What SymPy may be asked to compute: bounds that are checked before each step of building.

SymPy evaluates while it builds: ``9**9**9`` and ``(x/2)**10**9`` to the last digit, ``exp(10**9*log(3))`` to a power
of 3, the sign of ``exp(exp(exp(20))) - 1`` through a number with a hundred million digits, a root by looking for
factors. None of these returns to the interpreter in time, so no fuse can stop them. Each bound is taken on the
finished SymPy operands, not on the text, since only they show what has been collected: ``(x + x)**n`` is ``2**n*x**n``.

Sizes are bits: the binary logarithm of a magnitude, or the height (the larger of numerator and denominator) of a
rational number.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, lcm, log2
from typing import Any

from sympy import Add, Expr, Mul, Pow, Rational, S, exp, log, preorder_traversal

from symact.errors import DomainError, SymactError
from symact.reading.limits import MAGNITUDE_BITS, NUMBER_BITS, ROOT_BITS

__all__ = [
    "check_argument",
    "check_function",
    "check_power",
    "check_product",
    "check_result",
    "check_sum",
    "check_vector",
]

_DIGITS = int(NUMBER_BITS * log2(2) / log2(10))
_INFINITE = (S.Infinity, S.NegativeInfinity, S.ComplexInfinity, S.NaN)
_BEYOND = 10**9
# Of all functions here only erfi is slow on large constants.
_SLOW = {"erfi": 500}
_TOO_LARGE = f"an exact number must have at most {_DIGITS} digits; write it as a symbol or a smaller number"


def check_power(base: Expr, exponent: Expr) -> None:
    """Refuse a power whose evaluation would be a huge number, or the root of a large one."""
    check_argument("a power", exponent)
    if not base.is_Rational:
        check_argument("a power", base)
    bits = _height(base)
    if bits * _mass(exponent) + _log_height(exponent) > NUMBER_BITS:
        raise DomainError(_TOO_LARGE)
    if bits > ROOT_BITS and not exponent.is_Integer:
        raise DomainError(f"the number under a root must be below 2**{ROOT_BITS}; write it as a symbol")


def check_argument(name: str, argument: Expr) -> None:
    """Refuse a function of a constant so large that its evaluation would not end."""
    bits = _SLOW.get(name.casefold(), MAGNITUDE_BITS)
    if argument.is_number and _magnitude(argument) > bits:
        limit = int(bits / log2(10))
        raise DomainError(f"the constants in {name} must be below 10**{limit} in magnitude; write a symbol instead")


def check_function(name: str, arguments: list[Expr]) -> None:
    """Refuse a function of large constants, and one whose formula may raise a number to a huge power.

    A function of somebody's may be an exponential of its first argument, times or divided by the others.
    """
    for argument in arguments:
        check_argument(name, argument)
    spread = sum(abs(_magnitude(a)) for a in arguments[1:] if a.is_number and a != 0)
    if _log_height(arguments[0]) * 2.0 ** min(spread, 1000) > NUMBER_BITS:
        raise DomainError(_TOO_LARGE)


def check_vector(name: str, entries: list[Expr], values: list[Expr]) -> None:
    """Refuse a function of a vector with large constants, or whose exponentials would add up to a huge number."""
    for entry in (*entries, *values):
        check_argument(name, entry)
    if 2 * len(entries) * sum(map(_log_height, entries)) > NUMBER_BITS:
        raise DomainError(_TOO_LARGE)


def check_product(factors: list[Expr]) -> None:
    """Refuse a product whose numbers would grow too large, or whose roots would join to a large one."""
    heights = [_height(f) for f in factors]
    roots = sum(h for f, h in zip(factors, heights, strict=True) if _is_root(f))
    if sum(heights) > NUMBER_BITS or roots > ROOT_BITS:
        raise DomainError(_TOO_LARGE)


def check_sum(terms: list[Expr]) -> None:
    """Refuse a sum whose common denominator would be too large."""
    common = 1
    for term in terms:
        coefficient = term.as_coeff_Mul()[0]
        if coefficient.is_Rational:
            common = lcm(common, int(coefficient.q))
            if common.bit_length() > NUMBER_BITS:
                raise DomainError(_TOO_LARGE)


def check_result(expr: Any) -> None:
    """Refuse a result with a number in it that could not be printed."""
    for node in preorder_traversal(expr):
        if isinstance(node, Rational) and _height(node) > NUMBER_BITS:
            raise DomainError(_TOO_LARGE)


def _is_root(expr: Expr) -> bool:
    if expr.is_Mul:
        return any(_is_root(f) for f in expr.args)
    return expr.is_Pow and expr.base.is_number and not expr.exp.is_Integer


def _height(expr: Expr) -> float:
    """Bound the bits of any rational number that a power of `expr` or a product with it would raise or multiply."""
    if expr.is_Rational:
        return log2(max(abs(expr.p), expr.q))
    if isinstance(expr, Mul):
        return sum(map(_height, expr.args))
    if isinstance(expr, exp):
        return _log_height(expr.args[0])
    if isinstance(expr, Pow):
        bits = _height(expr.base)
        return bits * _mass(expr.exp) if bits else _log_height(expr.exp)
    return 0.0


def _mass(expr: Expr) -> float:
    """Bound the numbers in an exponent: the sum over its terms of the magnitudes of their numeric factors."""
    return sum(_size(Mul.make_args(term)) for term in _terms(expr))


def _log_height(expr: Expr) -> float:
    """Bound the bits of the number that ``exp(expr)`` evaluates to by way of logarithms in its terms."""
    total = 0.0
    for term in _terms(expr):
        factors = Mul.make_args(term)
        bits = sum(_height(f.args[0]) for f in factors if isinstance(f, log))
        others = [f for f in factors if not isinstance(f, log)]
        if bits > ROOT_BITS and not all(f.is_Integer for f in others):
            return inf  # it would be a root of a large number
        if bits:
            total += bits * _size(others)
    return total


def _terms(expr: Expr) -> Iterator[Expr]:
    """Yield the terms of a sum, the numbers before sums in it multiplied out."""
    for term in Add.make_args(expr):
        number, rest = term.as_coeff_Mul()
        if rest.is_Add:
            yield from (number * inner for inner in _terms(rest))
        else:
            yield term


def _size(factors: Any) -> float:
    bits = sum(_magnitude(f) for f in factors if f.is_number)
    return 2.0**bits if bits < 1000 else inf


def _magnitude(constant: Expr) -> float:
    """Bound the binary logarithm of a constant's magnitude; its parts have been bounded before it was built."""
    if constant.is_Rational:
        return float("-inf") if constant.p == 0 else log2(abs(constant.p)) - log2(constant.q)
    if constant in _INFINITE:
        return 0.0
    try:
        parts = [part for part in constant.evalf(3, maxn=40).as_real_imag() if part.is_Float and part != 0]
    except (ArithmeticError, SymactError, TypeError, ValueError):
        return 0.0  # it has no value that could be large, such as erfinv(2)
    return max((float(min(p._mpf_[2] + p._mpf_[3], _BEYOND)) for p in parts), default=0.0)
