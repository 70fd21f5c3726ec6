"""Random formulas of the language that symact reads, as hypothesis strategies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from hypothesis import strategies as st
from sympy import Expr, Rational, S, Symbol

import symact as sa

NAMES = ("x", "y", "a", "b", "x_1", "x_12", "alpha", "beta_2", "lamda", "theta", "mu_max", "Omega", "w_1_2", "xhat")
SYMPY = (
    *(
        sp.sin,
        sp.cos,
        sp.tan,
        sp.asin,
        sp.acos,
        sp.atan,
        sp.sinh,
        sp.cosh,
        sp.tanh,
        sp.asinh,
        sp.acosh,
        sp.atanh,
        sp.sech,
    ),
    *(
        sp.exp,
        sp.log,
        sp.sqrt,
        sp.cbrt,
        sp.erf,
        sp.erfc,
        sp.erfi,
        sp.erfinv,
        sp.Abs,
        sp.sign,
        sp.Heaviside,
        sp.LambertW,
    ),
    *(sp.cot, sp.acot, sp.sec, sp.csc, sp.coth, sp.csch, sp.DiracDelta, sp.erfcinv),
)
OURS = (
    sa.sigmoid,
    sa.relu,
    sa.silu,
    sa.gelu,
    sa.softplus,
    sa.mish,
    sa.normal_cdf,
    sa.normal_pdf,
    sa.step,
    sa.log_sigmoid,
)

symbols = st.sampled_from([Symbol(name) for name in NAMES])
rationals = st.builds(Rational, st.integers(-99, 99), st.integers(1, 12))
constants = st.sampled_from([sp.pi, sp.E, sp.I, sp.sqrt(2), S.Half, S.NegativeOne, S.One, Rational(1, 3)])
leaves = st.one_of(symbols, symbols, rationals, constants)
exponents = st.one_of(
    st.integers(-4, 4).map(sp.Integer), st.builds(Rational, st.integers(-5, 5), st.integers(1, 4)), symbols
)


def made(build: Callable[..., Any]) -> Callable[..., Any]:
    """Return a builder that gives its first part back where SymPy refuses."""

    def attempt(first: Any, *others: Any) -> Any:
        try:
            return build(first, *others)
        except Exception:
            return first[0] if isinstance(first, (list, tuple)) else first

    return attempt


def applied(functions: tuple[Any, ...], inner: Any) -> Any:
    """Return a strategy for functions of formulas."""
    return st.builds(made(lambda u, f: f(u)), inner, st.sampled_from(functions))


def conditions(inner: Any) -> Any:
    """Return a strategy for comparisons, joined or denied."""
    kinds = st.sampled_from((sp.Lt, sp.Le, sp.Gt, sp.Ge, sp.Eq, sp.Ne))
    relation = st.builds(_compared, symbols, inner, kinds)
    joined = st.builds(lambda kind, a, b: kind(a, b), st.sampled_from((sp.And, sp.Or)), relation, relation)
    return st.one_of(relation, relation, joined, joined.map(sp.Not))


def _compared(symbol: Symbol, other: Expr, kind: Any) -> Any:
    try:
        return kind(symbol, other)
    except Exception:
        return symbol > 0


def _compound(inner: Any) -> Any:
    branches = st.lists(st.tuples(inner, conditions(inner)), min_size=1, max_size=2)
    several = st.lists(inner, min_size=2, max_size=4)
    return st.one_of(
        several.map(made(lambda terms: sp.Add(*terms))),
        several.map(made(lambda factors: sp.Mul(*factors))),
        st.builds(made(sp.Pow), inner, exponents),
        st.builds(made(lambda a, b: a / b), inner, inner),
        st.builds(made(lambda a, b: a - b), inner, inner),
        applied(SYMPY, inner),
        applied(OURS, inner),
        st.builds(made(lambda u, p: sa.leaky_relu(u, p)), inner, st.one_of(symbols, rationals)),
        several.map(made(lambda terms: sp.Max(*terms))),
        several.map(made(lambda terms: sp.Min(*terms))),
        st.builds(made(lambda last, rows: sp.Piecewise(*rows, (last, True))), inner, branches),
    )


formulas = st.recursive(leaves, _compound, max_leaves=8)


def rebuilt(expr: Any) -> Any:
    """Return an expression evaluated again from its leaves, as reading must evaluate it."""
    return expr.func(*map(rebuilt, expr.args)) if expr.args else expr


def is_fixed(expr: Any) -> bool:
    """Return whether SymPy's own evaluation leaves an expression as it is, so that text can say which it is."""
    if not isinstance(expr, Expr) or expr.has(sp.re, sp.im, sp.arg, sp.conjugate):
        return False
    try:
        return bool(rebuilt(expr) == expr)
    except Exception:
        return False
