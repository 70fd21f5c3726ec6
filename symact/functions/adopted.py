"""Activations that are classes already, adorned from outside with what the handbook says of them.

SymPy has most of them; a second ``tanh`` would make ``a + b != b + a`` between the two, so there is none.
"""

from __future__ import annotations

from sympy import S, atan, erf, exp, sign, sin, tanh

from symact.exact.real_function import step
from symact.functions.entries import Entry
from symact.functions.parameters import Parameter

__all__ = ["ADOPTED", "atan", "erf", "exp", "sign", "sin", "step", "tanh"]

ADOPTED = (
    Entry(
        name="tanh",
        function=tanh,
        family="sigmoids",
        aliases=("hyperbolic_tangent",),
        display=r"\tanh",
        reference="LeCun, Bottou, Orr and Mueller, Efficient BackProp, 1998",
        onnx="Tanh",
    ),
    Entry(
        name="erf",
        function=erf,
        family="sigmoids",
        aliases=("error_function",),
        display=r"\operatorname{erf}",
        reference="Williams, Computing with infinite networks, NIPS 1997",
        onnx="Erf",
    ),
    Entry(
        name="atan",
        function=atan,
        family="sigmoids",
        aliases=("arctan", "arctangent"),
        display=r"\arctan",
        reference="Gregory, 1671",
        onnx="Atan",
    ),
    Entry(
        name="exp",
        function=exp,
        family="exponentials",
        aliases=("exponential",),
        display=r"\exp",
        reference="Euler, Introductio in analysin infinitorum, 1748",
        onnx="Exp",
    ),
    Entry(
        name="sin",
        function=sin,
        family="waves",
        aliases=("sine", "siren"),
        display=r"\sin",
        reference="Sitzmann et al., Implicit neural representations with periodic activation functions, NeurIPS 2020",
        onnx="Sin",
    ),
    Entry(
        name="sign",
        function=sign,
        family="steps",
        aliases=("signum", "sgn"),
        display=r"\operatorname{sign}",
        reference="Rosenblatt, The perceptron, Psychological Review 1958",
        onnx="Sign",
    ),
    Entry(
        name="step",
        function=step,
        family=step.family,
        aliases=step.aliases,
        display=step.display,
        reference=step.reference,
        parameters=(Parameter("at_zero", S.One),),
    ),
)
