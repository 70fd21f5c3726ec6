"""The order in which people write terms and factors, and where they put a common denominator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Add, Expr, Function, Mul, Piecewise, Pow, S, exp, sin

from symact.exact.real_function import Cases
from symact.exact.variable import T

__all__ = ["factors_of", "neat", "ordered_terms"]


def ordered_terms(total: Add) -> list[Expr]:
    """Return the terms of a sum as people order them, the first one not negative where that can be."""
    all_terms = _over_common(total)
    smooth = [t for t in all_terms if t.is_number or not _transcendental(t)]
    others = sorted((t for t in all_terms if t not in smooth), key=_term_key)
    terms = sorted(smooth, key=_power_key) + others
    leading = next((t for t in terms if not t.could_extract_minus_sign()), terms[0])
    return [leading, *(t for t in terms if t != leading)]


def _over_common(total: Add) -> list[Expr]:
    """Return the terms of a sum, those with one and the same denominator joined over it."""
    groups: dict[int, list[Expr]] = {}
    for term in total.args:
        groups.setdefault(term.as_coeff_Mul()[0].q if term.as_coeff_Mul()[0].is_Rational else 1, []).append(term)
    terms = []
    for denominator, group in groups.items():
        if denominator == 1 or len(group) == 1:
            terms += group
        else:
            content, primitive = Add(*group).primitive()
            terms.append(Mul(content, primitive, evaluate=False))
    return terms


def _transcendental(term: Expr) -> bool:
    return bool(term.has(Function) or any(p.exp.is_Rational and not p.exp.is_Integer for p in term.atoms(Pow)))


def _power_key(term: Expr) -> tuple[Any, ...]:
    degree = sum((d for d in _degrees(term)), start=S.Zero)
    return (-degree, str(term))


def _degrees(term: Expr) -> Iterable[Expr]:
    for factor in Mul.make_args(term):
        base, power = factor.as_base_exp()
        if base.free_symbols:
            yield power if power.is_Rational else S.One


def _term_key(term: Expr) -> tuple[Any, ...]:
    """Order terms with functions by the power of the variable before them, then by length."""
    outside = [f for f in Mul.make_args(term) if f.free_symbols and not _transcendental(f)]
    return (len(outside), term.could_extract_minus_sign(), term.count_ops(), str(term))


def factors_of(product: Expr) -> list[Expr]:
    """Return the factors of a product as people order them: numbers, letters, powers of e, brackets, functions."""
    return sorted(Mul.make_args(product) if product != 1 else (), key=_factor_key)


def _factor_key(factor: Expr) -> tuple[Any, ...]:
    base = factor.base if isinstance(factor, Pow) and not isinstance(factor, exp) else factor
    if base.is_number:
        rank = 0 if base.is_Rational and factor.is_Rational else 1
    elif base.is_Symbol:
        rank = 3 if base == T else 2
    elif isinstance(base, exp):
        rank = 4
    elif base.is_Add:
        rank = 5
    elif isinstance(base, (Piecewise, Cases)):
        rank = 7
    else:
        rank = 6
    return (rank, factor.count_ops(), not isinstance(base, sin), str(factor))


def neat(expr: Expr) -> Expr:
    """Return an equal product with few minus signs and no common factors: (1 - t)(1 + t) for (t - 1)(-1 - t)."""
    if not expr.is_Mul:
        return expr
    coefficient, factors = S.One, []
    for factor in expr.args:
        content, primitive = factor.primitive() if factor.is_Add else (S.One, factor)
        if primitive.is_Add and all(t.could_extract_minus_sign() for t in primitive.args):
            content, primitive = -content, -primitive
        coefficient *= content
        factors.append(primitive)
    if (coefficient * expr.as_coeff_Mul()[0]).is_negative:
        mixed = next((i for i, f in enumerate(factors) if f.is_Add and len(f.args) == 2 and _mixed(f)), None)
        if mixed is not None:
            coefficient, factors[mixed] = -coefficient, -factors[mixed]
    return Mul(coefficient, *factors)


def _mixed(total: Add) -> bool:
    return sum(t.could_extract_minus_sign() for t in total.args) == 1
