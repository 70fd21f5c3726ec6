"""Selectors: piecewise linear functions of a vector that keep its largest entries.

At ties of hardmax the first of the largest entries is taken, so hardmax jumps; sparsemax and maxout are continuous.
Where their branches meet the derivative is the element of the Clarke Jacobian that is least in the Frobenius norm.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

from sympy import And, Expr, Max, Piecewise, S

from symact.errors import UnsupportedError
from symact.functions.components import components_of
from symact.functions.families.vector.selector_components import (
    hardmax_component,
    maxout_component,
    maxout_share,
    sparsemax_component,
    sparsemax_support,
)
from symact.functions.parameters import Positive
from symact.functions.vector_activation import VectorActivation, like, read_vector

_MOST_SUBSETS = 8


class hardmax(VectorActivation):
    r"""The one-hot vector of the first of the largest entries.

    .. math:: \mathrm{hardmax}(x)_i = 1 \text{ if } i = \min \arg\max_j x_j, \quad 0 \text{ otherwise}

    It jumps at ties; elsewhere it is constant, so its Jacobian is 0 (jumps contribute nothing).

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        Real entries.
    axis : int, optional
        Of an array; the last unless stated.

    Examples
    --------
    >>> list(hardmax([1, 3, 3])), list(hardmax([x, x + 1])), hardmax([x, 0])[0]
    ([0, 1, 0], [0, 1], hardmax([x, 0])[0])
    """

    component = hardmax_component
    aliases = ("hard_max", "argmax_onehot", "one_hot_argmax")
    reference = "ONNX operator Hardmax, 2017"
    onnx = "Hardmax"

    @staticmethod
    def formula(x: Any) -> tuple[Expr, ...]:
        return tuple(
            Piecewise((1, And(*(e > o for o in x[:i]), *(e >= o for o in x[i + 1 :]))), (0, True))
            for i, e in enumerate(x)
        )


class sparsemax(VectorActivation):
    r"""The Euclidean projection onto the simplex of probabilities.

    .. math:: \mathrm{sparsemax}(x)_i = \max(x_i - \tau, 0), \qquad \sum_i \max(x_i - \tau, 0) = 1

    With the indicator *s* of its support *S*, the positive components, the Jacobian is
    :math:`\mathrm{diag}(s) - s s^T/|S|`. Where an entry lies exactly at the threshold the function has a kink, and
    this is the least element of the Clarke Jacobian. Infinite entries as for :class:`symact.softmax`.

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        Real entries.
    axis : int, optional
        Of an array; the last unless stated.

    Examples
    --------
    >>> list(sparsemax([1, Rational(1, 2), -3]))
    [3/4, 1/4, 0]
    >>> sparsemax.jacobian([1, Rational(1, 2), -3])
    Matrix([
    [ 1/2, -1/2, 0],
    [-1/2,  1/2, 0],
    [   0,    0, 0]])
    >>> sparsemax([x, 0])[0].rewrite(Max)
    Max(0, x - Max(-1, x/2 - 1/2, x - 1))
    """

    component = sparsemax_component
    aliases = ("sparse_max",)
    reference = "Martins and Astudillo, From softmax to sparsemax, ICML 2016"

    @staticmethod
    def formula(x: Any) -> tuple[Expr, ...]:
        if len(x) > _MOST_SUBSETS:
            raise UnsupportedError(
                f"sparsemax is written out for at most {_MOST_SUBSETS} entries, not {len(x)}; its formula has a term "
                f"for every subset of them"
            )
        subsets = (s for k in range(1, len(x) + 1) for s in combinations(x, k))
        threshold = Max(*((sum(s) - 1) / len(s) for s in subsets))
        return tuple(Max(0, e - threshold) for e in x)

    @staticmethod
    def support(vector: Any) -> Any:
        """Return the indicator of the support: 1 where a component is positive, else 0."""
        entries = read_vector(vector, "sparsemax.support")
        return like(vector, components_of(sparsemax_support, entries))


class maxout(VectorActivation):
    r"""The largest entry of each group of neighbours.

    .. math:: \mathrm{maxout}(x)_i = \max(x_{ki}, \ldots, x_{ki + k - 1})

    The entries are the affine pieces of the units, *k* to a unit, those of one unit side by side. The derivative by
    an entry is 1 where it is the largest of its group; at ties the largest entries share it evenly, which is the
    least element of the subdifferential.

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        Real entries, a multiple of `pieces` of them.
    pieces : int, optional
        The number *k* of pieces to a unit; 2 unless stated.
    axis : int, optional
        Of an array; the last unless stated.

    Examples
    --------
    >>> list(maxout([1, 5, 2, 0])), list(maxout([1, 5, 2], pieces=3))
    ([5, 2], [5])
    >>> maxout([x, 0])[0].diff(x).subs(x, 3), maxout.jacobian([1, 1])
    (1, Matrix([[1/2, 1/2]]))
    """

    aliases = ("max_out",)
    reference = "Goodfellow, Warde-Farley, Mirza, Courville and Bengio, Maxout networks, ICML 2013"

    @staticmethod
    def formula(x: Any, pieces: Positive = 2) -> tuple[Expr, ...]:
        return tuple(Max(*group) for group in _groups(x, pieces))

    @classmethod
    def check_length(cls, n: int, *parameters: Any) -> None:
        """A multiple of the number of pieces."""
        (pieces,) = parameters
        if not pieces.is_Integer:
            raise ValueError(f"pieces of maxout must be a positive integer, not {pieces}")
        if n % int(pieces):
            raise ValueError(f"the length of the argument of maxout must be a multiple of pieces = {pieces}, not {n}")

    @classmethod
    def components(cls, entries: tuple[Expr, ...], *parameters: Expr) -> tuple[Expr, ...]:
        """One component for each group."""
        return tuple(maxout_component(0, *group) for group in _groups(entries, *parameters))

    @classmethod
    def rates(cls, entries: tuple[Expr, ...], *parameters: Expr) -> tuple[tuple[Expr, ...], ...]:
        """The shares of each group in its own columns."""
        k = int(parameters[0])
        shares = [maxout_component.shares(group) for group in _groups(entries, *parameters)]
        return tuple(
            tuple(s[j - k * i] if 0 <= j - k * i < k else S.Zero for j in range(len(entries)))
            for i, s in enumerate(shares)
        )

    @staticmethod
    def share(vector: Any) -> Any:
        """Return the weights of the entries of one group in the derivative of its maximum."""
        entries = read_vector(vector, "maxout.share")
        return like(vector, components_of(maxout_share, entries))


def _groups(entries: Any, pieces: Any) -> list[tuple[Expr, ...]]:
    k = int(pieces)
    return [tuple(entries[i : i + k]) for i in range(0, len(entries), k)]
