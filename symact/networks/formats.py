"""The formats that networks are read from and written to, one row each; the suffix of a file chooses."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from symact.networks.choices import check_network
from symact.networks.documents.document import read_json, write_json
from symact.networks.network import Network
from symact.networks.onnx.read import read_onnx
from symact.networks.onnx.write import write_onnx

__all__ = ["FORMATS", "read_network", "write_network"]

FORMATS: dict[str, tuple[Callable[..., Network], Callable[..., None]]] = {
    ".json": (read_json, write_json),
    ".onnx": (read_onnx, write_onnx),
}


def read_network(path: str | os.PathLike[str] | bytes, **options: Any) -> Network:
    """Read a network from a file; its suffix says in which format.

    Files may come from strangers: nothing in them is executed.

    Parameters
    ----------
    path : path or bytes
        With one of the suffixes of the table of formats, ``.json`` or ``.onnx``; bytes are those of an ONNX file.
    **options
        Of the reader of that format.

    Raises
    ------
    ValueError
        For a suffix that is not in the table.
    FormatError
        If the file is not what its format allows; the message says where.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> net = sa.mlp([2, 3, 1], weights="he")
    >>> sa.write_network(net, "net.json")  # doctest: +SKIP
    >>> sa.read_network("net.json") == net  # doctest: +SKIP
    True
    """
    read = read_onnx if isinstance(path, bytes) else _format(path)[0]
    return read(path, **options)


def write_network(network: Network, path: str | os.PathLike[str], **options: Any) -> None:
    """Write a network into a file, whole or not at all; its suffix says in which format, as in :func:`read_network`.

    Raises
    ------
    TypeError
        If `network` is none.
    ValueError
        For a suffix that is not in the table of formats.
    UnsupportedError
        If the format has no form for something in the network.
    OSError
        If the file cannot be written.
    """
    check_network(network)
    _format(path)[1](network, path, **options)


def _format(path: str | os.PathLike[str]) -> tuple[Callable[..., Network], Callable[..., None]]:
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise ValueError(f"the name of a file must end in {' or '.join(FORMATS)}, not {suffix!r} ({Path(path).name})")
    return FORMATS[suffix]
