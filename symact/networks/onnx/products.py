"""ONNX operators that multiply and add: matrix products of every rank, and Einstein's convention."""

from __future__ import annotations

import string
from collections.abc import Sequence

from symact.errors import FormatError, UnsupportedError
from symact.exact.variable import T
from symact.networks.numbers import meant
from symact.networks.onnx.call import Call, Row, Value
from symact.networks.shapes import Shape

__all__ = ["ROWS", "matmul_subscripts"]


def _gemm(call: Call) -> Value:
    first = "ia" if call.attribute("transA", 0) else "ai"
    second = "oi" if call.attribute("transB", 0) else "io"
    alpha, beta = (meant(float(call.attribute(n, 1.0))) for n in ("alpha", "beta"))
    parts = [(call.name(0), call.name(1), f"{first},{second}->ao")]
    bias = call.given(2) is not None and beta != 0
    if alpha == 1 and not bias:
        return call.result("contract", *parts[0][:2], subscripts=parts[0][2])
    product = call.step("contract", *parts[0][:2], subscripts=parts[0][2])
    if alpha != 1:
        write = call.step if bias else call.result
        product = write("apply", product, function=alpha * T)
    if not bias:
        return product
    offset = call.name(2)
    if beta != 1:
        offset = call.step("apply", offset, function=beta * T)
    return call.result("add", product, offset)


def matmul_subscripts(first: Shape, second: Shape) -> str | None:
    """Return a product of matrices in Einstein's convention; None where axes of length 1 are to be repeated."""
    letters = iter(string.ascii_letters)
    ranks = max(len(first), len(second)) - 2
    batch = [next(letters) for _ in range(max(ranks, 0))]
    row, inner, column = (next(letters) for _ in range(3))
    lead = batch[len(batch) - max(len(first) - 2, 0) :], batch[len(batch) - max(len(second) - 2, 0) :]
    if any(a != b for a, b in zip(first[-3::-1], second[-3::-1], strict=False)):
        return None
    left = "".join((*lead[0], row, inner)) if len(first) > 1 else inner
    right = "".join((*lead[1], inner, column)) if len(second) > 1 else inner
    result = [*batch, *(row if len(first) > 1 else ""), *(column if len(second) > 1 else "")]
    return f"{left},{right}->{''.join(result)}"


def _matmul(call: Call) -> Value:
    first, second = call.shape(0), call.shape(1)
    if not first or not second:
        raise FormatError("the inputs of a product of matrices must have an axis")
    subscripts = matmul_subscripts(first, second)
    if subscripts is not None:
        return call.result("contract", call.name(0), call.name(1), subscripts=subscripts)
    names, shapes = [call.name(0), call.name(1)], [first, second]
    apart = _repeated(first[:-2], second[:-2])
    for i, away in enumerate(apart):
        kept = tuple(a for k, a in enumerate(shapes[i]) if k not in away)
        if away:
            names[i] = call.step("reshape", names[i], shape=kept)
    rank = max(len(first), len(second)) - 2
    letters = string.ascii_letters[: rank + 3]
    sides = [
        "".join(x for k, x in enumerate(letters[rank - len(s) + 2 : rank]) if k not in away)
        for s, away in zip(shapes, apart, strict=True)
    ]
    row, inner, column = (letters[rank + i] for i in range(3))
    return call.result(
        "contract",
        *names,
        subscripts=f"{sides[0]}{row}{inner},{sides[1]}{inner}{column}->{letters[:rank]}{row}{column}",
    )


def _repeated(first: Shape, second: Shape) -> tuple[set[int], set[int]]:
    """Return the axes of length 1 in each that the other has longer."""
    away: tuple[set[int], set[int]] = (set(), set())
    for back, (a, b) in enumerate(zip(reversed(first), reversed(second), strict=False), 1):
        if a != b and a == 1:
            away[0].add(len(first) - back)
        elif a != b and b == 1:
            away[1].add(len(second) - back)
    return away


def _einsum(call: Call) -> Value:
    equation = call.attribute("equation", b"").decode("ascii").replace(" ", "")
    left, arrow, result = equation.partition("->")
    terms = left.split(",")
    if "." in equation or len(terms) != len(call) or any(len(set(t)) != len(t) for t in terms):
        raise UnsupportedError(f"Einsum is served for letters that differ within each term, not for {equation!r}")
    if any(len(t) != len(call.shape(i)) for i, t in enumerate(terms)):
        raise FormatError(f"each term must have a letter for each axis, not {equation!r}")
    if not arrow:
        result = "".join(sorted(x for x in set("".join(terms)) if "".join(terms).count(x) == 1))
    names = [call.name(i) for i in range(len(terms))]
    if len(terms) == 1:
        return _rearranged(call, names[0], terms[0], result)
    for i, term in enumerate(terms):
        lonely = tuple(k for k, x in enumerate(term) if x not in terms[1 - i] and x not in result)
        if lonely:
            names[i] = call.step("sum", names[i], axes=lonely)
            terms[i] = "".join(x for k, x in enumerate(term) if k not in lonely)
    return call.result("contract", *names, subscripts=f"{terms[0]},{terms[1]}->{result}")


def _rearranged(call: Call, name: str, term: str, result: str) -> Value:
    away = tuple(k for k, x in enumerate(term) if x not in result)
    if away:
        name = call.step("sum", name, axes=away)
        term = "".join(x for x in term if x in result)
    return call.result("transpose", name, axes=_order(term, result))


def _order(term: str, result: Sequence[str]) -> tuple[int, ...]:
    return tuple(term.index(x) for x in result)


ROWS: dict[str, Row] = {
    "Einsum": Row(_einsum, (1, 2), ("equation",)),
    "Gemm": Row(_gemm, (2, 3), ("alpha", "beta", "transA", "transB")),
    "MatMul": Row(_matmul, (2, 2)),
}
