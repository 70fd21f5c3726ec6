"""Roots that stand under their equation in what symact prints: ``CRootOf`` of SymPy's and ``RealRoot`` of its own.

Both are found when they are built, so what they may be asked for is bounded before: the degree and the numbers of a
polynomial, the ends of an interval. What an equation with functions costs the fuse of reading bounds.
"""

from __future__ import annotations

from math import log2

import sympy as sp
from sympy import Expr, Poly, Symbol

from symact.errors import DefinitionError
from symact.reading.limits import DEGREE, END_BITS, ROOT_BITS

__all__ = ["polynomial_root", "real_root"]


def polynomial_root(equation: Expr, index: Expr) -> Expr:
    """Return the root of a polynomial with rational coefficients, counted as SymPy does: the real ones come first."""
    variable = _variable("CRootOf", equation)
    degree = _degree(equation, variable)
    if degree is None or degree > DEGREE:
        raise DefinitionError(f"CRootOf must have a polynomial of degree at most {DEGREE}, not {equation}")
    polynomial = Poly(equation, variable)
    if not all(c.is_Rational and _bits(c) <= ROOT_BITS for c in polynomial.all_coeffs()):
        raise DefinitionError(f"CRootOf must have rational coefficients below 2**{ROOT_BITS}, not {equation}")
    if not (index.is_Integer and -degree <= index < degree):
        raise DefinitionError(f"the index of CRootOf must be a whole number below {degree}, not {index}")
    root: Expr = sp.CRootOf(polynomial, int(index))
    return root


def real_root(equation: Expr, variable: Expr, low: Expr, high: Expr) -> Expr:
    """Return the only root of an equation between two rational ends."""
    from symact.exact.real_root import RealRoot

    if variable != _variable("RealRoot", equation):
        raise DefinitionError(f"RealRoot must have the symbol of its equation, not {variable}, as its second argument")
    for end in (low, high):
        if not end.is_Rational or _bits(end) > END_BITS:
            raise DefinitionError(f"an end of RealRoot must be a rational number below 2**{END_BITS}, not {end}")
    try:
        return RealRoot(equation, variable, low, high)
    except ValueError as problem:
        raise DefinitionError(str(problem)) from None


def _variable(name: str, equation: Expr) -> Symbol:
    symbols = equation.free_symbols
    if len(symbols) != 1:
        raise DefinitionError(f"{name} must have an equation in one symbol, not {equation}")
    return symbols.pop()


def _bits(number: Expr) -> float:
    return log2(max(abs(number.p), number.q))


def _degree(expr: Expr, variable: Symbol) -> int | None:
    """Bound the degree of a polynomial before it is multiplied out, None for another expression."""
    if expr == variable:
        return 1
    if not expr.has(variable):
        return 0
    if expr.is_Pow and expr.exp.is_Integer and expr.exp > 0:
        inner = _degree(expr.base, variable)
        return None if inner is None else inner * int(expr.exp)
    if not (expr.is_Add or expr.is_Mul):
        return None
    degrees = [_degree(a, variable) for a in expr.args]
    known = [d for d in degrees if d is not None]
    return None if len(known) < len(degrees) else max(known) if expr.is_Add else sum(known)
