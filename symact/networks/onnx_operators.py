"""The table of ONNX operators, each row how it becomes steps; a further operator is a further row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
from sympy import And, Eq, Max, Min, Not, Or, Piecewise, S, sqrt

from symact.errors import FormatError, UnsupportedError
from symact.exact.variable import T
from symact.functions.rectifiers import prelu
from symact.networks import onnx_products, onnx_shapes, onnx_windows
from symact.networks.elementwise import SLOTS
from symact.networks.onnx_call import Call, Known, Row, Truth, Value
from symact.networks.onnx_elementwise import FUNCTIONS, clipped, function_of
from symact.networks.onnx_numbers import meant
from symact.networks.onnx_shapes import as_axis, kept, known_lengths, merged

__all__ = ["OPERATORS"]

T_, U_ = SLOTS
MANY = 2**31


def _identity(call: Call) -> Value:
    value = call.given(0)
    return call.name(0) if value is None else value


def _function(call: Call) -> Value:
    return call.result(
        "apply", call.name(0), function=function_of(call.node.operator, tuple(call.node.attributes.items()))
    )


def _arithmetic(operation: str) -> Callable[[Call], Value]:
    def read(call: Call) -> Value:
        names = [call.name(i) for i in range(len(call))]
        if len(names) == 1:
            return names[0]
        return call.result(operation, reduce(lambda a, b: call.step(operation, a, b), names[:-1]), names[-1])

    return read


def _mean(call: Call) -> Value:
    number = call.constant(np.asarray(S(len(call)), dtype=object))
    total = reduce(lambda a, b: call.step("add", a, b), [call.name(i) for i in range(len(call))])
    return call.result("divide", total, number)


def _extreme(function: Any) -> Callable[[Call], Value]:
    """Return the reading of Max or Min; numbers are put into the function."""

    def read(call: Call) -> Value:
        names = [call.name(i) for i in range(len(call)) if call.number(i) is None]
        numbers = [n for n in (call.number(i) for i in range(len(call))) if n is not None]
        slots = SLOTS[: min(len(names), 2)]
        if not names:
            raise FormatError("one of the inputs must not be a constant")
        if len(names) > 2:
            names = [reduce(lambda a, b: call.step("apply", a, b, function=function(*SLOTS)), names[:-1]), names[-1]]
        return call.result("apply", *names, function=function(*slots, *numbers))

    return read


def _power(call: Call) -> Value:
    base, exponent = call.number(0), call.number(1)
    if exponent is not None:
        return call.result("apply", call.name(0), function=T**exponent)
    if base is not None:
        return call.result("apply", call.name(1), function=base**T)
    return call.result("apply", call.name(0), call.name(1), function=T_**U_)


def _clip(call: Call) -> Value:
    if call.version < 11:
        bounds = [call.node.attributes.get(n) for n in ("min", "max")]
        low, high = (None if b is None else meant(float(b)) for b in bounds)
        return call.result("apply", call.name(0), function=clipped(low, high))
    if any(isinstance(call.given(i), str) for i in (1, 2)):
        value = call.name(0)
        if call.given(1) is not None:
            write = call.step if call.given(2) is not None else call.result
            value = write("apply", value, call.name(1), function=Max(*SLOTS))
        return call.result("apply", value, call.name(2), function=Min(*SLOTS)) if call.given(2) is not None else value
    return call.result("apply", call.name(0), function=clipped(_bound(call, 1), _bound(call, 2)))


def _bound(call: Call, i: int) -> Any:
    """Return a bound of Clip; None for one that is left out or infinite."""
    array = call.array(i)
    if array is None:
        return None
    if array.size != 1:
        raise FormatError(f"a bound must be one number, not {array.size}")
    return None if np.isinf(np.float64(array.reshape(-1)[0])) else call.number(i)


def _prelu(call: Call) -> Value:
    slope, shape = call.name(1), call.shape(0)
    if call.version < 7 and len(call.shape(1)) == 1 and len(shape) > 1 and call.shape(1) != (1,):
        slope = call.step("reshape", slope, shape=(*call.shape(1), *(1,) * (len(shape) - 2)))
    return call.result("apply", call.name(0), slope, function=prelu(T_, U_))


def _along(function: str) -> Callable[[Call], Value]:
    """Return the reading of a function along an axis; before operator set 13 it was one of all axes from that on."""

    def read(call: Call) -> Value:
        shape = call.shape(0)
        if call.version >= 13:
            axis = as_axis(call.attribute("axis", -1), len(shape))
            return call.result("vector", call.name(0), function=function, axis=axis)
        axis = as_axis(call.attribute("axis", 1), len(shape))
        if axis == len(shape) - 1:
            return call.result("vector", call.name(0), function=function, axis=axis)
        flat = call.step("reshape", call.name(0), shape=(*shape[:axis], merged(shape[axis:])))
        return kept(call, shape, "vector", flat, function=function, axis=axis)

    return read


def _dropout(call: Call) -> Value:
    random = UnsupportedError("Dropout in training mode is random; only inference is served, where it does nothing")
    if call.version < 7:
        if not call.attribute("is_test", 0):
            raise random
    elif call.version >= 12 and call.given(2) is not None:
        mode = call.given(2)
        if not isinstance(mode, Known) or mode.array.any():
            raise random
    return _identity(call)


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


def _batch_normalisation(call: Call) -> Value:
    training = call.attribute("training_mode", 0) or (call.version < 7 and not call.attribute("is_test", 0))
    if training or call.attribute("spatial", 1) != 1:
        raise UnsupportedError("BatchNormalization is served at inference, with one mean for each channel")
    shape, epsilon = call.shape(0), meant(float(call.attribute("epsilon", 1e-5)))
    if len(shape) < 2:
        raise FormatError("it must have an axis of channels behind that of the examples")

    centred = call.step("subtract", call.name(0), _spread(call, 3))
    deviation = call.step("apply", _spread(call, 4), function=sqrt(T + epsilon))
    normal = call.step("divide", centred, deviation)
    return call.result("add", call.step("multiply", normal, _spread(call, 1)), _spread(call, 2))


def _spread(call: Call, i: int) -> str:
    """Return an input of one number a channel, made to fit; a mean and a variance are constants."""
    value, rank = call.given(i), len(call.shape(0))
    shape = (*call.shape(i), *(1,) * (rank - 2))
    if isinstance(value, Known) and (i > 2 or not value.trained):
        made = call.reader.known(np.reshape(value.array, known_lengths(shape)), call.reader.fresh(value.name))
        return call.reader.name(made)
    return call.step("reshape", call.name(i), shape=shape)


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


_NORMALISATION = ("epsilon", "is_test", "momentum", "spatial", "training_mode")
_KINDS = ("float", "floats", "int", "ints", "string", "strings")
_CONSTANT = ("value", *(f"value_{kind}" for kind in _KINDS))

OPERATORS: Mapping[str, Row] = {
    **{name: Row(_function, (1, 1), tuple(reading.attributes)) for name, reading in FUNCTIONS.items()},
    **onnx_products.ROWS,
    **onnx_shapes.ROWS,
    **onnx_windows.ROWS,
    "Add": Row(_arithmetic("add"), (2, 2)),
    "And": Row(_logic(And), (2, 2)),
    "BatchNormalization": Row(
        _batch_normalisation, (5, 5), ("epsilon", "is_test", "momentum", "spatial", "training_mode")
    ),
    "Cast": Row(_cast, (1, 1), ("round_mode", "saturate", "to")),
    "CastLike": Row(_cast_like, (2, 2), ("round_mode", "saturate")),
    "Clip": Row(_clip, (1, 3), ("max", "min")),
    "Constant": Row(
        _constant,
        (0, 0),
        ("value", "value_float", "value_floats", "value_int", "value_ints", "value_string", "value_strings"),
    ),
    "Div": Row(_arithmetic("divide"), (2, 2)),
    "Dropout": Row(_dropout, (1, 3), ("is_test", "ratio", "seed")),
    "Equal": Row(_comparison(Eq), (2, 2)),
    "Floor": Row(None, (1, 1)),
    "Greater": Row(_comparison(lambda a, b: a > b), (2, 2)),
    "GreaterOrEqual": Row(_comparison(lambda a, b: a >= b), (2, 2)),
    "Hardmax": Row(_along("hardmax"), (1, 1), ("axis",)),
    "Identity": Row(_identity, (1, 1)),
    "Less": Row(_comparison(lambda a, b: a < b), (2, 2)),
    "LessOrEqual": Row(_comparison(lambda a, b: a <= b), (2, 2)),
    "LogSoftmax": Row(_along("log_softmax"), (1, 1), ("axis",)),
    "Max": Row(_extreme(Max), (1, MANY)),
    "Mean": Row(_mean, (1, MANY)),
    "Min": Row(_extreme(Min), (1, MANY)),
    "Mul": Row(_arithmetic("multiply"), (2, 2)),
    "Not": Row(_logic(Not), (1, 1)),
    "Or": Row(_logic(Or), (2, 2)),
    "PRelu": Row(_prelu, (2, 2)),
    "Pow": Row(_power, (2, 2)),
    "Softmax": Row(_along("softmax"), (1, 1), ("axis",)),
    "Sub": Row(_arithmetic("subtract"), (2, 2)),
    "Sum": Row(_arithmetic("add"), (1, MANY)),
    "Where": Row(_where, (3, 3)),
}
