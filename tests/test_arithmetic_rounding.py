"""Floats and digits are correctly rounded: the nearest number, ties to even, in every format."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from sympy import Float, I, Integer, Rational, S, Symbol, cos, erfc, exp, gamma, log, nan, oo, pi, sin, sqrt, tanh

from symact.arithmetic.balls import FORMATS, digits, evaluate_complex, float_of, round_to, to_double
from symact.errors import UndecidedError

x = Symbol("x")
fractions = st.builds(
    lambda p, q, k: Fraction(p, q) * Fraction(2) ** k,
    st.integers(-(2**70), 2**70),
    st.integers(1, 2**70),
    st.integers(-1150, 1050),
)


@given(fractions)
def test_rationals_round_to_double_as_python_does(value: Fraction) -> None:
    try:
        expected = value.numerator / value.denominator
    except OverflowError:
        expected = math.inf if value > 0 else -math.inf
    found = to_double(Rational(value))
    assert found == expected
    assert value == 0 or (math.copysign(1, found) > 0) == (value > 0)


@given(st.integers(-(2**60), 2**60), st.integers(-1200, 1000), st.sampled_from(("float16", "float32")))
def test_dyadics_round_as_numpy_does(mantissa: int, exponent: int, name: str) -> None:
    value = Fraction(mantissa) * Fraction(2) ** exponent
    # A double holds 60 bits only after rounding, so the reference is fed what it holds exactly.
    held = Rational(Fraction(float(mantissa))) * Rational(2) ** exponent
    with np.errstate(over="ignore"):
        expected = float(np.dtype(name).type(np.ldexp(float(mantissa), exponent)))
    if abs(value) < Fraction(2) ** 1020 and abs(value) > Fraction(2) ** -1000:
        assert round_to(held, name) == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_rounds_to_itself_and_so_does_its_ball(value: float) -> None:
    assert to_double(Rational(*value.as_integer_ratio())) == value
    assert to_double(arb(value)) == value
    assert to_double(x, {x: value}) == value


@given(st.integers(0, 2**16 - 1))
def test_float16_is_a_fixed_point(bits: int) -> None:
    value = float(np.uint16(bits).view(np.float16))
    if math.isfinite(value):
        assert round_to(Rational(*value.as_integer_ratio()), "float16") == value


def test_bfloat16_keeps_the_upper_half_of_a_float32() -> None:
    for number in (1.0, 3.140625, -0.0078125, 2.0**-133):
        assert round_to(Rational(*number.as_integer_ratio()), "bfloat16") == number
    assert round_to(pi, "bfloat16") == 3.140625
    assert round_to(Rational(1) + Rational(1, 256), "bfloat16") == 1.0
    assert round_to(Rational(1) + Rational(3, 256), "bfloat16") == 1.015625


FUNCTIONS = [exp(x), tanh(x), x * erfc(-x / sqrt(2)) / 2, log(1 + exp(x)), sin(x), 1 / (1 + exp(-x))]


@pytest.mark.parametrize("expr", FUNCTIONS, ids=str)
@given(point=st.floats(-700, 700))
def test_functions_round_to_the_nearest_double(expr: Any, point: float) -> None:
    found = to_double(expr, {x: point})
    with mpmath.workdps(400):
        p = mpmath.mpf(point)
        reference = {
            FUNCTIONS[0]: lambda: mpmath.exp(p),
            FUNCTIONS[1]: lambda: mpmath.tanh(p),
            FUNCTIONS[2]: lambda: p * mpmath.erfc(-p / mpmath.sqrt(2)) / 2,
            FUNCTIONS[3]: lambda: mpmath.log1p(mpmath.exp(p)),
            FUNCTIONS[4]: lambda: mpmath.sin(p),
            FUNCTIONS[5]: lambda: 1 / (1 + mpmath.exp(-p)),
        }[expr]()
        assert found == float(reference)


@given(st.floats(-50, 50), st.integers(10, 300))
def test_a_float_of_any_precision_is_correctly_rounded(point: float, prec: int) -> None:
    found = float_of(exp(x) - sin(x), prec, {x: point})
    with mpmath.workprec(2 * prec + 3000):
        reference = mpmath.exp(point) - mpmath.sin(point)
    with mpmath.workprec(prec):
        assert found._mpf_ == (+reference)._mpf_


def test_borders_are_proven_and_round_to_even() -> None:
    one = sqrt(3 + 2 * sqrt(2)) - sqrt(2)
    half_ulp = Rational(1, 2**53)
    assert to_double(one * (1 + half_ulp)) == 1.0
    assert to_double(one * (1 + 3 * half_ulp)) == 1.0 + 2 * 2.0**-52
    assert digits(one / 8, 2) == "0.12" and digits(3 * one / 8, 2) == "0.38"
    assert float_of(sin(1) ** 2 + cos(1) ** 2 - 1, 53).is_zero
    assert to_double(sin(1) ** 2 + cos(1) ** 2 - 1) == 0.0


def test_the_ends_of_the_range() -> None:
    assert to_double(exp(710)) == math.inf and to_double(-exp(710)) == -math.inf
    assert to_double(exp(-(10**9))) == 0.0
    assert math.copysign(1, to_double(-exp(-(10**9)))) == -1
    assert to_double(oo) == math.inf and math.isnan(to_double(nan))
    assert round_to(Integer(65519), "float16") == 65504 and round_to(Integer(65520), "float16") == math.inf
    assert to_double(exp(-745)) == 5e-324 and to_double(exp(-746)) == 0.0
    assert float_of(oo, 53) is oo and float_of(S.NaN, 53) is S.NaN


def test_a_ball_too_wide_is_refused() -> None:
    assert FORMATS["float64"].precision == 53
    with pytest.raises(UndecidedError, match="narrow"):
        to_double(arb(1, 1e-3))


def test_what_is_not_proven_is_not_rounded() -> None:
    unproven = gamma(Rational(1, 3)) * gamma(Rational(2, 3)) - 2 * pi / sqrt(3)
    with pytest.raises(UndecidedError, match="simplify"):
        float_of(unproven, 53)


@given(fractions.filter(lambda v: v != 0 and Fraction(2) ** -900 < abs(v) < Fraction(2) ** 900), st.integers(1, 40))
def test_digits_are_those_of_decimal(value: Fraction, count: int) -> None:
    with localcontext() as context:
        context.prec, context.rounding = count, ROUND_HALF_EVEN
        expected = Decimal(value.numerator) / Decimal(value.denominator) if count > 60 else None
        context.prec = 700
        wide = Decimal(value.numerator) / Decimal(value.denominator)
        context.prec = count
        expected = +wide
    assert Decimal(digits(Rational(value), count)) == expected


@given(st.floats(-300, 300), st.integers(1, 60))
def test_digits_of_functions_are_those_of_mpmath(point: float, count: int) -> None:
    text = digits(exp(x), count, {x: point})
    with mpmath.workdps(2 * count + 30):
        reference = Decimal(mpmath.nstr(mpmath.exp(point), 2 * count + 20))
    with localcontext() as context:
        context.prec = count
        assert Decimal(text) == +reference


@pytest.mark.parametrize(
    ("expr", "count", "text"),
    [
        (pi, 10, "3.141592654"),
        (-exp(-1000), 3, "-5.08e-435"),
        (Rational(999999, 10**6), 3, "1.00"),
        (Integer(10) ** 20, 3, "1.00e+20"),
        (S.Zero, 3, "0.00"),
        (Rational(1, 1000), 3, "0.00100"),
        (exp(-(10**9)), 5, "1.2495e-434294482"),
        (Integer(7), 1, "7"),
    ],
)
def test_digits_read_well(expr: Any, count: int, text: str) -> None:
    assert digits(expr, count) == text


def test_complex_values() -> None:
    value = evaluate_complex(1 / (1 + exp(-1 - I)), 100)
    with mpmath.workprec(300):
        reference = 1 / (1 + mpmath.exp(mpmath.mpc(-1, -1)))
    real, imaginary = value.as_real_imag()
    with mpmath.workprec(100):
        assert (real._mpf_, imaginary._mpf_) == ((+reference.real)._mpf_, (+reference.imag)._mpf_)
    assert evaluate_complex(exp(1), 53) == float_of(exp(1), 53)
    assert isinstance(value, type(Float(1) + I))
