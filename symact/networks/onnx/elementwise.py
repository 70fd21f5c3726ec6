"""The table of ONNX operators that are one function of each entry, read in both directions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sympy import Abs, Expr, Max, Piecewise, acos, acosh, asin, asinh, atanh, cos, cosh, log, sinh, sqrt, tan

from symact.exact.variable import T
from symact.functions.catalogue import handbook
from symact.functions.families.exponentials import selu
from symact.functions.families.gates.distributions import gelu, gelu_tanh
from symact.functions.families.rectifiers.cut import relu6
from symact.functions.families.rectifiers.smooth import softplus
from symact.functions.families.shrinkage import hardshrink, softshrink
from symact.functions.families.sigmoids import hardtanh
from symact.functions.vector_activation import VectorActivation
from symact.networks.numbers import meant

__all__ = ["BOUNDED", "FUNCTIONS", "Spelling", "clipped", "function_of", "spelling"]


@dataclass(frozen=True)
class Reading:
    """How an operator is read: a function of ``T`` and of the numbers that its attributes have, or their defaults."""

    build: Callable[..., Any]
    attributes: Mapping[str, Any] = field(default_factory=dict)


def _gelu(x: Any, approximate: bytes) -> Expr:
    kinds = {b"none": gelu, b"tanh": gelu_tanh}
    if approximate not in kinds:
        raise ValueError(f"approximate must be 'none' or 'tanh', not {approximate!r}")
    return kinds[approximate](x)


def _shrink(x: Any, lambd: Expr, bias: Expr) -> Expr:
    if lambd.is_positive and bias in (0, lambd):
        return softshrink(x, lambd) if bias == lambd else hardshrink(x, lambd)
    return Piecewise((x + bias, x < -lambd), (x - bias, x > lambd), (0, True))


# In the order of the parameters, with what ONNX takes for them where they are not stated.
_ATTRIBUTES: dict[str, Mapping[str, Any]] = {
    **{operator: {"alpha": 1.0} for operator in ("Celu", "Elu", "Swish", "ThresholdedRelu")},
    "HardSigmoid": {"alpha": 0.2, "beta": 0.5},
    "LeakyRelu": {"alpha": 0.01},
    "Selu": {"alpha": 1.67326319217681884765625, "gamma": 1.05070102214813232421875},
}
_HANDBOOK = {
    e.onnx: e.function
    for e in handbook().values()
    if e.onnx not in (None, "Identity", "PRelu") and not issubclass(e.function, VectorActivation)
}
_SYMPY = {f.__name__.capitalize(): f for f in (acos, acosh, asin, asinh, atanh, cos, cosh, log, sinh, sqrt, tan, Abs)}

FUNCTIONS: dict[str, Reading] = {
    **{str(operator): Reading(f, _ATTRIBUTES.get(str(operator), {})) for operator, f in _HANDBOOK.items()},
    **{operator: Reading(f) for operator, f in _SYMPY.items()},
    "Gelu": Reading(_gelu, {"approximate": b"none"}),
    "Neg": Reading(lambda x: -x),
    "Reciprocal": Reading(lambda x: 1 / x),
    "Shrink": Reading(_shrink, {"lambd": 0.5, "bias": 0.0}),
}


@lru_cache(maxsize=1024)
def function_of(operator: str, given: tuple[tuple[str, Any], ...]) -> Expr:
    """Return the function in ``T`` that an operator with these attributes is."""
    reading = FUNCTIONS[operator]
    attributes = {**reading.attributes, **dict(given)}
    values = [_number(operator, name, value) for name, value in attributes.items()]
    function: Expr = reading.build(T, *values)
    return function


# SELU's constants are roots of equations, and what float32 holds of them means the roots.
_KNOWN = {("Selu", name): (p.default,) for name, p in zip(("alpha", "gamma"), selu.parameters, strict=True)}


def _number(operator: str, name: str, value: Any) -> Any:
    if isinstance(FUNCTIONS[operator].attributes[name], bytes):
        return value
    if not isinstance(value, (float, int)):
        raise TypeError(f"{name} must be a number, not {value!r}")
    return meant(float(value), _KNOWN.get((operator, name), ()))


@dataclass(frozen=True)
class Spelling:
    """An operator that computes an expression: applied to an argument, with attributes."""

    operator: str
    argument: Expr
    attributes: Mapping[str, Any]


# For a function with parameters: the operator, and the parameter that each attribute is (or the number it must have).
_PARAMETRIC: dict[Any, tuple[str, Mapping[str, int | float]]] = {
    **{
        reading.build: (operator, {name: i for i, name in enumerate(reading.attributes, 1)})
        for operator, reading in FUNCTIONS.items()
        if operator in _ATTRIBUTES and operator != "Swish"  # which came after the operator set of written files
    },
    softshrink: ("Shrink", {"lambd": 1, "bias": 1}),
    hardshrink: ("Shrink", {"lambd": 1, "bias": 0.0}),
}

_PLAIN: dict[Any, tuple[str, Mapping[str, Any]]] = {
    **{f.build: (op, {}) for op, f in FUNCTIONS.items() if not f.attributes},
    gelu: ("Gelu", {"approximate": "none"}),
    gelu_tanh: ("Gelu", {"approximate": "tanh"}),
}


def spelling(expr: Expr) -> Spelling | None:
    """Return the operator that computes an expression at its outermost, None where it needs several.

    Parameters that float32 does not hold, so that reading them would give others, are left to several operators.
    """
    head = type(expr)
    if head in _PLAIN and (head is not softplus or expr.args[1] == 1):
        operator, attributes = _PLAIN[head]
        return Spelling(operator, expr.args[0], attributes)
    if head in _PARAMETRIC:
        operator, places = _PARAMETRIC[head]
        values = {n: float(expr.args[p]) if isinstance(p, int) else p for n, p in places.items()}
        try:
            read = function_of(operator, tuple(values.items()))
        except (TypeError, ValueError, OverflowError):
            return None
        return Spelling(operator, expr.args[0], values) if read.xreplace({T: expr.args[0]}) == expr else None
    if expr.is_Mul and expr.args[0] == -1 and len(expr.args) == 2:
        return Spelling("Neg", -expr, {})
    if expr.is_Pow and expr.exp in (-1, sqrt(T).exp):
        return Spelling("Reciprocal" if expr.exp == -1 else "Sqrt", expr.base, {})
    return None


BOUNDED: dict[Any, Callable[[Expr], tuple[Any, Any]]] = {
    relu6: lambda expr: (0, 6),
    hardtanh: lambda expr: (expr.args[1], expr.args[2]),
}
"""The functions that are the operator Clip, with the least and the largest value."""


def clipped(low: Expr | None, high: Expr | None) -> Expr:
    """Return the function in ``T`` that is the operator Clip with these bounds."""
    if low is None or high is None:
        return T if low is high is None else Max(low, T) if high is None else -Max(-high, -T)
    if low >= high:
        return high
    return relu6(T) if (low, high) == (0, 6) else hardtanh(T, low, high)
