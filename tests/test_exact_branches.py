"""Branch tables against plain evaluation of random expressions, and by example."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from random_expressions import X, fractions, piecewise, rational
from sympy import (
    Abs,
    Derivative,
    Eq,
    Function,
    Heaviside,
    Integral,
    Max,
    Min,
    Mod,
    Ne,
    Piecewise,
    Rational,
    S,
    Symbol,
    acot,
    asec,
    atanh,
    cos,
    coth,
    erfinv,
    exp,
    factorial,
    floor,
    log,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
    tanh,
)

from symact.errors import UndecidedError, UnsupportedError
from symact.exact.branches import BranchTable, branch_table
from symact.exact.limiting import limit
from symact.exact.order import compare, equal, midpoints
from symact.exact.variable import T
from symact.functions.catalogue import activation

relu, hardtanh, silu, step = (activation(n) for n in ("relu", "hardtanh", "silu", "step"))
SWITCHING = (Abs, sign, Max, Min, Piecewise, Heaviside)


@settings(max_examples=50)
@given(piecewise, fractions, fractions)
def test_a_table_has_the_values_of_its_expression(pair, a, b):
    table = branch_table(pair.expr, X)
    points = [a, b, *(abs(a) - 2, 3 * b)]
    assert [table.at(rational(t)) for t in points] == [rational(pair.at(t)) for t in points]


@settings(max_examples=50)
@given(piecewise)
def test_a_table_is_in_order_and_smooth_between_breakpoints(pair):
    table = branch_table(pair.expr, X)
    assert all(compare(a, b) < 0 for a, b in pairwise(table.breakpoints))
    for piece in table.pieces:
        assert not piece.has(*SWITCHING)
        assert not any(getattr(f, "table", None) and f.table.breakpoints for f in piece.atoms(Function))
        assert piece.is_polynomial(X)


@settings(max_examples=50)
@given(piecewise)
def test_a_table_has_the_stated_value_at_every_breakpoint_and_none_is_needless(pair):
    table = branch_table(pair.expr, X)
    for i, (b, value) in enumerate(zip(table.breakpoints, table.values, strict=True)):
        if b.is_Rational:
            assert value == rational(pair.at(Fraction(int(b.p), int(b.q))))
        left, right = table.pieces[i], table.pieces[i + 1]
        assert (left - right).expand() != 0 or (right.subs(X, b) - value).expand() != 0


@settings(max_examples=40)
@given(piecewise, fractions)
def test_the_mirrored_table_is_that_of_the_mirrored_function(pair, t):
    table = branch_table(pair.expr, X)
    for point in (rational(t), *table.breakpoints):
        assert table.mirrored().at(-point) == table.at(point)
    assert table.mirrored().mirrored() == BranchTable(
        table.variable, table.breakpoints, tuple(p.subs(X, -X).subs(X, -X) for p in table.pieces), table.values
    )


a = symbols("a", positive=True)


@pytest.mark.parametrize(
    ("expr", "breakpoints", "pieces", "values"),
    [
        (Max(0, X), (0,), (0, X), (0,)),
        (relu(X) - relu(-X), (), (X,), ()),
        (Max(-1, Min(1, X)), (-1, 1), (-1, X, 1), (-1, 1)),
        (relu(relu(X) - 1), (1,), (0, X - 1), (0,)),
        (Abs(Abs(X) - 1), (-1, 0, 1), (-X - 1, X + 1, 1 - X, X - 1), (0, 1, 0)),
        (sign(X), (0,), (-1, 1), (0,)),
        (Heaviside(X), (0,), (0, 1), (Rational(1, 2),)),
        (Heaviside(X, 0), (0,), (0, 1), (0,)),
        (step(-X), (0,), (1, 0), (1,)),
        (Piecewise((1, Eq(X, 2)), (0, True)), (2,), (0, 0), (1,)),
        (Piecewise((0, Ne(X, 2)), (1, True)), (2,), (0, 0), (1,)),
        (Piecewise((X, (X > 0) & (X < 1)), (0, True)), (0, 1), (0, X, 0), (0, 0)),
        (Piecewise((X, (X < 0) | (X > 1)), (7, True)), (0, 1), (X, 7, X), (7, 7)),
        (Piecewise((X, X > 0)), (0,), (S.NaN, X), (S.NaN,)),
        (Max(X**2, 2), (-sqrt(2), sqrt(2)), (X**2, 2, X**2), (2, 2)),
        (1 / X, (0,), (1 / X, 1 / X), (S.NaN,)),
        (log(X), (0,), (S.NaN, log(X)), (S.NaN,)),
        (sqrt(X), (0,), (S.NaN, sqrt(X)), (0,)),
        (Max(X, a), (a,), (a, X), (a,)),
        (relu(X - a), (a,), (0, X - a), (0,)),
        (Piecewise((exp(X), log(2) > X), (2, True)), (log(2),), (exp(X), 2), (2,)),
        (relu(exp(X) - 3), (log(3),), (0, exp(X) - 3), (0,)),
        (relu(tanh(X) - Rational(1, 2)), (log(3) / 2,), (0, tanh(X) - Rational(1, 2)), (0,)),
        (Max(0, X) + Min(0, X), (), (X,), ()),
        (Abs(X) ** 2, (), (X**2,), ()),
        (hardtanh(2 * X), (-S.Half, S.Half), (-1, 2 * X, 1), (-1, 1)),
        (hardtanh(1 - X), (0, 2), (1, 1 - X, -1), (1, -1)),
        (silu(X) * sign(X) ** 2, (), (silu(X),), ()),
    ],
    ids=str,
)
def test_tables(expr, breakpoints, pieces, values):
    table = branch_table(expr, X)
    assert len(table.breakpoints) == len(breakpoints)
    assert all(compare(b, S(c)) == 0 for b, c in zip(table.breakpoints, breakpoints, strict=True))
    assert len(table.pieces) == len(pieces)
    assert all((p - q).simplify() == 0 or p == q for p, q in zip(table.pieces, map(S, pieces), strict=True))
    assert table.values == tuple(map(S, values))


@pytest.mark.parametrize(
    ("expr", "error", "message"),
    [
        (floor(X), UnsupportedError, "must have finitely many breakpoints"),
        (Mod(X, 2), UnsupportedError, "must have finitely many breakpoints"),
        (Abs(sin(X)), UnsupportedError, "infinitely many|finitely many"),
        (tan(X), UnsupportedError, "infinitely many|finitely many"),
        (relu(cos(X)), UnsupportedError, "infinitely many|finitely many"),
        (Function("f")(X), UnsupportedError, "every function must be known, which f is not"),
        (Max(X, Symbol("p"), Symbol("q")), UndecidedError, "depends on p, q"),
        (Abs(X * Symbol("b") - 1), UndecidedError, "b"),
    ],
    ids=str,
)
def test_refusals(expr, error, message):
    with pytest.raises(error, match=message):
        branch_table(expr, X)


def test_places():
    table = branch_table(hardtanh(X), X)
    assert [table.locate(S(p)) for p in (-2, -1, 0, 1, 2)] == [(0, False), (0, True), (1, False), (1, True), (2, False)]
    assert table.locate(pi / 3)[0] == 2
    assert table.ends == (S.NegativeInfinity, -1, 1, S.Infinity)
    assert not table.is_smooth
    assert branch_table(silu(X), X).is_smooth
    assert [low for low, _, _ in table.intervals()] == [S.NegativeInfinity, -1, 1]


def test_tables_are_values():
    assert branch_table(Max(0, X), X) == branch_table(relu(X), X)
    assert branch_table(Max(0, X), X) != branch_table(relu(2 * X), X)
    assert branch_table(relu(X), X).subs({X: T}) == branch_table(relu(T), T)
    with pytest.raises(TypeError, match="the variable of a table must stay a symbol"):
        branch_table(relu(X), X).subs({X: S.One})
    with pytest.raises(ValueError, match="one piece more and as many values"):
        BranchTable(X, (S.Zero,), (S.Zero,), (S.Zero,))


def test_parameters_are_put_into_a_table_at_once():
    p, q = symbols("p q", real=True)
    table = BranchTable(X, (p,), (q * X, p * X), (q,))
    assert table.subs({p: q, q: p}) == BranchTable(X, (q,), (p * X, q * X), (p,))


@pytest.mark.parametrize(
    ("expr", "breakpoints", "defined"),
    [
        (1 / relu(X), (0,), (False, True)),
        (log(relu(X)), (0,), (False, True)),
        (tanh(1 / relu(X)), (0,), (False, True)),
        (sqrt(activation("hardtanh")(X)), (0, 1), (False, True, True)),
        (sqrt(-(X**2)), (0,), (False, False)),
        (1 / log(X), (0, 1), (False, True, True)),
        (coth(X), (0,), (True, True)),
        (asec(X), (-1, 1), (True, False, True)),
        (erfinv(X), (-1, 1), (False, True, False)),
    ],
)
def test_a_piece_is_real_and_finite_or_it_is_nan(expr, breakpoints, defined):
    table = branch_table(expr, X)
    assert table.breakpoints == breakpoints
    assert tuple(piece is not S.NaN for piece in table.pieces) == defined


@pytest.mark.parametrize("expr", [1 / log(X), coth(X), 1 / relu(X), atanh(X), X ** Rational(-1, 3)])
def test_there_is_no_value_at_a_pole(expr):
    assert branch_table(expr, X).at(S.Zero if expr != atanh(X) else S.One) is S.NaN


def test_powers_of_zero_are_zero_to_the_right():
    assert branch_table(relu(X) ** X, X).pieces == (S.NaN, X**X)
    table = branch_table(0 ** Abs(X), X)
    assert (table.pieces, table.values) == ((0, 0), (1,))


def test_the_inverse_cotangent_jumps_at_zero():
    assert (limit(acot(X), X, 0, "-"), limit(acot(X), X, 0, "+")) == (-pi / 2, pi / 2)


@pytest.mark.parametrize("expr", [Mod(X, 2), factorial(X), Derivative(relu(X), X), Integral(exp(-(X**2)), (X, 0, X))])
def test_what_is_no_formula_with_finitely_many_breakpoints_is_refused(expr):
    with pytest.raises(UnsupportedError):
        branch_table(expr, X)


@pytest.mark.parametrize(
    "expr",
    [
        Max(exp(-(X**2)), activation("silu")(X)),
        Min(exp(X), 1 - 3 * X / 2),
        Abs(X * (X - Rational(1, 2)) + log(3) * activation("isrlu")(X)),
        Min(activation("hard_sigmoid")(2 * X - Rational(3, 2)), activation("sigmoid")(X)),
    ],
)
def test_where_transcendental_branches_meet_they_are_known_to_be_equal(expr):
    table = branch_table(expr, X)
    for b, left, right in zip(table.breakpoints, table.pieces, table.pieces[1:], strict=False):
        assert equal(left.subs(X, b), right.subs(X, b))


def test_samples_between_irrational_breakpoints_are_rational():
    cubic = X**3 - X
    table = branch_table(activation("hard_swish")(cubic), X)
    assert table.pieces[1].subs(X, 0) == 0  # halfway between the breakpoints the cubic is 0
    points = midpoints((log(3), sqrt(2), sqrt(2) + Rational(1, 10**30)))
    assert all(p.is_Rational for p in points)
    assert points == tuple(sorted(points)) and log(3) < points[1] < sqrt(2) < points[2]
