"""Every number a person hands in is the rational that its digits mean."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Float, Integer, Rational, Symbol, exp, nan, oo, pi, zoo

from symact.arithmetic.numbers import LARGEST_EXPONENT, exact

x = Symbol("x")
finite = st.floats(allow_nan=False, allow_infinity=False)


@given(finite)
def test_a_float_is_the_decimal_that_python_prints(value: float) -> None:
    found = exact(value)
    assert Fraction(int(found.p), int(found.q)) == Fraction(repr(value))


@given(finite)
def test_a_double_means_the_same_in_python_numpy_and_sympy(value: float) -> None:
    assert exact(value) == exact(np.float64(value)) == exact(Float(value)) == exact(Decimal(repr(value)))


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float32_is_read_in_its_own_precision(value: float) -> None:
    scalar = np.float32(value)
    found = exact(scalar)
    assert np.float32(float(found)) == scalar
    assert found == Rational(Fraction(str(scalar)))


@given(st.integers(-(10**40), 10**40), st.integers(1, 60))
def test_a_float_of_any_precision_is_its_shortest_decimal(number: int, digits: int) -> None:
    value = Float(number, max(digits, 45)) / 10**7
    assert exact(Float(value, max(digits, 45))) == Rational(number, 10**7)


@given(st.fractions())
def test_rationals_pass(value: Fraction) -> None:
    assert exact(value) == Rational(value.numerator, value.denominator)


@given(st.integers())
def test_integers_pass(value: int) -> None:
    assert exact(value) == Integer(value)


def test_examples() -> None:
    assert exact(0.01) == Rational(1, 100)
    assert exact(np.array(0.5)) == Rational(1, 2)
    assert exact(np.int8(-3)) == -3
    assert exact(mpmath.mpf("0.1")) == Rational(1, 10)
    assert exact(Float("0.1", 40) * x + exp(0.5 * x)) == x / 10 + exp(x / 2)
    assert exact(pi * 2.0) == 2 * pi
    assert exact(pi) is pi


@pytest.mark.parametrize("value", [True, "1", b"1", 1j, None, np.bool_(True), np.array([1.0]), object(), [1], Symbol])
def test_what_is_not_a_number_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError, match="alpha must be a real number"):
        exact(value, what="alpha")


@pytest.mark.parametrize(
    "value", [float("nan"), nan, zoo, x + nan, Decimal("NaN"), np.float32("nan"), Float("nan"), mpmath.nan]
)
def test_nan_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="must be"):
        exact(value, infinite=True)


@pytest.mark.parametrize("value", [float("inf"), oo, Decimal("Infinity"), np.float32("inf"), Float("inf"), mpmath.inf])
def test_infinity_passes_only_where_it_may(value: object) -> None:
    assert exact(value, infinite=True) is oo
    with pytest.raises(ValueError, match="must be finite"):
        exact(value)


@pytest.mark.parametrize("value", [Decimal(f"1e{LARGEST_EXPONENT + 1}"), Float(f"1e-{2 * LARGEST_EXPONENT}")])
def test_huge_exponents_are_refused_at_once(value: object) -> None:
    with pytest.raises(ValueError, match="exponent"):
        exact(value)
