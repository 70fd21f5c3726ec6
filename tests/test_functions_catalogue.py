"""Every activation of the catalogue, and a clone of each made by define, through the public laws."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
from helpers import few
from sympy import Abs, Float, Max, Piecewise, Rational, S, Symbol, cosh, exp, nan, oo, pi, sqrt, srepr, symbols, tanh

from symact.errors import SymactError, UnknownActivationError
from symact.exact.derivatives import derivative
from symact.exact.limiting import limits
from symact.exact.zero_sets import simplify
from symact.functions.activation import Activation
from symact.functions.catalogue import activation, activations, entries, entry
from symact.functions.define import define
from symact.testing import activation_laws

LAWS = activation_laws()
X = Symbol("x")
SCALAR = [e for e in entries() if e.family != "user" and hasattr(e.function, "table_for")]
ADOPTED = [activation(n) for n in ("tanh", "erf", "atan", "exp", "sin", "sign")]
# Their laws of calculus take seconds: of a clone they are checked among the long tests.
COSTLY = ("derivative", "series", "infinity", "assumptions", "subdifferential", "numeric")
LONG_FORMULAS = ("phish", "smish", "gelu_tanh", "logish", "serf")
SECONDS = ("series_agree_with_values", "limits_at_infinity_are_approached")
CHEAP = [law for law in LAWS if not any(word in law.name for word in COSTLY)]


def clone_of(record):
    """Return an activation made by define from the printed formula of an entry, under another name."""
    names = [Symbol(p.name) for p in record.parameters]
    stated = getattr(record.function, "formula", None)
    formula = record.function(X, *names).rewrite(Piecewise) if stated is None else stated(X, *names)
    return define(
        f"{record.name}_clone",
        str(formula),
        parameters={p.name: p.default for p in record.parameters},
        constraints={p.name: p.constraint for p in record.parameters},
        family="user",
        reference=record.reference,
    )


def by_name(record):
    return record.name


def laws_of(function):
    """Return a law for each test, those that take seconds for a long formula marked as long."""
    for law in LAWS:
        takes_seconds = function.__name__ in LONG_FORMULAS and law.name in SECONDS
        yield pytest.param(
            function, law, id=f"{function.__name__}-{law}", marks=[pytest.mark.long] if takes_seconds else []
        )


FUNCTIONS = [*(e.function for e in SCALAR), *ADOPTED]


@pytest.mark.parametrize(("function", "law"), [case for f in FUNCTIONS for case in laws_of(f)])
def test_law(function, law):
    law(function)


@pytest.mark.parametrize("record", few(SCALAR, 14), ids=by_name)
def test_clone(record):
    clone = clone_of(record)
    for law in CHEAP:
        law(clone)


@pytest.mark.long
@pytest.mark.parametrize("record", SCALAR, ids=by_name)
def test_clone_by_all_laws(record):
    clone = clone_of(record)
    for law in LAWS:
        law(clone, seed=3)


@pytest.mark.long
@pytest.mark.parametrize("record", [e for e in SCALAR if e.parameters], ids=by_name)
def test_other_parameters(record):
    for seed, value in enumerate((Rational(1, 7), Rational(13, 5), 3)):
        parameters = [value + i for i, _ in enumerate(record.parameters)]
        for law in LAWS:
            law(record.function, parameters=parameters, seed=seed)


def limits_or_refusal(f):
    try:
        return limits(f, X)
    except SymactError as refusal:
        return type(refusal)


@pytest.mark.parametrize("record", SCALAR, ids=by_name)
def test_a_clone_is_its_original(record):
    clone = clone_of(record)
    defaults = [p.default if p.default is not None else Rational(3, 2) for p in record.parameters]
    f, g = record.function(X, *defaults), clone(X, *defaults)
    assert f != g
    difference = simplify(f - g, X)
    assert difference == 0 or S.NaN in f.table.pieces
    assert f.table == g.table
    assert limits_or_refusal(f) == limits_or_refusal(g)


@pytest.mark.parametrize("record", SCALAR, ids=by_name)
def test_the_entry_says_what_a_handbook_says(record):
    assert record.reference
    assert record.display
    assert record.function.__doc__
    assert ".. math::" in record.function.__doc__ or record.name == "step"
    assert record.family
    for alias in record.names:
        assert activation(alias) is record.function
        assert activation(alias.upper().replace("_", "-")) is record.function
        assert activation(alias.replace("_", " ")) is record.function
    assert entry(record.function) == record


@pytest.mark.parametrize("record", SCALAR, ids=by_name)
def test_srepr_builds_the_same_object(record):
    """srepr is for Python to read: it is given the classes by name, as `from symact.all` would."""
    import sympy

    from symact.exact.real_function import Cases, step

    names = {**vars(sympy), **{e.name: e.function for e in SCALAR}, "Cases": Cases, "step": step}
    for expr in (record.example.subs(record.example.args[0], X), record.function(2 * X - 1, *record.example.args[1:])):
        assert eval(srepr(expr), names) == expr
    slope = expr.diff(X)
    assert eval(srepr(slope), names) == slope


def test_pickles_are_read_in_another_process():
    kept = [record.function(X, *record.example.args[1:]) for record in SCALAR]
    kept += [expr.diff(X) for expr in kept]
    kept += [clone_of(record)(X, *record.example.args[1:]) for record in SCALAR[:8]]
    reader = "import sys, pickle; e = pickle.load(sys.stdin.buffer); print([str(x) for x in e])"
    done = subprocess.run([sys.executable, "-c", reader], input=pickle.dumps(kept), capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().strip() == str([str(x) for x in kept])


def test_families_are_listed():
    assert set(activations("steps")) == {activation("step"), activation("sign")}
    families = {e.family for e in entries()}
    for family in families:
        assert all(entry(f).family == family for f in activations(family))
    assert {f for family in families for f in activations(family)} == set(activations())
    with pytest.raises(ValueError, match=r"^family must be one of .*sigmoids.*, not 'sigmiods'$"):
        activations("sigmiods")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("sigmod", "no activation is named 'sigmod'; did you mean 'sigmoid'"),
        ("geglue", "no activation is named 'geglue'; did you mean"),
        ("zzzzzz", r"no activation is named 'zzzzzz'; symact.activations\(\) lists all there are"),
        ("", "no activation is named ''"),
    ],
)
def test_an_unknown_name_says_what_is_near(wrong, message):
    with pytest.raises(UnknownActivationError, match=message):
        activation(wrong)


@pytest.mark.parametrize("wrong", [None, 3, X, ("relu",)])
def test_a_name_that_is_no_name(wrong):
    with pytest.raises(TypeError, match="the name of an activation must be a str, not"):
        activation(wrong)


def test_a_class_that_is_no_entry():
    with pytest.raises(UnknownActivationError, match="cosh"):
        activation(cosh)


def test_the_whole_of_the_libraries_is_there():
    torch = "elu hardshrink hardsigmoid hardtanh hardswish leaky_relu logsigmoid prelu relu relu6 rrelu selu celu gelu"
    torch += " sigmoid silu mish softplus softshrink softsign tanh tanhshrink threshold"
    jax = "identity log_sigmoid soft_sign swish hard_silu squareplus sparse_plus sparse_sigmoid log1mexp hard_tanh"
    keras = "exponential linear soft_shrink hard_shrink tanh_shrink"
    onnx = "Celu Elu Gelu HardSigmoid HardSwish LeakyRelu Mish PRelu Relu Selu Sigmoid Softplus Softsign Swish Tanh"
    onnx += " ThresholdedRelu Identity Erf Atan Sign"
    papers = "step gaussian erf atan sin snake isru isrlu bent_identity lecun_tanh serf telu logish phish smish"
    papers += " squared_relu quick_gelu relu2 pflu gelu_tanh"
    for name in f"{torch} {jax} {keras} {onnx} {papers}".split():
        assert issubclass(activation(name), object)
    operators = {e.onnx for e in entries()}
    assert set(onnx.split()) <= operators


@pytest.mark.parametrize(
    ("name", "argument", "value"),
    [
        ("relu", -3, 0),
        ("relu", pi, pi),
        ("relu", nan, nan),
        ("relu", S.ComplexInfinity, nan),
        ("sigmoid", 0, Rational(1, 2)),
        ("silu", -oo, 0),
        ("gelu", -oo, 0),
        ("mish", -oo, 0),
        ("squareplus", -oo, 0),
        ("softsign", oo, 1),
        ("softsign", -oo, -1),
        ("selu", oo, oo),
        ("hard_swish", Rational(-3, 2), Rational(-3, 8)),
        ("step", 0, 1),
        ("log1mexp", -1, nan),
    ],
)
def test_exact_values(name, argument, value):
    assert activation(name)(argument) == value


@pytest.mark.parametrize(
    ("name", "argument", "digits", "text"),
    [
        ("softplus", -50, 30, "1.92874984796391778301715681273e-22"),
        ("softplus", -1000, 15, "5.07595889754946e-435"),
        ("mish", -1000, 30, "-5.07595889754945676529180947957e-432"),
        ("gelu", -40, 20, "-1.4623574163660118815e-348"),
        ("tanhshrink", Rational(1, 10**8), 20, "3.3333333333333332000e-25"),
    ],
)
def test_tails_to_any_precision(name, argument, digits, text):
    assert str(activation(name)(argument).evalf(digits)) == text


def test_floats_put_in_for_symbols():
    softplus = activation("softplus")
    assert softplus(X).subs(X, -37.0) == Float("8.53304762574406543e-17", 15)
    assert activation("elu")(Float(-1e-20)) == Float(-1e-20)


def test_known_signs():
    relu, gelu = activation("relu"), activation("gelu")
    p, n = symbols("p", positive=True), symbols("n", negative=True)
    r = symbols("r", real=True)
    assert (relu(p), relu(n), relu(-p), relu(relu(X)), abs(relu(X))) == (p, 0, 0, relu(X), relu(X))
    assert relu(X).is_nonnegative
    assert relu(X).is_positive is None
    assert activation("sigmoid")(r).is_positive
    assert gelu(p).is_positive
    assert activation("silu")(r).is_real
    assert activation("silu")(X).is_real is None
    assert activation("leaky_relu")(n).is_negative


def test_complex_arguments_where_it_makes_sense():
    value = activation("sigmoid")(1 + S.ImaginaryUnit).evalf(20)
    exact = 1 / (1 + S.Exp1 ** (-1 - S.ImaginaryUnit))
    assert abs(value - exact.evalf(20)) < Float("1e-19")


def test_default_constants_of_selu():
    scale, alpha = activation("selu")(1), -activation("selu")(-oo)
    assert str(scale.evalf(30)) == "1.05070098735548049341933498529"
    assert str(alpha.evalf(30)) == "1.75809934084737685994021752081"


def test_compact_derivatives():
    silu, mish, gelu, sigmoid = (activation(n) for n in ("silu", "mish", "gelu", "sigmoid"))
    assert sigmoid(X).diff(X) == sigmoid(X) * sigmoid(-X)
    assert activation("relu")(X).diff(X) == activation("step")(X, 0)
    assert activation("relu")(X).diff(X, 2) == 0
    # SymPy's own count for the plain formulas: 122, 451 and 86 operations.
    assert silu(X).diff(X, 8).count_ops() < 122
    assert mish(X).diff(X, 5).count_ops() < 451
    assert gelu(X).diff(X, 7).count_ops() < 25
    for expr in (silu(X), mish(X), gelu(X), sigmoid(X)):
        assert not expr.diff(X).has(exp)  # derivatives stay in the functions that they are made of


@pytest.mark.parametrize(("name", "order"), [("silu", 8), ("mish", 5), ("gelu", 7), ("sigmoid", 10), ("serf", 5)])
def test_high_derivatives_are_right(name, order):
    import mpmath
    from reference.formulas import FORMULAS

    high = derivative(activation(name), order=order)
    variable = next(iter(high.free_symbols))
    for p in (Rational(-23, 10), Rational(1, 3), Rational(7, 2)):
        with mpmath.workdps(60):
            wanted = mpmath.diff(FORMULAS[name], mpmath.mpf(p.p) / p.q, order)
            got = mpmath.mpf(str(high.subs(variable, p).evalf(50)))
            assert abs(got - wanted) < abs(wanted) * mpmath.mpf(10) ** -30


def test_parameters_of_any_spelling_are_one_object():
    leaky = activation("leaky_relu")
    forms = {leaky(X), leaky(X, Rational(1, 100)), leaky(X, 0.01), leaky(X, slope=0.01), leaky(X, Float("0.01", 40))}
    assert len(forms) == 1
    assert leaky(X, 0.2) == leaky(X, slope=Rational(1, 5)) != leaky(X)


def test_one_tanh():
    assert activation("tanh") is tanh
    assert issubclass(activation("relu"), Activation)


def test_the_documented_simplification():
    assert simplify(Max(0, X) - activation("relu")(X), X) == 0
    assert simplify(Abs(X) - activation("relu")(X) - activation("relu")(-X), X) == 0
    assert simplify(activation("gelu")(X) - X * activation("normal_cdf")(X), X) == 0
    assert simplify(activation("silu")(X) - X * activation("sigmoid")(X) / 2, X) != 0
    assert simplify(activation("bent_identity")(X) - X - (sqrt(X**2 + 1) - 1) / 2, X) == 0


@pytest.mark.parametrize("symbol", [X, Symbol("r", real=True)])
def test_the_derivative_of_sign_has_no_delta(symbol):
    """``sign`` is SymPy's, and so is its ``diff``; the documentation says so and names this instead."""
    sign, silu = activation("sign"), activation("silu")
    assert derivative(sign(symbol), symbol) == 0
    assert derivative(silu(sign(symbol)), symbol) == 0
