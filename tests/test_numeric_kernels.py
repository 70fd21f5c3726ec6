"""The numeric kernels, NumPy's functions and short formulas against balls and mpmath, at every dtype."""

from __future__ import annotations

import importlib.util
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational

from symact.exact.variable import T
from symact.functions.families.gates.distributions import gelu_tanh, silu
from symact.functions.families.rectifiers.smooth import squareplus
from symact.functions.families.sigmoids import isru, log_sigmoid, softsign
from symact.numeric import coefficients
from symact.numeric.accuracy import measure
from symact.numeric.arrays import BLOCK, on_arrays
from symact.numeric.evaluator import lambdify
from symact.numeric.kernels import NAMES, pairs, steep
from symact.numeric.kernels.logistic import swish
from symact.numeric.polynomial import Polynomial
from symact.numeric.ulp import inputs, rounded, ulp_error

ENOUGH_BITS = 96
TINY = arb(2) ** -4000


class Balls:
    """The functions that definitions are written in, over python-flint's balls."""

    pi = property(lambda self: arb.pi())
    number = staticmethod(arb)

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        return lambda x: getattr(x, name)()


class Multiprecision:
    """The same over mpmath."""

    pi = property(lambda self: +mpmath.mp.pi)
    number = staticmethod(mpmath.mpf)

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        return getattr(mpmath, name)


def logistic(m: Any, x: Any) -> Any:
    return 1 / (1 + m.exp(-x))


def cdf(m: Any, x: Any) -> Any:
    return m.erfc(-x / m.sqrt(m.number(2))) / 2


def softplus(m: Any, x: Any) -> Any:
    return m.log(1 + m.exp(x)) if x < 0 else x + m.log(1 + m.exp(-x))


def tanh_exponent(m: Any, x: Any) -> Any:
    return 2 * m.sqrt(2 / m.pi) * (x + m.number(44715) / 1000000 * x**3)


@dataclass(frozen=True)
class Case:
    """A kernel, its definition, limits at -inf and inf, the bound in ULP of float64, and where to look closely."""

    name: str
    definition: Callable[[Any, Any], Any]
    limits: tuple[float, float]
    bound: float
    near: tuple[float, ...] = (0.0,)
    parameters: tuple[float, ...] = ()
    domain: float = -np.inf

    @property
    def kernel(self) -> Callable[[Any], Any]:
        if self.name in FORMULAS:
            return lambdify(T, FORMULAS[self.name](T, *map(Rational, self.parameters)))
        core = swish if self.name == "swish" else NAMES.get(self.name) or getattr(np, self.name)
        return lambda x: on_arrays(core)(x, *self.parameters)

    def points(self, dtype: Any, n: int, seed: int = 0) -> Any:
        x = inputs(dtype, n, seed, near=self.near)
        return x[np.isfinite(x) & (x > self.domain)]


INF, NAN = np.inf, np.nan
FORMULAS: dict[str, Callable[..., Any]] = {
    "log_sigmoid": log_sigmoid,
    "silu": silu,
    "gelu_tanh": gelu_tanh,
    "softsign": softsign,
    "squareplus": squareplus,
    "isru": isru,
    "gaussian": lambda t: sympy.exp(-(t**2)),
    "normal_pdf": lambda t: sympy.exp(-(t**2) / 2) / sympy.sqrt(2 * sympy.pi),
    "x_exp": lambda t: t * sympy.exp(t),
}
CASES = [
    Case("sigmoid", logistic, (0.0, 1.0), 2.5, (0.0, -37.0, 37.0, -708.4, -745.0)),
    Case("softplus", softplus, (0.0, INF), 2.0, (0.0, 20.0, -37.0, 37.0, -708.4, -745.0)),
    Case("log_sigmoid", lambda m, x: -softplus(m, -x), (-INF, -0.0), 2.0, (0.0, 37.0, 708.4)),
    Case("exp", lambda m, x: m.exp(x), (0.0, INF), 1.0, (0.0, 709.7, -708.4, -745.0)),
    Case("expm1", lambda m, x: m.expm1(x), (-1.0, INF), 1.5),
    Case("log1p", lambda m, x: m.log1p(x), (NAN, INF), 1.5, (0.0, -1.0), domain=-1.0),
    Case("tanh", lambda m, x: m.tanh(x), (-1.0, 1.0), 2.5, (0.0, 19.0)),
    Case("sech2", lambda m, x: 1 / m.cosh(x) ** 2, (0.0, 0.0), 3.5, (0.0, 20.0, 354.0, -372.0)),
    Case("tanhshrink", lambda m, x: x - m.tanh(x), (-INF, INF), 3.5, (0.0, 1.0, -1.0)),
    Case("erf", lambda m, x: m.erf(x), (-1.0, 1.0), 1.5, (0.0, 1.0, -1.0, 5.9)),
    Case("erfc", lambda m, x: m.erfc(x), (2.0, 0.0), 4.0, (0.0, 0.45, -0.45, 26.5, 27.2)),
    Case("gaussian", lambda m, x: m.exp(-x * x), (0.0, 0.0), 1.5, (0.0, 26.6, 27.2)),
    Case("normal_pdf", lambda m, x: m.exp(-x * x / 2) / m.sqrt(2 * m.pi), (0.0, 0.0), 3.0, (0.0, -37.6, 38.5)),
    Case("normal_cdf", cdf, (0.0, 1.0), 4.0, (0.0, -1e-6, 0.65, -0.65, -37.5, -38.4)),
    Case("log1mexp", lambda m, x: m.log(-m.expm1(-x)), (NAN, -0.0), 2.0, (0.0, 0.6931), domain=0.0),
    Case("silu", lambda m, x: x * logistic(m, x), (-0.0, INF), 3.5, (0.0, -600.0, -708.4, -750.0)),
    Case("swish", lambda m, x: x * logistic(m, x * 1.75), (-0.0, INF), 3.5, (0.0, -342.9, -425.0), (1.75, 0.0)),
    Case("x_exp", lambda m, x: x * m.exp(x), (-0.0, INF), 2.0, (0.0, -600.0, -708.4, -750.0, 703.0)),
    Case("mish", lambda m, x: x * m.tanh(softplus(m, x)), (-0.0, INF), 4.0, (0.0, -600.0, -708.4, -750.0)),
    Case("gelu", lambda m, x: x * cdf(m, x), (-0.0, INF), 4.0, (0.0, 0.65, -0.65, -37.5, -38.4)),
    Case("gelu_tanh", lambda m, x: x * logistic(m, tanh_exponent(m, x)), (-0.0, INF), 4.0, (0.0, -19.9, -21.5)),
    Case("softsign", lambda m, x: x / (1 + abs(x)), (-1.0, 1.0), 2.0),
    Case("squareplus", lambda m, x: (x + m.sqrt(x * x + 4)) / 2, (0.0, INF), 3.0, (0.0, -2.0), (4.0,)),
    Case("isru", lambda m, x: x / m.sqrt(1 + x * x / 4), (-2.0, 2.0), 2.5, (0.0,), (0.25,)),
]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def enclosure(case: Case) -> Callable[[float], Any]:
    """The definition in balls, at as many bits as make the ball narrow (or tell that the value underflows)."""

    def reference(x: float) -> Any:
        for bits in (120, 400, 1600, 6400):
            with ctx.workprec(bits):
                value = case.definition(Balls(), arb(x))
                if value.is_finite() and (value.rel_accuracy_bits() > ENOUGH_BITS or abs(value) < TINY):
                    return value
        raise AssertionError(f"{case.name} could not be enclosed at {x!r}")

    return reference


def test_every_kernel_has_a_case() -> None:
    of_numbers = set(NAMES) - {*pairs.__all__, *steep.__all__, "np", "horner", "square", "times_exp"}
    assert {case.name for case in CASES} >= of_numbers - {"select", "some", "conjugate"}


@each_case
def test_float64_is_within_its_bound_of_balls(case: Case) -> None:
    points = case.points(np.float64, 21_000)
    assert points.size > 20_000 if np.isinf(case.domain) else points.size > 9_000
    with np.errstate(all="raise"):
        found = measure(case.kernel, enclosure(case), points)
    assert found.worst <= case.bound, found


@each_case
def test_float32_is_within_one_unit(case: Case) -> None:
    found = measure(case.kernel, enclosure(case), case.points(np.float32, 4_000))
    assert found.worst <= 0.5001, found


@each_case
def test_float16_is_correctly_rounded_everywhere(case: Case) -> None:
    points = case.points(np.float16, 1 << 16)
    values = case.kernel(points)
    with np.errstate(all="ignore"):
        wide = case.kernel(points.astype(np.float64))
        sure = [(wide * (1 + sign * 2.0**-49)).astype(np.float16) for sign in (-1, 1)]
    agreed = (sure[0] == sure[1]) & (values == sure[0])
    reference = enclosure(case)
    for x, y in zip(points[~agreed], values[~agreed], strict=True):
        assert y == rounded(reference(float(x)), np.float16), x
    assert agreed.mean() > 0.9


@pytest.mark.long
@each_case
def test_accuracy_on_many_points(case: Case) -> None:
    found = measure(case.kernel, enclosure(case), case.points(np.float64, 300_000, seed=1))
    assert found.worst <= case.bound, found
    every = case.points(np.float16, 1 << 16)
    for x, y in zip(every, case.kernel(every), strict=True):
        assert y == rounded(enclosure(case)(float(x)), np.float16), x


@each_case
def test_balls_agree_with_mpmath_at_two_precisions(case: Case) -> None:
    points = case.points(np.float64, 150, seed=2)
    reference = enclosure(case)
    for x in points[(np.abs(points) < 800) & (np.abs(points) > 1e-80)].tolist():
        values = []
        for digits in (400, 600):
            with mpmath.workdps(digits):
                values.append(case.definition(Multiprecision(), mpmath.mpf(x)))
        assert mpmath.almosteq(*values, rel_eps=mpmath.mpf(2) ** -100, abs_eps=mpmath.mpf(2) ** -1200)
        assert ulp_error(rounded(values[0]), reference(x), np.float64) <= 0.5000001


@each_case
def test_infinities_and_nan(case: Case) -> None:
    for dtype in (np.float16, np.float32, np.float64):
        with np.errstate(all="raise"):
            values = case.kernel(np.array([-INF, INF, NAN], dtype))
        np.testing.assert_array_equal(values, np.array([*case.limits, NAN], dtype))
        assert (np.signbit(values) == np.signbit([*case.limits, NAN]))[np.isfinite(values)].all()


@each_case
def test_zero_keeps_its_sign_where_the_function_is_odd_there(case: Case) -> None:
    zeros = case.kernel(np.array([0.0, -0.0]))
    if zeros[0] == 0:
        assert np.signbit(zeros).tolist() == [False, True]
    else:
        assert zeros[0] == zeros[1]


@each_case
def test_dtype_and_shape(case: Case) -> None:
    for dtype in (np.float16, np.float32, np.float64):
        for shape in ((), (0,), (5,), (2, 0, 3), (3, 1, 2)):
            value = case.kernel(np.full(shape, 0.5, dtype))
            assert value.dtype == dtype
            assert value.shape == shape
        assert type(case.kernel(dtype(0.5))) is dtype
    assert type(case.kernel(1)) is type(case.kernel(True)) is type(case.kernel(0.5)) is float
    for whole in (np.arange(1, 4), np.array([True])):
        assert case.kernel(whole).dtype == np.float64
    assert case.kernel([0.25, 0.5]).shape == (2,)


@each_case
def test_the_argument_is_not_written_to_and_layout_does_not_matter(case: Case) -> None:
    x = case.points(np.float64, 3_000)[: 40 * 40].reshape(40, -1)
    before = x.copy()
    value = case.kernel(x)
    np.testing.assert_array_equal(x, before)
    x.setflags(write=False)
    np.testing.assert_array_equal(case.kernel(x.T[::-1, ::2]), value.T[::-1, ::2])
    np.testing.assert_array_equal(case.kernel(x.astype(">f8")), value)
    assert [case.kernel(float(v)) for v in x[0]] == value[0].tolist()


@each_case
def test_blocks_leave_no_seam(case: Case) -> None:
    x = np.resize(case.points(np.float64, 500), 3 * BLOCK + 17)
    np.testing.assert_array_equal(case.kernel(x)[-100:], case.kernel(x[-100:]))


@pytest.mark.parametrize("core", [f for f in NAMES.values() if callable(f)], ids=lambda f: f.__name__)
def test_kernels_pickle_and_are_documented(core: Any) -> None:
    assert pickle.loads(pickle.dumps(core)) is core
    assert core.__doc__


@pytest.mark.parametrize("wrong", [1j, np.array([1j]), "1", None, np.longdouble(1), np.array(["a"])])
def test_what_is_no_real_number_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match="must be real numbers of at most 64 bits"):
        on_arrays(NAMES["sigmoid"])(wrong)


def test_parameters_broadcast_and_weak_python_numbers_keep_the_dtype() -> None:
    x, of = np.float32([[-1.0], [2.0]]), on_arrays(swish)
    value = of(x, np.float32([1.0, 4.0, 9.0]), 0.0)
    assert value.shape == (2, 3)
    assert value.dtype == np.float32
    np.testing.assert_array_equal(value[:, 1:2], of(x, 4.0, 0.0))


@pytest.mark.parametrize("b", [1e-200, 1e-20, 1e-5, 1.0, 1e5, 1e20])
def test_squareplus_at_extreme_parameters(b: float) -> None:
    case = Case("squareplus", lambda m, x: (x + m.sqrt(x * x + m.number(b))) / 2, (0.0, INF), 3.0, (0.0,), (b,))
    found = measure(case.kernel, enclosure(case), case.points(np.float64, 2_000))
    assert found.worst <= case.bound, found


@pytest.mark.parametrize("a", [1e-200, 1e-20, 1.0, 1e20, 1e150])
def test_isru_at_extreme_parameters(a: float) -> None:
    case = Case("isru", lambda m, x: x / m.sqrt(1 + m.number(a) * x * x), (0.0, INF), 3.0, (0.0,), (a,))
    found = measure(case.kernel, enclosure(case), case.points(np.float64, 2_000))
    assert found.worst <= case.bound, found


@pytest.mark.parametrize("beta", [1e-300, 1e-3, 1.702, -1.0, 700.0, 1e300])
def test_swish_with_its_factor_to_twice_the_precision(beta: float) -> None:
    low = beta * 2.0**-54
    definition = lambda m, x: x * logistic(m, x * (m.number(beta) + m.number(low)))  # noqa: E731
    case = Case("swish", definition, (0.0, INF), 4.0, (0.0, -700.0 / beta), (beta, low))
    points = case.points(np.float64, 3_000)
    found = measure(case.kernel, enclosure(case), points[np.abs(points) < 1e290])
    assert found.worst <= case.bound, found


@pytest.mark.parametrize("parameter", [5e-324, 1e-310, 1e150, 1.7e308])
@pytest.mark.parametrize("function", [squareplus, isru])
def test_parameters_whose_powers_are_no_floats_cost_digits_but_no_exception(function: Any, parameter: float) -> None:
    values = lambdify(T, function(T, Rational(parameter)))(np.array([-INF, -1.0, 0.0, 1.0, INF, NAN]))
    assert values.shape == (6,) and np.isnan(values[-1])


exponents = st.floats(-760, 709.5)


@given(exponents, st.floats(-1, 1))
def test_exp_pair_takes_the_low_part_into_account(high: float, part: float) -> None:
    low = part * float(np.spacing(abs(high)))
    with ctx.workprec(300):
        exact = (arb(high) + arb(low)).exp()
        assert ulp_error(on_arrays(steep.exp_pair)(high, low), exact) <= 2.0


def test_exp_pair_at_the_ends() -> None:
    high = np.array([-INF, -1e300, 709.9, 1e300, INF, NAN])
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(on_arrays(steep.exp_pair)(high, 1e-14), [0, 0, INF, INF, INF, NAN])


@given(st.floats(allow_nan=False))
def test_laws(x: float) -> None:
    k = {name: on_arrays(core) for name, core in NAMES.items() if callable(core)}
    assert abs(k["sigmoid"](x) + k["sigmoid"](-x) - 1) <= 2.0**-52
    assert lambdify(log_sigmoid)(x) == -k["softplus"](-x)
    assert k["erf"](-x) == -k["erf"](x)
    assert k["tanhshrink"](-x) == -k["tanhshrink"](x)
    assert k["sech2"](-x) == k["sech2"](x)
    assert 0 <= k["normal_cdf"](x) <= 1
    assert abs(k["normal_cdf"](x) + k["normal_cdf"](-x) - 1) <= 2.0**-52


def generator() -> Any:
    path = Path(__file__).resolve().parent.parent / "tools" / "make_coefficients.py"
    specification = importlib.util.spec_from_file_location("make_coefficients", path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules["make_coefficients"] = module
    specification.loader.exec_module(module)
    return module


SHIPPED = [name for name, value in vars(coefficients).items() if isinstance(value, Polynomial)]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_bound_that_a_polynomial_carries_is_proven(name: str) -> None:
    tool = generator()
    target = next(target for target in tool.TARGETS if target.name == name)
    polynomial = getattr(coefficients, name)
    assert polynomial.interval == target.interval
    assert polynomial.error < 2.0 ** (-26 if name.endswith("SHORT") else -54 if target.whole else -53)
    assert tool.proven(target, polynomial.coefficients, polynomial.low, polynomial.error)
    assert not tool.proven(target, polynomial.coefficients, polynomial.low, 0.8 * polynomial.error)
    worse = (polynomial.coefficients[0] * (1 + 1.5 * polynomial.error + 2.0**-52), *polynomial.coefficients[1:])
    assert not tool.proven(target, worse, polynomial.low, polynomial.error)


def test_the_shipped_coefficients_are_what_the_generator_makes() -> None:
    tool = generator()
    text, report = tool.rendered()
    assert tool.OUTPUT.read_text(encoding="utf-8") == text
    assert len(report) == len(SHIPPED)


def test_polynomial_agrees_with_exact_evaluation() -> None:
    polynomial = Polynomial((1.0, -0.5, 0.25), 2.0**-60, (-1.0, 1.0), 0.0)
    z = np.linspace(-1, 1, 9)
    np.testing.assert_array_equal(polynomial(z), 1 - z / 2 + z * z / 4)
