"""ONNX models for tests: one node with its weights, and what onnxruntime says of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="needs onnx; pip install 'symact[onnx]'")


def one_node(
    operator: str,
    shape: Sequence[int | str],
    weights: Mapping[str, Any] | None = None,
    opset: int = 20,
    **attributes: Any,
) -> bytes:
    """Return a model of one operator on the input x and on initialisers, with the output y."""
    helper = onnx.helper
    named = {name: np.asarray(value) for name, value in (weights or {}).items()}
    graph = helper.make_graph(
        [helper.make_node(operator, ["x", *named], ["y"], **attributes)],
        "one",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)],
        [onnx.numpy_helper.from_array(value, name) for name, value in named.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    data: bytes = model.SerializeToString()
    return data


def session(data: bytes) -> Any:
    """Return onnxruntime's reading of a model."""
    runtime = pytest.importorskip("onnxruntime", reason="needs onnxruntime; pip install 'symact[onnx]'")
    options = runtime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    return runtime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def random_inputs(shapes: Mapping[str, Sequence[Any]], seed: int = 0) -> dict[str, Any]:
    """Return normal float32 inputs; an axis with a name has 3 entries."""
    rng = np.random.default_rng(seed)
    return {
        name: rng.normal(size=[n if isinstance(n, int) else 3 for n in shape]).astype(np.float32)
        for name, shape in shapes.items()
    }


def outputs(net: Any, inputs: Mapping[str, Any]) -> list[Any]:
    """Return all outputs of a network in order."""
    made = net(**inputs)
    return list(made.values()) if isinstance(made, dict) else [made]


def agree(ours: Sequence[Any], theirs: Sequence[Any], rtol: float = 1e-5, atol: float = 1e-6) -> None:
    """Fail unless values agree in shape, and in float32 as sums of a few terms do."""
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert np.shape(a) == np.shape(b)
        np.testing.assert_allclose(np.asarray(a, np.float64), np.asarray(b, np.float64), rtol=rtol, atol=atol)
