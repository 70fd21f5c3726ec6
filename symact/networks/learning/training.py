"""Training, small and honest: gradient descent on the exact gradient, with every epoch's loss on all examples."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from symact.hooks import hook
from symact.networks.choices import check_network, chosen
from symact.networks.learning.descent import Descent
from symact.networks.learning.examples import Examples, read_examples
from symact.networks.learning.objective import Objective, Weights, objective_of
from symact.networks.loss_steps import as_loss
from symact.networks.network import Network

__all__ = ["Training", "fit"]


@dataclass(frozen=True, eq=False)
class Training:
    """What a training did.

    Attributes
    ----------
    network : Network
        With the trained weights; where the training diverged, with the last that were finite and had a finite loss.
    losses : tuple of float
        Of all examples after 0, 1, 2, ... epochs; the first is that of the weights at the beginning.
    gradient_norms : mapping of str to tuple of float
        For each trained parameter the Euclidean norm of the gradient of all examples, at the same moments; empty unless
        asked for.
    diverged : int or None
        The epoch, counted from 1, after which the loss or a weight was infinite or nan; 0 if the loss was at first.
    loss : str
        The name of the loss.
    descent : Descent
        The settings.
    """

    network: Network
    losses: tuple[float, ...]
    gradient_norms: Mapping[str, tuple[float, ...]]
    diverged: int | None
    loss: str
    descent: Descent

    @property
    def epochs(self) -> int:
        """How many epochs were run; fewer than were asked for where the training diverged."""
        return len(self.losses) - 1

    def __repr__(self) -> str:
        end = "" if self.diverged is None else ", diverged"
        return f"<Training {self.epochs:,} epochs, {self.loss} {self.losses[0]:.4g} -> {self.losses[-1]:.4g}{end}>"

    def __reduce__(self) -> tuple[Any, ...]:
        rest = self.losses, dict(self.gradient_norms), self.diverged, self.loss, self.descent
        return Training, (self.network, *rest)


def fit(
    network: Network,
    x: Any,
    t: Any,
    loss: Any = "squared_error",
    *,
    epochs: int = 100,
    learning_rate: float = 0.1,
    momentum: float = 0.0,
    batch_size: int | None = None,
    shuffle: bool = True,
    seed: int = 0,
    wrt: str | Iterable[str] | None = None,
    output: str | None = None,
    reduction: str = "mean",
    gradient_norms: bool = False,
    progress: bool | None = None,
) -> Training:
    r"""Train a network by stochastic gradient descent with momentum.

    .. math:: v \leftarrow \mu v + \nabla L, \qquad w \leftarrow w - \eta v, \qquad v = 0 \text{ at first}

    The gradient is that of :func:`symact.gradient`. Everything is computed in float32 where all weights are, else in
    float64. The same arguments give the same weights on the same machine, and a run is the beginning of every longer
    one.

    Parameters
    ----------
    network : Network
        With numbers for weights. Exact ones become float64. Weights that a support leaves out are not changed.
    x : array_like, or mapping of str to array_like
        The inputs, examples along the first axis; by name where there are several.
    t : array_like
        What should come out, in the shape of the output.
    loss : Loss or str, optional
        One of :mod:`symact.losses`, summed over the entries of an example. Cross-entropy at a softmax, and the binary
        one at a sigmoid, take the logits; otherwise they take the output for these.
    epochs : int, optional
        How often all examples are seen.
    learning_rate, momentum : float, optional
        :math:`\eta > 0` and :math:`0 \le \mu < 1`.
    batch_size : int, optional
        How many examples make one step. Unless stated all, in their order, and nothing is drawn.
    shuffle : bool, optional
        Whether the batches of each epoch are cut from ``generator.permutation(N)``, where
        ``generator = numpy.random.default_rng(seed)``, or from the examples in their order. The last may be smaller.
    seed : int, optional
        Of the order. Weights are drawn before, by :func:`symact.mlp` with a seed of its own.
    wrt : str or iterable of str, optional
        Which parameters are trained, all unless stated.
    output : str, optional
        Which output; needed where there are several.
    reduction : {"mean", "sum"}, optional
        Of the loss over the examples of a batch.
    gradient_norms : bool, optional
        Whether the norm of the gradient by each parameter is recorded too.
    progress : bool, optional
        Whether a bar is shown; unless stated, on a terminal only.

    Returns
    -------
    Training

    Warns
    -----
    RuntimeWarning
        If the loss or a weight became infinite or nan; the training ends there.

    Raises
    ------
    TypeError, ValueError
        For symbolic weights, data that do not fit or are not finite, or a setting out of its range.
    KeyError
        For a name in `wrt` or an output that is not there.
    UnsupportedError
        For a network without an axis of examples.

    Examples
    --------
    >>> net = sa.mlp([1, 1], weights=[([[0.0]], [0.0])])
    >>> run = sa.fit(net, [[0], [1], [2]], [[1], [3], [5]], epochs=100, learning_rate=0.3)  # t = 2x + 1
    >>> run
    <Training 100 epochs, squared_error 5.833 -> 4.506e-10>
    >>> np.round(run.network([10.0]), 2)
    array([21.])
    """
    check_network(network)
    descent = Descent(epochs, learning_rate, momentum, batch_size, shuffle, seed)
    kind = as_loss(loss)
    names = _trained(network, wrt)
    objective = objective_of(network, kind, names, output, reduction)
    dtype = _dtype(network)
    data = read_examples(network, x, t, objective.whole.inputs[objective.target], objective.target, kind, dtype)
    run = _Run(objective, data, descent, gradient_norms)
    with hook("progress")(descent.epochs, "training", progress) as told:
        weights, diverged = run.through({n: network.parameters[n].astype(dtype) for n in names}, told)
    if diverged is not None:
        _tell(diverged, run.losses[-1])
    norms = MappingProxyType({n: tuple(v) for n, v in run.norms.items()})
    return Training(network.with_parameters(weights), tuple(run.losses), norms, diverged, kind.__name__, descent)


def _trained(network: Network, wrt: str | Iterable[str] | None) -> list[str]:
    names = chosen(network, wrt, inputs=False)
    if not names:
        raise ValueError("there must be a parameter to train, not none")
    return names


def _dtype(network: Network) -> Any:
    dtypes = {a.dtype for a in network.parameters.values()}
    return np.float32 if dtypes == {np.dtype(np.float32)} else np.float64


@dataclass(eq=False)
class _Run:
    """One run: what it goes by, and the record it keeps."""

    objective: Objective
    data: Examples
    descent: Descent
    with_norms: bool
    losses: list[float] = field(default_factory=list)
    norms: dict[str, list[float]] = field(default_factory=dict)

    def through(self, weights: Weights, told: Callable[[str], None]) -> tuple[Weights, int | None]:
        """Return the last weights that are finite with a finite loss, and the epoch after which others came."""
        generator = np.random.default_rng(self.descent.seed)
        velocity: Weights = {n: np.zeros_like(w) for n, w in weights.items()}
        with np.errstate(all="ignore"):
            slopes = self._recorded(weights)
            if not np.isfinite(self.losses[0]):
                return weights, 0
            for epoch in range(1, self.descent.epochs + 1):
                moved, velocity = self._epoch(weights, velocity, slopes, generator)
                slopes = self._recorded(moved)
                if not np.isfinite(self.losses[-1]) or not all(np.isfinite(w).all() for w in moved.values()):
                    return weights, epoch
                weights = moved
                told(f"{self.losses[-1]:.4g}")
        return weights, None

    def _epoch(
        self, weights: Weights, velocity: Weights, slopes: Weights, generator: np.random.Generator
    ) -> tuple[Weights, Weights]:
        """Return weights and velocities after an epoch; `slopes` is the gradient of all, if one step sees all."""
        if self._is_full:
            return self.descent.stepped(weights, velocity, slopes)
        for places in self.descent.batches(self.data.count, generator):
            _, slopes = self.objective.sloped(self.data.at(places), weights)
            weights, velocity = self.descent.stepped(weights, velocity, slopes)
        return weights, velocity

    @property
    def _is_full(self) -> bool:
        return self.descent.takes_all(self.data.count)

    def _recorded(self, weights: Weights) -> Weights:
        """Record the loss of all examples, and return its gradient where somebody needs it."""
        if not self.with_norms and not self._is_full:
            self.losses.append(self.objective.value(self.data.arrays, weights))
            return {}
        loss, slopes = self.objective.sloped(self.data.arrays, weights)
        self.losses.append(loss)
        if self.with_norms:
            for name, slope in slopes.items():
                self.norms.setdefault(name, []).append(float(np.linalg.norm(slope)))
        return slopes


def _tell(epoch: int, loss: float) -> None:
    if epoch == 0:
        what = f"the loss of the given weights is {loss}, and nothing was trained; smaller weights or inputs may help"
    else:
        what = f"the loss became {loss}" if not np.isfinite(loss) else "a weight became infinite or nan"
        what += f" in epoch {epoch}; the weights before it are returned; a smaller learning_rate may help"
    warnings.warn(
        f"the training diverged: {what}",
        RuntimeWarning,
        stacklevel=3,
    )
