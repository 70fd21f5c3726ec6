"""Gates written in other gates: for formats and machines that do not have every kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from symact.logic.circuit import Circuit, Register, assemble
from symact.logic.gates import Cover, Gate, Kind, Table, Threshold
from symact.logic.sharing import Gates
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


def decomposed(
    circuit: Circuit, keep: Callable[[Gate, int], bool], expand: Callable[[Gate, int], Circuit] | None = None
) -> Circuit:
    """Return a circuit with every gate written in those that a format has.

    Pins, names, registers and the order of what is kept stay as they are; what is new has no name.

    Parameters
    ----------
    circuit : Circuit
    keep : callable
        Whether a gate with that many pins may stay. AND, OR and BUF must be allowed to, with pins inverted at will.
    expand : callable, optional
        How another gate is written in simpler ones, with the inputs in the order of the pins and the output ``y``; as
        :func:`expand_gate` unless stated.

    Examples
    --------
    >>> from symact.logic.decompose import decomposed
    >>> from symact.logic.gates import Kind
    >>> a, b = sa.pins("a b")
    >>> circuit = decomposed(sa.Circuit({"y": a ^ b}), lambda gate, pins: gate in (Kind.AND, Kind.OR, Kind.BUF))
    >>> sa.boolean(circuit, "y")
    (a | b) & ~(a & b)
    """
    arities = {(int(k), int(n)) for k, n in zip(circuit.kinds, circuit.offsets[1:] - circuit.offsets[:-1], strict=True)}
    gates: list[Gate] = [*Kind, *circuit.functions]
    if all(keep(gates[k], n) for k, n in arities):
        return circuit
    writer = _Writer(circuit, keep, expand or expand_gate)
    for (net, gate, fanins), label in zip(circuit.each_gate(), circuit.labels or [None] * circuit.gates, strict=True):
        writer.place[net] = writer.write(gate, [writer.literal(l) for l in fanins], label)
    return writer.circuit()


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


class _Writer:
    """The gates of the new circuit; `place` says which literal each old net is."""

    def __init__(self, old: Circuit, keep: Callable[[Gate, int], bool], expand: Callable[[Gate, int], Circuit]) -> None:
        self.old = old
        self.keep = keep
        self.expand = expand
        self.place = [2 * net for net in range(old.first_gate)] + [0] * old.gates
        self.known: dict[Gate, int] = {kind: int(kind) for kind in Kind}
        self.kinds: list[int] = []
        self.offsets = [0]
        self.fanins: list[int] = []
        self.labels: list[str | None] = []

    def literal(self, old: int) -> int:
        return self.place[old >> 1] ^ old & 1

    def write(self, gate: Gate, fanins: Sequence[int], label: str | None = None) -> int:
        """Write a gate and return its literal; with a label it is a net of this name."""
        if self.keep(gate, len(fanins)):
            return self._append(gate, fanins, label)
        inner = self.expand(gate, len(fanins))
        shown = inner.outputs["y"]
        place = [0, *fanins]
        for net, kind, read in inner.each_gate():
            own = [place[l >> 1] ^ l & 1 for l in read]
            named = label if net == shown >> 1 else None
            if named and shown & 1 and isinstance(kind, Kind) and self.keep(OPPOSITE[kind], len(own)):
                return self._append(OPPOSITE[kind], own, named)
            place.append(self.write(kind, own, None if shown & 1 else named))
        literal = place[shown >> 1] ^ shown & 1
        if label is None or (shown >> 1 > len(fanins) and not shown & 1):
            return literal
        return self._append(Kind.BUF, [literal], label)

    def _append(self, gate: Gate, fanins: Sequence[int], label: str | None) -> int:
        self.kinds.append(self.known.setdefault(gate, len(self.known)))
        self.fanins += fanins
        self.offsets.append(len(self.fanins))
        self.labels.append(label)
        return 2 * (self.old.first_gate + len(self.kinds) - 1)

    def circuit(self) -> Circuit:
        old = self.old
        return assemble(
            old.inputs,
            {pin: self.literal(l) for pin, l in old.outputs.items()},
            self.kinds,
            self.offsets,
            self.fanins,
            registers=[Register(r.name, self.literal(r.next), r.initial) for r in old.registers],
            functions=[gate for gate in self.known if not isinstance(gate, Kind)],
            labels=self.labels,
            name=old.name,
            about=old.about,
            pinout=old.pinout,
        )
