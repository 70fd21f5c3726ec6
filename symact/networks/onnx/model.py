"""An ONNX file as plain records, read without trust: nothing outside the file is opened, sizes are checked first.

Only the parser of the ``onnx`` package is used. Tensors come from the bytes of the file and from nowhere else, and a
tensor that says to be larger than its bytes is refused before anything of that size is made.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symact.errors import FormatError, MissingExtraError, SymactError, UnsupportedError
from symact.networks.onnx.tensors import quoted, tensor_array
from symact.networks.operation import Array
from symact.networks.shapes import Shape

__all__ = ["LocalFunction", "Graph", "Node", "Reference", "Subgraph", "need_onnx", "read_model"]

NODES = 20_000
"""How many nodes a file may have, those of its functions wherever they are called; as many are read in 2 s."""


@dataclass(frozen=True)
class Node:
    """One node: an operator of a domain, the names of its inputs and outputs ('' where one is left out)."""

    operator: str
    domain: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]
    name: str = ""

    def __str__(self) -> str:
        made = next(filter(None, self.outputs), "")
        return f"the node {quoted(self.operator)} that makes {quoted(made)}"


@dataclass(frozen=True)
class Reference:
    """An attribute of a node within a function that is taken from the call."""

    name: str


@dataclass(frozen=True)
class LocalFunction:
    """A function that the file brings along."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    nodes: tuple[Node, ...]
    attributes: Mapping[str, Any]
    versions: Mapping[str, int]
    note: str
    proto: Any = field(repr=False)


@dataclass(frozen=True)
class Graph:
    """What a file says, before it is known what it means."""

    inputs: Mapping[str, Shape]
    outputs: tuple[str, ...]
    nodes: tuple[Node, ...]
    initialisers: Mapping[str, Array]
    functions: Mapping[tuple[str, str], LocalFunction]
    versions: Mapping[str, int]


def need_onnx() -> Any:
    """Return the ``onnx`` package, imported at use.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        import onnx
    except ImportError as error:
        raise MissingExtraError(
            'an ONNX file needs the package onnx, which is not installed; install it with pip install "symact[onnx]"'
        ) from error
    return onnx


def read_model(data: bytes) -> Graph:
    """Return the graph of an ONNX file.

    Raises
    ------
    FormatError
        If the bytes are not an ONNX model, or contradict themselves.
    UnsupportedError
        If the model keeps data elsewhere, or in forms that are not served.
    """
    onnx = need_onnx()
    model = onnx.ModelProto()
    try:
        model.ParseFromString(data)
        return _graph(onnx, model)
    except SymactError:
        raise
    except Exception as error:  # the parser has errors of its own, and text in a file may be broken anywhere
        raise FormatError(f"the file must be an ONNX model; {type(error).__name__}: {quoted(str(error))}") from error


def _graph(onnx: Any, model: Any) -> Graph:
    if not model.HasField("graph") or not model.opset_import:
        raise FormatError("the file must be an ONNX model with a graph and its operator sets; it has none")
    graph = model.graph
    count = len(graph.node) + sum(len(f.node) for f in model.functions)
    if count > NODES:
        raise UnsupportedError(f"a network must have at most {NODES:,} nodes to be read, not {count:,}")
    if graph.sparse_initializer:
        raise UnsupportedError("sparse initialisers are not served; store the weights as dense tensors")
    initialisers: dict[str, Array] = {}
    for tensor in graph.initializer:
        name = _text(tensor.name)
        if not name or name in initialisers:
            raise FormatError(f"initialisers must have names that differ, not {quoted(name)} once more")
        initialisers[name] = tensor_array(tensor, f"initialiser {quoted(name)}")
    inputs: dict[str, Shape] = {}
    listed = [_text(value.name) for value in graph.input]
    if len(set(listed)) != len(listed) or "" in listed:
        raise FormatError("the inputs of a graph must have names that differ")
    for value in graph.input:
        if value.name not in initialisers:
            inputs[value.name] = _input_shape(onnx, value)
    functions = {}
    for function in model.functions:
        key = _text(function.domain), _text(function.name)
        if key in functions:
            raise FormatError(f"functions must have names that differ, not {quoted(key[1])} once more")
        functions[key] = _function(function)
    outputs = tuple(_text(value.name) for value in graph.output)
    if len(set(outputs)) != len(outputs):
        raise FormatError("the outputs of a graph must have names that differ")
    return Graph(inputs, outputs, tuple(map(_node, graph.node)), initialisers, functions, _versions(model.opset_import))


def _versions(imports: Sequence[Any]) -> dict[str, int]:
    return {_domain(i): i.version for i in imports}


def _input_shape(onnx: Any, value: Any) -> Shape:
    owner = f"the input {quoted(value.name)}"
    kind = value.type.WhichOneof("value")
    if kind != "tensor_type":
        raise UnsupportedError(f"{owner} must be a tensor, not {kind or 'of no type'}")
    tensor = value.type.tensor_type
    if tensor.elem_type not in (1, 10, 11, 16):
        types = {number: name for name, number in onnx.TensorProto.DataType.items()}
        given = types.get(tensor.elem_type, tensor.elem_type)
        raise UnsupportedError(f"{owner} must hold real numbers (FLOAT, DOUBLE, FLOAT16, BFLOAT16), not {given}")
    if not tensor.HasField("shape"):
        raise UnsupportedError(f"{owner} must have a shape in the file; its axes may be named")
    return tuple(_axis(d, f"{value.name}_{i}", owner) for i, d in enumerate(tensor.shape.dim))


def _axis(dim: Any, name: str, owner: str) -> int | str:
    kind = dim.WhichOneof("value")
    if kind == "dim_value":
        if dim.dim_value < 0:
            raise FormatError(f"an axis of {owner} must have a length of 0 or more, not {dim.dim_value}")
        return int(dim.dim_value)
    return _text(dim.dim_param) or name if kind == "dim_param" else name


def _function(function: Any) -> LocalFunction:
    return LocalFunction(
        function.name,
        tuple(map(_text, function.input)),
        tuple(map(_text, function.output)),
        tuple(map(_node, function.node)),
        dict.fromkeys(map(_text, function.attribute)) | {_text(a.name): _value(a) for a in function.attribute_proto},
        _versions(function.opset_import),
        _text(function.doc_string),
        function,
    )


def _node(node: Any) -> Node:
    inputs, outputs = (tuple(map(_text, names)) for names in (node.input, node.output))
    given = Node(_text(node.op_type), _domain(node), inputs, outputs, {}, _text(node.name))
    attributes: dict[str, Any] = {}
    for attribute in node.attribute:
        name = _text(attribute.name)
        if name in attributes:
            raise FormatError(f"{given} must have the attribute {quoted(name)} once, not twice")
        attributes[name] = _value(attribute)
    return replace(given, attributes=attributes)


def _text(value: Any) -> str:
    """Return a text of the file; the parser gives bytes where it is no UTF-8."""
    if not isinstance(value, str):
        raise FormatError(f"names in an ONNX model must be UTF-8, not {quoted(value)}")
    return value


def _domain(owner: Any) -> str:
    """Return the domain of an operator or an import; that of ONNX itself has two names."""
    domain = _text(owner.domain)
    return "" if domain == "ai.onnx" else domain


_TEXT = {1: "f", 2: "i", 3: "s", 4: "t", 6: "floats", 7: "ints", 8: "strings"}


def _value(attribute: Any) -> Any:
    """Return an attribute as a number, bytes, an array, or a tuple of them."""
    if attribute.ref_attr_name:
        return Reference(_text(attribute.ref_attr_name))
    kind = attribute.type
    if kind not in _TEXT:
        return Subgraph()
    value = getattr(attribute, _TEXT[kind])
    if kind == 4:
        return tensor_array(value, f"the attribute {quoted(attribute.name)}")
    if kind == 1 and not math.isfinite(value):
        raise FormatError(f"the attribute {quoted(attribute.name)} must be finite, not {value}")
    return tuple(value) if kind > 4 else value


class Subgraph:
    """An attribute that is a graph, a sparse tensor or a type; no operator that is served has one."""

    def __repr__(self) -> str:
        return "a graph or another value that is not served"
