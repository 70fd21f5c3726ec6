"""All real roots: as many as there are, where they are, in increasing order; else a refusal that names the reason."""

from __future__ import annotations

import copy
import pickle
from fractions import Fraction
from itertools import pairwise
from time import perf_counter
from typing import Any

import mpmath
import pytest
import sympy as sp
from flint import arb
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import E, LambertW, Rational, S, Symbol, atanh, cos, erf, exp, expand, log, oo, pi, sin, sqrt, tanh

from symact.arithmetic.balls import ball, compare, digits, sign
from symact.arithmetic.isolation import isolate, refine
from symact.errors import SymactError, UndecidedError, UnsupportedError
from symact.exact.growth import tail_sign
from symact.exact.order import sign as exact_sign
from symact.exact.real_root import RealRoot
from symact.exact.roots import real_roots
from symact.exact.variable import T

x = Symbol("x")
a, b = sp.symbols("a b", positive=True)
c = Symbol("c", real=True)


def sigmoid(u: Any) -> Any:
    return 1 / (1 + exp(-u))


def softplus(u: Any) -> Any:
    return log(1 + exp(u))


GELU = x * (1 + erf(x / sqrt(2))) / 2
SILU = x * sigmoid(x)
MISH = x * tanh(softplus(x))

# Equation, ends, and about where mpmath finds the roots.
COUNTED: list[tuple[Any, Any, Any, list[float]]] = [
    (x * exp(x) - 1, -oo, oo, [0.567]),
    (tanh(x) - x / 2, -oo, oo, [-1.92, 0, 1.92]),
    (exp(x) - x, -oo, oo, []),
    (exp(-x) - x, -oo, oo, [0.567]),
    (x * tanh(x / 2) - 2, -oo, oo, [-2.4, 2.4]),
    (x**2 * exp(x), -oo, oo, [0]),
    (x - tanh(x), -oo, oo, [0]),
    (exp(x) - 1 - x, -oo, oo, [0]),
    (cos(x) - x, -oo, oo, [0.739]),
    (exp(x) - x**3, -oo, oo, [1.86, 4.54]),
    (log(x) / x - Rational(1, 5), 0, oo, [1.3, 12.7]),
    (x * log(x) + Rational(1, 10), 0, oo, [0.0279, 0.894]),
    (GELU.diff(x), -oo, oo, [-0.752]),
    (GELU.diff(x, 2), -oo, oo, [-1.41, 1.41]),
    (SILU.diff(x), -oo, oo, [-1.28]),
    (SILU.diff(x, 2), -oo, oo, [-2.4, 2.4]),
    (MISH.diff(x), -oo, oo, [-1.19]),
    (MISH.diff(x, 2), -oo, oo, [-2.26, 1.49]),
    (sin(x) / x - Rational(1, 10), 1, 30, [2.85, 7.07, 8.42]),
    (sin(x) + x / 10, -oo, oo, [-5.68, -3.5, 0, 3.5, 5.68]),
    (1 / x - exp(x), 0, oo, [0.567]),
    (1 / x - log(x) / x**2, 0, oo, []),
    (sqrt(x) - 2, 0, oo, [4]),
]


@pytest.mark.parametrize(("expr", "low", "high", "expected"), COUNTED, ids=[str(case[0])[:50] for case in COUNTED])
def test_transcendental_equations(expr: Any, low: Any, high: Any, expected: list[float]) -> None:
    roots = real_roots(expr, x, S(low), S(high))
    assert len(roots) == len(expected)
    function = sp.lambdify(x, expr, "mpmath")
    for root, start in zip(roots, expected, strict=True):
        with mpmath.workdps(60):
            reference = mpmath.findroot(function, mpmath.mpf(start), verify=False) if start else mpmath.mpf(0)
            assert abs(mpmath.mpf(digits(root, 50)) - reference) < mpmath.mpf(10) ** -45
        value = ball(expr, 200, {x: root})
        assert value.contains(0) and abs(value) < 1e-30


CLOSED: list[tuple[Any, tuple[Any, ...]]] = [
    (a * x - b, (b / a,)),
    (x**2 - a, (-sqrt(a), sqrt(a))),
    (x**3 - a, (a ** Rational(1, 3),)),
    (exp(x) - a, (log(a),)),
    (tanh(b * x) - Rational(1, 2), (atanh(Rational(1, 2)) / b,)),
    (x**4 - 10 * x**2 + 1, (-sqrt(2) - sqrt(3), sqrt(2) - sqrt(3), sqrt(3) - sqrt(2), sqrt(2) + sqrt(3))),
    (x**2 - x - 1, (S.Half - sqrt(5) / 2, S.Half + sqrt(5) / 2)),
    ((x - 1) ** 2 * (x + 2) ** 3, (-2, 1)),
    (exp(2 * x) - 3 * exp(x) + 2, (0, log(2))),
    (exp(x) + exp(-x) - 4, (log(2 - sqrt(3)), log(2 + sqrt(3)))),
    (exp(-(x**2)) - S.Half, (-sqrt(log(2)), sqrt(log(2)))),
    (SILU.diff(x), (-1 - LambertW(exp(-1)),)),
    (x * exp(x) + Rational(1, 10), (LambertW(Rational(-1, 10), -1), LambertW(Rational(-1, 10)))),
    (x * exp(x) + exp(-1), (-1,)),
    (x * exp(x) + 1, ()),
    (x + 5 * exp(x) - 3, (3 - LambertW(5 * exp(3)),)),
    (softplus(x) - 1, (log(E - 1),)),
    (exp(sqrt(2) - x) - x + sqrt(2) - 1, (sqrt(2),)),
    (x**5 - x - 1, (sp.CRootOf(x**5 - x - 1, 0),)),
]


@pytest.mark.parametrize(("expr", "expected"), CLOSED, ids=[str(case[0])[:50] for case in CLOSED])
def test_closed_forms(expr: Any, expected: tuple[Any, ...]) -> None:
    assert real_roots(expr, x) == expected


def test_sines_on_a_bounded_interval() -> None:
    roots = real_roots(sin(x) - S.Half, x, S(-10), S(10))
    assert roots == tuple(pi * Rational(k, 6) for k in (-19, -11, -7, 1, 5, 13, 17))
    assert real_roots(cos(2 * x), x, S.Zero, pi) == (pi / 4, 3 * pi / 4)
    assert real_roots(sin(x) - 2, x) == ()


roots_and_multiplicities = st.lists(
    st.tuples(st.fractions(-5, 5, max_denominator=6), st.integers(1, 3)), min_size=1, max_size=4
)


@given(roots_and_multiplicities, st.sampled_from((1, exp(-x), 1 + x**2, 2 + sin(x))))
def test_polynomials_with_known_roots(known: list[tuple[Any, int]], positive: Any) -> None:
    expr = expand(sp.prod((x - Rational(r)) ** m for r, m in known)) * positive
    assert real_roots(expr, x) == tuple(sorted({Rational(r) for r, _ in known}))


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=6).filter(lambda cs: any(cs[:-1])), st.integers(-3, 0))
def test_integer_polynomials_have_as_many_roots_as_sympy_counts(coefficients: list[int], low: int) -> None:
    poly = sp.Poly(coefficients, x)
    assume(poly.degree() > 0)
    roots = real_roots(poly.as_expr(), x, S(low), S(4))
    inside = sp.Poly(poly.sqf_part(), x).count_roots(low, 4) - sum(1 for end in {low, 4} if poly.eval(end) == 0)
    assert len(roots) == inside
    assert all(compare(p, q) < 0 for p, q in pairwise(roots))


@pytest.mark.long
@settings(max_examples=40)
@given(st.fractions(-3, 3, max_denominator=7), st.fractions(-3, 3, max_denominator=7))
def test_planted_roots_of_a_transcendental_function_are_found(p: Any, q: Any) -> None:
    p, q = Rational(p), Rational(q)
    expr = (tanh(x) - tanh(p)) * (exp(x) - exp(q))
    planted = {p, q}
    assert set(real_roots(expand(expr), x)) == planted


@given(st.fractions(-2, 2, max_denominator=9), st.fractions(-2, 2, max_denominator=9))
def test_every_sign_change_on_a_grid_is_a_root(p: Any, q: Any) -> None:
    expr = tanh(x) * x + Rational(p) * x + Rational(q) + exp(-x) / 4
    roots = [float(r) for r in real_roots(expr, x)]
    with mpmath.workdps(30):
        f = sp.lambdify(x, expr, "mpmath")
        grid = [mpmath.mpf(k) / 16 for k in range(-160, 161)]
        values = [f(g) for g in grid]
    changes = [(g, h) for (g, u), (h, v) in pairwise(zip(grid, values, strict=True)) if u * v < 0]
    for low, high in changes:
        assert sum(low < root < high for root in roots) % 2 == 1
    assert len(roots) >= len(changes)


@pytest.mark.parametrize("point", [sqrt(2), pi / 3, Rational(1, 3), E - 3])
def test_ends_that_are_roots_are_outside(point: Any) -> None:
    expr = tanh(x - point) + (x - point) ** 3
    assert real_roots(expr, x, point, oo) == ()
    assert real_roots(expr, x, -oo, point) == ()
    assert len(real_roots(expr * (exp(x) - 9), x, point, oo)) == 1


def test_ends_cut_roots_off() -> None:
    assert real_roots(GELU.diff(x), x, -oo, Rational(-3, 4)) == real_roots(GELU.diff(x), x)
    assert real_roots(GELU.diff(x), x, Rational(-3, 4), oo) == ()
    assert real_roots(GELU.diff(x, 2), x, -sqrt(2), oo) == (sqrt(2),)


@pytest.mark.parametrize("expr", [sin(x) - S.Half, cos(3 * x + 1), sp.tan(x) - 1, 1 - 2 * sin(x) * cos(x)])
def test_infinitely_many_roots_are_refused(expr: Any) -> None:
    with pytest.raises(UnsupportedError, match="finitely many"):
        real_roots(expr, x)


@pytest.mark.parametrize(
    "expr", [x**2 + c, tanh(b * x) - c, a * x + exp(b * x) * x**2 - tanh(x), x * (x - c), c * x - 1, x**3 + a * x - b]
)
def test_parameters_that_matter_are_named(expr: Any) -> None:
    with pytest.raises(UndecidedError) as caught:
        real_roots(expr, x)
    assert any(str(s) in str(caught.value) for s in expr.free_symbols - {x})


def test_zero_everywhere_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="everywhere"):
        real_roots(S.Zero, x)
    assert real_roots(S.One, x) == ()


@pytest.mark.parametrize(
    "expr",
    [
        sp.gamma(x) - sp.zeta(x + 3) * sin(x),
        exp(exp(x)) - sin(exp(x)) - 2,
        sin(x**2) * exp(-x) - cos(x) / x,
        (sin(x) - sqrt(2) / 3) ** 2 * exp(x) + tanh(x - 1) ** 4,
        exp(x) - 1 - x - x**2 / 2 - x**3 / 6 - exp(sp.EulerGamma) * (x - sp.EulerGamma) ** 2,
    ],
)
def test_effort_is_bounded(expr: Any) -> None:
    began = perf_counter()
    try:
        real_roots(expr, x)
    except SymactError as error:
        assert str(error)
    assert perf_counter() - began < 8


# Roots by name


def _root() -> RealRoot:
    (root,) = real_roots(exp(-x) - x**2, x, S.Zero, oo)
    assert isinstance(root, RealRoot)
    return root


def test_a_named_root_is_a_number() -> None:
    root = _root()
    assert root.is_real and root.is_positive and root.is_number and root.is_comparable and not root.free_symbols
    assert root < 1 and root > Rational(7, 10) and not root.is_zero
    assert root.diff(x) == 0 and (root * x).diff(x) == root
    assert sorted([S.One, root, S.Zero]) == [0, root, 1]
    assert sp.Max(root, 1) == 1 and abs(root) == root
    assert sign(root - Rational(7, 10)) == 1


@pytest.mark.parametrize("count", [15, 50, 300])
def test_its_digits_are_right(count: int) -> None:
    with mpmath.workdps(count + 30):
        reference = mpmath.findroot(lambda t: mpmath.exp(-t) - t**2, mpmath.mpf("0.7034674224983917"))
        text = mpmath.nstr(reference, count, strip_zeros=False)
    assert digits(_root(), count) == text == _root().digits(count)
    assert str(_root().n(count)) == text


def test_the_same_root_found_elsewhere_is_the_same_object_in_value() -> None:
    other = RealRoot(2 * x**2 - 2 * exp(-x), x, Rational(1, 2), 5)
    assert other == _root() and hash(other) == hash(_root())
    assert other - _root() == 0
    assert RealRoot(exp(-x) - x**2, x, 0, 1) != real_roots(cos(x) - x, x)[0]


def test_it_prints_copies_and_pickles() -> None:
    root = _root()
    assert str(root) == "RealRoot(x**2 - exp(-x), x, 45/64, 181/256)"
    assert sp.latex(root) == r"0.7034674224\ldots"
    assert "RealRoot" in sp.pretty(root + 1) and sp.srepr(root).startswith("RealRoot(")
    assert copy.deepcopy(root) == root
    for protocol in range(2, 6):
        assert pickle.loads(pickle.dumps(root, protocol)) == root
    assert abs(sp.lambdify(x, root * x, "math")(2.0) - 2 * float(root)) < 1e-15


@pytest.mark.parametrize(("low", "high"), [(3, 4), (-9, 9), (5, 4), (1, 1)])
def test_an_interval_without_exactly_one_root_is_refused(low: int, high: int) -> None:
    with pytest.raises(ValueError, match="interval"):
        RealRoot(cos(x) - x / 9, x, low, high)
    with pytest.raises(ValueError, match="symbol"):
        RealRoot(a * x - 1, x, 0, 1)


# The parts


@pytest.mark.parametrize(
    "expr",
    [
        exp(x) - 100 * x**3,
        1 - x**10 * exp(-x) / 1000,
        x * exp(-x) - exp(-2 * x) * x**9,
        SILU.diff(x, 2).subs(x, -x),
        MISH.diff(x).subs(x, -x),
        GELU.diff(x).subs(x, -x),
        1 - tanh(x),
        sp.erfc(x) - exp(-(x**2)),
        sp.atan(x) - pi / 2 + 1 / (2 * x),
        log(x) ** 3 - x,
        sqrt(x**2 + 1) - x,
        1 / (1 + x) - 1 / (2 + x),
        x + 3 * sin(x),
    ],
    ids=str,
)
def test_the_sign_of_a_tail_holds_from_its_start_on(expr: Any) -> None:
    start, side = tail_sign(expr.subs(x, T), sp.oo, 0)
    for k in (0, 1, 2, 5, 11, 40, 300):
        point = Rational(start) + Rational(k * k * start, 7)
        assert sign(expr, {x: point}) == side


@pytest.mark.parametrize(
    ("expr", "point", "side"),
    [
        (log(x) + 1 / sqrt(x), S.Zero, 1),
        (exp(1 / x) - 50 / x**4, S.Zero, 1),
        (exp(1 / x) - x**3, S.Zero, -1),
        (log(x - sqrt(2)) + 3, sqrt(2), 1),
        (1 / (x - 2) + 100 * log(2 - x), S(2), -1),
        (exp(1 / (x - pi)) * (x - pi) - 3, pi, 1),
        (tanh(1 / x) - 1 + x**4, S.Zero, 1),
    ],
    ids=str,
)
def test_the_sign_beside_a_point_holds_from_its_start_on(expr: Any, point: Any, side: int) -> None:
    start, found = tail_sign(expr.subs(x, T), point, side)
    for k in (0, 1, 2, 5, 11, 40, 300):
        assert sign(expr, {x: point + side / (start + Rational(k * k * start, 7))}) == found


PARTS = [x, x**2, sqrt(x), log(x), exp(x), exp(-x), exp(x**2), 1 / x, tanh(x), erf(x), sp.atan(x), sin(x), exp(sqrt(x))]


@given(
    st.lists(st.tuples(st.integers(-30, 30), st.sampled_from(PARTS), st.sampled_from(PARTS)), min_size=1, max_size=4)
)
@settings(deadline=None, max_examples=60)
def test_signs_of_random_tails_hold_from_their_start_on(terms: list[tuple[int, Any, Any]]) -> None:
    expr = sum((c * f * g for c, f, g in terms), S.Zero)
    assume(expr != 0)
    try:
        start, side = tail_sign(expr.subs(x, T), oo, 0)
    except UndecidedError:
        assume(False)
    for k in (0, 1, 3, 10, 50):
        assert sign(expr, {x: start + Rational(k * start, 9)}) == side


def test_a_tail_that_oscillates_is_refused() -> None:
    with pytest.raises(UndecidedError):
        tail_sign(sin(T) + 1 / T, sp.oo, 0)


def test_a_root_is_proven_to_be_one_of_other_equations_too() -> None:
    r = RealRoot(tanh(x) - x / 2, x, 1, 3)
    for zero in (2 * sp.sinh(r) - r * sp.cosh(r), (exp(2 * r) - 1) / (exp(2 * r) + 1) - r / 2, tanh(r) ** 2 - r**2 / 4):
        assert exact_sign(zero) == 0
    assert exact_sign(tanh(r) - r / 2 + Rational(1, 10**60)) == 1
    with pytest.raises(UndecidedError):
        exact_sign((tanh(r) - r / 2) ** 2 / (2 * sp.sinh(r) - r * sp.cosh(r)))


def test_isolation_and_refinement() -> None:
    found = isolate(sin(x), x, Fraction(1), Fraction(20))
    assert len(found) == 6
    for k, bracket in enumerate(found, 1):
        root = refine(sin(x), x, bracket, 300)
        assert root.rel_accuracy_bits() >= 300 and root.overlaps(ball(k * pi, 400))
    assert isinstance(refine(sin(x), x, found[0], 64), arb)
