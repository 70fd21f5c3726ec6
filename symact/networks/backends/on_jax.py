"""The network on JAX: a function of parameters and inputs that JAX can jit, map and differentiate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from symact.errors import MissingExtraError
from symact.networks.backends.array_steps import Library, run_steps
from symact.networks.backends.calling import numbers_of, outputs_of, prepared_inputs
from symact.networks.evaluate import Arguments, Evaluated, needed
from symact.networks.operation import Array

__all__ = ["JaxRunner", "to_jax"]


def to_jax(network: Evaluated) -> tuple[Callable[..., Any], dict[str, Any]]:
    """Return a network as a JAX function, and its parameters.

    Derivatives that JAX takes are the exact ones, at kinks too the least element.

    Parameters
    ----------
    network : Network
        With weights of numbers; exact ones become float64.

    Returns
    -------
    function : callable
        ``function(parameters, *inputs, **inputs_by_name)`` returns the output, a dictionary of them where there are
        several. It can be jitted, differentiated and mapped; a single example may come without the axis of examples.
    parameters : dict of str to jax.Array
        By their names in the network. JAX makes float32 of float64 unless ``jax_enable_x64`` is set.

    Raises
    ------
    UnsupportedError
        If a weight is a symbol.
    MissingExtraError
        If JAX is not installed.

    Examples
    --------
    >>> import jax
    >>> net = sa.mlp([1, 1], output=sa.relu, weights=[([[2.0]], [1.0])])
    >>> f, parameters = sa.to_jax(net)
    >>> jax.grad(lambda p: f(p, np.float32([3.0]))[0])(parameters)["W1"].tolist()
    [[3.0]]
    """
    lib = _library()
    import jax.numpy as jnp

    weights, constants = numbers_of(network)
    steps = needed(network.steps, network.outputs.values())
    supports = dict(network.supports)

    def function(parameters: Mapping[str, Any], *arguments: Any, **named: Any) -> Any:
        given, axes, single = prepared_inputs(network, arguments, named, _floating)
        dtype = jnp.result_type(*given.values(), *parameters.values())
        values = {**given, **constants, **parameters}
        values = {n: jnp.asarray(v, dtype) for n, v in values.items()}
        values.update((n, values[n] * jnp.asarray(s, dtype)) for n, s in supports.items())
        return outputs_of(network, run_steps(lib, steps, values, axes), single)

    return function, {n: jnp.asarray(a) for n, a in weights.items()}


def _floating(value: Any) -> Any:
    import jax.numpy as jnp

    array = jnp.asarray(value)
    return array if jnp.issubdtype(array.dtype, jnp.floating) else array.astype(float)


class JaxRunner:
    """Runs a network jitted, and returns JAX arrays."""

    def __init__(self, network: Evaluated, parameters: Mapping[str, Any] | None = None, function: Any = None) -> None:
        self._network = network
        if function is None or parameters is None:
            made, parameters = to_jax(network)
            import jax

            function = jax.jit(made)
        self._function, self._parameters = function, parameters

    def with_parameters(self, parameters: Mapping[str, Array]) -> JaxRunner:
        """Return a runner of the same function on other weights."""
        return JaxRunner(self._network, {**self._parameters, **parameters}, self._function)

    def __call__(self, arguments: Arguments, out: Mapping[str, Array]) -> dict[str, Any]:
        """Return the outputs, with all their axes."""
        parameters = {n: np.asarray(p).astype(arguments.dtype, copy=False) for n, p in self._parameters.items()}
        result = self._function(parameters, **arguments.arrays)
        return result if len(self._network.outputs) > 1 else {next(iter(self._network.outputs)): result}


@lru_cache(maxsize=1)
def _library() -> Library:
    try:
        import jax
        import jax.numpy as jnp
    except ImportError:
        raise MissingExtraError("jax must be installed to run a network on it; pip install 'symact[jax]'") from None
    from symact.numeric.backends.jax import jax_function

    def einsum(subscripts: str, a: Any, b: Any) -> Any:
        return jnp.einsum(subscripts, a, b, precision="highest")

    return Library(
        einsum=einsum,
        permute=jnp.transpose,
        concat=jnp.concatenate,
        pad=lambda a, widths, fill: jnp.pad(a, widths, constant_values=fill),
        broadcast=jnp.broadcast_to,
        take=jnp.take,
        add_at=lambda a, index, b: a.at[index].add(b),
        zeros=lambda shape, like: jnp.zeros(shape, like.dtype),
        number=lambda value, like: jnp.asarray(value, like.dtype),
        total=lambda a, axes: a.sum(axis=axes),
        argmax=lambda a: jnp.argmax(a, axis=-1),
        pick=lambda a, places: jnp.take_along_axis(a, places[..., None], axis=-1)[..., 0],
        one_hot=lambda places, n, like: jax.nn.one_hot(places, n, dtype=like.dtype),
        where=jnp.where,
        log_softmax=lambda a, axis: jax.nn.log_softmax(a, axis=axis),
        softmax=lambda a, axis: jax.nn.softmax(a, axis=axis),
        logsumexp=lambda a, axis: jax.nn.logsumexp(a, axis=axis),
        falling_sums=lambda a: jnp.cumsum(-jnp.sort(-a, axis=-1), axis=-1),
        function=jax_function,
    )
