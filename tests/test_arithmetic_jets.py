"""Taylor coefficients agree with symbolic derivatives, and enclose them over wide balls."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from sympy import Abs, Heaviside, Max, Min, Piecewise, Rational, Symbol, exp, log, sqrt, tanh

from symact.arithmetic.balls import ball, jet
from symact.errors import UndecidedError, UnsupportedError

x, a = Symbol("x", real=True), Symbol("a")

SMOOTH = [
    *(f(x) for f in (sp.sin, sp.cos, sp.sinh, sp.cosh, sp.tanh, sp.atan, sp.asinh, sp.erf, sp.erfc, sp.exp)),
    *(
        f(x + 3)
        for f in (
            sp.gamma,
            sp.loggamma,
            sp.log,
            sp.acosh,
            sp.Ci,
            sp.LambertW,
            sp.coth,
            sp.csch,
            sp.Ei,
            sp.Si,
            sp.Shi,
            sp.Chi,
        )
    ),
    *(f(x / 4) for f in (sp.tan, sp.asin, sp.acos, sp.atanh, sp.sec, sp.sech)),
    x * sp.erfc(-x / sqrt(2)) / 2,
    x * tanh(log(1 + exp(x))),
    (x + 2) ** Rational(1, 3) + (x + 2) ** -3 + (x + 2) ** x,
]


@pytest.mark.parametrize("expr", SMOOTH, ids=str)
@given(point=st.fractions(-1, 1, max_denominator=9))
def test_coefficients_are_those_of_the_symbolic_derivatives(expr: Any, point: Any) -> None:
    center = Rational(point)
    coefficients = jet(expr, x, center, 4, 200)
    for k, coefficient in enumerate(coefficients):
        reference = ball(sp.diff(expr, x, k).doit() / sp.factorial(k), 260, {x: center})
        assert coefficient.overlaps(reference)
        assert coefficient.rad() < 1e-30


@pytest.mark.parametrize("expr", SMOOTH[:20], ids=str)
def test_wide_balls_enclose(expr: Any) -> None:
    wide = jet(expr, x, arb(0.25, 0.125), 3, 64)
    for point in (0.125, 0.25, 0.3125, 0.375):
        for coarse, fine in zip(wide, jet(expr, x, arb(point), 3, 200), strict=True):
            assert not coarse.is_finite() or coarse.overlaps(fine)


def test_switches_away_from_the_point_follow_their_branch() -> None:
    switched = Piecewise((x**3, x > 5), (exp(x), True)) + Abs(x - 9) + Max(x, -7) * Min(x, 8) + sp.sign(x + 9) * x
    for here, there in zip(
        jet(switched + Heaviside(x + 9), x, 1, 3, 90), jet(exp(x) + 9 - x + x**2 + x + 1, x, 1, 3, 90), strict=True
    ):
        assert here.overlaps(there) and here.rad() < 1e-20


def test_parameters_are_bound() -> None:
    assert jet(exp(a * x), x, 0, 2, 64, {a: 3})[2].contains(4.5)


def test_far_out_tanh_keeps_its_slope() -> None:
    assert jet(tanh(x), x, 200, 1, 64)[1].rel_accuracy_bits() > 50


def test_poles_and_switches() -> None:
    assert not any(c.is_finite() for c in jet(1 / x, x, arb(0, 1), 2, 64))
    for kinked in (Abs(x), Max(x, 0), sp.sign(x), Heaviside(x), Piecewise((x, x > 0), (1, True))):
        with pytest.raises(UndecidedError, match="smooth"):
            jet(kinked, x, 0, 2, 64)
    with pytest.raises(UnsupportedError, match="series"):
        jet(sp.zeta(x), x, 3, 1, 64)
