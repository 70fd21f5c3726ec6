"""What a value can be rounded to: SymPy floats, the formats of hardware, decimal digits.

A *target* rounds an exact dyadic number (an ``arb`` of radius zero) and an exact rational to nearest, ties to
even, and names the border that lies between two neighbours. The loop in :mod:`symact.arithmetic.rounding`
needs no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf, ldexp
from typing import Any, Protocol

from flint import arb
from mpmath import libmp

__all__ = ["FORMATS", "BinaryFormat", "DecimalDigits", "Format", "FreeBinary", "Target"]


class Target(Protocol):
    """A set of numbers to round to. What the methods return as a result can be compared for being the same."""

    @property
    def bits(self) -> int:
        """About how many bits tell neighbours apart."""

    def dyadic(self, x: arb) -> Any:
        """Round an exact ball; None where the working precision does not decide."""

    def rational(self, x: Fraction) -> Any:
        """Round a rational."""

    def border(self, low: Any, high: Any) -> Fraction | None:
        """Return the number half-way between two results, if there is one."""


@dataclass(frozen=True)
class Format:
    """A binary floating-point format with subnormal numbers.

    Attributes
    ----------
    precision : int
        Bits of the significand, the leading one counted.
    emin, emax : int
        The exponents of the smallest and the largest normal numbers, 2**emin and nearly 2**(emax + 1).
    """

    precision: int
    emin: int
    emax: int


FORMATS = {
    "float16": Format(11, -14, 15),
    "bfloat16": Format(8, -126, 127),
    "float32": Format(24, -126, 127),
    "float64": Format(53, -1022, 1023),
}


@dataclass(frozen=True)
class FreeBinary:
    """Binary floats of `bits` bits with exponents without bounds; a result is mpmath's raw number."""

    bits: int

    def dyadic(self, x: arb) -> Any:
        """Round an exact ball."""
        mantissa, exponent = x.man_exp()
        return libmp.from_man_exp(int(mantissa), int(exponent), self.bits, "n")

    def rational(self, x: Fraction) -> Any:
        """Round a rational."""
        return libmp.from_rational(x.numerator, x.denominator, self.bits, "n")

    def border(self, low: Any, high: Any) -> Fraction | None:
        """Return the number half-way between two raw numbers."""
        if max(abs(low[2]), abs(high[2])) > 1 << 16:
            return None
        return (_fraction(low) + _fraction(high)) / 2


def _fraction(raw: Any) -> Fraction:
    negative, mantissa, exponent, _ = raw
    size = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -size if negative else size


@dataclass(frozen=True)
class BinaryFormat:
    """The numbers of one format; a result is (is negative, modulus), so that -0.0 and 0.0 differ."""

    form: Format

    @property
    def bits(self) -> int:
        """The precision of the format."""
        return self.form.precision

    def dyadic(self, x: arb) -> tuple[bool, float]:
        """Round an exact ball."""
        mantissa, exponent = (int(part) for part in x.man_exp())
        size = abs(mantissa)
        quantum = self._quantum(size.bit_length() + exponent - 1)
        shift = quantum - exponent
        if shift > size.bit_length() + 1:
            return mantissa < 0, 0.0
        steps = size << -shift if shift <= 0 else _half_even(size, 1 << shift)
        return mantissa < 0, self._modulus(steps, quantum)

    def rational(self, x: Fraction) -> tuple[bool, float]:
        """Round a rational."""
        p, q = abs(x.numerator), x.denominator
        magnitude = p.bit_length() - q.bit_length()
        if p << max(-magnitude, 0) < q << max(magnitude, 0):
            magnitude -= 1
        quantum = self._quantum(magnitude)
        steps = _half_even(p << -quantum, q) if quantum <= 0 else _half_even(p, q << quantum)
        return x < 0, self._modulus(steps, quantum)

    def _quantum(self, magnitude: int) -> int:
        """Return the exponent of the distance between neighbours around 2**magnitude."""
        return max(magnitude, self.form.emin) - self.form.precision + 1

    def _modulus(self, steps: int, quantum: int) -> float:
        return inf if steps.bit_length() + quantum - 1 > self.form.emax else ldexp(steps, quantum)

    def border(self, low: tuple[bool, float], high: tuple[bool, float]) -> Fraction:
        """Return the number half-way between two numbers of the format; beyond the largest, as if it went on."""
        return (self._signed(low) + self._signed(high)) / 2

    def _signed(self, result: tuple[bool, float]) -> Fraction:
        negative, modulus = result
        size = Fraction(2) ** (self.form.emax + 1) if modulus == inf else Fraction(modulus)
        return -size if negative else size


def _half_even(p: int, q: int) -> int:
    """Return the integer nearest to p/q, ties to even, for p >= 0 and q > 0."""
    whole, rest = divmod(p, q)
    return whole + (2 * rest > q or (2 * rest == q and whole & 1))


@dataclass(frozen=True)
class DecimalDigits:
    """Numbers of `count` decimal digits; a result is (is negative, digits as an integer, exponent of the first)."""

    count: int

    @property
    def bits(self) -> int:
        """The binary precision of that many digits."""
        return int(self.count * 3.33) + 2

    def dyadic(self, x: arb) -> tuple[bool, int, int] | None:
        """Round an exact ball, by balls, since its exponent may have millions of digits."""
        if x.is_zero():
            return False, 0, 0
        size = abs(x)
        exponent = (size.log() / arb(10).log()).mid().floor().unique_fmpz()
        for _ in range(3):
            if exponent is None:
                return None
            scaled = size * arb(10) ** (self.count - 1 - exponent)
            if scaled < arb(10) ** (self.count - 1):
                exponent -= 1
            elif scaled >= arb(10) ** self.count:
                exponent += 1
            else:
                nearest = (scaled + arb(0.5)).floor().unique_fmpz()
                return None if nearest is None else self._result(x < 0, int(nearest), int(exponent))
        return None

    def rational(self, x: Fraction) -> tuple[bool, int, int]:
        """Round a rational."""
        if x == 0:
            return False, 0, 0
        size = abs(x)
        exponent = int((size.numerator.bit_length() - size.denominator.bit_length()) * 0.30103)
        while size < Fraction(10) ** exponent:
            exponent -= 1
        while size >= Fraction(10) ** (exponent + 1):
            exponent += 1
        scaled = size * Fraction(10) ** (self.count - 1 - exponent)
        return self._result(x < 0, _half_even(scaled.numerator, scaled.denominator), exponent)

    def _result(self, negative: bool, nearest: int, exponent: int) -> tuple[bool, int, int]:
        if nearest == 10**self.count:
            return negative, nearest // 10, exponent + 1
        return negative, nearest, exponent

    def border(self, low: Any, high: Any) -> Fraction | None:
        """Return the number half-way between two results."""
        if low is None or high is None or abs(low[2]) > 5000:
            return None
        return (self._signed(low) + self._signed(high)) / 2

    def _signed(self, result: tuple[bool, int, int]) -> Fraction:
        negative, number, exponent = result
        size = number * Fraction(10) ** (exponent - self.count + 1)
        return -size if negative else size
