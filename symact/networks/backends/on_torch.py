"""The network on PyTorch: a module with the same parameters, which torch trains, saves and moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from symact.networks.backends.array_steps import run_steps
from symact.networks.backends.calling import numbers_of
from symact.networks.backends.torch_library import library, need_torch
from symact.networks.evaluate import Arguments, Evaluated, needed
from symact.networks.operation import Array

__all__ = ["TorchRunner", "to_torch"]


def to_torch(network: Evaluated) -> Any:
    """Return a network as a :class:`torch.nn.Module` with the same parameters.

    Parameters
    ----------
    network : Network
        With weights of numbers; exact ones become float64.

    Returns
    -------
    torch.nn.Module
        Called with tensors in the order of the inputs, or by name; returns the output, a dictionary of them where there
        are several. Its ``state_dict`` has the names of the parameters, a dot in a name standing for a module within; a
        name that a module has already, such as ``"forward"``, gets a trailing underscore. Constants are buffers.
        Derivatives are the exact ones, at kinks too the least element. As with torch's own modules, inputs have the
        dtype of the parameters; ``.double()`` and ``.float()`` change it.

    Raises
    ------
    UnsupportedError
        If a weight is a symbol.
    MissingExtraError
        If torch is not installed.

    Examples
    --------
    >>> import torch
    >>> net = sa.mlp([1, 1], output=sa.relu, weights=[([[2.0]], [1.0])])
    >>> module = sa.to_torch(net)
    >>> y = module(torch.tensor([3.0], dtype=torch.float64))
    >>> y.backward()
    >>> y.item(), module.W1.grad.tolist(), list(module.state_dict())
    (7.0, [[3.0]], ['W1', 'b1'])
    """
    need_torch()
    from symact.networks.backends.torch_module import NetworkModule

    return NetworkModule(network)


class TorchRunner:
    """Runs a network on torch's CPU, and returns tensors."""

    def __init__(self, network: Evaluated, parameters: Mapping[str, Array] | None = None) -> None:
        self._library = library()
        self._network = network
        weights, self._constants = numbers_of(network)
        self._parameters = weights if parameters is None else parameters
        self._steps = needed(network.steps, network.outputs.values())
        self._tensors: dict[Any, dict[str, Any]] = {}

    def with_parameters(self, parameters: Mapping[str, Array]) -> TorchRunner:
        """Return a runner of the same network on other weights."""
        return TorchRunner(self._network, {**self._parameters, **parameters})

    def __call__(self, arguments: Arguments, out: Mapping[str, Array]) -> dict[str, Any]:
        """Return the outputs, with all their axes."""
        torch, dtype = need_torch(), arguments.dtype
        if dtype not in self._tensors:
            arrays = {**self._constants, **self._parameters}
            self._tensors[dtype] = {n: torch.tensor(a.astype(dtype)) for n, a in arrays.items()}
        inputs = {n: torch.from_numpy(np.ascontiguousarray(a)) for n, a in _writeable(arguments.arrays).items()}
        with torch.no_grad():
            values = run_steps(self._library, self._steps, {**self._tensors[dtype], **inputs}, arguments.axes)
        return {name: values[value] for name, value in self._network.outputs.items()}


def _writeable(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Return the arrays, copied where torch would warn that it could write them."""
    return {n: a if a.flags.writeable and min(a.strides, default=0) >= 0 else a.copy() for n, a in arrays.items()}
