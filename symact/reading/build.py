"""From the tree of a text to SymPy objects, from the leaves up, each step checked before SymPy takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy import Expr, Mul, Rational, S, Symbol
from sympy.logic.boolalg import Boolean

from symact.errors import DefinitionError, ParseError, SymactError
from symact.exact.fuse import Fuse, FuseBlown
from symact.reading import bounds, syntax
from symact.reading.heads import CORE, Head, Vocabulary
from symact.reading.limits import CALLS, SECONDS
from symact.reading.syntax import Node
from symact.reading.text import shortened
from symact.reading.wording import cases_from_rows

__all__ = ["CONSTANTS", "build"]

CONSTANTS: Mapping[str, Any] = {
    "pi": S.Pi, "E": S.Exp1, "I": S.ImaginaryUnit, "oo": S.Infinity, "zoo": S.ComplexInfinity, "nan": S.NaN,
    "True": S.true, "False": S.false,
}  # fmt: skip
_RELATIONS: Mapping[str, Any] = {"<": sp.Lt, "<=": sp.Le, ">": sp.Gt, ">=": sp.Ge, "==": sp.Eq, "!=": sp.Ne}
_LOGIC: Mapping[str, Any] = {"and": sp.And, "or": sp.Or, "not": sp.Not}
_TAKES_CONDITIONS = tuple(CORE[name] for name in ("And", "Or", "Not", "ITE"))
# Functions of SymPy that are powers: base and exponent of their arguments.
_POWERS: Mapping[Head, Callable[..., tuple[Expr, Expr]]] = {
    CORE["sqrt"]: lambda x: (x, S.Half),
    CORE["cbrt"]: lambda x: (x, Rational(1, 3)),
    CORE["root"]: lambda x, n: (x, _power(n, S.NegativeOne)),
    CORE["pow"]: lambda x, n: (x, n),
    CORE["exp"]: lambda x: (S.Exp1, x),
}


def build(
    root: Node, text: str, vocabulary: Vocabulary, symbols: Mapping[str, Symbol], *, spread_fractions: bool = False
) -> Any:
    """Return the SymPy object that a tree describes, or raise one ParseError at the place that would not do.

    With `spread_fractions`, a fraction times a sum is spread over the sum: LaTeX prints both forms alike.
    """
    builder = _Builder(vocabulary, symbols, spread_fractions)
    node, nodes = root, list(syntax.bottom_up(root))
    try:
        with Fuse(CALLS, SECONDS):
            for node in nodes:
                builder.values[id(node)] = builder.value(node)
            bounds.check_result(builder.values[id(root)])
    except FuseBlown:
        problem = "a formula must take less work to build than this one; write it in smaller parts"
        raise ParseError(problem, text, node.at) from None
    except RecursionError:
        raise ParseError("a formula must be less deep than this one; write it in parts", text, node.at) from None
    except Exception as error:  # SymPy and functions of users raise what they will; the reader sees one error
        raise ParseError(_one_line(error), text, node.at) from error
    return builder.values[id(root)]


def _one_line(error: Exception) -> str:
    message = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    if not isinstance(error, SymactError):
        message = f"SymPy refuses to build this: {message}"
    return shortened(message)


class _Builder:
    """The values of the nodes built so far, and how to build the next."""

    def __init__(self, vocabulary: Vocabulary, symbols: Mapping[str, Symbol], spread_fractions: bool) -> None:
        self.spread_fractions = spread_fractions
        self.vocabulary = vocabulary
        self.symbols = symbols
        self.values: dict[int, Any] = {}

    def value(self, node: Node) -> Any:
        match node:
            case syntax.Number():
                return Rational(node.value.numerator, node.value.denominator)
            case syntax.Constant():
                return CONSTANTS[node.name]
            case syntax.Name():
                return self._symbol(node)
            case syntax.Sum():
                return _sum(self._numbers(node.terms, "a term of a sum"))
            case syntax.Product():
                return _product(self._numbers(node.factors, "a factor of a product"), self.spread_fractions)
            case syntax.Power():
                base, exponent = self._numbers(node.children, "a part of a power")
                return _power(base, exponent)
            case syntax.Relation():
                return _RELATIONS[node.operator](*self._numbers(node.children, "a side of a comparison"))
            case syntax.Logic():
                return _LOGIC[node.operator](*self._conditions(node.operands))
            case syntax.Items():
                return tuple(self._of(node.items))
            case syntax.Cases():
                return self._rows(node)
            case syntax.Call():
                return self._call(node)
            case syntax.Vector():
                return self._vector(node)
        raise TypeError(f"unknown node {type(node).__name__}")

    def _symbol(self, node: syntax.Name) -> Symbol:
        if known := self.symbols.get(node.name):
            return known
        if head := self.vocabulary.heads.get(node.name):
            called = f"{node.name}([x, y])" if head.vector else f"{node.name}(x)"
            raise DefinitionError(f"'{node.name}' is a function and must have an argument; write {called}")
        return Symbol(node.name)

    def _of(self, nodes: tuple[Node, ...]) -> list[Any]:
        return [self.values[id(n)] for n in nodes]

    def _numbers(self, nodes: tuple[Node, ...], what: str) -> list[Expr]:
        values = self._of(nodes)
        for value in values:
            if not isinstance(value, Expr):
                raise DefinitionError(f"{what} must be a number or a formula, not {_kind(value)}")
        return values

    def _conditions(self, nodes: tuple[Node, ...]) -> list[Boolean]:
        values = self._of(nodes)
        for value in values:
            if not isinstance(value, Boolean) or isinstance(value, Expr):
                raise DefinitionError(f"a condition must compare two formulas, as x > 0 does, not be {_kind(value)}")
        return values

    def _branches(self, nodes: tuple[Node, ...]) -> list[tuple[Expr, Boolean]]:
        branches = []
        for node in nodes:
            if not isinstance(node, syntax.Items) or len(node.items) != 2:
                raise DefinitionError("a branch must be written (formula, condition), as (x, x > 0) is")
            [formula] = self._numbers(node.items[:1], "the first part of a branch")
            [condition] = self._conditions(node.items[1:])
            branches.append((formula, condition))
        return branches

    def _rows(self, node: syntax.Cases) -> Any:
        branches = self._branches(node.rows)
        if node.where is not None:
            [where] = self._numbers((node.where,), "the place of a bar")
            return self._own_cases(where, branches)
        return cases_from_rows(branches, sympy=node.sympy)

    def _own_cases(self, argument: Expr, branches: list[tuple[Expr, Boolean]]) -> Expr:
        """Call cases, whose bound variable is a plain ``t`` where the argument is compound."""
        if not argument.is_Symbol and "t" in self.symbols:
            plain = {self.symbols["t"]: Symbol("t")}
            branches = [(f.xreplace(plain), c.xreplace(plain)) for f, c in branches]
        return CORE["cases"].build(argument, *branches)

    def _call(self, node: syntax.Call) -> Any:
        head = self.vocabulary.find(node.name)
        if head.vector:
            raise DefinitionError(f"{node.name} must have a list of entries; write {node.name}([x, y])")
        if not head.takes(given := len(node.arguments) + len(node.values)):
            more = "" if head.most == head.least else " or more" if head.most is None else f" to {head.most}"
            raise DefinitionError(f"{node.name} must have {head.least}{more} arguments, not {given}")
        _check_keywords(node, head)
        if head is CORE["Piecewise"]:
            return head.build(*self._branches(node.arguments))
        if head is CORE["cases"]:
            [argument] = self._numbers(node.arguments[:1], "the argument of cases")
            return self._own_cases(argument, self._branches(node.arguments[1:]))
        if head in _TAKES_CONDITIONS:
            return head.build(*self._conditions(node.arguments))
        arguments, keywords = self._given(node.arguments, f"an argument of {node.name}", node)
        return _apply(node.name, head, arguments, keywords)

    def _vector(self, node: syntax.Vector) -> Any:
        head = self.vocabulary.find(node.name)
        if not head.vector:
            raise DefinitionError(f"{node.name} must have a number as its argument, not a list; write {node.name}(x)")
        if not head.takes(n := len(node.entries)):
            raise DefinitionError(f"the list of {node.name} must have {head.least} to {head.most} entries, not {n}")
        _check_keywords(node, head)
        entries, keywords = self._given(node.entries, f"an entry of {node.name}", node)
        bounds.check_vector(node.name, entries, list(keywords.values()))
        return head.build(entries, node.index, **keywords)

    def _given(
        self, nodes: tuple[Node, ...], what: str, node: syntax.Call | syntax.Vector
    ) -> tuple[list[Expr], dict[str, Expr]]:
        values = self._numbers(node.values, f"an argument of {node.name}")
        return self._numbers(nodes, what), dict(zip(node.keywords, values, strict=True))


def _sum(terms: list[Expr]) -> Expr:
    bounds.check_sum(terms)
    return sp.Add(*terms)


def _product(factors: list[Expr], spread_fractions: bool = False) -> Expr:
    bounds.check_product(factors)
    rational = [f for f in factors if f.is_Rational]
    others = [f for f in factors if not f.is_Rational]
    if rational and len(others) == 1 and others[0].is_Add:
        number = Mul(*rational)
        return _multiple(number, others[0]) if number.is_Integer or not spread_fractions else number * others[0]
    return Mul(*factors)


def _multiple(number: Expr, terms: Expr) -> Expr:
    """Return a number times a sum as it is written: the form of SymPy's that stays undistributed."""
    return Mul(number, terms, evaluate=False) if number not in (S.Zero, S.One) else number * terms


def _power(base: Expr, exponent: Expr) -> Expr:
    bounds.check_power(base, exponent)
    return sp.Pow(base, exponent)


def _apply(name: str, head: Head, arguments: list[Expr], keywords: dict[str, Expr]) -> Any:
    if head in _POWERS:
        return _power(*_POWERS[head](*arguments))
    if head is CORE["Rational"]:
        return _product([arguments[0], *(_power(a, S.NegativeOne) for a in arguments[1:])])
    bounds.check_function(name, [*arguments, *keywords.values()])
    return head.build(*arguments, **keywords)


def _check_keywords(node: syntax.Call | syntax.Vector, head: Head) -> None:
    for keyword in node.keywords:
        if keyword not in head.keywords:
            known = ", ".join(head.keywords) or "none"
            raise DefinitionError(f"{node.name} has no argument named '{keyword}'; its names: {known}")
    if len(set(node.keywords)) < len(node.keywords):
        raise DefinitionError(f"an argument of {node.name} must be given once, not twice")


def _kind(value: Any) -> str:
    names = {tuple: "a tuple", Expr: "a formula", Boolean: "a condition"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), type(value).__name__)
