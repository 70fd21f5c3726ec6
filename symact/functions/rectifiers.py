"""Rectifiers: piecewise linear functions that pass one side and cut or damp the other, and their powers."""

from __future__ import annotations

from typing import Annotated, Any

from sympy import Expr, Max, Min, Piecewise, Rational, sqrt

from symact.functions.activation import Activation
from symact.functions.parameters import Above, Positive, Real

__all__ = [
    "hardtanh",
    "leaky_relu",
    "prelu",
    "relu",
    "relu6",
    "rrelu",
    "sparse_plus",
    "squared_relu",
    "squareplus",
    "threshold",
    "thresholded_relu",
]


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

    family = "rectifiers"
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

    family = "rectifiers"
    display = r"\mathrm{ReLU6}"
    reference = "Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010"

    @staticmethod
    def formula(x: Any) -> Expr:
        return Min(Max(0, x), 6)


class leaky_relu(Activation):
    r"""ReLU with a small slope on the left.

    .. math:: \mathrm{LeakyReLU}(x) = x \text{ if } x \ge 0, \quad a x \text{ if } x < 0

    Parameters
    ----------
    x : Expr
        Real.
    slope : Expr, optional
        The slope *a* on the left, real; 1/100 unless stated.

    Examples
    --------
    >>> leaky_relu(x) == leaky_relu(x, 0.01)
    True
    >>> leaky_relu(-5, slope=0.2)
    -1
    """

    family = "rectifiers"
    aliases = ("lrelu",)
    display = r"\mathrm{LeakyReLU}"
    reference = "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, ICML 2013"
    onnx = "LeakyRelu"

    @staticmethod
    def formula(x: Any, slope: Real = Rational(1, 100)) -> Expr:
        return Piecewise((x, x >= 0), (slope * x, True))


class prelu(Activation):
    r"""Parametric ReLU: leaky ReLU with a learned slope.

    .. math:: \mathrm{PReLU}(x) = x \text{ if } x \ge 0, \quad a x \text{ if } x < 0

    Parameters
    ----------
    x : Expr
        Real.
    slope : Expr, optional
        The slope *a* on the left, real; 1/4, the value that learning starts from, unless stated.

    Examples
    --------
    >>> prelu(-8)
    -2
    """

    family = "rectifiers"
    aliases = ("parametric_relu",)
    display = r"\mathrm{PReLU}"
    reference = "He, Zhang, Ren and Sun, Delving deep into rectifiers, ICCV 2015"
    onnx = "PRelu"

    @staticmethod
    def formula(x: Any, slope: Real = Rational(1, 4)) -> Expr:
        return Piecewise((x, x >= 0), (slope * x, True))


class rrelu(Activation):
    r"""Randomised leaky ReLU, as it is evaluated: the slope is the mean of its range.

    .. math:: \mathrm{RReLU}(x) = x \text{ if } x \ge 0, \quad \tfrac{l + u}{2} x \text{ if } x < 0

    In training the slope is drawn uniformly from [*l*, *u*].

    Parameters
    ----------
    x : Expr
        Real.
    lower, upper : Expr, optional
        The range of the slope; 1/8 and 1/3 unless stated.

    Examples
    --------
    >>> rrelu(-48)
    -11
    """

    family = "rectifiers"
    aliases = ("randomized_relu", "randomized_leaky_relu")
    display = r"\mathrm{RReLU}"
    reference = "Xu, Wang, Chen and Li, Empirical evaluation of rectified activations, arXiv:1505.00853, 2015"

    @staticmethod
    def formula(x: Any, lower: Real = Rational(1, 8), upper: Real = Rational(1, 3)) -> Expr:
        return Piecewise((x, x >= 0), ((lower + upper) / 2 * x, True))


class hardtanh(Activation):
    r"""The identity clipped to an interval.

    .. math:: \mathrm{hardtanh}(x) = \min(\max(x, a), b)

    Parameters
    ----------
    x : Expr
        Real.
    low, high : Expr, optional
        The ends *a* and *b* of the interval, low below high; -1 and 1 unless stated.

    Examples
    --------
    >>> hardtanh(-7), hardtanh(x).diff(x).subs(x, 1)
    (-1, 0)
    """

    family = "sigmoids"
    aliases = ("hard_tanh", "clip")
    display = r"\mathrm{hardtanh}"
    reference = "Collobert, Large scale machine learning, PhD thesis, Universite Paris VI, 2004"

    @staticmethod
    def formula(x: Any, low: Real = -1, high: Annotated[Any, "real", Above("low")] = 1) -> Expr:
        return Piecewise((low, x < low), (high, x > high), (x, True))


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

    family = "rectifiers"
    display = r"\mathrm{threshold}"
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

    family = "rectifiers"
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

    family = "rectifiers"
    aliases = ("relu2", "relu_squared", "sqrelu")
    display = r"\mathrm{SquaredReLU}"
    reference = "So, Manke, Liu, Dai, Shazeer and Le, Primer, NeurIPS 2021"

    @staticmethod
    def formula(x: Any) -> Expr:
        return Max(0, x) ** 2


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

    family = "rectifiers"
    aliases = ("square_plus",)
    display = r"\mathrm{squareplus}"
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

    family = "rectifiers"
    aliases = ("sparseplus",)
    display = r"\mathrm{sparseplus}"
    reference = "Martins and Astudillo, From softmax to sparsemax, ICML 2016 (the unary form)"

    @staticmethod
    def formula(x: Any) -> Expr:
        return Piecewise((0, x <= -1), (x, x >= 1), ((x + 1) ** 2 / 4, True))
