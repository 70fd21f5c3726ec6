"""The table of torch's layers: each by the name of its class, in evaluation."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from sympy import sqrt

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.networks.convolution import Window, Written, average_pooling, max_pooling, per_axis, window_over
from symact.networks.convolution import convolution as convolve
from symact.networks.torch.activations import ACTIVATIONS
from symact.networks.torch.reader import Reader, Value, exact
from symact.networks.torch.words import WORDS, linear, pooled_mean

__all__ = ["FUNCTIONS", "MODULES"]

Layer = Callable[..., Any]
"""``layer(reader, module, path, *values)`` writes what a module does."""


def _linear(w: Reader, module: Any, path: str, x: Value) -> Value:
    return linear(w, x, *_weight_and_bias(w, module, path))


def _weight_and_bias(w: Reader, module: Any, path: str) -> tuple[Value, Value | None]:
    bias = None if module.bias is None else w.weights(module.bias, f"{path}.bias")
    return w.weights(module.weight, f"{path}.weight"), bias


def _conv(w: Reader, module: Any, path: str, x: Value) -> Value:
    if module.padding_mode != "zeros":
        raise UnsupportedError(f"a convolution must be padded with zeros, not by padding_mode={module.padding_mode!r}")
    own = (module.stride, module.padding, module.dilation, module.groups)
    return convolution(w, x, *_weight_and_bias(w, module, path), *own)


def convolution(
    w: Reader,
    x: Value,
    weight: Value,
    bias: Value | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Value:
    """The windows of each group of channels, times its kernels."""
    window = _window(w, x, w.shape(weight)[2:], stride, padding, dilation)
    names = w.name(x), w.name(weight), None if bias is None else w.name(bias)
    return Value(convolve(Written(w.writer), *names, groups, window))


def _window(w: Reader, x: Value, lengths: Any, stride: Any, padding: Any, dilation: Any = 1) -> Window:
    shape = w.shape(x)
    if len(shape) != len(lengths) + 2:
        raise UnsupportedError(f"the input must have {len(lengths) + 2} axes, with that of the examples")
    return window_over(shape, lengths, stride, padding, dilation)


def _batch_norm(w: Reader, module: Any, path: str, x: Value) -> Value:
    if module.training or module.running_mean is None:
        raise UnsupportedError("batch normalisation is served in evaluation, with statistics; call module.eval()")
    spread = (module.num_features, *(1,) * (len(w.shape(x)) - 2))

    def channels(name: str) -> Value:
        return w.reshape(w.weights(getattr(module, name), f"{path}.{name}"), spread)

    deviation = w.apply(sqrt(T + exact(module.eps)), channels("running_var"))
    normal = w.add("divide", w.add("subtract", x, channels("running_mean")), deviation)
    if module.weight is None:
        return normal
    return w.add("add", w.add("multiply", normal, channels("weight")), channels("bias"))


def _max_pool(k: int) -> Layer:
    def word(
        w: Reader,
        x: Value,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Value:
        if ceil_mode or return_indices:
            raise UnsupportedError("pooling is served without ceil_mode and return_indices")
        window = _window(w, x, per_axis(kernel_size, k), stride or kernel_size, padding, dilation)
        return Value(max_pooling(Written(w.writer), w.name(x), window))

    return word


def _average_pool(k: int) -> Layer:
    def word(
        w: Reader,
        x: Value,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Value:
        if ceil_mode or divisor_override:
            raise UnsupportedError("pooling is served without ceil_mode and divisor_override")
        window = _window(w, x, per_axis(kernel_size, k), stride or kernel_size, padding)
        counted = window.pads if count_include_pad else None
        return Value(average_pooling(Written(w.writer), w.name(x), window, counted))

    return word


def _called(word: Layer) -> Layer:
    """Return the layer of a function, whose arguments are attributes of the module."""
    _, _, *names = inspect.signature(word).parameters

    def layer(w: Reader, module: Any, path: str, x: Value) -> Value:
        return word(w, x, **{n: getattr(module, n) for n in names if hasattr(module, n)})

    return layer


def _adaptive_average(k: int) -> Layer:
    def layer(w: Reader, module: Any, path: str, x: Value) -> Value:
        if any(n != 1 for n in per_axis(module.output_size, k)):
            raise UnsupportedError(f"adaptive pooling is served to one entry, not to {module.output_size!r}")
        return pooled_mean(w, x, tuple(range(len(w.shape(x)) - k, len(w.shape(x)))), True)

    return layer


def _dropout(w: Reader, module: Any, path: str, x: Value) -> Value:
    if module.training and module.p:
        raise UnsupportedError("dropout is random in training; call module.eval() first")
    return x


def _prelu(w: Reader, module: Any, path: str, x: Value) -> Value:
    slope = w.weights(module.weight, f"{path}.weight")
    return WORDS["prelu"](w, x, slope)


def _activation(name: str) -> Layer:
    """Return the layer of a function of entries, whose parameters are attributes of the module."""
    build = ACTIVATIONS[name]

    def layer(w: Reader, module: Any, path: str, x: Value) -> Value:
        if getattr(module, "training", False) and name == "rrelu":
            raise UnsupportedError("this activation is random in training; call module.eval() first")
        return w.apply(build(**{p: getattr(module, p) for p in inspect.signature(build).parameters}), x)

    return layer


def _along(name: str) -> Layer:
    return lambda w, module, path, x: WORDS[name](w, x, module.dim)


_POOLS: dict[str, Layer] = {
    "max_pool1d": _max_pool(1),
    "max_pool2d": _max_pool(2),
    "avg_pool1d": _average_pool(1),
    "avg_pool2d": _average_pool(2),
}

FUNCTIONS: dict[str, Layer] = {**WORDS, **_POOLS, "conv1d": convolution, "conv2d": convolution}
"""What may be called in a forward method."""

_ACTIVATIONS = (
    *("ReLU", "ReLU6", "RReLU", "ELU", "SELU", "CELU", "GELU", "SiLU", "Mish", "Sigmoid", "LogSigmoid", "Hardsigmoid"),
    *("Hardswish", "Hardtanh", "Softplus", "Tanh", "Softshrink", "Hardshrink", "Tanhshrink", "Softsign", "Threshold"),
)

MODULES: dict[str, Layer] = {
    "Linear": _linear,
    "Conv1d": _conv,
    "Conv2d": _conv,
    "BatchNorm1d": _batch_norm,
    "BatchNorm2d": _batch_norm,
    "MaxPool1d": _called(_POOLS["max_pool1d"]),
    "MaxPool2d": _called(_POOLS["max_pool2d"]),
    "AvgPool1d": _called(_POOLS["avg_pool1d"]),
    "AvgPool2d": _called(_POOLS["avg_pool2d"]),
    "AdaptiveAvgPool1d": _adaptive_average(1),
    "AdaptiveAvgPool2d": _adaptive_average(2),
    "Identity": lambda w, module, path, x: x,
    "Flatten": lambda w, module, path, x: WORDS["flatten"](w, x, module.start_dim, module.end_dim),
    "Unflatten": lambda w, module, path, x: WORDS["unflatten"](w, x, module.dim, module.unflattened_size),
    "PReLU": _prelu,
    **{name: _dropout for name in ("Dropout", "Dropout1d", "Dropout2d", "AlphaDropout")},
    **{name: _along(word) for name, word in (("Softmax", "softmax"), ("LogSoftmax", "log_softmax"))},
    **{name: _along(word) for name, word in (("Softmin", "softmin"), ("GLU", "glu"))},
    "LeakyReLU": _activation("leaky_relu"),
    **{kind: _activation(kind.lower()) for kind in _ACTIVATIONS},
}
