"""Correctly rounded numbers: the nearest float of a format, and certified decimal digits.

The ball of a value is narrowed until both its ends round to the same number (Ziv's strategy). A value that
lies exactly on the border between two numbers never leaves that loop; it is settled by an exact proof that it
is the border, and rounds to even.

References ---------- A. Ziv, *Fast evaluation of elementary mathematical functions with correctly rounded
last bit*, ACM Transactions on Mathematical Software 17 (1991).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb
from sympy import Expr, Float, I, Rational, S

from symact.arithmetic.complex_balls import complex_ball
from symact.arithmetic.enclosure import NO_BINDINGS, Bindings, precisions, proven_zero, run
from symact.arithmetic.precision import Working
from symact.arithmetic.programs import Straddle
from symact.arithmetic.targets import FORMATS, BinaryFormat, DecimalDigits, Format, FreeBinary, Target
from symact.errors import UndecidedError

__all__ = ["digits", "evaluate_complex", "float_of", "round_to", "to_double"]

_GUARD = 20
# A value that straddles a border with this many bits more than the target has is suspected to be that border.
_SUSPICIOUS = 150


def float_of(value: Expr | arb, prec: int, bindings: Bindings = NO_BINDINGS) -> Expr:
    """Return the value as a SymPy Float of `prec` bits, correctly rounded to nearest, ties to even.

    Parameters
    ----------
    value : Expr or arb
        Infinities and nan pass as they are.
    prec : int
        Binary precision.
    bindings : mapping of Symbol to arb, Expr or number

    Raises
    ------
    UndecidedError
        Where the rounding could not be decided: at a border that no proof was found for, or for a ball too
        wide.

    Examples
    --------
    >>> float_of(sqrt(2), 53)
    1.41421356237310
    """
    if value is S.Infinity or value is S.NegativeInfinity or value is S.NaN:
        return value
    return Float._new(_settled(value, FreeBinary(prec), bindings), prec, zero=False)


def to_double(value: Expr | arb, bindings: Bindings = NO_BINDINGS) -> float:
    """Return the nearest double, ties to even; subnormal numbers and overflow as IEEE 754 has them.

    Examples
    --------
    >>> to_double(exp(-744)), to_double(exp(710)), to_double(Rational(1, 3))
    (1e-323, inf, 0.3333333333333333)
    """
    return round_to(value, "float64", bindings)


def round_to(value: Expr | arb, target: str | Format, bindings: Bindings = NO_BINDINGS) -> float:
    """Return the nearest number of a binary format, ties to even, as the Python float that is equal to it.

    Parameters
    ----------
    value : Expr or arb
    target : Format or its name
        ``"float16"``, ``"bfloat16"``, ``"float32"``, ``"float64"``.
    bindings : mapping of Symbol to arb, Expr or number

    Returns
    -------
    float
        inf beyond the range; a negative value that underflows is -0.0.

    Raises
    ------
    UndecidedError
        As :func:`float_of`.

    Examples
    --------
    >>> round_to(pi, "float16"), round_to(-exp(-1000), "float32")
    (3.140625, -0.0)
    """
    form = FORMATS[target] if isinstance(target, str) else target
    if value is S.Infinity or value is S.NegativeInfinity or value is S.NaN:
        return float(value)
    negative, modulus = _settled(value, BinaryFormat(form), bindings)
    return -modulus if negative else modulus


def digits(value: Expr | arb, count: int, bindings: Bindings = NO_BINDINGS) -> str:
    """Return the value in decimal notation with `count` significant digits, correctly rounded.

    Raises
    ------
    UndecidedError
        As :func:`float_of`.

    Examples
    --------
    >>> digits(pi, 10), digits(-exp(-1000), 3), digits(Rational(1, 8), 2)
    ('3.141592654', '-5.08e-435', '0.12')
    """
    negative, number, exponent = _settled(value, DecimalDigits(count), bindings)
    text = str(number).rjust(count, "0")
    if 0 <= exponent < count:
        text = f"{text[: exponent + 1]}.{text[exponent + 1 :]}"
    elif -5 <= exponent < 0:
        text = f"0.{'0' * (-exponent - 1)}{text}"
    else:
        text = f"{text[0]}.{text[1:]}e{exponent:+d}"
    return ("-" if negative else "") + text.replace(".e", "e").removesuffix(".")


def evaluate_complex(expr: Expr, prec: int, bindings: Bindings = NO_BINDINGS) -> Expr:
    """Return an analytic expression at complex arguments as a SymPy number, both parts correctly rounded.

    Raises
    ------
    UndecidedError
        Where a part is zero, or on a border, without being exactly so in ball arithmetic.

    Examples
    --------
    >>> evaluate_complex(1 / (1 + exp(-1 - I)), 53)
    0.782041570633749 + 0.201948227658013*I
    """
    target = FreeBinary(prec)
    for working in precisions(prec + _GUARD):
        value = complex_ball(expr, working, bindings)
        with Working(working):
            real, imaginary = _agreed(value.real, target), _agreed(value.imag, target)
        if real is not None and imaginary is not None:
            number = Float._new(real, prec, zero=False)
            return number if value.imag.is_zero() else number + I * Float._new(imaginary, prec)
    raise UndecidedError(
        f"the value of {expr} must be found to {prec} bits in both parts, which {working} bits did not reach"
    )


def _settled(value: Any, target: Target, bindings: Bindings) -> Any:
    """Return the result of rounding to `target`."""
    if isinstance(value, Rational):
        return target.rational(Fraction(value.p, value.q))
    if isinstance(value, arb):
        with Working(max(value.bits(), target.bits) + 2 * _GUARD):
            result = _agreed(value, target)
        if result is None:
            raise UndecidedError(f"a ball must be narrow enough to round, not {value}; compute it with more bits")
        return result
    suspected = False
    for working in precisions(target.bits + _GUARD):
        try:
            ball = run(value, working, bindings, False)
        except Straddle:
            continue
        if not ball.is_finite():
            continue
        with Working(working):
            low, high = target.dyadic(ball.lower()), target.dyadic(ball.upper())
        if low is not None and (low == high or ball.is_exact()):
            return low
        if not suspected and working >= target.bits + _SUSPICIOUS:
            suspected = True
            border = Fraction(0) if ball.contains(0) else target.border(low, high)
            if border is not None and proven_zero(value - Rational(border), bindings):
                return target.rational(border)
    raise UndecidedError(
        f"{value} must be rounded to {target.bits} bits, but with {working} bits it may still lie on either side of "
        f"a border between two numbers; simplify the expression"
    )


def _agreed(ball: arb, target: Target) -> Any:
    """Return what both ends of a ball round to, at the working precision that is set; None where they differ."""
    if not ball.is_finite():
        return None
    if ball.is_exact():
        return target.dyadic(ball)
    result = target.dyadic(ball.lower())
    return result if result is not None and result == target.dyadic(ball.upper()) else None
