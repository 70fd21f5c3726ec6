"""SymPy's hooks: what SymPy's own verbs do with functions of ours is right, or refused, never wrong."""

from __future__ import annotations

import contextlib

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Derivative,
    Float,
    Function,
    Heaviside,
    Limit,
    Matrix,
    Max,
    O,
    Order,
    Piecewise,
    Rational,
    S,
    Symbol,
    count_ops,
    diff,
    erf,
    exp,
    hessian,
    im,
    latex,
    limit,
    log,
    nan,
    oo,
    pi,
    pretty,
    re,
    sin,
    solve,
    sqrt,
    symbols,
    tanh,
)

from symact.arithmetic.balls import float_of
from symact.errors import DomainError, NotSmoothError, SymactError, UndecidedError
from symact.exact.branches import BranchTable
from symact.exact.power_series import series
from symact.exact.real_function import RealFunction
from symact.exact.variable import T
from symact.functions.activation import Activation
from symact.functions.catalogue import activation, entries

x, y = symbols("x y")
A = activation
SMOOTH = ["sigmoid", "softplus", "silu", "gelu", "mish", "squareplus", "log_sigmoid", "normal_cdf"]
SMOOTH += ["tanhshrink", "serf"]
BRANCHED = ["relu", "hardtanh", "elu", "leaky_relu", "hard_swish", "softsign", "celu", "hardshrink", "softshrink"]
FRACTIONS = st.fractions(min_value=-6, max_value=6, max_denominator=50)
rationals = FRACTIONS.map(lambda q: Rational(q.numerator, q.denominator))
PARAMETRIC = [e.name for e in entries() if e.parameters and e.family != "user" and issubclass(e.function, Activation)]
TARGETS = [exp, erf, tanh, Max, Abs, log, Heaviside, Piecewise, "exp", "Piecewise", "erf"]


def at(expr, point, digits=30):
    return mpmath.mpf(str(expr.subs(x, point).evalf(digits)))


# Chain rule


@settings(max_examples=60)
@given(st.sampled_from(SMOOTH + BRANCHED), st.sampled_from([x**2 - 2, 3 * x + 1, sin(x), exp(x) - 2]), rationals)
def test_the_chain_rule(name, inner, p):
    f = A(name)
    expr = x * f(inner)
    with mpmath.workdps(40):
        wanted = mpmath.diff(lambda t: at(expr, Rational(*to_fraction(t)), mpmath.mp.dps + 5), mpmath.mpf(p.p) / p.q)
        got = at(expr.diff(x), p)
        inside = inner.subs(x, p)
        if any(abs((inside - b).evalf()) < 1e-12 for b in f(T).table.breakpoints):
            return
        assert abs(got - wanted) <= mpmath.mpf(10) ** -20 * max(1, abs(wanted))


def to_fraction(t):
    from mpmath.libmp import to_rational

    return tuple(int(v) for v in to_rational(t._mpf_))


def test_several_variables():
    f = A("silu")(x * y)
    assert f.diff(x, y) == f.diff(y, x)
    w = symbols("w1:4")
    z = Matrix(w).dot(Matrix(symbols("x1:4")))
    h = hessian(A("softplus")(z), w)
    assert h == h.T
    assert A("relu")(x * y).diff(y) == x * A("step")(x * y, 0)
    assert A("relu")(y).diff(x) == 0
    assert Matrix([x, -1]).applyfunc(A("relu")) == Matrix([A("relu")(x), 0])


@pytest.mark.parametrize("name", PARAMETRIC)
def test_derivatives_by_parameters(name):
    """The derivative by a parameter is the difference quotient in that parameter, off the kinks."""
    f = A(name)
    symbols_ = [Symbol(p.name, positive=True) for p in f.parameters]
    values = [Rational(1, 3) if p.default is None else p.default for p in f.parameters]
    if name == "hardtanh":
        symbols_ = [Symbol("low", negative=True), Symbol("high", positive=True)]
    expr = f(x, *symbols_)
    for i, symbol in enumerate(symbols_):
        slope = expr.diff(symbol)
        for p in (Rational(-7, 3), Rational(-1, 7), Rational(1, 5), Rational(16, 5)):
            got = slope.subs(dict(zip(symbols_, values, strict=True))).subs(x, p)
            h = Rational(1, 10**30)
            moved = [f(p, *values[:i], values[i] + s * h, *values[i + 1 :]).evalf(80) for s in (-1, 1)]
            wanted = (moved[1] - moved[0]) / (2 * h)
            assert abs(got.evalf(30) - wanted) < Float("1e-20", 30), (symbol, p)


# Series


@pytest.mark.parametrize("name", SMOOTH)
def test_series_are_taylor(name):
    f = A(name)(x)
    for point in (0, 1):
        series = f.series(x, point, 4)
        assert series.has(Order) or series.getO() is None
        for k in range(4):
            taylor = f.diff(x, k).subs(x, point)
            found = series.removeO().diff(x, k).subs(x, point)
            assert abs((taylor - found).evalf(25)) < Float("1e-20")


def test_series_at_a_kink():
    relu, elu = A("relu"), A("elu")
    with pytest.raises(NotSmoothError, match=r"which relu\(x\) has not at x = 0; ask for one side"):
        relu(x).series(x, 0, 4)
    with pytest.raises(NotSmoothError):
        relu(x).series(x)
    assert relu(x).series(x, 0, 4, dir="+") == x
    assert relu(x).series(x, 0, 4, dir="-") == 0
    assert relu(x).series(x, 1, 4) == x
    assert relu(x - 1).series(x, 0, 3) == 0
    assert elu(x).series(x, 0, 3, dir="-") == x + x**2 / 2 + O(x**3)
    assert elu(x).series(x, 0, 3, dir="+") == x
    assert relu(x).series(x, oo, 3) == x
    assert exp(A("silu")(x)).series(x, 0, 3) == 1 + x / 2 + 3 * x**2 / 8 + O(x**3)
    assert A("softsign")(x).series(x, 0, 4, dir="-") == x + x**2 + x**3 + O(x**4)


def test_leading_terms():
    relu = A("relu")
    assert relu(x).as_leading_term(x, cdir=1) == x
    assert relu(x).as_leading_term(x, cdir=-1) == 0
    assert (limit(relu(x**3) / x**3, x, 0, "+"), limit(relu(x**3) / x**3, x, 0, "-")) == (1, 0)
    assert limit(A("hardtanh")(1 / x), x, 0, "-") == -1


# Rewriting


@pytest.mark.parametrize("name", SMOOTH + BRANCHED)
@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_rewriting_keeps_the_value(name, target):
    f = A(name)(x)
    form = f.rewrite(target)
    for p in (Rational(-17, 3), Rational(-1, 7), Rational(2, 9), Rational(13, 4)):
        assert abs(form.subs(x, p).evalf(25) - f.subs(x, p).evalf(25)) < Float("1e-20")


def test_rewriting_leads_where_it_is_asked_to():
    assert A("relu")(x).rewrite(Piecewise) == Piecewise((0, x < 0), (x, True))
    assert A("relu")(x).rewrite("Piecewise") == Piecewise((0, x < 0), (x, True))
    assert A("relu")(x).rewrite(Max) == Max(0, x)
    assert A("gelu")(x).rewrite(erf).has(erf)
    assert A("silu")(x).rewrite(exp) == x / (1 + exp(-x))
    assert A("softplus")(x).rewrite(log) == log(exp(x) + 1)
    assert A("relu")(x).rewrite(tanh) == A("relu")(x)
    assert A("relu")(x).doit() == A("relu")(x)
    undefined = A("log1mexp")(x).rewrite(Piecewise)
    assert undefined.subs(x, -1) is nan


# Numbers


@settings(max_examples=60)
@given(st.sampled_from(SMOOTH + BRANCHED), rationals, st.integers(10, 80))
def test_evalf_is_rounded_right(name, p, digits):
    value = A(name)(p, evaluate=False).evalf(digits)
    more = A(name)(p, evaluate=False).evalf(digits + 30)
    if more != 0:
        assert abs(value - more) <= abs(more) * Float(10, digits + 30) ** (1 - digits)


@settings(max_examples=60)
@given(st.sampled_from(SMOOTH + BRANCHED), st.floats(-40, 40))
def test_floats_of_python_are_the_nearest(name, value):
    got = A(name)(value)
    wanted = float_of(A(name)(T), 53, {T: Rational(value)})
    assert float(got) == float(wanted)


def test_mixed_numbers():
    relu = A("relu")
    assert relu(2.5) == Float(2.5)
    assert relu(Float("1.5", 50))._prec == Float("1.5", 50)._prec
    assert relu(Rational(-1, 3)) == 0
    assert relu(sqrt(2) - 1) == sqrt(2) - 1
    assert relu(sqrt(2) * sqrt(3) - sqrt(6)) == 0
    assert relu(pi - 4) == 0
    assert relu(oo) == oo
    assert relu(-oo) == 0
    assert A("sigmoid")(log(3)) == Rational(3, 4)
    assert A("sigmoid")(x).subs(x, 0) == S.Half
    assert A("relu")(x).evalf() == A("relu")(x)
    assert A("leaky_relu")(x, y).evalf(subs={x: -2, y: 3}) == Float(-6)


def test_complex_arguments():
    sigmoid, relu = A("sigmoid"), A("relu")
    with pytest.raises(DomainError, match="the argument of relu must be real, not I"):
        relu(S.ImaginaryUnit)
    assert sigmoid(S.ImaginaryUnit).has(sigmoid)
    value = sigmoid(1 + S.ImaginaryUnit).evalf(20)
    wanted = (1 / (1 + exp(-1 - S.ImaginaryUnit))).evalf(20)
    assert abs(re(value - wanted)) < 1e-19
    assert abs(im(value - wanted)) < 1e-19
    with pytest.raises(SymactError):
        relu(x).subs(x, 2 * S.ImaginaryUnit)


# Assumptions


def test_claims():
    r, p, n = symbols("r", real=True), symbols("p", positive=True), symbols("n", negative=True)
    nonnegative = "relu relu6 sigmoid softplus step squared_relu gaussian sparse_plus hard_sigmoid"
    for name in nonnegative.split():
        assert A(name)(r).is_nonnegative, name
    for name in ("sigmoid", "softplus", "gaussian", "normal_pdf", "normal_cdf"):
        assert A(name)(r).is_positive, name
    for name in ("relu", "elu", "gelu", "silu", "mish", "softsign", "leaky_relu", "hardtanh"):
        assert A(name)(r).is_real, name
        assert A(name)(r).is_finite, name
        assert A(name)(p).is_negative in (False, None), name
    for name in ("silu", "gelu", "leaky_relu", "softsign"):
        assert A(name)(n).is_negative, name
        assert A(name)(p).is_positive, name
    assert A("log1mexp")(x).is_real is None
    assert A("relu")(x).is_real
    assert sqrt(A("relu")(r) ** 2) == A("relu")(r)
    assert Abs(A("sigmoid")(r)) == A("sigmoid")(r)


# Solving


def test_solutions():
    assert solve(A("sigmoid")(x) - Rational(1, 3), x) == [-log(2)]
    assert 0 in solve(A("silu")(x), x)
    for name in ("relu", "leaky_relu"):
        with contextlib.suppress(NotImplementedError):
            assert solve(A(name)(x) - 2, x) == [2]


# A function of one's own by its table


class clipped(RealFunction):
    nargs = 1

    @classmethod
    def table_for(cls, parameters):
        return BranchTable(T, (S.Zero, S(2)), (S.Zero, T**2 / 2, S(2)), (S.Zero, S(2)))


def test_any_table_makes_a_function():
    assert [clipped(v) for v in (-1, 0, 1, 2, 3)] == [0, 0, S.Half, 2, 2]
    assert clipped(x).diff(x).subs(x, 1) == 1
    assert clipped(x).diff(x).subs(x, 2) == 0
    assert limit(clipped(x).diff(x), x, 2, "-") == 2
    assert clipped(x).is_nonnegative
    assert clipped(sqrt(2)) == 1
    assert str(clipped(x)) == "clipped(x)"
    assert latex(clipped(x)) == r"\mathrm{clipped}\left(x\right)"
    assert latex(clipped(x) ** 2) == r"\mathrm{clipped}^{2}\left(x\right)"
    assert pretty(clipped(x) ** 2)
    assert not isinstance(clipped(x).diff(x), Derivative)


def test_a_table_must_be_stated():
    class stated_nothing(RealFunction):
        nargs = 1

    with pytest.raises(NotImplementedError, match="stated_nothing must define table_for"):
        stated_nothing(x)


# What SymPy gets wrong with its own Piecewise is right with ours


@pytest.mark.parametrize("name", ["relu", "hardtanh", "elu", "hard_swish", "softshrink", "leaky_relu"])
def test_derivatives_do_not_depend_on_how_the_function_is_written(name):
    f = A(name)(x)
    assert f.diff(x, 2) == diff(f.diff(x), x) or (f.diff(x, 2) - diff(f.diff(x), x)).equals(0)
    assert not f.diff(x).has(Function("DiracDelta"), Derivative, Limit)
    assert count_ops(f.diff(x)) < 30


def test_nothing_is_lost_below_the_rounding_of_one():
    """Where SymPy prints 0 or has no digit right, ours have all."""
    assert str(A("softplus")(-100).evalf(20)) == "3.7200759760208359630e-44"
    assert str(A("softplus")(x).subs(x, Float(-37))) == "8.53304762574407e-17"
    assert float(A("elu")(-1e-20)) == -1e-20
    assert float(A("tanhshrink")(1e-8)) == pytest.approx(1e-24 / 3, rel=1e-15)
    assert str(A("gelu")(-25).evalf(10)) == "-7.641741766e-137"
    for name in ("silu", "gelu", "mish", "squareplus", "gelu_tanh", "hard_swish"):
        assert A(name)(x).subs(x, -oo) == 0
        assert A(name)(x).subs(x, oo) == oo
        assert A(name)(x).diff(x).subs(x, 10**6).evalf(10) == Float(1, 10)


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu", "hardshrink", "squared_relu", "thresholded_relu"])
@pytest.mark.parametrize("assumed", [{"extended_real": True}, {"infinite": True}])
def test_what_may_be_infinite_is_not_claimed_to_be_finite(name, assumed):
    value = A(name)(Symbol("e", **assumed))
    assert value.is_finite is not True
    assert value.is_real is not True
    assert value.is_nonnegative is not True  # which means finite; extended_nonnegative does not
    assert A("relu")(Symbol("e", extended_real=True)).is_extended_nonnegative


def test_a_stated_value_has_a_derivative_by_its_own_parameter():
    v = symbols("v", real=True)
    assert A("threshold")(x, 1, v).diff(v).subs(x, 1) == 1
    assert A("step")(x, v).diff(v).subs(x, 0) == 1
    assert A("step")(x, v).diff(v).subs(x, 1) == 0


def test_one_sided_series_are_of_the_side_asked_for():
    assert series(sqrt(Abs(x)), x, 0, 4, "-") == sqrt(-x)
    with pytest.raises(UndecidedError, match="series"):
        series(A("gelu")(x), x, oo, 4)
