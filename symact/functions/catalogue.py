"""The catalogue: every activation by any of its names."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from symact.errors import DefinitionError, UnknownActivationError
from symact.functions import families
from symact.functions.adopted import ADOPTED
from symact.functions.entries import FAMILIES, Entry, Handbook
from symact.functions.plugins import load_plugins

__all__ = ["activation", "activations", "entry", "handbook", "register"]

_ENTRIES: dict[str, Entry] = {}
_BY_KEY: dict[str, str] = {}


def _key(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def register(record: Entry) -> None:
    """Add a record; a name or alias that is taken by another function is refused.

    Raises
    ------
    DefinitionError
        If a name is taken.
    """
    for name in record.names:
        owner = _BY_KEY.get(_key(name))
        if owner is not None and _ENTRIES[owner].function is not record.function:
            raise DefinitionError(
                f"a name must be free, but {name!r} is taken by the activation {owner}; choose another"
            )
    _ENTRIES[record.name] = record
    _BY_KEY.update((_key(name), record.name) for name in record.names)


@lru_cache(maxsize=1)
def handbook() -> Mapping[str, Entry]:
    """Return the catalogue's own entries by name: what SymPy has, and every class of the families with a formula."""
    modules = [found.name for found in walk_packages(families.__path__, f"{FAMILIES}.")]
    own = (*ADOPTED, *(Entry.of(c) for module in modules for c in _classes(module)))
    for record in own:
        register(record)
    return {record.name: record for record in own}


def _classes(module: str) -> list[type[Handbook]]:
    """Return the entries that are written in a module; a base of others has no formula."""
    written = (v for v in vars(import_module(module)).values() if isinstance(v, type) and v.__module__ == module)
    return [c for c in written if issubclass(c, Handbook) and hasattr(c, "formula")]


def entries() -> Iterator[Entry]:
    """Yield every record in order of family and name, those of plug-ins and of users included."""
    _load()
    yield from sorted(_ENTRIES.values(), key=lambda e: (e.family, e.name))


def _load() -> None:
    handbook()
    load_plugins(register)


def entry(function: Any) -> Entry:
    """Return the record of an activation, by name, alias, or the function itself.

    Raises
    ------
    UnknownActivationError
        If there is none; the message lists what is near.
    """
    handbook()
    name = function if isinstance(function, str) else getattr(function, "__name__", "")
    found = _BY_KEY.get(_key(name))
    if found is None:
        _load()
        found = _BY_KEY.get(_key(name))
    if found is None or (not isinstance(function, str) and _ENTRIES[found].function is not function):
        raise UnknownActivationError(f"no activation is named {name!r}{_nearest(name)}")
    return _ENTRIES[found]


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(_key(name), _BY_KEY, n=3, cutoff=0.6)
    names = list(dict.fromkeys(_BY_KEY[k] for k in near))
    if names:
        return f"; did you mean {' or '.join(map(repr, names))}?"
    return "; symact.activations() lists all there are"


def activation(name: Any) -> Any:
    """Return the activation of that name.

    Parameters
    ----------
    name : str
        Any name or alias; case, spaces, hyphens and underscores do not matter. An activation is returned as it is.

    Returns
    -------
    type
        A SymPy function class.

    Raises
    ------
    UnknownActivationError
        If nothing fits; the message says what is near.

    Examples
    --------
    >>> activation("Swish") is sa.silu
    True
    >>> activation("sigmod")
    Traceback (most recent call last):
    ...
    symact.errors.UnknownActivationError: no activation is named 'sigmod'; did you mean 'sigmoid' or ...
    """
    if not isinstance(name, str) and not isinstance(name, type):
        raise TypeError(f"the name of an activation must be a str, not {name!r}")
    return entry(name).function


def activations(family: str | None = None) -> tuple[Any, ...]:
    """Return all activations, or those of one family, in order of family and name.

    Raises
    ------
    ValueError
        If there is no such family.

    Examples
    --------
    >>> activations("steps")
    (sign, step)
    """
    records = tuple(entries())
    families = sorted({e.family for e in records})
    if family is not None and family not in families:
        raise ValueError(f"family must be one of {', '.join(families)}, not {family!r}")
    return tuple(e.function for e in records if family in (None, e.family))
