"""Rectifiers that leak: they pass one side and damp the other."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Piecewise, Rational, sqrt

from symact.functions.activation import Activation
from symact.functions.parameters import Positive, Real


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

    aliases = ("randomized_relu", "randomized_leaky_relu")
    display = r"\mathrm{RReLU}"
    reference = "Xu, Wang, Chen and Li, Empirical evaluation of rectified activations, arXiv:1505.00853, 2015"

    @staticmethod
    def formula(x: Any, lower: Real = Rational(1, 8), upper: Real = Rational(1, 3)) -> Expr:
        return Piecewise((x, x >= 0), ((lower + upper) / 2 * x, True))


class isrlu(Activation):
    r"""The inverse square root linear unit.

    .. math:: \mathrm{ISRLU}(x) = x \text{ if } x \ge 0, \quad \frac{x}{\sqrt{1 + \alpha x^2}} \text{ if } x < 0

    Parameters
    ----------
    x : Expr
        Real.
    alpha : Expr, optional
        Positive; the limit on the left is less its inverse root; 1 unless stated.

    Examples
    --------
    >>> isrlu(-oo, 4), isrlu(5)
    (-1/2, 5)
    """

    aliases = ("inverse_square_root_linear_unit",)
    display = r"\mathrm{ISRLU}"
    reference = "Carlile et al., Improving deep learning by inverse square root linear units, arXiv:1710.09967, 2017"

    @staticmethod
    def formula(x: Any, alpha: Positive = 1) -> Expr:
        return Piecewise((x, x >= 0), (x / sqrt(1 + alpha * x**2), True))
