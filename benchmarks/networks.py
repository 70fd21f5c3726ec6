"""Time networks: evaluation against torch, value and gradient against torch, building a gradient with its memory.

    OMP_NUM_THREADS=1 python benchmarks/networks.py [--rounds 25] [evaluate | gradient | build ...]

All run on one core. What is compared runs in turns in one process; told are medians in milliseconds, and the median of
the ratios of neighbours, which a busy machine disturbs least. Building is measured in a process of its own, with the
peak of its resident memory; the time is without the import of symact.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import numpy as np

import symact as sa

EVALUATED = [
    ((4, 16, 16, 1), "tanh", 1),
    ((4, 16, 16, 1), "tanh", 1_000),
    ((4, 16, 16, 1), "tanh", 100_000),
    ((4, 16, 16, 1), "relu", 100_000),
    ((4, 16, 16, 1), "gelu", 100_000),
    ((16, 64, 64, 10), "tanh", 10_000),
    ((784, 256, 256, 10), "relu", 1_000),
]
BUILT = [((16, 64, 64, 10), "tanh"), ((784, 256, 256, 10), "tanh"), ((784, 256, 256, 10), "gelu")]
BUILD = """
import resource, time
import numpy as np, symact as sa
sa.mlp, sa.gradient, sa.tanh
start = time.perf_counter()
net = sa.mlp({sizes}, hidden=sa.activation("{name}"), weights="glorot")
g = sa.gradient(net, "squared_error")
built = time.perf_counter() - start
g(x=np.ones((1, {sizes}[0])), t=np.ones((1, {sizes}[-1])))
print(built, time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def paired(functions: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """Return the times of functions called in turns, in milliseconds."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    for function in functions.values():
        function()
    for _ in range(rounds):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            times[name].append(1e3 * (time.perf_counter() - start))
    return times


def torch_twin(sizes: Sequence[int], name: str, net: Any, dtype: Any) -> Any:
    """Return the network as torch users write it."""
    import torch

    kinds = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU, "gelu": torch.nn.GELU}
    layers: list[Any] = []
    for i, (n, m) in enumerate(pairwise(sizes), 1):
        linear = torch.nn.Linear(n, m)
        linear.weight.data = torch.tensor(net.parameters[f"W{i}"])
        linear.bias.data = torch.tensor(net.parameters[f"b{i}"])
        layers += [linear, kinds[name]()]
    return torch.nn.Sequential(*layers[:-1]).to(getattr(torch, np.dtype(dtype).name))


def ways(sizes: Sequence[int], name: str, rows: int, dtype: Any, slopes: bool) -> dict[str, Callable[[], Any]]:
    """Return the evaluation, or the value and gradient, by torch first and then by each backend."""
    import torch

    net = sa.mlp(list(sizes), hidden=sa.activation(name), weights="glorot", dtype=dtype)
    random = np.random.default_rng(0)
    x, t = (random.standard_normal((rows, n)).astype(dtype) for n in (sizes[0], sizes[-1]))
    module, tx, tt = torch_twin(sizes, name, net, dtype), torch.from_numpy(x), torch.from_numpy(t)

    def forward() -> Any:
        with torch.inference_mode():
            return module(tx)

    def backward() -> Any:
        module.zero_grad()
        loss = ((module(tx) - tt) ** 2 / 2).sum(dim=1).mean()
        loss.backward()
        return loss

    own = sa.gradient(net, "squared_error") if slopes else net
    given = {"x": x, "t": t} if slopes else {"x": x}
    found: dict[str, Callable[[], Any]] = {"torch": backward if slopes else forward}
    for backend in ("numpy", "jax", "torch"):
        run = own.compile(backend)
        found[f"by {backend}"] = lambda run=run: finished(run(**given))
    if not slopes:
        found["interpreter"] = lambda: net.values(x)
    return found


def finished(result: Any) -> Any:
    """Wait for JAX, which computes in the background."""
    for value in result.values() if isinstance(result, dict) else [result]:
        if hasattr(value, "block_until_ready"):
            value.block_until_ready()
    return result


def compare(rounds: int, slopes: bool) -> None:
    print(f"\n{'value and gradient' if slopes else 'evaluation'}: milliseconds, and the multiple of torch's time")
    for dtype in (np.float64, np.float32):
        for sizes, name, rows in EVALUATED:
            times = paired(ways(sizes, name, rows, dtype, slopes), rounds)
            label = f"{'-'.join(map(str, sizes))} {name} {np.dtype(dtype).name} batch {rows}"
            cells = [f"torch {np.median(times['torch']):.3f}"]
            for way, values in times.items():
                if way != "torch":
                    ratio = np.median(np.divide(values, times["torch"]))
                    cells.append(f"{way} {np.median(values):.3f} ({ratio:.2f}x)")
            print(f"  {label:44}" + "  ".join(cells))


def build() -> None:
    print("\nbuilding value and gradient: seconds, seconds with the first evaluation, MB at the peak")
    for sizes, name in BUILT:
        code = BUILD.format(sizes=list(sizes), name=name)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        built, called, memory = map(float, done.stdout.split())
        print(f"  {'-'.join(map(str, sizes))} {name:8}{built:8.2f}{called:8.2f}{memory:8.0f}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[[], "evaluate", "gradient", "build"])
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args(arguments)
    import jax
    import torch

    jax.config.update("jax_enable_x64", True)
    torch.set_num_threads(1)
    parts = options.parts or ["build", "evaluate", "gradient"]
    if "build" in parts:
        build()
    if "evaluate" in parts:
        compare(options.rounds, slopes=False)
    if "gradient" in parts:
        compare(options.rounds, slopes=True)


if __name__ == "__main__":
    main()
