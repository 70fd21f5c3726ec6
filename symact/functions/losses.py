"""Losses: what training makes small, as expressions in predictions and targets, with their gradients.

A loss is called with a prediction and a target, scalars or vectors of the same length, and returns a SymPy
expression. Its ``gradient`` is by the prediction, in the form of the textbooks. Losses on vectors are sums over the
entries; ``reduction="mean"`` divides by their number. Activations are not hidden in a loss, with two exceptions that
say so: cross-entropy takes the logits that softmax would get, binary cross-entropy the logit that the sigmoid would
get, because then the gradients are p - y.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, Expr, S, sympify

from symact.exact.piecewise import cases
from symact.exact.real_function import step
from symact.functions.families.rectifiers.cut import relu
from symact.functions.families.rectifiers.smooth import softplus
from symact.functions.families.sigmoids import hardtanh, sigmoid
from symact.functions.families.vector.normalizers import log_softmax, softmax
from symact.functions.logsumexp import logsumexp
from symact.functions.loss import Entrywise, Loss, is_scalar
from symact.functions.parameters import Positive
from symact.functions.vector_activation import like, slots

__all__ = ["LOSSES", "binary_cross_entropy", "cross_entropy", "hinge", "huber", "squared_error"]


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


class binary_cross_entropy(Entrywise):
    r"""The negative log-likelihood of a target in [0, 1] under the sigmoid of a logit.

    .. math:: L(z, y) = \mathrm{softplus}(z) - y z = -y \log\sigma(z) - (1 - y) \log\sigma(-z)

    The derivative is :math:`\sigma(z) - y`.

    Parameters
    ----------
    prediction : Expr, or Matrix, list or tuple of Expr
        The logit *z*, before the sigmoid.
    target : Expr, or Matrix, list or tuple of Expr
        The probability *y*, from 0 to 1.
    reduction : {"sum", "mean"}, optional

    Examples
    --------
    >>> z, y = symbols("z y")
    >>> binary_cross_entropy(z, y), binary_cross_entropy(z, y).diff(z)
    (-y*z + softplus(z), -y + sigmoid(z))
    >>> binary_cross_entropy(-50, 0).evalf(20)
    1.9287498479639177830e-22
    """

    aliases = ("bce", "bce_with_logits", "log_loss", "logistic_loss")
    reference = "Cox, The regression analysis of binary sequences, 1958"

    @staticmethod
    def formula(z: Any, y: Any) -> Expr:
        return softplus(z) - y * z

    @staticmethod
    def slope(z: Any, y: Any) -> Expr:
        return sigmoid(z) - y

    @classmethod
    def check_target(cls, y: Expr) -> None:
        """From 0 to 1."""
        if y.is_negative or (1 - y).is_negative:
            raise ValueError(f"a target of {cls.__name__} must be from 0 to 1, not {y}")


class hinge(Entrywise):
    r"""The margin by which a score falls short of 1 on the side of its class.

    .. math:: L(z, y) = \max(0, 1 - y z), \qquad y = \pm 1

    At the kink *y z* = 1 the derivative is 0, as that of :class:`symact.relu`.

    Parameters
    ----------
    prediction : Expr, or Matrix, list or tuple of Expr
        The score *z*.
    target : Expr, or Matrix, list or tuple of Expr
        The class *y*, 1 or -1.
    reduction : {"sum", "mean"}, optional

    Examples
    --------
    >>> z = symbols("z")
    >>> hinge(z, 1), hinge.gradient(z, 1), hinge(3, 1), hinge(3, -1)
    (relu(1 - z), -step(1 - z, 0), 0, 4)
    """

    aliases = ("hinge_loss", "svm_loss")
    reference = "Cortes and Vapnik, Support-vector networks, Machine Learning 1995"

    @staticmethod
    def formula(z: Any, y: Any) -> Expr:
        return relu(1 - y * z)

    @staticmethod
    def slope(z: Any, y: Any) -> Expr:
        return -y * step(1 - y * z, 0)

    @classmethod
    def check_target(cls, y: Expr) -> None:
        """1 or -1."""
        if y.is_number and y not in (S.One, S.NegativeOne):
            raise ValueError(f"a target of {cls.__name__} must be 1 or -1, not {y}")


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


class cross_entropy(Loss):
    r"""The cross-entropy of a target against the softmax of the logits.

    .. math:: L(z, y) = -\sum_i y_i \log\mathrm{softmax}(z)_i, \qquad
        \nabla_z L = p \sum_i y_i - y, \quad p = \mathrm{softmax}(z)

    For a target that is a distribution, entries of sum 1, this is *p - y*. Numbers show whether it is one; of symbols
    it is declared by ``distribution=True``, and the loss is then written as logsumexp(z) less the sum of the
    products y z, which is the same there.

    Parameters
    ----------
    prediction : Matrix, list or tuple of Expr
        The logits *z*, before softmax.
    target : Matrix, list or tuple of Expr
        The weights *y*, not negative; a class is its one-hot vector. Where *y* is 0 the term is 0.
    distribution : bool, optional
        Whether the entries of the target are known to have the sum 1; found out unless stated.

    Examples
    --------
    >>> z = symbols("z:3")
    >>> cross_entropy(z, [0, 1, 0]), cross_entropy(z, [0, 1, 0]).diff(z[1])
    (-log_softmax([z0, z1, z2])[1], softmax([z0, z1, z2])[1] - 1)
    >>> y = symbols("y:2")
    >>> list(cross_entropy.gradient(z[:2], y, distribution=True))
    [-y0 + softmax([z0, z1])[0], -y1 + softmax([z0, z1])[1]]
    """

    aliases = ("categorical_cross_entropy", "softmax_cross_entropy", "nll", "ce")
    reference = "Bridle, Training stochastic model recognition algorithms as networks, NIPS 1989"

    @staticmethod
    def formula(z: Any, y: Any) -> Expr:
        terms = (y_i * l_i for y_i, l_i in zip(y, log_softmax(list(z)), strict=True) if y_i != 0)
        return -sum(terms, start=S.Zero)

    @staticmethod
    def slope(z: Any, y: Any) -> tuple[Expr, ...]:
        total = sum(y, start=S.Zero)
        return tuple(p * total - y_i for p, y_i in zip(softmax(list(z)), y, strict=True))

    def __new__(cls, prediction: Any, target: Any, *, distribution: bool | None = None) -> Any:
        z, y = cls._vectors(prediction, target, distribution)
        if distribution and sum(y) != 1:
            return logsumexp(z) - sum(a * b for a, b in zip(y, z, strict=True))
        return cls.formula(z, y)

    @classmethod
    def gradient(cls, prediction: Any, target: Any, *, distribution: bool | None = None) -> Any:
        """Return the derivative by the logits, p*sum(y) - y, or p - y for a distribution."""
        z, y = cls._vectors(prediction, target, distribution)
        if not distribution:
            return like(prediction, cls.slope(z, y))
        return like(prediction, tuple(p - y_i for p, y_i in zip(softmax(list(z)), y, strict=True)))

    @classmethod
    def _vectors(
        cls, prediction: Any, target: Any, distribution: bool | None
    ) -> tuple[tuple[Expr, ...], tuple[Expr, ...]]:
        if is_scalar(prediction):
            raise TypeError(f"the prediction of cross_entropy must be a vector of logits, not {prediction!r}")
        pairs = cls.pairs(prediction, target)
        z, y = tuple(p for p, _ in pairs), tuple(t for _, t in pairs)
        if distribution and (sum(y) - 1).is_zero is False:
            raise ValueError(f"a target that is a distribution must have the sum 1, not {sum(y)}")
        return z, y

    @classmethod
    def check_target(cls, y: Expr) -> None:
        """At least 0."""
        if y.is_negative:
            raise ValueError(f"a target of {cls.__name__} must be at least 0, not {y}")


LOSSES = (squared_error, cross_entropy, binary_cross_entropy, hinge, huber)
