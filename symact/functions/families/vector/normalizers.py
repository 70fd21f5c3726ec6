"""Normalizers: softmax and its kin turn a vector of scores into probabilities or their logarithms."""

from __future__ import annotations

from typing import Any

from sympy import Expr, exp, log

from symact.functions.families.vector.exponential_components import log_softmax_component, softmax_component
from symact.functions.vector_activation import VectorActivation


class softmax(VectorActivation):
    r"""The probabilities that are proportional to the exponentials of the scores.

    .. math:: \mathrm{softmax}(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}

    The Jacobian is :math:`\mathrm{diag}(p) - p p^T`. A score of -oo has probability 0, a single score of oo has 1;
    where all are -oo, or several oo, there is no limit and the result is nan. A temperature is no parameter: divide
    the scores by it.

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        Real entries; components are counted from 0.
    axis : int, optional
        Of an array, the axis along which the vectors lie; the last unless stated.

    Examples
    --------
    >>> softmax([0, log(2), log(3)])
    Matrix([
    [1/6],
    [1/3],
    [1/2]])
    >>> p, q = softmax([x, 0])
    >>> p, p.diff(x)
    (softmax([x, 0])[0], (1 - softmax([x, 0])[0])*softmax([x, 0])[0])
    >>> p.rewrite(sa.sigmoid)
    sigmoid(x)
    >>> softmax.jacobian([0, 0])
    Matrix([
    [ 1/4, -1/4],
    [-1/4,  1/4]])
    """

    component = softmax_component
    aliases = ("soft_max", "normalized_exponential")
    reference = "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990"
    onnx = "Softmax"

    @staticmethod
    def formula(x: Any) -> tuple[Expr, ...]:
        total = sum(exp(e) for e in x)
        return tuple(exp(e) / total for e in x)


class log_softmax(VectorActivation):
    r"""The logarithm of softmax.

    .. math:: \log\mathrm{softmax}(x)_i = x_i - \log\sum_j e^{x_j}

    The Jacobian is :math:`I - \mathbf{1} p^T` with *p* = softmax(x). Infinite entries as for :class:`softmax`.

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        Real entries.
    axis : int, optional
        Of an array; the last unless stated.

    Examples
    --------
    >>> log_softmax([0, -100])[0].evalf(20)
    -3.7200759760208359630e-44
    >>> log_softmax([x, 0])[1].diff(x)
    -softmax([x, 0])[0]
    """

    component = log_softmax_component
    aliases = ("logsoftmax",)
    display = r"\log\mathrm{softmax}"
    reference = "Goodfellow, Bengio and Courville, Deep Learning, MIT Press 2016, section 6.2.2.3"
    onnx = "LogSoftmax"

    @staticmethod
    def formula(x: Any) -> tuple[Expr, ...]:
        total = log(sum(exp(e) for e in x))
        return tuple(e - total for e in x)


class softmin(VectorActivation):
    r"""Softmax of the negated scores.

    .. math:: \mathrm{softmin}(x)_i = \frac{e^{-x_i}}{\sum_j e^{-x_j}}

    The Jacobian is :math:`p p^T - \mathrm{diag}(p)`.

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        Real entries.
    axis : int, optional
        Of an array; the last unless stated.

    Examples
    --------
    >>> softmin([x, 0])[0], softmin([oo, 0])[1]
    (softmax([-x, 0])[0], 1)
    """

    aliases = ("soft_min",)
    reference = "PyTorch, torch.nn.Softmin, 2017"

    @staticmethod
    def formula(x: Any) -> tuple[Expr, ...]:
        return softmax.formula([-e for e in x])

    @classmethod
    def components(cls, entries: tuple[Expr, ...], *parameters: Expr) -> tuple[Expr, ...]:
        """Components of softmax."""
        return softmax.components(tuple(-e for e in entries))

    @classmethod
    def rates(cls, entries: tuple[Expr, ...], *parameters: Expr) -> tuple[tuple[Expr, ...], ...]:
        """The negated Jacobian of softmax at the negated entries."""
        return tuple(tuple(-r for r in row) for row in softmax.rates(tuple(-e for e in entries)))
