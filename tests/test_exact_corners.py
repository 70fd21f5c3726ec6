"""Kinks, jumps and subdifferentials."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from random_expressions import X, fractions, piecewise, rational
from sympy import (
    Abs,
    FiniteSet,
    Interval,
    Max,
    Piecewise,
    Rational,
    S,
    cos,
    exp,
    log,
    oo,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
    tanh,
)

from symact.errors import DomainError, UndecidedError, UnsupportedError
from symact.exact.nonsmooth import Corner, corners, jumps, kinks, subdifferential
from symact.functions.catalogue import activation

H = Fraction(1, 10**60)
A = activation


def beside(pair, t, side):
    near, far = (pair.at(t + side * k * H) for k in (1, 2))
    return near, (far - near) / (side * H)


def close(value, wanted):
    return abs(value - rational(wanted)) < Rational(1, 10**30)


@settings(max_examples=50)
@given(piecewise, fractions)
def test_corners_are_where_one_sided_values_or_slopes_differ(pair, t):
    found = {c.at: c for c in corners(pair.expr, X)}
    assert list(found) == sorted(found)
    rationals = [Fraction(int(b.p), int(b.q)) for b in found if b.is_Rational]
    for point in (t, *rationals):
        (left, left_slope), (right, right_slope) = beside(pair, point, -1), beside(pair, point, 1)
        value = pair.at(point)
        smooth = all(abs(a - b) < Fraction(1, 10**30) for a, b in ((left, value), (right, value)))
        smooth = smooth and abs(left_slope - right_slope) < Fraction(1, 10**30)
        c = found.get(rational(point))
        assert (c is None) == smooth
        if c is not None:
            assert c.value == rational(value)
            assert close(c.left, left)
            assert close(c.right, right)
            assert close(c.jump, right - left)
            assert close(c.left_slope, left_slope)
            assert close(c.right_slope, right_slope)


@settings(max_examples=30)
@given(piecewise)
def test_every_corner_is_a_kink_or_a_jump(pair):
    assert {c.at for c in kinks(pair.expr, X)} | {c.at for c in jumps(pair.expr, X)} == {
        c.at for c in corners(pair.expr, X)
    }
    for c in kinks(pair.expr, X):
        assert c.jump == 0
        assert subdifferential(pair.expr, c.at, X) == c.clarke
        assert {c.clarke.start, c.clarke.end} == {c.left_slope, c.right_slope}
    for c in jumps(pair.expr, X):
        assert c.clarke is None


KINKS = {
    "relu": [(0, 0, 1)],
    "relu6": [(0, 0, 1), (6, 1, 0)],
    "leaky_relu": [(0, Rational(1, 100), 1)],
    "prelu": [(0, Rational(1, 4), 1)],
    "rrelu": [(0, Rational(11, 48), 1)],
    "hardtanh": [(-1, 0, 1), (1, 1, 0)],
    "hard_sigmoid": [(-3, 0, Rational(1, 6)), (3, Rational(1, 6), 0)],
    "hard_swish": [(-3, 0, -S.Half), (3, Rational(3, 2), 1)],
    "softshrink": [(-S.Half, 1, 0), (S.Half, 0, 1)],
    "sparse_sigmoid": [(-1, 0, S.Half), (1, S.Half, 0)],
    "squared_relu": [],
    "sparse_plus": [],
    "elu": [],
    "celu": [],
    "softsign": [],
    "isrlu": [],
    "silu": [],
    "hardshrink": [],
    "step": [],
}


@pytest.mark.parametrize("name", sorted(KINKS))
def test_kinks_of_activations(name):
    assert [(c.at, c.left_slope, c.right_slope) for c in kinks(A(name))] == KINKS[name]


@pytest.mark.parametrize(
    ("function", "found"),
    [
        (A("step"), [(0, 1, 1)]),
        (sign, [(0, 2, 0)]),
        (A("hardshrink"), [(-S.Half, S.Half, 0), (S.Half, S.Half, 0)]),
        (A("thresholded_relu"), [(1, 1, 0)]),
        (A("relu"), []),
    ],
)
def test_jumps_of_activations(function, found):
    assert [(c.at, c.jump, c.value) for c in jumps(function)] == found


def test_parameters_decide_what_is_a_kink():
    a, t, v = symbols("a t v", real=True)
    assert corners(A("elu")(X, 1), X) == ()
    assert [(c.left_slope, c.right_slope) for c in corners(A("elu")(X, 2), X)] == [(2, 1)]
    assert [(c.left_slope, c.right_slope) for c in corners(A("leaky_relu")(X, a), X)] == [(a, 1)]
    assert [(c.at, c.jump, c.value) for c in corners(A("threshold")(X, t, v), X)] == [(t, t - v, v)]
    assert corners(A("threshold")(X, 1, 1), X)[0].is_kink
    (selu,) = corners(A("selu"))
    slopes = [str(s.n(20)) for s in (selu.left_slope, selu.right_slope)]
    assert slopes == ["1.7580993408473768599", "1.0507009873554804934"]


def test_slopes_that_are_equal_but_written_differently_are_no_kink():
    assert corners(Piecewise((tanh(log(2)) * X, X < 0), (3 * X / 5, True)), X) == ()
    assert corners(Piecewise((sqrt(2) * sqrt(3 + sqrt(5)) * X, X < 0), ((1 + sqrt(5)) * X, True)), X) == ()
    assert corners(Piecewise((sin(X) ** 2, X < 0), (1 - cos(X) ** 2, True)), X) == ()
    (only,) = corners(Piecewise((tanh(log(2)), X < 0), (Rational(3, 5) + X, True)), X)
    assert only.is_kink
    assert subdifferential(Piecewise((tanh(log(2)) * X, X < 0), (3 * X / 5, True)), 0, X) in (
        FiniteSet(Rational(3, 5)),
        FiniteSet(tanh(log(2))),
    )


@pytest.mark.parametrize(
    ("subject", "point", "found"),
    [
        (A("relu"), 0, Interval(0, 1)),
        (A("relu"), 1, FiniteSet(1)),
        (A("relu"), -0.5, FiniteSet(0)),
        (A("hard_swish"), -3, Interval(-S.Half, 0)),
        (A("hard_swish"), 3, Interval(1, Rational(3, 2))),
        (A("silu"), 0, FiniteSet(S.Half)),
        (A("elu")(X, 2), 0, Interval(1, 2)),
        (A("celu")(X, 2), 0, FiniteSet(1)),
        (Abs, 0, Interval(-1, 1)),
        (A("softsign"), 0, FiniteSet(1)),
        (Max(X, 2 * X, 3 * X), 0, Interval(1, 3)),
        (A("relu")(X) - A("relu")(-X), 0, FiniteSet(1)),
        (A("relu"), pi, FiniteSet(1)),
    ],
    ids=str,
)
def test_subdifferentials(subject, point, found):
    assert subdifferential(subject, point) == found


def test_at_a_jump_there_is_no_clarke_set():
    found = subdifferential(A("hardshrink"), S.Half)
    assert isinstance(found, Corner)
    assert (found.left, found.right, found.jump, found.value) == (0, S.Half, S.Half, 0)
    assert (found.left_slope, found.right_slope) == (0, 1)
    assert not found.is_kink
    assert not found.is_continuous


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((A("log1mexp"), -1), DomainError, "needs a function defined around the point"),
        ((log(X), 0), DomainError, "which log.x. is not at 0"),
        ((A("relu"), oo), ValueError, "point must be finite, not oo"),
        ((A("relu"), "0"), TypeError, "point must be a real number or a SymPy expression, not '0'"),
        ((A("relu"), float("nan")), ValueError, "point must be a real number"),
        ((X ** Rational(1, 3), 0), (DomainError, UnsupportedError), "."),
        ((A("relu"), symbols("p")), UndecidedError, "p"),
    ],
    ids=str,
)
def test_refusals(arguments, error, message):
    with pytest.raises(error, match=message):
        subdifferential(*arguments)


def test_gaps_and_poles_are_corners_without_a_value():
    (pole,) = corners(1 / X, X)
    assert (pole.at, pole.value, pole.left, pole.right) == (0, S.NaN, -oo, oo)
    (end,) = corners(log(X), X)
    assert (end.left, end.right, end.value) == (S.NaN, -oo, S.NaN)
    (hole,) = corners(Piecewise((exp(X), X < 1), (exp(X), X > 1)), X)
    assert (hole.left, hole.right, hole.jump, hole.value) == (exp(1), exp(1), 0, S.NaN)
