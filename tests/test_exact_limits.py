"""Limits: one-sided at breakpoints and at infinity, where SymPy's own are wrong or raise."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from random_expressions import X, fractions, piecewise, rational
from sympy import Abs, Max, Min, Piecewise, Rational, S, Symbol, cos, exp, log, oo, pi, sin, sqrt, symbols, tanh
from sympy import limit as sympy_limit

from symact.errors import NoLimitError, SymactError, UndecidedError
from symact.exact.branches import branch_table
from symact.exact.derivatives import derivative
from symact.exact.limiting import Limits, limit, limits
from symact.functions.catalogue import activation

H = Fraction(1, 10**40)
FAR = Fraction(10**9)
relu, silu, gelu, mish, elu, celu = (activation(n) for n in ("relu", "silu", "gelu", "mish", "elu", "celu"))
sigmoid, softplus, step = (activation(n) for n in ("sigmoid", "softplus", "step"))
hardtanh, leaky_relu, softsign = (activation(n) for n in ("hardtanh", "leaky_relu", "softsign"))
hardshrink, squareplus, selu = (activation(n) for n in ("hardshrink", "squareplus", "selu"))


def close(value, wanted):
    return abs(value - rational(wanted)) < Rational(1, 10**20)


@settings(max_examples=40)
@given(piecewise, fractions)
def test_one_sided_limits_are_the_values_next_to_the_point(pair, t):
    breakpoints = [b for b in branch_table(pair.expr, X).breakpoints if b.is_Rational]
    for point in (t, *(Fraction(int(b.p), int(b.q)) for b in breakpoints)):
        assert close(limit(pair.expr, X, rational(point), "+"), pair.at(point + H))
        assert close(limit(pair.expr, X, rational(point), "-"), pair.at(point - H))


@settings(max_examples=40)
@given(piecewise)
def test_limits_at_infinity_are_where_values_go(pair):
    for end, value in zip((-1, 1), limits(pair.expr, X), strict=True):
        far = [pair.at(end * FAR * k) for k in (1, 10**3)]
        if value.is_finite:
            assert far == [rational_to_fraction(value)] * 2
        else:
            assert (far[1] > far[0] > 10**3) if value is S.Infinity else (far[1] < far[0] < -(10**3))


def rational_to_fraction(value):
    return Fraction(int(value.p), int(value.q))


# What is asked of the limits of f, f' and f'' at -oo and oo, from the literature.
scale = activation("selu")(1)
depth = activation("selu")(-oo)
LIMITS = {
    "sigmoid": ((0, 1), (0, 0)),
    "tanh": ((-1, 1), (0, 0)),
    "softsign": ((-1, 1), (0, 0)),
    "erf": ((-1, 1), (0, 0)),
    "atan": ((-pi / 2, pi / 2), (0, 0)),
    "softplus": ((0, oo), (0, 1)),
    "squareplus": ((0, oo), (0, 1)),
    "sparse_plus": ((0, oo), (0, 1)),
    "log_sigmoid": ((-oo, 0), (1, 0)),
    "silu": ((0, oo), (0, 1)),
    "gelu": ((0, oo), (0, 1)),
    "mish": ((0, oo), (0, 1)),
    "hard_swish": ((0, oo), (0, 1)),
    "quick_gelu": ((0, oo), (0, 1)),
    "gelu_tanh": ((0, oo), (0, 1)),
    "serf": ((0, oo), (0, 1)),
    "telu": ((0, oo), (0, 1)),
    "phish": ((0, oo), (0, 1)),
    "logish": ((0, oo), (0, log(2))),
    "smish": ((0, oo), (0, Rational(3, 5))),
    "relu": ((0, oo), (0, 1)),
    "relu6": ((0, 6), (0, 0)),
    "squared_relu": ((0, oo), (0, oo)),
    "leaky_relu": ((-oo, oo), (Rational(1, 100), 1)),
    "elu": ((-1, oo), (0, 1)),
    "celu": ((-1, oo), (0, 1)),
    "selu": ((depth, oo), (0, scale)),
    "hardtanh": ((-1, 1), (0, 0)),
    "hard_sigmoid": ((0, 1), (0, 0)),
    "sparse_sigmoid": ((0, 1), (0, 0)),
    "hardshrink": ((-oo, oo), (1, 1)),
    "softshrink": ((-oo, oo), (1, 1)),
    "tanhshrink": ((-oo, oo), (1, 1)),
    "isru": ((-1, 1), (0, 0)),
    "isrlu": ((-1, oo), (0, 1)),
    "bent_identity": ((-oo, oo), (S.Half, Rational(3, 2))),
    "gaussian": ((0, 0), (0, 0)),
    "step": ((0, 1), (0, 0)),
    "sign": ((-1, 1), (0, 0)),
    "thresholded_relu": ((0, oo), (0, 1)),
    "pflu": ((0, oo), (0, 1)),
}


@pytest.mark.parametrize("name", sorted(LIMITS))
def test_limits_of_activations_and_their_slopes(name):
    f = activation(name)
    value, slope = LIMITS[name]
    assert same(limits(f), value)
    assert same(limits(derivative(f)), slope)
    second = limits(derivative(f, order=2))
    assert second == (0, 2 if name == "squared_relu" else 0)


def same(found, wanted):
    return all(a == b or (a - b).equals(0) for a, b in zip(found, map(S, wanted), strict=True))


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("softplus", None, 0),
        ("silu", None, 0),
        ("gelu", None, 0),
        ("mish", None, 0),
        ("squareplus", None, 0),
        ("elu", None, 0),
        ("tanhshrink", 1, -1),
        ("softshrink", S.Half, -S.Half),
        ("log_sigmoid", 0, None),
    ],
)
def test_asymptotes(name, left, right):
    rest = activation(name)(X) - X
    assert left is None or limit(rest, X, -oo) == left
    assert right is None or limit(rest, X, oo) == right


RELU_PW = Piecewise((0, X < 0), (X, True))
# (expression, point, direction, limit); SymPy's own is wrong for most of the first, and raises at infinity.
WHERE_SYMPY_FAILS = [
    (RELU_PW.diff(X), 0, "-", 0),
    (RELU_PW.diff(X), 0, "+", 1),
    (Piecewise((1, X > 0), (0, True)), 0, "+", 1),
    (Piecewise((1, X > 0), (0, True)), 0, "-", 0),
    (Piecewise((X, X > 0), (2 * (exp(X) - 1), True)).diff(X), 0, "+", 1),
    (Piecewise((-1, X < -1), (1, X > 1), (X, True)).diff(X), 1, "+", 0),
    (Piecewise((-1, X < -1), (1, X > 1), (X, True)).diff(X), -1, "-", 0),
    (RELU_PW, oo, "+-", oo),
    (RELU_PW, -oo, "+-", 0),
    (Max(-1, Min(1, X)), oo, "+-", 1),
    (Piecewise((X, X > 0), (Symbol("a", positive=True) * X, True)), -oo, "+-", -oo),
    (X / (1 + exp(-Symbol("b", positive=True) * X)), oo, "+-", oo),
    (X / (1 + exp(-X)), -oo, "+-", 0),
    (relu(1 / X), 0, "+", oo),
    (relu(1 / X), 0, "-", 0),
    (Abs(X) / X, 0, "-", -1),
    (sin(X) / X, 0, "+-", 1),
    (sin(X) / X, oo, "+-", 0),
    (log(X), 0, "+", -oo),
    (sqrt(X), 0, "-", S.NaN),
    ((elu(X) - X) / X**2, 0, "-", S.Half),
    (exp(-1 / X**2), 0, "+-", 0),
    (tanh(1 / X), 0, "-", -1),
]


@pytest.mark.parametrize(("expr", "point", "direction", "wanted"), WHERE_SYMPY_FAILS, ids=str)
def test_where_sympy_fails(expr, point, direction, wanted):
    assert limit(expr, X, point, direction) == wanted


# SymPy's own limit, of functions of ours: through its hooks it must be right.
THROUGH_SYMPY = [
    (relu(X), oo, "-", oo),
    (relu(X), -oo, "-", 0),
    (relu(X).diff(X), 0, "+", 1),
    (relu(X).diff(X), 0, "-", 0),
    (elu(X, 2).diff(X), 0, "+", 1),
    (elu(X, 2).diff(X), 0, "-", 2),
    (hardtanh(X).diff(X), 1, "+", 0),
    (hardtanh(X).diff(X), 1, "-", 1),
    (hardtanh(X).diff(X), -1, "-", 0),
    (gelu(X) / X, oo, "-", 1),
    (gelu(X) / X, -oo, "-", 0),
    (relu(X) / X, oo, "-", 1),
    (relu(X) / X, 0, "+", 1),
    (relu(X) / X, 0, "-", 0),
    (relu(X) - X, oo, "-", 0),
    (silu(X) - X, oo, "-", 0),
    (elu(X), -oo, "-", -1),
    (X * elu(X).diff(X), -oo, "-", 0),
    (mish(X).diff(X), oo, "-", 1),
    (softplus(X) - X, oo, "-", 0),
    (relu(sin(X)) / X, 0, "+", 1),
    (relu(sin(X)) / X, 0, "-", 0),
    (relu(relu(X) - 1), 1, "+", 0),
    ((relu(1 + X) - 1) / X, 0, "+", 1),
    (step(X), 0, "-", 0),
    (step(X), 0, "+", 1),
    (step(-X), 0, "+", 0),
    (step(-X), 0, "-", 1),
    (step(X**2), 0, "+", 1),
    (exp(relu(X)), oo, "-", oo),
    (exp(-relu(X)), -oo, "-", 1),
    ((elu(X) - X) / X**2, 0, "-", S.Half),
    ((elu(X) - X) / X**2, 0, "+", 0),
    (leaky_relu(X) / X, -oo, "-", Rational(1, 100)),
    (softsign(X), oo, "-", 1),
    (softsign(X) / X, 0, "-", 1),
    (hardshrink(X), S.Half, "+", S.Half),
    (hardshrink(X), S.Half, "-", 0),
    (relu(1 / X), 0, "+", oo),
    (relu(1 / X), 0, "-", 0),
    (X * relu(1 / X), 0, "+", 1),
    (X * relu(-1 / X), 0, "+", 0),
    (sigmoid(X) / exp(X), -oo, "-", 1),
    (sigmoid(1 / X), 0, "-", 0),
    (relu(X**2 - 4) / (X - 2), 2, "+", 4),
    (relu(X**2 - 4) / (X - 2), 2, "-", 0),
    (relu(X) ** relu(X), 0, "+", 1),
    (log(softplus(X)), -oo, "-", -oo),
    (log(sigmoid(X)) / X, -oo, "-", 1),
    (gelu(gelu(X)), -oo, "-", 0),
    (relu(X) + relu(-X) - Abs(X), oo, "-", 0),
]


@pytest.mark.parametrize(("expr", "point", "direction", "wanted"), THROUGH_SYMPY, ids=str)
def test_through_sympy(expr, point, direction, wanted):
    assert sympy_limit(expr, X, point, direction) == wanted
    real = Symbol("x", real=True)
    assert sympy_limit(expr.subs(X, real), real, point, direction) == wanted
    if not expr.has(sin):
        assert limit(expr, X, point, "+-" if point in (oo, -oo) else direction) == wanted


@settings(max_examples=40)
@given(piecewise, fractions)
def test_sympy_agrees_on_functions_of_ours(pair, t):
    """The canonical form of any expression is one of ours, whose limits SymPy gets right."""
    from symact.exact.zero_sets import simplify

    ours = simplify(pair.expr, X)
    table = branch_table(pair.expr, X)
    for point in (rational(t), *(b for b in table.breakpoints if b.is_Rational)):
        for direction in "+-":
            assert sympy_limit(ours, X, point, direction) == limit(pair.expr, X, point, direction)
    assert (sympy_limit(ours, X, -oo), sympy_limit(ours, X, oo)) == limits(pair.expr, X)


def test_limits_with_parameters():
    a = symbols("a", positive=True)
    assert limits(leaky_relu(X, a), X) == (-oo, oo)
    assert limits(leaky_relu(X, -a), X) == (oo, oo)
    assert limits(elu(X, a), X) == (-a, oo)
    assert limits(celu(X, a), X) == (-a, oo)
    assert limits(silu(X, a), X) == (0, oo)
    assert limits(softplus(X, a), X) == (0, oo)
    assert limits(hardtanh(X, -a, a), X) == (-a, a)
    assert limits(derivative(celu(X, a), X), X) == (0, 1)


def test_both_sides():
    assert limit(Abs(X), X, 0) == 0
    with pytest.raises(NoLimitError, match="from above it is 1 and from below -1; ask for one with direction"):
        limit(Abs(X) / X, X, 0)


@pytest.mark.parametrize("expr", [sin(X), cos(X) * X, activation("snake")(X).diff(X), sin(X**2)], ids=str)
def test_oscillation_has_no_limit(expr):
    with pytest.raises((NoLimitError, UndecidedError)):
        limit(expr, X, oo)


def test_a_limit_that_hangs_on_a_parameter_is_refused():
    with pytest.raises(UndecidedError, match="b"):
        limit(X / (1 + exp(-Symbol("b", real=True) * X)), X, oo)


def test_functions_are_subjects_too():
    found = limits(silu)
    assert isinstance(found, Limits)
    assert (found.left, found.right) == found == (0, oo)
    assert limit(silu) is oo
    assert limit(step, point=0, direction="-") == 0
    assert limits(S.Half) == (S.Half, S.Half)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((X, X, 0, "up"), ValueError, r"direction must be '\+', '-' or '\+-', not 'up'"),
        (("x", X), TypeError, "must be a SymPy expression or a function such as sa.relu, not 'x'"),
        ((X * Symbol("y"),), ValueError, "the variable must be named where an expression has 2 symbols"),
        ((X, 3), TypeError, "the variable must be a Symbol, not 3"),
    ],
)
def test_bad_arguments(arguments, error, message):
    with pytest.raises(error, match=message):
        limit(*arguments)


def test_refusals_are_symact_errors():
    for expr in (sin(X), Abs(X) / X):
        with pytest.raises(SymactError):
            limit(expr, X, 0 if expr.has(Abs) else oo)


def test_an_infinite_limit_that_a_parameter_may_turn_is_refused():
    a = Symbol("a", real=True)  # for a = 0 the limit is 0
    with pytest.raises(UndecidedError, match="must be a real number or infinite"):
        limits(leaky_relu(X, a), X)
    assert limits(leaky_relu(X, Symbol("p", positive=True)), X) == (-S.Infinity, S.Infinity)
