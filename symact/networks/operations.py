"""The table of operations: all that a step of a network can be."""

from __future__ import annotations

from symact.networks import contraction, elementwise, pooling, structure, vectors
from symact.networks.operation import Operation

__all__ = ["OPERATIONS"]

OPERATIONS: dict[str, Operation] = {
    **elementwise.ROWS,
    **contraction.ROWS,
    **structure.ROWS,
    **pooling.ROWS,
    **vectors.ROWS,
}
