"""Derivatives of whole expressions, exact at kinks, against difference quotients of plain evaluation."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from random_expressions import X, continuous, fractions, piecewise, rational
from sympy import Abs, DiracDelta, Heaviside, Max, Min, Piecewise, Rational, S, Symbol, diff, exp, sign, symbols, tanh

from symact.arithmetic.balls import float_of
from symact.errors import UndecidedError
from symact.exact.branches import branch_table
from symact.exact.derivatives import derivative
from symact.exact.limiting import unfold
from symact.exact.slopes import derivative_table, select
from symact.functions.catalogue import activation

H = Fraction(1, 10**60)
relu, hardtanh, leaky_relu = (activation(n) for n in ("relu", "hardtanh", "leaky_relu"))
softsign, elu, relu6, hard_swish = (activation(n) for n in ("softsign", "elu", "relu6", "hard_swish"))
squared_relu, hardshrink, step = (activation(n) for n in ("squared_relu", "hardshrink", "step"))
softshrink, hard_sigmoid, silu = (activation(n) for n in ("softshrink", "hard_sigmoid", "silu"))


def quotients(pair, t):
    """Return the slopes left and right of a point, from values on each side alone, to some 30 digits."""
    return [(pair.at(t + 2 * s * H) - pair.at(t + s * H)) / (s * H) for s in (-1, 1)]


def near(value, wanted):
    return abs(value - rational(wanted)) < Rational(1, 10**30)


@settings(max_examples=50)
@given(piecewise, fractions)
def test_the_slopes_of_both_sides(pair, t):
    left, right = quotients(pair, t)
    point = rational(t)
    assert near(derivative(pair.expr, X, at_kink="left").subs(X, point), left)
    assert near(derivative(pair.expr, X, at_kink="right").subs(X, point), right)


@settings(max_examples=25)
@given(continuous)
def test_the_choice_at_every_kink(pair):
    for b in branch_table(pair.expr, X).breakpoints:
        if not b.is_Rational:
            continue
        left, right = quotients(pair, Fraction(int(b.p), int(b.q)))
        low, high = min(left, right), max(left, right)
        least = low if low > 0 else high if high < 0 else Fraction(0)
        wanted = {"left": left, "right": right, "mid": (left + right) / 2, "least": least}
        for choice, value in wanted.items():
            assert near(derivative(pair.expr, X, at_kink=choice).subs(X, b), value)


@settings(max_examples=30)
@given(continuous, fractions)
def test_second_derivatives(pair, t):
    """Beside any point the second derivative is the second difference, and no distribution is in it."""
    second = derivative(pair.expr, X, 2)
    assert not second.has(DiracDelta)
    for side in (-1, 1):
        values = [pair.at(t + k * side * H) for k in (1, 2, 3)]
        quotient = (values[2] - 2 * values[1] + values[0]) / H**2
        assert near(second.subs(X, rational(t + 2 * side * H)), quotient)


@settings(max_examples=30)
@given(continuous, continuous, fractions)
def test_it_is_linear_off_the_kinks(f, g, t):
    point = rational(t) + Rational(1, 10**9 + 7)
    whole = derivative(f.expr - 3 * g.expr, X).subs(X, point)
    assert whole == derivative(f.expr, X).subs(X, point) - 3 * derivative(g.expr, X).subs(X, point)


# Expressions whose kinks cancel or change, so that what the chain rule selects at them is wrong; with the truth there.
a = symbols("a", positive=True)
CANCELLING = [
    (relu(X) - relu(-X), 0, 1),
    (relu(-X) - relu(X), 0, -1),
    (2 * relu(X) - Abs(X), 0, 1),
    (X + 2 * relu(-X) - relu(-X) - relu(X), 0, 0),
    (relu(X + 1) - relu(-X - 1), -1, 1),
    (relu(2 * X - 4) - relu(4 - 2 * X), 2, 2),
    (relu(3 * X) - 3 * relu(-X), 0, 3),
    (relu(X) - relu(-X) + relu(X - 1), 0, 1),
    (relu(X**2), 0, 0),
    (relu(X**2 + X) - relu(-(X**2) - X), 0, 1),
    (relu(X**2 + X) - relu(-(X**2) - X), -1, -1),
    (leaky_relu(X) - leaky_relu(-X), 0, Rational(101, 100)),
    (leaky_relu(X) - Rational(99, 100) * relu(-X), 0, 1),
    (leaky_relu(X, Rational(1, 5)) - Rational(4, 5) * relu(X), 0, Rational(1, 5)),
    (leaky_relu(X, a) - (1 - a) * relu(-X), 0, 1),
    (relu6(X) - relu(-X), 0, 1),
    (relu6(X) + relu(X - 6), 6, 1),
    (hardtanh(X) + relu(X - 1) - relu(-X - 1), 1, 1),
    (hardtanh(X) + relu(X - 1) - relu(-X - 1), -1, 1),
    (hardtanh(X) - relu(X + 1) + relu(X - 1), -1, 0),
    (softshrink(X) + hardtanh(X, -S.Half, S.Half), S.Half, 1),
    (softshrink(X) + hardtanh(X, -S.Half, S.Half), -S.Half, 1),
    (6 * hard_sigmoid(X) - relu(X + 3), -3, 0),
    (hard_swish(X) - X * hard_sigmoid(X) + X, 3, 1),
    (hard_swish(X) - X * hard_sigmoid(X) + X, -3, 1),
    (elu(X, 2) - relu(X) + 2 * relu(X), 0, 2),
    (elu(X, 2) + relu(X), 0, 2),
    (Max(X, 0) - Max(-X, 0), 0, 1),
    (Max(X, 2) + Min(X, 2), 2, 1),
    (Abs(X - 1) + X - 2 * relu(X - 1), 1, 0),
    (Max(X, -X) - Abs(X) + X, 0, 1),
    (X * sign(X) - Abs(X) + X, 0, 1),
    (X * step(X) - relu(X) + X, 0, 1),
    (relu(relu(X) - relu(-X)) - relu(-X), 0, 1),
    (Abs(relu(X) - relu(-X)) - 2 * relu(X), 0, -1),
    (Piecewise((X, X < 0), (0, True)) + relu(X), 0, 1),
    (relu(tanh(X)) - relu(-tanh(X)), 0, 1),
    (relu(exp(X) - 1) - relu(1 - exp(X)), 0, 1),
    (relu(silu(X)) - relu(-silu(X)), 0, S.Half),
]


@pytest.mark.parametrize(("expr", "kink", "slope"), CANCELLING, ids=str)
def test_kinks_that_cancel(expr, kink, slope):
    for choice in ("least", "left", "right", "mid"):
        got = derivative(expr, X, at_kink=choice).subs(X, kink)
        assert (got - slope).equals(0), (choice, got)


def test_the_chain_rule_only_selects():
    """What makes the expressions above worth a test: for at least 30 of them diff is not the slope at the kink."""
    wrong = [e for e, kink, slope in CANCELLING if not (e.diff(X).subs(X, kink) - slope).equals(0)]
    assert len(wrong) >= 30


def test_least_is_what_the_frameworks_take():
    """At the kinks of section 1c of any handbook torch takes the least element, and so does everything here."""
    torch = [
        (relu, 0, 0),
        (relu6, 0, 0),
        (relu6, 6, 0),
        (hardtanh, -1, 0),
        (hardtanh, 1, 0),
        (hard_sigmoid, -3, 0),
        (hard_sigmoid, 3, 0),
        (hard_swish, -3, 0),
        (hard_swish, 3, 1),
        (leaky_relu, 0, Rational(1, 100)),
        (activation("prelu"), 0, Rational(1, 4)),
        (activation("rrelu"), 0, Rational(11, 48)),
        (elu, 0, 1),
        (activation("celu"), 0, 1),
        (softshrink, S.Half, 0),
        (softshrink, -S.Half, 0),
        (Abs, 0, 0),
        (softsign, 0, 1),
        (activation("sparse_plus"), -1, 0),
        (activation("sparse_plus"), 0, S.Half),
        (activation("sparse_plus"), 1, 1),
        (activation("sparse_sigmoid"), 1, 0),
    ]
    for f, kink, slope in torch:
        assert derivative(f(X), X).subs(X, kink) == slope
        if f is not Abs:
            assert f(X).diff(X).subs(X, kink) == slope
    # torch takes the right side here; the least element of [L, L*A] is L.
    selu = activation("selu")
    assert (derivative(selu(X), X).subs(X, 0) - selu(1)).equals(0)
    assert derivative(elu(X, 2), X).subs(X, 0) == 1  # torch has 2, the left slope
    assert derivative(elu(X, 2), X, at_kink="left").subs(X, 0) == 2


@pytest.mark.parametrize(
    "forms",
    [
        [Max(0, X), Piecewise((0, X < 0), (X, True)), Piecewise((X, X > 0), (0, True)), (X + Abs(X)) / 2],
        [Max(-1, Min(1, X)), Min(1, Max(-1, X)), Piecewise((-1, X < -1), (1, X > 1), (X, True)), hardtanh(X)],
        [Abs(X), Max(X, -X), X * sign(X), Piecewise((-X, X <= 0), (X, True))],
        [X * Heaviside(X), relu(X), X * step(X), X * step(X, 0)],
    ],
)
def test_the_derivative_is_that_of_the_function_not_of_its_form(forms):
    tables = {derivative_table(branch_table(f, X)) for f in forms}
    assert len(tables) == 1


@pytest.mark.parametrize(
    ("left", "right", "least"),
    [(0, 1, 0), (1, 0, 0), (-1, 1, 0), (2, 1, 1), (1, 2, 1), (-2, -1, -1), (-1, -2, -1), (S.Half, S.Half, S.Half)],
)
def test_select(left, right, least):
    left, right = S(left), S(right)
    assert select(left, right) == least
    assert (select(left, right, "left"), select(left, right, "right")) == (left, right)
    assert select(left, right, "mid") == (left + right) / 2


def test_select_with_parameters():
    """Where the order of the slopes hangs on a parameter, the least element is written out and right for each value."""
    p = symbols("p", real=True)
    for slopes in ((p, S.One), (S.One, p), (p, -p)):
        formula = select(*slopes)
        for value in (-2, -1, 0, Rational(1, 3), 1, 5):
            assert formula.subs(p, value) == select(*(S(s).subs(p, value) for s in slopes))


@pytest.mark.parametrize(("order", "choice"), list(product((1, 2, 3), ("least", "left", "right", "mid"))))
def test_jumps_contribute_nothing(order, choice):
    assert derivative(step(X), X, order, at_kink=choice) == 0
    assert derivative(sign(X), X, order, at_kink=choice) == 0
    assert not derivative(hardshrink(X), X, order, at_kink=choice).has(DiracDelta)


def test_orders():
    assert derivative(squared_relu(X), X, 2) == 2 * step(X, 0)
    assert derivative(squared_relu(X), X, 3) == 0
    assert derivative(softsign(X), X, 2).subs(X, 0) == 0
    assert derivative(softsign(X), X, 2, at_kink="right").subs(X, 0) == -2
    assert derivative(softsign(X), X, 2, at_kink="left").subs(X, 0) == 2
    assert derivative(relu(X), X, 0) == relu(X)
    assert derivative(elu(X, a), X, 2).subs(X, -1) == a * exp(-1)


def test_undefined_sides():
    log1mexp = activation("log1mexp")
    assert derivative(log1mexp(X), X).subs(X, -1) is S.NaN
    assert derivative(Piecewise((X**2, X >= 0)), X).subs(X, 0) == 0
    assert derivative(Piecewise((X**2, X > 0)), X).subs(X, 0) is S.NaN


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        ((relu(X), X, -1), {}, ValueError, "order must be an integer of at least 0, not -1"),
        ((relu(X), X, 1.0), {}, ValueError, "order must be an integer of at least 0, not 1.0"),
        ((relu(X), X, True), {}, ValueError, "not True"),
        ((relu(X), X), {"at_kink": "zero"}, ValueError, "at_kink must be one of least, left, right, mid, not 'zero'"),
        (("relu", X), {}, TypeError, "read text with sa.parse"),
        ((relu(X) * Symbol("y"),), {}, ValueError, "must be named"),
        ((Max(X, Symbol("p"), Symbol("q")), X), {}, UndecidedError, "p, q"),
    ],
)
def test_bad_arguments(arguments, options, error, message):
    with pytest.raises(error, match=message):
        derivative(*arguments, **options)


def test_a_vector_is_no_function_of_one_value():
    with pytest.raises(TypeError, match="take a component"):
        derivative(activation("maxout")([X, 2 * X]), X)
    assert derivative(activation("maxout")([X, 2 * X])[0], X) == derivative(Max(X, 2 * X), X)


@pytest.mark.parametrize("name", ["logish", "smish"])
@pytest.mark.parametrize("order", [1, 2])
def test_digits_of_a_derivative_are_right_far_out(name, order):
    """SymPy evaluates log(1 + tiny) to 0, so that no derivative may be written so."""
    entry = activation(name)(X)
    plain = diff(unfold(entry), X, order)
    for point in (-1000, -100, -50, 0, 50):
        assert entry.diff(X, order).subs(X, point).evalf(15) == float_of(plain.subs(X, point), 53)


def test_a_slope_far_out_that_was_wrong():
    assert str(activation("logish")(X).diff(X).subs(X, -100).evalf(6)) == "-3.68288e-42"
    assert str(activation("smish")(X).diff(X).subs(X, -100).evalf(6)) == "-3.68288e-42"
