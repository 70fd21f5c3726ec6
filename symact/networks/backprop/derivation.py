"""Back-propagation through a network as a derivation: for each value the error, from the errors of what reads it.

The steps are those of reverse mode: each error is what the rules of its readers pull back, written in their errors, so
that nothing here knows of layers. Errors that only pass through are put in where they are used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from symact.networks.backprop.forward_pass import Equation, equation, reader_of
from symact.networks.backprop.gradient_parts import forward_of
from symact.networks.backprop.loss_of_one import loss_of_one, with_prediction, with_probabilities
from symact.networks.backprop.term_reader import TermReader
from symact.networks.backprop.term_rules import simplified
from symact.networks.backprop.terms import Node, Quantity, Term, has_matrix_form, quantities
from symact.networks.chain_rule import reaching
from symact.networks.elementwise import rate
from symact.networks.evaluate import needed, readers
from symact.networks.network import Network
from symact.networks.operations import OPERATIONS
from symact.networks.shapes import Shape
from symact.networks.step import Step

__all__ = ["Derivation", "derivation"]


@dataclass(frozen=True)
class Derivation:
    """The page of a gradient.

    Attributes
    ----------
    network : Network
        The forward pass for one example, up to the loss of that example.
    forward, backward : tuple of Equation
        In the order of the computation.
    loss : Equation
    reduction : {"mean", "sum"} or None
        How the losses of the examples become one; None where there is one example.
    affine : frozenset of str
        The values that are weighted sums; their errors have a letter of their own.
    """

    network: Network
    forward: tuple[Equation, ...]
    loss: Equation
    backward: tuple[Equation, ...]
    reduction: str | None
    affine: frozenset[str]


def derivation(gradient: Network) -> Derivation | None:
    """Return the derivation of a gradient, None for a network that is not one that :func:`symact.gradient` makes."""
    whole = forward_of(gradient)
    if whole is None:
        return None
    network, reduction = loss_of_one(whole)
    network = with_probabilities(with_prediction(network))
    page = _Page(network, [name for name in gradient.outputs if name != "loss"])
    loss = network.step(network.outputs["loss"])
    page.pull()
    backward = tuple(page.equations())
    lines = [equation(page.reader, s) for s in network.steps if s.name in page.reader.leaves and s != loss]
    forward = (*lines, *page.probabilities)
    return Derivation(network, forward, equation(page.reader, loss), backward, reduction, page.affine)


class _Page:
    """The errors of the values of a network, each in the errors of what reads it."""

    def __init__(self, network: Network, wrt: Sequence[str]) -> None:
        self.network = network
        self.reader: TermReader = reader_of(network)
        self.forward = set(self.reader.leaves)
        self.wrt = wrt
        self.relevant = reaching(network.steps, wrt)
        self.parts: dict[str, list[Node]] = {network.outputs["loss"]: [Term("ones", (), ())]}
        self.detours: dict[str, _Detour] = {}
        self.probabilities: list[Equation] = []
        self.affine = frozenset(s.name for s in network.steps if s.name in self.forward and is_affine(self.reader, s))

    def pull(self) -> None:
        """Find the parts of every error, from the loss back."""
        for step in self.network.steps:
            if step.operation == "apply":
                for slot in range(len(step.inputs)):
                    slope = rate(step["function"], slot, len(step.inputs))
                    self.reader.slopes.setdefault((step.inputs, slope), (step["function"], slot))
        for step in reversed(self.network.steps):
            if step.name not in self.parts or step.name not in self.relevant:
                continue
            pulled = self._pulled(step)
            for name, part in zip(step.inputs, pulled, strict=True):
                if part is not None and name in self.relevant:
                    self.parts.setdefault(name, []).append(part)
            self._note_detour(step, pulled[0])

    def _pulled(self, step: Step) -> list[Node | None]:
        """Return what the rule of a step makes of its error, for each of its inputs."""
        writer, error = self.reader.writer, f"error of {step.name}"
        if error not in self.reader.leaves:
            writer.input(error, self.network.shapes[step.name])
            self.reader.leaves[error] = self._error(step.name)
        old = len(writer.steps)
        pulled = OPERATIONS[step.operation].pull(writer, step, error)
        for made in needed(writer.steps[old:], [p for p in pulled if p is not None]):
            if made.operation == "vector" and made["function"] == "softmax":
                self.reader.leaves[made.name] = Quantity("value", made.name, writer.shape(made.name))
                self.probabilities.append(equation(self.reader, made))
        return [None if p is None else self.reader.term(p) for p in pulled]

    def _note_detour(self, step: Step, pulled: Node | None) -> None:
        """Note what a textbook says besides: the Jacobian of softmax; what is left for a target with the sum 1."""
        if pulled is None or len(pulled.shape) != 1:
            return
        if step.operation == "vector" and step["function"] == "softmax" and step.name in self.forward:
            self.detours[step.inputs[0]] = _Detour(_jacobian(self.reader.leaves[step.name], self._error(step.name)))
        if step.operation == "cross_entropy":
            options = {**dict(step.options), "distribution": not step["distribution"]}
            other = self._pulled(Step(step.name, step.operation, step.inputs, tuple(sorted(options.items()))))[0]
            if other is not None:
                target = self.reader.leaves[step.inputs[1]]
                self.detours[step.inputs[0]] = _Detour(other, target, last=not step["distribution"])

    def _error(self, name: str) -> Quantity:
        return Quantity("error", name, self.network.shapes[name])

    def total(self, name: str) -> Node:
        """Return the error of a value: the sum of its parts."""
        shape = self.network.shapes[name]
        if name not in self.parts:
            return Term("zeros", (), shape)
        return reduce(lambda a, b: simplified(Term("add", (a, b), shape)), self.parts[name])

    def equations(self) -> Iterator[Equation]:
        """Yield the errors that have a line, from the loss back, and each gradient once all its parts are there."""
        shown = self._shown()
        waiting: list[str] = []
        first = self._first_readers()
        for step in reversed(self.network.steps):
            if step.name in shown:
                yield from self._gradients(waiting, shown)
                waiting = []
                yield self._line(step.name, shown)
            waiting += first.get(step.name, [])
        yield from self._gradients(waiting + first.get("", []), shown)

    def _first_readers(self) -> dict[str, list[str]]:
        """Return for each step of which inputs and weights it is the first to read; under "" what nothing reads."""
        read = readers(self.network.steps)
        firsts: dict[str, list[str]] = {}
        for name in self.wrt:
            reader = read[name][0].name if name in read else ""
            firsts.setdefault(reader, []).append(name)
        return firsts

    def _gradients(self, names: Sequence[str], shown: set[str]) -> Iterator[Equation]:
        for name in sorted(names, key=self.wrt.index):
            yield self._line(name, shown)

    def _shown(self) -> set[str]:
        """Return the values whose errors have a line: affine ones, sums, those read twice or written by entries."""
        uses: Counter[str] = Counter()
        for name in self.parts:
            uses.update({q.name for q in quantities(self._put_in(self.total(name), self.forward)) if q.role == "error"})
        loss = self.network.outputs["loss"]
        return {
            name
            for name, parts in self.parts.items()
            if name in self.forward
            and name != loss
            and name in self.network._by_name
            and (name in self.affine or len(parts) > 1 or uses[name] > 1 or not has_matrix_form(self.total(name)))
        }

    def _line(self, name: str, shown: set[str]) -> Equation:
        left = self._error(name)
        whole = self._put_in(self.total(name), shown)
        steps = [self._put_in(self.total(name), self.forward - {self.network.outputs["loss"]}), whole]
        detour = self.detours.get(name) if len(self.parts.get(name, ())) == 1 else None
        condition = None
        if detour is not None:
            other = self._put_in(detour.term, shown if detour.condition else self.forward)
            steps = [*steps, other] if detour.last else [other, whole]
            condition = detour.condition
        partial = Quantity("partial", name, left.shape)
        return Equation(left, tuple(dict.fromkeys([partial, *steps])), condition)

    def _put_in(self, node: Node, kept: set[str]) -> Node:
        """Return a term with the errors put in that are not kept."""
        if isinstance(node, Quantity):
            if node.role != "error" or node.name in kept:
                return node
            return self._put_in(self.total(node.name), kept)
        inner = tuple(self._put_in(o, kept) for o in node.operands)
        return simplified(Term(node.operation, inner, node.shape, node.options))


@dataclass(frozen=True)
class _Detour:
    """A further form of an error: before its own, or after it where it is the simpler one."""

    term: Node
    condition: Quantity | None = None
    last: bool = False


def is_affine(reader: TermReader, step: Step) -> bool:
    """Return whether a value is a weighted sum, with or without a bias."""
    if step.operation not in ("contract", "add"):
        return False
    term = equation(reader, step).right[0]
    return any(q.name in reader.writer.parameters for q in _factors(term))


def _factors(node: Node) -> Iterator[Quantity]:
    """Yield the named factors of the products in a sum."""
    if isinstance(node, Term):
        if node.operation in ("add", "subtract"):
            for operand in node.operands:
                yield from _factors(operand)
        elif node.operation in ("product", "contract", "dot", "scale"):
            yield from quantities(node)


def _jacobian(p: Quantity, error: Quantity) -> Node:
    r"""Return :math:`(\operatorname{diag}(p) - p p^T) e`."""
    square: Shape = (p.shape[0], p.shape[0])
    outer = Term("product", (p, Term("transposed", (p,), p.shape)), square)
    spread = Term("subtract", (Term("diagonal", (p,), square), outer), square)
    return Term("product", (spread, error), p.shape)
