"""cases and step: piecewise functions that are right at their breakpoints."""

from __future__ import annotations

import copy
import pickle
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from random_expressions import X, fractions, piecewise, rational
from sympy import (
    Eq,
    Float,
    Integral,
    Max,
    Ne,
    Piecewise,
    Rational,
    S,
    Symbol,
    exp,
    latex,
    limit,
    log,
    nan,
    oo,
    pretty,
    srepr,
    symbols,
)

from symact.errors import DomainError, SymactError
from symact.exact.branches import branch_table
from symact.exact.derivatives import derivative
from symact.exact.piecewise import cases
from symact.exact.real_function import Cases, from_table, step
from symact.exact.stated import table_pairs
from symact.exact.variable import T
from symact.exact.zero_sets import simplify
from symact.functions.catalogue import activation
from symact.functions.parse import parse

Y = Symbol("y")


@settings(max_examples=50)
@given(piecewise, fractions)
def test_the_canonical_form_has_the_values(pair, t):
    form = simplify(pair.expr, X)
    assert form.subs(X, rational(t)) == rational(pair.at(t))
    assert branch_table(form, X) == branch_table(pair.expr, X)
    assert simplify(form, X) == form


@settings(max_examples=50)
@given(piecewise, fractions)
def test_pairs_are_the_function(pair, t):
    table = branch_table(pair.expr, X)
    pairs = table_pairs(table)
    holding = [e for e, c in pairs if c.subs(X, rational(t)) in (True, S.true)]
    assert [e.subs(X, rational(t)) for e in holding] == [rational(pair.at(t))]
    assert Piecewise(*pairs).subs(X, rational(t)) == rational(pair.at(t))


@settings(max_examples=40)
@given(piecewise)
def test_printed_forms_read_back(pair):
    form = simplify(pair.expr, X)
    for expr in (form, form.subs(X, 2 * Y - 1), 3 * form**2 + X):
        assert parse(str(expr)) == expr
        assert parse(latex(expr)) == expr
        assert pretty(expr)
        assert pickle.loads(pickle.dumps(expr)) == expr == copy.deepcopy(expr)


def test_step():
    assert [step(v) for v in (-2, 0, 3, -oo, oo, nan)] == [0, 1, 1, 0, 1, nan]
    assert [step(0, v) for v in (0, S.Half, 1)] == [0, S.Half, 1]
    assert step(X).diff(X) == 0
    assert step(X, 0).diff(X, 3) == 0
    assert step(X, 0.5) == step(X, S.Half)
    assert step(X, at_zero=0) == step(X, 0) != step(X) == step(X, 1)
    assert not step(X, 0.5).has(Float)
    assert step(X).is_nonnegative
    assert step(X).is_positive is None
    assert step(Symbol("p", positive=True)) == 1
    assert step(Symbol("n", nonnegative=True)) == 1
    assert step(Symbol("n", nonnegative=True), 0).has(step)
    assert (limit(step(X), X, 0, "-"), limit(step(X), X, 0, "+")) == (0, 1)
    assert str(step(X)) == "step(x)"
    assert str(step(X, 0)) == "step(x, 0)"


@pytest.mark.parametrize(
    ("arguments", "error"), [((X, "1"), TypeError), ((X, nan), ValueError), ((S.ImaginaryUnit,), DomainError)]
)
def test_step_refuses(arguments, error):
    with pytest.raises(error):
        step(*arguments)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((X, ("relu(x)", X < 0), (X, True)), "a branch must be an expression, not 'relu(x)'"),
        ((X, (None, X < 0), (X, True)), "a branch must be an expression, not None"),
        ((X, (True, X < 0), (X, True)), "a branch must be an expression, not True"),
        ((X, (X, "x < 0"), (X, True)), "a condition must be a relation such as x < 0, or True, not 'x < 0'"),
        ((X, (X, 1), (X, True)), "a condition must be a relation such as x < 0, or True, not 1"),
        (("x", (X, True)), "the argument of cases must be an expression, not 'x'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_cases_refuse(arguments, what):
    with pytest.raises(TypeError, match=f"^{re.escape(what)}; read text with sa.parse$"):
        cases(*arguments)


def test_cases_are_right_where_piecewise_is_not():
    f = cases(X, (exp(X) - 1, X < 0), (X, True))
    p = Piecewise((exp(X) - 1, X < 0), (X, True))
    assert f.subs(X, 2) == 2
    assert limit(f.diff(X), X, 0, "-") == 1
    assert limit(f, X, -oo) == -1
    assert limit(f, X, oo) == oo
    slope = cases(X, (2 * exp(X), X < 0), (1, True))
    assert (limit(slope, X, 0, "-"), limit(slope, X, 0, "+")) == (2, 1)
    assert branch_table(f, X) == branch_table(p, X)


def test_cases_without_a_branch_are_undefined():
    f = cases(X, (X, X > 0))
    assert f.subs(X, -1) is nan
    assert f.subs(X, 0) is nan
    assert f.is_real is None
    assert f.diff(X).subs(X, -1) is nan
    hole = cases(X, (X, Ne(X, 1)))
    assert hole.subs(X, 1) is nan
    assert hole.subs(X, 2) == 2
    spike = cases(X, (7, Eq(X, 1)), (0, True))
    assert [spike.subs(X, v) for v in (0, 1, 2)] == [0, 7, 0]


def test_the_bound_variable_is_not_a_symbol_of_the_expression():
    f = cases(X, (exp(X), X < 0), (Y, True))
    assert f.free_symbols == {X, Y}
    assert f.subs(X, -1) == exp(-1)
    assert f.subs(X, Y).free_symbols == {Y}
    t = Symbol("t")
    g = cases(t, (exp(t), t < 0), (1, True))
    assert g.subs(t, X).free_symbols == {X}
    assert cases(2 * X, (exp(t), t < 0), (1, True)).subs(X, -1) == exp(-2)
    assert f.subs(Y, X).diff(X).subs(X, 3) == 1


def test_a_branch_that_is_known_is_taken():
    f = cases(X, (exp(X), X < 0), (X, True))
    n = Symbol("n", negative=True)
    assert f.subs(X, n) == exp(n)
    assert activation("elu")(X).diff(X).subs(X, -1) == exp(-1)
    assert activation("elu")(n).diff(n) == exp(n)


def test_derivatives_by_parameters():
    a = symbols("a", positive=True)
    f = cases(X, (a * (exp(X) - 1), X < 0), (X, True))
    assert f.diff(a).subs(X, -1) == exp(-1) - 1
    assert f.diff(a).subs(X, 1) == 0
    assert f.diff(X).diff(a).subs(X, -1) == exp(-1)
    assert f.diff(a).diff(X).subs(X, -1) == exp(-1)
    assert f.subs(a, X).diff(X).subs(X, -2) == derivative(f.subs(a, X), X).subs(X, -2)


def test_short_forms():
    assert from_table(branch_table(Max(0, X), X).subs({X: T}), X) == simplify(Max(0, X), X)
    assert simplify(Piecewise((0, X < 1), (3, True)), X) == 3 * step(X - 1)
    assert simplify(Piecewise((0, X <= 1), (3, True)), X) == 3 * step(X - 1, 0)
    assert simplify(Piecewise((2, X < 1), (2, True)), X) == 2
    assert isinstance(simplify(Piecewise((1, X < 0), (2, True)), X), Cases)


def test_printing():
    f = activation("leaky_relu")(X).diff(X)
    assert str(f) == "cases(x, (1/100, x <= 0), (1, x > 0))"
    assert latex(f) == r"\begin{cases} \frac{1}{100} & \text{if}\ x \leq 0 \\ 1 & \text{if}\ x > 0 \end{cases}"
    assert latex(f**2).startswith(r"\left(\begin{cases}")
    compound = f.subs(X, 2 * X)
    assert str(compound) == "cases(2*x, (1/100, t <= 0), (1, t > 0))"
    assert r"\right|_{t = 2 x}" in latex(compound)
    assert "Cases" in srepr(f)


def test_integrals_that_sympy_cannot_do_stay():
    f = cases(X, (1, X < 0), (2, True))
    result = f.integrate((X, -1, 2))
    assert isinstance(result, Integral) or result == 5


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("x", (1, X < 0)), Exception),
        ((X, (1, X)), (SymactError, TypeError, ValueError)),
        ((X, (log(X), X * Symbol("q") > 0)), SymactError),
    ],
)
def test_bad_cases(arguments, error):
    with pytest.raises(error):
        cases(*arguments)


def test_breakpoints_are_in_order():
    f = cases(X, (1, X < -1), (2, X < 1), (3, True))
    assert all(a < b for a, b in pairwise(f.table.breakpoints))
    assert f.table.values == (2, 3)
    assert Rational(5, 2) not in f.table.breakpoints
