"""What SymPy prints is read back as it was: str and LaTeX, over the whole language."""

from __future__ import annotations

import pytest
import sympy as sp
from formulas import NAMES, conditions, formulas, is_fixed, leaves
from helpers import few
from hypothesis import assume, given, settings
from sympy import Expr, Rational, Symbol, exp, latex, symbols

import symact as sa
from symact.errors import ParseError
from symact.functions.catalogue import entries
from symact.functions.entries import Entry
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
        (x / 2 + Rational(1, 2)) / y,
        exp(x) * (x / 3 + Rational(1, 3)),
        sp.Max(x, y) / (x / 2 - Rational(1, 2)),
        sp.re(x) + 2 * sp.im(x),
        sp.LambertW(x, -1) ** 2,
        sp.log(x) ** 2,
        2 * x,
        x - y,
    ],
)  # fmt: skip
def test_subtle_ones(expr: Expr) -> None:
    assert parse(str(expr)) == expr
    assert parse(latex(expr)) == expr
    assert parse(sa.latex(expr)) == expr


SCALAR = [e for e in entries() if e.arity == "scalar"]
UNREAD = {"selu": "states its constants", "erf": "is an integral", "atan": "is an integral"}


def of_x(entry: Entry) -> Expr:
    return entry.function(x, *(Symbol(f"k_{i}") for i, p in enumerate(entry.parameters) if p.default is None))


@pytest.mark.parametrize("entry", SCALAR, ids=lambda e: e.name)
def test_the_catalogue_reads_back(entry: Entry) -> None:
    """Its derivatives and limits too; SymPy's own sign has derivatives only of a real argument."""
    function = of_x(entry)
    said = [function**2 / 3, *(sa.derivative(function, x, order) for order in range(1, 4))]
    said += [] if entry.name == "sign" else [function.diff(x, order) for order in range(4)]
    for end in (sp.oo, -sp.oo):
        try:
            said.append(sa.limit(function, x, end))
        except sa.SymactError:
            continue
    for expr in said:
        assert parse(str(expr)) == expr
        assert parse(latex(expr), syntax="latex") == expr
        assert parse(sa.latex(expr), syntax="latex") == expr


@pytest.mark.parametrize("name", few([e.name for e in SCALAR if e.name != "log1mexp" and e.parameters == ()], 10))
def test_statements_of_symact_are_read(name: str) -> None:
    """What stands right of f(x) =, f'(x) = and f''(x) = is the function, or its derivative."""
    for order in (0, 1, 2, 5):
        if name in UNREAD and order == 0:
            continue
        stated = parse(sa.latex(name, derivative=order))
        wanted = sa.derivative(sa.activation(name)(x), x, order)
        for point in (Rational(-31, 10), Rational(2, 9), Rational(37, 10)):
            assert abs(stated.subs(x, point).doit().n(20) - wanted.subs(x, point).doit().n(20)) < 1e-9


@settings(max_examples=150)
@given(formulas)
def test_what_symact_prints_reads_back(expr: Expr) -> None:
    """But a Piecewise, which is printed as papers do and read as cases: the same function."""
    assume(is_fixed(expr) and not has_bounds(expr) and theta not in expr.free_symbols and not expr.has(sp.Piecewise))
    assert parse(sa.latex(expr), syntax="latex") == expr


def test_what_latex_cannot_say() -> None:
    """SymPy's LaTeX is the same for x1 and x_1, and for a letter times a sum and a function of the sum."""
    assert parse(latex(Symbol("x1"))) == Symbol("x_1")
    assert parse(latex(Symbol("x1")), symbols={"x1": Symbol("x1")}) == Symbol("x1")
    assert parse(latex(theta * (x + 1)), symbols={"theta": theta}) == theta * (x + 1)
    with pytest.raises(ParseError, match="this may be"):
        parse(latex(theta * (x + 1)))


@pytest.mark.parametrize(
    "expr",
    [
        sa.derivative(sa.relu(sp.cos(x) - x), x),
        sa.derivative(sa.relu(x**5 - x - 1), x),
        sa.derivative(sa.relu(sp.exp(-y) - y**2 / 7), y) + 1,
        sp.CRootOf(x**5 - x - 1, 3) * x,
        *sa.zeros(sa.silu(x) - sp.exp(-x) / 3 - Rational(1, 3)),
    ],
    ids=str,
)
def test_roots_under_their_equation_read_back(expr: Expr) -> None:
    assert parse(str(expr)) == expr


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("CRootOf(x**5 - x, a)", "the index of CRootOf must be a whole number below 5, not a"),
        ("CRootOf(x**5 - a, 0)", "CRootOf must have an equation in one symbol, not -a"),
        ("CRootOf(sin(x), 0)", "CRootOf must have a polynomial of degree at most 64"),
        ("CRootOf(sqrt(2)*x**3 - 1, 0)", "CRootOf must have rational coefficients"),
        ("RealRoot(x - cos(x), y, 0, 1)", "RealRoot must have the symbol of its equation, not y, as its second"),
        ("RealRoot(x - cos(x), x, 0, pi)", "an end of RealRoot must be a rational number below .*, not pi"),
        ("RealRoot(x - cos(x), x, 5, 6)", "an interval must hold exactly one root of x - cos"),
    ],
)
def test_a_root_that_is_none_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ParseError, match=problem):
        parse(text)
