"""Which network somebody means, and which inputs, parameters and output of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symact.errors import NetworkError
from symact.networks.network import Network

__all__ = ["check_network", "chosen", "chosen_input", "chosen_output"]


def check_network(network: Any) -> None:
    """Refuse what is no network with a TypeError."""
    if not isinstance(network, Network):
        raise TypeError(f"network must be a symact.Network, not {network!r}; sa.Network(graph) makes one of a graph")


def chosen(network: Network, wrt: str | Iterable[str] | None, *, inputs: bool = True) -> list[str]:
    """Return the names of parameters, or of inputs too, that somebody chose, each once; unless stated all parameters.

    Raises
    ------
    TypeError
        For what holds no names.
    KeyError
        For a name that is not there.
    """
    if wrt is not None and not isinstance(wrt, Iterable):
        raise TypeError(f"wrt must be a name or several, not {wrt!r}")
    names = list(network.parameters) if wrt is None else [wrt] if isinstance(wrt, str) else list(dict.fromkeys(wrt))
    known = (*network.parameters, *network.inputs) if inputs else tuple(network.parameters)
    for name in names:
        if name not in known:
            what = "parameters or inputs" if inputs else "parameters"
            raise KeyError(f"wrt must name {what} ({', '.join(known) or 'none'}), not {name!r}")
    return names


def chosen_input(network: Network, wrt: str | None) -> str:
    """Return the one input or parameter that is named; unless stated the only input."""
    if wrt is None and len(network.inputs) != 1:
        raise NetworkError(f"wrt must be one of {', '.join(network.inputs)}; this network has several inputs")
    if wrt is not None and not isinstance(wrt, str):
        raise TypeError(f"wrt must be the name of one input, not {wrt!r}")
    return chosen(network, list(network.inputs) if wrt is None else wrt)[0]


def chosen_output(network: Network, output: str | None) -> str:
    """Return the name of the output that is meant; unless stated the only one."""
    if output is None and len(network.outputs) > 1:
        raise NetworkError(f"output must be one of {', '.join(network.outputs)}; this network has several")
    if output is not None and output not in network.outputs:
        raise KeyError(f"output must be one of {', '.join(network.outputs)}, not {output!r}")
    return next(iter(network.outputs)) if output is None else output
