"""Generated Python source becomes a function: read back and checked against an allow-list before it is compiled.

The source holds numbers, names of this package's own, and nothing else: no name that a user chose gets into it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from symact.numeric.kernels import NAMES

__all__ = ["compiled"]

_NODES = (
    *(ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.If, ast.Expr),
    *(ast.Name, ast.Load, ast.Store, ast.Constant, ast.Call, ast.Attribute, ast.Subscript, ast.Tuple),
    *(ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.BitAnd, ast.BitOr, ast.UnaryOp, ast.USub, ast.Invert),
    *(ast.Compare, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq),
)
_ATTRIBUTES = frozenset(
    {
        *("abs", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "ceil", "cos", "cosh"),
        *("exp", "expm1", "floor", "full_like", "heaviside", "inf", "isinf", "isnan", "log", "log1p", "maximum"),
        *("minimum", "nan", "power", "sign", "sin", "sinh", "sqrt", "tan", "tanh", "where"),
    }
)


def compiled(source: str, names: Mapping[str, Any] = NAMES) -> Callable[..., Any]:
    """Check generated source and return the function ``f`` that it defines, over those names and no others.

    Parameters
    ----------
    source : str
    names : mapping, optional
        What the source may call, of which ``np`` has the elementwise functions of NumPy: those of NumPy itself, or
        another library's.

    Raises
    ------
    RuntimeError
        If it holds anything that is not on the list of what generated code may hold.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not _allowed(node):
            raise RuntimeError(f"generated source must be elementwise arithmetic only, not {ast.dump(node)[:200]}")
    namespace: dict[str, Any] = {"__builtins__": {}, **names}
    exec(compile(tree, "<symact>", "exec"), namespace)
    function: Callable[..., Any] = namespace["f"]
    return function


def _allowed(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in _ATTRIBUTES and isinstance(node.value, ast.Name) and node.value.id == "np"
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float) or node.value is None
    return isinstance(node, _NODES)
