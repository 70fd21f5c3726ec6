"""Make and prove the approximations of the numeric kernels.

    python tools/make_coefficients.py            writes symact/numeric/coefficients.py and prints what was proven
    python tools/make_coefficients.py --check    proves the file that is there, and that it is what would be written

A row of `TARGETS` names a function, the variable its polynomial is in, an interval and a degree. The polynomial
interpolates at Chebyshev's nodes (mpmath, 60 digits), its coefficients are rounded to float64, and the error that
the rounded polynomial has is then *proven* by Taylor models in ball arithmetic (python-flint): on each of enough
subintervals, the difference of function and polynomial is expanded at the midpoint and Lagrange's remainder is
enclosed on the whole. The result is the same on every run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import mpmath
from flint import arb, arb_series, ctx

OUTPUT = Path(__file__).resolve().parent.parent / "symact" / "numeric" / "coefficients.py"
COMMAND = "python tools/make_coefficients.py"
DIGITS = 60
FITTING_BITS = 320
PROVING_BITS = 128
TERMS = 24
DEEPEST = 24

Series = arb_series


def argument(q: Series) -> Series:
    """The positive axis from q = (t - 4)/(t + 4)."""
    return 4 * (1 + q) / (1 - q)


def normal_tail(q: Series) -> Series:
    t = argument(q)
    return (1 + t) * (t / arb(2).sqrt()).erfc() / 2 * (t * t / 2).exp()


def erfcx_tail(q: Series) -> Series:
    a = argument(q)
    return (1 + 2 * a) * a.erfc() * (a * a).exp()


def erf_small(z: Series) -> Series:
    """erf(x)/x - 1 for z = x**2; the function is entire, its Taylor series at 0 alternates and ends quickly."""
    terms = []
    coefficient = 2 / arb.pi().sqrt()
    for k in range(64):
        terms.append(coefficient / (2 * k + 1))
        coefficient = -coefficient / (k + 1)
    terms[0] -= 1
    return polynomial_with_tail(terms, z, tail_start=arb(2) / arb.fac_ui(64), radius=arb(2))


def tanhshrink_small(z: Series) -> Series:
    """(x - tanh x)/x**3 for z = x**2: x cosh x - sinh x over x**3 cosh x, each an entire series in z."""
    upper, lower = [], []
    for k in range(64):
        upper.append(1 / arb.fac_ui(2 * k + 2) - 1 / arb.fac_ui(2 * k + 3))
        lower.append(1 / arb.fac_ui(2 * k))
    tail = arb(2) / arb.fac_ui(128)
    return polynomial_with_tail(upper, z, tail, arb(2)) / polynomial_with_tail(lower, z, tail, arb(2))


def exp_small(r: Series) -> Series:
    """(exp(r) - 1 - r)/r**2, an entire series."""
    return polynomial_with_tail([1 / arb.fac_ui(k + 2) for k in range(64)], r, 2 / arb.fac_ui(66), arb(2))


def exp_slope(r: Series) -> Series:
    """(exp(r) - 1)/r, an entire series."""
    return polynomial_with_tail([1 / arb.fac_ui(k + 1) for k in range(64)], r, 2 / arb.fac_ui(65), arb(2))


def log_small(z: Series) -> Series:
    """(log((1 + s)/(1 - s)) - 2s)/s**3 for z = s**2; the terms of the series on |z| <= 5/8 fall by more than 3/8."""
    terms = [arb(2) / (2 * k + 3) for k in range(200)]
    return polynomial_with_tail(terms, z, tail_start=arb(2) / 200, radius=arb(5) / 8)


def polynomial_with_tail(terms: Sequence[arb], z: Series, tail_start: arb, radius: arb) -> Series:
    """A power series cut off, plus a ball for what was cut.

    What was cut is at most `tail_start * sum(radius**k for k >= len(terms))` in size on |z| <= radius whenever each
    later term is at most half the one before, so Cauchy's estimate bounds its derivatives on |z| <= radius - 1/2.
    """
    total = arb_series([0])
    for c in reversed(terms):
        total = total * z + c
    size = 2 * tail_start * radius ** len(terms)
    return total + arb_series([arb(0, (size * arb(2) ** k).upper()) for k in range(TERMS)])


@dataclass(frozen=True)
class Target:
    """A function to approximate: relative to `function + offset`, in the variable z on `interval`."""

    name: str
    meaning: str
    function: Callable[[Series], Series]
    interval: tuple[float, float]
    degree: int
    offset: int = 0
    whole: bool = True
    """Whether what is left of the constant term is kept: no, where the polynomial only corrects something larger."""


NORMAL = "(1 + t) * exp(t**2/2) * Phi(-t), z = (t - 4)/(t + 4), 0 <= t <= "
ERFCX = "(1 + 2a) * exp(a**2) * erfc(a), z = (a - 4)/(a + 4), 0 <= a <= "
EXP = "(exp(r) - 1 - r)/r**2, |r| <= 0.35"
LOG = "(log((1 + s)/(1 - s)) - 2s)/s**3, z = s**2, |s| <= 1/3"
ERF = "erf(x)/x - 1, z = x**2, |x| <= 1"
TANHSHRINK = "(x - tanh(x))/x**3, z = x**2, |x| <= 1"

# What ends in _SHORT serves results that are rounded to float32, down to its least number.
TARGETS = (
    Target("NORMAL_TAIL", NORMAL + "40", normal_tail, (-1.0, 36 / 44), 24),
    Target("ERFCX_TAIL", ERFCX + "28", erfcx_tail, (-1.0, 0.75), 23),
    Target("ERF_SMALL", ERF, erf_small, (0.0, 1.0), 12, offset=1),
    Target("TANHSHRINK_SMALL", TANHSHRINK, tanhshrink_small, (0.0, 1.0), 16),
    Target("EXP_SMALL", EXP, exp_small, (-0.35, 0.35), 10, whole=False),
    Target("LOG_SMALL", LOG, log_small, (0.0, 0.1112), 10, whole=False),
    Target("NORMAL_TAIL_SHORT", NORMAL + "14.6", normal_tail, (-1.0, 0.57), 11, whole=False),
    Target("ERFCX_TAIL_SHORT", ERFCX + "10.5", erfcx_tail, (-1.0, 0.45), 11, whole=False),
    Target("ERF_SMALL_SHORT", ERF, erf_small, (0.0, 1.0), 6, offset=1, whole=False),
    Target("TANHSHRINK_SMALL_SHORT", TANHSHRINK, tanhshrink_small, (0.0, 1.0), 8, whole=False),
    Target("EXP_SLOPE_SHORT", "(exp(r) - 1)/r, |r| <= 0.35", exp_slope, (-0.35, 0.35), 6, whole=False),
    Target("LOG_SMALL_SHORT", LOG, log_small, (0.0, 0.1112), 4, whole=False),
)


def constants() -> dict[str, tuple[str, arb]]:
    """Numbers that kernels need to twice the precision."""
    return {"SHIFT": ("128 * log(2)", 128 * arb(2).log()), "LOG_2": ("log(2)", arb(2).log())}


def exact(ball: arb) -> mpmath.mpf:
    mantissa, exponent = ball.mid().man_exp()
    return mpmath.ldexp(mpmath.mpf(int(mantissa)), int(exponent))


def fitted(target: Target) -> tuple[tuple[float, ...], float]:
    """The rounded coefficients, and what is left of the constant one."""
    low, high = (mpmath.mpf(end) for end in target.interval)
    count = target.degree + 1
    cosines = [mpmath.cos(mpmath.pi * (2 * k + 1) / (2 * count)) for k in range(count)]
    nodes = [(low + high) / 2 + (high - low) / 2 * cosine for cosine in cosines]
    values = [exact(target.function(arb_series([ball(node)], prec=1))[0]) for node in nodes]
    power = newton_to_powers(nodes, values)
    rounded = [float(c) for c in power]
    return tuple(rounded), float(power[0] - mpmath.mpf(rounded[0])) if target.whole else 0.0


def ball(number: mpmath.mpf) -> arb:
    sign, mantissa, exponent, _ = number._mpf_
    return arb((-1) ** sign * int(mantissa)) * arb(2) ** exponent


def newton_to_powers(nodes: Sequence[mpmath.mpf], values: Sequence[mpmath.mpf]) -> list[mpmath.mpf]:
    """Coefficients in powers of z of the polynomial through the points."""
    differences = list(values)
    for order in range(1, len(nodes)):
        for k in range(len(nodes) - 1, order - 1, -1):
            differences[k] = (differences[k] - differences[k - 1]) / (nodes[k] - nodes[k - order])
    powers = [differences[-1]]
    for node, difference in zip(reversed(nodes[:-1]), reversed(differences[:-1]), strict=True):
        shifted = [mpmath.mpf(0), *powers]
        powers = [a - node * b for a, b in zip(shifted, [*powers, mpmath.mpf(0)], strict=True)]
        powers[0] += difference
    return powers


def polynomial_at(coefficients: Sequence[float], low: float, z: Series) -> Series:
    total = arb_series([0])
    for c in reversed(coefficients):
        total = total * z + arb(c)
    return total + arb(low)


def relative_error_on(
    target: Target, coefficients: Sequence[float], low: float, left: Fraction, right: Fraction
) -> arb:
    """An upper bound of |p - f| / |f + offset| on one subinterval, by a Taylor model at its midpoint."""
    middle, radius = as_ball((left + right) / 2), as_ball((right - left) / 2)
    at_middle = arb_series([middle, 1], prec=TERMS)
    function = target.function(at_middle)
    difference = function - polynomial_at(coefficients, low, at_middle)
    on_whole = arb_series([middle + arb(0, radius.upper()), 1], prec=TERMS)
    function_on_whole = target.function(on_whole)
    rest = function_on_whole - polynomial_at(coefficients, low, on_whole)
    size = 2 * abs(function[0] + target.offset) - largest(function + target.offset, function_on_whole, radius)
    if not size > 0:
        return arb("inf")
    return (largest(difference, rest, radius) / size).upper()


def largest(taylor: Series, on_whole: Series, radius: arb) -> arb:
    """A bound of the size of a function on a subinterval, of its expansion at the midpoint and on the whole."""
    total = sum((abs(taylor[k]) * radius**k for k in range(TERMS - 1)), arb(0))
    return total + abs(on_whole[TERMS - 1]) * radius ** (TERMS - 1)


def as_ball(number: Fraction) -> arb:
    return arb(number.numerator) / number.denominator


def proven(target: Target, coefficients: Sequence[float], low: float, claim: float) -> bool:
    """Whether the relative error is at most `claim` on the whole interval, decided by bisection in balls."""
    with precision(PROVING_BITS):
        waiting = [(Fraction(target.interval[0]), Fraction(target.interval[1]), 0)]
        while waiting:
            left, right, depth = waiting.pop()
            bound = relative_error_on(target, coefficients, low, left, right)
            if bound <= arb(claim):
                continue
            if depth == DEEPEST:
                return False
            middle = (left + right) / 2
            waiting += [(left, middle, depth + 1), (middle, right, depth + 1)]
    return True


class precision:
    """Sets the precision of python-flint and mpmath for a while."""

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        self.before = ctx.prec, ctx.cap, mpmath.mp.dps
        ctx.prec, ctx.cap, mpmath.mp.dps = self.bits, TERMS, DIGITS

    def __exit__(self, *_: object) -> None:
        ctx.prec, ctx.cap, mpmath.mp.dps = self.before


def claimed(target: Target, coefficients: Sequence[float], low: float) -> float:
    """The largest error at sample points with a tenth to spare, rounded up to two digits: what is then to be proven."""
    worst = arb(0)
    left, right = (Fraction(end) for end in target.interval)
    for k in range(2001):
        at = arb_series([as_ball(left + (right - left) * k / 2000)], prec=1)
        value = target.function(at)[0]
        error = abs(value - polynomial_at(coefficients, low, at)[0]) / abs(value + target.offset)
        worst = worst.max(error)
    digits = f"{float(worst.upper()) * 1.15:.1e}"
    return float(digits)


def doubled(number: arb) -> tuple[float, float]:
    high = float(exact(number))
    return high, float(exact(number - arb(high)))


def rendered() -> tuple[str, list[str]]:
    """The file's text, and a line of report for each polynomial."""
    report, parts = [], [HEADER]
    with precision(FITTING_BITS):
        for name, (meaning, number) in constants().items():
            high, low = doubled(number)
            parts.append(f'{name}: Doubled = ({high!r}, {low!r})\n"""{meaning}"""\n')
        for target in TARGETS:
            coefficients, low = fitted(target)
            claim = claimed(target, coefficients, low)
            if not proven(target, coefficients, low, claim):
                raise SystemExit(f"{target.name}: the error must be at most {claim}, and could not be proven so")
            left, right = target.interval
            where = f"{target.name:18} [{left:g}, {right:.6g}]"
            report.append(f"{where:40} degree {target.degree}  relative error <= {claim:.1e}")
            numbers = "".join(f"        {c!r},\n" for c in coefficients)
            parts.append(
                f"{target.name} = Polynomial(\n    coefficients=(\n{numbers}    ),\n    low={low!r},\n"
                f'    interval=({left!r}, {right!r}),\n    error={claim!r},\n)\n"""{target.meaning}"""\n'
            )
    return "\n".join(parts), report


HEADER = f'''"""Coefficients of the numeric kernels. GENERATED by `{COMMAND}`: do not edit.

Each polynomial carries a bound of its relative error that was proven in ball arithmetic; a test proves it again
from the numbers below alone.
"""

from symact.numeric.polynomial import Doubled, Polynomial
'''


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the file differs")
    options = parser.parse_args(arguments)
    text, report = rendered()
    print("\n".join(report))
    if options.check:
        return int(OUTPUT.read_text(encoding="utf-8") != text)
    OUTPUT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
