"""``plot``: functions and their derivatives as a figure for a paper, with kinks, jumps, poles and asymptotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any

from symact.errors import MissingExtraError
from symact.show.curves import curve
from symact.show.picture import Plot
from symact.show.subjects import Shown, check_order, several, shown

__all__ = ["Plot", "plot"]


def plot(
    subjects: Any,
    *,
    derivative: int | Sequence[int] = 0,
    domain: tuple[Any, Any] | None = None,
    values: Iterable[Any] | None = None,
    labels: Sequence[str] | None = None,
    title: str | None = None,
    panels: bool | None = None,
) -> Plot:
    r"""Draw functions and their derivatives.

    Kinks carry both one-sided slopes; jumps have a filled dot at the stated value and open ones at the limits; no
    line crosses a jump or a pole; levels of saturation and oblique asymptotes are dashed. All of that is exact, read
    from the branch table.

    Parameters
    ----------
    subjects : function, str, Expr, or a sequence of these
        Activations, their names, or expressions in one variable.
    derivative : int or sequence of int, optional
        The highest order drawn, with all below it; or exactly the orders of a sequence.
    domain : (number, number), optional
        The ends of the abscissa; (-5, 5) unless stated, or the reach of `values`.
    values : iterable of numbers, optional
        Points that are set as dots on the curves, such as ``range(-19, 20)``.
    labels : sequence of str, optional
        Names for the legend, one for each subject; formulas between dollar signs.
    title : str, optional
    panels : bool, optional
        Whether each order has a panel of its own. Unless stated, that is so for several functions, or where the
        heights of the orders differ much.

    Returns
    -------
    Plot
        With ``save("name.svg")``; PNG, SVG and PDF by the ending.

    Raises
    ------
    UnknownActivationError
        If a text is not the name of an activation.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> picture = plot([sa.relu, sa.gelu], derivative=1, domain=(-19, 19))
    >>> [curve.label for curve in picture.curves][:2]
    ['\\mathrm{ReLU}(x)', '\\mathrm{GELU}(x)']
    >>> [mark.corner.clarke for mark in picture.curves[0].marks]
    [Interval(0, 1)]
    """
    every = [_drawable(s) for s in several(subjects, "function to draw") or [subjects]]
    orders = _orders(derivative)
    points = _points(values)
    span = _span(domain, points)
    if labels is not None and (isinstance(labels, str) or len(labels) != len(every)):
        raise ValueError(f"there must be one label for each of {len(every)} subjects, not {labels!r}")
    need_matplotlib()
    from symact.show.assembly import assemble

    return assemble([[curve(s, order, *span) for s in every] for order in orders], span, points, labels, title, panels)


def _drawable(subject: Any) -> Shown:
    made = shown(subject, constants=False)
    open_symbols = sorted(s.name for s in made.body.free_symbols if s != made.argument)
    if open_symbols:
        raise ValueError(
            f"every parameter of a function that is drawn must have a value, which {', '.join(open_symbols)} has not; "
            f"give it one, as in sa.threshold(x, 1, 20)"
        )
    return made


def _orders(derivative: Any) -> list[int]:
    if isinstance(derivative, Iterable) and not isinstance(derivative, str):
        orders = [check_order(d) for d in derivative]
        if not orders or len(set(orders)) < len(orders):
            raise ValueError(f"derivative must be an order or different orders, not {derivative!r}")
        return orders
    return list(range(check_order(derivative) + 1))


def _points(values: Any) -> list[float]:
    if values is None:
        return []
    points = [_real(v, "a value") for v in values]
    if not points:
        raise ValueError("values must be at least one number, not an empty sequence")
    return sorted(set(points))


def _span(domain: Any, points: list[float]) -> tuple[float, float]:
    if domain is None:
        return (points[0], points[-1]) if len(points) > 1 else (-5.0, 5.0)
    if isinstance(domain, str) or not isinstance(domain, Sequence) or len(domain) != 2:
        raise ValueError(f"domain must be two numbers, not {domain!r}")
    low, high = (_real(end, "an end of the domain") for end in domain)
    if not low < high:
        raise ValueError(f"domain must go from the lower to the higher number, not from {domain[0]} to {domain[1]}")
    return low, high


def _real(number: Any, what: str) -> float:
    try:
        value = float(number)
    except (TypeError, ValueError, OverflowError):
        value = float("nan")
    if isinstance(number, (str, bool)) or not isfinite(value):
        raise ValueError(f"{what} must be a finite real number, not {number!r}")
    return value


def need_matplotlib() -> None:
    """Refuse, with the command that helps, where matplotlib is not installed."""
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            'a plot needs matplotlib, which is not installed; install it with pip install "symact[plot]"'
        ) from error
