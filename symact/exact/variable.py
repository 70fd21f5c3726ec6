"""The bound variable in which formulas and branch tables are written.

``T`` is one fixed real symbol of symact's own: two tables of the same function are equal, and no symbol of a
user's can be captured by it. Parameters of formulas are bound symbols of the same kind, one for each name and
constraint.
"""

from __future__ import annotations

from zlib import crc32

from sympy import Dummy, Expr, Symbol, exp
from sympy.functions.elementary.hyperbolic import HyperbolicFunction

__all__ = ["T", "bound", "in_exponentials", "shown", "unfolded"]

_OFFSET = 10**12


def bound(name: str, **assumptions: bool) -> Symbol:
    """Return the bound symbol of that name and those assumptions; the same one at every call and in every process."""
    key = name + "".join(f",{k}={v}" for k, v in sorted(assumptions.items()))
    return Dummy(name, dummy_index=_OFFSET + crc32(key.encode()), **assumptions)


T = bound("x", real=True)


def shown(expr: Expr) -> Expr:
    """Return an expression as a message shows it, with a plain x for the bound variable."""
    return expr.xreplace({T: Symbol("x")})


def unfolded(expr: Expr) -> Expr:
    """Return the expression with every function of symact's own written out in SymPy's."""
    return expr.replace(lambda e: hasattr(e, "unfolded"), lambda e: unfolded(e.unfolded()))


def in_exponentials(expr: Expr) -> Expr:
    """Return the expression with hyperbolic functions written in exponentials."""
    return expr.replace(lambda e: isinstance(e, HyperbolicFunction), lambda e: e.rewrite(exp))
