"""Every scalar activation written out in mpmath by hand, from papers and the manuals of other libraries.

This file is the other opinion: nothing in it comes from symact. Formulas are for the default parameters; those of
activations whose parameters must be given are at the values in `PARAMETERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mpmath import mp, mpf

Real = Any

FORMULAS: dict[str, Callable[[Real], Real]] = {}
# Where the formula changes, or jumps; only there may a derivative of some order not exist.
KINKS: dict[str, tuple[str, ...]] = {}
PARAMETERS: dict[str, dict[str, str]] = {"threshold": {"at": "1", "value": "20"}}
# Where the function is not defined: below or at this point.
UNDEFINED_TO: dict[str, str] = {"log1mexp": "0"}


def formula(*kinks: str) -> Callable[[Callable[[Real], Real]], Callable[[Real], Real]]:
    def record(function: Callable[[Real], Real]) -> Callable[[Real], Real]:
        name = function.__name__.rstrip("_")
        FORMULAS[name], KINKS[name] = function, kinks
        return function

    return record


def _sp(x: Real) -> Real:
    return mp.log1p(mp.exp(x)) if x < 0 else x + mp.log1p(mp.exp(-x))


def _s(x: Real) -> Real:
    return 1 / (1 + mp.exp(-x)) if x >= 0 else mp.exp(x) / (1 + mp.exp(x))


def _cdf(x: Real) -> Real:
    return mp.erfc(-x / mp.sqrt(2)) / 2


def _clip(x: Real, low: Real, high: Real) -> Real:
    return low if x < low else high if x > high else x


# Rectifiers


@formula("0")
def relu(x: Real) -> Real:
    return x if x > 0 else mpf(0)


@formula("0", "6")
def relu6(x: Real) -> Real:
    return _clip(x, mpf(0), mpf(6))


@formula("0")
def leaky_relu(x: Real) -> Real:
    return x if x >= 0 else x / 100


@formula("0")
def prelu(x: Real) -> Real:
    return x if x >= 0 else x / 4


@formula("0")
def rrelu(x: Real) -> Real:
    return x if x >= 0 else 11 * x / 48


@formula("1")
def threshold(x: Real) -> Real:
    return x if x > 1 else mpf(20)


@formula("1")
def thresholded_relu(x: Real) -> Real:
    return x if x > 1 else mpf(0)


@formula("0")
def squared_relu(x: Real) -> Real:
    return x * x if x > 0 else mpf(0)


@formula()
def softplus(x: Real) -> Real:
    return _sp(x)


@formula()
def squareplus(x: Real) -> Real:
    return (x + mp.sqrt(x * x + 4)) / 2 if x > 0 else 2 / (mp.sqrt(x * x + 4) - x)


@formula("-1", "1")
def sparse_plus(x: Real) -> Real:
    return mpf(0) if x <= -1 else x if x >= 1 else (x + 1) ** 2 / 4


# Exponential units


@formula("0")
def elu(x: Real) -> Real:
    return x if x > 0 else mp.expm1(x)


@formula("0")
def celu(x: Real) -> Real:
    return max(mpf(0), x) + min(mpf(0), mp.expm1(x))


@formula("0")
def selu(x: Real) -> Real:
    q = mp.erfc(1 / mp.sqrt(2)) * mp.exp(mpf(1) / 2)
    alpha = -mp.sqrt(2 / mp.pi) / (q - 1)
    inner = 2 * mp.erfc(mp.sqrt(2)) * mp.exp(2) + mp.pi * q**2 - 2 * (2 + mp.pi) * q + mp.pi + 2
    scale = (1 - q) * mp.sqrt(2 * mp.pi) / mp.sqrt(inner)
    return scale * (x if x > 0 else alpha * mp.expm1(x))


@formula()
def exp(x: Real) -> Real:
    return mp.exp(x)


@formula("0")
def log1mexp(x: Real) -> Real:
    return mp.log1p(-mp.exp(-x)) if x > 1 else mp.log(-mp.expm1(-x))


# Sigmoids


@formula()
def sigmoid(x: Real) -> Real:
    return _s(x)


@formula()
def log_sigmoid(x: Real) -> Real:
    return -_sp(-x)


@formula()
def tanh(x: Real) -> Real:
    return mp.tanh(x)


@formula()
def lecun_tanh(x: Real) -> Real:
    return mpf("1.7159") * mp.tanh(2 * x / 3)


@formula("-3", "3")
def hard_sigmoid(x: Real) -> Real:
    return _clip(x / 6 + mpf(1) / 2, mpf(0), mpf(1))


@formula("-1", "1")
def hardtanh(x: Real) -> Real:
    return _clip(x, mpf(-1), mpf(1))


@formula("0")
def softsign(x: Real) -> Real:
    return x / (1 + abs(x))


@formula("-1", "1")
def sparse_sigmoid(x: Real) -> Real:
    return _clip((x + 1) / 2, mpf(0), mpf(1))


@formula()
def erf(x: Real) -> Real:
    return mp.erf(x)


@formula()
def atan(x: Real) -> Real:
    return mp.atan(x)


@formula()
def normal_cdf(x: Real) -> Real:
    return _cdf(x)


@formula()
def isru(x: Real) -> Real:
    return x / mp.sqrt(1 + x * x)


@formula("0")
def isrlu(x: Real) -> Real:
    return x if x >= 0 else x / mp.sqrt(1 + x * x)


# Gates


@formula()
def silu(x: Real) -> Real:
    return x * _s(x)


@formula()
def gelu(x: Real) -> Real:
    return x * _cdf(x)


@formula()
def gelu_tanh(x: Real) -> Real:
    z = mp.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3)
    return x * _s(2 * z)


@formula()
def quick_gelu(x: Real) -> Real:
    return x * _s(mpf("1.702") * x)


@formula()
def mish(x: Real) -> Real:
    u = mp.exp(x)
    return x * (u * u + 2 * u) / (u * u + 2 * u + 2)


@formula("-3", "3")
def hard_swish(x: Real) -> Real:
    return x * _clip(x + 3, mpf(0), mpf(6)) / 6


@formula()
def serf(x: Real) -> Real:
    return x * mp.erf(_sp(x))


@formula()
def telu(x: Real) -> Real:
    return x * mp.tanh(mp.exp(x))


@formula()
def logish(x: Real) -> Real:
    return x * mp.log1p(_s(x))


@formula()
def smish(x: Real) -> Real:
    return x * mp.tanh(mp.log1p(_s(x)))


@formula()
def phish(x: Real) -> Real:
    return x * mp.tanh(gelu(x))


@formula()
def pflu(x: Real) -> Real:
    root = mp.sqrt(1 + x * x)
    return x * (1 + x / root) / 2 if x > 0 else x / (2 * root * (root - x))


# Shrinkage


@formula("-0.5", "0.5")
def hardshrink(x: Real) -> Real:
    return x if abs(x) > mpf(1) / 2 else mpf(0)


@formula("-0.5", "0.5")
def softshrink(x: Real) -> Real:
    return mp.sign(x) * max(abs(x) - mpf(1) / 2, mpf(0))


@formula()
def tanhshrink(x: Real) -> Real:
    return x - mp.tanh(x)


# Curves, bumps, waves, steps


@formula()
def identity(x: Real) -> Real:
    return x


@formula()
def bent_identity(x: Real) -> Real:
    return (mp.sqrt(x * x + 1) - 1) / 2 + x


@formula()
def gaussian(x: Real) -> Real:
    return mp.exp(-x * x)


@formula()
def normal_pdf(x: Real) -> Real:
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


@formula()
def sin(x: Real) -> Real:
    return mp.sin(x)


@formula()
def snake(x: Real) -> Real:
    return x + mp.sin(x) ** 2


@formula("0")
def step(x: Real) -> Real:
    return mpf(1) if x >= 0 else mpf(0)


@formula("0")
def sign(x: Real) -> Real:
    return mp.sign(x)
