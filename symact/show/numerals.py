r"""Numbers as people write them: ``\frac{1}{\sqrt{2 \pi}}`` and ``0.044715``, not fractions of roots and thousands."""

from __future__ import annotations

from sympy import Expr, Integer, Mul, Pow, Rational, S, pi

__all__ = ["decimal_text", "merged_roots"]

# From this denominator on a rational number that ends in so many decimals is set with them.
_DECIMAL_FROM = 100
_DECIMALS = 9

_HALF = Rational(1, 2)


def decimal_text(number: Expr) -> str:
    """Return a rational number in decimals where these end soon and its fraction is unwieldy, else nothing."""
    if not number.is_Rational or number.q < _DECIMAL_FROM:
        return ""
    scaled = number * 10**_DECIMALS
    if not scaled.is_Integer:
        return ""
    whole, part = divmod(abs(int(scaled)), 10**_DECIMALS)
    return f"{'-' if number < 0 else ''}{whole}.{part:0{_DECIMALS}d}".rstrip("0")


def merged_roots(upper: list[Expr], lower: list[Expr]) -> tuple[list[Expr], list[Expr]]:
    """Return the factors above and below a fraction line with all square roots of numbers joined into one.

    The joined root stands above where it is of a whole number or of a quotient, else below.
    """
    above, below = [f for f in upper if _is_surd(f)], [f for f in lower if _is_surd(f)]
    if len([f for f in above + below if not f.is_Rational]) == 0:
        return upper, lower
    square = Mul(*(f**2 for f in above)) / Mul(*(f**2 for f in below))
    rational, power = square.as_coeff_Mul()
    (a, c), (b, d) = _split(rational.p), _split(rational.q)
    c_pi, d_pi = power == pi, power == 1 / pi
    if power not in (1, pi, 1 / pi):
        return upper, lower
    over, under = _radicand(c, c_pi), _radicand(d, d_pi)
    head: list[Expr] = [] if a == 1 else [Integer(a)]
    foot: list[Expr] = [] if b == 1 else [Integer(b)]
    if over and under:
        quotient = Mul(*over, Pow(Mul(*under, evaluate=False), -1, evaluate=False), evaluate=False)
        head.append(Pow(quotient, _HALF, evaluate=False))
    elif over:
        head.append(Pow(Mul(*over, evaluate=False), _HALF, evaluate=False))
    elif under:
        foot.append(Pow(Mul(*under, evaluate=False), _HALF, evaluate=False))
    rest_above = [f for f in upper if f not in above]
    return head + rest_above or [S.One], foot + [f for f in lower if f not in below]


def _is_surd(factor: Expr) -> bool:
    if factor.is_Integer:
        return bool(factor.is_positive)
    return isinstance(factor, Pow) and factor.exp == _HALF and (factor.base == pi or bool(factor.base.is_Integer))


def _radicand(number: int, with_pi: bool) -> list[Expr]:
    return ([Integer(number)] if number > 1 else []) + ([pi] if with_pi else [])


def _split(number: int) -> tuple[int, int]:
    """Return (a, c) with number = a**2 * c and no square in c."""
    root = Pow(Integer(number), _HALF)
    outside, inside = root.as_coeff_Mul()
    return int(outside), int(inside**2)
