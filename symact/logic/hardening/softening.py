"""``soften``: a circuit as a network of saturating units that provably computes it."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Rational, expand

from symact.arithmetic.numbers import exact
from symact.exact.order import sign
from symact.exact.real_function import step
from symact.exact.variable import T
from symact.functions.catalogue import activation as find
from symact.logic.circuit import Circuit
from symact.logic.hardening.hardened import harden
from symact.logic.hardening.switches import as_switch
from symact.logic.views.to_network import to_network
from symact.networks.network import Network
from symact.networks.units import as_function
from symact.networks.writer import NetworkWriter

__all__ = ["soften"]


def soften(circuit: Circuit, activation: Any = None, gain: Any = None, eps: Any = None) -> Network:
    r"""Return a circuit as a network of saturating units; the way back of :func:`symact.harden`.

    Each gate becomes threshold units with integer weights, as :func:`symact.to_network` makes them, which fire exactly
    when :math:`\sum w x \ge \theta`. The sums are whole numbers, so with the threshold :math:`\theta - 1/2` no margin
    is below 1/2, and a unit becomes

    .. math:: f\Big(\beta \Big(\sum_i w_i \frac{h_i - a}{b - a} - \theta + \tfrac12\Big)\Big)

    where a and b are the limits of f, and input pins are 0 and 1.

    Parameters
    ----------
    circuit : Circuit
        Without registers.
    activation : Activation, Expr or name, optional
        With two finite limits that differ; ``sa.sigmoid`` unless stated.
    gain : number, optional
        The factor :math:`\beta` of all weights and biases. Unless stated one from which on :func:`symact.harden`
        certifies that each output is within `eps` of the level that the circuit says, nearly the least such one.
    eps : number, optional
        As for :func:`symact.harden`.

    Returns
    -------
    Network
        With the inputs and outputs of the circuit; an output is near the higher limit of f for 1, near the lower for 0.

    Raises
    ------
    UnsupportedError
        For a circuit with registers or without inputs, and for an activation without two finite limits.

    Examples
    --------
    >>> a, b = sa.pins("a b")
    >>> net = sa.soften(sa.Circuit({"y": a ^ b}), sa.tanh)
    >>> net(a=[0, 0, 1, 1], b=[0, 1, 0, 1]).round(2)
    array([-0.78,  0.51,  0.51, -0.51])
    >>> sa.agreement(sa.harden(net).circuit, sa.Circuit({"y": a ^ b}))
    <Agreement: yes, at all 4 inputs (exact)>
    """
    function = as_function(find("sigmoid") if activation is None else activation)
    if not isinstance(function, Expr):
        raise TypeError(f"activation must be a function of one number, not {activation!r}")
    factor = None if gain is None else exact(gain, "gain")
    if factor is not None and sign(factor) <= 0:
        raise ValueError(f"gain must be positive, not {gain}")
    hard = to_network(circuit, check=False)
    if factor is None:
        factor = harden(_softened(hard, function, Rational(1)), eps).gain
    return _softened(hard, function, factor)


def _softened(hard: Network, function: Expr, gain: Expr) -> Network:
    """Return a network of threshold units with another activation, with shifted biases, and with a gain."""
    switch, side = as_switch(function)
    low, width = switch.low, switch.high - switch.low
    writer = NetworkWriter()
    for name, shape in hard.inputs.items():
        writer.input(name, shape)
    for name, array in hard.parameters.items():
        shifted = array + (Rational(1, 2) if array.dtype == object else 0.5) if array.ndim == 1 else array
        factor = side * gain if array.dtype == object else float(side * gain)
        writer.parameter(name, shifted * factor, hard.supports.get(name))
    levels = {name: name for name in (*hard.inputs, *hard.parameters)}  # by the name in the given network
    bits = dict(levels)  # the same with 0 and 1 in place of the levels of units
    pins = set(hard.inputs)
    for made in hard.steps:
        names, options = made.inputs, dict(made.options)
        if made.operation == "apply" and options["function"] == step(T):
            levels[made.name] = unit = writer.add("apply", bits[names[0]], function=function, name=made.name)
            bits[made.name] = writer.add("apply", unit, function=(T - low) / width) if (low, width) != (0, 1) else unit
        elif made.operation == "apply":  # what an output shows: a complement or a constant
            shown = options["function"]
            if names[0] not in pins:
                shown = expand(low + width * shown.subs(T, (T - low) / width))
            levels[made.name] = bits[made.name] = writer.add("apply", levels[names[0]], function=shown)
        else:
            own = made.name if made.operation == "add" else None
            bits[made.name] = writer.add(made.operation, *(bits[n] for n in names), name=own, **options)
            if own is None:
                levels[made.name] = writer.add(made.operation, *(levels[n] for n in names), **options)
            pins |= {made.name} if pins.issuperset(names) else set()
    return writer.build({output: levels[value] for output, value in hard.outputs.items()})
