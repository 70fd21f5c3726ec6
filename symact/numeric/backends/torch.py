"""Expressions as PyTorch functions: the same source as NumPy's over ``torch``, with the exact derivative as its own.

Each function carries a rule for its derivative, which is the function made of the exact derivative. So gradients of
every order are right at kinks (the least element) and in the tails, and hold no nan that an unselected branch left
behind. All compute in the floating dtype of the argument, on its device.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from sympy import Expr, Symbol

from symact.errors import MissingExtraError
from symact.exact.derivatives import derivative
from symact.exact.variable import T
from symact.functions.catalogue import activation
from symact.numeric.coefficients import TANHSHRINK_SMALL
from symact.numeric.expression_source import expression_source
from symact.numeric.generated import compiled

__all__ = ["torch_function"]

_NATIVE = ("relu", "sigmoid", "tanh", "erf", "exp", "sin")
"""What torch itself computes as well, in every tail, and differentiates as symact does."""


@lru_cache(maxsize=512)
def torch_function(expr: Expr, variables: tuple[Symbol, ...]) -> Callable[..., Any]:
    """Return an expression as a function of torch tensors, one for each variable, that broadcast.

    Raises
    ------
    MissingExtraError
        If torch is not installed.
    """
    try:
        import torch
    except ImportError:
        raise MissingExtraError(
            "torch must be installed to make a torch function; pip install 'symact[torch]'"
        ) from None
    native = next((n for n in _NATIVE if variables == (T,) and expr == activation(n)(T)), None)
    if native is not None:
        found: Callable[..., Any] = getattr(torch, native)
        return found
    core = compiled(expression_source(expr, variables, masks=False), _names())

    class Applied(torch.autograd.Function):
        generate_vmap_rule = True

        @staticmethod
        def forward(*arguments: Any) -> Any:
            result = core(*arguments)
            return result.view_as(result) if any(result is a for a in arguments) else result

        @staticmethod
        def setup_context(context: Any, inputs: Any, output: Any) -> None:
            context.save_for_backward(*inputs)
            context.save_for_forward(*inputs)

        @staticmethod
        def backward(context: Any, cotangent: Any) -> Any:
            arguments = context.saved_tensors
            return tuple(
                cotangent * _rate(expr, variables, i)(*arguments) if wanted else None
                for i, wanted in enumerate(context.needs_input_grad)
            )

        @staticmethod
        def jvp(context: Any, *tangents: Any) -> Any:
            arguments = context.saved_tensors
            slopes = (_rate(expr, variables, i)(*arguments) for i in range(len(variables)))
            return sum(s * t for s, t in zip(slopes, tangents, strict=True) if t is not None)

    def function(*arguments: Any) -> Any:
        if len(arguments) > 1:
            arguments = torch.broadcast_tensors(*arguments)
        return Applied.apply(*arguments)

    return function


def _rate(expr: Expr, variables: tuple[Symbol, ...], i: int) -> Callable[..., Any]:
    variable = variables[i]
    rate = derivative(expr, variable) if len(variables) == 1 else expr.diff(variable)
    return torch_function(rate, variables)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Any]:
    """Return what the source may call, in torch: the machine functions, by compositions that keep their digits."""
    import torch
    from torch.nn.functional import logsigmoid
    from torch.special import erfc

    def tensors(a: Any, b: Any) -> tuple[Any, Any]:
        like = a if torch.is_tensor(a) else b
        one, two = (
            v if torch.is_tensor(v) else torch.as_tensor(v, dtype=like.dtype, device=like.device) for v in (a, b)
        )
        return one, two

    def of_two(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        return lambda a, b: function(*tensors(a, b))

    same = (
        *("abs", "ceil", "cos", "cosh", "exp", "expm1", "floor", "isinf", "isnan", "log", "log1p", "sin", "sinh"),
        *("sqrt", "tan", "tanh", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh"),
    )
    numpy_names = SimpleNamespace(
        **{name: getattr(torch, name) for name in same},
        arctan2=of_two(torch.arctan2),
        full_like=torch.full_like,
        heaviside=of_two(torch.heaviside),
        inf=torch.inf,
        maximum=of_two(torch.maximum),
        minimum=of_two(torch.minimum),
        nan=torch.nan,
        power=torch.pow,
        sign=lambda x: torch.where(torch.isnan(x), x, torch.sign(x)),
        where=torch.where,
    )

    def select(condition: Any, a: Any, b: Any) -> Any:
        return torch.where(condition, *tensors(a, b)) if torch.is_tensor(a) or torch.is_tensor(b) else None

    def softplus(x: Any) -> Any:
        return -logsigmoid(-x)

    def horner(z: Any, *coefficients: float) -> Any:
        total = torch.full_like(z, coefficients[-1])
        for c in reversed(coefficients[:-1]):
            total = total * z + c
        return total

    def tanhshrink(x: Any) -> Any:
        z = torch.clamp(x * x, max=1.0)
        near = x * (z * horner(z, *TANHSHRINK_SMALL.coefficients))
        return torch.where(torch.abs(x) < 1.0, near, x - torch.tanh(x))

    def conjugate(a: Any, b: Any, n: Any) -> Any:
        a, b = tensors(a, b)
        total = a + b
        return torch.where(torch.abs(total) < 0.5 * torch.abs(b), n / (a - b), total)

    def normal_cdf(x: Any) -> Any:
        return 0.5 * erfc(-0.7071067811865476 * x)

    return {
        "__builtins__": {"__import__": __import__},  # some of torch's own functions import when first called
        "np": numpy_names,
        "erf": torch.erf,
        "erfc": erfc,
        "sigmoid": torch.sigmoid,
        "softplus": softplus,
        "log1mexp": lambda x: torch.where(
            x < 0.6931471805599453, torch.log(-torch.expm1(-x)), torch.log1p(-torch.exp(-x))
        ),
        "sech2": lambda x: 4.0 * torch.sigmoid(2.0 * x) * torch.sigmoid(-2.0 * x),
        "tanhshrink": tanhshrink,
        "normal_cdf": normal_cdf,
        "gelu": lambda x: _finite_times(x, normal_cdf(x)),
        "mish": lambda x: _finite_times(x, torch.tanh(softplus(x))),
        "conjugate": conjugate,
        "horner": horner,
        "select": select,
        "times_exp": lambda factor, high, low: factor * torch.exp(high),
    }


def _finite_times(x: Any, gate: Any) -> Any:
    """x * gate for a gate that is 0 at -inf."""
    import torch

    return torch.where(gate == 0.0, -0.0, x * gate)
