"""What is said in LaTeX of a function of a vector: its components and its Jacobian, for a vector of two entries."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Symbol

from symact.errors import UnsupportedError
from symact.functions.catalogue import activation
from symact.functions.vector_activation import VectorActivation
from symact.show.statements import Statement
from symact.show.subjects import check_variable, printed_name
from symact.show.typesetting import display_of, typeset

__all__ = ["vector_activation", "vector_statement"]

_FORMS = (None, "definition", "derivative", "expression")


def vector_activation(subject: Any) -> type[VectorActivation] | None:
    """Return a subject that is, or names, a function of a vector; None for any other."""
    if isinstance(subject, str) and subject.isidentifier():
        subject = activation(subject)
    return subject if isinstance(subject, type) and issubclass(subject, VectorActivation) else None


def vector_statement(
    function: type[VectorActivation], form: str | None, order: int, name: str | None, variable: str | Symbol
) -> Statement:
    """Return the definition of a function of a vector, or its Jacobian.

    Raises
    ------
    UnsupportedError
        For any other form, and for derivatives beyond the first.
    """
    if form not in _FORMS or order > 1:
        raise UnsupportedError(
            f"of a function of a vector the definition and the first derivative are printed, not the {form or 'next'}; "
            f"print a component, as in sa.latex({function.__name__}([x, y])[0], derivative=2)"
        )
    entries = tuple(Symbol(f"{check_variable(variable).name}_{i}", real=True) for i in range(2))
    display = printed_name(name) or display_of(function, function.display)
    arguments = ", ".join(typeset(e) for e in entries)
    if form == "derivative" or order == 1:
        return f"J_{{{display}}}({arguments})", _matrix(function.jacobian(entries).tolist())
    return f"{display}({arguments})", _matrix([[c] for c in function.written(entries)])


def _matrix(rows: list[list[Expr]]) -> str:
    """Return a matrix, with room between lines that hold fractions; a single entry stands alone."""
    if len(rows) == len(rows[0]) == 1:
        return typeset(rows[0][0])
    lines = r" \\ ".join(" & ".join(typeset(e) for e in row) for row in rows)
    if r"\frac" in lines:
        lines = lines.replace(r" \\ ", r" \\[6pt] ").replace(r"\frac", r"\dfrac")
    return rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}"
