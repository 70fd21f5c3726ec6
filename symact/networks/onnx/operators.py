"""The table of ONNX operators, each row how it becomes steps; a further operator is a further row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
from sympy import Integer, Max, Min, sqrt

from symact.errors import FormatError, UnsupportedError
from symact.exact.variable import T
from symact.functions.families.rectifiers.leaky import prelu
from symact.networks.elementwise import SLOTS
from symact.networks.numbers import meant
from symact.networks.onnx import constants, products, reductions, shapes, windows
from symact.networks.onnx.call import Call, Known, Row, Value
from symact.networks.onnx.elementwise import FUNCTIONS, clipped, function_of
from symact.networks.onnx.reductions import kept
from symact.networks.onnx.shapes import as_axis, known_lengths, merged

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
    number = call.constant(np.asarray(Integer(len(call)), dtype=object))
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


_NORMALISATION = ("epsilon", "is_test", "momentum", "spatial", "training_mode")

OPERATORS: Mapping[str, Row] = {
    **{name: Row(_function, (1, 1), tuple(reading.attributes)) for name, reading in FUNCTIONS.items()},
    **constants.ROWS,
    **products.ROWS,
    **reductions.ROWS,
    **shapes.ROWS,
    **windows.ROWS,
    "Add": Row(_arithmetic("add"), (2, 2)),
    "BatchNormalization": Row(_batch_normalisation, (5, 5), _NORMALISATION),
    "Clip": Row(_clip, (1, 3), ("max", "min")),
    "Div": Row(_arithmetic("divide"), (2, 2)),
    "Dropout": Row(_dropout, (1, 3), ("is_test", "ratio", "seed")),
    "Floor": Row(None, (1, 1)),
    "Hardmax": Row(_along("hardmax"), (1, 1), ("axis",)),
    "Identity": Row(_identity, (1, 1)),
    "LogSoftmax": Row(_along("log_softmax"), (1, 1), ("axis",)),
    "Max": Row(_extreme(Max), (1, MANY)),
    "Mean": Row(_mean, (1, MANY)),
    "Min": Row(_extreme(Min), (1, MANY)),
    "Mul": Row(_arithmetic("multiply"), (2, 2)),
    "PRelu": Row(_prelu, (2, 2)),
    "Pow": Row(_power, (2, 2)),
    "Softmax": Row(_along("softmax"), (1, 1), ("axis",)),
    "Sub": Row(_arithmetic("subtract"), (2, 2)),
    "Sum": Row(_arithmetic("add"), (1, MANY)),
}
