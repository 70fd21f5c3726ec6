"""How functions of symact's own print with SymPy's code printers, so that plain ``sympy.lambdify`` is right.

What is printed is one name for each function, which is an attribute of this module:
``sympy.lambdify(x, sa.gelu(x), "numpy")`` imports ``symact_gelu`` from here. A name of the catalogue is always found;
one with parameters or without a name of its own holds a checksum and is known in the process that printed it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zlib import crc32

import mpmath
from mpmath import libmp
from sympy import Expr, Integer, Rational, S, Symbol, srepr

from symact.arithmetic.balls import float_of
from symact.exact.limiting import at_infinity
from symact.exact.real_function import RealFunction
from symact.exact.variable import T
from symact.functions.catalogue import activation
from symact.numeric.evaluator import lambdify

__all__ = ["jax_code", "mpmath_code", "numpy_code", "plain_code"]

MODULE = "symact.numeric.printing"
_KINDS = ("symact", "symact_mp", "symact_jax")
_PRINTED: dict[str, tuple[Expr, tuple[Symbol, ...]]] = {}


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
    name, arguments = _handle(function, kind)
    called = printer._module_format(f"{MODULE}.{name}")
    return f"{called}({', '.join(printer._print(a) for a in arguments)})"


def _handle(function: RealFunction, kind: str = "symact") -> tuple[str, tuple[Expr, ...]]:
    """Return the name to print for an application of a function of ours, and the arguments to print after it.

    Parameters
    ----------
    function : RealFunction
    kind : {"symact", "symact_mp", "symact_jax"}
        For floats and NumPy arrays, for mpmath, for JAX.
    """
    bound_inside = set().union(*(p.free_symbols for p in function.args[1:]))
    own = tuple(sorted(bound_inside & function.free_symbols, key=str))
    pattern = function.func(T, *function.args[1:], evaluate=False)
    plain = type(function).__name__
    if not own and not function.printed_parameters() and _named(plain) == pattern:
        name = f"{kind}_{plain}"
    else:
        name = f"{kind}_{plain}_{crc32(srepr((pattern, own)).encode()):08x}"
    _PRINTED[name] = pattern, (T, *own)
    return name, (function.args[0], *own)


def _named(name: str) -> Expr | None:
    """Return the function of the catalogue of that name, of ``T``."""
    try:
        return activation(name)(T)
    except (LookupError, TypeError):
        return None


def __getattr__(name: str) -> Callable[..., Any]:
    kind = next((k for k in reversed(_KINDS) if name.startswith(f"{k}_")), None)
    if kind is None:
        raise AttributeError(f"module {MODULE!r} has no attribute {name!r}")
    found = _PRINTED.get(name)
    if found is None:
        expr = _named(name.removeprefix(f"{kind}_"))
        if expr is None:
            raise AttributeError(f"{name} must have been printed in this process, or be a name of the catalogue")
        found = expr, (T,)
    return _MAKERS[kind](*found)


def _numpy_function(expr: Expr, variables: tuple[Symbol, ...]) -> Callable[..., Any]:
    return lambdify(variables, expr)


def _jax_function(expr: Expr, variables: tuple[Symbol, ...]) -> Callable[..., Any]:
    from symact.numeric.backends.jax import jax_function

    return jax_function(expr, variables)


def _mpmath_function(expr: Expr, variables: tuple[Symbol, ...]) -> Callable[..., Any]:
    """Return the function of mpmath numbers, correctly rounded at the precision that mpmath works with."""

    def function(*arguments: Any) -> Any:
        exact = [_exact(mpmath.mpmathify(a)) for a in arguments]
        if S.NaN in exact:
            return mpmath.nan
        prec = mpmath.mp.prec
        parameters = dict(zip(variables[1:], exact[1:], strict=True))
        applied = expr.xreplace(parameters) if parameters else expr
        point = exact[0]
        value = at_infinity(applied.table, point) if point.is_infinite else applied.func(point, *applied.args[1:])
        return (value if value.is_finite is False or value is S.NaN else float_of(value, prec))._to_mpmath(prec)

    return function


def _exact(number: Any) -> Expr:
    """Return an mpmath number as the rational that it is."""
    if not hasattr(number, "_mpf_"):
        raise TypeError(f"the argument must be a real number, not {number}")
    raw = number._mpf_
    for special, value in ((libmp.fnan, S.NaN), (libmp.finf, S.Infinity), (libmp.fninf, S.NegativeInfinity)):
        if raw == special:
            return value
    sign, mantissa, exponent, _ = raw
    return Rational(-int(mantissa) if sign else int(mantissa)) * Integer(2) ** int(exponent)


_MAKERS: dict[str, Callable[[Expr, tuple[Symbol, ...]], Callable[..., Any]]] = {
    "symact": _numpy_function,
    "symact_mp": _mpmath_function,
    "symact_jax": _jax_function,
}
