"""Waves: units with a periodic part."""

from __future__ import annotations

from typing import Any

from sympy import Expr, sin

from symact.functions.activation import Activation
from symact.functions.parameters import Positive


class snake(Activation):
    r"""The identity with a periodic part.

    .. math:: \mathrm{snake}(x) = x + \frac{\sin^2(a x)}{a}

    Parameters
    ----------
    x : Expr
        Real.
    a : Expr, optional
        The frequency, positive; 1 unless stated.

    Examples
    --------
    >>> snake(0), snake(x).diff(x)
    (0, 2*sin(x)*cos(x) + 1)
    """

    reference = "Ziyin, Hartwig and Ueda, Neural networks fail to learn periodic functions, NeurIPS 2020"

    @staticmethod
    def formula(x: Any, a: Positive = 1) -> Expr:
        return x + sin(a * x) ** 2 / a
