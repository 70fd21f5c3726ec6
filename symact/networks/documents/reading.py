"""From a JSON tree to a network: every value is checked where it stands, before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from symact.errors import SymactError
from symact.networks.consistency import inferred, number_of_inputs
from symact.networks.documents.json_text import Place, shortened
from symact.networks.documents.legends import LONGEST_NAME, read_legend, read_name
from symact.networks.documents.records import RECORDS, read_shape
from symact.networks.documents.texts import TextReader
from symact.networks.documents.weights import LARGEST_ARRAY, read_array, read_formula, span
from symact.networks.elementwise import SLOTS
from symact.networks.network import Network, assemble
from symact.networks.operation import Array
from symact.networks.operations import OPERATIONS
from symact.networks.pooling import padded_entries
from symact.networks.shapes import Shape
from symact.networks.step import Step

__all__ = ["FORMAT", "LONGEST_NAME", "VERSION", "WEIGHTS", "network_of_document"]

FORMAT = "symact network"
VERSION = 1
WEIGHTS = ("parameters", "constants", "supports")
MOST_STEPS = 20_000
"""How many steps a network in a file may have."""


def network_of_document(root: Place) -> Network:
    """Return the network that a document describes, or refuse it at the place that would not do."""
    sections = ("symbols", "matrices", *WEIGHTS)
    if not isinstance(root.value, dict) or root.value.get("format") != FORMAT:
        root.refuse(f'a network must be an object with "format": "{FORMAT}", not {shortened(root.value)}')
    if root.value.get("version") != VERSION or isinstance(root.value["version"], bool):
        given = shortened(root.value.get("version"))
        root.refuse(f"the version of the format must be {VERSION}, not {given}; a newer symact may read it")
    record = root.record(("format", "version", "inputs", "steps", "outputs"), sections)
    lists = {name: record[name].items() if name in record else [] for name in (*sections, "inputs", "outputs")}
    reader = TextReader(read_legend(lists["symbols"], lists["matrices"]))
    values = _Values()
    inputs = {}
    for name, fields in _named(lists["inputs"], ("shape",)):
        inputs[name] = read_shape(fields["shape"])
        values.add(fields["name"], name, inputs[name])
        values.axes |= {axis for axis in inputs[name] if isinstance(axis, str)}
    arrays: dict[str, dict[str, Array]] = {kind: {} for kind in WEIGHTS}
    for kind in WEIGHTS:
        for name, fields in _named(lists[kind], ("kind", "shape"), ("data", "matrix")):
            arrays[kind][name] = read_array(fields, reader)
            if kind == "supports":
                _check_support(fields, name, arrays)
            else:
                values.add(fields["name"], name, arrays[kind][name].shape)
    steps = [_step(place, values, reader) for place in record["steps"].items(MOST_STEPS)]
    outputs = {n: values.known(fields["value"], "made") for n, fields in _named(lists["outputs"], ("value",))}
    try:
        return assemble(inputs, arrays["parameters"], steps, outputs, arrays["constants"], arrays["supports"])
    except (SymactError, ValueError, TypeError) as error:
        root.refuse(str(error))


def _check_support(fields: dict[str, Place], name: str, arrays: dict[str, dict[str, Array]]) -> None:
    if name not in arrays["parameters"]:
        fields["name"].refuse(f"a support must bear the name of a parameter, not {name!r}")
    support = arrays["supports"][name]
    if support.shape != arrays["parameters"][name].shape or support.dtype != bool:
        fields["shape"].refuse(f"the support of {name!r} must be of the kind 'bool' and of its shape")


class _Values:
    """The values of a network that is being read: their shapes, and how much memory they take."""

    def __init__(self) -> None:
        self.shapes: dict[str, Shape] = {}
        self.axes: set[str] = set()
        self.entries = 0

    def add(self, place: Place, name: str, shape: Shape, more: int = 0) -> None:
        if name in self.shapes:
            place.refuse(f"names in a network must differ, but {name!r} is given twice")
        self.entries += span(shape) + more
        if self.entries > LARGEST_ARRAY:
            place.limit(f"one example must need at most {LARGEST_ARRAY:,} entries in all, which {name!r} exceeds")
        self.shapes[name] = shape

    def known(self, place: Place, when: str) -> str:
        """Return the name of a value that is there."""
        if place.text() not in self.shapes:
            place.refuse(f"{shortened(place.value)} must be the name of a value that is {when}")
        name: str = place.value
        return name


def _named(
    places: Iterable[Place], required: Iterable[str], optional: Iterable[str] = ()
) -> Iterator[tuple[str, dict[str, Place]]]:
    """Yield records with names that differ."""
    seen = set()
    for place in places:
        record = place.record(("name", *required), optional)
        name = read_name(record["name"])
        if name in seen:
            record["name"].refuse(f"names must differ, but {name!r} is given twice")
        seen.add(name)
        yield name, record


def _step(place: Place, values: _Values, reader: TextReader) -> Step:
    record = place.record(("name", "operation", "inputs"), ("options",))
    name = read_name(record["name"])
    operation = record["operation"].text()
    if operation not in RECORDS:
        record["operation"].refuse(f"the operation must be one of {', '.join(RECORDS)}, not {shortened(operation)}")
    inputs = record["inputs"].items()
    if len(inputs) not in OPERATIONS[operation].arity:
        record["inputs"].refuse(f"{operation} must have {number_of_inputs(operation)}, not {len(inputs)}")
    read = tuple(values.known(item, f"made before {name!r}") for item in inputs)
    options = _options(operation, record.get("options", replace(place, value={})), len(inputs), reader, values.axes)
    step = Step(name, operation, read, tuple(sorted(options.items())))
    shapes = [values.shapes[i] for i in step.inputs]
    try:
        shape = inferred(step, shapes)
    except SymactError as error:
        place.refuse(str(error))
    values.add(record["name"], name, shape, padded_entries(options, shapes[0]))
    return step


_ALONG_WINDOWS = ("lengths", "strides", "dilations", "pads", "size")


def _options(operation: str, place: Place, arity: int, reader: TextReader, axes: set[str]) -> dict[str, Any]:
    if operation == "apply":
        return {"function": _function(place, arity, reader)}
    kinds = RECORDS[operation]
    fields = place.record(kinds)
    options = {name: kind.read(fields[name]) for name, kind in kinds.items()}
    ranks = {name: len(options[name]) for name in _ALONG_WINDOWS if name in options}
    if len(set(ranks.values())) > 1:
        place.refuse(f"{', '.join(ranks)} must have one number of axes")
    unknown = {a for a in options.get("shape", ()) if isinstance(a, str)} - axes
    if unknown:
        fields["shape"].refuse(f"the axis {shortened(min(unknown))} must be one of an input")
    return options


def _function(place: Place, arity: int, reader: TextReader) -> Any:
    fields = place.record(("variables", "formula"))
    names = [item.text() for item in fields["variables"].items(len(SLOTS))]
    if len(names) != arity or len(set(names)) != arity or not all(n.isidentifier() and n.isascii() for n in names):
        fields["variables"].refuse(f"there must be a name for each of the {arity} inputs, such as x")
    return read_formula(fields["formula"], reader, dict(zip(names, SLOTS, strict=False)))
