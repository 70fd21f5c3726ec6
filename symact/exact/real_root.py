"""A real number that is known as the only root of an equation in an interval.

Where an extremum or an inflection has no closed form, this is its exact name: it compares, adds and prints
like any number of SymPy, and its digits are certified to any count.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar

from sympy import AtomicExpr, Expr, Float, Rational, Symbol

from symact.arithmetic.isolation import Bracket, isolate, refine
from symact.arithmetic.precision import working_bits
from symact.arithmetic.rounding import digits, float_of
from symact.errors import SymactError
from symact.exact.variable import T, shown

__all__ = ["RealRoot"]

_COARSEST = 8
_FINEST = 256
_SHOWN = Symbol("x")


class RealRoot(AtomicExpr):
    """The only root of a smooth equation in an open interval, a simple one.

    The equation is brought to primitive form and the interval to a cell of a dyadic grid, so that the same
    root of the same equation is the same object whatever interval it was found in.

    Parameters
    ----------
    equation : Expr
        What is zero at the root.
    variable : Symbol
        The only symbol of `equation`.
    low, high : number
        Rational ends of an interval that holds no other root; no roots themselves.

    Raises
    ------
    ValueError
        Where there is not exactly one root between the ends, or it is rational and needs no such name.

    Examples
    --------
    >>> root = RealRoot(exp(-x) - x**2, x, 0, 1)
    >>> root.n(20), root < 1, root.is_positive
    (0.70346742249839165205, True, True)
    >>> root.digits(40)
    '0.7034674224983916520498186018599021303429'
    """

    __slots__ = ("equation", "interval")

    equation: Expr
    interval: tuple[Rational, Rational]

    is_real: ClassVar[bool] = True
    is_finite: ClassVar[bool] = True
    is_commutative: ClassVar[bool] = True
    is_number: ClassVar[bool] = True

    def __new__(cls, equation: Expr, variable: Symbol, low: Any, high: Any) -> RealRoot:
        equation = _primitive(equation.xreplace({variable: T}))
        if equation.free_symbols != {T}:
            raise ValueError(f"an equation must have {variable} as its only symbol, which {equation} has not")
        root = super().__new__(cls)
        root.equation = equation
        root.interval = _canonical(equation, Rational(low), Rational(high))
        return root

    def __getnewargs__(self) -> tuple[Expr, Symbol, Rational, Rational]:
        return (self.equation, T, *self.interval)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return type(self), self.__getnewargs__()

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.equation, *self.interval)

    # Value

    def _ball_(self, evaluate: Callable[[Expr], Any]) -> Any:
        """Enclose at the working precision that is set."""
        return _refined(self.equation, *self.interval, -(-working_bits() // 64) * 64)

    def _eval_evalf(self, prec: int) -> Expr:
        return float_of(self, prec)

    def digits(self, count: int) -> str:
        """Return the root with `count` certified decimal digits."""
        return digits(self, count)

    def _eval_is_positive(self) -> bool:
        return bool(self.interval[0] >= 0)

    def _eval_is_negative(self) -> bool:
        return bool(self.interval[1] <= 0)

    def _eval_is_zero(self) -> bool:
        return False

    # Printing

    def _shown(self) -> Expr:
        return self.equation.xreplace({T: _SHOWN})

    def _sympystr(self, printer: Any) -> str:
        low, high = self.interval
        return f"RealRoot({printer.doprint(self._shown())}, {_SHOWN}, {low}, {high})"

    def _sympyrepr(self, printer: Any) -> str:
        return f"RealRoot({', '.join(printer.doprint(part) for part in self.__getnewargs__())})"

    def _latex(self, printer: Any) -> str:
        return rf"{self.digits(20)[:-10]}\ldots"

    def _pretty(self, printer: Any) -> Any:
        return printer._print(Symbol(str(self)))

    def _decimal(self, printer: Any) -> str:
        return str(printer.doprint(Float(self.evalf(17), 17)))

    _pythoncode = _numpycode = _scipycode = _ccode = _mpmathcode = _decimal


def _primitive(equation: Expr) -> Expr:
    """Return the equation without rational content, one of its two signs chosen."""
    equation = equation.primitive()[1]
    return -equation if equation.could_extract_minus_sign() else equation


@lru_cache(maxsize=1024)
def _canonical(equation: Expr, low: Rational, high: Rational) -> tuple[Rational, Rational]:
    """Return the cell of the coarsest dyadic grid that holds this root alone."""
    found = isolate(equation, T, Fraction(low.p, low.q), Fraction(high.p, high.q)) if low < high else []
    if len(found) != 1 or found[0].low == found[0].high:
        raise ValueError(
            f"an interval must hold exactly one root of {shown(equation)}, an irrational one, and ({low}, {high}) "
            f"holds {len(found)}"
        )
    for k in range(_COARSEST, _FINEST, 8):
        cell = _cell(equation, found[0], k)
        if cell.low >= found[0].low and cell.high <= found[0].high:
            return Rational(cell.low), Rational(cell.high)
        try:
            alone = len(isolate(equation, T, cell.low, cell.high)) == 1
        except SymactError:
            alone = False
        if alone:
            return Rational(cell.low), Rational(cell.high)
    raise ValueError(f"a root of {shown(equation)} must lie apart from its neighbours, which the one at {low} does not")


def _cell(equation: Expr, bracket: Bracket, k: int) -> Bracket:
    """Return the cell of width 2**-k that certainly holds the root."""
    bits = k + 64
    while True:
        scaled = refine(equation, T, bracket, bits) * 2**k
        number = scaled.floor().unique_fmpz()
        if number is not None:
            return Bracket(Fraction(int(number), 2**k), Fraction(int(number) + 1, 2**k))
        bits *= 2


@lru_cache(maxsize=4096)
def _refined(equation: Expr, low: Rational, high: Rational, bits: int) -> Any:
    return refine(equation, T, Bracket(Fraction(low.p, low.q), Fraction(high.p, high.q)), bits)
