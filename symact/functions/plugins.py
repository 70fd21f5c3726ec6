"""Activations of other packages, found by the entry-point group ``symact.activations``."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib.metadata import entry_points
from threading import RLock

from symact.functions.activation import Activation
from symact.functions.entries import Entry

__all__ = ["GROUP", "load_plugins"]

GROUP = "symact.activations"

_lock = RLock()
_started = False


def load_plugins(register: Callable[[Entry], None]) -> None:
    """Hand what installed packages offer to `register`, once.

    One that fails is reported as a warning and does not stop the rest.

    An entry point names a subclass of :class:`~symact.functions.activation.Activation`, or what
    :func:`symact.define` returned.
    """
    global _started
    with _lock:
        if not _started:  # a plug-in that asks for the catalogue while it is loaded gets it as it is
            _started = True
            _load_all(register)


def _load_all(register: Callable[[Entry], None]) -> None:
    for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
        try:
            function = point.load()
            if not (isinstance(function, type) and issubclass(function, Activation)):
                raise TypeError(f"an activation must be a subclass of Activation, not {function!r}")
            register(Entry.of(function))
        except Exception as error:  # whatever another package does, the catalogue stays usable
            warnings.warn(
                f"the activation {point.name!r} of {point.value} could not be loaded and is left out: "
                f"{type(error).__name__}: {error}",
                RuntimeWarning,
                stacklevel=3,
            )
