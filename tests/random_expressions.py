"""Random real expressions with branches, and their values by plain Python on fractions: the slow, obvious path.

An expression is built twice from one recipe: as a SymPy object that symact reads, and as a Python function on
fractions that knows nothing of SymPy. All are piecewise polynomials with rational breakpoints.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from sympy import Abs, Expr, Heaviside, Max, Min, Piecewise, Rational, Symbol, sign

from symact.functions.catalogue import activation

__all__ = ["X", "Pair", "continuous", "fractions", "piecewise"]

X = Symbol("x")
fractions = st.fractions(min_value=-5, max_value=5, max_denominator=6)


@dataclass(frozen=True)
class Pair:
    """One function as a SymPy expression and as Python."""

    expr: Expr
    at: Callable[[Fraction], Fraction]

    def __repr__(self) -> str:
        return str(self.expr)


def rational(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)


def _clip(t: Fraction, low: int, high: int) -> Fraction:
    return min(max(t, Fraction(low)), Fraction(high))


# Continuous functions of one argument, ours and SymPy's, and what they are.
CONTINUOUS: dict[str, tuple[Any, Callable[[Fraction], Fraction]]] = {
    "abs": (Abs, abs),
    "relu": (activation("relu"), lambda t: max(t, Fraction(0))),
    "relu6": (activation("relu6"), lambda t: _clip(t, 0, 6)),
    "hardtanh": (activation("hardtanh"), lambda t: _clip(t, -1, 1)),
    "leaky_relu": (activation("leaky_relu"), lambda t: t if t >= 0 else t / 100),
    "softshrink": (
        activation("softshrink"),
        lambda t: (
            t - Fraction(1, 2) if t > Fraction(1, 2) else t + Fraction(1, 2) if t < -Fraction(1, 2) else Fraction(0)
        ),
    ),
    "hard_swish": (activation("hard_swish"), lambda t: t * _clip(t + 3, 0, 6) / 6),
    "squared_relu": (activation("squared_relu"), lambda t: max(t, Fraction(0)) ** 2),
    "sparse_plus": (
        activation("sparse_plus"),
        lambda t: Fraction(0) if t <= -1 else t if t >= 1 else (t + 1) ** 2 / 4,
    ),
}
JUMPS: dict[str, tuple[Any, Callable[[Fraction], Fraction]]] = {
    "step": (activation("step"), lambda t: Fraction(int(t >= 0))),
    "step0": (lambda t: activation("step")(t, 0), lambda t: Fraction(int(t > 0))),
    "sign": (sign, lambda t: Fraction((t > 0) - (t < 0))),
    "heaviside": (Heaviside, lambda t: Fraction((t > 0) - (t < 0) + 1, 2)),
    "hardshrink": (activation("hardshrink"), lambda t: t if abs(t) > Fraction(1, 2) else Fraction(0)),
    "thresholded_relu": (activation("thresholded_relu"), lambda t: t if t > 1 else Fraction(0)),
}


def _affine(a: Fraction, b: Fraction) -> Pair:
    return Pair(rational(a) * X + rational(b), lambda t: a * t + b)


def _applied(table: dict[str, tuple[Any, Callable[[Fraction], Fraction]]], name: str, inner: Pair) -> Pair:
    outer, number = table[name]
    return Pair(outer(inner.expr), lambda t: number(inner.at(t)))


def _sum(a: Pair, b: Pair, c: Fraction) -> Pair:
    return Pair(a.expr + rational(c) * b.expr, lambda t: a.at(t) + c * b.at(t))


def _extreme(pairs: list[Pair], greatest: bool) -> Pair:
    pick: Any = max if greatest else min
    return Pair((Max if greatest else Min)(*(p.expr for p in pairs)), lambda t: pick(p.at(t) for p in pairs))


def _by_cases(b: Fraction, kind: str, low: Pair, high: Pair) -> Pair:
    point = rational(b)
    conditions = {"<": point > X, "<=": point >= X, ">": point > X, ">=": point >= X}
    strict = kind in ("<", ">")
    expr = Piecewise((low.expr, conditions[kind]), (high.expr, True))
    return Pair(expr, lambda t: low.at(t) if t < b or (t == b and not strict) else high.at(t))


affine = st.builds(_affine, fractions, fractions)


def _grown(inner: st.SearchStrategy[Pair], names: dict[str, Any]) -> st.SearchStrategy[Pair]:
    return st.one_of(
        st.builds(lambda n, p: _applied(names, n, p), st.sampled_from(sorted(names)), inner),
        st.builds(_sum, inner, inner, fractions),
        st.builds(_extreme, st.lists(inner, min_size=2, max_size=3), st.booleans()),
    )


def _with_cases(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    cases = st.builds(_by_cases, fractions, st.sampled_from(["<", "<=", ">", ">="]), inner, inner)
    return st.one_of(_grown(inner, {**CONTINUOUS, **JUMPS}), cases)


continuous: st.SearchStrategy[Pair] = st.recursive(affine, lambda s: _grown(s, CONTINUOUS), max_leaves=4)
"""Continuous piecewise polynomials."""

piecewise: st.SearchStrategy[Pair] = st.recursive(affine, _with_cases, max_leaves=4)
"""Piecewise polynomials with jumps and stated values at them."""
