"""Enclosures over intervals hold every value, on bounded and unbounded ones."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from flint import arb
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Abs, Heaviside, Max, Min, Piecewise, Rational, S, Symbol, exp, log, oo, sqrt, tanh

from symact.arithmetic.balls import ball
from symact.arithmetic.extensions import enclose
from symact.arithmetic.intervals import LINE, Interval
from symact.errors import DomainError, SymactError, UnsupportedError

x = Symbol("x", real=True)

LEAVES = st.one_of(st.just(x), st.integers(-4, 4).map(sp.Integer), st.fractions(-3, 3, max_denominator=9).map(Rational))
ONE = (exp, tanh, sp.sin, sp.cos, sp.erf, sp.erfc, sp.atan, sp.asinh, sp.cosh, sp.sinh, Abs, sp.sign)
MORE = (lambda u: u**2, lambda u: u**3, lambda u: 1 / u, lambda u: log(1 + u**2), lambda u: sqrt(Abs(u)), Heaviside)
TWO = (sp.Add, sp.Mul, Max, Min, lambda u, v: Piecewise((u, x < 1), (v, True)))


def _grow(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(lambda f, u: f(u), st.sampled_from(ONE + MORE), children),
        st.builds(lambda f, u, v: f(u, v), st.sampled_from(TWO), children, children),
    )


expressions = st.recursive(LEAVES, _grow, max_leaves=6)
ends = st.one_of(st.fractions(-20, 20, max_denominator=20).map(Rational), st.sampled_from((oo, -oo)))


@given(expressions, ends, ends, st.fractions(0, 1, max_denominator=16), st.booleans())
def test_an_enclosure_holds_every_value(expr: Any, a: Any, b: Any, part: Any, with_slope: bool) -> None:
    assume(a != b and not expr.has(sp.zoo, sp.nan, sp.I))
    low, high = (a, b) if a < b else (b, a)
    inner_low, inner_high = max(low, -50), min(high, 50)
    point = inner_low + Rational(part) * (inner_high - inner_low)
    slope = expr.diff(x) if with_slope and not expr.has(Piecewise, Max, Min, Abs, sp.sign, Heaviside) else None
    try:
        enclosure = enclose(expr, x, Interval.of(low, high), 60, slope)
        value = ball(expr, 200, {x: point})
    except SymactError:
        assume(False)
    assume(value.is_finite())
    assert enclosure.low <= value.upper() and value.lower() <= enclosure.high


@pytest.mark.parametrize(
    ("expr", "low", "high", "expected"),
    [
        (exp(-x) + 1, 0, oo, (1, 2)),
        (tanh(x), -oo, oo, (-1, 1)),
        (1 / x, 0, oo, (0, oo)),
        (1 / x, -oo, -2, (Rational(-1, 2), 0)),
        (x**2, -1, 2, (0, 4)),
        (x**3, -oo, 2, (-oo, 8)),
        (x**-2, -oo, oo, (0, oo)),
        (sp.sin(x), -oo, oo, (-1, 1)),
        (Max(0, x), -oo, 2, (0, 2)),
        (Piecewise((x, x < 0), (x**2, True)), -1, 2, (-1, 4)),
        (Piecewise((x, x < 0), (x**2, True)), -1, S.Half, (-1, 1)),
        (x * exp(-x), 0, oo, (0, oo)),
        (sqrt(x), 4, 9, (2, 3)),
        (sp.sign(x), 0, 3, (0, 1)),
        (0 * x + 5, -oo, oo, (5, 5)),
    ],
)
def test_simple_enclosures_are_sharp(expr: Any, low: Any, high: Any, expected: tuple[Any, Any]) -> None:
    found = enclose(expr, x, Interval.of(low, high), 64)
    wanted = Interval.of(*expected)
    assert abs(found.low - wanted.low) < 1e-12 if wanted.low.is_finite() else found.low == wanted.low
    assert abs(found.high - wanted.high) < 1e-12 if wanted.high.is_finite() else found.high == wanted.high


def test_a_slope_of_one_sign_makes_it_sharp() -> None:
    found = enclose(x - tanh(x), x, Interval.of(1, 2), 64, 1 - sp.sech(x) ** 2)
    assert found.low > 0.23 and found.high < 1.04
    assert enclose(x - tanh(x), x, Interval.of(1, 2), 64).low < 0.1


def test_refusals() -> None:
    with pytest.raises(ValueError, match="in order"):
        Interval(arb(1), arb(0))
    with pytest.raises(DomainError):
        enclose(log(x), x, Interval.of(-3, -1), 64)
    with pytest.raises(UnsupportedError):
        enclose(sp.gamma(x), x, Interval.of(1, oo), 64)
    assert enclose(sp.gamma(x), x, Interval.of(1, 2), 64).contains(Rational(9, 10))
    assert LINE.contains(10**100) and LINE.sign is None and Interval.of(1, oo).sign == 1
