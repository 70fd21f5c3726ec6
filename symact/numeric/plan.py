"""How one smooth formula is computed: a stable form, and the regions where something better takes over.

The stable form is measured against balls at some points. Only where it loses digits a far tail, or a series around a
zero, is derived: what the identities have mended already costs nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from typing import Any

import numpy as np
from sympy import Expr, S

from symact.errors import NoLimitError, SymactError
from symact.exact.growth import limit_by_growth
from symact.exact.limiting import piece_limit, unfold
from symact.exact.variable import T
from symact.numeric.constants import as_float
from symact.numeric.reference import Reference
from symact.numeric.stable import stable
from symact.numeric.tails import FarTail, far_tail
from symact.numeric.ulp import ulp_error
from symact.numeric.zeros import Zero, find_zeros, narrowed

__all__ = ["Plan", "plan"]

Vectorised = Callable[[Any], Any]

_ALLOWED = 2.5
"""Units in the last place that the stable form may be off before something better is looked for."""

_LARGEST = float(np.finfo(np.float64).max)
_MAGNITUDES = (
    *(2.0 ** (k / 5) for k in range(10, 51)),
    *(2.0**k for k in (*range(11, 64, 4), *range(64, 1023, 40), 1023)),
    _LARGEST,
)
_FINER = 24
_DISTANCES = (
    *(2.0 ** (-k / 6) for k in range(1, 30)),
    *(2.0**-k for k in (*range(5, 50, 3), *range(50, 1074, 41), 1074)),
)


@dataclass(frozen=True)
class Plan:
    """A stable form of one smooth formula, what replaces it where it loses digits, and the limits at infinity.

    Attributes
    ----------
    formula : Expr
        The formula in ``T``, in SymPy's functions.
    core : Expr
        The stable form.
    tails : tuple of FarTail
    zeros : tuple of Zero
    limits : tuple of float or None
        The values at -oo and oo, where the rest would not yield them.
    """

    formula: Expr
    core: Expr
    tails: tuple[FarTail, ...] = ()
    zeros: tuple[Zero, ...] = ()
    limits: tuple[float | None, float | None] = (None, None)

    @property
    def is_plain(self) -> bool:
        """Whether the stable form alone does."""
        return not (self.tails or self.zeros or self.limits != (None, None))


def plan(piece: Expr, lower: float, upper: float, compile_plan: Callable[[Plan], Vectorised]) -> Plan:
    """Return how to compute a smooth formula in ``T`` on the interval from `lower` to `upper`.

    Parameters
    ----------
    piece : Expr
        In ``T``; with other symbols, which are parameters, only the identities apply.
    lower, upper : float
        Where it is needed.
    compile_plan : callable
        Makes of a plan a function of float64 vectors.
    """
    known = _PLANS.get((piece, lower, upper))
    if known is None:
        known = _PLANS[piece, lower, upper] = _new_plan(piece, lower, upper, compile_plan)
        while len(_PLANS) > 1024:
            _PLANS.pop(next(iter(_PLANS)))
    return known


_PLANS: dict[tuple[Expr, float, float], Plan] = {}


def _new_plan(piece: Expr, lower: float, upper: float, compile_plan: Callable[[Plan], Vectorised]) -> Plan:
    formula = unfold(piece)
    made = Plan(formula, stable(piece))
    if piece is S.NaN or formula.free_symbols != {T} or _is_linear(formula):
        return made
    function, reference = compile_plan(made), Reference(formula)
    tails = [_tail(made, side, function, reference) for side, end in ((-1, lower), (1, upper)) if np.isinf(end)]
    made = replace(made, tails=tuple(t for t in tails if t is not None))
    if made.tails:
        function = compile_plan(made)
    zeros = (_mended(z, function, reference, lower, upper) for z in find_zeros(formula, function, lower, upper))
    made = replace(made, zeros=tuple(z for z in zeros if z is not None))
    return replace(made, limits=_limits(formula, compile_plan(made), reference, lower, upper))


def _is_linear(formula: Expr) -> bool:
    return bool(formula.is_polynomial(T)) and formula.as_poly(T).degree() <= 1


def _errors(function: Vectorised, reference: Reference, points: list[float]) -> list[float]:
    """Return the error at each point in units in the last place, 0 where there is no value to compare with."""
    values = function(np.array(points)).tolist()
    balls = (reference.ball(x) for x in points)
    return [0.0 if b is None else ulp_error(v, b) for v, b in zip(values, balls, strict=True)]


def _tail(made: Plan, side: int, function: Vectorised, reference: Reference) -> FarTail | None:
    magnitudes = _with_the_end(side, reference)
    errors = _errors(function, reference, [side * t for t in magnitudes])
    good = list(takewhile(lambda pair: pair[1] <= _ALLOWED, zip(magnitudes, errors, strict=True)))
    if len(good) == len(magnitudes):
        return None
    last_good = good[-3][0] if len(good) > 2 else 0.0
    found = far_tail(made.formula, side, magnitudes, reference, last_good)
    if found is None:
        return None
    return replace(found, start=max(found.start, last_good))


def _with_the_end(side: int, reference: Reference) -> list[float]:
    """Return the magnitudes to look at, with more of them where the value goes through the subnormal numbers."""
    sizes = [None if b is None else abs(b).upper() for b in (reference.ball(side * t) for t in _MAGNITUDES)]
    found = set(_MAGNITUDES)
    for low, high, before, after in zip(_MAGNITUDES, _MAGNITUDES[1:], sizes, sizes[1:], strict=False):
        if before is not None and after is not None and before > 2.0**-1074 and after < 2.0**-1022:
            found.update(low * (high / low) ** (k / _FINER) for k in range(1, _FINER))
    return sorted(found)


def _mended(zero: Zero, function: Vectorised, reference: Reference, lower: float, upper: float) -> Zero | None:
    """Return a zero whose radius is cut to where the function needs it; None where it needs none."""
    points = [x for d in _DISTANCES for x in (zero.at - d, zero.at + d) if lower <= x <= upper and x != zero.at]
    bad = [
        abs(x - zero.at)
        for x, error in zip(points, _errors(function, reference, points), strict=True)
        if error > _ALLOWED and abs(x - zero.at) <= zero.radius
    ]
    return narrowed(zero, min(zero.radius, 1.25 * max(bad))) if bad else None


def _limits(
    formula: Expr, function: Vectorised, reference: Reference, lower: float, upper: float
) -> tuple[float | None, float | None]:
    found: list[float | None] = []
    for end, bound in ((S.NegativeInfinity, lower), (S.Infinity, upper)):
        if not np.isinf(bound):
            found.append(None)
            continue
        value = float(function(np.array([float(end)]))[0])
        limit = None if _confirmed(value, float(end), reference) else _limit(formula, end)
        same = limit is None or limit == value or (np.isnan(limit) and np.isnan(value))
        found.append(None if same else limit)
    return found[0], found[1]


def _confirmed(value: float, end: float, reference: Reference) -> bool:
    """Return whether a value at infinity is what the formula is far out, to 100 bits: no further proof is needed."""
    ball = reference.ball(np.copysign(_LARGEST, end))
    if np.isnan(value) or ball is None:
        return False
    if np.isinf(value):
        return bool(ball * np.sign(value) > 2.0**1020)
    return ulp_error(value, ball) <= 1


@lru_cache(maxsize=1024)
def _limit(formula: Expr, end: Expr) -> float | None:
    """Return the limit as a float, nan where there is none, None where it was not found."""
    try:
        value = limit_by_growth(formula, end, 0)
        return as_float(piece_limit(formula, end, 0) if value is None else value)
    except NoLimitError:
        return float("nan")
    except (SymactError, NotImplementedError, TypeError, ValueError):
        return None
