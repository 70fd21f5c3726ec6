"""What is certified of a function: no claim is refuted by sampling, and published constants come out to 30 digits."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
import sympy as sp
from helpers import few
from hypothesis import given, settings
from hypothesis import strategies as st
from knowledge import FORMULAS, numeric, refusals, refutations, x
from random_expressions import X, piecewise
from sympy import EmptySet, Interval, Max, Rational, S, exp, oo, sin, symbols

import symact as sa
from symact.errors import UndecidedError, UnsupportedError
from symact.exact.bounds import function_range, lipschitz, slope_range, smoothness
from symact.exact.certified import Known, spelled
from symact.exact.dead_zones import sparsity
from symact.exact.facts import profile
from symact.exact.landmarks import asymptotes, differentiability, fixed_points, parity
from symact.exact.shape import convexity, extrema, inflections, monotonicity
from symact.functions.catalogue import activation, activations, entry

ROOT = Path(__file__).resolve().parent.parent
DECIDED = [e for e in map(entry, activations()) if e.arity == "scalar" and e.name != "threshold"]
PERIODIC = {"sin": ["monotone", "convex", "extrema", "inflections"], "snake": ["convex", "inflections"]}
FIRST = ("silu", "hard_swish", "hardshrink", "snake", "step", "log1mexp")
IN_ORDER = sorted(DECIDED, key=lambda e: FIRST.index(e.name) if e.name in FIRST else len(FIRST))


@pytest.mark.parametrize("record", few(IN_ORDER, len(FIRST)), ids=lambda e: e.name)
def test_no_claim_about_the_catalogue_is_refuted_and_none_is_missing(record):
    known = profile(record.function)
    assert refutations(known, numeric(known.expression)) == []
    assert refusals(known) == PERIODIC.get(record.name, [])


@pytest.mark.parametrize("formula", [FORMULAS[k] for k in (7, 13, 25, 48)], ids=str)
def test_no_claim_about_a_formula_is_refuted(formula):
    known = profile(formula, x)
    assert refutations(known, numeric(formula)) == []
    assert refusals(known) == []


@pytest.mark.long
def test_of_fifty_formulas_at_most_five_are_refused_in_some_point():
    refused = []
    for formula in FORMULAS:
        known = profile(formula, x)
        assert refutations(known, numeric(formula)) == [], formula
        refused += [formula] * bool(refusals(known))
    assert len(FORMULAS) == 50
    assert len(refused) <= 5


@settings(max_examples=12)
@given(piecewise, st.lists(st.fractions(-30, 30, max_denominator=9), min_size=2, max_size=12, unique=True))
def test_piecewise_polynomials_stay_within_what_is_claimed(pair, samples):
    known = profile(pair.expr, X)
    samples = sorted({*samples, *(Fraction(int(b.p), int(b.q)) for b in known.table.breakpoints if b.is_Rational)})
    values = [pair.at(t) for t in samples]
    low, high, steepest = known.range.low, known.range.high, known.lipschitz.value
    assert all(low.value <= Rational(v) <= high.value for v in values)
    for bound in (low, high):
        if bound.attained and (place := _some_point(bound.at)).is_Rational:
            assert Rational(pair.at(Fraction(int(place.p), int(place.q)))) == bound.value
    for (a, u), (b, v) in pairwise(zip(samples, values, strict=True)):
        assert abs(Rational(v - u)) <= steepest * Rational(b - a)
        for stretch in known.monotone.weak:
            if Rational(a) in stretch.interval and Rational(b) in stretch.interval:
                assert stretch.kind == "decreasing" or v >= u
                assert stretch.kind == "increasing" or v <= u


def _some_point(place):
    if place.is_FiniteSet:
        return place.args[0]
    first = place.args[0] if isinstance(place, sp.Union) else place
    if first.is_FiniteSet:
        return first.args[0]
    low, high = first.inf, first.sup
    if low.is_finite and high.is_finite:
        return (low + high) / 2
    return low + 1 if low.is_finite else high - 1 if high.is_finite else S.Zero


# fact, function, 30 digits: computed with mpmath at 60 digits, or published
CONSTANTS = [
    ("minimum", "gelu", "-0.169971207479903661693868470982"),
    ("lipschitz", "gelu", "1.12890414518515478634074444226"),
    ("minimum", "silu", "-0.278464542761073795109358739023"),
    ("lipschitz", "silu", "1.09983932012886691695818492432"),
    ("minimum", "mish", "-0.308843413017250406628760229042"),
    ("lipschitz", "mish", "1.08849816125172786122829362739"),
    ("minimum", "gelu_tanh", "-0.170040750571254050639067427988"),
    ("lipschitz", "gelu_tanh", "1.12899306865877176545590447040"),
    ("minimum", "quick_gelu", "-0.163610189636353581145334159238"),
    ("lipschitz", "quick_gelu", "1.09983932012886691695818492432"),
    ("lipschitz", "gaussian", "0.857763884960706796480189641279"),
    ("lipschitz", "selu", "1.75809934084737685994021752081"),
]


@pytest.mark.parametrize(("fact", "name", "digits"), CONSTANTS)
def test_constants_to_thirty_digits(fact, name, digits):
    found = getattr(profile(activation(name)), fact)
    assert found.digits(30).startswith(digits)
    assert found.ball.rel_accuracy_bits() > 190


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sigmoid", "1/4"), ("tanh", "1"), ("softsign", "1"), ("softplus", "1"), ("relu", "1"), ("hardtanh", "1"),
        ("elu", "1"), ("celu", "1"), ("hard_sigmoid", "1/6"), ("leaky_relu", "1"), ("erf", "2/sqrt(pi)"), ("atan", "1"),
        ("squareplus", "1"), ("hard_swish", "3/2"), ("gelu", "exp(-1)/sqrt(pi) + erf(1)/2 + 1/2"), ("step", "oo"),
        ("gaussian", "sqrt(2)*exp(-1/2)"), ("squared_relu", "oo"), ("snake", "2"), ("tanhshrink", "1"),
    ],
)  # fmt: skip
def test_lipschitz_constants_in_closed_form(name, value):
    found = lipschitz(activation(name))
    assert (found.status, str(found.exact)) == ("exact", value)


def test_published_places():
    argmin = {"gelu": "-0.751791524693564457457904946780", "mish": "-1.19243121451549521213758834042"}
    for name, digits in argmin.items():
        (place,) = profile(activation(name)).minimum.at
        assert Known(place).digits(30) == digits
    assert [i.exact for i in inflections(sa.gelu)] == [-sp.sqrt(2), sp.sqrt(2)]
    assert inflections(sa.silu)[1].digits(31) == "2.399357280515467667832739697282"
    assert [i.digits(30) for i in inflections(sa.mish)] == [
        "-2.25637639636079312000574854395",
        "1.49057117948542845929441890820",
    ]
    assert function_range(sa.silu).low.exact == -sp.LambertW(exp(-1))
    assert slope_range(sa.hard_swish).low.at == sp.FiniteSet(-3)


def test_what_is_attained_and_what_is_not():
    bounds = function_range(sa.sigmoid)
    assert bounds.interval == Interval.open(0, 1)
    assert str(bounds.low) == "exact: 0, approached at -oo"
    assert profile(sa.sigmoid).minimum is None
    assert profile(sa.relu).minimum.at == Interval(-oo, 0)
    assert function_range(sa.sign).interval == Interval(-1, 1)
    assert function_range(sin(x), x).high.at.contains(sp.pi / 2 + 2 * sp.pi) == True  # noqa: E712
    assert function_range(x**2, x, -1, 3).interval == Interval(0, 9)
    with pytest.raises(ValueError, match="low must lie below high"):
        lipschitz(x**2, x, 1, 1)


def test_the_slope_of_one_side_is_attained_at_a_kink():
    steepest = lipschitz(sa.hard_swish)
    assert steepest.attained
    assert steepest.at == sp.FiniteSet(3)
    assert not lipschitz(sa.softplus).attained


def test_sparsity():
    sigma = symbols("sigma", positive=True)
    assert profile(sa.relu).sparsity(sigma).exact == S.Half
    assert profile(sa.softshrink).sparsity().exact == sp.erf(sp.sqrt(2) / 4)
    assert profile(sa.relu6).sparsity(sigma, slope=True).value.subs(sigma, 6).equals(1 - sp.erf(1 / sp.sqrt(2)) / 2)
    assert sparsity(sa.gelu).value == 0
    with pytest.raises(ValueError, match="sigma must be positive"):
        sparsity(sa.relu, sigma=0)


def test_shapes():
    assert str(monotonicity(sa.softsign)) == "strictly increasing on Interval(-oo, oo)"
    assert monotonicity(sa.hardshrink).everywhere.kind == "increasing"
    assert monotonicity(sa.step).on("increasing") == (Interval(-oo, oo),)
    assert [str(s) for s in monotonicity(x**3, x).stretches] == ["strictly increasing on Interval(-oo, oo)"]
    assert str(monotonicity(1 / x, x).stretches[1]) == "strictly decreasing on Interval.open(0, oo)"
    assert monotonicity(x + sin(x), x).everywhere.strict
    assert convexity(sa.leaky_relu).everywhere.kind == "convex"
    assert convexity(sa.softshrink).on("convex") == (Interval(Rational(-1, 2), oo),)
    assert [(e.kind, e.at) for e in extrema(sa.hard_swish)] == [
        ("maximum", Interval(-oo, -3)),
        ("minimum", sp.FiniteSet(Rational(-3, 2))),
    ]
    assert extrema(sa.tanh) == () == inflections(sa.relu)
    assert inflections(sa.softsign)[0].value == 0
    with pytest.raises(UnsupportedError, match=r"every 2\*pi"):
        extrema(sin(x), x)


def test_landmarks():
    assert [differentiability(f) for f in (sa.step, sa.relu, sa.elu, sa.isrlu, sa.softsign, sa.mish)] == [
        -1,
        0,
        1,
        2,
        1,
        oo,
    ]
    assert [parity(f) for f in (sa.softshrink, sa.normal_pdf, sa.silu, sa.hardshrink)] == ["odd", "even", None, "odd"]
    assert asymptotes(sa.gelu) == (0, x)
    assert asymptotes(sa.bent_identity) == (x / 2 - S.Half, 3 * x / 2 - S.Half)
    kinds = {spelled(p.at)[:6]: p.kind for p in fixed_points(sa.erf)}
    assert kinds == {"0": "repelling", "-0.617": "attracting", "0.6174": "attracting"}
    assert {p.at.args[0]: p.kind for p in fixed_points(sa.sign)} == {-1: "attracting", 0: "repelling", 1: "attracting"}


def test_smoothness_is_infinite_at_a_kink_and_the_greatest_second_derivative_elsewhere():
    assert smoothness(sa.relu).value is S.Infinity
    assert smoothness(sa.tanh).exact == 4 * sp.sqrt(3) / 9
    assert smoothness(sa.silu).exact == S.Half
    assert smoothness(sa.elu).exact == 1


def test_a_parameter_is_kept_or_named():
    a = symbols("a", real=True)
    assert lipschitz(sa.leaky_relu(x, a), x).exact == Max(1, abs(a))
    with pytest.raises(UndecidedError, match="depends on a"):
        monotonicity(sa.leaky_relu(x, a), x)
    known = profile(sa.leaky_relu(x, a), x)
    assert known.range.low.status == "not decided"
    assert "depends on a" in str(known.range.low)
    with pytest.raises(UndecidedError):
        _ = known.range.low.value


def test_a_known_number_is_one_of_sympy_and_of_numpy():
    least = profile(sa.gelu).minimum
    assert least.status == "certified"
    assert least.exact is None
    assert sp.sympify(least, strict=True) == least.value
    assert float(least) == pytest.approx(-0.16997120747990366, abs=1e-17)
    assert least.value < Rational(-169, 1000)
    assert str((least.value + 1).n(20)) == "0.83002879252009633831"
    assert sp.latex(profile(sa.tanh).smoothness) == r"\frac{4 \sqrt{3}}{9}"
    assert str(least).startswith("certified: -0.169971207479903661693868470982..., attained at -0.7517915246935644")
    assert Known(S.One).at is EmptySet
    assert sp.latex(Known(None, "no")) == r"\text{not decided}"


def test_the_product_holds_no_constant_of_an_activation():
    """Nothing that is derived is written down; lecun_tanh and gelu_tanh are published with theirs."""
    for floor in ("exact", "functions"):
        for path in (ROOT / "symact" / floor).rglob("*.py"):
            code = re.sub(r'""".*?"""|#.*', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            assert not re.search(r"\d\.\d{7,}|Rational\(\d{8,}", code), path
