"""A circuit prepared once for many runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from symact.errors import CircuitError, SymactError
from symact.logic.circuit import Circuit, check_circuit
from symact.logic.simulation import on_c, on_integers, on_numba, on_numpy
from symact.logic.simulation.program import Program, program_of
from symact.logic.simulation.words import Words

__all__ = ["Simulator", "prepared"]

Engine: TypeAlias = Callable[[Words, Words], None]
ENGINES: dict[str, Callable[[Program], Engine]] = {
    "c": on_c.on_c,
    "numba": on_numba.on_numba,
    "numpy": on_numpy.on_numpy,
    "python": on_integers.words_on_integers,
}
# What the choice of an engine goes by: words up to which Python's integers are quickest, and the instructions times
# words from which it is worth to compile.
FEW = 16
WORTH_COMPILING = {"c": 1 << 25, "numba": 1 << 31}


class Simulator:
    """A circuit prepared to run on words, 64 vectors in each; for one thread or several.

    Parameters
    ----------
    circuit : Circuit
    backend : {"auto", "c", "numba", "numpy", "python"}, optional
        What runs it: a kernel in C, compiled where a compiler is found; one in numba, where that is installed; NumPy;
        or Python's integers. By itself the quickest for the size of the work. All give the same bits.

    Raises
    ------
    ValueError
        For an unknown backend.

    Examples
    --------
    >>> a, b = sa.pins("a b")
    >>> simulator = sa.Simulator(sa.Circuit({"s": a ^ b, "c": a & b}))
    >>> simulator.run([[0b0011], [0b0101]])
    array([[6],
           [1]], dtype=uint64)
    """

    def __init__(self, circuit: Circuit, backend: str = "auto") -> None:
        check_circuit(circuit)
        if backend != "auto" and backend not in ENGINES:
            raise ValueError(f"backend must be auto or one of {', '.join(ENGINES)}, not {backend!r}")
        self.circuit = circuit
        self.backend = backend
        self.program = program_of(circuit)
        self._engines: dict[str, Engine] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Simulator, (self.circuit, self.backend)

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
        name = self._choice(words.shape[1])
        if name not in self._engines:
            self._engines[name] = ENGINES[name](self.program)
        self._engines[name](words, out)
        return out

    def _choice(self, words: int) -> str:
        if self.backend != "auto":
            return self.backend
        if words <= FEW:
            return "python"
        work = words * len(self.program.code)
        return next((name for name, least in WORTH_COMPILING.items() if work >= least and _is_there(name)), "numpy")


@lru_cache(maxsize=len(ENGINES))
def _is_there(backend: str) -> bool:
    try:
        {"c": on_c.kernel, "numba": on_numba.kernel}[backend]()
    except SymactError:
        return False
    return True


@lru_cache(maxsize=16)
def prepared(circuit: Circuit, backend: str = "auto") -> Simulator:
    """Return the simulator of a circuit, the same one for the circuits that were run last."""
    return Simulator(circuit, backend)


def _as_words(words: npt.ArrayLike, rows: int, what: str) -> Words:
    array = np.asarray(words)
    if array.dtype != np.uint64 and (array.dtype.kind not in "iu" or (array < 0).any()):
        raise TypeError(f"words must be integers of 64 bits and not negative, not {array.dtype}")
    if array.ndim != 2 or len(array) != rows:
        raise ValueError(f"words must be of shape ({rows}, n), a row for each of the {what}, not {array.shape}")
    return array.astype(np.uint64, copy=False)
