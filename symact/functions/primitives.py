"""The well-conditioned functions that most formulas of the handbook are short compositions of."""

from __future__ import annotations

from typing import Any

from sympy import Expr, erf, exp, log, pi, sqrt

from symact.functions.activation import Activation
from symact.functions.parameters import Positive

__all__ = ["normal_cdf", "normal_pdf", "sigmoid", "softplus"]


class sigmoid(Activation):
    r"""The logistic sigmoid.

    .. math:: \sigma(x) = \frac{1}{1 + e^{-x}}

    Its derivative is :math:`\sigma(x)\,\sigma(-x)`, and :math:`\sigma(-x) = 1 - \sigma(x)`.

    Examples
    --------
    >>> sigmoid(0), sigmoid(x).diff(x)
    (1/2, sigmoid(-x)*sigmoid(x))
    """

    family = "sigmoids"
    aliases = ("logistic", "expit", "logistic_sigmoid")
    display = r"\sigma"
    reference = "Verhulst, Notice sur la loi que la population suit dans son accroissement, 1838"
    onnx = "Sigmoid"

    @staticmethod
    def formula(x: Any) -> Expr:
        return 1 / (1 + exp(-x))

    @staticmethod
    def slope(x: Any) -> Expr:
        return sigmoid(x) * sigmoid(-x)


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

    family = "rectifiers"
    aliases = ("smooth_relu", "soft_plus")
    display = r"\mathrm{softplus}"
    reference = "Dugas, Bengio, Belisle, Nadeau and Garcia, NIPS 2000"
    onnx = "Softplus"

    @staticmethod
    def formula(x: Any, beta: Positive = 1) -> Expr:
        return log(1 + exp(beta * x)) / beta

    @staticmethod
    def slope(x: Any, beta: Any = 1) -> Expr:
        return sigmoid(beta * x)


class normal_cdf(Activation):
    r"""The distribution function of the standard normal law.

    .. math:: \Phi(x) = \frac{1}{2}\left(1 + \mathrm{erf}\frac{x}{\sqrt{2}}\right)

    Examples
    --------
    >>> normal_cdf(0), normal_cdf(x).diff(x)
    (1/2, normal_pdf(x))
    """

    family = "sigmoids"
    aliases = ("probit", "ndtr", "gaussian_cdf")
    display = r"\Phi"
    reference = "Gauss, Theoria motus corporum coelestium, 1809"

    @staticmethod
    def formula(x: Any) -> Expr:
        return (1 + erf(x / sqrt(2))) / 2

    @staticmethod
    def slope(x: Any) -> Expr:
        return normal_pdf(x)

    def _ball_(self, evaluate: Any) -> Any:
        """Enclose by erfc, which keeps its digits in the left tail."""
        return evaluate(-self.args[0] / sqrt(2)).erfc() / 2

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_real else None


class normal_pdf(Activation):
    r"""The density of the standard normal law.

    .. math:: \varphi(x) = \frac{e^{-x^2/2}}{\sqrt{2\pi}}

    Examples
    --------
    >>> normal_pdf(x).diff(x)
    -x*normal_pdf(x)
    """

    family = "bumps"
    aliases = ("gaussian_pdf",)
    display = r"\varphi"
    reference = "Gauss, Theoria motus corporum coelestium, 1809"

    @staticmethod
    def formula(x: Any) -> Expr:
        return exp(-(x**2) / 2) / sqrt(2 * pi)

    @staticmethod
    def slope(x: Any) -> Expr:
        return -x * normal_pdf(x)
