"""Units in the last place, correct rounding, and the inputs on which evaluators are measured."""

from __future__ import annotations

from fractions import Fraction
from math import inf, nan
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from symact.numeric.accuracy import measure
from symact.numeric.ulp import inputs, rational, rounded, ulp, ulp_error

LARGEST = float(np.finfo(np.float64).max)
DTYPES = (np.float16, np.float32, np.float64)
each_dtype = pytest.mark.parametrize("dtype", DTYPES)
rationals = st.fractions(min_value=-10, max_value=10) | st.floats(allow_nan=False, allow_infinity=False).map(Fraction)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_ulp_is_the_spacing_of_floats(x: float) -> None:
    with np.errstate(over="ignore"):
        spacing = float(np.spacing(np.nextafter(abs(x), 0.0))) if abs(x) == LARGEST else float(np.spacing(abs(x)))
    assert ulp(Fraction(x)) == Fraction(spacing)


@given(rationals)
def test_rounding_to_float64_is_pythons(value: Fraction) -> None:
    assert float(rounded(value)) == float(value)


@given(rationals, st.sampled_from(DTYPES))
def test_a_rounded_value_is_within_half_a_unit(value: Fraction, dtype: Any) -> None:
    nearest = rounded(value, dtype)
    assert nearest.dtype == dtype
    assert ulp_error(nearest, value) <= 0.5


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_numpy_rounds_float64_to_the_same(dtype: Any) -> None:
    """The kernels rest on it that NumPy's cast rounds once, subnormal numbers and overflow included."""
    x = inputs(np.float64, 4_000, seed=5)
    steps = inputs(dtype, 2_000).astype(np.float64)
    ties = (steps[1:] + steps[:-1])[np.isfinite(steps[1:] + steps[:-1])] / 2
    values = np.concatenate([x, ties, np.nextafter(ties, inf), np.nextafter(ties, -inf)])
    with np.errstate(all="ignore"):
        cast = values.astype(dtype)
    for value, number in zip(values.tolist(), cast, strict=True):
        expected = rounded(value, dtype)
        assert (number == expected and np.signbit(number) == np.signbit(expected)) or value != value


@each_dtype
def test_errors_are_counted_in_steps(dtype: Any) -> None:
    for start in (1.0, 0.0, -3.5, float(np.finfo(dtype).tiny)):
        number = dtype(start)
        for count in range(4):
            if start not in (1.0,) or count == 0:
                assert ulp_error(number, Fraction(start), dtype) == count
            with np.errstate(all="ignore"):
                number = np.nextafter(number, dtype(inf))
    assert ulp_error(dtype(1), Fraction(1) - ulp(Fraction(1, 2), dtype)) == 1


@pytest.mark.parametrize(
    ("computed", "exact", "error"),
    [
        (inf, inf, 0.0),
        (-inf, inf, inf),
        (nan, nan, 0.0),
        (nan, 1.0, inf),
        (1.0, nan, inf),
        (inf, Fraction(2) ** 1024, 0.0),
        (inf, Fraction(2) ** 1023, inf),
        (-0.0, 0, 0.0),
        (0.0, Fraction(1, 1 << 1075), 0.5),
        (5e-324, 0, 1.0),
        (0.0, Fraction(1), 2.0**52),
        (1.0, inf, inf),
    ],
)
def test_classes_and_edges(computed: float, exact: Any, error: float) -> None:
    assert ulp_error(computed, exact) == error


def test_every_kind_of_reference_is_read_alike() -> None:
    third = Fraction(1, 3)
    with ctx.workprec(200), mpmath.workprec(200):
        for value in (third, arb(1) / 3, mpmath.mpf(1) / 3):
            assert ulp_error(1 / 3, value) == pytest.approx(float(abs(third - Fraction(1 / 3)) / ulp(third)), rel=1e-9)
    assert rational(mpmath.mpf("-inf")) == rational(arb("-inf")) == -inf
    assert np.isnan(rational(arb("nan"))) and np.isnan(rational(mpmath.nan)) and np.isnan(rational(arb(0, "inf")))
    assert rational(np.float32(0.5)) == rational(0.5) == (Fraction(1, 2), 0)


def test_the_radius_of_a_ball_counts_against() -> None:
    with ctx.workprec(100):
        assert ulp_error(1.0, arb(1, 2.0**-54)) == pytest.approx(0.25, rel=1e-8)


def test_values_far_out_of_range_cost_nothing() -> None:
    with ctx.workprec(60):
        assert ulp_error(inf, arb(10) ** 300_000_000) == 0.0
        assert ulp_error(0.0, (-(arb(10) ** 9)).exp()) < 1e-300


@each_dtype
def test_inputs_reach_every_binade_and_special(dtype: Any) -> None:
    x = inputs(dtype, 20_000, near=(0.75,))
    assert x.dtype == dtype
    bits = x.view(f"u{x.itemsize}")
    assert np.unique(bits).size == bits.size
    info = np.finfo(dtype)
    for special in (0.0, inf, -inf, float(info.max), -float(info.smallest_subnormal), float(info.tiny)):
        assert (x == special).any()
    assert np.signbit(x[x == 0]).tolist() in ([False, True], [True, False])
    assert np.isnan(x).sum() == 1
    finite = x[np.isfinite(x) & (x != 0)].astype(np.float64)
    lowest, highest = int(info.minexp), int(info.maxexp)
    binades = set(np.frexp(np.abs(finite))[1].tolist())
    missing = [e for e in range(lowest + 1, highest + 1) if e not in binades]
    assert missing == []
    assert ((np.abs(finite) < float(info.tiny)) & (finite < 0)).any()
    step = np.spacing(dtype(0.75))
    assert {float(dtype(0.75) + k * step) for k in range(-4, 5)} <= set(finite.tolist())


@each_dtype
def test_inputs_are_reproducible_and_finite_when_asked(dtype: Any) -> None:
    with np.errstate(all="raise"):
        first, again, other = (inputs(dtype, 500, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert first.size != other.size or not np.array_equal(first, other, equal_nan=True)
    assert np.isfinite(inputs(dtype, 500, specials=False)).all()


def test_all_of_float16() -> None:
    assert inputs(np.float16, 1 << 16).size == (1 << 16) - 2 * 1023 + 1
    assert inputs(np.float16, 1 << 16, specials=False).size == (1 << 16) - 2 * 1024


def test_measure_finds_the_worst_and_says_where() -> None:
    points = np.array([1.0, 2.0, 3.0])
    found = measure(lambda x: np.where(x == 2, np.nextafter(x, inf), x), Fraction, points)
    assert (found.worst, found.where, found.count) == (1.0, 2.0, 3)
    assert str(found).startswith("measured: worst 1 ULP at 2.0 of 3 float64 inputs")
    with pytest.raises(ValueError, match="must have the shape and dtype of its argument"):
        measure(lambda x: x.astype(np.float32), Fraction, points)
