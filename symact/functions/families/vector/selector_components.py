"""The components of hardmax, sparsemax and maxout, and the constant functions that their derivatives are made of."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sympy import And, Eq, Expr, Integer, Max, Piecewise, S

from symact.functions.components import Order, Switching, components_of, largest

__all__ = ["hardmax_component", "maxout_component", "maxout_share", "sparsemax_component", "sparsemax_support"]


class Flat(Switching):
    """A component that is constant on every branch: its derivative is 0 wherever there is one."""

    @classmethod
    def rate(cls, i: int, j: int, shares: tuple[Expr, ...]) -> Expr:
        """Zero; jumps contribute nothing."""
        return S.Zero

    def _ball_(self, evaluate: Any) -> Any:
        return evaluate(S.Zero).union(evaluate(S.One))

    def _eval_is_nonnegative(self) -> bool:
        return True


class hardmax_component(Flat):
    """A component of :class:`hardmax`."""

    @classmethod
    def decided(cls, i: int, entries: tuple[Expr, ...], order: Order) -> Expr:
        """1 for the first of the largest entries, else 0."""
        return S.One if largest(entries, order)[1][0] == i else S.Zero

    def _eval_is_integer(self) -> bool:
        return True


class maxout_share(Flat):
    """The weight of an entry in the derivative of maxout: 1/k for each of the k largest entries, else 0."""

    text = "maxout_share"
    display = r"\mathrm{share}"

    @classmethod
    def decided(cls, i: int, entries: tuple[Expr, ...], order: Order) -> Expr:
        """1/k or 0."""
        winners = largest(entries, order)[1]
        return Integer(1) / len(winners) if i in winners else S.Zero

    def written(self) -> Expr:
        """By cases."""
        e, others = self.entries[self.index], [o for j, o in enumerate(self.entries) if j != self.index]
        ties = sum(Piecewise((1, Eq(e, o)), (0, True)) for o in others)
        return Piecewise((1 / (1 + ties), And(*(e >= o for o in others))), (0, True))


class maxout_component(Switching):
    """The largest of the entries of one group of :class:`maxout`."""

    text = "maxout"
    display = r"\mathrm{maxout}"

    @classmethod
    def decided(cls, i: int, entries: tuple[Expr, ...], order: Order) -> Expr:
        """The largest entry."""
        return largest(entries, order)[0]

    @classmethod
    def shares(cls, entries: tuple[Expr, ...]) -> tuple[Expr, ...]:
        """Return 1 for the largest entry, shared evenly at ties, and 0 for the others."""
        return components_of(maxout_share, entries)

    @classmethod
    def rate(cls, i: int, j: int, shares: tuple[Expr, ...]) -> Expr:
        """The share."""
        return shares[j]

    def written(self) -> Expr:
        """``Max``."""
        return Max(*self.entries)

    def shown_pieces(self) -> int | None:
        """The size of the group unless it is 2."""
        n = len(self.entries)
        return None if n == 2 else n

    def _ball_(self, evaluate: Any) -> Any:
        first, *rest = (evaluate(e) for e in self.entries)
        for ball in rest:
            first = first.max(ball)
        return first


@lru_cache(maxsize=256)
def _threshold(entries: tuple[Expr, ...], order: Order) -> Expr:
    """Return the threshold of sparsemax.

    The entries in decreasing order belong to the support as long as k*(entry) + 1 exceeds the sum of the first k.
    """
    rest = list(entries)
    total, k = S.Zero, 0
    while rest:
        top, winners = largest(tuple(rest), order)
        if k and order(k * top + 1, total) <= 0:
            break
        k += len(winners)
        total += sum(rest[w] for w in winners)
        rest = [e for j, e in enumerate(rest) if j not in winners]
    return (total - 1) / k


def _reduced(i: int, entries: tuple[Expr, ...]) -> tuple[tuple[Expr, ...], Expr | None]:
    """Return the entries that are not -oo, and the probability of entry `i` where infinite entries decide it."""
    above = [j for j, e in enumerate(entries) if e is S.Infinity]
    kept = tuple(e for e in entries if e is not S.NegativeInfinity)
    if len(above) > 1 or not kept:
        return kept, S.NaN
    if above or entries[i] is S.NegativeInfinity:
        return kept, S.One if above == [i] else S.Zero
    return kept, None


class sparsemax_support(Flat):
    """1 where a component of sparsemax is positive, else 0."""

    text = "sparsemax_support"
    display = r"\mathrm{support}"

    @classmethod
    def decided(cls, i: int, entries: tuple[Expr, ...], order: Order) -> Expr:
        """1 or 0."""
        kept, known = _reduced(i, entries)
        if known is not None:
            return known
        return S.One if order(entries[i], _threshold(kept, order)) > 0 else S.Zero

    def written(self) -> Expr:
        """By cases."""
        return Piecewise((1, sparsemax_component.activation.formula(self.entries)[self.index] > 0), (0, True))

    def _eval_is_integer(self) -> bool:
        return True


class sparsemax_component(Switching):
    """A component of :class:`sparsemax`."""

    @classmethod
    def decided(cls, i: int, entries: tuple[Expr, ...], order: Order) -> Expr:
        """The excess over the threshold."""
        kept, known = _reduced(i, entries)
        if known is not None:
            return known
        threshold = _threshold(kept, order)
        return entries[i] - threshold if order(entries[i], threshold) > 0 else S.Zero

    @classmethod
    def shares(cls, entries: tuple[Expr, ...]) -> tuple[Expr, ...]:
        """Return the indicator of the support, and the size of the support after it."""
        support = components_of(sparsemax_support, entries)
        return (*support, sum(support, start=S.Zero))

    @classmethod
    def rate(cls, i: int, j: int, shares: tuple[Expr, ...]) -> Expr:
        """s_i*(delta_ij - s_j/|S|)."""
        return shares[i] * (int(i == j) - shares[j] / shares[-1])

    def _ball_(self, evaluate: Any) -> Any:
        balls = [evaluate(e) for e in self.entries]
        low, high = (_ball_threshold([end(b) for b in balls]) for end in (_lower, _upper))
        excess = balls[self.index] - low.union(high)
        return excess.max(evaluate(S.Zero))

    def _eval_is_nonnegative(self) -> bool:
        return True


def _lower(ball: Any) -> Any:
    return ball.lower()


def _upper(ball: Any) -> Any:
    return ball.upper()


def _ball_threshold(points: list[Any]) -> Any:
    """Return the threshold of sparsemax: the largest of (sum of the k largest - 1)/k; it grows with every entry."""
    best: Any = None
    total: Any = -1
    for k, point in enumerate(sorted(points, reverse=True), 1):
        total = point + total
        best = total / k if best is None else best.max(total / k)
    return best
