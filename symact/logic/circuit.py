"""The circuit: named pins, gates in topological order and registers; its truth is its arrays, its graph a view.

Nets are numbered as in AIGER, with more kinds of gates: net 0 is the constant 0, then come the inputs, the registers
and the gates, each gate after all that it reads. A *literal* is ``2*net``, or ``2*net + 1`` for its complement; so
literal 0 is the constant 0 and literal 1 the constant 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.errors import CircuitError
from symact.hooks import hook
from symact.logic.gates import ARITY, Function, Gate, Kind

__all__ = ["Circuit", "Ints", "Register", "assemble", "check_circuit", "described"]

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Register:
    """A D register on the one clock of its circuit.

    Parameters
    ----------
    name : str
        Of the net that it drives.
    next : int
        The literal that it takes at each tick.
    initial : {0, 1, None}
        Its value before the first tick; None where nobody states it.
    """

    name: str
    next: int
    initial: int | None = 0


@dataclass(frozen=True, eq=False, repr=False, init=False)
class Circuit:
    """Gates between named pins.

    Attributes
    ----------
    name : str
    inputs : tuple of str
        The input pins in order.
    outputs : mapping of str to int
        The output pins in order, each with the literal that it shows.
    registers : tuple of Register
    kinds : int32 array of shape (gates,)
        Of each gate its :class:`~symact.logic.gates.Kind`; from ``len(Kind)`` on, a place in `functions`.
    offsets, fanins : int32 arrays
        ``fanins[offsets[g]:offsets[g + 1]]`` are the literals that the pins of gate ``g`` read.
    functions : tuple of Table, Cover or Threshold
        What gates without a kind do, each once.
    labels : tuple of (str or None), or None
        The names of the nets that gates drive, where they have one.
    about : str
        What the circuit is, in a line or more.
    pinout : tuple of str
        Of an integrated circuit the pin at each number from 1 on, supplies too; else empty.
    """

    name: str
    inputs: tuple[str, ...]
    outputs: Mapping[str, int]
    registers: tuple[Register, ...]
    kinds: Ints
    offsets: Ints
    fanins: Ints
    functions: tuple[Function, ...]
    labels: tuple[str | None, ...] | None
    about: str
    pinout: tuple[str, ...] = field(default=())

    def __new__(cls, description: Any, **options: Any) -> Circuit:
        """Return the circuit of output pins given as signals or SymPy Booleans, or of a graph.

        Parameters
        ----------
        description : mapping of str to Signal or sympy.Boolean, or networkx.MultiDiGraph
            What each output pin shows; or a graph in the vocabulary of :mod:`symact.logic.graph`.
        inputs : sequence of Signal, Symbol or str, optional
            The input pins in order; else those that the outputs need, in the order in which they are met.
        next : mapping of Signal to Signal, optional
            What each register takes at a tick.
        name, about : str, optional
        pinout : sequence of str, optional

        Raises
        ------
        CircuitError
            For a name given twice, a pin that is missing, a cycle; the net is named.

        Examples
        --------
        >>> a, b = sa.pins("a b")
        >>> half_adder = sa.Circuit({"s": a ^ b, "c": a & b}, name="half_adder")
        >>> half_adder(a=1, b=1)
        {'s': 0, 'c': 1}
        """
        circuit: Circuit = hook("circuit_of")(description, **options)
        return circuit

    def __call__(self, values: Mapping[str, Any] | None = None, /, **named: Any) -> dict[str, Any]:
        """Return the outputs for given inputs, pins by name or buses as numbers.

        See :func:`symact.simulate`, which this is for one step; inputs that are signals give signals.
        """
        answer: dict[str, Any] = hook("circuit_call")(self, values, named)
        return answer

    @property
    def graph(self) -> Any:
        """The circuit as a :class:`networkx.MultiDiGraph`, made anew: :mod:`symact.logic.graph`."""
        return hook("circuit_graph")(self)

    @property
    def gates(self) -> int:
        """The number of gates."""
        return len(self.kinds)

    @property
    def nets(self) -> int:
        """The number of nets, the constant too."""
        return 1 + len(self.inputs) + len(self.registers) + self.gates

    @property
    def first_gate(self) -> int:
        """The net that the first gate drives; gate ``g`` drives ``first_gate + g``."""
        return 1 + len(self.inputs) + len(self.registers)

    def gate(self, g: int) -> tuple[Gate, tuple[int, ...]]:
        """Return what a gate does and the literals that its pins read."""
        kind = int(self.kinds[g])
        pins = self.fanins[self.offsets[g] : self.offsets[g + 1]]
        return Kind(kind) if kind < len(Kind) else self.functions[kind - len(Kind)], tuple(pins.tolist())

    def each_gate(self) -> Iterator[tuple[int, Gate, tuple[int, ...]]]:
        """Go through the gates in order: the net driven, what the gate does, the literals that its pins read."""
        kinds, offsets, fanins = self.kinds.tolist(), self.offsets.tolist(), self.fanins.tolist()
        known: list[Gate] = [*Kind, *self.functions]
        for g, kind in enumerate(kinds):
            yield self.first_gate + g, known[kind], tuple(fanins[offsets[g] : offsets[g + 1]])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of every net; a gate without one is called by its net's number."""
        fixed = ["0", *self.inputs, *(r.name for r in self.registers)]
        labels = self.labels or (None,) * self.gates
        taken = {*fixed, *labels, *self.outputs}
        prefix = "n"
        while any(f"{prefix}{self.first_gate + g}" in taken for g, label in enumerate(labels) if label is None):
            prefix += "_"
        own = (label or f"{prefix}{net}" for net, label in enumerate(labels, self.first_gate))
        return (*fixed, *own)

    @cached_property
    def levels(self) -> Ints:
        """The level of every net: 0 for inputs, registers and constants, else one more than the gate reads."""
        level = [0] * self.first_gate
        offsets, fanins = self.offsets.tolist(), (self.fanins >> 1).tolist()
        for start, stop in pairwise(offsets):
            level.append(1 + max([level[net] for net in fanins[start:stop]], default=0))
        return _frozen(level)

    def __eq__(self, other: object) -> bool:
        """Whether both have the same pins and the same gates in the same order, by the same names."""
        if not isinstance(other, Circuit):
            return NotImplemented
        mine, others = self._identity(), other._identity()
        return mine == others and self.names == other.names

    def __hash__(self) -> int:
        return hash((self.inputs, tuple(self.outputs.items()), self.gates))

    def _identity(self) -> tuple[Any, ...]:
        arrays = tuple(a.tobytes() for a in (self.kinds, self.offsets, self.fanins))
        return (self.inputs, tuple(self.outputs.items()), self.registers, arrays, self.functions)

    def __repr__(self) -> str:
        parts = [_count(len(self.inputs), "input"), _count(len(self.outputs), "output"), _count(self.gates, "gate")]
        if self.registers:
            parts.append(_count(len(self.registers), "register"))
        return f"<Circuit {self.name!r}: {', '.join(parts)}>"

    def _repr_html_(self) -> str:
        html: str = hook("circuit_html")(self)
        return html

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, ({name: getattr(self, name) for name in _FIELDS} | {"outputs": dict(self.outputs)},)


def check_circuit(value: Any) -> None:
    """Refuse what is no circuit.

    Raises
    ------
    TypeError
    """
    if not isinstance(value, Circuit):
        raise TypeError(f"circuit must be a symact.Circuit, not {value!r}; sa.circuit(name) takes one from the shelf")


_FIELDS = tuple(Circuit.__dataclass_fields__)


def assemble(
    inputs: Sequence[str],
    outputs: Mapping[str, int],
    kinds: npt.ArrayLike,
    offsets: npt.ArrayLike,
    fanins: npt.ArrayLike,
    *,
    registers: Iterable[Register] = (),
    functions: Iterable[Function] = (),
    labels: Sequence[str | None] | None = None,
    name: str = "circuit",
    about: str = "",
    pinout: Sequence[str] = (),
) -> Circuit:
    """Make a circuit from its arrays, checked as a whole.

    Parameters are the attributes of :class:`Circuit`. The gates must come in topological order;
    :class:`symact.logic.draft.Draft` takes named ones in any order.

    Raises
    ------
    CircuitError
        If the arrays contradict each other, a gate reads what comes after it, or a name is given twice.
    """
    circuit = _restore(
        {
            "name": name,
            "inputs": tuple(inputs),
            "outputs": dict(outputs),
            "registers": tuple(registers),
            "kinds": kinds,
            "offsets": offsets,
            "fanins": fanins,
            "functions": tuple(functions),
            "labels": None if labels is None else tuple(labels),
            "about": about,
            "pinout": tuple(pinout),
        }
    )
    _check_wiring(circuit)
    _check_names(circuit)
    return circuit


def described(circuit: Circuit, name: str, about: str, pinout: Sequence[str]) -> Circuit:
    """Return a circuit under another name and description."""
    own = {"name": name, "about": about, "pinout": tuple(pinout)}
    return _restore({field: getattr(circuit, field) for field in _FIELDS} | own)


def _restore(values: dict[str, Any]) -> Circuit:
    circuit = object.__new__(Circuit)
    for name, value in values.items():
        if name in ("kinds", "offsets", "fanins"):
            value = _frozen(value)
        object.__setattr__(circuit, name, MappingProxyType(dict(value)) if name == "outputs" else value)
    return circuit


def _frozen(values: npt.ArrayLike) -> Ints:
    array = np.array(values, dtype=np.int32)
    array.flags.writeable = False
    return array


def _check_wiring(circuit: Circuit) -> None:
    kinds, offsets, fanins = circuit.kinds, circuit.offsets, circuit.fanins
    if len(offsets) != len(kinds) + 1 or offsets[0] != 0 or offsets[-1] != len(fanins) or np.any(np.diff(offsets) < 0):
        raise CircuitError("offsets must rise from 0 to the number of fanins, one more than there are gates")
    known = len(Kind) + len(circuit.functions)
    if len(kinds) and not (kinds.min() >= 0 and kinds.max() < known):
        raise CircuitError(f"kinds must be from 0 to {known - 1}, the kinds and functions of the circuit")
    arity = np.diff(offsets)
    table = [ARITY.get(k, -1) for k in Kind] + [f.inputs for f in circuit.functions]
    wanted = np.array(table, dtype=np.int32)[kinds]
    if len(wrong := np.flatnonzero(np.where(wanted < 0, arity < 1, arity != wanted))):
        net = circuit.first_gate + int(wrong[0])
        raise CircuitError(f"the gate of net {circuit.names[net]!r} has {arity[wrong[0]]} inputs, which it cannot have")
    reader = np.repeat(np.arange(circuit.first_gate, circuit.nets, dtype=np.int64), arity)
    if len(late := np.flatnonzero((fanins < 0) | (fanins >> 1 >= reader))):
        raise CircuitError(f"the gate of net {circuit.names[reader[late[0]]]!r} must read nets that come before it")
    for pin, literal in [*circuit.outputs.items(), *((r.name, r.next) for r in circuit.registers)]:
        if not 0 <= literal < 2 * circuit.nets:
            raise CircuitError(f"{pin!r} must show one of {circuit.nets} nets, not literal {literal}")


def _check_names(circuit: Circuit) -> None:
    own = [*circuit.inputs, *(r.name for r in circuit.registers), *(n for n in circuit.labels or () if n is not None)]
    if circuit.labels is not None and len(circuit.labels) != circuit.gates:
        raise CircuitError(f"labels must be one for each of {circuit.gates} gates, not {len(circuit.labels)}")
    if len(set(own)) < len(own):
        twice = next(name for i, name in enumerate(own) if name in own[:i])
        raise CircuitError(f"net {twice!r} is driven twice; give each net one driver and a name of its own")
    for name in [*own, *circuit.outputs]:
        if not isinstance(name, str) or not name or not name.isprintable():
            raise CircuitError(f"the name of a net must be text of printable characters, not {name!r}")


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'s' * (n != 1)}"
