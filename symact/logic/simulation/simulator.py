"""A circuit prepared once for many runs."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.errors import CircuitError
from symact.logic.circuit import Circuit
from symact.logic.simulation.on_integers import on_integers
from symact.logic.simulation.on_numpy import on_numpy
from symact.logic.simulation.program import Program, program_of
from symact.logic.simulation.words import Words

__all__ = ["BACKENDS", "Simulator", "prepared"]

BACKENDS = ("auto", "python", "numpy")


class Simulator:
    """A circuit prepared to run on words, 64 vectors in each.

    Parameters
    ----------
    circuit : Circuit
    backend : str, optional
        ``"numpy"`` or ``"python"``; by itself the quickest that there is. All give the same bits.

    Examples
    --------
    >>> a, b = sa.pins("a b")
    >>> simulator = sa.Simulator(sa.Circuit({"s": a ^ b, "c": a & b}))
    >>> simulator.run([[0b0011], [0b0101]])
    array([[6],
           [1]], dtype=uint64)
    """

    def __init__(self, circuit: Circuit, backend: str = "auto") -> None:
        if backend not in BACKENDS:
            raise ValueError(f"backend must be one of {', '.join(BACKENDS)}, not {backend!r}")
        self.circuit = circuit
        self.backend = "numpy" if backend == "auto" else backend
        self.program: Program = program_of(circuit)
        self.integers = on_integers(self.program)

    def run(self, words: npt.ArrayLike) -> Words:
        """Return the words of the outputs for words of the inputs.

        Parameters
        ----------
        words : uint64 array of shape (inputs, n)
            A row for each input pin; bit ``k`` of all rows together is one vector.

        Returns
        -------
        uint64 array of shape (outputs, n)

        Raises
        ------
        CircuitError
            If the circuit has registers, for which there is :meth:`step`.
        ValueError
            If there is not one row for each input.
        """
        if self.circuit.registers:
            raise CircuitError(f"{self.circuit.name!r} has registers; run it by step(words, state)")
        return self._run(_as_words(words, len(self.circuit.inputs), "inputs"))

    def step(self, words: npt.ArrayLike, state: npt.ArrayLike) -> tuple[Words, Words]:
        """Return the words of the outputs in one cycle, and those of the registers in the next.

        Parameters
        ----------
        words : uint64 array of shape (inputs, n)
        state : uint64 array of shape (registers, n)
            What the registers hold, a row for each.

        Returns
        -------
        outputs, state : uint64 arrays of shape (outputs, n) and (registers, n)
        """
        inputs = _as_words(words, len(self.circuit.inputs), "inputs")
        held = _as_words(state, len(self.circuit.registers), "registers")
        if inputs.shape[1] != held.shape[1]:
            raise ValueError(f"state must have {inputs.shape[1]} words a row, as the inputs have, not {held.shape[1]}")
        rows = self._run(np.concatenate([inputs, held]))
        outputs = len(self.circuit.outputs)
        return rows[:outputs], rows[outputs:]

    def _run(self, words: Words) -> Words:
        out = np.empty((self.program.outputs, words.shape[1]), dtype=np.uint64)
        if self.backend == "python":
            size = 8 * words.shape[1]
            given = [int.from_bytes(row.astype("<u8").tobytes(), "little") for row in words]
            shown = self.integers(given, (1 << 8 * size) - 1)
            out[:] = [np.frombuffer(row.to_bytes(size, "little"), dtype="<u8") for row in shown] if size else 0
        else:
            self._numpy(words, out)
        return out

    @cached_property
    def _numpy(self) -> Any:
        return on_numpy(self.program)


@lru_cache(maxsize=16)
def prepared(circuit: Circuit, backend: str = "auto") -> Simulator:
    """Return the simulator of a circuit, the same one for the circuits that were run last."""
    return Simulator(circuit, backend)


def _as_words(words: npt.ArrayLike, rows: int, what: str) -> Words:
    array = np.asarray(words)
    if array.dtype != np.uint64:
        array = array.astype(np.uint64)
    if array.ndim != 2 or len(array) != rows:
        raise ValueError(f"words must be of shape ({rows}, n), a row for each of the {what}, not {array.shape}")
    return array
