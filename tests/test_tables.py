"""The tables of limits and kinks in the documentation are current, and every cell holds against ball arithmetic.

The cells are read back from the page as it is printed, and compared with the formulas that the catalogue states,
evaluated in balls: difference quotients far out and on both sides of every kink. No derivative, limit or branch table
of the product takes part.
"""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction

import pytest
from flint import arb, fmpq
from helpers import ROOT
from sympy import Function, Rational, S, Symbol

import symact as sa
from symact.arithmetic.balls import evaluate
from symact.arithmetic.precision import Working
from symact.errors import DomainError
from symact.exact.variable import T
from symact.functions.catalogue import entry
from symact.functions.entries import Entry

PAGE = (ROOT / "docs" / "reference" / "limits-and-kinks.md").read_text("utf-8")
BITS = 600
STEP = Fraction(1, 10**30)
POWERS = (2, 4, 6)
NAME = re.compile(r"`(\w+)(?: <symact\.\w+>)?`$")
# Parameters without a default get these values.
CHOSEN = {"at": Rational(1, 4), "value": Rational(-20)}


@dataclass(frozen=True)
class Curve:
    """A function as its formula, the stated one, and what its letters stand for."""

    record: Entry

    @property
    def values(self):
        return {p.name: CHOSEN[p.name] if p.default is None else p.default for p in self.record.parameters}

    def at(self, x):
        """Return a ball of the formula's value at a rational number."""
        formula = self.record.formula.subs({p.symbol: self.values[p.name] for p in self.record.parameters})
        return evaluate(formula, BITS, {T: x})

    def slope(self, x, order):
        """Return a difference quotient of that order around a point, good to some 30 digits where it is smooth."""
        if order == 0:
            return self.at(x)
        if order == 1:
            return (self.at(x + STEP) - self.at(x - STEP)) / ball(2 * STEP)
        return (self.at(x + STEP) - 2 * self.at(x) + self.at(x - STEP)) / ball(STEP**2)

    def read(self, cell):
        """Return the number that a cell states, its letters replaced by what they stand for."""
        assert cell.startswith("$") and cell.endswith("$"), f"{cell} must be mathematics"
        expr = sa.parse(cell.strip("$"), syntax="latex")
        return expr.subs({Symbol(name): value for name, value in self.values.items()})


def ball(x):
    return arb(fmpq(x.numerator, x.denominator))


def cells(line):
    return [c.strip() for c in line.strip().strip("|").split(" | ")]


def rows(heading):
    """Return the rows of the tables under a heading of the page as (name, cells)."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [cells(line) for line in section.splitlines() if line.startswith("|")]
    return [(NAME.search(name)[1], *rest) for name, *rest in lines if NAME.search(name)]


def named(row):
    return f"{row[0]}@{row[1]}"


# Limits at infinity


def check_limit(curve, order, side, cell):
    points = [side * Fraction(10**k) for k in POWERS]
    if cell == "undefined":
        with pytest.raises(DomainError):
            curve.at(points[0])
        return
    if cell == "oscillates":
        seen = [curve.slope(side * Fraction(10**6 + j), order) for j in range(8)]
        assert any(bool(abs(a - b) > 1) for a in seen for b in seen)
        return
    stated, far = curve.read(cell), [curve.slope(x, order) for x in points]
    if stated.is_infinite:
        sign = 1 if stated is S.Infinity else -1
        assert all(bool(sign * b > 50 * sign * a > 0) for a, b in itertools.pairwise(far)), far
        return
    # No finite limit of the catalogue is approached slower than 1/x, as softsign and PFLU do.
    distances = [abs(y - evaluate(stated, BITS)) for y in far]
    assert all(bool(d < 2 * ball(Fraction(1, 10**k))) for d, k in zip(distances, POWERS, strict=True)), distances


@pytest.mark.parametrize("row", rows("Limits"), ids=lambda r: r[0])
def test_limits(row):
    name, *stated = row
    curve = Curve(entry(name))
    assert len(stated) == 6
    with Working(BITS):
        for i, cell in enumerate(stated):
            check_limit(curve, i // 2, (-1, 1)[i % 2], cell)


def test_every_scalar_entry_has_a_row():
    scalars = [f for f in sa.activations() if isinstance(f, type) and issubclass(f, Function)]
    ours = [f for f in scalars if re.match(r"(sympy|symact\.exact|symact\.functions(?!\.define))\b", f.__module__)]
    assert {name for name, *_ in rows("Limits")} == {entry(f).name for f in ours}


# Kinks and jumps


def near(x, stated, bound):
    assert bool(abs(x - evaluate(stated, BITS)) < ball(bound)), f"{x} is not within {bound} of {stated}"


def check_side(curve, b, side, level, slope):
    """Hold a one-sided limit and a one-sided slope against values at b +- 10**-k."""
    for k in (3, 6, 12, 30):
        h = side * Fraction(1, 10**k)
        value = curve.at(b + h)
        near(value, level, 10 * abs(h))
        near((value - evaluate(level, BITS)) / ball(h), slope, 10 * abs(h))


def point(curve, cell):
    value = curve.read(cell)
    return Fraction(value.p, value.q)


def check_kink(row):
    name, *stated = row
    curve = Curve(entry(name))
    at, clarke = point(curve, stated[0]), stated[4]
    value, left, right, taken = (curve.read(stated[i]) for i in (1, 2, 3, 5))
    with Working(BITS):
        near(curve.at(at), value, STEP)
        check_side(curve, at, -1, value, left)
        check_side(curve, at, 1, value, right)
        ends = re.fullmatch(r"\$\\left\[(.*)(?<!\\), (.*)\\right\]\$", clarke).groups()
        low, high = (curve.read(f"${e}$") for e in ends)
        assert {low, high} == {left, right} and bool(evaluate(high - low, BITS) > 0)
        least = low if evaluate(low, BITS) > 0 else high if evaluate(high, BITS) < 0 else S.Zero
        assert taken == least


def check_jump(row):
    name, *stated = row
    curve = Curve(entry(name))
    at = point(curve, stated[0])
    if "undefined" in stated:
        check_end(curve, at, stated)
        return
    left, value, right, jump, slope_left, slope_right = (curve.read(c) for c in stated[1:])
    with Working(BITS):
        near(curve.at(at), value, STEP)
        check_side(curve, at, -1, left, slope_left)
        check_side(curve, at, 1, right, slope_right)
        assert jump == right - left != 0


def check_end(curve, at, stated):
    """Hold the end of a domain: no value on the left, and on the right without bound."""
    assert stated[1:] == ["undefined", "undefined", r"$-\infty$", "undefined", "undefined", r"$\infty$"]
    with Working(BITS):
        for k in (3, 6, 12):
            h = Fraction(1, 10**k)
            with pytest.raises(DomainError):
                curve.at(at - h)
            assert bool(curve.at(at + h) < -k)
            assert bool((curve.at(at + h) - curve.at(at + h / 2)) / ball(h / 2) > ball(1 / h))


@pytest.mark.parametrize("row", rows("Kinks"), ids=named)
def test_kinks(row):
    check_kink(row)


@pytest.mark.parametrize("row", rows("Jumps and ends of the domain"), ids=named)
def test_jumps(row):
    check_jump(row)


def test_no_kink_is_left_out():
    """At every half integer in reach that no row names, the two one-sided slopes agree."""
    told = {(name, at) for name, at, *_ in rows("Kinks") + rows("Jumps and ends of the domain")}
    for name, *_ in rows("Limits"):
        curve = Curve(entry(name))
        known = {point(curve, at) for n, at in told if n == name}
        first = 1 if name == "log1mexp" else -14
        with Working(BITS):
            for x in (Fraction(j, 2) for j in range(first, 15)):
                left, here, right = (curve.at(x + h) for h in (-STEP, 0, STEP))
                differ = abs((right - here) - (here - left)) / ball(STEP)
                assert x in known or bool(differ < ball(10**12 * STEP)), f"{name} has a kink at {x}"


# The page itself, and the checks


def test_the_pages_are_current():
    command = [sys.executable, "tools/make_tables.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "order", "side", "cell"),
    [
        ("logish", 1, 1, "$1$"),
        ("smish", 1, 1, r"$\log(2)$"),
        ("lecun_tanh", 0, 1, "$1.7158$"),
        ("relu6", 0, 1, r"$\infty$"),
        ("silu", 0, 1, "$0$"),
        ("tanh", 0, 1, "oscillates"),
        ("selu", 0, -1, r"$-\alpha$"),
    ],
)
def test_a_wrong_limit_is_noticed(name, order, side, cell):
    with Working(BITS), pytest.raises(AssertionError):
        check_limit(Curve(entry(name)), order, side, cell)


@pytest.mark.parametrize("column", range(1, 7))
def test_a_wrong_kink_is_noticed(column):
    right = ["hard_swish", "$-3$", "$0$", "$0$", r"$-\frac{1}{2}$", r"$\left[-\frac{1}{2}, 0\right]$", "$0$"]
    check_kink(right)
    wrong = "$2$" if column != 5 else r"$\left[0, \frac{1}{2}\right]$"
    with pytest.raises(AssertionError):
        check_kink([*right[:column], wrong, *right[column + 1 :]])


@pytest.mark.parametrize("column", range(1, 8))
def test_a_wrong_jump_is_noticed(column):
    right = ["thresholded_relu", "$1$", "$0$", "$0$", "$1$", "$1$", "$0$", "$1$"]
    check_jump(right)
    with pytest.raises(AssertionError):
        check_jump([*right[:column], "$2$", *right[column + 1 :]])
