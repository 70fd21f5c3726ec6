"""The C that is generated: whose text it is, that compilers take it without a word, and that results are its own."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import need_tool
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Max, Piecewise, Rational, Symbol, atan, cos, exp, floor, log, sign, sin, sqrt, symbols, tan

import symact as sa
from symact.errors import MissingExtraError
from symact.numeric import native
from symact.numeric.backends.c import translation
from symact.numeric.backends.c.source import BLOCK, c_source
from symact.numeric.evaluator import Evaluator, lambdify
from symact.numeric.expression_source import expression_source
from symact.numeric.ulp import inputs

x, y, z = symbols("x y z")
MIXED = [
    (sa.gelu(x), (x,), 1),
    (sa.sigmoid(x), (x,), 0),
    (sa.mish(x), (x,), 1),
    (sa.elu(x), (x,), 0),
    (sa.softplus(x), (x,), 0),
    (sa.tanh(x), (x,), 2),
    (sa.gelu_tanh(x), (x,), 0),
    (sa.leaky_relu(x, y), (x, y), 1),
    (sa.hard_swish(x * y) + sa.erf(z), (x, y, z), 0),
    (sin(x) * cos(x) + tan(x) ** 2 + atan(x), (x,), 0),
    (exp(-(x**2)) * log(1 + x**2) + sqrt(1 + x**2) - x, (x,), 1),
    (Piecewise((floor(x), x < -1), (sign(x) * x ** Rational(7, 3), x < y), (Max(x, y), True)), (x, y), 0),
    (x - sa.tanh(x) + log(1 - exp(-(x**2) - 1)), (x,), 0),
]
each_function = pytest.mark.parametrize(
    ("expression", "variables", "order"),
    [m if i < 4 else pytest.param(*m, marks=pytest.mark.long) for i, m in enumerate(MIXED)],
)
FLAGS = ("-std=c99", "-O2", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math")
PROGRAM = r"""
#include <stdint.h>
#include <stdio.h>
void f_float64(int64_t n, const double *x, double *y);
void f_float32(int64_t n, const float *x, float *y);
static double x[65536], y[65536];
static float a[65536], b[65536];
int main(void)
{
    const size_t n = fread(x, sizeof *x, 65536, stdin);
    for (size_t i = 0; i < n; i++)
        a[i] = (float)x[i];
    f_float64((int64_t)n, x, y);
    f_float32((int64_t)n, a, b);
    return fwrite(y, sizeof *y, n, stdout) != n || fwrite(b, sizeof *b, n, stdout) != n;
}
"""


def made(expression: Expr, variables: tuple[Symbol, ...] = (x,), order: int = 0) -> Evaluator:
    need_tool("cc", "gcc", "clang")
    return lambdify(variables, expression, derivative=order, backend="c")


def written(expression: Expr, variables: tuple[Symbol, ...] = (x,), order: int = 0) -> str:
    return c_source(expression_source(expression, variables, order))


# The text

WORDS = re.compile(r"[A-Za-z_]\w*")
C_WORDS = set(
    WORDS.findall(
        "static inline const double float int uint64_t int64_t int32_t return for if continue void typedef struct"
        " sizeof memcpy fma fabs sqrt copysign sin cos tan asin acos atan atan2 sinh cosh asinh acosh atanh floor ceil"
        " pow NAN INFINITY EACH_APART SOON high low bits stop start far n i x y z p1 p2 p3 f f_usual f_short"
        " f_short_usual f_float64 f_float32"
    )
)
OWN = re.compile(r"sym_\w+|(t|h|l|y|pair)\d*|[hz]_[24abcd]|(f\d+_)?branch_\d+(_\w+)?|f\d+(_\w+)?|ULL")


@each_function
def test_the_source_holds_our_names_and_numbers_only(
    expression: Expr, variables: tuple[Symbol, ...], order: int
) -> None:
    text = written(expression, variables, order)
    code = re.sub(r"/\*.*?\*/", "", text[text.index("#endif\n") + 7 :], flags=re.DOTALL)  # after the macros
    code = re.sub(r"(?<![\w.])(0x[0-9a-fA-F.]+(p[+-]?\d+)?(f|ULL)?|\d[\d.]*(e-?\d+)?f?)", "", code)
    assert '"' not in code and "#" not in code and "\\" not in code
    locals_of_primitives = set(WORDS.findall(re.sub(r"(?s)\nstatic inline double f.*", "", code)))
    unknown = {w for w in WORDS.findall(code) if w not in C_WORDS and not OWN.fullmatch(w)} - locals_of_primitives
    assert not unknown


def test_no_name_of_a_users_leaves_its_comment() -> None:
    evil = Symbol('x*/ system("true"); /*\n#include <evil>??/\\')
    text = written(evil * y + Max(evil, 1) + exp(evil), (evil, y))
    assert "include <evil" not in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert "system" not in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert text.count("/*") == text.count("*/") and "??" not in text and "\\" not in text


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return system(x)",
        "def f(x):\n    return np.load(x)",
        "def f(x):\n    evil = x\n    return evil",
        "import os",
        "def f(x):\n    return 'text'",
        "def f(x):\n    while x:\n        return x",
        "def f(x):\n    return y",
    ],
)
def test_source_that_is_more_than_arithmetic_is_refused(source: str) -> None:
    with pytest.raises(RuntimeError, match="generated source"):
        translation.translated(source, False)


def test_the_source_says_what_it_computes() -> None:
    text = written(sa.gelu(x), (x,), 1)
    assert "/* x*normal_pdf(x) + normal_cdf(x) */" in text and "relative error at most" in text


# Compilers


@pytest.mark.long
@pytest.mark.parametrize("name", ["gcc", "clang"])
@pytest.mark.parametrize(("expression", "variables", "order"), MIXED)
def test_compilers_have_nothing_to_say(
    name: str, expression: Expr, variables: tuple[Symbol, ...], order: int, tmp_path: Path
) -> None:
    compiler = need_tool(name)
    place = tmp_path / "f.c"
    place.write_text(written(expression, variables, order))
    strict = ("-Wall", "-Wextra", "-Wconversion", "-Wno-missing-prototypes", "-pedantic", "-Werror")
    done = subprocess.run(
        [compiler, *FLAGS, *strict, "-c", str(place), "-o", str(tmp_path / "f.o")], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.long
@pytest.mark.parametrize("name", ["gcc", "clang"])
@pytest.mark.parametrize(("expression", "variables", "order"), [m for m in MIXED if len(m[1]) == 1])
def test_a_plain_program_computes_the_same_bits(
    name: str, expression: Expr, variables: tuple[Symbol, ...], order: int, tmp_path: Path
) -> None:
    compiler = need_tool(name)
    f = made(expression, variables, order)
    (tmp_path / "f.c").write_text(f.source)
    (tmp_path / "main.c").write_text(PROGRAM)
    program = str(tmp_path / "program")
    subprocess.run([compiler, *FLAGS, "f.c", "main.c", "-lm", "-o", program], cwd=tmp_path, check=True)
    points = inputs(np.float64, 20_000)
    done = subprocess.run([program], input=points.tobytes(), capture_output=True, check=True)
    with np.errstate(all="ignore"):
        short = points.astype(np.float32)
    n = points.nbytes
    np.testing.assert_array_equal(np.frombuffer(done.stdout[:n]), f(points))
    np.testing.assert_array_equal(np.frombuffer(done.stdout[n:], np.float32), f(short))


def test_no_compiler_is_an_error_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(native, "find_spec", lambda name: None)
    native.library.cache_clear()
    with pytest.raises(MissingExtraError, match="a C compiler is needed"):
        lambdify(x, sa.gelu(x) + 7, backend="c")


# Results


@each_function
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_result_does_not_depend_on_its_neighbours(
    expression: Expr, variables: tuple[Symbol, ...], order: int, dtype: Any
) -> None:
    """Bit by bit: at every place in a block, and whether or not one in the block is far out."""
    f = made(expression, variables, order)
    points = inputs(dtype, 4 * BLOCK, near=[-0.75, 0.0, 20.0])
    others = [np.full_like(points, v) for v in (0.5, -1.25)[: len(variables) - 1]]
    together = f(points, *others)
    calm = np.sort(points[np.abs(points) < 30])
    beside = f(np.append(calm, dtype(1e30)), *(o[: calm.size + 1] for o in others))[:-1]
    np.testing.assert_array_equal(f(calm, *(o[: calm.size] for o in others)), beside)
    for k in range(0, points.size, 37):
        np.testing.assert_array_equal(f(points[k], *(o[k] for o in others)), together[k])


@each_function
def test_it_agrees_with_numpy(expression: Expr, variables: tuple[Symbol, ...], order: int) -> None:
    f, g = made(expression, variables, order), lambdify(variables, expression, derivative=order)
    random = np.random.default_rng(0)
    columns = [random.normal(0, 3, 3000) for _ in variables]
    np.testing.assert_allclose(f(*columns), g(*columns), rtol=2e-13, atol=1e-15)


@pytest.mark.long
def test_derivatives_of_high_order_keep_their_digits() -> None:
    for order in (2, 3):
        assert made(sa.sigmoid(x), (x,), order).check(300).worst < 32


def test_subnormal_numbers_stay_after_a_library_is_loaded() -> None:
    assert made(sa.gelu(x), (x,), 1)(5e-324) == 0.5
    assert np.float64(5e-324) * np.float64(1.0) > 0.0


numbers = st.floats(allow_nan=False)


@given(numbers)
def test_laws(value: float) -> None:
    sigmoid, tanh, gelu = (made(f(x)) for f in (sa.sigmoid, sa.tanh, sa.gelu))
    assert abs(sigmoid(value) + sigmoid(-value) - 1) <= 2.0**-52
    assert tanh(-value) == -tanh(value)
    assert gelu(value) <= max(value, 0.0) and (value >= 0) == (gelu(value) >= 0 and value >= 0)
