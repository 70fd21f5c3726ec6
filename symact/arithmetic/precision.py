"""The working precision of ball arithmetic, set for one computation and put back.

FLINT's Python context (``flint.ctx``) is one for the whole process, not one for each thread. Whoever computes
with balls here therefore holds one lock while the precision is set. Nothing depends on it for being right: a
ball is an enclosure at any precision; a stranger who changes ``flint.ctx`` meanwhile can only make it wider.
"""

from __future__ import annotations

from threading import RLock
from types import TracebackType

from flint import ctx

__all__ = ["Working", "working_bits"]

_LOCK = RLock()


class Working:
    """A context in which FLINT computes with `bits` bits, and power series with `terms` terms.

    Contexts nest; each puts back what it found, after an exception too. Other threads wait at the entrance.

    Examples
    --------
    >>> from flint import arb
    >>> with Working(200):
    ...     third = arb(1) / 3
    >>> third.rel_accuracy_bits() > 190
    True
    """

    __slots__ = ("_bits", "_found", "_terms")

    def __init__(self, bits: int, terms: int | None = None) -> None:
        self._bits = bits
        self._terms = terms
        self._found = (0, 0)

    def __enter__(self) -> Working:
        _LOCK.acquire()
        self._found = (ctx.prec, ctx.cap)
        try:
            ctx.prec = self._bits
            if self._terms is not None:
                ctx.cap = self._terms
        except BaseException:
            self._restore()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()

    def _restore(self) -> None:
        ctx.prec, ctx.cap = self._found
        _LOCK.release()


def working_bits() -> int:
    """Return the precision that is set: what a method ``_ball_`` may look at to know how far to go."""
    return int(ctx.prec)
