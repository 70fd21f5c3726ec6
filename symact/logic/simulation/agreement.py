"""Whether two circuits show the same: at all inputs where these are few, else on random vectors."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symact.errors import CircuitError
from symact.logic.circuit import Circuit, check_circuit
from symact.logic.simulation.simulator import prepared
from symact.logic.simulation.words import ALL, Words, counting_words, random_words, words_for

__all__ = ["Agreement", "agreement"]

ALWAYS_WHOLE = 16  # inputs up to which all vectors are tried, however few are asked for
CHUNK = 1 << 21  # words of all inputs and outputs in a part of the work
CYCLES = 32
STATE = 1 << 32  # the place of the registers' first values in the sequence of seeds, after all cycles


@dataclass(frozen=True)
class Agreement:
    """What came out of comparing two circuits; true where no difference was found.

    Attributes
    ----------
    equal : bool
    exact : bool
        Whether the answer holds for certain: a difference was found, or all inputs were tried. Else it is measured,
        on `vectors` random ones made from `seed`.
    vectors : int
        How many there were; of circuits with registers so many runs, each of `cycles` cycles.
    seed, cycles : int or None
    inputs : dict of str to int, or None
        Inputs that tell the circuits apart, by pin; of circuits with registers lists of values over the cycles up to
        the first difference. :func:`symact.simulate` takes both as they are.
    initial : dict of str to int, or None
        What the registers without a stated initial value held then.
    difference : dict of str to tuple of int, or None
        What each of the circuits shows there, at the output pins where they differ.
    """

    equal: bool
    exact: bool
    vectors: int
    seed: int | None = None
    cycles: int | None = None
    inputs: dict[str, Any] | None = None
    initial: dict[str, int] | None = None
    difference: dict[str, tuple[int, int]] | None = None

    def __bool__(self) -> bool:
        return self.equal

    def __repr__(self) -> str:
        if self.difference is not None:
            pin, (mine, others) = next(iter(self.difference.items()))
            found = ", ".join(f"{name}={value}" for name, value in (self.inputs or {}).items())
            return f"<Agreement: no (exact): {pin} is {mine} and {others} at {found:.200}{'...' * (len(found) > 200)}>"
        if self.exact:
            return f"<Agreement: yes, at all {self.vectors:,} inputs (exact)>"
        each = f" of {self.cycles} cycles" if self.cycles else ""
        what = "runs" if self.cycles else "vectors"
        return f"<Agreement: no difference at {self.vectors:,} random {what}{each}, seed {self.seed} (measured)>"


@dataclass(frozen=True)
class _Task:
    """A part of a comparison: from which word to which, of counting or random vectors."""

    a: Circuit
    b: Circuit
    start: int
    stop: int
    vectors: int
    seed: int | None
    cycles: int | None
    initial: int | None
    backend: str


def agreement(
    a: Circuit,
    b: Circuit,
    vectors: int = 100_000,
    *,
    seed: int = 0,
    cycles: int | None = None,
    initial: int | None = None,
    backend: str = "auto",
    executor: Executor | None = None,
) -> Agreement:
    """Say whether two circuits with the same pins show the same.

    All inputs are tried where there are at most 16 input pins, or no more inputs than `vectors`, and the answer is
    exact; else random vectors are tried, and the answer says so.

    Parameters
    ----------
    a, b : Circuit
        With the same input pins and the same output pins, in any order.
    vectors : int, optional
        How many random vectors to try; for circuits with registers how many runs.
    seed : int, optional
        Of the random vectors, not negative. The same seed gives the same vectors everywhere.
    cycles : int, optional
        For circuits with registers the length of a run; 32 unless stated.
    initial : {0, 1}, optional
        What registers hold first whose circuit does not state it. Without it such registers of the same name in both
        circuits start from the same random value.
    backend : str, optional
        As :class:`symact.Simulator` has it.
    executor : concurrent.futures.Executor, optional
        Where the parts of the work run; the answer is the same on any.

    Returns
    -------
    Agreement

    Raises
    ------
    CircuitError
        If the pins differ, or for a register without an initial value in one of the circuits only.

    Examples
    --------
    >>> p, q = sa.pins("p q")
    >>> nand = sa.Circuit({"y": ~(p & q)})
    >>> sa.agreement(nand, sa.Circuit({"y": ~p | ~q}))
    <Agreement: yes, at all 4 inputs (exact)>
    >>> found = sa.agreement(nand, sa.Circuit({"y": p ^ q}))
    >>> found
    <Agreement: no (exact): y is 1 and 0 at p=0, q=0>
    >>> nand(found.inputs)
    {'y': 1}
    """
    check_circuit(a)
    check_circuit(b)
    _check_pins(a, b)
    for name, value, least in (("vectors", vectors, 1), ("seed", seed, 0), ("cycles", cycles, 1)):
        if value is not None and value < least:
            raise ValueError(f"{name} must be an integer from {least} on, not {value}")
    if initial not in (None, 0, 1):
        raise ValueError(f"initial must be 0, 1 or None, not {initial!r}")
    timed = bool(a.registers or b.registers)
    width = len(a.inputs)
    whole = not timed and (width <= ALWAYS_WHOLE or 1 << width <= vectors)
    total = 1 << width if whole else vectors
    task = _Task(a, b, 0, 0, total, None if whole else seed, (cycles or CYCLES) if timed else None, initial, backend)
    for found in _answers(list(_parts(task)), executor):
        if found is not None:
            return found
    return Agreement(True, whole, total, task.seed, task.cycles)


def _check_pins(a: Circuit, b: Circuit) -> None:
    for what, mine, others in (("input", a.inputs, b.inputs), ("output", tuple(a.outputs), tuple(b.outputs))):
        if only := [pin for pin in (*mine, *others) if (pin in mine) != (pin in others)]:
            owner = a if only[0] in mine else b
            raise CircuitError(f"both circuits must have the same {what} pins, and only {owner!r} has {only[0]!r}")


def _parts(task: _Task) -> Iterator[_Task]:
    rows = sum(len(c.inputs) + len(c.outputs) + 2 * len(c.registers) for c in (task.a, task.b))
    size = min(max(CHUNK // max(rows, 1), 64), 1 << 16)
    words = words_for(task.vectors)
    for start in range(0, words, size):
        yield replace(task, start=start, stop=min(start + size, words))


def _answers(tasks: list[_Task], executor: Executor | None) -> Iterator[Agreement | None]:
    """Go through the answers in the order of the tasks, whoever works on them."""
    if executor is None:
        yield from map(_compare, tasks)
        return
    futures: list[Future[Agreement | None]] = [executor.submit(_compare, task) for task in tasks]
    try:
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()


def _compare(task: _Task) -> Agreement | None:
    """Return the first difference in a part of the vectors: of the earliest cycle, then of the earliest vector."""
    a, b = task.a, task.b
    run, run_other = (prepared(circuit, task.backend).step for circuit in (a, b))
    read, show = _order(b.inputs, a.inputs), _order(tuple(a.outputs), tuple(b.outputs))
    start = state = _start(a, task)
    state_of_other = _start(b, task)
    given: list[Words] = []
    for cycle in range(task.cycles or 1):
        given.append(_vectors(task, cycle))
        mine, state = run(given[-1], state)
        others, state_of_other = run_other(given[-1][read], state_of_other)
        apart = np.bitwise_or.reduce(mine ^ others[show], axis=0)
        vector = _first(apart)
        if vector is not None and 64 * task.start + vector < task.vectors:
            there = zip(a.outputs, _bits(mine, vector), _bits(others[show], vector), strict=True)
            difference = {pin: (x, y) for pin, x, y in there if x != y}
            return _refutation(task, given, _bits(start, vector), vector, difference)
    return None


def _refutation(
    task: _Task, given: list[Words], held: list[int], vector: int, difference: dict[str, tuple[int, int]]
) -> Agreement:
    values = [_bits(words, vector) for words in given]
    found = Agreement(False, True, task.vectors, task.seed, None, None, None, difference)
    if task.cycles is None:
        return replace(found, inputs=dict(zip(task.a.inputs, values[0], strict=True)))
    over_time = {pin: [now[k] for now in values] for k, pin in enumerate(task.a.inputs)}
    names = [(r.name, value) for r, value in zip(task.a.registers, held, strict=True) if r.initial is None]
    return replace(found, cycles=len(given), inputs=over_time, initial=dict(names))


def _order(wanted: tuple[str, ...], there: tuple[str, ...]) -> list[int]:
    place = {pin: k for k, pin in enumerate(there)}
    return [place[pin] for pin in wanted]


def _vectors(task: _Task, cycle: int) -> Words:
    if task.seed is None:
        return counting_words(len(task.a.inputs), task.start, task.stop)
    return random_words(len(task.a.inputs), task.stop - task.start, task.seed, task.start, cycle)


def _start(circuit: Circuit, task: _Task) -> Words:
    """Return what the registers of a circuit hold first; the same random words for the same name in both circuits."""
    free = {r.name for c in (task.a, task.b) for r in c.registers if r.initial is None and task.initial is None}
    shared = free.intersection(*({r.name for r in c.registers if r.initial is None} for c in (task.a, task.b)))
    if alone := sorted(free - shared):
        raise CircuitError(
            f"register {alone[0]!r} has no initial value, in one of the circuits only; give initial=0 or initial=1"
        )
    drawn = random_words(len(shared), task.stop - task.start, task.seed or 0, task.start, STATE)
    random = dict(zip(sorted(shared), drawn, strict=True))
    held = np.zeros((len(circuit.registers), task.stop - task.start), dtype=np.uint64)
    for row, register in zip(held, circuit.registers, strict=True):
        value = register.initial if register.initial is not None else task.initial
        row[:] = random[register.name] if value is None else ALL * np.uint64(value)
    return held


def _first(apart: Words) -> int | None:
    """Return the number of the first vector whose bit is 1."""
    words = np.flatnonzero(apart)
    if not len(words):
        return None
    word = int(apart[words[0]])
    return 64 * int(words[0]) + (word & -word).bit_length() - 1


def _bits(words: Words, vector: int) -> list[int]:
    """Return one vector of words, a bit for each row."""
    column: list[int] = (words[:, vector // 64] >> np.uint64(vector % 64) & np.uint64(1)).tolist()
    return column
