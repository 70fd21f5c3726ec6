"""Expressions as JAX functions: the same source as NumPy's over ``jax.numpy``, with the exact derivative as its own.

Each function carries a rule for its derivative, which is the function made of the exact derivative. So gradients of
every order are right at kinks (the least element) and in the tails, and hold no nan that an unselected branch left
behind. All work under ``jit``, ``vmap`` and on any device, in the floating dtype of the argument.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sympy import Expr, Symbol

from symact.errors import MissingExtraError
from symact.exact.derivatives import derivative
from symact.numeric.coefficients import TANHSHRINK_SMALL
from symact.numeric.expression_source import expression_source
from symact.numeric.generated import compiled

__all__ = ["jax_function"]


@lru_cache(maxsize=512)
def jax_function(expr: Expr, variables: tuple[Symbol, ...]) -> Callable[..., Any]:
    """Return an expression as a function of JAX arrays, one for each variable, that broadcast.

    Raises
    ------
    MissingExtraError
        If JAX is not installed.
    """
    try:
        import jax
        import jax.numpy as jnp
    except ImportError:
        raise MissingExtraError("jax must be installed to make a JAX function; pip install 'symact[jax]'") from None
    core = compiled(expression_source(expr, variables, masks=False), _names())

    @jax.custom_jvp
    def function(*arguments: Any) -> Any:
        return core(*arguments)

    @function.defjvp
    def _slope(primals: Any, tangents: Any) -> Any:
        slopes = (_rate(expr, variables, i)(*primals) for i in range(len(variables)))
        return function(*primals), sum(s * t for s, t in zip(slopes, tangents, strict=True))

    def of_floats(*arguments: Any) -> Any:
        dtype = jnp.result_type(float, *arguments) if _all_whole(arguments) else jnp.result_type(*arguments)
        return function(*jnp.broadcast_arrays(*(jnp.asarray(a, dtype) for a in arguments)))

    return of_floats


def _all_whole(arguments: tuple[Any, ...]) -> bool:
    import jax.numpy as jnp

    return not any(jnp.issubdtype(jnp.result_type(a), jnp.floating) for a in arguments)


def _rate(expr: Expr, variables: tuple[Symbol, ...], i: int) -> Callable[..., Any]:
    variable = variables[i]
    rate = derivative(expr, variable) if len(variables) == 1 else expr.diff(variable)
    return jax_function(rate, variables)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Any]:
    """Return what the source may call, in JAX: the machine functions, by compositions that keep their digits."""
    import jax.numpy as jnp
    from jax.nn import sigmoid, softplus
    from jax.scipy.special import erf, erfc

    def horner(z: Any, *coefficients: float) -> Any:
        total = jnp.full_like(z, coefficients[-1])
        for c in reversed(coefficients[:-1]):
            total = total * z + c
        return total

    def tanhshrink(x: Any) -> Any:
        z = jnp.minimum(x * x, 1.0)
        near = x * (z * horner(z, *TANHSHRINK_SMALL.coefficients))
        return jnp.where(jnp.abs(x) < 1.0, near, x - jnp.tanh(x))

    def conjugate(a: Any, b: Any, n: Any) -> Any:
        total = a + b
        return jnp.where(jnp.abs(total) < 0.5 * jnp.abs(b), n / (a - b), total)

    def normal_cdf(x: Any) -> Any:
        return 0.5 * erfc(-0.7071067811865476 * x)

    return {
        "np": jnp,
        "erf": erf,
        "erfc": erfc,
        "sigmoid": sigmoid,
        "softplus": softplus,
        "log1mexp": lambda x: jnp.where(x < 0.6931471805599453, jnp.log(-jnp.expm1(-x)), jnp.log1p(-jnp.exp(-x))),
        "sech2": lambda x: 4.0 * sigmoid(2.0 * x) * sigmoid(-2.0 * x),
        "tanhshrink": tanhshrink,
        "normal_cdf": normal_cdf,
        "gelu": lambda x: _finite_times(x, normal_cdf(x)),
        "mish": lambda x: _finite_times(x, jnp.tanh(softplus(x))),
        "conjugate": conjugate,
        "horner": horner,
        "select": jnp.where,
        "times_exp": lambda factor, high, low: factor * jnp.exp(high),
    }


def _finite_times(x: Any, gate: Any) -> Any:
    """x * gate for a gate that is 0 at -inf."""
    import jax.numpy as jnp

    return jnp.where(gate == 0.0, -0.0, x * gate)
