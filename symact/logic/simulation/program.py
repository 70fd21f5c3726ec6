"""The order in which nodes run and the slots that they share: a program of few instructions on few rows of words.

A node's slot is free again after the last instruction that reads it, so that the rows in use stay in the cache. Each
node is kept as itself or as its complement, whichever its own inputs are kept as: an AND of two nodes that are kept as
complements is then one OR, and only an AND of a mixed pair needs the instruction ANDNOT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from symact.logic.circuit import Circuit, Ints
from symact.logic.simulation.lowering import Nodes, lower, needed

__all__ = ["Op", "Program", "program_of"]

FEW_SLOTS = 256  # more than these, and the order in which the circuit has its gates is not taken without another look


class Op(IntEnum):
    """What an instruction does with the rows `a` and `b`: ANDNOT is ``a & ~b``, COPY and NOT write `a` to an output."""

    AND = 0
    OR = 1
    XOR = 2
    ANDNOT = 3
    COPY = 4
    NOT = 5


@dataclass(frozen=True, eq=False)
class Program:
    """Instructions on rows of bits: row 0 is all 0, then come the inputs, then the slots.

    Attributes
    ----------
    inputs, outputs, slots : int
        The numbers of rows.
    code : int32 array of shape (instructions, 4)
        Of each instruction its :class:`Op`, the row that it writes, and the rows `a` and `b` that it reads. The row
        that COPY and NOT write is a row of the outputs.
    """

    inputs: int
    outputs: int
    slots: int
    code: Ints


def program_of(circuit: Circuit) -> Program:
    """Return the program of a circuit: its inputs and registers in, its outputs and the registers' next values out."""
    nodes, roots = lower(circuit)
    program = _on_slots(nodes, roots, needed(nodes, roots))
    if program.slots <= FEW_SLOTS:
        return program
    return min(program, _on_slots(nodes, roots, _depth_first(nodes, roots)), key=lambda program: program.slots)


def _depth_first(nodes: Nodes, roots: Sequence[int]) -> list[int]:
    """Return the nodes that the roots need, each as late as one that needs it allows."""
    left, right, first = nodes.left, nodes.right, nodes.inputs + 1
    order: list[int] = []
    placed = bytearray(len(left))
    for root in roots:
        path = [root >> 1]
        while path:
            node = path[-1]
            if node < first or placed[node]:
                path.pop()
                continue
            ahead = [n for n in (left[node] >> 1, right[node] >> 1) if n >= first and not placed[n]]
            if ahead:
                path += ahead
            else:
                placed[path.pop()] = 1
                order.append(node)
    return order


def _on_slots(nodes: Nodes, roots: Sequence[int], order: Sequence[int]) -> Program:
    """Return the program that runs the nodes in this order, each on a slot that is free by then."""
    left, right, first = nodes.left, nodes.right, nodes.inputs + 1
    outputs: dict[int, list[tuple[int, int]]] = {}
    for output, root in enumerate(roots):
        outputs.setdefault(root >> 1, []).append((output, root & 1))
    last = {}
    for node in order:
        last[left[node] >> 1] = last[right[node] >> 1] = node
    row = [*range(first), *[0] * (len(left) - first)]
    kept = [0] * len(left)  # 1 where the complement of the node is kept
    code = [(Op.COPY + inverted, output, n, 0) for n in range(first) for output, inverted in outputs.get(n, ())]
    free: list[int] = []
    rows = first
    for node in order:
        x, y = left[node], right[node]
        m, n = x >> 1, y >> 1
        op, kept[node] = _operation(x > y, x & 1 ^ kept[m], y & 1 ^ kept[n])
        free += [row[read] for read in (m, n) if last[read] == node and read >= first]
        target = free.pop() if free else rows
        rows += target == rows
        code.append((Op.ANDNOT, target, row[n], row[m]) if op < 0 else (op, target, row[m], row[n]))
        row[node] = target
        code += [(Op.COPY + (inverted ^ kept[node]), output, target, 0) for output, inverted in outputs.get(node, ())]
        if node not in last:
            free.append(target)
    return Program(nodes.inputs, len(roots), rows - first, np.array(code, dtype=np.int32).reshape(-1, 4))


def _operation(exclusive: bool, p: int, q: int) -> tuple[int, int]:
    """Return what joins two rows that are kept as they are read (0) or as its complement (1), and how its row is kept.

    The operation is -1 for an ANDNOT with the rows exchanged.
    """
    if exclusive:
        return Op.XOR, p ^ q
    if p == q:
        return (Op.OR, 1) if p else (Op.AND, 0)
    return (-1, 0) if p else (Op.ANDNOT, 0)
