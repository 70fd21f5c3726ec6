"""The Jacobian of a network, whole or times a vector on either side; each is a network again.

At kinks it follows the chain rule, as :func:`symact.gradient` does.
"""

from __future__ import annotations

from collections.abc import Iterable

from symact.errors import NetworkError
from symact.networks.chain_rule import or_zero, pull_back, push_forward
from symact.networks.choices import check_network, chosen, chosen_input, chosen_output
from symact.networks.network import Network
from symact.networks.shapes import leads, shown
from symact.networks.writer import NetworkWriter

__all__ = ["jacobian", "jvp", "vjp"]


def vjp(network: Network, wrt: str | Iterable[str] | None = None, *, output: str | None = None) -> Network:
    r"""Return the network that multiplies the transposed Jacobian of an output with a vector, by reverse mode.

    .. math:: u \mapsto J^T u, \qquad J = \frac{\partial y}{\partial v}

    Parameters
    ----------
    network : Network
    wrt : str or iterable of str, optional
        By which parameters or inputs; all parameters, unless stated.
    output : str, optional
        Which output *y*; needed where there are several.

    Returns
    -------
    Network
        With a further input ``"u"`` of the shape of the output, and for each name in `wrt` an output of that name and
        the shape of what it names, summed over the examples where these share it. A name that is taken gets an
        underscore.

    Raises
    ------
    NetworkError
        If there are several outputs and none is chosen.
    KeyError
        For a name in `wrt` or an output that is not there.

    Examples
    --------
    >>> net = sa.mlp([2, 2], output=x**2, weights=[([[1, 2], [3, 4]], [0, 0])])
    >>> x, u = [1.0, 1.0], [1.0, -1.0]
    >>> back = sa.vjp(net, "x")(x, u)
    >>> back
    array([-36., -44.])
    >>> np.allclose(back, u @ sa.jacobian(net)(x))
    True
    """
    check_network(network)
    names = chosen(network, wrt)
    writer = NetworkWriter(network)
    value = network.outputs[chosen_output(network, output)]
    seed = writer.input(writer.unclaimed("u"), writer.shape(value))
    return writer.build(pull_back(writer, {value: seed}, names))


def jvp(network: Network, wrt: str | Iterable[str] | None = None) -> Network:
    r"""Return the network that differentiates its outputs along a direction, by forward mode.

    .. math:: v \mapsto J v, \qquad J = \frac{\partial y}{\partial x}

    Parameters
    ----------
    network : Network
    wrt : str or iterable of str, optional
        What moves, parameters or inputs; all inputs, unless stated.

    Returns
    -------
    Network
        With a further input ``"v_" + name`` for each name in `wrt`, the part of the direction; the outputs keep their
        names. A name that is taken gets an underscore.

    Raises
    ------
    KeyError
        For a name in `wrt` that is not there.

    Examples
    --------
    >>> net = sa.mlp([2, 2], output=x**2, weights=[([[1, 2], [3, 4]], [0, 0])])
    >>> x, v = [1.0, 1.0], [1.0, -1.0]
    >>> along = sa.jvp(net)(x, v)
    >>> along
    array([ -6., -14.])
    >>> np.allclose(along, sa.jacobian(net)(x) @ v)
    True
    """
    check_network(network)
    names = chosen(network, network.inputs if wrt is None else wrt)
    writer = NetworkWriter(network)
    directions = {n: writer.input(writer.unclaimed(f"v_{n}"), writer.shape(n)) for n in names}
    pushed = push_forward(writer, network.steps, directions)
    return writer.build({n: or_zero(writer, pushed.get(v), v) for n, v in network.outputs.items()})


def jacobian(network: Network, wrt: str | None = None, *, output: str | None = None) -> Network:
    r"""Return the network that computes the Jacobian matrix of a vector output by an input.

    .. math:: J_{ij} = \frac{\partial y_i}{\partial x_j}

    For the output of one example with *m* entries and an input with *n* it has the shape m x n, behind the axis of the
    examples where there is one; one reverse pass is written for each entry of the output.

    Parameters
    ----------
    network : Network
    wrt : str, optional
        Which input, or a parameter of a network without an axis of examples; the only input, unless stated.
    output : str, optional
        Which output; needed where there are several.

    Returns
    -------
    Network
        With one output, of the name of what is differentiated by.

    Raises
    ------
    NetworkError
        If the output is not a vector of known length, or a parameter is asked for that all examples share.
    KeyError
        For an input or an output that is not there.

    Examples
    --------
    >>> net = sa.mlp([2, 2], output=x**2, weights=[([[1, 2], [3, 4]], [0, 0])])
    >>> J = sa.jacobian(net)([Symbol("a"), Symbol("b")])
    >>> J
    array([[2*a + 4*b, 4*a + 8*b],
           [18*a + 24*b, 24*a + 32*b]], dtype=object)
    >>> from sympy import Matrix
    >>> Matrix(J).equals(Matrix(net(symbols("a b"))).jacobian(symbols("a b")))
    True
    """
    check_network(network)
    name = chosen_input(network, wrt)
    value = network.outputs[chosen_output(network, output)]
    shape, of = network.shapes[value], network.shapes[name]
    batched = leads(shape)
    if len(shape) != 1 + batched or isinstance(shape[-1], str) or batched != leads(of):
        raise NetworkError(
            f"a Jacobian needs an output with one axis of known length, and a value of the same examples, not the "
            f"shape {shown(shape)} by {name!r} of the shape {shown(of)}"
        )
    writer = NetworkWriter(network)
    rows = []
    for i in range(shape[-1]):
        unit = writer.constant([int(i == j) for j in range(shape[-1])])
        seed = writer.add("expand", unit, shape=shape) if batched else unit
        row = pull_back(writer, {value: seed}, [name])[name]
        rows.append(writer.add("reshape", row, shape=(*of[:batched], 1, *of[batched:])))
    return writer.build({name: writer.add("concat", *rows, axis=int(batched))})
