"""``Known``: a number that says what it is, exact, certified to any count of digits, or not decided and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sympy import (
    EmptySet,
    Expr,
    Function,
    ImageSet,
    Interval,
    LambertW,
    S,
    Set,
    Symbol,
    Union,
    cancel,
    exp,
    latex,
    simplify,
)
from sympy.core.numbers import Infinity, NegativeInfinity

from symact.arithmetic.balls import digits, evaluate, to_double
from symact.arithmetic.zeros import is_zero
from symact.errors import SymactError, UndecidedError
from symact.exact.fuse import Fuse, FuseBlown
from symact.exact.order import distinct_sorted
from symact.exact.real_root import RealRoot
from symact.exact.variable import unfolded

__all__ = ["Known", "decided", "spelled"]

_BITS = 200
_DIGITS = 30
_CALLS, _SECONDS = 1_000_000, 1.0


@dataclass(frozen=True)
class Known:
    """A real number or an infinity, and how it is known.

    Attributes
    ----------
    number : Expr or None
        The number as it was found; None where it was not decided.
    why : str
        What proves it, or why it was not decided.
    at : Set
        Where a function has this value or, if not `attained`, what its argument approaches.
    attained : bool
        Whether the function has this value anywhere.

    Notes
    -----
    A closed form is given only where it was proven equal to the number that was found
    (``symact.arithmetic.zeros.is_zero``). Everything else is a root of a stated equation in a stated interval, or
    made of such roots, and enclosed by balls to as many digits as are asked for.

    Examples
    --------
    >>> lowest = sa.profile(sa.silu).minimum
    >>> lowest.exact, lowest.digits(20), lowest.status
    (-LambertW(exp(-1)), '-0.27846454276107379511', 'exact')
    >>> print(sa.profile(sa.sigmoid).range.high)
    exact: 1, approached at oo
    """

    number: Expr | None
    why: str = ""
    at: Set = EmptySet
    attained: bool = True

    @property
    def status(self) -> str:
        """Return "exact", "certified" or "not decided"."""
        if self.number is None:
            return "not decided"
        return "certified" if self.exact is None else "exact"

    @cached_property
    def value(self) -> Expr:
        """The number as an expression of SymPy, in its shortest form that was proven equal.

        Raises
        ------
        UndecidedError
            Where it was not decided.
        """
        return _shortest(self.found)

    @property
    def found(self) -> Expr:
        """The number in the form in which it was found; as `value` where it was not decided."""
        if self.number is None:
            raise UndecidedError(self.why)
        return self.number

    @property
    def exact(self) -> Expr | None:
        """The closed form, None where there is none that is known."""
        return None if self.number is None or self.value.has(RealRoot) else self.value

    def digits(self, count: int = _DIGITS) -> str:
        """Return the number in decimal notation, correctly rounded to `count` significant digits."""
        number = self.found
        return str(number) if number.is_infinite else digits(number, count)

    @property
    def ball(self) -> Any:
        """A ball (``flint.arb``) of 60 digits that provably holds the number."""
        return evaluate(self.found, _BITS)

    def __float__(self) -> float:
        return to_double(self.found)

    def _sympy_(self) -> Expr:
        return self.value

    # Printing

    def __str__(self) -> str:
        if self.number is None:
            return f"not decided: {self.why}"
        text = f"{self.status}: {spelled(self.value)}"
        if self.at is EmptySet:
            return text
        return f"{text}, {'attained' if self.attained else 'approached'} at {spelled(self.at)}"

    __repr__ = __str__

    def _latex(self, printer: Any) -> str:
        return r"\text{not decided}" if self.number is None else str(printer.doprint(self.value))

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {latex(self)}$"


def decided(question: Any, *arguments: Any) -> Known:
    """Return the answer to a question for a number; what refuses becomes a number that is not decided."""
    try:
        found: Known = question(*arguments)
    except SymactError as refusal:
        return Known(None, str(refusal))
    return found


def spelled(value: Any) -> str:
    """Return a number, or a set of them, as text: closed forms as they are, others by their first certified digits."""
    if isinstance(value, Set):
        if value.is_FiniteSet:
            points = set(value)
            ordered = sorted(points, key=str) if value.free_symbols else distinct_sorted(points)
            return " and ".join(map(spelled, ordered))
        if isinstance(value, ImageSet):
            return f"{value.lamda.expr} for integer {value.lamda.variables[0]}"
        if isinstance(value, Union) and not value.has(Interval):
            return " and ".join(map(spelled, value.args))
        return str(value.xreplace({root: Symbol(spelled(root)) for root in value.atoms(RealRoot)}))
    if isinstance(value, Expr) and value.has(RealRoot) and value.is_number:
        return f"{digits(value, _DIGITS)}..."
    return str(value)


@lru_cache(maxsize=4096)
def _shortest(number: Expr) -> Expr:
    """Return the shortest of some forms of a closed number that are proven equal to it."""
    if isinstance(number, (Infinity, NegativeInfinity)) or number.is_Atom or number.has(RealRoot):
        return number
    plain = unfolded(number)
    forms = [plain]
    try:
        with Fuse(_CALLS, _SECONDS):
            for form in _FORMS:
                forms.append(form(plain))
    except (FuseBlown, NotImplementedError, ValueError, TypeError):
        pass
    return next((form for form in sorted(forms, key=_length) if _proven(form, plain)), plain)


def _lambert(number: Expr) -> Expr:
    """Return a number with exp(W) = z/W for every W = LambertW(z)."""
    plain = number.rewrite(exp).expand()
    values = {exp(n * w): (w.args[0] / w) ** n for w in number.atoms(LambertW) for n in (-2, -1, 1, 2)}
    return cancel(plain.xreplace(values)) if values else plain


_FORMS = (_lambert, simplify)


def _length(form: Expr) -> int:
    return int(form.count_ops()) + 3 * len(form.atoms(Function))


def _proven(form: Expr, number: Expr) -> bool:
    """Return whether two closed forms are one number; with parameters SymPy's own steps are taken as the proof."""
    if form == number or form.free_symbols:
        return True
    return form.is_extended_real is not False and not form.has(S.NaN, S.ComplexInfinity) and is_zero(form - number)
