"""Machine functions: what a stable expression is written in beside SymPy's own functions.

Each stands for a combination that loses digits, or overflows, when it is computed as it is written. It states its
meaning in SymPy's functions, which proves the rules that make it (:mod:`symact.numeric.stable`); how to compute it is
the business of each backend.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Function, erf, exp, log, sqrt, tanh
from sympy import erfc as sympy_erfc

__all__ = [
    "Conjugate",
    "Erfc",
    "Expm1",
    "Gelu",
    "Log1mexp",
    "Log1p",
    "MACHINE",
    "Machine",
    "Mish",
    "NormalCdf",
    "Sech2",
    "Sigmoid",
    "Softplus",
    "Tanhshrink",
    "meaning",
]


class Machine(Function):
    """A function that backends compute well; it never evaluates by itself."""

    nargs = 1

    @staticmethod
    def definition(*arguments: Any) -> Expr:
        """Return the meaning in SymPy's functions."""
        raise NotImplementedError


class Sigmoid(Machine):
    """1/(1 + exp(-u)); its complement is Sigmoid(-u)."""

    @staticmethod
    def definition(u: Any) -> Expr:
        return 1 / (1 + exp(-u))


class Softplus(Machine):
    """log(1 + exp(u))."""

    @staticmethod
    def definition(u: Any) -> Expr:
        return log(1 + exp(u))


class Expm1(Machine):
    """exp(u) - 1."""

    @staticmethod
    def definition(u: Any) -> Expr:
        return exp(u) - 1


class Log1p(Machine):
    """log(1 + u)."""

    @staticmethod
    def definition(u: Any) -> Expr:
        return log(1 + u)


class Log1mexp(Machine):
    """log(1 - exp(-u))."""

    @staticmethod
    def definition(u: Any) -> Expr:
        return log(1 - exp(-u))


class Sech2(Machine):
    """1 - tanh(u)**2."""

    @staticmethod
    def definition(u: Any) -> Expr:
        return 1 - tanh(u) ** 2


class Tanhshrink(Machine):
    """u - tanh(u)."""

    @staticmethod
    def definition(u: Any) -> Expr:
        return u - tanh(u)


class Erfc(Machine):
    """1 - erf(u). SymPy's own erfc turns erfc(-z) into 2 - erfc(z), which cancels."""

    @staticmethod
    def definition(u: Any) -> Expr:
        return 1 - erf(u)


class NormalCdf(Machine):
    """(1 + erf(u/sqrt(2)))/2."""

    @staticmethod
    def definition(u: Any) -> Expr:
        return (1 + erf(u / sqrt(2))) / 2


class Gelu(Machine):
    """u*(1 + erf(u/sqrt(2)))/2."""

    @staticmethod
    def definition(u: Any) -> Expr:
        return u * (1 + erf(u / sqrt(2))) / 2


class Mish(Machine):
    """u*tanh(log(1 + exp(u)))."""

    @staticmethod
    def definition(u: Any) -> Expr:
        return u * tanh(log(1 + exp(u)))


class Conjugate(Machine):
    """a + b, given n = a**2 - b**2 in a form that does not cancel: where a and b differ in sign, n/(a - b)."""

    nargs = 3

    @staticmethod
    def definition(a: Any, b: Any, n: Any) -> Expr:
        return a + b


MACHINE: tuple[type[Machine], ...] = (
    *(Sigmoid, Softplus, Expm1, Log1p, Log1mexp, Sech2, Tanhshrink),
    *(Erfc, NormalCdf, Gelu, Mish, Conjugate),
)


def meaning(expr: Expr) -> Expr:
    """Return an expression with every machine function written out.

    Examples
    --------
    >>> meaning(Sech2(x))
    1 - tanh(x)**2
    """
    return expr.replace(lambda e: isinstance(e, (Machine, sympy_erfc)), _written)


def _written(function: Any) -> Expr:
    return function.definition(*function.args) if isinstance(function, Machine) else 1 - erf(function.args[0])
