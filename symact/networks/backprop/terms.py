"""A value as people write it: a small tree of the operations it is made of, over values that have names.

The operations of a tree are those of the steps, brought to what matrices have words for: a contraction of vectors and
matrices becomes a product of some that are transposed, a number repeated along a vector times a vector a multiple.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from symact.networks.shapes import Shape

__all__ = ["MATRIX_FORM", "Node", "Quantity", "Term", "has_matrix_form", "quantities"]


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
