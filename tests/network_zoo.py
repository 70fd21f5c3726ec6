"""Networks that between them use every operation, for tests that hold one way of running them against another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sympy import Max, Rational

import symact as sa
from symact.exact.variable import T
from symact.networks.elementwise import SLOTS
from symact.networks.network import Network
from symact.networks.writer import NetworkWriter

CHANNELS = {"lengths": (2, 3), "strides": (2, 1), "dilations": (1, 2), "pads": ((1, 0), (2, 2))}


def made(write: Callable[[NetworkWriter, str], dict[str, str]], shape: tuple[int | str, ...] = ("N", 4)) -> Network:
    """Return what is written on an input x."""
    writer = NetworkWriter()
    return writer.build(write(writer, writer.input("x", shape)))


def weights(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng([seed, *shape]).standard_normal(shape)


def _arithmetic(w: NetworkWriter, x: str) -> dict[str, str]:
    b = w.parameter("b", weights(4))
    c = w.constant([Rational(1, 3), 2, 3, 4])
    first = w.add("multiply", w.add("add", x, b), w.add("subtract", b, x))
    return {"y": w.add("divide", first, c), "z": w.add("add", b, c), "again": first}


def _contractions(w: NetworkWriter, x: str) -> dict[str, str]:
    a, m = w.parameter("a", weights(5, 4)), w.parameter("m", weights(4, 4))
    h = w.add("contract", x, a, subscripts="ni,oi->no")
    gram = w.add("contract", x, x, subscripts="ni,nj->ij")
    return {
        "y": h,
        "turned": w.add("contract", a, x, subscripts="oi,ni->on"),
        "dots": w.add("contract", x, x, subscripts="ni,ni->n"),
        "outer": w.add("contract", x, h, subscripts="ni,no->noi"),
        "gram": w.add("contract", gram, m, subscripts="ij,ij->"),
        "mixed": w.add("contract", x, gram, subscripts="ni,ij->nj"),
    }


def _structure(w: NetworkWriter, x: str) -> dict[str, str]:
    r = w.add("reshape", x, shape=("N", 2, 2))
    t = w.add("transpose", r, axes=(0, 2, 1))
    flat = w.add("reshape", t, shape=("N", 4))
    part = w.add("slice", flat, axis=1, start=1, stop=3)
    wide = w.add("pad", part, axis=1, before=2, after=1)
    row = w.add("reshape", w.parameter("b", weights(4)), shape=(1, 4))
    return {
        "y": w.add("concat", wide, x, part, axis=1),
        "turned": w.add("transpose", x, axes=(1, 0)),
        "spread": w.add("add", w.add("expand", row, shape=("N", 4)), flat),
        "plain": x,
        "view": part,
    }


def _sums(w: NetworkWriter, x: str) -> dict[str, str]:
    total = w.add("sum", x, axes=(0,))
    mean = w.add("divide", total, w.add("count", x, axes=(0,)))
    centred = w.add("subtract", x, mean)
    squared = w.add("multiply", centred, centred)
    return {
        "squared": squared,
        "fourth": w.add("multiply", squared, squared),
        "y": w.add("sum", x, axes=(1,)),
        "all": w.add("sum", x, axes=(0, 1)),
        "mean": mean,
        "centred": centred,
        "count": w.add("count", x, axes=(0, 1)),
    }


def _windows(w: NetworkWriter, x: str) -> dict[str, str]:
    k = w.parameter("k", weights(3, 2, 2, 3))
    patches = w.add("windows", x, fill=0, **CHANNELS)
    return {
        "y": w.add("contract", patches, k, subscripts="nchwkl,ockl->nohw"),
        "back": w.add("overlap", patches, size=(5, 6), **CHANNELS),
    }


def _largest(w: NetworkWriter, x: str) -> dict[str, str]:
    patches = w.add("windows", x, fill=-np.inf, **CHANNELS)
    return {
        "y": w.add("max", patches, axes=(4, 5)),
        "first": w.add("first_max", x, axes=(1, 3)),
        "over": w.add("max", x, axes=(0, 2)),
    }


def _vectors(w: NetworkWriter, x: str) -> dict[str, str]:
    names = ("softmax", "softmin", "log_softmax", "logsumexp", "sparsemax", "hardmax")
    outputs = {n: w.add("vector", x, function=n, axis=1) for n in names}
    target = w.input("t", ("N", 4))
    each = w.add("cross_entropy", x, target, axis=1, distribution=False)
    return {**outputs, "loss": each, "across": w.add("vector", x, function="softmax", axis=0)}


ELEMENTWISE = ("relu", "tanh", "sigmoid", "gelu", "silu", "mish", "softplus", "elu", "selu", "leaky_relu", "hard_swish")


def _functions(w: NetworkWriter, x: str) -> dict[str, str]:
    outputs = {n: w.add("apply", x, function=sa.activation(n)(T)) for n in ELEMENTWISE}
    slope = w.parameter("slope", weights(4))
    gate = SLOTS[0] * sa.sigmoid(SLOTS[1])
    outputs["gated"] = w.add("apply", outputs["relu"], x, function=gate)
    outputs["prelu"] = w.add("apply", x, slope, function=sa.relu(SLOTS[0]) - SLOTS[1] * sa.relu(-SLOTS[0]))
    outputs["larger"] = w.add("apply", x, outputs["tanh"], function=Max(*SLOTS))
    outputs["one"] = w.add("apply", x, function=T / T)
    return outputs


def zoo() -> dict[str, Network]:
    """Return the networks by name."""
    deep = sa.mlp([4, 7, 6, 3], hidden=sa.tanh, output=sa.softmax, weights="glorot", seed=3)
    block = [sa.layers.Dense(weights(4, 4), weights(4), sa.gelu), sa.layers.Residual(sa.layers.Dense(weights(4, 4)))]
    image = ("N", 2, 5, 6)
    found = {
        "arithmetic": made(_arithmetic),
        "contractions": made(_contractions),
        "structure": made(_structure),
        "sums": made(_sums),
        "windows": made(_windows, image),
        "largest": made(_largest, image),
        "vectors": made(_vectors),
        "functions": made(_functions),
        "mlp": deep,
        "residual": sa.layers.chain(block, inputs=4),
        "plain": made(lambda w, x: {"y": w.add("apply", x, function=sa.relu(T))}, (4,)),
    }
    found["gradient"] = sa.gradient(deep, "cross_entropy", distribution=True)
    found["windows gradient"] = sa.gradient(found["windows"], None, output="y")
    found["hvp"] = sa.hvp(sa.mlp([4, 3, 1], hidden=sa.tanh, weights="glorot"), "squared_error", ["W1", "b2"])
    found["jacobian"] = sa.jacobian(sa.mlp([4, 3, 2], hidden=sa.sigmoid, weights="glorot"))
    found["jvp"] = sa.jvp(found["residual"])
    return found


def inputs(network: Network, rows: int, dtype: object = np.float64, seed: int = 1) -> dict[str, np.ndarray]:
    """Return random inputs; targets are rows that sum to 1."""
    made = {}
    for i, (name, shape) in enumerate(network.inputs.items()):
        full = tuple(rows if isinstance(a, str) else a for a in shape)
        value = np.random.default_rng([seed, i]).standard_normal(full)
        made[name] = (np.abs(value) / np.abs(value).sum(-1, keepdims=True) if name == "t" else value).astype(dtype)
    return made
