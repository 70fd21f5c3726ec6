"""The components of softmax and of its logarithm."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Max, S, Symbol, exp, log

from symact.functions.components import Component, components_of
from symact.functions.families.sigmoids import sigmoid

__all__ = ["log_softmax_component", "parts", "softmax_component"]


class Exponential(Component):
    """A smooth component; what its infinite entries, equal entries and logarithms come to is said once, here."""

    @classmethod
    def value(cls, i: int, entries: tuple[Expr, ...]) -> Expr | None:
        """Return the limit at infinite entries, and closed forms."""
        above = [j for j, e in enumerate(entries) if e is S.Infinity]
        if above:
            return cls.of_mass(S.One if above == [i] else S.Zero) if len(above) == 1 else S.NaN
        kept = [j for j, e in enumerate(entries) if e is not S.NegativeInfinity]
        if not kept:
            return S.NaN
        if len(kept) < len(entries):
            return cls(kept.index(i), *(entries[j] for j in kept)) if i in kept else cls.of_mass(S.Zero)
        mass = _rational_mass(i, entries)
        return None if mass is None else cls.of_mass(mass)

    @classmethod
    def shares(cls, entries: tuple[Expr, ...]) -> tuple[Expr, ...]:
        """Return the components of softmax."""
        return components_of(softmax_component, entries)

    @classmethod
    def of_mass(cls, mass: Expr) -> Expr:
        """Return the component whose share of the sum is known."""
        raise NotImplementedError(f"{cls.__name__} must define of_mass")

    def followed(self, x: Symbol, direction: Any = 0) -> Expr:
        """Return the formula in exponentials."""
        return self.rewrite(exp)

    def _eval_rewrite_as_exp(self, *args: Expr, **hints: Any) -> Expr:
        return self.written()

    _eval_rewrite_as_tractable = _eval_rewrite_as_exp


def _rational_mass(i: int, entries: tuple[Expr, ...]) -> Expr | None:
    """Return exp(entry i) over the sum of all exponentials where it is seen to be rational."""
    if all(e == entries[0] for e in entries):
        return S.One / len(entries)
    if not any(e.has(log) for e in entries) or not all(e.is_number for e in entries):
        return None
    mass = 1 / sum(exp(e - entries[i]) for e in entries)
    return mass if mass.is_Rational else None


def parts(entries: tuple[Expr, ...], evaluate: Any) -> tuple[list[Any], Any, Any]:
    """Return the balls of the entries less the largest of them, that one, and the sum of the others' exponentials."""
    balls = [evaluate(e) for e in entries]
    top = max(range(len(balls)), key=lambda j: balls[j].mid())
    shifted = [evaluate(S.Zero) if j == top else b - balls[top] for j, b in enumerate(balls)]
    others = sum((d.exp() for j, d in enumerate(shifted) if j != top), start=evaluate(S.Zero))
    return shifted, balls[top], others


class softmax_component(Exponential):
    """A component of :class:`softmax`."""

    @classmethod
    def of_mass(cls, mass: Expr) -> Expr:
        """The share itself."""
        return mass

    @classmethod
    def rate(cls, i: int, j: int, shares: tuple[Expr, ...]) -> Expr:
        """p_i*(delta_ij - p_j)."""
        return shares[i] * (int(i == j) - shares[j])

    def stable(self) -> Expr:
        """The same, divided by the exponential of the largest entry."""
        top = Max(*self.entries)
        return exp(self.entries[self.index] - top) / sum(exp(e - top) for e in self.entries)

    def _eval_rewrite_as_sigmoid(self, index: Expr, *entries: Expr, **hints: Any) -> Expr | None:
        i = int(index)
        return sigmoid(entries[i] - entries[1 - i]) if len(entries) == 2 else None

    def _ball_(self, evaluate: Any) -> Any:
        shifted, _, others = parts(self.entries, evaluate)
        return shifted[self.index].exp() / (1 + others)

    def _eval_is_positive(self) -> bool | None:
        return self._all("is_real")


class log_softmax_component(Exponential):
    """A component of :class:`log_softmax`."""

    @classmethod
    def of_mass(cls, mass: Expr) -> Expr:
        """The logarithm of the share."""
        return S.NegativeInfinity if mass is S.Zero else log(mass)

    @classmethod
    def rate(cls, i: int, j: int, shares: tuple[Expr, ...]) -> Expr:
        """delta_ij - p_j."""
        return int(i == j) - shares[j]

    def stable(self) -> Expr:
        """The same, with the largest entry taken out of the sum."""
        top = Max(*self.entries)
        return (self.entries[self.index] - top) - log(sum(exp(e - top) for e in self.entries))

    def _eval_rewrite_as_log(self, *args: Expr, **hints: Any) -> Expr:
        return log(softmax_component(*args))

    def _ball_(self, evaluate: Any) -> Any:
        shifted, _, others = parts(self.entries, evaluate)
        return shifted[self.index] - others.log1p()

    def _eval_is_negative(self) -> bool | None:
        return self._all("is_real")
