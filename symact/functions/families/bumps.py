"""Bumps: densities, and what looks like one."""

from __future__ import annotations

from typing import Any

from sympy import Expr, exp, pi, sqrt

from symact.functions.activation import Activation


class gaussian(Activation):
    r"""The Gaussian bump.

    .. math:: f(x) = e^{-x^2}

    Examples
    --------
    >>> gaussian(0), sa.limits(gaussian), gaussian(x).diff(x)
    (1, (0, 0), -2*x*gaussian(x))
    """

    aliases = ("rbf", "bump")
    reference = "Broomhead and Lowe, Multivariable functional interpolation and adaptive networks, 1988"

    @staticmethod
    def formula(x: Any) -> Expr:
        return exp(-(x**2))

    @staticmethod
    def slope(x: Any) -> Expr:
        return -2 * x * gaussian(x)


class normal_pdf(Activation):
    r"""The density of the standard normal law.

    .. math:: \varphi(x) = \frac{e^{-x^2/2}}{\sqrt{2\pi}}

    Examples
    --------
    >>> normal_pdf(x).diff(x)
    -x*normal_pdf(x)
    """

    aliases = ("gaussian_pdf",)
    display = r"\varphi"
    reference = "Gauss, Theoria motus corporum coelestium, 1809"

    @staticmethod
    def formula(x: Any) -> Expr:
        return exp(-(x**2) / 2) / sqrt(2 * pi)

    @staticmethod
    def slope(x: Any) -> Expr:
        return -x * normal_pdf(x)
