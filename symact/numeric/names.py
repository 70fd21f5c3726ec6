"""What functions are called in generated source: those of arrays, and those of arguments known as pairs."""

from __future__ import annotations

import sympy
from sympy import exp

from symact.numeric import machine

__all__ = ["FUNCTIONS", "STEEP"]

FUNCTIONS: dict[type, str] = {
    exp: "np.exp",
    sympy.log: "np.log",
    sympy.sin: "np.sin",
    sympy.cos: "np.cos",
    sympy.tan: "np.tan",
    sympy.asin: "np.arcsin",
    sympy.acos: "np.arccos",
    sympy.atan: "np.arctan",
    sympy.atan2: "np.arctan2",
    sympy.sinh: "np.sinh",
    sympy.cosh: "np.cosh",
    sympy.tanh: "np.tanh",
    sympy.asinh: "np.arcsinh",
    sympy.acosh: "np.arccosh",
    sympy.atanh: "np.arctanh",
    sympy.Abs: "np.abs",
    sympy.sign: "np.sign",
    sympy.Max: "np.maximum",
    sympy.Min: "np.minimum",
    sympy.Heaviside: "np.heaviside",
    sympy.floor: "np.floor",
    sympy.ceiling: "np.ceil",
    sympy.erf: "erf",
    machine.Sigmoid: "sigmoid",
    machine.Softplus: "softplus",
    machine.Expm1: "np.expm1",
    machine.Log1p: "np.log1p",
    machine.Log1mexp: "log1mexp",
    machine.Sech2: "sech2",
    machine.Tanhshrink: "tanhshrink",
    machine.Erfc: "erfc",
    machine.NormalCdf: "normal_cdf",
    machine.Gelu: "gelu",
    machine.Mish: "mish",
    machine.Conjugate: "conjugate",
}

STEEP: dict[type, str] = {
    exp: "exp_pair",
    sympy.sin: "sin_pair",
    sympy.cos: "cos_pair",
    machine.Sigmoid: "sigmoid_pair",
    machine.Softplus: "softplus_of_pair",
    machine.Expm1: "expm1_pair",
    machine.Sech2: "sech2_pair",
    machine.Erfc: "erfc_pair",
    machine.NormalCdf: "normal_cdf_pair",
}
