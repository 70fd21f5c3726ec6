"""A draft: gates by name and in any order, as netlist files state them, turned into a circuit.

Readers number nets with :meth:`Draft.net`, and hand over what drives each of them with the line that says so. What a
circuit cannot be is refused here, once for all formats: a net driven twice or never, a cycle; with file, line and net.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from symact.errors import CircuitError
from symact.logic.circuit import Circuit, Register, assemble
from symact.logic.gates import Gate, Kind, check_arity
from symact.networks.documents.json_text import shortened

__all__ = ["Draft"]


@dataclass(slots=True)
class _Driver:
    """What drives a net: a gate, or nothing for an input; a register where `gate` is None and there are fanins."""

    gate: Gate | None
    fanins: tuple[int, ...]
    line: int
    initial: int | None = 0


class Draft:
    """Named nets and what drives them.

    Nets are handled as literals of the draft: even numbers from :meth:`net`, their complements ``literal ^ 1``; 0 and
    1 are the constants.

    Parameters
    ----------
    name : str
        Of the circuit to be.
    source : str
        What errors call the text that is read, such as the name of its file; empty where there is none.
    line_of : callable, optional
        Gives the line for what was stated as one, where lines are dear to find.
    """

    def __init__(self, name: str = "circuit", source: str = "", line_of: Callable[[int], int] | None = None) -> None:
        self.name = name
        self.source = source
        self._line_of = line_of or int
        self.about = ""
        self.pinout: tuple[str, ...] = ()
        self._names: list[str | None] = ["0"]
        self._numbers: dict[str, int] = {}
        self._drivers: dict[int, _Driver] = {}
        self._outputs: dict[str, tuple[int, int]] = {}
        self._used: dict[int, int] = {}

    def net(self, name: str, line: int = 0) -> int:
        """Return the literal of the net with this name, new or known; `line` is where it is used first."""
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self._names)
            self._names.append(name)
            self._used[number] = line
        return 2 * number

    def new(self) -> int:
        """Return the literal of a net without a name."""
        self._names.append(None)
        return 2 * (len(self._names) - 1)

    def input(self, name: str, line: int = 0) -> int:
        """State an input pin and return its literal."""
        return self._drive(self.net(name, line), _Driver(None, (), line))

    def output(self, name: str, literal: int | None = None, line: int = 0) -> None:
        """State an output pin; it shows the net of its own name unless a literal is given."""
        if name in self._outputs:
            raise self.refusal(f"output {shortened(name)} is stated twice", line, "state each output once")
        self._outputs[name] = (self.net(name, line) if literal is None else literal, line)

    def gate(self, literal: int, gate: Gate, fanins: Sequence[int], line: int = 0) -> int:
        """Drive a net by a gate whose pins read these literals; return the net's literal."""
        try:
            check_arity(gate, len(fanins))
        except ValueError as problem:
            raise self.refusal(f"{problem}, at net {self._shown(literal >> 1)}", line) from None
        return self._drive(literal, _Driver(gate, tuple(fanins), line))

    def register(self, literal: int, next_: int, initial: int | None = 0, line: int = 0) -> int:
        """Drive a net by a register that takes `next_` at each tick; return the net's literal."""
        return self._drive(literal, _Driver(None, (next_,), line, initial))

    def is_driven(self, name: str) -> bool:
        """Whether something drives the net of this name already."""
        return self._numbers.get(name) in self._drivers

    def is_read(self, literal: int) -> bool:
        """Whether a gate, a register or an output pin reads a net."""
        read = (l for driver in self._drivers.values() for l in driver.fanins)
        return any(l >> 1 == literal >> 1 for l in (*read, *(l for l, _ in self._outputs.values())))

    def name_of(self, literal: int) -> str:
        """Return the name of a net."""
        return self._name(literal >> 1)

    @property
    def size(self) -> int:
        """How many nets there are, the constant too."""
        return len(self._names)

    def insert(self, block: Draft, prefix: str, pins: Mapping[int, int]) -> list[int]:
        """Put in what another draft drives: its nets are called by their names with the prefix.

        Parameters
        ----------
        block : Draft
            Without inputs of its own.
        prefix : str
            What the names of the block's nets begin with here.
        pins : mapping of int to int
            Nets of the block that are nets here: literals of both.

        Returns
        -------
        list of int
            For each net of the block its literal here; the net of literal `l` is at ``l >> 1``.

        Raises
        ------
        CircuitError
            If a net here is called as one of the block.
        """
        place = [0] * len(block._names)
        for number, name in enumerate(block._names[1:], 1):
            literal = pins.get(2 * number)
            if literal is None and name is not None and prefix + name in self._numbers:
                problem = f"net {shortened(prefix + name)} is called as one inside of a block"
                raise self.refusal(problem, self._used[self._numbers[prefix + name]], "rename the net or the block")
            if literal is None:
                literal = self.new() if name is None else self.net(prefix + name, block._used[number])
            place[number] = literal
        for number, driver in block._drivers.items():
            fanins = tuple(place[l >> 1] ^ l & 1 for l in driver.fanins)
            self._drive(place[number], _Driver(driver.gate, fanins, driver.line, driver.initial))
        return place

    def refusal(self, problem: str, line: int = 0, advice: str = "") -> CircuitError:
        """Return the error for a problem, with the place where it is."""
        place = ", ".join([*([self.source] if self.source else []), *([f"line {self._line_of(line)}"] if line else [])])
        return CircuitError(problem + (f" ({place})" if place else "") + (f"; {advice}" if advice else ""))

    def circuit(self) -> Circuit:
        """Return the circuit, its gates in the order in which they were stated as far as what they read allows.

        Raises
        ------
        CircuitError
            For a net that nothing drives, and for a cycle; the message names the nets.
        """
        inputs = [n for n, d in self._drivers.items() if d.gate is None and not d.fanins]
        registers = [n for n, d in self._drivers.items() if d.gate is None and d.fanins]
        self._check_driven()
        order = self._topological()
        place = {0: 0} | {n: i for i, n in enumerate([*inputs, *registers, *order], 1)}

        def literal(l: int) -> int:
            return 2 * place[l >> 1] | l & 1

        known: dict[Gate, int] = {kind: int(kind) for kind in Kind}
        kinds, offsets, fanins = [], [0], []
        for n in order:
            driver = self._drivers[n]
            assert driver.gate is not None
            kinds.append(known.setdefault(driver.gate, len(known)))
            fanins += [literal(l) for l in driver.fanins]
            offsets.append(len(fanins))
        held = [
            Register(self._name(n), literal(self._drivers[n].fanins[0]), self._drivers[n].initial) for n in registers
        ]
        return assemble(
            [self._name(n) for n in inputs],
            {pin: literal(l) for pin, (l, _) in self._outputs.items()},
            kinds,
            offsets,
            fanins,
            registers=held,
            functions=[g for g in known if not isinstance(g, Kind)],
            labels=[self._names[n] for n in order],
            name=self.name,
            about=self.about,
            pinout=self.pinout,
        )

    def _drive(self, literal: int, driver: _Driver) -> int:
        number = literal >> 1
        if number == 0 or literal & 1:
            raise ValueError("only a net can be driven, no constant and no complement")
        if number in self._drivers:
            first = self._drivers[number].line
            also = f", first at line {self._line_of(first)}" if first else ""
            raise self.refusal(
                f"net {self._shown(number)} is driven twice{also}", driver.line, "give each net one driver"
            )
        self._drivers[number] = driver
        return literal

    def _check_driven(self) -> None:
        for number, driver in self._drivers.items():
            for l in driver.fanins:
                if l > 1 and l >> 1 not in self._drivers:
                    raise self._undriven(l >> 1, driver.line, f"read by {self._shown(number)}")
        for pin, (l, line) in self._outputs.items():
            if l > 1 and l >> 1 not in self._drivers:
                raise self._undriven(l >> 1, line, f"shown by output {shortened(pin)}")

    def _undriven(self, number: int, line: int, why: str) -> CircuitError:
        return self.refusal(
            f"nothing drives net {self._shown(number)}, {why}",
            self._used.get(number, line) or line,
            "state a gate or an input of that name",
        )

    def _topological(self) -> list[int]:
        """Return the nets of gates in an order in which each comes after those it reads."""
        order: list[int] = []
        state: dict[int, bool] = {}  # False while what it reads is being placed, True when it is placed itself
        for start, driver in self._drivers.items():
            if driver.gate is None or start in state:
                continue
            path = [start]
            while path:
                number = path[-1]
                if number in state:
                    path.pop()
                    if not state[number]:
                        state[number] = True
                        order.append(number)
                    continue
                state[number] = False
                for l in reversed(self._drivers[number].fanins):
                    if l > 1 and (below := self._drivers[l >> 1]).gate is not None:
                        if state.get(l >> 1) is False:
                            raise self._cycle([n for n in path if state.get(n) is False], l >> 1, below.line)
                        if l >> 1 not in state:
                            path.append(l >> 1)
        return order

    def _cycle(self, path: list[int], back_to: int, line: int) -> CircuitError:
        opened = list(dict.fromkeys(reversed(path)))  # a net may wait at more than one place; the last one is open
        around = [self._shown(n) for n in opened[opened.index(back_to) :: -1]]
        shown = " reads ".join([*(around if len(around) <= 8 else [*around[:4], "...", *around[-3:]]), around[0]])
        return self.refusal(f"a cycle of gates: {shown}", line, "break it with a register")

    def _name(self, number: int) -> str:
        return self._names[number] or f"#{number}"

    def _shown(self, number: int) -> str:
        return shortened(self._name(number))
