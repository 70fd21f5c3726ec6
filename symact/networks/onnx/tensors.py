"""Tensors of an ONNX file as arrays, from the bytes of the file and from nowhere else."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from symact.errors import FormatError, UnsupportedError
from symact.networks.operation import Array
from symact.networks.weights import exact_array

__all__ = ["EXACT", "quoted", "shortened", "tensor_array"]

EXACT = "exact"
"""The note on a tensor whose floating numbers stand for exact ones."""


def quoted(name: object) -> str:
    """Return a name of the file for a message: on one line, and short."""
    return shortened(repr(name), 80)


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many characters, its middle left out."""
    return text if len(text) <= longest else f"{text[: longest - 24]} ... {text[-19:]}"


# For each element type its name, the NumPy type of its raw bytes, and the field that holds it otherwise.
_TYPES: dict[int, tuple[str, str, str]] = {
    1: ("FLOAT", "<f4", "float_data"),
    2: ("UINT8", "<u1", "int32_data"),
    3: ("INT8", "<i1", "int32_data"),
    4: ("UINT16", "<u2", "int32_data"),
    5: ("INT16", "<i2", "int32_data"),
    6: ("INT32", "<i4", "int32_data"),
    7: ("INT64", "<i8", "int64_data"),
    9: ("BOOL", "?", "int32_data"),
    10: ("FLOAT16", "<f2", "int32_data"),
    11: ("DOUBLE", "<f8", "double_data"),
    12: ("UINT32", "<u4", "uint64_data"),
    13: ("UINT64", "<u8", "uint64_data"),
    16: ("BFLOAT16", "<u2", "int32_data"),
}


def tensor_array(tensor: Any, owner: str) -> Array:
    """Return a tensor of the file as an array; bfloat16 becomes float32, and what is marked exact becomes exact.

    Raises
    ------
    FormatError
        If it is outside the file, or its size is not what it says.
    UnsupportedError
        For elements that are not served, such as text.
    """
    if tensor.data_location or tensor.external_data:
        raise FormatError(f"{owner} must stand in the file itself; data that is kept elsewhere is not opened")
    if tensor.data_type not in _TYPES or tensor.HasField("segment"):
        names = ", ".join(name for name, *_ in _TYPES.values())
        raise UnsupportedError(f"{owner} must be a whole tensor of {names}, not of element type {tensor.data_type}")
    name, dtype, source = _TYPES[tensor.data_type]
    shape = tuple(tensor.dims)
    if len(shape) > 32 or any(n < 0 for n in shape):
        raise FormatError(f"{owner} must have at most 32 axes of lengths 0 or more, not {quoted(shape)}")
    size = math.prod(shape)
    if tensor.HasField("raw_data"):
        raw = tensor.raw_data
        given, unit = len(raw), np.dtype(dtype).itemsize
        if given != size * unit:
            raise FormatError(f"{owner} must have {size} x {unit} bytes for its shape {quoted(shape)}, not {given}")
        array = np.frombuffer(raw, dtype)
    else:
        values = getattr(tensor, source)
        if len(values) != size:
            raise FormatError(f"{owner} must have {size} entries for its shape {quoted(shape)}, not {len(values)}")
        array = _typed(values, name, dtype, owner)
    if name == "BFLOAT16":
        array = (array.astype(np.uint32) << 16).view(np.float32)
    array = array.reshape(shape)
    exact = tensor.doc_string == EXACT and array.dtype.kind == "f" and np.isfinite(array).all()
    return exact_array(array, owner) if exact else array


def _typed(values: Any, name: str, dtype: str, owner: str) -> Array:
    if name in ("FLOAT16", "BFLOAT16"):
        return np.array(values, np.uint16).view(np.dtype(dtype))
    wide = np.array(values)
    array = wide.astype(dtype)
    if array.dtype.kind != "f" and (array != wide).any():
        raise FormatError(f"{owner} must hold numbers that fit {name}")
    return array
