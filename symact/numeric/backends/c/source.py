"""The C of a request: readable, whole, and of our own text only; with the loops over arrays that call it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from symact.numeric.backends.c.definitions import needed
from symact.numeric.backends.c.translation import Function, translated

__all__ = ["c_source"]

BLOCK = 512

HEAD = """/* A numeric function made by symact. C99; link with libm.

   f is the function of a float64, f_short that of a float32, to be rounded to float32; f_float64 and f_float32 apply
   them to arrays, of which y may be an argument. Compile with optimisation, for your processor, without -ffast-math:

       cc -std=c99 -O3 -march=native -ffp-contract=off -fno-math-errno -fno-trapping-math -c f.c

   A rounding is that of the format at every step, so that results are the same everywhere; fma is what one instruction
   does where the processor has it. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__clang__)
#define EACH_APART _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define EACH_APART _Pragma("GCC ivdep")
#else
#define EACH_APART
#endif
"""

LOOP = """void {name}(int64_t n, {pointers})
{{
    EACH_APART
    for (int64_t i = 0; i < n; i++)
        y[i] = {cast}{call};
}}
"""

BLOCKS = """static inline int {name}_rare(double x)
{{
    return {rare};
}}

void {name}(int64_t n, {pointers})
{{
    for (int64_t start = 0; start < n; start += {block}) {{
        const int64_t stop = n - start < {block} ? n : start + {block};
        int some = 0;
        for (int64_t i = start; i < stop; i++)
            some |= {name}_rare({x});
        if (some) {{
            EACH_APART
            for (int64_t i = start; i < stop; i++)
                y[i] = {cast}{call};
        }} else {{
            EACH_APART
            for (int64_t i = start; i < stop; i++)
                y[i] = {cast}{usual};
        }}
    }}
}}
"""


@lru_cache(maxsize=512)
def c_source(source: str) -> str:
    """Return the C of a source that :mod:`symact.numeric.expression_source` wrote.

    Examples
    --------
    >>> print(c_source("def f(x):\\n    return np.maximum(x, 0.0)").splitlines()[-6])
    void f_float32(int64_t n, const float *x, float *y)
    """
    parts: list[str] = []
    for short in (False, True):
        functions = translated(source, short)
        parts += [t for f in functions for t in (f.text, f.usual) if t]
        parts.append(_loop(functions[-1], "float" if short else "double"))
    definitions = needed("\n".join(parts))
    return "\n".join([HEAD, *(f"{d}\n" for d in definitions), *(f"{p.rstrip()}\n" for p in parts)])


def _loop(function: Function, kind: str) -> str:
    short = kind == "float"
    pointers = [f"const {kind} *{p}" for p in function.parameters]
    values = [f"(double){p}[i]" if short else f"{p}[i]" for p in function.parameters]
    known = {
        "name": "f_float32" if short else "f_float64",
        "pointers": ", ".join([*pointers, f"{kind} *y"]),
        "cast": "(float)" if short else "",
        "call": _call(function.name, values),
        "usual": _call(function.usual_name, values),
    }
    if not function.rare:
        return LOOP.format(**known)
    rare = " | ".join(f"({c})" for c in function.rare)
    return BLOCKS.format(**known, rare=rare, block=BLOCK, x=values[0])


def _call(name: str, values: Sequence[str]) -> str:
    return f"{name}({', '.join(values)})"
