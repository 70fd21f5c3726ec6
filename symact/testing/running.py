"""The law of the numeric function: what runs is what is known."""

from __future__ import annotations

import pickle
import warnings
from typing import Any

import numpy as np
from sympy import Rational

from symact.errors import NoLimitError, UndecidedError
from symact.exact.limiting import limits
from symact.numeric.evaluator import lambdify
from symact.testing.law import law, require
from symact.testing.specimen import Specimen, number

_RELATIVE = {np.float64: 1e-14, np.float32: 1e-6}


@law
def the_numeric_function_keeps_its_contract(s: Specimen) -> None:
    """sa.lambdify is right to the last places, keeps dtype and shape, maps nan to nan and oo to the limit."""
    run = lambdify(s.variable, s.expr)
    with warnings.catch_warnings(), np.errstate(all="raise", under="ignore"):
        warnings.simplefilter("error")
        for dtype in (np.float64, np.float32):
            _values_agree(s, run, dtype)
        _shapes_are_kept(run)
        _ends_are_limits(s, run)
    again = pickle.loads(pickle.dumps(run))
    require(np.array_equal(again(np.ones(3)), run(np.ones(3))), "it must pickle")


def _values_agree(s: Specimen, run: Any, dtype: Any) -> None:
    inputs = np.array([float(p) for p in s.points], dtype=dtype)
    slack = np.finfo(dtype).smallest_normal + 8 * np.finfo(dtype).eps * _unrepresentable(s)
    outputs = run(inputs)
    require(outputs.dtype == dtype, f"the dtype must stay {dtype.__name__}, not become {outputs.dtype}")
    for p, got in zip(inputs, outputs, strict=True):
        exact_value = number(s.formula, s.variable, Rational(float(p)), 30)
        wanted = np.nan if exact_value is None else dtype(float(exact_value))
        tolerance = _RELATIVE[dtype] * abs(wanted) + slack
        right = np.isnan(got) if np.isnan(wanted) else got == wanted or abs(got - wanted) <= tolerance
        require(right, f"f({p!r}) must be {wanted!r}, not {got!r}")


def _unrepresentable(s: Specimen) -> float:
    """Return the size of the breakpoints that are no floats: next to those a value may be off by their rounding."""
    return max((abs(float(b)) for b in s.table.breakpoints if Rational(float(b)) != b), default=0.0)


def _shapes_are_kept(run: Any) -> None:
    for shape in ((), (0,), (2, 3)):
        got = np.shape(run(np.ones(shape)))
        require(got == shape, f"the shape must stay {shape}, not become {got}")
    require(type(run(1.0)) is float, f"a Python float must give a Python float, not {type(run(1.0)).__name__}")
    require(run(np.array([1, 2])).dtype == np.float64, "integers must give float64")
    require(np.isnan(run(np.array([np.nan, 1.0])))[0], "nan must give nan")


def _ends_are_limits(s: Specimen, run: Any) -> None:
    try:
        wanted = limits(s.expr, s.variable)
    except (NoLimitError, UndecidedError):
        return
    for got, limit in zip(run(np.array([-np.inf, np.inf])), wanted, strict=True):
        right = np.isclose(got, float(limit), rtol=1e-14, atol=0, equal_nan=True)
        require(right, f"at infinity it must be {limit}, not {got}")
