"""What importing symact costs beside SymPy: fresh interpreters in turn, medians and ratios.

python benchmarks/imports.py [rounds]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

CASES = {
    "python alone": "",
    "sympy": "import sympy",
    "symact": "import symact",
    "sympy and numpy": "import sympy, numpy",
    "sympy, numpy and every public name of symact": (
        "import sympy, numpy, symact\nfor name in symact.__all__: getattr(symact, name)"
    ),
}


def seconds(code: str) -> float:
    """Return how long a fresh interpreter takes to run code."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the median of each case, all cases measured in every round."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    measured = [{name: seconds(code) for name, code in CASES.items()} for _ in range(rounds)]
    base = statistics.median(m["sympy"] for m in measured)
    for name in CASES:
        median = statistics.median(m[name] for m in measured)
        print(f"{name:48}{median:8.3f} s{median / base:8.2f} x sympy")


if __name__ == "__main__":
    main()
