"""Activations that SymPy has: its own classes, adorned from outside with what the handbook says of them.

A second ``tanh`` would make ``a + b != b + a`` between the two, so there is none.
"""

from __future__ import annotations

from sympy import atan, erf, exp, sign, sin, tanh

from symact.functions.entries import Entry

__all__ = ["ADOPTED", "atan", "erf", "exp", "sign", "sin", "tanh"]

ADOPTED = (
    Entry(
        "tanh",
        tanh,
        "sigmoids",
        ("hyperbolic_tangent",),
        r"\tanh",
        "LeCun, Bottou, Orr and Mueller, Efficient BackProp, 1998",
        "Tanh",
    ),
    Entry(
        "erf",
        erf,
        "sigmoids",
        ("error_function",),
        r"\operatorname{erf}",
        "Williams, Computing with infinite networks, NIPS 1997",
        "Erf",
    ),
    Entry("atan", atan, "sigmoids", ("arctan", "arctangent"), r"\arctan", "Gregory, 1671", "Atan"),
    Entry(
        "exp",
        exp,
        "exponentials",
        ("exponential",),
        r"\exp",
        "Euler, Introductio in analysin infinitorum, 1748",
        "Exp",
    ),
    Entry(
        "sin",
        sin,
        "waves",
        ("sine", "siren"),
        r"\sin",
        "Sitzmann et al., Implicit neural representations with periodic activation functions, NeurIPS 2020",
        "Sin",
    ),
    Entry(
        "sign",
        sign,
        "steps",
        ("signum", "sgn"),
        r"\operatorname{sign}",
        "Rosenblatt, The perceptron, Psychological Review 1958",
        "Sign",
    ),
)
