"""Any circuit as an and-inverter graph: ANDs of two inputs, any of them inverted, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from symact.logic.circuit import Circuit, Ints
from symact.logic.gates import Kind
from symact.logic.simulation.lowering import lower, needed

__all__ = ["AndInverter", "and_inverter"]


@dataclass(frozen=True)
class AndInverter:
    """An and-inverter graph on the inputs and registers of a circuit, in literals as the circuit has them.

    Attributes
    ----------
    fanins : int array of shape (ANDs, 2)
        AND ``k`` drives the net after the registers and the ANDs before it.
    outputs, next : list of int
        The literals of the circuit's outputs, and those that its registers take next.
    """

    fanins: Ints
    outputs: list[int]
    next: list[int]


def and_inverter(circuit: Circuit) -> AndInverter:
    """Return the and-inverter graph of a circuit.

    A circuit that is one already stays as it is. Of any other constants are folded, equal ANDs are made once, and what
    no output and no register needs is left out.

    References
    ----------
    A. Kuehlmann et al., Robust Boolean reasoning for equivalence checking and functional property verification,
    IEEE Trans. Computer-Aided Design 21, 2002.

    Examples
    --------
    >>> from symact.logic.and_inverter import and_inverter
    >>> a, b = sa.pins("a b")
    >>> graph = and_inverter(sa.Circuit({"y": a ^ b}))
    >>> graph.fanins.tolist(), graph.outputs
    ([[4, 2], [5, 3], [9, 7]], [10])
    """
    if np.all(circuit.kinds == Kind.AND) and np.all(np.diff(circuit.offsets) == 2):
        shown = [*circuit.outputs.values()]
        return AndInverter(circuit.fanins.reshape(-1, 2), shown, [r.next for r in circuit.registers])
    nodes, roots = lower(circuit)
    left, right, first = nodes.left, nodes.right, nodes.inputs + 1
    known: dict[tuple[int, int], int] = {}
    literal = [2 * node for node in range(first)] + [0] * (len(left) - first)

    def conjunction(x: int, y: int) -> int:
        return known.setdefault((x, y) if x > y else (y, x), 2 * (first + len(known)))

    for node in needed(nodes, roots):
        a, b = (literal[l >> 1] ^ l & 1 for l in (left[node], right[node]))
        if left[node] < right[node]:
            literal[node] = conjunction(a, b)
        else:
            literal[node] = conjunction(conjunction(a, b) ^ 1, conjunction(a ^ 1, b ^ 1) ^ 1)
    shown = [literal[root >> 1] ^ root & 1 for root in roots]
    outputs, next_ = shown[: len(circuit.outputs)], shown[len(circuit.outputs) :]
    return AndInverter(np.array([*known], np.int32).reshape(-1, 2), outputs, next_)
