"""ONNX in: the bytes of a file become a network."""

from __future__ import annotations

from collections.abc import Sequence

from symact.networks.network import Network
from symact.networks.onnx_call import Value
from symact.networks.onnx_folding import FOLDS
from symact.networks.onnx_formula import DOMAIN, stated_formula
from symact.networks.onnx_model import Function, Node, read_model
from symact.networks.onnx_operators import OPERATORS
from symact.networks.onnx_reader import Reader
from symact.networks.onnx_vectors import stated_vector

__all__ = ["read_onnx"]


def read_onnx(data: bytes) -> Network:
    """Return the network that the bytes of an ONNX file are; see :func:`symact.networks.network_files.read_network`."""
    return Reader(read_model(data), OPERATORS, FOLDS, _named).network()


STATED = 4_000
"""How many characters of formulas in notes are tried, in all; further functions are read by their nodes."""


def _named(reader: Reader, node: Node, function: Function, inputs: Sequence[Value | None]) -> Value | None:
    """Return the value of a function that symact wrote, as the one step that it had been."""
    if node.domain != DOMAIN or len(inputs) != len(function.inputs) or None in inputs:
        return None
    if function.name not in reader.stated:
        reader.texts += len(function.note)
        tried = reader.texts <= STATED
        reader.stated[function.name] = (stated_vector(function) or stated_formula(function)) if tried else None
    stated = reader.stated[function.name]
    if stated is None:
        return None
    names = [reader.name(v) for v in inputs if v is not None]
    if isinstance(stated, tuple):
        return reader.add("vector", names, node.outputs[0], {"function": stated[0], "axis": stated[1]})
    return reader.add("apply", names, node.outputs[0], {"function": stated})
