"""ONNX in: the bytes of a file become a network."""

from __future__ import annotations

from symact.networks.network import Network
from symact.networks.onnx_folding import FOLDS
from symact.networks.onnx_model import read_model
from symact.networks.onnx_operators import OPERATORS
from symact.networks.onnx_reader import Reader

__all__ = ["read_onnx"]


def read_onnx(data: bytes) -> Network:
    """Return the network that the bytes of an ONNX file are; see :func:`symact.networks.files.read_network`."""
    return Reader(read_model(data), OPERATORS, FOLDS, lambda *_: None).network()
