"""Networks in and out of files: one table of formats, chosen by the end of a file's name."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symact.errors import UnsupportedError
from symact.files import write_bytes
from symact.networks.network import Network
from symact.networks.onnx_read import read_onnx
from symact.networks.onnx_write import onnx_bytes

__all__ = ["read_network", "write_network"]


@dataclass(frozen=True)
class Format:
    """A format of files: from bytes to a network, and back."""

    read: Callable[[bytes], Network]
    write: Callable[..., bytes]


FORMATS: dict[str, Format] = {
    ".onnx": Format(read_onnx, onnx_bytes),
}
"""By the end of a file's name; bytes without a name are of the first format."""


def read_network(source: str | os.PathLike[str] | bytes) -> Network:
    r"""Read a network from a file, or from the bytes of one.

    Parameters
    ----------
    source : path or bytes
        A file whose name ends in ``.onnx``, or what stands in one. Initialisers of the file that hold floating numbers
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
        If the package for the format is not installed.
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
    if isinstance(source, (bytes, bytearray, memoryview)):
        return next(iter(FORMATS.values())).read(bytes(source))
    form = _format(source)
    return form.read(Path(source).read_bytes())


def write_network(network: Network, path: str | os.PathLike[str], **options: Any) -> None:
    """Write a network into a file, whole or not at all.

    Parameters
    ----------
    network : Network
        With numbers for weights.
    path : path
        Its name ends in ``.onnx``.
    dtype : float32 or float64, optional
        In which an ONNX file computes; float32 unless stated, since onnxruntime has many operators in float32 only.
        Weights keep their own type in the file. Exact weights are rounded to the nearest number of `dtype`, unless
        float64 holds them exactly.

    Raises
    ------
    UnsupportedError
        If a step or a weight has no form in the format; it is named.
    MissingExtraError
        If the package for the format is not installed.
    OSError
        If the file cannot be written; an old one is then as it was.

    Notes
    -----
    A step becomes an ONNX node of the same name, so that reading the file gives the network again: all names, shapes,
    weights and formulas. What is lost is told: an output that has the name of another value gets another name, exact
    weights may be rounded, and steps on constants alone are folded. An activation that ONNX has no operator for becomes
    a function inside the file.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "xor.onnx"
    >>> net = sa.mlp([2, 2, 1], weights=[([[1, 1], [1, 1]], [0, -1]), ([[1, -2]], [0])])
    >>> sa.write_network(net, path)
    >>> sa.read_network(path)(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])).ravel()
    array([0., 1., 1., 0.])
    """
    write_bytes(path, _format(path).write(network, **options))


def _format(path: str | os.PathLike[str]) -> Format:
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise UnsupportedError(
            f"a file of a network must have a name that ends in {' or '.join(FORMATS)}, not {Path(path).name!r}"
        )
    return FORMATS[suffix]
