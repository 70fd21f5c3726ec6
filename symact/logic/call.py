"""A circuit called like a function: numbers in, numbers out; signals in, signals out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symact.logic.circuit import Circuit
from symact.logic.signals import Signal, instance
from symact.logic.simulation.pins import by_pins
from symact.logic.simulation.simulate import simulate

__all__ = ["circuit_call"]


def circuit_call(circuit: Circuit, values: Mapping[str, Any] | None, named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outputs of a circuit by bus; what :meth:`symact.Circuit.__call__` does.

    Where an input is a signal, or a sequence with one, the circuit becomes a block: :func:`symact.instance`. A number
    for a bus is then its bits.

    Raises
    ------
    TypeError, ValueError, CircuitError
        As :func:`symact.simulate`.
    """
    inputs = dict(values or {})
    if twice := inputs.keys() & named:
        raise TypeError(f"input {min(twice)!r} is given twice, in the mapping and by name")
    inputs |= named
    if not any(map(_is_signal, inputs.values())):
        return simulate(circuit, inputs)
    widths = map(len, by_pins(circuit.inputs, inputs, "input"))
    return instance(circuit, {key: _bits(v, w) for (key, v), w in zip(inputs.items(), widths, strict=True)})


def _is_signal(value: Any) -> bool:
    return isinstance(value, Signal) or (isinstance(value, (tuple, list)) and any(map(_is_signal, value)))


def _bits(value: Any, width: int) -> Any:
    """Return a number for a bus as its bits, the least significant first."""
    return tuple(value >> k & 1 for k in range(width)) if isinstance(value, int) and width > 1 else value
