"""From the records of an ONNX file to a network: nodes in their order, names, what is known while reading."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
from sympy import Dummy, Expr, Pow, Rational, Symbol, nan, oo, sympify, zoo

from symact.errors import FormatError, SymactError, UnsupportedError
from symact.networks.elementwise import SLOTS
from symact.networks.network import Network
from symact.networks.onnx_model import NODES, Function, Graph, Node, Reference, Subgraph, need_onnx, quoted, shortened
from symact.networks.onnx_numbers import meant
from symact.networks.operation import Array
from symact.networks.shapes import Shape
from symact.networks.step import Step
from symact.networks.writer import NetworkWriter
from symact.reading.fuse import Fuse, FuseBlown

__all__ = ["Call", "Known", "Reader", "Row", "Truth", "Value"]

ENTRIES = 2**30
"""How many entries a value may have for one example; more are refused before anything is computed."""

FOLDED = 2**23
"""How many entries may be computed while reading, in all."""

DEEPEST = 64
"""How deep functions of a file may call each other."""

STEPS, NESTED = 24, 3
"""How many steps are put into one formula, and how deep functions into functions."""

CALLS, SECONDS = 1_000_000, 1.0
"""What SymPy may do to put formulas of one file together, in calls of the interpreter and seconds at a time."""


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


class Reader:
    """A network that is being made of the nodes of a file."""

    def __init__(self, graph: Graph, rows: Mapping[str, Any], folds: Mapping[str, Any], named: Any) -> None:
        self.graph = graph
        self.rows, self.folds, self.named = rows, folds, named
        self.writer = NetworkWriter()
        self.ranks: dict[str, int] = {}
        self.folded = 0
        self.count = 0
        self.fuse = Fuse(CALLS, SECONDS)
        self.texts = 0
        self.stated: dict[str, Expr | None] = {}
        made = (name for node in graph.nodes for name in node.outputs)
        self.taken = {*graph.inputs, *graph.initialisers, *made}
        self.symbols: dict[str, Symbol] = {}
        self.by_symbol: dict[Symbol, str] = {}
        self.steps: dict[str, Step] = {}

    def network(self) -> Network:
        """Read everything, and return the network."""
        newest = need_onnx().defs.onnx_opset_version()
        scope: dict[str, Value] = {}
        for name, shape in self.graph.inputs.items():
            check_entries(shape)
            scope[name] = self.writer.input(name, shape)
        for name, array in self.graph.initialisers.items():
            scope[name] = self.known(array, name, trained=array.dtype.kind in "fO")
        version = self.graph.versions.get("", 0)
        if version > newest:
            raise UnsupportedError(f"the operator set must be at most {newest}, which onnx has, not {version}")
        self.run(self.graph.nodes, scope, self.graph.versions, (), {})
        outputs = {name: self.name(_found(scope, name, "the outputs")) for name in self.graph.outputs}
        used = {name for node in self.graph.nodes for name in node.inputs}
        for name in self.graph.initialisers:
            value = scope[name]
            if name not in used and isinstance(value, Known) and value.trained:
                self.name(value)
        for kind in (self.writer.parameters, self.writer.constants):
            ordered = sorted(kind.items(), key=lambda item: self.ranks[item[0]])
            kind.clear()
            kind.update(ordered)
        return self.writer.build(outputs)

    def run(
        self,
        nodes: Sequence[Node],
        scope: dict[str, Value],
        versions: Mapping[str, int],
        calls: tuple[Any, ...],
        attributes: Mapping[str, Any],
    ) -> None:
        """Read nodes one after the other into a scope of names."""
        for node in in_order(nodes, scope):
            self.count += 1
            if self.count > NODES:
                raise UnsupportedError(f"a network must have at most {NODES:,} nodes to be read, calls written out")
            inputs = tuple(_found(scope, name, node) if name else None for name in node.inputs)
            resolved = _resolved(node, attributes)
            function = self.graph.functions.get((node.domain, node.operator))
            if function is not None:
                values = self.call(resolved, function, inputs, calls)
            else:
                values = self.values(Call(self, resolved, inputs, versions.get(node.domain, 0)))
            for name, value in zip(node.outputs, values, strict=False):
                if name:
                    scope[name] = value

    def values(self, call: Call) -> Sequence[Value]:
        """Return what a node makes."""
        node, row = call.node, self.rows.get(call.node.operator)
        if node.domain or row is None:
            place = f" of the domain {quoted(node.domain)}" if node.domain else ""
            raise UnsupportedError(
                f"{node}: the operator {quoted(node.operator)}{place} is not served; "
                f"served are {', '.join(sorted(self.rows))}"
            )
        if call.version < 1:
            raise FormatError(f"{node}: the file must state which operator set it is written in")
        row.check(call)
        try:
            fold = self.folds.get(node.operator)
            if fold is not None and all(_is_fixed(v) for v in call.inputs):
                return [self.known(np.asarray(fold(call)), node.outputs[0])]
            if row.read is None:
                raise UnsupportedError("its inputs must be known while the file is read, and depend on no input")
            made = row.read(call)
        except SymactError as error:
            raise type(error)(f"{node}: {shortened(str(error), 600)}") from error
        except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
            raise FormatError(f"{node}: {quoted(str(error))}") from error
        return made if isinstance(made, list) else [made]

    def call(self, node: Node, function: Function, inputs: Sequence[Any], calls: tuple[Any, ...]) -> Sequence[Value]:
        """Return what a function of the file makes: one of ours by its name, else its nodes written out."""
        key = (node.domain, node.operator)
        if key in calls or len(calls) >= DEEPEST:
            raise FormatError(f"{node}: functions must not call themselves, nor {DEEPEST} deep")
        own = self.named(self, node, function, inputs)
        if own is not None:
            return [own]
        scope: dict[str, Value] = {}
        if len(inputs) > len(function.inputs):
            raise FormatError(f"{node}: it must have at most {len(function.inputs)} inputs, not {len(inputs)}")
        for name, value in zip(function.inputs, inputs, strict=False):
            if value is not None:
                scope[name] = value
        attributes = {**function.attributes, **node.attributes}
        prefix = self.fresh(next(filter(None, node.outputs), node.operator) + "()") + "/"
        names = {name: name for name in function.inputs}
        ends = {n: given for n, given in zip(function.outputs, node.outputs, strict=False) if given}
        names.update((n, given) for n, given in ends.items() if n not in names)
        self.run(
            [_renamed(n, names, prefix) for n in function.nodes], scope, function.versions, (*calls, key), attributes
        )
        return [_found(scope, names[n], node) for n in ends]

    def known(self, array: Array, name: str, trained: bool = False) -> Known:
        """Return a value that is known while reading."""
        self.ranks.setdefault(name, len(self.ranks))
        return Known(array, name, trained)

    def spend(self, entries: int) -> None:
        """Count entries that are about to be computed while reading."""
        self.folded += max(int(entries), 1)
        if self.folded > FOLDED:
            raise UnsupportedError(f"constants must be folded from at most {FOLDED:,} entries in all")

    def name(self, value: Value) -> str:
        """Return the name that a value has in the network; a known one is declared at its first use."""
        if isinstance(value, Truth):
            raise UnsupportedError("a condition is served as the first input of Where only")
        if isinstance(value, str):
            return value
        name = value.name
        if name not in self.writer.parameters and name not in self.writer.constants:
            array = value.array.astype(np.float64) if value.array.dtype == np.bool_ else value.array
            if has_axes(array):
                raise UnsupportedError("a shape with named axes cannot be computed with")
            if value.trained:
                self.writer.parameter(name, array)
            else:
                self.writer.constant(array, name)
        return name

    def fresh(self, stem: str) -> str:
        """Return a name that neither the file nor the network has."""
        name, number = stem, 1
        while not name or name in self.taken:
            number += 1
            name = f"{stem}/{number}"
        self.taken.add(name)
        return name

    def add(self, operation: str, inputs: Sequence[str], name: str, options: Mapping[str, Any]) -> str:
        """Append a step, and check how large its value is."""
        made = self.writer.add(operation, *inputs, name=name, **options)
        self.steps[made] = self.writer.steps[-1]
        check_entries(self.writer.shape(made))
        return made

    def symbol(self, name: str) -> Symbol:
        """Return the symbol that stands for a value in a formula."""
        if name not in self.symbols:
            self.symbols[name] = Dummy(real=True)
            self.by_symbol[self.symbols[name]] = name
        return self.symbols[name]

    def formula(self, value: Value, budget: int = STEPS, nested: int = NESTED) -> Expr:
        """Return a value as a formula in the symbols of others: so many of its elementwise steps are put into it.

        Functions are put into functions only `nested` deep, and never applied to numbers: SymPy would evaluate.
        """
        if isinstance(value, Known):
            return meant(value.array.reshape(-1)[0]) if value.array.size == 1 else self.symbol(self.name(value))
        name = self.name(value)
        step = self.steps.get(name)
        if step is None or step.operation not in _FORMULAS or budget <= 0:
            return self.symbol(name)
        share, fixed = (budget - 1) // len(step.inputs), [self.writer.constants.get(i) for i in step.inputs]
        if step.operation == "apply":
            nested -= 1
            if nested < 0 or any(c is not None for c in fixed) or not _is_small(step["function"]):
                return self.symbol(name)
        inputs = [i if c is None else Known(c, i) for i, c in zip(step.inputs, fixed, strict=True)]
        return _FORMULAS[step.operation](step, [self.formula(i, share, nested) for i in inputs])


def _is_small(function: Expr) -> bool:
    """Return whether the powers and numbers of a function are small, so that they can be put into others."""
    powers = (p.exp for p in function.atoms(Pow) if p.exp.is_number)
    return all(abs(e) <= 8 for e in powers) and all(abs(r.p) + r.q < 2**70 for r in function.atoms(Rational))


def _applied(step: Step, parts: Sequence[Expr]) -> Expr:
    function: Expr = step["function"]
    return function.xreplace(dict(zip(SLOTS, parts, strict=False)))


_FORMULAS: dict[str, Any] = {
    "apply": _applied,
    "add": lambda step, parts: parts[0] + parts[1],
    "subtract": lambda step, parts: parts[0] - parts[1],
    "multiply": lambda step, parts: parts[0] * parts[1],
    "divide": lambda step, parts: parts[0] / parts[1],
}


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
            raise FormatError(f"{node}: it must have from {fewest} to {most} inputs, not {len(call.inputs)}")
        if not node.outputs or not node.outputs[0]:
            raise FormatError(f"{node}: it must have an output with a name")
        for name in node.attributes:
            if name not in self.attributes:
                known = ", ".join(self.attributes) or "none"
                raise UnsupportedError(
                    f"{node}: the attribute {quoted(name)} is not served; served are {known}, as operator set "
                    f"{call.version} has them"
                )


@dataclass(frozen=True)
class Call:
    """A node with the values of its inputs: what a row reads."""

    reader: Reader
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
        return tuple(value.array.shape) if isinstance(value, Known) else self.reader.writer.shape(self.name(i))

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
            raise UnsupportedError(
                f"input {i + 1} must be a constant of the file, for it decides about shapes or kinds"
            )
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
        return sympify(entry) if value.array.dtype == object else meant(entry)

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
        """Write an elementwise step for a formula of values, its small parts put into it where that leaves two inputs."""
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


def _is_fixed(value: Value | None) -> bool:
    return value is None or (isinstance(value, Known) and not value.trained)


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


def _found(scope: Mapping[str, Value], name: str, owner: Any) -> Value:
    _must_be(scope, name, owner)
    return scope[name]


def _must_be(known: Container[str], name: str, owner: Any) -> None:
    if name not in known:
        raise FormatError(f"{owner}: {quoted(name)} must be made by something in the graph; nothing makes it")


def in_order(nodes: Sequence[Node], given: Iterable[str]) -> Sequence[Node]:
    """Return nodes each after all it needs, as they stand where that is so already.

    Raises
    ------
    FormatError
        For a cycle, for what nothing makes, and for a name given twice.
    """
    known, sorted_already = set(given), True
    makers: dict[str, int] = {}
    for i, node in enumerate(nodes):
        sorted_already = sorted_already and all(n in known for n in node.inputs if n)
        for name in filter(None, node.outputs):
            if name in known:
                raise FormatError(f"names in a graph must differ, but {quoted(name)} is given twice")
            known.add(name)
            makers[name] = i
    if sorted_already:
        return nodes
    for node in nodes:
        for name in filter(None, node.inputs):
            _must_be(known, name, node)
    waits = [{makers[n] for n in node.inputs if n in makers} for node in nodes]
    users: list[list[int]] = [[] for _ in nodes]
    for i, needed in enumerate(waits):
        for j in needed:
            users[j].append(i)
    missing = list(map(len, waits))
    ready = deque(i for i, n in enumerate(missing) if not n)
    order = []
    while ready:
        i = ready.popleft()
        order.append(nodes[i])
        for user in users[i]:
            missing[user] -= 1
            if not missing[user]:
                ready.append(user)
    if len(order) < len(nodes):
        stuck = nodes[next(i for i, n in enumerate(missing) if n)]
        raise FormatError(f"{stuck}: it needs what is made of it; a graph must have no cycle")
    return order


def _resolved(node: Node, attributes: Mapping[str, Any]) -> Node:
    """Return a node with the attributes of the call in place of references to them."""
    if not any(isinstance(v, (Reference, Subgraph)) for v in node.attributes.values()):
        return node
    values = {}
    for name, value in node.attributes.items():
        if isinstance(value, Reference):
            value = attributes.get(value.name)
            if value is None:
                continue
        values[name] = value
    return replace(node, attributes=values)


def _renamed(node: Node, names: dict[str, str], prefix: str) -> Node:
    """Return a node of a function with its own names made unlike those of other calls."""

    def new(name: str) -> str:
        return names.setdefault(name, prefix + name) if name else name

    return replace(node, inputs=tuple(map(new, node.inputs)), outputs=tuple(map(new, node.outputs)), name="")
