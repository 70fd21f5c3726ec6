"""Stochastic gradient descent with momentum: all that decides a run besides the network and the data, and its rule."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symact.networks.operation import Array

__all__ = ["Descent"]


@dataclass(frozen=True)
class Descent:
    r"""How weights follow the gradient.

    .. math:: v \leftarrow \mu v + \nabla L, \qquad w \leftarrow w - \eta v

    Attributes
    ----------
    epochs : int
        How often all examples are seen.
    learning_rate : float
        The step :math:`\eta`, positive.
    momentum : float
        The part :math:`\mu` of the last step that is kept, from 0 to below 1.
    batch_size : int or None
        How many examples make one step, None for all of them.
    shuffle : bool
        Whether each epoch takes the examples in a new order.
    seed : int
        Of that order.

    Raises
    ------
    TypeError
        For a setting that is no number of its kind.
    ValueError
        For one out of its range.

    References
    ----------
    Polyak, Some methods of speeding up the convergence of iteration methods, 1964; the form is that of Sutskever et
    al., On the importance of initialization and momentum in deep learning, ICML 2013, with the rate outside of v.
    """

    epochs: int
    learning_rate: float
    momentum: float
    batch_size: int | None
    shuffle: bool
    seed: int

    def __post_init__(self) -> None:
        whole = {"epochs": 0, "seed": 0} | ({} if self.batch_size is None else {"batch_size": 1})
        for name, least in whole.items():
            object.__setattr__(self, name, _integer(name, getattr(self, name), least))
        for name in ("learning_rate", "momentum"):
            object.__setattr__(self, name, _real(name, getattr(self, name)))
        if not isinstance(self.shuffle, bool | np.bool_):
            raise TypeError(f"shuffle must be True or False, not {self.shuffle!r}")
        if self.learning_rate <= 0:
            raise ValueError(f"learning_rate must be above 0, not {self.learning_rate!r}")
        if not 0 <= self.momentum < 1:
            raise ValueError(f"momentum must be from 0 to below 1, not {self.momentum!r}")

    def takes_all(self, count: int) -> bool:
        """Return whether one step sees all of so many examples."""
        return self.batch_size is None or self.batch_size >= count

    def batches(self, count: int, generator: np.random.Generator) -> Iterator[Array]:
        """Yield the places of the examples of each step of an epoch; the last batch may be smaller."""
        order = generator.permutation(count) if self.shuffle else np.arange(count)
        size = count if self.batch_size is None else self.batch_size
        return (order[start : start + size] for start in range(0, count, size))

    def stepped(
        self, weights: Mapping[str, Array], velocity: Mapping[str, Array], gradient: Mapping[str, Array]
    ) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return the weights and velocities after one step."""
        moved = {name: self.momentum * velocity[name] + gradient[name] for name in weights}
        return {name: weights[name] - self.learning_rate * moved[name] for name in weights}, moved


def _integer(name: str, value: Any, least: int) -> int:
    try:
        whole = operator.index(value)
    except TypeError:
        whole = None
    if whole is None or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, not {value!r}")
    if whole < least:
        raise ValueError(f"{name} must be at least {least}, not {value!r}")
    return whole


def _real(name: str, value: Any) -> float:
    try:
        number = None if isinstance(value, (str, bool)) else float(value)
    except TypeError:
        number = None
    if number is None:
        raise TypeError(f"{name} must be a number, not {value!r}")
    if not math.isfinite(number):
        raise ValueError(f"{name} must be finite, not {value!r}")
    return number
