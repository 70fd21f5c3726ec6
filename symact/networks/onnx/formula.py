"""Formulas as ONNX nodes: the functions that have no operator become functions that the file brings along.

Such a function has its formula in its note. A reader takes the formula at its word only if writing it gives the very
nodes that stand there; otherwise the nodes are what is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from sympy import Add, And, Eq, Expr, Max, Min, Mul, Ne, Not, Or, Piecewise, Pow, Symbol, erf, erfc, exp
from sympy.core.relational import GreaterThan, LessThan, StrictGreaterThan, StrictLessThan

from symact.errors import SymactError, UnsupportedError
from symact.exact.real_function import RealFunction
from symact.functions.parse import parse
from symact.networks.elementwise import SLOTS
from symact.networks.onnx.elementwise import BOUNDED, spelling
from symact.networks.onnx.model import LocalFunction, need_onnx
from symact.numeric import machine
from symact.numeric.stable import stabilised

__all__ = ["DOMAIN", "OPSET", "Nodes", "agrees", "function_proto", "stated_formula", "write_formula"]

OPSET = 20
"""The operator set that files are written in."""

DOMAIN = "symact"
"""The domain of the functions that a written file brings along."""

_LETTERS = tuple(Symbol(n) for n in "xy")
_LONGEST = 400


class Nodes:
    """Nodes that are being written, and the names that are taken among them.

    Parameters
    ----------
    dtype : float32 or float64
        In which the nodes compute.
    taken : iterable of str
        Names that stand for something else.
    """

    def __init__(self, dtype: Any, taken: Sequence[str] = ()) -> None:
        self.dtype = np.dtype(dtype)
        self.nodes: list[Any] = []
        self.taken = set(taken)
        self._numbers: dict[float, str] = {}

    def add(
        self,
        operator: str,
        *inputs: str,
        output: str | None = None,
        name: str = "",
        domain: str = "",
        **attributes: Any,
    ) -> str:
        """Append a node and return the name of its output."""
        output = self.fresh(operator.lower()) if output is None else output
        self.nodes.append(
            need_onnx().helper.make_node(operator, inputs, [output], name=name, domain=domain, **attributes)
        )
        return output

    def add_all(self, operator: str, *inputs: str, outputs: int, **attributes: Any) -> list[str]:
        """Append a node of several outputs and return their names."""
        names = [self.fresh(operator.lower()) for _ in range(outputs)]
        self.nodes.append(need_onnx().helper.make_node(operator, inputs, names, **attributes))
        return names

    def constant(self, array: Any, output: str | None = None) -> str:
        """Append a constant."""
        value = need_onnx().numpy_helper.from_array(np.asarray(array))
        return self.add("Constant", output=output, value=value)

    def integers(self, values: Any, output: str | None = None) -> str:
        """Append an integer, or a list of them."""
        return self.constant(np.asarray(values, np.int64), output)

    def number(self, value: float) -> str:
        """Return the name of a number in the type of the nodes."""
        if value not in self._numbers:
            self._numbers[value] = self.constant(np.asarray(value, self.dtype))
        return self._numbers[value]

    def fresh(self, stem: str) -> str:
        """Return a name that is not yet taken."""
        name, number = stem, 1
        while name in self.taken:
            number += 1
            name = f"{stem}/{number}"
        self.taken.add(name)
        return name


def write_formula(nodes: Nodes, expr: Expr, names: Mapping[Expr, str], output: str) -> None:
    """Append the nodes that compute an expression of the values that `names` has.

    Raises
    ------
    UnsupportedError
        For a function that ONNX has no operators for.
    """
    made = _Writing(nodes, names).write(stabilised(expr))
    nodes.add("Identity", made, output=output)


class _Writing:
    """The nodes of one formula; what is made twice is written once."""

    def __init__(self, nodes: Nodes, names: Mapping[Expr, str]) -> None:
        self.nodes = nodes
        self.made: dict[Any, str] = dict(names)

    def write(self, expr: Any) -> str:
        if expr not in self.made:
            self.made[expr] = self._write(expr)
        return self.made[expr]

    def _write(self, expr: Any) -> str:
        if isinstance(expr, Expr) and expr.is_number:
            return self.nodes.number(float(expr.evalf(25)))
        spelled = spelling(expr) if isinstance(expr, Expr) else None
        if spelled is not None:
            return self.nodes.add(spelled.operator, self.write(spelled.argument), **spelled.attributes)
        if type(expr) in BOUNDED:
            bounds = (self.nodes.number(float(b)) for b in BOUNDED[type(expr)](expr))
            return self.nodes.add("Clip", self.write(expr.args[0]), *bounds)
        rule = _RULES.get(type(expr))
        if rule is not None:
            return rule(self, expr)
        if isinstance(expr, machine.Machine):
            return self.write(expr.definition(*expr.args))
        if isinstance(expr, RealFunction):
            written = expr.written()
            return self.write(stabilised(expr._eval_rewrite_as_Piecewise(*expr.args) if written is None else written))
        plain = expr.rewrite(exp)
        if plain == expr:
            raise UnsupportedError(f"{type(expr).__name__} has no form in ONNX operators")
        return self.write(plain)

    def _sum(self, expr: Expr) -> str:
        terms = sorted(expr.args, key=lambda t: (t.could_extract_minus_sign(), t.is_number, t.sort_key()))
        total = self.write(terms[0])
        for term in terms[1:]:
            less = term.could_extract_minus_sign()
            total = self.nodes.add("Sub" if less else "Add", total, self.write(-term if less else term))
        return total

    def _product(self, expr: Expr) -> str:
        above: list[Expr] = []
        below: list[Expr] = []
        for factor in expr.args:
            inverse = factor.is_Pow and factor.exp.is_number and factor.exp.is_negative and not factor.is_number
            (below if inverse else above).append(1 / factor if inverse else factor)
        if not above:
            return self.nodes.add("Reciprocal", self._times(below))
        top = self._times(above)
        return self.nodes.add("Div", top, self._times(below)) if below else top

    def _times(self, factors: Sequence[Expr]) -> str:
        numbers = [f for f in factors if f.is_number]
        names = [self.write(f) for f in factors if not f.is_number]
        if numbers:
            names.append(self.nodes.number(float(Mul(*numbers).evalf(25))))
        return self._chain("Mul", names)

    def _chain(self, operator: str, names: Sequence[str]) -> str:
        total = names[0]
        for name in names[1:]:
            total = self.nodes.add(operator, total, name)
        return total

    def _power(self, expr: Any) -> str:
        if expr.exp == 2:
            base = self.write(expr.base)
            return self.nodes.add("Mul", base, base)
        return self.nodes.add("Pow", self.write(expr.base), self.write(expr.exp))

    def _pieces(self, expr: Any) -> str:
        *pieces, (value, condition) = expr.args
        if condition != True:  # noqa: E712 - SymPy's true
            raise UnsupportedError("a function that is not defined everywhere has no form in ONNX operators")
        chosen = self.write(value)
        for value, condition in reversed(pieces):
            chosen = self.nodes.add("Where", self.write(condition), self.write(value), chosen)
        return chosen

    def _relation(self, operator: str, expr: Any) -> str:
        return self.nodes.add(operator, self.write(expr.lhs), self.write(expr.rhs))


_RULES: dict[type, Callable[[_Writing, Any], str]] = {
    Add: _Writing._sum,
    Mul: _Writing._product,
    Pow: _Writing._power,
    Piecewise: _Writing._pieces,
    Max: lambda w, e: w._chain("Max", [w.write(a) for a in e.args]),
    Min: lambda w, e: w._chain("Min", [w.write(a) for a in e.args]),
    And: lambda w, e: w._chain("And", [w.write(a) for a in e.args]),
    Or: lambda w, e: w._chain("Or", [w.write(a) for a in e.args]),
    Not: lambda w, e: w.nodes.add("Not", w.write(e.args[0])),
    StrictLessThan: lambda w, e: w._relation("Less", e),
    LessThan: lambda w, e: w._relation("LessOrEqual", e),
    StrictGreaterThan: lambda w, e: w._relation("Greater", e),
    GreaterThan: lambda w, e: w._relation("GreaterOrEqual", e),
    Eq: lambda w, e: w._relation("Equal", e),
    Ne: lambda w, e: w.nodes.add("Not", w._relation("Equal", e)),
    erfc: lambda w, e: w.write(Add(1, -erf(e.args[0]), evaluate=False)),
    machine.Sigmoid: lambda w, e: w.nodes.add("Sigmoid", w.write(e.args[0])),
    machine.Softplus: lambda w, e: w.nodes.add("Softplus", w.write(e.args[0])),
    machine.Gelu: lambda w, e: w.nodes.add("Gelu", w.write(e.args[0])),
    machine.Mish: lambda w, e: w.nodes.add("Mish", w.write(e.args[0])),
}


def function_proto(expr: Expr, name: str, dtype: Any) -> Any:
    """Return the function of a file that computes an expression in the slots of an ``apply`` step."""
    helper = need_onnx().helper
    slots = _used_slots(expr)
    inputs = [letter.name for letter in _LETTERS[: len(slots)]]
    nodes = Nodes(dtype, [*inputs, "f"])
    write_formula(nodes, expr, dict(zip(slots, inputs, strict=True)), "f")
    opsets = [helper.make_opsetid("", OPSET)]
    return helper.make_function(DOMAIN, name, inputs, ["f"], nodes.nodes, opsets, doc_string=_note(expr))


def _used_slots(expr: Expr) -> Sequence[Expr]:
    return SLOTS if SLOTS[1] in expr.free_symbols else SLOTS[:1]


def _note(expr: Expr) -> str:
    text = str(expr.xreplace(dict(zip(SLOTS, _LETTERS, strict=True))))
    return text if stated_expression(text) == expr else ""


def stated_expression(text: str) -> Expr | None:
    """Return the expression that a note is, None where it is none of the slots alone."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        expr: Expr = parse(text)
    except SymactError:
        return None
    known = isinstance(expr, Expr) and expr.free_symbols <= set(_LETTERS)
    return expr.xreplace(dict(zip(_LETTERS, SLOTS, strict=True))) if known else None


def stated_formula(function: LocalFunction) -> Expr | None:
    """Return the formula of a function of a file if it is the one that its note states, else None."""
    expr = stated_expression(function.note)
    if expr is None or len(_used_slots(expr)) != len(function.inputs):
        return None
    try:
        return expr if agrees(function, lambda dtype: function_proto(expr, function.name, dtype)) else None
    except (SymactError, TypeError, ValueError):
        return None


def agrees(function: LocalFunction, write: Callable[[Any], Any]) -> bool:
    """Return whether a function of a file is the one that would be written, for one of the types."""
    given = function.proto.SerializeToString(deterministic=True)
    return any(write(dtype).SerializeToString(deterministic=True) == given for dtype in (np.float32, np.float64))
