"""Limits by growth, against certified values far out; traps in which a plausible rule gives a wrong limit."""

from __future__ import annotations

import pytest
from flint import arb
from helpers import few
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import (
    Add,
    Expr,
    I,
    Integer,
    Mul,
    Rational,
    S,
    Symbol,
    asinh,
    atan,
    cos,
    cosh,
    erf,
    erfc,
    exp,
    gamma,
    log,
    oo,
    pi,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from symact.arithmetic.balls import ball
from symact.errors import NoLimitError, UndecidedError
from symact.exact import limiting
from symact.exact.branches import branch_table
from symact.exact.growth import approach, limit_by_growth, tail
from symact.exact.limiting import at_infinity, piece_limit
from symact.exact.slopes import derivative_table
from symact.exact.tails import ONE, Monomial, NoTailError, collected, order
from symact.exact.variable import T
from symact.functions.catalogue import entries
from symact.functions.entries import Entry
from symact.functions.families.bumps import gaussian, normal_pdf
from symact.functions.families.gates.compositions import mish
from symact.functions.families.gates.distributions import gelu, silu
from symact.functions.families.rectifiers.smooth import softplus
from symact.functions.families.sigmoids import normal_cdf, sigmoid

BITS = 1 << 16
ENDS = (-oo, oo)
a = Symbol("a", positive=True)
r = Symbol("r", real=True)

arguments = st.sampled_from((T, -T, 2 * T - 1, -3 * T, T + sqrt(2), T / 2))
factors = st.one_of(
    st.sampled_from((T, T**2, -T, 1 / T, T + 3, 1 + 1 / T, sqrt(1 + T**2), T / (1 + T**2), S(2), pi, -sqrt(2))),
    st.builds(
        lambda function, u: function(u),
        st.sampled_from((sigmoid, softplus, normal_cdf, normal_pdf, silu, gelu, mish, gaussian)),
        arguments,
    ),
    st.builds(
        lambda function, u: function(u),
        st.sampled_from((tanh, erf, erfc, exp, atan, asinh, sinh, cosh)),
        arguments,
    ),
    st.builds(lambda u: log(1 + exp(u)), arguments),
    st.builds(lambda u: 1 - tanh(u) ** 2, arguments),
    st.builds(lambda u: 1 / (1 + exp(u)), arguments),
    st.builds(lambda u: exp(u) - 1, arguments.map(lambda u: 1 / (1 + u**2))),
)
products = st.lists(factors, min_size=1, max_size=4).map(lambda factors: Mul(*factors))
formulas = st.lists(products, min_size=1, max_size=2).map(lambda terms: Add(*terms))


def far(expr: Expr, end: Expr, bits: int = BITS) -> list[arb]:
    """Enclosures at 10**2, 10**3 and 10**4 on the side of `end`; those that say something."""
    sign = 1 if end == oo else -1
    values = [ball(expr, bits, {T: Integer(sign * 10**k)}) for k in (2, 3, 4)]
    return [v for v in values if v.is_finite() and (v.rel_accuracy_bits() > 20 or v.abs_upper() < 1e-30)]


def contradicted(expr: Expr, end: Expr, claimed: Expr) -> bool:
    """Whether certified values far out leave no hope for the claimed limit."""
    values = far(expr, end)
    if len(values) < 2:
        return False
    first, last = values[0], values[-1]
    if claimed.is_infinite:
        side = 1 if claimed == oo else -1
        return bool(side * last < 0) or bool(abs(last) < abs(first) * 3 / 2)
    gap = [abs(v - ball(claimed, BITS)) for v in (first, last)]
    return bool(gap[1] > gap[0] / 3) and bool(gap[1] > 1e-20)


@pytest.mark.long
@settings(max_examples=150)
@given(formulas, st.sampled_from(ENDS))
def test_limits_agree_with_values_far_out(expr: Expr, end: Expr) -> None:
    claimed = limit_by_growth(expr, end, 0)
    assume(claimed is not None)
    assert not contradicted(expr, end, claimed), (expr, end, claimed)


@given(products, st.sampled_from(ENDS))
def test_a_product_of_known_factors_is_decided(expr: Expr, end: Expr) -> None:
    assert limit_by_growth(expr, end, 0) is not None


@given(formulas, st.sampled_from(ENDS))
def test_the_mirrored_formula_has_the_mirrored_limit(expr: Expr, end: Expr) -> None:
    assert limit_by_growth(expr.subs(T, -T), -end, 0) == limit_by_growth(expr, end, 0)


@settings(max_examples=40)
@given(formulas, st.sampled_from((1, -1)))
def test_from_one_side_is_at_infinity_of_the_inverse(expr: Expr, side: int) -> None:
    moved = expr.subs(T, 3 + side / T)
    assert limit_by_growth(expr, S(3), side) == limit_by_growth(moved, oo, 0)


def value(m: Monomial) -> Expr:
    total = sum((c * value(n) for n, c in m.exponent), S.Zero)
    power, logs = (Rational(e.numerator, e.denominator) for e in (m.power, m.logs))
    return exp(total) * T**power * log(T) ** logs


@pytest.mark.long
@settings(max_examples=60)
@given(formulas)
def test_the_error_of_a_tail_is_within_its_bound(expr: Expr) -> None:
    found = tail(expr, approach(S.Infinity, 0), 4)
    terms = sum((c * value(m) for m, c in found.terms), S.Zero)
    for greater, less in zip(found.terms, found.terms[1:], strict=False):
        assert order(greater[0], less[0]) > 0
    assume(found.error is not None)
    ratios = far((expr - terms) / value(found.error), oo)
    assume(len(ratios) >= 2)
    assert not abs(ratios[-1]) > abs(ratios[0]) * 2 + 1e-20, (expr, found)


TRAPS = [
    (T * exp(T), oo, oo),
    (T * exp(T), -oo, 0),
    (exp(T) * gaussian(T), oo, 0),
    (exp(-T) / sigmoid(-T), oo, 1),
    (sigmoid(T) * exp(T), oo, oo),
    (sigmoid(T) * exp(T), -oo, 0),
    (sigmoid(-T) * exp(T), oo, 1),
    (log(exp(-T) + exp(-2 * T)), oo, -oo),
    (log(softplus(-T)) / T, oo, -1),
    ((exp(exp(-T)) - 1) * exp(T), oo, 1),
    ((1 - tanh(T)) * exp(2 * T), oo, 2),
    ((1 - tanh(T) ** 2) * exp(2 * T), oo, 4),
    (T * exp(T**2) * erfc(T), oo, 1 / sqrt(pi)),
    (normal_cdf(T) * T / normal_pdf(T), -oo, -1),
    (gelu(T) / normal_pdf(T), -oo, -1),
    (softplus(T) - T, oo, 0),
    ((softplus(T) - T) * exp(T), oo, 1),
    (log(1 + T**2) * gaussian(T) * sin(T), oo, 0),
    (exp(T) - exp(T - 1 / T), oo, oo),
    ((1 + 1 / T) ** T, oo, S.Exp1),
    ((1 + exp(T)) ** (1 / T), oo, S.Exp1),
    (T ** (1 / T), oo, 1),
    (asinh(T) - log(T), oo, log(2)),
    (tanh(exp(T)) * exp(-T), -oo, 1),
    ((1 - tanh(exp(T))) * exp(exp(T)), oo, 0),
    (sigmoid(-exp(T)) * exp(exp(T)), oo, 1),
    (exp(exp(T)) / exp(exp(T) + T), oo, 0),
    (atan(T) - pi / 2, oo, 0),
    (T * (atan(T) - pi / 2), oo, -1),
    (T * (atan(T) + pi / 2), -oo, -1),
    ((T * exp(T**2) * erfc(T) - 1 / sqrt(pi)) * T**2, oo, -1 / (2 * sqrt(pi))),
    (T / (1 + exp(-a * T)), -oo, 0),
    (T * sigmoid(a * T), oo, oo),
    (sqrt(T**2 + T) - T, oo, Rational(1, 2)),
    (tanh(log(1 + sigmoid(T))), oo, Rational(3, 5)),
    (((1 + 1 / T) ** -1 - T / (T + 1)) * exp(T), oo, 0),
]


@pytest.mark.parametrize(("expr", "end", "expected"), TRAPS, ids=str)
def test_traps(expr: Expr, end: Expr, expected: Expr) -> None:
    assert limit_by_growth(expr, end, 0) == expected
    assert piece_limit(expr, S(end), 0) == expected


ONE_SIDED = [
    (T * log(T), S.Zero, 1, 0),
    (exp(-1 / T) / T**5, S.Zero, 1, 0),
    (exp(-1 / T) * T**5, S.Zero, -1, -oo),
    ((exp(T) - 1) / T, S.Zero, -1, 1),
    (sin(T) / T, S.Zero, 1, 1),
    (log(1 - T) * (1 - T), S.One, -1, 0),
    (1 / (T - 1), S.One, -1, -oo),
    (exp(-1 / T) ** T, S.Zero, 1, exp(-1)),
    (1 / (log(2) + log(3) - log(6 + T)), S.Zero, 1, -oo),
]


@pytest.mark.parametrize(("expr", "point", "side", "expected"), ONE_SIDED, ids=str)
def test_one_sided(expr: Expr, point: Expr, side: int, expected: Expr) -> None:
    assert limit_by_growth(expr, point, side) == expected
    assert piece_limit(expr, point, side) == expected


UNKNOWN = [
    sin(T),
    T * sin(T),
    exp(T) * cos(T),
    exp(-T + sqrt(T) * sin(T)) * exp(T - sqrt(T) / 2),
    T * sigmoid(r * T),
    T**r,
    sqrt(-T),
    sqrt(-T) * gaussian(T),
    (1 - T) ** Rational(1, 3),
    log(-T),
    tan(T),
    gamma(T),
    exp(I * T),
]


@pytest.mark.parametrize("expr", UNKNOWN, ids=str)
def test_what_no_rule_proves_is_left_open(expr: Expr) -> None:
    assert limit_by_growth(expr, oo, 0) is None


def test_oscillation_is_refused_only_where_it_is_there() -> None:
    with pytest.raises(NoLimitError, match="oscillates"):
        piece_limit(sin(T), S.Infinity, 0)
    with pytest.raises(UndecidedError):
        piece_limit(T * sin(T), S.Infinity, 0)
    assert piece_limit(sin(T) ** 2 + cos(T) ** 2, S.Infinity, 0) == 1


def test_a_tail_that_is_not_known_says_whether_more_terms_could_help() -> None:
    start = approach(S.Infinity, 0)
    with pytest.raises(NoTailError) as none:
        tail(gamma(T), start, 4)
    assert not none.value.deeper
    assert tail(sin(T), start, 4).bound == ONE


WAVES = {"sin", "snake"}
SETTLED = [e for e in entries() if e.arity == "scalar" and e.name not in WAVES and len(e.example.free_symbols) == 1]


@pytest.mark.parametrize("record", few(SETTLED, 14), ids=lambda e: e.name)
def test_the_catalogue_is_decided_without_sympys_limits(record: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(piece: Expr, *_: object) -> Expr:
        raise AssertionError(f"the limit of {piece} was left to SymPy")

    monkeypatch.setattr(limiting, "_gruntz", refuse)
    piece_limit.cache_clear()
    (x,) = record.example.free_symbols
    table = branch_table(record.example.xreplace({x: T}), T)
    for n in range(4):
        table = derivative_table(table) if n else table
        for end, piece in ((-oo, table.pieces[0]), (oo, table.pieces[-1])):
            claimed = at_infinity(table, end)
            assert claimed is S.NaN or not contradicted(piece, end, claimed), (n, piece, claimed)


def test_long_coefficients_are_given_up_and_not_multiplied_out():
    long = sum((exp(Rational(k, 97)) * log(k + 2) for k in range(80)), start=S.Zero)
    with pytest.raises(NoTailError):
        collected([(ONE, long), (ONE, long + pi)])


def test_a_limit_that_takes_too_much_work_is_refused(monkeypatch):
    monkeypatch.setattr(limiting, "_CALLS", 2000)
    with pytest.raises(UndecidedError, match="must be found with less work than this; simplify the formula"):
        limiting.piece_limit(gamma(T + Rational(3, 7)) / gamma(T) / T, oo, 0)
