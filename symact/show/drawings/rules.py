"""How each operation reads as a formula of what it is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from sympy import Expr, Symbol

from symact.errors import UnknownActivationError
from symact.functions.activation import Activation
from symact.functions.catalogue import activation as find
from symact.functions.catalogue import entry
from symact.networks.elementwise import SLOTS
from symact.networks.network import Network
from symact.networks.step import Step
from symact.show.drawings.formula import Formula, Piece, Script, expression, length, raised, upright


class Algebra(Protocol):
    """What a rule asks of the formulas around it."""

    network: Network

    @property
    def slopes(self) -> Mapping[Expr, Formula]:
        """The derivatives of activations by what papers call them."""

    def inner(self, step: Step, operation: str) -> Step | None:
        """Return the step that makes an input of another, if it is of that operation."""

    def operand(self, name: str) -> Term:
        """Return a value as it stands in a formula."""


__all__ = ["LONGEST", "RULES", "Term", "activation_name", "called", "is_activation", "space"]

LONGEST = 44
"""How many characters a formula has at most that stands inside another."""
SUM, PRODUCT, ATOM = range(3)
_LETTERS = {r"\sigma": "σ", r"\Phi": "Φ", r"\varphi": "φ"}


@dataclass(frozen=True)
class Term:
    """A formula and how tightly it holds together."""

    formula: Formula
    bond: int = ATOM

    def within(self, bond: int) -> Formula:
        """Return the formula as a part of one with a bond: in brackets where it is looser."""
        return self.formula if self.bond >= bond else (Piece("("), *self.formula, Piece(")"))


Rule: TypeAlias = "Callable[[Algebra, Step, list[Term]], Term]"
"""``rule(algebra, step, parts)``: a step as a formula of its inputs."""


def activation_name(function: Any) -> Formula:
    """Return the printed name of an activation."""
    try:
        display = entry(function).display or function.__name__
    except UnknownActivationError:
        display = getattr(function, "display", "") or getattr(function, "__name__", str(function))
    if display in _LETTERS:
        return (Piece(_LETTERS[display]),)
    return upright(re.sub(r"\\(?:mathrm|operatorname)\{([^}]*)\}", r"\1", display).replace("\\", "").strip())


def space(title: Formula, shape: Any) -> Formula:
    """Return the statement that a value is in a space of real numbers: ``W in R^(3 x 2)``."""
    return (*title, Piece(" ∈ "), Piece("ℝ"), *_script("×".join(map(str, shape)), "sup"))


def _script(text: str, script: Script) -> Formula:
    """Return an index or an exponent, none for no text."""
    return tuple(Piece(piece.text, script=script) for piece in upright(text)) if text else ()


def is_activation(function: Expr) -> bool:
    """Return whether an expression is one function of the catalogue or of SymPy, with its own parameters."""
    if isinstance(function, Activation):
        return bool(function.args[0] == SLOTS[0]) and not function.printed_parameters()
    return bool(function.is_Function) and function.args == (SLOTS[0],)


def called(head: Formula, parts: list[Term]) -> Term:
    """Return a function of terms."""
    inside: list[Piece] = []
    for i, part in enumerate(parts):
        inside += [*([Piece(", ")] if i else []), *part.formula]
    return Term((*head, Piece("("), *inside, Piece(")")))


def _binary(sign: str, bond: int, right: int) -> Rule:
    def rule(_: Algebra, step: Step, parts: list[Term]) -> Term:
        first, second = parts
        return Term((*first.within(bond), Piece(sign), *second.within(right)), bond)

    return rule


def _apply(algebra: Algebra, step: Step, parts: list[Term]) -> Term:
    function: Expr = step["function"]
    if function == SLOTS[0]:
        return parts[0]
    if len(parts) == 1 and function in algebra.slopes:
        return called(algebra.slopes[function], parts)
    if is_activation(function):
        return called(activation_name(type(function)), parts)
    keys = [f"slot{i}" for i in range(len(parts))]
    replaced = function.xreplace({s: Symbol(slot) for s, slot in zip(SLOTS, keys, strict=False)})
    written = expression(replaced, {k: p.within(ATOM) for k, p in zip(keys, parts, strict=True)})
    if length(written) > LONGEST:
        return called((Piece("f", italic=True),), parts)
    loose = function.is_Add or function.could_extract_minus_sign()
    return Term(written, ATOM if function.is_Function else SUM if loose else PRODUCT)


def _vector(_: Algebra, step: Step, parts: list[Term]) -> Term:
    head = upright("logsumexp") if step["function"] == "logsumexp" else activation_name(find(step["function"]))
    return called(head, parts)


def _contract(algebra: Algebra, step: Step, parts: list[Term]) -> Term:
    windows = algebra.inner(step, "windows")
    if windows is not None:
        at = step.inputs.index(windows.name)
        image = algebra.operand(windows.inputs[0])
        return Term((*parts[1 - at].within(ATOM), Piece(" ∗ "), *image.within(ATOM)), PRODUCT)
    first, second, result = re.split(",|->", step["subscripts"])
    named = {
        letter: axis
        for letters, value in zip((first, second), step.inputs, strict=True)
        for letter, axis in zip(letters, algebra.network.shapes[value], strict=True)
        if isinstance(axis, str)
    }
    summed = [axis for letter, axis in named.items() if letter not in result]
    a, b, r = ("".join(c for c in letters if c not in named) for letters in (first, second, result))
    product = _product(parts[0], a, parts[1], b, r) or _product(parts[1], b, parts[0], a, r)
    if product is None:
        return called(upright("contract"), parts)
    return Term((*(_sigma(summed) if summed else ()), *product), PRODUCT)


def _product(left: Term, a: str, right: Term, b: str, result: str) -> Formula | None:
    """Return a product of a matrix and a vector, of two vectors, or of a number, if it is one."""
    first, second = left.within(PRODUCT), right.within(ATOM)
    if len(a) == 2 and len(b) == 1 and b in a and result == a.replace(b, ""):
        return _beside(first if a[1] == b else raised(first, "⊤"), second)
    if len(a) == len(b) == 1 and result == a + b:
        return _beside(first, raised(right.within(PRODUCT), "⊤"))
    if len(a) == 1 and a == b and not result:
        return _beside(raised(first, "⊤"), second)
    return _beside(first, second) if not (a and b) else None


def _beside(first: Formula, second: Formula) -> Formula:
    """Return two factors; between letters of formulas there is no space."""
    before = first[-1]
    close = before.script != "base" or before.italic or before.text.endswith(")")
    close = close and (second[0].italic or second[0].text.startswith("("))
    return (*first, *second) if close else (*first, Piece(" "), *second)


def _sigma(axes: Sequence[str]) -> Formula:
    return (Piece("Σ"), *_script(",".join(axes), "sub"), Piece(" "))


def _sum(algebra: Algebra, step: Step, parts: list[Term]) -> Term:
    shape = algebra.network.shapes[step.inputs[0]]
    named = any(isinstance(shape[i], str) for i in step["axes"])
    sigma = _sigma([str(shape[i]) for i in step["axes"]] if named else [])
    return Term((*sigma, *parts[0].within(PRODUCT)), PRODUCT)


def _count(algebra: Algebra, step: Step, parts: list[Term]) -> Term:
    shape = algebra.network.shapes[step.inputs[0]]
    return Term(upright("·".join(str(shape[i]) for i in step["axes"])))


def _inside(_: Algebra, step: Step, parts: list[Term]) -> Term:
    return parts[0]


def _reshape(algebra: Algebra, step: Step, parts: list[Term]) -> Term:
    before, after = algebra.network.shapes[step.inputs[0]], step["shape"]
    if [a for a in before if a != 1] == [a for a in after if a != 1]:
        return parts[0]
    flat = len(after) == 1 + isinstance(after[0], str) if after else True
    return called(upright("flatten" if flat else "reshape"), parts)


def _transpose(algebra: Algebra, step: Step, parts: list[Term]) -> Term:
    plain = tuple(step["axes"]) == (1, 0)
    return Term(raised(parts[0].formula, "⊤")) if plain else called(upright("transpose"), parts)


def _slice(_: Algebra, step: Step, parts: list[Term]) -> Term:
    return Term((*parts[0].within(ATOM), Piece(f"{step['start']}:{step['stop']}", script="sub")))


def _concat(_: Algebra, step: Step, parts: list[Term]) -> Term:
    return Term((Piece("["), *called((), parts).formula[1:-1], Piece("]")))


def _windows(_: Algebra, step: Step, parts: list[Term]) -> Term:
    return called((*upright("windows"), _lengths(step)), parts)


def _lengths(step: Step) -> Piece:
    return Piece("×".join(map(str, step["lengths"])), script="sub")


def _max(algebra: Algebra, step: Step, parts: list[Term]) -> Term:
    windows = algebra.inner(step, "windows")
    if windows is None:
        return called(upright("max"), parts)
    return called((*upright("max"), _lengths(windows)), [algebra.operand(windows.inputs[0])])


def _cross_entropy(_: Algebra, step: Step, parts: list[Term]) -> Term:
    return called(upright("cross-entropy"), parts)


RULES: dict[str, Rule] = {
    "apply": _apply,
    "vector": _vector,
    "add": _binary(" + ", SUM, SUM),
    "subtract": _binary(" − ", SUM, PRODUCT),
    "multiply": _binary(" ⊙ ", PRODUCT, PRODUCT),
    "divide": _binary(" / ", PRODUCT, ATOM),
    "contract": _contract,
    "sum": _sum,
    "count": _count,
    "expand": _inside,
    "reshape": _reshape,
    "transpose": _transpose,
    "slice": _slice,
    "concat": _concat,
    "windows": _windows,
    "max": _max,
    "cross_entropy": _cross_entropy,
}
