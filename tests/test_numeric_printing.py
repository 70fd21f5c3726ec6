"""Plain ``sympy.lambdify`` on symact's functions, by way of SymPy's code printers."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from sympy import Symbol, exp, log, sin, symbols

from symact.exact.derivatives import derivative
from symact.exact.piecewise import cases
from symact.exact.real_function import RealFunction, step
from symact.exact.variable import T
from symact.functions.catalogue import entries
from symact.functions.families.curves import identity
from symact.functions.families.gates.distributions import gelu, silu
from symact.functions.families.rectifiers.cut import relu
from symact.functions.families.rectifiers.leaky import leaky_relu
from symact.functions.families.rectifiers.smooth import softplus
from symact.functions.families.shrinkage import tanhshrink
from symact.numeric.evaluator import lambdify

x, a = symbols("x a")
OURS = {
    e.name: e.example.xreplace({T: x})
    for e in entries()
    if e.arity == "scalar" and e.example.free_symbols == {T} and isinstance(e.example, RealFunction)
}
POINTS = np.array(
    [-1e300, -1000.0, -745.0, -50.0, -3.0, -1.5, -1e-20, -0.0, 1e-3, 0.5, 1.0, 3.0, 6.0, 40.0, 1000.0, 1e300]
)
each_entry = pytest.mark.parametrize("name", OURS)


@each_entry
def test_numpy_and_scipy_code_is_what_symact_computes(name: str) -> None:
    f = sympy.lambdify(x, OURS[name], "numpy")
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(f(POINTS), lambdify(x, OURS[name])(POINTS))
        assert f(np.float32([1.0, 2.0])).dtype == np.float32


@each_entry
def test_math_code_is_scalar(name: str) -> None:
    f, g = sympy.lambdify(x, OURS[name], "math"), lambdify(x, OURS[name])
    for point in POINTS.tolist():
        value = f(point)
        assert type(value) is float and (value == g(point) or value != value)


@each_entry
def test_mpmath_code_is_right_to_any_precision(name: str) -> None:
    f, g = sympy.lambdify(x, OURS[name], "mpmath"), lambdify(x, OURS[name])
    for point in (-100.0, -3.0, -1e-9, 0.0, 0.5, 3.0, 6.5):
        with mpmath.workdps(50):
            value = f(mpmath.mpf(point))
            fine = f(mpmath.mpf(point))
        with mpmath.workdps(90):
            finer = f(mpmath.mpf(point))
            assert mpmath.isnan(value) or abs(fine - finer) <= abs(finer) * mpmath.mpf(10) ** -49
        assert float(value) == pytest.approx(g(point), rel=1e-14, abs=0, nan_ok=True)


def test_mpmath_values_against_mpmath_itself() -> None:
    with mpmath.workdps(40):
        t = mpmath.mpf(-40)
        assert mpmath.almosteq(sympy.lambdify(x, gelu(x), "mpmath")(-40), t * mpmath.ncdf(t), 1e-38)
        tiny = mpmath.mpf("1e-30")
        assert mpmath.almosteq(sympy.lambdify(x, tanhshrink(x), "mpmath")(tiny), tiny**3 / 3, 1e-38)
        assert sympy.lambdify(x, silu(x), "mpmath")(mpmath.ninf) == 0
        assert mpmath.isnan(sympy.lambdify(x, silu(x), "mpmath")(mpmath.nan))
        with pytest.raises(TypeError, match="must be a real number"):
            sympy.lambdify(x, silu(x), "mpmath")(1j)


@pytest.mark.parametrize("modules", ["numpy", "math", "mpmath", None])
def test_derivatives_cases_and_steps_print_too(modules: Any) -> None:
    for expr in (relu(x).diff(x), derivative(leaky_relu(x), x), cases(x, (exp(x) - 1, x < 0), (x, True)), step(x)):
        f, g = sympy.lambdify(x, 2 * expr + 1, modules), lambdify(x, expr)
        for point in (-2.0, 0.0, 3.0):
            assert float(f(point)) == 2 * g(point) + 1


def test_functions_inside_other_expressions() -> None:
    f = sympy.lambdify(x, sin(gelu(x**2)) + log(softplus(x)), "numpy")
    inner = lambdify(gelu)(np.array([0.25, 4.0]))
    np.testing.assert_allclose(
        f(np.array([0.5, 2.0])), np.sin(inner) + np.log(lambdify(softplus)([0.5, 2.0])), rtol=1e-15
    )


def test_parameters_that_are_symbols_are_arguments() -> None:
    f = sympy.lambdify((x, a), leaky_relu(a * x, a), "numpy")
    np.testing.assert_array_equal(f(np.array([-8.0, 3.0]), 0.5), [-2.0, 1.5])
    g = sympy.lambdify((x, a), leaky_relu(x, a), "mpmath")
    assert g(-8, mpmath.mpf("0.25")) == -2


def test_the_names_that_are_printed_clash_with_nothing() -> None:
    """NumPy has an identity of its own."""
    np.testing.assert_array_equal(sympy.lambdify(x, identity(x, evaluate=False), "numpy")(np.array([2.0])), [2.0])
    assert "symact_gelu(" in sympy.pycode(gelu(x), fully_qualified_modules=False)
    assert sympy.lambdify((x, Symbol("symact_gelu")), gelu(x) * Symbol("y") ** 0, "numpy") is not None


def test_printed_code_of_a_named_entry_is_known_in_another_process() -> None:
    code = "from symact.numeric.printing import symact_gelu as f, symact_mp_gelu as g; print(f(-40.0), g(-40))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split()[0] == "-0.0" and done.stdout.split()[1].startswith("-1.46235741636")
    with pytest.raises(AttributeError):
        from symact.numeric import printing

        printing.symact_nothing_of_that_name  # noqa: B018


# JAX


@pytest.fixture(scope="module")
def jax() -> Any:
    module = pytest.importorskip("jax", reason="needs jax; pip install 'symact[jax]'")
    module.config.update("jax_enable_x64", True)
    return module


FAR = np.array(
    [-np.inf, -1e30, -800.0, -100.0, -20.0, -3.0, -1.0, -0.5, 0.0, 0.25, 1.0, 3.0, 6.0, 25.0, 100.0, 800.0, np.inf]
)


@pytest.mark.parametrize(
    "name", ["relu", "leaky_relu", "gelu", "silu", "mish", "softplus", "elu", "tanhshrink", "telu"]
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_jax_values_and_gradients_are_right_under_jit(jax: Any, name: str, dtype: Any) -> None:
    _check_jax(jax, OURS[name], dtype)


@pytest.mark.long
@each_entry
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_jax_on_the_whole_catalogue(jax: Any, name: str, dtype: Any) -> None:
    _check_jax(jax, OURS[name], dtype)


def _check_jax(jax: Any, expr: Any, dtype: Any) -> None:
    f = sympy.lambdify(x, expr, "jax")
    points = FAR.astype(dtype)
    if expr == OURS["snake"]:  # where floats are whole periods apart, only the NumPy form keeps the phase
        points = points[np.abs(points) < 1e15]
    close = {np.float32: (3e-5, 1e-35), np.float64: (1e-12, 1e-300)}[dtype]
    for order, g in enumerate((jax.jit(f), jax.jit(jax.vmap(jax.grad(f))), jax.vmap(jax.grad(jax.grad(f))))):
        got = np.asarray(g(points))
        assert got.dtype == dtype
        wanted = lambdify(x, expr, derivative=order)(points)
        np.testing.assert_allclose(got, wanted, rtol=close[0], atol=close[1], err_msg=f"order {order}")


def test_jax_differentiates_by_parameters(jax: Any) -> None:
    f = sympy.lambdify((x, a), leaky_relu(x, a), "jax")
    slopes = jax.grad(f, argnums=(0, 1))
    assert [float(s) for s in slopes(-2.0, 0.25)] == [0.25, -2.0]
    assert [float(s) for s in slopes(2.0, 0.25)] == [1.0, 0.0]


def test_jax_takes_integers(jax: Any) -> None:
    f = sympy.lambdify(x, gelu(x), "jax")
    assert float(f(2)) == pytest.approx(lambdify(gelu)(2.0), rel=1e-6)
