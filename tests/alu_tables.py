"""The two tables of the 74181's data sheet (SDLS136), and what follows from them for its carries.

A row is a function select, S3 S2 S1 S0 counting up from LLLL: what F is with M high; with M low and without a carry;
with M low and with a carry. All are numbers of 4 bits in two's complement. `added` are the two numbers whose sum the
middle column is; the data sheet: "subtraction is accomplished by 1's complement addition".
"""

from __future__ import annotations

ACTIVE_LOW = [  # table 1; CN low: no carry
    (lambda A, B: ~A, lambda A, B: A - 1, lambda A, B: A),
    (lambda A, B: ~(A & B), lambda A, B: (A & B) - 1, lambda A, B: A & B),
    (lambda A, B: ~A | B, lambda A, B: (A & ~B) - 1, lambda A, B: A & ~B),
    (lambda A, B: 15, lambda A, B: -1, lambda A, B: 0),
    (lambda A, B: ~(A | B), lambda A, B: A + or_not(A, B), lambda A, B: A + or_not(A, B) + 1),
    (lambda A, B: ~B, lambda A, B: (A & B) + or_not(A, B), lambda A, B: (A & B) + or_not(A, B) + 1),
    (lambda A, B: ~(A ^ B), lambda A, B: A - B - 1, lambda A, B: A - B),
    (lambda A, B: A | ~B, lambda A, B: or_not(A, B), lambda A, B: or_not(A, B) + 1),
    (lambda A, B: ~A & B, lambda A, B: A + (A | B), lambda A, B: A + (A | B) + 1),
    (lambda A, B: A ^ B, lambda A, B: A + B, lambda A, B: A + B + 1),
    (lambda A, B: B, lambda A, B: (A & ~B) + (A | B), lambda A, B: (A & ~B) + (A | B) + 1),
    (lambda A, B: A | B, lambda A, B: A | B, lambda A, B: (A | B) + 1),
    (lambda A, B: 0, lambda A, B: A + A, lambda A, B: A + A + 1),
    (lambda A, B: A & ~B, lambda A, B: (A & B) + A, lambda A, B: (A & B) + A + 1),
    (lambda A, B: A & B, lambda A, B: (A & ~B) + A, lambda A, B: (A & ~B) + A + 1),
    (lambda A, B: A, lambda A, B: A, lambda A, B: A + 1),
]
ACTIVE_HIGH = [  # table 2; CN high: no carry
    (lambda A, B: ~A, lambda A, B: A, lambda A, B: A + 1),
    (lambda A, B: ~(A | B), lambda A, B: A | B, lambda A, B: (A | B) + 1),
    (lambda A, B: ~A & B, lambda A, B: or_not(A, B), lambda A, B: or_not(A, B) + 1),
    (lambda A, B: 0, lambda A, B: -1, lambda A, B: 0),
    (lambda A, B: ~(A & B), lambda A, B: A + (A & ~B), lambda A, B: A + (A & ~B) + 1),
    (lambda A, B: ~B, lambda A, B: (A | B) + (A & ~B), lambda A, B: (A | B) + (A & ~B) + 1),
    (lambda A, B: A ^ B, lambda A, B: A - B - 1, lambda A, B: A - B),
    (lambda A, B: A & ~B, lambda A, B: (A & ~B) - 1, lambda A, B: A & ~B),
    (lambda A, B: ~A | B, lambda A, B: A + (A & B), lambda A, B: A + (A & B) + 1),
    (lambda A, B: ~(A ^ B), lambda A, B: A + B, lambda A, B: A + B + 1),
    (lambda A, B: B, lambda A, B: or_not(A, B) + (A & B), lambda A, B: or_not(A, B) + (A & B) + 1),
    (lambda A, B: A & B, lambda A, B: (A & B) - 1, lambda A, B: A & B),
    (lambda A, B: 15, lambda A, B: A + A, lambda A, B: A + A + 1),
    (lambda A, B: A | ~B, lambda A, B: (A | B) + A, lambda A, B: (A | B) + A + 1),
    (lambda A, B: A | B, lambda A, B: or_not(A, B) + A, lambda A, B: or_not(A, B) + A + 1),
    (lambda A, B: A, lambda A, B: A - 1, lambda A, B: A),
]
ADDED = [  # of table 1
    lambda A, B: (A, 15),
    lambda A, B: (A & B, 15),
    lambda A, B: (A & ~B, 15),
    lambda A, B: (0, 15),
    lambda A, B: (A, or_not(A, B)),
    lambda A, B: (A & B, or_not(A, B)),
    lambda A, B: (A, 15 - B),
    lambda A, B: (or_not(A, B), 0),
    lambda A, B: (A, A | B),
    lambda A, B: (A, B),
    lambda A, B: (A & ~B, A | B),
    lambda A, B: (A | B, 0),
    lambda A, B: (A, A),
    lambda A, B: (A & B, A),
    lambda A, B: (A & ~B, A),
    lambda A, B: (A, 0),
]


def or_not(A: int, B: int) -> int:
    """A or not B, as a number of 4 bits."""
    return A | 15 - B


def active_low(A: int, B: int, S: int, M: int, CN: int) -> dict[str, int]:
    """Return the levels of all outputs from those of the inputs, data, P and G being active low; table 1."""
    A, B = 15 - A, 15 - B
    logic, without, with_carry = ACTIVE_LOW[S]
    F = logic(A, B) if M else with_carry(A, B) if CN else without(A, B)
    x, y = ADDED[S](A, B)
    return outputs(15 - F % 16, CN4=x + y + CN > 15, P=x | y != 15, G=x + y <= 15)


def active_high(A: int, B: int, S: int, M: int, CN: int) -> dict[str, int]:
    """Return the levels of all outputs from those of the inputs, both carries being active low; table 2."""
    logic, without, with_carry = ACTIVE_HIGH[S]
    total = without(A, B) if CN else with_carry(A, B)
    subtracts = without(0, 15) < 0
    F = logic(A, B) if M else total
    return outputs(F % 16, CN4=total + 16 * subtracts <= 15)


def outputs(F: int, **others: bool) -> dict[str, int]:
    return {f"F{k}": F >> k & 1 for k in range(4)} | {"AEQB": int(F == 15)} | {n: int(v) for n, v in others.items()}
