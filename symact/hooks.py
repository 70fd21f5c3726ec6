"""Late bindings: how a noun on a lower floor reaches a verb of a higher one without importing it.

A SymPy function evaluates on a NumPy array, and shows itself in a notebook; both are done by floors above it.
The one place that knows which is this table of names; the target is imported when it is first called.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

TARGETS = {
    "evaluate_array": "symact.numeric.evaluator:evaluate_array",
    "evaluate_vector": "symact.numeric.vectors:evaluate_vector",
    "numpy_code": "symact.numeric.printing:numpy_code",
    "plain_code": "symact.numeric.printing:plain_code",
    "mpmath_code": "symact.numeric.printing:mpmath_code",
    "jax_code": "symact.numeric.printing:jax_code",
    "network_of_graph": "symact.networks.from_graph:network_of_graph",
    "unit_graph": "symact.networks.graph:unit_graph",
    "network_html": "symact.show.drawings.page:network_html",
    "circuit_of": "symact.logic.build:circuit_of",
    "circuit_graph": "symact.logic.graph:circuit_graph",
    "circuit_call": "symact.logic.call:circuit_call",
    "circuit_html": "symact.show.circuits.page:circuit_html",
    "progress": "symact.show.progress:progress",
    "latex_definition": "symact.show.latex:latex",
}


def hook(name: str) -> Callable[..., Any]:
    """Import and return the function that a higher floor supplies under `name`."""
    module, _, attribute = TARGETS[name].partition(":")
    function: Callable[..., Any] = getattr(import_module(module), attribute)
    return function
