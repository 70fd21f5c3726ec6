"""Signals: circuits written with Python's operators.

A signal is what one net will carry: a pin, a register, or a gate of other signals. They are values, so a circuit
written with them cannot have a cycle but through a register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from symact.errors import CircuitError
from symact.logic.buses import buses
from symact.logic.circuit import Circuit, check_circuit
from symact.logic.gates import Gate, Kind, as_gate, check_arity

__all__ = ["Signal", "bus", "gate", "instance", "mux", "pins", "register"]


class Signal:
    """What one net carries; made by :func:`symact.pins`, :func:`symact.register` and the operators & | ^ ~.

    The integers 0 and 1 stand for the constants. Signals are compared by identity: ``a == b`` asks whether both are
    the same net, and whether two signals are equal at all inputs is asked of circuits.

    Examples
    --------
    >>> a, b = sa.pins("a b")
    >>> (a & ~b).gate.name
    'AND'
    """

    __slots__ = ("complement", "fanins", "gate", "initial", "is_register", "name")

    def __init__(
        self,
        name: str | None = None,
        gate: Gate | None = None,
        fanins: tuple[Signal | int, ...] = (),
        initial: int | None = None,
        is_register: bool = False,
        complement: Signal | None = None,
    ) -> None:
        self.name = name
        self.gate = gate
        self.fanins = fanins
        self.initial = initial
        self.is_register = is_register
        self.complement = complement

    def __and__(self, other: Signal | int) -> Signal:
        return gate(Kind.AND, self, other)

    def __or__(self, other: Signal | int) -> Signal:
        return gate(Kind.OR, self, other)

    def __xor__(self, other: Signal | int) -> Signal:
        return gate(Kind.XOR, self, other)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __invert__(self) -> Signal:
        return Signal(complement=self) if self.complement is None else self.complement

    def __bool__(self) -> bool:
        raise TypeError("a signal is neither 0 nor 1 before the circuit runs; join signals with &, |, ^ and ~")

    @property
    def is_pin(self) -> bool:
        """Whether it is an input pin."""
        return self.gate is None and self.complement is None and not self.is_register

    def named(self, name: str) -> Signal:
        """Return the signal under a name, which its net will have; that of a complement is a NOT gate."""
        if self.complement is not None:
            return Signal(name, Kind.NOT, (self.complement,))
        if self.gate is None:
            return Signal(name, Kind.BUF, (self,))
        return Signal(name, self.gate, self.fanins)

    def __repr__(self) -> str:
        if self.complement is not None:
            return f"~{self.complement!r}"
        what = "pin" if self.gate is None else getattr(self.gate, "name", type(self.gate).__name__)
        return f"<Signal {self.name or ''}: {what}>" if self.name else f"<Signal: {what}>"


def pins(names: str | Iterable[str]) -> tuple[Signal, ...]:
    """Return input pins with these names, given apart or in one text with spaces.

    Examples
    --------
    >>> a, b, cin = sa.pins("a b cin")
    >>> circuit = sa.Circuit({"sum": a ^ b ^ cin})
    >>> circuit(a=1, b=1, cin=1)
    {'sum': 1}
    """
    each = names.split() if isinstance(names, str) else list(names) if isinstance(names, Iterable) else [names]
    if wrong := [name for name in each if not isinstance(name, str)]:
        raise TypeError(f"the name of a pin must be text, not {wrong[0]!r}")
    return tuple(map(Signal, each))


def bus(name: str, width: int, first: int = 0) -> tuple[Signal, ...]:
    """Return the input pins of a bus, least significant bit first: ``name`` followed by a number from `first` on.

    Examples
    --------
    >>> [pin.name for pin in sa.bus("A", 4, first=1)]
    ['A1', 'A2', 'A3', 'A4']
    """
    if width < 0 or first < 0:
        raise ValueError(f"a bus must have no negative width or number, not {width} pins from {first}")
    return tuple(Signal(f"{name}{k}") for k in range(first, first + width))


def register(name: str, initial: int | None = 0) -> Signal:
    """Return a register; what it takes at a tick is said when the circuit is made, in ``next``.

    Examples
    --------
    >>> q = sa.register("q")
    >>> toggle = sa.Circuit({"q": q}, next={q: ~q})
    >>> toggle.registers[0].initial
    0
    """
    if initial not in (0, 1, None):
        raise ValueError(f"the initial value of a register must be 0, 1 or None (not stated), not {initial!r}")
    return Signal(name, initial=initial, is_register=True)


def gate(kind: str | Gate, *fanins: Signal | int, name: str | None = None) -> Signal:
    """Return a gate of signals: a kind by its name, a table, a cover or a threshold unit.

    Raises
    ------
    TypeError, ValueError
        For what is no gate or no signal, and for a number of signals that the gate does not take.

    Examples
    --------
    >>> a, b, c = sa.pins("a b c")
    >>> majority = sa.gate(sa.Threshold((1, 1, 1), 2), a, b, c)
    >>> circuit = sa.Circuit({"m": majority, "nand": sa.gate("nand", a, b)})
    >>> circuit(a=1, b=0, c=1)
    {'m': 1, 'nand': 1}
    """
    known = as_gate(kind)
    check_arity(known, len(fanins))
    for signal in fanins:
        if not isinstance(signal, Signal) and not (isinstance(signal, int) and signal in (0, 1)):
            raise TypeError(f"a gate must read signals, 0 or 1, not {signal!r}")
    return Signal(name, known, tuple(fanins))


def mux(select: Signal | int, low: Signal | int, high: Signal | int) -> Signal:
    """Return the choice of `low` where `select` is 0, of `high` where it is 1."""
    return gate(Kind.MUX, select, low, high)


def instance(circuit: Circuit, values: Mapping[str, Any], name: str | None = None) -> dict[str, Any]:
    """Put a circuit into another as a block: its gates, reading these signals.

    Parameters
    ----------
    circuit : Circuit
        Without registers.
    values : mapping of str to Signal, 0 or 1, or to a sequence of them
        By input pin, or by bus with the least significant bit first.
    name : str, optional
        Of the block; its nets are called ``name.net``. Without one they have no names.

    Returns
    -------
    dict of str to Signal, or to a tuple of them for a bus

    Examples
    --------
    >>> full_adder = sa.circuit("full_adder")
    >>> a, b = sa.bus("a", 2), sa.bus("b", 2)
    >>> low = sa.instance(full_adder, {"a": a[0], "b": b[0], "cin": 0}, name="low")
    >>> high = sa.instance(full_adder, {"a": a[1], "b": b[1], "cin": low["cout"]}, name="high")
    >>> adder = sa.Circuit({"s0": low["s"], "s1": high["s"], "s2": high["cout"]})
    >>> adder(a=3, b=2)
    {'s': 5}
    """
    check_circuit(circuit)
    if circuit.registers:
        raise CircuitError(f"a block must have no registers, which {circuit.name!r} has")
    read = _pin_signals(circuit, values)
    nets: list[Signal | int] = [0, *(read[pin] for pin in circuit.inputs)]

    def signal(literal: int) -> Signal | int:
        net = nets[literal >> 1]
        if not literal & 1:
            return net
        return 1 - net if isinstance(net, int) else ~net

    for net, kind, fanins in circuit.each_gate():
        own = f"{name}.{circuit.names[net]}" if name else None
        nets.append(Signal(own, kind, tuple(signal(literal) for literal in fanins)))
    shown = {pin: signal(literal) for pin, literal in circuit.outputs.items()}
    return {
        stem: shown[bits[0]] if bits == (stem,) else tuple(shown[b] for b in bits)
        for stem, bits in buses(circuit.outputs).items()
    }


def _pin_signals(circuit: Circuit, values: Mapping[str, Any]) -> dict[str, Signal | int]:
    groups = buses(circuit.inputs)
    read: dict[str, Signal | int] = {}
    for key, value in values.items():
        wanted = (key,) if key in circuit.inputs else groups.get(key, ())
        given: Sequence[Any] = value if isinstance(value, (tuple, list)) else (value,)
        if not wanted:
            raise CircuitError(f"{circuit.name!r} has no input {key!r}; it has {', '.join(groups)}")
        if len(given) != len(wanted):
            raise CircuitError(f"input {key!r} must be {len(wanted)} signals, not {len(given)}")
        read.update(zip(wanted, given, strict=True))
    if missing := [pin for pin in circuit.inputs if pin not in read]:
        raise CircuitError(f"input {missing[0]!r} of {circuit.name!r} must be given")
    return read
