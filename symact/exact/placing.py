"""Where an argument lies among the breakpoints of a table, and what holds for all places it may lie at."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sympy import Dummy, Expr, Float, Rational, S

from symact.exact.branches import BranchTable

__all__ = ["binary", "branch_fact", "located", "put", "taken_as_real"]


def binary(expr: Expr) -> Expr:
    """Return an expression with every Float as the exact binary number that it is, so that nothing is rounded."""
    floats = expr.atoms(Float)
    return expr.xreplace({f: Rational(f) for f in floats}) if floats else expr


def put(piece: Expr, table: BranchTable, argument: Expr) -> Expr:
    """Return a piece of a table with the argument in place of the variable."""
    return piece.xreplace({table.variable: argument}) if argument.is_Symbol else piece.subs(table.variable, argument)


def located(table: BranchTable, argument: Expr) -> tuple[int, bool] | None:
    """Return where an argument lies: (i, True) on breakpoint i, (i, False) on branch i, None where unknown.

    Numbers are placed with certainty, symbols by their assumptions; a branch that holds the value at its end is
    also that of an argument which may lie on the end.
    """
    if argument.is_number:
        return table.locate(argument)
    if any(isinstance(s, Dummy) for s in argument.free_symbols):
        # SymPy's solve and simplifications exchange symbols for positive dummies and back: a branch chosen on the
        # strength of that would be wrong afterwards.
        return None
    for i, b in enumerate(table.breakpoints):
        distance = argument if b.is_zero else argument - b
        if distance.is_zero:
            return i, True
        if distance.is_negative or (distance.is_nonpositive and _holds_value(table, i, i)):
            return i, False
        if not (distance.is_positive or (distance.is_nonnegative and _holds_value(table, i, i + 1))):
            return None
    return len(table.breakpoints), False


def _holds_value(table: BranchTable, breakpoint: int, branch: int) -> bool:
    at_end = table.pieces[branch].subs(table.variable, table.breakpoints[breakpoint])
    return bool(at_end == table.values[breakpoint])


def taken_as_real(argument: Expr) -> bool:
    """Return whether an argument is a finite real number: known to be, or a plain symbol that counts as one."""
    return bool(argument.is_finite or (argument.is_finite is None and argument.is_extended_real is None))


def branch_fact(table: BranchTable, argument: Expr, fact: str) -> bool | None:
    """Return whether an assumption such as ``is_nonnegative`` holds on every possible branch; None if unknown."""
    known: bool | None
    if argument.is_infinite:
        return None
    if table.is_smooth:
        known = getattr(put(table.pieces[0], table, argument), fact)
        return known
    if argument.is_extended_real is False or not (taken_as_real(argument) or "extended" in fact):
        return None
    place = located(table, argument) if argument.is_finite else None
    if place is not None:
        i, on = place
        known = getattr(table.values[i] if on else put(table.pieces[i], table, argument), fact)
        return known
    return _everywhere(table, fact)


@lru_cache(maxsize=4096)
def _everywhere(table: BranchTable, fact: str) -> bool | None:
    """Return True if an assumption holds at every place, None if that is not known."""
    if not all(getattr(value, fact) for value in table.values):
        return None
    for low, high, piece in table.intervals():
        if not any(getattr(piece.subs(table.variable, p), fact) for p in _representatives(low, high)):
            return None
    return True


def _representatives(low: Expr, high: Expr) -> Iterator[Expr]:
    """Yield symbolic points whose assumptions cover the open interval."""
    yield Dummy(real=True)
    if low is not S.NegativeInfinity:
        yield low + Dummy(positive=True)
    if high is not S.Infinity:
        yield high - Dummy(positive=True)
