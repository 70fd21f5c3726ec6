"""Balls hold the value, whatever the precision; references are mpmath at two precisions."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath
import pytest
import sympy as sp
from flint import arb, ctx, fmpq
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Integer, Piecewise, Rational, S, Symbol, exp, log, oo, sqrt, tanh

from symact.arithmetic.balls import ball, compare, complex_ball, evaluate, sign
from symact.arithmetic.precision import Working
from symact.errors import DomainError, UndecidedError, UnsupportedError

x, y = Symbol("x"), Symbol("y")

SAME_NAMES = (
    *("sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "acot", "asec", "acsc"),
    *("sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh", "acsch"),
    *("exp", "log", "erf", "erfc", "erfi", "erfinv", "gamma", "digamma", "loggamma", "zeta", "li"),
)
UNARY: dict[Any, Callable[[Any], Any]] = {
    **{getattr(sp, name): getattr(mpmath, name) for name in SAME_NAMES},
    sp.Si: mpmath.si,
    sp.Ci: mpmath.ci,
    sp.Ei: mpmath.ei,
    sp.Shi: mpmath.shi,
    sp.Chi: mpmath.chi,
    sp.sinc: mpmath.sinc,
    sp.sqrt: mpmath.sqrt,
    sp.cbrt: mpmath.cbrt,
    sp.Abs: abs,
    sp.LambertW: mpmath.lambertw,
    sp.fresnels: mpmath.fresnels,
    sp.factorial: mpmath.factorial,
    sp.floor: mpmath.floor,
    sp.ceiling: mpmath.ceil,
    sp.sign: mpmath.sign,
}
rationals = st.builds(Fraction, st.integers(-400, 400), st.integers(1, 40))


def _holds(value: arb, reference: Any, digits: int) -> bool:
    """Return whether a ball holds an mpmath number that is right to that many digits."""
    mantissa, exponent = mpmath.frexp(reference)
    middle = arb(int(mpmath.ldexp(mantissa, 400))) * arb(2) ** (exponent - 400)
    slack = abs(middle) * arb(10) ** -digits
    with Working(600):
        return bool(value.overlaps(middle + slack.union(-slack)))


def _reference(function: Callable[[Any], Any], point: Fraction, digits: int) -> Any:
    """Return the value of mpmath at two precisions, where they agree."""
    values = []
    for dps in (digits + 15, 2 * digits + 30):
        with mpmath.workdps(dps):
            try:
                value = function(mpmath.mpf(point.numerator) / point.denominator)
            except (ValueError, ZeroDivisionError):
                return None
            if (isinstance(value, mpmath.mpc) and value.imag != 0) or not mpmath.isfinite(value):
                return None
            values.append(mpmath.re(value))
    with mpmath.workdps(digits + 15):
        assume(abs(values[0] - values[1]) <= abs(values[1]) * mpmath.mpf(10) ** -digits)
    return values[1]


@pytest.mark.parametrize("function", UNARY, ids=lambda f: f.__name__)
@given(point=rationals, bits=st.sampled_from((40, 120)))
def test_a_ball_of_a_function_holds_its_value(function: Any, point: Fraction, bits: int) -> None:
    reference = _reference(UNARY[function], point, 40)
    expr = function(x)
    if reference is None:
        with pytest.raises(DomainError):
            assert not ball(expr, bits, {x: point}).is_finite()
            raise DomainError
        return
    value = ball(expr, bits, {x: point})
    assert _holds(value, reference, 38), (value, reference)
    assert reference == 0 or value.rel_accuracy_bits() > bits // 2


LEAVES = st.one_of(
    st.just(x), st.integers(-5, 5).map(Integer), rationals.map(Rational), st.just(sp.pi), st.just(S.Half)
)


def _grow(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    one = st.sampled_from((sp.exp, sp.tanh, sp.sin, sp.erf, sp.atan, sp.Abs, lambda u: u**2, lambda u: log(1 + u**2)))
    two = st.sampled_from((sp.Add, sp.Mul, sp.Max, sp.Min, lambda u, v: u / (1 + v**2), lambda u, v: u - v))
    return st.one_of(
        st.builds(lambda f, u: f(u), one, children), st.builds(lambda f, u, v: f(u, v), two, children, children)
    )


@given(st.recursive(LEAVES, _grow, max_leaves=8), st.integers(-30, 30).map(lambda n: Fraction(n, 7)))
def test_a_ball_at_low_precision_holds_the_ball_at_high_precision(expr: Any, point: Fraction) -> None:
    coarse, fine = (ball(expr, bits, {x: point}) for bits in (30, 400))
    assume(fine.is_finite())
    with Working(500):
        assert not coarse.is_finite() or coarse.overlaps(fine)


@given(st.recursive(LEAVES, _grow, max_leaves=6), st.integers(-30, 30).map(lambda n: Fraction(n, 7)))
def test_a_ball_over_an_interval_holds_the_values_inside(expr: Any, point: Fraction) -> None:
    with Working(64):
        wide = arb(fmpq(point.numerator, point.denominator), Fraction(1, 8).__float__())
    hull = ball(expr, 64, {x: wide}, straddle="hull")
    inner = ball(expr, 200, {x: point})
    with Working(300):
        assert not hull.is_finite() or hull.overlaps(inner)


@pytest.mark.parametrize(
    ("expr", "at", "digits"),
    [
        (log(1 + exp(x)), -(10**9), 30),
        (exp(x) - 1, Fraction(1, 10**300), 30),
        (1 - tanh(x), 10**6, 30),
        (1 - tanh(x) ** 2, 10**6, 30),
        (1 + tanh(x), -(10**6), 30),
        (1 + sp.erf(x), -1000, 30),
        (x * sp.erfc(-x / sqrt(2)) / 2, -40, 30),
        (sp.cosh(x) - 1, Fraction(1, 10**100), 30),
        (1 - sp.cos(x), Fraction(1, 10**100), 30),
        (3 - 3 * exp(x) + x, Fraction(1, 10**50), 20),
    ],
)
def test_sums_that_cancel_keep_their_digits_at_64_bits(expr: Any, at: Any, digits: int) -> None:
    value = ball(expr, 64, {x: at})
    assert value.rel_accuracy_bits() > 40
    assert value.overlaps(evaluate(expr, 150, {x: at}))


@given(st.recursive(LEAVES, _grow, max_leaves=6), st.integers(-20, 20).map(lambda n: Fraction(n, 3)))
def test_evaluate_reaches_the_accuracy_it_promises(expr: Any, point: Fraction) -> None:
    try:
        value = evaluate(expr, 100, {x: point})
    except UndecidedError:
        assume(False)
    assert value.is_zero() or value.rel_accuracy_bits() >= 100


def test_a_float_is_its_binary_value() -> None:
    assert ball(sp.Float(0.1), 200) - arb(0.1) == 0
    assert ball(x, 200, {x: 0.1}) == arb(0.1)
    assert ball(x, 200, {x: Rational(1, 10)}) < arb(0.1)


@pytest.mark.parametrize(
    ("expr", "at"),
    [
        (log(x), -1),
        (log(x), 0),
        (sqrt(x), -2),
        (x ** Rational(1, 3), -8),
        (1 / x, 0),
        (x**-2, 0),
        (sp.asin(x), 2),
        (sp.gamma(x), -3),
        (sp.LambertW(x), -1),
        (sp.LambertW(x, -1), 1),
        (sp.atanh(x), 1),
        (x + sp.I, 1),
        (x * sp.oo, 1),
        (Piecewise((x, x > 5)), 1),
    ],
)
def test_what_is_not_a_real_number_is_refused(expr: Any, at: int) -> None:
    with pytest.raises(DomainError, match="must be real and finite"):
        ball(expr, 64, {x: at})


def test_a_branch_that_is_not_chosen_may_be_undefined() -> None:
    expr = Piecewise((log(x), x > 0), (1 / (x - 1), True))
    assert ball(expr, 64, {x: -1}) == arb(-0.5)


def test_straddling_a_jump_is_refused_or_the_hull() -> None:
    step = Piecewise((-1, x < 0), (1, True))
    wide = arb(0, 1)
    with pytest.raises(UndecidedError, match="branch"):
        ball(step, 64, {x: wide})
    hull = ball(step, 64, {x: wide}, straddle="hull")
    assert hull.contains(-1) and hull.contains(1)
    for jump in (sp.sign(x), sp.Heaviside(x, 0), sp.floor(x)):
        with pytest.raises(UndecidedError):
            ball(jump, 64, {x: wide})
        assert ball(jump, 64, {x: wide}, straddle="hull").contains(0)


def test_compound_conditions() -> None:
    expr = Piecewise((1, (x > 0) & (x < 2)), (2, (x < -5) | sp.Eq(x, 3)), (3, True))
    assert [ball(expr, 64, {x: v}).unique_fmpz() for v in (1, -6, 3, 5)] == [1, 2, 2, 3]


def test_missing_values_and_functions_are_named() -> None:
    with pytest.raises(ValueError, match="y"):
        ball(x + y, 64, {x: 1})
    with pytest.raises(UnsupportedError, match="_ball_"):
        ball(sp.Function("f")(x), 64, {x: 1})


def test_a_class_may_bring_its_own_rule() -> None:
    class half_exp(sp.Function):  # type: ignore[misc]
        def _ball_(self, evaluate: Any) -> Any:
            return evaluate(self.args[0] / 2).exp()

    assert ball(half_exp(x) + 1, 64, {x: 4}).overlaps(ball(exp(2) + 1, 64))


def test_roots_of_polynomials_keep_their_order() -> None:
    poly = sp.Poly(x**5 - 5 * x + 1, x)
    balls = [ball(root, 100) for root in poly.real_roots()]
    assert len(balls) == 3 and all(a < b for a, b in pairwise(balls))
    assert all(ball(poly.as_expr(), 100, {x: b}).contains(0) for b in balls)


@given(st.fractions(-3, 3, max_denominator=50), st.fractions(-3, 3, max_denominator=50))
def test_complex_balls_hold_the_value(a: Fraction, b: Fraction) -> None:
    expr = exp(x) * tanh(x / 3) + sp.erf(x) + sqrt(x**2 + 2)
    value = complex_ball(expr, 120, {x: Rational(a) + sp.I * Rational(b)})
    with mpmath.workdps(60):
        z = mpmath.mpc(mpmath.mpf(a.numerator) / a.denominator, mpmath.mpf(b.numerator) / b.denominator)
        reference = mpmath.exp(z) * mpmath.tanh(z / 3) + mpmath.erf(z) + mpmath.sqrt(z**2 + 2)
    assert abs(complex(value) - complex(reference)) < 1e-12 * (1 + abs(complex(reference)))


def test_order_and_signs() -> None:
    assert [sign(e) for e in (sqrt(2) - 1, S.Zero, -sp.pi, oo, -oo, Symbol("p", positive=True))] == [1, 0, -1, 1, -1, 1]
    assert compare(sqrt(2), Rational(3, 2)) == -1
    assert compare(-oo, sp.pi) == -1 and compare(oo, sp.pi) == 1 and compare(sp.E, sp.E) == 0
    assert sign(x - y, {x: Rational(1, 3), y: arb(0.25)}) == 1
    with pytest.raises(UndecidedError, match="depends on x"):
        sign(x)
    with pytest.raises(DomainError):
        sign(sp.I)


@given(st.fractions(), st.fractions())
def test_rationals_compare_as_python_has_it(a: Fraction, b: Fraction) -> None:
    assert compare(Rational(a), Rational(b)) == (a > b) - (a < b)


def test_threads_at_different_precisions_do_not_disturb_each_other() -> None:
    expr = x * sp.erfc(-x / sqrt(2)) / 2
    found = ctx.prec

    def work(bits: int) -> bool:
        values = [ball(expr, bits, {x: Rational(k, 17)}) for k in range(1, 200)]
        return all(bits - 8 <= v.rel_accuracy_bits() <= bits + 40 for v in values)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, [60, 130, 220, 330, 500, 800, 1300, 2100] * 3))
    assert ctx.prec == found


def test_precision_is_put_back_after_an_exception() -> None:
    found = (ctx.prec, ctx.cap)
    with pytest.raises(DomainError):
        ball(log(x), 777, {x: -1})
    with pytest.raises(RuntimeError), Working(99, terms=7):
        assert (ctx.prec, ctx.cap) == (99, 7)
        raise RuntimeError
    assert (ctx.prec, ctx.cap) == found


@pytest.mark.parametrize(
    ("expr", "value"),
    [
        (sp.Piecewise((1, Symbol("x") > Rational(1, 3)), (2, True)), 2),
        (sp.Piecewise((1, Symbol("x") >= Rational(1, 3)), (2, True)), 1),
        (sp.Piecewise((1, sp.Ne(3 * Symbol("x"), 1)), (2, True)), 2),
        (5 + sp.sign(3 * Symbol("x") - 1), 5),
        (sp.Heaviside(Symbol("x") - Rational(1, 3), 7), 7),
    ],
    ids=str,
)
def test_a_value_at_a_switch_is_the_stated_one(expr: Any, value: int) -> None:
    assert evaluate(expr, 53, {Symbol("x"): Rational(1, 3)}) == value
    with pytest.raises(UndecidedError):
        evaluate(expr, 53, {Symbol("x"): ball(Rational(1, 3), 64)})
