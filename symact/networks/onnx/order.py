"""The order of an ONNX graph: each node after all it needs."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from symact.errors import FormatError
from symact.networks.onnx.model import Node
from symact.networks.onnx.tensors import quoted

__all__ = ["in_order", "must_be"]


def in_order(nodes: Sequence[Node], given: Iterable[str]) -> Sequence[Node]:
    """Return nodes each after all it needs, as they stand where that is so already.

    Raises
    ------
    FormatError
        For a cycle, for what nothing makes, and for a name given twice.
    """
    known, sorted_already = set(given), True
    makers: dict[str, int] = {}
    for i, node in enumerate(nodes):
        sorted_already = sorted_already and all(n in known for n in node.inputs if n)
        for name in filter(None, node.outputs):
            if name in known:
                raise FormatError(f"names in a graph must differ, but {quoted(name)} is given twice")
            known.add(name)
            makers[name] = i
    if sorted_already:
        return nodes
    for node in nodes:
        for name in filter(None, node.inputs):
            must_be(known, name, node)
    needs = {i: {makers[n] for n in node.inputs if n in makers} for i, node in enumerate(nodes)}
    try:
        return [nodes[i] for i in TopologicalSorter(needs).static_order()]
    except CycleError as error:
        stuck = nodes[error.args[1][0]]
        raise FormatError(f"{stuck}: it needs what is made of it; a graph must have no cycle") from None


def must_be(known: Container[str], name: str, owner: Any) -> None:
    if name not in known:
        raise FormatError(f"{owner}: {quoted(name)} must be made by something in the graph; nothing makes it")
