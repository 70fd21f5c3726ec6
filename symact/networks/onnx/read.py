"""ONNX in: the bytes of a file become a network."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from symact.errors import FormatError, NetworkError, UnsupportedError
from symact.networks.network import Network
from symact.networks.onnx.call import Value, check_entries
from symact.networks.onnx.folding import FOLDS
from symact.networks.onnx.formula import DOMAIN, stated_formula
from symact.networks.onnx.functions import stated_step
from symact.networks.onnx.model import LocalFunction, Node, read_model
from symact.networks.onnx.operators import OPERATORS
from symact.networks.onnx.reader import Reader
from symact.networks.pooling import padded_entries

__all__ = ["read_onnx"]


def read_onnx(source: str | os.PathLike[str] | bytes) -> Network:
    r"""Read a network from an ONNX file, or from the bytes of one.

    Parameters
    ----------
    source : path or bytes
        A file, or what stands in one. Initialisers of the file that hold floating numbers
        become parameters, of their own float32 or float64 (``symact.networks.weights.exact_array`` makes them the
        rationals they are); its constants become constants, and constants computed from constants are folded in the
        file's own types. Named axes stay named. Casts between floating types do nothing: all is real arithmetic, and
        :class:`Network` computes in the type of its input.

    Returns
    -------
    Network
        With the inputs, outputs and values named as in the file. A number inside a formula, such as the slope of
        LeakyRelu, is the fraction of smallest denominator that the file's float32 number is nearest to: 0.01 is 1/100.

    Raises
    ------
    FormatError
        If the file contradicts itself or its format, or wants other files opened: nothing else is read.
    UnsupportedError
        If it has operators, types or sizes that are not served; they are named, and so are those that are.
    NetworkError
        If shapes do not fit.
    MissingExtraError
        If the package ``onnx`` is not installed.
    OSError
        If the file cannot be read.

    Notes
    -----
    Possible issues: files are untrusted. One may have 20,000 nodes, its functions written out; a value may have
    2\ :sup:`30` entries for an example. Dropout and BatchNormalization are those of inference; in training mode they
    are refused.

    References
    ----------
    ONNX operator schemas, https://onnx.ai/onnx/operators/

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "net.onnx"
    >>> net = sa.mlp([2, 3, 1], hidden=sa.mish, weights="he")
    >>> sa.write_network(net, path)
    >>> sa.read_network(path) == net
    True
    """
    if isinstance(source, bytes):
        return Reader(read_model(source), OPERATORS, FOLDS, _named).network()
    path = Path(source)
    try:
        return read_onnx(path.read_bytes())
    except (FormatError, UnsupportedError, NetworkError) as error:
        raise type(error)(f"{path.name}: {error}") from error.__cause__


STATED = 4_000
"""How many characters of formulas in notes are tried, in all; further functions are read by their nodes."""


def _named(reader: Reader, node: Node, function: LocalFunction, inputs: Sequence[Value | None]) -> Value | None:
    """Return the value of a function that symact wrote, as the one step that it had been."""
    if node.domain != DOMAIN or len(inputs) != len(function.inputs) or None in inputs:
        return None
    if function.name not in reader.stated:
        reader.texts += len(function.note)
        tried = reader.texts <= STATED
        reader.stated[function.name] = (stated_step(function) or stated_formula(function)) if tried else None
    stated = reader.stated[function.name]
    if stated is None:
        return None
    names = [reader.name(v) for v in inputs if v is not None]
    shape = reader.writer.shape(names[0])
    operation, rank, options = stated if isinstance(stated, tuple) else ("apply", len(shape), {"function": stated})
    if rank != len(shape):
        return None
    check_entries([padded_entries(options, shape)])
    return reader.add(operation, names, node.outputs[0], options)
