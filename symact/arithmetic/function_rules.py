"""How the functions of analysis become ball operations: one row for each.

A row names the method of FLINT and, where the function is real on a part of the line only, another says which
arguments are certainly outside. Outside, the value is refused (:class:`~symact.errors.DomainError`); where a
ball may lie on either side, the result is a ball without bounds, and a higher precision decides.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy
from flint import acb, arb
from sympy import Expr

from symact.arithmetic.programs import Compiler, Scope, Step, not_real, rule

__all__ = ["METHODS"]

Outside = Callable[[arb], bool]
Operation = Callable[[arb], arb]


def _nowhere(x: arb) -> bool:
    return False


def _negative(x: arb) -> bool:
    return bool(x <= 0)


def _at_zero(x: arb) -> bool:
    return bool(x.is_zero())


def _beyond_one(x: arb) -> bool:
    return bool(abs(x) > 1)


def _one_and_beyond(x: arb) -> bool:
    return bool(abs(x) >= 1)


def _up_to_one(x: arb) -> bool:
    return bool(abs(x) < 1)


def _pole_of_gamma(x: arb) -> bool:
    return bool(x.is_integer() and x <= 0)


# What FLINT calls the functions of SymPy, on balls, complex balls and power series alike.
_SAME = (
    "exp log sin cos tan cot sec csc sinc asin acos atan sinh cosh tanh coth sech csch asinh acosh atanh "
    "erf erfc erfi erfinv erfcinv gamma digamma li"
)
METHODS: dict[type, str] = {getattr(sympy, name): name for name in _SAME.split()} | {
    sympy.loggamma: "lgamma",
    sympy.LambertW: "lambertw",
    sympy.Ei: "ei",
    sympy.Si: "si",
    sympy.Ci: "ci",
    sympy.Shi: "shi",
    sympy.Chi: "chi",
    sympy.fresnels: "fresnel_s",
    sympy.fresnelc: "fresnel_c",
}

_OUTSIDE: dict[type, Outside] = {
    sympy.cot: _at_zero,
    sympy.csc: _at_zero,
    sympy.asin: _beyond_one,
    sympy.acos: _beyond_one,
    sympy.coth: _at_zero,
    sympy.csch: _at_zero,
    sympy.acosh: lambda x: bool(x < 1),
    sympy.atanh: _one_and_beyond,
    sympy.erfinv: _one_and_beyond,
    sympy.erfcinv: lambda x: bool(x <= 0 or x >= 2),
    sympy.gamma: _pole_of_gamma,
    sympy.loggamma: _pole_of_gamma,
    sympy.digamma: _pole_of_gamma,
    sympy.Ei: _at_zero,
    sympy.li: _negative,
    sympy.Ci: _negative,
    sympy.Chi: _negative,
}

UNARY: dict[type, tuple[Operation, Outside]] = {
    kind: (getattr(arb, name), _OUTSIDE.get(kind, _nowhere)) for kind, name in METHODS.items()
} | {
    sympy.acot: (lambda x: arb.pi() / 2 if x.is_zero() else (1 / x).atan(), _nowhere),
    sympy.asec: (lambda x: (1 / x).acos(), _up_to_one),
    sympy.acsc: (lambda x: (1 / x).asin(), _up_to_one),
    sympy.acoth: (lambda x: (1 / x).atanh(), lambda x: bool(abs(x) <= 1)),
    sympy.asech: (lambda x: (1 / x).acosh(), lambda x: bool(x <= 0 or x > 1)),
    sympy.acsch: (lambda x: (1 / x).asinh(), _at_zero),
    sympy.factorial: (lambda x: (x + 1).gamma(), lambda x: _pole_of_gamma(x + 1)),
    sympy.Li: (lambda x: x.li(offset=True), _negative),
    sympy.re: (lambda x: x, _nowhere),
    sympy.conjugate: (lambda x: x, _nowhere),
    sympy.im: (lambda x: arb(0), _nowhere),
}

BINARY: dict[type, Callable[[arb, arb], arb]] = {
    sympy.atan2: lambda y, x: arb.atan2(y, x),
    sympy.polylog: lambda s, z: z.polylog(s),
    sympy.polygamma: lambda n, x: acb(x).polygamma(acb(n)).real,
    sympy.lowergamma: lambda s, x: x.gamma_lower(s),
    sympy.uppergamma: lambda s, x: x.gamma_upper(s),
    sympy.expint: lambda n, x: x.expint(n),
    sympy.besselj: lambda n, x: x.bessel_j(n),
    sympy.bessely: lambda n, x: x.bessel_y(n),
    sympy.besseli: lambda n, x: x.bessel_i(n),
    sympy.besselk: lambda n, x: x.bessel_k(n),
    sympy.beta: lambda a, b: a.gamma() * b.gamma() * (a + b).rgamma(),
}


def _unary(compiler: Compiler, expr: Expr) -> Step:
    operation, outside = UNARY[type(expr)]
    place = compiler.at(expr.args[0])

    def step(values: list[arb], scope: Scope) -> arb:
        x = values[place]
        value = operation(x)
        if not value.is_finite() and outside(x):
            raise not_real(expr)
        return value

    return step


def _binary(compiler: Compiler, expr: Expr) -> Step:
    operation = BINARY[type(expr)]
    i, j = (compiler.at(argument) for argument in expr.args[:2])
    return lambda values, scope: operation(values[i], values[j])


rule(*UNARY)(_unary)
rule(*BINARY)(_binary)


@rule(sympy.log)
def _log(compiler: Compiler, expr: sympy.log) -> Step:
    """log(1 + u) => log1p(u), so that softplus(-10**9) needs no gigabits."""
    argument = expr.args[0]
    near_one = argument.is_Add and argument.as_coeff_Add()[0] is sympy.S.One
    place = compiler.at(argument - 1 if near_one else argument)
    operation = arb.log1p if near_one else arb.log
    end = -1 if near_one else 0

    def step(values: list[arb], scope: Scope) -> arb:
        x = values[place]
        value = operation(x)
        if not value.is_finite() and x <= end:
            raise not_real(expr)
        return value

    return step


@rule(sympy.LambertW)
def _lambert(compiler: Compiler, expr: sympy.LambertW) -> Step:
    branch = expr.args[1] if len(expr.args) > 1 else sympy.S.Zero
    if branch not in (0, -1):
        raise not_real(expr)
    place = compiler.at(expr.args[0])
    k = int(branch)

    def step(values: list[arb], scope: Scope) -> arb:
        x = values[place]
        value = x.lambertw(k)
        if not value.is_finite() and (x < -(arb(-1).exp()) or (k == -1 and x >= 0)):
            raise not_real(expr)
        return value

    return step


@rule(sympy.zeta)
def _zeta(compiler: Compiler, expr: sympy.zeta) -> Step:
    places = [compiler.at(argument) for argument in expr.args]
    return lambda values, scope: values[places[0]].zeta(*(values[i] for i in places[1:]))
