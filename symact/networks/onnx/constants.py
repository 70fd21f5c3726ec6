"""ONNX operators of constants, types and truth: a choice between values becomes a formula of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sympy import And, Eq, Not, Or, Piecewise

from symact.errors import FormatError, UnsupportedError
from symact.networks.onnx.call import Call, Known, Row, Truth, Value

__all__ = ["ROWS"]


def _cast(call: Call) -> Value:
    value, to = call.given(0), call.attribute("to", 0)
    if to not in _NUMPY:
        raise UnsupportedError(f"Cast is served to numbers and truth values, not to element type {to!r}")
    return _cast_to(call, value, _NUMPY[to])


def _cast_like(call: Call) -> Value:
    like = call.given(1)
    return _cast_to(call, call.given(0), like.array.dtype.str if isinstance(like, Known) else "f")


# How the element types of ONNX are called by NumPy; all floating ones are real numbers here.
_NUMPY = {
    1: "f",
    2: "u1",
    3: "i1",
    4: "u2",
    5: "i2",
    6: "i4",
    7: "i8",
    9: "?",
    10: "f",
    11: "f",
    12: "u4",
    13: "u8",
    16: "f",
}


def _cast_to(call: Call, value: Value | None, kind: str) -> Value:
    """Return a value as another type: a real number stays the number it is, a constant becomes an integer."""
    floating = np.dtype(kind).kind == "f"
    if isinstance(value, Known) and (not floating or value.array.dtype.kind not in "fO"):
        if value.array.dtype == object:
            return value
        call.reader.spend(value.array.size)
        array = value.array.astype(np.float64 if floating else kind)
        return call.reader.known(array, call.node.outputs[0], value.trained)
    if isinstance(value, Truth):
        one = call.formula(value, build=lambda c: Piecewise((1, c), (0, True)), shape_of=value.shape_of)
        if floating:
            return one
    if not floating or value is None:
        raise UnsupportedError("a value that is computed can be cast to floating types only")
    return value


def _constant(call: Call) -> Value:
    given = call.node.attributes
    if len(given) != 1:
        raise FormatError(f"a constant must have one value, not {len(given)}")
    ((kind, value),) = given.items()
    if isinstance(value, bytes) or (isinstance(value, tuple) and any(isinstance(v, bytes) for v in value)):
        raise UnsupportedError("a constant must be of numbers, not of text")
    dtype = {"value_float": np.float32, "value_floats": np.float32, "value_int": np.int64, "value_ints": np.int64}
    return call.reader.known(np.asarray(value, dtype.get(kind)), call.node.outputs[0])


def _comparison(relation: Any) -> Callable[[Call], Value]:
    def read(call: Call) -> Value:
        values = [v for v in call.inputs if v is not None]
        names = tuple(call.reader.name(v) for v in values)
        return Truth(lambda budget: relation(*(call.reader.formula(v, budget) for v in values)), names)

    return read


def _logic(function: Any) -> Callable[[Call], Value]:
    def read(call: Call) -> Value:
        truths = [v for v in call.inputs if isinstance(v, Truth)]
        if len(truths) != len(call):
            raise UnsupportedError("logic is served on comparisons of values")
        names = tuple(n for t in truths for n in t.shape_of)
        return Truth(lambda budget: function(*(t.condition(budget) for t in truths)), names)

    return read


def _where(call: Call) -> Value:
    condition, yes, no = call.inputs
    assert yes is not None and no is not None
    if isinstance(condition, Known) and _is_support(condition, yes, no):
        assert isinstance(yes, Known)
        call.reader.writer.supports[call.reader.name(yes)] = condition.array
        return yes
    if not isinstance(condition, Truth):
        raise UnsupportedError("a choice is served between values by comparing values")
    return call.formula(
        condition, yes, no, build=lambda c, a, b: Piecewise((a, c), (b, True)), shape_of=condition.shape_of
    )


def _is_support(condition: Known, yes: Value, no: Value) -> bool:
    """Return whether a choice says which weights of a matrix exist, the others being 0 anyhow."""
    return (
        isinstance(yes, Known)
        and isinstance(no, Known)
        and yes.trained
        and condition.array.dtype == np.bool_
        and condition.array.shape == yes.array.shape
        and not np.any(no.array)
        and no.array.size == 1
        and not np.any(yes.array[~condition.array])
    )


_KINDS = ("float", "floats", "int", "ints", "string", "strings")
_CONSTANT = ("value", *(f"value_{kind}" for kind in _KINDS))

ROWS: dict[str, Row] = {
    "And": Row(_logic(And), (2, 2)),
    "Cast": Row(_cast, (1, 1), ("round_mode", "saturate", "to")),
    "CastLike": Row(_cast_like, (2, 2), ("round_mode", "saturate")),
    "Constant": Row(_constant, (0, 0), _CONSTANT),
    "Equal": Row(_comparison(Eq), (2, 2)),
    "Greater": Row(_comparison(lambda a, b: a > b), (2, 2)),
    "GreaterOrEqual": Row(_comparison(lambda a, b: a >= b), (2, 2)),
    "Less": Row(_comparison(lambda a, b: a < b), (2, 2)),
    "LessOrEqual": Row(_comparison(lambda a, b: a <= b), (2, 2)),
    "Not": Row(_logic(Not), (1, 1)),
    "Or": Row(_logic(Or), (2, 2)),
    "Where": Row(_where, (3, 3)),
}
