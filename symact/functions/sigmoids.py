"""Sigmoids: bounded, increasing functions, smooth or cut."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Max, Min, Piecewise, Rational, exp, log, sqrt, tanh

from symact.functions.activation import Activation
from symact.functions.parameters import Positive, Real
from symact.functions.primitives import sigmoid

__all__ = [
    "hard_sigmoid",
    "isru",
    "lecun_tanh",
    "log_sigmoid",
    "softsign",
    "sparse_sigmoid",
]


class log_sigmoid(Activation):
    r"""The logarithm of the logistic sigmoid.

    .. math:: \log\sigma(x) = -\log(1 + e^{-x})

    Examples
    --------
    >>> log_sigmoid(0), log_sigmoid(x).diff(x), sa.limits(log_sigmoid)
    (-log(2), sigmoid(-x), (-oo, 0))
    """

    family = "sigmoids"
    aliases = ("logsigmoid",)
    display = r"\mathrm{LogSigmoid}"
    reference = "Goodfellow, Bengio and Courville, Deep Learning, MIT Press 2016, section 3.10"

    @staticmethod
    def formula(x: Any) -> Expr:
        return -log(1 + exp(-x))

    @staticmethod
    def slope(x: Any) -> Expr:
        return sigmoid(-x)


class hard_sigmoid(Activation):
    r"""A line clipped to [0, 1], with knees at -3 and 3 unless stated.

    .. math:: \mathrm{hardsigmoid}(x) = \min(\max(\alpha x + \beta, 0), 1)

    Parameters
    ----------
    x : Expr
        Real.
    alpha : Expr, optional
        The slope, positive; 1/6 unless stated (1/5 in ONNX).
    beta : Expr, optional
        The value at 0, real; 1/2 unless stated.

    Examples
    --------
    >>> hard_sigmoid(-3), hard_sigmoid(0), hard_sigmoid(1, alpha=0.2)
    (0, 1/2, 7/10)
    """

    family = "sigmoids"
    aliases = ("hardsigmoid",)
    display = r"\mathrm{hardsigmoid}"
    reference = "Courbariaux, Bengio and David, BinaryConnect, NIPS 2015"
    onnx = "HardSigmoid"

    @staticmethod
    def formula(x: Any, alpha: Positive = Rational(1, 6), beta: Real = Rational(1, 2)) -> Expr:
        return Max(0, Min(1, alpha * x + beta))


class sparse_sigmoid(Activation):
    r"""A line clipped to [0, 1] with knees at -1 and 1; the derivative of ``sparse_plus``.

    .. math:: \mathrm{sparsesigmoid}(x) = \min\left(\max\left(\tfrac{x + 1}{2}, 0\right), 1\right)

    Examples
    --------
    >>> sparse_sigmoid(-1), sparse_sigmoid(0), sparse_sigmoid(1)
    (0, 1/2, 1)
    """

    family = "sigmoids"
    aliases = ("sparsesigmoid",)
    display = r"\mathrm{sparsesigmoid}"
    reference = "Martins and Astudillo, From softmax to sparsemax, ICML 2016 (two classes)"

    @staticmethod
    def formula(x: Any) -> Expr:
        return Max(0, Min(1, (x + 1) / 2))


class lecun_tanh(Activation):
    r"""The scaled hyperbolic tangent that is 1 at 1, up to the rounding of its published constant.

    .. math:: f(x) = A \tanh(s x)

    Parameters
    ----------
    x : Expr
        Real.
    amplitude : Expr, optional
        The limit *A* at oo, positive; 1.7159 unless stated.
    rate : Expr, optional
        The factor *s* of the argument, positive; 2/3 unless stated.

    Examples
    --------
    >>> sa.limits(lecun_tanh)
    (-17159/10000, 17159/10000)
    """

    family = "sigmoids"
    aliases = ("scaled_tanh",)
    display = r"\mathrm{lecuntanh}"
    reference = "LeCun, Bottou, Orr and Mueller, Efficient BackProp, 1998"

    @staticmethod
    def formula(x: Any, amplitude: Positive = Rational(17159, 10000), rate: Positive = Rational(2, 3)) -> Expr:
        return amplitude * tanh(rate * x)


class softsign(Activation):
    r"""An algebraic sigmoid whose tails decay like 1/x.

    .. math:: \mathrm{softsign}(x) = \frac{x}{1 + |x|}

    Examples
    --------
    >>> softsign(oo), softsign(-3), softsign(x).diff(x).subs(x, -3)
    (1, -3/4, 1/16)
    """

    family = "sigmoids"
    aliases = ("soft_sign",)
    display = r"\mathrm{softsign}"
    reference = "Bergstra, Desjardins, Lamblin and Bengio, Quadratic polynomials learn better image features, 2009"
    onnx = "Softsign"

    @staticmethod
    def formula(x: Any) -> Expr:
        return Piecewise((x / (1 + x), x >= 0), (x / (1 - x), True))


class isru(Activation):
    r"""The inverse square root unit.

    .. math:: \mathrm{ISRU}(x) = \frac{x}{\sqrt{1 + \alpha x^2}}

    Parameters
    ----------
    x : Expr
        Real.
    alpha : Expr, optional
        Positive; the limits are plus and minus its inverse root; 1 unless stated.

    Examples
    --------
    >>> isru(oo, 4), isru(x).diff(x)
    (1/2, (x**2 + 1)**(-3/2))
    """

    family = "sigmoids"
    aliases = ("inverse_square_root_unit",)
    display = r"\mathrm{ISRU}"
    reference = "Carlile et al., Improving deep learning by inverse square root linear units, arXiv:1710.09967, 2017"

    @staticmethod
    def formula(x: Any, alpha: Positive = 1) -> Expr:
        return x / sqrt(1 + alpha * x**2)

    @staticmethod
    def slope(x: Any, alpha: Positive = 1) -> Expr:
        return (1 + alpha * x**2) ** Rational(-3, 2)
