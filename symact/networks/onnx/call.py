"""A node of an ONNX file as its row in the table of operators sees it: its values, and how steps are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from sympy import Expr, nan, oo, sympify, zoo

from symact.errors import FormatError, UnsupportedError
from symact.exact.fuse import FuseBlown
from symact.networks.elementwise import SLOTS
from symact.networks.numbers import meant
from symact.networks.onnx.model import Node, Subgraph
from symact.networks.onnx.tensors import quoted
from symact.networks.operation import Array
from symact.networks.shapes import Shape

__all__ = ["NESTED", "STEPS", "Call", "Known", "Row", "Truth", "Value", "check_entries", "has_axes"]

ENTRIES = 2**30
"""How many entries a value may have for one example; more are refused before anything is computed."""


STEPS, NESTED = 24, 3
"""How many steps are put into one formula, and how deep functions into functions."""


@dataclass(frozen=True)
class Known:
    """An array that is known while the file is read; ``trained`` if training may change it, so that it has a name."""

    array: Array
    name: str
    trained: bool = False


@dataclass(frozen=True)
class Truth:
    """A condition on values, which only a choice between two values may use.

    ``condition(budget)`` returns it in the symbols of values, their formulas put in as far as `budget` lasts.
    """

    condition: Callable[[int], Any]
    shape_of: tuple[str, ...]


Value: TypeAlias = str | Known | Truth


@dataclass(frozen=True)
class Row:
    """One operator: how it is read, how many inputs it has at most, and which attributes it may have."""

    read: Any
    inputs: tuple[int, int]
    attributes: tuple[str, ...] = ()

    def check(self, call: Call) -> None:
        """Refuse what the row does not know."""
        node, (fewest, most) = call.node, self.inputs
        given = [v for v in call.inputs[:fewest] if v is not None]
        if len(given) < fewest or len(call.inputs) > most:
            wanted = f"{most}" if fewest == most else f"from {fewest} to {most}"
            raise FormatError(f"{node}: the number of its inputs must be {wanted}, not {len(call.inputs)}")
        if not node.outputs or not node.outputs[0]:
            raise FormatError(f"{node}: it must have an output with a name")
        for name, value in node.attributes.items():
            if name not in self.attributes or isinstance(value, Subgraph):
                known = f"served are {', '.join(self.attributes)}" if self.attributes else "it has none"
                raise UnsupportedError(
                    f"{node}: the attribute {quoted(name)} is not served; {known}, in operator set {call.version}"
                )


@dataclass(frozen=True)
class Call:
    """A node with the values of its inputs, and the reader of the file it stands in: what a row reads."""

    reader: Any
    node: Node
    inputs: tuple[Value | None, ...]
    version: int
    made: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.inputs)

    def given(self, i: int) -> Value | None:
        """Return an input; None where it is left out."""
        return self.inputs[i] if i < len(self.inputs) else None

    def name(self, i: int) -> str:
        """Return the name of an input in the network."""
        value = self.given(i)
        if value is None:
            raise FormatError(f"input {i + 1} must be given")
        return self.reader.name(value)

    def shape(self, i: int) -> Shape:
        """Return the shape of an input."""
        value = self.given(i)
        return tuple(value.array.shape) if isinstance(value, Known) else self.shape_of(self.name(i))

    def shape_of(self, name: str) -> Shape:
        """Return the shape of a value of the network."""
        shape: Shape = self.reader.writer.shape(name)
        return shape

    def attribute(self, name: str, default: Any) -> Any:
        """Return an attribute, of the type that its default has; a list for a tuple."""
        value = self.node.attributes.get(name, default)
        kinds = {float: (float, int), int: (int,), tuple: (tuple,), bytes: (bytes,)}.get(type(default))
        if kinds is not None and not isinstance(value, kinds):
            raise FormatError(f"the attribute {quoted(name)} must be like {default!r}, not {quoted(value)}")
        return value

    def integers(self, name: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """Return an attribute that is a list of integers."""
        value = self.attribute(name, default)
        if not all(type(v) is int for v in value):
            raise FormatError(f"the attribute {quoted(name)} must be a list of integers, not {quoted(value)}")
        return tuple(value)

    def array(self, i: int) -> Array | None:
        """Return an input that must be known while reading; None where it is left out."""
        value = self.given(i)
        if value is None:
            return None
        if not isinstance(value, Known):
            raise UnsupportedError(f"input {i + 1} must be a constant of the file; shapes or kinds depend on it")
        return value.array

    def axes(self, i: int, attribute: str, before: int) -> tuple[int, ...] | None:
        """Return axes that are an attribute in operator sets below `before` and an input from it on."""
        if self.version < before:
            value = self.node.attributes.get(attribute)
            return None if value is None else self.integers(attribute, ())
        array = self.array(i)
        if array is None:
            return None
        if array.ndim > 1 or array.dtype.kind not in "iu":
            raise FormatError(f"{attribute} must be a list of integers, not of {array.dtype}")
        return tuple(int(v) for v in array.reshape(-1))

    def number(self, i: int) -> Expr | None:
        """Return an input that is one number known while reading, None for all else."""
        value = self.given(i)
        if not isinstance(value, Known) or value.array.size != 1:
            return None
        entry = value.array.reshape(-1)[0]
        return sympify(entry, strict=True) if value.array.dtype == object else meant(entry)

    def step(self, operation: str, *inputs: str, **options: Any) -> str:
        """Write a step in between; it is named after the node."""
        return self.reader.add(operation, inputs, self.between(), options)

    def constant(self, value: Any) -> str:
        """Write a constant in between."""
        return self.reader.name(self.reader.known(np.asarray(value), self.between()))

    def between(self) -> str:
        """Return the next name for a value in between: the node's own name first, or its output's and a number."""
        stem, number = self.node.name, len(self.made) + 1
        name = f"{stem or self.node.outputs[0]}/{number}" if number > 1 or not stem else stem
        self.made.append(self.reader.fresh(name))
        return self.made[-1]

    def result(self, operation: str, *inputs: str, output: int = 0, **options: Any) -> str:
        """Write the step that makes an output; it has the name of the output."""
        return self.reader.add(operation, inputs, self.node.outputs[output], options)

    def formula(self, *values: Value, build: Any, shape_of: Sequence[str] = ()) -> str:
        """Write an elementwise step for a formula of values, other steps put into it where that leaves two inputs."""
        for budget in (STEPS, 0):
            expr = self.built(values, build, budget)
            free = sorted(expr.free_symbols, key=lambda s: s.dummy_index)
            if len(free) <= len(SLOTS) and not expr.has(zoo, nan, oo):
                break
        else:
            raise UnsupportedError(f"a formula must have at most {len(SLOTS)} values of arrays, not {len(free)}")
        names = [self.reader.by_symbol[s] for s in free]
        if not names:
            names = list(shape_of) or [self.reader.name(v) for v in values if isinstance(v, (str, Known))]
            names = names[:1]
        function = expr.xreplace(dict(zip(free, SLOTS, strict=False)))
        return self.result("apply", *names, function=function)

    def built(self, values: Sequence[Value], build: Any, budget: int) -> Expr:
        """Return what is made of formulas of values; of their symbols alone where SymPy would have too much to do."""

        def made(budget: int) -> Expr:
            reader = self.reader
            parts = [v.condition(budget) if isinstance(v, Truth) else reader.formula(v, budget) for v in values]
            expr: Expr = build(*parts)
            return expr

        try:
            with self.reader.fuse:
                return made(budget)
        except (FuseBlown, RecursionError):
            return made(0)


def has_axes(array: Array) -> bool:
    """Return whether an array is a shape in which axes are named."""
    return array.dtype == object and any(isinstance(e, str) for e in array.flat)


def check_entries(shape: Sequence[int | str]) -> None:
    """Refuse a shape with too many entries."""
    total = 1
    for axis in shape:
        total *= axis if isinstance(axis, int) else 1
    if total > ENTRIES:
        raise UnsupportedError(f"a value must have at most {ENTRIES:,} entries for an example, not {quoted(total)}")
