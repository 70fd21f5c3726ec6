"""Rectifiers without a kink."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Piecewise, exp, log, sqrt

from symact.functions.activation import Activation
from symact.functions.families.sigmoids import sigmoid
from symact.functions.parameters import Positive


class softplus(Activation):
    r"""The smooth ReLU; exact, without a threshold above which it would be cut to ``x``.

    .. math:: \mathrm{softplus}(x) = \frac{\log(1 + e^{\beta x})}{\beta}

    Parameters
    ----------
    x : Expr
        Real.
    beta : Expr, optional
        Sharpness, positive; 1 unless stated.

    Examples
    --------
    >>> softplus(0), softplus(x).diff(x)
    (log(2), sigmoid(x))
    >>> softplus(-50).evalf(20)
    1.9287498479639177830e-22
    """

    aliases = ("smooth_relu", "soft_plus")
    reference = "Dugas, Bengio, Belisle, Nadeau and Garcia, NIPS 2000"
    onnx = "Softplus"

    @staticmethod
    def formula(x: Any, beta: Positive = 1) -> Expr:
        return log(1 + exp(beta * x)) / beta

    @staticmethod
    def slope(x: Any, beta: Any = 1) -> Expr:
        return sigmoid(beta * x)


class squareplus(Activation):
    r"""An algebraic softplus.

    .. math:: \mathrm{squareplus}(x) = \frac{x + \sqrt{x^2 + b}}{2}

    Parameters
    ----------
    x : Expr
        Real.
    b : Expr, optional
        Width of the bend, positive; 4 unless stated, where the value at 0 is 1.

    Examples
    --------
    >>> squareplus(0), sa.limits(squareplus)
    (1, (0, oo))
    """

    aliases = ("square_plus",)
    reference = "Barron, Squareplus: a softplus-like algebraic rectifier, arXiv:2112.11687, 2021"

    @staticmethod
    def formula(x: Any, b: Positive = 4) -> Expr:
        return (x + sqrt(x**2 + b)) / 2


class sparse_plus(Activation):
    r"""A rectifier that is exactly 0 and exactly the identity outside [-1, 1].

    .. math:: \mathrm{sparseplus}(x) = 0,\ \tfrac{1}{4}(x + 1)^2,\ x \quad \text{below, on, above } (-1, 1)

    Examples
    --------
    >>> sparse_plus(-1), sparse_plus(0), sparse_plus(5)
    (0, 1/4, 5)
    """

    aliases = ("sparseplus",)
    display = r"\mathrm{sparseplus}"
    reference = "Martins and Astudillo, From softmax to sparsemax, ICML 2016 (the unary form)"

    @staticmethod
    def formula(x: Any) -> Expr:
        return Piecewise((0, x <= -1), (x, x >= 1), ((x + 1) ** 2 / 4, True))
