"""Networks as JSON documents: exact, for people to read and for programs to write, and safe to read from strangers.

The form of a document is described on the page of formats in the documentation, with a JSON Schema.
"""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from sympy import Expr

from symact.errors import FormatError, UnsupportedError
from symact.exact.fuse import Fuse, FuseBlown
from symact.files import write_text
from symact.networks.documents.json_text import HOW_TO_TRUST, LARGEST_FILE, layout, read_tree, shortened
from symact.networks.documents.legends import legend_record
from symact.networks.documents.reading import FORMAT, LONGEST_NAME, VERSION, WEIGHTS, network_of_document
from symact.networks.documents.records import RECORDS
from symact.networks.documents.texts import TextWriter, matrix_of
from symact.networks.documents.weights import array_record
from symact.networks.elementwise import SLOTS
from symact.networks.network import Network
from symact.networks.step import Step

__all__ = ["read_json", "write_json"]

SECONDS = 1.5
"""How long a file that is not trusted may take to become a network, in seconds of the processor."""


def write_json(network: Network, path: str | os.PathLike[str]) -> None:
    """Write a network as a JSON document, so that :func:`read_json` reads an equal one.

    Floats are written as the shortest decimals that read back to the same bits, exact numbers as ``"p/q"``, other exact
    weights and functions as texts.

    Raises
    ------
    UnsupportedError
        If a function or a weight cannot be written as text, because its name is known here only.
    OSError
        If the file cannot be written; an older one is then left as it was.
    """
    write_text(path, layout(_document(network)) + "\n")


def _document(network: Network) -> dict[str, Any]:
    texts = _texts(network)
    legend = legend_record(texts.legend)
    weights = {
        kind: [{"name": _name(n), **array_record(a, texts)} for n, a in getattr(network, kind).items()]
        for kind in WEIGHTS
    }
    return {
        "format": FORMAT,
        "version": VERSION,
        **{name: entries for name, entries in legend.items() if entries},
        "inputs": [{"name": _name(n), "shape": s} for n, s in network.inputs.items()],
        **{kind: records for kind, records in weights.items() if records},
        "steps": [_step_record(s, texts) for s in network.steps],
        "outputs": [{"name": _name(n), "value": v} for n, v in network.outputs.items()],
    }


def _texts(network: Network) -> TextWriter:
    arrays = [a for kind in WEIGHTS for a in getattr(network, kind).values() if a.dtype == object]
    whole = [(a, matrix_of(a)) for a in arrays]
    functions = [v for s in network.steps for _, v in s.options if isinstance(v, Expr)]
    exact = [e for a, matrix in whole if matrix is None for e in a.flat]
    return TextWriter([*functions, *exact], [m for _, m in whole if m is not None], SLOTS)


def _name(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise UnsupportedError(f"a name in a file must have at most {LONGEST_NAME} characters, not {shortened(name)}")
    return name


def _step_record(step: Step, texts: TextWriter) -> dict[str, Any]:
    if step.operation not in RECORDS:
        raise UnsupportedError(f"the step {step.name!r} ({step.operation}) has no form in a document")
    record: dict[str, Any] = {"name": _name(step.name), "operation": step.operation, "inputs": step.inputs}
    if step.operation == "apply":
        variables = dict(zip(texts.free(["x", "y"]), SLOTS[: len(step.inputs)], strict=False))
        options = {"variables": [*variables], "formula": texts.text(step["function"], variables)}
    else:
        kinds = RECORDS[step.operation]
        options = {name: kinds[name].write(value) for name, value in step.options}
    return {**record, "options": options} if options else record


def read_json(path: str | os.PathLike[str], *, trusted: bool = False) -> Network:
    """Read a network from a JSON document, which may come from a stranger: nothing in it is executed.

    Parameters
    ----------
    path : path
    trusted : bool, optional
        Whether the file may ask for any time and memory. Others have limits: the size of the file, of the network and
        of its values, and the time that reading takes, of which very many symbols need much.

    Raises
    ------
    FormatError
        If the file is no such document, with line and column, or asks for too much.
    OSError
        If the file cannot be read.
    """
    with open(path, "rb") as file:
        data = file.read() if trusted else file.read(LARGEST_FILE + 1)
    name = Path(path).name
    root = read_tree(data, name, trusted=trusted)
    fuse = None if trusted else Fuse(sys.maxsize, SECONDS)
    try:
        with fuse or nullcontext():
            return network_of_document(root)
    except (FormatError, FuseBlown):
        if fuse is None or fuse.left > 0:
            raise
    except RecursionError:
        raise FormatError(f"the formulas of {name} must be less deep than these") from None
    raise FormatError(f"{name} must become a network within {SECONDS} s; {HOW_TO_TRUST}")
