"""The C of a request: readable, whole, and of our own text only; with the loops over arrays that call it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from symact.numeric.backends.c.definitions import hexadecimal, needed
from symact.numeric.backends.c.translation import Translated, translated

__all__ = ["c_source"]

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
#pragma clang diagnostic ignored "-Wpass-failed" /* loops that call libm stay as they are */
#define EACH_APART _Pragma("clang loop vectorize(assume_safety)")
#define SOON __builtin_prefetch
#elif defined(__GNUC__)
#define EACH_APART _Pragma("GCC ivdep")
#define SOON __builtin_prefetch
#else
#define EACH_APART
#define SOON(address) (void)(address)
#endif
"""

BLOCK = 256
LARGEST_SHORT = float(np.finfo(np.float32).max)

LOOP = """void {name}(int64_t n, {pointers})
{{
    for (int64_t start = 0; start < n; start += {block}) {{
        const int64_t stop = n - start < {block} ? n : start + {block};
        if (n - stop >= {block})
            for (int64_t i = stop; i < stop + {block}; i += 64 / (int64_t)sizeof *y)
                SOON({soon});
{body}
    }}
}}
"""

EACH = """        EACH_APART
        for (int64_t i = start; i < stop; i++)
            y[i] = {value};"""

CHOICE = """        int{bits}_t far = 0;
        for (int64_t i = start; i < stop; i++)
            far |= {far};
        if (far) {{
            EACH_APART
            for (int64_t i = start; i < stop; i++)
                y[i] = {value};
            continue;
        }}
        EACH_APART
        for (int64_t i = start; i < stop; i++)
            y[i] = {usual};"""


@lru_cache(maxsize=512)
def c_source(source: str) -> str:
    """Return the C of a source that :mod:`symact.numeric.expression_source` wrote.

    Examples
    --------
    >>> text = c_source("def f(x):\\n    return np.maximum(x, 0.0)")
    >>> "return x < 0.0 ? 0.0 : x;" in text
    True
    """
    parts: list[str] = []
    for short in (False, True):
        functions = translated(source, short)
        parts += [t for f in functions for t in (f.text, f.usual) if t]
        parts.append(_loop(functions[-1], "float" if short else "double"))
    definitions = needed("\n".join(parts))
    return "\n".join([HEAD, *(f"{d}\n" for d in definitions), *(f"{p.rstrip()}\n" for p in parts)])


def _loop(function: Translated, kind: str) -> str:
    short = kind == "float"
    pointers = [f"const {kind} *{p}" for p in function.parameters]
    values = [f"(double){p}[i]" if short else f"{p}[i]" for p in function.parameters]
    called = ", ".join(values)
    name = "f_float32" if short else "f_float64"
    value, usual = (
        f"(float){f}({called})" if short else f"{f}({called})" for f in (function.name, function.usual_name)
    )
    bits = 32 if short else 64
    far = " | ".join(f"(x[i] {sign} {bound})" for sign, bound in _bounds(function.bounds, short))
    return LOOP.format(
        name=name,
        pointers=", ".join([*pointers, f"{kind} *y"]),
        block=BLOCK,
        soon="), SOON(".join(f"{p} + i" for p in function.parameters),
        body=(CHOICE if far else EACH).format(bits=bits, far=far, value=value, usual=usual),
    )


def _bounds(bounds: tuple[float, float], short: bool) -> list[tuple[str, str]]:
    """Return how x lies beyond bounds, as signs and numbers; in float32 these are next to the bounds, inside."""
    found = []
    for sign, bound in zip(("<=", ">="), bounds, strict=True):
        if np.isinf(bound):
            continue
        inside = np.float32(np.clip(bound, -LARGEST_SHORT, LARGEST_SHORT)) if short else bound
        code = hexadecimal(float(np.nextafter(inside, np.float32(0.0)))) if short else hexadecimal(bound)
        found.append((sign, code + "f" * short))
    return found
