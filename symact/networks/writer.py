"""Building a network step by step: names, shapes at once, and each value made only once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symact.errors import NetworkError
from symact.networks.consistency import inferred
from symact.networks.evaluate import needed
from symact.networks.network import Network, assemble
from symact.networks.operation import Array
from symact.networks.shapes import Shape, as_shape
from symact.networks.step import Step
from symact.networks.weights import as_support, as_weight

__all__ = ["NetworkWriter", "rewritten"]


class NetworkWriter:
    """A network that is being built, from nothing or on top of another.

    Parameters
    ----------
    base : Network, optional
        Whose inputs, weights and steps it starts with.
    steps : bool, optional
        False for its inputs and weights alone.

    Examples
    --------
    >>> from symact.exact.variable import T
    >>> from symact.networks.writer import NetworkWriter
    >>> w = NetworkWriter()
    >>> x = w.input("x", ("N", 2))
    >>> y = w.add("apply", x, function=sa.relu(T))
    >>> w.build({"y": y})([-1.0, 2.0])
    array([0., 2.])
    """

    def __init__(self, base: Network | None = None, *, steps: bool = True) -> None:
        self.inputs: dict[str, Shape] = dict(base.inputs) if base else {}
        self.parameters: dict[str, Array] = dict(base.parameters) if base else {}
        self.constants: dict[str, Array] = dict(base.constants) if base else {}
        self.supports: dict[str, Array] = dict(base.supports) if base else {}
        self.steps: list[Step] = list(base.steps) if base and steps else []
        made = (*self.inputs, *self.parameters, *self.constants, *(s.name for s in self.steps))
        self._shapes: dict[str, Shape] = {n: base.shapes[n] for n in made} if base else {}
        self._numbers: dict[str, int] = {}
        self._known = {(s.operation, s.inputs, s.options): s.name for s in self.steps}

    def input(self, name: str, shape: Iterable[int | str]) -> str:
        """Declare an input."""
        self.inputs[self._claimed(name)] = self._shapes[name] = as_shape(shape, f"input {name!r}")
        return name

    def parameter(self, name: str, value: Any, support: Any = None) -> str:
        """Declare weights that training changes; `support` says which of them exist."""
        self.parameters[self._claimed(name)] = array = as_weight(value, name)
        self._shapes[name] = array.shape
        if support is not None:
            self.supports[name] = as_support(support, name)
        return name

    def constant(self, value: Any, name: str | None = None) -> str:
        """Declare an array that training leaves alone."""
        name = self._claimed(self.fresh("c") if name is None else name)
        self.constants[name] = array = as_weight(value, name)
        self._shapes[name] = array.shape
        return name

    def add(self, operation: str, *inputs: str, name: str | None = None, **options: Any) -> str:
        """Append a step and return the name of its value; without a name of its own, one that is there may serve.

        Raises
        ------
        NetworkError
            For an input that nothing makes, a name given twice, or shapes that do not fit.
        """
        chosen = tuple(sorted(options.items()))
        known = self._known.get((operation, inputs, chosen))
        if known is not None and name is None:
            return known
        for value in inputs:
            if value not in self._shapes:
                raise NetworkError(f"{name or operation!r} needs {value!r}, which nothing in the network makes")
        step = Step(self._claimed(name or self.fresh(operation)), operation, inputs, chosen)
        self._shapes[step.name] = inferred(step, [self._shapes[i] for i in inputs])
        self._known[operation, inputs, chosen] = step.name
        self.steps.append(step)
        return step.name

    def shape(self, name: str) -> Shape:
        """Return the shape of a value."""
        return self._shapes[name]

    def fresh(self, stem: str) -> str:
        """Return a name that is not yet taken."""
        number = self._numbers.get(stem, 1)
        while f"{stem}_{number}" in self._shapes:
            number += 1
        self._numbers[stem] = number
        return f"{stem}_{number}"

    def unclaimed(self, name: str) -> str:
        """Return a name with as many underscores behind it as it takes to be new."""
        while name in self._shapes:
            name += "_"
        return name

    def _claimed(self, name: str) -> str:
        if name in self._shapes:
            raise NetworkError(f"names in a network must differ, but {name!r} is given twice")
        return name

    def build(self, outputs: Mapping[str, str]) -> Network:
        """Return the network; steps that no output needs are left out, and so are unused constants."""
        steps = needed(self.steps, outputs.values())
        used = {i for s in steps for i in s.inputs} | set(outputs.values())
        constants = {n: v for n, v in self.constants.items() if n in used}
        return assemble(self.inputs, self.parameters, steps, outputs, constants, self.supports)


def rewritten(network: Network, steps: Iterable[Step], outputs: Mapping[str, str] | None = None) -> Network:
    """Return a network of the same inputs and weights with other steps, and other outputs if they are given."""
    shown = network.outputs if outputs is None else outputs
    return assemble(network.inputs, network.parameters, steps, shown, network.constants, network.supports)
