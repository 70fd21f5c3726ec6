"""Losses as steps on a network: the prediction against a target that becomes an input, one number over all examples."""

from __future__ import annotations

import inspect
from typing import Any

from sympy import Expr

from symact.errors import NetworkError
from symact.functions import losses
from symact.functions.loss import Entrywise, Loss
from symact.networks.elementwise import SLOTS
from symact.networks.shapes import leads, shown
from symact.networks.writer import NetworkWriter

__all__ = ["as_loss", "write_loss"]

REDUCTIONS = ("mean", "sum")


def as_loss(loss: Any) -> type[Loss]:
    """Return a loss of the handbook by itself or by its name or an alias.

    Raises
    ------
    TypeError
        For anything else.
    LookupError
        For an unknown name; the known ones are told.
    """
    if inspect.isclass(loss) and issubclass(loss, Loss):
        return loss
    if not isinstance(loss, str):
        raise TypeError(f"loss must be one of symact.losses or its name, not {loss!r}")
    for kind in losses.LOSSES:
        if loss in (kind.__name__, *kind.aliases):
            return kind
    raise LookupError(f"loss must be one of {', '.join(k.__name__ for k in losses.LOSSES)}, not {loss!r}")


def write_loss(
    writer: NetworkWriter, prediction: str, loss: Any, *, target: str, reduction: str, distribution: bool
) -> str:
    """Write a loss between a value and a new input of its shape, summed over entries and averaged over examples.

    Cross-entropy is of logits: where the prediction is a softmax, its logits are taken, so that the two are one.
    """
    if reduction not in REDUCTIONS:
        raise ValueError(f"reduction must be one of {', '.join(REDUCTIONS)}, not {reduction!r}")
    kind = as_loss(loss)
    prediction = _raw(writer, prediction, kind)
    shape = writer.shape(prediction)
    if not isinstance(target, str) or writer.unclaimed(target) != target:
        raise NetworkError(f"target must be a name that is new to the network, not {target!r}")
    writer.input(target, shape)
    batched = leads(shape)
    if kind is losses.cross_entropy:
        if len(shape) != 1 + batched:
            raise NetworkError(f"cross_entropy needs one vector of logits an example, not the shape {shown(shape)}")
        each = writer.add("cross_entropy", prediction, target, axis=len(shape) - 1, distribution=distribution)
    elif issubclass(kind, Entrywise):
        formula: Expr = kind.formula(*SLOTS, *kind._bound({}))
        each = writer.add("apply", prediction, target, function=formula)
        axes = tuple(range(batched, len(shape)))
        each = writer.add("sum", each, axes=axes) if axes else each
    else:
        raise NetworkError(f"the loss {kind.__name__} is not served on networks")
    if not batched:
        return each
    total = writer.add("sum", each, axes=(0,))
    return writer.add("divide", total, writer.add("count", each, axes=(0,))) if reduction == "mean" else total


_INSIDE = {losses.cross_entropy: ("softmax", "vector"), losses.binary_cross_entropy: ("sigmoid", "apply")}


def _raw(writer: NetworkWriter, prediction: str, kind: type[Loss]) -> str:
    """Return the logits of a prediction, for a loss that has its softmax or sigmoid inside."""
    step = next((s for s in writer.steps if s.name == prediction), None)
    inside = _INSIDE.get(kind)
    if step is None or inside is None or step.operation != inside[1]:
        return prediction
    function = dict(step.options)["function"]
    name = function if isinstance(function, str) else type(function).__name__
    return step.inputs[0] if name == inside[0] else prediction
