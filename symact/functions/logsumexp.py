"""The smooth maximum whose gradient is softmax."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Max, S, exp, log

from symact.functions.components import OfVector
from symact.functions.families.vector.exponential_components import parts, softmax_component
from symact.functions.vector_activation import is_array, read_vector
from symact.hooks import hook

__all__ = ["logsumexp"]


class logsumexp(OfVector):
    r"""The logarithm of a sum of exponentials, a smooth maximum; its gradient is softmax.

    .. math:: \mathrm{logsumexp}(x) = \log\sum_j e^{x_j}

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        Real entries; -oo adds nothing, and of no entries it is -oo.
    axis : int, optional
        Of an array, the axis that is summed over; the last unless stated.

    Examples
    --------
    >>> logsumexp([x, 0]).diff(x), logsumexp([-1000, -1000]), logsumexp([log(2), log(3)])
    (softmax([x, 0])[0], -1000 + log(2), log(5))
    >>> logsumexp(np.array([1000.0, 1000.0]))
    np.float64(1000.6931471805599)
    """

    def __new__(cls, *vector: Any, axis: int = -1, **options: Any) -> Any:
        if len(vector) == 1 and is_array(vector[0]):
            return hook("evaluate_vector")(cls, vector[0], (), axis)
        if len(vector) == 1 and not isinstance(vector[0], Expr):
            vector = read_vector(vector[0], "logsumexp")
        if not vector:
            return S.NegativeInfinity
        return super().__new__(cls, *vector, **options)

    @classmethod
    def eval(cls, *entries: Expr) -> Expr | None:
        """Return the value at infinite or equal entries and at logarithms."""
        if any(e is S.NaN or e is S.ComplexInfinity for e in entries):
            return S.NaN
        if S.Infinity in entries or len(entries) == 1:
            return S.Infinity if S.Infinity in entries else entries[0]
        kept = [e for e in entries if e is not S.NegativeInfinity]
        if len(kept) < len(entries):
            return cls(*kept) if kept else S.NegativeInfinity
        if all(e == kept[0] for e in kept):
            return kept[0] + log(len(kept))
        if any(e.has(log) for e in kept):
            total = sum(exp(e) for e in kept)
            return log(total) if total.is_Rational else None
        return None

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the component of softmax."""
        return softmax_component(argindex - 1, *self.args)

    def written(self) -> Expr:
        """The definition."""
        return log(sum(exp(e) for e in self.args))

    def stable(self) -> Expr:
        """The same, with the largest entry taken out of the sum."""
        top = Max(*self.args)
        return top + log(sum(exp(e - top) for e in self.args))

    def _eval_rewrite_as_exp(self, *args: Expr, **hints: Any) -> Expr:
        return self.written()

    _eval_rewrite_as_log = _eval_rewrite_as_tractable = _eval_rewrite_as_exp

    def _ball_(self, evaluate: Any) -> Any:
        _, top, others = parts(self.args, evaluate)
        return top + others.log1p()

    def _sympystr(self, printer: Any) -> str:
        return f"logsumexp([{', '.join(printer._print(e) for e in self.args)}])"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        inner = ", ".join(printer._print(e) for e in self.args)
        return rf"\mathrm{{logsumexp}}{power}\left({inner}\right)"
