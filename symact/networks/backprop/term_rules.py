"""Terms in the words of matrices: what a step makes of terms becomes a product, a transpose or a multiple."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeGuard

from symact.exact.variable import T
from symact.networks.backprop.terms import Node, Term
from symact.networks.shapes import Axis, Shape

__all__ = ["number", "simplified"]


def number(value: Any, shape: Shape) -> Term:
    """Return a number, or a vector of it, as a term."""
    if value == 1:
        return Term("ones", (), shape)
    written = Term("number", (), (), (("value", value),))
    return written if shape == () else Term("fill", (written,), shape)


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
            return Term("scale", (number(function / T, ()), inner), term.shape)
    return term


def _added(term: Term) -> Node:
    first, second = term.operands
    for top, bottom in ((first, second), (second, first)):
        if _is_padded(top, 0) and _is_padded(bottom, top.operands[0].shape[0]) and top["after"]:
            inner = (top.operands[0], bottom.operands[0])
            if top["after"] == inner[1].shape[0] and not bottom["after"]:
                return Term("concat", inner, term.shape, (("axis", 0),))
    if isinstance(second, Term) and second.operation == "negate":
        return Term("subtract", (first, second.operands[0]), term.shape)
    if isinstance(first, Term) and first.operation == "negate":
        return Term("subtract", (second, first.operands[0]), term.shape)
    return term


def _is_padded(node: Node, before: Axis) -> TypeGuard[Term]:
    """Return whether a vector has so many zeros before its entries."""
    return isinstance(node, Term) and node.operation == "pad" and len(node.shape) == 1 and node["before"] == before


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
