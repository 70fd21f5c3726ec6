"""Circuits made from signals, from SymPy Booleans, and from graphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    _place(draft, _as_inputs(inputs, symbols), shown, following)
    return draft.circuit()


def _as_signal(value: Any, symbols: dict[Symbol, Signal]) -> Signal | int:
    if isinstance(value, (Boolean, Symbol)):
        return signal_of(value, symbols)
    if isinstance(value, Signal) or (isinstance(value, int) and value in (0, 1)):
        return value
    raise TypeError(f"what a pin shows must be a signal, a SymPy Boolean, 0 or 1, not {value!r}")


def _as_inputs(inputs: Sequence[Any] | None, symbols: dict[Symbol, Signal]) -> list[Signal] | None:
    if inputs is None:
        return None
    own = {symbol.name: signal for symbol, signal in symbols.items()}
    given = [own.get(getattr(i, "name", i)) or (i if isinstance(i, Signal) else Signal(str(i))) for i in inputs]
    return given


def _place(
    draft: Draft,
    inputs: list[Signal] | None,
    shown: Mapping[str, Signal | int],
    following: Mapping[Signal, Signal | int],
) -> None:
    literals: dict[Signal, int] = {pin: draft.input(str(pin.name)) for pin in inputs or ()}
    for root in (*shown.values(), *following, *following.values()):
        for signal in _below(root, literals):
            literals[signal] = _literal(draft, signal, literals, free=inputs is None)
    for held, value in following.items():
        if not held.is_register:
            raise CircuitError(f"only a register has a next value, which {held!r} is not; make it with register()")
        draft.register(literals[held], _of(value, literals), held.initial)
    for signal in literals:
        if signal.is_register and signal not in following:
            raise CircuitError(f"register {signal.name!r} must have a next value; say it in next={{...}}")
    for pin, value in shown.items():
        draft.output(pin, _of(value, literals))


def _literal(draft: Draft, signal: Signal, literals: dict[Signal, int], free: bool) -> int:
    if signal.complement is not None:
        return literals[signal.complement] ^ 1
    if signal.gate is not None:
        net = draft.net(signal.name) if signal.name else draft.new()
        return draft.gate(net, signal.gate, [_of(s, literals) for s in signal.fanins])
    if signal.is_register:
        return draft.net(str(signal.name))
    if not free:
        raise CircuitError(f"pin {signal.name!r} is used and not among the inputs; add it to them")
    return draft.input(str(signal.name))


def _of(value: Signal | int, literals: Mapping[Signal, int]) -> int:
    return value if isinstance(value, int) else literals[value]


def _below(root: Signal | int, known: Mapping[Signal, int]) -> list[Signal]:
    """Return what a signal is made of and is not known yet, each after all it reads."""
    order: dict[Signal, None] = {}
    path = [root] if isinstance(root, Signal) else []
    while path:
        signal = path[-1]
        parts = signal.fanins if signal.complement is None else (signal.complement,)
        ahead = [s for s in parts if isinstance(s, Signal) and s not in known and s not in order]
        if signal in known or signal in order or not ahead:
            path.pop()
            if signal not in known:
                order[signal] = None
        else:
            path += reversed(ahead)
    return list(order)
