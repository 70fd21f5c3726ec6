"""Limits of real expressions, one-sided and at infinity, right where SymPy's are not.

The branch next to the point is chosen first; only then is a limit taken, of one smooth formula. Most limits of
smooth formulas follow from continuity and from the limits of the operands; what is indeterminate is decided by
growth (:mod:`symact.exact.growth`), and what that does not know goes to SymPy's Gruntz algorithm with every function
of ours unfolded.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sympy import AccumBounds, Expr, S, Symbol, trigsimp
from sympy import limit as sympy_limit
from sympy.functions.elementary.hyperbolic import HyperbolicFunction

from symact.arithmetic.numbers import exact
from symact.errors import NoLimitError, UndecidedError
from symact.exact.branches import BranchTable, bound_table
from symact.exact.continuity import limit_by_continuity
from symact.exact.fuse import Fuse, FuseBlown
from symact.exact.growth import limit_by_growth
from symact.exact.subject import Subject, univariate
from symact.exact.variable import T, in_exponentials, shown

__all__ = ["Limits", "limit", "limits", "one_sided", "piece_limit"]

# What SymPy's algorithm may do for one limit, in calls of the interpreter and seconds of the processor.
_CALLS, _SECONDS = 20_000_000, 5.0


def limit(expr: Subject, variable: Symbol | None = None, point: Any = S.Infinity, direction: str = "+-") -> Expr:
    """Return the limit of a real expression or function at a point.

    Parameters
    ----------
    expr : Expr, or a function of one argument
        Anything that :func:`symact.exact.branches.branch_table` takes.
    variable : Symbol, optional
        May be left out where there is only one.
    point : number, oo or -oo
        Where.
    direction : {"+-", "+", "-"}
        From both sides, from above, from below. At infinity there is only one.

    Returns
    -------
    Expr
        A real number, oo or -oo; ``nan`` where the function is not defined next to the point.

    Raises
    ------
    NoLimitError
        Where the function oscillates, or for "+-" its two sides differ.
    UndecidedError
        Where the limit was not found, or depends on a parameter without a sign.

    Examples
    --------
    >>> from sympy import Piecewise, Symbol, oo
    >>> x = Symbol("x")
    >>> limit(Piecewise((1, x > 0), (0, True)), x, 0, "+")
    1
    >>> limit(Piecewise((x, x > 0), (0, True)), x, -oo)
    0
    """
    if direction not in ("+", "-", "+-"):
        raise ValueError(f"direction must be '+', '-' or '+-', not {direction!r}")
    body, variable = univariate(expr, variable)
    table = bound_table(body, variable)
    point = exact(point, "point", infinite=True)
    if point in (S.Infinity, S.NegativeInfinity):
        return at_infinity(table, point)
    sides = [one_sided(table, point, side) for side in direction]
    if sides[0] != sides[-1]:
        raise NoLimitError(
            f"the limits from both sides must agree at {point}, but from above it is {sides[0]} and "
            f"from below {sides[-1]}; ask for one with direction='+' or '-'"
        )
    return sides[0]


class Limits(tuple[Expr, Expr]):
    """The limits at -oo and at oo, in this order.

    Examples
    --------
    >>> limits(sa.sigmoid).right
    1
    """

    __slots__ = ()

    @property
    def left(self) -> Expr:
        """The limit at -oo."""
        return self[0]

    @property
    def right(self) -> Expr:
        """The limit at oo."""
        return self[1]


def limits(expr: Subject, variable: Symbol | None = None) -> Limits:
    """Return the limits at -oo and oo of a real expression or function.

    Raises
    ------
    NoLimitError
        Where a limit does not exist, as for ``sin``.
    UndecidedError
        Where a limit was not found, or depends on a parameter without a sign.

    Examples
    --------
    >>> limits(sa.silu)
    (0, oo)
    >>> limits(sa.elu)
    (-1, oo)
    """
    table = bound_table(*univariate(expr, variable))
    return Limits((at_infinity(table, S.NegativeInfinity), at_infinity(table, S.Infinity)))


def at_infinity(table: BranchTable, end: Expr) -> Expr:
    """Return the limit of a table at oo or -oo."""
    piece = table.pieces[-1] if end is S.Infinity else table.pieces[0]
    return piece_limit(piece.subs(table.variable, T), end, 0)


def one_sided(table: BranchTable, point: Expr, side: str) -> Expr:
    """Return the limit of a table at a finite point, from above for "+" and from below for "-"."""
    i, on = table.locate(point)
    piece = table.pieces[i + 1] if on and side == "+" else table.pieces[i]
    return piece_limit(piece.subs(table.variable, T), point, 1 if side == "+" else -1)


@lru_cache(maxsize=8192)
def piece_limit(piece: Expr, point: Expr, side: int) -> Expr:
    """Return the limit of one smooth formula in ``T``; `side` is 1 from above, -1 from below, 0 at infinity."""
    if not piece.has(T) or piece is S.NaN:
        return piece
    value = limit_by_continuity(piece, point)
    if value is None:
        value = limit_by_growth(piece, point, side)
    return _gruntz(piece, point, side) if value is None else value


def _gruntz(piece: Expr, point: Expr, side: int) -> Expr:
    """Take the limit with SymPy, of the unfolded formula, in a variable that runs to +oo or to 0 from above."""
    z = Symbol("z", positive=True)
    if side == 0:
        moved, target = unfold(piece.subs(T, z if point is S.Infinity else -z)), S.Infinity
    else:
        moved, target = unfold(piece.subs(T, point + side * z)), S.Zero
    try:
        with Fuse(_CALLS, _SECONDS):
            value = _sympy_limit(moved, z, target)
    except FuseBlown:
        raise UndecidedError(
            f"the limit of {shown(piece)} at {point} must be found with less work than this; simplify the formula"
        ) from None
    except (NotImplementedError, ValueError, TypeError, RecursionError) as error:
        raise UndecidedError(f"the limit of {shown(piece)} at {point} was not found ({error})") from error
    if isinstance(value, AccumBounds):
        shorter = trigsimp(piece)
        if shorter.count_ops() < piece.count_ops():
            return piece_limit(shorter, point, side)
        raise NoLimitError(f"{shown(piece)} must approach one value at {point}, but it oscillates")
    signed_by_parameter = value.has(S.Infinity, S.NegativeInfinity) and not value.is_number
    hopeless = value.has(S.NaN, S.ComplexInfinity, AccumBounds, z) or not value.is_extended_real
    if hopeless or signed_by_parameter:
        raise UndecidedError(f"the limit of {shown(piece)} at {point} must be a real number or infinite, not {value}")
    return value


def _sympy_limit(expr: Expr, z: Symbol, target: Expr) -> Expr:
    """Ask SymPy, a second time in exponentials where it does not know of hyperbolics: that is slower."""
    side = "+" if target == 0 else "-"
    try:
        return sympy_limit(expr, z, target, side)
    except (NotImplementedError, ValueError, TypeError, RecursionError):
        if not expr.has(HyperbolicFunction):
            raise
    return sympy_limit(in_exponentials(expr), z, target, side)


def unfold(expr: Expr) -> Expr:
    """Return the expression with every smooth function of ours written out in SymPy's elementary ones."""
    if not expr.args:
        return expr
    arguments = [unfold(a) for a in expr.args]
    table = getattr(expr, "table", None)
    if table is not None and table.is_smooth:
        definition = table.pieces[0].subs(table.variable, arguments[0])
        return definition if definition.func == expr.func else unfold(definition)
    return expr.func(*arguments) if tuple(arguments) != expr.args else expr
