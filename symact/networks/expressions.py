"""A network as SymPy expressions: whole where it is small enough to see, else one equation a value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from sympy import Eq, Expr, ImmutableMatrix, Symbol, preorder_traversal

from symact.errors import UnsupportedError
from symact.networks.choices import check_network, chosen_output
from symact.networks.evaluate import bind_arguments, readers, run
from symact.networks.network import Network
from symact.networks.operation import Array
from symact.networks.operations import OPERATIONS
from symact.networks.shapes import Shape, leads
from symact.networks.step import Step
from symact.networks.weights import exact_array
from symact.reading.names import check_symbol_name, plain_name

__all__ = ["LARGEST_EXPRESSION", "equations", "expression", "symbol_names", "symbols_of"]

LARGEST_EXPRESSION = 20_000
"""How many parts an expression has at most, unless more are asked for."""


def symbols_of(name: str, shape: Shape) -> Array:
    """Return symbols for the entries of one example of a value: x, or x0, x1, ..., or x0_0, ...; or h1_0, h1_1, ..."""
    names = _entry_names(name, shape)
    made = np.empty(len(names), dtype=object)
    made[:] = [Symbol(check_symbol_name(n)) for n in names]
    return made.reshape([1 if isinstance(a, str) else a for a in shape])


def _entry_names(name: str, shape: Shape) -> list[str]:
    places = list(np.ndindex(*(a for a in shape if not isinstance(a, str))))
    stem = f"{name}_" if name[-1:].isdigit() else name
    return [stem + "_".join(map(str, place)) for place in places] if len(places) > 1 else [name] * len(places)


def symbol_names(network: Network) -> dict[str, str]:
    """Return for each input and each step the name that its symbols bear, so that no two of them share a symbol.

    Names in files of strangers may hold anything, code too; the symbols in weights are taken.
    """
    weights = (*network.parameters.values(), *network.constants.values())
    taken = {str(s) for a in weights if a.dtype == object for e in a.flat for s in e.free_symbols}
    found: dict[str, str] = {}
    for name in (*network.inputs, *(s.name for s in network.steps)):
        plain = plain_name(name)
        while not taken.isdisjoint(entries := _entry_names(plain, network.shapes[name])):
            plain += "_x"
        taken.update(entries)
        found[name] = plain
    return found


def expression(network: Network, output: str | None = None, *, max_size: int | None = LARGEST_EXPRESSION) -> Any:
    """Return an output of a network for one example as an expression in the entries of the inputs.

    Parameters
    ----------
    output : str, optional
        Which output; needed where there are several.
    max_size : int or None, optional
        More parts than these (counted from above) are refused, because nested networks grow with the product of their
        widths; None allows any number.

    Returns
    -------
    Expr or ImmutableMatrix
        A single entry as it is, a vector as a column, a matrix as a matrix. An input of one entry is the symbol of its
        name, one of more entries ``x0, x1, ...``; float weights become the rationals they are.

    Raises
    ------
    UnsupportedError
        If it would be larger than allowed; :func:`symact.equations` shows such a network value by value.
    NetworkError, KeyError
        If there are several outputs and none is chosen, or one that is not there.

    Examples
    --------
    >>> net = sa.mlp([2, 2, 1], weights=[([[1, 1], [1, -1]], [0, 0]), ([[1, -2]], [0])])
    >>> sa.expression(net)
    -2*relu(x0 - x1) + relu(x0 + x1)
    """
    check_network(network)
    name = chosen_output(network, output)
    value = network.outputs[name]
    size = _sizes(network)[value]
    if max_size is not None and size > max_size:
        raise UnsupportedError(
            f"the expression of {name!r} may have {size:,} parts, more than {max_size:,}; sa.equations(network) shows "
            f"it value by value, max_size=None builds it all the same"
        )
    names = symbol_names(network)
    entries = {n: symbols_of(names[n], s) for n, s in network.inputs.items()}
    arguments = bind_arguments(network, (), entries)
    return _shown(run(network, arguments, [value])[value], network.shapes[value])


def equations(network: Network) -> tuple[Eq, ...]:
    """Return a network for one example as equations, one for each entry of each value, in the order of computation.

    The symbols are named as those of :func:`symact.expression`: ``h1_0`` is the entry 0 of the value ``h1``.

    Examples
    --------
    >>> net = sa.mlp([1, 1, 1], weights=[([[2]], [1]), ([[3]], [0])])
    >>> sa.equations(net)
    (Eq(z1, 2*x + 1), Eq(h1, relu(z1)), Eq(z2, 3*h1))
    """
    check_network(network)
    made = []
    names = symbol_names(network)
    held: dict[str, Array] = {n: symbols_of(names[n], s) for n, s in network.inputs.items()}
    for source in (network.parameters, network.constants):
        held.update((n, a if a.dtype == object else exact_array(a, n)) for n, a in source.items())
    reads = readers(network.steps)
    for step in network.steps:
        options = {k: _one_example(v) for k, v in step.options}
        value = OPERATIONS[step.operation].evaluate([held[i] for i in step.inputs], options)
        if _is_inlined(step, reads, network):
            held[step.name] = value
            continue
        held[step.name] = symbols_of(names[step.name], network.shapes[step.name])
        made += [Eq(s, v, evaluate=False) for s, v in zip(held[step.name].flat, value.flat, strict=True)]
    return tuple(made)


def _is_inlined(step: Step, reads: Mapping[str, list[Step]], network: Network) -> bool:
    """Return whether a value is shown where it is used: one that only moves entries or sums, and is read once."""
    return (
        step.operation != "apply"
        and len(reads.get(step.name, ())) == 1
        and step.name not in network.outputs.values()
        and (step.operation in ("contract", "reshape", "transpose", "slice", "concat", "expand", "pad", "windows"))
    )


def _one_example(value: Any) -> Any:
    return tuple(1 if isinstance(v, str) else v for v in value) if isinstance(value, tuple) else value


def _shown(value: Array, shape: Shape) -> Any:
    array = value[0] if leads(shape) else value
    if array.ndim > 2:
        raise UnsupportedError(f"an expression is a number, a vector or a matrix, not an array of {array.ndim} axes")
    if array.size == 1:
        return array.reshape(-1)[0]
    return ImmutableMatrix(array.reshape(len(array), -1).tolist())


def _sizes(network: Network) -> dict[str, int]:
    """Return for each value how many parts its largest entry has at most."""
    sizes = {n: 1 for n in (*network.inputs, *network.parameters, *network.constants)}
    for step in network.steps:
        inside = sum(sizes[i] for i in step.inputs)
        sizes[step.name] = _terms(network, step) * (inside + _own(step))
    return sizes


def _own(step: Step) -> int:
    function = dict(step.options).get("function")
    return sum(1 for _ in preorder_traversal(function)) if isinstance(function, Expr) else 1


def _terms(network: Network, step: Step) -> int:
    """Return how many entries of the inputs make one entry of the value."""
    shapes = network.shapes
    if step.operation == "contract":
        first, _, rest = step["subscripts"].partition(",")
        result = rest.partition("->")[2]
        summed = [a for letter, a in zip(first, shapes[step.inputs[0]], strict=True) if letter not in result]
        return math.prod(a for a in summed if isinstance(a, int))
    if step.operation in ("sum", "max"):
        return math.prod(a for i, a in enumerate(shapes[step.inputs[0]]) if i in step["axes"] and isinstance(a, int))
    if step.operation in ("vector", "cross_entropy"):
        return int(shapes[step.inputs[0]][step["axis"]])
    if step.operation == "overlap":
        return math.prod(step["lengths"])
    return 1
