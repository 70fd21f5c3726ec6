"""The formats that circuits are read from and written to, one row each; the suffix of a file chooses."""

from __future__ import annotations

import gc
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from symact.errors import FormatError
from symact.files import write_bytes
from symact.logic.circuit import Circuit, check_circuit
from symact.logic.formats.aiger.reading import read_aiger
from symact.logic.formats.aiger.writing import write_aag, write_aig
from symact.logic.formats.bench import read_bench, write_bench
from symact.logic.formats.blif import read_blif
from symact.logic.formats.blif_writer import write_blif
from symact.logic.formats.document import read_document
from symact.logic.formats.document_writer import write_document
from symact.logic.formats.source import LARGEST_FILE, Source
from symact.logic.formats.threshold_netlist import read_threshold_netlist, write_threshold_netlist
from symact.logic.formats.verilog.reading import read_verilog
from symact.logic.formats.verilog.writing import write_verilog

__all__ = ["FORMATS", "Format", "read_circuit", "write_circuit"]


@dataclass(frozen=True)
class Format:
    """A format of circuits: what it is called, its reader, and its writer, which gives the bytes of a file."""

    name: str
    read: Callable[[Source], Circuit]
    write: Callable[[Circuit], bytes]


FORMATS = {
    ".bench": Format("ISCAS bench", read_bench, write_bench),
    ".blif": Format("BLIF", read_blif, write_blif),
    ".json": Format("JSON document", read_document, write_document),
    ".th": Format("threshold netlist", read_threshold_netlist, write_threshold_netlist),
    ".aig": Format("AIGER, binary", read_aiger, write_aig),
    ".aag": Format("AIGER, text", read_aiger, write_aag),
    ".v": Format("Verilog, structural", read_verilog, write_verilog),
}


def read_circuit(path: str | os.PathLike[str] | bytes, *, format: str | None = None, trusted: bool = False) -> Circuit:
    """Read a circuit from a file; its suffix says in which format.

    Files may come from strangers: nothing in them is executed, no other file is opened because of them.

    Parameters
    ----------
    path : path or bytes
        A file with one of the suffixes of the table of formats; or what would stand in it, with `format`.
    format : str, optional
        A suffix of the table, such as ``".blif"``, if the name of the file does not have it.
    trusted : bool, optional
        Whether the file may ask for any time and memory. Others have limits: 16 MB, 250,000 gates, and more such.

    Raises
    ------
    ValueError
        For a suffix that is not in the table.
    FormatError
        If the file is not what its format allows; the message has the line, or the byte.
    CircuitError
        If what the file says is no circuit: a cycle, a net with two drivers or none.
    UnsupportedError
        If the circuit has what symact does not serve, such as two clocks.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> text = b'''.model half_adder
    ... .inputs a b
    ... .outputs s c
    ... .names a b s
    ... 10 1
    ... 01 1
    ... .names a b c
    ... 11 1
    ... .end
    ... '''
    >>> sa.read_circuit(text, format=".blif")
    <Circuit 'half_adder': 2 inputs, 2 outputs, 2 gates>
    """
    known = _format(path, format)
    if isinstance(path, bytes):
        source = Source(path, trusted=trusted)
    else:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise FormatError(f"a circuit must be in a file, not a folder or a pipe ({Path(path).name})")
        with open(path, "rb") as file:
            data = file.read() if trusted else file.read(LARGEST_FILE + 1)
        source = Source(data, Path(path).name, trusted)
    source.limit(len(source.data), LARGEST_FILE, "bytes")
    with _no_collection():
        return known.read(source)


def write_circuit(circuit: Circuit, path: str | os.PathLike[str], *, format: str | None = None) -> None:
    """Write a circuit into a file, whole or not at all; its suffix says in which format, as in :func:`read_circuit`.

    Raises
    ------
    TypeError
        If `circuit` is none.
    ValueError
        For a suffix that is not in the table of formats.
    UnsupportedError
        If the format has no form for something in the circuit.
    OSError
        If the file cannot be written.
    """
    check_circuit(circuit)
    write_bytes(path, _format(path, format).write(circuit))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep Python from looking for cycles in what a reader makes, which has none: a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _format(path: str | os.PathLike[str] | bytes, format: str | None) -> Format:
    if format is None and isinstance(path, bytes):
        raise ValueError(f"the format of bytes must be given: format= one of {', '.join(FORMATS)}")
    suffix = (format if format is not None else Path(os.fsdecode(path)).suffix).lower()
    if suffix not in FORMATS:
        what = "format" if format is not None else "the end of a file's name"
        raise ValueError(f"{what} must be one of {', '.join(FORMATS)}, not {suffix!r}")
    return FORMATS[suffix]
