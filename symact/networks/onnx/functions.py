"""Operations that ONNX has no operator for, as functions that a file brings along.

Like those of formulas they say in their note what they are, and are taken at their word only if their nodes agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from symact.errors import FormatError
from symact.networks.documents.json_text import layout, read_tree
from symact.networks.documents.records import LARGEST_RANK, RECORDS
from symact.networks.onnx.formula import DOMAIN, OPSET, Nodes, agrees
from symact.networks.onnx.model import LocalFunction, need_onnx
from symact.networks.operation import Options
from symact.networks.operations import OPERATIONS

__all__ = ["stated_step", "step_proto"]

_INPUTS = ("x", "y")


def _softmin(nodes: Nodes, options: Options, rank: int) -> str:
    return nodes.add("Softmax", nodes.add("Neg", "x"), axis=options["axis"])


def _sparsemax(nodes: Nodes, options: Options, rank: int) -> str:
    """Write the projection on the simplex: what is above a threshold, so that the sum is 1."""
    axis = options["axis"]
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


def _cross_entropy(nodes: Nodes, options: Options, rank: int) -> str:
    """Write the sum of the target times log-probabilities, where what is impossible and not asked for counts as 0."""
    likely = nodes.add("Mul", "y", nodes.add("LogSoftmax", "x", axis=options["axis"]))
    terms = nodes.add("Where", nodes.add("Equal", "y", nodes.number(0.0)), nodes.number(0.0), likely)
    total = nodes.add("ReduceSum", terms, nodes.integers([options["axis"]]), keepdims=0)
    return nodes.add("Neg", total)


def _count(nodes: Nodes, options: Options, rank: int) -> str:
    lengths = nodes.add("Gather", nodes.add("Shape", "x"), nodes.integers(options["axes"]))
    kind = need_onnx().helper.np_dtype_to_tensor_dtype(nodes.dtype)
    return nodes.add("Cast", nodes.add("ReduceProd", lengths, keepdims=0), to=kind)


def _first_max(nodes: Nodes, options: Options, rank: int) -> str:
    kept = [i for i in range(rank) if i not in options["axes"]]
    order = [*kept, *sorted(options["axes"])]
    moved = nodes.add("Transpose", "x", perm=order)
    lanes = nodes.add("Reshape", moved, nodes.integers([0] * len(kept) + [-1]))
    back = nodes.add("Reshape", nodes.add("Hardmax", lanes, axis=len(kept)), nodes.add("Shape", moved))
    return nodes.add("Transpose", back, perm=np.argsort(order).tolist())


def _windows(nodes: Nodes, options: Options, rank: int) -> str:
    """Write windows along one axis after the other: the entries at places and offsets, which become two axes."""
    k = len(options["lengths"])
    lead = rank - k
    pads = np.zeros((2, rank), np.int64)
    pads[:, lead:] = np.transpose(options["pads"])
    array = nodes.add("Pad", "x", nodes.integers(pads.ravel()), nodes.number(float(options["fill"])))
    parts = zip(options["lengths"], options["strides"], options["dilations"], strict=True)
    for i, (length, stride, dilation) in reversed([*enumerate(parts, lead)]):
        zero, one = nodes.integers(0), nodes.integers(1)
        size = nodes.add("Squeeze", nodes.add("Shape", array, start=i, end=i + 1))
        end = nodes.add("Sub", size, nodes.integers((length - 1) * dilation))
        places = nodes.add("Unsqueeze", nodes.add("Range", zero, end, nodes.integers(stride)), one)
        offsets = nodes.add("Range", zero, nodes.integers(length * dilation), nodes.integers(dilation))
        array = nodes.add("Gather", array, nodes.add("Add", places, offsets), axis=i)
    return nodes.add(
        "Transpose", array, perm=[*range(lead), *range(lead, lead + 2 * k, 2), *range(lead + 1, rank + k, 2)]
    )


def _overlap(nodes: Nodes, options: Options, rank: int) -> str:
    """Write overlapping windows added up, which is Col2Im: of each of the axes before, as if of one channel."""
    k = len(options["lengths"])
    lead = rank - 2 * k
    inner = nodes.add("Transpose", "x", perm=[*range(lead), *range(lead + k, rank), *range(lead, lead + k)])
    block = math.prod(options["lengths"])
    columns = math.prod(
        (n + sum(pads) - (length - 1) * dilation - 1) // stride + 1
        for n, pads, length, dilation, stride in zip(
            *(options[o] for o in ("size", "pads", "lengths", "dilations", "strides")), strict=True
        )
    )
    flat = nodes.add("Reshape", inner, nodes.integers([-1, block, columns]))
    sides = [pair[side] for side in (0, 1) for pair in options["pads"]]
    sizes = (nodes.integers(options[o]) for o in ("size", "lengths"))
    whole = nodes.add("Col2Im", flat, *sizes, dilations=options["dilations"], strides=options["strides"], pads=sides)
    shape = nodes.add("Concat", nodes.add("Shape", "x", start=0, end=lead), nodes.integers(options["size"]), axis=0)
    return nodes.add("Reshape", whole, shape)


_BODIES: dict[str, Callable[[Nodes, Options, int], str]] = {
    "softmin": _softmin,
    "sparsemax": _sparsemax,
    "cross_entropy": _cross_entropy,
    "count": _count,
    "first_max": _first_max,
    "windows": _windows,
    "overlap": _overlap,
}


def step_proto(operation: str, options: Options, rank: int, name: str, dtype: Any) -> Any:
    """Return the function of a file that computes an operation on arrays of a rank."""
    helper = need_onnx().helper
    inputs = _INPUTS[: OPERATIONS[operation].arity[0]]
    nodes = Nodes(dtype, [*inputs, "f"])
    nodes.add("Identity", _BODIES[options.get("function", operation)](nodes, options, rank), output="f")
    kinds = RECORDS[operation]
    said = {"operation": operation, "rank": rank, "options": {n: k.write(options[n]) for n, k in kinds.items()}}
    opsets = [helper.make_opsetid("", OPSET)]
    return helper.make_function(DOMAIN, name, inputs, ["f"], nodes.nodes, opsets, doc_string=layout(said))


def stated_step(function: LocalFunction) -> tuple[str, int, dict[str, Any]] | None:
    """Return the operation, the rank and the options that a function of a file states, if its nodes agree."""
    try:
        operation, rank, options = _stated(function.note)
        known = agrees(function, lambda dtype: step_proto(operation, options, rank, function.name, dtype))
    except (FormatError, ValueError, TypeError, LookupError, ArithmeticError):
        return None
    return (operation, rank, options) if known else None


def _stated(note: str) -> tuple[str, int, dict[str, Any]]:
    record = read_tree(note.encode(), "the note of a function").record(("operation", "rank", "options"))
    operation, rank = record["operation"].text(), record["rank"].whole()
    kinds = RECORDS[operation]
    fields = record["options"].record(kinds)
    return operation, min(rank, LARGEST_RANK), {n: kind.read(fields[n]) for n, kind in kinds.items()}
