"""Laws of values: on symbols, exact numbers, floats, infinities and nan, and of what is assumed about them."""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Expr, Float, Rational, S, Symbol, pi, sqrt

from symact.errors import DomainError, NoLimitError, UndecidedError
from symact.exact.limiting import limits
from symact.testing.law import law, require
from symact.testing.specimen import DIGITS, Specimen, constant, number

_IRRATIONAL = (sqrt(2), -pi / 3)
_SYMBOLS = ("real", "positive", "negative", "nonnegative", "nonpositive")
_FACTS = ("real", "finite", "zero", "positive", "negative", "nonnegative", "nonpositive")


def close(a: Any, b: Any, digits: int = DIGITS - 5, scale: Any = 0) -> bool:
    """Return whether two numbers, or None for undefined, agree to that many digits, relative to the greater."""
    if a is None or b is None:
        return a is b
    return bool(abs(a - b) <= mpmath.mpf(10) ** -digits * max(abs(a), abs(b), scale))


def text(value: Any) -> str:
    """Return a number as messages show it."""
    return "undefined" if value is None else str(mpmath.nstr(value, 30))


@law
def stays_unevaluated_on_a_symbol(s: Specimen) -> None:
    """f(x) of a symbol is f(x), whether or not the symbol is assumed real."""
    for x in (Symbol("x"), Symbol("x", real=True)):
        expr = s.at(x)
        require(isinstance(expr, s.function), f"f(x) must stay unevaluated, not become {expr!r}")
        require(expr.args[0] == x and expr.free_symbols == {x}, f"the argument must stay {x}, in {expr.args}")


@law
def nan_gives_nan(s: Specimen) -> None:
    """f(nan) is nan."""
    for nan in (S.NaN, float("nan")):
        require(s.at(nan) is S.NaN, f"f(nan) must be nan, not {s.at(nan)}")
    require(s.expr.subs(s.variable, S.NaN) is S.NaN, "f(x).subs(x, nan) must be nan")


@law
def values_are_those_of_the_formula(s: Specimen) -> None:
    """At exact numbers the function, its branch table and its formula have one value."""
    for p in (*s.points, *s.table.breakpoints, *_IRRATIONAL):
        _value_agrees(s, p)


def _value_agrees(s: Specimen, p: Expr) -> None:
    try:
        wanted = s.value(p)
    except UndecidedError:
        return
    for name, value in (("f", s.at(p)), ("f(x).subs", s.expr.subs(s.variable, p)), ("the table", s.table.at(p))):
        got = constant(value)
        require(close(got, wanted), f"the value of {name} at {p} must be {text(wanted)}, not {text(got)} ({value})")


@law
def floats_are_rounded_right(s: Specimen) -> None:
    """At a float the value is that of the formula at the exact binary number, to the last place."""
    for p in s.points:
        x = Float(p, 15)
        wanted = s.value(Rational(x), 30)
        for value in (s.at(x), s.at(float(x)), s.expr.subs(s.variable, x)):
            require(value.is_Number, f"f({x}) must be a number, not {value!r}")
            got = constant(value, 30)
            require(close(got, wanted, 15), f"f({x}) must be {text(wanted)}, not {text(got)}")


@law
def evalf_is_right_at_every_precision(s: Specimen) -> None:
    """Numbers to 15, 40 and 100 digits agree with one another and with the formula, in the tails too."""
    for p in s.points:
        exact_value = s.function(p, *s.parameters, evaluate=False) if hasattr(s.expr, "table") else s.at(p)
        wanted = s.value(p, 110)
        for digits in (15, 40, 100):
            value = exact_value.evalf(digits)
            with mpmath.workdps(110):
                got = None if value is S.NaN else mpmath.mpf(constant(value, 110))
                right = close(got, wanted, digits - 1)
            require(right, f"f({p}).evalf({digits}) must be {text(wanted)}, not {value}")


@law
def infinite_arguments_give_the_limit(s: Specimen) -> None:
    """f(oo) and f(-oo) are the limits."""
    try:
        wanted = limits(s.expr, s.variable)
    except (NoLimitError, UndecidedError):
        return
    for point, value in zip((S.NegativeInfinity, S.Infinity), wanted, strict=True):
        got = s.at(point)
        require(got == value, f"f({point}) must be {value}, not {got}")


@law
def a_value_that_is_not_real_is_refused(s: Specimen) -> None:
    """A function with branches refuses an argument that is not real, a smooth one stays with it or evaluates."""
    try:
        value = s.at(S.ImaginaryUnit)
    except DomainError:
        return
    kept = isinstance(value, Expr) and value.has(S.ImaginaryUnit)
    require(kept or s.table.is_smooth, f"f(I) must be refused, not {value}")


@law
def assumptions_hold(s: Specimen) -> None:
    """What f(x) claims to be, and what it becomes, for x real, positive, negative is so at every sample point."""
    for kind in _SYMBOLS:
        x = Symbol("x", **{kind: True})
        expr = s.at(x)
        for p in (*s.points, *s.table.breakpoints):
            if getattr(p, f"is_{kind}"):
                _claims_hold(s, expr, x, p, kind)


def _claims_hold(s: Specimen, expr: Expr, x: Symbol, p: Expr, kind: str) -> None:
    try:
        value = s.value(p, 30)
    except UndecidedError:
        return
    got = number(expr, x, p, 30)
    require(close(got, value, 25), f"for {kind} x, f(x) became {expr}, which is {text(got)} at {p}, not {text(value)}")
    for fact in _FACTS:
        claim = getattr(expr, f"is_{fact}")
        require(
            claim is None or claim == _truth(fact, value),
            f"for {kind} x, ({expr}).is_{fact} must not be {claim}, since f({p}) = {text(value)}",
        )


def _truth(fact: str, value: Any) -> bool:
    if value is None:
        return False
    signs = {"positive": value > 0, "negative": value < 0, "nonnegative": value >= 0, "nonpositive": value <= 0}
    return bool({"real": True, "finite": True, "zero": value == 0, **signs}[fact])
