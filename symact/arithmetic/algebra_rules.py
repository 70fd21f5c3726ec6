"""How numbers, sums, products and powers become ball operations."""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import arb, fmpq, fmpz, fmpz_poly
from sympy import Add, Expr, Float, Integer, Mul, Pow, Rational, S, Symbol
from sympy.core.numbers import ComplexInfinity, ImaginaryUnit, Infinity, NaN, NegativeInfinity
from sympy.polys.rootoftools import ComplexRootOf

from symact.arithmetic.cancellation import paired
from symact.arithmetic.programs import Compiler, Scope, Step, not_real, rule

__all__ = ["number"]

_LARGEST_ROOT = 64


def number(value: Expr) -> arb:
    """Return the ball of a SymPy Integer, Rational or Float (its exact binary value)."""
    if isinstance(value, Integer):
        return arb(fmpz(value.p))
    if isinstance(value, Rational):
        return arb(fmpq(value.p, value.q))
    negative, mantissa, exponent, _ = value._mpf_
    return arb((fmpz(-int(mantissa) if negative else int(mantissa)), fmpz(int(exponent))))


@rule(Integer, Float)
def _exact_number(compiler: Compiler, expr: Expr) -> Step:
    if not expr.is_finite:
        raise not_real(expr)
    value = number(expr)
    return lambda values, scope: value


@rule(Rational)
def _rational(compiler: Compiler, expr: Expr) -> Step:
    value = fmpq(expr.p, expr.q)
    return lambda values, scope: arb(value)


@rule(type(sp.pi), type(sp.E), type(sp.EulerGamma), type(sp.Catalan))
def _constant(compiler: Compiler, expr: Expr) -> Step:
    compute = {sp.pi: arb.pi, sp.E: arb.const_e, sp.EulerGamma: arb.const_euler, sp.Catalan: arb.const_catalan}[expr]
    return lambda values, scope: compute()


@rule(type(sp.GoldenRatio))
def _golden_ratio(compiler: Compiler, expr: Expr) -> Step:
    return lambda values, scope: (arb(5).sqrt() + 1) / 2


@rule(Infinity, NegativeInfinity, ComplexInfinity, NaN, ImaginaryUnit)
def _not_a_real_number(compiler: Compiler, expr: Expr) -> Step:
    def step(values: list[arb], scope: Scope) -> arb:
        raise not_real(expr)

    return step


@rule(Symbol)
def _symbol(compiler: Compiler, expr: Symbol) -> Step:
    def step(values: list[arb], scope: Scope) -> arb:
        try:
            return scope.bindings[expr]
        except KeyError:
            raise ValueError(f"every symbol must have a value in bindings, which {expr} has not") from None

    return step


@rule(ComplexRootOf)
def _polynomial_root(compiler: Compiler, expr: Any) -> Step:
    if not expr.is_real:
        raise not_real(expr)
    coefficients = [int(c) for c in reversed(expr.poly.all_coeffs())]
    index = expr.index

    def step(values: list[arb], scope: Scope) -> arb:
        roots = fmpz_poly(coefficients).complex_roots()
        # The balls are disjoint, so that the certified "<" of balls sorts them.
        return sorted(root.real for root, _ in roots if root.imag.is_zero())[index]

    return step


@rule(Add)
def _sum(compiler: Compiler, expr: Add) -> Step:
    constant, terms = expr.as_coeff_add()
    first, rest = paired(compiler, constant, terms)
    places = [compiler.at(term) for term in rest]
    if first is None:
        head, *tail = places if constant is S.Zero else [compiler.at(constant), *places]
        if len(tail) == 1:
            other = tail[0]
            return lambda values, scope: values[head] + values[other]
        return lambda values, scope: sum((values[i] for i in tail), values[head])
    start = first
    return lambda values, scope: sum((values[i] for i in places), start(values, scope))


@rule(Mul)
def _product(compiler: Compiler, expr: Mul) -> Step:
    coefficient, factors = expr.as_coeff_mul()
    above: list[int] = []
    below: list[int] = []
    if not coefficient.is_Rational:
        above.append(compiler.at(coefficient))
        coefficient = S.One
    for factor in factors:
        if isinstance(factor, Pow) and factor.exp.is_Rational and factor.exp < 0:
            below.append(compiler.at(Pow(factor.base, -factor.exp)))
        else:
            above.append(compiler.at(factor))
    p, q = fmpz(coefficient.p), fmpz(coefficient.q)

    def step(values: list[arb], scope: Scope) -> arb:
        value = arb(p)
        for i in above:
            value *= values[i]
        for i in below:
            if values[i].is_zero():
                raise not_real(expr)
            value /= values[i]
        return value if q == 1 else value / q

    return step


@rule(Pow)
def _power(compiler: Compiler, expr: Pow) -> Step:
    base, exponent = expr.args
    if base is S.Exp1:
        place = compiler.at(exponent)
        return lambda values, scope: values[place].exp()
    if isinstance(exponent, Rational):
        return _rational_power(expr, compiler.at(base), exponent.p, exponent.q)
    i, j = compiler.at(base), compiler.at(exponent)

    def step(values: list[arb], scope: Scope) -> arb:
        x, y = values[i], values[j]
        if x.is_zero():
            if y > 0:
                return x
            raise not_real(expr)
        value = x**y
        if not value.is_finite() and x < 0 and not y.contains_integer():
            raise not_real(expr)
        return value

    return step


def _rational_power(expr: Pow, place: int, p: int, q: int) -> Step:
    """Return the step of x**(p/q), which is real for negative x only where q is 1."""
    known_nonnegative = bool(expr.base.is_nonnegative)

    def step(values: list[arb], scope: Scope) -> arb:
        x = values[place]
        if x.is_zero():
            if p > 0:
                return x
            raise not_real(expr)
        if q == 1:
            return x * x if p == 2 else x**p
        value = _root(x, p, q)
        if not value.is_finite():
            if x < 0:
                raise not_real(expr)
            if known_nonnegative and p > 0 and x.is_finite():
                return arb(0).union(_root(x.upper(), p, q))
        return value

    return step


def _root(x: arb, p: int, q: int) -> arb:
    if q == 2:
        root = x.sqrt()
    elif q <= _LARGEST_ROOT:
        root = x.root(q)
    else:
        return x ** arb(fmpq(p, q))
    return root if p == 1 else root**p
