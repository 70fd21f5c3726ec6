"""Shapes whose first axes may be unknown: an axis is a length, or the name of a length given at evaluation."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from typing import Any, SupportsIndex, TypeAlias

__all__ = ["Axis", "Shape", "as_shape", "broadcast", "check_axes", "count", "example", "leads", "shown"]

Axis: TypeAlias = int | str
Shape: TypeAlias = tuple[Axis, ...]


def as_shape(value: Iterable[Axis], owner: str) -> Shape:
    """Return a checked shape: each axis a length of 0 or more, or a name; whole numbers of NumPy serve too."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise TypeError(f"the shape of {owner} must be a tuple of axes, not {value!r}")
    return tuple(_axis(axis, owner) for axis in value)


def _axis(axis: Any, owner: str) -> Axis:
    if isinstance(axis, str) and axis:
        return axis
    if isinstance(axis, SupportsIndex) and not isinstance(axis, bool) and operator.index(axis) >= 0:
        return operator.index(axis)
    raise ValueError(f"an axis of {owner} must be a length of 0 or more, or a name, not {axis!r}")


def broadcast(shapes: Sequence[Shape]) -> Shape:
    """Return the shape that arrays of these shapes have together, by NumPy's rules.

    A named axis fits itself and 1; whether it fits a length is known only at evaluation, so that is refused.
    """
    rank = max(map(len, shapes))
    padded = [(1,) * (rank - len(s)) + s for s in shapes]
    axes: list[Axis] = []
    for place in zip(*padded, strict=True):
        lengths = [a for a in dict.fromkeys(place) if a != 1]
        if len(lengths) > 1:
            raise ValueError(f"the shapes of its inputs must fit each other, not {', '.join(map(shown, shapes))}")
        axes.append(lengths[0] if lengths else 1)
    return tuple(axes)


def check_axes(axes: Sequence[int], shape: Shape) -> None:
    """Refuse axes that an array of this shape does not have, or one axis twice."""
    if len(set(axes)) < len(axes) or not set(axes) <= set(range(len(shape))):
        raise ValueError(f"axes must differ and be among the {len(shape)} of {shown(shape)}, not {axes}")


def count(shape: Shape) -> int | None:
    """Return how many entries an array of this shape has; None where that depends on a named axis."""
    total = 1
    for axis in shape:
        if isinstance(axis, str):
            return None
        total *= axis
    return total


def leads(shape: Shape) -> bool:
    """Return whether the first axis is a named one, by custom of the examples."""
    return bool(shape) and isinstance(shape[0], str)


def example(shape: Shape) -> Shape:
    """Return the shape of one example: without the axis of the examples, if there is one."""
    return shape[1:] if leads(shape) else shape


def shown(shape: Shape) -> str:
    """Return a shape as people write it.

    >>> shown(("N", 3)), shown((2,)), shown(())
    ('N x 3', '2', 'scalar')
    """
    return " x ".join(map(str, shape)) or "scalar"
