"""The one bilinear operation: sums of products over shared axes, of which every affine layer is a case.

``subscripts`` says it as Einstein's convention does: ``"ni,oi->no"`` multiplies a batch of rows with the transpose of a
weight matrix. Each derivative of a contraction is a contraction.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from symact.networks.elementwise import total
from symact.networks.operation import TWO, Array, Operation, Options, Writer
from symact.networks.shapes import Axis, Shape, shown
from symact.networks.step import Step

__all__ = ["ROWS", "contract"]


def _parts(subscripts: str) -> tuple[str, str, str]:
    left, _, result = subscripts.partition("->")
    first, _, second = left.partition(",")
    return first, second, result


def _shape(shapes: Sequence[Shape], options: Options) -> Shape:
    first, second, result = _parts(options["subscripts"])
    lengths: dict[str, Axis] = {}
    for letters, shape in zip((first, second), shapes, strict=True):
        if len(letters) != len(shape) or len(set(letters)) != len(letters):
            raise ValueError(f"the axes {letters!r} of a contraction must be those of a shape {shown(shape)}")
        for letter, axis in zip(letters, shape, strict=True):
            if lengths.setdefault(letter, axis) != axis:
                raise ValueError(
                    f"what is summed over must have one length, not {shown(shapes[0])} with {shown(shapes[1])} "
                    f"({options['subscripts']})"
                )
    lonely = (set(first) ^ set(second)) - set(result)
    if lonely or not set(result) <= set(lengths) or len(set(result)) != len(result):
        raise ValueError(f"subscripts must sum over axes that both inputs have, not {options['subscripts']!r}")
    return tuple(lengths[letter] for letter in result)


def contract(
    first: Array, second: Array, subscripts: str, product: Callable[[Array, Array], Array] = np.matmul
) -> Array:
    """Return the contraction of two arrays by way of one matrix product, on numbers or on exact objects."""
    a, b, result = _parts(subscripts)
    shared = [i for i in a if i in b and i in result]
    summed = [i for i in a if i in b and i not in result]
    rows, columns = [i for i in a if i not in b], [i for i in b if i not in a]
    size = {**dict(zip(a, first.shape, strict=True)), **dict(zip(b, second.shape, strict=True))}
    left = _arranged(first, a, [shared, rows, summed], size)
    right = _arranged(second, b, [shared, summed, columns], size)
    with np.errstate(all="ignore"):
        made = product(left, right)
    letters = [*shared, *rows, *columns]
    return made.reshape([size[i] for i in letters]).transpose([letters.index(i) for i in result])


def _arranged(array: Array, letters: str, groups: Sequence[Sequence[str]], size: dict[str, int]) -> Array:
    """Return the array with its axes in three groups, each made one axis."""
    order = [letters.index(i) for group in groups for i in group]
    return array.transpose(order).reshape([math.prod(size[i] for i in group) for group in groups])


def _evaluate(arrays: Sequence[Array], options: Options) -> Array:
    return contract(arrays[0], arrays[1], options["subscripts"])


def _pull(writer: Writer, step: Step, cotangent: str) -> Sequence[str | None]:
    a, b, result = _parts(step["subscripts"])
    first, second = step.inputs
    return [
        writer.add("contract", cotangent, second, subscripts=f"{result},{b}->{a}"),
        writer.add("contract", cotangent, first, subscripts=f"{result},{a}->{b}"),
    ]


def _push(writer: Writer, step: Step, tangents: Sequence[str | None]) -> str | None:
    first, second = step.inputs
    terms = [
        None if tangents[0] is None else writer.add("contract", tangents[0], second, **dict(step.options)),
        None if tangents[1] is None else writer.add("contract", first, tangents[1], **dict(step.options)),
    ]
    return total(writer, terms)


ROWS = {"contract": Operation(_shape, _evaluate, _pull, _push, TWO)}
