"""The public laws must be able to fail: each is given an activation that breaks it, and says so."""

from __future__ import annotations

import pytest
from sympy import Abs, Float, Function, Max, Piecewise, Rational, S, Symbol, exp, log, tanh

from symact.exact.branches import BranchTable
from symact.exact.variable import T
from symact.functions.activation import Activation
from symact.functions.catalogue import activation
from symact.functions.define import define
from symact.functions.parameters import Positive
from symact.testing import Law, activation_laws, check_activation

LAWS = {law.name: law for law in activation_laws()}
X = Symbol("x")


def broken(name, formula=lambda x: Max(0, x) + tanh(x), **members):
    """Return an activation with some of its members replaced by wrong ones."""
    return type(Activation)(name, (Activation,), {"formula": staticmethod(formula), "__module__": __name__, **members})


def wrong_table(x0=0, left=S.Zero, right=T, value=S.Zero):
    return classmethod(lambda cls, parameters: BranchTable(T, (S(x0),), (S(left), S(right)), (S(value),)))


class Evaluates(Activation):
    """A law breaker in what it returns from eval."""

    what = None

    @staticmethod
    def formula(x):
        return Max(0, x)


@classmethod
def eager(cls, x, *parameters):
    return Max(0, x)


@classmethod
def nan_is_zero(cls, x, *parameters):
    return S.Zero if x is S.NaN else super(Evaluates, cls).eval(x, *parameters)


@classmethod
def no_limit(cls, x, *parameters):
    return S.One if x is S.NegativeInfinity else super(Evaluates, cls).eval(x, *parameters)


@classmethod
def sloppy(cls, x, *parameters):
    value = super(Evaluates, cls).eval(x, *parameters)
    return Float(float(value) * (1 + 1e-9)) if isinstance(value, Float) and value else value


def imprecise(self, prec):
    return Float(str(Activation._eval_evalf(self, prec)), 12)


def slope_of(expr):
    return lambda self, s: expr(self.args[0])


PLAIN = {"_eval_derivative_n_times": Function._eval_derivative_n_times}


def off_by_default(cls, x, b=None):
    return Activation.__new__(cls, x, 2 if b is None else b)


BREAKERS = {
    "stays_unevaluated_on_a_symbol": broken("eager", lambda x: Max(0, x), eval=eager),
    "nan_gives_nan": type("nan_is_zero", (Evaluates,), {"eval": nan_is_zero}),
    "values_are_those_of_the_formula": broken("wrong_value", lambda x: Max(0, x), table_for=wrong_table(right=2 * T)),
    "floats_are_rounded_right": type("sloppy", (Evaluates,), {"eval": sloppy}),
    "evalf_is_right_at_every_precision": broken("imprecise", tanh, _eval_evalf=imprecise),
    "infinite_arguments_give_the_limit": type("no_limit", (Evaluates,), {"eval": no_limit}),
    "assumptions_hold": broken("hopeful", _eval_is_nonnegative=lambda self: True),
    "derivatives_are_right_off_the_kinks": broken("steep", **PLAIN, _eval_derivative=slope_of(exp)),
    "kinks_have_the_slopes_of_both_sides": broken("bent", lambda x: Max(0, x), table_for=wrong_table(right=2 * T)),
    "the_derivative_at_a_kink_is_the_chosen_slope": broken(
        "right_slope",
        lambda x: Max(0, x),
        **PLAIN,
        _eval_derivative=slope_of(lambda x: activation("step")(x)),
    ),
    "the_subdifferential_holds_both_slopes": broken("flat", **PLAIN, _eval_derivative=slope_of(lambda x: S.One)),
    "one_sided_limits_are_right": broken("shifted", lambda x: Max(0, x), table_for=wrong_table(left=S(3))),
    "limits_at_infinity_are_approached": broken(
        "elsewhere", tanh, _ball_=lambda self, evaluate: evaluate(2 * tanh(self.args[0]))
    ),
    "series_agree_with_values": broken("short", exp, _eval_nseries=lambda self, x, n, logx, cdir=0: 1 + x),
    "defaults_and_keywords_are_one_object": broken("two_defaults", lambda x, b=1: b * Abs(x), __new__=off_by_default),
    "substitution_is_application": broken("stuck", _eval_subs=lambda self, old, new: self),
    "rewriting_keeps_the_values": broken("rewritten", _eval_rewrite_as_Piecewise=lambda self, *args, **h: exp(args[0])),
    "simplification_sees_the_formula": broken("another", lambda x: Max(0, x), table_for=wrong_table(right=2 * T)),
    "text_reads_back": broken("unprintable", _sympystr=lambda self, printer: "x + 1"),
    "every_printer_prints": broken("same_to_all", _pretty=lambda self, printer: printer._print(X)),
    "pickles_and_copies_are_the_same": broken("not_importable"),
}


def test_every_law_has_a_breaker():
    untested = {"a_value_that_is_not_real_is_refused", "the_numeric_function_keeps_its_contract"}
    assert set(BREAKERS) | untested == set(LAWS)


@pytest.mark.parametrize("name", sorted(BREAKERS))
def test_a_broken_activation_breaks_the_law(name):
    function = BREAKERS[name]
    with pytest.raises(AssertionError, match=f"breaks the law '{name}'") as caught:
        LAWS[name](function)
    assert "[seed 0]" in str(caught.value)
    assert LAWS[name].statement in str(caught.value)
    wanted = Exception if "pickles" in name else AssertionError  # and not some accident
    assert isinstance(caught.value.__cause__, wanted)


def test_a_branching_function_that_takes_anything_breaks_the_law():
    careless = type(
        "careless", (Evaluates,), {"eval": classmethod(lambda cls, x, *p: S.One if x is S.ImaginaryUnit else None)}
    )
    with pytest.raises(AssertionError, match=r"f\(I\) must be refused, not 1"):
        LAWS["a_value_that_is_not_real_is_refused"](careless)


def test_all_laws_are_kept_by_a_good_one():
    good = define("testing_good", "Piecewise((x, x > b), (b*exp(x - b), True))", parameters={"b": Rational(1, 2)})
    check_activation(good)
    check_activation(good, parameters=[2], points=[Rational(1, 3), -5, 2.25], seed=11)
    for law in activation_laws():
        law(good, seed=5)


def test_the_check_names_the_first_law_broken():
    with pytest.raises(AssertionError, match=r"nan_is_zero.* breaks the law 'nan_gives_nan'"):
        check_activation(BREAKERS["nan_gives_nan"])


def test_an_exception_is_a_broken_law_with_its_cause():
    def fails(self):
        raise RuntimeError("on purpose")

    function = broken("failing", doit=lambda self, **hints: fails(self))
    with pytest.raises(AssertionError, match="RuntimeError: on purpose") as caught:
        LAWS["rewriting_keeps_the_values"](function)
    assert isinstance(caught.value.__cause__, RuntimeError)


def test_points_are_checked_where_they_are_given():
    """A function that is wrong at one number only is found by that number."""
    spike = classmethod(lambda cls, p: BranchTable(T, (S(17),), (tanh(T), tanh(T)), (S(5),)))
    function = broken("spiked", tanh, table_for=spike)
    with pytest.raises(AssertionError, match="at 17"):
        LAWS["values_are_those_of_the_formula"](function)
    hidden = classmethod(lambda cls, x, *p: S(5) if x == Rational(22, 7) else None)
    with pytest.raises(AssertionError, match="at 22/7"):
        LAWS["values_are_those_of_the_formula"](broken("hidden", tanh, eval=hidden), points=[Rational(22, 7)])
    LAWS["values_are_those_of_the_formula"](broken("hidden2", tanh, eval=hidden))


def test_parameters_without_a_default_are_drawn():
    def formula(x, a: Positive, b):
        return Piecewise((x, x > a), (b, True))

    function = broken("drawing", formula)
    LAWS["values_are_those_of_the_formula"](function)
    LAWS["values_are_those_of_the_formula"](function, parameters=[1, 2])


@pytest.mark.parametrize("wrong", [None, "relu", X, activation("relu")(X), lambda x: x])
def test_only_functions_are_checked(wrong):
    with pytest.raises(TypeError, match=r"the activation must be a function such as sa\.relu, not"):
        check_activation(wrong)


@pytest.mark.parametrize(
    ("options", "error"),
    [({"points": ["1"]}, TypeError), ({"points": [float("nan")]}, ValueError), ({"parameters": [1]}, TypeError)],
)
def test_bad_options(options, error):
    with pytest.raises(error):
        check_activation(activation("relu"), **options)


def test_laws_speak():
    names = [law.name for law in activation_laws()]
    assert len(names) == len(set(names)) > 15
    for law in activation_laws():
        assert isinstance(law, Law)
        assert str(law) == law.name
        assert len(law.statement) > 10
        assert callable(law)


def test_functions_of_sympy_are_welcome():
    check_activation(tanh)
    with pytest.raises((AssertionError, TypeError)):
        check_activation(log)
