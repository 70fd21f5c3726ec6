"""Measure the errors of numeric functions, in units in the last place, and those of what others make of the same.

    python benchmarks/accuracy.py [--inputs 2000] [--dtype float64] [--peers c numpy torch jax] [name ...]

Every value is compared with a ball, on inputs of all magnitudes and both signs, close to kinks, zeros and changes of
method. Told are the largest error and, after the sign @, where; `inf` is a result that is infinite, nan or of no digit
where the exact one is a number. Peers that are not installed are left out. The speed is `benchmarks/evaluators.py`'s.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from evaluators import NAMES, of_jax, of_torch
from numpy.typing import NDArray
from sympy import Symbol

import symact as sa
from symact.numeric.accuracy import measured

PEERS = ("c", "numpy", "torch", "jax")


class Peer:
    """Another library's function, as what is measured."""

    def __init__(self, name: str, order: int, maker: Callable[[str, int, NDArray[Any]], Callable[[], Any]]) -> None:
        self.variables = (Symbol("x"),)
        self.expression = getattr(sa, name)(*self.variables)
        self.derivative, self.at_kink = order, "least"
        self._name, self._maker = name, maker

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        result = self._maker(self._name, self.derivative, x)()
        return np.asarray(result[0] if isinstance(result, tuple) else result)


def error(peer: str, name: str, order: int, inputs: int, dtype: Any) -> str:
    """The largest error of a peer and where it is, as text."""
    if peer in ("c", "numpy"):
        found = sa.lambdify(getattr(sa, name), derivative=order, backend=peer).check(inputs, dtype=dtype)
    else:
        maker = of_torch if peer == "torch" else of_jax
        try:
            found = measured(Peer(name, order, maker), inputs, 0, dtype)
        except ImportError:
            return "-"
    return f"{found.worst:.3g} @{found.where:.5g}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="name", default=list(NAMES))
    parser.add_argument("--inputs", type=int, default=2000)
    parser.add_argument("--dtype", default="float64")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    options = parser.parse_args(arguments)
    with np.errstate(all="ignore"):
        for order in (0, 1):
            print(f"\n{'derivative' if order else 'value'}, {options.dtype}: ULP @ input")
            print(f"{'':12}" + "".join(f"{p:>22}" for p in options.peers))
            for name in options.names or NAMES:
                cells = (error(p, name, order, options.inputs, options.dtype) for p in options.peers)
                print(f"{name:12}" + "".join(f"{c:>22}" for c in cells), flush=True)


if __name__ == "__main__":
    main()
