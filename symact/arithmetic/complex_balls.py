"""Certified values of analytic functions at complex points, and of real numbers written with complex radicals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy
from flint import acb, arb
from sympy import Add, Expr, Float, I, Mul, Pow, Rational, S, Symbol

from symact.arithmetic import programs
from symact.arithmetic.algebra_rules import number
from symact.arithmetic.function_rules import METHODS
from symact.arithmetic.precision import Working
from symact.arithmetic.programs import Scope
from symact.errors import DomainError, SymactError, UnsupportedError

__all__ = ["complex_ball"]

Values = Mapping[Symbol, Any]
NO_BINDINGS: Values = MappingProxyType({})

UNARY: dict[type, Callable[[acb], acb]] = {
    kind: getattr(acb, name) for kind, name in METHODS.items() if hasattr(acb, name)
} | {
    sympy.zeta: acb.zeta,
    sympy.re: lambda z: acb(z.real),
    sympy.im: lambda z: acb(z.imag),
    sympy.conjugate: acb.conjugate,
    sympy.Abs: lambda z: acb(abs(z)),
}


def complex_ball(expr: Expr, bits: int, bindings: Values = NO_BINDINGS) -> acb:
    """Return a complex ball that holds the value of an analytic expression, computed with `bits` bits.

    Branches of roots, powers and logarithms are SymPy's principal ones. A function that is known on the real
    line only (``_ball_``, ``Piecewise``) is served at real arguments.

    Parameters
    ----------
    expr : Expr
    bits : int
        The working precision.
    bindings : mapping of Symbol to acb, arb, Expr or number

    Raises
    ------
    UnsupportedError
        For a function that is known at real arguments only, at others.
    """
    with Working(bits):
        return _Evaluation(bindings).value(expr)


class _Evaluation:
    def __init__(self, bindings: Values) -> None:
        self._known: dict[Expr, acb] = {}
        for symbol, value in bindings.items():
            self._known[symbol] = value if isinstance(value, acb) else self._bound(value)

    def _bound(self, value: Any) -> acb:
        if isinstance(value, (arb, float, int)):
            return acb(value)
        return self.value(value)

    def value(self, expr: Expr) -> acb:
        known = self._known.get(expr)
        if known is None:
            known = self._known[expr] = self._compute(expr)
        return known

    def _compute(self, expr: Expr) -> acb:
        if isinstance(expr, (Rational, Float)):
            return acb(number(expr))
        if expr is I:
            return acb(0, 1)
        if isinstance(expr, Add):
            return sum((self.value(a) for a in expr.args[1:]), self.value(expr.args[0]))
        if isinstance(expr, Mul):
            product = acb(1)
            for argument in expr.args:
                product *= self.value(argument)
            return product
        if isinstance(expr, Pow):
            return self._power(expr)
        if type(expr) in UNARY and len(expr.args) == 1:
            return UNARY[type(expr)](self.value(expr.args[0]))
        return self._real(expr)

    def _power(self, expr: Pow) -> acb:
        base, exponent = expr.args
        if base is S.Exp1:
            return self.value(exponent).exp()
        if exponent.is_Integer:
            return self.value(base) ** int(exponent)
        if exponent is S.Half:
            return self.value(base).sqrt()
        return self.value(base).pow(self.value(exponent))

    def _real(self, expr: Expr) -> acb:
        """Evaluate on the real line what is known there only."""
        if hasattr(type(expr), "_acb_"):
            value: acb = expr._acb_(self.value)
            return value
        real: dict[Symbol, arb] = {}
        for symbol in expr.free_symbols:
            bound = self.value(symbol)
            if not bound.imag.is_zero():
                raise UnsupportedError(f"{expr} is known for real {symbol} only, not at {bound}")
            real[symbol] = bound.real
        try:
            return acb(programs.program(expr).run(Scope(real, False)))
        except (SymactError, programs.Straddle) as error:
            raise DomainError(f"{expr} must be known at its argument, but {error}") from error
