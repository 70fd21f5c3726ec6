"""Vector activations that ONNX has no operator for, as functions that a file brings along.

Like those of formulas they say in their note what they are, and are taken at their word only if their nodes agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from symact.networks.onnx.formula import DOMAIN, OPSET, Nodes
from symact.networks.onnx.model import LocalFunction, need_onnx

__all__ = ["VECTORS", "stated_vector", "vector_proto"]


def _softmin(nodes: Nodes, axis: int, rank: int) -> str:
    return nodes.add("Softmax", nodes.add("Neg", "x"), axis=axis)


def _sparsemax(nodes: Nodes, axis: int, rank: int) -> str:
    """Write the projection on the simplex: what is above a threshold, so that the sum is 1."""
    one = need_onnx().numpy_helper.from_array(np.ones(1, nodes.dtype))
    along = nodes.constant(np.array([axis]))
    length = nodes.add("Shape", "x", start=axis, end=axis + 1)
    falling, _ = nodes.add_all("TopK", "x", length, outputs=2, axis=axis)
    sums = nodes.add("CumSum", falling, nodes.constant(np.array(axis)))
    places = nodes.add("CumSum", nodes.add("ConstantOfShape", length, value=one), nodes.constant(np.array(0)))
    if rank - axis > 1:
        places = nodes.add("Unsqueeze", places, nodes.constant(np.arange(1, rank - axis)))
    bound = nodes.add("Add", nodes.add("Mul", places, falling), nodes.number(1.0))
    inside = nodes.add("Greater", bound, sums)
    number = nodes.add("ReduceSum", nodes.add("Where", inside, nodes.number(1.0), nodes.number(0.0)), along)
    total = nodes.add("ReduceSum", nodes.add("Where", inside, falling, nodes.number(0.0)), along)
    threshold = nodes.add("Div", nodes.add("Sub", total, nodes.number(1.0)), number)
    return nodes.add("Relu", nodes.add("Sub", "x", threshold))


VECTORS: dict[str, Callable[[Nodes, int, int], str]] = {"softmin": _softmin, "sparsemax": _sparsemax}


def vector_proto(function: str, axis: int, rank: int, name: str, dtype: Any) -> Any:
    """Return the function of a file that computes a vector activation along an axis of arrays of a rank."""
    helper = need_onnx().helper
    nodes = Nodes(dtype, ["x", "f"])
    nodes.add("Identity", VECTORS[function](nodes, axis, rank), output="f")
    note = f"{function} along axis {axis} of {rank}"
    return helper.make_function(
        DOMAIN, name, ["x"], ["f"], nodes.nodes, [helper.make_opsetid("", OPSET)], doc_string=note
    )


def stated_vector(function: LocalFunction) -> tuple[str, int] | None:
    """Return the vector activation and the axis that a function of a file states, if its nodes agree."""
    stated = re.fullmatch(r"([a-z]{1,20}) along axis ([0-9]) of ([0-9])", function.note)
    if stated is None or stated[1] not in VECTORS:
        return None
    axis, rank = int(stated[2]), int(stated[3])
    for dtype in (np.float32, np.float64):
        again = vector_proto(stated[1], axis, rank, function.name, dtype)
        if again.SerializeToString(deterministic=True) == function.proto.SerializeToString(deterministic=True):
            return stated[1], axis
    return None
