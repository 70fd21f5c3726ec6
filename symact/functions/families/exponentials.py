"""Exponential units: the identity on the right, a decaying exponential on the left."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Max, Min, Piecewise, Rational, erfc, exp, log, pi, sqrt

from symact.functions.activation import Activation
from symact.functions.parameters import Positive, Real

_Q = erfc(1 / sqrt(2)) * exp(Rational(1, 2))
SELU_ALPHA = -sqrt(2 / pi) / (_Q - 1)
SELU_SCALE = (1 - _Q) * sqrt(2 * pi) / sqrt(2 * erfc(sqrt(2)) * exp(2) + pi * _Q**2 - 2 * (2 + pi) * _Q + pi + 2)


class elu(Activation):
    r"""The exponential linear unit.

    .. math:: \mathrm{ELU}(x) = x \text{ if } x > 0, \quad \alpha (e^x - 1) \text{ if } x \le 0

    Parameters
    ----------
    x : Expr
        Real.
    alpha : Expr, optional
        Less the limit at -oo, real; 1 unless stated, where the slope is continuous.

    Examples
    --------
    >>> elu(2), elu(-oo), sa.subdifferential(elu(x, 2), 0)
    (2, -1, Interval(1, 2))
    """

    aliases = ("exponential_linear_unit",)
    display = r"\mathrm{ELU}"
    reference = "Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by ELUs, ICLR 2016"
    onnx = "Elu"

    @staticmethod
    def formula(x: Any, alpha: Real = 1) -> Expr:
        return Piecewise((x, x > 0), (alpha * (exp(x) - 1), True))


class celu(Activation):
    r"""The continuously differentiable exponential linear unit.

    .. math:: \mathrm{CELU}(x) = \max(0, x) + \min\left(0, \alpha (e^{x/\alpha} - 1)\right)

    Parameters
    ----------
    x : Expr
        Real.
    alpha : Expr, optional
        Less the limit at -oo, positive; 1 unless stated.

    Examples
    --------
    >>> celu(-oo, 3), sa.subdifferential(celu(x, 3), 0)
    (-3, {1})
    """

    aliases = ("continuously_differentiable_elu",)
    display = r"\mathrm{CELU}"
    reference = "Barron, Continuously differentiable exponential linear units, arXiv:1704.07483, 2017"
    onnx = "Celu"

    @staticmethod
    def formula(x: Any, alpha: Positive = 1) -> Expr:
        return Max(0, x) + Min(0, alpha * (exp(x / alpha) - 1))


class selu(Activation):
    r"""The self-normalising exponential linear unit.

    .. math:: \mathrm{SELU}(x) = \lambda \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases}

    With the default constants, mean 0 and variance 1 of a normal input are kept.

    Parameters
    ----------
    x : Expr
        Real.
    alpha : Expr, optional
        The depth on the left before scaling, positive; the closed form of the paper unless stated.
    scale : Expr, optional
        The slope :math:`\lambda` on the right, positive; the closed form of the paper unless stated.

    Examples
    --------
    >>> selu(1).evalf(20), selu(-oo).evalf(20)
    (1.0507009873554804934, -1.7580993408473768599)
    """

    aliases = ("scaled_elu",)
    display = r"\mathrm{SELU}"
    reference = "Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, NIPS 2017"
    onnx = "Selu"

    @staticmethod
    def formula(x: Any, alpha: Positive = SELU_ALPHA, scale: Positive = SELU_SCALE) -> Expr:
        return scale * Piecewise((x, x > 0), (alpha * (exp(x) - 1), True))


class log1mexp(Activation):
    r"""The logarithm of 1 - exp(-x), for positive arguments.

    .. math:: \mathrm{log1mexp}(x) = \log(1 - e^{-x}), \quad x > 0

    Examples
    --------
    >>> log1mexp(-1), log1mexp(oo)
    (nan, 0)
    >>> log1mexp(50).evalf(15)
    -1.92874984796392e-22
    """

    reference = "Maechler, Accurately computing log(1 - exp(-|a|)), R package Rmpfr, 2012"

    @staticmethod
    def formula(x: Any) -> Expr:
        return log(1 - exp(-x))
