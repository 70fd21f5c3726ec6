"""Checks the printed derivation of a gradient against the gradient: every side of every line, in numbers."""

from __future__ import annotations

import re

import numpy as np
from latex_values import Reader, equations

import symact as sa
from symact.networks.chain_rule import pull_back
from symact.networks.writer import NetworkWriter

NUMBERS = np.random.default_rng(11)
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
