"""Certified values of real expressions: the names that the floors above use."""

from __future__ import annotations

from symact.arithmetic.complex_balls import complex_ball
from symact.arithmetic.enclosure import ball, evaluate
from symact.arithmetic.jets import jet
from symact.arithmetic.rounding import digits, evaluate_complex, float_of, round_to, to_double
from symact.arithmetic.signs import compare, sign
from symact.arithmetic.targets import FORMATS, Format

__all__ = [
    # enclosure
    "ball",
    "evaluate",
    # signs
    "compare",
    "sign",
    # rounding
    "digits",
    "evaluate_complex",
    "float_of",
    "round_to",
    "to_double",
    # targets
    "FORMATS",
    "Format",
    # complex_balls
    "complex_ball",
    # jets
    "jet",
]
