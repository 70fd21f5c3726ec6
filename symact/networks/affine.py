"""Each value of a network as an affine function of its sources: the inputs, and the outputs of the units before it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from symact.errors import UnsupportedError
from symact.networks.chain_rule import push_forward
from symact.networks.elementwise import SLOTS
from symact.networks.evaluate import bind_arguments, run
from symact.networks.network import Network
from symact.networks.operation import Array
from symact.networks.shapes import Shape, example, leads
from symact.networks.step import Step
from symact.networks.weights import is_symbolic
from symact.networks.writer import NetworkWriter

__all__ = ["AffineParts"]

CELLS = 1_000_000
"""How many weights are looked at together."""


class AffineParts:
    """What lies between the units of a network: biases, and weights by source.

    The weights from a source are the tangents along its unit vectors, which is exact on floats too: each is 1 * w + 0.
    Which of them exist is seen on generic weights, where none is 0 by chance. The values named in `junctions` are taken
    for sources too.

    Raises
    ------
    UnsupportedError
        If a step is neither a unit nor affine in what the units before it compute, or mixes examples.
    """

    def __init__(self, network: Network, junctions: Collection[str] = ()) -> None:
        self.network = network
        self.sources: dict[str, Shape] = dict(network.inputs)
        self.live = set(network.inputs)
        for step in network.steps:
            if not self.live.isdisjoint(step.inputs):
                self._check(step)
                self.live.add(step.name)
                if self.is_unit(step) or step.name in junctions:
                    self.sources[step.name] = network.shapes[step.name]
        self._write()

    def is_unit(self, step: Step) -> bool:
        """Return whether a step is an activation of a live value, and no affine function of it."""
        if len(step.inputs) != 1 or step.inputs[0] not in self.live:
            return False
        return step.operation == "vector" or (step.operation == "apply" and _bends(step, 0))

    def _check(self, step: Step) -> None:
        live = [i for i, name in enumerate(step.inputs) if name in self.live]
        if not _is_served(step, live, [self.network.shapes[i] for i in step.inputs], self.network.shapes[step.name]):
            raise UnsupportedError(
                f"{step.name!r} ({step.operation} of {', '.join(step.inputs[i] for i in live)}) is not a unit "
                f"activation(sum of w*x + b); the steps of the network show it"
            )

    def _write(self) -> None:
        """Write the network in which every source is an input, beside the tangents of all that lies between."""
        writer = NetworkWriter(self.network, steps=False)
        for name, shape in self.sources.items():
            if name not in writer.inputs:
                writer.input(name, shape)
        for step in self.network.steps:
            if step.name not in self.sources:
                writer.add(step.operation, *step.inputs, name=step.name, **dict(step.options))
        steps = list(writer.steps)
        self._direction = {n: writer.input(writer.fresh("direction"), s) for n, s in self.sources.items()}
        self._tangent = push_forward(writer, steps, self._direction)
        outputs = {n: n for n in (*(s.name for s in writer.steps), *writer.inputs)}
        self._between = writer.build(outputs)
        random = np.random.default_rng(0)
        self._generic = self._between.with_parameters(
            {
                n: random.uniform(1, 2, a.shape) * self.network.supports.get(n, 1)
                for n, a in self.network.parameters.items()
            }
        )
        weights = self.network.parameters.values()
        self._exact = any(map(is_symbolic, weights)) or all(a.dtype == object for a in weights)

    def bias(self, value: str) -> Array:
        """Return what a value is where all its sources are 0, flat."""
        return self._evaluated(self._between, value, {}, exact=self._exact).reshape(-1)

    def weights(
        self, value: str, source: str, chosen: Sequence[int] | None = None
    ) -> Iterator[tuple[Sequence[int], Array, Array]]:
        """Yield weights of a value from a source in blocks: entries of the source, source x entry, and which exist.

        All entries of the source, unless some are `chosen`.
        """
        tangent = self._tangent.get(value)
        if tangent is None:
            return
        entries = math.prod(_example(self.sources[source]))
        height = max(1, CELLS // max(1, math.prod(_example(self.network.shapes[value]))))
        wanted = range(entries) if chosen is None else chosen
        for start in range(0, len(wanted), height):
            block = wanted[start : start + height]
            rows = np.zeros((len(block), entries))
            rows[np.arange(len(block)), block] = 1
            found = self._along(self._between, tangent, source, rows, self._exact)
            generic = self._along(self._generic, tangent, source, rows, exact=False)
            yield block, found, (generic != 0) | (found != 0)

    def sources_of(self, value: str) -> list[str]:
        """Return the sources that a value is directly made of."""
        waiting, seen = [value], set()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                if name not in self.sources and name in self.live:
                    waiting.extend(self.network.step(name).inputs)
        return [n for n in self.sources if n in seen]

    def _along(self, network: Network, tangent: str, source: str, rows: Array, exact: bool) -> Array:
        """Return the tangents along directions at a source: examples of a batch where it has one, else one by one."""
        shape, direction = self.sources[source], self._direction[source]
        batches = [rows] if leads(shape) else list(rows[:, None])
        made = [self._evaluated(network, tangent, {direction: b}, len(b), exact) for b in batches]
        return np.concatenate([m.reshape(len(b), -1) for m, b in zip(made, batches, strict=True)])

    def _evaluated(
        self, network: Network, value: str, given: dict[str, Array], examples: int = 1, exact: bool = False
    ) -> Array:
        arrays = {}
        for name, shape in network.inputs.items():
            lengths = (*([examples] if leads(shape) else []), *_example(shape))
            array = given[name].reshape(lengths) if name in given else np.zeros(lengths)
            arrays[name] = array.astype(int).astype(object) if exact else array
        return run(network, bind_arguments(network, (), arrays), [value])[value]


def _example(shape: Shape) -> list[int]:
    """Return the shape of one example."""
    return [1 if isinstance(a, str) else a for a in example(shape)]


def _bends(step: Step, slot: int) -> bool:
    """Return whether the function of a step is not affine in one of its inputs."""
    polynomial = step["function"].as_poly(SLOTS[slot])
    return polynomial is None or polynomial.degree() > 1


def _is_served(step: Step, live: Sequence[int], shapes: Sequence[Shape], shape: Shape) -> bool:
    if any(leads(shapes[i]) and shapes[i][:1] != shape[:1] for i in live):
        return False  # examples are mixed
    match step.operation:
        case "multiply" | "contract":
            return len(live) == 1
        case "divide":
            return list(live) == [0]
        case "apply":
            return len(step.inputs) == 1 or (len(live) == 1 and not _bends(step, live[0]))
        case "vector":
            return shapes[0] == shape and int(step["axis"]) == len(shape) - 1 == int(leads(shape))
        case "max" | "first_max" | "cross_entropy":
            return False
    return True
