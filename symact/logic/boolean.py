"""SymPy's Booleans as signals, and a circuit's outputs as SymPy Booleans."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sympy import And, Symbol, Xor, false, true
from sympy.logic.boolalg import ITE, Boolean, Equivalent, Implies, Nand, Nor, Not, Or, Xnor

from symact.errors import UnsupportedError
from symact.logic.circuit import Circuit, check_circuit
from symact.logic.gates import Cover, Function, Kind, Table, Threshold
from symact.logic.signals import Signal, gate, mux
from symact.reading.names import plain_name

__all__ = ["boolean", "signal_of"]

MAX_OPERATIONS = 100_000

KINDS = {And: Kind.AND, Or: Kind.OR, Xor: Kind.XOR, Nand: Kind.NAND, Nor: Kind.NOR, Xnor: Kind.XNOR}


def signal_of(expression: Boolean, symbols: dict[Symbol, Signal]) -> Signal | int:
    """Return a SymPy Boolean as a signal; the pins of its symbols are looked up in `symbols`, and added there.

    Raises
    ------
    UnsupportedError
        For what is no propositional formula, such as a relation.
    """
    done: dict[Any, Signal | int] = {true: 1, false: 0}

    def convert(e: Any) -> Signal | int:
        if isinstance(e, Symbol):
            return symbols.setdefault(e, Signal(e.name))
        if type(e) not in (*KINDS, Not, Implies, Equivalent, ITE):
            raise UnsupportedError(f"a circuit must be of And, Or, Not, Xor, ITE and their kin, not {e}")
        parts = [done[arg] for arg in e.args]
        if type(e) in KINDS:
            return gate(KINDS[type(e)], *parts)
        if isinstance(e, Not):
            return _not(parts[0])
        if isinstance(e, Implies):
            return gate(Kind.OR, _not(parts[0]), parts[1])
        if isinstance(e, Equivalent):
            return gate(Kind.OR, gate(Kind.AND, *parts), gate(Kind.NOR, *parts))
        return mux(parts[0], parts[2], parts[1])

    ahead = [expression]
    while ahead:
        e = ahead[-1]
        missing = [] if isinstance(e, Symbol) or e in done else [arg for arg in e.args if arg not in done]
        if missing and isinstance(e, Boolean) and not e.is_Relational:
            ahead += missing
            continue
        ahead.pop()
        if e not in done:
            done[e] = convert(e)
    return done[expression]


def boolean(circuit: Circuit, output: str) -> Boolean:
    """Return an output of a circuit as a SymPy Boolean in its input pins, shared parts written out.

    Symbols have the names of the pins, where a symbol may have them; that of ``a[0]`` is ``a_0``.

    Parameters
    ----------
    circuit : Circuit
        Without registers below this output.
    output : str
        An output pin.

    Raises
    ------
    UnsupportedError
        If the formula would have more than 100,000 operations, or a register is met.

    Examples
    --------
    >>> a, b = sa.pins("a b")
    >>> sa.boolean(sa.Circuit({"y": ~(a & b)}), "y")
    ~(a & b)
    """
    check_circuit(circuit)
    if output not in circuit.outputs:
        raise ValueError(f"output must be one of {', '.join(circuit.outputs)}, not {output!r}")
    literal = circuit.outputs[output]
    needed = _cone(circuit, literal >> 1)
    formula: dict[int, Any] = {0: false} | dict(enumerate(_symbols(circuit.inputs), 1))
    size = dict.fromkeys(formula, 1)
    for net, kind, fanins in circuit.each_gate():
        if net not in needed:
            continue
        size[net] = 1 + sum(size[l >> 1] for l in fanins)
        if size[net] > MAX_OPERATIONS:
            raise UnsupportedError(f"the formula of {output!r} has more than {MAX_OPERATIONS:,} operations")
        formula[net] = FORMULAS[type(kind)](kind, [_literal(formula, l) for l in fanins])
    return _literal(formula, literal)


def _symbols(pins: Iterable[str]) -> Iterator[Symbol]:
    taken: set[str] = set()
    for pin in pins:
        plain = plain_name(pin)
        while plain in taken:
            plain += "_x"
        taken.add(plain)
        yield Symbol(plain)


def _cone(circuit: Circuit, net: int) -> set[int]:
    """Return the nets that a net depends on, itself among them."""
    needed, ahead = set(), [net]
    first = 1 + len(circuit.inputs)
    while ahead:
        net = ahead.pop()
        if net in needed:
            continue
        if first <= net < circuit.first_gate:
            raise UnsupportedError(f"a formula must be without registers, and reads {circuit.names[net]!r}")
        needed.add(net)
        if net >= circuit.first_gate:
            ahead += [l >> 1 for l in circuit.gate(net - circuit.first_gate)[1]]
    return needed


def _literal(formula: dict[int, Any], literal: int) -> Any:
    return Not(formula[literal >> 1]) if literal & 1 else formula[literal >> 1]


def _not(signal: Signal | int) -> Signal | int:
    return 1 - signal if isinstance(signal, int) else ~signal


def _kind(kind: Kind, pins: list[Any]) -> Any:
    named = {k: cls for cls, k in KINDS.items()}
    if kind in named:
        return named[kind](*pins)
    if kind is Kind.MUX:
        return ITE(pins[0], pins[2], pins[1])
    return Not(pins[0]) if kind is Kind.NOT else pins[0]


def _cover(cover: Cover, pins: list[Any]) -> Any:
    cubes = [
        And(*(p if c == "1" else Not(p) for c, p in zip(cube, pins, strict=True) if c != "-")) for cube in cover.cubes
    ]
    return Or(*cubes) if cover.on else Not(Or(*cubes))


def _table(function: Function, pins: list[Any]) -> Any:
    """Write the rows of a truth table that are 1 as a sum of products."""
    rows = [[k >> i & 1 for i in range(function.inputs)] for k in range(1 << function.inputs)]
    on = [row for row in rows if function(*row)]
    return Or(*(And(*(p if bit else Not(p) for bit, p in zip(row, pins, strict=True))) for row in on))


def _threshold(unit: Threshold, pins: list[Any]) -> Any:
    if unit.inputs > 12:
        raise UnsupportedError(f"a threshold unit in a formula must have at most 12 inputs, not {unit.inputs}")
    return _table(unit, pins)


FORMULAS: dict[type, Callable[[Any, list[Any]], Any]] = {
    Kind: _kind,
    Cover: _cover,
    Table: _table,
    Threshold: _threshold,
}
