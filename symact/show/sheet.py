"""The facts of a function as lines of text and as plain data, for terminals and for machines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sympy import Expr, Rational, S, Symbol

from symact.errors import SymactError
from symact.exact.certified import Known, spelled
from symact.exact.facts import Profile
from symact.exact.levels import Saturation
from symact.exact.nonsmooth import Corner
from symact.exact.real_root import RealRoot

__all__ = ["Line", "facts", "sheet", "sheet_data", "text"]

_EPS = Rational(1, 100)
_DIGITS = 12


@dataclass(frozen=True)
class Line:
    """A fact: what is stated, and the statement as text."""

    label: str
    text: str


def sheet(profile: Profile, orders: int = 1) -> tuple[Line, ...]:
    """Return the facts of a function as lines; a fact that is refused says why in its place.

    Parameters
    ----------
    profile : Profile
    orders : int, optional
        How many derivatives to state; 1 unless stated.

    Examples
    --------
    >>> [line.text for line in sheet(sa.profile(sa.relu)) if line.label == "kink at 0"]
    ['slopes 0 and 1, subdifferential Interval(0, 1), derivative 0']
    """
    lines = [Line("formula", _formula(profile))]
    for order in range(1, orders + 1):
        lines.append(_line(_derivative_label(order), profile.derivative, order))
    return (*lines, *facts(profile, orders))


def facts(profile: Profile, orders: int = 1) -> tuple[Line, ...]:
    """Return the same without the formulas: limits, range, shape, steepness, kinks, jumps, saturation."""
    lines = [_line("limits at -oo and oo", lambda: profile.limits)]
    for order in range(1, orders + 1):
        lines.append(_line(f"limits of {_derivative_label(order)}", profile.derivative_limits, order))
    lines.append(_line("infimum", lambda: profile.range.low))
    lines.append(_line("supremum", lambda: profile.range.high))
    lines.append(_line("monotone", lambda: profile.monotone))
    lines.append(_line("convex", lambda: profile.convex))
    lines.append(_line("Lipschitz constant", lambda: profile.lipschitz))
    lines.extend(_corner_line(c, profile) for c in profile.corners)
    lines.append(_line("saturated", profile.saturation))
    if any(level.is_finite for level in _levels(profile)):
        lines.append(_line(f"within {_EPS} of its level", profile.saturation, _EPS))
    return tuple(lines)


def _formula(profile: Profile) -> str:
    written = getattr(profile.expression, "written", None)
    return str(profile.expression if written is None else written() or profile.expression)


def _derivative_label(order: int) -> str:
    return {1: "derivative", 2: "second derivative", 3: "third derivative"}.get(order, f"derivative {order}")


def _line(label: str, fact: Any, *arguments: Any) -> Line:
    try:
        value = fact(*arguments)
    except SymactError as refusal:
        return Line(label, f"not decided: {refusal}")
    if isinstance(value, tuple):
        return Line(label, ", ".join(map(text, value)))
    return Line(label, text(value))


def text(value: Any) -> str:
    """Return a fact as text; roots without a closed form by their first certified digits, with dots after them."""
    if isinstance(value, Saturation):
        value = replace(value, below=_short(value.below), above=_short(value.above))
    return str(_short(value))


def _short(value: Any) -> Any:
    if not isinstance(value, Expr):
        return value
    return value.xreplace({root: Symbol(f"{root.digits(_DIGITS)}...") for root in value.atoms(RealRoot)})


def _levels(profile: Profile) -> tuple[Expr, ...]:
    try:
        return profile.limits
    except SymactError:
        return ()


def _corner_line(corner: Corner, profile: Profile) -> Line:
    slopes = f"slopes {corner.left_slope} and {corner.right_slope}"
    if corner.is_kink:
        slope = profile.derivative().subs(profile.variable, corner.at)
        return Line(f"kink at {corner.at}", f"{slopes}, subdifferential {corner.clarke}, derivative {slope}")
    if S.NaN in (corner.left, corner.right):
        return Line(f"end of the domain at {corner.at}", f"limits {corner.left} and {corner.right}")
    jump = f"limits {corner.left} and {corner.right}, jump {corner.jump}, value {corner.value}"
    return Line(f"jump at {corner.at}", f"{jump}, {slopes}")


def sheet_data(profile: Profile, orders: int = 1) -> dict[str, Any]:
    """Return the facts as JSON-ready data: expressions as text that ``symact.parse`` reads, each labelled exact."""
    data: dict[str, Any] = {
        "expression": str(profile.expression),
        "formula": _formula(profile),
        "variable": str(profile.variable),
        "certainty": "exact",
    }
    data["derivatives"] = [_data(profile.derivative, n) for n in range(1, orders + 1)]
    data["limits"] = [_data(lambda: profile.limits)] + [
        _data(profile.derivative_limits, n) for n in range(1, orders + 1)
    ]
    numbers = {"infimum": profile.range.low, "supremum": profile.range.high, "lipschitz": profile.lipschitz}
    data |= {name: _number_data(number) for name, number in numbers.items()}
    data |= {"monotone": _shape_data(profile, "monotone"), "convex": _shape_data(profile, "convex")}
    data["corners"] = [_corner_data(c) for c in profile.corners]
    data["saturation"] = [_data(profile.saturation, eps) for eps in (S.Zero, _EPS)]
    return data


def _data(fact: Any, *arguments: Any) -> Any:
    try:
        value = fact(*arguments)
    except SymactError as refusal:
        return {"not decided": str(refusal)}
    if isinstance(value, Saturation):
        ends = {"below": value.below, "above": value.above}
        return {"eps": str(value.eps)} | {k: None if v is None else str(v) for k, v in ends.items()}
    return [str(v) for v in value] if isinstance(value, tuple) else str(value)


def _number_data(number: Known) -> dict[str, Any]:
    if number.number is None:
        return {"not decided": number.why}
    form = {} if number.exact is None else {"value": str(number.exact)}
    digits = {} if number.found.free_symbols else {"digits": number.digits()}
    place = {"attained": number.attained, "at": spelled(number.at)}
    return {"certainty": number.status} | form | digits | place


def _shape_data(profile: Profile, fact: str) -> Any:
    try:
        return [str(stretch) for stretch in getattr(profile, fact).stretches]
    except SymactError as refusal:
        return {"not decided": str(refusal)}


def _corner_data(corner: Corner) -> dict[str, str]:
    gap = S.NaN in (corner.left, corner.right)
    kind = "kink" if corner.is_kink else "end of the domain" if gap else "jump"
    names = ("at", "value", "left", "right", "left_slope", "right_slope")
    return {"kind": kind} | {name: str(getattr(corner, name)) for name in names}
