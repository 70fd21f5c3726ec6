"""All laws, and the check of them all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symact.testing import calculus, forms, running, values
from symact.testing.law import Law
from symact.testing.specimen import specimen

__all__ = ["activation_laws", "check_activation"]


def activation_laws() -> tuple[Law, ...]:
    """Return the laws that every activation must keep, each of them callable with an activation.

    Examples
    --------
    >>> [str(law) for law in activation_laws()][:3]
    ['stays_unevaluated_on_a_symbol', 'nan_gives_nan', 'values_are_those_of_the_formula']
    """
    return tuple(x for place in (values, calculus, forms, running) for x in vars(place).values() if isinstance(x, Law))


def check_activation(
    function: Any, *, parameters: Iterable[Any] | None = None, points: Iterable[Any] = (), seed: int = 0
) -> None:
    """Check that an activation keeps every law: values, limits, derivatives, kinks, printing, pickling, numbers.

    Its values are held against its formula in ball arithmetic, its derivatives against finite differences of these
    values at 60 digits, its limits against values far out; nothing is compared with a table of answers.

    Parameters
    ----------
    function : type
        An activation: of the catalogue, made by :func:`symact.define`, or a class of your own.
    parameters : sequence of numbers, optional
        After the argument; the defaults unless stated, and numbers drawn where there is none.
    points : sequence of numbers, optional
        To check at, besides those that are drawn on both sides of every kink.
    seed : int, optional
        Of the points and parameters that are drawn.

    Raises
    ------
    AssertionError
        If a law is broken; says which one, where, what must be and what is.
    TypeError
        If `function` is not a function class.

    Examples
    --------
    >>> check_activation(sa.leaky_relu, parameters=[Rational(1, 5)])
    """
    subject = specimen(function, parameters, points, seed)
    for law in activation_laws():
        law.applied(subject)
