"""A network of units with two values as a circuit of threshold units, or of gates."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm

from symact.errors import UndecidedError, UnsupportedError
from symact.exact.variable import shown
from symact.logic.circuit import Circuit
from symact.logic.decompose import decomposed
from symact.logic.draft import Draft
from symact.logic.gates import Kind, Threshold
from symact.logic.views.between import evaluated
from symact.logic.views.checking import Pair
from symact.logic.views.forms import Form, Number, combined, form_array, rational
from symact.logic.views.nonzero import Sums
from symact.logic.views.pins import entries, pins_of
from symact.logic.views.switch import Switch, switch_of
from symact.networks.network import Network
from symact.networks.operation import Array
from symact.networks.step import Step

__all__ = ["to_circuit"]

LEVELS: dict[str, tuple[int, int]] = {"01": (0, 1), "pm1": (-1, 1)}


def to_circuit(network: Network, *, gates: bool = False, inputs: str = "01", check: bool = True) -> Circuit:
    """Return a network whose units have two values as the circuit that it is.

    Each unit becomes a threshold unit with integer weights: of :class:`symact.step` with any value at 0, of any other
    function with one jump between two rational values, and of :class:`sympy.sign` where the sum is never 0. What lies
    between units may be any affine map: dense layers, convolutions, sums that skip layers. A ``hardmax`` becomes a
    comparison of each pair of entries. Weights are taken as the rational numbers that they are, floats too.

    Parameters
    ----------
    network : Network
        With a named first axis, that of the examples.
    gates : bool, optional
        Whether to write units as AND, OR and XOR gates, by decision diagrams, sorters and adders.
    inputs : {"01", "pm1"}, optional
        Which two numbers the network is fed with for the bits 0 and 1: these, or -1 and 1.
    check : bool, optional
        Whether to compare the circuit with the network: at all inputs where there are up to 16, else at random ones.

    Returns
    -------
    Circuit
        Its pins are the entries of the network's inputs and outputs, ``x[0], x[1], ..., y[0]``; one number for each
        example is a pin of its own name. The nets of the units are named in the same way. An output pin is 1 where the
        network shows the larger of its two values.

    Raises
    ------
    UnsupportedError
        If a step is no such unit, a weight is not rational, or an output does not have two values; for a unit whose sum
        may be a jump without a side, as the sign of 0, with an input where that is so.

    Examples
    --------
    >>> weights = [([[1, 1], [1, 1]], [-1, -2]), ([[1, -1]], [-1])]
    >>> xor = sa.mlp([2, 2, 1], hidden=sa.step, output=sa.step, weights=weights)
    >>> circuit = sa.to_circuit(xor)
    >>> [circuit(x=number)["y[0]"] for number in range(4)]
    [0, 1, 1, 0]
    >>> sa.boolean(sa.to_circuit(xor, gates=True), "y[0]")
    (x_0 | x_1) & ~(x_0 & x_1)
    """
    if not isinstance(network, Network):
        raise TypeError(f"what becomes a circuit must be a Network, not {network!r}")
    if inputs not in LEVELS:
        raise ValueError(f"inputs must be one of {', '.join(LEVELS)}, not {inputs!r}")
    reader = _Reader(network, LEVELS[inputs])
    circuit = reader.circuit()
    if gates:
        circuit = decomposed(circuit, lambda gate, _: isinstance(gate, Kind))
    if check:
        Pair(network, circuit, reader.inputs, reader.outputs, reader.fed, reader.levels).check()
    return circuit


class _Reader:
    """Writes the circuit while the values of the network are computed on affine forms."""

    def __init__(self, network: Network, levels: tuple[int, int]) -> None:
        self.network = network
        self.draft = Draft("network")
        self.inputs = {name: pins_of(name, shape) for name, shape in network.inputs.items()}
        self.outputs = {o: pins_of(o, network.shapes[v]) for o, v in network.outputs.items()}
        self.fed = levels
        self.levels: dict[str, tuple[Number, Number]] = {}
        pins = [pin for names in self.inputs.values() for pin in names]
        shown = {pin for o, names in self.outputs.items() if o != network.outputs[o] for pin in names}
        self.taken = {*pins, *shown}
        self.sums = Sums(pins)
        self.nets = {pin: self.draft.input(pin) >> 1 for pin in pins}

    def circuit(self) -> Circuit:
        values = evaluated(self.network, {name: self._input(name) for name in self.inputs}, self._units)
        for name, pins in self.outputs.items():
            for pin, form in zip(pins, values[self.network.outputs[name]].flat, strict=True):
                self._show(pin, rational(combined([(1, form)])))
        return self.draft.circuit()

    def _input(self, name: str) -> Array:
        low, high = self.fed
        forms = [Form(low, {self.nets[pin]: high - low}) for pin in self.inputs[name]]
        return form_array(forms, [1, *self.network.inputs[name][1:]])

    def _units(self, step: Step, sums: Array) -> Array:
        forms = [rational(combined([(1, form)])) for form in sums.flat]
        names = entries(step.name, self.network.shapes[step.name])
        if step.operation == "vector":
            return form_array(self._selected(step, names, forms), sums.shape)
        switch = switch_of(step["function"])
        if switch is None:
            raise UnsupportedError(
                f"each unit must have two values, rational ones, with one jump between them to become a circuit, which "
                f"{step.name!r} has not: {shown(step['function'])}; see sa.harden for units that saturate"
            )
        made = []
        for name, form in zip(names, forms, strict=True):
            net = self._unit(name, form, switch)
            made.append(Form(switch.low, {net: switch.high - switch.low}))
        return form_array(made, sums.shape)

    def _unit(self, name: str, form: Form, switch: Switch) -> int:
        """Write the unit that is 1 where an affine form is on the high side of a jump; return its net."""
        scale = lcm(*(Fraction(w).denominator for w in form.terms.values())) * (1 if switch.rises else -1)
        weights = [int(w * scale) for w in form.terms.values()]
        reached = Fraction(switch.point - form.constant) * scale
        if switch.fires is None and reached.denominator == 1:
            self._check_off(name, weights, list(form.terms), int(reached), switch)
        threshold = reached // 1 + 1 if switch.fires is False else -(-reached // 1)
        return self._place(name, weights, list(form.terms), int(threshold))

    def _check_off(self, name: str, weights: Sequence[int], nets: Sequence[int], target: int, switch: Switch) -> None:
        """Refuse a unit whose sum is at the jump at some input, where its activation has neither of its values."""
        problem = (
            f"the sum of {name!r} must never be {switch.point}, where it is neither {switch.low} nor {switch.high}"
        )
        try:
            found = self.sums.input_reaching(weights, nets, target)
        except UndecidedError as error:
            raise UnsupportedError(f"{problem}; {error}; move its bias") from error
        if found is not None:
            at = ", ".join(f"{pin}={self.fed[bit]}" for pin, bit in found.items())
            raise UnsupportedError(f"{problem}, but it is at {at}; move its bias")

    def _place(self, name: str, weights: Sequence[int], nets: Sequence[int], threshold: int) -> int:
        scale = gcd(*weights) or 1
        weights, threshold = [w // scale for w in weights], -(-threshold // scale)
        literal = self.draft.new() if name in self.taken else self.draft.net(name)
        self.taken.add(name)
        self.draft.gate(literal, Threshold(tuple(weights), threshold), [2 * net for net in nets])
        self.sums.units[literal >> 1] = weights, nets, threshold
        return literal >> 1

    def _selected(self, step: Step, names: Sequence[str], forms: Sequence[Form]) -> list[Form]:
        """Write the first of the largest entries along the last axis: of each two entries, which one is in front."""
        shape = self.network.shapes[step.name]
        if step["function"] != "hardmax" or step["axis"] != len(shape) - 1:
            raise UnsupportedError(f"{step.name!r} must be units with two values or a hardmax, not {step['function']}")
        width = int(shape[-1])
        made = []
        for start in range(0, len(forms), width):
            row = range(start, start + width)
            ahead = {
                (i, j): self._unit(f"{names[i]}>{names[j]}", forms[i] - forms[j], AHEAD)
                for i, j in combinations(row, 2)
            }
            for i in row:
                before, after = [ahead[j, i] for j in row if j < i], [ahead[i, j] for j in row if j > i]
                weights = [-1] * len(before) + [1] * len(after)
                made.append(Form(0, {self._place(names[i], weights, before + after, len(after)): 1}))
        return made

    def _show(self, pin: str, form: Form) -> None:
        constant, terms = form.constant, form.terms
        if not terms and constant in (-1, 0, 1):
            self.draft.output(pin, int(constant == 1))
            self.levels[pin] = min(0, constant), 1
        elif len(terms) == 1:
            ((net, weight),) = terms.items()
            self.draft.output(pin, 2 * net + (weight < 0))
            self.levels[pin] = constant + min(0, weight), constant + max(0, weight)
        else:
            raise UnsupportedError(
                f"an output must have two values to become a pin, but {pin!r} is a sum of {len(terms)} units; end the "
                f"network in sa.step, or in sa.hardmax"
            )


AHEAD = Switch(0, 0, 1, rises=True, fires=True)
