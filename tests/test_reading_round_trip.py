"""What SymPy prints is read back as it was: str and LaTeX, over the whole language."""

from __future__ import annotations

import pytest
import sympy as sp
from formulas import NAMES, conditions, formulas, is_fixed, leaves
from hypothesis import assume, given, settings
from sympy import Expr, Rational, Symbol, exp, latex, symbols

import symact as sa
from symact.errors import ParseError
from symact.functions.parse import parse
from symact.reading.read import read_condition

x, y, theta = symbols("x y theta")


def has_bounds(expr: Expr) -> bool:
    """Return whether SymPy has made an interval of a function at infinity, which is no formula."""
    return bool(expr.has(sp.AccumBounds))


@settings(max_examples=300)
@given(formulas)
def test_str_reads_back(expr: Expr) -> None:
    assume(is_fixed(expr) and not has_bounds(expr))
    assert parse(str(expr)) == expr


@settings(max_examples=300)
@given(formulas)
def test_latex_reads_back(expr: Expr) -> None:
    assume(is_fixed(expr) and not has_bounds(expr) and theta not in expr.free_symbols)
    assert parse(latex(expr), syntax="latex") == expr


@pytest.mark.long
@settings(max_examples=4_000)
@given(formulas)
def test_both_read_back_for_long(expr: Expr) -> None:
    assume(is_fixed(expr) and not has_bounds(expr) and theta not in expr.free_symbols)
    try:
        assert parse(str(expr)) == expr
        assert parse(latex(expr), syntax="latex") == expr
    except ParseError as refusal:  # constants that SymPy would take too long over
        assume("must be below" not in str(refusal))
        raise


@given(conditions(leaves))
def test_conditions_read_back(condition: object) -> None:
    assert read_condition(str(condition), {}) == condition
    assert read_condition(latex(condition), {}, syntax="latex") == condition


@pytest.mark.parametrize("name", NAMES)
def test_every_name_reads_back(name: str) -> None:
    assert parse(name) == Symbol(name)
    assert parse(latex(Symbol(name)), syntax="latex") == Symbol(name)


@pytest.mark.parametrize(
    "expr",
    [
        sp.Mul(Rational(1, 2), x, 1 / (x + 1)),
        sp.Mul(-1, x + 1, exp(x), Rational(1, 2)),
        sp.Mul(2, x + 1, y),
        sp.sqrt(2) / 2,
        1 / sp.sqrt(x),
        x ** Rational(-2, 3),
        2 ** Rational(1, 3) * x,
        (-x) ** Rational(1, 3),
        (-1) ** x,
        sp.sqrt(6) * x / 3,
        exp(x) ** y,
        exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi),
        sp.E * exp(x),
        sp.nan,
        sp.zoo,
        sp.I * x,
        sa.relu(x) ** 2,
        sa.relu(x).diff(x),
        sa.gelu(x).diff(x, 2),
        sa.elu(2 * x + 1).diff(x),
        sa.hard_swish(x).diff(x),
        sa.leaky_relu(x, Rational(1, 5)) / 3,
        sa.log_sigmoid(x) ** 2,
        sp.DiracDelta(x, 1),
        sp.LambertW(x, -1) ** 2,
        sp.log(x) ** 2,
        2 * x,
        x - y,
    ],
)  # fmt: skip
def test_subtle_ones(expr: Expr) -> None:
    assert parse(str(expr)) == expr
    assert parse(latex(expr)) == expr


def test_what_latex_cannot_say() -> None:
    """SymPy's LaTeX is the same for x1 and x_1, and for a letter times a sum and a function of the sum."""
    assert parse(latex(Symbol("x1"))) == Symbol("x_1")
    assert parse(latex(Symbol("x1")), symbols={"x1": Symbol("x1")}) == Symbol("x1")
    assert parse(latex(theta * (x + 1)), symbols={"theta": theta}) == theta * (x + 1)
    with pytest.raises(ParseError, match="this may be"):
        parse(latex(theta * (x + 1)))
