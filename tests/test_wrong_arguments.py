"""What cannot be answered is refused at the door, in words of what was asked; nothing that is not real gets through."""

from __future__ import annotations

import pytest
from sympy import I, Integer, S, Symbol, nan, oo, sin, zoo

import symact as sa
from symact.errors import DefinitionError, DomainError, ParseError, UnsupportedError

x = Symbol("x")
silu = sa.lambdify(sa.silu)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: silu.check("a"), ValueError, "n must be an integer of at least 1, not 'a'"),
        (lambda: silu.check(0), ValueError, "n must be an integer of at least 1, not 0"),
        (lambda: silu.check(-1), ValueError, "n must be an integer of at least 1, not -1"),
        (lambda: silu.check(9, seed=-1), ValueError, "seed must be an integer of at least 0, not -1"),
        (
            lambda: silu(None),
            TypeError,
            "argument must be real numbers of at most 64 bits, not None; convert it with float first",
        ),
        (
            lambda: silu([1.0, Integer(3)]),
            TypeError,
            "argument must be real numbers of at most 64 bits, not 3; convert it with float",
        ),
        (lambda: sa.series(sa.silu(x), x, 0, -1), ValueError, "n must be an integer of at least 0, not -1"),
        (lambda: sa.series(sa.silu(x), x, 0, "a"), ValueError, "n must be an integer of at least 0, not 'a'"),
        (lambda: sa.softmax([x, int]), TypeError, "an entry of softmax must be a scalar expression, not <class 'int'>"),
        (lambda: sa.plot(sa.relu).save("/nowhere/a.svg"), FileNotFoundError, "folder of a file must exist.*/nowhere"),
        (lambda: sa.derivative(abs(sin(x))), UnsupportedError, r"finitely many roots, and sin\(x\) = 0 has not"),
    ],
)
def test_wrong_arguments_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: sa.derivative(I * x),
        lambda: sa.limits(I * x + 1),
        lambda: sa.zeros(sa.silu(x) + I * x),
        lambda: sa.lambdify(I * x),
        lambda: sa.define("unreal", I * x),
    ],
)
def test_a_function_that_is_real_nowhere_is_refused(call):
    with pytest.raises(DomainError, match=r"the function must be real, which .* is on no interval"):
        call()


def test_what_is_real_after_all_is_not_refused():
    assert sa.derivative(x * I**2) == -1
    assert sa.derivative(sa.relu((I * x) ** 2 + 1), x).subs(x, S.Half) == -1


@pytest.mark.parametrize("value", [nan, oo, -oo, zoo])
def test_what_has_no_real_value_is_no_function(value):
    for question in (sa.zeros, sa.limits, sa.derivative, sa.profile):
        with pytest.raises(ValueError, match="the function must have real values, not"):
            question(value)
    with pytest.raises(DefinitionError, match="a formula must have real values, not"):
        sa.define("unreal", value)


def test_a_variable_that_is_not_real_is_refused():
    z = Symbol("z", real=False)
    for question in (sa.derivative, sa.limits, sa.zeros):
        with pytest.raises(ValueError, match="the variable must be real, and z is assumed not to be; take a plain sym"):
            question(sa.relu(z), z)


def test_zeros_beyond_what_python_prints_are_found():
    assert sa.zeros(x + 10**5000).args == (Integer(-(10**5000)),)


@pytest.mark.parametrize("name", ["gelu", "swish", "tanh", "step", r"\mathrm{GELU}", "x*gelu + 1"])
def test_a_function_without_its_argument_is_no_symbol(name):
    with pytest.raises(ParseError, match=r"is a function and must have an argument at line 1, column .*; write"):
        sa.parse(name)


def test_a_vector_function_without_its_argument_is_no_symbol():
    with pytest.raises(ParseError, match=r"'softmax' is a function and must have an argument.*; write softmax\(\[x, y"):
        sa.parse("softmax")


def test_a_name_that_is_declared_is_a_symbol():
    assert sa.parse("x - step", symbols={"step": Symbol("step")}) == x - Symbol("step")
    above = sa.define("above_threshold", "relu(x - threshold)", parameters={"threshold": 1})
    assert above(3) == 2
