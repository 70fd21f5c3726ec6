"""ONNX out: each step of a network becomes one node of its name, so that reading the file gives the network again."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sympy import Expr, Max, Min

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.files import write_bytes
from symact.functions.families.rectifiers.leaky import prelu
from symact.networks.elementwise import SLOTS
from symact.networks.network import Network
from symact.networks.onnx.elementwise import BOUNDED, spelling
from symact.networks.onnx.export import Export
from symact.networks.onnx.formula import DOMAIN, function_proto
from symact.networks.onnx.functions import step_proto
from symact.networks.onnx.products import matmul_subscripts
from symact.networks.shapes import broadcast
from symact.networks.step import Step

__all__ = ["onnx_bytes", "write_onnx"]


def write_onnx(network: Network, path: str | os.PathLike[str], dtype: Any = np.float32) -> None:
    """Write a network into an ONNX file, whole or not at all.

    Parameters
    ----------
    network : Network
        With numbers for weights.
    path : path
        Of the file.
    dtype : float32 or float64, optional
        In which an ONNX file computes; float32 unless stated, since onnxruntime has many operators in float32 only.
        Weights keep their own type in the file. Exact weights are rounded to the nearest number of `dtype`, unless
        float64 holds them exactly.

    Raises
    ------
    UnsupportedError
        If a step or a weight has no form in ONNX; it is named.
    MissingExtraError
        If the package ``onnx`` is not installed.
    OSError
        If the file cannot be written; an old one is then as it was.

    Notes
    -----
    A step becomes an ONNX node of the same name, so that reading the file gives the network again: all names, shapes,
    weights and formulas. What is lost is told: an output that has the name of another value gets another name, exact
    weights may be rounded, and steps on constants alone are folded. An activation that ONNX has no operator for becomes
    a function inside the file.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "xor.onnx"
    >>> net = sa.mlp([2, 2, 1], weights=[([[1, 1], [1, 1]], [0, -1]), ([[1, -2]], [0])])
    >>> sa.write_network(net, path)
    >>> sa.read_network(path)(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])).ravel()
    array([0., 1., 1., 0.])
    """
    write_bytes(path, onnx_bytes(network, dtype))


def onnx_bytes(network: Network, dtype: Any = np.float32) -> bytes:
    """Return the ONNX file of a network."""
    kind = np.dtype(dtype)
    if kind not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64, not {dtype!r}")
    data: bytes = Export(network, kind, _RULES).model().SerializeToString()
    return data


def _apply(to: Export, step: Step) -> None:
    function = step["function"]
    simple = _two(to, step, function) if len(step.inputs) == 2 else _one(function)
    if simple is not None:
        to.node(simple[0], step, **simple[1])
    elif type(function) in BOUNDED and function.args[0] == T:
        bounds = (to.nodes.number(float(b)) for b in BOUNDED[type(function)](function))
        to.node("Clip", step, *bounds)
    else:
        names = [to.use(i) for i in step.inputs]
        used = names if SLOTS[1] in function.free_symbols else names[:1]
        if len(used) < len(names) and to.network.shapes[step.name] != to.network.shapes[step.inputs[0]]:
            raise UnsupportedError(f"the step {step.name!r} repeats its first input, and has no form in ONNX")
        stem = type(function).__name__ if function.args[:1] == SLOTS[:1] else "formula"
        name = to.function(function, stem, lambda n: function_proto(function, n, to.dtype))
        to.nodes.add(name, *used, output=step.name, domain=DOMAIN)


def _one(function: Expr) -> tuple[str, Mapping[str, Any]] | None:
    spelled = spelling(function)
    return (spelled.operator, spelled.attributes) if spelled is not None and spelled.argument == T else None


def _two(to: Export, step: Step, function: Expr) -> tuple[str, Mapping[str, Any]] | None:
    t, u = SLOTS
    first, second = (to.network.shapes[i] for i in step.inputs)
    if function == prelu(t, u) and broadcast([first, second]) == first:
        return "PRelu", {}
    return {Max(t, u): ("Max", {}), Min(t, u): ("Min", {}), t**u: ("Pow", {})}.get(function)


def _contract(to: Export, step: Step) -> None:
    subscripts = step["subscripts"]
    shapes = [to.network.shapes[i] for i in step.inputs]
    flags = _GEMM.get(subscripts)
    if flags is not None:
        to.node("Gemm", step, **flags)
    elif subscripts == matmul_subscripts(*shapes):
        to.node("MatMul", step)
    else:
        to.node("Einsum", step, equation=subscripts)


_GEMM = {
    "ai,oi->ao": {"transB": 1},
    "ai,io->ao": {},
    "ia,io->ao": {"transA": 1},
    "ia,oi->ao": {"transA": 1, "transB": 1},
}


def _reshape(to: Export, step: Step) -> None:
    """Write a reshape: 0 stands for a named axis at its old place, -1 for one elsewhere."""
    given, wanted = to.network.shapes[step.inputs[0]], step["shape"]
    lengths = [a if isinstance(a, int) else 0 if i < len(given) and given[i] == a else -1 for i, a in enumerate(wanted)]
    if lengths.count(-1) > 1 or 0 in wanted:
        to.node("Reshape", step, to.lengths(wanted), allowzero=1)
    else:
        to.node("Reshape", step, to.integers(lengths))


def _expand(to: Export, step: Step) -> None:
    given, wanted = to.network.shapes[step.inputs[0]], step["shape"]
    back = len(wanted) - len(given)
    kept = [1 if isinstance(a, str) and i >= back and given[i - back] == a else a for i, a in enumerate(wanted)]
    to.node("Expand", step, to.lengths(tuple(kept)))


def _slice(to: Export, step: Step) -> None:
    to.node("Slice", step, *(to.integers([step[n]]) for n in ("start", "stop", "axis")))


def _pad(to: Export, step: Step) -> None:
    pads = np.zeros((2, len(to.network.shapes[step.name])), np.int64)
    pads[:, step["axis"]] = step["before"], step["after"]
    to.node("Pad", step, to.integers(pads.reshape(-1)))


def _vector(to: Export, step: Step) -> None:
    function = step["function"]
    if function == "logsumexp":
        to.node("ReduceLogSumExp", step, to.integers([step["axis"]]), keepdims=0)
    elif function in _VECTORS:
        to.node(_VECTORS[function], step, axis=step["axis"])
    else:
        _function(to, step)


def _function(to: Export, step: Step) -> None:
    """Write a step as a call of a function that the file brings along."""
    rank, options = len(to.network.shapes[step.inputs[0]]), dict(step.options)
    stem = step["function"] if step.operation == "vector" else step.operation
    name = to.function(
        (step.operation, step.options, rank),
        stem,
        lambda n: step_proto(step.operation, options, rank, n, to.dtype),
    )
    to.node(name, step, domain=DOMAIN)


_VECTORS = {"softmax": "Softmax", "log_softmax": "LogSoftmax", "hardmax": "Hardmax"}

_RULES: dict[str, Callable[[Export, Step], None]] = {
    "apply": _apply,
    "add": lambda to, step: to.node("Add", step),
    "subtract": lambda to, step: to.node("Sub", step),
    "multiply": lambda to, step: to.node("Mul", step),
    "divide": lambda to, step: to.node("Div", step),
    "contract": _contract,
    "reshape": _reshape,
    "transpose": lambda to, step: to.node("Transpose", step, perm=step["axes"]),
    "concat": lambda to, step: to.node("Concat", step, axis=step["axis"]),
    "slice": _slice,
    "pad": _pad,
    "expand": _expand,
    "sum": lambda to, step: to.node("ReduceSum", step, to.integers(step["axes"]), keepdims=0),
    "max": lambda to, step: to.node("ReduceMax", step, to.integers(step["axes"]), keepdims=0),
    "vector": _vector,
    **{name: _function for name in ("count", "cross_entropy", "first_max", "overlap", "windows")},
}
