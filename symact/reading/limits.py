"""How much one text may ask for. Every number here was measured: what passes is read in under 2 s and 512 MB."""

from __future__ import annotations

__all__ = [
    "CALLS", "CHARACTERS", "DEGREE", "DEPTH", "DIGITS", "END_BITS", "ENTRIES", "MAGNITUDE_BITS", "NAME", "NUMBER_BITS",
    "ROOT_BITS", "SECONDS", "TOKENS",
]  # fmt: skip

CHARACTERS = 1_000_000
TOKENS = 20_000
DEPTH = 100
NAME = 64
DIGITS = 1_200
# The entries of a vector; a component of the slowest function of 256 numbers is built in a tenth of a second.
ENTRIES = 256

# The size of any exact number. SymPy may ask of any integer whether it is prime, which takes 0.1 s at this size and
# seconds at three times that; doubles and their products need half of it.
NUMBER_BITS = 4_400
# SymPy looks for factors of the base of a root, which takes some hundredths of a second at this size.
ROOT_BITS = 2_048
# Of a polynomial whose root is named; one of random coefficients is isolated in tenths of a second.
DEGREE = 64
# The size of the ends of an interval that a root is named by; what symact prints has less than half of it.
END_BITS = 600
# The size of a constant that a function is applied to: far beyond every float, and evaluated in some milliseconds.
MAGNITUDE_BITS = 16_000

# What SymPy may do while one formula is built, in calls of the interpreter (some 5 million a second).
CALLS = 3_000_000
# And in seconds of the processor, where each call is slow.
SECONDS = 1.5
