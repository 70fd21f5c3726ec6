"""Exact derivatives on the graph, in reverse and forward mode; each is a network again.

Each unit contributes its exact derivative. At kinks the result follows the chain rule with the unit's own choice there
(the least element of its subdifferential): a selection, as all libraries for training compute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from symact.errors import NetworkError
from symact.networks.loss_steps import write_loss
from symact.networks.network import Network
from symact.networks.operations import OPERATIONS
from symact.networks.step import Step
from symact.networks.writer import NetworkWriter

__all__ = ["gradient", "hvp", "jacobian", "jvp", "pull_back", "push_forward", "reaching", "vjp"]


def gradient(
    network: Network,
    loss: Any = None,
    wrt: str | Iterable[str] | None = None,
    *,
    output: str | None = None,
    target: str = "t",
    reduction: str = "mean",
    distribution: bool = False,
) -> Network:
    r"""Return the network that computes a loss and its gradient, by reverse mode.

    .. math:: \frac{\partial L}{\partial v} = \sum_{u \text{ made of } v}
              \Big(\frac{\partial u}{\partial v}\Big)^{\!T} \frac{\partial L}{\partial u}

    Parameters
    ----------
    network : Network
    loss : Loss or str, optional
        One of :mod:`symact.losses`, between the output and a further input `target`; summed over the entries of an
        example, and by `reduction` over examples. Without one the output itself, summed, is differentiated. At an
        output that is a softmax, cross-entropy takes the logits, so that the derivative by them is p - y; in the same
        way the binary one at a sigmoid.
    wrt : str or iterable of str, optional
        By which parameters or inputs; all parameters, unless stated.
    output : str, optional
        Which output; needed where there are several.
    target : str, optional
        The name of the input that holds what should come out.
    reduction : {"mean", "sum"}, optional
        Over the examples.
    distribution : bool, optional
        Whether the targets of cross-entropy are known to have the sum 1, as one-hot vectors have: its derivative is
        then p - y, else p sum(y) - y.

    Returns
    -------
    Network
        With the outputs ``"loss"`` and, for each name in `wrt`, one of that name and the shape of what it names.

    Raises
    ------
    NetworkError
        If the output is not one that the loss fits.
    KeyError
        For a name in `wrt` or an output that is not there.

    Examples
    --------
    >>> net = sa.mlp([1, 1], output=sa.identity, weights=[([[3]], [1])])
    >>> g = sa.gradient(net, "squared_error")
    >>> g(x=[2.0], t=[5.0])["W1"]  # (3*2 + 1 - 5) * 2
    array([[4.]])
    """
    writer = NetworkWriter(network)
    value = _output(network, output)
    names = _wrt(network, wrt)
    if loss is None:
        shape = writer.shape(value)
        total = writer.add("sum", value, axes=tuple(range(len(shape)))) if shape else value
    else:
        options: dict[str, Any] = {"target": target, "reduction": reduction, "distribution": distribution}
        total = write_loss(writer, value, loss, **options)
    if "loss" in names:
        raise KeyError("the name 'loss' is taken by the loss; rename that parameter")
    pulled = pull_back(writer, {total: _one(writer)}, names)
    return writer.build({"loss": total, **pulled})


def vjp(network: Network, wrt: str | Iterable[str] | None = None, *, output: str | None = None) -> Network:
    """Return the network that multiplies the transposed Jacobian with a further input ``"u"`` of the output's shape."""
    writer = NetworkWriter(network)
    value = _output(network, output)
    seed = writer.input("u", writer.shape(value))
    return writer.build(pull_back(writer, {value: seed}, _wrt(network, wrt)))


def jvp(network: Network, wrt: str | Iterable[str] | None = None) -> Network:
    """Return the network that differentiates its outputs along a direction, by forward mode.

    For each name in `wrt` (the inputs, unless stated) it has a further input ``"v_" + name``; the outputs keep their
    names.
    """
    writer = NetworkWriter(network)
    names = list(network.inputs) if wrt is None else _wrt(network, wrt)
    directions = {n: writer.input(f"v_{n}", writer.shape(n)) for n in names}
    pushed = push_forward(writer, network.steps, directions)
    return writer.build({n: _or_zero(writer, pushed.get(v), v) for n, v in network.outputs.items()})


def hvp(
    network: Network,
    loss: Any = None,
    wrt: str | Iterable[str] | None = None,
    *,
    output: str | None = None,
    target: str = "t",
    reduction: str = "mean",
    distribution: bool = False,
) -> Network:
    """Return the network that multiplies the Hessian of a loss with a vector, forward over reverse mode.

    The arguments are those of :func:`gradient`; each name in `wrt` gets an input ``"v_" + name``, the vector's part,
    and an output of its name, the product's.
    """
    options: dict[str, Any] = {"target": target, "reduction": reduction, "distribution": distribution}
    first = gradient(network, loss, wrt, output=output, **options)
    names = _wrt(network, wrt)
    along = jvp(first, names)
    return NetworkWriter(along).build({n: along.outputs[n] for n in names})


def jacobian(network: Network, wrt: str | None = None, *, output: str | None = None) -> Network:
    """Return the network that computes the Jacobian matrix of a vector output by an input.

    For the output of one example with *m* entries and an input with *n* it has the shape m x n, behind the axis of the
    examples where there is one; one reverse pass is written for each entry of the output.

    Parameters
    ----------
    wrt : str, optional
        Which input, or a parameter of a network without an axis of examples; the only input, unless stated.

    Raises
    ------
    NetworkError
        If the output is not a vector of known length, or a parameter is asked for that all examples share.
    """
    name = _single(network, wrt)
    value = _output(network, output)
    shape, of = network.shapes[value], network.shapes[name]
    batched = bool(shape) and isinstance(shape[0], str)
    if len(shape) != 1 + batched or isinstance(shape[-1], str) or batched != (bool(of) and isinstance(of[0], str)):
        raise NetworkError(
            f"a Jacobian needs an output with one axis of known length, and a value of the same examples, not the "
            f"shape {shape} by {name!r} of the shape {of}"
        )
    writer = NetworkWriter(network)
    rows = []
    for i in range(shape[-1]):
        unit = writer.constant([int(i == j) for j in range(shape[-1])])
        seed = writer.add("expand", unit, shape=shape) if batched else unit
        row = pull_back(writer, {value: seed}, [name])[name]
        rows.append(writer.add("reshape", row, shape=(*of[:batched], 1, *of[batched:])))
    return writer.build({name: writer.add("concat", *rows, axis=int(batched))})


def pull_back(writer: NetworkWriter, seeds: Mapping[str, str], wrt: Sequence[str]) -> dict[str, str]:
    """Write reverse mode from cotangents of some values; return those of the values in `wrt`."""
    steps = list(writer.steps)
    relevant = reaching(steps, wrt)
    cotangents: dict[str, str] = dict(seeds)
    for step in reversed(steps):
        if step.name not in cotangents or step.name not in relevant:
            continue
        for name, part in zip(step.inputs, _pulled(writer, step, cotangents[step.name]), strict=True):
            if part is not None and name in relevant:
                cotangents[name] = writer.add("add", cotangents[name], part) if name in cotangents else part
    return {name: _or_zero(writer, _existing(writer, name, cotangents.get(name)), name) for name in wrt}


def _existing(writer: NetworkWriter, parameter: str, value: str | None) -> str | None:
    """Write 0 for the connections that do not exist."""
    if value is None or parameter not in writer.supports:
        return value
    return writer.add("multiply", value, writer.constant(writer.supports[parameter]))


def _pulled(writer: NetworkWriter, step: Step, cotangent: str) -> Sequence[str | None]:
    return OPERATIONS[step.operation].pull(writer, step, cotangent)


def reaching(steps: Sequence[Step], wrt: Iterable[str]) -> set[str]:
    """Return the values that depend on those in `wrt`, and these."""
    reached = set(wrt)
    for step in steps:
        if not reached.isdisjoint(step.inputs):
            reached.add(step.name)
    return reached


def push_forward(writer: NetworkWriter, steps: Sequence[Step], directions: Mapping[str, str]) -> dict[str, str]:
    """Write forward mode through steps; return the tangents of all values that have one."""
    tangents = {n: _existing(writer, n, d) or d for n, d in directions.items()}
    for step in steps:
        parts = [tangents.get(name) for name in step.inputs]
        if any(p is not None for p in parts):
            pushed = OPERATIONS[step.operation].push(writer, step, parts)
            if pushed is not None:
                tangents[step.name] = pushed
    return tangents


def _one(writer: NetworkWriter) -> str:
    return writer.constant(1)


def _or_zero(writer: NetworkWriter, name: str | None, like: str) -> str:
    if name is not None:
        return name
    zero = writer.constant(0)
    return writer.add("expand", zero, shape=writer.shape(like)) if writer.shape(like) else zero


def _output(network: Network, output: str | None) -> str:
    if output is None:
        if len(network.outputs) > 1:
            raise NetworkError(f"output must be one of {', '.join(network.outputs)}; this network has several")
        return next(iter(network.outputs.values()))
    if output not in network.outputs:
        raise KeyError(f"output must be one of {', '.join(network.outputs)}, not {output!r}")
    return network.outputs[output]


def _wrt(network: Network, wrt: str | Iterable[str] | None) -> list[str]:
    names = list(network.parameters) if wrt is None else [wrt] if isinstance(wrt, str) else list(wrt)
    for name in names:
        if name not in network.parameters and name not in network.inputs:
            known = ", ".join((*network.parameters, *network.inputs))
            raise KeyError(f"wrt must name parameters or inputs ({known}), not {name!r}")
    return names


def _single(network: Network, wrt: str | None) -> str:
    if wrt is None and len(network.inputs) > 1:
        raise NetworkError(f"wrt must be one of {', '.join(network.inputs)}; this network has several inputs")
    return _wrt(network, next(iter(network.inputs)) if wrt is None else wrt)[0]
