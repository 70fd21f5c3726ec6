"""The tree that a text is read into: immutable, with the place of every node, and nothing evaluated.

Sums and products are flat, a quotient is a product with powers of -1, and a difference a sum with factors of -1,
because SymPy spreads ``2*(x + 1)`` over the sum but leaves ``2*(x + 1)*y`` alone: the whole chain must be seen at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

__all__ = [
    "Call", "Cases", "Constant", "Items", "Logic", "Name", "Node", "Number", "Power", "Product", "Relation", "Sum",
    "Vector", "bottom_up", "divided", "grouped", "multiplied", "negated",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula; `at` is its place in the text."""

    at: int

    @property
    def children(self) -> tuple[Node, ...]:
        """The parts of this part, in the order in which they are declared."""
        parts: list[Any] = []
        fields: Any = self.__slots__
        for field in fields:
            value = getattr(self, field)
            parts += value if isinstance(value, tuple) else (value,)
        return tuple([part for part in parts if isinstance(part, Node)])


@dataclass(frozen=True, slots=True)
class Number(Node):
    """An exact number; decimals are the fractions that they write."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A symbol."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A named constant: pi, E, I, oo, zoo, nan, True, False."""

    name: str


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Terms."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Factors; `closed` if the text has it in parentheses."""

    factors: tuple[Node, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Power(Node):
    """A base and its exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function by name, its arguments, and the values and names of its keyword arguments."""

    name: str
    arguments: tuple[Node, ...]
    values: tuple[Node, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vector(Node):
    """A function of a list of entries, the component of it that an index chooses, values and names of keywords."""

    name: str
    entries: tuple[Node, ...]
    index: int | None
    values: tuple[Node, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation(Node):
    """Two sides compared by ``<``, ``<=``, ``>``, ``>=``, ``==`` or ``!=``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """Conditions joined by ``and`` or ``or``, or one denied by ``not``."""

    operator: Literal["and", "or", "not"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Items(Node):
    """A tuple, as in ``Piecewise((x, x > 0), (0, True))``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """Rows of a LaTeX table; `sympy` if worded as SymPy's printer does; `where` is the t of a bar ``|_{t = ...}``."""

    rows: tuple[Node, ...]
    sympy: bool
    where: Node | None = None


def grouped(node: Node) -> Node:
    """Return a node that stood in parentheses."""
    return replace(node, closed=True) if isinstance(node, Product) else node


def factors(node: Node) -> tuple[Node, ...]:
    """Return what a node contributes to a chain of products: its factors, if it is an open chain itself."""
    return node.factors if isinstance(node, Product) and not node.closed else (node,)


def multiplied(at: int, parts: list[Node]) -> Node:
    """Return the product of parts, open chains among them flattened."""
    flat = tuple(f for part in parts for f in factors(part))
    return flat[0] if len(flat) == 1 else Product(at, flat)


def negated(at: int, node: Node) -> Node:
    """Return minus a node."""
    return Product(at, (Number(at, Fraction(-1)), *factors(node)))


def divided(node: Node) -> list[Node]:
    """Return the factors of one over a node; one over a product is the product of the inverses."""
    inner = node.factors if isinstance(node, Product) else (node,)
    return [Power(f.at, f, Number(f.at, Fraction(-1))) for f in inner]


def bottom_up(root: Node) -> Iterator[Node]:
    """Yield every node once, children before parents and left before right, without recursion."""
    seen: set[int] = set()
    stack = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if id(node) in seen:
            continue
        children = () if ready else node.children
        if children:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(children))
        else:
            seen.add(id(node))
            yield node
