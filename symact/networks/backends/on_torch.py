"""The network on PyTorch: a module with the same parameters, which torch trains, saves and moves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from symact.errors import MissingExtraError
from symact.networks.backends.array_steps import Library, run_steps
from symact.networks.backends.calling import numbers_of
from symact.networks.evaluate import Arguments, needed
from symact.networks.operation import Array

if TYPE_CHECKING:
    from symact.networks.network import Network

__all__ = ["TorchRunner", "need_torch", "to_torch"]


def need_torch() -> Any:
    """Import and return torch.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        import torch
    except ImportError:
        raise MissingExtraError(
            "torch must be installed to exchange networks with it; pip install 'symact[torch]'"
        ) from None
    return torch


def to_torch(network: Network) -> Any:
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

    def __init__(self, network: Network, parameters: Mapping[str, Array] | None = None) -> None:
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


@lru_cache(maxsize=1)
def library() -> Library:
    """Return torch's words."""
    torch = need_torch()
    from symact.numeric.backends.torch import torch_function

    def pad(a: Any, widths: Any, fill: float) -> Any:
        flat = [w for pair in reversed(widths) for w in pair]
        return torch.nn.functional.pad(a, flat, value=float(fill)) if any(flat) else a

    def add_at(a: Any, index: Any, b: Any) -> Any:
        a[index] += b  # a tensor of zeros made for this: autograd follows
        return a

    def take(a: Any, places: Any, axis: int) -> Any:
        return a[(slice(None),) * axis + (torch.as_tensor(places, device=a.device),)]

    def one_hot(places: Any, n: int, like: Any) -> Any:
        return (places[..., None] == torch.arange(n, device=places.device)).to(like.dtype)

    def sparsemax(array: Any, axis: int) -> Any:
        high = array - torch.amax(array, dim=axis, keepdim=True)
        lanes = high.movedim(axis, -1)
        ordered = torch.sort(lanes, dim=-1, descending=True).values
        sums = torch.cumsum(ordered, dim=-1)
        ranks = torch.arange(1, lanes.shape[-1] + 1, device=array.device)
        size = torch.clamp((1 + ranks * ordered > sums).sum(dim=-1, keepdim=True), min=1)
        threshold = (torch.take_along_dim(sums, size - 1, dim=-1) - 1) / size
        return torch.relu(lanes - threshold).movedim(-1, axis)

    return Library(
        einsum=torch.einsum,
        permute=torch.permute,
        concat=torch.cat,
        pad=pad,
        broadcast=torch.broadcast_to,
        take=take,
        add_at=add_at,
        zeros=lambda shape, like: torch.zeros(shape, dtype=like.dtype, device=like.device),
        number=lambda value, like: torch.tensor(value, dtype=like.dtype, device=like.device),
        total=lambda a, axes: a.sum(dim=axes),
        argmax=lambda a: torch.argmax(a, dim=-1),
        pick=lambda a, places: torch.take_along_dim(a, places[..., None], dim=-1)[..., 0],
        one_hot=one_hot,
        where=torch.where,
        log_softmax=lambda a, axis: torch.log_softmax(a, dim=axis),
        softmax=lambda a, axis: torch.softmax(a, dim=axis),
        logsumexp=lambda a, axis: torch.logsumexp(a, dim=axis),
        sparsemax=sparsemax,
        function=torch_function,
    )
