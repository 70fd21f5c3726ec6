"""A value as people write it: a small tree of the operations it is made of, over values that have names.

The operations of a tree are those of the steps, brought to what matrices have words for: a contraction of vectors and
matrices becomes a product of some that are transposed, a number repeated along a vector times a vector a multiple.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sympy import Expr

from symact.exact.variable import T
from symact.networks.shapes import Shape
from symact.networks.step import Step
from symact.networks.writer import NetworkWriter

__all__ = [
    "MATRIX_FORM",
    "Node",
    "Quantity",
    "Term",
    "TermReader",
    "has_matrix_form",
    "made",
    "quantities",
    "simplified",
]


@dataclass(frozen=True)
class Quantity:
    """A named thing.

    Attributes
    ----------
    role : {"value", "error", "partial"}
        A value of the network, an input or a weight; the derivative of the loss by it, under the letter of its own
        that errors of affine layers have; the same derivative written as a fraction.
    name : str
        Of the value.
    """

    role: str
    name: str
    shape: Shape


@dataclass(frozen=True)
class Term:
    """An operation on terms; `options` are those of the step it comes from."""

    operation: str
    operands: tuple[Node, ...]
    shape: Shape
    options: tuple[tuple[str, Any], ...] = ()

    def __getitem__(self, option: str) -> Any:
        return dict(self.options)[option]


Node: TypeAlias = Quantity | Term

MATRIX_FORM = frozenset(
    {
        *("product", "transposed", "diagonal", "dot", "scale", "negate", "ones", "zeros", "fill", "number", "apply"),
        *("slope", "add", "subtract", "multiply", "divide", "vector", "cross_entropy", "count", "sum", "slice"),
        *("concat", "pad"),
    }
)
"""The operations of a term that vectors and matrices have a notation for; others are written entry by entry."""


def has_matrix_form(node: Node) -> bool:
    """Return whether a term can be written with vectors and matrices."""
    if len(node.shape) > 2:
        return False
    if isinstance(node, Quantity) or node.operation == "count":
        return True
    if node.operation not in MATRIX_FORM or not all(map(has_matrix_form, node.operands)):
        return False
    if node.operation in ("slice", "concat", "pad"):
        return len(node.shape) == 1
    if node.operation in ("apply", "slope", "add", "subtract", "multiply", "divide"):
        return all(o.shape == node.shape or o.shape == () for o in node.operands)
    return True


def quantities(node: Node) -> tuple[Quantity, ...]:
    """Return the named things of a term, each as often as it is there."""
    return (node,) if isinstance(node, Quantity) else tuple(q for o in node.operands for q in quantities(o))


class TermReader:
    """Reads the terms of values from the steps of a network that may still be growing.

    Attributes
    ----------
    leaves : dict of str to Quantity
        The values that are written by their names.
    slopes : dict
        For the inputs and the function of an elementwise step that is a derivative: of which function, by which input.
    """

    def __init__(self, writer: NetworkWriter) -> None:
        self.writer = writer
        self.leaves: dict[str, Quantity] = {}
        self.slopes: dict[tuple[tuple[str, ...], Expr], tuple[Expr, int]] = {}
        self._steps: dict[str, Step] = {}

    def step(self, name: str) -> Step | None:
        """Return the step that makes a value, None for what is given."""
        for step in self.writer.steps[len(self._steps) :]:
            self._steps[step.name] = step
        return self._steps.get(name)

    def term(self, name: str) -> Node:
        """Return a value as a term: its name if it is a leaf."""
        if name in self.leaves:
            return self.leaves[name]
        step = self.step(name)
        if step is not None:
            return self.made(step, tuple(map(self.term, step.inputs)))
        shape, constant = self.writer.shape(name), self.writer.constants.get(name)
        if constant is not None and constant.size == 1:
            return _number(constant.reshape(-1)[0], shape)
        return Quantity("value", name, shape)

    def made(self, step: Step, operands: tuple[Node, ...]) -> Node:
        """Return what a step makes of terms as a term."""
        if step.operation == "apply" and (known := self.slopes.get((step.inputs, step["function"]))):
            step = Step(step.name, "slope", step.inputs, (("function", known[0]), ("slot", known[1])))
        return made(step, operands, self.writer.shape(step.name))


def made(step: Step, operands: tuple[Node, ...], shape: Shape) -> Node:
    """Return what a step makes of terms as a term of the given shape."""
    return simplified(Term(step.operation, operands, shape, step.options))


def _number(value: Any, shape: Shape) -> Term:
    if value == 1:
        return Term("ones", (), shape)
    number = Term("number", (), (), (("value", value),))
    return number if shape == () else Term("fill", (number,), shape)


def simplified(term: Term) -> Node:
    """Return a term with its last operation in the words of matrices."""
    rule = _RULES.get(term.operation)
    return term if rule is None else rule(term)


def _moved(term: Term) -> Node:
    """A reshape or an expand: of ones it is ones, of a number a vector of that number, else itself."""
    (inner,) = term.operands
    if inner.shape == term.shape:
        return inner
    if isinstance(inner, Term) and inner.operation in ("ones", "zeros", "fill"):
        return replace(inner, shape=term.shape)
    if inner.shape == ():
        return Term("fill", (inner,), term.shape)
    return term


def _multiplied(term: Term) -> Node:
    for factor, other in (term.operands, term.operands[::-1]):
        if isinstance(factor, Term) and other.shape == term.shape:
            if factor.operation == "ones":
                return other
            if factor.operation == "fill":
                return _scaled(Term("scale", (factor.operands[0], other), term.shape))
        if factor.shape == () and other.shape == term.shape != ():
            return _scaled(Term("scale", (factor, other), term.shape))
    return term


def _filled(term: Term) -> Node:
    (number,) = term.operands
    return replace(number, shape=term.shape) if isinstance(number, Term) and number.operation == "ones" else term


def _scaled(term: Term) -> Node:
    factor, other = term.operands
    return other if isinstance(factor, Term) and factor.operation == "ones" else term


def _divided(term: Term) -> Node:
    above, below = term.operands
    if isinstance(below, Term) and below.operation == "fill" and above.shape == term.shape:
        return Term("divide", (above, below.operands[0]), term.shape)
    return term


def _applied(term: Term) -> Node:
    function = term["function"]
    if len(term.operands) == 1:
        (inner,) = term.operands
        if function == T:
            return inner
        if function == -T:
            return Term("negate", (inner,), term.shape)
        if not (function / T).free_symbols:
            return Term("scale", (_number(function / T, ()), inner), term.shape)
    return term


def _added(term: Term) -> Node:
    first, second = term.operands
    if isinstance(second, Term) and second.operation == "negate":
        return Term("subtract", (first, second.operands[0]), term.shape)
    if isinstance(first, Term) and first.operation == "negate":
        return Term("subtract", (second, first.operands[0]), term.shape)
    return term


def _summed(term: Term) -> Node:
    (inner,) = term.operands
    if (
        isinstance(inner, Term)
        and inner.operation == "multiply"
        and len(inner.shape) == 1
        and all(o.shape == inner.shape for o in inner.operands)
    ):
        return Term("dot", inner.operands, ())
    return term


def _transposed(term: Term) -> Node:
    (inner,) = term.operands
    if len(term.shape) != 2 or tuple(term["axes"]) != (1, 0):
        return inner if len(term.shape) < 2 else term
    return Term("transposed", (inner,), term.shape)


def _contracted(term: Term) -> Node:
    """A product of two vectors or matrices, either of them transposed; else the contraction as it is."""
    left, _, result = term["subscripts"].partition("->")
    letters = left.split(",")
    pair = list(zip(letters, term.operands, strict=True))
    shared = set(letters[0]) & set(letters[1])
    if max(map(len, letters)) > 2 or len(shared) > 1 or shared & set(result) or len(result) > 2:
        return term
    if result and result[0] not in letters[0]:
        pair.reverse()
    (a, first), (b, second) = pair
    if len(result) == 1 and len(a) == 1:  # a column stands behind its matrix
        (a, first), (b, second) = (b, second), (a, first)
    if not a or not b:
        factor, other = (first, second) if not a else (second, first)
        if other.shape and (a or b) != result:
            return term
        return Term("scale", (factor, other), term.shape) if other.shape else Term("multiply", (first, second), ())
    if not result:
        return Term("dot", (first, second), ())
    upright = (len(a) == 1 and not shared) or a[0] == result[0]
    lying = len(b) == 1 and not shared if len(b) == 1 else b[-1] != result[-1]
    if len(result) == 1:
        lying = False
    first = first if upright else Term("transposed", (first,), first.shape[::-1])
    second = Term("transposed", (second,), second.shape[::-1]) if lying else second
    return Term("product", (first, second), term.shape)


def _joined(term: Term) -> Node:
    return term.operands[0] if len(term.operands) == 1 else term


_RULES = {
    "concat": _joined,
    "reshape": _moved,
    "expand": _moved,
    "fill": _filled,
    "multiply": _multiplied,
    "scale": _scaled,
    "divide": _divided,
    "apply": _applied,
    "add": _added,
    "sum": _summed,
    "transpose": _transposed,
    "contract": _contracted,
}
