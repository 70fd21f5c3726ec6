"""Networks in layers: the multilayer perceptron; layers in a row, added to what they skip, or shared."""

from __future__ import annotations

import math
import operator
import reprlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from sympy import MatrixSymbol

from symact.errors import NetworkError
from symact.networks.network import Network
from symact.networks.shapes import shown
from symact.networks.units import write_activation
from symact.networks.weights import as_weight
from symact.networks.writer import NetworkWriter

__all__ = ["Activate", "Chain", "Dense", "Layer", "Residual", "chain", "mlp"]


@dataclass(frozen=True, eq=False)
class Dense:
    """An affine layer and its activation, h = f(W x + b).

    The same object at two places of a chain is one layer with shared weights.

    Parameters
    ----------
    weight : array_like or sympy matrix of shape (fan-out, fan-in)
        Float32 or float64 numbers, rationals, or symbols.
    bias : array_like of shape (fan-out,), optional
        None for a layer without.
    activation : Activation, Expr or vector activation, optional
        The identity unless stated.
    name : str, optional
        Number, in the names of what belongs to it: W1, b1, z1, h1.
    """

    weight: Any
    bias: Any = None
    activation: Any = None
    name: str | None = None


@dataclass(frozen=True, eq=False)
class Activate:
    """An activation with no weights of its own."""

    activation: Any


@dataclass(frozen=True, eq=False)
class Residual:
    """Layers with a connection that skips them: x + layers(x)."""

    layers: tuple[Any, ...]

    def __init__(self, *layers: Any) -> None:
        object.__setattr__(self, "layers", layers)


@dataclass(frozen=True, eq=False)
class Chain:
    """Layers in a row."""

    layers: tuple[Any, ...]

    def __init__(self, *layers: Any) -> None:
        object.__setattr__(self, "layers", layers)


Layer: TypeAlias = Dense | Activate | Residual | Chain


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
        wanted[:1] if layer.bias is None else _bias(layer, number).shape,
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


def chain(layers: Sequence[Any], inputs: int | Sequence[int | str]) -> Network:
    """Return the network of layers in a row.

    Parameters
    ----------
    layers : sequence of Dense, Activate, Residual, Chain, or activations
    inputs : int or shape
        How many inputs an example has; or the whole shape, with the axis of the examples.

    Raises
    ------
    NetworkError
        If a layer does not fit the one before; it is named.

    Examples
    --------
    >>> d = sa.layers.Dense(np.eye(2), activation=sa.tanh)
    >>> sa.layers.chain([d, sa.layers.Residual(d)], inputs=2)  # the weights are shared
    <Network x: N x 2 -> y: N x 2; 4 weights, 5 steps>
    """
    writer = NetworkWriter()
    x = writer.input("x", ("N", inputs) if isinstance(inputs, int) else inputs)
    total = sum(1 for _ in _flat(layers))
    value = _Rows(writer, total).write(layers, x)
    return writer.build({"y": value})


def _flat(layers: Sequence[Any]) -> Any:
    for layer in layers:
        yield from _flat(layer.layers) if isinstance(layer, (Chain, Residual)) else [layer]


class _Rows:
    """Writes layers one after the other and numbers what it makes."""

    def __init__(self, writer: NetworkWriter, total: int) -> None:
        self.writer = writer
        self.number = 0
        self.total = total
        self.weights: dict[int, tuple[str, str | None]] = {}

    def write(self, layers: Sequence[Any], value: str) -> str:
        for layer in layers:
            if isinstance(layer, Dense):
                value = self._dense(layer, value)
            elif isinstance(layer, Residual):
                value = self.writer.add("add", value, self.write(layer.layers, value))
            elif isinstance(layer, Chain):
                value = self.write(layer.layers, value)
            else:
                self.number += 1
                function = layer.activation if isinstance(layer, Activate) else layer
                value = write_activation(self.writer, function, value, name=self._name("h"))
        return value

    def _name(self, stem: str) -> str:
        return "y" if stem == "h" and self.number == self.total else f"{stem}{self.number}"

    def _dense(self, layer: Dense, value: str) -> str:
        self.number += 1
        weight, bias = self._parameters(layer)
        shape, matrix = self.writer.shape(value), self.writer.shape(weight)
        if not shape or len(matrix) != 2 or matrix[1] != shape[-1]:
            raise NetworkError(
                f"{weight} must be a matrix with a column for each of {shown(shape)}, not {shown(matrix)}"
            )
        if bias is not None and self.writer.shape(bias) != matrix[:1]:
            raise NetworkError(f"{bias} must have the shape {shown(matrix[:1])}, not {shown(self.writer.shape(bias))}")
        letters = "abcdefgh"[: len(shape) - 1]
        affine = self.writer.add(
            "contract", value, weight, subscripts=f"{letters}i,oi->{letters}o", name=None if bias else self._name("z")
        )
        if bias is not None:
            affine = self.writer.add("add", affine, bias, name=self._name("z"))
        return write_activation(
            self.writer, "identity" if layer.activation is None else layer.activation, affine, name=self._name("h")
        )

    def _parameters(self, layer: Dense) -> tuple[str, str | None]:
        if id(layer) not in self.weights:
            tag = layer.name or str(self.number)
            weight = self.writer.parameter(f"W{tag}", layer.weight)
            bias = None if layer.bias is None else self.writer.parameter(f"b{tag}", _bias(layer, tag))
            self.weights[id(layer)] = weight, bias
        return self.weights[id(layer)]


def _bias(layer: Dense, tag: Any) -> Any:
    """Return the bias as a vector; a matrix symbol has it as a column."""
    array = as_weight(layer.bias, f"b{tag}")
    return array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array
