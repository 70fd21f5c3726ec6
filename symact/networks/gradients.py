"""Exact derivatives of a loss on the graph: its gradient, and its Hessian times a vector; each is a network again.

Each unit contributes its exact derivative. At kinks the result follows the chain rule with the unit's own choice there
(the least element of its subdifferential): a selection, as all libraries for training compute.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symact.networks.chain_rule import pull_back
from symact.networks.choices import check_network, chosen, chosen_output
from symact.networks.jacobians import jvp
from symact.networks.loss_steps import write_loss
from symact.networks.network import Network
from symact.networks.writer import NetworkWriter

__all__ = ["gradient", "hvp"]


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
    check_network(network)
    writer = NetworkWriter(network)
    value = network.outputs[chosen_output(network, output)]
    names = chosen(network, wrt)
    if loss is None:
        shape = writer.shape(value)
        total = writer.add("sum", value, axes=tuple(range(len(shape)))) if shape else value
    else:
        options: dict[str, Any] = {"target": target, "reduction": reduction, "distribution": distribution}
        total = write_loss(writer, value, loss, **options)
    if "loss" in names:
        raise KeyError("the name 'loss' is taken by the loss; rename that parameter")
    pulled = pull_back(writer, {total: writer.constant(1)}, names)
    return writer.build({"loss": total, **pulled})


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
    r"""Return the network that multiplies the Hessian of a loss with a vector, forward over reverse mode.

    .. math:: v \mapsto H v, \qquad H = \frac{\partial^2 L}{\partial w\,\partial w}

    Parameters
    ----------
    network, loss, wrt, output, target, reduction, distribution
        As for :func:`gradient`.

    Returns
    -------
    Network
        With a further input ``"v_" + name`` for each name in `wrt`, the part of the vector, and an output of that name,
        the part of the product. A name that is taken gets an underscore.

    Raises
    ------
    NetworkError, KeyError
        As :func:`gradient` does.

    Examples
    --------
    >>> net = sa.mlp([1, 2, 1], hidden=sa.tanh, weights=[([[1], [2]], [0, 1]), ([[1, -1]], [0])])
    >>> slope, product = sa.gradient(net, wrt="W1"), sa.hvp(net, wrt="W1")
    >>> v, h = np.array([[1.0], [3.0]]), 1e-6
    >>> near = [slope.with_parameters(W1=net.parameters["W1"].astype(float) + s * v)([0.5])["W1"] for s in (h, -h)]
    >>> np.allclose(product([0.5], v), (near[0] - near[1]) / (2 * h))
    True
    """
    options: dict[str, Any] = {"target": target, "reduction": reduction, "distribution": distribution}
    first = gradient(network, loss, wrt, output=output, **options)
    names = chosen(network, wrt)
    along = jvp(first, names)
    return NetworkWriter(along).build({n: along.outputs[n] for n in names})
