"""The sign of a function near infinity, and from where on it holds: by dominance of one term over all others.

On a ray ``z >= R`` an expression is written as a sum of terms ``c * theta * exp(p(z)) * z**a * log(z)**l``
with an exact constant ``c``, a polynomial ``p`` and a factor ``theta`` of which only an interval is known.
One term grows fastest. If every other one, relative to it, falls on the whole ray, then its size at ``R``
bounds it there, and a comparison of numbers at ``R`` decides the sign on the whole ray.
"""

from __future__ import annotations

from contextlib import suppress
from math import prod

from sympy import Expr, Symbol, expand, together

from symact.arithmetic import tail_functions  # noqa: F401  (it registers its rules)
from symact.arithmetic.precision import Working
from symact.arithmetic.tail_terms import BITS, Tail, TooEarly
from symact.errors import UndecidedError

__all__ = ["tail_sign"]

_LARGEST_START = 1 << 13


def tail_sign(expr: Expr, z: Symbol) -> tuple[int, int]:
    """Return (R, s): the expression has the sign s, which is -1 or 1, for every ``z >= R``.

    Parameters
    ----------
    expr : Expr
        Of rational operations, powers, exponentials, logarithms, tanh, erf, erfc, atan and bounded
        oscillation.
    z : Symbol
        Its only symbol.

    Raises
    ------
    UndecidedError
        Where no single term was proven to dominate.

    Examples
    --------
    >>> tail_sign(exp(x) - 100 * x**3, x)
    (16, 1)
    """
    fraction = [expand(part) for part in together(expr).as_numer_denom()]
    start = 2
    with Working(BITS):
        while start <= _LARGEST_START:
            tail = Tail(z, start)
            for parts in ([expr], fraction):
                with suppress(TooEarly):
                    return start, prod(tail.sign(part) for part in parts)
            start *= 2
    raise UndecidedError(f"the sign of {expr} for large {z} must be known, but no single term was proven to dominate")
