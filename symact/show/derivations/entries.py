"""Terms entry by entry, for what vectors and matrices have no notation for: windows, sums over some axes, reshapes.

Entries are counted from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Expr, Rational

from symact.networks.backprop.terms import Node, Quantity, Term, has_matrix_form
from symact.networks.shapes import Shape
from symact.show.derivations.functions import Functions
from symact.show.derivations.names import Names, indexed
from symact.show.derivations.places import Places, covered, replaced

__all__ = ["Entries", "is_sum"]

_LETTERS = "ijkmnpqrsabcdeghovw"
_ELEMENTWISE = {"add", "subtract", "negate", "multiply", "scale", "divide", "apply", "slope", "fill", "ones", "number"}
_OUTER = {"add": " + ", "subtract": " - "}


class Entries:
    """Prints one entry of a term.

    Parameters
    ----------
    names : Names
    functions : Functions
    words : callable
        Prints a term with vectors and matrices, which an index may follow.
    """

    def __init__(self, names: Names, functions: Functions, words: Callable[[Node], str]) -> None:
        self.names = names
        self.functions = functions
        self.words = words
        self._used = 0

    def line(self, left: Quantity, rights: Sequence[Node]) -> tuple[str, list[str]]:
        """Return the sides of an equation between entries."""
        self._used = 0
        places = self._clipped(self._fresh(len(left.shape)), left.shape)
        return indexed(self.names.of(left), places), [self.entry(r, places) for r in rights]

    def scalar(self, term: Term) -> str:
        """Return a number that is a sum over entries."""
        self._used = 2  # begins with k
        return self.entry(term, ())

    def entry(self, node: Node, places: Places) -> str:
        """Return the entry of a term at a place."""
        if isinstance(node, Quantity):
            return indexed(self.names.of(node), self._clipped(places, node.shape))
        rule = _RULES.get(node.operation)
        if not node.shape and (rule is None or node.operation in ("fill", "ones", "zeros", "number")):
            return self.words(node)
        if rule is None or (has_matrix_form(node) and node.operation not in _ELEMENTWISE and node.shape):
            return indexed(rf"\left[{self.words(node)}\right]", places)
        return rule(self, node, places)

    def _fresh(self, number: int) -> Places:
        letters = _LETTERS[self._used : self._used + number]
        self._used += number
        made = [*letters, *(f"i_{{{i}}}" for i in range(number - len(letters)))]
        return tuple(made)

    @staticmethod
    def _clipped(places: Places, shape: Shape) -> Places:
        """Return the place in an array that is repeated along axes of length 1 and along those it lacks."""
        own = places[len(places) - len(shape) :]
        return tuple("1" if axis == 1 else p for p, axis in zip(own, shape, strict=True))

    def _of(self, node: Node, places: Places) -> str:
        return self.entry(node, places[len(places) - len(node.shape) :])

    def _factor(self, node: Node, places: Places) -> str:
        text = self._of(node, places)
        return rf"\left({text}\right)" if is_sum(text) else text

    def _sum_of_two(self, term: Term, places: Places) -> str:
        first, second = term.operands
        last = self._factor(second, places) if term.operation == "subtract" else self._of(second, places)
        return self._of(first, places) + _OUTER[term.operation] + last

    def _negate(self, term: Term, places: Places) -> str:
        return f"-{self._factor(term.operands[0], places)}"

    def _times(self, term: Term, places: Places) -> str:
        return " ".join(self._factor(o, places) for o in term.operands)

    def _divide(self, term: Term, places: Places) -> str:
        first, second = (self._of(o, places) for o in term.operands)
        return rf"\frac{{{first}}}{{{second}}}"

    def _apply(self, term: Term, places: Places) -> str:
        return self.functions.value(term["function"], [self._of(o, places) for o in term.operands], entries=True)

    def _slope(self, term: Term, places: Places) -> str:
        arguments = [self._of(o, places) for o in term.operands]
        return self.functions.slope(term["function"], term["slot"], arguments, entries=True)

    def _inner(self, term: Term, places: Places) -> str:
        return self.words(term.operands[0]) if term.operands[0].shape == () else self._of(term.operands[0], places)

    def _constant(self, term: Term, places: Places) -> str:
        return self.words(Term(term.operation, (), (), term.options))

    def _contract(self, term: Term, places: Places) -> str:
        left, _, result = term["subscripts"].partition("->")
        a, b = left.split(",")
        at = dict(zip(result, places, strict=True))
        summed = [letter for letter in a if letter not in result]
        at.update(zip(summed, self._fresh(len(summed)), strict=True))
        factors = [
            self._factor(o, tuple(at[c] for c in letters)) for o, letters in zip(term.operands, (a, b), strict=True)
        ]
        return _summed([at[c] for c in summed], " ".join(factors))

    def _sum(self, term: Term, places: Places) -> str:
        (inner,), axes = term.operands, term["axes"]
        fresh = iter(self._fresh(len([i for i in axes if inner.shape[i] != 1])))
        kept = iter(places)
        at = tuple(
            next(kept) if i not in axes else "1" if axis == 1 else next(fresh) for i, axis in enumerate(inner.shape)
        )
        over = [at[i] for i in axes if at[i] != "1"]
        if not over and isinstance(inner, Term) and inner.operation == "apply" and not places:
            return self._scaled_sum([], inner, tuple("" for _ in at))
        return self._scaled_sum(over, inner, at)

    def _scaled_sum(self, over: Sequence[str], inner: Node, at: Places) -> str:
        """Return a sum with the number before the formula that is summed before the sum."""
        if isinstance(inner, Term) and inner.operation == "apply":
            factor, rest = inner["function"].as_coeff_Mul()
            arguments = [self._of(o, at) if any(at) else self.words(o) for o in inner.operands]
            if factor.is_Rational and factor > 0 and factor != 1:
                return f"{_small(factor)} {_summed(over, self._value(rest, arguments))}"
            return _summed(over, self._value(inner["function"], arguments))
        return _summed(over, self._of(inner, at))

    def _value(self, function: Expr, arguments: Sequence[str]) -> str:
        return self.functions.value(function, arguments, entries=True)

    def _max(self, term: Term, places: Places) -> str:
        (inner,), axes = term.operands, term["axes"]
        fresh, kept = iter(self._fresh(len(axes))), iter(places)
        at = tuple(next(fresh) if i in axes else next(kept) for i in range(len(inner.shape)))
        return rf"\max_{{{', '.join(at[i] for i in axes)}}} {self._factor(inner, at)}"

    def _first_max(self, term: Term, places: Places) -> str:
        (inner,) = term.operands
        top = Term("max", (inner,), (), term.options)
        kept = tuple(p for i, p in enumerate(places) if i not in term["axes"])
        equal = f"{self._of(inner, places)} = {self._max(top, kept)}"
        return rf"\mathbf{{1}}\left[{equal} \text{{, the first}}\right]"

    def _moved(self, term: Term, places: Places) -> str:
        """An expand, or a reshape: the place in the one shape as a place in the other."""
        (inner,) = term.operands
        if term.operation == "expand":
            return self._of(inner, self._clipped(places, inner.shape))
        return self._of(inner, replaced(places, term.shape, inner.shape))

    def _transpose(self, term: Term, places: Places) -> str:
        at = dict(zip(term["axes"], places, strict=True))
        return self._of(term.operands[0], tuple(at[i] for i in range(len(places))))

    def _windows(self, term: Term, places: Places) -> str:
        k = len(term["lengths"])
        lead, at, within = places[: -2 * k], places[-2 * k : -k], places[-k:]
        hit = tuple(covered(term, i, p, q) for i, (p, q) in enumerate(zip(at, within, strict=True)))
        return self._of(term.operands[0], lead + hit)

    def _overlap(self, term: Term, places: Places) -> str:
        k = len(term["lengths"])
        at, within = self._fresh(k), self._fresh(k)
        fits = [f"{covered(term, i, at[i], within[i])} = {p}" for i, p in enumerate(places[-k:])]
        body = self._factor(term.operands[0], places[:-k] + at + within)
        return rf"\sum_{{{', '.join(at + within)}:\ {', '.join(fits)}}} {body}"

    def _concat(self, term: Term, places: Places) -> str:
        axis, rows, start = term["axis"], [], 0
        for o in term.operands:
            stop = start + int(o.shape[axis])
            at = (*places[:axis], f"{places[axis]} - {start}" if start else places[axis], *places[axis + 1 :])
            rows.append(rf"{self._of(o, at)} & \text{{if }} {places[axis]} \le {stop}")
            start = stop
        body = r" \\ ".join(rows)
        return rf"\begin{{cases}} {body} \end{{cases}}"

    def _pad(self, term: Term, places: Places) -> str:
        (inner,), axis, before = term.operands, term["axis"], term["before"]
        place = f"{places[axis]} - {before}" if before else places[axis]
        body = self._of(inner, (*places[:axis], place, *places[axis + 1 :]))
        last = before + int(inner.shape[axis])
        return (
            rf"\begin{{cases}} {body} & \text{{if }} {before} < {places[axis]} \le {last} \\ "
            r"0 & \text{otherwise} \end{cases}"
        )

    def _slice(self, term: Term, places: Places) -> str:
        axis, start = term["axis"], term["start"]
        place = f"{places[axis]} + {start}" if start else places[axis]
        return self._of(term.operands[0], (*places[:axis], place, *places[axis + 1 :]))

    def _cross_entropy(self, term: Term, places: Places) -> str:
        logits, target = term.operands
        single = logits.shape[term["axis"]] == 1
        k = "1" if single else self._fresh(1)[0]
        at = (*places[: term["axis"]], k, *places[term["axis"] :])
        p = self.names.probabilities(logits)
        likely = rf"\left[\mathrm{{softmax}}({self.words(logits)})\right]" if p is None else p
        total = "-" if single else rf"-\sum_{{{k}}} "
        return rf"{total}{self._of(target, at)} \log {indexed(likely, at)}"


def is_sum(text: str) -> bool:
    """Return whether a formula is a sum that needs brackets as a factor."""
    depth = 0
    for i, c in enumerate(text):
        depth += (c in "({[") - (c in ")}]")
        if depth == 0 and c in "+-" and (i == 0 or text[i - 1] == " "):
            return True
    return text.startswith((r"\sum", r"\max"))


def _summed(over: Sequence[str], text: str) -> str:
    if not over:
        return text
    body = rf"\left({text}\right)" if is_sum(text) else text
    return rf"\sum_{{{', '.join(over)}}} {body}"


def _small(number: Expr) -> str:
    number = Rational(number)
    return str(number) if number.q == 1 else rf"\frac{{{number.p}}}{{{number.q}}}"


_RULES: dict[str, Callable[[Entries, Term, Places], str]] = {
    "add": Entries._sum_of_two,
    "subtract": Entries._sum_of_two,
    "negate": Entries._negate,
    "multiply": Entries._times,
    "scale": Entries._times,
    "divide": Entries._divide,
    "apply": Entries._apply,
    "slope": Entries._slope,
    "fill": Entries._inner,
    "ones": Entries._constant,
    "zeros": Entries._constant,
    "number": Entries._constant,
    "contract": Entries._contract,
    "sum": Entries._sum,
    "max": Entries._max,
    "first_max": Entries._first_max,
    "reshape": Entries._moved,
    "expand": Entries._moved,
    "transpose": Entries._transpose,
    "windows": Entries._windows,
    "overlap": Entries._overlap,
    "concat": Entries._concat,
    "pad": Entries._pad,
    "slice": Entries._slice,
    "cross_entropy": Entries._cross_entropy,
}
