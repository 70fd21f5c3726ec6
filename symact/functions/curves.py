"""Curves: units that are neither cut nor saturating, and bumps and waves."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Piecewise, exp, sin, sqrt

from symact.functions.activation import Activation
from symact.functions.parameters import Positive

__all__ = [
    "bent_identity",
    "gaussian",
    "identity",
    "isrlu",
    "snake",
]


class identity(Activation):
    r"""The identity, the activation of a linear unit.

    .. math:: f(x) = x

    Examples
    --------
    >>> identity(x).diff(x)
    1
    """

    family = "curves"
    aliases = ("linear", "none")
    display = r"\mathrm{id}"
    reference = "Widrow and Hoff, Adaptive switching circuits, 1960"
    onnx = "Identity"

    @staticmethod
    def formula(x: Any) -> Expr:
        return x


class bent_identity(Activation):
    r"""The identity bent upwards at the origin.

    .. math:: f(x) = \frac{\sqrt{x^2 + 1} - 1}{2} + x

    Examples
    --------
    >>> bent_identity(0), bent_identity(x).diff(x).subs(x, 0)
    (0, 1)
    """

    family = "curves"
    aliases = ("bent",)
    display = r"\mathrm{bentidentity}"
    reference = "Sharma, Sharma and Athaiya, Activation functions in neural networks, 2017"

    @staticmethod
    def formula(x: Any) -> Expr:
        return (sqrt(x**2 + 1) - 1) / 2 + x


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

    family = "rectifiers"
    aliases = ("inverse_square_root_linear_unit",)
    display = r"\mathrm{ISRLU}"
    reference = "Carlile et al., Improving deep learning by inverse square root linear units, arXiv:1710.09967, 2017"

    @staticmethod
    def formula(x: Any, alpha: Positive = 1) -> Expr:
        return Piecewise((x, x >= 0), (x / sqrt(1 + alpha * x**2), True))


class gaussian(Activation):
    r"""The Gaussian bump.

    .. math:: f(x) = e^{-x^2}

    Examples
    --------
    >>> gaussian(0), sa.limits(gaussian), gaussian(x).diff(x)
    (1, (0, 0), -2*x*gaussian(x))
    """

    family = "bumps"
    aliases = ("rbf", "bump")
    display = r"\mathrm{gaussian}"
    reference = "Broomhead and Lowe, Multivariable functional interpolation and adaptive networks, 1988"

    @staticmethod
    def formula(x: Any) -> Expr:
        return exp(-(x**2))

    @staticmethod
    def slope(x: Any) -> Expr:
        return -2 * x * gaussian(x)


class snake(Activation):
    r"""The identity with a periodic part.

    .. math:: \mathrm{snake}(x) = x + \frac{\sin^2(a x)}{a}

    Parameters
    ----------
    x : Expr
        Real.
    a : Expr, optional
        The frequency, positive; 1 unless stated.

    Examples
    --------
    >>> snake(0), snake(x).diff(x)
    (0, 2*sin(x)*cos(x) + 1)
    """

    family = "waves"
    display = r"\mathrm{snake}"
    reference = "Ziyin, Hartwig and Ueda, Neural networks fail to learn periodic functions, NeurIPS 2020"

    @staticmethod
    def formula(x: Any, a: Positive = 1) -> Expr:
        return x + sin(a * x) ** 2 / a
