"""A number that is set as a letter because its closed form would fill the page, as the constants of SELU would."""

from __future__ import annotations

from typing import Any, ClassVar

from sympy import AtomicExpr, Expr, Symbol

from symact.arithmetic.balls import float_of, sign

__all__ = ["Constant"]


class Constant(AtomicExpr):
    """A real number under a name: compares and evaluates as the number, prints as the name.

    Parameters
    ----------
    symbol : Symbol
        The name.
    value : Expr
        The number.

    Examples
    --------
    >>> golden = Constant(Symbol("phi"), (1 + sqrt(5)) / 2)
    >>> golden > Rational(8, 5), golden.is_positive, golden + 1
    (True, True, 1 + phi)
    """

    is_commutative: ClassVar[bool] = True
    is_real: ClassVar[bool] = True
    is_number: ClassVar[bool] = True

    def __new__(cls, symbol: Symbol, value: Expr) -> Constant:
        self = super().__new__(cls)
        self._hidden = (symbol, value)
        return self

    @property
    def symbol(self) -> Symbol:
        """The name."""
        return self._hidden[0]

    @property
    def value(self) -> Expr:
        """The number."""
        return self._hidden[1]

    @property
    def free_symbols(self) -> set[Any]:
        """None: this is a number."""
        return set()

    def _hashable_content(self) -> tuple[Any, ...]:
        return self._hidden

    def _eval_is_positive(self) -> bool:
        return sign(self.value) > 0

    def _eval_is_zero(self) -> bool:
        return sign(self.value) == 0

    def _eval_evalf(self, prec: int) -> Expr:
        return float_of(self.value, prec)

    def _ball_(self, evaluate: Any) -> Any:
        return evaluate(self.value)

    def _sympystr(self, printer: Any) -> str:
        return str(printer._print(Symbol(self.symbol.name)))

    def _latex(self, printer: Any) -> str:
        return str(printer._print(Symbol(self.symbol.name)))
