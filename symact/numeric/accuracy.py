"""How accurate a numeric function is, measured: the largest error in units in the last place, and where it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, S

from symact.arithmetic.enclosure import ball
from symact.errors import SymactError
from symact.exact.branches import BranchTable, branch_table
from symact.exact.derivatives import derivative_table
from symact.exact.limits import at_infinity
from symact.exact.order import compare
from symact.exact.variable import T
from symact.numeric.branch_source import branch_plans
from symact.numeric.constants import as_float
from symact.numeric.reference import Reference
from symact.numeric.ulp import inputs, ulp_error
from symact.numeric.writer import rational

__all__ = ["Accuracy", "Region", "measured"]


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
    kind = np.dtype(dtype)
    if kind not in (np.float16, np.float32, np.float64):
        raise TypeError(f"dtype must be float16, float32 or float64, not {kind}")
    try:
        if len(evaluator.variables) > 1:
            raise NotImplementedError
        table = branch_table(evaluator.expression.xreplace({evaluator.variables[0]: T}), T)
        table = derivative_table(table, evaluator.derivative, evaluator.at_kink) if evaluator.derivative else table
        return _of_table(evaluator, table, n, seed, kind)
    except NotImplementedError:
        return _of_expression(evaluator, n, seed, kind)


def _of_table(evaluator: Any, table: BranchTable, n: int, seed: int, kind: np.dtype[Any]) -> Accuracy:
    edges = _edges(table)
    points = inputs(kind, n, seed, near=[e for e in edges if np.isfinite(e)] or [0.0])
    points = np.sort(points[~np.isnan(points)])
    errors = _errors(evaluator(points), map(_exact_values(table), points.tolist()), kind)
    known = ~np.isnan(errors)
    points, errors = points[known].astype(np.float64), errors[known]
    if not points.size:
        return Accuracy(0.0, float("nan"), 0, seed, kind.name)
    bounds = [-np.inf, *sorted(edges), np.inf]
    regions = [_region(low, high, points, errors) for low, high in pairwise(bounds)]
    worst = int(np.argmax(errors))
    found = tuple(r for r in regions if r is not None)
    return Accuracy(float(errors[worst]), points[worst].item(), points.size, seed, kind.name, found)


def _region(low: float, high: float, points: NDArray[Any], errors: NDArray[np.float64]) -> Region | None:
    inside = (points >= low) & (points < high if high < np.inf else points <= high)
    if not inside.any():
        return None
    worst = int(np.argmax(np.where(inside, errors, -1.0)))
    return Region(low, high, float(errors[worst]), points[worst].item(), int(inside.sum()))


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


def _errors(values: NDArray[Any], exact: Any, kind: np.dtype[Any]) -> NDArray[np.float64]:
    """Return each error, nan where nothing exact is known."""
    pairs = zip(values.tolist(), exact, strict=True)
    return np.array([np.nan if e is None else ulp_error(v, e, kind) for v, e in pairs], dtype=np.float64)


def _of_expression(evaluator: Any, n: int, seed: int, kind: np.dtype[Any]) -> Accuracy:
    """Measure a function of several variables, at inputs of moderate size."""
    random = np.random.default_rng(seed)
    columns = [(random.normal(0, 3, n)).astype(kind) for _ in evaluator.variables]
    first = evaluator.variables[0]
    expr = evaluator.expression.diff(first, evaluator.derivative) if evaluator.derivative else evaluator.expression
    rows = zip(*(c.tolist() for c in columns), strict=True)
    exact = (_at(expr, dict(zip(evaluator.variables, row, strict=True))) for row in rows)
    errors = _errors(evaluator(*columns), exact, kind)
    known = np.flatnonzero(~np.isnan(errors))
    if not known.size:
        return Accuracy(0.0, float("nan"), 0, seed, kind.name)
    worst = int(known[np.argmax(errors[known])])
    where = tuple(c[worst].item() for c in columns)
    return Accuracy(float(errors[worst]), where, int(known.size), seed, kind.name)


def _at(expr: Expr, point: dict[Any, float]) -> Any:
    try:
        value = ball(expr, 256, point)
    except SymactError:
        return None
    return value if value.is_finite() and value.rel_accuracy_bits() > 90 else None
