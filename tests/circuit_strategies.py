"""Circuits for hypothesis: any gates, names, registers and outputs that the arrays can hold."""

from __future__ import annotations

from hypothesis import strategies as st

from symact.logic.circuit import Circuit, Register, assemble
from symact.logic.gates import ARITY, Cover, Gate, Kind, Table, Threshold

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,3}(\[[0-9]\]|\.[a-z])?", fullmatch=True)


@st.composite
def gates(draw: st.DrawFn, kinds: tuple[object, ...] = (*Kind, Table, Cover, Threshold), most: int = 4) -> Gate:
    """A gate of one of these kinds or classes, with at most so many inputs if it is a function."""
    kind = draw(st.sampled_from(kinds))
    inputs = draw(st.integers(0, most))
    if kind is Table:
        return Table(inputs, draw(st.integers(0, (1 << (1 << inputs)) - 1)))
    if kind is Cover:
        cubes = draw(st.lists(st.text("01-", min_size=inputs, max_size=inputs), max_size=4))
        return Cover(inputs, tuple(cubes), draw(st.booleans()))
    if kind is Threshold:
        weights = draw(st.lists(st.fractions(-4, 4, max_denominator=3), min_size=inputs, max_size=inputs))
        return Threshold(tuple(weights), draw(st.fractions(-6, 6, max_denominator=3)))
    assert isinstance(kind, Kind)
    return kind


@st.composite
def circuits(
    draw: st.DrawFn,
    kinds: tuple[object, ...] = (*Kind, Table, Cover, Threshold),
    inputs: int = 4,
    registers: int = 2,
    size: int = 8,
    initial: tuple[int | None, ...] = (0, 1, None),
    constants: bool = True,
    inverted: bool = True,
    names: st.SearchStrategy[str] = NAMES,
) -> Circuit:
    """A circuit with at most so many inputs, registers and gates, and one to four outputs.

    Nets and output pins have names drawn from `names`; gates may be without, and only an output that shows a net as it
    is may have its name. Literals may be constants and complements, unless said otherwise.
    """
    pins, held, many = (draw(st.integers(least, most)) for least, most in ((1, inputs), (0, registers), (0, size)))
    called = draw(st.lists(names, min_size=pins + held + many + 4, max_size=pins + held + many + 4, unique=True))
    first = 1 + pins + held

    def literals(nets: int, least: int, most: int) -> list[int]:
        net = st.integers(0 if constants else 1, nets - 1)
        literal = st.builds(lambda n, i: 2 * n | i, net, st.integers(0, int(inverted)))
        return draw(st.lists(literal, min_size=least, max_size=most))

    described: list[tuple[Gate, list[int]]] = []
    for g in range(many):
        gate = draw(gates(kinds))
        arity = ARITY.get(gate) if isinstance(gate, Kind) else gate.inputs
        described.append((gate, literals(first + g, 1 if arity is None else arity, 4 if arity is None else arity)))
    known: dict[Gate, int] = {kind: int(kind) for kind in Kind}
    offsets, fanins = [0], []
    for _, read in described:
        fanins += read
        offsets.append(len(fanins))
    nets = first + many
    labels = [name if draw(st.booleans()) else None for name in called[pins + held : nets - 1]]
    own = ["0", *called[: pins + held], *labels]
    shown: dict[str, int] = {}
    for spare, literal in zip(called[nets - 1 :], literals(nets, 1, 4), strict=False):
        net = None if literal < 2 or literal & 1 else own[literal >> 1]
        shown[net if net and draw(st.booleans()) and net not in shown else spare] = literal
    return assemble(
        called[:pins],
        shown,
        [known.setdefault(gate, len(known)) for gate, _ in described],
        offsets,
        fanins,
        registers=[
            Register(name, literals(nets, 1, 1)[0], draw(st.sampled_from(initial)))
            for name in called[pins : pins + held]
        ],
        functions=[gate for gate in known if not isinstance(gate, Kind)],
        labels=labels,
        name=draw(names),
    )
