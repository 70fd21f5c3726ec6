"""Networks and back-propagation in LaTeX: every line compiles, and is true of the numbers of the network's gradient."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from helpers import katex_failures
from latex_values import Reader, equations
from sympy import Symbol

import symact as sa
from symact.networks.derivatives import pull_back
from symact.networks.writer import NetworkWriter

t = Symbol("t")
NUMBERS = np.random.default_rng(7)
PRINTED = {
    r"\mathrm{ReLU}": sa.relu, r"\tanh": sa.tanh, r"\sigma": sa.sigmoid, r"\mathrm{softplus}": sa.softplus,
    r"\mathrm{GELU}": sa.gelu, r"\mathrm{SiLU}": sa.silu, r"\mathrm{LeakyReLU}": sa.leaky_relu,
    r"\mathrm{ELU}": sa.elu, r"\mathrm{hardtanh}": sa.hardtanh, r"\Phi": sa.normal_cdf, r"\varphi": sa.normal_pdf,
}  # fmt: skip

ELEMENTARY = {
    r"\log": np.log, r"\max": np.maximum, r"\min": np.minimum, r"\mathrm{step}": np.heaviside,
    r"\mathrm{softmax}": lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(),
    r"\mathrm{log\_softmax}": lambda z: z - z.max() - np.log(np.exp(z - z.max()).sum()),
}  # fmt: skip


def dense(inputs, outputs, activation=None, *, bias=True):
    draw = NUMBERS.normal(size=outputs) if bias else None
    return sa.layers.Dense(NUMBERS.normal(size=(outputs, inputs)), draw, activation)


def mlp(sizes, hidden, output=None, *, bias=True):
    layers = [dense(a, b, hidden, bias=bias) for a, b in pairwise(sizes[:-1])]
    return sa.layers.chain([*layers, dense(*sizes[-2:], output, bias=bias)], inputs=sizes[0])


class Truth:
    """What the network itself says of one example: its values, and its derivative by any of them."""

    def __init__(self, gradient, example):
        self.gradient, self.example = gradient, example
        self.known = {**gradient.parameters, **example, **gradient.values(**example)}
        self.names = {}
        self.bound = {}
        self.functions = {}

    def column(self, array):
        array = np.asarray(array, float)
        return array.reshape(-1, 1) if array.ndim == 1 else array.item() if array.ndim == 0 else array

    def value(self, name):
        if name in self.bound:
            return self.bound[name]
        plain = re.sub(r"\^\{\((\d+)\)\}$", r"\1", name)
        if plain not in self.gradient.parameters and plain not in self.example:
            raise AssertionError(f"{name} is used before it is defined")
        self.names[name] = plain
        return self.column(self.known[plain])

    def define(self, name, value):
        """Take a name as that of the value of the network that it equals, if possible one with a like name."""
        if not name.startswith(r"\delta"):
            like = re.sub(r"\^\{\((\d+)\)\}$", r"\1", name)
            same = [n for n, v in self.known.items() if np.size(v) == np.size(value) and self.agree(v, value)]
            assert same, f"nothing in the network is {name}"
            assert like == "y" or like not in self.known or like in same, f"{name} is not {like}"
            self.names[name] = like if like in same else same[0]
        self.bound[name] = value

    @staticmethod
    def agree(a, b):
        if np.ndim(b) == 0:  # a number that stands for a vector of it
            b = np.full(np.shape(a), b)
        return np.size(a) == np.size(b) and np.allclose(np.ravel(a), np.ravel(b), rtol=1e-11, atol=1e-13)

    def partial(self, name):
        self.value(name)
        writer = NetworkWriter(self.gradient)
        loss = {self.gradient.outputs["loss"]: writer.constant(1)}
        pulled = pull_back(writer, loss, [self.names[name]])
        return self.column(writer.build({"d": pulled[self.names[name]]})(**self.example))

    def function(self, name, primes):
        if name in ELEMENTARY:
            return ELEMENTARY[name]
        if name + primes in self.functions:
            return self.functions[name + primes]
        function = sa.lambdify(PRINTED[name], derivative=len(primes))
        return lambda z, *parameters: function(np.asarray(z, float))

    def read(self, text):
        return Reader(text, self.value, self.partial, self.function).read()


FUNCTION = re.compile(r"(\\partial_\{(?P<slot>\d)\} )?(?P<name>.*?)(?P<primes>'*)\((?P<names>z|u, v)\)")


def learn(truth, left, right):
    """Take a printed definition of a function for what the function is; check a printed derivative by differences."""
    shape = FUNCTION.fullmatch(left)
    names = shape["names"].split(", ")

    def one(*numbers):
        return Reader(right, dict(zip(names, numbers, strict=True)).__getitem__, None, truth.function).read()

    key = shape["name"] + (f"d{shape['slot']}" if shape["slot"] else shape["primes"])
    if shape["name"] not in PRINTED:
        truth.functions[key] = np.vectorize(one, otypes=[float])
    if key != shape["name"]:
        slot, h = int(shape["slot"] or 1) - 1, 1e-6
        original = truth.function(shape["name"], "")
        for numbers in NUMBERS.uniform(-3, 3, (25, len(names))):
            step = h * np.eye(len(names))[slot]
            slope = (original(*(numbers + step)) - original(*(numbers - step))) / (2 * h)
            assert np.isclose(one(*numbers), slope, rtol=1e-6, atol=1e-7), f"{left} is not {right}"


def check_page(gradient, page, examples):
    """Check every equation of a derivation on examples; return how many sides were compared."""
    lines = list(equations(page))
    truths = [Truth(gradient, {n: v[i] for n, v in examples.items()}) for i in range(len(examples["x"]))]
    compared = 0
    for truth in truths:
        for definition in ("primes", "lines"):
            for left, rights, remark in lines:
                if FUNCTION.fullmatch(left):
                    if definition == "primes":
                        learn(truth, left, rights[0])
                elif definition == "lines" and r"\bar" not in left:
                    compared += check_line(truth, left, rights, remark)
    return compared + check_means(gradient, lines, truths, examples)


def check_line(truth, left, rights, remark):
    if "the last if" in remark and not np.isclose(truth.example["t"].sum(), 1):
        rights = rights[:-1]
    values = [truth.read(r) for r in rights]
    if left == "L":
        assert truth.agree(truth.gradient(**truth.example)["loss"], values[0])
    elif left.startswith(r"\frac"):
        values.insert(0, truth.read(left))
    else:
        truth.define(left, values[0])
    for side, value in zip(rights[::-1], values[::-1], strict=False):
        assert truth.agree(values[0], value), f"{left} = {side}: {values[0]} is not {value}"
    return len(values)


def check_means(gradient, lines, truths, examples):
    """Check the line that says how the examples become one number."""
    mean = [(left, rights) for left, rights, _ in lines if r"\bar" in left]
    if not mean:
        return 0
    (total, (by_loss,)), (slope, (by_weight,)) = mean
    share = r"\frac{1}{N} " if by_loss.startswith(r"\frac") else ""
    assert (total, by_loss) == (r"\bar{L}", rf"{share}\sum_{{n=1}}^{{N}} L_{{n}}")
    assert slope == r"\frac{\partial \bar{L}}{\partial \theta}"
    assert by_weight == rf"{share}\sum_{{n=1}}^{{N}} \frac{{\partial L_{{n}}}}{{\partial \theta}}"
    whole = gradient(**examples)
    for name in gradient.outputs:
        each = [gradient(**truth.example)[name] for truth in truths]
        if name not in gradient.inputs:
            assert Truth.agree(whole[name], sum(each) / (len(each) if share else 1)), name
    return 2


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


@pytest.mark.parametrize("seed", range(12))
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
        r"\frac{\partial L}{\partial h^{(1)}} \odot \mathrm{ReLU}'(z^{(1)}) = (W^{(2)T} \delta^{(2)}) \odot \mathrm{ReLU}'(",
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
    assert net._repr_latex_() == f"$$\n{sa.latex(net)}\n$$"
    with pytest.raises(ValueError, match="without form, derivative, name or variable"):
        sa.latex(net, derivative=1)


def test_a_wide_and_a_deep_network_take_no_time():
    wide = sa.gradient(sa.mlp([784, 256, 256, 10], output=sa.softmax, weights="he"), "cross_entropy")
    assert r"\delta^{(3)}" in sa.latex(wide)
    deep = sa.gradient(sa.mlp([2] * 60, weights="he"), "squared_error")
    assert r"\delta^{(59)}" in sa.latex(deep)
