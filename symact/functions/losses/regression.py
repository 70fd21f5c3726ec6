"""Losses between numbers: how far a prediction is from its target."""

from __future__ import annotations

from typing import Any

from sympy import Abs, Expr, sympify

from symact.exact.piecewise import cases
from symact.functions.families.sigmoids import hardtanh
from symact.functions.loss import Entrywise
from symact.functions.parameters import Positive
from symact.functions.vector_activation import slots

__all__ = ["huber", "squared_error"]


class squared_error(Entrywise):
    r"""Half the squared distance, so that the gradient is the difference.

    .. math:: L(p, y) = \frac{1}{2} \sum_i (p_i - y_i)^2, \qquad \nabla_p L = p - y

    ``reduction="mean"`` divides by the number of entries and keeps the half: libraries that call it the mean squared
    error leave the half out.

    Parameters
    ----------
    prediction, target : Expr, or Matrix, list or tuple of Expr
        Real.
    reduction : {"sum", "mean"}, optional

    Examples
    --------
    >>> p, y = symbols("p y")
    >>> squared_error(p, y), squared_error.gradient(p, y), squared_error([1, 2], [0, 0])
    ((p - y)**2/2, p - y, 5/2)
    """

    aliases = ("mse", "mean_squared_error", "l2")
    reference = "Gauss, Theoria combinationis observationum, 1821"

    @staticmethod
    def formula(p: Any, y: Any) -> Expr:
        return (p - y) ** 2 / 2

    @staticmethod
    def slope(p: Any, y: Any) -> Expr:
        return p - y


class huber(Entrywise):
    r"""Quadratic near the target, linear farther from it than delta.

    .. math:: L(p, y) = \begin{cases} r^2/2 & \text{if}\ |r| \le \delta \\
        \delta\,(|r| - \delta/2) & \text{if}\ |r| > \delta \end{cases}, \qquad r = p - y

    The derivative is the difference clipped to [-delta, delta]; the loss is smooth once.

    Parameters
    ----------
    prediction, target : Expr, or Matrix, list or tuple of Expr
        Real.
    delta : Expr, optional
        Where the line begins, positive; 1 unless stated.
    reduction : {"sum", "mean"}, optional

    Examples
    --------
    >>> p, y = symbols("p y")
    >>> huber(3, 0), huber(Rational(1, 2), 0), huber(3, 0, delta=2), huber.gradient(p, y)
    (5/2, 1/8, 4, hardtanh(p - y))
    """

    aliases = ("smooth_l1", "huber_loss")
    reference = "Huber, Robust estimation of a location parameter, Annals of Mathematical Statistics 1964"

    @staticmethod
    def formula(p: Any, y: Any, delta: Positive = 1) -> Expr:
        (r,) = slots(1)
        inner, outer = r**2 / 2, delta * (Abs(r) - delta / 2)
        return cases(r, (inner, Abs(r) <= delta), (outer, True)).xreplace({r: p - y})

    @staticmethod
    def slope(p: Any, y: Any, delta: Any = 1) -> Expr:
        is_number = sympify(delta, strict=True).is_number
        return hardtanh(p - y, -delta, delta) if is_number else delta * hardtanh((p - y) / delta)
