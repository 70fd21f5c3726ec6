"""The entry of what is computed from entries: sums, products, functions, maxima."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr, Rational

from symact.networks.backprop.terms import Node, Term
from symact.show.derivations.entries import Entries, Rule, is_sum
from symact.show.derivations.names import indexed
from symact.show.derivations.places import Places

__all__ = ["SUMS"]

_OUTER = {"add": " + ", "subtract": " - "}


def _sum_of_two(entries: Entries, term: Term, places: Places) -> str:
    first, second = term.operands
    last = entries.factor(second, places) if term.operation == "subtract" else entries.of(second, places)
    return entries.of(first, places) + _OUTER[term.operation] + last


def _negate(entries: Entries, term: Term, places: Places) -> str:
    return f"-{entries.factor(term.operands[0], places)}"


def _times(entries: Entries, term: Term, places: Places) -> str:
    return " ".join(entries.factor(o, places) for o in term.operands)


def _divide(entries: Entries, term: Term, places: Places) -> str:
    first, second = (entries.of(o, places) for o in term.operands)
    return rf"\frac{{{first}}}{{{second}}}"


def _apply(entries: Entries, term: Term, places: Places) -> str:
    return entries.functions.value(term["function"], [entries.of(o, places) for o in term.operands], entries=True)


def _slope(entries: Entries, term: Term, places: Places) -> str:
    arguments = [entries.of(o, places) for o in term.operands]
    return entries.functions.slope(term["function"], term["slot"], arguments, entries=True)


def _inner(entries: Entries, term: Term, places: Places) -> str:
    return entries.words(term.operands[0]) if term.operands[0].shape == () else entries.of(term.operands[0], places)


def _constant(entries: Entries, term: Term, places: Places) -> str:
    return entries.words(Term(term.operation, (), (), term.options))


def _contract(entries: Entries, term: Term, places: Places) -> str:
    left, _, result = term["subscripts"].partition("->")
    a, b = left.split(",")
    at = dict(zip(result, places, strict=True))
    summed = [letter for letter in a if letter not in result]
    at.update(zip(summed, entries.fresh(len(summed)), strict=True))
    factors = [
        entries.factor(o, tuple(at[c] for c in letters)) for o, letters in zip(term.operands, (a, b), strict=True)
    ]
    return _summed([at[c] for c in summed], " ".join(factors))


def _sum(entries: Entries, term: Term, places: Places) -> str:
    (inner,), axes = term.operands, term["axes"]
    fresh = iter(entries.fresh(len([i for i in axes if inner.shape[i] != 1])))
    kept = iter(places)
    at = tuple(next(kept) if i not in axes else "1" if axis == 1 else next(fresh) for i, axis in enumerate(inner.shape))
    over = [at[i] for i in axes if at[i] != "1"]
    if not over and isinstance(inner, Term) and inner.operation == "apply" and not places:
        return _scaled_sum(entries, [], inner, tuple("" for _ in at))
    return _scaled_sum(entries, over, inner, at)


def _scaled_sum(entries: Entries, over: Sequence[str], inner: Node, at: Places) -> str:
    """Return a sum with the number before the formula that is summed before the sum."""
    if isinstance(inner, Term) and inner.operation == "apply":
        factor, rest = inner["function"].as_coeff_Mul()
        arguments = [entries.of(o, at) if any(at) else entries.words(o) for o in inner.operands]
        if factor.is_Rational and factor > 0 and factor != 1:
            return f"{_small(factor)} {_summed(over, _value(entries, rest, arguments))}"
        return _summed(over, _value(entries, inner["function"], arguments))
    return _summed(over, entries.of(inner, at))


def _value(entries: Entries, function: Expr, arguments: Sequence[str]) -> str:
    return entries.functions.value(function, arguments, entries=True)


def _max(entries: Entries, term: Term, places: Places) -> str:
    (inner,), axes = term.operands, term["axes"]
    fresh, kept = iter(entries.fresh(len(axes))), iter(places)
    at = tuple(next(fresh) if i in axes else next(kept) for i in range(len(inner.shape)))
    return rf"\max_{{{', '.join(at[i] for i in axes)}}} {entries.factor(inner, at)}"


def _first_max(entries: Entries, term: Term, places: Places) -> str:
    (inner,) = term.operands
    top = Term("max", (inner,), (), term.options)
    kept = tuple(p for i, p in enumerate(places) if i not in term["axes"])
    equal = f"{entries.of(inner, places)} = {_max(entries, top, kept)}"
    return rf"\mathbf{{1}}\left[{equal} \text{{, the first}}\right]"


def _cross_entropy(entries: Entries, term: Term, places: Places) -> str:
    logits, target = term.operands
    single = logits.shape[term["axis"]] == 1
    k = "1" if single else entries.fresh(1)[0]
    at = (*places[: term["axis"]], k, *places[term["axis"] :])
    p = entries.names.probabilities(logits)
    likely = rf"\left[\mathrm{{softmax}}({entries.words(logits)})\right]" if p is None else p
    total = "-" if single else rf"-\sum_{{{k}}} "
    return rf"{total}{entries.of(target, at)} \log {indexed(likely, at)}"


def _summed(over: Sequence[str], text: str) -> str:
    if not over:
        return text
    body = rf"\left({text}\right)" if is_sum(text) else text
    return rf"\sum_{{{', '.join(over)}}} {body}"


def _small(number: Expr) -> str:
    number = Rational(number)
    return str(number) if number.q == 1 else rf"\frac{{{number.p}}}{{{number.q}}}"


SUMS: dict[str, Rule] = {
    "add": _sum_of_two,
    "subtract": _sum_of_two,
    "negate": _negate,
    "multiply": _times,
    "scale": _times,
    "divide": _divide,
    "apply": _apply,
    "slope": _slope,
    "fill": _inner,
    "ones": _constant,
    "zeros": _constant,
    "number": _constant,
    "contract": _contract,
    "sum": _sum,
    "max": _max,
    "first_max": _first_max,
    "cross_entropy": _cross_entropy,
}
