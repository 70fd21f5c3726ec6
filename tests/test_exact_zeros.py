"""Zeros and canonical forms."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from random_expressions import X, fractions, piecewise, rational
from sympy import (
    Abs,
    EmptySet,
    FiniteSet,
    Interval,
    Max,
    Min,
    Piecewise,
    Rational,
    S,
    Symbol,
    Union,
    exp,
    log,
    oo,
    sin,
    sqrt,
)

from symact.arithmetic.balls import sign
from symact.errors import SymactError, UnsupportedError
from symact.exact.branches import branch_table
from symact.exact.zero_sets import simplify, zeros
from symact.functions.catalogue import activation

A = activation


@settings(max_examples=50)
@given(piecewise, fractions)
def test_zeros_are_where_it_is_zero_and_nowhere_else(pair, t):
    found = zeros(pair.expr, X)
    parts = found.args if isinstance(found, Union) else (found,)
    for part in parts:
        points = part if isinstance(part, FiniteSet) else ()
        for p in points:
            assert sign(branch_table(pair.expr, X).at(p)) == 0
        if isinstance(part, Interval):
            inside = rational(t)
            assert inside not in part or pair.at(t) == 0
    assert (found.contains(rational(t)) in (True, S.true)) == (pair.at(t) == 0)


@settings(max_examples=50)
@given(piecewise, fractions, fractions)
def test_a_change_of_sign_has_a_zero_or_a_jump_between(pair, a, b):
    low, high = sorted((a, b))
    if pair.at(low) * pair.at(high) >= 0:
        return
    ends = Interval(rational(low), rational(high))
    jumps = [p for p in branch_table(pair.expr, X).breakpoints if p in ends]
    assert jumps or not zeros(pair.expr, X).intersect(ends).is_empty


@pytest.mark.parametrize(
    ("expr", "found"),
    [
        (A("relu")(X) - 2, FiniteSet(2)),
        (A("relu")(X), Interval(-oo, 0)),
        (A("elu")(X) + S.Half, FiniteSet(-log(2))),
        (A("hardshrink")(X), Interval(-S.Half, S.Half)),
        (A("step")(X), Interval.open(-oo, 0)),
        (A("step")(X, 0), Interval(-oo, 0)),
        (A("sigmoid")(X), EmptySet),
        (A("silu")(X), FiniteSet(0)),
        (A("sigmoid")(X) - Rational(1, 3), FiniteSet(-log(2))),
        (Max(X**2 - 2, -1), FiniteSet(-sqrt(2), sqrt(2))),
        (A("hardtanh")(X) - 1, Interval(1, oo)),
        (Abs(X) - Abs(-X), Interval(-oo, oo)),
        (A("silu")(X) - X * A("sigmoid")(X), Interval(-oo, oo)),
        (Piecewise((1, X > 0)), EmptySet),
        (A("threshold")(X, 1, 20) - 20, Union(Interval(-oo, 1), FiniteSet(20))),
    ],
    ids=str,
)
def test_zeros(expr, found):
    assert zeros(expr, X) == found


def test_infinitely_many_are_refused():
    with pytest.raises(UnsupportedError):
        zeros(sin(X), X)


def test_zeros_without_a_closed_form_are_named():
    (root,) = zeros(A("gelu")(X).diff(X), X)
    assert str(root.n(20)) == "-0.75179152469356445746"
    (root,) = zeros(A("mish")(X).diff(X), X)
    assert str(root.n(20)) == "-1.1924312145154952121"


SAME = [
    (Max(0, X), A("relu")(X)),
    (Min(Max(0, X), 6), A("relu6")(X)),
    (A("relu")(X) - A("relu")(-X), X),
    (A("relu")(X) + A("relu")(-X), Abs(X)),
    (A("relu")(X + 1) - A("relu")(X - 1) - 1, A("hardtanh")(X)),
    (X - A("hardtanh")(X, -S.Half, S.Half), A("softshrink")(X)),
    (X * A("step")(X), A("relu")(X)),
    (X * A("hard_sigmoid")(X), A("hard_swish")(X)),
    (Piecewise((X, X >= 0), (0, True)), A("relu")(X)),
    (A("leaky_relu")(X, 0), A("relu")(X)),
    (A("elu")(X, 0), A("relu")(X)),
    (A("celu")(X), A("elu")(X)),
    (A("prelu")(X), A("leaky_relu")(X, 0.25)),
    (A("hardtanh")(X, 0, 6), A("relu6")(X)),
    (2 * A("sparse_sigmoid")(X) - 1, A("hardtanh")(X)),
    (A("sparse_plus")(X).diff(X), A("sparse_sigmoid")(X)),
    (A("relu")(A("relu")(X)), A("relu")(X)),
    (A("silu")(X), X * A("sigmoid")(X)),
    (A("gelu")(X), X * A("normal_cdf")(X)),
    (A("softplus")(X).diff(X), A("sigmoid")(X)),
    (A("log_sigmoid")(X), -A("softplus")(-X)),
    (A("relu")(X) ** 2, A("squared_relu")(X)),
]


@pytest.mark.parametrize(("f", "g"), SAME, ids=str)
def test_the_same_function_in_two_forms(f, g):
    assert simplify(f - g, X) == 0
    assert zeros(f - g, X) == Interval(-oo, oo)


@pytest.mark.parametrize(
    ("f", "g"),
    [
        (A("relu")(X), A("leaky_relu")(X)),
        (A("step")(X), A("step")(X, 0)),
        (A("gelu")(X), A("gelu_tanh")(X)),
        (A("silu")(X), A("quick_gelu")(X)),
        (exp(X), 1 + X + X**2 / 2),
    ],
    ids=str,
)
def test_different_functions_are_not_simplified_away(f, g):
    assert simplify(f - g, X) != 0


def test_simplify_needs_a_variable_only_where_there_are_several():
    y = Symbol("y", real=True)
    assert simplify(S.Half) == S.Half
    with pytest.raises(ValueError, match="must be named"):
        simplify(X + y)
    assert simplify(Max(X, y) + Min(X, y), X) == X + y


def test_refusals_are_clear():
    with pytest.raises(SymactError):
        simplify(Abs(sin(X)), X)
    assert Fraction(1, 2) == Rational(1, 2)
