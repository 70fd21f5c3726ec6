"""Gates composed of a sigmoid and another activation."""

from __future__ import annotations

from typing import Any

from sympy import Expr, erf, exp, log, tanh

from symact.functions.activation import Activation
from symact.functions.families.gates.distributions import gelu
from symact.functions.families.rectifiers.smooth import softplus
from symact.functions.families.sigmoids import log_sigmoid, sigmoid


def _log1p_sigmoid(x: Any) -> Expr:
    """log(1 + sigmoid(x)) as one function, where SymPy evaluates the logarithm of 1 + tiny to 0."""
    return softplus(log_sigmoid(x))


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

    display = r"\mathrm{Logish}"
    reference = "Zhu, Wang, Wu and Zhang, Logish: a new nonlinear nonmonotonic activation function, Neurocomputing 2021"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * log(1 + sigmoid(x))

    @staticmethod
    def slope(x: Any) -> Expr:
        return _log1p_sigmoid(x) + x * _log1p_sigmoid(x).diff(x)


class smish(Activation):
    r"""The argument times the hyperbolic tangent of log(1 + sigmoid).

    .. math:: \mathrm{Smish}(x) = x \tanh(\log(1 + \sigma(x)))

    Examples
    --------
    >>> smish(0), sa.limits(smish)
    (0, (0, oo))
    """

    display = r"\mathrm{Smish}"
    reference = "Wang, Ren and Wang, Smish: a novel activation function, Electronics 2022"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * tanh(log(1 + sigmoid(x)))

    @staticmethod
    def slope(x: Any) -> Expr:
        inner = _log1p_sigmoid(x)
        return tanh(inner) + x * inner.diff(x) * (1 - tanh(inner) ** 2)


class phish(Activation):
    r"""The argument times the hyperbolic tangent of GELU.

    .. math:: \mathrm{Phish}(x) = x \tanh(\mathrm{GELU}(x))

    Examples
    --------
    >>> phish(0), sa.limits(phish)
    (0, (0, oo))
    """

    display = r"\mathrm{Phish}"
    reference = "Naveen, Phish: a novel hyper-optimizable activation function, TechRxiv 2022"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x * tanh(gelu(x))
