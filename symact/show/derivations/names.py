r"""What the values of a network are called in print: ``W1`` is :math:`W^{(1)}`, ``y_hat`` is :math:`\hat{y}`."""

from __future__ import annotations

import re
from collections.abc import Collection

from symact.networks.backprop.terms import Node, Quantity
from symact.networks.network import Network
from symact.networks.step import Step
from symact.show.typesetting import escaped

__all__ = ["Names", "indexed", "transposed"]

_GREEK = {
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
}
_PLAIN = re.compile(r"[\w ./:-]{1,24}", re.ASCII)
_LAYER = re.compile(r"^([^_^]+|\\[a-z]+\{[^{}]*\})\^\{\((\w+)\)\}$")


class Names:
    """The names of a network's values, each different from all others.

    Parameters
    ----------
    network : Network
    affine : collection of str
        The values whose errors have the letter delta.
    """

    def __init__(self, network: Network, affine: Collection[str] = ()) -> None:
        self.affine = affine
        self._names: dict[str, str] = {}
        self._letters = 0
        self._soft = _probabilities(network)
        for name in (*network.inputs, *network.parameters, *network.constants):
            self._names[name] = self._free(_printed(name))
        for step in network.steps:
            if step.name in self._soft.values():
                self._names[step.name] = self._free("p")
            elif not step.is_unnamed:
                self._names[step.name] = self._free(_printed(step.name))

    def _free(self, wanted: str | None) -> str:
        taken = self._names.values()
        while wanted is None or wanted in taken:
            self._letters += 1
            letter = next((c for c in "uvac" if c not in taken), "u")
            wanted = f"{letter}_{{{self._letters}}}"
        return wanted

    def probabilities(self, logits: Node) -> str | None:
        """Return what the softmax of what goes into a cross-entropy is called; None if it has no name."""
        name = self._soft.get(logits.name) if isinstance(logits, Quantity) else None
        return None if name is None else self._names[name]

    def of(self, quantity: Quantity) -> str:
        """Return what a quantity is called."""
        if quantity.name not in self._names:
            self._names[quantity.name] = self._free(None)
        name = self._names[quantity.name]
        if quantity.role == "value":
            return name
        if quantity.role == "error" and quantity.name in self.affine:
            layer = _LAYER.match(name)
            others = [n for n in self.affine if n != quantity.name]
            if layer and not any(self._names[n].endswith(f"^{{({layer[2]})}}") for n in others):
                return rf"\delta^{{({layer[2]})}}"
            return rf"\delta_{{{name}}}"
        return rf"\frac{{\partial L}}{{\partial {name}}}"


def _probabilities(network: Network) -> dict[str, str]:
    """Return for what goes into a cross-entropy the value that is its softmax."""
    logits = {s.inputs[0] for s in network.steps if s.operation == "cross_entropy"}
    return {s.inputs[0]: s.name for s in network.steps if _is_softmax(s) and s.inputs[0] in logits}


def _is_softmax(step: Step) -> bool:
    return step.operation == "vector" and step["function"] == "softmax"


def _printed(name: str) -> str | None:
    """Return a name as LaTeX; None for one that is better replaced by a letter."""
    if name.endswith("_hat"):
        inner = _printed(name[: -len("_hat")])
        return None if inner is None else rf"\hat{{{inner}}}"
    layer = re.fullmatch(r"([A-Za-z]+)_?(\d+)(?:_([A-Za-z]\w*))?", name, re.ASCII)
    if layer:
        source = rf"_{{\mathrm{{{escaped(layer[3])}}}}}" if layer[3] else ""
        return f"{_stem(layer[1])}^{{({layer[2]})}}{source}"
    if re.fullmatch("[A-Za-z]+", name, re.ASCII):
        return _stem(name)
    return rf"\text{{{escaped(name)}}}" if _PLAIN.fullmatch(name) else None


def _stem(word: str) -> str:
    if len(word) == 1:
        return word
    return f"\\{word}" if word in _GREEK else rf"\mathit{{{word}}}"


def transposed(name: str) -> str:
    r"""Return the transpose of what is called so: ``W^{(1)T}``, ``x^{T}``."""
    if re.search(r"\^\{\(\w+\)\}", name) and not name.startswith(r"\frac"):
        return re.sub(r"\^\{\((\w+)\)\}", r"^{(\1)T}", name, count=1)
    return f"{name}^{{T}}" if not name.startswith(r"\frac") else rf"\left({name}\right)^{{T}}"


def indexed(name: str, places: tuple[str, ...]) -> str:
    r"""Return an entry of what is called so: ``z^{(1)}_{k}``, ``u_{1, k}``."""
    if not places:
        return name
    index = "".join(places) if all(len(p) == 1 for p in places) else ", ".join(places)
    if name.startswith(r"\frac{\partial L}{\partial "):
        inner = name[len(r"\frac{\partial L}{\partial ") : -1]
        return rf"\frac{{\partial L}}{{\partial {indexed(inner, places)}}}"
    if name.endswith("}") and "_{" in name:
        return f"{name[:-1]}, {index}}}"
    return f"{name}_{{{index}}}"
