"""No public verb executes a text that is handed to it in place of an expression, a number or a name."""

from __future__ import annotations

import pytest
from sympy import Symbol

import symact as sa
from symact.exact.roots import real_roots

x = Symbol("x")
VERBS = [
    lambda t: sa.cases(x, (t, True)),
    lambda t: sa.cases(x, (x, t)),
    lambda t: sa.cases(t, (x, True)),
    lambda t: sa.limit(sa.silu(x), x, t),
    lambda t: sa.limit(t, x, 0),
    lambda t: sa.limits(t),
    lambda t: sa.derivative(t),
    lambda t: sa.derivative(sa.silu(x), t),
    lambda t: sa.subdifferential(sa.silu, t),
    lambda t: sa.series(sa.silu(x), x, t),
    lambda t: sa.integrate(sa.relu(x), x, 0, t),
    lambda t: sa.saturation(sa.tanh, t),
    lambda t: sa.zeros(t),
    lambda t: sa.simplify(t),
    lambda t: sa.profile(t),
    lambda t: sa.branch_table(t, x),
    lambda t: sa.branch_table(sa.silu(x), x).at(t),
    lambda t: sa.branch_table(sa.silu(x), x).subs({x: t}),
    lambda t: real_roots(t, x),
    lambda t: real_roots(x, x, t),
    lambda t: sa.lambdify(x, t),
    lambda t: sa.lambdify(t, x),
    lambda t: sa.lambdify(t),
    lambda t: sa.relu(t),
    lambda t: sa.leaky_relu(x, t),
    lambda t: sa.step(t),
    lambda t: sa.step(x, t),
    lambda t: sa.softmax([x, t]),
    lambda t: sa.losses.hinge(t, x),
    lambda t: sa.losses.huber(x, 0, delta=t),
    lambda t: sa.losses.huber.gradient(x, 0, delta=t),
    lambda t: sa.losses.huber.slope(x, 0, t),
    lambda t: sa.losses.cross_entropy([x, t], [1, 0]),
    lambda t: sa.softmax.jacobian([x, t]),
    lambda t: sa.maxout([x, x], pieces=t),
    lambda t: sa.hardtanh(x, t, 1),
    lambda t: sa.activation(t),
    lambda t: sa.define("never_defined", t),
    lambda t: sa.define(t, "x"),
    lambda t: sa.define("never_defined", "k*x", parameters={"k": t}),
    lambda t: sa.latex(t),
    lambda t: sa.plot([t]),
    lambda t: sa.plot([sa.relu], domain=(t, 1)),
    lambda t: sa.parse(t),
]


@pytest.mark.parametrize("verb", VERBS, ids=range(len(VERBS)))
def test_a_text_is_refused_and_not_executed(verb, tmp_path):
    made = tmp_path / "made"
    with pytest.raises((TypeError, ValueError, sa.SymactError)):
        verb(f"open({str(made)!r}, 'w')")
    assert not made.exists()
