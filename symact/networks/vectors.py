"""Vector activations along an axis, and what their derivatives are in further steps.

Softmax and its kin have a row of their own, because their derivatives are short in what they have computed; a gated or
a maximum unit is written in other steps where a network is built.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from symact.exact.real_function import step as threshold_step
from symact.exact.variable import T
from symact.functions.catalogue import activation
from symact.functions.logsumexp import logsumexp
from symact.networks.elementwise import negated, total
from symact.networks.operation import Array, Operation, Options, Writer
from symact.networks.shapes import Shape
from symact.networks.step import Step
from symact.networks.structure import repeated
from symact.numeric.vectors import evaluate_vector

__all__ = ["ALONG_AXIS", "ROWS"]


def _shape(shapes: Sequence[Shape], options: Options) -> Shape:
    (shape,), axis = shapes, options["axis"]
    if options["function"] not in ALONG_AXIS:
        raise ValueError(f"a vector activation must be one of {', '.join(ALONG_AXIS)}, not {options['function']!r}")
    if not 0 <= axis < len(shape):
        raise ValueError(f"the axis of {options['function']} must be from 0 to {len(shape) - 1}, not {axis}")
    return shape if options["function"] != "logsumexp" else (*shape[:axis], *shape[axis + 1 :])


def _evaluate(arrays: Sequence[Array], options: Options) -> Array:
    (array,), axis, name = arrays, options["axis"], options["function"]
    function = logsumexp if name == "logsumexp" else activation(name)
    if array.dtype != object:
        return np.asarray(evaluate_vector(function, array, axis=axis))
    lanes = np.moveaxis(array, axis, -1)
    if name == "logsumexp":
        values = np.empty(lanes.shape[:-1], dtype=object)
        for place in np.ndindex(values.shape):
            values[place] = logsumexp(*lanes[place])
        return values
    values = np.empty(lanes.shape, dtype=object)
    for place in np.ndindex(lanes.shape[:-1]):
        values[place] = list(function(list(lanes[place])))
    return np.moveaxis(values, -1, axis)


Rule = Callable[[Writer, Step, str], str | None]
"""``rule(writer, step, direction)``: the Jacobian, or its transpose, times a direction."""


def _summed(writer: Writer, name: str, axis: int) -> str:
    total = writer.add("sum", name, axes=(axis,))
    return repeated(writer, total, writer.shape(name), (axis,))


def _softmax_rule(writer: Writer, step: Step, direction: str) -> str:
    weighted = writer.add("multiply", step.name, direction)
    mean = _summed(writer, weighted, step["axis"])
    return writer.add("multiply", step.name, writer.add("subtract", direction, mean))


def _softmin_rule(writer: Writer, step: Step, direction: str) -> str:
    return negated(writer, _softmax_rule(writer, step, direction))


def _sparsemax_rule(writer: Writer, step: Step, direction: str) -> str:
    support = writer.add("apply", step.name, function=threshold_step(T, 0))
    axis = step["axis"]
    share = writer.add(
        "divide", _summed(writer, writer.add("multiply", support, direction), axis), _summed(writer, support, axis)
    )
    return writer.add("multiply", support, writer.add("subtract", direction, share))


def _probabilities(writer: Writer, step: Step) -> str:
    return writer.add("vector", step.inputs[0], function="softmax", axis=step["axis"])


def _log_softmax_pull(writer: Writer, step: Step, direction: str) -> str:
    share = writer.add("multiply", _probabilities(writer, step), _summed(writer, direction, step["axis"]))
    return writer.add("subtract", direction, share)


def _log_softmax_push(writer: Writer, step: Step, direction: str) -> str:
    mean = _summed(writer, writer.add("multiply", _probabilities(writer, step), direction), step["axis"])
    return writer.add("subtract", direction, mean)


def _logsumexp_pull(writer: Writer, step: Step, direction: str) -> str:
    shape = writer.shape(step.inputs[0])
    return writer.add("multiply", _probabilities(writer, step), repeated(writer, direction, shape, (step["axis"],)))


def _logsumexp_push(writer: Writer, step: Step, direction: str) -> str:
    return writer.add("sum", writer.add("multiply", _probabilities(writer, step), direction), axes=(step["axis"],))


def _flat(writer: Writer, step: Step, direction: str) -> None:
    return None


ALONG_AXIS: dict[str, tuple[Rule, Rule]] = {
    "softmax": (_softmax_rule, _softmax_rule),
    "softmin": (_softmin_rule, _softmin_rule),
    "sparsemax": (_sparsemax_rule, _sparsemax_rule),
    "log_softmax": (_log_softmax_pull, _log_softmax_push),
    "logsumexp": (_logsumexp_pull, _logsumexp_push),
    "hardmax": (_flat, _flat),
}
"""For each function: its transposed Jacobian times a cotangent, and its Jacobian times a tangent."""


def _pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    return [ALONG_AXIS[step["function"]][0](writer, step, cotangent)]


def _push(writer: Writer, step: Step, tangents: Sequence[str | None]) -> str | None:
    (tangent,) = tangents
    return None if tangent is None else ALONG_AXIS[step["function"]][1](writer, step, tangent)


def _cross_entropy_shape(shapes: Sequence[Shape], options: Options) -> Shape:
    (logits, target), axis = shapes, options["axis"]
    if logits != target or not 0 <= axis < len(logits):
        raise ValueError(f"cross_entropy needs logits and a target of one shape, not {logits} and {target}")
    return (*logits[:axis], *logits[axis + 1 :])


def _cross_entropy(arrays: Sequence[Array], options: Options) -> Array:
    logits, target = arrays
    likelihood = _evaluate([logits], {"function": "log_softmax", "axis": options["axis"]})
    if logits.dtype == object:
        return np.asarray(-(target * likelihood).sum(axis=options["axis"]), dtype=object)
    terms = np.multiply(target, likelihood, where=target != 0, out=np.zeros_like(likelihood))
    return np.asarray(-terms.sum(axis=options["axis"]))


def _cross_entropy_rates(writer: Writer, step: Step) -> tuple[str, str]:
    """Write the derivatives by the logits, p sum(y) - y or p - y of a distribution, and by the target, -log p."""
    (logits, target), axis = step.inputs, step["axis"]
    p = writer.add("vector", logits, function="softmax", axis=axis)
    expected = p if step["distribution"] else writer.add("multiply", p, _summed(writer, target, axis))
    by_logits = writer.add("subtract", expected, target)
    by_target = negated(writer, writer.add("vector", logits, function="log_softmax", axis=axis))
    return by_logits, by_target


def _cross_entropy_pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    along = repeated(writer, cotangent, writer.shape(step.inputs[0]), (step["axis"],))
    return [writer.add("multiply", along, rate) for rate in _cross_entropy_rates(writer, step)]


def _cross_entropy_push(writer: Writer, step: Step, tangents: Sequence[str | None]) -> str | None:
    rates = _cross_entropy_rates(writer, step)
    terms = [None if t is None else writer.add("multiply", t, r) for t, r in zip(tangents, rates, strict=True)]
    change = total(writer, terms)
    return None if change is None else writer.add("sum", change, axes=(step["axis"],))


ROWS = {
    "vector": Operation(_shape, _evaluate, _pull, _push),
    "cross_entropy": Operation(_cross_entropy_shape, _cross_entropy, _cross_entropy_pull, _cross_entropy_push),
}
