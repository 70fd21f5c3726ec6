"""Levels and thresholds of saturation."""

from __future__ import annotations

import pytest
from sympy import And, Max, Min, Or, Piecewise, Rational, S, Symbol, atanh, exp, log, oo, sin, symbols, tanh

from symact.arithmetic.balls import sign
from symact.errors import NoLimitError, SymactError, UndecidedError
from symact.exact.levels import saturation
from symact.functions.catalogue import activation

X = Symbol("x")
A = activation
EPS = Rational(1, 100)
e = symbols("e", positive=True)


@pytest.mark.parametrize(
    ("subject", "eps", "levels", "text"),
    [
        (A("sigmoid"), EPS, (0, 1), "x < -log(99), x > log(99)"),
        (A("hardtanh"), 0, (-1, 1), "x <= -1, x >= 1"),
        (A("relu6"), 0, (0, 6), "x <= 0, x >= 6"),
        (A("relu"), 0, (0, oo), "x <= 0"),
        (A("hard_sigmoid"), 0, (0, 1), "x <= -3, x >= 3"),
        (A("hard_swish"), 0, (0, oo), "x <= -3"),
        (A("sparse_plus"), 0, (0, oo), "x <= -1"),
        (A("sparse_sigmoid"), 0, (0, 1), "x <= -1, x >= 1"),
        (A("hardtanh"), Rational(1, 10), (-1, 1), "x < -9/10, x > 9/10"),
        (A("softsign"), EPS, (-1, 1), "x < -99, x > 99"),
        (A("step"), 0, (0, 1), "x < 0, x >= 0"),
        (A("sigmoid"), 0, (0, 1), "nowhere"),
        (A("identity"), EPS, (-oo, oo), "nowhere"),
        (A("thresholded_relu"), 0, (0, oo), "x <= 1"),
    ],
    ids=str,
)
def test_saturation(subject, eps, levels, text):
    found = saturation(subject, eps)
    assert found.levels == tuple(map(S, levels))
    assert str(found) == text


def test_tanh():
    found = saturation(A("tanh"), EPS)
    assert sign(found.above - atanh(1 - EPS)) == 0
    assert sign(found.below + atanh(1 - EPS)) == 0


def test_symbolic_eps():
    found = saturation(A("sigmoid"), e)
    for value in (Rational(1, 3), Rational(1, 100), Rational(1, 10**6)):
        assert sign(found.above.subs(e, value) - log(1 / value - 1)) == 0
        assert sign(found.below.subs(e, value) + log(1 / value - 1)) == 0
    assert saturation(A("softsign"), e).above.subs(e, Rational(1, 5)) == 4


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softsign", "elu", "softplus", "erf", "atan", "hardtanh", "isru"])
def test_beyond_the_threshold_it_is_within_eps_and_before_it_is_not(name):
    for eps in (Rational(1, 10), Rational(1, 1000)):
        try:
            found = saturation(A(name), eps)
        except UndecidedError:
            pytest.fail(f"the threshold of {name} must be found")
        for threshold, level, outward in ((found.below, found.levels[0], -1), (found.above, found.levels[1], 1)):
            if threshold is None:
                assert not level.is_finite
                continue
            h = outward * Rational(1, 10**9)
            distances = [abs(A(name)(threshold + k * h) - level) for k in (-1, 1, 10**9)]
            assert sign(distances[0] - eps) > 0
            assert sign(distances[1] - eps) < 0
            assert sign(distances[2] - eps) < 0


@pytest.mark.parametrize("name", ["silu", "gelu", "mish"])
def test_gates_saturate_on_the_left_or_say_that_there_is_no_closed_form(name):
    """Both tails cross eps twice or more; whatever is returned must be the last crossing."""
    eps = Rational(1, 1000)
    try:
        found = saturation(A(name), eps)
    except SymactError:
        return
    assert found.above is None
    beyond = [abs(A(name)(found.below - h)) for h in (Rational(1, 10**6), 1, 10, 100)]
    assert all(sign(d - eps) < 0 for d in beyond)
    assert sign(abs(A(name)(found.below + Rational(1, 10**6))) - eps) > 0


def test_a_bump_before_the_threshold_counts():
    """The piece next to the saturated one may be within eps at its end, and far outside before."""
    bump = Piecewise((0, X <= 0), (X * (2 - X), X < 2), (0, True))
    assert str(saturation(bump, 0, X)) == "x <= 0, x >= 2"
    found = saturation(bump, Rational(3, 4), X)
    assert (found.below, found.above) == (S.Half, Rational(3, 2))
    wide = saturation(bump, 2, X)
    assert wide.condition == True or wide.below == oo or wide.above == -oo  # noqa: E712


def test_the_level_may_be_met_only_at_one_side():
    f = Piecewise((0, X < 1), (5, X < 2), (0, True))
    found = saturation(f, 0, X)
    assert (found.below, found.closed[0], found.above, found.closed[1]) == (1, False, 2, True)


def test_condition():
    found = saturation(A("relu6"), 0)
    x = found.variable
    assert found.condition == Or(x <= 0, x >= 6)
    assert found.condition.subs(x, 3) == False  # noqa: E712
    assert not isinstance(found.condition, And)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((A("relu"), -1), ValueError, "eps must be a real number of at least 0, not -1"),
        ((A("relu"), "0.1"), TypeError, "eps must be"),
        ((A("relu"), float("nan")), ValueError, "eps must be"),
        ((A("relu"), oo), ValueError, "eps must be"),
        ((sin(X), EPS, X), NoLimitError, "oscillates"),
        ((Max(X, Symbol("y")),), ValueError, "must be named"),
    ],
)
def test_refusals(arguments, error, message):
    with pytest.raises(error, match=message):
        saturation(*arguments)


def test_floats_are_the_decimals_they_mean():
    assert saturation(A("sigmoid"), 0.01) == saturation(A("sigmoid"), EPS)


def test_own_expressions():
    assert str(saturation(Min(1, Max(0, X)), 0, X)) == "x <= 0, x >= 1"
    found = saturation(1 - exp(-(X**2)), EPS, X)
    assert found.levels == (1, 1)
    assert sign(found.above - (log(100)) ** S.Half) == 0
    assert sign(found.below + (log(100)) ** S.Half) == 0
    assert saturation(tanh(2 * X), EPS, X).above == saturation(tanh(X), EPS, X).above / 2
