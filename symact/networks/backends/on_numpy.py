"""The network on NumPy: its steps compiled to one function that reuses its memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from symact.networks.backends.lowering import Lowered, lower
from symact.networks.evaluate import Arguments, Evaluated, needed
from symact.networks.operation import Array
from symact.numeric.evaluator import Evaluator
from symact.numeric.program import ROWS, Shape
from symact.numeric.program_code import compiled_program

__all__ = ["NumpyRunner"]

_CACHE = 1 << 20
_LEAST_ROWS, _LARGEST = 512, 1 << 24
"""The buffers of a block should fit the cache; but matrix products want some rows, as long as memory allows them."""


class NumpyRunner:
    """Runs a network on NumPy arrays; what a dtype needs is prepared when it first comes, and kept."""

    def __init__(self, network: Evaluated, programs: dict[np.dtype[Any], Lowered] | None = None) -> None:
        self._network = network
        self._programs = {} if programs is None else programs
        self._weights: dict[np.dtype[Any], Any] = {}
        self._parameters: Mapping[str, Array] = network.parameters

    def with_parameters(self, parameters: Mapping[str, Array]) -> NumpyRunner:
        """Return a runner of the same programs on other weights."""
        other = NumpyRunner(self._network, self._programs)
        other._parameters = {**self._parameters, **parameters}
        return other

    def __call__(self, arguments: Arguments, out: Mapping[str, Array]) -> dict[str, Array]:
        """Return the outputs with all their axes; those in `out` are written there."""
        dtype, axes = arguments.dtype, arguments.axes
        lowered = self._lowered(dtype)
        compiled = compiled_program(lowered.program, dtype)
        results = self._places(arguments, out)
        rows = 0 if lowered.rows is None else axes[lowered.rows]
        lengths = {m: axes[a] for m, a in zip(lowered.program.axes, lowered.axes, strict=True)}
        block = max(1, min(rows, _block(compiled.buffers, lengths, dtype.itemsize)))
        with np.errstate(all="ignore"):
            prepared = self._prepared(dtype)
            compiled.run(prepared, block, rows, *lengths.values(), *arguments.arrays.values(), *results.values())
        for name, given in out.items():
            if results[name] is not given:
                given[...] = results[name]
        return {**results, **out}

    def source(self, dtype: np.dtype[Any]) -> str:
        """Return the generated source for a dtype, and that of the functions it calls."""
        program = self._lowered(dtype).program
        called = [
            f"# {name} computes, in float64:\n\n{function.source}\n"
            for name, function in program.functions
            if isinstance(function, Evaluator)
        ]
        return "\n".join([compiled_program(program, dtype).source, *called])

    def _lowered(self, dtype: np.dtype[Any]) -> Lowered:
        found = self._programs.get(dtype)
        if found is None:
            network = self._network
            outputs = list(network.outputs.values())
            found = self._programs[dtype] = lower(network, needed(network.steps, outputs), outputs, dtype)
        return found

    def _prepared(self, dtype: np.dtype[Any]) -> Any:
        if dtype not in self._weights:
            lowered = self._lowered(dtype)
            values = {**self._network.constants, **self._parameters}
            weights = [values[n].astype(dtype, copy=False) for n in lowered.weights]
            self._weights[dtype] = compiled_program(lowered.program, dtype).prepare(*weights)
        return self._weights[dtype]

    def _places(self, arguments: Arguments, out: Mapping[str, Array]) -> dict[str, Array]:
        """Return where to write the outputs: the places given, or others where writing there could spoil an input."""
        places = {}
        for name, value in self._network.outputs.items():
            shape = tuple(arguments.axes[a] if isinstance(a, str) else a for a in self._network.shapes[value])
            given = out.get(name)
            if given is None or not given.flags.c_contiguous or self._is_read(given, arguments):
                given = np.empty(shape, arguments.dtype)
            places[name] = given
        return places

    def _is_read(self, given: Array, arguments: Arguments) -> bool:
        read = (*arguments.arrays.values(), *self._parameters.values(), *self._network.constants.values())
        return any(np.may_share_memory(given, a) for a in read)


def _block(buffers: Sequence[Shape], lengths: Mapping[str, int], itemsize: int) -> int:
    """Return how many rows to work on at a time."""
    one = {**lengths, ROWS: 1}
    entries = (np.prod([one[a] if isinstance(a, str) else a for a in s], dtype=float) for s in buffers if ROWS in s)
    row = max(1.0, itemsize * float(sum(entries)))
    return int(max(_CACHE // row, min(_LEAST_ROWS, _LARGEST // row)))
