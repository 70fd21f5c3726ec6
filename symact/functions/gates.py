"""Self-gated units: the argument times a sigmoid of it."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Rational, erf, exp, log, pi, sqrt, tanh

from symact.functions.activation import Activation
from symact.functions.parameters import Real
from symact.functions.primitives import normal_cdf, sigmoid, softplus
from symact.functions.rectifiers import relu6

__all__ = [
    "gelu",
    "gelu_tanh",
    "hard_swish",
    "logish",
    "mish",
    "pflu",
    "phish",
    "quick_gelu",
    "serf",
    "silu",
    "smish",
    "telu",
]


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

    family = "gates"
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

    family = "gates"
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

    family = "gates"
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

    family = "gates"
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

    family = "gates"
    aliases = ("hardswish", "hard_silu")
    display = r"\mathrm{hardswish}"
    reference = "Howard et al., Searching for MobileNetV3, ICCV 2019"
    onnx = "HardSwish"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * relu6(x + 3) / 6


class mish(Activation):
    r"""A smooth gate of softplus.

    .. math:: \mathrm{Mish}(x) = x \tanh(\log(1 + e^x))

    Examples
    --------
    >>> mish(-1000).evalf(20)
    -5.0759588975494567653e-432
    >>> sa.limits(mish)
    (0, oo)
    """

    family = "gates"
    display = r"\mathrm{Mish}"
    reference = "Misra, Mish: a self regularized non-monotonic activation function, BMVC 2020"
    onnx = "Mish"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * tanh(softplus(x))


class serf(Activation):
    r"""A smooth gate of softplus by the error function.

    .. math:: \mathrm{SERF}(x) = x\,\mathrm{erf}(\log(1 + e^x))

    Examples
    --------
    >>> serf(0), sa.limits(serf)
    (0, (0, oo))
    """

    family = "gates"
    display = r"\mathrm{SERF}"
    reference = "Nag and Bhattacharyya, SERF, arXiv:2108.09598, 2021"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * erf(softplus(x))


class telu(Activation):
    r"""The hyperbolic tangent exponential linear unit.

    .. math:: \mathrm{TeLU}(x) = x \tanh(e^x)

    Examples
    --------
    >>> telu(0), sa.limits(telu)
    (0, (0, oo))
    """

    family = "gates"
    display = r"\mathrm{TeLU}"
    reference = "Fernandez and Mali, TeLU activation function, arXiv:2412.20269, 2024"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * tanh(exp(x))


class logish(Activation):
    r"""The argument times the logarithm of 1 plus its sigmoid.

    .. math:: \mathrm{Logish}(x) = x \log(1 + \sigma(x))

    Examples
    --------
    >>> logish(0), sa.limits(logish)
    (0, (0, oo))
    """

    family = "gates"
    display = r"\mathrm{Logish}"
    reference = "Zhu, Wang, Wu and Zhang, Logish: a new nonlinear nonmonotonic activation function, Neurocomputing 2021"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * log(1 + sigmoid(x))


class smish(Activation):
    r"""The argument times the hyperbolic tangent of log(1 + sigmoid).

    .. math:: \mathrm{Smish}(x) = x \tanh(\log(1 + \sigma(x)))

    Examples
    --------
    >>> smish(0), sa.limits(smish)
    (0, (0, oo))
    """

    family = "gates"
    display = r"\mathrm{Smish}"
    reference = "Wang, Ren and Wang, Smish: a novel activation function, Electronics 2022"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * tanh(log(1 + sigmoid(x)))


class phish(Activation):
    r"""The argument times the hyperbolic tangent of GELU.

    .. math:: \mathrm{Phish}(x) = x \tanh(\mathrm{GELU}(x))

    Examples
    --------
    >>> phish(0), sa.limits(phish)
    (0, (0, oo))
    """

    family = "gates"
    display = r"\mathrm{Phish}"
    reference = "Naveen, Phish: a novel hyper-optimizable activation function, TechRxiv 2022"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * tanh(gelu(x))


class pflu(Activation):
    r"""The power function linear unit: an algebraic SiLU.

    .. math:: \mathrm{PFLU}(x) = \frac{x}{2}\left(1 + \frac{x}{\sqrt{1 + x^2}}\right)

    Examples
    --------
    >>> pflu(0), sa.limits(pflu)
    (0, (0, oo))
    """

    family = "gates"
    aliases = ("power_function_linear_unit",)
    display = r"\mathrm{PFLU}"
    reference = "Zhu, Meng, Wu, Choi and Zhang, PFLU and FPFLU, Neurocomputing 2021"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * (1 + x / sqrt(1 + x**2)) / 2
