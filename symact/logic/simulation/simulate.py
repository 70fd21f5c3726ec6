"""Run a circuit on vectors of inputs, and over cycles of its clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from symact.errors import CircuitError
from symact.logic.circuit import Circuit
from symact.logic.simulation.pins import Given, by_pins, checked, missing, rows_of, shown
from symact.logic.simulation.simulator import prepared
from symact.logic.simulation.words import random_words, words_for

__all__ = ["random_vectors", "simulate"]


def simulate(
    circuit: Circuit,
    inputs: Mapping[str, Any],
    cycles: int | None = None,
    initial: int | Mapping[str, Any] | None = None,
    backend: str = "auto",
) -> dict[str, Any]:
    """Return what the outputs of a circuit show for given inputs.

    Parameters
    ----------
    circuit : Circuit
    inputs : mapping of str to int, bool or array of them
        By pin, or by bus: pins that differ in a number are one number, the lowest numbered as its least significant
        bit. Arrays are vectors of inputs, broadcast against each other; of Python integers for more than 64 bits.
    cycles : int, optional
        For so many cycles of the clock; the first axis of an array is then time, and a number is held. Without it one
        cycle, and arrays have no axis of time.
    initial : {0, 1} or mapping of str to int or array, optional
        What registers hold in the first cycle: one value for all whose circuit states none, or values by register or
        by bus of registers, which come before what the circuit states.
    backend : str, optional
        As :class:`symact.Simulator` has it.

    Returns
    -------
    dict of str to int or array
        By bus or pin. Integers where all inputs are; else uint64 arrays of the shape of the inputs, and arrays of
        Python integers for a bus of more than 64 pins. With `cycles` their first axis is time.

    Raises
    ------
    TypeError
        For a pin that is missing, unknown or given twice, and for values that are no integers.
    ValueError
        For values out of range, and shapes that do not fit.
    CircuitError
        For a register whose initial value nobody states.

    Examples
    --------
    >>> q0, q1 = sa.register("q0"), sa.register("q1")
    >>> counter = sa.Circuit({"q0": q0, "q1": q1}, next={q0: ~q0, q1: q0 ^ q1}, name="counter")
    >>> sa.simulate(counter, {}, cycles=6)
    {'q': array([0, 1, 2, 3, 0, 1], dtype=uint64)}
    >>> sa.simulate(counter, {}, initial={"q": 2})
    {'q': 2}
    """
    simulator = prepared(circuit, backend)
    given, start = _inputs(circuit, inputs), _initial(circuit, initial)
    shapes = [a.shape for a in start.values()]
    held = tuple(r.name for r in circuit.registers)
    if cycles is None:
        shape = np.broadcast_shapes(*(a.shape for a in given.values()), *shapes)
        words, state = rows_of(circuit.inputs, given, shape), rows_of(held, start, shape)
        return shown(tuple(circuit.outputs), simulator.step(words, state)[0], shape)
    _check_time(given, cycles)
    shape = np.broadcast_shapes(*(a.shape[1:] for a in given.values() if a.ndim), *shapes)
    state = rows_of(held, start, shape)
    out = np.empty((len(circuit.outputs), cycles, words_for(int(np.prod(shape)))), dtype=np.uint64)
    for cycle in range(cycles):
        now = {pins: array[cycle] if array.ndim else array for pins, array in given.items()}
        out[:, cycle], state = simulator.step(rows_of(circuit.inputs, now, shape), state)
    return shown(tuple(circuit.outputs), out, shape)


def _inputs(circuit: Circuit, inputs: Mapping[str, Any]) -> Given:
    """Return the inputs by the pins that they spell, checked."""
    groups = by_pins(circuit.inputs, inputs, "input")
    if lacking := missing(circuit.inputs, groups):
        raise TypeError(f"{circuit.name!r} needs a value for {', '.join(map(repr, lacking[:10]))}; give it by name")
    return {pins: checked(name, value, len(pins)) for name, (pins, value) in zip(inputs, groups.items(), strict=True)}


def _initial(circuit: Circuit, initial: Any) -> Given:
    """Return what the registers hold first, by the registers that each value spells, checked."""
    names = [r.name for r in circuit.registers]
    values = initial if isinstance(initial, Mapping) else {}
    groups = by_pins(names, values, "register")
    start = {pins: checked(name, value, len(pins)) for name, (pins, value) in zip(values, groups.items(), strict=True)}
    said = {name for pins in start for name in pins}
    others = None if isinstance(initial, Mapping) else initial
    for register in circuit.registers:
        if register.name in said:
            continue
        value = others if register.initial is None else register.initial
        if value is None:
            raise CircuitError(
                f"register {register.name!r} of {circuit.name!r} has no initial value; say what it holds, as in "
                f"initial={{{register.name!r}: 0}}, or initial=0 for all without one"
            )
        start[register.name,] = checked("initial", value, 1)
    return start


def _check_time(given: Given, cycles: int) -> None:
    if isinstance(cycles, bool) or not isinstance(cycles, int) or cycles < 1:
        raise ValueError(f"cycles must be an integer from 1 on, not {cycles!r}")
    for pins, array in given.items():
        if array.ndim and len(array) != cycles:
            raise ValueError(
                f"values over {cycles} cycles must have so many along their first axis, not shape {array.shape} as "
                f"those of {pins[0]!r} have; a number is held"
            )


def random_vectors(circuit: Circuit, number: int, seed: int = 0) -> dict[str, Any]:
    """Return random inputs of a circuit, by bus, as :func:`symact.simulate` takes them.

    Parameters
    ----------
    circuit : Circuit
    number : int
        Of vectors.
    seed : int, optional
        Not negative; the same gives the same on every machine.

    Returns
    -------
    dict of str to array of shape (number,)

    Examples
    --------
    >>> a, b = sa.bus("a", 8), sa.bus("b", 8)
    >>> both = sa.Circuit({f"y{k}": x & y for k, (x, y) in enumerate(zip(a, b))})
    >>> given = sa.random_vectors(both, 1000)
    >>> bool((both(given)["y"] == given["a"] & given["b"]).all())
    True
    """
    words = random_words(len(circuit.inputs), words_for(number), seed)
    return shown(circuit.inputs, words, (number,))
