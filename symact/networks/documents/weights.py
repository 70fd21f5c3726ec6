"""Arrays of weights in a document: numbers as the shortest decimals that read back, expressions as texts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from sympy import Integer
from sympy.matrices.expressions.matexpr import MatrixElement

from symact.errors import ParseError
from symact.networks.documents.json_text import Place, Written, layout, shortened
from symact.networks.documents.records import read_shape
from symact.networks.documents.texts import TextReader, TextWriter, matrix_of
from symact.networks.operation import Array
from symact.networks.shapes import Shape

__all__ = ["LARGEST_ARRAY", "LARGEST_SYMBOLIC", "array_record", "read_array", "read_formula", "span"]

LARGEST_ARRAY = 2**25
"""How many entries the arrays of one example may have together, with what evaluation makes on the way."""
LARGEST_SYMBOLIC = 10**6
"""How many entries a matrix of symbols may have."""
_LEAVES: dict[str, tuple[set[type], str]] = {
    "float32": ({int, float}, "a number"),
    "float64": ({int, float}, "a number"),
    "bool": ({bool}, "true or false"),
    "exact": ({int, str}, "a whole number, or the text of a fraction or an expression,"),
}


def span(shape: Shape) -> int:
    """Return how many entries one example of a shape has; an axis of none counts as one."""
    return math.prod(max(axis, 1) for axis in shape if isinstance(axis, int))


def array_record(array: Array, texts: TextWriter) -> dict[str, Any]:
    """Return what a document says about an array of weights."""
    shape = list(array.shape)
    if array.dtype != object:
        written = [*map(_WRITERS[array.dtype.name], array.ravel())]
        return {"kind": array.dtype.name, "shape": shape, "data": _nested(written, shape)}
    matrix = matrix_of(array)
    if matrix is not None:
        return {"kind": "matrix", "shape": shape, "matrix": texts.names[matrix]}
    return {"kind": "exact", "shape": shape, "data": _nested([layout(texts.text(e)) for e in array.flat], shape)}


def _float32_text(value: Any) -> str:
    """Return decimals that read back by way of a double, of which there are nearly always those of float32."""
    short = str(value)
    return short if np.float32(float(short)) == value else repr(float(value))


_WRITERS: dict[str, Any] = {
    "float32": _float32_text,
    "float64": lambda value: repr(float(value)),
    "bool": lambda value: "true" if value else "false",
}


def _nested(texts: Sequence[str], shape: Sequence[int]) -> Any:
    """Return texts of entries as nested rows."""
    if not shape:
        return Written(texts[0])
    if len(shape) == 1:
        return Written(f"[{', '.join(texts)}]")
    size = math.prod(shape[1:])
    return [_nested(texts[i * size : (i + 1) * size], shape[1:]) for i in range(shape[0])]


def read_array(record: dict[str, Place], reader: TextReader) -> Array:
    """Return the array that a record of :func:`array_record` describes."""
    shape: Any = read_shape(record["shape"])
    if any(isinstance(axis, str) for axis in shape):
        record["shape"].refuse("the axes of weights must be numbers, not names")
    if span(shape) > LARGEST_ARRAY:
        record["shape"].limit(f"an array must have at most {LARGEST_ARRAY:,} entries")
    kind = record["kind"].value
    if kind == "matrix":
        return _matrix(record, shape, reader)
    if not isinstance(kind, str) or kind not in _LEAVES:
        record["kind"].refuse(f"the kind must be one of {', '.join(_LEAVES)}, matrix, not {shortened(kind)}")
    place = _content(record, kind, "data")
    flat = _flat(place, shape)
    allowed, what = _LEAVES[kind]
    if not set(map(type, flat)) <= allowed:
        k = next(k for k, v in enumerate(flat) if type(v) not in allowed)
        place.refuse(f"{what} must stand here, not {shortened(flat[k])}", _path(k, shape))
    if kind == "exact":
        return _exact(place, flat, shape, reader)
    return _numbers(place, flat, shape, np.dtype(kind))


def _content(record: dict[str, Place], kind: str, field: str) -> Place:
    """Return the one of the fields ``data`` and ``matrix`` that weights of a kind have."""
    if field not in record or len({"data", "matrix"} & set(record)) > 1:
        record["kind"].refuse(f"weights of the kind {kind!r} must have a field {field!r}, and none besides")
    return record[field]


def _flat(place: Place, shape: tuple[int, ...]) -> list[Any]:
    """Return the entries of nested rows of a shape, in one row."""
    values = [place.value]
    for axis, n in enumerate(shape):
        if not set(map(type, values)) <= {list} or not set(map(len, values)) <= {n}:
            k = next(k for k, v in enumerate(values) if type(v) is not list or len(v) != n)
            problem = f"a row of {n:,} must stand here as the shape says, not {shortened(values[k])}"
            place.refuse(problem, _path(k, shape[:axis]))
        values = list(chain.from_iterable(values))
    return values


def _path(k: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(k, shape)) if shape else ()


def _numbers(place: Place, flat: list[Any], shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    try:
        with np.errstate(over="ignore"):
            made = np.array(flat, dtype=None if dtype == np.bool_ else np.float64).astype(dtype)
        wrong = np.flatnonzero(~np.isfinite(made))
    except OverflowError:
        wrong = np.array([next(k for k, v in enumerate(flat) if abs(v) > 2**1023)])
    if len(wrong):
        k = int(wrong[0])
        place.refuse(f"a weight must be finite as a {dtype.name}, not {shortened(flat[k])}", _path(k, shape))
    return made.reshape(shape)


def _exact(place: Place, flat: list[Any], shape: tuple[int, ...], reader: TextReader) -> Array:
    made = np.empty(len(flat), dtype=object)
    for k, value in enumerate(flat):
        try:
            made[k] = reader.expression(str(value))
        except ParseError as error:
            place.refuse(f"{shortened(value)} must be a number or an expression; {error.problem}", _path(k, shape))
    return made.reshape(shape)


def _matrix(record: dict[str, Place], shape: tuple[int, ...], reader: TextReader) -> Array:
    place = _content(record, "matrix", "matrix")
    name = place.text()
    matrix = reader.legend.matrices.get(name)
    if matrix is None:
        place.refuse(f"{shortened(name)} must be one of the matrices of the document")
    if shape != matrix.shape and not (shape == matrix.shape[:1] and matrix.cols == 1):
        record["shape"].refuse(f"the shape must be that of the matrix {name}, {matrix.rows} x {matrix.cols}")
    if span(shape) > LARGEST_SYMBOLIC:
        record["shape"].limit(f"a matrix of symbols must have at most {LARGEST_SYMBOLIC:,} entries")
    made = np.empty(math.prod(shape), dtype=object)
    columns = int(matrix.cols)
    made[:] = [MatrixElement(matrix, Integer(k // columns), Integer(k % columns)) for k in range(len(made))]
    return made.reshape(shape)


def read_formula(place: Place, reader: TextReader, variables: dict[str, Any]) -> Any:
    """Return the function that a formula is."""
    try:
        return reader.expression(place.text(), variables)
    except ParseError as error:
        place.refuse(f"{shortened(place.value)} must be a formula; {error.problem}")
