"""What torch's functions are in a network's steps, and the refusal where torch is not installed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from symact.errors import MissingExtraError
from symact.networks.backends.array_steps import Library

__all__ = ["library", "need_torch"]


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
        falling_sums=lambda a: torch.cumsum(torch.sort(a, dim=-1, descending=True).values, dim=-1),
        function=torch_function,
    )
