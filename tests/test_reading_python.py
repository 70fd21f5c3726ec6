"""Python-like formulas: what they mean, and how a refusal speaks."""

from __future__ import annotations

import math

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from sympy import E, Heaviside, I, Max, Min, Piecewise, Rational, S, Symbol, exp, log, oo, pi, sqrt, symbols, tanh

import symact as sa
from symact.errors import DefinitionError, ParseError
from symact.functions.parse import parse
from symact.reading.read import Head, read, read_condition

x, y, z = symbols("x y z")

MEANINGS = [
    ("x*tanh(log(1+exp(x)))", x * tanh(log(1 + exp(x)))),
    ("1/(1 + exp(-x))", 1 / (1 + exp(-x))),
    ("-x**2", -(x**2)),
    ("(-x)**2", x**2),
    ("2**-x", 2 ** (-x)),
    ("-2**-x**y", -(2 ** (-(x**y)))),
    ("x**y**z", x ** (y**z)),
    ("(x**y)**z", (x**y) ** z),
    ("x/y/z", x / y / z),
    ("x/y*z", x * z / y),
    ("x - y - z", x - y - z),
    ("x - -y", x + y),
    ("+-+-x", x),
    ("--x**2", x**2),
    ("0.01", Rational(1, 100)),
    (".5", S.Half),
    ("1.", S.One),
    ("1.25e-2", Rational(1, 80)),
    ("1E3", S(1000)),
    ("0.044715", Rational(44715, 10**6)),
    ("007", S(7)),
    ("oo", oo),
    ("-oo", -oo),
    ("pi*E*I", pi * E * I),
    ("E**x", exp(x)),
    ("abs(x)", abs(x)),
    ("max(0, x)", Max(0, x)),
    ("Max(x)", x),
    ("Min(1, Max(0, x/6 + 1/2))", Min(1, Max(0, x / 6 + S.Half))),
    ("ln(x)", log(x)),
    ("log(x, 2)", log(x, 2)),
    ("log2(x)", log(x) / log(2)),
    ("sqrt(x)", sqrt(x)),
    ("cbrt(x)", x ** Rational(1, 3)),
    ("root(x, 3)", x ** Rational(1, 3)),
    ("pow(x, 2)", x**2),
    ("Rational(1, 5)", Rational(1, 5)),
    ("arctan(x)", sp.atan(x)),
    ("sgn(x)", sp.sign(x)),
    ("Heaviside(x, 0)", Heaviside(x, 0)),
    ("Piecewise((x, x > 0), (0, True))", Piecewise((x, x > 0), (0, True))),
    ("Piecewise((x, (x > 0) & (x < 1)), (0, True),)", Piecewise((x, (x > 0) & (x < 1)), (0, True))),
    ("cases(x, (exp(x), x < 0), (1, x >= 0))", sa.cases(x, (exp(x), x < 0), (1, True))),
    ("cases(2*x + 1, (exp(t), t < 0), (1, True))", sa.cases(2 * x + 1, (exp(Symbol("t")), Symbol("t") < 0), (1, True))),
    ("relu(x)", sa.relu(x)),
    ("ReLU(x)", sa.relu(x)),
    ("LeakyReLU(x)", sa.leaky_relu(x)),
    ("leaky_relu(x, 0.2)", sa.leaky_relu(x, Rational(1, 5))),
    ("leaky_relu(x, slope=1/5)", sa.leaky_relu(x, Rational(1, 5))),
    ("swish(x)", sa.silu(x)),
    ("α*x", Symbol("alpha") * x),
    ("λ", Symbol("lamda")),
    ("x − y × 2", x - 2 * y),
    ("x\n + \ty", x + y),
    ("2 x", 2 * x),
    ("a x + b", Symbol("a") * x + Symbol("b")),
]


@pytest.mark.parametrize(("text", "meaning"), MEANINGS)
def test_meaning(text: str, meaning: sp.Expr) -> None:
    assert parse(text) == meaning


CONDITIONS = [
    ("x > 0", x > 0),
    ("0 < x", sp.Lt(0, x)),
    ("-1 < x < 1", (sp.Lt(-1, x)) & (x < 1)),
    ("x == 1", sp.Eq(x, 1)),
    ("x != 1", sp.Ne(x, 1)),
    ("x > 0 & y > 0", (x > 0) & (y > 0)),
    ("x > 0 and y > 0 or z > 0", ((x > 0) & (y > 0)) | (z > 0)),
    ("not x > 0 and y > 0", ~(x > 0) & (y > 0)),
    ("~~(x > 0)", x > 0),
    ("Or(x > 0, Eq(y, 1))", (x > 0) | sp.Eq(y, 1)),
    ("x ≤ 1", x <= 1),
    ("True", sp.true),
]


@pytest.mark.parametrize(("text", "meaning"), CONDITIONS)
def test_conditions(text: str, meaning: object) -> None:
    assert read_condition(text, {}) == meaning


REFUSALS = [
    ("x * sigmod(x)", "unknown function 'sigmod' at line 1, column 5; did you mean 'sigmoid'?", 5),
    ("x^2", "'^' is no power in Python-like text at line 1, column 2; write **", 2),
    ("2x", "write 2*x", 2),
    ("(x)(y)", "write (...)*(...)", 4),
    ("x y1", "an operator must stand before 'y1'", 3),
    ("x.real", "must not take attributes", 2),
    ("x[0]", "must not index", 2),
    ("x + 'y'", "must not contain quoted text", 5),
    ("lambda*x", "write lamda for the Greek letter", 1),
    ("lambda x: x", "must define nothing with ':'", 9),
    ("x if x > 0 else 0", "a choice must be written as cases(x, (x, x > 0), (0, True))", 3),
    ("f = x", "write == for an equation", 3),
    ("(x + 1", "'(' of line 1 must be closed by ')', not followed by the end", 7),
    ("x)", "')' must close a '('", 2),
    ("exp", "'exp' is a function and must have an argument", 1),
    ("exp(x, y)", "exp must have 1 arguments, not 2", 1),
    ("leaky_relu(x, a=1)", "leaky_relu has no argument named 'a' at line 1, column 1; its names: slope", 1),
    ("x > 0", "a formula must be a number, not a condition", 1),
    ("1 + (x > 0)", "a term of a sum must be a number or a formula, not a condition", 3),
    ("9**9**9", "an exact number must have at most 1324 digits", 2),
    ("x__class__", "two underscores", 1),
    ("x²", "a name must be a letter", 1),
    ("x!", "factorials are not read", 2),
    ("", "must not be empty", 1),
    ("x + ", "must not end here", 5),
    ("x\u202e", "no U+202E (right-to-left override)", 2),
]


@pytest.mark.parametrize(("text", "message", "column"), REFUSALS)
def test_refusals_point_at_the_place(text: str, message: str, column: int) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == (1, column)


def test_the_caret_stands_under_the_place_in_a_later_line() -> None:
    with pytest.raises(ParseError) as caught:
        parse("x +\n\n  sigmod(x)\n+ y")
    assert (caught.value.line, caught.value.column) == (3, 3)
    _, shown, caret = str(caught.value).splitlines()
    assert shown[caret.index("^") :].startswith("sigmod(x)")


def test_what_is_not_a_text() -> None:
    with pytest.raises(TypeError, match="must be a str, not int"):
        parse(1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="syntax must be"):
        parse("x", syntax="tex")
    with pytest.raises(TypeError, match="must map names to Symbols"):
        parse("x", symbols={"x": 1})  # type: ignore[dict-item]


def test_given_symbols_come_first() -> None:
    e, rate = Symbol("E", real=True), Symbol("r", positive=True)
    assert parse("E*x + exp(rate)", symbols={"E": e, "rate": rate}) == e * x + exp(rate)
    assert parse("Abs(p)", symbols={"p": Symbol("p", positive=True)}) == Symbol("p", positive=True)
    with pytest.raises(ParseError, match="is a symbol and has no argument"):
        parse("exp(x)", symbols={"exp": Symbol("exp")})


def test_errors_of_a_function_are_placed() -> None:
    def broken(u: sp.Expr) -> sp.Expr:
        raise DefinitionError("the argument of broken must be seen; look at it")

    with pytest.raises(ParseError, match="must be seen at line 1, column 5; look at it") as caught:
        read("x + broken(x)", {"broken": Head(broken, 1, 1)})
    assert isinstance(caught.value.__cause__, DefinitionError)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_as_python_writes_it_is_the_decimal_that_it_shows(value: float) -> None:
    assert parse(repr(value)) == Rational(repr(value))


@given(st.integers(-(10**50), 10**50), st.integers(1, 10**50))
def test_fractions_are_exact(p: int, q: int) -> None:
    assert parse(f"{p}/{q}") == Rational(p, q)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=30))
def test_flat_sums_and_products_are_what_python_makes_of_them(numbers: list[int]) -> None:
    assert parse("+".join(f"({n})" for n in numbers)) == sum(numbers)
    assert parse("*".join(f"({n})" for n in numbers)) == math.prod(numbers)
