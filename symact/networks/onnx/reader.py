"""From the records of an ONNX file to a network: nodes in their order, names, what is known while reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sympy import Dummy, Expr, Pow, Rational, Symbol

from symact.errors import FormatError, SymactError, UnsupportedError
from symact.exact.fuse import Fuse
from symact.networks.elementwise import SLOTS
from symact.networks.network import Network
from symact.networks.numbers import meant
from symact.networks.onnx.call import NESTED, STEPS, Call, Known, Truth, Value, check_entries, has_axes
from symact.networks.onnx.model import NODES, Graph, LocalFunction, Node, Reference, Subgraph, need_onnx
from symact.networks.onnx.order import in_order, must_be
from symact.networks.onnx.tensors import quoted, shortened
from symact.networks.operation import Array
from symact.networks.step import Step
from symact.networks.writer import NetworkWriter

__all__ = ["Reader"]

FOLDED = 2**23
"""How many entries may be computed while reading, in all."""

DEEPEST = 64
"""How deep functions of a file may call each other."""

CALLS, SECONDS = 1_000_000, 1.0
"""What SymPy may do to put formulas of one file together, in calls of the interpreter and seconds at a time."""


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
        self.beyond: set[str] = set()
        self.texts = 0
        self.stated: dict[str, Any] = {}
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
            for name in filter(None, node.inputs):
                if name in self.beyond:
                    raise UnsupportedError(f"{node}: {quoted(name)} is an output of an operator that is not served")
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
            self.beyond.update(node.outputs[len(values) :])

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

    def call(
        self, node: Node, function: LocalFunction, inputs: Sequence[Any], calls: tuple[Any, ...]
    ) -> Sequence[Value]:
        """Return what a function of the file makes: one of ours by its name, else its nodes written out."""
        key = (node.domain, node.operator)
        if key in calls or len(calls) >= DEEPEST:
            raise FormatError(f"{node}: functions must not call themselves, nor {DEEPEST} deep")
        if not node.outputs or not node.outputs[0]:
            raise FormatError(f"{node}: it must have an output with a name")
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
            try:
                if value.trained:
                    self.writer.parameter(name, array)
                else:
                    self.writer.constant(array, name)
            except (ValueError, TypeError) as error:
                raise FormatError(shortened(str(error), 200)) from error
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


def _is_fixed(value: Value | None) -> bool:
    return value is None or (isinstance(value, Known) and not value.trained)


def _found(scope: Mapping[str, Value], name: str, owner: Any) -> Value:
    must_be(scope, name, owner)
    return scope[name]


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
