"""Operations that act entry by entry: a function of one or two arrays, and the four rules of arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial, reduce
from typing import Any

import numpy as np
from sympy import Expr, expand, sympify

from symact.errors import SymactError
from symact.exact.derivatives import derivative
from symact.exact.variable import T, bound
from symact.networks.operation import TWO, Array, Operation, Options, Writer
from symact.networks.shapes import Shape, broadcast
from symact.networks.step import Step
from symact.numeric.evaluator import lambdify

__all__ = ["ROWS", "SLOTS", "difference", "fit", "rate"]

SLOTS = (T, bound("y", real=True))
"""The variables in which the function of an ``apply`` step is written: the first input, the second."""


@lru_cache(maxsize=4096)
def rate(function: Expr, slot: int, arity: int) -> Expr:
    """Return the derivative of an elementwise function by one of its inputs.

    Of one input it is exact at kinks too; of two inputs it follows the chain rule, a selection at kinks.
    """
    if arity == 1:
        try:
            return derivative(function, T)
        except SymactError:  # a kink that depends on a parameter: the chain rule's selection is left
            pass
    return function.diff(SLOTS[slot])


def difference(function: Expr) -> Expr | None:
    """Return a function of two numbers as one of their difference; None if it is not."""
    if not function.has(SLOTS[1]):
        return None
    moved = expand(function.subs({SLOTS[0]: T + SLOTS[1]}, simultaneous=True))
    return None if moved.has(SLOTS[1]) else function.subs(SLOTS[1], 0)


def fit(writer: Writer, name: str, shape: Shape) -> str:
    """Write the sum over the axes along which an array of `shape` had been repeated."""
    given = writer.shape(name)
    if given == shape:
        return name
    extra = len(given) - len(shape)
    repeated = tuple(i for i, axis in enumerate(given) if i < extra or (shape[i - extra] == 1 and axis != 1))
    if repeated:
        name = writer.add("sum", name, axes=repeated)
    return name if writer.shape(name) == shape else writer.add("reshape", name, shape=shape)


def _shape(shapes: Sequence[Shape], options: Options) -> Shape:
    return broadcast(shapes)


def _apply_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    if not isinstance(options["function"], Expr):
        raise ValueError(f"the function of an apply must be an expression, not {options['function']!r}")
    return _shape(shapes, options)


def _apply(arrays: Sequence[Array], options: Options) -> Array:
    function, slots = options["function"], SLOTS[: len(arrays)]
    if all(a.dtype != object for a in arrays):
        value = lambdify(slots, function)(*arrays)
        return np.asarray(value)
    return np.asarray(np.frompyfunc(partial(_exactly, function), len(slots), 1)(*arrays), dtype=object)


def _exactly(function: Expr, *values: Any) -> Expr:
    exact = (sympify(v, strict=True) for v in values)
    return function.xreplace(dict(zip(SLOTS, exact, strict=False)))


def _apply_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    return [_times_rate(writer, step, slot, cotangent, writer.shape(name)) for slot, name in enumerate(step.inputs)]


def _times_rate(writer: Writer, step: Step, slot: int, factor: str, shape: Shape | None = None) -> str | None:
    slope = rate(step["function"], slot, len(step.inputs))
    if slope == 0:
        return None
    if not slope.free_symbols & set(SLOTS):
        product = factor if slope == 1 else writer.add("apply", factor, function=slope * T)
    else:
        product = writer.add("multiply", factor, writer.add("apply", *step.inputs, function=slope))
    return product if shape is None else fit(writer, product, shape)


def _apply_push(writer: Writer, step: Step, tangents: Sequence[str | None]) -> str | None:
    terms = [_times_rate(writer, step, slot, t) for slot, t in enumerate(tangents) if t is not None]
    return _full(writer, step, total(writer, terms))


def total(writer: Writer, terms: Sequence[str | None]) -> str | None:
    """Write the sum of the terms that are not zero."""
    present = [t for t in terms if t is not None]
    return reduce(lambda a, b: writer.add("add", a, b), present) if present else None


def negated(writer: Writer, name: str) -> str:
    """Write the negative of a value."""
    return writer.add("apply", name, function=-T)


def _arithmetic(function: Callable[[Any, Any], Any]) -> Callable[[Sequence[Array], Options], Array]:
    def evaluate(arrays: Sequence[Array], options: Options) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(function(*arrays))

    return evaluate


def _quotient(a: Any, b: Any) -> Any:
    if a.dtype == object or b.dtype == object:
        return np.frompyfunc(lambda p, q: sympify(p, strict=True) / sympify(q, strict=True), 2, 1)(a, b)
    return np.divide(a, b)


def _add_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    return [fit(writer, cotangent, writer.shape(name)) for name in step.inputs]


def _add_push(writer: Writer, step: Step, tangents: Sequence[str | None]) -> str | None:
    return _full(writer, step, total(writer, tangents))


def _subtract_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    first, second = step.inputs
    return [fit(writer, cotangent, writer.shape(first)), fit(writer, negated(writer, cotangent), writer.shape(second))]


def _subtract_push(writer: Writer, step: Step, tangents: Sequence[str | None]) -> str | None:
    first, second = tangents
    if first is not None and second is not None:
        return _full(writer, step, writer.add("subtract", first, second))
    return _full(writer, step, first if second is None else negated(writer, second))


def _multiply_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    first, second = step.inputs
    return [
        fit(writer, writer.add("multiply", cotangent, second), writer.shape(first)),
        fit(writer, writer.add("multiply", cotangent, first), writer.shape(second)),
    ]


def _multiply_push(writer: Writer, step: Step, tangents: Sequence[str | None]) -> str | None:
    first, second = tangents
    terms = [
        None if first is None else writer.add("multiply", first, step.inputs[1]),
        None if second is None else writer.add("multiply", step.inputs[0], second),
    ]
    return total(writer, terms)


def _divide_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    first, second = step.inputs
    share = writer.add("divide", cotangent, second)
    other = negated(writer, writer.add("multiply", share, step.name))
    return [fit(writer, share, writer.shape(first)), fit(writer, other, writer.shape(second))]


def _divide_push(writer: Writer, step: Step, tangents: Sequence[str | None]) -> str | None:
    first, second = tangents
    change = None if second is None else negated(writer, writer.add("multiply", step.name, second))
    numerator = total(writer, [first, change])
    return None if numerator is None else writer.add("divide", numerator, step.inputs[1])


def _full(writer: Writer, step: Step, name: str | None) -> str | None:
    """Write a tangent in the shape of the result, where only the smaller of two inputs had one."""
    if name is None or writer.shape(name) == writer.shape(step.name):
        return name
    return writer.add("expand", name, shape=writer.shape(step.name))


ROWS = {
    "apply": Operation(_apply_shape, _apply, _apply_pull, _apply_push, range(1, 3)),
    "add": Operation(_shape, _arithmetic(np.add), _add_pull, _add_push, TWO),
    "subtract": Operation(_shape, _arithmetic(np.subtract), _subtract_pull, _subtract_push, TWO),
    "multiply": Operation(_shape, _arithmetic(np.multiply), _multiply_pull, _multiply_push, TWO),
    "divide": Operation(_shape, _arithmetic(_quotient), _divide_pull, _divide_push, TWO),
}
