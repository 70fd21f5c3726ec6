"""Taylor coefficients of smooth expressions as balls, by arithmetic on truncated power series.

Series give every derivative at once, certified, without a symbolic derivative that grows and without a
difference quotient. On a wide ball they enclose the derivatives on all of it, which is what proofs by
monotony need.

References
----------
A. Griewank, A. Walther, *Evaluating Derivatives*, second edition, SIAM 2008, chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from flint import arb, arb_series, fmpq
from sympy import Add, Expr, Mul, Piecewise, Pow, S, Symbol
from sympy.core.relational import Relational

from symact.arithmetic.enclosure import NO_BINDINGS, Bindings, bound_value
from symact.arithmetic.function_rules import METHODS
from symact.arithmetic.precision import Working
from symact.arithmetic.programs import Scope, Straddle, program
from symact.arithmetic.switch_rules import condition
from symact.errors import UndecidedError, UnsupportedError

__all__ = ["jet"]


def jet(expr: Expr, x: Symbol, center: Any, order: int, bits: int, bindings: Bindings = NO_BINDINGS) -> list[arb]:
    """Return the Taylor coefficients f(a), f'(a), f''(a)/2, ..., up to `order`, as balls.

    Parameters
    ----------
    expr : Expr
        Smooth at the center: a switch (``Piecewise``, ``Max``, ``Abs``) must lie on one side of it.
    x : Symbol
        The variable.
    center : arb, Expr or number
        Where. For a ball of positive radius, coefficient k holds f^(k)(a)/k! for every a in the ball.
    order : int
        Of the last coefficient; not negative.
    bits : int
        The working precision.
    bindings : mapping of Symbol to arb, Expr or number
        The values of other symbols.

    Returns
    -------
    list of arb
        ``order + 1`` of them; not finite where nothing could be said, as for a divisor that may be zero.

    Raises
    ------
    UndecidedError
        Where the center may lie on a switch of branches.
    UnsupportedError
        For a function that has no rule.

    Examples
    --------
    >>> [c.unique_fmpz() for c in jet(1 / (1 - 2 * x), x, 0, 4, 64)]
    [1, 2, 4, 8, 16]
    """
    with Working(bits, order + 1):
        point = bound_value(center)
        others = {k: bound_value(v) for k, v in bindings.items()}
        series = _Series(x, point, Scope({**others, x: point}, False), order + 1)
        try:
            value = series.of(expr)
        except Straddle as problem:
            raise UndecidedError(f"{problem} must be smooth around {center}, but may switch its branch") from None
        except (ValueError, ZeroDivisionError):
            return [arb.nan()] * (order + 1)
        return [value[k] for k in range(order + 1)]


class _Series:
    """Power series of subexpressions around one point, each computed once."""

    def __init__(self, x: Symbol, point: arb, scope: Scope, length: int) -> None:
        self._x = x
        self._scope = scope
        self._length = length
        self._known: dict[Expr, arb_series] = {x: arb_series([point, 1], length)}

    def of(self, expr: Expr) -> arb_series:
        known = self._known.get(expr)
        if known is None:
            known = self._known[expr] = self._compute(expr)
        return known

    def constant(self, value: Any) -> arb_series:
        return arb_series([value], self._length)

    def _compute(self, expr: Expr) -> arb_series:
        if not expr.has(self._x):
            return self.constant(program(expr).run(self._scope))
        if isinstance(expr, Add):
            return sum((self.of(a) for a in expr.args[1:]), self.of(expr.args[0]))
        if isinstance(expr, Mul):
            return self._product(expr)
        if isinstance(expr, Pow):
            return self._power(expr)
        if type(expr) in _UNARY:
            return _UNARY[type(expr)](self, self.of(expr.args[0]))
        if type(expr) in _METHODS and len(expr.args) == 1:
            return _METHODS[type(expr)](self.of(expr.args[0]))
        if type(expr) in _SWITCHES:
            return self.of(_SWITCHES[type(expr)](expr, self._scope))
        if hasattr(expr, "unfolded"):
            return self.of(expr.unfolded())
        raise UnsupportedError(f"every function must have a power series that is known, which {expr.func} has not")

    def _product(self, expr: Mul) -> arb_series:
        value = self.of(expr.args[0])
        for factor in expr.args[1:]:
            if isinstance(factor, Pow) and factor.exp is S.NegativeOne:
                value = value / self.of(factor.base)
            else:
                value = value * self.of(factor)
        return value

    def _power(self, expr: Pow) -> arb_series:
        base, exponent = expr.args
        if base is S.Exp1:
            return self.of(exponent).exp()
        u = self.of(base)
        if exponent.is_Integer:
            power = _integer_power(u, abs(exponent.p), self.constant(1))
            return power if exponent.p > 0 else self.constant(1) / power
        if exponent.is_Rational:
            return u ** fmpq(exponent.p, exponent.q)
        return (self.of(exponent) * u.log()).exp()


def _integer_power(u: arb_series, n: int, one: arb_series) -> arb_series:
    """Multiply out by squaring, which is right for a base that may be zero too."""
    value = one
    while n:
        if n & 1:
            value = value * u
        u = u * u if n > 1 else u
        n >>= 1
    return value


def _split(u: arb_series) -> tuple[arb, arb_series]:
    """Return the constant term and the rest, which starts with the first power."""
    return u[0], u - u[0]


def _tanh(s: _Series, u: arb_series) -> arb_series:
    """tanh(a + v) = tanh(a) + sech(a)**2 * w/(1 + tanh(a)*w) with w = tanh(v); no digits are lost far out."""
    a, v = _split(u)
    square = (2 * v).exp()
    w = (square - 1) / (square + 1)
    return s.constant(a.tanh()) + a.sech() ** 2 * w / (1 + a.tanh() * w)


def _sinh(s: _Series, u: arb_series) -> arb_series:
    return (u.exp() - (-u).exp()) / 2


def _cosh(s: _Series, u: arb_series) -> arb_series:
    return (u.exp() + (-u).exp()) / 2


def _integrated(slope: Callable[[_Series, arb_series], arb_series], at: Callable[[arb], arb]) -> Any:
    """Return the rule of a function given by its derivative and by its values."""

    def rule(s: _Series, u: arb_series) -> arb_series:
        return s.constant(at(u[0])) + (slope(s, u) * u.derivative()).integral()

    return rule


_UNARY: dict[type, Callable[[_Series, arb_series], arb_series]] = {
    sympy.cot: lambda s, u: u.cos() / u.sin(),
    sympy.sec: lambda s, u: s.constant(1) / u.cos(),
    sympy.csc: lambda s, u: s.constant(1) / u.sin(),
    sympy.sinh: _sinh,
    sympy.cosh: _cosh,
    sympy.tanh: _tanh,
    sympy.coth: lambda s, u: _cosh(s, u) / _sinh(s, u),
    sympy.sech: lambda s, u: s.constant(1) / _cosh(s, u),
    sympy.csch: lambda s, u: s.constant(1) / _sinh(s, u),
    sympy.asinh: _integrated(lambda s, u: (u * u + 1).rsqrt(), arb.asinh),
    sympy.acosh: _integrated(lambda s, u: (u * u - 1).rsqrt(), arb.acosh),
    sympy.atanh: _integrated(lambda s, u: s.constant(1) / (1 - u * u), arb.atanh),
}
_METHODS = {kind: getattr(arb_series, name) for kind, name in METHODS.items() if hasattr(arb_series, name)}


def _abs(expr: Expr, scope: Scope) -> Expr:
    value = scope(expr.args[0])
    if value > 0:
        return expr.args[0]
    if value < 0:
        return -expr.args[0]
    raise Straddle(expr)


def _step(expr: Expr, scope: Scope) -> Expr:
    value = scope(expr.args[0])
    if value > 0:
        return S.One
    if value < 0:
        return S.NegativeOne if isinstance(expr, sympy.sign) else S.Zero
    raise Straddle(expr)


def _extreme(expr: Expr, scope: Scope) -> Expr:
    """Return the argument that certainly lies beyond all others."""
    largest = isinstance(expr, sympy.Max)
    for candidate in expr.args:
        gaps = [scope(candidate - other) for other in expr.args if other != candidate]
        if all(gap > 0 if largest else gap < 0 for gap in gaps):
            return candidate
    raise Straddle(expr)


def _branch(expr: Piecewise, scope: Scope) -> Expr:
    """Return the branch around the point; a relation that is an equality there may change on either side."""
    for value, when in expr.args:
        held = condition(when)(scope)
        if held is None or any(scope(r.lhs - r.rhs).contains(0) for r in when.atoms(Relational)):
            raise Straddle(expr)
        if held:
            return value
    return S.NaN


_SWITCHES: dict[type, Callable[[Any, Scope], Expr]] = {
    sympy.Abs: _abs,
    sympy.sign: _step,
    sympy.Heaviside: _step,
    sympy.Max: _extreme,
    sympy.Min: _extreme,
    Piecewise: _branch,
}
