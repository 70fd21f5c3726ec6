"""Truth tables: what a circuit shows at all its inputs, a bit each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import product

import numpy as np
import numpy.typing as npt

from symact.errors import CircuitError, UnsupportedError
from symact.logic.circuit import Circuit, check_circuit
from symact.logic.gates import MAX_TABLE_INPUTS, Table
from symact.logic.simulation.pins import by_pins
from symact.logic.simulation.simulator import prepared
from symact.logic.simulation.words import Words, counting_words, numbers, words_for

__all__ = ["TruthTable", "truth_table"]

MOST_INPUTS = 26
MOST_BYTES = 1 << 30
SHOWN = 6  # inputs up to which a table is shown row by row
PART = 1 << 14  # words that are run at once


@dataclass(frozen=True, eq=False, repr=False)
class TruthTable:
    """What a circuit shows at all its inputs.

    Attributes
    ----------
    inputs, outputs : tuple of str
        The pins.
    words : uint64 array of shape (outputs, ceil(2**inputs / 64))
        Of each output a bit for each row: bit ``k % 64`` of word ``k // 64`` is the output where the input pins, the
        first as the least significant bit, spell the number ``k``. This is the order of :class:`symact.Table`.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    words: Words

    def __len__(self) -> int:
        return 1 << len(self.inputs)

    def __getitem__(self, output: str) -> npt.NDArray[np.uint64]:
        """Return what an output pin shows in each row, or a bus of them as numbers."""
        (pins,) = by_pins(self.outputs, {output: None}, "output")
        return numbers(self.words[[self.outputs.index(pin) for pin in pins]], len(self))

    def gate(self, output: str) -> Table:
        """Return what an output pin shows as a gate of the input pins, of which there may be at most 20."""
        if len(self.inputs) > MAX_TABLE_INPUTS:
            raise ValueError(f"a gate must have at most {MAX_TABLE_INPUTS} inputs, not {len(self.inputs)}")
        row = self.words[self.outputs.index(output)].astype("<u8").tobytes()
        return Table(len(self.inputs), int.from_bytes(row, "little") & (1 << len(self)) - 1)

    def rows(self) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Go through the values of the input pins and of the output pins, counting as one reads: the last pin changes
        from row to row.
        """
        for bits in product((0, 1), repeat=len(self.inputs)):
            k = sum(bit << i for i, bit in enumerate(bits))
            yield bits, tuple(int(word) >> k % 64 & 1 for word in self.words[:, k // 64])

    def __eq__(self, other: object) -> bool:
        """Whether both are of the same pins and have the same bits."""
        if not isinstance(other, TruthTable):
            return NotImplemented
        mine, others = (self.inputs, self.outputs), (other.inputs, other.outputs)
        return mine == others and bool(np.array_equal(self.words, other.words))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        if len(self.inputs) > SHOWN:
            return f"<TruthTable: {len(self.inputs)} inputs, {len(self.outputs)} outputs, {len(self):,} rows>"
        return "\n".join([f"{' '.join(self.inputs)} | {' '.join(self.outputs)}", *map(self._line, self.rows())])

    def _line(self, row: tuple[tuple[int, ...], tuple[int, ...]]) -> str:
        sides = zip((self.inputs, self.outputs), row, strict=True)
        return " | ".join(
            " ".join(str(value).rjust(len(name)) for name, value in zip(names, values, strict=True))
            for names, values in sides
        )

    def _repr_html_(self) -> str:
        if len(self.inputs) > SHOWN:
            return f"<p>{escape(repr(self))}</p>"
        head = "".join(f"<th>{escape(name)}</th>" for name in (*self.inputs, *self.outputs))
        body = "".join(
            f"<tr>{''.join(f'<td>{v}</td>' for v in ins)}{''.join(f'<td><b>{v}</b></td>' for v in outs)}</tr>"
            for ins, outs in self.rows()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def truth_table(circuit: Circuit, backend: str = "auto") -> TruthTable:
    """Return what a circuit shows at all its inputs.

    Parameters
    ----------
    circuit : Circuit
        Without registers and with at most 26 inputs.
    backend : str, optional
        As :class:`symact.Simulator` has it.

    Raises
    ------
    CircuitError
        If it has registers.
    UnsupportedError
        If the table would be too big.

    Examples
    --------
    >>> a, b, c = sa.pins("a b c")
    >>> adder = sa.Circuit({"s": a ^ b ^ c, "co": a & b | c & (a ^ b)})
    >>> table = sa.truth_table(adder)
    >>> table
    a b c | s co
    0 0 0 | 0  0
    0 0 1 | 1  0
    0 1 0 | 1  0
    0 1 1 | 0  1
    1 0 0 | 1  0
    1 0 1 | 0  1
    1 1 0 | 0  1
    1 1 1 | 1  1
    >>> table.gate("co")(1, 0, 1), table["s"].tolist()
    (1, [0, 1, 1, 0, 1, 0, 0, 1])
    """
    check_circuit(circuit)
    if circuit.registers:
        raise CircuitError(
            f"a truth table must be of a circuit without registers, which {circuit.name!r} has; simulate it"
        )
    inputs, words = len(circuit.inputs), words_for(1 << min(len(circuit.inputs), 64))
    if inputs > MOST_INPUTS or len(circuit.outputs) * words * 8 > MOST_BYTES:
        raise UnsupportedError(
            f"a truth table must have at most {MOST_INPUTS} inputs and {MOST_BYTES >> 20} MiB, not {inputs} inputs and "
            f"{len(circuit.outputs)} outputs; simulate it on chosen vectors"
        )
    simulator = prepared(circuit, backend)
    out = np.empty((len(circuit.outputs), words), dtype=np.uint64)
    for start in range(0, words, PART):
        stop = min(start + PART, words)
        out[:, start:stop] = simulator.run(counting_words(inputs, start, stop))
    if inputs < 6:
        out &= np.uint64((1 << (1 << inputs)) - 1)
    return TruthTable(circuit.inputs, tuple(circuit.outputs), out)
