"""All roots of a smooth function on a compact interval, each alone in an interval: proven, not searched for.

The interval is cut until on every part one of three things is certain: the function has no zero (its
enclosure has none), it is monotone (the enclosure of its slope has no zero), or a zero of known order lies at
an exactly known point and nowhere else. What stays undecided when the parts are tiny is refused.

References
----------
W. Tucker, *Validated Numerics*, Princeton University Press 2011, chapter 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from time import perf_counter

from flint import arb, fmpq
from sympy import Expr, Rational, Symbol

from symact.arithmetic.enclosure import run
from symact.arithmetic.jets import jet
from symact.arithmetic.precision import Working
from symact.arithmetic.signs import sign
from symact.arithmetic.zeros import is_zero
from symact.errors import SymactError, UndecidedError

__all__ = ["Bracket", "fraction_ends", "hull_ball", "isolate", "refine", "simplest"]

_BITS = 96
_SECONDS = 4.0
_MOST_ORDER = 12
_NARROW = Fraction(1, 1 << 40)


@dataclass(frozen=True)
class Bracket:
    """An interval with exactly one root, a simple one inside, or the root itself where both ends are equal."""

    low: Fraction
    high: Fraction


def hull_ball(low: Fraction, high: Fraction) -> arb:
    """Return a ball that holds the interval, at the working precision that is set."""
    return arb(fmpq(low.numerator, low.denominator)).union(arb(fmpq(high.numerator, high.denominator)))


def fraction_ends(ball: arb, bits: int) -> tuple[Fraction, Fraction]:
    """Return the ends of a finite ball, rounded outward to `bits` bits, as fractions."""
    with Working(bits):
        low, high = (end.man_exp() for end in (ball.lower(), ball.upper()))
    return Fraction(int(low[0])) * Fraction(2) ** int(low[1]), Fraction(int(high[0])) * Fraction(2) ** int(high[1])


def isolate(expr: Expr, x: Symbol, low: Fraction, high: Fraction) -> list[Bracket]:
    """Return a bracket of each root in the closed interval, increasing.

    Parameters
    ----------
    expr : Expr
        Smooth on the interval, with no other symbol than `x`.
    x : Symbol
    low, high : Fraction
        With low < high.

    Raises
    ------
    UndecidedError
        Where a part of the interval stayed undecided, as around a double root at a point without a short
        name.
    """
    search = _Search(expr, x)
    if low == high:
        return [Bracket(low, low)] if search.sign(low) == 0 else []
    found = list(search.closed(low, high))
    return sorted(set(found), key=lambda bracket: bracket.low)


class _Search:
    def __init__(self, expr: Expr, x: Symbol) -> None:
        self._expr = expr
        self._x = x
        self._ends = perf_counter() + _SECONDS
        self._signs: dict[Fraction, int] = {}

    def sign(self, point: Fraction) -> int:
        """Return the certified sign at a point."""
        if point not in self._signs:
            self._signs[point] = sign(self._expr, {self._x: Rational(point.numerator, point.denominator)})
        return self._signs[point]

    def closed(self, low: Fraction, high: Fraction) -> Iterator[Bracket]:
        """Yield the brackets of a closed interval; an end that is a root is dealt with first."""
        for end, inward in ((low, 1), (high, -1)):
            if self.sign(end) == 0:
                yield Bracket(end, end)
                clear = self._clearance(end, high - low)
                low, high = (low + clear, high) if inward > 0 else (low, high - clear)
        if low < high:
            yield from self._open(low, high)

    def _open(self, low: Fraction, high: Fraction) -> Iterator[Bracket]:
        """Yield the brackets between two ends that are not roots."""
        stack = [(low, high)]
        while stack:
            a, b = stack.pop()
            verdict = self._verdict(a, b)
            if verdict == 0:
                continue
            if verdict == 1:
                if self.sign(a) != self.sign(b):
                    yield Bracket(a, b)
                continue
            self._check(a, b)
            middle = self._split(a, b)
            if self.sign(middle) != 0:
                stack += [(a, middle), (middle, b)]
                continue
            yield Bracket(middle, middle)
            clear = self._clearance(middle, min(middle - a, b - middle))
            stack += [(a, middle - clear), (middle + clear, b)]

    def _verdict(self, a: Fraction, b: Fraction) -> int | None:
        """Return 0 for certainly no root, 1 for monotone, None for unknown."""
        with Working(_BITS):
            box = hull_ball(a, b)
            try:
                value = run(self._expr, _BITS, {self._x: box}, True)
                if value.is_finite() and not value.contains(0):
                    return 0
                slope = jet(self._expr, self._x, box, 1, _BITS)[1]
                if not slope.is_finite():
                    return None
                if not slope.contains(0):
                    return 1
                middle = box.mid()
                mean = run(self._expr, _BITS, {self._x: middle}, False) + slope * (box - middle)
                return 0 if mean.is_finite() and not mean.contains(0) else None
            except (SymactError, ArithmeticError):
                return None

    def _check(self, a: Fraction, b: Fraction) -> None:
        if perf_counter() > self._ends or b - a < _NARROW / (1 << 20) * max(Fraction(1), abs(a)):
            raise UndecidedError(
                f"the roots of {self._expr} must be isolated, but between {float(a)} and {float(b)} none could be "
                f"proven or excluded; it may have a multiple root there, so factor the expression"
            )

    def _split(self, a: Fraction, b: Fraction) -> Fraction:
        """Return a point inside: of small denominator where the interval is narrow, for that may be the root."""
        margin = (b - a) * (Fraction(1, 64) if b - a < _NARROW else Fraction(7, 16))
        return simplest(a + margin, b - margin)

    def _clearance(self, root: Fraction, room: Fraction) -> Fraction:
        """Return r > 0, at most `room`, such that there is no other root within r of a known one."""
        order = self._order(root)
        radius = room
        while perf_counter() < self._ends and radius > _NARROW:
            with Working(_BITS):
                box = hull_ball(root - radius, root + radius)
                try:
                    leading = jet(self._expr, self._x, box, order, _BITS)[order]
                except SymactError:
                    leading = arb.nan()
            if leading.is_finite() and not leading.contains(0):
                return radius
            radius /= 2
        raise UndecidedError(f"the root of {self._expr} at {root} must be isolated, which was not proven")

    def _order(self, root: Fraction) -> int:
        point = Rational(root.numerator, root.denominator)
        slope = self._expr
        for order in range(1, _MOST_ORDER):
            slope = slope.diff(self._x)
            if not is_zero(slope.subs(self._x, point)):
                return order
        raise UndecidedError(f"the order of the root {root} of {self._expr} must be below {_MOST_ORDER}")


def simplest(a: Fraction, b: Fraction) -> Fraction:
    """Return the fraction of smallest denominator in the closed interval (Stern and Brocot)."""
    if a <= 0 <= b:
        return Fraction(0)
    if b < 0:
        return -simplest(-b, -a)
    whole = -(-a.numerator // a.denominator)
    if whole <= b:
        return Fraction(whole)
    part = a.numerator // a.denominator
    return part + 1 / simplest(1 / (b - part), 1 / (a - part))


def refine(expr: Expr, x: Symbol, bracket: Bracket, bits: int) -> arb:
    """Return the simple root in a bracket as a ball with an absolute and a relative accuracy of `bits` bits.

    Interval Newton steps at growing precision; where a step does not help, bisection by certified signs.

    Raises
    ------
    UndecidedError
        Where the effort did not suffice.
    """
    with Working(bits + 64):
        box = hull_ball(bracket.low, bracket.high)
    if bracket.low == bracket.high:
        return box
    rising = sign(expr, {x: Rational(bracket.high.numerator, bracket.high.denominator)})
    working = 64
    while working <= 16 * (bits + 64):
        with Working(working):
            narrower = _newton(expr, x, box, working)
            if 2 * narrower.rad() > box.rad():
                if _width(box) < working // 2:
                    narrower = _bisected(expr, x, box, rising)
                else:
                    working *= 2
            box = narrower
            if box.is_exact() or (_width(box) > bits + 2 and box.rel_accuracy_bits() > bits + 2):
                return box
    raise UndecidedError(f"the root of {expr} must be refined to {bits} bits, which was not reached")


def _width(box: arb) -> int:
    """Return about -log2 of the radius."""
    mantissa, exponent = box.rad().man_exp()
    return -int(exponent) - int(mantissa).bit_length()


def _newton(expr: Expr, x: Symbol, box: arb, bits: int) -> arb:
    """Return the part of a ball that one step of the interval Newton method leaves."""
    middle = box.mid()
    try:
        slope = jet(expr, x, box, 1, bits)[1]
        step = middle - run(expr, bits, {x: middle}, False) / slope
    except (SymactError, ArithmeticError):
        return box
    return box.intersection(step) if step.is_finite() and step.overlaps(box) else box


def _bisected(expr: Expr, x: Symbol, box: arb, rising: int) -> arb:
    """Halve a ball that holds exactly one change of sign."""
    middle = box.mid()
    side = sign(expr, {x: middle})
    if side == 0:
        return middle
    return middle.union(box.lower()) if side == rising else middle.union(box.upper())
