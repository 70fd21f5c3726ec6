"""What generated NumPy code calls: functions of float64 vectors, right to a few units in the last place everywhere.

Each gives the limit at an infinity and nan at nan. They warn as NumPy does, and keep neither dtype nor shape:
:func:`symact.numeric.arrays.on_arrays` sees to that, once, for all that is called from outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from symact.numeric.kernels import elementary, logistic, normal, pairs, steep
from symact.numeric.kernels.doubled import square, times_exp
from symact.numeric.polynomial import horner

__all__ = ["NAMES"]

NAMES: Mapping[str, Any] = {
    "np": np,
    "horner": horner,
    "square": square,
    "times_exp": times_exp,
    **{name: vars(m)[name] for m in (elementary, logistic, normal, pairs, steep) for name in m.__all__},
}
"""All that generated source can call: NumPy's elementwise functions and these."""
