r"""How far the units of a network may be from their limits at a gain, and why that only shrinks as the gain grows.

Let a unit have the sum :math:`z = \sum_v w_v h_v + b` where all that it reads is at its limit, the margin
:math:`m = |z|`, and the limit :math:`\ell`, the level on the side of the sign of z. At the gain :math:`\beta` it is
:math:`f(\beta \tilde z)`, where each :math:`\tilde h_v` lies between :math:`h_v - u_v` and :math:`h_v + o_v`. So
:math:`\tilde z` lies on the same side of 0, at a distance of at least

.. math:: r(\beta) = m - \sum_v |w_v| \, d_v(\beta), \qquad d_v = u_v \text{ or } o_v,
   \text{ the one that pushes the sum towards } 0,

and the unit is no farther from its limit than :math:`\tau(\beta r(\beta))`, where
:math:`\tau(t) = \sup \{ |f(s) - \ell| : |s| \ge t \}` on that side; where :math:`r \le 0`, than the same on the whole
line. The bounds under the limit and over it are kept apart, since most activations do not pass their limits.

**Monotony.** From one layer to the next: if no :math:`d_v` grows with :math:`\beta`, then r does not fall; where it is
positive, :math:`\beta r(\beta)` does not fall either, so that :math:`\tau`, which does not grow with t, does not grow;
and where it is not, the bound is the largest there is. Input pins do not deviate at all. So every bound holds at all
larger gains too: outputs that are certified at one gain are certified at all larger ones.

A unit with :math:`z = 0` has the value f(0) at every gain if nothing that it reads deviates. Else nothing is said of it
but that it is within the range of f.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from symact.logic.hardening.switches import Floats
from symact.logic.hardening.units import Layer, Units

__all__ = ["Bools", "Limit", "Place"]

Bools = npt.NDArray[np.bool_]

_DOWN, _UP = 1 - 2.0**-50, 1 + 2.0**-50


@dataclass(frozen=True, eq=False)
class Place:
    """Where the units of a layer go as the gain grows, of shape (units, cases) each.

    Attributes
    ----------
    high, low : bool arrays
        Whether a unit may be at that level; both where this depends on the input, and the case stands for many.
    still : bool array
        Whether its sum may be 0.
    margin : float array
        A lower bound of the modulus of any other sum.
    """

    high: Bools
    low: Bools
    still: Bools
    margin: Floats

    def at(self, cases: Bools) -> Place:
        """Return some of the cases."""
        return Place(self.high[:, cases], self.low[:, cases], self.still[:, cases], self.margin[:, cases])


@dataclass(frozen=True, eq=False)
class Limit:
    """The network in its limit, for some cases of its inputs.

    Attributes
    ----------
    units : Units
    places : sequence of Place
        One for each layer.
    distance : float array of shape (outputs, cases)
        Upper bounds of how far the limits are from what the circuit says.
    eps : float array of shape (outputs, 1)
        How far the outputs may be from it.
    """

    units: Units
    places: Sequence[Place]
    distance: Floats
    eps: Floats

    @property
    def cases(self) -> int:
        """How many there are."""
        return int(self.distance.shape[1])

    def at(self, cases: Bools) -> Limit:
        """Return some of the cases."""
        return Limit(self.units, [p.at(cases) for p in self.places], self.distance[:, cases], self.eps)

    def agrees(self, gain: float) -> Bools:
        """Say for which cases the network is certified to be within eps of the circuit, at this gain and all larger.

        At an infinite gain: for which there is such a finite gain.
        """
        under, over = (np.zeros((len(self.units.names), self.cases)) for _ in range(2))
        for layer, place in zip(self.units.layers, self.places, strict=True):
            _spread(layer, place, under, over, gain)
        shown = [output.node for output in self.units.outputs.values()]
        off = (self.distance + self.units.scales * np.maximum(under[shown], over[shown])) * _UP
        return np.asarray((off <= self.eps).all(axis=0))


def _spread(layer: Layer, place: Place, under: Floats, over: Floats, gain: float) -> None:
    """Write how far the units of a layer may be under and over their limits, from what is written of those they read.

    Parameters
    ----------
    layer : Layer
    place : Place
    under, over : float arrays of shape (nodes, cases)
    gain : float
        Positive; at infinity, what vanishes at no finite gain counts as
        :data:`~symact.logic.hardening.switches.LEAST`.
    """
    switch = layer.switch
    down, up = layer.sums.push(under[layer.reads], over[layer.reads])
    room = (place.margin - np.maximum(place.high * down, place.low * up)) * _DOWN
    with np.errstate(invalid="ignore", over="ignore"):
        t = np.where(room > 0, room * (gain * _DOWN if gain < inf else inf), 0.0)
    (short_of_high, past_high), (short_of_low, past_low) = switch.to_high(t), switch.to_low(t)
    below = np.maximum(place.high * short_of_high, place.low * past_low)
    above = np.maximum(place.high * past_high, place.low * short_of_low)
    moved = place.still & (down + up != 0)
    nodes = slice(layer.nodes.start, layer.nodes.stop)
    under[nodes] = np.where(moved, np.maximum(below, switch.around_zero[0]), below)
    over[nodes] = np.where(moved, np.maximum(above, switch.around_zero[1]), above)
