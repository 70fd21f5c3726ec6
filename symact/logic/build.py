"""Circuits made from signals, from SymPy Booleans, and from graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import networkx as nx
from sympy import Symbol
from sympy.logic.boolalg import Boolean

from symact.errors import CircuitError
from symact.logic.boolean import signal_of
from symact.logic.circuit import Circuit
from symact.logic.draft import Draft
from symact.logic.graph import circuit_of_graph
from symact.logic.signals import Signal

__all__ = ["circuit_of"]


def circuit_of(
    description: Any,
    *,
    inputs: Sequence[Signal | Symbol | str] | None = None,
    next: Mapping[Signal, Signal | int] | None = None,
    name: str = "circuit",
    about: str = "",
    pinout: Sequence[str] = (),
) -> Circuit:
    """Make a circuit; what :class:`symact.Circuit` does when it is called."""
    if isinstance(description, nx.Graph):
        return circuit_of_graph(description)
    if not isinstance(description, Mapping):
        raise TypeError(
            f"a circuit must be a mapping of output pins to signals or SymPy Booleans, or a graph, not {description!r}"
        )
    draft = Draft(name)
    draft.about, draft.pinout = about, tuple(pinout)
    symbols: dict[Symbol, Signal] = {}
    shown = {pin: _as_signal(value, symbols) for pin, value in description.items()}
    following = {held: _as_signal(value, symbols) for held, value in (next or {}).items()}
    order = _below((*shown.values(), *following, *following.values()))
    _place(draft, order, None if inputs is None else _as_inputs(inputs, order))
    _close(draft, shown, following, order)
    return draft.circuit()


def _as_signal(value: Any, symbols: dict[Symbol, Signal]) -> Signal | int:
    if isinstance(value, (Boolean, Symbol)):
        return signal_of(value, symbols)
    if isinstance(value, Signal) or (isinstance(value, int) and value in (0, 1)):
        return value
    raise TypeError(f"what a pin shows must be a signal, a SymPy Boolean, 0 or 1, not {value!r}")


def _as_inputs(inputs: Sequence[Any], order: Mapping[Signal, int]) -> list[Signal]:
    """Return the pins that are given as signals, symbols or names; one that is not read is new."""
    read = {signal.name: signal for signal in order if signal.is_pin}
    names = [getattr(pin, "name", pin) for pin in inputs]
    return [
        pin if isinstance(pin, Signal) else read[name] if name in read else Signal(str(name))
        for pin, name in zip(inputs, names, strict=True)
    ]


def _place(draft: Draft, order: dict[Signal, int], inputs: list[Signal] | None) -> None:
    """Put pins and gates into the draft, and note the literal of each signal."""
    for pin in inputs or ():
        order[pin] = draft.input(str(pin.name))
    for signal in order:
        if signal.complement is not None:
            order[signal] = order[signal.complement] ^ 1
        elif signal.gate is not None:
            net = draft.net(signal.name) if signal.name else draft.new()
            order[signal] = draft.gate(net, signal.gate, [_of(s, order) for s in signal.fanins])
        elif signal.is_register:
            order[signal] = draft.net(str(signal.name))
        elif inputs is None:
            order[signal] = draft.input(str(signal.name))
        elif not order[signal]:
            raise CircuitError(f"pin {signal.name!r} is used and not among the inputs; add it to them")


def _close(
    draft: Draft,
    shown: Mapping[str, Signal | int],
    following: Mapping[Signal, Signal | int],
    literals: Mapping[Signal, int],
) -> None:
    """State what registers take next, and what outputs show."""
    for held, value in following.items():
        if not held.is_register:
            raise CircuitError(f"only a register has a next value, which {held!r} is not; make it with register()")
        draft.register(literals[held], _of(value, literals), held.initial)
    for signal in literals:
        if signal.is_register and signal not in following:
            raise CircuitError(f"register {signal.name!r} must have a next value; say it in next={{...}}")
    for pin, value in shown.items():
        draft.output(pin, _of(value, literals))


def _of(value: Signal | int, literals: Mapping[Signal, int]) -> int:
    return value if isinstance(value, int) else literals[value]


def _below(roots: Iterable[Signal | int]) -> dict[Signal, int]:
    """Return what signals are made of, themselves too, each after all it reads; the numbers are still 0."""
    order: dict[Signal, int] = {}
    for root in roots:
        path = [root] if isinstance(root, Signal) else []
        while path:
            signal = path[-1]
            parts = signal.fanins if signal.complement is None else (signal.complement,)
            ahead = [s for s in parts if isinstance(s, Signal) and s not in order]
            if signal in order or not ahead:
                path.pop()
                order.setdefault(signal, 0)
            else:
                path += reversed(ahead)
    return order
