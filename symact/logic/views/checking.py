"""A network and a circuit held against each other: at all inputs where these are few, else at random ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from symact.errors import CircuitError
from symact.logic.circuit import Circuit
from symact.logic.simulation.agreement import agreement
from symact.logic.simulation.simulator import prepared
from symact.logic.views.forms import Number, exact
from symact.networks.network import Network

__all__ = ["Pair", "check_same"]

MOST_EXHAUSTIVE = 16
SAMPLE = 4096
MOST_WORK = 1 << 30
"""How many weights and gates are gone through at most, over all inputs."""
MOST_EXACT = 4
"""At how many inputs where floats differ from the circuit the network is computed exactly."""

Bits = npt.NDArray[np.bool_]


def check_same(made: Circuit, given: Circuit) -> None:
    """Refuse a circuit that differs from the one that it was made from.

    Raises
    ------
    CircuitError
    """
    found = agreement(made, given, SAMPLE)
    if not found:
        raise CircuitError(f"a circuit must not change when it becomes a network; please report it: {found!r}")


@dataclass(frozen=True)
class Pair:
    """A network and a circuit that should be one function.

    Attributes
    ----------
    network : Network
    circuit : Circuit
    inputs, outputs : mapping of str to tuple of str
        The pins that are the entries of each input and each output of the network, in order.
    fed : (low, high)
        The numbers that the network is fed with for 0 and 1.
    levels : mapping of str to (low, high)
        Of each output pin the numbers in the network that are 0 and 1.
    """

    network: Network
    circuit: Circuit
    inputs: Mapping[str, tuple[str, ...]]
    outputs: Mapping[str, tuple[str, ...]]
    fed: tuple[Number, Number]
    levels: Mapping[str, tuple[Number, Number]]

    def check(self) -> None:
        """Compare the two; the network runs in floats and, at inputs where it seems to differ, exactly.

        Raises
        ------
        CircuitError
            If they differ.
        """
        bits = self._vectors()
        shown = self._simulated(bits)
        apart = np.flatnonzero((self._computed(bits, exactly=False) != shown).any(axis=1))[:MOST_EXACT]
        wrong = self._computed(bits[apart], exactly=True) != shown[apart] if len(apart) else shown[:0]
        for vector, differs in zip(bits[apart], wrong, strict=True):
            if differs.any():
                at = ", ".join(f"{pin}={int(bit)}" for pin, bit in zip(self.circuit.inputs, vector, strict=True))
                pin = list(self.circuit.outputs)[int(differs.argmax())]
                raise CircuitError(
                    f"the network and the circuit must show the same, and {pin!r} differs at {at}; please report it"
                )

    def _vectors(self) -> Bits:
        pins = len(self.circuit.inputs)
        weights = sum(array.size for array in self.network.parameters.values())
        most = max(64, MOST_WORK // (1 + weights + self.circuit.gates))
        if pins <= MOST_EXHAUSTIVE and 1 << pins <= most:
            return (np.arange(1 << pins)[:, None] >> np.arange(pins) & 1).astype(bool)
        return np.random.default_rng(0).random((min(SAMPLE, most), pins)) < 0.5

    def _simulated(self, bits: Bits) -> Bits:
        """Return the outputs of the circuit, a row for each vector."""
        packed = np.packbits(bits, axis=0, bitorder="little").T
        words = np.zeros((packed.shape[0], -(-packed.shape[1] // 8) * 8), dtype=np.uint8)
        words[:, : packed.shape[1]] = packed
        shown = prepared(self.circuit).run(words.view("<u8").astype(np.uint64))
        return np.unpackbits(shown.astype("<u8").view(np.uint8), axis=1, bitorder="little")[:, : len(bits)].T.astype(
            bool
        )

    def _computed(self, bits: Bits, exactly: bool) -> Bits:
        """Return the outputs of the network as bits, in the order of the circuit's outputs."""
        column = {pin: i for i, pin in enumerate(self.circuit.inputs)}
        fed = {}
        for name, pins in self.inputs.items():
            levels = np.array(self.fed, dtype=object if exactly else float)
            chosen = levels[bits[:, [column[pin] for pin in pins]].astype(np.intp)]
            fed[name] = chosen.reshape(len(bits), *self.network.inputs[name][1:])
        answer = self.network(**fed)
        values = answer if isinstance(answer, dict) else dict.fromkeys(self.outputs, answer)
        found = {}
        for name, pins in self.outputs.items():
            entries = np.asarray(values[name]).reshape(len(bits), len(pins)).T
            for pin, entry in zip(pins, entries, strict=True):
                middle = Fraction(sum(self.levels[pin])) / 2
                found[pin] = [exact(v) > middle for v in entry] if exactly else entry > float(middle)
        return np.array([found[pin] for pin in self.circuit.outputs], dtype=bool).T
