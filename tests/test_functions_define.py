"""Activations that people define: their rights, and what is refused."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import time

import pytest
from sympy import Abs, Piecewise, Rational, S, Symbol, exp, latex, oo, sqrt, symbols, tanh

from symact.errors import DefinitionError, ParseError, SymactError, UnsupportedError
from symact.exact.limiting import limits
from symact.exact.nonsmooth import subdifferential
from symact.exact.order import equal
from symact.functions.activation import Activation
from symact.functions.catalogue import activation, activations, entry
from symact.functions.define import define
from symact.functions.parse import parse
from symact.testing import check_activation

x, y = symbols("x y")


def test_a_definition_in_text():
    bent = define("bent_own", "(sqrt(x**2 + 1) - 1)/2 + x", reference="a textbook", aliases=("bent_alias",))
    assert issubclass(bent, Activation)
    assert bent(0) == 0
    assert limits(bent) == (-oo, oo)
    assert activation("Bent Own") is bent is activation("bent-alias")
    assert bent in activations("user")
    assert entry(bent).reference == "a textbook"
    assert "a textbook" in bent.__doc__
    assert str(bent(x)) == "bent_own(x)"
    assert latex(bent(x)) == r"\mathrm{bent\_own}\left(x\right)"
    assert parse(str(bent(2 * y))) == bent(2 * y)
    assert parse(latex(bent(2 * y))) == bent(2 * y)
    check_activation(bent)


def test_a_definition_as_an_expression():
    f = define("own_expression", Piecewise((x, x > 0), (Rational(1, 10) * tanh(x), True)))
    assert f(2) == 2
    assert subdifferential(f, 0).end == 1
    check_activation(f)
    g = define("own_expression_in_y", y * exp(-Abs(y)), variable="y")
    assert g(x).diff(x).subs(x, 0) == 1
    check_activation(g)


def test_a_definition_in_latex():
    f = define("own_latex", r"\frac{x}{1 + e^{-x}}")
    assert f(0) == 0
    check_activation(f)


def test_a_definition_by_cases_and_activations():
    f = define("own_mix", "relu(x) - relu(-x)/2 + Piecewise((0, x < 1), (x - 1, True))")
    assert f.table_for(()).breakpoints == (0, 1)
    check_activation(f)


def test_parameters():
    f = define(
        "own_parameters",
        "Piecewise((x, x > 0), (alpha*(exp(x) - 1) + beta*x, True))",
        parameters={"beta": None, "alpha": 0.25},
        constraints={"alpha": "positive", "beta": "nonnegative"},
    )
    assert f(x, beta=2) == f(x, 2, Rational(1, 4)) == f(x, alpha=0.25, beta=2.0)
    assert equal(f(-1, beta=0), (exp(-1) - 1) / 4)
    assert [p.constraint for p in f.parameters] == ["nonnegative", "positive"]
    with pytest.raises(TypeError, match="own_parameters needs its parameter beta"):
        f(x)
    with pytest.raises(ValueError, match="alpha of own_parameters must be positive, not 0"):
        f(x, 1, 0)
    with pytest.raises(ValueError, match="beta of own_parameters must be nonnegative, not -1"):
        f(x, -1)
    assert str(f(x, beta=1)) == "own_parameters(x, 1)"
    check_activation(f)
    check_activation(f, parameters=[0, Rational(3, 2)])


def test_an_order_of_parameters_that_only_numbers_decide():
    f = define("own_clip", "Max(low, Min(high, x))", parameters={"low": -1, "high": 1})
    assert f(x, -2, 3).table.breakpoints == (-2, 3)
    check_activation(f)
    g = define("own_clip_required", "Max(low, Min(high, x))", parameters={"low": None, "high": None})
    assert g(5, 0, 1) == 1


def test_the_same_again_is_the_same_class():
    f = define("own_twice", "x + tanh(x)")
    assert define("own_twice", "x + tanh(x)") is f
    assert define("own_twice", x + tanh(x)) is f
    with pytest.raises(DefinitionError, match="the name of an activation must be new, but 'own_twice' is taken"):
        define("own_twice", "x - tanh(x)")
    with pytest.raises(DefinitionError, match="is taken"):
        define("own_twice", "x + tanh(x)", family="other")


@pytest.mark.parametrize(
    ("name", "formula", "options", "error", "message"),
    [
        ("relu", "x", {}, DefinitionError, "the name of an activation must be new, but 'relu' is taken"),
        ("Swish", "x", {}, DefinitionError, "is taken"),
        ("tanh", "x", {}, DefinitionError, "is taken"),
        ("own_a", "x", {"aliases": ("gelu",)}, DefinitionError, "a name must be free, but 'gelu' is taken by"),
        ("2fast", "x", {}, DefinitionError, "a name must be a letter"),
        ("own b", "x", {}, DefinitionError, "a name must be a letter"),
        ("lambda", "x", {}, DefinitionError, "a name must not be a word of Python"),
        ("own__c", "x", {}, DefinitionError, "must not have two underscores"),
        ("__import__", "x", {}, DefinitionError, "a name must"),
        ("", "x", {}, DefinitionError, "a name must"),
        (3, "x", {}, TypeError, "a symbol's name must be a str"),
        ("own_d", "x*a", {}, DefinitionError, r"has a; declare it with parameters=\{'a': default\}"),
        ("own_e", "x*a", {"parameters": {"b": 1}}, DefinitionError, "has a"),
        ("own_f", "x", {"constraints": {"a": "positive"}}, DefinitionError, "on a parameter, which 'a' is not"),
        ("own_g", "a*x", {"parameters": {"a": 1}, "constraints": {"a": "odd"}}, DefinitionError, "not 'odd'"),
        ("own_h", "a*x", {"parameters": {"a": -1}, "constraints": {"a": "positive"}}, ValueError, "must be positive"),
        ("own_i", "a*x", {"parameters": {"a": "1"}}, TypeError, "a must be a real number"),
        ("own_j", "a*x", {"parameters": {"a.b": 1}}, DefinitionError, "a name must"),
        (
            "own_r",
            "a*b*x",
            {"parameters": {"a": 1, "b": None}},
            DefinitionError,
            "must be given come first, .* after a",
        ),
        ("own_s", "x", {"aliases": "relu"}, TypeError, "aliases must be a sequence of names, not 'relu'"),
        ("own_t", "x", {"aliases": (3,)}, TypeError, "aliases must be a sequence of names"),
        ("own_u", "x", {"display": 3}, TypeError, "display must be text, not 3"),
        ("own_v", "a*x", {"parameters": ["a"]}, TypeError, r"parameters must be a mapping .*, not \['a'\]"),
        ("own_w", "x", {"constraints": "real"}, TypeError, "constraints must be a mapping"),
        ("own_k", "x +", {}, ParseError, "line 1"),
        ("own_l", "sigmod(x)", {}, ParseError, "did you mean"),
        ("own_m", None, {}, TypeError, "the formula must be text or a SymPy expression, not None"),
        ("own_n", lambda t: t, {}, TypeError, "the formula must be text or a SymPy expression"),
        ("own_o", "Abs(sin(x))", {}, UnsupportedError, "finitely many"),
        ("own_p", "y", {}, DefinitionError, "must be in x and declared parameters, but has y"),
        ("own_q", "x > 0", {}, (TypeError, ParseError), "."),
    ],
)
def test_refusals(name, formula, options, error, message):
    with pytest.raises(error, match=message):
        define(name, formula, **options)


def test_what_was_refused_left_nothing_behind():
    before = activations()
    with pytest.raises(SymactError):
        define("own_left", "x", aliases=("own_left_alias", "gelu"))
    assert activations() == before
    assert define("own_left_alias", "x + 1")(0) == 1
    assert define("own_left", "x + 2")(0) == 2


def test_pickles_carry_the_definition():
    f = define("own_pickled", "a*x*tanh(x)", parameters={"a": 2}, constraints={"a": "positive"}, aliases=("own_pk",))
    kept = (f, f(x), f(x, 3).diff(x), 2 * f(y**2))
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(kept, protocol)) == kept
        assert pickle.loads(pickle.dumps(f, protocol)) is f
    assert copy.deepcopy(kept) == kept
    reader = """
import sys, pickle
f, fx, slope, scaled = pickle.load(sys.stdin.buffer)
from symact.functions.catalogue import activation
assert activation("own pk") is f and fx.func is f
print(f(1, 3), fx, slope, scaled)
"""
    done = subprocess.run([sys.executable, "-c", reader], input=pickle.dumps(kept), capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().strip() == f"{f(1, 3)} {kept[1]} {kept[2]} {kept[3]}"


def test_the_formula_is_kept_as_it_was_stated():
    f = define("own_stated", "x*sigmoid(x)")
    assert entry(f).formula.has(activation("sigmoid"))
    assert f(x).rewrite(exp) == x / (1 + exp(-x))
    assert f(x) != activation("silu")(x)
    assert f(1).evalf(20) == activation("silu")(1).evalf(20)


def test_in_every_place_of_a_catalogue_function():
    f = define("own_everywhere", "sqrt(1 + x**2) + Abs(x - 1)")
    expr = 3 * f(activation("relu")(x)) + x
    assert expr.diff(x).subs(x, -3) == 1
    assert sqrt(f(S(1))) == sqrt(sqrt(2))
    assert f(Symbol("r", real=True)).is_real


@pytest.fixture(scope="module")
def powers():
    """Activations whose formulas raise numbers to what they are given."""
    power = define("checked_power", "x**n", parameters={"n": 2})
    define("checked_scale", "k**n*x", parameters={"k": 10, "n": 2})
    define("checked_exponential", "exp(x*log(3) + 1)")
    define("checked_cases", "Piecewise((x**n, x < 2), (1, True))", parameters={"n": 2})
    define("checked_ramp", "relu(x)**n", parameters={"n": 2})
    define("checked_within", "1 + checked_power(x, 1000000)")
    return power


@pytest.mark.parametrize(
    "text",
    [
        "checked_power(10, 99999999)",
        "checked_power(-3, 123456789)",
        "checked_power(7/3, -99999999)",
        "checked_power(checked_power(10, 900), n=900)",
        "checked_scale(x, n=99999999)",
        "checked_exponential(10**9)",
        "checked_cases(-10, 99999999)",
        "checked_cases(1, 99999999)",
        "checked_cases(2*x, 99999999)",
        "checked_ramp(x, 99999999)",
        "checked_within(7)",
    ],
)
def test_a_huge_power_by_way_of_a_definition_is_refused_at_once(powers, text):
    start = time.perf_counter()
    with pytest.raises(ParseError, match=r"an exact number must have at most \d+ digits"):
        parse(text)
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("checked_power(x, 99999999)", "checked_power(x, 99999999)"),
        ("checked_power(2*x, 99999999)", "checked_power(2*x, 99999999)"),
        ("checked_power(3, 5)", "243"),
        ("checked_cases(10, 3)", "1"),
        ("checked_cases(2*x, 30)", "checked_cases(2*x, 30)"),
        ("checked_cases(oo, 3) + checked_cases(zoo)", "nan"),
        ("checked_within(2*x)", "checked_within(2*x)"),
        ("checked_exponential(10**9 + x)", "checked_exponential(x + 1000000000)"),
    ],
)
def test_what_is_not_computed_is_not_refused(powers, text, printed):
    assert str(parse(text)) == printed


@pytest.mark.parametrize("name", ["log", "pi", "Max", "cases", "Abs"])
def test_a_name_that_formulas_read_as_another_function_is_refused(name):
    with pytest.raises(DefinitionError, match="formulas read"):
        define(name, "2*x")
    with pytest.raises(DefinitionError, match="formulas read"):
        define("twice_as_much", "2*x", aliases=[name])


def test_a_parameter_is_not_the_variable():
    with pytest.raises(DefinitionError, match="must not have the name of its variable"):
        define("doubly_named", "2*x", parameters={"x": 1})
