"""Losses between scores and classes."""

from __future__ import annotations

from typing import Any

from sympy import Expr, S

from symact.exact.real_function import step
from symact.functions.families.rectifiers.cut import relu
from symact.functions.families.rectifiers.smooth import softplus
from symact.functions.families.sigmoids import sigmoid
from symact.functions.families.vector.normalizers import log_softmax, softmax
from symact.functions.logsumexp import logsumexp
from symact.functions.loss import Entrywise, Loss, is_scalar
from symact.functions.vector_activation import like

__all__ = ["binary_cross_entropy", "cross_entropy", "hinge"]


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
