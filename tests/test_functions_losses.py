"""The losses: gradients of the textbook are derivatives, and what is refused."""

from __future__ import annotations

import pickle

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Abs, ImmutableMatrix, Matrix, Piecewise, Rational, S, Symbol, latex, log, oo, symbols

from symact.arithmetic.balls import sign
from symact.exact.branches import branch_table
from symact.functions.families.sigmoids import sigmoid
from symact.functions.families.vector.normalizers import log_softmax, softmax
from symact.functions.losses import LOSSES, binary_cross_entropy, cross_entropy, hinge, huber, squared_error

p, y, t = symbols("p y t")
Z, Y = symbols("z:3"), symbols("y:3")
delta = Symbol("delta", positive=True)

rationals = st.fractions(min_value=-5, max_value=5, max_denominator=12).map(
    lambda f: Rational(f.numerator, f.denominator)
)
shares = st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(any)


def derivatives(loss, by):
    return ImmutableMatrix([loss.diff(s) for s in by])


def same(u, v):
    return (ImmutableMatrix(u) - ImmutableMatrix(v)).expand().is_zero_matrix


@pytest.mark.parametrize("loss", [squared_error, binary_cross_entropy, hinge], ids=str)
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_gradient_is_the_derivative(loss, reduction):
    value = loss(Z, Y, reduction=reduction)
    assert same(loss.gradient(Z, Y, reduction=reduction), derivatives(value, Z))
    assert loss(p, y).diff(p).expand() == loss.gradient(p, y).expand()


@pytest.mark.parametrize("d", [S.One, Rational(3, 2)])
def test_gradient_of_huber_is_the_derivative(d):
    """Both are piecewise linear: the branch table of their difference is the constant 0."""
    difference = huber(p, 1, delta=d).diff(p) - huber.gradient(p, 1, delta=d)
    table = branch_table(difference, p)
    assert table.pieces == (0,)
    r = Symbol("r", real=True)
    definition = Piecewise((r**2 / 2, Abs(r) <= d), (d * (Abs(r) - d / 2), True))
    for point in (-oo, -3, -d, Rational(-1, 3), 0, 1, d, 7, oo):
        assert huber(p, 0, delta=d).subs(p, point) == (definition.subs(r, point) if abs(point) != oo else oo)


def test_huber_with_a_symbol():
    value, slope = huber(p, y, delta=delta), huber.gradient(p, y, delta=delta)
    for at in ({p: 5, y: 0, delta: 2}, {p: 1, y: 0, delta: 2}, {p: -9, y: 1, delta: Rational(1, 2)}):
        assert value.subs(at) == huber(at[p], at[y], delta=at[delta])
        assert value.diff(p).subs(at) == slope.subs(at) == huber.gradient(at[p], at[y], delta=at[delta])
    assert huber(t, 0, delta=Symbol("t", positive=True)).has(t)
    assert huber(3, 0) == Rational(5, 2) and huber(Rational(1, 2), 0) == Rational(1, 8)


@given(rationals, rationals)
def test_huber_lies_between(u, v):
    assert 0 <= huber(u, v) <= squared_error(u, v)
    assert huber(u, v) == huber(v, u) and abs(huber.gradient(u, v)) <= 1


# Cross-entropy


def test_gradient_of_cross_entropy_is_p_minus_y():
    probabilities = Matrix(softmax(Z))
    for target in ([0, 1, 0], [Rational(1, 2), Rational(1, 3), Rational(1, 6)]):
        textbook = probabilities - Matrix(target)
        assert cross_entropy.gradient(Z, target) == ImmutableMatrix(textbook)
        assert same(derivatives(cross_entropy(Z, target), Z), textbook)
    declared = cross_entropy(Z, Y, distribution=True)
    assert derivatives(declared, Z) == cross_entropy.gradient(Z, Y, distribution=True) == probabilities - Matrix(Y)
    general = probabilities * sum(Y) - Matrix(Y)
    assert cross_entropy.gradient(Z, Y) == ImmutableMatrix(general)
    assert same(derivatives(cross_entropy(Z, Y), Z), general)


@given(shares, st.lists(rationals, min_size=3, max_size=3))
def test_gradient_of_cross_entropy_at_numbers(weights, logits):
    target = [Rational(w, sum(weights)) for w in weights]
    by_rule = derivatives(cross_entropy(Z, target), Z).subs(dict(zip(Z, logits, strict=True)))
    textbook = cross_entropy.gradient(logits, target)
    assert all(abs((u - v).evalf(30)) < 1e-25 for u, v in zip(by_rule, textbook, strict=True))
    assert abs(sum(textbook).evalf(30)) < 1e-25


@given(shares, st.lists(rationals, min_size=3, max_size=3))
def test_both_forms_of_cross_entropy_agree(weights, logits):
    target = [Rational(w, sum(weights)) for w in weights]
    at = dict(zip((*Z, *Y), (*logits, *target), strict=True))
    assert abs((cross_entropy(Z, Y, distribution=True).subs(at) - cross_entropy(logits, target)).evalf(30)) < 1e-25


def test_cross_entropy_keeps_its_digits():
    with mpmath.workdps(40):
        want = mpmath.log1p(mpmath.exp(-1000) + mpmath.exp(-2000))
        got = cross_entropy([1000, 0, -1000], [1, 0, 0]).evalf(30)
        assert abs(mpmath.mpf(got) / want - 1) < mpmath.mpf(10) ** -29
    assert cross_entropy([0, 0], [1, 0]) == log(2)
    assert cross_entropy([0, -oo], [1, 0]) == 0 and cross_entropy([0, -oo], [0, 1]) is oo
    assert cross_entropy(Z, [0, 1, 0]) == -log_softmax(Z)[1]
    assert cross_entropy.gradient(Matrix([Z]), [0, 1, 0]).shape == (1, 3)


# Binary cross-entropy


@given(rationals, st.sampled_from([S.Zero, S.One, Rational(1, 3)]))
def test_binary_cross_entropy_is_cross_entropy_of_two(z, target):
    both = cross_entropy([z, 0], [target, 1 - target])
    assert abs((binary_cross_entropy(z, target) - both).evalf(30)) < 1e-25
    assert sign(binary_cross_entropy(z, target)) > 0


def test_binary_cross_entropy():
    assert binary_cross_entropy(p, y).diff(p) == binary_cross_entropy.gradient(p, y) == sigmoid(p) - y
    assert binary_cross_entropy(-50, 0).evalf(20) == binary_cross_entropy(50, 1).evalf(20)
    with mpmath.workdps(40):
        want = mpmath.log1p(mpmath.exp(-50))
        assert abs(mpmath.mpf(binary_cross_entropy(50, 1).evalf(25)) / want - 1) < mpmath.mpf(10) ** -24


# Hinge and squared error


@given(rationals, st.sampled_from([1, -1]))
def test_hinge(z, target):
    assert hinge(z, target) == max(0, 1 - target * z)
    assert hinge.gradient(z, target) == (-target if target * z < 1 else 0)


def test_reductions():
    assert squared_error([1, 2], [0, 0]) == Rational(5, 2)
    assert squared_error([1, 2], [0, 0], reduction="mean") == Rational(5, 4)
    assert squared_error.gradient(Matrix([[p, 2]]), [y, 0], reduction="mean") == ImmutableMatrix([[(p - y) / 2, 1]])
    assert squared_error.gradient(p, y) == p - y


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: cross_entropy(p, 1), TypeError, "vector of logits"),
        (lambda: cross_entropy(Z, 1), ValueError, "a vector of 3 and a scalar"),
        (lambda: cross_entropy(Z, [1, 0]), ValueError, "a vector of 3 and a vector of 2"),
        (lambda: cross_entropy(Z, [1, -1, 0]), ValueError, "at least 0, not -1"),
        (lambda: cross_entropy(Z, [1, 1, 0], distribution=True), ValueError, "sum 1, not 2"),
        (lambda: binary_cross_entropy(p, 2), ValueError, "from 0 to 1, not 2"),
        (lambda: hinge(p, 0), ValueError, "1 or -1, not 0"),
        (lambda: huber(p, y, delta=-1), ValueError, "positive, not -1"),
        (lambda: huber(p, y, gamma=1), TypeError, "its parameters: reduction, delta"),
        (lambda: squared_error(p, y, reduction="none"), ValueError, "not 'none'"),
        (lambda: squared_error([], []), ValueError, "not be empty"),
        (lambda: squared_error("p", y), TypeError, "text 'p'"),
    ],
)
def test_refusals(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize("loss", LOSSES, ids=str)
def test_a_handbook_line(loss):
    assert repr(loss) == loss.__name__ and loss.reference and loss.display and loss.aliases
    assert pickle.loads(pickle.dumps(loss)) is loss
    value = loss(Z, Y)
    assert pickle.loads(pickle.dumps(value)) == value and latex(value) and str(value)
