"""Functions of vectors, sums that a number stands before, and branches at parameters: all that is printed is read."""

from __future__ import annotations

import time
from typing import Any

import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Add, Expr, Mul, Rational, factor_terms, latex, sqrt, symbols

import symact as sa
from symact.errors import ParseError, UndecidedError
from symact.functions.catalogue import entries
from symact.functions.families.vector.selectors import maxout, sparsemax
from symact.functions.logsumexp import logsumexp
from symact.functions.parse import parse

x, y, z, w, p, q = symbols("x y z w p q")

VECTORS = [record for record in entries() if record.arity == "vector"]


def reads_back(expr: Expr) -> None:
    assert parse(str(expr)) == expr
    assert parse(latex(expr), syntax="latex") == expr


def reads_back_but_for_fractions(expr: Expr) -> None:
    """In LaTeX a fraction before a sum looks as the sum of fractions does, and is read as that."""
    assert parse(str(expr)) == expr
    back = parse(latex(expr), syntax="latex")
    assert back == expr or back.expand() == expr.expand()


def with_slopes(components: sp.Matrix) -> list[Expr]:
    return [e for c in components for e in (c, c.diff(x), c.diff(x, 2))]


@pytest.mark.parametrize("record", VECTORS, ids=lambda record: record.name)
@pytest.mark.parametrize("vector", [[x, y, z, w], [2 * x - 1, y**2, Rational(1, 2), sp.exp(z)]], ids=["plain", "mixed"])
def test_components_and_their_slopes(record: Any, vector: list[Expr]) -> None:
    for expr in with_slopes(record.function(vector)):
        reads_back(expr)
        if expr.is_Function:
            reads_back(expr**2)
            reads_back(3 / expr)
            reads_back(sqrt(expr) * x - expr)


@pytest.mark.parametrize("record", VECTORS, ids=lambda record: record.name)
def test_every_name_takes_a_list(record: Any) -> None:
    for name in record.names:
        assert parse(f"{name}([x, y])[0]") == record.function([x, y])[0]


@pytest.mark.parametrize(
    "expr",
    [
        maxout([x, y, z], pieces=3)[0],
        maxout([x, y, z, w, 1, 0], pieces=3)[0].diff(x),
        maxout([x, y, z, w], pieces=4)[0] ** 2,
        maxout.share([x, y, z])[1] ** 3,
        sparsemax.support([x, y])[1] ** 2,
        logsumexp([x, y]),
        logsumexp([x, y, 0]) ** 2,
        1 / logsumexp([x, 2 * y]).diff(x),
        sa.log_softmax([x, y])[1] * sp.log(sa.softmax([x, y])[0]),
        sa.softmax([sa.softmax([x, y])[0], logsumexp([y, z])])[1],
        sa.relu(sa.softmax([x, y, z])[2]),
    ],
    ids=str,
)
def test_pieces_helpers_and_nesting(expr: Expr) -> None:
    reads_back(expr)


def test_meaning() -> None:
    assert parse("maxout([x, y, z, w])[1]") == maxout([x, y, z, w])[1]
    assert parse("swiglu([x, y], beta=2)[0]") == sa.swiglu([x, y], beta=2)[0]
    assert parse(r"\mathrm{SwiGLU}(x, y; 2)_0") == sa.swiglu([x, y], beta=2)[0]
    assert parse(r"2\operatorname{softmax}(x, y)_1 x") == 2 * x * sa.softmax([x, y])[1]
    assert parse("softmax([0, 0])[1]") == Rational(1, 2)


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("softmax([x, y])[2]", "the index of softmax must be in range(2), not 2", 1),
        ("1 + softmax([x, y])", "one component of softmax must be chosen", 5),
        ("logsumexp([x, y])[0]", "logsumexp must have no index", 1),
        ("softmax([x, y])[-1]", "an index must be a whole number from 0, not '-'", 17),
        ("softmax([x, y])[0.5]", "an index must be a whole number from 0, not '0.5'", 17),
        ("softmax([x, y])[0][0]", "must not index with '['", 19),
        ("softmax([x, y][0])", "'(' of line 1 must be closed by ')', not followed by '['", 15),
        ("softmax([])[0]", "must not index with ']'", 10),
        ("softmax([x, y], 2)[0]", "must have arguments with names only", 17),
        ("softmax(x, y)", "softmax must have a list of entries", 1),
        ("relu([x])", "relu must have a number as its argument, not a list", 1),
        ("relu(x)[0]", "must not index with '['", 8),
        ("x + [x]", "must not index with '['", 5),
        ("(x)[0]", "must not index with '['", 4),
        ("exp(x, [x])", "must not index with '['", 8),
        ("x]", "must not index with ']'", 2),
        ("maxout([x, y], 3)[0]", "must have arguments with names only", 16),
        ("maxout([x, y], pieces=3)[0]", "must be a multiple of pieces", 1),
        ("softmax([x, y], pieces=3)[0]", "softmax has no argument named 'pieces'", 1),
        (f"softmax([{', '.join(['x'] * 257)}])[0]", "must have 1 to 256 entries, not 257", 1),
        (r"\mathrm{softmax}(x, y)_{2}", "must be in range(2), not 2", 1),
        (r"\mathrm{softmax}(x, y)_{x}", "an index of a component must be a whole number", 23),
        (r"\mathrm{softmax}(x, y; 2)_{0}", "its only ones are: none", 1),
        (r"\mathrm{softmax}[x, y)", "must be closed by", 22),
        ("logsumexp([10**9*log(3), 0])", "an exact number must have at most", 1),
        ("softmax([1000*(1000*log(3)), 0])[0]", "an exact number must have at most", 1),
        ("exp(1000*(1000*log(3) + x))", "an exact number must have at most", 1),
    ],
)
def test_refusals(text: str, message: str, column: int) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert message in str(caught.value).replace("\n", " ")
    assert caught.value.column == column


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "sparsemax", "hardmax", "maxout"])
def test_the_longest_vectors_are_read_in_time(name: str) -> None:
    for entry in ("{0}", "x*{0}", "x_{0}"):
        begun = time.process_time()
        parse(f"{name}([{', '.join(entry.format(i) for i in range(256))}])[1]")
        assert time.process_time() - begun < 2


UNDISTRIBUTED = [
    factor_terms(2 * x + 2),
    factor_terms(-2 * x - 2 * y),
    factor_terms(x / 2 + Rational(3, 2)),
    factor_terms(-2 * x / 3 - 4 * y / 3),
    factor_terms(4 * x * (y + 1) + 4 * z),
    factor_terms(6 * x + 4 * (factor_terms(3 * y + 3))),
    1 + factor_terms(2 * x + 2 * y),
    x - factor_terms(2 * x + 2 * y),
    sp.exp(factor_terms(2 * x + 2 * y)) + sp.sin(factor_terms(x / 2 + y / 2)),
    Mul(-1, Add(x, 1), evaluate=False),
    z - Mul(1, Add(x, 1), evaluate=False),
    sa.snake(x).diff(x, 2),
    sa.snake(2 * x, p).diff(x, 3),
    factor_terms(2 * x + 2) * y,
    factor_terms(2 * x + 2) / y,
    factor_terms(2 * x + 2) ** 2,
    sa.relu(factor_terms(3 * x + 3 * y)),
]


@pytest.mark.parametrize("expr", UNDISTRIBUTED, ids=str)
def test_a_number_before_a_sum_stays_there(expr: Expr) -> None:
    reads_back_but_for_fractions(expr)


def test_a_number_before_a_sum_is_the_object_of_sympy() -> None:
    assert parse("2*(x + 1)") == Mul(2, x + 1, evaluate=False) != 2 * x + 2
    assert parse("2*(x + 1)/3").args == (Rational(2, 3), x + 1)
    assert parse("2 (x + 1)", syntax="latex") == Mul(2, x + 1, evaluate=False)
    assert parse(r"\frac{2 (x + 1)}{3}") == 2 * x / 3 + Rational(2, 3)
    assert parse("0*(x + 1)") == 0
    assert parse("2*(x + 1)/2") == x + 1
    assert parse("2*(3*(x + 1))").args == (6, x + 1)


rationals = st.fractions(-9, 9, max_denominator=9).map(lambda f: Rational(f.numerator, f.denominator))


@given(st.lists(rationals, min_size=2, max_size=3), st.lists(rationals, min_size=2, max_size=3))
def test_what_factor_terms_makes_reads_back(outer: list[Expr], inner: list[Expr]) -> None:
    nested = factor_terms(sum(a * b for a, b in zip(inner, (y, z, 1), strict=False)))
    expr = factor_terms(sum(a * b for a, b in zip(outer, (x, nested, w), strict=False)))
    assume(all(sum(a.is_number for a in m.args) < 2 for m in expr.atoms(Mul)))  # SymPy leaves some products undone,
    assume(all(a.args == Add(*a.args).args for a in expr.atoms(Add)))  # and some sums in an order of their own
    reads_back_but_for_fractions(expr)


@pytest.mark.parametrize("function", [sa.hardshrink, sa.softshrink])
@pytest.mark.parametrize("argument", [x, 2 * x + 1])
def test_slopes_with_a_parameter(function: Any, argument: Expr) -> None:
    reads_back(function(argument, p).diff(x))
    reads_back(function(argument, p).diff(p))


def test_the_order_that_branches_state() -> None:
    f = sa.cases(x, (1, x < p), (x, (p <= x) & (x < q)), (5, sp.Eq(x, q)), (2, x > q))
    assert (f.table.breakpoints, f.table.values) == ((p, q), (p, 5))
    reads_back(f)
    gap = sa.cases(x, (1, x < p), (x, (x > p) & (x <= q)), (2, x > q))
    assert gap.table.values == (sp.nan, q)
    reads_back(gap)


@pytest.mark.parametrize(
    "pairs",
    [
        [(1, x < p), (x, (q <= x) & (x < p)), (2, x > q)],
        [(1, x <= p), (x, (p <= x) & (x <= q)), (2, x > q)],
        [(1, x < 3), (x, (x >= 3) & (x <= p)), (2, (x > p) & (x < 1)), (3, x >= 1)],
        [(1, x < p), (2, x < q), (3, True)],
        [(1, x > q), (2, x < p)],
    ],
)
def test_branches_that_state_no_order_are_refused(pairs: list[Any]) -> None:
    with pytest.raises(UndecidedError, match="must be known"):
        sa.cases(x, *pairs)
