"""The hostile corpus: files of inputs, one a line, and inputs made here because they are long."""

from __future__ import annotations

import json
from collections.abc import Iterator
from keyword import kwlist, softkwlist
from pathlib import Path

from hostile_growing import growing_inputs

FOLDER = Path(__file__).resolve().parent / "hostile"
LISTS = ("code", "bombs", "malformed")
MEGABYTE = 10**6


# What is repeated up to a megabyte.
PATTERNS = (
    "x", "1", " ", "(", ")", "-", "+", "~", "x+", "x*", "x**", "x,", "x<", "-x", "1.", "e", "_", "\n",
    ".1", "1e9", "exp(", "Max(x,", "tanh(x)+", "cases(x,(", "(x,", "not ", "x&", "x=", "9**", "0.1+", "\\",
    "{", "}", "$", "^", "&", r"\frac", r"\frac{1}{", r"\left(", r"\sqrt[", "x_{", "x^{", r"\text{if ",
    r"\begin{cases}", "|", r"\sigma(", "W^{", r"\mathrm{", r"\mathrm{a}", r"\left|", "x(", r"\sin",
    r"\hat{", "\\\\", "%", "%\n", r"\text{if x}", "α", r"\exp{(", "+1", "-x+", "(-", "((x)+", "[", "]",
    "[x,", "softmax([", "{x", "}{", "x;", "x\n", "\t", "\r\n", "'", "\"", "x'", "!", "|x|", "||", "1,",
    "1/", "/", "**", "1**", "2**-", ".", "..", "0", "0.", "1e1+", "1 ", "x y ", "_x", "x_1", "x_", "Ω",
    "é", "𝑥", "\u3000", "ﬁ", "٣", "if ", "x if ", "or ", "x or ", "not", "not not ", "~~", "x==", "x!=",
    "!=", "lambda ", "lambda:", "x.", "x.y", ":=", "x:=", "#", "# \n", "@", "True&", "x>0&", "(x>0)|",
    "I*", "oo+", "oo*", "sin(x)*", "e^", "2^2^", r"\,", r"\ ", r"\left", r"\right", r"\left.",
    r"\left(x\right)", r"\begin", r"\begin{", "\\begin{cases}x&x>0\\\\", r"\end{cases}", r"\\x&",
    "x&x>0\\\\", r"\text{", r"\text{if}", r"\text{a}", r"\mathrm{x}_", r"\operatorname{relu}(", r"\frac12",
    r"\frac{x}", r"{\frac", r"\frac{d}{d", r"\sqrt", r"\sqrt{", r"\sqrt[x]", "x^{2}", "x^{-1}", "x_{1}",
    "_{", "^{", "{{x}", "{}", r"\{", r"\}", r"\max\{", r"\max(x,", r"\sin^{2}", r"\sin^{", r"\sin_{",
    r"\log_{2}", r"\log_", r"\sigma", r"\sigma\left(x\right)", "W_", "W_{1}", r"\theta(", r"\bar{",
    r"\bar x", r"\tilde{\infty}", r"\infty", r"\pi", r"\left|x\right|", r"\lvert ", r"\cdot ", r"x\cdot ",
    r"\neg ", r"\neg x", r"\wedge ", r"x>0\wedge ", r"\le ", r"x\le ", "$x$", "$$", r"\(", "% \n", "x% \n",
    "f(x)=", "f(x):=", "f_", "f_{", "f^{", r"\foo", r"\%",
)  # fmt: skip
# Characters that are not what they seem, and where they may stand.
SIGNS = (
    "\0\x07\x0b\x0c\x1b\x1c\x1f\x7f\x85\xa0\xad\u0130\u0131\u017f\u0301\u0332\u034f\u0410\u0435\u061c\u0660\u0967"
    "\u115f\u180e\u1d31\u2007\u200b\u200d\u2028\u2029\u202e\u2044\u2061\u2066\u2071\u207b\u2082\u2126\u212a\u2160"
    "\u2212\u2215\u2260\u2261\u2296\u2800\u2a75\u3000\u3164\ud800\udfff\ue000\ufb01\ufe0f\ufe63\ufeff\uff08\uff0a"
    "\uff11\uff3f\uff58\uffa0\ufffd\uffff\U0001d465\U0001d7d9\U0001f600\U000e0041\U0010ffff"
)
PLACES = (
    "x%s", "%sx", "ex%sp(x)", "x %s y", "2%s", r"\frac%s{1}{x}", r"\mathrm{a%s}", "x_{%s}",
    r"\text{if%s} x", r"\%s",
)  # fmt: skip
# Words of Python, NumPy, SymPy, C and Verilog, and how they may be used.
WORDS = (
    *kwlist, *softkwlist,
    "__import__", "__builtins__", "eval", "exec", "open", "print", "object", "type", "getattr", "globals",
    "breakpoint", "np", "numpy", "array", "nan", "inf", "NULL", "int", "float", "double", "static", "void",
    "sizeof", "volatile", "asm", "goto", "wire", "reg", "module", "always", "self", "S", "N", "O", "Q",
    "C", "Symbol", "Function", "Integer", "Float", "Lambda", "sympify", "Poly", "Derivative", "Integral",
    "Sum", "Product", "Matrix", "lambdify", "factorial", "gamma", "zeta", "binomial", "fibonacci",
    "primepi", "prime", "bell", "polygamma", "hyper", "meijerg", "besselj", "RootOf", "CRootOf",
    "nsimplify",
)  # fmt: skip
USES = (
    "%s", "%s(x)", "%s(10**9)", "x_%s", "x.%s", r"\%s(x)", r"\mathrm{%s}", r"x_{\mathrm{%s}}",
    "relu(%s=x)",
)  # fmt: skip


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
    for pattern in PATTERNS:
        yield filled(pattern)
        yield filled(pattern, 300) + "x"
    for opening in (r"\frac", r"\sqrt", r"\sqrt[", "x^", r"\begin{", r"\mathrm{", "relu(x, ", "x_{", r"\left"):
        for filling in ("1", "a", "a" * 60 + " ", "ﷺ", "\n"):
            yield opening + filled(filling, MEGABYTE - 100) + "}=1)"
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


def crossed_inputs() -> Iterator[str]:
    """Yield odd characters in all places, and words of languages in all uses."""
    yield from (place % sign for sign in SIGNS for place in PLACES)
    yield from (use % word for word in WORDS for use in USES)


GENERATED = {
    "long": long_inputs,
    "wide": wide_inputs,
    "deep": deep_inputs,
    "growing": growing_inputs,
    "crossed": crossed_inputs,
}


def inputs(name: str) -> list[str]:
    """Return the inputs of one class of the corpus."""
    return list(GENERATED[name]()) if name in GENERATED else listed(name)


CLASSES = (*LISTS, "characters", *GENERATED)
