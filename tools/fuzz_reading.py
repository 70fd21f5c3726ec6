"""Fuzz the reading of formulas with atheris: any bytes give a formula or one ParseError, soon.

    pip install atheris
    python tools/fuzz_reading.py [libFuzzer options] [corpus folder]

For example ``-max_total_time=180 -timeout=4 -rss_limit_mb=1024``. Inputs that break a promise are left in the working
folder as ``crash-...`` or ``timeout-...``; add them to ``tests/hostile`` when they are mended.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["symact.reading"]):
    from symact.errors import ParseError
    from symact.functions.parse import parse

SYNTAXES = ("auto", "python", "latex")
SEEDS = Path(__file__).resolve().parent.parent / "tests" / "hostile"
# What formulas are made of, as libFuzzer's dictionary writes it.
WORDS = (
    "exp(", "log(", "tanh(", "Max(", "Piecewise((", "cases(x,(", "relu(", "leaky_relu(", "softmax([", "])[0]", "slope=",
    "**", "oo", "zoo", "1e9", "10**400", "lambda", "__", "re(", "~(", "\\\\frac{", "\\\\left(", "\\\\right)",
    "\\\\left|", "\\\\sqrt[", "\\\\sigma", "\\\\max", "\\\\mathrm{", "\\\\text{if }", "\\\\begin{cases}",
    "\\\\end{cases}", "\\\\\\\\", "\\\\left.", "\\\\right|_{t =", "f'(x) = ",
)  # fmt: skip


def test_one_input(data: bytes) -> None:
    """Read one input: the first byte chooses the syntax, the rest is the text."""
    provider = atheris.FuzzedDataProvider(data)
    syntax = SYNTAXES[provider.ConsumeIntInRange(0, len(SYNTAXES) - 1)]
    text = provider.ConsumeUnicode(4096) if provider.ConsumeBool() else provider.ConsumeString(4096)
    try:
        parse(text, syntax=syntax)
    except ParseError as error:
        if error.column < 1 or error.line < 1:
            raise AssertionError(f"the error of {text!r} has no place") from error


def main() -> None:
    """Write the corpus and the dictionary that libFuzzer starts from, and run it."""
    folder = Path("fuzz-reading")
    seeds = folder / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    lines = [line for path in sorted(SEEDS.glob("*.txt")) for line in path.read_text("utf-8").splitlines()[1:]]
    for i, line in enumerate(lines):
        (seeds / f"{i:04}").write_bytes(line.encode() + b"\x00\x01")  # atheris takes integers from the end
    words = folder / "words"
    words.write_text("".join(f'"{word}"\n' for word in WORDS), "utf-8")
    atheris.Setup([*sys.argv, f"-dict={words}", str(seeds)], test_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
