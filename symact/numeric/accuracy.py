"""How accurate a numeric function is, measured: the largest error in units in the last place, and where it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, S

from symact.arithmetic.enclosure import ball
from symact.errors import SymactError, UndecidedError
from symact.exact.branches import BranchTable, branch_table
from symact.exact.limiting import at_infinity
from symact.exact.order import compare
from symact.exact.slopes import derivative_table
from symact.exact.variable import T
from symact.numeric.branch_source import branch_plans
from symact.numeric.constants import as_float
from symact.numeric.reference import Reference
from symact.numeric.ulp import inputs, ulp_error
from symact.numeric.writer import rational

__all__ = ["Accuracy", "Region", "measure", "measured"]


@dataclass(frozen=True)
class Region:
    """The largest error on one interval of inputs, in units in the last place, and where it is."""

    low: float
    high: float
    worst: float
    where: float
    count: int

    def __str__(self) -> str:
        return f"  {self.low:>12.6g} .. {self.high:<12.6g} {self.worst:6.3g} ULP at {self.where!r} of {self.count:,}"


@dataclass(frozen=True)
class Accuracy:
    """A measurement against certified values (ball arithmetic), not a proof: what was seen on these inputs.

    Attributes
    ----------
    worst : float
        The largest error in units in the last place of the exact value.
    where : float or tuple of float
        The input of that error.
    count : int
        How many inputs were compared.
    seed : int
    dtype : str
    regions : tuple of Region
        The same for each interval between kinks, zeros and changes of method.
    """

    worst: float
    where: Any
    count: int
    seed: int
    dtype: str
    regions: tuple[Region, ...] = ()

    def __str__(self) -> str:
        on = f"{self.count:,} {self.dtype} inputs (seed {self.seed}), against balls"
        if not self.worst:
            return f"measured: no error on {on}"
        return f"measured: worst {self.worst:.3g} ULP at {self.where!r} of {on}"

    __repr__ = __str__

    def table(self) -> str:
        """Return the report with one line for each region."""
        return "\n".join([str(self), *map(str, self.regions)])


def measured(evaluator: Any, n: int, seed: int, dtype: Any) -> Accuracy:
    """Measure an evaluator; see :meth:`symact.numeric.evaluator.Evaluator.check`."""
    for name, value, least in (("n", n, 1), ("seed", seed, 0)):
        if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < least:
            raise ValueError(f"{name} must be an integer of at least {least}, not {value!r}")
    kind = np.dtype(dtype)
    if kind not in (np.float16, np.float32, np.float64):
        raise TypeError(f"dtype must be float16, float32 or float64, not {kind}")
    try:
        if len(evaluator.variables) > 1:
            raise NotImplementedError
        table = branch_table(evaluator.expression.xreplace({evaluator.variables[0]: T}), T)
        table = derivative_table(table, evaluator.derivative, evaluator.at_kink) if evaluator.derivative else table
        return _of_table(evaluator, table, n, seed, kind)
    except (UndecidedError, NotImplementedError):
        return _of_expression(evaluator, n, seed, kind)


def _of_table(evaluator: Any, table: BranchTable, n: int, seed: int, kind: np.dtype[Any]) -> Accuracy:
    edges = _edges(table)
    points = inputs(kind, n, seed, near=[e for e in edges if np.isfinite(e)] or [0.0])
    return measure(evaluator, _exact_values(table), np.sort(points[~np.isnan(points)]), seed, edges)


def measure(
    function: Callable[[NDArray[Any]], NDArray[Any]],
    reference: Callable[[float], Any],
    points: NDArray[Any],
    seed: int = 0,
    edges: Sequence[float] = (),
) -> Accuracy:
    """Apply a function to all points at once, and compare each result with the reference there.

    Parameters
    ----------
    function : callable
        From an array to an array of the same shape and dtype.
    reference : callable
        From a float to the exact value, as :func:`symact.numeric.ulp.rational` reads it; None where it is not known.
    points : array of float16, float32 or float64
    seed : int, optional
        What `points` were made with.
    edges : sequence of float, optional
        Where the regions of the report end.

    Examples
    --------
    >>> measure(np.sqrt, lambda x: 1 if x == 1 else 2, np.array([1.0, 4.0])).worst
    0.0
    """
    values = function(points)
    if values.shape != points.shape or values.dtype != points.dtype:
        raise ValueError(
            f"a function's result must have the shape and dtype of its argument, {points.shape} of {points.dtype}, "
            f"not {values.shape} of {values.dtype}"
        )
    return _report(points.tolist(), values, map(reference, points.tolist()), seed, edges)


def _report(
    points: Sequence[Any], values: NDArray[Any], exact: Iterable[Any], seed: int, edges: Sequence[float] = ()
) -> Accuracy:
    """Compare where something exact is known."""
    kind = values.dtype
    rows = zip(points, values.tolist(), exact, strict=True)
    seen = [(ulp_error(value, wanted, kind), x) for x, value, wanted in rows if wanted is not None]
    if not seen:
        return Accuracy(0.0, float("nan"), 0, seed, kind.name)
    bounds = [-np.inf, *sorted(edges), np.inf] if edges else []
    regions = (_region(low, high, seen) for low, high in pairwise(bounds))
    error, where = max(seen, key=itemgetter(0))
    return Accuracy(error, where, len(seen), seed, kind.name, tuple(r for r in regions if r is not None))


def _region(low: float, high: float, seen: list[tuple[float, float]]) -> Region | None:
    inside = [(error, x) for error, x in seen if low <= x and (x < high or x == high == np.inf)]
    return Region(low, high, *max(inside, key=itemgetter(0)), len(inside)) if inside else None


def _edges(table: BranchTable) -> list[float]:
    """Return where the way of computing changes: breakpoints, tails, the surroundings of zeros."""
    edges = {as_float(b) for b in table.breakpoints}
    for made in branch_plans(table):
        edges.update(t.side * t.start for t in made.tails)
        edges.update(x for z in made.zeros for x in (z.at - z.radius, z.at, z.at + z.radius))
    return sorted(edges)


def _exact_values(table: BranchTable) -> Callable[[float], Any]:
    """Return the function from a float to the exact value there, as :func:`symact.numeric.ulp.rational` reads it."""
    breakpoints = [as_float(b) for b in table.breakpoints]
    exact = [rational(b) for b in breakpoints]
    references = [None if p is S.NaN else Reference(p) for p in table.pieces]

    def value(x: float) -> Any:
        if np.isinf(x):
            return _limit(table, x)
        i = bisect_left(breakpoints, x)
        if i < len(breakpoints) and x == breakpoints[i]:
            side = compare(exact[i], table.breakpoints[i])
            if side == 0:
                return as_ball(table.values[i])
            i += side > 0
        reference = references[i]
        return float("nan") if reference is None else reference.ball(x)

    return value


def _limit(table: BranchTable, x: float) -> Any:
    try:
        return as_ball(at_infinity(table, S(x)))
    except SymactError:
        return None


def as_ball(value: Expr) -> Any:
    """Return a constant as a ball, or as the float that an infinity or nan is."""
    return float(value) if value.is_finite is False or value is S.NaN else Reference(value).ball(0.0)


def _of_expression(evaluator: Any, n: int, seed: int, kind: np.dtype[Any]) -> Accuracy:
    """Measure a function of several variables, at inputs of moderate size."""
    random = np.random.default_rng(seed)
    columns = [(random.normal(0, 3, n)).astype(kind) for _ in evaluator.variables]
    first = evaluator.variables[0]
    expr = evaluator.expression.diff(first, evaluator.derivative) if evaluator.derivative else evaluator.expression
    rows = list(zip(*(c.tolist() for c in columns), strict=True))
    exact = (_at(expr, dict(zip(evaluator.variables, row, strict=True))) for row in rows)
    return _report(rows, evaluator(*columns), exact, seed)


def _at(expr: Expr, point: dict[Any, float]) -> Any:
    try:
        value = ball(expr, 256, point)
    except SymactError:
        return None
    return value if value.is_finite() and value.rel_accuracy_bits() > 90 else None
