"""What tests of certified facts share: points to refute them at, and formulas that the catalogue does not have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from sympy import Abs, Expr, Max, Min, Piecewise, Rational, Symbol, atan, cos, erf, exp, log, sin, sqrt, tanh

import symact as sa
from symact.errors import SymactError
from symact.exact.facts import Profile

x = Symbol("x")
Values = NDArray[np.float64]

FORMULAS: tuple[Expr, ...] = (
    x + sin(x),
    Max(x, -x / 3, 2 * x - 1),
    x * exp(-(x**2)),
    Abs(x) * sa.sigmoid(x - 1),
    tanh(x) - x / 3,
    x / 2 + cos(2 * x),
    sin(x) + cos(3 * x) / 2,
    Min(Abs(x), 2) - Min(Abs(x - 1), 1),
    sa.relu(x) - sa.relu(x - 1) / 2,
    x**3 / (1 + x**2),
    1 / (1 + x**2),
    x * atan(x),
    log(1 + x**2),
    exp(-Abs(x)),
    x * exp(-Abs(x)),
    sa.silu(x) - sa.silu(-x) / 4,
    sa.softplus(2 * x) - sa.softplus(x),
    sa.gelu(x) + x / 5,
    erf(x) * sa.sigmoid(x),
    tanh(x) ** 2,
    tanh(x) ** 3 + x / 10,
    sqrt(1 + x**2) - x / 2,
    sa.elu(x, Rational(3, 2)),
    sa.elu(x) - sa.elu(-x),
    sa.mish(x) - sa.silu(x),
    Piecewise((x**2, x < 0), (x, x < 1), (2 - x, True)),
    Piecewise((0, x < -1), (exp(-1 / (1 - x**2)), x < 1), (0, True)),
    Piecewise((exp(x), x < 0), (1 + x, True)),
    sa.step(x - 1) + sa.sigmoid(x),
    sa.hardtanh(x) * x,
    sa.hardtanh(3 * x) - sa.hardtanh(x) / 2,
    sa.relu(x) ** 2 - sa.relu(x - 1) ** 2,
    sa.relu6(x) * (1 - x / 6),
    sa.leaky_relu(x, Rational(-1, 2)),
    Max(sin(x), -2),
    x * sa.normal_cdf(2 * x),
    x * sa.sigmoid(x**3),
    x**2 * sa.sigmoid(x),
    x * tanh(exp(x) / 2),
    sa.softsign(x) ** 3,
    sa.softsign(x) * sa.sigmoid(x),
    log(2 + tanh(x)),
    exp(tanh(x)),
    atan(x**2 - 1),
    sa.sigmoid(x**2 - 2 * x),
    (x**4 - 3 * x**2) / (1 + x**4),
    Max(sa.sigmoid(x), Rational(1, 2) + x / 8),
    Min(sa.softplus(x), x**2),
    sa.softshrink(x) + sa.hardshrink(x) / 3,
    sp.asinh(x) - x / 2,
)


def numeric(expr: Expr) -> Callable[[Values], Values]:
    """Return a formula of the list above as a NumPy function."""
    function: Any = sa.lambdify(x, expr)
    return lambda points: np.asarray(function(points), dtype=float)


def points(profile: Profile, count: int = 10_000) -> Values:
    """Return points of every size, around the origin, in the tails and on both sides of each breakpoint."""
    rng = np.random.default_rng(7)
    near = rng.normal(0, 2, count // 2)
    wide = rng.uniform(-40, 40, count // 4)
    far = np.sign(rng.uniform(-1, 1, count // 4)) * 10.0 ** rng.uniform(-12, 6, count // 4)
    ends = [float(b) for b in profile.table.breakpoints]
    edges = [e * (1 + k * 1e-9) + k * 1e-12 for e in ends for k in (-1, 0, 1)]
    return np.unique(np.concatenate([near, wide, far, edges]))


def refutations(profile: Profile, f: Callable[[Values], Values]) -> list[str]:
    """Return every claim of a profile that some points refute, beyond what rounding explains."""
    xs = points(profile)
    with np.errstate(all="ignore"):
        ys = f(xs)
    known = np.isfinite(ys)
    xs, ys = xs[known], ys[known]
    slack = 1e-12 * (1 + np.abs(ys))
    found: list[str] = []
    if profile.range.low.number is not None:
        low, high = float(profile.range.low), float(profile.range.high)
        if (ys < low - slack).any() or (ys > high + slack).any():
            found.append("range")
    steps, rises, noise = np.diff(xs), np.diff(ys), slack[1:] + slack[:-1]
    if profile.lipschitz.number is not None and (np.abs(rises) > float(profile.lipschitz) * steps + noise).any():
        found.append("lipschitz")
    chord = (ys[:-2] * steps[1:] + ys[2:] * steps[:-1]) / (steps[1:] + steps[:-1])
    room = 4 * np.maximum(np.maximum(slack[2:], slack[1:-1]), slack[:-2])
    for stretch, inside in _stretches(profile, "monotone", xs):
        pairs = inside[1:] & inside[:-1]
        way = {"increasing": 1, "decreasing": -1}.get(stretch.kind)
        wrong = np.abs(rises) > noise if way is None else way * rises < -noise
        if (wrong & pairs).any():
            found.append(str(stretch))
    for stretch, inside in _stretches(profile, "convex", xs):
        triples = inside[2:] & inside[1:-1] & inside[:-2]
        way = {"convex": 1, "concave": -1}.get(stretch.kind)
        gap = chord - ys[1:-1]
        wrong = np.abs(gap) > room if way is None else way * gap < -room
        if (wrong & triples).any():
            found.append(str(stretch))
    return found


def _stretches(profile: Profile, fact: str, xs: Values) -> list[tuple[Any, Any]]:
    """Return all stretches, strict and weak, and which of the points lie in each; none where it is not decided."""
    try:
        shape = getattr(profile, fact)
    except SymactError:
        return []
    return [(s, _within(s.interval, xs)) for s in {*shape.stretches, *shape.weak}]


def _within(interval: Any, xs: Values) -> Any:
    low, high = float(interval.start), float(interval.end)
    above = xs > low if interval.left_open else xs >= low
    return above & (xs < high if interval.right_open else xs <= high)


def refusals(profile: Profile) -> list[str]:
    """Return the facts that are not decided."""
    refused = [name for name in ("lipschitz", "smoothness") if getattr(profile, name).number is None]
    refused += ["range"] * (profile.range.low.number is None)
    for name in ("monotone", "convex", "extrema", "inflections", "differentiability"):
        try:
            getattr(profile, name)
        except SymactError:
            refused.append(name)
    return refused
