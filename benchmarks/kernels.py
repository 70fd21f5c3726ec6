"""Time the numeric kernels against NumPy's own functions.

    python benchmarks/kernels.py [--size 1000000] [--rounds 15] [--dtype float64] [kernel ...]

Prints nanoseconds an element (the least of interleaved rounds, which is what a busy machine disturbs least),
and the multiple of `numpy.tanh`. Inputs are normal with standard deviation 3; `tail` has them in the left tail,
where results are subnormal and the slower branches run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from symact.numeric.arrays import on_arrays
from symact.numeric.kernels import elementary, logistic, normal
from symact.numeric.kernels.logistic import swish

KERNELS = {name: vars(m)[name] for m in (elementary, logistic, normal) for name in m.__all__}
for name in ("select", "some", "conjugate"):
    del KERNELS[name]
KERNELS["swish"] = lambda x: swish(x, np.full_like(x, 1.702), np.zeros_like(x))
SCALARS = 100
TAIL = {"normal_cdf": -38.0, "gelu": -38.0, "erfc": 26.8}


def timed(functions: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """The least time of each function in seconds, over interleaved rounds."""
    best = dict.fromkeys(functions, float("inf"))
    for _ in range(rounds):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            best[name] = min(best[name], time.perf_counter() - start)
    return best


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="kernel")
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--dtype", default="float64")
    options = parser.parse_args(arguments)
    random = np.random.default_rng(0)
    x = random.normal(0.0, 3.0, options.size).astype(options.dtype)
    names = options.names or list(KERNELS)
    functions: dict[str, Callable[[], Any]] = {"numpy.copy": x.copy}
    functions |= {f"numpy.{f.__name__}": (lambda f=f: f(x)) for f in (np.exp, np.tanh, np.log1p)}
    for name in names:
        kernel = on_arrays(KERNELS[name])
        tail = np.full_like(x, TAIL.get(name, -730.0))
        functions[name] = lambda kernel=kernel: kernel(x)
        functions[f"{name} tail"] = lambda kernel=kernel, tail=tail: kernel(tail)
        functions[f"{name} scalar"] = lambda kernel=kernel: [kernel(0.75) for _ in range(SCALARS)]
    with np.errstate(all="ignore"):
        best = timed(functions, options.rounds)
    unit = best["numpy.tanh"]
    print(f"{'':14}{'ns/element':>12}{'x tanh':>8}{'tail ns':>10}{'scalar us':>11}")
    for name in functions:
        if name.endswith((" tail", " scalar")):
            continue
        line = f"{name:14}{best[name] / options.size * 1e9:12.2f}{best[name] / unit:8.1f}"
        if name in names:
            line += f"{best[name + ' tail'] / options.size * 1e9:10.2f}{best[name + ' scalar'] / SCALARS * 1e6:11.2f}"
        print(line)


if __name__ == "__main__":
    main()
