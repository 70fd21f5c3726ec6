"""Networks and back-propagation in LaTeX: every line compiles, and is true of the numbers of the network's gradient."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from derivations import check_page
from helpers import few, katex_failures
from sympy import Symbol

import symact as sa
from symact.networks.writer import NetworkWriter

t = Symbol("t")
NUMBERS = np.random.default_rng(7)


def dense(inputs, outputs, activation=None, *, bias=True):
    draw = NUMBERS.normal(size=outputs) if bias else None
    return sa.layers.Dense(NUMBERS.normal(size=(outputs, inputs)), draw, activation)


def mlp(sizes, hidden, output=None, *, bias=True):
    layers = [dense(a, b, hidden, bias=bias) for a, b in pairwise(sizes[:-1])]
    return sa.layers.chain([*layers, dense(*sizes[-2:], output, bias=bias)], inputs=sizes[0])


def data(gradient, count=3, *, distribution=False):
    made = {}
    for name, shape in gradient.inputs.items():
        made[name] = NUMBERS.normal(size=(count, *shape[1:]))
        if name == "t" and distribution:
            made[name] = np.exp(made[name]) / np.exp(made[name]).sum(axis=1, keepdims=True)
    return made


TWO_THREE_ONE = mlp([2, 3, 1], sa.relu)
SHARED = dense(2, 2, sa.tanh)
L = sa.layers
RESIDUAL = L.chain([dense(2, 3, sa.relu), L.Residual(dense(3, 3, sa.tanh), dense(3, 3)), dense(3, 2)], inputs=2)
NESTED = L.chain(
    [dense(2, 3, sa.silu), L.Residual(dense(3, 3, sa.gelu), L.Residual(dense(3, 3, sa.elu))), L.Activate(sa.tanh)],
    inputs=2,
)
CASES = {
    "2-3-1": (TWO_THREE_ONE, "squared_error", {}),
    "residual": (RESIDUAL, "squared_error", {}),
    "nested residuals": (NESTED, "squared_error", {"reduction": "sum"}),
    "a residual at the end": (L.chain([dense(2, 3, sa.tanh), L.Residual(dense(3, 3, sa.relu))], 2), "huber", {}),
    "shared weights": (L.chain([SHARED, L.Residual(SHARED, L.Residual(SHARED))], inputs=2), "squared_error", {}),
    "softmax and cross-entropy": (mlp([2, 3, 4], sa.tanh, sa.softmax), "cross_entropy", {}),
    "of distributions": (mlp([2, 3, 4], sa.tanh, sa.softmax), "cross_entropy", {"distribution": True}),
    "logits": (mlp([2, 3, 4], sa.leaky_relu), "cross_entropy", {"wrt": ["x", "W1"]}),
    "softmax alone": (mlp([2, 3, 4], sa.hardtanh, sa.softmax), "squared_error", {}),
    "log-softmax": (mlp([2, 3, 4], sa.sigmoid, sa.log_softmax), "squared_error", {}),
    "sigmoid and binary cross-entropy": (mlp([2, 3, 2], sa.relu, sa.sigmoid), "binary_cross_entropy", {}),
    "no bias": (mlp([3, 2, 2], sa.softplus, bias=False), "squared_error", {}),
    "a formula": (mlp([2, 3, 2], t * sa.sigmoid(2 * t), sa.tanh), "hinge", {}),
    "no loss": (mlp([2, 3, 2], sa.tanh), None, {"wrt": "x"}),
    "one layer": (mlp([3, 1], None, sa.sigmoid), "squared_error", {}),
    "gated": (L.chain([dense(2, 6, "glu"), dense(3, 2)], inputs=2), "squared_error", {}),
    "crelu": (L.chain([dense(2, 3, "crelu"), dense(6, 2)], inputs=2), "squared_error", {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("distribution", [False, True])
def test_every_line_of_a_derivation_is_true(case, distribution):
    net, loss, options = CASES[case]
    distribution = distribution or options.get("distribution", False)
    gradient = sa.gradient(net, loss, **options)
    page = sa.latex(gradient)
    assert check_page(gradient, page, data(gradient, distribution=distribution)) > 12


HIDDEN = (sa.relu, sa.tanh, sa.sigmoid, sa.softplus, sa.gelu, sa.silu, sa.leaky_relu, sa.elu)
ENDS = (
    (None, "squared_error"), (sa.tanh, "squared_error"), (sa.softmax, "cross_entropy"), (None, "cross_entropy"),
    (sa.sigmoid, "binary_cross_entropy"), (sa.softmax, "squared_error"), (None, "huber"),
)  # fmt: skip


def random_layers(draw, width, depth):
    """Layers of one width: dense ones with and without bias, some shared, activations alone, residual ones."""
    made = []
    for _ in range(draw.integers(1, 4)):
        kind = draw.choice(["dense", "bare", "again", "activation", "residual"])
        if kind == "residual" and depth:
            made.append(L.Residual(*random_layers(draw, width, depth - 1)))
        elif kind == "activation":
            made.append(L.Activate(HIDDEN[draw.integers(len(HIDDEN))]))
        elif kind == "again" and made and isinstance(made[-1], L.Dense):
            made.append(made[-1])
        else:
            made.append(dense(width, width, HIDDEN[draw.integers(len(HIDDEN))], bias=kind != "bare"))
    return made


@pytest.mark.parametrize("seed", few(range(12), 3))
def test_derivations_of_random_networks_are_true(seed):
    draw = np.random.default_rng(seed)
    output, loss = ENDS[seed % len(ENDS)]
    layers = [dense(2, 3, HIDDEN[seed % len(HIDDEN)]), *random_layers(draw, 3, 2), dense(3, 3, output)]
    gradient = sa.gradient(L.chain(layers, inputs=2), loss, reduction=["mean", "sum"][seed % 2])
    page = sa.latex(gradient)
    assert check_page(gradient, page, data(gradient, 2, distribution=seed % 3 == 0)) > 12
    assert katex_failures([page]) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"W^{(3)T} \delta^{(3)}", r"W^{(3)} \delta^{(3)}"),
        (r"\frac{\partial L}{\partial u_{1}} + W^{(2)T} \delta^{(2)}", r"W^{(2)T} \delta^{(2)}"),
        (r"\delta^{(1)} x^{T}", r"\delta^{(2)} x^{T}"),
        (r"= y - t", r"= t - y"),
        (r"\odot \tanh'(z^{(2)})", r"\odot \tanh(z^{(2)})"),
        (r"1 - \tanh^{2}(z)", r"1 + \tanh^{2}(z)"),
        (r"\frac{1}{2} \sum_{k}", r"\sum_{k}"),
        (r"u_{1} &= h^{(1)} + z^{(3)}", r"u_{1} &= h^{(1)} - z^{(3)}"),
        (r"\text{if } z > 0", r"\text{if } z > 1"),
    ],
)
def test_a_wrong_line_is_noticed(right, wrong):
    gradient = sa.gradient(RESIDUAL, "squared_error")
    page, examples = sa.latex(gradient), data(gradient)
    assert right in page
    with pytest.raises(AssertionError):
        check_page(gradient, page.replace(right, wrong), examples)


def test_the_page_of_two_three_one():
    net = sa.mlp([2, 3, 1], hidden=sa.relu, output=sa.identity)
    assert sa.latex(net).splitlines() == [
        r"\begin{align*}",
        r"z^{(1)} &= W^{(1)} x + b^{(1)} \\[0.5ex]",
        r"h^{(1)} &= \mathrm{ReLU}(z^{(1)}) \\[0.5ex]",
        r"z^{(2)} &= W^{(2)} h^{(1)} + b^{(2)} \\[0.5ex]",
        r"y &= z^{(2)}",
        r"\end{align*}",
    ]
    page = sa.latex(sa.gradient(net, "squared_error"))
    for line in (
        r"L &= \frac{1}{2} (y - t)^{2}",
        r"\delta^{(2)} &= \frac{\partial L}{\partial z^{(2)}} = \frac{\partial L}{\partial y} = y - t",
        r"\frac{\partial L}{\partial W^{(2)}} &= \delta^{(2)} h^{(1)T}, \qquad \frac{\partial L}{\partial b^{(2)}} = ",
        r"\frac{\partial L}{\partial h^{(1)}} \odot \mathrm{ReLU}'(z^{(1)}) = (W^{(2)T} \delta^{(2)}) \odot",
        r"\mathrm{ReLU}'(z) &= \begin{cases} 0 & \text{if } z \le 0 \\ 1 & \text{if } z > 0 \end{cases}",
    ):
        assert line in page


def test_softmax_with_cross_entropy_leaves_p_minus_y():
    page = sa.latex(sa.gradient(sa.mlp([2, 4]), "cross_entropy", target="y", distribution=True))
    assert r"= p - y && \text{the last if } \mathbf{1}^{T} y = 1" in page
    squares = sa.latex(sa.gradient(sa.mlp([2, 4]), "squared_error", target="y"))
    assert r"\hat{y} &= z^{(1)}" in squares and r"= \hat{y} - y" in squares


def convolution():
    """A small network with windows, a maximum and a reshape, which matrices have no notation for."""
    w = NetworkWriter()
    x, kernel = w.input("x", ("N", 1, 5, 5)), w.parameter("K1", NUMBERS.normal(size=(2, 1, 3, 3)))
    near = {"dilations": (1, 1), "pads": ((1, 1), (1, 1)), "fill": 0}
    seen = w.add("windows", x, lengths=(3, 3), strides=(1, 1), **near)
    z = w.add("contract", seen, kernel, subscripts="ncijab,ocab->noij", name="z1")
    apart = {"dilations": (1, 1), "pads": ((0, 0), (0, 0)), "fill": float("-inf")}
    pools = w.add("windows", z, lengths=(2, 2), strides=(2, 2), **apart)
    flat = w.add("reshape", w.add("max", pools, axes=(4, 5), name="m1"), shape=("N", 8))
    return w.build({"y": w.add("contract", flat, w.parameter("W2", np.ones((3, 8))), subscripts="ni,oi->no")})


def over_a_batch():
    w = NetworkWriter()
    x = w.input("x", ("N", 2))
    mean = w.add("divide", w.add("sum", x, axes=(0,)), w.add("count", x, axes=(0,)))
    centred = w.add("subtract", x, mean, name="c")
    return w.build({"y": w.add("contract", centred, w.parameter("W1", np.ones((3, 2))), subscripts="ni,oi->no")})


def test_what_matrices_cannot_say_is_said_entry_by_entry():
    page = sa.latex(convolution())
    assert r"u_{1, 1jkmn} &= x_{1, j + m - 2, k + n - 2}" in page
    assert r"z^{(1)}_{ijk} &= \sum_{m, n, p} u_{1, 1jknp} K^{(1)}_{i1np}" in page
    assert r"m^{(1)}_{ijk} &= \max_{m, n} u_{2, ijkmn}" in page
    assert "y &= W^{(2)} u_{3}" in page


def test_examples_that_are_mixed_stay_together():
    page = sa.latex(over_a_batch())
    assert r"\text{a row for each example}" in page
    assert r"c_{ij} &= x_{ij} - \frac{\left[x^{T} \mathbf{1}\right]_{j}}{N}" in page


def test_several_outputs_and_other_derivatives():
    writer = NetworkWriter(sa.mlp([2, 3, 2]))
    several = sa.latex(writer.build({"y": "z2", "aux": "h1"}))
    assert r"\mathit{aux} &= h^{(1)}" in several
    assert r"\text{output W1}" in sa.latex(sa.vjp(TWO_THREE_ONE))
    net = sa.mlp([2, 2, 1], sa.tanh, weights="he")
    others = [sa.jvp(net), sa.vjp(net), sa.jacobian(net), sa.hvp(net, "squared_error"), convolution(), over_a_batch()]
    pages = [sa.latex(other) for other in others]
    pages += [sa.latex(sa.gradient(other, "squared_error")) for other in (convolution(), over_a_batch())]
    assert katex_failures([*pages, several]) == []


def test_all_pages_compile():
    gradients = [sa.gradient(net, loss, **options) for net, loss, options in CASES.values()]
    assert (
        katex_failures([sa.latex(n) for n, *_ in CASES.values()] + [sa.latex(g, numbered=True) for g in gradients])
        == []
    )


def test_no_name_of_a_file_becomes_a_command():
    w = NetworkWriter()
    x = w.input(r"\input{x}$", ("N", 2))
    w.add("contract", x, w.parameter("/fc/w.1", np.ones((3, 2))), subscripts="ni,oi->no", name="é^_%")
    page = sa.latex(w.build({"out": "é^_%"}))
    assert page.splitlines()[1:-1] == [
        r"u_{2} &= \text{/fc/w.1} u_{1} \\[0.5ex]",
        r"\mathit{out} &= u_{2}",
    ]


def test_a_network_shows_itself_and_takes_no_options_of_functions():
    net = sa.mlp([2, 1])
    assert net._repr_latex_() == "$$\n" + sa.latex(net).replace("align*", "aligned") + "\n$$"
    shown = [sa.latex(s, **options)._repr_latex_() for s, options in ((net, {"numbered": True}), (sa.relu, {}))]
    assert shown == [net._repr_latex_(), "$$\n" + sa.latex(sa.relu) + "\n$$"]
    assert katex_failures([f.strip("$") for f in shown]) == []
    with pytest.raises(ValueError, match="without form, derivative, name or variable"):
        sa.latex(net, derivative=1)


def test_a_wide_and_a_deep_network_take_no_time():
    wide = sa.gradient(sa.mlp([784, 256, 256, 10], output=sa.softmax, weights="he"), "cross_entropy")
    assert r"\delta^{(3)}" in sa.latex(wide)
    deep = sa.gradient(sa.mlp([2] * 60, weights="he"), "squared_error")
    assert r"\delta^{(59)}" in sa.latex(deep)


def test_a_cross_entropy_of_one_class_has_one_index():
    page = sa.latex(sa.gradient(sa.mlp([2, 1]), "cross_entropy"))
    assert r"L &= -t_{1} \log p_{1}" in page
    page = sa.latex(sa.gradient(sa.mlp([2, 3]), "cross_entropy"))
    assert r"L &= -\sum_{k} t_{k} \log p_{k}" in page
