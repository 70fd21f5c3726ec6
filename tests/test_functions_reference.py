"""Values and derivatives of every scalar activation against mpmath, from formulas written by hand."""

from __future__ import annotations

import random
import runpy
from functools import lru_cache

import mpmath
import pytest
from helpers import ROOT, few
from mpmath import mp, mpf
from mpmath.libmp import to_rational
from reference.formulas import FORMULAS, KINKS, PARAMETERS, UNDEFINED_TO
from sympy import DiracDelta, Rational, S, Symbol, nan

from symact.exact.derivatives import derivative
from symact.exact.nonsmooth import corners
from symact.functions.catalogue import activation, entries

X = Symbol("x", real=True)
NAMES = sorted(FORMULAS)
VALUES = ROOT / "tests" / "reference" / "values.txt"
DISTANCES = (6, 4, 2, 1, 0)


def applied(name, argument):
    named = {k: Rational(v) for k, v in PARAMETERS.get(name, {}).items()}
    return activation(name)(argument, **named)


@lru_cache(maxsize=1)
def reference_values():
    table = {name: [] for name in NAMES}
    for line in VALUES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, argument, value = line.split()
            table[name].append((argument, value))
    return table


def as_mpf(expr, digits):
    value = expr.evalf(digits)
    return None if value is nan else mp.make_mpf(value._mpf_) if value.is_Float else mpf(int(value.p)) / int(value.q)


def as_rational(value):
    return Rational(*(int(n) for n in to_rational(value._mpf_)))


def test_every_scalar_activation_has_a_reference():
    assert {e.name for e in entries() if e.family not in ("user", "vector", "losses")} == set(NAMES)


def test_the_file_of_values_is_what_the_tool_writes():
    lines = runpy.run_path(str(ROOT / "tools" / "make_reference_values.py"))["lines"]
    written = [line for line in VALUES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines() == written


@pytest.mark.parametrize("name", NAMES)
def test_values_to_50_digits(name):
    pairs = reference_values()[name]
    assert len(pairs) > 10
    for argument, digits in pairs:
        with mp.workdps(60):
            got, wanted = as_mpf(applied(name, Rational(argument)), 55), mpf(digits)
            assert abs(got - wanted) <= abs(wanted) * mpf(10) ** -48, (argument, got, wanted)


@pytest.mark.parametrize("name", NAMES)
def test_values_where_a_float_goes_in(name):
    for argument, digits in reference_values()[name]:
        if Rational(float(argument)) != Rational(argument):
            continue  # the float is another number
        got = applied(name, float(argument))
        assert float(got) == pytest.approx(float(mpf(digits)), rel=1e-15, abs=0), argument


def sides(name, count):
    """Return as many points, on both sides of every kink, from very near to far, and anywhere between -8 and 8."""
    rng = random.Random(name)
    points = []
    while len(points) < count:
        for kink in KINKS[name] or ("0",):
            for d in DISTANCES:
                for side in (-1, 1):
                    points.append(mpf(kink) + side * mpf(rng.randint(1000, 9999)) / 1000 / 10**d)
        points += [mpf(rng.randint(-8000, 8000)) / 1001 for _ in range(4)]
    low = UNDEFINED_TO.get(name)
    return [p for p in points if low is None or p > mpf(low)][:count]


def check_derivatives(name, count):
    expr = applied(name, X)
    for order in (1, 2, 3):
        forms = [derivative(expr, X, order), expr.diff(X, order).replace(DiracDelta, lambda *_: S.Zero)]
        assert not forms[0].has(DiracDelta)
        for p in sides(name, count):
            with mp.workdps(60):
                wanted = mpmath.diff(FORMULAS[name], p, order)
                size = max(abs(wanted), abs(FORMULAS[name](p)), abs(FORMULAS[name](p + mpf(10) ** -7)))
                for form in forms:
                    got = as_mpf(form.subs(X, as_rational(p)), 40)
                    assert abs(got - wanted) <= size * mpf(10) ** -28, (order, p, got, wanted)


@pytest.mark.parametrize("name", few(NAMES, 14))
def test_derivatives_on_both_sides_of_every_kink(name):
    check_derivatives(name, 16)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_derivatives_at_200_points(name):
    check_derivatives(name, 200)


@pytest.mark.parametrize("name", [n for n in NAMES if KINKS[n] and n not in UNDEFINED_TO])
def test_slopes_of_both_sides(name):
    """The one-sided slopes at each kink are those of the formula by hand, from values on that side alone."""
    expr = applied(name, X)
    stated = {c.at: c for c in corners(expr, X)}
    for kink in KINKS[name]:
        corner = stated.get(Rational(kink))
        slopes = []
        for side in (-1, 1):
            with mp.workdps(60):
                h = side * mpf(10) ** -20
                value = [FORMULAS[name](mpf(kink) + k * h) for k in (1, 2)]
                slopes.append((value[1] - value[0]) / h)
                if corner is not None:
                    goal = as_mpf(corner.right if side > 0 else corner.left, 50)
                    assert abs(value[0] - goal) < mpf(10) ** -15
        with mp.workdps(60):
            if corner is None:
                assert abs(slopes[0] - slopes[1]) < mpf(10) ** -15
                continue
            for slope, goal in zip(slopes, (corner.left_slope, corner.right_slope), strict=True):
                assert abs(slope - as_mpf(goal, 50)) < mpf(10) ** -15, (kink, slope, goal)
