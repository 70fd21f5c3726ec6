"""The table of torch's functions and methods on tensors, by name, with torch's arguments."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from sympy import Expr, Max, Min

from symact.errors import UnsupportedError
from symact.exact.variable import T
from symact.functions.catalogue import activation as find
from symact.networks.elementwise import SLOTS
from symact.networks.shapes import Axis
from symact.networks.torch.activations import ACTIVATIONS
from symact.networks.torch.reader import Reader, Value, exact

__all__ = ["WORDS", "linear", "pooled_mean"]

Word = Callable[..., Any]
"""``word(reader, *arguments, **named)`` writes what a function of torch does, or answers a question about shapes."""


def linear(w: Reader, x: Value, weight: Value, bias: Value | None = None) -> Value:
    """x W^T + b along the last axis."""
    letters = "abcdefgh"[: len(w.shape(x)) - 1]
    product = w.add("contract", x, weight, subscripts=f"{letters}i,oi->{letters}o")
    return product if bias is None else w.add("add", product, bias)


def _elementwise(name: str) -> Word:
    build = ACTIVATIONS[name]

    def word(
        w: Reader, x: Value, *arguments: Any, inplace: bool = False, training: bool = False, **named: Any
    ) -> Value:
        if training:
            raise UnsupportedError(f"{name} is served in evaluation")
        return w.apply(build(*arguments, **named), x)

    return word


def _arithmetic(operation: str, with_number: Callable[[Expr, Expr], Expr]) -> Word:
    def word(w: Reader, a: Any, b: Any, *, alpha: Any = 1) -> Any:
        if not isinstance(a, Value) and not isinstance(b, Value):
            return _with_dimensions(operation, a, b)
        if alpha != 1:
            b = w.apply(exact(alpha) * T, b) if isinstance(b, Value) else alpha * b
        if isinstance(a, Value) and isinstance(b, Value):
            return w.add(operation, a, b)
        if isinstance(a, Value):
            return w.apply(with_number(T, exact(b)), a)
        return w.apply(with_number(exact(a), T), b)

    return word


def _with_dimensions(operation: str, a: Any, b: Any) -> Any:
    rules = {"add": lambda: a + b, "subtract": lambda: a - b, "multiply": lambda: a * b}
    if isinstance(a, int) and isinstance(b, int) and operation in rules:
        return rules[operation]()
    raise UnsupportedError(f"the number of examples cannot be computed with: {a!r} {operation} {b!r}")


def _view(w: Reader, x: Value, *shape: Any) -> Value:
    wanted = list(shape[0]) if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else list(shape)
    given = w.shape(x)
    if -1 in wanted:
        names = [a for a in given if isinstance(a, str) and a not in wanted]
        known = math.prod(a for a in wanted if isinstance(a, int) and a != -1)
        entries = math.prod(a for a in given if isinstance(a, int))
        wanted[wanted.index(-1)] = names[0] if names and known == entries else entries // max(known, 1)
    return w.reshape(x, wanted)


def _flatten(w: Reader, x: Value, start_dim: int = 0, end_dim: int = -1) -> Value:
    shape, start, end = w.shape(x), w.axis(x, start_dim), w.axis(x, end_dim)
    if any(isinstance(a, str) for a in shape[start : end + 1]) and end > start:
        raise UnsupportedError("flatten must leave the axis of the examples alone; use start_dim=1")
    flat = math.prod(a for a in shape[start : end + 1] if isinstance(a, int))
    middle: tuple[Axis, ...] = (flat,) if end > start else shape[start : end + 1]
    return w.reshape(x, (*shape[:start], *middle, *shape[end + 1 :]))


def _unflatten(w: Reader, x: Value, dim: int, sizes: Sequence[int]) -> Value:
    axis, shape = w.axis(x, dim), w.shape(x)
    known = -math.prod(sizes)
    inner = [w.length(x, axis) // known if n == -1 else n for n in sizes]
    return w.reshape(x, (*shape[:axis], *inner, *shape[axis + 1 :]))


def _permute(w: Reader, x: Value, *axes: Any) -> Value:
    order = axes[0] if len(axes) == 1 and isinstance(axes[0], (tuple, list)) else axes
    return w.add("transpose", x, axes=tuple(w.axis(x, a) for a in order))


def _transpose(w: Reader, x: Value, first: int, second: int) -> Value:
    order = list(range(len(w.shape(x))))
    i, j = w.axis(x, first), w.axis(x, second)
    order[i], order[j] = order[j], order[i]
    return w.add("transpose", x, axes=tuple(order))


def _squeeze(w: Reader, x: Value, dim: int) -> Value:
    axis, shape = w.axis(x, dim), w.shape(x)
    return w.reshape(x, (*shape[:axis], *shape[axis + 1 :])) if shape[axis] == 1 else x


def _unsqueeze(w: Reader, x: Value, dim: int) -> Value:
    shape = w.shape(x)
    place = dim % (len(shape) + 1)
    return w.reshape(x, (*shape[:place], 1, *shape[place:]))


def _cat(w: Reader, tensors: Sequence[Value], dim: int = 0) -> Value:
    return w.add("concat", *tensors, axis=w.axis(tensors[0], dim))


def _axes(w: Reader, x: Value, dim: Any) -> tuple[int, ...]:
    return tuple(w.axis(x, a) for a in ((dim,) if isinstance(dim, int) else dim))


def _sum(w: Reader, x: Value, dim: Any, keepdim: bool = False) -> Value:
    axes, shape = _axes(w, x, dim), w.shape(x)
    total = w.add("sum", x, axes=axes)
    return w.reshape(total, [1 if i in axes else a for i, a in enumerate(shape)]) if keepdim else total


def pooled_mean(w: Reader, x: Value, dim: Any, keepdim: bool = False) -> Value:
    """The mean along axes of known length."""
    n = math.prod(w.length(x, a) for a in _axes(w, x, dim))
    return w.apply(T / n, _sum(w, x, dim, keepdim))


def _matmul(w: Reader, a: Value, b: Value) -> Value:
    left, right = len(w.shape(a)), len(w.shape(b))
    if left < 1 or right != 2:
        raise UnsupportedError(f"a product must be with a matrix on the right, not with {right} axes")
    letters = "abcdefgh"[: left - 1]
    return w.add("contract", a, b, subscripts=f"{letters}i,io->{letters}o")


def _prelu(w: Reader, x: Value, weight: Value) -> Value:
    rank = len(w.shape(x))
    if w.shape(weight) != (1,):
        weight = w.reshape(weight, (*w.shape(weight), *(1,) * (rank - 2)))
    relu = find("relu")
    return w.apply(relu(SLOTS[0]) - SLOTS[1] * relu(-SLOTS[0]), x, weight)


def _along(function: str) -> Word:
    def word(w: Reader, x: Value, dim: Any = None, **_: Any) -> Value:
        if dim is None:
            raise UnsupportedError(f"{function} must be told its axis, dim=...")
        return w.add("vector", x, function=function, axis=w.axis(x, dim))

    return word


def _glu(w: Reader, x: Value, dim: int = -1) -> Value:
    axis = w.axis(x, dim)
    half, rest = divmod(w.length(x, axis), 2)
    if rest:
        raise UnsupportedError(f"glu needs an even number of entries, not {2 * half + 1}")
    parts = [w.add("slice", x, axis=axis, start=i, stop=i + half) for i in (0, half)]
    return w.apply(SLOTS[0] * find("sigmoid")(SLOTS[1]), *parts)


def _dropout(w: Reader, x: Value, p: float = 0.5, training: bool = True, inplace: bool = False) -> Value:
    if training and p:
        raise UnsupportedError("dropout is random in training; pass training=self.training and call module.eval()")
    return x


def _getattr(w: Reader, x: Value, name: str) -> Any:
    if name == "shape":
        return w.shape(x)
    if name == "ndim":
        return len(w.shape(x))
    raise UnsupportedError(f"of a tensor shape and ndim are served, not {name}")


def _getitem(w: Reader, x: Any, index: Any) -> Any:
    if not isinstance(x, Value):
        return x[index]
    for axis, part in enumerate(index if isinstance(index, tuple) else (index,)):
        if part == slice(None):
            continue
        if not isinstance(part, slice) or part.step not in (None, 1):
            raise UnsupportedError(f"a tensor is indexed by slices of step 1, not by {part!r}")
        start, stop, _ = part.indices(w.length(x, axis))
        x = w.add("slice", x, axis=axis, start=start, stop=max(start, stop))
    return x


def _chunk(w: Reader, x: Value, chunks: int, dim: int = 0) -> tuple[Value, ...]:
    axis = w.axis(x, dim)
    n = w.length(x, axis)
    size = -(-n // chunks)
    return tuple(w.add("slice", x, axis=axis, start=i, stop=min(i + size, n)) for i in range(0, n, size))


def _extreme(function: Any) -> Word:
    return lambda w, a, b: w.apply(function(*SLOTS), a, b)


def _clamp(w: Reader, x: Value, min: Any = None, max: Any = None) -> Value:
    if min is not None and max is not None:
        return w.apply(find("hardtanh")(T, exact(min), exact(max)), x)
    if min is not None:
        return w.apply(Max(T, exact(min)), x)
    return x if max is None else w.apply(Min(T, exact(max)), x)


WORDS: dict[str, Word] = {
    **{name: _elementwise(name) for name in ACTIVATIONS},
    "add": _arithmetic("add", lambda a, b: a + b),
    "iadd": _arithmetic("add", lambda a, b: a + b),
    "sub": _arithmetic("subtract", lambda a, b: a - b),
    "mul": _arithmetic("multiply", lambda a, b: a * b),
    "truediv": _arithmetic("divide", lambda a, b: a / b),
    "div": _arithmetic("divide", lambda a, b: a / b),
    "matmul": _matmul,
    "linear": linear,
    "view": _view,
    "reshape": _view,
    "flatten": _flatten,
    "unflatten": _unflatten,
    "permute": _permute,
    "transpose": _transpose,
    "squeeze": _squeeze,
    "unsqueeze": _unsqueeze,
    "contiguous": lambda w, x: x,
    "cat": _cat,
    "concat": _cat,
    "chunk": _chunk,
    "sum": _sum,
    "mean": pooled_mean,
    "maximum": _extreme(Max),
    "minimum": _extreme(Min),
    "clamp": _clamp,
    "prelu": _prelu,
    "softmax": _along("softmax"),
    "log_softmax": _along("log_softmax"),
    "softmin": _along("softmin"),
    "glu": _glu,
    "dropout": _dropout,
    "getattr": _getattr,
    "getitem": _getitem,
    "size": lambda w, x, dim=None: w.shape(x) if dim is None else w.shape(x)[w.axis(x, dim)],
    "dim": lambda w, x: len(w.shape(x)),
}
