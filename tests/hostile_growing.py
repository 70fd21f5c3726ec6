"""Hostile formulas that grow with a number: what SymPy may be made to multiply, add, order, factor or compare."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["growing_inputs"]


def growing_inputs() -> Iterator[str]:
    """Yield formulas of from three parts to as many as are read."""
    for n in (3, 30, 300, 3_000, 19_000):
        yield from _numbers(n)
        yield from _arguments(n)
        yield from _branches(n)
        yield from _latex(n)
        yield from _vectors(n)


def _numbers(n: int) -> Iterator[str]:
    """Yield sums, products and powers, of numbers most of all."""
    deep = min(n, 90)
    yield "*".join(f"2**{i}" for i in range(n))
    yield "*".join(["10**100"] * n)
    yield "*".join(f"{i}" for i in range(1, n + 1))
    yield "+".join(f"1/{i}" for i in range(1, n + 1))
    yield "+".join(f"1/{i}" + "*x" for i in range(1, n + 1))
    yield "*".join(f"(x+{i})" for i in range(n))
    yield "**".join(["2"] * n)
    yield "**".join(["x"] * n)
    yield "**".join(["(1/2)"] * n)
    yield "(" * 90 + "2" + ")**2" * deep
    yield "(x+x)**" * deep + "2"
    yield "*".join(f"sqrt({p})" for p in range(10**9 + 7, 10**9 + 7 + 2 * n, 2))
    yield "+".join(f"sqrt({p})" for p in range(10**9 + 7, 10**9 + 7 + 2 * n, 2))
    yield "*".join(f"(1/{i})**(1/{i})" for i in range(2, n + 2))
    yield "*".join(f"x**(1/{i})" for i in range(1, n + 1))
    yield "*".join(f"exp(x/{i})" for i in range(1, n + 1))
    yield "*".join(f"exp({i})" for i in range(1, n + 1))
    yield "*".join(f"(-{i})**(1/3)" for i in range(1, n + 1))
    yield "*".join(f"(x-{i})**x" for i in range(1, n + 1))
    yield "*".join(["(1+I)"] * n)
    yield "*".join(["(x+y)", "(x-y)"] * n)
    yield "*".join(["(oo+x)"] * n)
    yield "+".join(["0.1"] * n)
    yield "+".join(["cos(pi/7)"] * n)
    yield "+".join(f"cos(pi/{i})" for i in range(1, n + 1))
    yield "+".join(f"atan(tan({i}))" for i in range(n))
    yield "+".join(f"log({i})" for i in range(1, n + 1))
    yield "(" + "+".join(f"x{i}" for i in range(n)) + ")**2"
    yield "(" + "*".join(f"x{i}" for i in range(n)) + ")**(1/2)"


def _arguments(n: int) -> Iterator[str]:
    """Yield functions of many arguments, or of wide ones."""
    yield "Max(" + ",".join(f"x+{i}" for i in range(n)) + ")"
    yield "Max(" + ",".join(f"{i}*x" for i in range(n)) + ")"
    yield "Max(" + ",".join(f"x{i}*y{i}" for i in range(n)) + ")"
    yield "Max(" + ",".join("x" for i in range(n)) + ")"
    yield "Max(" + ",".join(f"Min(x,y{i})" for i in range(n)) + ")"
    yield "Max(" + ",".join(f"exp({i}*x)" for i in range(n)) + ")"
    yield "Max(" + ",".join(f"sin({i})" for i in range(n)) + ")"
    yield "Max(" + ",".join(f"pi**{i}-E**{i}" for i in range(n)) + ")"
    yield "Abs(" + "*".join(f"(x-{i})" for i in range(n)) + ")"
    yield "sign(" + "+".join(f"sqrt({i})*(-1)**{i}" for i in range(n)) + ")"
    yield "sqrt(" + "*".join(f"x{i}**2" for i in range(n)) + ")"
    yield "Heaviside(" + "+".join(f"x{i}" for i in range(n)) + ")"
    yield "relu(" + "+".join(f"relu(x-{i})" for i in range(n)) + ")"


def _branches(n: int) -> Iterator[str]:
    """Yield tables of many rows, and conditions of many parts."""
    deep = min(n, 90)
    yield "Piecewise(" + ",".join(f"({i}*x,x**2>{i})" for i in range(n)) + ")"
    yield "Piecewise(" + ",".join(f"(Piecewise((x,y>{i}),(y,True)),x>{i})" for i in range(n)) + ")"
    yield "Piecewise((x," + "|".join(f"(x>{i})&(x<{i + 1})" for i in range(0, 2 * n, 2)) + "),(0,True))"
    yield "Piecewise((x," + "|".join(f"~(x**{i}>y)" for i in range(n)) + "),(0,True))"
    yield "Piecewise((x," + "&".join(f"(sqrt({i})<x)" for i in range(n)) + "),(0,True))"
    yield "cases(x," + ",".join(f"({i},x>{-i})" for i in range(n)) + ")"
    yield "cases(x," + ",".join(f"({i},x>sqrt({i}))" for i in range(n)) + ")"
    yield "cases(x," + ",".join(f"(cases(x,({i},x>{i}),(x,True)),x<{i})" for i in range(n)) + ")"
    yield "cases(x," + ",".join(f"({i},({i}<=x)&(x<{i + 1}))" for i in range(n)) + ",(0,True))"
    yield "cases(x,(1," + "|".join(f"Eq(x,{i})" for i in range(n)) + "),(0,True))"
    yield "cases(x,(1," + "|".join(f"(x**2>{i})" for i in range(n)) + "),(0,True))"
    yield r"\begin{cases}" + r"\\".join(f"x & \\text{{for}}\\: x < {i}" for i in range(n)) + r"\end{cases}"
    yield r"\begin{cases}" + r"\\".join(f"{i} & \\text{{if }} {i} < x" for i in range(n)) + r"\end{cases}"
    yield r"\begin{array}{" + "l" * n + "}x & x>0 \\\\ 1 & x < 0\\end{array}"
    yield (
        r"\left\{"
        + r"\begin{cases}"
        + r"\\".join(f"x_{{{i}}} & x_{{{i}}} > {i}" for i in range(n))
        + r"\end{cases}"
        + r"\right."
    )
    yield "Piecewise((1," + "~" * n + "(x>0)),(0,True))"
    yield "Piecewise((1," + "not(" * deep + "x>0" + ")" * deep + "),(0,True))"


def _latex(n: int) -> Iterator[str]:
    """Yield LaTeX: deep groups, long names, many factors."""
    deep = min(n, 90)
    yield "{" * n + "x" + "}" * n
    yield r"\frac{" * n + "x" + "}{x}" * n
    yield "x^{" * n + "2" + "}" * n
    yield "x_{" * n + "2" + "}" * n
    yield "x_{" + "a " * n + "}"
    yield "x_" + "a" * n
    yield "a" * n + "(x)"
    yield r"\mathrm{" + "a" * n + "}(x)"
    yield r"\mathrm{" + "a b " * n + "}"
    yield r"\max\left(" + ",".join(f"\\exp{{({i} x)}}" for i in range(n)) + r"\right)"
    yield r"10^{" * deep + "2" + "}" * deep
    yield r"\sqrt[3]{2}" * n
    yield r"\sqrt{1+" * n + "x" + "}" * n
    yield "|x" * n + "|" * n
    yield r"\frac{1}{1+" * n + "x" + "}" * n
    yield r"(x+1)" * n
    yield r"\sigma^{2}(x)" * n
    yield r"2 " * n
    yield r"x " * n
    yield r"\left(" + "x " * n + r"\right)^{2}"


def _vectors(n: int) -> Iterator[str]:
    """Yield functions of vectors, many keywords, signs and lines."""
    yield "softmax([" + ",".join(f"x{i}" for i in range(n)) + "])[0]"
    yield "sparsemax([" + ",".join(f"x{i}" for i in range(n)) + "])[0]"
    yield "logsumexp([" + ",".join(f"log({i + 2})" for i in range(n)) + "])"
    yield "softmax([" + ",".join(f"{i}*log(2)" for i in range(n)) + "])[0]"
    yield "sparsemax([" + ",".join(f"sqrt({i})" for i in range(n)) + "])[0]"
    yield "maxout([" + ",".join(f"x{i}" for i in range(n)) + f"], pieces={n})[0]"
    yield "relu(x" + ",a=1" * n + ")"
    yield "relu(" + ",".join(f"a{i}={i}" for i in range(n)) + ")"
    yield "x<" * n + "x"
    yield "(" + "x," * n + ")"
    yield "not " * n + "(x>0)"
    yield "-" * n + "2**-" + "-" * n + "2"
    yield "\n" * n + "x +"
    yield "\r\n".join(["x+"] * n)
    yield "\u2028".join(["x+"] * n)
