"""A fuse for work that cannot be foreseen: it blows after so many calls of the interpreter.

SymPy answers ``tanh(tanh(...(x)))`` at ten levels in minutes and at fifty never, and there are many such corners. A
fuse counts calls, so that a text is taken or refused alike on every machine; a clock stands behind it for many calls
that are each slow. It works in the thread that lights it, in every thread.
"""

from __future__ import annotations

import sys
import time
from inspect import CO_GENERATOR
from types import FrameType
from typing import Any

__all__ = ["Fuse", "FuseBlown"]


# Where work that does not end is done.
_PACKAGES = ("sympy", "mpmath", "symact")
# What puts things back, or is called where no exception reaches anybody.
_ENDINGS = ("__del__", "__exit__", "_restore")
# How many calls go by between two looks at the clock; some of Python's platforms have none for a thread.
_GLANCE = 32
_clock = getattr(time, "thread_time", time.monotonic)


class FuseBlown(BaseException):
    """The work took too many calls. It is no ``Exception``, so that nothing underway mistakes it for its own."""


class Fuse:
    """Run a block, and end it with :class:`FuseBlown` after that many calls, or seconds of the processor.

    Where a profiler of the user's is at work it is left alone, and there is no fuse.

    Examples
    --------
    >>> with Fuse(1000, 10.0):
    ...     while True:
    ...         exp(x).diff(x)
    Traceback (most recent call last):
    ...
    symact.exact.fuse.FuseBlown
    """

    def __init__(self, calls: int, seconds: float) -> None:
        self.left = calls
        self.seconds = seconds
        self.lit = False

    def __enter__(self) -> None:
        self.until = _clock() + self.seconds
        if sys.getprofile() is None:
            self.lit = True
            sys.setprofile(self._count)

    def __exit__(self, *exception: object) -> None:
        if self.lit:
            self.lit = False
            sys.setprofile(None)

    def _count(self, frame: FrameType, event: str, argument: Any) -> None:
        self.left -= 1
        if not self.left % _GLANCE and _clock() > self.until:
            self.left = 0
        if self.left < 0 and self.lit and event == "call" and _can_raise(frame):
            raise FuseBlown


def _can_raise(frame: FrameType) -> bool:
    """Return whether an exception raised here reaches the caller and leaves nothing set that ought to be put back."""
    code = frame.f_code
    package = str(frame.f_globals.get("__name__")).partition(".")[0]
    return package in _PACKAGES and code.co_name not in _ENDINGS and not code.co_flags & CO_GENERATOR
