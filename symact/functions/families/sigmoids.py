"""Sigmoids: bounded, increasing functions, smooth or cut."""

from __future__ import annotations

from typing import Annotated, Any

from sympy import Expr, Max, Min, Piecewise, Rational, erf, exp, log, sqrt, tanh

from symact.functions.activation import Activation
from symact.functions.families.bumps import normal_pdf
from symact.functions.parameters import Above, Positive, Real


class sigmoid(Activation):
    r"""The logistic sigmoid.

    .. math:: \sigma(x) = \frac{1}{1 + e^{-x}}

    Its derivative is :math:`\sigma(x)\,\sigma(-x)`, and :math:`\sigma(-x) = 1 - \sigma(x)`.

    Examples
    --------
    >>> sigmoid(0), sigmoid(x).diff(x)
    (1/2, sigmoid(-x)*sigmoid(x))
    """

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


class log_sigmoid(Activation):
    r"""The logarithm of the logistic sigmoid.

    .. math:: \log\sigma(x) = -\log(1 + e^{-x})

    Examples
    --------
    >>> log_sigmoid(0), log_sigmoid(x).diff(x), sa.limits(log_sigmoid)
    (-log(2), sigmoid(-x), (-oo, 0))
    """

    aliases = ("logsigmoid",)
    display = r"\mathrm{LogSigmoid}"
    reference = "Goodfellow, Bengio and Courville, Deep Learning, MIT Press 2016, section 3.10"

    @staticmethod
    def formula(x: Any) -> Expr:
        return -log(1 + exp(-x))

    @staticmethod
    def slope(x: Any) -> Expr:
        return sigmoid(-x)


class normal_cdf(Activation):
    r"""The distribution function of the standard normal law.

    .. math:: \Phi(x) = \frac{1}{2}\left(1 + \mathrm{erf}\frac{x}{\sqrt{2}}\right)

    Examples
    --------
    >>> normal_cdf(0), normal_cdf(x).diff(x)
    (1/2, normal_pdf(x))
    """

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

    aliases = ("sparsesigmoid",)
    display = r"\mathrm{sparsesigmoid}"
    reference = "Martins and Astudillo, From softmax to sparsemax, ICML 2016 (two classes)"

    @staticmethod
    def formula(x: Any) -> Expr:
        return Max(0, Min(1, (x + 1) / 2))


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

    aliases = ("hard_tanh", "clip")
    reference = "Collobert, Large scale machine learning, PhD thesis, Universite Paris VI, 2004"

    @staticmethod
    def formula(x: Any, low: Real = -1, high: Annotated[Any, "real", Above("low")] = 1) -> Expr:
        return Piecewise((low, x < low), (high, x > high), (x, True))


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

    aliases = ("soft_sign",)
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

    aliases = ("inverse_square_root_unit",)
    display = r"\mathrm{ISRU}"
    reference = "Carlile et al., Improving deep learning by inverse square root linear units, arXiv:1710.09967, 2017"

    @staticmethod
    def formula(x: Any, alpha: Positive = 1) -> Expr:
        return x / sqrt(1 + alpha * x**2)

    @staticmethod
    def slope(x: Any, alpha: Positive = 1) -> Expr:
        return (1 + alpha * x**2) ** Rational(-3, 2)
