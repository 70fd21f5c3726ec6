"""Machine functions: what a stable expression is written in beside SymPy's own functions.

Each stands for a combination that loses digits, or overflows, when it is computed as it is written. It states its
meaning in SymPy's functions, which proves the rules that make it (:mod:`symact.numeric.stable`); how to compute it is
the business of each backend.
"""

from __future__ import annotations

from collections.abc import Callable
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


def _of_one(name: str, definition: Callable[[Any], Expr]) -> type[Machine]:
    return type(name, (Machine,), {"definition": staticmethod(definition), "__module__": __name__})


Sigmoid = _of_one("Sigmoid", lambda u: 1 / (1 + exp(-u)))
"""Its complement is Sigmoid(-u)."""
Softplus = _of_one("Softplus", lambda u: log(1 + exp(u)))
Expm1 = _of_one("Expm1", lambda u: exp(u) - 1)
Log1p = _of_one("Log1p", lambda u: log(1 + u))
Log1mexp = _of_one("Log1mexp", lambda u: log(1 - exp(-u)))
Sech2 = _of_one("Sech2", lambda u: 1 - tanh(u) ** 2)
Tanhshrink = _of_one("Tanhshrink", lambda u: u - tanh(u))
Erfc = _of_one("Erfc", lambda u: 1 - erf(u))
"""SymPy's own erfc turns erfc(-z) into 2 - erfc(z), which cancels."""
NormalCdf = _of_one("NormalCdf", lambda u: (1 + erf(u / sqrt(2))) / 2)
Gelu = _of_one("Gelu", lambda u: u * (1 + erf(u / sqrt(2))) / 2)
Mish = _of_one("Mish", lambda u: u * tanh(log(1 + exp(u))))


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
