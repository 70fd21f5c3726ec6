"""The names that a circuit's nets have in a file: each net one, and each output pin that of the net it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from symact.errors import UnsupportedError
from symact.logic.circuit import Circuit
from symact.networks.documents.json_text import shortened

__all__ = ["Naming", "remarks"]


class Naming:
    """Names for the nets of a circuit that a format can hold.

    Pins keep their names. An output pin is a net of its own name: a gate without a name takes that of the pin which
    shows it, and any other pin is a wire. A net that is no pin keeps its name unless it cannot: another output pin has
    that name, or the format has no form for it.

    Parameters
    ----------
    circuit : Circuit
    form : re.Pattern
        What a name must match as a whole.
    meaning : str
        What that is, in words.
    reserved : iterable of str, optional
        Names that mean something else in the format.
    wired : bool, optional
        Whether every output pin is a wire, unless it is an input.

    Attributes
    ----------
    names : list of str
        Of every net; the first, that of the constant 0, is not for use.
    wires : dict of str to int
        Nets that no gate of the circuit drives, each with the literal that it shows: a net, its complement or a
        constant.

    Raises
    ------
    UnsupportedError
        If the format cannot hold the name of a pin, or an input has the name of an output that shows something else.
    """

    def __init__(
        self,
        circuit: Circuit,
        form: re.Pattern[str],
        meaning: str,
        reserved: Iterable[str] = (),
        wired: bool = False,
    ) -> None:
        self._form, self._meaning, self._reserved = form, meaning, frozenset(reserved)
        for pin in (*circuit.inputs, *circuit.outputs):
            if not self._fits(pin):
                raise UnsupportedError(f"the name of a pin must be {meaning}, not {shortened(pin)}; rename the pin")
        own = [None, *circuit.inputs, *(r.name for r in circuit.registers), *(circuit.labels or [None] * circuit.gates)]
        self._taken = {*circuit.outputs, *(name for name in own if name is not None), *self._reserved}
        shown = {} if wired else {l >> 1: pin for pin, l in [*circuit.outputs.items()][::-1] if l > 1 and not l & 1}
        pins = len(circuit.inputs)
        self.names = ["0"]
        for net, name in enumerate(own[1:], 1):
            if name is None:
                name = shown.get(net) or self.fresh(f"n{net}")
            elif circuit.outputs.get(name, 2 * net) != 2 * net or (wired and name in circuit.outputs and net > pins):
                if net <= pins:
                    problem = f"an output with the name of an input must show it, which {shortened(name)} does not"
                    raise UnsupportedError(f"{problem}; rename the pin")
                name = self.fresh(name)
            elif not self._fits(name):
                name = self.fresh(re.sub(r"[^A-Za-z0-9_\[\].]", "_", name))
            self.names.append(name)
        self.wires = {pin: l for pin, l in circuit.outputs.items() if l & 1 or l == 0 or self.names[l >> 1] != pin}
        self._of = {literal: pin for pin, literal in reversed(self.wires.items())}

    def net(self, literal: int) -> str:
        """Return the name of the net that shows a literal; that of a complement or a constant becomes a wire."""
        if literal > 1 and not literal & 1:
            return self.names[literal >> 1]
        if literal not in self._of:
            stem = f"{self.names[literal >> 1]}_n" if literal > 1 else f"const{literal}"
            self._of[literal] = self.fresh(stem)
            self.wires[self._of[literal]] = literal
        return self._of[literal]

    def fresh(self, stem: str) -> str:
        """Return a name that nothing has: the stem, or with a number."""
        name, number = stem, 0
        while name in self._taken:
            number += 1
            name = f"{stem}_{number}"
        self._taken.add(name)
        return name

    def _fits(self, name: str) -> bool:
        return name not in self._reserved and self._form.fullmatch(name) is not None


def remarks(*texts: str) -> Iterator[str]:
    """Write texts as lines of comment that begin with #."""
    for line in "\n".join(text for text in texts if text).splitlines():
        yield "# " + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
