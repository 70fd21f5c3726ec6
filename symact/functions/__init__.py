"""The handbook: activations as SymPy functions, in families; names and aliases; definitions of one's own."""

import lazy_loader as _lazy_loader

__getattr__, __dir__, __all__ = _lazy_loader.attach(__name__, submodules=["losses"])
