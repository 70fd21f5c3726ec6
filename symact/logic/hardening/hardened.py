"""``harden``: a network of saturating units as the circuit that it becomes, and the gain from which it is one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt
from sympy import Expr, Rational, S

from symact.arithmetic.numbers import exact
from symact.exact.order import compare, sign
from symact.exact.variable import T
from symact.logic.circuit import Circuit
from symact.logic.hardening.gain import round_down, round_up
from symact.logic.hardening.survey import MOST_INPUTS, survey
from symact.logic.hardening.switches import upper
from symact.logic.hardening.units import Units, read_units
from symact.logic.hardening.wiring import wired
from symact.networks.affine import AffineParts
from symact.networks.network import Network, assemble
from symact.networks.step import Step

__all__ = ["Hardened", "harden"]

_SHOWN = 12


@dataclass(frozen=True, eq=False)
class Hardened:
    """The circuit that a network becomes as its gain grows, and from where it is that circuit.

    Attributes
    ----------
    network : Network
    circuit : Circuit
        A threshold unit of integer weights for each unit, under its name; constants for units that never change. The
        pins are the entries of the network's inputs and outputs, ``x[0], x[1], ..., y[0]``; an input or output of one
        number for each example is a pin of its own name. An output pin says at which of its two `levels` the output is.
    gain : Rational or None
        At this gain **and at every larger one** each output of the network is within `eps` of the level that the
        circuit says, at every input of 0 and 1 that is not `undecided`. That is proven; the gain is at most some 2 %
        above the least that this proof gives. None where every input is undecided.
    levels : dict of str to (low, high)
        Of each output pin the limits of what it shows, the lower one first.
    eps : dict of str to Expr
        Of each output pin.
    margins : dict of str to Rational
        Of each unit the least modulus of its sum, over all inputs, in the limit; 0 if it is on its threshold at one of
        them. The nearer to 0 a margin is, the larger the gain.
    undecided : uint8 array of shape (inputs, pins)
        The inputs at which no gain is certified: a unit is exactly on its threshold there, and an output hangs on it.
    how : {"exact", "certified"}
        Whether the margins are exact, or lower bounds of six digits. The gain is certified.
    """

    network: Network
    circuit: Circuit
    gain: Rational | None
    levels: dict[str, tuple[Expr, Expr]]
    eps: dict[str, Expr]
    margins: dict[str, Rational]
    undecided: npt.NDArray[np.uint8]
    how: str

    def at(self, gain: Any) -> Network:
        """Return the network at a gain: the sum of every unit is multiplied by it.

        In a network in which each weight and each bias is a term of one sum, as in :func:`symact.mlp`, this is the
        network with all weights and biases multiplied.

        Parameters
        ----------
        gain : number
            Positive.

        Raises
        ------
        ValueError
        """
        factor = exact(gain, "gain")
        if sign(factor) <= 0:
            raise ValueError(f"gain must be positive, not {gain}")
        net, affine = self.network, AffineParts(self.network)

        def scaled(step: Step) -> Step:
            if not affine.is_unit(step):
                return step
            return Step(step.name, "apply", step.inputs, (("function", step["function"].subs(T, factor * T)),))

        return assemble(net.inputs, net.parameters, map(scaled, net.steps), net.outputs, net.constants, net.supports)

    def __repr__(self) -> str:
        return f"<Hardened {self.circuit!r}; {self._claim()}>"

    def _claim(self) -> str:
        pins = len(self.circuit.inputs)
        total = f"{2**pins:,}" if pins <= MOST_INPUTS else f"2**{pins}"
        if self.gain is None:
            return f"no gain is certified at any of {total} inputs"
        which = f"at all {total} inputs"
        if len(self.undecided):
            which = f"at {2**pins - len(self.undecided):,} of {total} inputs, undecided at the others"
        return f"from gain {_decimal(self.gain)} on, certified, within {self._within()} {which}"

    def _within(self) -> str:
        return " or ".join(dict.fromkeys(str(e) for e in self.eps.values()))

    def _repr_html_(self) -> str:
        least = sorted(self.margins.items(), key=lambda item: item[1])[:_SHOWN]
        rows = "".join(f"<tr><td><code>{escape(n)}</code></td><td>&ge; {_decimal(m)}</td></tr>" for n, m in least)
        title = "margin" if len(self.margins) <= _SHOWN else f"the {_SHOWN} least margins"
        return (
            f"<p>A circuit {escape(self._claim())}.</p><table><thead><tr><th>unit</th><th>{title}</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>{self.circuit._repr_html_()}"
        )


def harden(network: Network, eps: Any = None) -> Hardened:
    r"""Return the circuit that a network of saturating units becomes as its weights grow, and from which gain on.

    As :math:`\beta \to \infty`, a unit :math:`f(\beta(w \cdot h + b))` whose activation has two finite limits goes to
    one of them, by the sign of its sum. On inputs of 0 and 1 the network then is a circuit of threshold units, each of
    which fires exactly when its sum is at least 0. That the network is within `eps` of the circuit at one gain is
    proven from the margins of the sums, layer by layer; the bounds only shrink as the gain grows, so that it holds from
    there on.

    Parameters
    ----------
    network : Network
        Of units with activations that have two finite limits (sigmoid, tanh, hard_sigmoid, erf, step, one of yours);
        they may differ. Weights are numbers; floats are the rationals that they are. Each entry of an output shows one
        unit, as it is or multiplied and shifted; a constant is 1 in the circuit where it is positive.
    eps : number, optional
        How far an output may be from its level; below half the distance of its two levels, of which it is a quarter
        unless stated. 0 only for activations that reach their levels, such as hard_sigmoid.

    Returns
    -------
    Hardened

    Raises
    ------
    ValueError
        For a symbolic weight, or an `eps` that is out of its range.
    UnsupportedError
        For an activation without two finite limits, and for an output that is a weighted sum of units: put a threshold
        behind it.
    UndecidedError
        For a network of more than 16 inputs in which a unit may lie on its threshold. With up to 16 each input is
        looked at. With more, each unit is, at all values of what it reads, whether they occur together or not (where it
        reads more than 12 nodes, by a bound that is good for small integer weights).

    Examples
    --------
    >>> xor = sa.mlp([2, 2, 1], sa.tanh, sa.sigmoid, weights=[([[1, 1], [-1, -1]], [-0.5, 1.5]), ([[1, 1]], [-1])])
    >>> hard = sa.harden(xor)
    >>> for _, gate, _ in hard.circuit.each_gate():
    ...     print(gate)
    Threshold(weights=(1, 1), threshold=1)
    Threshold(weights=(-1, -1), threshold=-1)
    Threshold(weights=(1, 1), threshold=2)
    >>> hard.gain, hard.margins
    (41/20, {'h1[0]': 1/2, 'h1[1]': 1/2, 'y[0]': 1})
    >>> x = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> hard.at(hard.gain)(x).round(2).ravel(), hard.at(10)(x).round(2).ravel()
    (array([0.17, 0.75, 0.75, 0.17]), array([0., 1., 1., 0.]))
    """
    units = read_units(network)
    levels = {pin: (output.low, output.high) for pin, output in units.outputs.items()}
    allowed = _allowed(units, eps)
    found = survey(units, np.array([[-upper(-e)] for e in allowed.values()]))
    is_exact = [exact for layer in units.layers for exact in layer.sums.is_exact.tolist()]
    margins = (
        Rational(m) if exact else round_down(m) if m else S.Zero
        for m, exact in zip(found.margins.tolist(), is_exact, strict=True)
    )
    return Hardened(
        network,
        wired(units, found.bits),
        None if found.gain is None else round_up(found.gain),
        levels,
        allowed,
        dict(zip(units.names[units.pins :], margins, strict=True)),
        found.undecided,
        "exact" if all(is_exact) else "certified",
    )


def _allowed(units: Units, eps: Any) -> dict[str, Expr]:
    """Return how far each output may be from its level."""
    given = None if eps is None else exact(eps, "eps")
    switches = {node: layer.switch for layer in units.layers for node in layer.nodes}
    found = {}
    for pin, output in units.outputs.items():
        distance = output.high - output.low
        found[pin] = distance / 4 if given is None else given
        if sign(found[pin]) < 0 or (distance != 0 and compare(found[pin], distance / 2) >= 0):
            raise ValueError(f"eps must be from 0 to below {distance / 2}, half the distance of two levels, not {eps}")
        if found[pin] == 0 and output.node in switches and not switches[output.node].is_exact:
            raise ValueError(f"eps must be positive, because {pin!r} comes near its levels and never reaches them")
    return found


def _decimal(number: Rational) -> str:
    """Return three digits, rounded down."""
    value = float(round_down(Fraction(number.p, number.q), 3)) if number else 0.0
    return f"{value:.3g}" if value >= 1e6 or 0 < value < 1e-4 else np.format_float_positional(value, trim="-")
