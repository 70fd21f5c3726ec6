"""One component of a vector: the SymPy function that keeps a network small where written out it would explode.

The arguments of a component are its index and then every entry of the vector. It prints as ``softmax([x, y])[0]``,
which is also how it is made, and its derivatives are written in components again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, ClassVar

from sympy import Dummy, Expr, Float, Function, Integer, Piecewise, S, Symbol
from sympy.series.gruntz import sign as eventual_sign

from symact.arithmetic.balls import float_of
from symact.errors import DomainError, NotSmoothError, UndecidedError
from symact.exact.order import compare

__all__ = ["Component", "OfVector", "Order", "Switching", "components_of", "largest"]

Order = Callable[[Expr, Expr], int]
"""The sign of the difference of two expressions."""


@lru_cache(maxsize=256)
def components_of(kind: Any, entries: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Return all components of one kind."""
    return tuple(kind(i, *entries) for i in range(len(entries)))


class OfVector(Function):
    """A SymPy function of the entries of a vector: a number that balls enclose, and that code computes stably."""

    is_commutative: ClassVar[bool] = True

    @property
    def entries(self) -> tuple[Expr, ...]:
        """The entries of the vector."""
        entries: tuple[Expr, ...] = self.args
        return entries

    def written(self) -> Expr:
        """Return the definition, in functions of SymPy."""
        raise NotImplementedError(f"{type(self).__name__} must define written")

    def stable(self) -> Expr:
        """Return an equal form that floating-point arithmetic evaluates without overflow."""
        return self.written()

    def _eval_nseries(self, x: Symbol, n: int, logx: Any, cdir: Any = 0) -> Expr:
        return self.followed(x, cdir)._eval_nseries(x, n=n, logx=logx, cdir=cdir)

    def _eval_as_leading_term(self, x: Symbol, logx: Any = None, cdir: Any = 0) -> Expr:
        return self.followed(x, cdir).as_leading_term(x, logx=logx, cdir=cdir)

    def followed(self, x: Symbol, direction: Any = 0) -> Expr:
        """Return the smooth formula that holds as ``x`` goes to 0, from above if `direction` is positive."""
        return self.written()

    def _eval_evalf(self, prec: int) -> Expr | None:
        return None if self.free_symbols else float_of(self, prec)

    def _all(self, fact: str) -> bool | None:
        return True if all(getattr(e, fact) for e in self.entries) else None

    def _eval_is_extended_real(self) -> bool | None:
        return self._all("is_extended_real")

    def _code(self, printer: Any) -> str:
        code: str = printer._print(self.stable())
        return code

    _pythoncode = _mpmathcode = _lambdacode = _code
    _numpycode = _scipycode = _jaxcode = _cupycode = _torchcode = _tensorflowcode = _ccode = _code


class Component(OfVector):
    """A component of a function of a vector; a subclass says its value, its rate and its enclosure.

    Class attributes
    ----------------
    activation : VectorActivation
        The vector function; it sets this, and its names, when it is made with this component.
    text, display : str
        The name of the vector function, as text and as LaTeX.
    """

    text: ClassVar[str]
    display: ClassVar[str]
    activation: ClassVar[Any]

    def __new__(cls, index: Any, *entries: Any, **options: Any) -> Any:
        if any(isinstance(entry, str) for entry in entries):  # which SymPy would execute
            raise TypeError(f"the entries of {cls.text} must be expressions, not text; read it with sa.parse")
        if not 0 <= int(index) < len(entries):
            raise ValueError(f"the index of {cls.text} must be in range({len(entries)}), not {index}")
        node = super().__new__(cls, Integer(index), *entries, **options)
        if isinstance(node, cls) and node.has(Float) and not node.free_symbols and options.get("evaluate", True):
            return float_of(node, max(f._prec for f in node.atoms(Float)))
        return node

    @property
    def index(self) -> int:
        """Which component, from 0."""
        return int(self.args[0])

    @property
    def entries(self) -> tuple[Expr, ...]:
        """The entries of the vector."""
        entries: tuple[Expr, ...] = self.args[1:]
        return entries

    @classmethod
    def eval(cls, index: Any, *entries: Any) -> Expr | None:
        """Return the value where it is known, None to stay unevaluated."""
        if any(e is S.NaN or e is S.ComplexInfinity for e in entries):
            return S.NaN
        for e in entries:
            if e.is_number and e.is_extended_real is False:
                raise DomainError(f"the entries of {cls.text} must be real, not {e}")
        return cls.value(int(index), entries)

    @classmethod
    def value(cls, i: int, entries: tuple[Expr, ...]) -> Expr | None:
        """Return component `i` in a shorter form, None where there is none."""
        raise NotImplementedError(f"{cls.__name__} must define value")

    @classmethod
    def shares(cls, entries: tuple[Expr, ...]) -> tuple[Expr, ...]:
        """Return what the derivatives of all components are written in."""
        return ()

    @classmethod
    def rate(cls, i: int, j: int, shares: tuple[Expr, ...]) -> Expr:
        """Return the derivative of component `i` by entry `j`."""
        raise NotImplementedError(f"{cls.__name__} must define rate")

    def written(self) -> Expr:
        """Return the component written out in functions of SymPy: that of the activation's formula."""
        formula: Expr = self.activation.formula(self.entries)[self.index]
        return formula

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative by an entry; the entries are counted from 2, after the index."""
        if not 2 <= argindex <= len(self.args):
            raise ValueError(f"argindex must be from 2 to {len(self.args)}, not {argindex}")
        return self.rate(self.index, argindex - 2, self.shares(self.entries))

    def _eval_derivative(self, s: Symbol) -> Expr:
        slopes = [(j, e.diff(s)) for j, e in enumerate(self.entries) if e.has(s)]
        if not slopes:
            return S.Zero
        shares = self.shares(self.entries)
        return sum((self.rate(self.index, j, shares) * d for j, d in slopes if d != 0), start=S.Zero)

    def _eval_is_finite(self) -> bool | None:
        return self._all("is_real")

    # Printing

    def _sympystr(self, printer: Any) -> str:
        inner = ", ".join(printer._print(e) for e in self.entries)
        pieces = "" if self.shown_pieces() is None else f", pieces={self.shown_pieces()}"
        return f"{self.text}([{inner}]{pieces})[{self.index}]"

    def shown_pieces(self) -> int | None:
        """Return the parameter that a printed form shows, if there is one."""
        return None

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        inner = ", ".join(printer._print(e) for e in self.entries)
        pieces = "" if self.shown_pieces() is None else f"; {self.shown_pieces()}"
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{self.display}\left({inner}{pieces}\right)_{{{self.index}}}{power}"

    def _pretty(self, printer: Any) -> Any:
        form = printer._helper_print_function(self.func, self.entries, func_name=self.text)
        return type(form)(*form.right(f"[{self.index}]"))


class Switching(Component):
    """A component with branches, decided by the order of the entries; on symbols of unknown order it stays."""

    @classmethod
    def value(cls, i: int, entries: tuple[Expr, ...]) -> Expr | None:
        """Return the component where the order of the entries is known."""
        try:
            return cls.decided(i, entries, compare)
        except UndecidedError:
            return None

    @classmethod
    def decided(cls, i: int, entries: tuple[Expr, ...], order: Order) -> Expr:
        """Return the component on the branch that holds where the entries have that order."""
        raise NotImplementedError(f"{cls.__name__} must define decided")

    def followed(self, x: Symbol, direction: Any = 0) -> Expr:
        """Return the formula that holds as ``x`` goes to 0; where it differs from side to side, one must be given."""
        sides = (1, -1) if direction == 0 else (1 if S(direction).is_positive else -1,)
        formulas = {self.decided(self.index, self.entries, partial(_eventual, x, side)) for side in sides}
        if len(formulas) > 1:
            raise NotSmoothError(
                f"a two-sided expansion must be around a smooth point, which {self} has not at {x} = 0; ask for one "
                f"side with dir='+' or dir='-'"
            )
        return formulas.pop()

    def _switched_(self) -> Expr:
        """Return an equal expression in ``Max`` and ``Piecewise``, for the branch table."""
        return self.written()

    def _eval_rewrite_as_Max(self, *args: Expr, **hints: Any) -> Expr:
        return self.written()

    def _eval_rewrite_as_Piecewise(self, *args: Expr, **hints: Any) -> Expr:
        return self.written().rewrite(Piecewise)

    def _eval_rewrite_as_tractable(self, *args: Expr, limitvar: Symbol | None = None, **hints: Any) -> Expr | None:
        if limitvar is None:
            return None
        z = Dummy("z", positive=True)
        moved = self.func(*args).subs(limitvar, 1 / z)
        formula = moved.followed(z, 1) if isinstance(moved, Switching) else moved
        return formula.subs(z, 1 / limitvar).rewrite("tractable", deep=True, limitvar=limitvar)

    def _eval_is_extended_real(self) -> bool | None:
        return None if any(e.is_extended_real is False for e in self.entries) else True

    def _eval_is_finite(self) -> bool | None:
        return None if any(e.is_finite is False for e in self.entries) else True


def _eventual(x: Symbol, side: int, a: Expr, b: Expr) -> int:
    """Return the order of two expressions as ``x`` goes to 0 from one side."""
    distance = a - b if a != b else S.Zero
    if not distance.has(x):
        return compare(a, b)
    e = Dummy("e", positive=True)
    lead = distance.subs(x, side * e).as_leading_term(e, cdir=1)
    if lead.is_positive or lead.is_negative:
        return 1 if lead.is_positive else -1
    return int(eventual_sign(lead.subs(e, 1 / e), e))


@lru_cache(maxsize=256)
def largest(entries: tuple[Expr, ...], order: Order = compare) -> tuple[Expr, tuple[int, ...]]:
    """Return the largest entry and every index that has it.

    Raises
    ------
    UndecidedError
        Where the order depends on symbols.

    Examples
    --------
    >>> from sympy import S
    >>> largest((S(1), S(3), S(3)))
    (3, (1, 2))
    """
    top, where = entries[0], [0]
    for i, e in enumerate(entries[1:], 1):
        side = order(e, top)
        if side > 0:
            top, where = e, [i]
        elif side == 0:
            where.append(i)
    return top, tuple(where)
