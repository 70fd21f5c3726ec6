"""Shrinkage: small arguments are set to zero or damped, large ones pass."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Piecewise, Rational, tanh

from symact.functions.activation import Activation
from symact.functions.parameters import Positive


class softshrink(Activation):
    r"""Shrinks towards zero by a constant.

    .. math:: \mathrm{softshrink}(x) = \mathrm{sign}(x) \max(|x| - \lambda, 0)

    Parameters
    ----------
    x : Expr
        Real.
    lambd : Expr, optional
        The half width :math:`\lambda` of the dead zone, positive; 1/2 unless stated.

    Examples
    --------
    >>> softshrink(2), softshrink(Rational(1, 3)), softshrink(-1)
    (3/2, 0, -1/2)
    """

    aliases = ("soft_shrink", "soft_threshold")
    reference = "Donoho, De-noising by soft-thresholding, IEEE Trans. Information Theory 1995"
    onnx = "Shrink"

    @staticmethod
    def formula(x: Any, lambd: Positive = Rational(1, 2)) -> Expr:
        return Piecewise((x - lambd, x > lambd), (x + lambd, x < -lambd), (0, True))


class hardshrink(Activation):
    r"""Sets small arguments to zero and passes the others unchanged.

    .. math:: \mathrm{hardshrink}(x) = x \text{ if } |x| > \lambda, \quad 0 \text{ otherwise}

    Parameters
    ----------
    x : Expr
        Real.
    lambd : Expr, optional
        The half width :math:`\lambda` of the dead zone, positive; 1/2 unless stated.

    Examples
    --------
    >>> hardshrink(2), hardshrink(Rational(1, 2)), sa.subdifferential(hardshrink, Rational(1, 2)).jump
    (2, 0, 1/2)
    """

    aliases = ("hard_shrink", "hard_threshold")
    reference = "Donoho and Johnstone, Ideal spatial adaptation by wavelet shrinkage, Biometrika 1994"
    onnx = "Shrink"

    @staticmethod
    def formula(x: Any, lambd: Positive = Rational(1, 2)) -> Expr:
        return Piecewise((x, x > lambd), (x, x < -lambd), (0, True))


class tanhshrink(Activation):
    r"""The argument less its hyperbolic tangent.

    .. math:: \mathrm{tanhshrink}(x) = x - \tanh(x)

    Examples
    --------
    >>> tanhshrink(Rational(1, 10**8)).evalf(20)
    3.3333333333333332000e-25
    >>> tanhshrink(x).diff(x)
    tanh(x)**2
    """

    aliases = ("tanh_shrink",)
    reference = "Collobert, Kavukcuoglu and Farabet, Torch7, NIPS workshop 2011"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x - tanh(x)

    @staticmethod
    def slope(x: Any) -> Expr:
        return tanh(x) ** 2
