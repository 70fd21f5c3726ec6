"""Affine forms in the nets of a circuit: what a value of a network is between its units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from sympy import Expr, Rational

from symact.errors import UnsupportedError
from symact.networks.operation import Array

__all__ = ["Form", "Number", "combined", "exact", "form_array", "rational"]

Number: TypeAlias = int | Fraction


class Form:
    """A constant plus multiples of nets, which are 0 or 1; with the arithmetic that keeps it one.

    Attributes
    ----------
    constant : int, Fraction or Expr
        An expression where it is not rational.
    terms : mapping of int to int, Fraction or Expr
        By net; none of them 0.
    """

    __slots__ = ("constant", "terms")
    __array_ufunc__ = None  # NumPy's scalars leave the arithmetic to the form

    def __init__(self, constant: Any, terms: Mapping[int, Any]) -> None:
        self.constant = constant
        self.terms = terms

    def __add__(self, other: Any) -> Form:
        return combined([(1, self), (1, other)])

    def __sub__(self, other: Any) -> Form:
        return combined([(1, self), (-1, other)])

    def __rsub__(self, other: Any) -> Form:
        return combined([(-1, self), (1, other)])

    def __mul__(self, factor: Any) -> Form:
        return combined([(exact(factor), self)])

    def __truediv__(self, divisor: Any) -> Form:
        return combined([(Fraction(1) / exact(divisor), self)])

    __radd__, __rmul__ = __add__, __mul__


def combined(parts: Iterable[tuple[Any, Any]]) -> Form:
    """Return the sum of multiples of forms and numbers."""
    constant: Any = 0
    terms: dict[int, Any] = {}
    for factor, part in parts:
        if not isinstance(part, Form):
            constant += factor * exact(part)
            continue
        constant += factor * part.constant
        for net, weight in part.terms.items():
            terms[net] = terms.get(net, 0) + factor * weight
    return Form(constant, {net: weight for net, weight in terms.items() if weight})


def form_array(forms: Sequence[Form], shape: Sequence[Any]) -> Array:
    """Return forms as an array."""
    made = np.empty(len(forms), dtype=object)
    made[:] = forms
    return made.reshape(shape)


def exact(value: Any) -> Any:
    """Return a number as the integer or the fraction that it is; one that is not rational stays the expression it is.

    Raises
    ------
    UnsupportedError
        For a symbol.
    """
    if isinstance(value, (int, Fraction)):
        return value
    if isinstance(value, (float, np.floating)):
        whole, denominator = value.as_integer_ratio()
    elif isinstance(value, Rational):
        whole, denominator = int(value.p), int(value.q)
    elif isinstance(value, np.integer):
        return int(value)
    elif isinstance(value, Expr) and value.is_number:
        return value
    else:
        raise UnsupportedError(
            f"the weights of a network that becomes a circuit must be rational, not the symbol {value}"
        )
    return int(whole) if denominator == 1 else Fraction(whole, denominator)


def rational(form: Form) -> Form:
    """Return a form whose numbers are all rational.

    Raises
    ------
    UnsupportedError
        For any other.
    """
    plain = Form(exact(form.constant), {net: exact(weight) for net, weight in form.terms.items()})
    for number in (plain.constant, *plain.terms.values()):
        if isinstance(number, Expr):
            raise UnsupportedError(
                f"the weights of a network that becomes a circuit must be rational, not the number that is not "
                f"rational {number}"
            )
    return plain
