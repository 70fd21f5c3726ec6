"""The exact values that numeric functions are measured against: balls of a formula, at as many bits as it takes."""

from __future__ import annotations

from typing import Any

from sympy import Expr

from symact.arithmetic.enclosure import bound_value
from symact.arithmetic.precision import Working
from symact.arithmetic.programs import Scope, program
from symact.errors import SymactError
from symact.exact.variable import T

__all__ = ["Reference"]

_BITS = (128, 512, 2500, 12000)
_ENOUGH = 90
_TINY_EXPONENT = -4500
"""What is below 2 to this power is 0 in every format."""


class Reference:
    """A formula in ``T``, prepared for ball arithmetic.

    Examples
    --------
    >>> from sympy import exp
    >>> from symact.exact.variable import T
    >>> Reference(exp(T) - 1).ball(1e-300).rel_accuracy_bits() > 80
    True
    """

    def __init__(self, formula: Expr) -> None:
        self._program = program(formula)

    def ball(self, x: Any) -> Any:
        """Return a narrow ball of the value at a float or ball; None where none was found or there is no value."""
        for bits in _BITS:
            with Working(bits):
                try:
                    value = self._program.run(Scope({T: bound_value(x)}, False))
                except (SymactError, ZeroDivisionError, ValueError):
                    return None
                if value.is_finite() and (value.rel_accuracy_bits() >= _ENOUGH or _negligible(value)):
                    return value
        return None


def _negligible(value: Any) -> bool:
    upper = value.abs_upper()
    return bool(upper.is_zero() or upper.man_exp()[1] + upper.bits() < _TINY_EXPONENT)
