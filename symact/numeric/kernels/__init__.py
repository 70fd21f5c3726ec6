"""The numeric primitives: functions of real numbers and arrays, right to a few units in the last place everywhere.

Each keeps dtype and shape, gives the limit at an infinity and nan at nan, warns never, and keeps no state; see
:func:`symact.numeric.kernels.contract.kernel`.
"""

from symact.numeric.kernels.algebraic import isru, softsign, squareplus
from symact.numeric.kernels.doubled import exp_dd
from symact.numeric.kernels.hyperbolic import exp, expm1, log1p, sech2, tanh, tanhshrink
from symact.numeric.kernels.logistic import (
    gelu_tanh,
    log1mexp,
    log_sigmoid,
    mish,
    sigmoid,
    silu,
    softplus,
    swish,
    x_exp,
)
from symact.numeric.kernels.normal import erf, erfc, erfcx, gaussian, gelu, normal_cdf, normal_pdf

__all__ = [
    "erf",
    "erfc",
    "erfcx",
    "exp",
    "exp_dd",
    "expm1",
    "gaussian",
    "gelu",
    "gelu_tanh",
    "isru",
    "log1mexp",
    "log1p",
    "log_sigmoid",
    "mish",
    "normal_cdf",
    "normal_pdf",
    "sech2",
    "sigmoid",
    "silu",
    "softplus",
    "softsign",
    "squareplus",
    "swish",
    "tanh",
    "tanhshrink",
    "x_exp",
]
