"""The table of torch's functions of entries: each with torch's name and parameters, as an expression in ``T``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Abs, Expr, cos, log, sqrt

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.functions.catalogue import activation as find
from symact.networks.torch.reader import exact

__all__ = ["ACTIVATIONS"]


def _catalogue(name: str, *parameters: Any) -> Expr:
    function: Expr = find(name)(T, *map(exact, parameters))
    return function


def _gelu(approximate: str = "none") -> Expr:
    kinds = {"none": "gelu", "tanh": "gelu_tanh"}
    if approximate not in kinds:
        raise UnsupportedError(f"approximate must be one of {', '.join(kinds)}, not {approximate!r}")
    return _catalogue(kinds[approximate])


def _rrelu(lower: float = 1 / 8, upper: float = 1 / 3) -> Expr:
    return _catalogue("rrelu", lower, upper)


def _softplus(beta: float = 1.0, threshold: float = 20.0) -> Expr:
    if threshold < 20:
        raise UnsupportedError(f"softplus is served with a threshold of 20 or more, not {threshold!r}")
    return _catalogue("softplus", beta)


def _applied(function: Any) -> Callable[[], Expr]:
    return lambda: function(T)


_NAMES = (
    *("relu", "relu6", "selu", "silu", "mish", "sigmoid", "logsigmoid", "hardsigmoid", "hardswish", "tanhshrink"),
    *("softsign", "tanh", "erf", "exp", "sin"),
)

ACTIVATIONS: dict[str, Callable[..., Expr]] = {
    **{name: _applied(find(name)) for name in _NAMES},
    **{name: _applied(function) for name, function in (("log", log), ("cos", cos), ("sqrt", sqrt), ("abs", Abs))},
    "leaky_relu": lambda negative_slope=0.01: _catalogue("leaky_relu", negative_slope),
    "rrelu": _rrelu,
    "elu": lambda alpha=1.0: _catalogue("elu", alpha),
    "celu": lambda alpha=1.0: _catalogue("celu", alpha),
    "gelu": _gelu,
    "hardtanh": lambda min_val=-1.0, max_val=1.0: _catalogue("hardtanh", min_val, max_val),
    "softplus": _softplus,
    "softshrink": lambda lambd=0.5: _catalogue("softshrink", lambd),
    "hardshrink": lambda lambd=0.5: _catalogue("hardshrink", lambd),
    "threshold": lambda threshold, value: _catalogue("threshold", threshold, value),
    "neg": lambda: -T,
    "square": lambda: T**2,
}
