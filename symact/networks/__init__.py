"""Networks: units wired into a graph, known exactly from end to end.

A network's truth is a short list of steps on named arrays (:mod:`symact.networks.network`); the graph of units is a
view of it. What can be done with a step (its shape, its value, its derivatives) stands in one row of a table
(:mod:`symact.networks.operations`).
"""

import lazy_loader as _lazy_loader

__getattr__, __dir__, __all__ = _lazy_loader.attach(__name__, submodules=["layers"])
