"""Arguments of activations: what they may be, and what is said where they may not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from sympy import Float, I, Matrix, Rational, S, Symbol, nan, oo, sqrt, symbols, zoo

from symact.errors import DefinitionError, DomainError
from symact.exact.variable import T
from symact.functions.activation import Activation
from symact.functions.catalogue import activation
from symact.functions.parameters import NonNegative, Parameter, Positive, Real, read_signature

x = Symbol("x")
A = activation
relu, leaky, hardtanh, celu, threshold = (A(n) for n in ("relu", "leaky_relu", "hardtanh", "celu", "threshold"))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: relu("x"),
            TypeError,
            "argument of relu must be an expression, not the text 'x'; read it with sa.parse",
        ),
        (lambda: relu([1, 2]), TypeError, r"argument of relu must be an expression, a number or .*, not \[1, 2\]"),
        (lambda: relu(None), TypeError, "argument of relu must be an expression"),
        (lambda: relu(int), TypeError, "argument of relu must be an expression, .*, not <class 'int'>"),
        (lambda: A("step")(None), TypeError, "argument of step must be an expression, .*, not None"),
        (lambda: A("step")(len), TypeError, "argument of step must be an expression, .*, not <built-in function len>"),
        (lambda: relu(Matrix([1, 2])), TypeError, r"must be a scalar, not (?s:.*); use its applyfunc\(relu\)"),
        (lambda: relu(x > 0), TypeError, "argument of relu must be"),
        (lambda: relu(), TypeError, "."),
        (lambda: relu(x, 1), TypeError, "relu takes 0 parameters after its argument, not 1"),
        (lambda: leaky(x, 1, 2), TypeError, "leaky_relu takes 1 parameters after its argument, not 2"),
        (lambda: leaky(x, foo=1), TypeError, "leaky_relu has no parameter 'foo'; its parameters: slope"),
        (lambda: relu(x, slope=1), TypeError, "relu has no parameter 'slope'; its parameters: none"),
        (lambda: leaky(x, 1, slope=1), TypeError, "slope of leaky_relu must be given once, not twice"),
        (lambda: leaky(x, "0.1"), TypeError, "slope must be a real number or a SymPy expression, not '0.1'"),
        (lambda: leaky(x, True), TypeError, "slope must be a real number"),
        (lambda: leaky(x, 1j), TypeError, "slope must be a real number"),
        (lambda: leaky(x, I), ValueError, "slope of leaky_relu must be real, not I"),
        (lambda: leaky(x, float("nan")), ValueError, "slope must be a real number, not nan"),
        (lambda: leaky(x, float("inf")), ValueError, "slope must be finite, not inf"),
        (lambda: leaky(x, oo), ValueError, "slope must be finite, not oo"),
        (lambda: celu(x, -1), ValueError, "alpha of celu must be positive, not -1"),
        (lambda: celu(x, 0), ValueError, "alpha of celu must be positive, not 0"),
        (lambda: celu(x, Symbol("n", negative=True)), ValueError, "alpha of celu must be positive, not n"),
        (lambda: threshold(x), TypeError, "threshold needs its parameter at; it has no default"),
        (lambda: threshold(x, 1), TypeError, "threshold needs its parameter value; it has no default"),
        (lambda: relu(I), DomainError, "argument of relu must be real, not I"),
        (lambda: hardtanh(x, 2, 1), ValueError, "high of hardtanh must be above low, not high=1 and low=2"),
    ],
)
def test_bad_arguments(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    "value", [0.2, Fraction(1, 5), Decimal("0.2"), Rational(1, 5), Float("0.2", 50), S("1/5")], ids=repr
)
def test_any_number_is_the_rational_it_means(value):
    assert leaky(x, value) == leaky(x, slope=value) == leaky(x, Rational(1, 5))
    assert leaky(x, value).args == (x, Rational(1, 5))


def test_parameters_in_any_order_by_name():
    forms = {hardtanh(x, -2, 3), hardtanh(x, low=-2, high=3), hardtanh(x, high=3, low=-2), hardtanh(x, -2, high=3)}
    assert len(forms) == 1
    assert hardtanh(x) == hardtanh(x, -1) == hardtanh(x, -1, 1) == hardtanh(x, high=1)
    assert threshold(2, value=20, at=1) == 2
    assert threshold(x, 1, 20) == threshold(x, value=20, at=1)


def test_parameters_may_be_expressions():
    a = symbols("a", positive=True)
    assert leaky(-2, a) == -2 * a
    assert leaky(x, sqrt(2)).subs(x, -1) == -sqrt(2)
    assert celu(x, a).subs(a, 2) == celu(x, 2)
    with pytest.raises(ValueError, match="must be positive"):
        celu(x, a).subs(a, -2)


@pytest.mark.parametrize(
    "name", ["celu", "hard_sigmoid", "isru", "elu", "silu", "softplus", "squareplus", "hardshrink"]
)
def test_plain_symbols_are_taken_to_keep_the_constraint(name):
    """A symbol without assumptions is what the parameter must be, so that branches have an order."""
    f = A(name)
    names = symbols(f"p0:{len(f.parameters)}")
    expr = f(x, *names)
    assert expr.free_symbols == {x, *names}
    values = [Rational(3, 2) + i for i, _ in enumerate(names)]
    numbers = dict(zip(names, values, strict=True))
    for p in (-4, Rational(-1, 3), Rational(1, 7), 5):
        assert expr.diff(x).subs(numbers).subs(x, p).equals(f(x, *values).diff(x).subs(x, p))
        assert expr.subs(numbers) == f(x, *values)


def test_assumptions_of_the_given_symbols_count():
    n, p, c = symbols("n", negative=True), symbols("p", positive=True), symbols("c", real=True)
    assert hardtanh(x, n, p).table.breakpoints == (n, p)
    assert hardtanh(c, c - 1, c + 1) == c
    assert hardtanh(x, c - 1, c + 1).table.breakpoints == (c - 1, c + 1)


def test_one_symbol_for_two_parameters():
    a = symbols("a")
    assert A("rrelu")(-4, a, a) == -4 * a
    low, high = A("hard_sigmoid")(x, a, a).table.breakpoints
    assert (low, (high - (1 - a) / a).expand()) == (-1, 0)
    assert A("selu")(-oo, a, a) == -(a**2)


def test_special_arguments():
    assert relu(nan) is nan
    assert relu(zoo) is nan
    assert relu(oo) is oo
    assert relu(-oo) == 0
    assert relu(float("nan")) is nan
    assert relu(float("inf")) is oo
    assert relu(0.5) == Float(0.5)
    assert relu(Decimal("0.5")) == S.Half or relu(Decimal("0.5")) == Float("0.5")
    assert relu(Fraction(-1, 3)) == 0
    assert relu(x, evaluate=False) == relu(x)
    assert relu(S(2), evaluate=False) != relu(2)


def test_signatures():
    def formula(x, a: Positive = 1, b: NonNegative = 0, c: Real = Rational(1, 2), lambda_: Real = 3):
        return x

    parameters = read_signature(formula)
    assert [p.name for p in parameters] == ["a", "b", "c", "lambda"]
    assert [p.constraint for p in parameters] == ["positive", "nonnegative", "real", "real"]


def test_a_parameter_checks_itself():
    with pytest.raises(DefinitionError, match="a constraint must be one of real, positive, nonnegative, not 'odd'"):
        Parameter("a", None, "odd")
    with pytest.raises(ValueError, match="a of the definition must be positive, not -1"):
        Parameter("a", S(-1), "positive")
    assert Parameter("a", None, "positive").symbol.is_positive
    assert Parameter("a", None).symbol == Parameter("a", S.One).symbol


class twice(Activation):
    """Twice the argument above 1; for the tests."""

    @staticmethod
    def formula(x, b: Positive = 1):
        from sympy import Piecewise

        return Piecewise((2 * x, x > b), (2 * b, True))


def test_a_class_of_ones_own():
    assert twice(3) == 6
    assert twice(0) == 2
    assert twice(x, 2).diff(x).subs(x, 2) == 0
    assert twice.parameters == (Parameter("b", S.One, "positive"),)
    assert twice(x).table.breakpoints == (1,)
    assert str(twice(x, 2)) == "twice(x, 2)"
    assert str(twice(x)) == "twice(x)"


def test_the_bound_variable_is_no_symbol_of_the_user():
    assert relu(T).free_symbols == {T}
    assert relu(T).subs(T, x) == relu(x)
    assert T not in leaky(x, Symbol("x")).diff(x).free_symbols


def test_the_order_of_parameters_that_a_constraint_states_decides_the_branches():
    a, b = symbols("a b")
    f = hardtanh(x, a, b)
    assert (f.table.breakpoints, f.table.pieces[0], f.table.pieces[2]) == ((a, b), a, b)
    assert f.subs({a: -2, b: 3}).subs(x, 7) == 3
    assert hardtanh(3, a, 5) == f.subs({x: 3, b: 5})


def test_a_step_of_an_array_is_an_array():
    assert A("step")(np.array([-1.0, 0.0, 2.0]), 0).tolist() == [0, 0, 1]
