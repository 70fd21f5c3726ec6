r"""LaTeX formulas, as papers and SymPy's printer write them."""

from __future__ import annotations

import pytest
import sympy as sp
from sympy import (
    Abs,
    E,
    I,
    Integer,
    Max,
    Min,
    Piecewise,
    Rational,
    S,
    Symbol,
    erf,
    exp,
    log,
    oo,
    pi,
    sin,
    sqrt,
    symbols,
    tanh,
)

import symact as sa
from symact.errors import ParseError
from symact.functions.parse import parse
from symact.reading.read import read_condition

x, y, t, alpha, sigma = symbols("x y t alpha sigma")

PAPERS = [
    (r"\mathrm{ReLU}(x) = \max(0, x)", Max(0, x)),
    (r"f(x)=\max\{0,x\}.", Max(0, x)),
    (r"f(x) = \max\left(0, x\right)", Max(0, x)),
    (r"\text{ReLU}(x) \coloneqq \max(x, 0)", Max(0, x)),
    (r"\sigma(x) = \frac{1}{1+e^{-x}}", 1 / (1 + exp(-x))),
    (r"\sigma(z)=\dfrac{1}{1+\exp(-z)}", 1 / (1 + exp(-Symbol("z")))),
    (r"x\,\sigma(x)", x * sa.sigmoid(x)),
    (r"x \cdot \sigma \left( x \right)", x * sa.sigmoid(x)),
    (r"x \sigma(\beta x)", x * sa.sigmoid(Symbol("beta") * x)),
    (r"x\Phi(x)", x * sa.normal_cdf(x)),
    (
        r"\frac{x}{2}\left[1+\operatorname{erf}\left(\frac{x}{\sqrt{2}}\right)\right]",
        x * (1 + erf(x / sqrt(2))) / 2,
    ),
    (r"\frac12 x\Bigl(1+\mathrm{erf}\bigl(x/\sqrt2\bigr)\Bigr)", x * (1 + erf(x / sqrt(2))) / 2),
    (
        r"0.5x\left(1+\tanh\left(\sqrt{2/\pi}\left(x+0.044715x^3\right)\right)\right)",
        x * (1 + tanh(sqrt(2 / pi) * (x + Rational(44715, 10**6) * x**3))) / 2,
    ),
    (r"\operatorname{Mish}(x) = x\tanh(\ln(1+e^x))", x * tanh(log(1 + exp(x)))),
    (r"\ln\left(1+\exp x\right)", log(1 + exp(x))),
    (r"\frac{x}{1+|x|}", x / (1 + Abs(x))),
    (r"\frac{x}{1+\lvert x\rvert}", x / (1 + Abs(x))),
    (r"||x|-1|", Abs(Abs(x) - 1)),
    (r"|x||y|", Abs(x) * Abs(y)),
    (r"\max(0,\min(1,\tfrac{x}{6}+\tfrac12))", Max(0, Min(1, x / 6 + S.Half))),
    (r"e^{-x^2}", exp(-(x**2))),
    (r"\mathrm{e}^{x}", exp(x)),
    (r"xe^{x}", x * exp(x)),
    (r"2xy", 2 * x * y),
    (r"-x^2", -(x**2)),
    (r"x^{-1}", 1 / x),
    (r"\sin^2 x", sin(x) ** 2),
    (r"\sin^{-1}(x)", sp.asin(x)),
    (r"\sin 2x \cos x", sin(2 * x) * sp.cos(x)),
    (r"\log_2 x", log(x) / log(2)),
    (r"\log_{10}(x)", log(x) / log(10)),
    (r"x + \frac{\sin^2(ax)}{a}", x + sin(Symbol("a") * x) ** 2 / Symbol("a")),
    (r"\sqrt[3]{x}", x ** Rational(1, 3)),
    (r"\infty", oo),
    (r"\mathrm{LeakyReLU}(x; 0.2)", sa.leaky_relu(x, Rational(1, 5))),
    (r"\operatorname{softplus}(x)", sa.softplus(x)),
    (r"x_1 + x_{2} + w_{\mathrm{in}} + \theta_{max} + \hat{y}", sum(symbols("x_1 x_2 w_in theta_max yhat"))),
    (r"\lambda x", Symbol("lamda") * x),
    ("2 y (x + 1)", 2 * y * (x + 1)),
    ("0.01 x", x / 100),
    ("x (y + 1)", x * (y + 1)),
    ("(x + 1) (y - 1)", (x + 1) * (y - 1)),
    (r"\frac1234", Integer(17)),
    (r"f''(x) = 2 x", 2 * x),
    (r"\tanh'(x) = 1 - \tanh^{2}(x)", 1 - tanh(x) ** 2),
    (r"\sigma x", sigma * x),
    ("$x^{2}$", x**2),
    ("$$ x $$", x),
    (r"\[ x + 1 \]", x + 1),
    (r"\begin{equation} f(x) = x + 1 \end{equation}", x + 1),
    (r"\begin{align*} f(x) &= x + 1 \end{align*}", x + 1),
    ("x % the identity\n + 1", x + 1),
    ("{x}", x),
    (r"α x", alpha * x),
]


@pytest.mark.parametrize(("text", "meaning"), PAPERS)
def test_as_papers_write(text: str, meaning: sp.Expr) -> None:
    assert parse(text, syntax="latex") == meaning


RAMP = sa.cases(x, (x, x > 0), (0, True))
CASES = [
    (r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}", RAMP),
    (r"f(x) = \begin{cases} x, & x > 0, \\ 0, & \text{else}. \end{cases}", RAMP),
    (r"\begin{cases} x & \text{if $x > 0$} \\ 0 & \text{if } x\le 0 \\ \end{cases}", RAMP),
    (
        r"\begin{dcases} x & \text{for } x > 0, \\ 0 & \text{for } x \leqslant 0 \end{dcases}",
        Piecewise((x, x > 0), (0, x <= 0)),
    ),
    (r"\left\{\begin{array}{ll} x & \text{when } x > 0 \\ 0 & \text{elsewhere} \end{array}\right.", RAMP),
    (
        r"\begin{cases} -1 & x < -1 \\ x & -1 \le x \leq 1 \\ 1 & x > 1\end{cases}",
        sa.cases(x, (-1, x < -1), (x, x <= 1), (1, True)),
    ),
    (
        r"\begin{cases} 1 & x > 0 \text{ and } x < 1 \\ 0 & \text{otherwise}\end{cases}",
        sa.cases(x, (1, (x > 0) & (x < 1)), (0, True)),
    ),
    (
        r"\begin{cases} e^{x} & \text{for}\: x > -1 \wedge x < 1 \\1 & \text{otherwise} \end{cases}",
        Piecewise((exp(x), (x > -1) & (x < 1)), (1, True)),
    ),
    (
        r"\begin{cases} x & y > 0 \\ 1 & x < 1\end{cases}",
        Piecewise((x, y > 0), (1, x < 1)),
    ),
    (
        r"\left. \begin{cases} e^{t} & \text{if}\ t < 0 \\ 1 & \text{if}\ t \geq 0 \end{cases} \right|_{t = 2 x + 1}",
        sa.cases(2 * x + 1, (exp(t), t < 0), (1, True)),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meaning"), CASES)
def test_cases(text: str, meaning: sp.Expr) -> None:
    assert parse(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (r"-1 < x \le 1", (sp.Lt(-1, x)) & (x <= 1)),
        (r"x \neq 0 \lor y = 1", sp.Ne(x, 0) | sp.Eq(y, 1)),
        (r"\neg \left(x > 0 \vee y > 0\right)", ~((x > 0) | (y > 0))),
        (r"\text{True}", sp.true),
    ],
)
def test_conditions(text: str, meaning: object) -> None:
    assert read_condition(text, {}) == meaning


REFUSALS = [
    (r"x \cdot \operatorname{sigmod}(x)", "unknown function 'sigmod' at line 1, column 9; did you mean 'sigmoid'?", 9),
    (r"f(x) + {1}", r"unknown function 'f' at line 1, column 1; write f \cdot (...) if it is a product", 1),
    (r"x^10 + {1}", "write {10}", 3),
    (r"x_12 + {1}", "write {12}", 3),
    (r"slope \cdot x", r"one name or several factors at line 1, column 1; write \mathrm{slope} or s l o p e", 1),
    (r"\sigma \left(x + 1\right)", r"this may be \sigma(...) or sigma times it", 13),
    (r"\frac{d}{dx} x", "derivatives are not read", 1),
    (r"\sum_{i} x_i", "sums over an index are not read", 1),
    (r"x \in [0, 1]", "membership is not read", 3),
    (r"\left( x \right]", "'(' of line 1 must be closed by ')', not followed by ']'", 16),
    (r"\begin{matrix} 1 \end{matrix}", "the environment 'matrix' is not read", 1),
    (r"\foo x", r"the command '\foo' is not read here", 1),
    (r"2 \, 3", r"write \cdot between them", 6),
]


@pytest.mark.parametrize(("text", "message", "column"), REFUSALS)
def test_refusals_point_at_the_place(text: str, message: str, column: int) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == (1, column)


def test_given_symbols_settle_what_is_ambiguous() -> None:
    slope, x1, e = symbols("slope x1 e")
    assert parse(r"\sigma \left(x + 1\right)", symbols={"sigma": sigma}) == sigma * (x + 1)
    assert parse(r"\sigma(x)", symbols={"sigma": sigma}) == sigma * x
    assert parse("slope x_{1}", syntax="latex", symbols={"slope": slope, "x1": x1}) == slope * x1
    assert parse("{e} x", symbols={"e": e}) == e * x


def test_letters_that_are_constants() -> None:
    assert parse("{e}") == E
    assert parse("{i}") == I
    assert parse(r"\mathrm{E}") == Symbol("E")
