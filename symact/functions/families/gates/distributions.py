"""Gates that are distribution functions, exact, approximate or cut: they open from 0 to 1."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Rational, pi, sqrt

from symact.functions.activation import Activation
from symact.functions.families.rectifiers.cut import relu6
from symact.functions.families.sigmoids import normal_cdf, sigmoid
from symact.functions.parameters import Real


class silu(Activation):
    r"""The sigmoid linear unit, also known as swish.

    .. math:: \mathrm{SiLU}(x) = x\,\sigma(\beta x)

    Parameters
    ----------
    x : Expr
        Real.
    beta : Expr, optional
        Sharpness of the gate, real; 1 unless stated.

    Examples
    --------
    >>> sa.limits(silu), silu(x).diff(x)
    ((0, oo), x*sigmoid(-x)*sigmoid(x) + sigmoid(x))
    """

    aliases = ("swish", "sil", "sigmoid_linear_unit")
    display = r"\mathrm{SiLU}"
    reference = "Elfwing, Uchibe and Doya, Sigmoid-weighted linear units, Neural Networks 2018"
    onnx = "Swish"

    @staticmethod
    def formula(x: Any, beta: Real = 1) -> Expr:
        return x * sigmoid(beta * x)


class gelu(Activation):
    r"""The Gaussian error linear unit, exact.

    .. math:: \mathrm{GELU}(x) = x\,\Phi(x) = \frac{x}{2}\left(1 + \mathrm{erf}\frac{x}{\sqrt 2}\right)

    Examples
    --------
    >>> gelu(-40).evalf(20)
    -1.4623574163660118815e-348
    >>> gelu(x).diff(x)
    x*normal_pdf(x) + normal_cdf(x)
    """

    aliases = ("gaussian_error_linear_unit",)
    display = r"\mathrm{GELU}"
    reference = "Hendrycks and Gimpel, Gaussian error linear units, arXiv:1606.08415, 2016"
    onnx = "Gelu"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * normal_cdf(x)


class gelu_tanh(Activation):
    r"""The approximation of GELU by a hyperbolic tangent; a function of its own.

    .. math:: \mathrm{GELU}_{\tanh}(x) = \tfrac{x}{2}\left(1 + \tanh\left(\sqrt{2/\pi}\,(x + 0.044715 x^3)\right)\right)

    It is written with the sigmoid, (1 + tanh z)/2 = sigmoid(2z), which keeps its digits in the left tail.

    Examples
    --------
    >>> gelu_tanh(0), sa.limits(gelu_tanh)
    (0, (0, oo))
    """

    aliases = ("gelu_approximate", "gelu_new")
    display = r"\mathrm{GELU}_{\tanh}"
    reference = "Hendrycks and Gimpel, Gaussian error linear units, arXiv:1606.08415, 2016"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * sigmoid(2 * sqrt(2 / pi) * (x + Rational(44715, 1000000) * x**3))


class quick_gelu(Activation):
    r"""The approximation of GELU by a logistic gate.

    .. math:: \mathrm{QuickGELU}(x) = x\,\sigma(1.702 x)

    Examples
    --------
    >>> quick_gelu(0), sa.limits(quick_gelu)
    (0, (0, oo))
    """

    aliases = ("quickgelu", "gelu_quick", "gelu_sigmoid")
    display = r"\mathrm{QuickGELU}"
    reference = "Hendrycks and Gimpel, Gaussian error linear units, arXiv:1606.08415, 2016"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * sigmoid(Rational(1702, 1000) * x)


class hard_swish(Activation):
    r"""SiLU with the hard sigmoid as its gate.

    .. math:: \mathrm{hardswish}(x) = x\,\frac{\mathrm{ReLU6}(x + 3)}{6}

    Examples
    --------
    >>> hard_swish(Rational(-3, 2)), hard_swish(-3), hard_swish(4)
    (-3/8, 0, 4)
    >>> [sa.subdifferential(hard_swish, k) for k in (-3, 3)]
    [Interval(-1/2, 0), Interval(1, 3/2)]
    """

    aliases = ("hardswish", "hard_silu")
    display = r"\mathrm{hardswish}"
    reference = "Howard et al., Searching for MobileNetV3, ICCV 2019"
    onnx = "HardSwish"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * relu6(x + 3) / 6


class pflu(Activation):
    r"""The power function linear unit: an algebraic SiLU.

    .. math:: \mathrm{PFLU}(x) = \frac{x}{2}\left(1 + \frac{x}{\sqrt{1 + x^2}}\right)

    Examples
    --------
    >>> pflu(0), sa.limits(pflu)
    (0, (0, oo))
    """

    aliases = ("power_function_linear_unit",)
    display = r"\mathrm{PFLU}"
    reference = "Zhu, Meng, Wu, Choi and Zhang, PFLU and FPFLU, Neurocomputing 2021"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * (1 + x / sqrt(1 + x**2)) / 2
