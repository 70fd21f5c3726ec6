"""Terms with vectors and matrices, as they stand in a line: products, transposes, the entrywise product."""

from __future__ import annotations

from collections.abc import Callable

from symact.functions.catalogue import activation
from symact.networks.backprop.terms import Node, Quantity, Term
from symact.show.brackets import slim
from symact.show.derivations.entries import Entries, is_sum
from symact.show.derivations.functions import Functions
from symact.show.derivations.moves import MOVES
from symact.show.derivations.names import Names, transposed
from symact.show.derivations.sums import SUMS
from symact.show.typesetting import typeset

__all__ = ["Matrices"]

_SUM, _HADAMARD, _PRODUCT, _ATOM = range(4)
_WORDS = (r"\text", r"\mathrm", r"\mathit")
Piece = tuple[str, int]
"""LaTeX, and how tightly its outermost operation binds."""


class Matrices:
    """Prints terms under the names of their values."""

    def __init__(self, names: Names, functions: Functions) -> None:
        self.names = names
        self.functions = functions
        self.entries = Entries(names, functions, self.show, {**SUMS, **MOVES})

    def show(self, node: Node) -> str:
        """Return a term."""
        return slim(self._piece(node)[0])

    def _piece(self, node: Node) -> Piece:
        if isinstance(node, Quantity):
            return self.names.of(node), _ATOM
        return _RULES[node.operation](self, node)

    def _within(self, node: Node, level: int) -> str:
        """Return a term in brackets if it binds less than `level`."""
        text, own = self._piece(node)
        return text if own >= level else rf"\left({text}\right)"

    def _add(self, term: Term) -> Piece:
        first, second = (self._lifted(o, term) for o in term.operands)
        return f"{first} + {second}", _SUM

    def _subtract(self, term: Term) -> Piece:
        first, second = term.operands
        text = self._lifted(second, term)
        if self._piece(second)[1] == _SUM:
            text = rf"\left({text}\right)"
        return f"{self._lifted(first, term)} - {text}", _SUM

    def _lifted(self, node: Node, like: Term) -> str:
        """Return a summand; a number beside vectors stands for a vector of it."""
        if node.shape == like.shape:
            return self._within(node, _SUM)
        return rf"{self._within(node, _ATOM)} \, \mathbf{{1}}"

    def _negate(self, term: Term) -> Piece:
        return f"-{self._within(term.operands[0], _HADAMARD)}", _SUM

    def _multiply(self, term: Term) -> Piece:
        if term.shape == ():
            return self._joined(*term.operands), _PRODUCT
        return r" \odot ".join(self._within(o, _ATOM) for o in term.operands), _HADAMARD

    def _scale(self, term: Term) -> Piece:
        return self._joined(*term.operands), _PRODUCT

    def _joined(self, first: Node, second: Node) -> str:
        left, right = self._within(first, _ATOM), self._within(second, _PRODUCT)
        if isinstance(second, Term) and second.operation == "fill":
            return rf"{left} \, {right}"
        return f"{left} {right}" if not right[0].isdigit() else rf"{left} \cdot {right}"

    def _divide(self, term: Term) -> Piece:
        first, second = term.operands
        if term.shape == ():
            return rf"\frac{{{self.show(first)}}}{{{self.show(second)}}}", _ATOM
        if second.shape == ():
            return rf"\frac{{1}}{{{self.show(second)}}} {self._within(first, _PRODUCT)}", _PRODUCT
        return rf"{self._within(first, _PRODUCT)} \oslash {self._within(second, _ATOM)}", _HADAMARD

    def _product(self, term: Term) -> Piece:
        first, second = (self._within(o, _PRODUCT) for o in term.operands)
        return first + (r" \, " if second.startswith(_WORDS) else " ") + second, _PRODUCT

    def _transposed(self, term: Term) -> Piece:
        (inner,) = term.operands
        return self._turned(inner), _ATOM

    def _turned(self, node: Node) -> str:
        if isinstance(node, Quantity):
            return transposed(self.names.of(node))
        if node.operation == "ones":
            return r"\mathbf{1}^{T}"
        return rf"\left({self._piece(node)[0]}\right)^{{T}}"

    def _dot(self, term: Term) -> Piece:
        first, second = term.operands
        return f"{self._turned(first)} {self._within(second, _PRODUCT)}", _PRODUCT

    def _diagonal(self, term: Term) -> Piece:
        return rf"\operatorname{{diag}}({self.show(term.operands[0])})", _ATOM

    def _fill(self, term: Term) -> Piece:
        (number,) = term.operands
        return rf"{self._within(number, _ATOM)} \, \mathbf{{1}}", _PRODUCT

    def _ones(self, term: Term) -> Piece:
        return ("1" if term.shape == () else r"\mathbf{1}"), _ATOM

    def _zeros(self, term: Term) -> Piece:
        return "0", _ATOM

    def _number(self, term: Term) -> Piece:
        text = typeset(term["value"])
        return text, _SUM if is_sum(text) else _ATOM

    def _count(self, term: Term) -> Piece:
        lengths = [str(term.operands[0].shape[i]) for i in term["axes"]]
        return r" \cdot ".join(lengths) or "1", _PRODUCT

    def _apply(self, term: Term) -> Piece:
        return _called(self.functions.value(term["function"], self._arguments(term), entries=False))

    def _slope(self, term: Term) -> Piece:
        arguments = self._arguments(term)
        return _called(self.functions.slope(term["function"], term["slot"], arguments, entries=False))

    def _arguments(self, term: Term) -> list[str]:
        return [self._within(o, _PRODUCT) if len(term.operands) > 1 else self.show(o) for o in term.operands]

    def _vector(self, term: Term) -> Piece:
        display = activation(term["function"]).display or rf"\mathrm{{{term['function']}}}"
        return rf"{display}\left({self.show(term.operands[0])}\right)", _ATOM

    def _by_entries(self, term: Term) -> Piece:
        return self.entries.scalar(term), _SUM

    def _sum(self, term: Term) -> Piece:
        (inner,) = term.operands
        if term.shape == () and isinstance(inner, Term) and inner.operation == "apply":
            return self.entries.scalar(term), _SUM
        text = self._within(inner, _PRODUCT)
        if term.shape == ():
            after = r" \mathbf{1}" if len(inner.shape) == 2 else ""
            return rf"\mathbf{{1}}^{{T}} {text}{after}", _PRODUCT
        return (rf"{text} \mathbf{{1}}" if term["axes"] == (1,) else rf"{self._turned(inner)} \mathbf{{1}}"), _PRODUCT

    def _concat(self, term: Term) -> Piece:
        return self._stacked(*map(self.show, term.operands)), _ATOM

    def _pad(self, term: Term) -> Piece:
        before, after = (rf"\mathbf{{0}}_{{{n}}}" if n else "" for n in (term["before"], term["after"]))
        return self._stacked(*filter(None, (before, self.show(term.operands[0]), after))), _ATOM

    @staticmethod
    def _stacked(*parts: str) -> str:
        rows = r" \\ ".join(parts)
        return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"

    def _slice(self, term: Term) -> Piece:
        (inner,) = term.operands
        text = self._within(inner, _ATOM)
        return rf"\left[{text}\right]_{{{term['start'] + 1}:{term['stop']}}}", _ATOM


def _called(text: str) -> Piece:
    return text, _SUM if is_sum(text) else _ATOM


_RULES: dict[str, Callable[[Matrices, Term], Piece]] = {
    "add": Matrices._add,
    "subtract": Matrices._subtract,
    "negate": Matrices._negate,
    "multiply": Matrices._multiply,
    "scale": Matrices._scale,
    "divide": Matrices._divide,
    "product": Matrices._product,
    "transposed": Matrices._transposed,
    "dot": Matrices._dot,
    "diagonal": Matrices._diagonal,
    "fill": Matrices._fill,
    "ones": Matrices._ones,
    "zeros": Matrices._zeros,
    "number": Matrices._number,
    "count": Matrices._count,
    "apply": Matrices._apply,
    "slope": Matrices._slope,
    "vector": Matrices._vector,
    "cross_entropy": Matrices._by_entries,
    "sum": Matrices._sum,
    "concat": Matrices._concat,
    "pad": Matrices._pad,
    "slice": Matrices._slice,
}
