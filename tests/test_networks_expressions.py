"""Networks as SymPy expressions and equations, against their own values."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import Eq, ImmutableMatrix, Rational, Symbol, solve

import symact as sa
from symact.errors import NetworkError, UnsupportedError
from symact.exact.variable import T
from symact.networks.layers import Dense, Residual, chain
from symact.networks.network import Network, assemble
from symact.networks.step import Step

NETWORKS = [
    sa.mlp([2, 2, 1], weights=[([[1, 2], [3, -4]], [0, 1]), ([[1, Rational(1, 2)]], [3])]),
    sa.mlp([1, 2, 2], hidden=T**2, weights=[([[1], [3]], [0, 1]), ([[1, 0], [2, 5]], [3, 0])]),
    sa.mlp([2, 3, 2], hidden="softmax", weights="he"),
    sa.mlp([2, 4], output="maxout", weights="he"),
    sa.mlp([2, 4], output="glu", weights="he"),
    chain([Dense(np.eye(2), [1, 2], "relu"), Residual(Dense(np.eye(2), activation="tanh"))], 2),
]


def _entries(value: object) -> list[object]:
    return list(value) if isinstance(value, ImmutableMatrix) else [value]


@pytest.mark.parametrize("net", NETWORKS, ids=repr)
def test_an_expression_has_the_values_of_its_network(net: Network) -> None:
    width = net.inputs["x"][1]
    point = [Rational(3, 4), Rational(-2, 3)][: int(width)]
    names = [Symbol("x")] if width == 1 else [Symbol(f"x{i}") for i in range(int(width))]
    whole = _entries(sa.expression(net))
    found = [float(e.subs(dict(zip(names, point, strict=True)))) for e in whole]
    np.testing.assert_allclose(found, net([float(p) for p in point]), rtol=1e-12)


@pytest.mark.parametrize("net", NETWORKS, ids=repr)
def test_equations_put_in_one_after_the_other_give_the_values(net: Network) -> None:
    width = int(net.inputs["x"][1])
    point = [Rational(3, 4), Rational(-2, 3)][:width]
    names = [Symbol("x")] if width == 1 else [Symbol(f"x{i}") for i in range(width)]
    known = dict(zip(names, point, strict=True))
    equations = sa.equations(net)
    assert len({e.lhs for e in equations}) == len(equations)
    for equation in equations:
        assert isinstance(equation, Eq) and equation.rhs.free_symbols <= set(known)
        known[equation.lhs] = equation.rhs.subs(known)
    out = net.outputs["y"]
    size = net.shapes[out][1]
    last = [float(known[e.lhs]) for e in equations[-int(size) :]]
    np.testing.assert_allclose(last, net([float(p) for p in point]), rtol=1e-12)


def test_float_weights_are_the_rationals_they_are() -> None:
    net = sa.mlp([1, 1], weights=[(np.array([[0.1]]), np.array([0.5]))])
    assert sa.expression(net) == Symbol("x") * Rational(0.1) + Rational(1, 2)


def test_an_xor_is_solved_by_sympy() -> None:
    net = sa.mlp([2, 2, 1], weights=[([[1, 1], [1, 1]], [0, -1]), ([[1, -2]], [0])])
    whole = sa.expression(net)
    table = {(a, b): whole.subs({"x0": a, "x1": b}) for a in (0, 1) for b in (0, 1)}
    assert table == {(0, 0): 0, (0, 1): 1, (1, 0): 1, (1, 1): 0}


def test_symbolic_weights_can_be_solved_for() -> None:
    net = sa.mlp([1, 1])
    w, b = net.parameters["W1"][0, 0], net.parameters["b1"][0]
    equations = [sa.expression(net).subs(Symbol("x"), v) - t for v, t in ((0, 1), (1, 3))]
    assert solve(equations, [w, b]) == {w: 2, b: 1}


def test_no_two_values_share_a_symbol() -> None:
    steps = [
        Step("s", "sum", ("x",), (("axes", (1,)),)),
        Step("r", "reshape", ("s",), (("shape", ("N", 1)),)),
        Step("z", "add", ("r", "x0")),
    ]
    net = assemble({"x": ("N", 2), "x0": ("N", 1)}, {}, steps, {"y": "z"})
    assert len(sa.expression(net).free_symbols) == 3
    own = sa.mlp([1, 1], weights=[([[Symbol("x")]], [0])])
    assert len(sa.expression(own).free_symbols) == 2
    odd = assemble(
        {"a b": ("N", 1), "a-b": ("N", 1)}, {}, [Step("__import__('os')", "add", ("a b", "a-b"))], {"y": "a b"}
    )
    assert len(sa.equations(odd)[0].rhs.free_symbols) == 2


def test_outputs_are_named_and_may_be_inputs() -> None:
    net = assemble({"x": ("N", 2)}, {}, [Step("h", "apply", ("x",), (("function", sa.relu(T)),))], {"p": "x", "q": "h"})
    x0, x1 = Symbol("x0"), Symbol("x1")
    assert list(sa.expression(net, "p")) == [x0, x1]
    assert list(sa.expression(net, "q")) == [sa.relu(x0), sa.relu(x1)]
    for wrong, kind in ((None, NetworkError), ("nope", KeyError)):
        with pytest.raises(kind, match="output must be one of p, q"):
            sa.expression(net, wrong)


def test_too_large_is_refused_at_once_and_built_when_asked() -> None:
    with pytest.raises(UnsupportedError, match=r"sa\.equations"):
        sa.expression(sa.mlp([784, 1000, 10], weights="he"))
    small = sa.mlp([2, 2, 1], weights="he")
    with pytest.raises(UnsupportedError, match="more than 5"):
        sa.expression(small, max_size=5)
    assert sa.expression(small, max_size=None) == sa.expression(small)
    deep = chain([Dense(np.eye(2), activation=sa.tanh) for _ in range(60)], inputs=2)
    with pytest.raises(UnsupportedError):
        sa.expression(deep)
    assert len(sa.equations(deep)) == 2 * 60
