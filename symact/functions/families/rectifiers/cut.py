"""Rectifiers that cut: they are constant on one side, and their powers."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Max, Min, Piecewise

from symact.functions.activation import Activation
from symact.functions.parameters import Real


class relu(Activation):
    r"""The rectified linear unit: the positive part.

    .. math:: \mathrm{ReLU}(x) = \max(0, x)

    At the kink 0 the Clarke subdifferential is [0, 1]; the derivative takes its least element, 0.

    Examples
    --------
    >>> relu(-3), relu(2), relu(x).diff(x)
    (0, 2, step(x, 0))
    >>> sa.derivative(relu(x) - relu(-x), x)
    1
    """

    aliases = ("rectifier", "positive_part", "ramp")
    display = r"\mathrm{ReLU}"
    reference = "Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010"
    onnx = "Relu"

    @staticmethod
    def formula(x: Any) -> Expr:
        return Max(0, x)


class relu6(Activation):
    r"""ReLU capped at 6.

    .. math:: \mathrm{ReLU6}(x) = \min(\max(0, x), 6)

    Examples
    --------
    >>> relu6(7), relu6(3), sa.saturation(relu6).levels
    (6, 3, (0, 6))
    """

    display = r"\mathrm{ReLU6}"
    reference = "Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010"

    @staticmethod
    def formula(x: Any) -> Expr:
        return Min(Max(0, x), 6)


class threshold(Activation):
    r"""The identity above a threshold, a constant elsewhere.

    .. math:: \mathrm{threshold}(x) = x \text{ if } x > t, \quad v \text{ if } x \le t

    Parameters
    ----------
    x : Expr
        Real.
    at : Expr
        The threshold *t*, real.
    value : Expr
        The constant *v*, real.

    Examples
    --------
    >>> threshold(1, 1, 20), threshold(2, 1, 20)
    (20, 2)
    """

    reference = "Collobert, Kavukcuoglu and Farabet, Torch7, NIPS workshop 2011"

    @staticmethod
    def formula(x: Any, at: Real, value: Real) -> Expr:
        return Piecewise((x, x > at), (value, True))


class thresholded_relu(Activation):
    r"""ReLU that starts with a jump.

    .. math:: \mathrm{ThresholdedReLU}(x) = x \text{ if } x > \alpha, \quad 0 \text{ if } x \le \alpha

    Parameters
    ----------
    x : Expr
        Real.
    alpha : Expr, optional
        Where it starts, real; 1 unless stated.

    Examples
    --------
    >>> thresholded_relu(1), sa.subdifferential(thresholded_relu, 1).jump
    (0, 1)
    """

    aliases = ("trec",)
    display = r"\mathrm{ThresholdedReLU}"
    reference = "Konda, Memisevic and Krueger, Zero-bias autoencoders and the benefits of co-adapting features, 2014"
    onnx = "ThresholdedRelu"

    @staticmethod
    def formula(x: Any, alpha: Real = 1) -> Expr:
        return Piecewise((x, x > alpha), (0, True))


class squared_relu(Activation):
    r"""The square of ReLU; its derivative is continuous.

    .. math:: \mathrm{ReLU}^2(x) = \max(0, x)^2

    Examples
    --------
    >>> squared_relu(3), squared_relu(x).diff(x).subs(x, 3)
    (9, 6)
    """

    aliases = ("relu2", "relu_squared", "sqrelu")
    display = r"\mathrm{SquaredReLU}"
    reference = "So, Manke, Liu, Dai, Shazeer and Le, Primer, NeurIPS 2021"

    @staticmethod
    def formula(x: Any) -> Expr:
        return Max(0, x) ** 2
