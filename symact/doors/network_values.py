"""``symact network eval``: inputs from texts and files, outputs into texts and files."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from symact.errors import FormatError
from symact.files import write_bytes
from symact.functions.parse import parse
from symact.networks.documents.json_text import LARGEST_FILE, Place, Written, layout, read_tree, shortened
from symact.networks.formats import read_network
from symact.networks.network import Network

__all__ = ["print_values"]


def print_values(path: Path, inputs: Sequence[str], as_json: bool, out: Path | None) -> None:
    """Print the outputs of a network in a file for inputs, or write them."""
    write = None if out is None else _writer(out)
    network = read_network(path)
    found = network(**_arguments(network, inputs))
    results = found if isinstance(found, dict) else {next(iter(network.outputs)): found}
    if write is not None and out is not None:
        write_bytes(out, write(results))
        print(f"wrote {out}")
    elif as_json:
        print(layout({name: _tree(value) for name, value in results.items()}))
    else:
        for name, value in results.items():
            print(f"{layout(name)[1:-1]} = {layout(_tree(value))}")


def _arguments(network: Network, inputs: Sequence[str]) -> dict[str, Any]:
    """Return the inputs by name: named ones first, the others in order."""
    named = {}
    others = []
    for text in inputs:
        name, equals, value = text.partition("=")
        if equals and name in network.inputs:
            named[name] = value
        elif equals and text[0] not in '["' and not Path(text).exists():
            raise ValueError(f"the inputs of the network are {', '.join(network.inputs)}, not {name!r}")
        else:
            others.append(text)
    left = [name for name in network.inputs if name not in named]
    if len(others) != len(left):
        wanted = " ".join(f"--input '{name}=...'" for name in network.inputs)
        raise ValueError(f"the inputs must be given as {wanted}, not {len(inputs)} of them")
    given = {**named, **dict(zip(left, others, strict=True))}
    return {name: _array(given[name], name, len(network.inputs[name])) for name in network.inputs}


def _array(text: str, name: str, rank: int) -> Any:
    suffix = Path(text).suffix.lower()
    if suffix == ".npy":
        return _from_npy(Path(text))
    if suffix == ".csv":
        array = _from_csv(Path(text))
        return array.reshape(-1) if rank == 1 else array
    return _from_json(text, f"the input {name!r}")


def _from_npy(path: Path) -> Any:
    """Return an array of a file, which is mapped: one that declares more than it holds is refused at once."""
    try:
        return np.array(np.lib.format.open_memmap(path, mode="r"))
    except OSError:
        raise
    except Exception as error:
        problem = " ".join(str(error).split())
        raise FormatError(f"{path.name} must be an array of numbers in NumPy's format; {problem}") from error


def _from_csv(path: Path) -> Any:
    """Return the rows of a file, one example each."""
    with open(path, "rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise FormatError(f"{path.name} must have at most {LARGEST_FILE:,} bytes; save it as .npy")
    rows = []
    for number, line in enumerate(data.splitlines(), 1):
        if line.strip():
            try:
                rows.append([float(word) for word in line.split(b",")])
            except ValueError:
                raise FormatError(
                    f"{path.name} must have numbers with commas between, but line {number} is "
                    f"{shortened(line.decode('utf-8', 'replace'))}; leave out headings"
                ) from None
            if len(rows[-1]) != len(rows[0]):
                raise FormatError(
                    f"{path.name} must have {len(rows[0])} numbers in each line, not {len(rows[-1])} in line {number}"
                )
    return np.array(rows)


def _from_json(text: str, owner: str) -> Any:
    """Return an array from nested JSON rows: of floats, or exact where there is a text among them."""
    root = read_tree(text.encode("utf-8", "surrogateescape"), owner)
    shape: list[int] = []
    places = [root]
    while places and isinstance(places[0].value, list):
        lengths = {len(p.value) if isinstance(p.value, list) else -1 for p in places}
        if len(lengths) > 1:
            root.refuse("the rows must have one length")
        shape += lengths
        places = [inner for p in places for inner in p.items()]
    for place in places:
        if type(place.value) not in (int, float, str):
            place.refuse(f"a number, or the text of an exact one, must stand here, not {shortened(place.value)}")
    if not any(isinstance(p.value, str) for p in places):
        return np.array([p.value for p in places], dtype=np.float64).reshape(shape)
    made = np.empty(len(places), dtype=object)
    made[:] = [_exact(place) for place in places]
    return made.reshape(shape)


def _exact(place: Place) -> Any:
    return parse(place.value, syntax="python") if isinstance(place.value, str) else place.value


def _tree(value: Any) -> Any:
    """Return an array as nested rows; what is no finite number as text."""
    array = np.asarray(value)
    if array.ndim:
        return [_tree(row) for row in array]
    entry = array.item() if array.dtype == object else array[()]
    number = array.dtype != object and bool(np.isfinite(entry))
    return Written(str(entry)) if number else str(entry)


def _writer(out: Path) -> Callable[[dict[str, Any]], bytes]:
    writers = {".json": _as_json, ".npy": _as_npy, ".csv": _as_csv}
    if out.suffix.lower() not in writers:
        raise ValueError(f"--out must end in {', '.join(writers)}, not {out.suffix!r}")
    return writers[out.suffix.lower()]


def _as_json(results: dict[str, Any]) -> bytes:
    return (layout({name: _tree(value) for name, value in results.items()}) + "\n").encode()


def _only(results: dict[str, Any], format_: str) -> Any:
    """Return the one output, as numbers."""
    if len(results) > 1:
        raise ValueError(f"{format_} holds one array, and the network has the outputs {', '.join(results)}; use .json")
    (value,) = results.values()
    array = np.asarray(value)
    if array.dtype == object:
        raise ValueError(f"{format_} holds numbers, and the output is exact; use .json")
    return array


def _as_npy(results: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, _only(results, ".npy"), allow_pickle=False)
    return file.getvalue()


def _as_csv(results: dict[str, Any]) -> bytes:
    array = _only(results, ".csv")
    if array.ndim > 2:
        raise ValueError(f".csv holds rows of numbers, not an array of {array.ndim} axes; use .npy or .json")
    return "".join(",".join(map(str, row)) + "\n" for row in np.atleast_2d(array)).encode()
