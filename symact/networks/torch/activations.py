"""The table of torch's functions of entries: each with torch's name and parameters, as an expression in ``T``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Abs, Expr, cos, exp, log, sin, sqrt, tanh

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


ACTIVATIONS: dict[str, Callable[..., Expr]] = {
    "relu": lambda: _catalogue("relu"),
    "relu6": lambda: _catalogue("relu6"),
    "leaky_relu": lambda negative_slope=0.01: _catalogue("leaky_relu", negative_slope),
    "rrelu": _rrelu,
    "elu": lambda alpha=1.0: _catalogue("elu", alpha),
    "selu": lambda: _catalogue("selu"),
    "celu": lambda alpha=1.0: _catalogue("celu", alpha),
    "gelu": _gelu,
    "silu": lambda: _catalogue("silu"),
    "mish": lambda: _catalogue("mish"),
    "sigmoid": lambda: _catalogue("sigmoid"),
    "logsigmoid": lambda: _catalogue("log_sigmoid"),
    "hardsigmoid": lambda: _catalogue("hard_sigmoid"),
    "hardswish": lambda: _catalogue("hard_swish"),
    "hardtanh": lambda min_val=-1.0, max_val=1.0: _catalogue("hardtanh", min_val, max_val),
    "softplus": _softplus,
    "softshrink": lambda lambd=0.5: _catalogue("softshrink", lambd),
    "hardshrink": lambda lambd=0.5: _catalogue("hardshrink", lambd),
    "tanhshrink": lambda: _catalogue("tanhshrink"),
    "softsign": lambda: _catalogue("softsign"),
    "threshold": lambda threshold, value: _catalogue("threshold", threshold, value),
    "tanh": lambda: tanh(T),
    "erf": lambda: find("erf")(T),
    "exp": lambda: exp(T),
    "log": lambda: log(T),
    "sin": lambda: sin(T),
    "cos": lambda: cos(T),
    "sqrt": lambda: sqrt(T),
    "abs": lambda: Abs(T),
    "neg": lambda: -T,
    "square": lambda: T**2,
}
