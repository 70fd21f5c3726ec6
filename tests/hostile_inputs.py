"""The hostile corpus: files of inputs, one a line, and inputs made here because they are long."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "hostile"
LISTS = ("code", "bombs", "malformed")
MEGABYTE = 10**6


def listed(name: str) -> list[str]:
    """Return the inputs of one file."""
    if name == "characters":
        return [json.loads(line) for line in (FOLDER / "characters.jsonl").read_text("ascii").splitlines()]
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return [line for line in lines[1:] if line]


def filled(pattern: str, size: int = MEGABYTE) -> str:
    """Return a pattern repeated up to a size."""
    return (pattern * (size // len(pattern) + 1))[:size]


def nested(opening: str, inner: str, closing: str, depth: int) -> str:
    """Return an input wrapped so many times."""
    return opening * depth + inner + closing * depth


def long_inputs() -> Iterator[str]:
    """Yield inputs of up to a megabyte, and one that is longer."""
    for pattern in (
        *(
            "x",
            "1",
            " ",
            "(",
            ")",
            "-",
            "+",
            "~",
            "x+",
            "x*",
            "x**",
            "x,",
            "x<",
            "-x",
            "1.",
            "e",
            "_",
            "\n",
            ".1",
            "1e9",
        ),
        *(
            "exp(",
            "Max(x,",
            "tanh(x)+",
            "cases(x,(",
            "(x,",
            "not ",
            "x&",
            "x=",
            "9**",
            "0.1+",
            "\\",
            "{",
            "}",
            "$",
            "^",
            "&",
        ),
        *(
            "\\frac",
            "\\frac{1}{",
            "\\left(",
            "\\sqrt[",
            "x_{",
            "x^{",
            "\\text{if ",
            "\\begin{cases}",
            "|",
            "\\sigma(",
            "W^{",
        ),
        *(
            "\\mathrm{",
            "\\mathrm{a}",
            "\\left|",
            "x(",
            "\\sin",
            "\\hat{",
            "\\\\",
            "%",
            "%\n",
            "\\text{if x}",
            "α",
            "\\exp{(",
        ),
    ):
        yield filled(pattern)
    yield "x" * (MEGABYTE + 1)
    yield " " * (MEGABYTE - 1) + "x"
    yield "+".join(f"x{i}" for i in range(100_000))
    yield "1" * 999_000 + "+x"
    yield "0." + "1" * 900_000
    yield "+".join("9" * 1_199 for _ in range(800))
    yield "+".join(f"1/{10**1198 + i}" for i in range(800))
    yield "*".join(f"{10**1198 + i}" for i in range(800))


def wide_inputs() -> Iterator[str]:
    """Yield flat formulas of some thousand parts, and tables of many rows."""
    for n in (10, 100, 1_000, 2_500, 5_000):
        names = [f"a{i}" for i in range(n)]
        yield "+".join(names)
        yield "*".join(names)
        yield "+".join(f"sin({a}*x)" for a in names)
        yield "*".join(f"tanh({a}+x)" for a in names)
        yield "Max(" + ",".join(names) + ")"
        yield "Min(" + ",".join(f"{a}*x**{i}" for i, a in enumerate(names)) + ")"
        yield "Max(" + ",".join(f"sqrt({i}+sqrt({i + 2}))" for i in range(n)) + ")"
        yield "Abs(" + "+".join(f"sin({a})" for a in names) + ")"
        yield "Abs(" + "+".join(f"sqrt({i})" for i in range(n)) + ")"
        yield "Abs(" + "*".join(f"(I*{i}+sqrt({i}))" for i in range(2, n)) + "+I)"
        yield "+".join(f"{i}.{i}/7*x**{i}" for i in range(n))
        yield "*".join(f"({i}+x)**(1/{i + 2})" for i in range(n))
        yield "*".join(f"{i + 2}**(1/{i + 3})" for i in range(n))
        yield "+".join(f"{i + 2}**(1/{i + 3})" for i in range(n))
        yield "Piecewise(" + ",".join(f"({a},x<{i})" for i, a in enumerate(names)) + ")"
        yield "Piecewise(" + ",".join(f"(x,(x<{i})&({a}>{i})|(y>{i}))" for i, a in enumerate(names)) + ")"
        yield "cases(x," + ",".join(f"({i},x<{i})" for i in range(n)) + ")"
        yield "cases(x," + ",".join(f"(x**{i},(x>{i})&(x**3-x<{i}))" for i in range(n)) + ")"
        yield "Piecewise((1," + "&".join(f"({a}>x)" for a in names) + "),(0,True))"
        yield "Piecewise((1," + "&".join(f"({a}>x)|(y<{a})" for a in names) + "),(0,True))"
        yield "<".join(names)
        yield "-".join(["x"] * n) + "-" * n + "x"
        yield r"\max\left(" + ",".join(f"x_{{{i}}}" for i in range(n)) + r"\right)"
        yield r"\begin{cases}" + r"\\".join(f"x^{{{i}}} & x < {i}" for i in range(n)) + r"\end{cases}"
        yield "+".join(f"sqrt({10**600 + i})" for i in range(n))
        yield "+".join(f"Abs(sin(exp({9_000 + i}))+{i})" for i in range(n))
        yield "+".join(f"Abs(log({10**1190 + i}))" for i in range(n))
        yield "+".join(f"gelu({i}/7)" for i in range(n))
        yield " ".join(f"x_{{{i}}}" for i in range(n))
        yield r"\sin " * n + "x"


def deep_inputs() -> Iterator[str]:
    """Yield nested formulas, from depths that are read to depths that are refused."""
    for depth in (5, 10, 20, 40, 49, 90, 99, 150, 1_000, 10_000):
        for name in (
            *("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "coth", "sech", "csch", "sqrt", "erf", "erfc"),
            *(
                "atan",
                "asin",
                "acos",
                "asinh",
                "acosh",
                "atanh",
                "erfinv",
                "erfi",
                "LambertW",
                "Abs",
                "sign",
                "Heaviside",
            ),
            *("sigmoid", "relu", "softplus", "silu", "mish", "gelu", "softsign", "elu", "step", "hard_tanh"),
        ):
            yield nested(f"{name}(", "x", ")", depth)
            yield nested(f"{name}(1+", "x", ")", depth)
            yield nested(f"{name}(", "sqrt(2)", "+1)", depth)
        for opening, inner, closing in (
            *(
                ("(", "x", ")"),
                ("-(", "x", ")"),
                ("x*(", "x", "+1)"),
                ("2*(", "x", "+y)"),
                ("1/(1+", "x", ")"),
                ("(", "x", ")**2"),
            ),
            *(
                ("(", "x", ")**y"),
                ("x**(", "x", ")"),
                ("(", "x", "+1)**(1/3)"),
                ("(2*", "x", ")**3"),
                ("(", "2", ")**2"),
            ),
            *(("Max(x,-", "x", ")"), ("Max(0,1+", "x", ")"), ("Min(x,Max(0,", "x", "))"), ("Max(y,x-", "x", ")")),
            *(
                ("Piecewise((1,0<", "x", "),(x,True))"),
                ("Piecewise((", "x", ",x>0),(y,True))"),
                ("cases(x,(", "x", ",x>0),(1,True))"),
            ),
            *(
                ("cases(x,(1,0<", "x", "),(x,True))"),
                ("Abs(1-", "x", ")"),
                ("sqrt(1+x**2*", "x", ")"),
                ("tanh(x*", "x", ")"),
            ),
            *(
                ("x*tanh(log(1+exp(", "x", ")))"),
                ("tanh(sin(", "x", "))"),
                ("exp(-exp(", "x", "))"),
                ("tanh(x+sinh(y+", "x", "))"),
            ),
            *(
                ("{", "x", "}"),
                (r"\left(", "x", r"\right)"),
                (r"\frac{1}{1+", "x", "}"),
                (r"\frac{", "x", "}{2}"),
                (r"\sqrt{", "x", "}"),
            ),
            *(
                (r"\sigma(", "x", ")"),
                (r"\left|", "x", r"\right|"),
                ("|1+", "x", "|"),
                ("x^{", "x", "}"),
                (r"\exp{(", "x", ")}"),
            ),
            *(
                (r"\begin{cases}", "x", r"& x > 0 \\ 1 & x < 0\end{cases}"),
                (r"\sin ", "x", ""),
                (r"\sqrt[3]{", "x", "}"),
            ),
            *(
                (r"\left.\begin{cases}", "t", r"& t > 0 \\ 1 & t < 0\end{cases}\right|_{t=x+1}"),
                ("~(", "x>0", ")"),
                ("not ", "x>0", ""),
            ),
        ):
            yield nested(opening, inner, closing, depth)


GENERATED = {"long": long_inputs, "wide": wide_inputs, "deep": deep_inputs}


def inputs(name: str) -> list[str]:
    """Return the inputs of one class of the corpus."""
    return list(GENERATED[name]()) if name in GENERATED else listed(name)


CLASSES = (*LISTS, "characters", *GENERATED)
