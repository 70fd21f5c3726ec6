"""What is zero is proven to be, what is not is never said to be."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import (
    CRootOf,
    I,
    Integer,
    LambertW,
    Rational,
    Symbol,
    acosh,
    asinh,
    cos,
    cosh,
    erf,
    erfc,
    exp,
    expand,
    gamma,
    log,
    pi,
    root,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from symact.arithmetic.balls import complex_ball, evaluate, sign
from symact.arithmetic.zeros import is_zero, separation_bits
from symact.errors import UndecidedError

x = Symbol("x")
V = LambertW(2 * exp(Rational(2, 3)) / 3)
Z = -1 / (1 + log(3))
QUINTIC = CRootOf(x**5 - x - 1, 0)
W = LambertW(exp(-1))

ZEROS = [
    sqrt(3 + 2 * sqrt(2)) - sqrt(2) - 1,
    sqrt(2) + sqrt(3) - sqrt(5 + 2 * sqrt(6)),
    root(2 + sqrt(5), 3) - (1 + sqrt(5)) / 2,
    QUINTIC**5 - QUINTIC - 1,
    cos(pi / 7) - cos(2 * pi / 7) + cos(3 * pi / 7) - Rational(1, 2),
    tan(pi / 7) * tan(2 * pi / 7) * tan(3 * pi / 7) - sqrt(7),
    log(3 + 2 * sqrt(2)) - 2 * log(1 + sqrt(2)),
    2 * log(2) + log(3) - log(12),
    tanh(log(2)) - Rational(3, 5),
    asinh(Rational(3, 4)) - log(2),
    acosh(2) - log(2 + sqrt(3)),
    sin(1) ** 2 + cos(1) ** 2 - 1,
    cosh(1) ** 2 - sinh(1) ** 2 - 1,
    erf(1) + erfc(1) - 1,
    LambertW(1) * exp(LambertW(1)) - 1,
    1 - W * exp(1 + W),
    exp(Rational(2, 3) - V) - 3 * V / 2,
    LambertW(Z * exp(Z)) - Z,
]


@pytest.mark.parametrize("expr", ZEROS, ids=str)
def test_zeros_are_proven(expr: Any) -> None:
    assert is_zero(expr)
    assert sign(expr) == 0
    assert evaluate(expr, 53).is_zero()


@pytest.mark.parametrize("expr", ZEROS, ids=str)
@pytest.mark.parametrize("distance", [Rational(1, 10**60), -Rational(1, 10**200)])
def test_what_is_next_to_zero_is_not_zero(expr: Any, distance: Any) -> None:
    assert not is_zero(expr + distance)
    assert sign(expr + distance) == (1 if distance > 0 else -1)


surds = st.builds(lambda a, b, n: a + b * sqrt(n), st.integers(-9, 9), st.integers(-9, 9), st.integers(2, 30))


@given(surds, surds, surds)
def test_products_expanded_are_the_same_number(a: Any, b: Any, c: Any) -> None:
    assert is_zero(a * b * c - expand(a * b * c))
    assert is_zero(sqrt(expand(a**2 * 4)) - 2 * abs(a)) or a == 0 or sqrt(expand(4 * a**2)) == 2 * abs(a)


@given(surds, surds)
def test_the_separation_bound_holds(a: Any, b: Any) -> None:
    expr = a * b + root(Integer(7), 3)
    bits = separation_bits(expr)
    assert bits is not None
    value = complex_ball(expr, bits + 100)
    assert value.contains(0) or value.abs_lower() > 0
    assert not value.contains(0)


def test_complex_radicals_are_algebraic_too() -> None:
    assert is_zero((1 + I) ** 2 - 2 * I)
    assert is_zero(root(-8, 3) - 1 - sqrt(3) * I)


def test_floats_prove_nothing() -> None:
    assert not is_zero(sqrt(2.0) - sqrt(2))


def test_effort_is_bounded() -> None:
    unknown = gamma(Rational(1, 3)) * gamma(Rational(2, 3)) - 2 * pi / sqrt(3)
    began = perf_counter()
    with pytest.raises(UndecidedError, match="simplify"):
        sign(unknown)
    assert perf_counter() - began < 5
