"""The multilayer perceptron: its sizes, activations and weights, given, drawn or symbolic."""

from __future__ import annotations

import math
import operator
import reprlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from sympy import MatrixSymbol

from symact.errors import NetworkError
from symact.networks.layers.chain import chain
from symact.networks.layers.dense import Dense
from symact.networks.layers.rows import as_bias
from symact.networks.network import Network
from symact.networks.weights import as_weight

__all__ = ["mlp"]


def mlp(
    sizes: Sequence[int],
    hidden: Any = None,
    output: Any = None,
    *,
    weights: Sequence[tuple[Any, Any]] | str | None = None,
    seed: int = 0,
    dtype: Any = np.float64,
    bias: bool = True,
) -> Network:
    r"""Return a multilayer perceptron, a chain of affine layers with activations between.

    .. math:: h^{(l)} = f(W^{(l)} h^{(l-1)} + b^{(l)}), \qquad h^{(0)} = x

    Parameters
    ----------
    sizes : sequence of int
        The number of inputs, of units in each hidden layer, of outputs.
    hidden, output : Activation, Expr, vector activation, or a name, optional
        Of the hidden layers (``sa.relu`` unless stated) and of the last (the identity).
    weights : sequence of (W, b), {"he", "glorot", "lecun"}, optional
        For each layer the matrix, of shape (fan-out, fan-in), and the bias; or how to draw normal weights, with biases
        of 0: of variance 2 / fan-in, 2 / (fan-in + fan-out) or 1 / fan-in. Unless stated the weights are symbols,
        ``W1[i, j]`` and ``b1[i, 0]``, entries of SymPy's matrix symbols.
    seed : int, optional
        Of the drawing.
    dtype : float32 or float64, optional
        Of drawn weights.
    bias : bool, optional
        Whether there are biases.

    Returns
    -------
    Network
        With the input ``x`` of shape N x sizes[0] and the output ``y``; the values before and after the activations are
        ``z1, h1, z2, ..., y``.

    Raises
    ------
    NetworkError
        If a matrix does not have the shape that the sizes ask for.

    Examples
    --------
    >>> net = sa.mlp([2, 3, 1], hidden=sa.relu)
    >>> net
    <Network x: N x 2 -> y: N x 1; 13 weights, 5 steps>
    >>> net.with_parameters(W1=np.eye(3, 2), b1=np.zeros(3), W2=np.ones((1, 3)), b2=np.zeros(1))([-1.0, 2.0])
    array([2.])

    References
    ----------
    He et al., Delving deep into rectifiers, ICCV 2015; Glorot and Bengio, Understanding the difficulty of training deep
    feedforward neural networks, AISTATS 2010; LeCun et al., Efficient backprop, 1998.
    """
    counts = _sizes(sizes)
    pairs = list(pairwise(counts))
    drawn = weights if isinstance(weights, (list, tuple)) else _initial(pairs, weights, seed, dtype, bias)
    if len(drawn) != len(pairs) or not all(isinstance(d, (list, tuple)) and len(d) == 2 for d in drawn):
        raise NetworkError(f"weights must be {len(pairs)} pairs (W, b), one for each layer, not {reprlib.repr(drawn)}")
    from_default = "relu" if hidden is None else hidden
    activations = [from_default] * (len(pairs) - 1) + ["identity" if output is None else output]
    layers = [Dense(w, b, f) for (w, b), f in zip(drawn, activations, strict=True)]
    for number, ((fan_in, fan_out), layer) in enumerate(zip(pairs, layers, strict=True), 1):
        _check_shape(layer, number, (fan_out, fan_in))
    return chain(layers, inputs=counts[0])


def _sizes(sizes: Sequence[Any]) -> list[int]:
    """Return the numbers of units; whole numbers of NumPy serve too."""
    try:
        counts = [operator.index(n) for n in sizes if not isinstance(n, (bool, np.bool_))]
    except TypeError:
        counts = []
    if len(counts) < 2 or len(counts) < len(sizes) or min(counts) < 1:
        raise ValueError(f"sizes must be two or more numbers of units, each 1 or more, not {sizes!r}")
    return counts


def _check_shape(layer: Dense, number: int, wanted: tuple[int, int]) -> None:
    shapes = (
        as_weight(layer.weight, f"W{number}").shape,
        wanted[:1] if layer.bias is None else as_bias(layer.bias, f"b{number}").shape,
    )
    if shapes != (wanted, wanted[:1]):
        raise NetworkError(
            f"W{number} and b{number} must have the shapes {wanted} and {wanted[:1]}, not {shapes[0]} and {shapes[1]}"
        )


_VARIANCES: dict[str, Callable[[int, int], float]] = {
    "he": lambda fan_in, fan_out: 2 / fan_in,
    "glorot": lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    "lecun": lambda fan_in, fan_out: 1 / fan_in,
}


def _initial(pairs: Sequence[tuple[int, int]], scheme: Any, seed: int, dtype: Any, bias: bool) -> list[tuple[Any, Any]]:
    if scheme is None:
        return [
            (MatrixSymbol(f"W{i}", m, n), MatrixSymbol(f"b{i}", m, 1) if bias else None)
            for i, (n, m) in enumerate(pairs, 1)
        ]
    if not isinstance(scheme, str) or scheme not in _VARIANCES:
        raise ValueError(f"weights must be pairs (W, b) or one of {', '.join(_VARIANCES)}, not {scheme!r}")
    if np.dtype(dtype) not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64, not {dtype!r}")
    generator = np.random.default_rng(seed)
    return [
        (
            (generator.standard_normal((m, n)) * math.sqrt(_VARIANCES[scheme](n, m))).astype(dtype),
            np.zeros(m, dtype) if bias else None,
        )
        for n, m in pairs
    ]
