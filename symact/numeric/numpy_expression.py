"""Any expression of the language, in one variable or several, as Python source for NumPy.

A function of symact's own at any place in it is a function by branches, with all that its table gives; what is around
it is computed elementwise in a stable form.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr, Piecewise, Symbol

from symact.errors import SymactError, UndecidedError
from symact.exact.branches import branch_table
from symact.exact.derivatives import derivative_table
from symact.exact.real_function import RealFunction
from symact.exact.variable import T, bound
from symact.numeric.numpy_regions import bare
from symact.numeric.numpy_source import shown, table_source
from symact.numeric.numpy_writer import Writer
from symact.numeric.stable import stabilised

__all__ = ["expression_source"]

_ASIDE = bound("aside", real=True)
"""Stands for ``T`` where that is a variable among others."""


def expression_source(
    expr: Expr, variables: Sequence[Symbol], order: int = 0, at_kink: str = "least", masks: bool = True
) -> str:
    """Return the source of a function ``f`` of as many vectors as there are variables.

    Parameters
    ----------
    expr : Expr
    variables : sequence of Symbol
        All symbols of `expr`; in the source the first is x and the others p1, p2, ...
    order : int, optional
        Of the derivative by the first variable.
    at_kink : str, optional
        The derivative at a kink, where `expr` has no other variable.
    masks : bool, optional
        As in :func:`symact.numeric.numpy_source.table_source`.
    """
    first, *others = variables
    inner = expr.xreplace({first: T})
    if not others or _is_family(inner):
        try:
            table = inner.table if others else branch_table(inner, T)
            return table_source(derivative_table(table, order, at_kink) if order else table, others, masks=masks)
        except SymactError as problem:
            if not isinstance(problem, (UndecidedError, NotImplementedError)):
                raise
    return _Expression(variables, masks).source(expr.diff(first, order) if order else expr)


def _is_family(expr: Expr) -> bool:
    """Return whether an expression is one function of ours of the variable itself, with parameters."""
    return isinstance(expr, RealFunction) and expr.args[0] == T and not any(p.has(T) for p in expr.args[1:])


class _Expression:
    """The source of an expression and of the functions by branches in it."""

    def __init__(self, variables: Sequence[Symbol], masks: bool) -> None:
        self._masks = masks
        self._names = dict(zip(variables, ("x", *(f"p{i}" for i in range(1, len(variables)))), strict=True))
        self._functions: list[str] = []
        self._called: dict[tuple[type, tuple[Expr, ...]], tuple[str, tuple[Symbol, ...]]] = {}

    def source(self, expr: Expr) -> str:
        expr = expr.replace(lambda e: isinstance(e, RealFunction) and not _has_table(e), lambda e: e.written())
        for variable in self._names:
            away = {T: _ASIDE} if variable != T else {}
            back = {T: variable, _ASIDE: T}
            expr = stabilised(expr.xreplace(away).xreplace({variable: T})).xreplace(back)
        writer = Writer(self._names, self._call, pairs=self._masks)
        code = bare(writer.write(expr))
        if expr.has(Piecewise):
            unknown = " | ".join(f"np.isnan({n})" for n in self._names.values())
            code = f"np.where({unknown}, np.nan, {code})"
        if not expr.free_symbols:
            code = f"select(np.isnan(x), x, {code})"
        names = ", ".join(self._names.values())
        comment = f"    # {shown(expr, self._names)}"
        lines = [f"def f({names}):", comment, *(f"    {line}" for line in writer.lines), f"    return {code}"]
        return "\n\n".join([*self._functions, "\n".join(lines)])

    def _call(self, function: RealFunction) -> tuple[str, Sequence[Expr]]:
        """Return the name of the function by branches that an application of one of ours needs, and its arguments."""
        key = (type(function), function.args[1:])
        if key not in self._called:
            table = function.table
            symbols = set().union(*(e.free_symbols for e in (*table.breakpoints, *table.pieces, *table.values)))
            own = tuple(s for s in self._names if s in symbols - {T})
            name = f"f{len(self._called) + 1}"
            self._functions.append(table_source(table, own, name, self._masks))
            self._called[key] = name, own
        name, own = self._called[key]
        return name, (function.args[0], *own)


def _has_table(function: RealFunction) -> bool:
    """Return whether the order of branches does not depend on parameters, so that there is a table."""
    try:
        return function.table.variable is not None
    except UndecidedError:
        return False
