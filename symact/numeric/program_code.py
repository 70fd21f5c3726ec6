"""A program as code: its source, checked against an allow-list, compiled once for all programs that are equal."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from symact.numeric.program import Program, Shape
from symact.numeric.program_source import ProgramSource

__all__ = ["CompiledProgram", "compiled_program"]


@dataclass(frozen=True)
class CompiledProgram:
    """A program as code.

    Attributes
    ----------
    source : str
    prepare : callable
        ``prepare(*weights)`` returns what `run` needs of them.
    run : callable
        ``run(prepared, block, n, *axes, *inputs, *outputs)``, with at most `block` rows at a time.
    buffers : tuple of shape
        Of the memory that `run` takes for a block.
    """

    source: str
    prepare: Callable[..., Any]
    run: Callable[..., None]
    buffers: tuple[Shape, ...]


@lru_cache(maxsize=512)
def compiled_program(program: Program, dtype: np.dtype[Any]) -> CompiledProgram:
    """Return a program as code for one dtype; equal programs are compiled once."""
    writer = ProgramSource(program)
    source = writer.text()
    known = {"np": np, "range": range, "min": min, "dtype": dtype}
    namespace: dict[str, Any] = {**known, **dict(program.functions)}
    tree = ast.parse(source)
    _check(tree, {*namespace, "prepare", "run"})
    namespace["__builtins__"] = {"__import__": __import__}  # NumPy's own functions may import when first called
    exec(compile(tree, "<symact>", "exec"), namespace)
    return CompiledProgram(source, namespace["prepare"], namespace["run"], tuple(writer.buffers.values()))


_NODES = (
    *(ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.AugAssign, ast.For, ast.Expr),
    *(ast.Name, ast.Load, ast.Store, ast.Call, ast.keyword, ast.Subscript, ast.Slice, ast.Tuple, ast.Starred),
    *(ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.UnaryOp, ast.USub),
)
_METHODS = frozenset({"reshape", "transpose"})
_CALLS = frozenset(
    {
        *("abs", "add", "ascontiguousarray", "asarray", "broadcast_to", "concatenate", "divide", "empty", "matmul"),
        *("maximum", "max", "minimum", "multiply", "negative", "sqrt", "subtract", "sum", "tanh", "zeros"),
    }
)


def _check(tree: ast.Module, known: set[str]) -> None:
    """Refuse source that holds anything but array steps, so that no mistake above lets in what a user wrote."""
    bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    bound |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            of_numpy = isinstance(node.value, ast.Name) and node.value.id == "np"
            fine = node.attr in (_CALLS if of_numpy else _METHODS)
        elif isinstance(node, ast.Constant):
            fine = node.value is None or node.value is Ellipsis or isinstance(node.value, (int, float))
        elif isinstance(node, ast.Name):
            fine = node.id in known or node.id in bound
        else:
            fine = isinstance(node, _NODES)
        if not fine:
            raise RuntimeError(f"a generated program must hold array steps only, not {ast.dump(node)[:200]}")
