"""How functions of symact's own print with SymPy's code printers, so that plain ``sympy.lambdify`` is right."""

from __future__ import annotations

from typing import Any

from symact.exact.real_function import RealFunction
from symact.numeric.printed import MODULE, handle

__all__ = ["jax_code", "mpmath_code", "numpy_code", "plain_code"]


def numpy_code(function: RealFunction, printer: Any) -> str:
    """Return the code for ``"numpy"`` and ``"scipy"``: a call of the numeric function that symact makes.

    Examples
    --------
    >>> import sympy
    >>> f = sympy.lambdify(x, sa.gelu(x) + 1, "numpy")
    >>> f(np.array([-np.inf, 0.0]))
    array([1., 1.])
    """
    return _call(function, printer, "symact")


def plain_code(function: RealFunction, printer: Any) -> str:
    """Return the code for ``"math"``, on Python's floats.

    Examples
    --------
    >>> import sympy
    >>> sympy.lambdify(x, sa.softplus(x), "math")(-745)
    5e-324
    """
    return _call(function, printer, "symact")


def mpmath_code(function: RealFunction, printer: Any) -> str:
    """Return the code for ``"mpmath"``, right to whatever precision it works with.

    Examples
    --------
    >>> import mpmath, sympy
    >>> with mpmath.workdps(30):
    ...     print(sympy.lambdify(x, sa.gelu(x), "mpmath")(-40))
    -1.46235741636601188149959432108e-348
    """
    return _call(function, printer, "symact_mp")


def jax_code(function: RealFunction, printer: Any) -> str:
    """Return the code for ``"jax"``: a function that can be jitted, and differentiated without nan."""
    return _call(function, printer, "symact_jax")


def _call(function: RealFunction, printer: Any, kind: str) -> str:
    name, arguments = handle(function, kind)
    called = printer._module_format(f"{MODULE}.{name}")
    return f"{called}({', '.join(printer._print(a) for a in arguments)})"
