"""A network as a program of array steps: one row an operation, in NumPy's words.

An operation without a row here runs as the obvious interpreter runs it, on the block at hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from symact.networks.backends.direct import direct_code
from symact.networks.elementwise import SLOTS
from symact.networks.evaluate import Evaluated
from symact.networks.operation import Array
from symact.networks.operations import OPERATIONS
from symact.networks.shapes import Shape
from symact.networks.step import Step
from symact.numeric.evaluator import lambdify
from symact.numeric.program import ROWS, Let, Program, length, shown_shape

__all__ = ["Lowered", "lower"]


@dataclass(frozen=True)
class Lowered:
    """A program, and what its names stand for in the network.

    Attributes
    ----------
    program : Program
    weights : tuple of str
        The names, in the network, of the weights of the program.
    axes : tuple of str
        The names, in the network, of its other axes.
    rows : str or None
        The name, in the network, of the axis of the rows.
    """

    program: Program
    weights: tuple[str, ...]
    axes: tuple[str, ...]
    rows: str | None


def lower(network: Evaluated, steps: Sequence[Step], outputs: Sequence[str], dtype: np.dtype[Any]) -> Lowered:
    """Return steps of a network as a program for one dtype."""
    rows = next((s[0] for s in network.inputs.values() if s and isinstance(s[0], str)), None)
    named = dict.fromkeys(a for s in network.shapes.values() for a in s if isinstance(a, str) and a != rows)
    axes = {name: f"m{i}" for i, name in enumerate(named, 1)} | ({} if rows is None else {rows: ROWS})
    read = {i for s in steps for i in s.inputs} | set(outputs)
    weights = [n for n in (*network.parameters, *network.constants) if n in read]
    names = {n: f"x{i}" for i, n in enumerate(network.inputs, 1)} | {n: f"w{i}" for i, n in enumerate(weights, 1)}
    made = _Lowering(network.shapes, axes, names, dtype)
    for step in steps:
        made.step(step)
    inputs = tuple((names[n], made.axes_of(s)) for n, s in network.inputs.items())
    program = Program(
        inputs,
        tuple(names[n] for n in weights),
        tuple(axes[a] for a in named),
        tuple(made.lets),
        tuple(names[v] for v in outputs),
        tuple(made.functions.items()),
    )
    return Lowered(program, tuple(weights), tuple(named), rows)


RowsRule = Literal["each", "sum", "all"]


@dataclass
class _Lowering:
    """Writes the lets of a program, step by step."""

    shapes: Mapping[str, Shape]
    axes: Mapping[str, str]
    names: dict[str, str]
    dtype: np.dtype[Any]
    lets: list[Let] = field(default_factory=list)
    functions: dict[str, Any] = field(default_factory=dict)

    def step(self, step: Step) -> None:
        name = self.names[step.name] = f"v{len(self.names)}"
        options = dict(step.options)
        write = _WRITE.get(step.operation, _obviously)
        code, kind, reads = write(self, step, options)
        shape = self.shape(step.name)
        shown = ", ".join(shown_shape(self.shape(i)) for i in step.inputs)
        note = f"{step.operation}: {shown} -> {shown_shape(shape)}"
        over = step.operation in _ELEMENTWISE
        self.lets.append(Let(name, reads, code, shape, kind, self._rows(step, options), over, note))

    def shape(self, name: str) -> tuple[int | str, ...]:
        return self.axes_of(self.shapes[name])

    def axes_of(self, shape: Shape) -> tuple[int | str, ...]:
        return tuple(self.axes[a] if isinstance(a, str) else int(a) for a in shape)

    def function(self, function: Any) -> str:
        """Return the name of a function that the program calls."""
        known = next((n for n, f in self.functions.items() if f == function), None)
        name = known or f"f{len(self.functions) + 1}"
        self.functions[name] = function
        return name

    def reads(self, step: Step) -> tuple[str, ...]:
        return tuple(self.names[i] for i in step.inputs)

    def prepared(self, code: str, name: str, shape: tuple[int | str, ...]) -> str:
        """Return the name of a value made of another, before the step at hand."""
        made = f"{name}_{len(self.lets)}"
        self.lets.append(Let(made, (name,), code, shape, "make"))
        return made

    def _rows(self, step: Step, options: Mapping[str, Any]) -> RowsRule:
        """Return how rows of the operands become rows of the result."""
        operands = [s for s in map(self.shape, step.inputs) if ROWS in s]
        result = self.shape(step.name)
        touched = () if step.operation == "transpose" else options.get("axes", ()) or (options.get("axis"),)
        if not operands:
            return "each"
        if any(s[0] != ROWS for s in operands):
            return "all"
        if step.operation == "contract":
            return self._contracted_rows(step, options)
        if step.operation == "sum" and 0 in touched:
            return "sum"
        return "each" if result[:1] == (ROWS,) and 0 not in touched else "all"

    def _contracted_rows(self, step: Step, options: Mapping[str, Any]) -> RowsRule:
        left, _, result = options["subscripts"].partition("->")
        letters = {part[0] for part, name in zip(left.split(","), step.inputs, strict=True) if ROWS in self.shape(name)}
        (letter,) = letters if len(letters) == 1 else (None,)
        return "each" if result[:1] == letter else "sum" if letter is not None and letter not in result else "all"


Written = tuple[str, Literal["write", "view", "make"], tuple[str, ...]]
Row = Callable[[_Lowering, Step, Mapping[str, Any]], Written]
"""From a step to the code of its let, its kind and what it reads."""

_ELEMENTWISE = ("apply", "add", "subtract", "multiply", "divide")


@dataclass(frozen=True)
class _Obvious:
    """An operation as the interpreter computes it."""

    operation: str
    options: tuple[tuple[str, Any], ...]
    dtype: np.dtype[Any]

    def __call__(self, *arrays: Array) -> Array:
        return OPERATIONS[self.operation].evaluate(arrays, dict(self.options)).astype(self.dtype, copy=False)


def _obviously(made: _Lowering, step: Step, options: Mapping[str, Any]) -> Written:
    function = _Obvious(step.operation, step.options, made.dtype)
    return f"{made.function(function)}({_places(step)})", "make", made.reads(step)


def _places(step: Step) -> str:
    return ", ".join(f"{{{i}}}" for i in range(len(step.inputs)))


def _apply(made: _Lowering, step: Step, options: Mapping[str, Any]) -> Written:
    function = lambdify(SLOTS[: len(step.inputs)], options["function"])
    code = direct_code(function.source, made.dtype)
    if code is None:
        code = f"{made.function(function)}({_places(step)}, out={{out}})"
    return code, "write", made.reads(step)


def _ufunc(name: str) -> Row:
    return lambda made, step, options: (f"np.{name}({{0}}, {{1}}, out={{out}})", "write", made.reads(step))


def _contract(made: _Lowering, step: Step, options: Mapping[str, Any]) -> Written:
    left, _, result = options["subscripts"].partition("->")
    first, second = left.split(",")
    sides = [_Side(step.inputs[0], first), _Side(step.inputs[1], second)]
    shared = [i for i in first if i in second and i in result]
    free = [[i for i in side.letters if i not in shared and i in result] for side in sides]
    if [*shared, *free[0], *free[1]] != list(result) == [*shared, *free[1], *free[0]]:
        sides.reverse()
        free.reverse()
    summed = [i for i in first if i in second and i not in result]
    size = {x: a for s in sides for x, a in zip(s.letters, made.shape(s.name), strict=True)}
    codes = [
        _arranged(made, sides[0], [shared, free[0], summed], size),
        _arranged(made, sides[1], [shared, summed, free[1]], size),
    ]
    letters = [*shared, *free[0], *free[1]]
    product, reads = f"np.matmul({codes[0][0].format('{0}')}, {codes[1][0].format('{1}')}", (codes[0][1], codes[1][1])
    flat = _grouped([shared, *free], size)
    if letters != list(result):
        shape, order = shown_shape([size[x] for x in letters]), shown_shape([letters.index(x) for x in result])
        return f"{product}).reshape({shape}).transpose({order})", "make", reads
    out = "{out}" if flat == [size[x] for x in result] else f"{{out}}.reshape({shown_shape(flat)})"
    return f"{product}, out={out})", "write", reads


@dataclass(frozen=True)
class _Side:
    name: str
    letters: str


def _grouped(groups: Sequence[Sequence[str]], size: Mapping[str, int | str]) -> list[int | str]:
    """Return the lengths of groups of axes; a first group without axes is left out."""
    axes: list[int | str] = []
    for i, group in enumerate(groups):
        if i or group:
            axes.append(size[group[0]] if len(group) == 1 else _product([size[x] for x in group]))
    return axes


def _product(axes: Sequence[int | str]) -> int | str:
    return length(axes) if any(isinstance(a, str) for a in axes) else math.prod(a for a in axes if isinstance(a, int))


def _arranged(
    made: _Lowering, side: _Side, groups: Sequence[Sequence[str]], size: Mapping[str, int | str]
) -> tuple[str, str]:
    """Return the code of an operand with its axes in groups, and what it reads; weights are arranged once."""
    order = [side.letters.index(x) for group in groups for x in group]
    shape, flat = made.shape(side.name), _grouped(groups, size)
    name = made.names[side.name]
    moved = "" if order == sorted(order) else f".transpose({shown_shape(order)})"
    folded = "" if flat == [shape[i] for i in order] else f".reshape({shown_shape(flat)})"
    if (moved or folded) and name.startswith("w"):
        return "{}", made.prepared(f"np.ascontiguousarray({{0}}{moved}{folded})", name, tuple(flat))
    return f"{{}}{moved}{folded}", name


def _reshape(made: _Lowering, step: Step, options: Mapping[str, Any]) -> Written:
    return f"{{0}}.reshape({shown_shape(made.shape(step.name))})", "view", made.reads(step)


def _transpose(made: _Lowering, step: Step, options: Mapping[str, Any]) -> Written:
    return f"{{0}}.transpose({shown_shape([int(a) for a in options['axes']])})", "view", made.reads(step)


def _slice(made: _Lowering, step: Step, options: Mapping[str, Any]) -> Written:
    before = ":, " * int(options["axis"])
    return f"{{0}}[{before}{int(options['start'])}:{int(options['stop'])}]", "view", made.reads(step)


def _expand(made: _Lowering, step: Step, options: Mapping[str, Any]) -> Written:
    return f"np.broadcast_to({{0}}, {shown_shape(made.shape(step.name))})", "view", made.reads(step)


def _concat(made: _Lowering, step: Step, options: Mapping[str, Any]) -> Written:
    return f"np.concatenate(({_places(step)},), axis={int(options['axis'])}, out={{out}})", "write", made.reads(step)


def _reduced(name: str) -> Row:
    def write(made: _Lowering, step: Step, options: Mapping[str, Any]) -> Written:
        axes = shown_shape([int(a) for a in options["axes"]])
        return f"np.{name}({{0}}, axis={axes}, out={{out}})", "write", made.reads(step)

    return write


def _count(made: _Lowering, step: Step, options: Mapping[str, Any]) -> Written:
    shape = made.shape(step.inputs[0])
    axes = length([f"{{{ROWS}}}" if shape[i] == ROWS else shape[i] for i in options["axes"]])
    return f"np.asarray({axes}, dtype)", "make", ()


_WRITE: dict[str, Row] = {
    "apply": _apply,
    **{name: _ufunc(name) for name in ("add", "subtract", "multiply", "divide")},
    "contract": _contract,
    "reshape": _reshape,
    "transpose": _transpose,
    "slice": _slice,
    "expand": _expand,
    "concat": _concat,
    "sum": _reduced("sum"),
    "max": _reduced("max"),
    "count": _count,
}
