"""Integrals of functions with branches against quadrature, and continuous antiderivatives."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from random_expressions import X, fractions, piecewise, rational
from sympy import (
    Abs,
    Expr,
    Integral,
    Interval,
    Max,
    Rational,
    S,
    cos,
    exp,
    log,
    oo,
    pi,
    solve,
    solveset,
    sqrt,
)
from sympy import integrate as sympy_integrate

from symact.errors import DomainError, SymactError, UnsupportedError
from symact.exact.branches import branch_table
from symact.exact.integrals import integrate
from symact.functions.catalogue import activation

A = activation
H = Fraction(1, 10**40)


@settings(max_examples=30)
@given(piecewise, fractions)
def test_the_antiderivative_is_continuous_0_at_0_and_has_the_function_as_its_slope(pair, t):
    primitive = integrate(pair.expr, X)
    assert primitive.subs(X, 0) == 0
    table = branch_table(primitive, X)
    for i, b in enumerate(table.breakpoints):
        sides = [p.subs(X, b) for p in table.pieces[i : i + 2]]
        assert (sides[0] - sides[1]).expand() == 0
    point = rational(t) + Rational(1, 10**9 + 7)
    slope = (primitive.subs(X, point + rational(H)) - primitive.subs(X, point - rational(H))) / (2 * rational(H))
    assert abs(slope - rational(pair.at(Fraction(int(point.p), int(point.q))))) < Rational(1, 10**30)


@settings(max_examples=30)
@given(piecewise, fractions, fractions, fractions)
def test_definite_integrals_add_up(pair, a, b, c):
    a, b, c = (rational(v) for v in (a, b, c))
    parts = [integrate(pair.expr, X, *ends) for ends in ((a, b), (b, c), (c, a))]
    assert sum(parts).expand() == 0
    primitive = integrate(pair.expr, X)
    assert (parts[0] - (primitive.subs(X, b) - primitive.subs(X, a))).expand() == 0


FOUND = ["relu", "relu6", "leaky_relu", "elu", "celu", "hardtanh", "hard_sigmoid", "hard_swish", "softsign", "step"]
FOUND += ["squareplus", "softshrink", "hardshrink", "sparse_plus", "isru", "isrlu", "gaussian", "tanh", "normal_pdf"]


@pytest.mark.parametrize("name", FOUND)
def test_against_quadrature(name):
    f = A(name)(X)
    value = integrate(f, X, Rational(-7, 2), Rational(13, 4))
    table = branch_table(f, X)
    with mpmath.workdps(30):
        ends = [mpmath.mpf(-3.5), *(mpmath.mpf(b.p) / b.q for b in table.breakpoints), mpmath.mpf(3.25)]
        inner = [e for e in ends if -3.5 <= e <= 3.25]
        wanted = mpmath.quad(lambda t: mpmath.mpf(str(f.subs(X, Rational(str(t))).evalf(30))), inner)
        assert abs(mpmath.mpf(str(value.evalf(25))) - wanted) < 1e-12


def test_by_example():
    relu, sigmoid, step = A("relu"), A("sigmoid"), A("step")
    assert integrate(relu(X), X, -1, 2) == 2
    assert integrate(relu, low=-1, high=2) == 2
    assert integrate(relu(X), X, 2, -1) == -2
    assert integrate(relu(X), X, 1, 1) == 0
    assert integrate(step(X), X, -1, 1) == 1
    assert integrate(exp(-Abs(X)), X, -oo, oo) == 2
    assert (integrate(A("gaussian"), low=-oo, high=oo) ** 2).simplify() == S.Pi
    assert integrate(A("normal_pdf"), low=-oo, high=0) == S.Half
    assert (integrate(sigmoid(X), X, -1, 1) - 1).equals(0)
    assert integrate(relu(X) * relu(-X), X, -5, 5) == 0
    assert integrate(Max(X, 1), X, 0, 3) == Rational(5)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((A("relu"), X, 0, oo), UnsupportedError, "must converge"),
        ((1 / X, X, -1, 1), SymactError, "."),
        ((log(X), X, -1, 1), DomainError, "must be defined where it is integrated"),
        ((exp(-(X**4)) * A("sigmoid")(X), X, 0, 1), UnsupportedError, "closed form"),
        ((A("relu"), X, 0), ValueError, "low and high must be given both or not at all"),
        ((A("relu"), X, "0", 1), TypeError, "low must be"),
        ((A("relu"), X, 0, float("nan")), ValueError, "high must be"),
    ],
    ids=str,
)
def test_refusals(arguments, error, message):
    with pytest.raises(error, match=message):
        integrate(*arguments)


SOME = ["relu", "leaky_relu", "sigmoid", "silu", "elu", "hardtanh", "softplus", "step", "softsign", "gelu"]


@pytest.mark.parametrize("name", SOME)
def test_integrals_of_sympy_are_right_or_left_alone(name):
    """SymPy's own integrate of a function of ours: never wrong, at worst an unevaluated Integral."""
    f = A(name)(X)
    found = sympy_integrate(f, (X, -1, 2))
    if not found.has(Integral):
        with mpmath.workdps(20):
            wanted = mpmath.quad(lambda t: mpmath.mpf(str(f.subs(X, Rational(str(t))).evalf(20))), [-1, 0, 1, 2])
            assert abs(mpmath.mpf(str(found.evalf(20))) - wanted) < 1e-9
    indefinite = sympy_integrate(f, X)
    if not indefinite.has(Integral):
        for p in (Rational(-7, 3), Rational(1, 3), Rational(9, 4)):
            assert abs((indefinite.diff(X) - f).subs(X, p).evalf(20)) < 1e-15


@pytest.mark.parametrize("level", [Rational(1, 3), -S.Half])
@pytest.mark.parametrize("name", SOME)
def test_solutions_of_sympy_are_right_or_refused(name, level):
    """solve and solveset of a function of ours: each solution solves; none found only where there is none."""
    f = A(name)(X) - level
    try:
        found = solve(f, X)
    except (NotImplementedError, SymactError):
        found = None
    for root in found or ():
        assert isinstance(root, Expr)
        assert root.is_extended_real is False or abs(f.subs(X, root).evalf(20)) < 1e-15
    real = solveset(f, X, Interval(-100, 100))
    if real.is_FiniteSet:
        for root in real:
            assert abs(f.subs(X, root).evalf(20)) < 1e-15
        if not real and name != "step":
            signs = {bool(f.subs(X, Rational(k, 7)).evalf(20) > 0) for k in range(-700, 701, 5)}
            assert len(signs) == 1


def test_no_root_is_lost():
    assert solveset(A("relu")(X) - 2, X, S.Reals).contains(2) in (True, S.true)
    assert {S.Zero, log(2)} & set(solve(A("silu")(X), X)) == {S.Zero}


def test_antiderivatives_are_real_on_every_piece():
    primitive = integrate(A("softsign"), X)
    for p in (-3, -S.Half, S.Half, 3):
        assert primitive.subs(X, p).is_real
        assert (primitive.subs(X, p) - (abs(p) - log(1 + abs(p)))).equals(0)
    assert (integrate(1 / X, X, -3, -1) + log(3)).equals(0)


def test_an_antiderivative_that_jumps_is_not_trusted():
    """SymPy's antiderivative of 1/(2 + cos x) has jumps; the integral over a period is 2 pi / sqrt(3)."""
    try:
        found = integrate(1 / (2 + cos(X)), X, 0, 2 * pi)
    except SymactError:
        return
    assert (found - 2 * pi / sqrt(3)).equals(0)
