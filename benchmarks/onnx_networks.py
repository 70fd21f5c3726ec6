"""Time and memory of a network of many weights in ONNX: read, evaluated, differentiated.

    python benchmarks/onnx_networks.py [--units 784,800,480,10] [--batch 256]

Writes a float32 perceptron of ReLU units, reads it again in a fresh process, and prints seconds and the peak of memory
after each part. The default has a million weights.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import symact as sa


def peak() -> float:
    """Return the largest memory of this process so far, in MB."""
    with open("/proc/self/status", encoding="ascii") as status:
        (line,) = (line for line in status if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def part(name: str, work: Callable[[], Any]) -> Any:
    """Do a part, and print how long it took."""
    start = time.perf_counter()
    made = work()
    print(f"{name:<36} {time.perf_counter() - start:8.3f} s   peak {peak():7.0f} MB")
    return made


def read_and_use(path: Path, batch: int) -> None:
    part("import onnx", lambda: __import__("onnx"))
    net = part("read", lambda: sa.read_network(path))
    print(f"{'':<4}{net}")
    rng = np.random.default_rng(0)
    ((name, shape),) = net.inputs.items()
    x = rng.normal(size=(batch, *shape[1:])).astype(np.float32)
    y = part(f"evaluate {batch} examples", lambda: net(x))
    part("the same again", lambda: net(x))
    gradient = part("write the gradient", lambda: sa.gradient(net, "squared_error"))
    target = np.zeros_like(y)
    part("evaluate loss and gradient", lambda: gradient(**{name: x, "t": target}))
    part("the same again", lambda: gradient(**{name: x, "t": target}))
    part("write the network", lambda: sa.write_network(net, path.with_name("again.onnx")))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", default="784,800,480,10")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.read:
        read_and_use(options.read, options.batch)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.onnx"
        sizes = [int(n) for n in options.units.split(",")]
        sa.write_network(sa.mlp(sizes, weights="he", dtype=np.float32), path)
        subprocess.run([sys.executable, __file__, "--read", str(path), "--batch", str(options.batch)], check=True)


if __name__ == "__main__":
    main()
