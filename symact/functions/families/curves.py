"""Curves: units that are neither cut nor saturating."""

from __future__ import annotations

from typing import Any

from sympy import Expr, sqrt

from symact.functions.activation import Activation


class identity(Activation):
    r"""The identity, the activation of a linear unit.

    .. math:: f(x) = x

    Examples
    --------
    >>> identity(x).diff(x)
    1
    """

    aliases = ("linear", "none")
    display = r"\mathrm{id}"
    reference = "Widrow and Hoff, Adaptive switching circuits, 1960"
    onnx = "Identity"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x


class bent_identity(Activation):
    r"""The identity bent upwards at the origin.

    .. math:: f(x) = \frac{\sqrt{x^2 + 1} - 1}{2} + x

    Examples
    --------
    >>> bent_identity(0), bent_identity(x).diff(x).subs(x, 0)
    (0, 1)
    """

    aliases = ("bent",)
    display = r"\mathrm{bentidentity}"
    reference = "Sharma, Sharma and Athaiya, Activation functions in neural networks, 2017"

    @staticmethod
    def formula(x: Any) -> Expr:
        return (sqrt(x**2 + 1) - 1) / 2 + x
