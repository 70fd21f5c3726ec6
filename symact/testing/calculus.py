"""Laws of calculus: derivatives, kinks, one-sided limits, limits at infinity, series."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import mpmath
from sympy import DiracDelta, Expr, FiniteSet, Interval, Limit, Order, Rational, S
from sympy import limit as sympy_limit

from symact.errors import NoLimitError, NotSmoothError, UndecidedError
from symact.exact.derivatives import derivative
from symact.exact.limiting import limit
from symact.exact.nonsmooth import Corner, corners, subdifferential
from symact.exact.slopes import select
from symact.testing.law import law, require
from symact.testing.specimen import Specimen, constant, differentiated, number
from symact.testing.values import close, text

_STEP = Rational(1, 10**30)
_FAR_OUT = (4, 16, 64, 256, 1000, 10**6, 10**9)


@law
def derivatives_are_right_off_the_kinks(s: Specimen) -> None:
    """Derivatives of order 1 to 3, by diff and by sa.derivative, are those that finite differences give."""
    for order in (1, 2, 3):
        forms = {
            "f(x).diff": _regular(s.expr.diff(s.variable, order)),
            "derivative": derivative(s.expr, s.variable, order),
        }
        for p in s.near:
            if s.value(p) is None:
                continue
            wanted, scale = differentiated(s.formula, s.variable, p, order)
            for name, form in forms.items():
                got = number(form, s.variable, p, 40)
                require(
                    close(got, wanted, 25, scale),
                    f"{name} of order {order} at {p} must be {text(wanted)}, not {text(got)} ({form})",
                )


def _regular(expr: Expr) -> Expr:
    """Return a derivative off the jumps, where a DiracDelta that SymPy's own functions bring is 0."""
    return expr.replace(DiracDelta, lambda *_: S.Zero)


@law
def kinks_have_the_slopes_of_both_sides(s: Specimen) -> None:
    """At every breakpoint the limits, the slopes and the jump that corners state are those of values next to it."""
    stated = {c.at: c for c in corners(s.expr, s.variable)}
    for b in s.table.breakpoints:
        left, left_slope = _beside(s, b, -1)
        right, right_slope = _beside(s, b, 1)
        corner = stated.get(b)
        if corner is None:
            require(close(left, right, 20, 1), f"{b} must be a jump, from {text(left)} to {text(right)}")
            require(close(left_slope, right_slope, 20, 1), f"{b} must be a kink, with {text(left_slope)} on the left")
            continue
        require(corner.is_kink or not corner.is_continuous, f"{b} must be a kink or a jump to be a corner")
        sides = {"left": left, "right": right, "left_slope": left_slope, "right_slope": right_slope}
        for name, wanted in sides.items():
            got = constant(getattr(corner, name))
            if getattr(corner, name).is_finite:
                require(close(got, wanted, 20, 1), f"{name} at {b} must be {text(wanted)}, not {text(got)}")


def _beside(s: Specimen, b: Expr, side: int) -> tuple[Any, Any]:
    """Return the value and the slope next to a point, from values on one side of it alone."""
    near, far = (s.value(b + side * k * _STEP, 90) for k in (1, 2))
    if near is None or far is None:
        return None, None
    with mpmath.workdps(90):
        return near, side * (far - near) / constant(_STEP, 90)


@law
def the_derivative_at_a_kink_is_the_chosen_slope(s: Specimen) -> None:
    """At a kink diff gives the element of least magnitude between the slopes, sa.derivative the one asked for."""
    for c in corners(s.expr, s.variable):
        if not c.is_kink:
            continue
        wanted = {k: select(c.left_slope, c.right_slope, k) for k in ("least", "left", "right", "mid")}
        for choice, slope in wanted.items():
            got = derivative(s.expr, s.variable, 1, at_kink=choice).subs(s.variable, c.at)  # type: ignore[arg-type]
            require(got == slope, f"the derivative {choice} at {c.at} must be {slope}, not {got}")
        got = s.expr.diff(s.variable).subs(s.variable, c.at)
        require(got == wanted["least"], f"f(x).diff(x) at {c.at} must be {wanted['least']}, not {got}")
        _least(wanted["least"], c)


def _least(slope: Expr, c: Corner) -> None:
    value, *ends = (constant(e) for e in (slope, c.left_slope, c.right_slope))
    low, high = min(ends), max(ends)
    require(low <= value <= high, f"{slope} must lie between {c.left_slope} and {c.right_slope}")
    least = 0 if low <= 0 <= high else min(abs(low), abs(high))
    require(close(abs(value), mpmath.mpf(least), 40), f"{slope} must be the least of [{text(low)}, {text(high)}]")


@law
def the_subdifferential_holds_both_slopes(s: Specimen) -> None:
    """At a kink the Clarke subdifferential is the interval between the slopes, elsewhere the slope, at a jump none."""
    kinks = corners(s.expr, s.variable)
    for c in kinks:
        if S.NaN in (c.left, c.right):
            continue
        found = subdifferential(s.expr, c.at, s.variable)
        if c.is_kink:
            ends = {c.left_slope, c.right_slope}
            wanted = any(found == Interval(*pair) != S.EmptySet for pair in permutations(ends))
            require(wanted, f"the subdifferential at {c.at} must be the interval between {ends}, not {found}")
        else:
            require(isinstance(found, Corner) and found == c, f"at the jump {c.at} the corner must be returned")
    for p in s.near:
        if s.value(p) is not None:
            slope = _regular(s.expr.diff(s.variable)).subs(s.variable, p)
            found = subdifferential(s.expr, p, s.variable)
            require(isinstance(found, FiniteSet), f"at {p} there must be one slope, not {found}")
            require(
                all(_same(e, slope) for e in getattr(found, "args", ())),
                f"the slope at {p} must be {slope}, not {found}",
            )


@law
def one_sided_limits_are_right(s: Specimen) -> None:
    """At breakpoints the limits of f and f' from each side are the values next to them; SymPy's limit agrees."""
    slope = s.expr.diff(s.variable)
    for b in s.table.breakpoints:
        for side, direction in ((-1, "-"), (1, "+")):
            value, rate = _beside(s, b, side)
            if value is not None:
                _limit_agrees(s, s.expr, b, direction, value)
                _limit_agrees(s, slope, b, direction, rate)


def _limit_agrees(s: Specimen, expr: Expr, b: Expr, direction: str, wanted: Any) -> None:
    ours = limit(expr, s.variable, b, direction)
    if ours.is_finite:
        got = constant(ours)
        require(close(got, wanted, 20, 1), f"the limit of {expr} at {b}{direction} must be {text(wanted)}, not {ours}")
    else:
        _runs_away(s, expr, b, direction, ours)
    theirs = sympy_limit(expr, s.variable, b, direction)
    require(
        theirs.has(Limit) or _same(theirs, ours),
        f"sympy.limit of {expr} at {b}{direction} must be {ours}, not {theirs}",
    )


def _runs_away(s: Specimen, expr: Expr, b: Expr, direction: str, goal: Expr) -> None:
    side, sign = (1 if direction == "+" else -1), (1 if goal is S.Infinity else -1)
    values = [number(expr, s.variable, b + Rational(side, 10**k)) for k in (10, 30, 90)]
    sizes = [-1 if v is None else sign * v for v in values]
    require(0 < sizes[0] * 2 < sizes[1] < sizes[2], f"the limit of {expr} at {b}{direction} must not be {goal}")


def _same(a: Expr, b: Expr) -> bool:
    if a == b or not (a.is_finite and b.is_finite and a.is_number):
        return bool(a == b)
    return close(constant(a), constant(b), 40)


@law
def limits_at_infinity_are_approached(s: Specimen) -> None:
    """The limits of f, f' and f'' at both ends are what values far out go to; where there is none, they do not."""
    for order in (0, 1, 2):
        expr = derivative(s.expr, s.variable, order)
        for end in (-1, 1):
            _approached(s, expr, end)


def _approached(s: Specimen, expr: Expr, end: int) -> None:
    values = _far_values(s, expr, end)
    if len(values) < 3:
        return
    try:
        goal = limit(expr, s.variable, end * S.Infinity)
    except UndecidedError:
        return
    except NoLimitError:
        require(max(values) - min(values) > mpmath.mpf(1) / 1000, f"{expr} must have a limit at {end}*oo")
        return
    if goal.is_infinite:
        signed = [v if goal is S.Infinity else -v for v in values]
        require(
            signed[-1] > 10 and signed == sorted(signed), f"{expr} must not go to {goal}, but to {text(values[-1])}"
        )
        return
    level = constant(goal)
    require(level is not None, f"the limit of {expr} at {end}*oo must be {text(values[-1])}, not {goal}")
    distances = [abs(v - level) for v in values]
    near = distances[-1] < mpmath.mpf(1) / 1000
    require(
        near and distances == sorted(distances, reverse=True),
        f"the limit of {expr} at {end}*oo must be about {text(values[-1])}, not {goal}",
    )


def _far_values(s: Specimen, expr: Expr, end: int) -> list[Any]:
    """Return values at growing distances, as far out as balls can tell them; undefined ones left out."""
    inner = max((abs(float(b)) for b in s.table.breakpoints), default=0)
    values = []
    for x in _FAR_OUT:
        try:
            value = number(expr, s.variable, S(end * x), 30) if x > inner else None
        except UndecidedError:
            break
        if value is not None:
            values.append(value)
    return values[-4:]


@law
def series_agree_with_values(s: Specimen) -> None:
    """Around a smooth point the series is the function to its order; at a kink it needs a side."""
    defined = [p for p in s.near if s.value(p) is not None]
    p = min(defined, key=lambda q: abs(float(q) - 0.4))
    h = Rational(1, 10**8)
    _series_agrees(s, s.expr.series(s.variable, p, 4), p, h)
    for c in corners(s.expr, s.variable):
        _needs_a_side(s, c.at)
        for direction, side in (("+", 1), ("-", -1)):
            if s.value(c.at + side * h) is not None and c.is_continuous:
                _series_agrees(s, s.expr.series(s.variable, c.at, 4, dir=direction), c.at, side * h)


def _series_agrees(s: Specimen, series: Expr, p: Expr, h: Expr) -> None:
    polynomial = series.removeO() if series.has(Order) else series
    got, wanted = number(polynomial, s.variable, p + h), s.value(p + h)
    require(close(got, wanted, 24, 1), f"the series {series} at {p + h} must be {text(wanted)}, not {text(got)}")


def _needs_a_side(s: Specimen, b: Expr) -> None:
    try:
        series = s.expr.series(s.variable, b, 4)
    except NotSmoothError:
        return
    require(not hasattr(s.expr, "table"), f"a two-sided series at the kink {b} must be refused, not {series}")
