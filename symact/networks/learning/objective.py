"""What training makes small: a loss and its gradient as functions of the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from sympy import Expr

from symact.functions.loss import Loss
from symact.networks.elementwise import SLOTS
from symact.networks.gradients import gradient
from symact.networks.network import Network, assemble
from symact.networks.operation import Array
from symact.networks.weights import is_symbolic
from symact.networks.writer import NetworkWriter

__all__ = ["Objective", "Weights", "objective_of"]

Weights: TypeAlias = dict[str, Array]


@dataclass(frozen=True, eq=False)
class Objective:
    """A loss and its gradient by some weights, as one network that is made once and called with ever new weights.

    Attributes
    ----------
    whole : Network
        Its inputs are those of the trained network, the target, and the weights; its outputs the loss and the gradient.
    target : str
        Which input holds what should come out.
    supports : mapping of str to bool array
        For a weight that stands for some connections only: which exist.
    """

    whole: Network
    target: str
    supports: Mapping[str, Array]

    def value(self, arrays: Mapping[str, Array], weights: Weights) -> float:
        """Return the loss of some examples."""
        return float(self._loss(**arrays, **weights))

    def sloped(self, arrays: Mapping[str, Array], weights: Weights) -> tuple[float, Weights]:
        """Return the loss of some examples and its gradient, which is 0 where a support leaves a weight out."""
        values = self.whole(**arrays, **weights)
        slopes = {n: np.where(self.supports[n], values[n], 0) if n in self.supports else values[n] for n in weights}
        return float(values["loss"]), slopes

    @cached_property
    def _loss(self) -> Network:
        return NetworkWriter(self.whole).build({"loss": self.whole.outputs["loss"]})


def objective_of(
    network: Network, loss: type[Loss], names: Sequence[str], output: str | None, reduction: str
) -> Objective:
    """Return the loss of a network and its gradient by the parameters that are named.

    Raises
    ------
    ValueError
        If a weight or an activation has symbols.
    """
    _check_numbers(network)
    target = "t"
    while target in network.shapes:
        target += "_"
    options: dict[str, Any] = {"output": output, "target": target, "reduction": reduction}
    sloped = gradient(network, loss, names, **options)
    inputs = {**sloped.inputs, **{n: sloped.shapes[n] for n in names}}
    kept = {n: a for n, a in sloped.parameters.items() if n not in names}
    supports = {n: a for n, a in sloped.supports.items() if n in kept}
    whole = assemble(inputs, kept, sloped.steps, sloped.outputs, sloped.constants, supports)
    return Objective(whole, target, {n: network.supports[n] for n in names if n in network.supports})


def _check_numbers(network: Network) -> None:
    for name, array in {**network.parameters, **network.constants}.items():
        if is_symbolic(array):
            entry = next(e for e in array.flat if not e.is_number)
            raise ValueError(
                f"weights must be numbers to be trained, but {name!r} holds {entry}; draw some with "
                f'sa.mlp(..., weights="he"), or give them with network.with_parameters({name}=...)'
            )
    for step in network.steps:
        function = dict(step.options).get("function")
        loose = function.free_symbols.difference(SLOTS) if isinstance(function, Expr) else ()
        if loose:
            raise ValueError(f"{step.name!r} must have numbers for {', '.join(sorted(map(str, loose)))} to be trained")
