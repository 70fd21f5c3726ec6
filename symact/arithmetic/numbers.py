"""Exact numbers: every number a person hands in becomes the rational that its digits mean.

A float is read as the shortest decimal that stands for it, so that ``0.01`` is 1/100 and not
5764607523034235/576460752303423488. The exact binary value of a float is had by ``Fraction(value)`` instead.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from numbers import Rational as RationalNumber
from numbers import Real
from typing import Any

from mpmath import libmp
from sympy import Expr, Float, Integer, Rational, S

__all__ = ["LARGEST_EXPONENT", "exact"]

LARGEST_EXPONENT = 100_000


def exact(value: Any, what: str = "value", infinite: bool = False) -> Expr:
    """Return a number as the exact SymPy expression it means.

    Parameters
    ----------
    value : int, Fraction, Decimal, float, NumPy scalar, Float or Expr
        An exact expression passes unchanged. A float, also one inside an expression, becomes the rational of
        its shortest decimal representation in its own precision.
    what : str
        What the number is, for error messages.
    infinite : bool
        Whether ``inf`` and ``oo`` may pass.

    Returns
    -------
    Expr
        Without any ``Float`` in it.

    Raises
    ------
    TypeError
        For text, booleans, complex numbers, arrays and whatever else is not one real number or expression.
    ValueError
        For nan, for an infinity that may not pass, and for a decimal exponent beyond `LARGEST_EXPONENT`.

    Examples
    --------
    >>> exact(0.01), exact(2), exact(Decimal("1.50"))
    (1/100, 2, 3/2)
    >>> exact(float("-inf"), infinite=True)
    -oo
    >>> exact(Float("0.1", 40) * Symbol("x"))
    x/10
    """
    if isinstance(value, Expr):
        result = _without_floats(value, what)
    else:
        result = _number(value, what)
    if result.has(S.NaN, S.ComplexInfinity):
        raise ValueError(f"{what} must be a real number, not {value!r}")
    if not infinite and result in (S.Infinity, S.NegativeInfinity):
        raise ValueError(f"{what} must be finite, not {value!r}")
    return result


def _without_floats(expr: Expr, what: str) -> Expr:
    floats = expr.atoms(Float)
    if not floats:
        return expr
    return expr.xreplace({f: _shortest(f, what) for f in floats})


def _number(value: Any, what: str) -> Expr:
    if isinstance(value, int) and not isinstance(value, bool):
        return Integer(value)
    if isinstance(value, (bool, str, bytes, complex)):
        raise _not_a_number(value, what)
    if isinstance(value, RationalNumber):
        return Rational(int(value.numerator), int(value.denominator))
    if isinstance(value, float):
        return _from_decimal(float.__repr__(value), value, what)
    if isinstance(value, Decimal):
        return _from_decimal(value, value, what)
    if hasattr(value, "_mpf_") and hasattr(value, "context"):
        return _shortest(Float._new(value._mpf_, value.context.prec), what)
    if isinstance(value, Real) or (hasattr(value, "__float__") and hasattr(value, "item")):
        return _scalar(value, what)
    raise _not_a_number(value, what)


def _scalar(value: Any, what: str) -> Expr:
    """Read a scalar of an array library by the text it prints, which is the shortest for its own type."""
    if getattr(value, "shape", ()) != ():
        raise _not_a_number(value, what)
    item = value.item() if hasattr(value, "item") else value
    if isinstance(item, (bool, int, str, bytes, complex)):
        return _number(item, what)
    try:
        return _from_decimal(str(value), value, what)
    except InvalidOperation:
        pass
    if not isinstance(item, float):
        raise _not_a_number(value, what)
    return _number(item, what)


def _from_decimal(digits: str | Decimal, value: Any, what: str) -> Expr:
    number = Decimal(digits)
    if number.is_nan():
        return S.NaN
    if number.is_infinite():
        return S.Infinity if number > 0 else S.NegativeInfinity
    if number and abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ValueError(f"{what} must have a decimal exponent of at most {LARGEST_EXPONENT}, not {value!r}")
    fraction = Fraction(number)
    return Rational(fraction.numerator, fraction.denominator)


def _shortest(value: Float, what: str) -> Expr:
    """Return the shortest decimal that rounds to `value` in its own binary precision, the nearest one of those."""
    if not value.is_finite:
        return S.NaN if value.is_finite is None else value
    precision = value._prec
    _, _, exponent, size = value._mpf_
    if abs(exponent + size) > LARGEST_EXPONENT * 3.33:
        raise ValueError(f"{what} must have a decimal exponent of at most {LARGEST_EXPONENT}, not a float beyond that")
    if precision == 53 and libmp.from_float(double := libmp.to_float(value._mpf_)) == value._mpf_:
        return _from_decimal(repr(double), value, what)
    digits = libmp.prec_to_dps(precision)
    while True:
        text = libmp.to_str(value._mpf_, digits)
        if libmp.from_str(text, precision, "n") == value._mpf_ or digits > precision + 3:
            return _from_decimal(text, value, what)
        digits += 1


def _not_a_number(value: Any, what: str) -> TypeError:
    hint = "; turn text into an expression with symact.parse" if isinstance(value, str) else ""
    return TypeError(f"{what} must be a real number or a SymPy expression, not {value!r}{hint}")
