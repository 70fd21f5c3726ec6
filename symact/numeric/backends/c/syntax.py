"""The syntax of generated source: what of Python's is in it, and what is refused."""

from __future__ import annotations

import ast

__all__ = ["called", "is_name", "own", "refused"]


def refused(node: ast.AST) -> RuntimeError:
    """Return the error for what may not get into C."""
    return RuntimeError(f"generated source must be of what C is written for, not {ast.dump(node)[:200]}")


def own(name: str) -> str:
    """Return a name of a value in between; a mistake elsewhere could not bring in one that is not ours."""
    if name.rstrip("0123456789") not in ("t", "h", "l", "y"):
        raise RuntimeError(f"generated source must have names of symact's own, not {name!r}")
    return name


def is_name(node: ast.expr, name: str) -> bool:
    """Return whether an expression is this name."""
    return isinstance(node, ast.Name) and node.id == name


def called(function: ast.expr) -> tuple[str, bool]:
    """Return the name of what is called, and whether it is NumPy's."""
    if isinstance(function, ast.Name):
        return function.id, False
    if isinstance(function, ast.Attribute) and is_name(function.value, "np"):
        return function.attr, True
    raise refused(function)
