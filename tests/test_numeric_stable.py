"""Stable forms: every rule is an identity, proven point by point in ball arithmetic, and does what it is for."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Rational, atan, cos, cosh, coth, erf, erfc, exp, log, pi, sech, sin, sinh, sqrt, tanh

from symact.arithmetic.precision import Working
from symact.exact.limiting import unfold
from symact.exact.variable import T as x
from symact.functions.catalogue import entries
from symact.numeric.arrays import on_arrays
from symact.numeric.branch_source import branch_plans, compile_plan
from symact.numeric.kernels import NAMES, pairs
from symact.numeric.kernels.elementary import select
from symact.numeric.machine import MACHINE, Conjugate, Machine, Sigmoid, meaning
from symact.numeric.names import FUNCTIONS
from symact.numeric.plan import plan
from symact.numeric.reference import Reference
from symact.numeric.stable import stable
from symact.numeric.ulp import ulp_error
from symact.numeric.zeros import find_zeros

POINTS = (-30.0, -7.25, -2.0, -0.75, -1e-3, 1e-6, 0.3, 1.0, 1.5, 4.0, 25.0)

RULES: list[tuple[Expr, str]] = [
    (1 / (1 + exp(-x)), "Sigmoid(_x)"),
    (1 / (3 + 6 * exp(x)), "Sigmoid(-_x - log(2))/3"),
    (exp(x) / (1 + exp(x)), "Sigmoid(_x)"),
    (exp(-x) / (1 + exp(-x)) ** 2, "Sigmoid(-_x)*Sigmoid(_x)"),
    (1 - 1 / (1 + exp(-x)), "Sigmoid(-_x)"),
    (1 / (1 + exp(-x)) - Rational(1, 2), "tanh(_x/2)/2"),
    (1 / (1 + exp(-x)) - 1 / (1 + exp(x)), "tanh(_x/2)"),
    (log(1 + exp(2 * x)), "Softplus(2*_x)"),
    (log(1 / (1 + exp(-x))), "-Softplus(-_x)"),
    (log(1 - exp(-(x**2) - 1)), "Log1mexp(_x**2 + 1)"),
    (log(1 + x**2), "Log1p(_x**2)"),
    (exp(x) - 1 + x, "_x + Expm1(_x)"),
    (exp(-x) / (1 - exp(-x)), "1/Expm1(_x)"),
    (1 + tanh(x), "2*Sigmoid(2*_x)"),
    (1 - tanh(x), "2*Sigmoid(-2*_x)"),
    (3 - 3 * tanh(x) ** 2, "3*Sech2(_x)"),
    (x - tanh(x), "Tanhshrink(_x)"),
    (1 + erf(x / sqrt(2)), "2*NormalCdf(_x)"),
    (1 - erf(x), "Erfc(_x)"),
    (erfc(x), "Erfc(_x)"),
    (2 - erfc(x), "Erfc(-_x)"),
    (x * (1 + erf(x / sqrt(2))) / 2, "Gelu(_x)"),
    (x * tanh(log(1 + exp(x))), "Mish(_x)"),
    (x + sqrt(x**2 + 4), "Conjugate(_x, sqrt(_x**2 + 4), -4)"),
    (sqrt(1 + x**2) - 1, "Conjugate(-1, sqrt(_x**2 + 1), -_x**2)"),
    (1 + x / sqrt(1 + x**2), "Conjugate(_x, sqrt(_x**2 + 1), -1)/sqrt(_x**2 + 1)"),
    (1 - cos(x), "2*sin(_x/2)**2"),
    (cosh(x) - 1, "2*sinh(_x/2)**2"),
    (1 + 2 * sin(x) * cos(x), "2*sin(_x + pi/4)**2"),
    ((exp(x) - exp(-x)) / (exp(x) + exp(-x)), "tanh(_x)"),
    (log(cosh(x)), "Log1p(2*sinh(_x/2)**2)"),
    (1 / cosh(x) ** 2, "Sech2(_x)"),
    (sech(x), "2*exp(-_x)*Sigmoid(2*_x)"),
    (coth(x), "1/tanh(_x)"),
    (pi / 2 + atan(x), "atan2(1, -_x)"),
    (x / (1 + x) - 1, "-1/(_x + 1)"),
    (tanh(log(1 + x**2)), "_x**2*(_x**2 + 2)/(_x**2*(_x**2 + 2) + 2)"),
]


@pytest.mark.parametrize(("written", "expected"), RULES, ids=[str(r[0]) for r in RULES])
def test_a_rule_finds_its_form_and_is_an_identity(written: Expr, expected: str) -> None:
    form = stable(written)
    assert str(form) == expected
    assert _largest_difference(written, meaning(form)) < 1e-25


def _largest_difference(a: Expr, b: Expr) -> float:
    """Return the largest relative difference at the points where both are defined."""
    first, second, worst, seen = Reference(a), Reference(b), 0.0, 0
    for point in POINTS:
        u, v = first.ball(point), second.ball(point)
        if u is None or v is None:
            continue
        seen += 1
        with Working(160):
            worst = max(worst, float((abs(u - v) / (abs(u) + abs(v))).mid()) if u != 0 else 0.0)
    assert seen >= 4
    return worst


@pytest.mark.parametrize("entry", [e for e in entries() if e.arity == "scalar"], ids=lambda e: e.name)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_stable_forms_of_the_catalogue_are_equal_to_it(entry: Any, order: int) -> None:
    if entry.example.free_symbols != {x} or not getattr(entry.example, "table", None):
        return
    from symact.exact.slopes import derivative_table

    table = entry.example.table
    for piece in (derivative_table(table, order) if order else table).pieces:
        if piece.has(x) and not piece.is_polynomial(x):
            assert _largest_difference(unfold(piece), meaning(stable(piece))) < 1e-25


@pytest.mark.parametrize("machine", MACHINE, ids=lambda m: m.__name__)
def test_a_machine_function_is_computed_as_it_means(machine: type[Machine]) -> None:
    if machine is Conjugate:
        return
    code = FUNCTIONS[machine]
    function = on_arrays(getattr(np, code[3:]) if code.startswith("np.") else NAMES[code])
    meant = Reference(machine.definition(x))
    for point in POINTS:
        ball = meant.ball(point)
        if ball is not None:
            assert ulp_error(function(point), ball) < 4


def test_names_of_activations_play_no_part() -> None:
    """The same formula without a name is computed by the same code."""
    from symact.functions.families.gates.compositions import mish
    from symact.functions.families.gates.distributions import gelu

    for function, raw in ((gelu(x), x * (1 + erf(x / sqrt(2))) / 2), (mish(x), x * tanh(log(1 + exp(x))))):
        assert stable(function) == stable(raw)
        assert (
            stable(function.diff(x)) == stable(raw.diff(x))
            or _largest_difference(function.diff(x), raw.diff(x)) < 1e-25
        )


def _plan(piece: Expr) -> Any:
    return plan(piece, -np.inf, np.inf, compile_plan)


def test_a_form_that_keeps_its_digits_gets_no_region() -> None:
    assert _plan(1 / (1 + exp(-x))).is_plain and _plan(log(1 + exp(x))).is_plain


def test_a_tail_factors_the_exponential_out() -> None:
    (tail,) = _plan(x / (1 + exp(-x))).tails
    assert (tail.side, tail.exponent, tail.coefficients) == (-1, -x, (-1,))
    assert 600 < tail.start < 720 and tail.valid < 50


def test_a_zero_is_known_to_twice_the_precision() -> None:
    made = _plan(1 / (1 + exp(-x)) + x * exp(-x) / (1 + exp(-x)) ** 2)
    (zero,) = made.zeros
    reference = Reference(made.formula)
    with Working(200):
        from symact.arithmetic.enclosure import bound_value

        at = bound_value(zero.at) + bound_value(zero.low)
    assert abs(reference.ball(at)) < 1e-31
    assert abs(zero.low) < 2.3e-16 and 0.1 < zero.radius <= 1


def test_a_zero_of_higher_order_at_the_origin() -> None:
    (zero,) = [z for z in find_zeros(x - sin(x), lambda v: v - np.sin(v)) if z.at == 0]
    assert (zero.order, zero.step, zero.coefficients[0]) == (3, 2, pytest.approx(1 / 6))


def test_no_unproven_region_is_used_for_a_wave() -> None:
    assert not _plan(sin(x)).tails


def test_every_plan_of_the_catalogue_is_small() -> None:
    from symact.exact.branches import branch_table

    for entry in entries():
        if entry.arity == "scalar" and entry.example.free_symbols == {x}:
            for made in branch_plans(branch_table(entry.example, x)):
                assert len(made.tails) <= 2 and len(made.zeros) <= 3


moderate = st.floats(-1e3, 1e3).filter(lambda v: abs(v) > 1e-3)


@given(moderate, moderate)
def test_pairs_keep_what_rounding_loses(a: float, b: float) -> None:
    u, v = np.array([a]), np.array([b])
    for result, exact in (
        (pairs.add(u, 0.0, v, 0.0), Fraction(a) + Fraction(b)),
        (pairs.multiply(u, 0.0, v, 0.0), Fraction(a) * Fraction(b)),
        (pairs.reciprocal(v, 0.0), 1 / Fraction(b)),
    ):
        assert abs(_total(result) - exact) <= abs(exact) * Fraction(1, 2**100)
    root = _total(pairs.root(np.abs(u), 0.0))
    assert abs(root * root - Fraction(abs(a))) <= Fraction(abs(a)) / 2**98


def _total(pair: Any) -> Fraction:
    return Fraction(pair[0].item()) + Fraction(pair[1].item())


def test_select_is_where() -> None:
    random = np.random.default_rng(0)
    a, b = random.normal(size=100), random.normal(size=100)
    a[3], b[5] = np.nan, -np.inf
    np.testing.assert_array_equal(select(a > b, a, b), np.where(a > b, a, b))
    np.testing.assert_array_equal(select(a > 0, 1.5, b), np.where(a > 0, 1.5, b))


def test_a_high_power_is_not_factored() -> None:
    assert stable(x**10 - 1).is_Mul
    assert stable(x**1_000_000 + x) == x**1_000_000 + x


def test_sinh_is_not_lost_in_a_sum() -> None:
    assert stable(exp(x) - exp(-x)) == 2 * sinh(x)
    assert stable(Sigmoid(x) * x) == x * Sigmoid(x)
