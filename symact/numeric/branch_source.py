"""A function by branches as readable Python source over arrays: its pieces by their plans, and what chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from sympy import Expr, S, Symbol

from symact.exact.branches import BranchTable
from symact.exact.order import compare
from symact.exact.variable import T
from symact.numeric.constants import as_float
from symact.numeric.generated import compiled
from symact.numeric.plan import Plan, plan
from symact.numeric.regions import bare, plan_lines, shown_variable
from symact.numeric.stable import stable
from symact.numeric.writer import Writer, rational

__all__ = ["branch_plans", "table_source"]


def table_source(table: BranchTable, parameters: Sequence[Symbol] = (), name: str = "f", masks: bool = True) -> str:
    """Return the source of functions that compute a table in ``T``, that of the table last and called `name`.

    Parameters
    ----------
    table : BranchTable
    parameters : sequence of Symbol
        Its other symbols; they become the arguments p1, p2, ... of the function.
    name : str, optional
    masks : bool, optional
        As in :func:`symact.numeric.regions.plan_lines`; without them, without pairs too.
    """
    return _TableSource(table, parameters, name, masks).text()


def branch_plans(table: BranchTable) -> list[Plan]:
    """Return how each branch of a table is computed."""
    ends = [float(e) if e.is_infinite else as_float(e) if e.is_number else float("nan") for e in table.ends]
    return [_branch_plan(p, a, b) for p, a, b in zip(table.pieces, ends, ends[1:], strict=False)]


def _branch_plan(piece: Expr, lower: float, upper: float) -> Plan:
    if lower != lower or upper != upper:
        return Plan(piece, piece if piece is S.NaN else stable(piece))
    return plan(piece, lower, upper, compile_plan)


class _TableSource:
    """The source of one table, collected function by function."""

    def __init__(self, table: BranchTable, parameters: Sequence[Symbol], name: str, masks: bool) -> None:
        self._table = table
        self._masks = masks
        self._name = name
        self._names = {T: "x"} | {s: f"p{i}" for i, s in enumerate(parameters, 1)}
        self._signature = ", ".join(self._names.values())
        self._functions: list[str] = []

    def text(self) -> str:
        table = self._table
        if (line := self._clip() or self._extreme()) is not None:
            return self._function(self._name, [f"return {line}"], None)
        plans = branch_plans(table)
        if table.is_smooth:
            return self._function(self._name, plan_lines(plans[0], self._writer(), self._masks), table.pieces[0])
        body = self._branches(plans)
        return "\n\n".join([*self._functions, self._function(self._name, body, None)])

    def _function(self, name: str, body: list[str], piece: Expr | None) -> str:
        comment = [] if piece is None else [f"    # {shown(piece, self._names)}"]
        return "\n".join([f"def {name}({self._signature}):", *comment, *(f"    {line}" for line in body)])

    def _writer(self) -> Writer:
        return Writer(self._names, pairs=self._masks)

    def _clip(self) -> str | None:
        """Return the code of a table that is the identity cut on one or both sides."""
        pieces, breakpoints = self._table.pieces, self._table.breakpoints
        if T not in pieces or self._table.values != breakpoints:
            return None
        i = pieces.index(T)
        if pieces[:i] != breakpoints[:i] or pieces[i + 1 :] != breakpoints[i:] or len(pieces) - i > 2 or i > 1:
            return None
        code = "x"
        writer = self._writer()
        if i:
            code = f"np.maximum({code}, {writer.code(breakpoints[0])})"
        return f"np.minimum({code}, {writer.code(breakpoints[-1])})" if len(pieces) - i > 1 else code

    def _extreme(self) -> str | None:
        """Return the code of a continuous table of two lines through its breakpoint: the larger or smaller of both."""
        table = self._table
        if len(table.breakpoints) != 1 or self._names.keys() != {T}:
            return None
        b, (left, right) = table.breakpoints[0], table.pieces
        if any(p is S.NaN or not p.is_polynomial(T) or not p.has(T) or p.diff(T).has(T) for p in table.pieces):
            return None
        if not left.subs(T, b) == right.subs(T, b) == table.values[0]:
            return None
        convex = compare(right.diff(T), left.diff(T)) > 0
        writer = self._writer()
        return f"np.{'maximum' if convex else 'minimum'}({writer.code(left)}, {writer.code(right)})"

    def _branches(self, plans: list[Plan]) -> list[str]:
        """Return lines that choose among branches; where nothing compares, as for nan, one that yields nan is left."""
        codes = [self._branch(i, made) for i, made in enumerate(plans)]
        table = self._table
        start = next((i for i, p in enumerate(table.pieces) if p.has(T)), None)
        code = codes[start] if start is not None else "x"
        order = [*range((start or 0) + 1, len(codes)), *range((start or 0) - 1, -1, -1)]
        if start is None:
            order = [*range(1, len(codes)), 0]
        for i in order:
            right = i > (start or 0) if start is not None else i > 0
            condition = self._beyond(i - 1 if right else i, right)
            code = f"select({condition}, {codes[i]}, {code})"
        for i, value in enumerate(table.values):
            if self._closing(i) == "point":
                code = f"select(x == {self._point(i)}, {self._constant(value)}, {code})"
        return [f"return {bare(code)}"]

    def _beyond(self, i: int, right: bool) -> str:
        """Return the condition of lying on one side of breakpoint i, the breakpoint itself where it belongs there."""
        closing = self._closing(i)
        if closing in ("left", "right"):
            sign = (">=" if closing == "right" else ">") if right else ("<=" if closing == "left" else "<")
        else:
            sign = ">" if right else "<"
        return f"x {sign} {self._point(i)}"

    def _closing(self, i: int) -> str:
        """Return which side the float nearest to breakpoint i belongs to: left, right, or neither."""
        table, b = self._table, self._table.breakpoints[i]
        if b.is_number:
            nearest = rational(as_float(b))
            if nearest != b:
                return "right" if (nearest - b).is_positive else "left"
        if table.values[i] is S.NaN:
            return "left" if table.pieces[i] is S.NaN else "right" if table.pieces[i + 1] is S.NaN else "point"
        at = [p.subs(T, b) for p in table.pieces[i : i + 2]]
        return "left" if at[0] == table.values[i] else "right" if at[1] == table.values[i] else "point"

    def _point(self, i: int) -> str:
        return self._writer().code(self._table.breakpoints[i])

    def _constant(self, value: Expr) -> str:
        return "np.nan" if value is S.NaN else self._writer().code(value)

    def _branch(self, i: int, made: Plan) -> str:
        """Return the code of a branch: inline where it is one expression, else the call of a function of its own."""
        if made.formula is S.NaN:
            return "np.nan"
        writer = self._writer()
        code = writer.write(made.core)
        if made.is_plain and not writer.lines:
            return code
        name = f"branch_{i}" if self._name == "f" else f"{self._name}_branch_{i}"
        body = plan_lines(made, self._writer(), self._masks)
        self._functions.append(self._function(name, body, self._table.pieces[i]))
        return f"{name}({self._signature})"


def shown(expr: Expr, names: Mapping[Symbol, str]) -> str:
    """Return an expression for a comment, in our own names, on one line."""
    text = str(expr.xreplace({s: Symbol(n) for s, n in names.items() if s != T} | {T: shown_variable()}))
    text = "".join(c for c in text if c.isascii() and c.isprintable())
    return text if len(text) <= 100 else f"{text[:97]}..."


def compile_plan(made: Plan) -> Callable[[Any], Any]:
    """Return the function of float64 vectors that a plan describes; it warns as NumPy does."""
    body = plan_lines(made, Writer({T: "x"}))
    function = compiled("\n".join(["def f(x):", *(f"    {line}" for line in body)]))

    def silent(x: Any) -> Any:
        with np.errstate(all="ignore"):
            return np.asarray(function(x))

    return silent
