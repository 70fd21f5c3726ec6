"""LaTeX: everything compiles, famous formulas look as papers print them, and formulas read back as themselves."""

from __future__ import annotations

import pytest
from helpers import katex_failures
from hypothesis import given
from hypothesis import strategies as st
from sympy import (
    Abs,
    Expr,
    Integer,
    Integral,
    Matrix,
    Max,
    Min,
    Piecewise,
    Rational,
    Symbol,
    asec,
    asin,
    atan,
    cos,
    erf,
    exp,
    floor,
    log,
    pi,
    sin,
    sqrt,
    symbols,
    tanh,
)

from symact.errors import DefinitionError, UnknownActivationError, UnsupportedError
from symact.exact.derivatives import derivative
from symact.functions.catalogue import activation, entries
from symact.functions.define import define
from symact.functions.parse import parse
from symact.show.brackets import slim
from symact.show.latex import latex

x, a, y = symbols("x a y")
RECORDS = [record for record in entries() if record.arity == "scalar"]
VECTORS = [record for record in entries() if record.arity == "vector"]


def each(record):
    """A record's function, with symbols for the parameters that must be given."""
    given_ = [Symbol(p.name) for p in record.parameters if p.default is None]
    return record.function(x, *given_)


def everything_printed():
    for record in RECORDS:
        f = record.function
        yield from (latex(f, form=form) for form in ("definition", "cases", "limits", "expression"))
        yield from (latex(f, derivative=n) for n in range(4))
        yield from (latex(f, form="limits", derivative=n) for n in (1, 2))
        yield latex(each(record))
        yield latex(2 * each(record) ** 2 / (1 + x))
        yield latex(f, name="f", derivative=5) if record.family == "rectifiers" else latex(f, name="g_1")
    names = [r.name for r in RECORDS]
    yield latex(names)
    yield latex(names, derivative=1)
    yield latex([r.function for r in RECORDS], form="limits", numbered=True)
    for record in VECTORS:
        yield from (latex(record.function, derivative=n) for n in range(2))
        yield latex(record.name, form="expression", variable="z")
        yield from (latex(component) for component in record.function([x, y]))


def test_everything_compiles():
    formulas = list(everything_printed())
    assert len(formulas) > 12 * len(RECORDS)
    assert katex_failures(formulas) == []


def test_the_compiler_would_notice():
    assert katex_failures([latex(activation("relu")) + "}", r"\mathrm{ReLU}^2^3"])


FAMOUS = [
    ("relu", {}, r"\mathrm{ReLU}(x) = \max(0, x)"),
    (
        "relu", {"derivative": 1},
        r"\mathrm{ReLU}'(x) = \begin{cases} 0 & \text{if } x \le 0 \\ 1 & \text{if } x > 0 \end{cases}",
    ),
    ("relu6", {}, r"\mathrm{ReLU6}(x) = \min(6, \max(0, x))"),
    (
        "leaky_relu", {},
        r"\mathrm{LeakyReLU}(x) = \begin{cases} x & \text{if } x \ge 0 \\ 0.01 x & \text{otherwise} \end{cases}",
    ),
    (
        "hardtanh", {"form": "cases"},
        r"\mathrm{hardtanh}(x) = \begin{cases} -1 & \text{if } x < -1 \\ x & \text{if } {-1} \le x < 1 \\ "
        r"1 & \text{if } x \ge 1 \end{cases}",
    ),
    ("sigmoid", {}, r"\sigma(x) = \frac{1}{1 + e^{-x}}"),
    ("sigmoid", {"derivative": 1}, r"\sigma'(x) = \sigma(x) \sigma(-x)"),
    ("tanh", {}, r"\tanh(x) = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}"),
    ("tanh", {"derivative": 1}, r"\tanh'(x) = 1 - \tanh^{2}(x)"),
    ("gelu", {}, r"\mathrm{GELU}(x) = x \Phi(x)"),
    ("gelu", {"derivative": 1}, r"\mathrm{GELU}'(x) = \Phi(x) + x \varphi(x)"),
    ("gelu", {"derivative": 2}, r"\mathrm{GELU}''(x) = (2 - x^{2}) \varphi(x)"),
    ("normal_cdf", {}, r"\Phi(x) = \frac{1}{2} \left(1 + \operatorname{erf}\left(\frac{x}{\sqrt{2}}\right)\right)"),
    ("normal_pdf", {}, r"\varphi(x) = \frac{e^{-x^{2}/2}}{\sqrt{2 \pi}}"),
    ("silu", {"derivative": 1}, r"\mathrm{SiLU}'(x) = \sigma(x) + x \sigma(x) \sigma(-x)"),
    ("mish", {}, r"\mathrm{Mish}(x) = x \tanh(\mathrm{softplus}(x))"),
    ("quick_gelu", {}, r"\mathrm{QuickGELU}(x) = x \sigma(1.702 x)"),
    ("pflu", {}, r"\mathrm{PFLU}(x) = \frac{x}{2} \left(1 + \frac{x}{\sqrt{x^{2} + 1}}\right)"),
    ("log_sigmoid", {"derivative": 1}, r"\mathrm{LogSigmoid}'(x) = \sigma(-x)"),
    ("erf", {}, r"\operatorname{erf}(x) = \int_{0}^{x} \frac{2 e^{-t^{2}}}{\sqrt{\pi}} \, dt"),
    ("sin", {}, r"f(x) = \sin(x)"),
    ("atan", {"derivative": 1}, r"\arctan'(x) = \frac{1}{x^{2} + 1}"),
    ("bilinear", {}, r"\mathrm{bilinear}(x_{0}, x_{1}) = x_{0} x_{1}"),
    (
        "hard_swish", {"form": "cases"},
        r"\mathrm{hardswish}(x) = \begin{cases} 0 & \text{if } x < -3 \\ \frac{x (x + 3)}{6} & "
        r"\text{if } {-3} \le x < 3 \\ x & \text{if } x \ge 3 \end{cases}",
    ),
    ("sin", {"derivative": 4}, r"\sin^{(4)}(x) = \sin(x)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "options", "printed"), FAMOUS, ids=lambda v: v if isinstance(v, str) else None)
def test_famous_formulas(name, options, printed):
    assert latex(activation(name), **options) == printed


def test_parameters_that_are_not_defaults_are_shown():
    leaky, softplus = activation("leaky_relu"), activation("softplus")
    assert latex(leaky(x, Rational(1, 5))) == r"\mathrm{LeakyReLU}(x; \tfrac{1}{5})"
    assert latex(leaky(x, Rational(1, 5)), form="definition").startswith(r"\mathrm{LeakyReLU}(x; \tfrac{1}{5}) = ")
    assert latex(leaky(x, Rational(1, 100))) == r"\mathrm{LeakyReLU}(x)"
    assert latex(softplus(y, a), form="definition", variable="y") == (
        r"\mathrm{softplus}(y; a) = \frac{\log(1 + e^{a y})}{a}"
    )


def test_long_constants_are_letters_with_their_values():
    printed = latex(activation("selu"), derivative=1)
    assert r"\alpha = 1.673263\ldots" in printed
    assert r"\mathit{scale} = 1.050701\ldots" in printed
    assert "erfc" not in printed


def test_limits_of_relu():
    assert latex(activation("relu"), form="limits").splitlines() == [
        r"\begin{align*}",
        r"\lim_{x \to -\infty} \mathrm{ReLU}(x) &= 0 \\",
        r"\lim_{x \to \infty} \mathrm{ReLU}(x) &= \infty \\",
        r"\lim_{x \to 0^{-}} \mathrm{ReLU}'(x) &= 0 \\",
        r"\lim_{x \to 0^{+}} \mathrm{ReLU}'(x) &= 1 \\",
        r"\partial \mathrm{ReLU}(0) &= [0, 1]",
        r"\end{align*}",
    ]


def test_limits_at_a_fraction_are_on_one_line():
    printed = latex(activation("hardshrink"), form="limits")
    assert r"\lim_{x \to (-1/2)^{-}} \mathrm{hardshrink}(x) &= -\frac{1}{2}" in printed
    kink = latex(activation("relu")(x) - 1, form="limits")
    assert r"\lim_{x \to 0^{+}} \frac{d}{d x} \left[\mathrm{ReLU}(x) - 1\right] &= 1" in kink


def test_names_of_several_letters_stand_apart():
    selu = latex(activation("selu"), derivative=1)
    assert r"\alpha \, \mathit{scale} \, e^{x}" in selu


def test_a_minus_after_a_word_is_a_sign():
    f = activation("softshrink")(x, Symbol("b", positive=True))
    assert r"x + b & \text{if } x < -b" in latex(f, form="definition")
    assert r"0 & \text{if } {-b} \le x < b" in latex(f, form="cases")


def test_limits_at_a_jump_and_where_there_are_none():
    printed = latex(activation("step"), form="limits")
    assert r"\lim_{x \to 0^{-}} \mathrm{step}(x) &= 0" in printed
    assert r"\mathrm{step}(0) &= 1" in printed
    assert r"\text{undefined}" in latex(activation("sin"), form="limits")


def test_expressions():
    gelu = activation("gelu")
    assert latex(gelu(x)) == r"\mathrm{GELU}(x)"
    assert latex(gelu(2 * x) + x, name="f") == r"f(x) = x + \mathrm{GELU}(2 x)"
    assert latex(x * tanh(x), derivative=1) == r"\frac{d}{d x} x \tanh(x) = \tanh(x) + x (1 - \tanh^{2}(x))"
    assert latex(a * y**2, derivative=2, variable="y") == r"\frac{d^{2}}{d y^{2}} a y^{2} = 2 a"
    assert latex(x + 1, derivative=1).startswith(r"\frac{d}{d x} \left[x + 1\right] = ")
    assert latex(activation("relu")(x) - 1, form="derivative", name="loss") == (
        r"\mathrm{loss}'(x) = \begin{cases} 0 & \text{if } x \le 0 \\ 1 & \text{if } x > 0 \end{cases}"
    )
    assert latex(Matrix([x, 1])).startswith(r"\left[\begin{matrix}")


def test_integrals_with_and_without_bounds():
    assert latex(Integral(exp(-(x**2)), x)) == r"\int e^{-x^{2}}\, dx"
    assert latex(Integral(exp(-(x**2)), (x, 0, 1))) == r"\int_{0}^{1} e^{-x^{2}} \, dx"


def test_functions_of_vectors():
    assert latex("softmin") == (
        r"\mathrm{softmin}(x_{0}, x_{1}) = \begin{pmatrix} \dfrac{e^{-x_{0}}}{e^{-x_{0}} + e^{-x_{1}}} \\[6pt] "
        r"\dfrac{e^{-x_{1}}}{e^{-x_{0}} + e^{-x_{1}}} \end{pmatrix}"
    )
    assert latex("softmax", derivative=1).startswith(r"J_{\mathrm{softmax}}(x_{0}, x_{1}) = \begin{pmatrix}")
    with pytest.raises(UnsupportedError, match="print a component"):
        latex("softmax", derivative=2)


def test_several_are_aligned():
    printed = latex(["relu", x**2], name=[None, "g"])
    assert printed == "\\begin{align*}\n\\mathrm{ReLU}(x) &= \\max(0, x) \\\\\ng(x) &= x^{2}\n\\end{align*}"
    assert latex([activation("relu")], numbered=True).startswith("\\begin{align}\n")


def test_another_variable_and_another_name():
    assert latex(activation("silu"), variable="theta") == r"\mathrm{SiLU}(\theta) = \theta \sigma(\theta)"
    assert latex(activation("silu"), name="swish") == r"\mathrm{swish}(x) = x \sigma(x)"
    assert latex(activation("silu"), name=r"\psi", derivative=1).startswith(r"\psi'(x) = ")


FORMULAS: list[Expr] = [
    Abs(x - 1), 2 * Abs(x), sqrt(Abs(x)), Max(0, x, x**2), 3 * Min(x, 6), exp(-(x**2) / 2) / sqrt(2 * pi),
    sqrt(2) * x / 2, sqrt(6) * x / sqrt(pi), sqrt(10) / 3, (x + 1) / 2, x ** Rational(2, 3), x ** Rational(-1, 3),
    1 / x, 1 / sqrt(x), (x + 1) ** -3, sin(x) / x, sin(x) * cos(x), log(x) ** 2, exp(x) ** a, a * x / (1 + x),
    2**x, 3 * 2**x, 1000 * x, exp(exp(x)), exp(-x / (2 * a)), exp((x + 1) / (x + 2)), exp(Abs(x)), x**a, (a * x) ** 2,
    2 * (x + 1), -2 * (x + 1) * exp(x), x * (1 - x), Rational(3, 7) * x, Rational(1, 128) * x, Rational(-1, 2) - x,
    x / 2 - erf(x) / 2 + Rational(1, 3), 2 * Symbol("alpha") + 1, Symbol("theta_12") * x, 1 - Symbol("value") * x,
    atan(x) ** 2 + asin(x / 2), asec(x) ** 2, Symbol("scale") * x * exp(Symbol("rate") * x),
]  # fmt: skip


@pytest.mark.parametrize("expr", FORMULAS, ids=str)
def test_formulas_read_back(expr):
    assert parse(latex(expr), syntax="latex") == expr


def test_formulas_compile():
    assert (
        katex_failures([*map(latex, FORMULAS), latex(floor(x)), latex(Piecewise((1, (x > 0) & (a > 0)), (0, True)))])
        == []
    )


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.name)
def test_the_catalogue_reads_back(record):
    f = each(record)
    for expr in (f, f**2, 3 * f + x, derivative(f, x), derivative(f, x, 2)):
        assert parse(latex(expr), syntax="latex") == expr


@given(
    st.recursive(
        st.sampled_from([x, Integer(2), Rational(1, 3), Rational(-3, 2)]),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(sum),
            st.tuples(inner, inner).map(lambda p: p[0] * p[1]),
            inner.map(lambda e: activation("gelu")(e)),
            inner.map(lambda e: e**2),
            inner.map(exp),
        ),
        max_leaves=6,
    )
)
def test_any_formula_reads_back(expr):
    assert parse(latex(expr), syntax="latex") == expr


def test_a_users_own_activation_prints_like_the_catalogues():
    bent = define("bent_for_latex", "(sqrt(x**2 + 1) - 1)/2 + x")
    assert latex(bent) == r"\mathrm{bent\_for\_latex}(x) = x + \frac{\sqrt{x^{2} + 1} - 1}{2}"
    assert katex_failures([latex(bent), latex(bent, derivative=2)]) == []


@pytest.mark.parametrize(
    ("tall", "plain"),
    [
        (r"\left(x\right)", "(x)"),
        (r"\left(\frac{x}{2}\right)", r"\left(\frac{x}{2}\right)"),
        (r"\left(\left(x\right) \left(\frac{1}{2}\right)\right)", r"\left((x) \left(\frac{1}{2}\right)\right)"),
        (r"e^{\left|x\right|}", "e^{|x|}"),
        (r"\left. f \right|_{t = \left(x\right)}", r"\left. f \right|_{t = (x)}"),
    ],
)
def test_brackets_are_as_tall_as_what_they_hold(tall, plain):
    assert slim(tall) == plain


@pytest.mark.parametrize(
    ("subject", "options", "error", "words"),
    [
        ("rellu", {}, UnknownActivationError, "did you mean"),
        ("max(0, x)", {}, UnknownActivationError, r"sa\.parse\('max\(0, x\)'\)"),
        (3.5, {}, TypeError, "activation, its name, or an expression"),
        ([], {}, ValueError, "at least one subject"),
        ("relu", {"form": "pretty"}, ValueError, "form must be one of definition, cases"),
        ("relu", {"derivative": -1}, ValueError, "at least 0, not -1"),
        ("relu", {"derivative": True}, ValueError, "integer"),
        ("relu", {"name": "f(x)"}, ValueError, "name must be a letter"),
        ("relu", {"name": ""}, ValueError, "name must be a letter"),
        ("relu", {"name": ["f"]}, TypeError, "one name"),
        (["relu", "gelu"], {"name": ["f"]}, ValueError, "one name for each of 2"),
        ("relu", {"variable": "x; y"}, DefinitionError, "a name must be"),
        (a * x, {"form": "cases", "variable": "y"}, ValueError, "variable must be named"),
    ],
)
def test_wrong_arguments_are_refused(subject, options, error, words):
    with pytest.raises(error, match=words):
        latex(subject, **options)
