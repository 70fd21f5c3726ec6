"""What calling a network is on any backend: inputs by place or name, a single example, one output or several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from symact.errors import UnsupportedError
from symact.networks.evaluate import Evaluated, is_single, match_shape, named_arguments
from symact.networks.operation import Array
from symact.networks.shapes import leads
from symact.networks.weights import is_symbolic

__all__ = ["numbers_of", "outputs_of", "prepared_inputs"]


def numbers_of(network: Evaluated) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the parameters and the constants as arrays of floats.

    Raises
    ------
    UnsupportedError
        If one of them is symbolic.
    """
    kinds = (network.parameters, network.constants)
    symbolic = [n for kind in kinds for n, a in kind.items() if is_symbolic(a)]
    if symbolic:
        raise UnsupportedError(
            f"weights must be numbers to be run, which {', '.join(symbolic)} are not; set them by with_parameters"
        )
    first, second = ({n: a if a.dtype.kind == "f" else a.astype(np.float64) for n, a in k.items()} for k in kinds)
    return first, second


def prepared_inputs(
    network: Evaluated, arguments: Sequence[Any], named: Mapping[str, Any], convert: Callable[[Any], Any]
) -> tuple[dict[str, Any], dict[str, int], bool]:
    """Return the inputs with all their axes, the lengths of named axes, and whether they are of a single example."""
    given = {n: convert(v) for n, v in named_arguments(network, arguments, named).items()}
    single = is_single(network, given)
    axes: dict[str, int] = {}
    for name, array in given.items():
        given[name] = array[None] if single and leads(network.inputs[name]) else array
        match_shape(name, network.inputs[name], tuple(given[name].shape), axes)
    return given, axes, single


def outputs_of(network: Evaluated, values: Mapping[str, Any], single: bool) -> Any:
    """Return the output as the caller sees it, a dictionary where there are several."""
    results = {
        name: values[value][0] if single and leads(network.shapes[value]) else values[value]
        for name, value in network.outputs.items()
    }
    return next(iter(results.values())) if len(results) == 1 else results
