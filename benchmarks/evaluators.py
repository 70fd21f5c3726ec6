"""Time numeric functions against a memory copy, and against what others make of the same formulas.

    python benchmarks/evaluators.py [--size 1000000] [--dtype float64] [--rounds 15] [--peers c numpy ...] [name ...]

Everything is timed in the same interleaved rounds: a ratio is the median of CPU time over that of `numpy.copyto` into
an array that is there, with `out=` wherever a peer takes it; single ratios hold to about a quarter, geometric means to
a tenth. Inputs are normal with standard deviation 3. Peers that are not installed are left out:

    c, numpy    symact's backends
    lambdify    sympy.lambdify of the formula written out, with cse, where NumPy has its functions
    torch       torch.nn.functional; derivatives by its backward kernels, gradient of ones (one thread)
    jax         jax.jit of jax.nn; derivatives by jax.vmap(jax.grad) (one thread)
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import sympy
from numpy.typing import NDArray

import symact as sa
from symact.exact.limiting import unfold

NAMES = ("relu", "leaky_relu", "sigmoid", "tanh", "softplus", "gelu", "silu", "mish", "elu", "selu", "hard_swish")
PEERS = ("c", "numpy", "lambdify", "torch", "jax")
OTHERS = {"hard_swish": "hardswish"}

Call = Callable[[], Any]


def ours(backend: str) -> Callable[[str, int, NDArray[Any]], Call]:
    def made(name: str, order: int, x: NDArray[Any]) -> Call:
        function, out = sa.lambdify(getattr(sa, name), derivative=order, backend=backend), np.empty_like(x)
        return lambda: function(x, out=out)

    return made


def plain(name: str, order: int, x: NDArray[Any]) -> Call:
    t = sympy.Symbol("t", real=True)
    formula = unfold(getattr(sa, name)(t).rewrite(sympy.Piecewise)).diff(t, order)
    function = sympy.lambdify(t, formula, "numpy", cse=True)
    return lambda: function(x)


def of_torch(name: str, order: int, x: NDArray[Any]) -> Call:
    import torch

    torch.set_num_threads(1)
    functional = torch.nn.functional
    function = getattr(torch, name, None) or getattr(functional, OTHERS.get(name, name))
    given = torch.from_numpy(x)
    if order == 0:
        out = torch.empty_like(given)
        taking_out = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}
        native = {"softplus": "softplus", "gelu": "gelu", "silu": "silu", "elu": "elu", "leaky_relu": "leaky_relu"}
        if name in taking_out:
            return lambda: taking_out[name](given, out=out)
        if name in native:
            return lambda: getattr(torch._C._nn, native[name])(given, out=out)
        return lambda: function(given)
    held = given.clone().requires_grad_()
    result, ones = function(held), torch.ones_like(given)
    return lambda: torch.autograd.grad(result, held, ones, retain_graph=True)


def of_jax(name: str, order: int, x: NDArray[Any]) -> Call:
    import jax

    jax.config.update("jax_enable_x64", True)
    scalar = getattr(jax.nn, name)
    if name == "gelu":
        scalar = lambda v: jax.nn.gelu(v, approximate=False)  # noqa: E731
    function = jax.jit(jax.vmap(jax.grad(scalar)) if order else scalar)
    given = jax.numpy.asarray(x)
    return lambda: function(given).block_until_ready()


MAKERS: dict[str, Callable[[str, int, NDArray[Any]], Call]] = {
    "c": ours("c"),
    "numpy": ours("numpy"),
    "lambdify": plain,
    "torch": of_torch,
    "jax": of_jax,
}


def rounds_of(calls: dict[str, Call], rounds: int, repeat: int) -> dict[str, float]:
    """The median CPU time of each call in seconds, over interleaved rounds after one that warms up."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for k in range(rounds + 1):
        for name, call in calls.items():
            start = time.process_time()
            for _ in range(repeat):
                call()
            if k:
                times[name].append((time.process_time() - start) / repeat)
    return {name: statistics.median(t) for name, t in times.items()}


def compared(name: str, order: int, x: NDArray[Any], peers: Sequence[str], rounds: int) -> dict[str, float]:
    """The time of each peer as a multiple of that of a copy."""
    target = np.empty_like(x)
    calls: dict[str, Call] = {"copy": lambda: np.copyto(target, x)}
    for peer in peers:
        try:
            calls[peer] = MAKERS[peer](name, order, x)
            calls[peer]()
        except (ImportError, AttributeError, TypeError, sa.SymactError):
            calls.pop(peer, None)
    with np.errstate(all="ignore"):
        found = rounds_of(calls, rounds, max(1, 300_000 // x.size))
    return {peer: found[peer] / found["copy"] for peer in peers if peer in found} | {"copy": found["copy"]}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="name", default=list(NAMES))
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--dtype", default="float64")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    options = parser.parse_args(arguments)
    x = np.random.default_rng(0).normal(0.0, 3.0, options.size).astype(options.dtype)
    for order in (0, 1):
        print(
            f"\n{'derivative' if order else 'value'}, {options.dtype}, {options.size:,} elements: multiples of a copy"
        )
        print(f"{'':12}{'copy us':>10}" + "".join(f"{p:>10}" for p in options.peers))
        rows = []
        for name in options.names or NAMES:
            row = compared(name, order, x, options.peers, options.rounds)
            rows.append(row)
            cells = "".join(f"{row[p]:10.2f}" if p in row else f"{'-':>10}" for p in options.peers)
            print(f"{name:12}{row['copy'] * 1e6:10.1f}{cells}", flush=True)
        means = [[r[p] for r in rows if p in r] for p in options.peers]
        shown = "".join(f"{math.exp(statistics.fmean(map(math.log, m))):10.2f}" if m else f"{'-':>10}" for m in means)
        print(f"{'mean':22}{shown}")


if __name__ == "__main__":
    main()
