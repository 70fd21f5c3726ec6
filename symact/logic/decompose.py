"""Gates written in other gates: for formats and machines that do not have every kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from symact.logic.circuit import Circuit, assemble
from symact.logic.gates import Cover, Gate, Kind, Table, Threshold
from symact.logic.sharing import Gates
from symact.logic.substitute import substituted
from symact.logic.threshold_gates import expand_threshold

__all__ = ["decomposed", "expand_gate"]

OPPOSITE = {
    Kind.AND: Kind.NAND,
    Kind.OR: Kind.NOR,
    Kind.XOR: Kind.XNOR,
    Kind.NAND: Kind.AND,
    Kind.NOR: Kind.OR,
    Kind.XNOR: Kind.XOR,
    Kind.BUF: Kind.NOT,
    Kind.NOT: Kind.BUF,
}
"""For each kind the one that is its complement; MUX has none."""


def decomposed(circuit: Circuit, keep: Callable[[Gate, int], bool]) -> Circuit:
    """Return a circuit with every gate written in those that a format has.

    Pins, names, registers and the order of what is kept stay as they are; what is new has no name.

    Parameters
    ----------
    circuit : Circuit
    keep : callable
        Whether a gate with that many pins may stay. AND, OR and BUF must be allowed to, with pins inverted at will.

    Examples
    --------
    >>> from symact.logic.decompose import decomposed
    >>> from symact.logic.gates import Kind
    >>> a, b = sa.pins("a b")
    >>> circuit = decomposed(sa.Circuit({"y": a ^ b}), lambda gate, pins: gate in (Kind.AND, Kind.OR, Kind.BUF))
    >>> sa.boolean(circuit, "y")
    (a | b) & ~(a & b)
    """
    counts = circuit.offsets[1:] - circuit.offsets[:-1]
    gates: list[Gate] = [*Kind, *circuit.functions]
    if all(keep(gates[k], n) for k, n in {*zip(circuit.kinds.tolist(), counts.tolist(), strict=True)}):
        return circuit
    blocks: dict[tuple[Gate, int], Circuit] = {}

    def replace(gate: Gate, pins: int) -> Circuit | None:
        if keep(gate, pins):
            return None
        if (gate, pins) not in blocks:
            blocks[gate, pins] = _ended(substituted(expand_gate(gate, pins), replace), keep)
        return blocks[gate, pins]

    return substituted(circuit, replace)


def _ended(block: Circuit, keep: Callable[[Gate, int], bool]) -> Circuit:
    """Return a block of one output whose last gate drives it."""
    (shown,) = block.outputs.values()
    last = 2 * block.nets - 2
    if shown == last and block.gates:
        return block
    kinds, fanins, offsets = block.kinds.tolist(), block.fanins.tolist(), block.offsets.tolist()
    kind = OPPOSITE.get(Kind(kinds[-1])) if block.gates and kinds[-1] < len(Kind) else None
    if shown == last + 1 and kind is not None and keep(kind, offsets[-1] - offsets[-2]):
        kinds[-1] = kind
    else:
        kinds, fanins, offsets, last = [*kinds, Kind.BUF], [*fanins, shown], [*offsets, offsets[-1] + 1], last + 2
    return assemble(block.inputs, {"y": last}, kinds, offsets, fanins, functions=block.functions)


@lru_cache(maxsize=1024)
def expand_gate(gate: Gate, pins: int) -> Circuit:
    """Return a gate with so many pins as a circuit of AND, OR and XOR gates with at most two pins for XOR.

    Returns
    -------
    Circuit
        With the inputs ``x0, x1, ...`` and the output ``y``; a XOR of two pins as AND and OR gates.
    """
    if isinstance(gate, Threshold):
        return expand_threshold(gate)
    gates = Gates([f"x{i}" for i in range(pins)])
    return gates.circuit({"y": _root(gates, gate, [2 * i + 2 for i in range(pins)])})


def _root(gates: Gates, gate: Gate, pins: list[int]) -> int:
    if isinstance(gate, Table):
        return _shannon(gates, gate.bits, pins, {})
    if isinstance(gate, Cover):
        products = (
            gates.conjunction(*(l ^ (c == "0") for c, l in zip(cube, pins, strict=True) if c != "-"))
            for cube in gate.cubes
        )
        return gates.disjunction(*products) ^ (not gate.on)
    match gate:
        case Kind.AND | Kind.NAND:
            return gates.conjunction(*pins) ^ (gate is Kind.NAND)
        case Kind.OR | Kind.NOR:
            return gates.disjunction(*pins) ^ (gate is Kind.NOR)
        case Kind.XOR | Kind.XNOR:
            return _parity(gates, pins) ^ (gate is Kind.XNOR)
        case Kind.MUX:
            return _choice(gates, *pins)
    return pins[0] ^ (gate is Kind.NOT)


def _parity(gates: Gates, pins: list[int]) -> int:
    """Write a parity as a balanced tree; of two pins in AND and OR gates, so that each step has simpler gates."""
    if len(pins) == 2:
        return gates.conjunction(gates.disjunction(*pins), gates.conjunction(*pins) ^ 1)
    while len(pins) > 1:
        pairs = [gates.parity(a, b) for a, b in zip(pins[::2], pins[1::2], strict=False)]
        pins = pairs + pins[2 * len(pairs) :]
    return pins[0]


def _choice(gates: Gates, select: int, low: int, high: int) -> int:
    return gates.disjunction(gates.conjunction(select ^ 1, low), gates.conjunction(select, high))


def _shannon(gates: Gates, bits: int, pins: Sequence[int], known: dict[tuple[int, int], int]) -> int:
    """Write a truth table as a choice by its last pin between the halves, each half that is met twice written once."""
    size = 1 << len(pins)
    if bits in (0, (1 << size) - 1):
        return int(bits > 0)
    key = (size, bits)
    if key not in known:
        *before, last = pins
        low, high = bits & ((1 << size // 2) - 1), bits >> size // 2
        literal = _shannon(gates, low, before, known)
        if low ^ high == (1 << size // 2) - 1:
            literal = gates.parity(last, literal)
        elif low != high:
            literal = _choice(gates, last, literal, _shannon(gates, high, before, known))
        known[key] = literal
    return known[key]
