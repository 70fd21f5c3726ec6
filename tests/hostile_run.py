"""Read one class of the hostile corpus in a process of its own, under limits, and print what came of each input.

    python tests/hostile_run.py CLASS [--watch] [--every N]

Each input is read under a limit on memory. Times are seconds of the processor. With ``--watch`` everything is read
twice, the second time under an audit hook that notes whatever reading must never do.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import Counter
from typing import Any

from hostile_inputs import inputs

from symact.errors import SymactError
from symact.functions.parse import parse

MEMORY = 512 * 2**20
LONGEST = 1_000  # characters of a message, with its line and caret
FORBIDDEN = (
    "exec",
    "compile",
    "import",
    "os.",
    "subprocess.",
    "socket.",
    "ctypes.",
    "shutil.",
    "pty.",
    "code.",
    "marshal.",
)
# SymPy writes and compiles the arithmetic of exponents for so many variables; no name of a formula's is in it.
OWN_CODE = "sympy.polys.monomials"


def outcome(text: str) -> str:
    """Return how reading ended."""
    try:
        parse(text)
    except SymactError as error:
        message = str(error)
        is_sound = len(message) < LONGEST and (message.count("\n") == 2 or not text.strip())
        return "refused" if is_sound else f"odd message: {message[:200]!r}"
    except BaseException as error:
        return f"foreign: {type(error).__name__}: {str(error)[:200]}"
    return "read"


def limit_memory() -> None:
    """Allow so much memory more than is in use."""
    with open("/proc/self/statm") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))


class Watch:
    """Notes what reading must never do."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.on = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        writes = event == "open" and (arguments[1] is None or set(str(arguments[1])) & set("wax+"))
        if (writes or event.startswith(FORBIDDEN)) and self.caller() != OWN_CODE:
            self.seen[f"{event}{arguments!r}"[:200]] += 1

    def caller(self) -> str:
        """Return the module that an event comes from; asking for it is an event too."""
        self.on = False
        name = str(sys._getframe(2).f_globals.get("__name__"))
        self.on = True
        return name


def peak_memory() -> int:
    """Return the largest memory in bytes since this program began; ``getrusage`` also counts what it forked from."""
    with open("/proc/self/status", encoding="ascii") as status:
        (line,) = (line for line in status if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def main(name: str, watched: bool, every: int) -> None:
    texts = inputs(name)[::every]
    parse("x*tanh(log(1 + exp(x)))")
    limit_memory()
    results = []
    for text in texts:
        start = time.process_time()
        ended = outcome(text)
        results.append([text[:60], ended, round(time.process_time() - start, 3)])
    watch = Watch()
    if watched:
        sys.addaudithook(watch)
        watch.on = True
        for text in texts:
            outcome(text)
        watch.on = False
    peak = peak_memory()
    made = os.path.exists("hostile_was_here")
    print(json.dumps({"results": results, "seen": dict(watch.seen), "peak": peak, "made": made}))


if __name__ == "__main__":
    step = int(sys.argv[sys.argv.index("--every") + 1]) if "--every" in sys.argv else 1
    main(sys.argv[1], "--watch" in sys.argv, step)
