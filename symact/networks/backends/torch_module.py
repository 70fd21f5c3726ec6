"""The torch module that runs the steps of a network on its own parameters; imported where torch is."""

from __future__ import annotations

from typing import Any

import torch

from symact.networks.backends.array_steps import run_steps
from symact.networks.backends.calling import numbers_of, outputs_of, prepared_inputs
from symact.networks.backends.torch_library import library
from symact.networks.evaluate import Evaluated, needed

__all__ = ["NetworkModule"]


class NetworkModule(torch.nn.Module):
    """A network as a module; :func:`symact.to_torch` makes it."""

    def __init__(self, network: Evaluated) -> None:
        super().__init__()
        self._network = network
        self._places: dict[str, str] = {}
        weights, constants = numbers_of(network)
        for name, array in weights.items():
            self._places[name] = _placed(self, name, torch.nn.Parameter(torch.tensor(array)))
        for name, array in constants.items():
            self._places[name] = _placed(self, name, torch.tensor(array))
        self._masks = {n: _placed(self, f"{n}_support", torch.tensor(s)) for n, s in network.supports.items()}

    def forward(self, *arguments: Any, **named: Any) -> Any:
        """Return the output for the inputs, a dictionary of them where there are several."""
        network = self._network
        given, axes, single = prepared_inputs(network, arguments, named, torch.as_tensor)
        values = {n: self._found(place) for n, place in self._places.items()}
        values.update((n, values[n] * self._found(place)) for n, place in self._masks.items())
        steps = needed(network.steps, network.outputs.values())
        return outputs_of(network, run_steps(library(), steps, {**values, **given}, axes), single)

    def extra_repr(self) -> str:
        """Return what the network is, for the module's representation."""
        return repr(self._network)

    def _found(self, place: str) -> Any:
        path, _, name = place.rpartition(".")
        return getattr(self.get_submodule(path), name)


def _placed(root: torch.nn.Module, name: str, value: Any) -> str:
    """Register a parameter or a buffer where its name says, and return where."""
    *path, last = [part or "_" for part in name.split(".")]
    module = root
    taken: list[str] = []
    for part in path:
        while hasattr(module, part) and not isinstance(module._modules.get(part), torch.nn.Module):
            part += "_"
        if part not in module._modules:
            module.add_module(part, torch.nn.Module())
        module = module.get_submodule(part)
        taken.append(part)
    while hasattr(module, last):
        last += "_"
    if isinstance(value, torch.nn.Parameter):
        module.register_parameter(last, value)
    else:
        module.register_buffer(last, value)
    return ".".join([*taken, last])
